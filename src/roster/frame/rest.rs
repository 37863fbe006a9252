//! Rest between the shifts of a day and those of the next, where everybody's days are given: after late shifts enough late ones, or
//! people who are off.
//!
//! People who work both days can be paired with shifts that leave them rest just when, for every time of the next day, the shifts
//! after which nobody may start by then are no more than the shifts that start later and the people who leave (Hall 1935; who may
//! start early may start late, so no other sets can fail). Only rows that a solution breaks are ever written.

use super::{Days, Frame, WEEK, as_f64};
use crate::roster::legality::shifts::signed;
use crate::roster::model::Model;

/// A row: shifts of a group's day after which nobody may start by `start`, less the next day's shifts
/// that start later, are at most those who leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rest {
    group: usize,
    day: usize,
    /// A start of the next day.
    start: i32,
    /// Shortest time from the end of a shift to the start of the next.
    apart: i32,
    /// People who work on the day and not on the next.
    pub(super) leaving: f64,
}

impl Rest {
    /// How a shift, given by group, day, start and end, counts.
    pub(super) fn factor(&self, (group, day, start, end): (usize, usize, i32, i32)) -> f64 {
        if group != self.group {
            0.0
        } else if day == self.day && end + self.apart > self.start {
            1.0
        } else if day == self.day + 1 && start > self.start {
            -1.0
        } else {
            0.0
        }
    }
}

impl Frame {
    /// People of each group who work on a day and not on the next: `group × 7 + day`.
    pub(super) fn leaving(&self, days: &[Vec<Days>]) -> Vec<usize> {
        let mut leaving = vec![0; self.groups.len() * WEEK];
        for (class, days) in days.iter().enumerate() {
            for days in days.iter().filter(|d| d.mask != 0) {
                let Some(group) = self.group_of(class, *days) else { continue };
                let leaves = |day: &usize| days.mask >> day & 0b11 == 0b01;
                (0..WEEK - 1).filter(leaves).for_each(|day| leaving[group * WEEK + day] += 1);
            }
        }
        leaving
    }

    /// The rows that are broken when each pattern is worked so often.
    pub(super) fn missed_rests(&self, model: &Model<'_>, leaving: &[usize], values: &[f64]) -> Vec<Rest> {
        let handover = model.problem.centre.handover;
        let mut worked: Vec<Vec<Worked>> = vec![Vec::new(); self.groups.len() * WEEK];
        for (pattern, count) in self.patterns.iter().zip(values).filter(|(_, count)| **count > 0.0) {
            let worked = &mut worked[pattern.group * WEEK + pattern.day];
            worked.push(Worked { start: pattern.shift.start, end: pattern.end, count: *count });
        }
        let mut missed = Vec::new();
        for (group, of_group) in self.groups.iter().enumerate() {
            for day in 0..WEEK - 1 {
                let rest = model.classes[of_group.widest[day]].rules.rest;
                let apart = rest + signed(handover.before) + signed(handover.after);
                let (here, next) = (&worked[group * WEEK + day], &worked[group * WEEK + day + 1]);
                let leaving = as_f64(leaving[group * WEEK + day]);
                let starts = missed_starts(here, next, apart, leaving);
                missed.extend(starts.into_iter().map(|start| Rest { group, day, start, apart, leaving }));
            }
        }
        missed
    }

    /// What a shift costs that nobody rested can take: as much as the dearest agent-interval missing.
    pub(super) fn price_of_unrested(&self, model: &Model<'_>) -> f64 {
        let cells = model.cells.iter().enumerate();
        let prices =
            cells.flat_map(|(at, cell)| self.list.steps(at, cell.required).under.iter().map(|(_, cost)| *cost));
        prices.fold(1.0, f64::max)
    }
}

/// Shifts that are alike to rest.
#[derive(Clone, Copy)]
struct Worked {
    start: i32,
    end: i32,
    count: f64,
}

/// Starts of the next day by which too many may not start after their shifts of the day.
fn missed_starts(here: &[Worked], next: &[Worked], apart: i32, leaving: f64) -> Vec<i32> {
    let mut starts: Vec<i32> = next.iter().map(|shift| shift.start).collect();
    starts.sort_unstable();
    starts.dedup();
    let sum = |shifts: &[Worked], counts: &dyn Fn(&Worked) -> bool| -> f64 {
        shifts.iter().filter(|shift| counts(shift)).map(|shift| shift.count).sum()
    };
    let late = |start: i32| sum(here, &|shift| shift.end + apart > start);
    let later = |start: i32| sum(next, &|shift| shift.start > start);
    starts.retain(|start| late(*start) - later(*start) > leaving + 1e-6);
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shifts(of: &[(i32, f64)]) -> Vec<Worked> {
        of.iter().map(|(hour, count)| Worked { start: hour * 60, end: (hour + 8) * 60, count: *count }).collect()
    }

    #[test]
    fn late_shifts_ask_for_late_shifts_or_people_who_leave() {
        // from 16:00 to 24:00, eleven hours of rest: not before 11:00
        let late = shifts(&[(6, 2.0), (16, 3.0)]);
        let next = |early: f64, later: f64| shifts(&[(30, early), (34, 1.0), (35, later)]);
        let missed = |early: f64, later: f64, leaving: f64| missed_starts(&late, &next(early, later), 660, leaving);
        assert_eq!(missed(2.0, 3.0, 0.0), [0; 0]);
        assert_eq!(missed(3.0, 2.0, 0.0), [34 * 60], "three come off late, two start at 11:00");
        assert_eq!(missed(3.0, 2.0, 1.0), [0; 0], "the third is off");
        assert_eq!(missed(3.0, 1.5, 1.0), [34 * 60]);
        assert_eq!(missed(5.0, 0.0, 1.5), [30 * 60, 34 * 60], "with the one at 10:00 still too few after 6:00");
    }

    #[test]
    fn a_row_counts_late_shifts_of_the_day_and_later_ones_of_the_next() {
        let rest = Rest { group: 1, day: 2, start: 6_000, apart: 660, leaving: 0.0 };
        let counts = [
            ((1, 2, 4_900, 5_380), 1.0),
            ((1, 2, 4_800, 5_340), 0.0),
            ((1, 3, 6_030, 6_510), -1.0),
            ((1, 3, 6_000, 6_480), 0.0),
            ((0, 2, 4_900, 5_380), 0.0),
            ((1, 4, 7_500, 7_980), 0.0),
        ];
        for (shift, factor) in counts {
            assert!((rest.factor(shift) - factor).abs() < f64::EPSILON, "{shift:?}");
        }
    }
}
