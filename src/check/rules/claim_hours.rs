//! The totals of hours are what the published files give.

use super::claims::compare;
use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::roster::RosterSummary;

/// One breach for each figure that differs.
pub(super) fn breaches(_: &Week<'_>, summary: &RosterSummary, files: &Recomputed) -> Vec<Breach> {
    compare(&[
        ("under_hours", summary.under_hours, files.under_hours),
        ("over_hours", summary.over_hours, files.over_hours),
        ("paid_hours", summary.paid_hours, files.paid_hours),
        ("required_hours", summary.required_hours, files.required_hours),
    ])
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn each_false_total_is_refused() {
        let case = Case::valid();
        assert_eq!(case.codes_claiming(|s| s.under_hours -= 0.5), ["K603"]);
        assert_eq!(case.codes_claiming(|s| s.over_hours += 0.5), ["K603"]);
        assert_eq!(case.codes_claiming(|s| s.paid_hours += 0.5), ["K603"]);
        assert_eq!(case.codes_claiming(|s| s.required_hours += 0.5), ["K603"]);
    }
}
