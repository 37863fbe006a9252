//! Slots in a row told as one time.

use crate::domain::time::Instant;
use crate::roster::model::Model;

/// Slots in a row, `[from, to)`, with the largest figure met in them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) worst: f64,
    /// The slot of the worst figure.
    pub(super) at: usize,
}

/// Joins slots that follow each other; the slots ascend.
pub(super) fn joined(slots: impl Iterator<Item = (usize, f64)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (slot, figure) in slots {
        match runs.last_mut() {
            Some(run) if run.to == slot => {
                run.to = slot + 1;
                if figure > run.worst {
                    (run.worst, run.at) = (figure, slot);
                }
            }
            _ => runs.push(Run { from: slot, to: slot + 1, worst: figure, at: slot }),
        }
    }
    runs
}

/// `2026-11-30 08:00 to 12:30` on the centre's own clock.
pub(super) fn time_of(model: &Model<'_>, run: &Run) -> String {
    time_range(model, model.instant(model.slot_start(run.from)), model.instant(model.slot_start(run.to)))
}

/// The same for any two moments.
pub(in crate::roster) fn time_range(model: &Model<'_>, start: Instant, end: Instant) -> String {
    let zone = model.problem.centre.zone;
    let (from, to) = (zone.local(start), zone.local(end));
    let end = if from.date() == to.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    format!("{} to {}", from.format("%Y-%m-%d %H:%M"), to.format(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_in_a_row_are_one_run_with_its_worst() {
        let runs = joined([(3, 1.0), (4, 2.0), (5, 2.0), (8, 1.0)].into_iter());
        assert_eq!(runs, [Run { from: 3, to: 6, worst: 2.0, at: 4 }, Run { from: 8, to: 9, worst: 1.0, at: 8 }]);
    }
}
