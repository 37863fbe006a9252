//! A shift cut wherever the schedule, the state or an exception changes: within a piece nothing does.

use super::definition::{StateRule, place};
use super::shifts::Shift;
use crate::domain::adherence::{Exception, Meaning, StateEvent, StateIx, Verdict};
use crate::domain::people::Activity;
use crate::domain::span::Span;
use crate::domain::time::Instant;

/// A stretch in which schedule, state and verdict stay the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) span: Span,
    /// What is scheduled; nothing outside shifts.
    pub(super) activity: Option<Activity>,
    /// The state of the feed; none before the first event.
    pub(super) state: Option<StateIx>,
    pub(super) meaning: Meaning,
    pub(super) verdict: Verdict,
}

/// What one agent did, and what it means.
#[derive(Clone, Copy)]
pub(super) struct Feed<'a> {
    /// By time.
    pub(super) events: &'a [StateEvent],
    /// By state.
    pub(super) rules: &'a [StateRule],
}

impl Feed<'_> {
    /// The meaning of a state.
    pub(super) fn rule(&self, state: StateIx) -> &StateRule {
        usize::try_from(state.0).ok().and_then(|i| self.rules.get(i)).unwrap_or(&StateRule::NO_FEED)
    }

    /// Every stretch of one state inside a span, by time; the state is none before the first event.
    pub(super) fn states_in(&self, span: Span) -> impl Iterator<Item = (Span, Option<StateIx>)> + '_ {
        let mut next = self.events.partition_point(|event| event.at <= span.start());
        let mut from = Some(span.start());
        std::iter::from_fn(move || {
            let start = from?;
            let state = next.checked_sub(1).and_then(|i| self.events.get(i)).map(|event| event.state);
            let change = self.events.get(next).map(|event| event.at).filter(|at| *at < span.end());
            next += 1;
            from = change;
            Span::new(start, change.unwrap_or(span.end())).map(|stretch| (stretch, state))
        })
    }
}

/// The pieces of a shift, up to a moment.
pub(super) fn of_shift(shift: &Shift, feed: Feed<'_>, until: Option<Instant>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(feed.events.len() + shift.stretches.len());
    for (span, activity) in &shift.stretches {
        let end = until.map_or(span.end(), |until| until.min(span.end()));
        let Some(span) = Span::new(span.start(), end) else { break };
        pieces.extend(feed.states_in(span).map(|(span, state)| {
            let rule = state.map_or(&StateRule::NO_FEED, |state| feed.rule(state));
            let verdict = rule.counts_as[place(*activity)];
            Piece { span, activity: Some(*activity), state, meaning: rule.meaning, verdict }
        }));
    }
    pieces
}

/// Lets granted exceptions decide where they lie; of several at one moment the later row.
pub(super) fn overlay(mut pieces: Vec<Piece>, exceptions: &[&Exception]) -> Vec<Piece> {
    for exception in exceptions {
        if !pieces.iter().any(|piece| piece.span.overlap(exception.span).is_some()) {
            continue;
        }
        pieces = pieces.into_iter().flat_map(|piece| cut(piece, exception)).collect();
    }
    pieces
}

/// The parts of a piece before, inside and after an exception.
fn cut(piece: Piece, exception: &Exception) -> impl Iterator<Item = Piece> {
    let (start, end) = (piece.span.start(), piece.span.end());
    let inside = piece.span.overlap(exception.span);
    let before = Span::new(start, exception.span.start().min(end)).filter(|_| inside.is_some());
    let after = Span::new(exception.span.end().max(start), end).filter(|_| inside.is_some());
    let untouched = inside.is_none().then_some(piece);
    let parts = [
        before.map(|span| Piece { span, ..piece }),
        inside.map(|span| Piece { span, verdict: exception.counts_as, ..piece }),
        after.map(|span| Piece { span, ..piece }),
        untouched,
    ];
    parts.into_iter().flatten()
}
