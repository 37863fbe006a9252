//! From the end of one presence to the start of the next lies the contract's rest, in elapsed time.

use crate::check::breach::Breach;
use crate::check::clock::{Stretch, duration};
use crate::check::week::Week;

/// One breach for each rest that is too short, that after last week's last shift included.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let Some(contract) = person.contract else { continue };
        let asked = i64::from(contract.min_rest.get());
        for (end, shift) in person.successions() {
            let rest = Stretch::new(end, shift.presence.start);
            if rest.seconds() >= 0 && rest.seconds() < asked * 60 {
                let text = format!(
                    "{} rests {} from {} to {}, contract {} asks for {}",
                    person.agent.id,
                    duration(rest.minutes()),
                    week.clock.text(end),
                    week.clock.text(shift.presence.start),
                    contract.id,
                    duration(asked)
                );
                found.push(Breach::in_shift(person, shift, text));
            }
        }
    }
    found
}
