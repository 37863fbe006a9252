//! A shift has a length that the catalogue lists, in elapsed time.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::shifts::lists_length;
use crate::check::week::Week;

/// One breach for each shift of another length.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.ids.len() <= 1) {
        let Some(template) = shift.template else { continue };
        if !lists_length(template, shift.inside) {
            let listed: Vec<String> = template.lengths.iter().map(|l| duration(i64::from(l.get()))).collect();
            let text = format!(
                "{} works shift {} for {}, but it lasts {}",
                person.agent.id,
                shift.id,
                duration(shift.minutes()),
                listed.join(" or ")
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}
