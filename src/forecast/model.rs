//! The fitted forecast of one queue: the method that won, its special days, its bands; its own or borrowed.

use chrono::NaiveDate;

use super::bands::Scale;
use super::choice::{self, Choice};
use super::folds::{self, Trial};
use super::method::{METHODS, Predict};
use super::past::Past;
use super::record::{DayKind, Known, Record};
use super::special::{DayForecast, SpecialDays};

/// Origins that count in the choice of a method.
pub(super) const SCORED_ORIGINS: usize = 8;
/// Methods compete at most this many days ahead: how a method errs shows better in the latest weeks than at a greater distance
/// that only older ones can show.
const LONGEST_HORIZON: usize = 7;
/// Fewer origins than this are traded for a shorter horizon.
const FEWEST_ORIGINS: usize = 2;
/// Doubt about the level of a queue that only borrows (standard deviation of its log).
const BORROWED_SPREAD: f64 = 0.5;
/// The same once a few days of its own set the level.
const OWN_LEVEL_SPREAD: f64 = 0.2;

/// A queue's fitted forecast.
pub(super) struct Model {
    fitted: Box<dyn Predict>,
    special: SpecialDays,
    wants_special_days: bool,
    scale: f64,
    spread: f64,
    pub(super) intervals: Scale,
    pub(super) totals: Scale,
    pub(super) choice: Choice,
    /// What the method would have forecast in the past.
    pub(super) trials: Vec<Trial>,
}

impl Model {
    /// Chooses a method by backtest, calibrates its bands and fits it to all of the record. `None` when no method can be
    /// fitted.
    pub(super) fn fit(record: &Record, past: &Past<'_>, days: usize, gap: i64) -> Option<Self> {
        let mut trials = compete(record, past, days, gap);
        let mut choice = choice::choose(&trials, past);
        let mut fitted = METHODS.get(choice.method).and_then(|m| m.fit(past));
        if fitted.is_none() {
            // a past of nothing but special or unusual days leaves only the method that takes it as it was
            choice.method = METHODS.len() - 1;
            choice.competed = false;
            "the history holds no ordinary day".clone_into(&mut choice.why);
            fitted = METHODS.last().and_then(|m| m.fit(past));
        }
        let trials = if choice.method < trials.len() { trials.swap_remove(choice.method) } else { Vec::new() };
        let (intervals, totals) = choice::scales(trials.iter());
        Some(Self {
            fitted: fitted?,
            special: SpecialDays::learn(past),
            wants_special_days: METHODS.get(choice.method).is_none_or(|m| m.wants_special_days()),
            scale: 1.0,
            spread: 0.0,
            intervals,
            totals,
            choice,
            trials,
        })
    }

    /// Replaces the trials by those of single days, each forecast from the days before it.
    pub(super) fn try_day_ahead(&mut self, record: &Record, past: &Past<'_>, gap: i64) {
        if let Some(method) = METHODS.get(self.choice.method) {
            self.trials = folds::day_ahead(record, past, *method, gap);
        }
    }

    /// This model for a queue that borrows it: at the level of the queue's own few days, or at its own level when there are
    /// none. Says whether the level is the borrower's own.
    pub(super) fn lend(mut self, own: &Record) -> (Self, bool) {
        let (mut recorded, mut expected) = (0.0, 0.0);
        for day in &own.days {
            if day.kind == DayKind::Disturbed {
                continue;
            }
            for (calls, usual) in day.calls.iter().zip(self.day(day.date, &day.known).calls) {
                if !calls.is_nan() {
                    recorded += calls;
                    expected += usual;
                }
            }
        }
        let known = expected > 0.0 && !own.days.is_empty();
        self.scale = if known { recorded / expected } else { 1.0 };
        self.spread = if known { OWN_LEVEL_SPREAD } else { BORROWED_SPREAD };
        (self, known)
    }

    /// The name of the method.
    pub(super) fn method(&self) -> &'static str {
        choice::name(self.choice.method)
    }

    /// The forecast of a date of which so much is known ahead.
    pub(super) fn day(&self, date: NaiveDate, known: &Known) -> DayForecast {
        let nothing = Known::default();
        let known = if self.wants_special_days { known } else { &nothing };
        let mut day = self.special.predict(self.fitted.as_ref(), date, known);
        day.calls.iter_mut().for_each(|calls| *calls = (*calls * self.scale).max(0.0));
        day.spread = day.spread.hypot(self.spread);
        day
    }
}

/// The trials of every method, a week ahead at most, and after as long a gap as the forecast itself where the history allows it.
fn compete(record: &Record, past: &Past<'_>, days: usize, gap: i64) -> Vec<Vec<Trial>> {
    let horizon = days.clamp(1, LONGEST_HORIZON);
    let mut origins = Vec::new();
    for gap in [gap, 0] {
        origins = folds::origins(record, horizon, gap, SCORED_ORIGINS);
        if origins.iter().filter(|o| o.scored).count() >= FEWEST_ORIGINS {
            break;
        }
    }
    folds::run(record, past, &origins)
}
