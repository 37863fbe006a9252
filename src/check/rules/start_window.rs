//! Where the contract asks for it, some window of the local clock holds all starts of the week.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::week::Week;

/// Minutes on the face of the clock.
const CLOCK: i64 = 1440;

/// One breach for each agent whose starts no window holds.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let Some((contract, width)) = person.contract.and_then(|c| Some((c, c.limits.start_window?))) else { continue };
        let width = i64::from(width.get());
        let mut starts: Vec<i64> =
            person.shifts.iter().map(|s| week.clock.minutes_past(s.day, s.inside.start)).collect();
        starts.sort_unstable();
        let apart = needed(&starts);
        if apart > width {
            let text = format!(
                "{} starts at times that lie {} apart on the clock, contract {} allows {}",
                person.agent.id,
                duration(apart),
                contract.id,
                duration(width)
            );
            found.push(Breach::of_person(person, text));
        }
    }
    found
}

/// The shortest window of the clock that holds all of these minutes, sorted: the day less the widest gap between neighbours.
fn needed(starts: &[i64]) -> i64 {
    let (Some(first), Some(last)) = (starts.first(), starts.last()) else { return 0 };
    let inside = starts.iter().zip(starts.iter().skip(1)).map(|(a, b)| b - a);
    let gap = inside.chain([first + CLOCK - last]).max().unwrap_or(CLOCK);
    CLOCK - gap
}

#[cfg(test)]
mod tests {
    use super::needed;
    use crate::check::testkit::Case;
    use crate::domain::units::Minutes;

    #[test]
    fn starts_further_apart_than_the_window_are_refused() {
        let mut case = Case::valid();
        case.contract("full").limits.start_window = Some(Minutes::new(60));
        case.duty("ann", 1).start = 540;
        assert_eq!(case.codes(), [""; 0]);
        case.duty("ann", 2).start = 450;
        assert_eq!(case.codes(), ["K312"]);
    }

    #[test]
    fn a_window_may_lie_across_midnight() {
        assert_eq!(needed(&[60, 1380]), 120);
        assert_eq!(needed(&[60, 720, 1380]), 780);
        assert_eq!(needed(&[480]), 0);
    }
}
