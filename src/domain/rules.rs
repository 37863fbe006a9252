//! Working-time rules as data: what contracts and the centre may ask beyond hours and days, which rules may be broken at a
//! price, and the table of all rules.

use super::codes::Code;
use super::ids::{ContractId, ShiftId};
use super::time::ClockTime;
use super::units::Minutes;

/// What a contract may ask beside hours, days and rest; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Most night shifts a week.
    pub max_nights_per_week: Option<u8>,
    /// Most night shifts on days in a row, those of the weeks before included.
    pub max_consecutive_nights: Option<u8>,
    /// Shortest time from the end of a night shift to the start of the next shift, where that is no night shift.
    pub rest_after_nights: Option<Minutes>,
    /// All starts of the week lie within a window of the local clock that is this long.
    pub start_window: Option<Minutes>,
    /// Saturday and Sunday are both worked or both off.
    pub weekends_whole: bool,
    /// Most weekends with work.
    pub max_weekends: Option<MaxWeekends>,
    /// Most paid time on the average of some weeks.
    pub average: Option<AverageHours>,
    /// Longest presence without a break or meal.
    pub max_stretch: Option<Minutes>,
    /// Shortest time between two breaks, from the start of the shift to the first and from the last to its end.
    pub min_break_spacing: Option<Minutes>,
    /// Where overtime begins; no rule, but what payroll counts by.
    pub overtime_above: OvertimeAbove,
}

/// Paid time of a day and of a week beyond which it is overtime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OvertimeAbove {
    /// Of the shifts of a day; none where absent.
    pub daily: Option<Minutes>,
    /// Of the shifts of a week from Monday; the contract's most weekly hours where absent.
    pub weekly: Option<Minutes>,
}

impl Limits {
    /// Whether a limit asks which shifts are night shifts.
    #[must_use]
    pub const fn counts_nights(&self) -> bool {
        self.max_nights_per_week.is_some() || self.max_consecutive_nights.is_some() || self.rest_after_nights.is_some()
    }
}

/// At most `worked` of any `of` weekends in a row have work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxWeekends {
    /// Weekends with work.
    pub worked: u8,
    /// Weekends in a row; at least 1.
    pub of: u8,
}

/// The paid time of `weeks` weeks in a row is at most `weeks` times `most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AverageHours {
    /// Weeks, this one included; at least 1.
    pub weeks: u8,
    /// Paid time a week.
    pub most: Minutes,
}

/// Which shifts are night shifts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Night {
    /// Start of the night on the local clock.
    pub from: ClockTime,
    /// Its end; at or before `from` when it lies on the next day.
    pub to: ClockTime,
    /// A shift with at least this much of its time in the night is a night shift.
    pub least: Minutes,
}

/// A rule on the shifts of two days in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The shift of the first day.
    pub from: ShiftId,
    /// The shift of the next day.
    pub to: ShiftId,
    /// The next day, if worked, has this shift (or another that is required after the same one); else it must not.
    pub required: bool,
    /// The contracts that it binds.
    pub contracts: Vec<ContractId>,
}

/// Prices of rules that may be broken: price per unit of breach; a rule without one is hard.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SoftPrices {
    /// Per day too few or too many in a week.
    pub days_per_week: Option<f64>,
    /// Per day beyond the longest run.
    pub max_consecutive_days: Option<f64>,
    /// Per day that the longest block of days off lacks.
    pub days_off_together: Option<f64>,
    /// Per night shift too many.
    pub max_nights_per_week: Option<f64>,
    /// Per night shift beyond the longest run.
    pub max_consecutive_nights: Option<f64>,
    /// Per weekend worked in half.
    pub weekends_whole: Option<f64>,
    /// Per weekend too many.
    pub max_weekends: Option<f64>,
    /// Per pair of shifts.
    pub succession: Option<f64>,
}

/// Rules of the centre that contracts and shifts share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SharedRules {
    /// When it is night.
    pub night: Option<Night>,
    /// Shifts that may not, or must, follow each other.
    pub successions: Vec<Succession>,
    /// Rules that may be broken at a price.
    pub soft: SoftPrices,
    /// Hours that a month may have.
    pub month: MonthLimits,
}

/// Most hours of a month by what agents really did; attendance tells who has more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MonthLimits {
    /// Work outside the shifts.
    pub overtime_hours: Option<f64>,
    /// Hours in the night.
    pub night_hours: Option<f64>,
    /// Hours on public holidays.
    pub holiday_hours: Option<f64>,
}

/// A rule that a roster must keep, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The key of centre.toml or the table that asks for it.
    pub key: &'static str,
    /// The code of its breaches; the engine's line on it names the code.
    pub code: Code,
    /// The file of the independent checker, without its ending.
    pub checker: &'static str,
    /// Whether `[rules.soft]` may give it a price.
    pub soft: bool,
}

const fn hard(key: &'static str, code: Code, checker: &'static str) -> Rule {
    Rule { key, code, checker, soft: false }
}

const fn priced(key: &'static str, code: Code, checker: &'static str) -> Rule {
    Rule { key, code, checker, soft: true }
}

/// The rules about one agent's shifts and week. A test counts that each has its line in the engine, its file in the
/// checker, its page and its fixture.
pub const RULES: &[Rule] = &[
    hard("contracts", Code::ShiftContract, "contract_of_shift"),
    hard("start", Code::ShiftStart, "start"),
    hard("length", Code::ShiftLength, "length"),
    hard("breaks", Code::ShiftBreaks, "breaks"),
    hard("daily_hours", Code::DailyHours, "daily_hours"),
    hard("max_stretch_hours", Code::StretchTooLong, "longest_stretch"),
    hard("min_break_spacing_minutes", Code::BreaksTooClose, "break_spacing"),
    hard("weekly_hours", Code::WeeklyHours, "weekly_hours"),
    priced("days_per_week", Code::DaysPerWeek, "days_per_week"),
    priced("max_consecutive_days", Code::ConsecutiveDays, "consecutive_days"),
    hard("min_rest_hours", Code::RestTooShort, "rest"),
    priced("days_off_together", Code::DaysOffTogether, "days_off_together"),
    hard("same_shift_all_week", Code::SameShift, "same_shift"),
    hard("must_work", Code::MustWork, "must_work"),
    priced("max_nights_per_week", Code::NightsPerWeek, "nights_per_week"),
    priced("max_consecutive_nights", Code::NightsInARow, "nights_in_a_row"),
    hard("rest_after_nights_hours", Code::RestAfterNights, "rest_after_nights"),
    hard("start_window_hours", Code::StartWindow, "start_window"),
    priced("succession", Code::ShiftSuccession, "succession"),
    priced("weekends_whole", Code::WeekendHalf, "weekends_whole"),
    priced("max_weekends", Code::WeekendsTooMany, "weekends_worked"),
    hard("average", Code::AverageHours, "average_hours"),
    hard("law: shifts", Code::LawShift, "law_shift"),
    hard("law: breaks", Code::LawBreaks, "law_breaks"),
    hard("law: hours", Code::LawHours, "law_hours"),
    hard("law: overtime", Code::LawOvertime, "law_overtime"),
    hard("law: weekly rest", Code::LawWeeklyRest, "law_weekly_rest"),
    hard("law: days", Code::LawDays, "law_days"),
    hard("time_off.csv", Code::WorkOnLeave, "leave"),
    hard("valid_from", Code::NotEmployed, "employment"),
    hard("availability.csv", Code::NotAvailable, "availability"),
    hard("earliest_start", Code::PersonalTimes, "personal_times"),
];
