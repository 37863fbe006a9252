//! Enough agents with a role are at work, or inside a shift, in every interval that `[[presence]]` asks for.

use chrono::Datelike;

use crate::check::breach::Breach;
use crate::check::clock::{Stretch, merged, moved};
use crate::check::crew::{Counter, Crew};
use crate::check::week::{WEEK, Week};
use crate::domain::team::RolePresence;

/// One breach for each run of such intervals of each entry.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    week.problem.centre.team_rules.presence.iter().flat_map(|asked| lacking(week, asked)).collect()
}

fn lacking(week: &Week<'_>, asked: &RolePresence) -> Vec<Breach> {
    let crew = Crew::of(week, |p| p.agent.roles.iter().any(|role| asked.roles.contains(role)));
    let least = i64::from(asked.min.get());
    let inside = Counter::of(&crew.inside);
    let missing = |time: Stretch| {
        let length = time.seconds();
        let there = if asked.breaks_count {
            i64::try_from(inside.fewest(time)).unwrap_or(i64::MAX).saturating_mul(length)
        } else {
            crew.work.iter().map(|work| work.common(time)).sum()
        };
        (least.saturating_mul(length) - there).max(0) as f64 / length.max(1) as f64
    };
    let mut runs: Vec<(Stretch, f64)> = Vec::new();
    for time in intervals(week, asked) {
        let lack = missing(time);
        match runs.last_mut() {
            _ if lack <= 0.0 => {}
            Some((run, worst)) if run.end == time.start => (*run, *worst) = (run.hull(time), worst.max(lack)),
            _ => runs.push((time, lack)),
        }
    }
    let told = |(run, lack): (Stretch, f64)| {
        let text = format!(
            "{} to {}: up to {lack:.2} agents with the role {} are missing of the {least} to be {} ({})",
            week.clock.text(run.start),
            week.clock.text(run.end),
            asked.roles.join(" or "),
            if asked.breaks_count { "inside a shift" } else { "at work" },
            crew.who()
        );
        Breach::new(text).on(week.clock.day(run.start))
    };
    runs.into_iter().map(told).collect()
}

/// The intervals in which an entry holds: open ones of the requirement that its own hours touch.
pub(super) fn intervals(week: &Week<'_>, asked: &RolePresence) -> Vec<Stretch> {
    let hours = asked.hours.as_ref().map(|weekly| {
        let days = (-1..=WEEK).map(|offset| moved(week.problem.first_day, offset));
        let on = |day: chrono::NaiveDate| {
            let at = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
            let range = move |(from, to): &(_, _)| {
                let minute = |clock: &crate::domain::time::ClockTime| week.clock.at(day, i64::from(clock.minutes()));
                Stretch::new(minute(from), minute(to))
            };
            weekly.get(at).into_iter().flatten().map(range)
        };
        merged(days.flat_map(on).collect())
    });
    let inside = |time: Stretch| hours.as_ref().is_none_or(|hours| hours.iter().any(|h| h.overlaps(time)));
    let all = week.coverage.intervals.iter().map(|i| i.time);
    all.filter(|time| week.opening.is_open(*time) && inside(*time)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testkit::{Case, Duty};
    use crate::domain::time::ClockTime;
    use crate::domain::units::Heads;

    fn case(breaks_count: bool) -> Case {
        let mut case = Case::valid();
        case.agent("ann").roles = vec!["leader".into()];
        let hours = vec![(ClockTime::from_minutes(480), ClockTime::from_minutes(960))];
        case.problem.centre.team_rules.presence.push(RolePresence {
            roles: vec!["leader".into()],
            min: Heads::new(1),
            hours: Some(std::array::from_fn(|day| if day == 0 { hours.clone() } else { Vec::new() })),
            breaks_count,
            never_all_off: false,
        });
        case
    }

    #[test]
    fn a_leader_on_break_is_missing_unless_breaks_count() {
        // ann works Monday 08:00 to 16:30, a break at 10:00 and a meal at 12:00
        assert_eq!(case(false).codes(), ["K503"]);
        assert_eq!(case(true).codes(), [""; 0]);
        let mut late = case(true);
        late.duty("ann", 0).start = 540;
        assert_eq!(late.codes(), ["K503"], "nobody from 08:00 to 09:00");
    }

    #[test]
    fn another_agent_of_the_role_stands_in() {
        let mut case = case(false);
        case.agent("bob").roles = vec!["a".into(), "leader".into()];
        case.work("bob", &[0, 1, 2, 3]);
        assert_eq!(case.codes(), [""; 0], "bob starts at 09:00 and has his break at 11:00 and his meal at 13:00");
        case.duty("bob", 0).start = 480;
        assert_eq!(case.codes(), ["K503"], "both have their meal at 12:00");
    }

    #[test]
    fn the_night_shift_of_the_week_before_runs_into_the_week() {
        let mut case = case(false);
        case.agent("cem").roles = vec!["leader".into()];
        case.problem.requirement.rows.clear();
        case.need("hotline", 0, 0, 4, 0, 0.0);
        case.problem.centre.team_rules.presence[0].hours = None;
        assert_eq!(case.codes(), ["K503"]);
        let duty = Duty::new("cem", -1, "night", 1320, "hotline");
        case.before(&[Duty { pauses: Vec::new(), ..duty }]);
        assert!(!case.codes().contains(&"K503"), "{:?}", case.codes());
    }
}
