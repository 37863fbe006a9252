//! At every border between two open intervals enough agents are inside their shift on both sides.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// Carried-in agents this much below a whole number are that number.
const ROUNDING: f64 = 1e-9;

/// One breach for each border. Carried-in agents count as the smaller of the two intervals; breaks are not deducted.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let asked = week.problem.centre.handover.min_across;
    if asked.get() == 0 {
        return Vec::new();
    }
    let mut starts: Vec<i64> = week.shifts().map(|(_, s)| s.inside.start).collect();
    let mut ends: Vec<i64> = week.shifts().map(|(_, s)| s.inside.end).collect();
    starts.sort_unstable();
    ends.sort_unstable();
    let mut found = Vec::new();
    for (before, after) in week.coverage.intervals.iter().zip(week.coverage.intervals.iter().skip(1)) {
        let border = after.time.start;
        let open = week.opening.is_open(before.time) && week.opening.is_open(after.time);
        if before.time.end != border || !open {
            continue;
        }
        let begun = starts.partition_point(|s| *s < border);
        let ended = ends.partition_point(|e| *e <= border);
        let across = begun.saturating_sub(ended) as f64 + before.carried_in.min(after.carried_in);
        if across < f64::from(asked.get()) - ROUNDING {
            let text = format!(
                "only {across} agents are inside their shift across {}, the centre asks for {asked}",
                week.clock.text(border)
            );
            found.push(Breach::new(text).on(week.clock.day(border)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::units::Heads;

    #[test]
    fn a_border_that_nobody_bridges_is_refused() {
        let mut case = Case::valid();
        case.problem.centre.handover.min_across = Heads::new(1);
        case.problem.requirement.rows.clear();
        case.need("hotline", 0, 1320, 17, 1, 0.0);
        assert_eq!(case.codes(), [""; 0], "22:00 to 06:30, the meal is not deducted");
        case.need("hotline", 1, 390, 1, 1, 0.0);
        assert_eq!(case.codes(), ["K502"], "at 06:30 cem's shift ends");
    }

    #[test]
    fn carried_in_agents_count_as_the_smaller_of_the_two_intervals() {
        let mut case = Case::valid();
        case.problem.centre.handover.min_across = Heads::new(1);
        case.problem.requirement.rows.clear();
        case.need("hotline", 0, 0, 4, 1, 1.0);
        assert_eq!(case.codes(), [""; 0]);
        case.problem.requirement.rows[3].carried_in = 0.5;
        assert_eq!(case.codes(), ["K502"]);
    }
}
