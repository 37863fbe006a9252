//! The yardsticks: what planners do without a method. Nothing is cleaned and no special day is known.
//!
//! Seasonal naive: what happened a week ago happens again (Hyndman & Athanasopoulos 2021, section 5.2). Spreadsheet mean: the mean
//! of the last four weeks.

use super::method::{Fit, Predict, SameWeek};
use super::past::Past;
use super::week::{Sketch, Week};

/// Weeks of the spreadsheet mean.
const WEEKS: u32 = 4;

/// The latest recorded value of the same weekday and slot.
pub(super) struct SeasonalNaive;

impl Fit for SeasonalNaive {
    fn name(&self) -> &'static str {
        "seasonal-naive"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        mean_of_latest(past, 1)
    }

    fn wants_special_days(&self) -> bool {
        false
    }
}

/// The mean of the latest recorded values of the same weekday and slot.
pub(super) struct SpreadsheetMean;

impl Fit for SpreadsheetMean {
    fn name(&self) -> &'static str {
        "spreadsheet-mean"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        mean_of_latest(past, WEEKS)
    }

    fn wants_special_days(&self) -> bool {
        false
    }
}

fn mean_of_latest(past: &Past<'_>, most: u32) -> Option<Box<dyn Predict>> {
    let mut sums: [Vec<(f64, u32)>; 7] = std::array::from_fn(|_| vec![(0.0, 0); past.slots]);
    for day in past.days.iter().rev() {
        for ((sum, count), calls) in sums.get_mut(day.weekday)?.iter_mut().zip(&day.calls) {
            if *count < most && !calls.is_nan() {
                *sum += calls;
                *count += 1;
            }
        }
    }
    let mean = |(sum, count): &(f64, u32)| (*count > 0).then(|| sum / f64::from(*count));
    let sketch: Sketch = sums.each_ref().map(|day| day.iter().map(mean).collect());
    let any = sketch.iter().flatten().any(Option::is_some);
    any.then(|| Box::new(SameWeek(Week::fill(&sketch))) as Box<dyn Predict>)
}
