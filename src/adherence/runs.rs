//! Runs of out, and what grace and tolerance forgive of them.
//!
//! A run is an unbroken stretch of `out`, across changes of state and of activity. Grace comes first: of a run that touches a
//! boundary of an activity (its start or end in the schedule) the first seconds are forgiven, once, by the largest grace of the
//! activities whose boundaries it touches. What is left is forgiven whole where it is no longer than the tolerance; above it
//! the run counts whole (`drop_whole`) or by its excess (`excess_only`). The tolerance is that of the activity in which the run
//! begins.

use super::definition::{Definition, place};
use super::pieces::Piece;
use super::shifts::Shift;
use crate::domain::adherence::{OutRun, StateIx, Verdict};
use crate::domain::people::Activity;
use crate::domain::span::Span;
use crate::domain::time::Instant;

/// A boundary of the schedule and the grace that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    at: Instant,
    grace: i64,
}

/// The boundaries of a shift that give grace, by time.
pub(super) fn edges(shift: &Shift, definition: &Definition) -> Vec<Edge> {
    let both = shift.stretches.iter().flat_map(|(span, activity)| {
        let grace = definition.grace[place(*activity)];
        [Edge { at: span.start(), grace }, Edge { at: span.end(), grace }]
    });
    let mut edges: Vec<Edge> = both.filter(|edge| edge.grace > 0).collect();
    edges.sort_unstable();
    edges
}

/// The runs of out in pieces that follow each other, each with the seconds that count; those that are forgiven have none.
pub(super) fn settled(pieces: &[Piece], edges: &[Edge], definition: &Definition) -> Vec<OutRun> {
    let mut runs: Vec<OutRun> = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.verdict == Verdict::Out) {
        let touching = runs.last_mut().filter(|run| run.span.end() == piece.span.start());
        if let Some(run) = touching
            && let Some(longer) = Span::new(run.span.start(), piece.span.end())
        {
            run.span = longer;
            continue;
        }
        let state = piece.state.unwrap_or(StateIx(u32::MAX));
        runs.push(OutRun { span: piece.span, scheduled: piece.activity, state, seconds: 0 });
    }
    for run in &mut runs {
        run.seconds = counted(run, edges, definition);
    }
    runs
}

/// The seconds of a run that count.
fn counted(run: &OutRun, edges: &[Edge], definition: &Definition) -> i64 {
    let first = edges.partition_point(|edge| edge.at < run.span.start());
    let touched = edges.get(first..).unwrap_or_default().iter().take_while(|edge| edge.at <= run.span.end());
    let grace = touched.map(|edge| edge.grace).max().unwrap_or(0);
    let left = (run.span.seconds() - grace).max(0);
    let tolerance = definition.tolerance[place(run.scheduled.unwrap_or(Activity::Work))];
    match (left <= tolerance, definition.excess_only) {
        (true, _) => 0,
        (false, true) => left - tolerance,
        (false, false) => left,
    }
}
