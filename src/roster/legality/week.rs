//! Legal weeks of one agent: which days may be worked, how many, in which runs, with how many hours and how much rest.

use chrono::Weekday;

use super::shifts::WEEK;

/// A set of days of the week, bit `d` = day `d` of the planning week.
pub(crate) type DayMask = u8;

/// All that a week of one agent must keep, besides which shifts each day allows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WeekRules {
    /// Days worked, fewest and most, leave already taken off.
    pub(crate) days: (u32, u32),
    /// Paid minutes of the week, fewest and most.
    pub(crate) weekly: (i32, i32),
    /// Longest run of days worked.
    pub(crate) max_run: u32,
    /// Days worked in a row up to the day before the week.
    pub(crate) run_before: u32,
    /// Days off in a row up to the day before the week; 0 when the days before are unknown.
    pub(crate) off_before: u32,
    /// Size of one block of days off that the week must have.
    pub(crate) off_block: u32,
    /// Days that must be worked (leave already taken out).
    pub(crate) must: DayMask,
    /// Days that can be worked at all.
    pub(crate) can: DayMask,
    /// Leave days that count as worked.
    pub(crate) leave: u32,
    /// Shortest time between two presences, in minutes.
    pub(crate) rest: i32,
    /// All shifts of the week from one template.
    pub(crate) same_shift: bool,
    /// The week may stay empty: leave takes all of it, or the contract asks for nothing.
    pub(crate) may_be_empty: bool,
}

impl WeekRules {
    /// The day sets that keep every rule about days, ascending; the empty set only where it is legal.
    pub(crate) fn masks(&self) -> Vec<DayMask> {
        (0..1u8 << WEEK).filter(|mask| self.days_legal(*mask)).collect()
    }

    /// Whether a week without work keeps every rule.
    pub(crate) fn may_stay_empty(&self) -> bool {
        self.may_be_empty && self.must == 0
    }

    fn days_legal(&self, mask: DayMask) -> bool {
        if mask == 0 {
            return self.may_stay_empty();
        }
        let worked = mask.count_ones();
        (self.days.0..=self.days.1).contains(&worked)
            && mask & !self.can == 0
            && self.must & !mask == 0
            && self.runs_legal(mask)
            && self.has_off_block(mask)
    }

    /// Whether no run of days worked is too long.
    pub(crate) fn runs_legal(&self, mask: DayMask) -> bool {
        let mut run = self.run_before;
        for day in 0..WEEK {
            if mask >> day & 1 == 0 {
                run = 0;
                continue;
            }
            run += 1;
            if run > self.max_run {
                return false;
            }
        }
        true
    }

    /// Whether the days off hold the block that the week must have.
    pub(crate) fn has_off_block(&self, mask: DayMask) -> bool {
        if self.off_block == 0 {
            return true;
        }
        let mut off = self.off_before;
        for day in 0..WEEK {
            off = if mask >> day & 1 == 1 { 0 } else { off + 1 };
            if off >= self.off_block {
                return true;
            }
        }
        false
    }

    /// Whether `worked` days with these paid minutes, the longest shift among them paying `longest`, keep the weekly hours.
    pub(crate) fn hours_legal(&self, worked: u32, paid: i32, longest: i32) -> bool {
        let hours = if self.leave > 0 { counted(worked + self.leave, longest) } else { paid };
        (self.weekly.0..=self.weekly.1).contains(&hours)
    }

    /// Minutes above the weekly minimum: worked and leave minutes, a leave day counting as the longest shift.
    pub(crate) fn minutes_above(&self, paid: i32, longest: i32) -> i32 {
        (paid + counted(self.leave, longest) - self.weekly.0).max(0)
    }
}

fn counted(days: u32, minutes: i32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX).saturating_mul(minutes)
}

/// The bit of each day of a planning week that begins on `first` and falls on one of `weekdays`.
pub(crate) fn days_on(weekdays: &[Weekday], first: Weekday) -> DayMask {
    let offset = first.num_days_from_monday();
    (0..7u32)
        .filter(|day| weekdays.iter().any(|w| w.num_days_from_monday() == (offset + day) % 7))
        .fold(0, |mask, day| mask | 1 << day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> WeekRules {
        WeekRules {
            days: (5, 5),
            weekly: (2400, 2400),
            max_run: 7,
            run_before: 0,
            off_before: 0,
            off_block: 0,
            must: 0,
            can: 0b111_1111,
            leave: 0,
            rest: 660,
            same_shift: false,
            may_be_empty: false,
        }
    }

    #[test]
    fn five_of_seven_days_are_twenty_one_weeks() {
        assert_eq!(rules().masks().len(), 21);
    }

    #[test]
    fn a_block_of_two_days_off_leaves_seven_less_one_that_wraps() {
        // the two days off are neighbours: (0,1) … (5,6)
        assert_eq!(WeekRules { off_block: 2, ..rules() }.masks().len(), 6);
        // with a day off before the week, day 0 off is enough: five further pairs (0, 2) … (0, 6)
        assert_eq!(WeekRules { off_block: 2, off_before: 1, ..rules() }.masks().len(), 11);
    }

    #[test]
    fn a_run_goes_on_from_the_week_before() {
        let rules = WeekRules { max_run: 5, run_before: 4, ..rules() };
        assert!(rules.masks().iter().all(|m| m & 0b11 != 0b11));
        assert!(!rules.masks().is_empty());
    }

    #[test]
    fn leave_days_count_as_the_longest_shift() {
        let rules = WeekRules { leave: 2, days: (3, 3), ..rules() };
        assert!(rules.hours_legal(3, 1440, 480));
        assert!(!rules.hours_legal(3, 1440, 450));
        assert_eq!(rules.minutes_above(1440, 480), 0);
    }

    #[test]
    fn must_days_follow_the_first_weekday() {
        assert_eq!(days_on(&[Weekday::Sat, Weekday::Sun], Weekday::Mon), 0b110_0000);
        assert_eq!(days_on(&[Weekday::Sat, Weekday::Sun], Weekday::Sun), 0b100_0001);
    }
}
