//! Whether a given week is legal, and which rules stand against it where it is not: for weeks that pricing did not make.

use super::class::{Choice, Class};
use super::legality::shifts::signed;
use super::legality::week::DayMask;
use super::model::Model;

/// A rule of the week that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Against {
    /// Days or hours of the week beyond what the contract allows.
    TooMuch,
    /// Fewer days or hours than the contract asks.
    TooLittle,
    /// Days in a row, days off together, days that must be worked, one shift all week.
    Pattern,
    /// The rest between two shifts.
    Rest,
}

/// Every rule that these shifts (ascending by day, each a choice of its day) break together; none for a legal week.
pub(super) fn against(model: &Model<'_>, class: &Class, worked: &[(usize, &Choice)]) -> Vec<Against> {
    let rules = &class.rules;
    let mask = worked.iter().fold(0 as DayMask, |mask, (day, _)| mask | 1 << day);
    let (days, paid) = (mask.count_ones(), worked.iter().map(|(_, c)| c.paid).sum::<i32>());
    let longest = worked.iter().map(|(_, c)| c.paid).max().unwrap_or(0);
    let mut broken = Vec::new();
    if days > rules.days.1 || (!rules.hours_legal(days, paid, longest) && rules.minutes_above(paid, longest) > 0) {
        broken.push(Against::TooMuch);
    } else if days < rules.days.0 || !rules.hours_legal(days, paid, longest) {
        broken.push(Against::TooLittle);
    }
    let one_shift = worked.windows(2).all(|pair| pair[0].1.template == pair[1].1.template);
    let pattern = rules.runs_legal(mask)
        && rules.has_off_block(mask)
        && rules.must & !mask == 0
        && (one_shift || !rules.same_shift);
    if !pattern {
        broken.push(Against::Pattern);
    }
    let handover = model.problem.centre.handover;
    let apart = rules.rest + signed(handover.before) + signed(handover.after);
    if worked.windows(2).any(|pair| pair[0].1.end + apart > pair[1].1.start) {
        broken.push(Against::Rest);
    }
    broken
}
