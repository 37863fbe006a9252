//! Mean of the last eight same weekdays, special days, outages and what is missing left out.
//!
//! A spreadsheet's method, made honest: the mean of the last weeks as planners take it, but each slot counts its last eight
//! *usable* values (see [`super::past`]). Taylor (2008, Management Science 54(2)) found it hard to beat beyond a few days.

use super::method::{Fit, Predict, SameWeek};
use super::past::Past;
use super::week::{Sketch, Week};
use crate::domain::time::add_days;

/// How many weeks are averaged.
const WEEKS: usize = 8;
/// No further back than this from the last recorded day.
const OLDEST_DAYS: i64 = 26 * 7;

/// The cleaned mean.
pub(super) struct CleanedMean;

impl Fit for CleanedMean {
    fn name(&self) -> &'static str {
        "cleaned-mean"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        let oldest = add_days(past.last()?, -OLDEST_DAYS);
        let sketch: Sketch = std::array::from_fn(|weekday| {
            let days: Vec<usize> = past
                .ordinary
                .get(weekday)
                .into_iter()
                .flatten()
                .rev()
                .copied()
                .take_while(|i| past.days.get(*i).is_some_and(|d| d.date >= oldest))
                .collect();
            (0..past.slots).map(|slot| mean_of_latest(past, &days, slot)).collect()
        });
        let any = sketch.iter().flatten().any(Option::is_some);
        any.then(|| Box::new(SameWeek(Week::fill(&sketch))) as Box<dyn Predict>)
    }
}

fn mean_of_latest(past: &Past<'_>, days: &[usize], slot: usize) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for calls in days.iter().filter_map(|day| past.usable(*day, slot)).take(WEEKS) {
        sum += calls;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}
