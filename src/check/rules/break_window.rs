//! A break starts inside its window, on its step.

use super::breaks::pairs;
use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::shifts::stretch;
use crate::check::week::Week;

/// One breach for each break elsewhere.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.is_whole()) {
        let Some(pairs) = shift.template.and_then(|t| pairs(shift, t)) else { continue };
        for (row, rule) in pairs {
            let offset = stretch(row).start - shift.inside.start;
            if rule.starts.iter().any(|s| i64::from(s.get()) * 60 == offset) {
                continue;
            }
            let window = rule.starts.first().zip(rule.starts.last()).map_or_else(String::new, |(first, last)| {
                format!(
                    ", not at a step from {} to {}",
                    duration(i64::from(first.get())),
                    duration(i64::from(last.get()))
                )
            });
            let text = format!(
                "{} starts the {} of shift {} at {}, {} after the shift's start{window}",
                person.agent.id,
                rule.kind,
                shift.id,
                week.clock.time(stretch(row).start),
                duration(offset / 60)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_break_off_its_step_or_after_its_window_is_refused() {
        for offset in [125, 75, 195] {
            let mut case = Case::valid();
            case.duty("ann", 0).pauses[0].1 = offset;
            assert_eq!(case.codes(), ["K205"], "{offset}");
        }
    }
}
