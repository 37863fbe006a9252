//! What a roster costs for differing from the one that was to be kept.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::clock::Stretch;
use super::shifts::stretch;
use super::week::{Person, Week};
use crate::domain::ids::ShiftId;
use crate::domain::people::{Activity, RosterRow};

/// A day's work as far as changes go.
#[derive(Debug, PartialEq, Eq)]
struct Day<'a> {
    shift: &'a ShiftId,
    presence: Stretch,
    pauses: Vec<(Activity, Stretch)>,
}

/// The price of all changes; 0 where no roster was to be kept.
pub(super) fn price_of_changes(week: &Week<'_>) -> f64 {
    let objective = &week.problem.centre.objective;
    let mut kept: BTreeMap<_, Vec<&RosterRow>> = BTreeMap::new();
    for row in week.problem.keep.iter().filter(|row| week.days.contains(&row.day)) {
        kept.entry(&row.agent).or_default().push(row);
    }
    let mut price = 0.0;
    for person in &week.people {
        // whoever is not in the kept roster is new: there is nothing to change
        let Some(rows) = kept.get(&person.agent.id) else { continue };
        for day in week.days.iter().filter(|day| !person.is_blocked(**day)) {
            price += match (kept_on(rows, *day), worked_on(person, *day)) {
                (None, None) => 0.0,
                (Some(a), Some(b)) if (a.shift, a.presence) == (b.shift, b.presence) => {
                    if a.pauses == b.pauses {
                        0.0
                    } else {
                        objective.change_break
                    }
                }
                _ => objective.change,
            };
        }
    }
    price
}

fn kept_on<'a>(rows: &[&'a RosterRow], day: NaiveDate) -> Option<Day<'a>> {
    let mut of_day: Vec<&RosterRow> = rows.iter().copied().filter(|row| row.day == day).collect();
    of_day.sort_by_key(|row| stretch(row));
    let first = of_day.first()?;
    let presence = of_day.iter().map(|row| stretch(row)).reduce(Stretch::hull)?;
    Some(Day { shift: &first.shift, presence, pauses: pauses(&of_day) })
}

fn worked_on<'a>(person: &Person<'a>, day: NaiveDate) -> Option<Day<'a>> {
    let shift = person.shifts.iter().find(|shift| shift.day == day)?;
    Some(Day { shift: shift.id, presence: shift.presence, pauses: pauses(&shift.rows) })
}

/// Breaks and meals by start.
fn pauses(rows: &[&RosterRow]) -> Vec<(Activity, Stretch)> {
    let is_pause = |row: &&&RosterRow| matches!(row.activity, Activity::Break | Activity::Meal);
    rows.iter().filter(is_pause).map(|row| (row.activity, stretch(row))).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    fn change(case: &Case, kept: &Case) -> f64 {
        let mut case = case.clone();
        case.problem.keep = kept.rows();
        case.report(&case.rows(), None).terms.change
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn a_shift_costs_whole_and_a_break_a_little() {
        let kept = Case::valid();
        close(change(&kept, &kept), 0.0);
        let mut moved = kept.clone();
        moved.duty("ann", 1).pauses[0].1 = 135;
        close(change(&moved, &kept), 0.2);
        moved.duty("ann", 2).start += 30;
        close(change(&moved, &kept), 2.2);
        let mut off = kept.clone();
        off.duty("bob", 3).day = 5;
        close(change(&off, &kept), 4.0);
    }

    #[test]
    fn new_people_and_new_leave_are_no_change() {
        let kept = Case::valid();
        let mut without = kept.clone();
        without.drop_duties("cem");
        close(change(&kept, &without), 0.0);
        let mut sick = kept.clone();
        sick.drop_duties("bob");
        sick.leave("bob", 1, 4);
        close(change(&sick, &kept), 0.0);
    }
}
