//! Overtime of a calendar month by law.
//!
//! Working time above the normal day is overtime of its day; of the rest, what lies above the normal week is overtime of the day on
//! which it is worked. In a week inside one month both together are within what the month leaves just if the hours above the
//! normal days are, and if the week is within the normal week and what is left: the second is a limit of the week's hours, so only
//! the first needs to be counted. Where the month turns inside the week, both are. Shifts of different overtime are then different
//! kinds of shift. Nothing is counted where the month cannot be used up.

use super::shifts::WEEK;
use super::week::{Kind, Progress};
use crate::domain::law::MonthOvertime;

/// K318: what is left of the months of a week.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Overtime {
    /// Kinds of shift that other rules tell apart.
    kinds: Kind,
    /// Minutes of overtime left in the month of the first day, and in the next.
    left: (i32, i32),
    /// The first day of the next month; 7 where the week has none.
    turn: usize,
    /// Minutes of a normal week.
    week: i32,
    /// Minutes above the normal day, and those within it where they are counted, of each level.
    levels: Vec<(i32, i32)>,
    /// Minutes of a normal day.
    day: i32,
}

/// A week's place in its months.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Months {
    /// Minutes of overtime left in the month of the first day.
    pub(crate) left: i32,
    /// The first day of the next month; 7 where the week has none.
    pub(crate) turn: usize,
    /// Most days worked.
    pub(crate) days: i32,
}

impl Overtime {
    /// What must be counted of a week; `None` where no week of shifts with this working time can use the months up.
    pub(crate) fn of(rule: MonthOvertime, months: Months, work: &[i32], kinds: usize) -> Option<Self> {
        let minutes = super::shifts::signed;
        let (day, week, most) = (minutes(rule.above_daily), minutes(rule.above_weekly), minutes(rule.most));
        let turns = months.turn < WEEK;
        let level = |work: &i32| (above(*work, day), if turns { (*work).min(day) } else { 0 });
        let mut levels: Vec<(i32, i32)> = work.iter().map(level).collect();
        levels.sort_unstable();
        levels.dedup();
        let (over, straight) = levels.iter().fold((0, 0), |(a, b), (over, straight)| (a.max(*over), b.max(*straight)));
        // overtime that so many days can have, after others that fill the normal week
        let at_most = |days: usize, before: usize| {
            let worked = |n: usize| i32::try_from(n).unwrap_or(7).min(months.days);
            worked(days) * over + above(worked(days + before) * straight, week)
        };
        let first = at_most(months.turn.min(WEEK), 0);
        let next = at_most(WEEK.saturating_sub(months.turn), months.turn);
        let binds = first > months.left || (turns && next > most);
        binds.then(|| Self {
            kinds: Kind::try_from(kinds).unwrap_or(Kind::MAX),
            left: (months.left, most),
            turn: months.turn,
            week,
            levels,
            day,
        })
    }

    /// Number of kinds of shift with overtime told apart.
    pub(crate) fn count(&self) -> usize {
        usize::from(self.kinds) * self.levels.len()
    }

    /// The kind of a shift with so much working time that is otherwise of this kind.
    pub(crate) fn kind(&self, kind: Kind, work: i32) -> Kind {
        let straight = if self.turn < WEEK { work.min(self.day) } else { 0 };
        let level = self.levels.binary_search(&(above(work, self.day), straight)).unwrap_or(0);
        Kind::try_from(level).unwrap_or(0) * self.kinds + kind
    }

    /// The kind that other rules see.
    pub(super) fn other(&self, kind: Kind) -> Kind {
        kind % self.kinds.max(1)
    }

    /// Goes on by a day; whether the month is kept.
    pub(super) fn step(&self, progress: &mut Progress, day: usize, kind: Option<Kind>) -> bool {
        if day == self.turn {
            progress.overtime = 0;
        }
        let Some(level) = kind.and_then(|kind| self.levels.get(usize::from(kind / self.kinds.max(1)))) else {
            return true;
        };
        let worked = i32::from(progress.straight) + level.1;
        let overtime = i32::from(progress.overtime) + level.0 + above(worked, self.week);
        progress.straight = small(worked.min(self.week));
        progress.overtime = small(overtime);
        overtime <= if day < self.turn { self.left.0 } else { self.left.1 }
    }
}

fn above(minutes: i32, normal: i32) -> i32 {
    (minutes - normal).max(0)
}

fn small(minutes: i32) -> u16 {
    u16::try_from(minutes).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::units::Minutes;

    const RULE: MonthOvertime =
        MonthOvertime { most: Minutes::new(36 * 60), above_daily: Minutes::new(480), above_weekly: Minutes::new(2400) };

    fn months(left: i32, turn: usize) -> Months {
        Months { left, turn, days: 7 }
    }

    /// Whether a week of these working times keeps the months.
    fn keeps(overtime: &Overtime, week: &[i32]) -> bool {
        let mut progress = Progress::default();
        (0..WEEK).all(|day| {
            let kind = week.get(day).filter(|work| **work > 0).map(|work| overtime.kind(0, *work));
            overtime.step(&mut progress, day, kind)
        })
    }

    #[test]
    fn nothing_is_counted_where_the_month_cannot_be_used_up() {
        assert!(Overtime::of(RULE, months(7 * 60, WEEK), &[480, 540], 1).is_none());
        assert!(Overtime::of(RULE, months(7 * 60 - 1, WEEK), &[480, 540], 1).is_some());
    }

    #[test]
    fn a_minute_more_than_the_month_leaves_is_too_much() {
        let overtime = Overtime::of(RULE, months(120, WEEK), &[480, 540, 600], 2).expect("binds");
        assert_eq!(overtime.count(), 6);
        assert!(keeps(&overtime, &[540, 540, 480]) && keeps(&overtime, &[600]));
        assert!(!keeps(&overtime, &[540, 540, 540]));
    }

    #[test]
    fn each_month_has_its_own_overtime_and_the_week_goes_on() {
        // Thursday is the first of the month; an hour is left before it
        let overtime = Overtime::of(RULE, months(60, 3), &[480, 540], 1).expect("binds");
        assert!(keeps(&overtime, &[540, 480, 480, 540, 540]));
        assert!(!keeps(&overtime, &[540, 540, 480]));
        // six days of 8 h before the turn are 8 h above the week
        let late = |left| Overtime::of(RULE, months(left, 6), &[480], 1).expect("binds");
        assert!(!keeps(&late(479), &[480; 6]));
        assert!(keeps(&late(479), &[480, 480, 480, 480, 480, 0, 480]), "the sixth day is of the next month");
    }
}
