//! Forecasts of calls and handle time, and their backtest.
//!
//! A forecast of one queue goes this way. Its recorded days (`record`) before the first day are cleaned (`past`); methods
//! (`method`) compete over past weeks (`folds`), and the default is kept unless another clearly wins (`choice`); special days
//! are laid over it (`special`, `special_names`); its past errors make the bands (`bands`); handle times (`handle_time`) stand beside it;
//! planners' overrides (`overrides`) come last. The rest of a day follows its morning (`within_day`, `day_errors`).
//!
//! The default is a level for the day (`day_level`, from `totals`, `date_effects` and `shifts`) times a profile (`profile` by the
//! `smoother`, `factors`): `level_profile`. The others are `poisson_glm`, `holt_winters`, `top_down`, `cleaned_mean` and
//! `naive`.
//!
//! Only rows before the first day are read, and special days before it or known ahead.
//!
//! # Example
//!
//! ```
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(Path::new("docs/tutorial/centre.toml"), &mut findings).expect("a centre");
//! # let options = wfm::domain::import::ImportOptions::of(&centre);
//! # let exports = ["docs/tutorial/export.csv".into()];
//! # let past = wfm::ingest::exports::import(&exports, &options, &wfm::domain::progress::Silent, &mut findings).expect("rows").history;
//! # let grid = wfm::history::regular(&past, &centre, &mut findings);
//! let monday = "2026-03-09".parse().expect("a date");
//! let next = wfm::forecast::forecast(&grid, &centre, &[], monday, 7, &mut findings);
//! // Five working days of twenty half-hours, each with a band around it.
//! assert_eq!(next.rows.len(), 100);
//! assert!(next.rows.iter().all(|row| row.band80.is_some_and(|band| band.low < band.high)));
//! ```

mod accuracy;
mod bands;
mod choice;
mod cleaned_mean;
mod date_effects;
mod day_errors;
mod day_level;
mod factors;
mod folds;
mod handle_scatter;
mod handle_time;
mod hindsight;
mod holt_winters;
mod level_profile;
mod linear;
mod method;
mod model;
mod naive;
mod notes;
mod overrides;
mod past;
mod poisson_glm;
mod profile;
mod record;
mod shifts;
mod smoother;
mod special;
mod special_names;
mod top_down;
mod totals;
mod unusual;
mod week;
mod within_day;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::domain::calendar::Calendar;
use crate::domain::centre::{Centre, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::grid::{CallGrid, GridDay, slot_of, slots_per_day};
use crate::domain::series::{
    AccuracyRow, Band, Forecast, ForecastDay, ForecastRow, MethodUsed, Override, interval_end,
};
use crate::domain::time::{Instant, add_days, days_from};
use crate::domain::units::{Calls, Minutes, Seconds};

use bands::Point;
use day_level::DayLevel;
use handle_time::HandleTimes;
use method::METHODS;
use model::Model;
use past::Past;
use record::{Known, Record};
use special::{DayForecast, SpecialDays};
use within_day::{Morning, RestOfDay};

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
    let calendar = centre.calendar.known_at(first_day);
    Task { history, centre, overrides, calendar, first_day, days, now: None }.run(findings)
}

/// Forecasts the rest of a local day for every queue: the intervals that are not over at `now`, from the rows of earlier days
/// and the intervals of the day that are. A day's total holds what has come already.
///
/// How far a morning moves its afternoon is learned from the past; where the past shows no gain it moves nothing.
#[must_use]
pub fn rest_of_day(
    history: &CallGrid,
    centre: &Centre,
    overrides: &[Override],
    now: Instant,
    findings: &mut Findings,
) -> Forecast {
    let first_day = centre.zone.day(now);
    let calendar = centre.calendar.known_at(first_day);
    Task { history, centre, overrides, calendar, first_day, days: 1, now: Some(now) }.run(findings)
}

impl Task<'_> {
    fn run(&self, findings: &mut Findings) -> Forecast {
        let queues = forecast_of(self.centre);
        let parts: Vec<(Forecast, Findings)> = queues.par_iter().map(|queue| self.queue(queue)).collect();
        let mut forecast = Forecast::default();
        for (part, own) in parts {
            forecast.rows.extend(part.rows);
            forecast.days.extend(part.days);
            forecast.methods.extend(part.methods);
            findings.extend(own);
        }
        forecast.rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
        forecast.days.sort_by(|a, b| (a.date, &a.queue).cmp(&(b.date, &b.queue)));
        overrides::apply(&mut forecast, self.overrides, self.centre, (self.first_day, self.end()), findings);
        forecast
    }
}

/// Calls expected in each slot of `days` days from `first_day`, by the default method alone: no competition, no bands. For
/// programs that forecast thousands of series; `history` are the recorded days, of which those before `first_day` are read.
///
/// `None` where they hold no ordinary day.
#[must_use]
pub fn expected(
    history: &[GridDay],
    interval: Minutes,
    calendar: &Calendar,
    first_day: NaiveDate,
    days: usize,
) -> Option<Vec<Vec<f64>>> {
    let recorded = history.partition_point(|d| d.date < first_day);
    let record = Record::new(history.get(..recorded)?, slots_per_day(interval), calendar);
    let past = Past::new(&record.days, record.slots);
    let fitted = METHODS.first()?.fit(&past)?;
    let special = SpecialDays::learn(&past);
    let day = |date| special.predict(fitted.as_ref(), date, &Known::of(date, calendar)).calls;
    Some(days_from(first_day, days).map(day).collect())
}

/// The method that a backtest on these recorded days takes for a forecast of `days` days, and why; what choosing it and
/// calibrating its bands costs is the cost of this call. `None` where no method can be fitted.
#[must_use]
pub fn choose(
    history: &[GridDay],
    interval: Minutes,
    calendar: &Calendar,
    days: usize,
) -> Option<(&'static str, String)> {
    let record = Record::new(history, slots_per_day(interval), calendar);
    Model::fit(&record, &Past::new(&record.days, record.slots), days, 0).map(|model| (model.method(), model.choice.why))
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
    let queues = forecast_of(centre);
    let parts: Vec<Option<Vec<AccuracyRow>>> = queues
        .par_iter()
        .map(|queue| {
            let record = Record::new(&history.queue(&queue.id)?.days, slots, &centre.calendar);
            let past = Past::new(&record.days, record.slots);
            let trials = folds::run(&record, &past, &folds::origins(&record, weeks.clamp(1, 52) * 7, 0, origins));
            let chosen = choice::choose(&trials, &past);
            Some(accuracy::rows(&queue.id, &record, &past, &trials, &chosen)).filter(|rows| !rows.is_empty())
        })
        .collect();
    let mut rows = Vec::new();
    for (queue, part) in queues.into_iter().zip(parts) {
        match part {
            Some(part) => rows.extend(part),
            None => findings.push(notes::backtest_too_short(queue, history, weeks)),
        }
    }
    rows
}

/// Notes, for every overridden day that has since been recorded, the error of the default method's forecast without the overrides
/// and with them.
pub fn score_overrides(history: &CallGrid, centre: &Centre, overrides: &[Override], findings: &mut Findings) {
    hindsight::score(history, centre, overrides, findings);
}

/// The queues of whose contacts the past tells; what agents begin themselves is planned, not forecast.
fn forecast_of(centre: &Centre) -> Vec<&Queue> {
    centre.queues.iter().filter(|queue| queue.work.is_forecast()).collect()
}

/// What all queues of one forecast share.
struct Task<'a> {
    history: &'a CallGrid,
    centre: &'a Centre,
    overrides: &'a [Override],
    calendar: Calendar,
    first_day: NaiveDate,
    days: usize,
    /// The moment of a forecast within the day.
    now: Option<Instant>,
}

impl Task<'_> {
    fn end(&self) -> NaiveDate {
        add_days(self.first_day, i64::try_from(self.days).unwrap_or(i64::MAX))
    }

    /// Days that the methods are judged over: within a day, a week of days like it.
    fn horizon(&self) -> usize {
        if self.now.is_some() { 7 } else { self.days }
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
        let past = Past::new(&record.days, record.slots);
        let Some((model, lender)) = self.model(queue, &record, &past, &mut findings) else {
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
        notes::silent_days(queue, &record, &mut findings);
        let mut assumed = Vec::new();
        for date in days_from(self.first_day, self.days) {
            self.day(queue, date, &model, handle_times.as_ref(), &mut forecast, &mut assumed);
        }
        notes::special_days_assumed(queue, &assumed, &mut findings);
        if lender.is_none() {
            notes::weekdays_unseen(queue, &record, &forecast.days, &mut findings);
            notes::unusual(queue, &past, &mut findings);
            notes::level_shifts(queue, past.level().map_or(&[], DayLevel::shifts), &mut findings);
        }
        (forecast, findings)
    }

    /// The model of a queue, and the queue it is borrowed from.
    fn model(
        &self,
        queue: &Queue,
        record: &Record,
        past: &Past<'_>,
        findings: &mut Findings,
    ) -> Option<(Model, Option<&Queue>)> {
        let lent = (record.days.len() < DAYS_TO_STAND_ALONE).then(|| self.borrowed(queue, record, findings)).flatten();
        if lent.is_some() {
            return lent;
        }
        let gap = notes::gap(queue, record, self.centre, self.first_day, findings);
        let model = self.fit(record, past, gap)?;
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

    fn fit(&self, record: &Record, past: &Past<'_>, gap: i64) -> Option<Model> {
        let mut model = Model::fit(record, past, self.horizon(), gap)?;
        if self.now.is_some() {
            model.try_day_ahead(record, past, gap);
        }
        Some(model)
    }

    fn borrowed(&self, queue: &Queue, record: &Record, findings: &mut Findings) -> Option<(Model, Option<&Queue>)> {
        let lender = self.centre.queue(queue.like.as_ref()?).filter(|l| l.id != queue.id)?;
        let lent = Record::new(self.past_of(lender), self.slots(), &self.centre.calendar);
        if lent.days.len() <= record.days.len() {
            return None;
        }
        let gap = notes::gap(lender, &lent, self.centre, self.first_day, &mut Findings::new());
        let past = Past::new(&lent.days, lent.slots);
        let (model, own_level) = self.fit(&lent, &past, gap)?.lend(record);
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

    fn open(&self, queue: &Queue, date: NaiveDate) -> Vec<Instant> {
        queue.arrivals().open_intervals(date, &self.calendar, self.centre.zone, self.centre.interval)
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
        let known = Known::of(date, &self.calendar);
        let day = model.day(date, &known);
        if let Some(kind) = known.kind.filter(|_| day.assumed) {
            assumed.push((date, kind.to_string()));
        }
        let morning = self.now.map(|now| self.morning(queue, date, &open, now, &day, model));
        let over = |start: &Instant| self.now.is_some_and(|now| self.ends(*start) <= now);
        let (expected, scale) =
            morning.as_ref().map_or((&day.calls, &model.intervals), |m| (&m.calls, &m.learned.intervals));
        let mut total = 0.0;
        for start in open.iter().copied().filter(|start| !over(start)) {
            let slot = slot_of(self.centre.zone.local(start), self.centre.interval);
            let calls = expected.get(slot).copied().unwrap_or(0.0);
            let offered = Calls::new(calls).unwrap_or(Calls::ZERO);
            let (band80, band95) = scale.bands(offered.get(), day.spread);
            total += offered.get();
            forecast.rows.push(ForecastRow {
                start,
                queue: queue.id.clone(),
                offered,
                band80: Some(band80),
                band95: Some(band95),
                aht: handle_times.and_then(|h| h.at(date, slot)).and_then(Seconds::new),
                aht_band80: handle_times.and_then(|h| h.band(date, slot, calls)),
            });
        }
        let (so_far, scale) = morning.as_ref().map_or((0.0, &model.totals), |m| (m.so_far, &m.learned.rest));
        let (band80, band95) = scale.bands(total, day.spread);
        let and_so_far = |band: Band| Some(Band { low: band.low + so_far, high: band.high + so_far });
        forecast.days.push(ForecastDay {
            date,
            queue: queue.id.clone(),
            offered: Calls::new(total + so_far).unwrap_or(Calls::ZERO),
            band80: and_so_far(band80),
            band95: and_so_far(band95),
        });
        if let (Some(morning), Some(used)) = (morning, forecast.methods.last_mut()) {
            used.why.push_str(&morning.why());
        }
    }

    fn ends(&self, start: Instant) -> Instant {
        interval_end(start, self.centre.interval)
    }

    /// What a day has brought before a moment, beside its forecast.
    fn morning(
        &self,
        queue: &Queue,
        date: NaiveDate,
        open: &[Instant],
        now: Instant,
        day: &DayForecast,
        model: &Model,
    ) -> Morning {
        let slot = |start: &Instant| slot_of(self.centre.zone.local(*start), self.centre.interval);
        let days = self.history.queue(&queue.id).map_or(&[][..], |q| q.days.as_slice());
        let today = days.binary_search_by(|d| d.date.cmp(&date)).ok().and_then(|i| days.get(i));
        let (over, to_come): (Vec<Instant>, Vec<Instant>) = open.iter().partition(|start| self.ends(**start) <= now);
        let point = |slot: usize, actual: f64| {
            Some(Point { slot, expected: day.calls.get(slot).copied()?, actual, spread: day.spread })
        };
        let came = |start: &Instant| point(slot(start), today?.cells.get(slot(start))?.as_ref()?.offered.get());
        let so_far: Vec<Point> = over.iter().filter_map(came).collect();
        let rest: Vec<Point> = to_come.iter().filter_map(|start| point(slot(start), 0.0)).collect();
        let from = rest.first().map_or(self.slots(), |p| p.slot);
        let learned = RestOfDay::learn(&model.trials, from, self.slots());
        Morning::new(learned, &so_far, &rest, &day.calls)
    }
}

#[cfg(test)]
mod tests;
