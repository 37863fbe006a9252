//! Half-open stretches of time.

use super::time::Instant;
use super::units::Minutes;

/// `[start, end)`, never empty; touching is not overlapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: Instant,
    end: Instant,
}

impl Span {
    /// The stretch from `start` to `end`; `None` when it would be empty.
    #[must_use]
    pub fn new(start: Instant, end: Instant) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The stretch of so many minutes from `start`; of one minute where none is asked for.
    #[must_use]
    pub fn of_length(start: Instant, length: Minutes) -> Self {
        Self { start, end: start.plus_minutes(i64::from(length.get().max(1))) }
    }

    /// First moment.
    #[must_use]
    pub const fn start(self) -> Instant {
        self.start
    }

    /// First moment after.
    #[must_use]
    pub const fn end(self) -> Instant {
        self.end
    }

    /// Length in seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.end.seconds_since(self.start)
    }

    /// Whether the moment lies inside.
    #[must_use]
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether all of `other` lies inside.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The common part; `None` when they only touch or are apart.
    #[must_use]
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }
}

/// Sorted, disjoint, non-touching spans that cover the same moments as `spans`.
#[must_use]
pub fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(a: i64, b: i64) -> Span {
        Span::new(Instant::from_unix(a), Instant::from_unix(b)).expect("not empty")
    }

    #[test]
    fn touching_is_not_overlapping() {
        assert_eq!(span(0, 10).overlap(span(10, 20)), None);
        assert_eq!(span(0, 11).overlap(span(10, 20)), Some(span(10, 11)));
        assert!(Span::new(Instant::from_unix(5), Instant::from_unix(5)).is_none());
    }

    #[test]
    fn union_merges_what_touches() {
        assert_eq!(union(vec![span(10, 20), span(0, 10), span(30, 40), span(15, 18)]), vec![span(0, 20), span(30, 40)]);
    }
}
