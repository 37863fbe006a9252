//! No roster costs less than the bound, so the bound is not above this one's cost; the gap follows from both.

use super::claims::{differ, slack};
use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::roster::RosterSummary;

/// One breach for a bound too high, one for a wrong gap. Both are held against the recomputed objective.
pub(super) fn breaches(_: &Week<'_>, summary: &RosterSummary, files: &Recomputed) -> Vec<Breach> {
    let objective = files.terms.total();
    let mut breaches = Vec::new();
    if summary.bound.is_some_and(|bound| bound > objective + slack(objective) || bound.is_nan()) {
        let text = format!("bound: claimed {}, but this roster costs {objective}", shown(summary.bound));
        breaches.push(Breach::new(text).hint("a bound above a legal roster's cost is not a bound"));
    }
    let gap = summary.bound.and_then(|bound| gap(objective, bound));
    let same = match (summary.gap, gap) {
        (Some(claim), Some(fact)) => !differ(claim, fact),
        (None, None) => true,
        _ => false,
    };
    if !same {
        breaches.push(Breach::new(format!("gap: claimed {}, the figures give {}", shown(summary.gap), shown(gap))));
    }
    breaches
}

/// (objective − bound)/objective; 0 when both are 0; none when only the objective is 0.
fn gap(objective: f64, bound: f64) -> Option<f64> {
    if objective.abs() > slack(0.0) {
        Some((objective - bound) / objective)
    } else {
        (bound.abs() <= slack(0.0)).then_some(0.0)
    }
}

fn shown(figure: Option<f64>) -> String {
    figure.map_or_else(|| "none".to_owned(), |f| f.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testkit::Case;

    #[test]
    fn a_bound_above_the_roster_and_a_false_gap_are_refused() {
        let case = Case::valid();
        assert_eq!(case.codes_claiming(|s| s.gap = Some(0.01)), ["K606"]);
        assert_eq!(case.codes_claiming(|s| s.bound = None), ["K606"]);
        assert_eq!(case.codes_claiming(|s| (s.bound, s.gap) = (None, None)), [""; 0]);
        let too_high = |s: &mut RosterSummary| {
            s.bound = Some(s.objective + 1.0);
            s.gap = Some(-1.0 / s.objective);
        };
        assert_eq!(case.codes_claiming(too_high), ["K606"]);
    }

    #[test]
    fn a_roster_that_costs_nothing_has_gap_zero() {
        assert_eq!(gap(0.0, 0.0), Some(0.0));
        assert_eq!(gap(0.0, -5.0), None);
        assert_eq!(gap(10.0, 8.0), Some(0.2));
    }
}
