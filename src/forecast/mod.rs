//! Forecasts of calls and handle time, and their backtest.
//!
//! A forecast of one queue goes this way. Its recorded days (`record`) before the first day are cleaned (`past`); methods
//! (`method`: `naive`, `cleaned_mean`, `top_down`, `average`) compete over past weeks (`folds`) and the best is taken
//! (`choice`); special days are laid over it (`special`); its past errors make the bands (`bands`); handle times
//! (`handle_time`) stand beside it; planners' overrides (`overrides`) come last.
//!
//! Only rows before the first day are read, and special days before it or known ahead.

mod accuracy;
mod average;
mod bands;
mod choice;
mod cleaned_mean;
mod folds;
mod handle_time;
mod method;
mod model;
mod naive;
mod notes;
mod overrides;
mod past;
mod record;
mod special;
mod top_down;
mod week;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::domain::calendar::Calendar;
use crate::domain::centre::{Centre, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::grid::{CallGrid, GridDay, slot_of, slots_per_day};
use crate::domain::series::{AccuracyRow, Forecast, ForecastDay, ForecastRow, MethodUsed, Override};
use crate::domain::time::{add_days, days_from};
use crate::domain::units::{Calls, Seconds};

use handle_time::HandleTimes;
use model::Model;
use record::{Record, announced};

/// Fewer recorded days than this, and a queue leans on the one it is like.
const DAYS_TO_STAND_ALONE: usize = 14;

/// Forecasts every queue for `days` local days from `first_day`, reading only what was known before it: rows of earlier days,
/// special days before it or known ahead.
///
/// There is a row for every open interval and no other. A queue without history that has nothing to borrow from gets no row
/// and an error finding.
#[must_use]
pub fn forecast(
    history: &CallGrid,
    centre: &Centre,
    overrides: &[Override],
    first_day: NaiveDate,
    days: usize,
    findings: &mut Findings,
) -> Forecast {
    let task = Task { history, centre, overrides, calendar: centre.calendar.known_at(first_day), first_day, days };
    let parts: Vec<(Forecast, Findings)> = centre.queues.par_iter().map(|queue| task.queue(queue)).collect();
    let mut forecast = Forecast::default();
    for (part, own) in parts {
        forecast.rows.extend(part.rows);
        forecast.days.extend(part.days);
        forecast.methods.extend(part.methods);
        findings.extend(own);
    }
    forecast.rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    forecast.days.sort_by(|a, b| (a.date, &a.queue).cmp(&(b.date, &b.queue)));
    overrides::apply(&mut forecast, overrides, centre, (first_day, task.end()), findings);
    forecast
}

/// Accuracy of every method on the planner's own data, by weekly rolling origins with a horizon of `weeks` weeks (at least
/// one); the chosen method of each queue is marked. With `origins` 0 there are as many as the forecast itself uses, eight.
///
/// Days disturbed by what nobody could know ahead are not scored. A queue whose history is too short has no rows and a finding.
#[must_use]
pub fn backtest(
    history: &CallGrid,
    centre: &Centre,
    origins: usize,
    weeks: usize,
    findings: &mut Findings,
) -> Vec<AccuracyRow> {
    let origins = if origins == 0 { model::SCORED_ORIGINS } else { origins.min(1000) };
    let slots = slots_per_day(history.interval);
    let parts: Vec<Option<Vec<AccuracyRow>>> = centre
        .queues
        .par_iter()
        .map(|queue| {
            let record = Record::new(&history.queue(&queue.id)?.days, slots, &centre.calendar);
            let trials = folds::run(&record, &folds::origins(&record, weeks.clamp(1, 52) * 7, 0, origins));
            let chosen = choice::choose(&trials, record.days.len());
            Some(accuracy::rows(&queue.id, &record, &trials, &chosen)).filter(|rows| !rows.is_empty())
        })
        .collect();
    let mut rows = Vec::new();
    for (queue, part) in centre.queues.iter().zip(parts) {
        match part {
            Some(part) => rows.extend(part),
            None => findings.push(notes::backtest_too_short(queue, history, weeks)),
        }
    }
    rows
}

/// What all queues of one forecast share.
struct Task<'a> {
    history: &'a CallGrid,
    centre: &'a Centre,
    overrides: &'a [Override],
    calendar: Calendar,
    first_day: NaiveDate,
    days: usize,
}

impl Task<'_> {
    fn end(&self) -> NaiveDate {
        add_days(self.first_day, i64::try_from(self.days).unwrap_or(i64::MAX))
    }

    fn slots(&self) -> usize {
        slots_per_day(self.centre.interval)
    }

    /// The recorded days of a queue before the first day.
    fn past_of(&self, queue: &Queue) -> &[GridDay] {
        self.history.queue(&queue.id).map_or(&[], |q| q.before(self.first_day))
    }

    fn queue(&self, queue: &Queue) -> (Forecast, Findings) {
        let mut findings = Findings::new();
        let own = self.past_of(queue);
        let record = Record::new(own, self.slots(), &self.centre.calendar);
        let Some((model, lender)) = self.model(queue, &record, &mut findings) else {
            findings.push(notes::no_history(queue, self.first_day));
            return (Forecast::default(), findings);
        };
        let handle_times = HandleTimes::fit(own, self.slots())
            .or_else(|| lender.and_then(|lender| HandleTimes::fit(self.past_of(lender), self.slots())));
        let used = MethodUsed {
            queue: queue.id.clone(),
            method: model.method().to_owned(),
            why: match lender {
                Some(lender) => format!("borrowed from queue `{}`: {}", lender.id, model.choice.why),
                None => model.choice.why.clone(),
            },
        };
        let mut forecast = Forecast { methods: vec![used], ..Forecast::default() };
        let mut assumed = Vec::new();
        for date in days_from(self.first_day, self.days) {
            self.day(queue, date, &model, handle_times.as_ref(), &mut forecast, &mut assumed);
        }
        notes::special_days_assumed(queue, &assumed, &mut findings);
        if lender.is_none() {
            notes::weekdays_unseen(queue, &record, &forecast.days, &mut findings);
            notes::unusual(queue, &record, &mut findings);
        }
        (forecast, findings)
    }

    /// The model of a queue, and the queue it is borrowed from.
    fn model(&self, queue: &Queue, record: &Record, findings: &mut Findings) -> Option<(Model, Option<&Queue>)> {
        let lent = (record.days.len() < DAYS_TO_STAND_ALONE).then(|| self.borrowed(queue, record, findings)).flatten();
        if lent.is_some() {
            return lent;
        }
        let gap = notes::gap(queue, record, self.centre, self.first_day, findings);
        let model = Model::fit(record, self.days, gap)?;
        if !model.choice.competed {
            findings.push(
                Finding::new(
                    Code::ForecastMethodFallback,
                    format!("queue `{}`: {} was taken: {}", queue.id, model.method(), model.choice.why),
                )
                .queue(&queue.id),
            );
        }
        Some((model, None))
    }

    fn borrowed(&self, queue: &Queue, record: &Record, findings: &mut Findings) -> Option<(Model, Option<&Queue>)> {
        let lender = self.centre.queue(queue.like.as_ref()?).filter(|l| l.id != queue.id)?;
        let lent = Record::new(self.past_of(lender), self.slots(), &self.centre.calendar);
        if lent.days.len() <= record.days.len() {
            return None;
        }
        let gap = notes::gap(lender, &lent, self.centre, self.first_day, &mut Findings::new());
        let (model, own_level) = Model::fit(&lent, self.days, gap)?.lend(record);
        let given = |date: &NaiveDate| {
            let total = |o: &&Override| {
                o.queue == queue.id && o.date == *date && o.kind == crate::domain::series::OverrideKind::Total
            };
            self.overrides.iter().any(|o| total(&o))
        };
        let all_given =
            days_from(self.first_day, self.days).all(|date| given(&date) || self.open(queue, date).is_empty());
        findings.push(notes::borrowed(queue, lender, record.days.len(), own_level, all_given));
        Some((model, Some(lender)))
    }

    fn open(&self, queue: &Queue, date: NaiveDate) -> Vec<crate::domain::time::Instant> {
        queue.hours.open_intervals(date, &self.calendar, self.centre.zone, self.centre.interval)
    }

    /// The rows of one day, and its total; nothing on a closed day.
    fn day(
        &self,
        queue: &Queue,
        date: NaiveDate,
        model: &Model,
        handle_times: Option<&HandleTimes>,
        forecast: &mut Forecast,
        assumed: &mut Vec<(NaiveDate, String)>,
    ) {
        let open = self.open(queue, date);
        if open.is_empty() {
            return;
        }
        let kind = announced(date, &self.calendar);
        let day = model.day(date, kind.as_deref());
        if let Some(kind) = kind.filter(|_| day.assumed) {
            assumed.push((date, kind.to_string()));
        }
        let weekday = record::weekday_of(date);
        let mut total = 0.0;
        for start in open {
            let slot = slot_of(self.centre.zone.local(start), self.centre.interval);
            let offered = day.calls.get(slot).and_then(|c| Calls::new(*c)).unwrap_or(Calls::ZERO);
            let (band80, band95) = model.intervals.bands(offered.get(), day.spread);
            total += offered.get();
            forecast.rows.push(ForecastRow {
                start,
                queue: queue.id.clone(),
                offered,
                band80: Some(band80),
                band95: Some(band95),
                aht: handle_times.and_then(|h| h.at(weekday, slot)).and_then(Seconds::new),
            });
        }
        let (band80, band95) = model.totals.bands(total, day.spread);
        forecast.days.push(ForecastDay {
            date,
            queue: queue.id.clone(),
            offered: Calls::new(total).unwrap_or(Calls::ZERO),
            band80: Some(band80),
            band95: Some(band95),
        });
    }
}

#[cfg(test)]
mod tests;
