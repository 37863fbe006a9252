//! Breaks and meals: which were not taken, and which took longer than scheduled.
//!
//! A break taken at another time than scheduled is out of adherence, but it is not missed: each one taken belongs to the
//! scheduled one whose start is nearest. Nobody misses a break at a time at which nobody is there.

use super::pieces::Piece;
use super::shifts::Shift;
use crate::domain::adherence::Meaning;
use crate::domain::people::Activity;
use crate::domain::span::{self, Span};
use crate::domain::time::Instant;

/// Seconds of breaks and meals that were missed, and seconds beyond what was scheduled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct BreakSeconds {
    pub(super) missed: i64,
    pub(super) beyond: i64,
}

/// Compares the breaks of a shift with those taken; scheduled ones that are not over at `until` are not missed yet.
pub(super) fn compare(shift: &Shift, pieces: &[Piece], until: Option<Instant>) -> BreakSeconds {
    let is_rest = |activity: Activity| matches!(activity, Activity::Break | Activity::Meal);
    let scheduled: Vec<Span> =
        shift.stretches.iter().filter(|(_, activity)| is_rest(*activity)).map(|(span, _)| *span).collect();
    let resting = pieces.iter().filter(|p| matches!(p.meaning, Meaning::Doing(activity) if is_rest(activity)));
    let taken = span::union(resting.map(|piece| piece.span).collect());

    let mut seconds_taken = vec![0; scheduled.len()];
    let mut found = BreakSeconds::default();
    for one in taken {
        let distance = |span: &Span| one.start().seconds_since(span.start()).abs();
        let nearest = scheduled.iter().enumerate().min_by_key(|(_, span)| distance(span)).map(|(i, _)| i);
        match nearest.and_then(|i| seconds_taken.get_mut(i)) {
            Some(seconds) => *seconds += one.seconds(),
            None => found.beyond += one.seconds(),
        }
    }
    for (span, taken) in scheduled.iter().zip(seconds_taken) {
        found.beyond += (taken - span.seconds()).max(0);
        let is_over = until.is_none_or(|until| span.end() <= until);
        if taken == 0 && is_over && was_there(*span, pieces) {
            found.missed += span.seconds();
        }
    }
    found
}

/// Whether the agent was signed in at any time of a stretch: who has not come, has gone or signs out for the break works through none.
fn was_there(span: Span, pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| piece.meaning.is_signed_in() && piece.span.overlap(span).is_some())
}
