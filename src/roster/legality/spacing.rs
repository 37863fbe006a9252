//! How the breaks of a shift lie: never too close together, never too long without one, not later than law allows.

use super::law::{self, Latest};
use super::shifts::signed;
use crate::domain::centre::{Centre, Contract, ShiftTemplate};

/// The rules of a contract about the time between the breaks of a shift, in minutes.
#[derive(Clone, Debug)]
pub(crate) struct Spacing {
    /// K212: shortest time between two breaks, from the shift's start to the first and from the last to its end.
    least: i32,
    /// K211: longest presence without a break, handover included.
    most: i32,
    /// K214: longest presence without a break that counts before the law.
    most_by_law: i32,
    /// Which breaks count for it; all others do not.
    counts: Vec<bool>,
    /// K214: breaks that must begin in time.
    latest: Vec<Latest>,
    /// Presence before the shift.
    before: i32,
    /// Presence after it.
    after: i32,
}

impl Default for Spacing {
    fn default() -> Self {
        let (counts, latest) = (Vec::new(), Vec::new());
        Self { least: 0, most: i32::MAX, most_by_law: i32::MAX, counts, latest, before: 0, after: 0 }
    }
}

/// What later breaks can ask about those placed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Number of breaks.
    placed: usize,
    /// End of the last one.
    end: Option<i32>,
    /// End of the last one that counts before the law; stays empty where nothing asks for it.
    counted: Option<i32>,
}

impl Spacing {
    pub(crate) fn of(centre: &Centre, contract: &Contract, shift: &ShiftTemplate) -> Self {
        let stretch = law::stretch(contract);
        Self {
            least: contract.limits.min_break_spacing.map_or(0, signed),
            most: contract.limits.max_stretch.map_or(i32::MAX, signed),
            most_by_law: stretch.map_or(i32::MAX, |stretch| signed(stretch.most)),
            counts: stretch.map(|s| shift.breaks.iter().map(|b| b.length >= s.part).collect()).unwrap_or_default(),
            latest: law::latest(centre, contract, shift),
            before: signed(centre.handover.before),
            after: signed(centre.handover.after),
        }
    }

    /// Nothing is asked but that breaks do not overlap.
    pub(crate) fn is_free(&self) -> bool {
        self.least <= 0 && self.most == i32::MAX && self.most_by_law == i32::MAX && self.latest.is_empty()
    }

    /// The chain with the next break at `[start, end)` (offsets from the start of a shift of this length); `None` where it may
    /// not lie there.
    pub(crate) fn extended(&self, taken: Taken, (start, end): (i32, i32), length: i32) -> Option<Taken> {
        let apart = match taken.end {
            Some(end) => start - end >= self.least && start - end <= self.most,
            None => start >= self.least && start + self.before <= self.most,
        };
        let counts = self.counts.get(taken.placed).copied().unwrap_or(false);
        let rested = !counts || start - taken.counted.unwrap_or(-self.before) <= self.most_by_law;
        let in_time = self.latest.iter().all(|l| l.nth != taken.placed || length < l.from_length || start <= l.start);
        let counted = if counts { Some(end) } else { taken.counted };
        (apart && rested && in_time).then_some(Taken { placed: taken.placed + 1, end: Some(end), counted })
    }

    /// Whether a shift of this length may end after these breaks.
    pub(crate) fn may_end(&self, taken: Taken, length: i32) -> bool {
        let apart = match taken.end {
            Some(end) => length - end >= self.least && length - end + self.after <= self.most,
            None => self.before + length + self.after <= self.most,
        };
        apart && length + self.after - taken.counted.unwrap_or(-self.before) <= self.most_by_law
    }

    /// Whether these breaks, starts and ends from the shift's start in order, keep the rules.
    pub(crate) fn is_kept(&self, mut breaks: impl Iterator<Item = (i32, i32)>, length: i32) -> bool {
        let taken = breaks.try_fold(Taken::default(), |taken, time| self.extended(taken, time, length));
        taken.is_some_and(|taken| self.may_end(taken, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spacing() -> Spacing {
        Spacing { least: 60, most: 240, before: 10, after: 15, ..Spacing::default() }
    }

    #[test]
    fn stretches_count_presence_and_spacing_counts_the_shift() {
        let spacing = spacing();
        assert!(spacing.is_kept([(230, 260)].into_iter(), 485), "10 + 230 and 225 + 15 are four hours");
        assert!(!spacing.is_kept([(231, 261)].into_iter(), 485));
        assert!(!spacing.is_kept([(230, 260)].into_iter(), 486));
        assert!(!spacing.is_kept([(59, 89)].into_iter(), 200), "too soon");
        assert!(!spacing.is_kept([(60, 90)].into_iter(), 149), "too close to the end");
        assert!(!spacing.is_kept([(60, 90), (149, 164)].into_iter(), 300), "too close to each other");
        assert!(spacing.is_kept([(60, 90), (150, 165)].into_iter(), 300));
        assert!(!spacing.is_kept(std::iter::empty(), 216) && spacing.is_kept(std::iter::empty(), 215));
    }

    #[test]
    fn by_law_only_breaks_that_count_end_a_stretch() {
        let spacing = Spacing { most_by_law: 360, counts: vec![false, true], before: 10, ..Spacing::default() };
        assert!(spacing.is_kept([(120, 130), (350, 380)].into_iter(), 740), "10 + 350 minutes");
        assert!(!spacing.is_kept([(120, 130), (351, 381)].into_iter(), 700), "the short break does not count");
        assert!(!spacing.is_kept([(120, 130), (350, 380)].into_iter(), 741));
    }

    #[test]
    fn a_break_that_must_begin_in_time_may_not_begin_later_in_the_shifts_that_owe_it() {
        let latest = vec![Latest { from_length: 331, nth: 1, start: 300 }];
        let spacing = Spacing { latest, ..Spacing::default() };
        assert!(spacing.is_kept([(120, 130), (300, 330)].into_iter(), 480));
        assert!(!spacing.is_kept([(120, 130), (301, 331)].into_iter(), 480));
        assert!(spacing.is_kept([(120, 130), (301, 330)].into_iter(), 330), "not owed in so short a shift");
    }
}
