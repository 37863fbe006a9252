//! What law asks of a partial week in the search for a legal one.

use chrono::{Datelike, NaiveDate};

use super::State;
use crate::check::clock::Stretch;
use crate::check::law::{self, Counter, minutes};
use crate::check::week::{Person, WEEK, Week};
use crate::domain::centre::Contract;
use crate::domain::law::{Asks, MonthOvertime, WEEKLY_REST_INSIDE};

/// A calendar month.
type Month = (i32, u32);

/// The law of one person's week.
pub(super) struct ByLaw {
    /// Working minutes that hours by law leave to the week.
    most_work: Option<i64>,
    most_days: i64,
    /// Handover before and after each shift.
    handover: i64,
    overtime: Option<MonthOvertime>,
    /// The month of the week's first day, and its overtime before the week.
    month: (Month, i64),
    /// Minutes of the weekly rest; 0 for none.
    weekly_rest: i64,
    /// No presence may begin before.
    owed: i64,
    span: Stretch,
}

impl ByLaw {
    pub(super) fn of(week: &Week<'_>, person: &Person<'_>, contract: &Contract) -> Self {
        let weekly_rest = law::weekly_rest(contract);
        let owed = law::rest_owed(week, person, weekly_rest).filter(|_| weekly_rest > 0);
        let days = |asks: &Asks| if let Asks::DaysPerWeek(days) = asks { Some(i64::from(*days)) } else { None };
        let rule = |asks: &Asks| if let Asks::MonthOvertime(rule) = asks { Some(*rule) } else { None };
        let overtime = law::hard(contract).find_map(rule);
        let first = month_of(week.problem.first_day);
        let months = overtime.map(|rule| law::overtime(week, person, rule)).unwrap_or_default();
        let before = months.get(&first).map_or(0, |own| own.total - own.of_week);
        let handover = &week.problem.centre.handover;
        Self {
            most_work: work_left(week, person, contract),
            most_days: law::hard(contract).filter_map(days).min().unwrap_or(WEEK),
            handover: minutes(handover.before) + minutes(handover.after),
            overtime,
            month: (first, before),
            weekly_rest,
            owed: owed.unwrap_or(i64::MIN),
            span: week.span(),
        }
    }

    /// No presence may begin before.
    pub(super) fn owed(&self) -> i64 {
        self.owed
    }

    /// The state after a day with so much paid time; `None` where law allows no such day.
    pub(super) fn worked(&self, before: &State, after: State, day: NaiveDate, paid: i64) -> Option<State> {
        let own = paid + self.handover;
        let work = if self.most_work.is_some() { before.work + own } else { 0 };
        let legal = after.worked <= self.most_days && self.most_work.is_none_or(|most| work <= most);
        let after = State { work, recovered: before.recovered, ..after };
        let after = if legal { after } else { return None };
        let Some(rule) = self.overtime else { return Some(after) };
        let mut counter = Counter { rule, straight: before.straight };
        let of_day = counter.overtime_of(own);
        let in_first = month_of(day) == self.month.0;
        let (earlier, so_far) = match (in_first, before.next_month) {
            (true, _) => (self.month.1, before.overtime),
            (false, false) => (0, 0),
            (false, true) => (0, before.overtime),
        };
        let overtime = so_far + of_day;
        let fits = of_day == 0 || earlier + overtime <= minutes(rule.most);
        fits.then_some(State { overtime, straight: counter.straight, next_month: !in_first, ..after })
    }

    /// Whether a presence that begins then follows a weekly rest, after one that ended at `end`.
    pub(super) fn is_rest(&self, end: Option<i64>, start: i64) -> bool {
        self.weekly_rest > 0 && law::is_weekly_rest(end, start, self.weekly_rest, self.span)
    }

    /// Whether the week has its rest, with the last presence ending then.
    pub(super) fn recovers(&self, state: &State, end: i64) -> bool {
        self.weekly_rest == 0 || state.recovered || self.span.end - end >= minutes(WEEKLY_REST_INSIDE) * 60
    }
}

/// The working minutes that hours by law leave to the week.
pub(super) fn work_left(week: &Week<'_>, person: &Person<'_>, contract: &Contract) -> Option<i64> {
    let left =
        |asks: &Asks| if let Asks::Hours(hours) = asks { Some(law::work_left(week, person, *hours)) } else { None };
    law::hard(contract).filter_map(left).min()
}

fn month_of(day: NaiveDate) -> Month {
    (day.year(), day.month())
}
