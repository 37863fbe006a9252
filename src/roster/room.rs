//! Where a roster has room for work that may wait, before there is a roster: the frame program with the work's sums over time.

use crate::domain::progress::Progress;
use crate::domain::roster::RosterProblem;
use crate::domain::work::WorkRange;

use super::coverage::Pricer;
use super::frame::{Frame, Waiting};
use super::model::Model;
use super::search::Searcher;
use super::state::State;

/// Agents who have time for each of these works, by its intervals, where calls, shifts and the work's own deadlines are weighed at
/// once; `None` where the program finds no answer. Agents are not whole in it, and rest between days is left out.
#[must_use]
pub fn room_for_work(problem: &RosterProblem, works: &[WorkRange], progress: &dyn Progress) -> Option<Vec<Vec<f64>>> {
    let model = Model::new(problem);
    let pricer = Pricer::new(&model);
    let waiting = works.iter().map(|work| Waiting::of(&model, work)).collect::<Option<Vec<_>>>()?;
    let mut state = State::empty(&model, &pricer);
    Searcher::new(&model, &pricer).construct(&mut state, &|| progress.stopped());
    let mut frame = Frame::with_work(&model, &pricer.list, &state, waiting);
    frame.room(&model, &|| progress.stopped())
}
