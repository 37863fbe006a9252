//! Whether a given week is one that the class may work: what pricing generates, asked of a week made otherwise.

use crate::domain::centre::Handover;
use crate::roster::legality::shifts::{WEEK, signed};
use crate::roster::tour::Tour;

use super::Class;

impl Class {
    /// Whether the tour's days, shifts, rest and hours keep every rule. Breaks are not looked at.
    pub(in crate::roster) fn allows(&self, tour: &Tour, handover: Handover) -> bool {
        let mut mask = 0u8;
        let (mut paid, mut longest, mut template) = (0, 0, None);
        let mut free_from = i32::MIN;
        let apart = self.rules.rest + signed(handover.before) + signed(handover.after);
        for day in 0..WEEK {
            let Some(work) = tour.days[day] else { continue };
            let Some(choice) = self.days[day].choices.get(usize::from(work.choice)) else { return false };
            let same = !self.rules.same_shift || *template.get_or_insert(choice.template) == choice.template;
            if !same || choice.start < free_from {
                return false;
            }
            mask |= 1 << day;
            paid += choice.paid;
            longest = longest.max(choice.paid);
            free_from = choice.end + apart;
        }
        self.may_begin(WEEK, mask) && (mask == 0 || self.rules.hours_legal(mask.count_ones(), paid, longest))
    }
}
