//! What law asks of the working time of one contract: the articles of rule packs as data, for the engine and the checker alike.
//!
//! Working time is paid time with handover before and after the shift; unpaid breaks are none. The packs, and so these
//! rules, are not legal advice.

use std::fmt;

use chrono::NaiveDate;

use super::people::Activity;
use super::rules::AverageHours;
use super::time::ClockTime;
use super::units::Minutes;

/// One rule of a pack, as it bears on one contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalRule {
    /// Where it stands.
    pub article: Article,
    /// Whether a roster that breaks it is refused; a soft rule is told of and no more.
    pub hard: bool,
    /// What it asks.
    pub asks: Asks,
}

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The pack as the centre names it, such as `builtin:de`.
    pub pack: String,
    /// The text, such as `ArbZG § 3`.
    pub source: String,
    /// In force from this day.
    pub effective: NaiveDate,
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, not legal advice)", self.source, self.pack)
    }
}

/// What a rule asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// `max_daily_hours`: most working time of a shift.
    ShiftHours(Minutes),
    /// `no_work_between`: no presence between these times of the clock; the second lies on the next day where it is not later.
    NoWorkBetween(ClockTime, ClockTime),
    /// `breaks`: breaks by working time.
    Breaks(BreakDuty),
    /// `max_stretch_hours`: longest presence without a break that counts.
    Stretch(Stretch),
    /// `fixed_breaks`: kinds of break that are fixed in advance, so that nothing moves them on the day.
    FixedBreaks(Vec<Activity>),
    /// `max_weekly_hours` and `average_hours`: working time of some weeks in a row, on the average of a week.
    Hours(AverageHours),
    /// `month_overtime_hours`: overtime of a calendar month.
    MonthOvertime(MonthOvertime),
    /// `weekly_rest_hours`: in each week one rest of this length, of which [`WEEKLY_REST_INSIDE`] lie in the week.
    WeeklyRest(Minutes),
    /// `max_days_per_week`: most days with work of a week.
    DaysPerWeek(u8),
    /// `min_rest_hours`: shortest rest between two presences.
    DailyRest(Minutes),
    /// `max_consecutive_days`: longest run of days with work.
    ConsecutiveDays(u8),
}

/// How much of the weekly rest lies in its week; the daily rest beside it may lie in the next.
pub const WEEKLY_REST_INSIDE: Minutes = Minutes::new(24 * 60);

/// Breaks that a shift of some working time must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakDuty {
    /// Owed in shifts with at least this much working time.
    pub from: Minutes,
    /// The breaks that count.
    pub kinds: Vec<Activity>,
    /// Shortest break that counts.
    pub part: Minutes,
    /// Fewest breaks that count.
    pub count: u8,
    /// Least time of all breaks that count.
    pub total: Minutes,
    /// The break number `count` begins when at most this much working time lies behind.
    pub by: Option<Minutes>,
}

/// The longest presence without a break that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Longest presence.
    pub most: Minutes,
    /// Shortest break that counts.
    pub part: Minutes,
}

/// Most overtime of a calendar month: working time above the normal hours of a day, and of what is left above those of a week,
/// booked to the days on which it is worked. Weeks are those of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthOvertime {
    /// Most overtime.
    pub most: Minutes,
    /// Working time of a day beyond which it is overtime.
    pub above_daily: Minutes,
    /// The same of a week.
    pub above_weekly: Minutes,
}

/// What counts as overtime of a month, and how much of it there may be.
#[must_use]
pub fn overtime_of_month(law: &[LegalRule]) -> Option<MonthOvertime> {
    law.iter().find_map(|rule| if let Asks::MonthOvertime(asked) = &rule.asks { Some(*asked) } else { None })
}

/// The hard rule that fixes a kind of break in advance.
#[must_use]
pub fn fixing(law: &[LegalRule], kind: Activity) -> Option<&Article> {
    let fixes =
        |rule: &&LegalRule| rule.hard && matches!(&rule.asks, Asks::FixedBreaks(kinds) if kinds.contains(&kind));
    law.iter().find(fixes).map(|rule| &rule.article)
}

/// The rules of a contract that are in force on a day, with the hard limits that the contract itself must keep drawn into it.
pub(super) fn in_force(contract: &mut super::centre::Contract, day: NaiveDate) {
    contract.law.retain(|rule| rule.article.effective <= day);
    for rule in contract.law.iter().filter(|rule| rule.hard) {
        match rule.asks {
            Asks::DailyRest(least) => contract.min_rest = contract.min_rest.max(least),
            Asks::ConsecutiveDays(most) => contract.max_consecutive_days = contract.max_consecutive_days.min(most),
            _ => {}
        }
    }
}
