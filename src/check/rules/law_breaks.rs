//! Shifts have the breaks that law asks for by their working time, in time, and no longer presence without one.

use super::breaks::BREAKS;
use crate::check::breach::Breach;
use crate::check::clock::{Stretch as Time, count, duration};
use crate::check::law::{minutes, people, work_minutes};
use crate::check::shifts::{Shift, stretch};
use crate::check::week::Week;
use crate::domain::law::{Asks, BreakDuty, Stretch};
use crate::domain::people::RosterRow;

/// One breach for each shift and article.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, rule) in people(week) {
        let id = &person.agent.id;
        for shift in person.shifts.iter().filter(|s| s.is_whole()) {
            let lack = match &rule.asks {
                Asks::Breaks(duty) if work_minutes(shift) >= minutes(duty.from) => lack(week, shift, duty),
                Asks::Stretch(stretch) => too_long(week, shift, *stretch),
                _ => None,
            };
            let Some(lack) = lack else { continue };
            let text = format!("{id} {lack}; see {}", rule.article);
            found.push(Breach::in_shift(person, shift, text).of_law(rule));
        }
    }
    found
}

/// What a shift lacks of the breaks that it owes.
fn lack(week: &Week<'_>, shift: &Shift<'_>, duty: &BreakDuty) -> Option<String> {
    let length = |row: &&RosterRow| stretch(row).minutes();
    let counted: Vec<&RosterRow> =
        shift.rows_of(&duty.kinds).filter(|row| stretch(row).seconds() >= 60 * minutes(duty.part)).collect();
    let (total, work) = (counted.iter().map(length).sum::<i64>(), duration(work_minutes(shift)));
    if counted.len() < usize::from(duty.count) || total < minutes(duty.total) {
        return Some(format!(
            "has {} of {} in all that count as rest in {work} of work, law asks for {} of {}, each of {} or more",
            count(counted.len(), "break"),
            duration(total),
            duty.count,
            duration(minutes(duty.total)),
            duration(minutes(duty.part)),
        ));
    }
    let last = counted.get(usize::from(duty.count).checked_sub(1)?)?;
    let by = minutes(duty.by?);
    let behind = worked_before(shift, stretch(last).start);
    (behind > 60 * by).then(|| {
        let (at, behind) = (week.clock.time(stretch(last).start), duration(behind / 60));
        format!("has break {} only at {at} after {behind} of work, law asks for it within {}", duty.count, duration(by))
    })
}

/// Seconds of presence before a moment, unpaid breaks taken off.
fn worked_before(shift: &Shift<'_>, at: i64) -> i64 {
    let unpaid = shift.rows_of(&BREAKS).filter(|row| !row.paid).map(stretch).filter(|time| time.end <= at);
    at - shift.presence.start - unpaid.map(Time::seconds).sum::<i64>()
}

/// The first presence between breaks that count that is too long.
fn too_long(week: &Week<'_>, shift: &Shift<'_>, rule: Stretch) -> Option<String> {
    let counts = |time: &Time| time.seconds() >= 60 * minutes(rule.part);
    let pauses =
        shift.rows_of(&BREAKS).map(stretch).filter(counts).chain([Time::new(shift.presence.end, shift.presence.end)]);
    let mut from = shift.presence.start;
    for pause in pauses {
        let part = Time::new(from, pause.start);
        if part.seconds() > 60 * minutes(rule.most) {
            let (long, most) = (duration(part.minutes()), duration(minutes(rule.most)));
            let least = duration(minutes(rule.part));
            let range = week.clock.range(part);
            return Some(format!("is present {long} without a break of {least}, {range}; law allows {most}"));
        }
        from = pause.end;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::law::{Asks, BreakDuty, Stretch};
    use crate::domain::people::Activity;
    use crate::domain::units::Minutes;

    /// The week's shifts have 505 minutes of work, a break of 15 minutes two hours after the start and a meal of 30 after four.
    fn duty() -> BreakDuty {
        BreakDuty {
            from: Minutes::new(505),
            kinds: vec![Activity::Break, Activity::Meal],
            part: Minutes::new(15),
            count: 1,
            total: Minutes::new(45),
            by: None,
        }
    }

    fn codes(asks: Asks) -> Vec<&'static str> {
        let mut case = Case::valid();
        case.law("nights", asks);
        case.codes()
    }

    #[test]
    fn a_shift_owes_breaks_from_some_working_time_on() {
        let of = |change: fn(&mut BreakDuty)| {
            let mut duty = duty();
            change(&mut duty);
            codes(Asks::Breaks(duty))
        };
        assert_eq!(of(|_| {}), [""; 0], "45 minutes in two parts");
        assert_eq!(of(|d| d.total = Minutes::new(46)), ["K214"]);
        assert_eq!(of(|d| (d.total, d.from) = (Minutes::new(46), Minutes::new(506))), [""; 0]);
        assert_eq!(of(|d| d.part = Minutes::new(16)), ["K214"], "the short one does not count");
        assert_eq!(of(|d| d.kinds = vec![Activity::Meal]), ["K214"]);
        assert_eq!(of(|d| d.count = 3), ["K214"]);
    }

    #[test]
    fn a_break_that_must_begin_in_time_begins_when_so_much_work_lies_behind() {
        let of = |count, by| codes(Asks::Breaks(BreakDuty { count, by: Some(Minutes::new(by)), ..duty() }));
        assert_eq!(of(1, 130), [""; 0], "10 minutes of handover and two hours");
        assert_eq!(of(1, 129), ["K214"]);
        assert_eq!(of(2, 250), [""; 0], "the paid break is working time");
        assert_eq!(of(2, 249), ["K214"]);
    }

    #[test]
    fn an_unpaid_break_is_no_work_before_the_next() {
        let mut case = Case::valid();
        for night in 0..3 {
            case.duty("cem", night).pauses[0].3 = false;
        }
        case.problem.centre.shifts[2].breaks[0].paid = false;
        let from = Minutes::new(490);
        case.law("nights", Asks::Breaks(BreakDuty { from, count: 2, by: Some(Minutes::new(235)), ..duty() }));
        assert_eq!(case.codes(), [""; 0], "250 minutes less 15");
        case.law("nights", Asks::Breaks(BreakDuty { from, count: 2, by: Some(Minutes::new(234)), ..duty() }));
        assert_eq!(case.codes(), ["K214"]);
    }

    #[test]
    fn only_breaks_that_count_end_a_stretch() {
        let of = |most, part| codes(Asks::Stretch(Stretch { most: Minutes::new(most), part: Minutes::new(part) }));
        assert_eq!(of(255, 15), [""; 0], "4 h after the meal and 15 minutes of handover");
        assert_eq!(of(254, 15), ["K214"]);
        assert_eq!(of(255, 16), [""; 0], "10 minutes and 4 h before the meal are less");
        assert_eq!(of(254, 31), ["K214"], "no break counts");
    }
}
