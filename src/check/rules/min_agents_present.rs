//! In every open interval enough agents are at work, all queues and carried-in agents together.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// A time average this much below a whole number of agents is that number.
const ROUNDING: f64 = 1e-9;

/// One breach for each run of such intervals.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let asked = week.problem.centre.min_agents_present;
    let least = f64::from(asked.get());
    let short = week
        .coverage
        .intervals
        .iter()
        .filter(|i| i.at_work < least - ROUNDING && week.opening.is_open(i.time))
        .map(|i| (i.time, i.at_work));
    let mut runs = Vec::new();
    for (time, at_work) in short {
        match runs.last_mut() {
            Some((run, fewest)) if is_next(run, time) => {
                *run = time.hull(*run);
                *fewest = at_work.min(*fewest);
            }
            _ => runs.push((time, at_work)),
        }
    }
    runs.into_iter()
        .map(|(run, fewest)| {
            let text = format!(
                "{} to {}: {fewest:.2} agents at work at the least, the centre asks for {asked}",
                week.clock.text(run.start),
                week.clock.text(run.end)
            );
            Breach::new(text).on(week.clock.day(run.start))
        })
        .collect()
}

fn is_next(run: &crate::check::clock::Stretch, time: crate::check::clock::Stretch) -> bool {
    run.end == time.start
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::units::Heads;

    #[test]
    fn half_an_agent_in_an_open_interval_is_too_few() {
        let mut case = Case::valid();
        case.problem.centre.min_agents_present = Heads::new(1);
        case.problem.requirement.rows.clear();
        case.need("desk", 0, 480, 4, 0, 0.0);
        assert_eq!(case.codes(), [""; 0]);
        case.need("desk", 0, 600, 1, 0, 0.0);
        assert_eq!(case.codes(), ["K501"], "ann takes her break at 10:00");
    }

    #[test]
    fn carried_in_agents_are_present_and_closed_intervals_need_nobody() {
        let mut case = Case::valid();
        case.problem.centre.min_agents_present = Heads::new(1);
        case.problem.requirement.rows.clear();
        case.need("hotline", 0, 0, 4, 1, 1.0);
        assert_eq!(case.codes(), [""; 0]);
        case.problem.requirement.rows[2].carried_in = 0.0;
        assert_eq!(case.codes(), ["K501"]);
        case.problem.centre.queues[0].hours.weekly[0].clear();
        case.problem.centre.queues[0].hours.weekly[6].clear();
        assert!(!case.codes().contains(&"K501"));
    }
}
