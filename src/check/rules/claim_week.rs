//! roster.json speaks of the week that is checked.

use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::roster::RosterSummary;

/// One breach when its first day is another.
pub(super) fn breaches(week: &Week<'_>, summary: &RosterSummary, _: &Recomputed) -> Vec<Breach> {
    let first = week.problem.first_day;
    if summary.first_day == first {
        return Vec::new();
    }
    vec![Breach::new(format!("first_day: claimed {}, the week checked starts on {first}", summary.first_day))]
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_summary_of_another_week_is_refused() {
        let next = Case::valid().day(7);
        assert_eq!(Case::valid().codes_claiming(|s| s.first_day = next), ["K601"]);
    }
}
