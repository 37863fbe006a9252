//! Legal weeks of one agent: which days may be worked, how many, in which runs, with how many hours and how much rest.
//!
//! A week is walked day by day: [`Progress`] is all that later days can ask about the days so far, [`WeekRules::step`] goes
//! on by one day and says what the day breaks. [`super::paths`] makes the graph of all legal ways from it.

use chrono::Weekday;

use super::nights::Nights;
use super::overtime::Overtime;
use super::price::Penalty;
use super::shifts::WEEK;
use super::successions::Successions;
use super::weekends::Weekends;
use super::weekly_rest::WeeklyRest;

/// A set of days of the week, bit `d` = day `d` of the planning week.
pub(crate) type DayMask = u8;

/// A kind of shift: those that no rule about days tells apart. By role in successions and, where nights count, by night.
pub(crate) type Kind = u16;

/// All that a week of one agent must keep, besides which shifts each day allows.
#[expect(clippy::struct_excessive_bools, reason = "independent rules, each asked for by name")]
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WeekRules {
    /// K302: days worked, fewest and most, leave already taken off.
    pub(crate) days: (u32, u32),
    /// Each day too few or too many.
    pub(crate) days_penalty: Penalty,
    /// K301: paid minutes of the week, fewest and most.
    pub(crate) weekly: (i32, i32),
    /// K316: most paid minutes that the weeks before leave under the contract's average.
    pub(crate) most_paid: i32,
    /// K303: longest run of days worked.
    pub(crate) max_run: u32,
    /// Each day beyond it.
    pub(crate) run_penalty: Penalty,
    /// Days worked in a row up to the day before the week.
    pub(crate) run_before: u32,
    /// Days off in a row up to the day before the week; 0 when the days before are unknown.
    pub(crate) off_before: u32,
    /// K305: size of one block of days off that the week must have.
    pub(crate) off_block: u32,
    /// Each day that the longest block lacks.
    pub(crate) off_penalty: Penalty,
    /// K307: days that must be worked (leave already taken out).
    pub(crate) must: DayMask,
    /// Days that can be worked at all.
    pub(crate) can: DayMask,
    /// The kinds of shift that each day allows, ascending.
    pub(crate) kinds: [Vec<Kind>; WEEK],
    /// Kinds with odd numbers are night shifts.
    pub(crate) counts_nights: bool,
    /// Leave days that count as worked.
    pub(crate) leave: u32,
    /// K304: shortest time between two presences, in minutes.
    pub(crate) rest: i32,
    /// K306: all shifts of the week from one template.
    pub(crate) same_shift: bool,
    /// K312: all starts of the week within so many minutes of the local clock.
    pub(crate) start_window: Option<i32>,
    /// Night shifts.
    pub(crate) nights: Nights,
    /// Weekends.
    pub(crate) weekends: Weekends,
    /// Shifts that may not follow each other.
    pub(crate) successions: Successions,
    /// The week may stay empty: leave takes all of it, or the contract asks for nothing.
    pub(crate) may_be_empty: bool,
    /// Every paid minute is priced, not those above the weekly minimum alone.
    pub(crate) every_hour: bool,
    /// Handover before and after each shift, which is working time by law.
    pub(crate) handover: i32,
    /// K317: most working time of the week by law, what the weeks before leave included.
    pub(crate) most_work: Option<i32>,
    /// K320: most days worked by law, whatever the leave.
    pub(crate) most_days: Option<u32>,
    /// K318: overtime of the months, where they can be used up.
    pub(crate) overtime: Option<Overtime>,
    /// K319: the weekly rest by law.
    pub(crate) weekly_rest: Option<WeeklyRest>,
}

/// What later days can ask about the days so far; what no rule asks stays at nought, so that more weeks are alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Progress {
    /// Days worked.
    pub(crate) worked: u8,
    /// Days worked in a row up to yesterday.
    run: u8,
    /// Days off in a row up to yesterday, until the block of days off is whole.
    off: u8,
    /// The longest block of days off that reaches into the week, as far as it is asked.
    block: u8,
    /// Night shifts.
    pub(super) nights: u8,
    /// Night shifts in a row up to yesterday.
    pub(super) night_run: u8,
    /// The weekend at hand has work.
    pub(super) weekend: bool,
    /// Minutes of overtime of the month by law.
    pub(super) overtime: u16,
    /// Minutes of the week within the normal days, where overtime counts them.
    pub(super) straight: u16,
    /// The weekly rest lies behind.
    pub(crate) rested: bool,
    /// The last day worked and its kind of shift.
    pub(crate) last: Option<(u8, Kind)>,
}

impl WeekRules {
    /// Whether a week without work keeps every rule.
    pub(crate) fn may_stay_empty(&self) -> bool {
        self.may_be_empty && self.must == 0
    }

    /// The same with exactly these days worked.
    pub(crate) fn only(&self, mask: DayMask) -> Self {
        let kinds = std::array::from_fn(|day| if mask >> day & 1 == 1 { self.kinds[day].clone() } else { Vec::new() });
        Self { must: mask, can: mask, kinds, ..self.clone() }
    }

    /// Where the days before leave the week.
    pub(crate) fn start(&self) -> Progress {
        Progress {
            run: if self.limits_runs() { small(self.run_before.min(self.max_run + 1)) } else { 0 },
            off: small(self.off_before.min(self.off_block)),
            night_run: self
                .nights
                .most_in_a_row
                .map_or(0, |(most, _)| self.nights.run_before.min(most.saturating_add(1))),
            ..Progress::default()
        }
    }

    /// Goes on by a day that is off, or worked with a shift of this kind: the progress after it and the price of what it
    /// breaks; `None` where a hard rule is broken.
    pub(crate) fn step(&self, before: Progress, day: usize, kind: Option<Kind>) -> Option<(Progress, f64)> {
        let mut after = before;
        let mut price = match kind {
            Some(_) => self.day_worked(&mut after)?,
            None if self.must >> day & 1 == 1 => return None,
            None => self.day_off(&mut after),
        };
        price += self.nights.step(&mut after, kind.is_some_and(|kind| self.is_night(kind)))?;
        price += self.weekends.step(&mut after, day, kind.is_some())?;
        if !self.overtime.as_ref().is_none_or(|overtime| overtime.step(&mut after, day, kind)) {
            return None;
        }
        if let Some(kind) = kind {
            let yesterday = before.last.filter(|(last, _)| usize::from(*last) + 1 == day);
            let yesterday = yesterday.map(|(_, kind)| self.role(kind));
            price += self.successions.step(yesterday, day == 0, self.role(kind))?;
            after.last = Some((u8::try_from(day).unwrap_or(0), kind));
        }
        Some((after, price))
    }

    /// The price of what the week as a whole breaks; `None` where it is not legal.
    pub(crate) fn finish(&self, week: Progress) -> Option<f64> {
        if week.worked == 0 {
            return self.may_stay_empty().then_some(0.0);
        }
        let days = self.days_penalty.on(self.days.0.saturating_sub(u32::from(week.worked)))?;
        let off = self.off_penalty.on(self.off_block.saturating_sub(u32::from(week.block)))?;
        Some(days + off)
    }

    fn day_worked(&self, progress: &mut Progress) -> Option<f64> {
        progress.worked += 1;
        progress.off = 0;
        if self.most_days.is_some_and(|most| u32::from(progress.worked) > most) {
            return None;
        }
        let mut price = self.days_penalty.on(u32::from(u32::from(progress.worked) > self.days.1))?;
        if self.limits_runs() {
            // beyond the longest run each further day costs the same
            progress.run = small((u32::from(progress.run) + 1).min(self.max_run + 1));
            price += self.run_penalty.on(u32::from(u32::from(progress.run) > self.max_run))?;
        }
        Some(price)
    }

    fn day_off(&self, progress: &mut Progress) -> f64 {
        progress.run = 0;
        if u32::from(progress.block) < self.off_block {
            progress.off = small((u32::from(progress.off) + 1).min(self.off_block));
            progress.block = progress.block.max(progress.off);
        } else {
            progress.off = 0;
        }
        0.0
    }

    /// Whether a run of days can become too long at all.
    fn limits_runs(&self) -> bool {
        self.run_before.saturating_add(7) > self.max_run
    }

    /// Whether some rule about days may be broken at a price.
    pub(crate) fn has_prices(&self) -> bool {
        let of = |limit: Option<(u8, Penalty)>| limit.is_some_and(|(_, penalty)| penalty.is_soft());
        [self.days_penalty, self.run_penalty, self.off_penalty, self.successions.penalty].iter().any(|p| p.is_soft())
            || of(self.nights.most)
            || of(self.nights.most_in_a_row)
            || of(self.weekends.most)
            || self.weekends.whole.is_some_and(Penalty::is_soft)
    }

    /// Whether shifts of this kind are night shifts.
    pub(crate) fn is_night(&self, kind: Kind) -> bool {
        self.counts_nights && self.other(kind) % 2 == 1
    }

    fn role(&self, kind: Kind) -> usize {
        usize::from(if self.counts_nights { self.other(kind) / 2 } else { self.other(kind) })
    }

    /// The kind without its overtime.
    fn other(&self, kind: Kind) -> Kind {
        self.overtime.as_ref().map_or(kind, |overtime| overtime.other(kind))
    }

    /// Shortest time between the presence of a shift of one kind and that of the next.
    pub(crate) fn rest_between(&self, before: Kind, after: Kind) -> i32 {
        let night_ends = self.is_night(before) && !self.is_night(after);
        if night_ends { self.rest.max(self.nights.rest_after) } else { self.rest }
    }

    /// Whether `worked` days with these paid minutes, the longest shift among them paying `longest`, keep the weekly hours.
    pub(crate) fn hours_legal(&self, worked: u32, paid: i32, longest: i32) -> bool {
        let hours = if self.leave > 0 { counted(worked + self.leave, longest) } else { paid };
        let work = paid + counted(worked, self.handover);
        paid <= self.most_paid
            && self.most_work.is_none_or(|most| work <= most)
            && (self.weekly.0..=self.weekly.1).contains(&hours)
    }

    /// Minutes that are priced: those above the weekly minimum, worked and leave, a leave day counting as the longest shift; or
    /// every paid minute.
    pub(crate) fn minutes_above(&self, paid: i32, longest: i32) -> i32 {
        if self.every_hour { paid } else { (paid + counted(self.leave, longest) - self.weekly.0).max(0) }
    }
}

fn small(days: u32) -> u8 {
    u8::try_from(days).unwrap_or(u8::MAX)
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
    use super::super::paths::Paths;
    use super::*;

    fn rules() -> WeekRules {
        WeekRules {
            days: (5, 5),
            weekly: (2400, 2400),
            most_paid: i32::MAX,
            max_run: 7,
            can: 0b111_1111,
            kinds: std::array::from_fn(|_| vec![0]),
            rest: 660,
            ..WeekRules::default()
        }
    }

    /// The legal day sets, ascending.
    fn masks(rules: &WeekRules) -> Vec<DayMask> {
        Paths::of(rules).masks.into_iter().map(|(mask, _)| mask).collect()
    }

    #[test]
    fn five_of_seven_days_are_twenty_one_weeks() {
        assert_eq!(masks(&rules()).len(), 21);
    }

    #[test]
    fn a_block_of_two_days_off_leaves_seven_less_one_that_wraps() {
        // the two days off are neighbours: (0,1) … (5,6)
        assert_eq!(masks(&WeekRules { off_block: 2, ..rules() }).len(), 6);
        // with a day off before the week, day 0 off is enough: five further pairs (0, 2) … (0, 6)
        assert_eq!(masks(&WeekRules { off_block: 2, off_before: 1, ..rules() }).len(), 11);
    }

    #[test]
    fn a_run_goes_on_from_the_week_before() {
        let masks = masks(&WeekRules { max_run: 5, run_before: 4, ..rules() });
        assert!(masks.iter().all(|m| m & 0b11 != 0b11));
        assert!(!masks.is_empty());
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
