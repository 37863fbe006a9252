//! Legal shifts of a contract: template × start × length, with the breaks that fit.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};

use super::law::{is_barred, is_lawful};
use super::nights::is_night;
use super::spacing::{Spacing, Taken};
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
    /// K204, K205: the breaks in their order, each with its possible starts.
    pub(crate) breaks: Vec<BreakModel>,
    /// How far apart they lie.
    pub(crate) spacing: Spacing,
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
    /// Start and end on each day as the clock on the wall shows them, in minutes after the day's midnight.
    pub(crate) wall: [(i64, i64); WEEK],
    /// Whether it is a night shift on each day, where the contract counts nights.
    pub(crate) night: [bool; WEEK],
    /// Whether law forbids work at its time of each day.
    pub(crate) barred: [bool; WEEK],
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
        // K201: the shifts of the contract
        .filter(|(_, shift)| shift.contracts.contains(&contract.id))
        .map(|(index, shift)| TemplateModel {
            index,
            breaks: breaks(shift),
            spacing: Spacing::of(centre, contract, shift),
        })
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

/// K202: the clock times at which a template's shifts start, on the day whose shifts they are: 24:00 is 0:00 of the next day.
fn starts(shift: &ShiftTemplate) -> BTreeSet<ClockTime> {
    shift.starts.iter().map(|clock| ClockTime::from_minutes(clock.minutes() % (24 * 60))).collect()
}

/// Every shift of the templates with a listed length (K203) whose paid time is within the contract's daily hours (K210) and
/// whose breaks can be placed.
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
                let legal = paid >= daily.0 && paid <= daily.1 && is_lawful(centre, contract, shift, length);
                if !legal || !breaks_fit(model, length, length - wind_down) {
                    continue;
                }
                let start = std::array::from_fn(|day| {
                    let date = add_days(first_day, i64::try_from(day).unwrap_or(0));
                    minutes_since(origin, centre.zone.at(date, clock))
                });
                let at = |day: usize, minutes: i32| origin.plus_minutes(i64::from(start[day] + minutes));
                let wall = std::array::from_fn(|day| {
                    let midnight = add_days(first_day, i64::try_from(day).unwrap_or(0)).and_time(NaiveTime::MIN);
                    let shown = |at: Instant| (centre.zone.local(at) - midnight).num_minutes();
                    (shown(at(day, 0)), shown(at(day, length)))
                });
                let of_night = centre.rules.night.filter(|_| contract.limits.counts_nights());
                let night = std::array::from_fn(|day| {
                    of_night.is_some_and(|night| is_night(centre, night, at(day, 0), at(day, length)))
                });
                let (before, after) = (signed(centre.handover.before), signed(centre.handover.after));
                let barred =
                    std::array::from_fn(|day| is_barred(centre, contract, at(day, -before), at(day, length + after)));
                found.push(Variant { template, length, paid, start, wall, night, barred });
            }
        }
    }
    found
}

/// Whether the breaks can be taken in their order, without overlap and as far apart as asked, in a shift of this length whose
/// work ends at `end` (offsets from its start). The possible ends are carried from break to break.
pub(crate) fn breaks_fit(template: &TemplateModel, length: i32, end: i32) -> bool {
    let spacing = &template.spacing;
    let mut chains = vec![Taken::default()];
    for b in &template.breaks {
        let mut next: Vec<Taken> = Vec::with_capacity(b.starts.len());
        for start in b.starts.iter().filter(|start| **start + b.length <= end) {
            for taken in chains.iter().filter_map(|c| spacing.extended(*c, (*start, start + b.length), length)) {
                if !next.contains(&taken) {
                    next.push(taken);
                }
            }
        }
        chains = next;
    }
    end > 0 && chains.iter().any(|last| spacing.may_end(*last, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(length: i32, starts: &[i32]) -> BreakModel {
        BreakModel { kind: Activity::Break, paid: true, length, starts: starts.to_vec() }
    }

    fn fit(breaks: &[BreakModel], end: i32) -> bool {
        let template = TemplateModel { index: 0, breaks: breaks.to_vec(), spacing: Spacing::default() };
        breaks_fit(&template, end, end)
    }

    #[test]
    fn breaks_fit_only_in_order_and_inside() {
        let two = [pause(15, &[60, 75]), pause(30, &[75, 90])];
        assert!(fit(&two, 120));
        assert!(!fit(&two, 100), "the second ends after the shift's work");
        assert!(!fit(&[pause(30, &[60]), pause(15, &[75])], 240), "they overlap");
        assert!(fit(&[], 240));
    }
}
