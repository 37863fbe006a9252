//! How far apart the breaks of a shift lie: never too close together, never too long without one.

use super::shifts::signed;
use crate::domain::centre::{Centre, Contract};

/// The rules of a contract about the time between breaks, in minutes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spacing {
    /// K212: shortest time between two breaks, from the shift's start to the first and from the last to its end.
    least: i32,
    /// K211: longest presence without a break, handover included.
    most: i32,
    /// Presence before the shift.
    before: i32,
    /// Presence after it.
    after: i32,
}

impl Default for Spacing {
    fn default() -> Self {
        Self { least: 0, most: i32::MAX, before: 0, after: 0 }
    }
}

impl Spacing {
    pub(crate) fn of(centre: &Centre, contract: &Contract) -> Self {
        Self {
            least: contract.limits.min_break_spacing.map_or(0, signed),
            most: contract.limits.max_stretch.map_or(i32::MAX, signed),
            before: signed(centre.handover.before),
            after: signed(centre.handover.after),
        }
    }

    /// Nothing is asked but that breaks do not overlap.
    pub(crate) fn is_free(&self) -> bool {
        self.least <= 0 && self.most == i32::MAX
    }

    /// Whether a break may begin at this offset from the shift's start, after a break that ended at `end`, or as the first.
    pub(crate) fn may_follow(&self, end: Option<i32>, start: i32) -> bool {
        match end {
            Some(end) => start - end >= self.least && start - end <= self.most,
            None => start >= self.least && start + self.before <= self.most,
        }
    }

    /// Whether a shift of this length may end after a last break that ended at `end`, or without any.
    pub(crate) fn may_end(&self, end: Option<i32>, length: i32) -> bool {
        match end {
            Some(end) => length - end >= self.least && length - end + self.after <= self.most,
            None => self.before + length + self.after <= self.most,
        }
    }

    /// Whether these breaks, starts and ends from the shift's start in order, keep the rules.
    pub(crate) fn is_kept(&self, breaks: impl Iterator<Item = (i32, i32)>, length: i32) -> bool {
        let mut end = None;
        for (from, to) in breaks {
            if !self.may_follow(end, from) {
                return false;
            }
            end = Some(to);
        }
        self.may_end(end, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACING: Spacing = Spacing { least: 60, most: 240, before: 10, after: 15 };

    #[test]
    fn stretches_count_presence_and_spacing_counts_the_shift() {
        assert!(SPACING.is_kept([(230, 260)].into_iter(), 485), "10 + 230 and 225 + 15 are four hours");
        assert!(!SPACING.is_kept([(231, 261)].into_iter(), 485));
        assert!(!SPACING.is_kept([(230, 260)].into_iter(), 486));
        assert!(!SPACING.is_kept([(59, 89)].into_iter(), 200), "too soon");
        assert!(!SPACING.is_kept([(60, 90)].into_iter(), 149), "too close to the end");
        assert!(!SPACING.is_kept([(60, 90), (149, 164)].into_iter(), 300), "too close to each other");
        assert!(SPACING.is_kept([(60, 90), (150, 165)].into_iter(), 300));
        assert!(!SPACING.is_kept(std::iter::empty(), 216) && SPACING.is_kept(std::iter::empty(), 215));
    }
}
