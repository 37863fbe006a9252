//! The objective and its four terms are what the published files give.

use super::claims::compare;
use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::roster::RosterSummary;

/// One breach for each figure that differs.
pub(super) fn breaches(_: &Week<'_>, summary: &RosterSummary, files: &Recomputed) -> Vec<Breach> {
    let (claimed, terms) = (&summary.terms, &files.terms);
    compare(&[
        ("objective", summary.objective, terms.total()),
        ("terms.under", claimed.under, terms.under),
        ("terms.over", claimed.over, terms.over),
        ("terms.hour_above_minimum", claimed.hour_above_minimum, terms.hour_above_minimum),
        ("terms.preference", claimed.preference, terms.preference),
    ])
}
