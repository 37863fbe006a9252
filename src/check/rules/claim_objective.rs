//! The objective and its terms are what the published files give.

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
        ("terms.paid_hours", claimed.paid_hours, terms.paid_hours),
        ("terms.missed_calls", claimed.missed_calls, terms.missed_calls),
        ("terms.fairness", claimed.fairness, terms.fairness),
        ("terms.secondary", claimed.secondary, terms.secondary),
        ("terms.rules", claimed.rules, terms.rules),
        ("terms.change", claimed.change, terms.change),
    ])
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn each_false_figure_is_refused() {
        let case = Case::valid();
        assert_eq!(case.codes_claiming(|s| s.objective -= 0.01), ["K602"]);
        assert_eq!(case.codes_claiming(|s| s.terms.under -= 0.01), ["K602"]);
        assert_eq!(case.codes_claiming(|s| s.terms.over += 0.01), ["K602"]);
        assert_eq!(case.codes_claiming(|s| s.terms.hour_above_minimum -= 0.01), ["K602"]);
        assert_eq!(case.codes_claiming(|s| s.terms.preference += f64::NAN), ["K602"]);
        assert_eq!(case.codes_claiming(|s| s.terms.change += 0.01), ["K602"]);
    }

    #[test]
    fn the_message_names_both_figures() {
        let case = Case::valid();
        let mut summary = case.summary();
        summary.terms.under = 0.5;
        let report = case.report(&case.rows(), Some(&summary));
        let message = &report.findings.iter().next().expect("a finding").message;
        assert_eq!(message, &format!("terms.under: claimed 0.5, the files give {}", report.terms.under));
    }
}
