//! What law asks of a shift, read from the hard rules of its contract: K213 its hours and its place in the night, K214 its
//! breaks.

use super::shifts::signed;
use crate::domain::centre::{BreakRule, Centre, Contract, ShiftTemplate};
use crate::domain::law::{Asks, BreakDuty, MonthOvertime, Stretch};
use crate::domain::span::Span;
use crate::domain::time::{Instant, add_days};
use crate::domain::units::Minutes;

/// A break that must begin in time, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Latest {
    /// The length from which shifts owe it.
    pub(crate) from_length: i32,
    /// Its place among the breaks of the shift.
    pub(crate) nth: usize,
    /// Latest start, as an offset from the start of the shift.
    pub(crate) start: i32,
}

/// What the hard rules of a contract ask.
pub(crate) fn asked(contract: &Contract) -> impl Iterator<Item = &Asks> {
    contract.law.iter().filter(|rule| rule.hard).map(|rule| &rule.asks)
}

/// The longest presence without a break that counts.
pub(crate) fn stretch(contract: &Contract) -> Option<Stretch> {
    asked(contract).find_map(|asks| if let Asks::Stretch(stretch) = asks { Some(*stretch) } else { None })
}

/// The weekly rest.
pub(crate) fn weekly_rest(contract: &Contract) -> Option<Minutes> {
    asked(contract).filter_map(|asks| if let Asks::WeeklyRest(rest) = asks { Some(*rest) } else { None }).max()
}

/// The overtime of a month.
pub(crate) fn month_overtime(contract: &Contract) -> Option<MonthOvertime> {
    asked(contract).find_map(|asks| if let Asks::MonthOvertime(rule) = asks { Some(*rule) } else { None })
}

/// Handover before and after a shift.
pub(crate) fn handover(centre: &Centre) -> i32 {
    signed(centre.handover.before) + signed(centre.handover.after)
}

/// Whether a shift of this length may be worked at all: its working time, and the breaks that it has whatever their places.
pub(crate) fn is_lawful(centre: &Centre, contract: &Contract, shift: &ShiftTemplate, length: i32) -> bool {
    let work = length - signed(shift.unpaid()) + handover(centre);
    asked(contract).all(|asks| match asks {
        Asks::ShiftHours(most) => work <= signed(*most),
        Asks::Breaks(duty) => work < signed(duty.from) || has_breaks(shift, duty),
        _ => true,
    })
}

fn has_breaks(shift: &ShiftTemplate, duty: &BreakDuty) -> bool {
    let lengths = || counted(shift, duty).map(|(_, b)| b.length.get());
    lengths().count() >= usize::from(duty.count) && lengths().sum::<u32>() >= duty.total.get()
}

fn counted<'s>(shift: &'s ShiftTemplate, duty: &'s BreakDuty) -> impl Iterator<Item = (usize, &'s BreakRule)> {
    let counts = |b: &BreakRule| duty.kinds.contains(&b.kind) && b.length >= duty.part;
    shift.breaks.iter().enumerate().filter(move |(_, b)| counts(b))
}

/// The breaks of a shift that must begin in time.
pub(crate) fn latest(centre: &Centre, contract: &Contract, shift: &ShiftTemplate) -> Vec<Latest> {
    let in_time = |asks: &Asks| {
        let Asks::Breaks(duty) = asks else { return None };
        let (nth, _) = counted(shift, duty).nth(usize::from(duty.count).checked_sub(1)?)?;
        let unpaid: u32 = shift.breaks.iter().take(nth).filter(|b| !b.paid).map(|b| b.length.get()).sum();
        // unpaid breaks before it are no working time, the handover before the shift is
        let start = signed(duty.by?) + i32::try_from(unpaid).ok()? - signed(centre.handover.before);
        Some(Latest { from_length: signed(duty.from) + signed(shift.unpaid()) - handover(centre), nth, start })
    };
    asked(contract).filter_map(in_time).collect()
}

/// Whether a presence touches a time in which the contract's people must not work.
pub(crate) fn is_barred(centre: &Centre, contract: &Contract, start: Instant, end: Instant) -> bool {
    let Some(presence) = Span::new(start, end) else { return false };
    let zone = centre.zone;
    asked(contract).any(|asks| {
        let Asks::NoWorkBetween(from, to) = asks else { return false };
        let mut date = add_days(zone.day(start), -1);
        while date <= zone.day(end) {
            let barred = Span::new(zone.at(date, *from), zone.at(date, *to));
            if barred.is_some_and(|barred| barred.overlap(presence).is_some()) {
                return true;
            }
            date = add_days(date, 1);
        }
        false
    })
}
