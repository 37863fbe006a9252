//! What is known of one queue: its recorded days, and what each of them was.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::{Calendar, SpecialDay};
use crate::domain::grid::GridDay;
use crate::domain::time::add_days;

/// Days further back than this say nothing about next month.
const LONGEST_MEMORY_DAYS: i64 = 6 * 366;

/// More calls than this in one interval are a fault of the record; squares of it stay finite.
const MOST_CALLS: f64 = 1e9;

/// Ordinary days in a row without any call, so many or more, are those of a queue that is not open.
const SILENT_DAYS: usize = 7;
/// Calls that are usual over the length of such a silence from which on it is no chance: a Poisson count of that mean is zero three times
/// in ten million.
const SILENT_CALLS: f64 = 15.0;

/// Days with calls that show that a silence is over for good.
const DAYS_OPEN_AGAIN: usize = 14;

/// Place of a weekday in a week that begins on Monday.
pub(super) fn weekday_of(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

/// What kind of day a date was, as one knows afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DayKind {
    /// No special day.
    Ordinary,
    /// A special day of this type.
    Special(Arc<str>),
    /// A day disturbed by what nobody could know ahead, such as an outage: no pattern to learn from.
    Disturbed,
}

/// What is added to the type of a day whose size was planned: such days are measured by their plan.
pub(super) const PLANNED: &str = " of a planned size";

/// The type of a special day, [`PLANNED`] with it.
fn kind_of(row: &SpecialDay) -> Arc<str> {
    if row.factor.is_some() { format!("{}{PLANNED}", row.kind).into() } else { row.kind.as_str().into() }
}

/// What an ordinary date stands beside: the announced special day before it or, failing that, after it; `None` elsewhere.
fn beside(date: NaiveDate, calendar: &Calendar) -> Option<Arc<str>> {
    let at = |days: i64, side: &str| {
        let row = calendar.on(add_days(date, days)).iter().find(|d| d.known_ahead)?;
        Some(Arc::from(format!("day {side} {}", kind_of(row))))
    };
    at(-1, "after").or_else(|| at(1, "before"))
}

/// What is known of a date ahead.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// The type of special day that it is; `None` on an ordinary day.
    pub(super) kind: Option<Arc<str>>,
    /// The name that it bears within its type, where it has one.
    pub(super) name: Option<Arc<str>>,
    /// The special day that an ordinary day stands beside.
    pub(super) beside: Option<Arc<str>>,
    /// The planned size of a special day: its calls over those of an ordinary one.
    pub(super) planned: Option<f64>,
}

impl Known {
    /// What this calendar tells of a date.
    pub(super) fn of(date: NaiveDate, calendar: &Calendar) -> Self {
        let rows = calendar.on(date);
        let row = rows.iter().find(|d| d.known_ahead);
        Self {
            kind: row.map(kind_of),
            name: row.filter(|row| !row.name.is_empty()).map(|row| row.name.as_str().into()),
            beside: if rows.is_empty() { beside(date, calendar) } else { None },
            planned: row.and_then(|row| row.factor),
        }
    }

    /// What kind of day it was, as one knows afterwards.
    fn afterwards(&self, date: NaiveDate, calendar: &Calendar) -> DayKind {
        match &self.kind {
            Some(kind) if calendar.on(date).iter().all(|row| row.known_ahead) => DayKind::Special(kind.clone()),
            None if self.beside.is_some() || calendar.on(date).is_empty() => DayKind::Ordinary,
            _ => DayKind::Disturbed,
        }
    }
}

/// One recorded day.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    /// Monday is 0.
    pub(super) weekday: usize,
    pub(super) kind: DayKind,
    /// What one could know of it ahead.
    pub(super) known: Known,
    /// Calls by slot; not a number where closed or missing, so that whole rows can be worked on at once.
    pub(super) calls: Vec<f64>,
}

impl Day {
    /// The calls of a slot, where recorded.
    pub(super) fn at(&self, slot: usize) -> Option<f64> {
        self.calls.get(slot).copied().filter(|calls| !calls.is_nan())
    }
}

/// The recorded days of one queue, ascending.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) slots: usize,
    pub(super) days: Vec<Day>,
    /// Days that were left out because for weeks no call came and then many did: an export holds zeros for a queue that is not open.
    pub(super) silent: Vec<NaiveDate>,
}

impl Record {
    /// The record of these days; every special day of the calendar is known, because the days are past.
    pub(super) fn new(days: &[GridDay], slots: usize, calendar: &Calendar) -> Self {
        let oldest = days.last().map(|d| add_days(d.date, -LONGEST_MEMORY_DAYS));
        let mut days: Vec<Day> = days
            .iter()
            .filter(|d| oldest.is_some_and(|oldest| d.date >= oldest))
            .map(|d| (d, Known::of(d.date, calendar)))
            .map(|(d, known)| Day {
                date: d.date,
                weekday: weekday_of(d.date),
                kind: known.afterwards(d.date, calendar),
                known,
                calls: (0..slots)
                    .map(|s| {
                        d.cells.get(s).and_then(Option::as_ref).map_or(f64::NAN, |c| c.offered.get().min(MOST_CALLS))
                    })
                    .collect(),
            })
            .collect();
        let silent = silent_days(&days);
        days.retain(|d| silent.binary_search(&d.date).is_err());
        Self { slots, days, silent }
    }

    /// The recorded days before `day`.
    pub(super) fn before(&self, day: NaiveDate) -> &[Day] {
        let count = self.days.partition_point(|d| d.date < day);
        self.days.get(..count).unwrap_or_default()
    }

    /// The recorded days of `[first, end)`.
    pub(super) fn between(&self, first: NaiveDate, end: NaiveDate) -> &[Day] {
        let from = self.days.partition_point(|d| d.date < first);
        let to = self.days.partition_point(|d| d.date < end);
        self.days.get(from..to).unwrap_or_default()
    }
}

/// The ordinary days of long silences that weeks of calls ended, and those before the first call. Special days may be closed and say
/// so; a silence that lasts is left to the judgement of single days, and a queue that is silent again and again is so by nature.
fn silent_days(days: &[Day]) -> Vec<NaiveDate> {
    let total = |day: &Day| day.calls.iter().filter(|calls| !calls.is_nan()).sum::<f64>();
    let totals: Vec<f64> = days.iter().map(total).collect();
    let opened = totals.iter().take_while(|total| **total <= 0.0).count();
    let usual = totals.iter().sum::<f64>() / totals.len().saturating_sub(opened).max(1) as f64;
    let mut silent: Vec<NaiveDate> = Vec::new();
    // the last long silence, and the days with calls since it
    let (mut run, mut last, mut since) = (Vec::new(), Vec::new(), 0);
    for (i, (day, total)) in days.iter().zip(&totals).enumerate() {
        if *total <= 0.0 {
            if day.kind == DayKind::Ordinary {
                run.push(day.date);
            }
            continue;
        }
        if run.len() >= SILENT_DAYS && usual * run.len() as f64 >= SILENT_CALLS {
            if i == opened {
                silent.append(&mut run);
            } else {
                (last, since) = (std::mem::take(&mut run), 0);
            }
        }
        run.clear();
        since += 1;
        if since == DAYS_OPEN_AGAIN {
            silent.append(&mut last);
        }
    }
    silent
}
