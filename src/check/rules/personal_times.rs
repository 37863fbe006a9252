//! Shifts start and end within the agent's own limits of the day.

use crate::check::breach::Breach;
use crate::check::clock::Clock;
use crate::check::shifts::Shift;
use crate::check::week::Week;
use crate::domain::people::PersonalTimes;

/// One breach for each shift outside.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let outside = |times: PersonalTimes, shift: &Shift<'_>| {
        let past = |at: i64| week.clock.minutes_past(shift.day, at);
        broken(times, past(shift.inside.start), past(shift.inside.end))
    };
    week.shifts()
        .filter_map(|(person, shift)| {
            let (limit, time) = outside(person.agent.times, shift)?;
            let text = format!(
                "{} works {}, agents.csv says {limit} {}",
                person.agent.id,
                Clock::range(week.clock, shift.inside),
                time
            );
            Some(Breach::in_shift(person, shift, text))
        })
        .collect()
}

/// The limit that a shift with this start and end, in minutes of the wall after midnight, does not keep, and its value.
pub(in crate::check) fn broken(times: PersonalTimes, start: i64, end: i64) -> Option<(&'static str, String)> {
    let early = times.earliest_start.filter(|t| start < i64::from(t.minutes()));
    let late = times.latest_start.filter(|t| start > i64::from(t.minutes()));
    let long = times.latest_end.filter(|t| end > i64::from(t.minutes()));
    let limits = [("earliest_start", early), ("latest_start", late), ("latest_end", long)];
    limits.into_iter().find_map(|(name, time)| Some((name, time?.to_string())))
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::time::ClockTime;

    #[test]
    fn starts_and_ends_outside_the_agents_limits_are_refused() {
        // ann works 08:00–16:30, cem 22:00–06:30
        let codes = |agent: &str, start: Option<u16>, latest: Option<u16>, end: Option<u16>| {
            let mut case = Case::valid();
            let times = &mut case.agent(agent).times;
            let clock = |minutes: Option<u16>| minutes.map(ClockTime::from_minutes);
            (times.earliest_start, times.latest_start, times.latest_end) = (clock(start), clock(latest), clock(end));
            case.codes()
        };
        assert_eq!(codes("ann", Some(480), Some(480), Some(990)), [""; 0]);
        assert_eq!(codes("ann", Some(481), None, None), ["K409"]);
        assert_eq!(codes("ann", None, Some(479), None), ["K409"]);
        assert_eq!(codes("ann", None, None, Some(989)), ["K409"]);
        assert_eq!(codes("cem", None, None, Some(1440 + 390)), [""; 0]);
        assert_eq!(codes("cem", None, None, Some(1440 + 389)), ["K409"]);
    }
}
