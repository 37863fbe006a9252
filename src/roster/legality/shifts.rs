//! Legal shifts of a contract: template × start × length, with the breaks that fit.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::centre::{Centre, Contract, ShiftTemplate};
use crate::domain::people::Activity;
use crate::domain::time::{ClockTime, Instant, add_days};

/// Days of a planning week.
pub(crate) const WEEK: usize = 7;

/// One break of a template, in minutes.
#[derive(Clone, Debug)]
pub(crate) struct BreakModel {
    pub(crate) kind: Activity,
    pub(crate) paid: bool,
    pub(crate) length: i32,
    /// Possible starts as offsets from the shift's start, ascending.
    pub(crate) starts: Vec<i32>,
}

/// A template with its place in the catalogue.
#[derive(Clone, Debug)]
pub(crate) struct TemplateModel {
    /// Index in `Centre::shifts`.
    pub(crate) index: usize,
    pub(crate) breaks: Vec<BreakModel>,
}

/// One shift of a contract: everything but the day and the breaks' places.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// Index into the contract's templates.
    pub(crate) template: usize,
    /// Presence in minutes, handover before and after left out.
    pub(crate) length: i32,
    /// Paid minutes.
    pub(crate) paid: i32,
    /// Start on each day of the week, in minutes from the week's first midnight.
    pub(crate) start: [i32; WEEK],
}

/// Whole minutes from `origin` to `at`; the plan's clock.
pub(crate) fn minutes_since(origin: Instant, at: Instant) -> i32 {
    i32::try_from(at.seconds_since(origin).div_euclid(60)).unwrap_or(i32::MAX)
}

/// A whole number of minutes as the plan's clock counts them.
pub(crate) fn signed(minutes: crate::domain::units::Minutes) -> i32 {
    i32::try_from(minutes.get()).unwrap_or(i32::MAX / 4)
}

/// The templates that a contract may work.
pub(crate) fn templates(centre: &Centre, contract: &Contract) -> Vec<TemplateModel> {
    centre
        .shifts
        .iter()
        .enumerate()
        .filter(|(_, shift)| shift.contracts.contains(&contract.id))
        .map(|(index, shift)| TemplateModel { index, breaks: breaks(shift) })
        .collect()
}

fn breaks(shift: &ShiftTemplate) -> Vec<BreakModel> {
    shift
        .breaks
        .iter()
        .map(|b| BreakModel {
            kind: b.kind,
            paid: b.paid,
            length: signed(b.length),
            starts: b.starts.iter().map(|s| signed(*s)).collect(),
        })
        .collect()
}

/// The clock times at which a template's shifts start, on the day whose shifts they are: 24:00 is 0:00 of the next day.
fn starts(shift: &ShiftTemplate) -> BTreeSet<ClockTime> {
    shift.starts.iter().map(|clock| ClockTime::from_minutes(clock.minutes() % (24 * 60))).collect()
}

/// Every shift of the templates whose paid time is within the contract's daily hours and whose breaks can be placed.
pub(crate) fn variants(
    centre: &Centre,
    contract: &Contract,
    templates: &[TemplateModel],
    first_day: NaiveDate,
) -> Vec<Variant> {
    let origin = centre.zone.midnight(first_day);
    let wind_down = signed(centre.handover.wind_down);
    let daily = (signed(contract.daily.0), signed(contract.daily.1));
    let mut found = Vec::new();
    for (template, model) in templates.iter().enumerate() {
        let shift = &centre.shifts[model.index];
        for clock in starts(shift) {
            for &length in &shift.lengths {
                let paid = signed(length) - signed(shift.unpaid());
                let length = signed(length);
                if paid < daily.0 || paid > daily.1 || !breaks_fit(&model.breaks, length - wind_down) {
                    continue;
                }
                let start = std::array::from_fn(|day| {
                    let date = add_days(first_day, i64::try_from(day).unwrap_or(0));
                    minutes_since(origin, centre.zone.at(date, clock))
                });
                found.push(Variant { template, length, paid, start });
            }
        }
    }
    found
}

/// Whether the breaks can be taken in their order, without overlap, before `end` (an offset from the shift's start).
pub(crate) fn breaks_fit(breaks: &[BreakModel], end: i32) -> bool {
    let mut free_from = 0;
    for b in breaks {
        match b.starts.iter().find(|s| **s >= free_from) {
            Some(start) if start + b.length <= end => free_from = start + b.length,
            _ => return false,
        }
    }
    end > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(length: i32, starts: &[i32]) -> BreakModel {
        BreakModel { kind: Activity::Break, paid: true, length, starts: starts.to_vec() }
    }

    #[test]
    fn breaks_fit_only_in_order_and_inside() {
        let two = [pause(15, &[60, 75]), pause(30, &[75, 90])];
        assert!(breaks_fit(&two, 120));
        assert!(!breaks_fit(&two, 100), "the second ends after the shift's work");
        assert!(!breaks_fit(&[pause(30, &[60]), pause(15, &[75])], 240), "they overlap");
        assert!(breaks_fit(&[], 240));
    }
}
