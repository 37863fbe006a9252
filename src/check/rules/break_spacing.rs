//! Breaks keep their distance from each other and from the ends of the shift.

use super::longest_stretch::between_breaks;
use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::week::Week;

/// One breach for each stretch between breaks that is too short.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.is_whole()) {
        let Some((contract, least)) = person.contract.and_then(|c| Some((c, c.limits.min_break_spacing?))) else {
            continue;
        };
        let least = i64::from(least.get());
        let parts = between_breaks(shift, shift.inside);
        // a shift without a break has nothing to keep apart
        for part in parts.iter().filter(|s| parts.len() > 1 && s.seconds() < least * 60) {
            let text = format!(
                "{} has {} between breaks or an end of the shift, {}; contract {} asks for {}",
                person.agent.id,
                duration(part.minutes().max(0)),
                week.clock.range(*part),
                contract.id,
                duration(least)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::units::Minutes;

    #[test]
    fn breaks_too_close_to_each_other_or_to_an_end_are_refused() {
        // break at 2 h for 15 min, meal at 4 h for 30 min of 8 h 30 min: 120, 105 and 240 minutes
        let mut case = Case::valid();
        case.contract("nights").limits.min_break_spacing = Some(Minutes::new(105));
        assert_eq!(case.codes(), [""; 0]);
        case.contract("nights").limits.min_break_spacing = Some(Minutes::new(106));
        assert_eq!(case.codes(), ["K212"]);
        case.duty("cem", 0).pauses[1].1 = 241;
        case.contract("nights").limits.min_break_spacing = Some(Minutes::new(121));
        assert!(case.codes().contains(&"K212"), "the first is two hours after the start");
    }
}
