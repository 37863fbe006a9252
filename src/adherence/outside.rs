//! Work outside any shift, given to the nearest shift of the agent.

use super::pieces::{Feed, Piece};
use super::shifts::Shift;
use crate::domain::adherence::{Meaning, Verdict};
use crate::domain::people::Activity;
use crate::domain::span::{self, Span};

/// For each shift the stretches of work outside all shifts that lie nearest to it, as pieces that are `out`. Only what lies
/// inside `period` is looked at: the last state of a feed holds for ever, and does not mean that somebody works for ever.
pub(super) fn of_agent(shifts: &[Shift], feed: Feed<'_>, period: Option<Span>) -> Vec<Vec<Piece>> {
    let mut found = vec![Vec::new(); shifts.len()];
    let Some(period) = period else { return found };
    let scheduled = span::union(shifts.iter().flat_map(|s| s.stretches.iter().map(|(span, _)| *span)).collect());
    for gap in gaps(&scheduled, period) {
        for piece in work_in(gap, feed) {
            if let Some(own) = nearest(shifts, piece.span).and_then(|i| found.get_mut(i)) {
                own.push(piece);
            }
        }
    }
    found
}

/// The parts of a period that no span covers.
fn gaps(covered: &[Span], period: Span) -> Vec<Span> {
    let mut gaps = Vec::with_capacity(covered.len() + 1);
    let mut from = period.start();
    for span in covered {
        gaps.extend(Span::new(from, span.start().min(period.end())));
        from = from.max(span.end());
    }
    gaps.extend(Span::new(from, period.end()));
    gaps
}

/// Unbroken stretches in work states; the state is that in which the stretch begins.
fn work_in(gap: Span, feed: Feed<'_>) -> Vec<Piece> {
    let meaning = Meaning::Doing(Activity::Work);
    let mut pieces: Vec<Piece> = Vec::new();
    for (span, state) in feed.states_in(gap) {
        if state.is_none_or(|state| feed.rule(state).meaning != meaning) {
            continue;
        }
        let touching = pieces.last_mut().filter(|last| last.span.end() == span.start());
        match touching.and_then(|last| Some((Span::new(last.span.start(), span.end())?, last))) {
            Some((longer, last)) => last.span = longer,
            None => pieces.push(Piece { span, activity: None, state, meaning, verdict: Verdict::Out }),
        }
    }
    pieces
}

/// The shift with the smallest distance to a stretch outside; the earlier of two at the same distance.
fn nearest(shifts: &[Shift], stretch: Span) -> Option<usize> {
    let distance = |shift: &Shift| {
        let after = stretch.start().seconds_since(shift.whole.end());
        let before = shift.whole.start().seconds_since(stretch.end());
        after.max(before).max(0)
    };
    shifts.iter().enumerate().min_by_key(|(_, shift)| distance(shift)).map(|(i, _)| i)
}
