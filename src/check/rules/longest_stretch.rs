//! No presence without a break is longer than the contract allows.

use super::breaks::BREAKS;
use crate::check::breach::Breach;
use crate::check::clock::{Stretch, duration};
use crate::check::shifts::{Shift, stretch};
use crate::check::week::Week;

/// One breach for each stretch that is too long.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.is_whole()) {
        let Some((contract, most)) = person.contract.and_then(|c| Some((c, c.limits.max_stretch?))) else { continue };
        let most = i64::from(most.get());
        for part in between_breaks(shift, shift.presence).into_iter().filter(|s| s.seconds() > most * 60) {
            let text = format!(
                "{} is present {} without a break, {}; contract {} allows {}",
                person.agent.id,
                duration(part.minutes()),
                week.clock.range(part),
                contract.id,
                duration(most)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

/// What lies between the breaks of a shift, from the start of `whole` to its end.
pub(super) fn between_breaks(shift: &Shift<'_>, whole: Stretch) -> Vec<Stretch> {
    let mut parts = Vec::new();
    let mut from = whole.start;
    for pause in shift.rows_of(&BREAKS).map(stretch) {
        parts.push(Stretch::new(from, pause.start));
        from = pause.end;
    }
    parts.push(Stretch::new(from, whole.end));
    parts
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::units::Minutes;

    #[test]
    fn a_stretch_counts_presence_with_its_handover() {
        // after the meal 240 minutes are left, and 15 of handover
        let mut case = Case::valid();
        case.contract("nights").limits.max_stretch = Some(Minutes::new(255));
        assert_eq!(case.codes(), [""; 0]);
        case.contract("nights").limits.max_stretch = Some(Minutes::new(254));
        assert_eq!(case.codes(), ["K211"]);
    }
}
