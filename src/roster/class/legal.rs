//! Whether a given week is one that the class may work: what pricing generates, asked of a week made otherwise.

use crate::domain::centre::Handover;
use crate::roster::legality::shifts::{WEEK, signed};
use crate::roster::legality::week::Kind;
use crate::roster::tour::Tour;

use super::{Choice, Class, families};

impl Class {
    /// Whether the tour's days, shifts, rest and hours keep every rule. Breaks are not looked at.
    pub(in crate::roster) fn allows(&self, tour: &Tour, handover: Handover) -> bool {
        let around = signed(handover.before) + signed(handover.after);
        let (mut mask, mut paid, mut longest) = (0u8, 0, 0);
        let mut kinds = [None; WEEK];
        let mut last: Option<&Choice> = None;
        let mut template = None;
        for ((day, work), kind) in tour.days.iter().enumerate().zip(&mut kinds) {
            let Some(work) = work else { continue };
            let Some(choice) = self.days[day].choices.get(usize::from(work.choice)) else { return false };
            let same = !self.rules.same_shift || *template.get_or_insert(choice.template) == choice.template;
            let rested = last
                .is_none_or(|last| choice.start >= last.end + self.rules.rest_between(last.kind, choice.kind) + around);
            if !same || !rested || choice.wish_price().is_infinite() {
                return false;
            }
            mask |= 1 << day;
            paid += choice.paid;
            longest = longest.max(choice.paid);
            *kind = Some(choice.kind);
            last = Some(choice);
        }
        self.days_allow(mask, &kinds)
            && (mask == 0 || self.rules.hours_legal(mask.count_ones(), paid, longest))
            && self.starts_fit(tour.choices(self).map(|(_, c, _)| c.clock))
            && self.recovers(tour.choices(self).map(|(_, c, _)| (c.start, c.end)))
    }

    /// Whether shifts with these starts and ends, in order, leave the week its rest.
    pub(in crate::roster) fn recovers(&self, shifts: impl Iterator<Item = (i32, i32)>) -> bool {
        self.rules.weekly_rest.is_none_or(|rest| rest.is_kept(shifts))
    }

    /// Whether these starts, on the clock, fit into the window that the week's starts must keep.
    pub(in crate::roster) fn starts_fit(&self, clocks: impl Iterator<Item = i64>) -> bool {
        self.rules.start_window.is_none_or(|width| families::fit_in_window(clocks, i64::from(width)))
    }

    /// Whether some legal week works exactly these days.
    pub(in crate::roster) fn may_work_on(&self, mask: u8) -> bool {
        self.masks.binary_search(&mask).is_ok()
    }

    /// Whether a week with these kinds of shifts keeps the rules about days.
    fn days_allow(&self, mask: u8, kinds: &[Option<Kind>; WEEK]) -> bool {
        if !self.may_work_on(mask) {
            return false;
        }
        // where all shifts are alike to the rules, the set of days says it all
        if self.kinds <= 1 && !self.rules.has_prices() {
            return true;
        }
        let progress = kinds
            .iter()
            .enumerate()
            .try_fold(self.rules.start(), |progress, (day, kind)| Some(self.rules.step(progress, day, *kind)?.0));
        progress.is_some_and(|end| self.rules.finish(end).is_some())
    }
}
