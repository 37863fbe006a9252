//! A whole roster from the relaxed one: fix the schedules that it takes most of, generate columns for the rest, again and again.

use super::clock::Clock;
use super::model::{Model, Schedule};
use super::relaxation::{Column, Relaxation};
use super::roster::Roster;

/// A schedule of which the relaxed roster takes this much is fixed at once.
const NEARLY_WHOLE: f64 = 0.95;
/// Steps of column generation between two fixings: enough to follow what was fixed, no bound is asked for.
const STEPS: usize = 8;

/// Dives from the columns of a solved relaxation; `None` when the clock cuts it short.
pub(super) fn dive(model: &Model, columns: &[Column], clock: &Clock<'_>) -> Option<Roster> {
    let mut fixed: Vec<Option<Schedule>> = vec![None; model.people.len()];
    let mut columns = columns.to_vec();
    loop {
        let open: Vec<usize> = (0..fixed.len()).filter(|p| fixed[*p].is_none()).collect();
        if open.is_empty() {
            return Some(Roster::of(model, fixed.into_iter().flatten().collect()));
        }
        let settled = fixed.iter().enumerate().filter_map(|(p, s)| Some((p, s.as_ref()?)));
        let part = model.part(&open, settled);
        let known =
            columns.iter().filter_map(|c| Some(Column { person: open.binary_search(&c.person).ok()?, ..c.clone() }));
        let mut relaxation = Relaxation::of(&part, known.collect());
        relaxation.run(STEPS, f64::INFINITY, clock);
        if clock.stop() {
            return None;
        }
        let weights = relaxation.weights(clock)?;
        for column in firmest(&weights).into_iter().filter_map(|at| relaxation.columns.get(at)) {
            fixed[open[column.person]] = Some(column.schedule.clone());
        }
        columns = relaxation.columns.into_iter().map(|c| Column { person: open[c.person], ..c }).collect();
    }
}

/// The columns to fix: all that are nearly whole, or the one nearest to it.
fn firmest(weights: &[f64]) -> Vec<usize> {
    let whole: Vec<usize> = (0..weights.len()).filter(|at| weights[*at] >= NEARLY_WHOLE).collect();
    if whole.is_empty() {
        (0..weights.len()).rev().max_by(|a, b| weights[*a].total_cmp(&weights[*b])).into_iter().collect()
    } else {
        whole
    }
}
