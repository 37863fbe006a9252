//! Seasonal naive: what happened a week ago happens again (Hyndman & Athanasopoulos 2021, section 5.2).
//!
//! The yardstick of every other method: nothing is cleaned and no special day is known.

use super::method::{Fit, Predict, SameWeek};
use super::past::Past;
use super::week::{Sketch, Week};

/// The latest recorded value of the same weekday and slot.
pub(super) struct SeasonalNaive;

impl Fit for SeasonalNaive {
    fn name(&self) -> &'static str {
        "seasonal-naive"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        let mut sketch: Sketch = std::array::from_fn(|_| vec![None; past.slots]);
        for (i, day) in past.days.iter().enumerate() {
            for (slot, cell) in sketch.get_mut(day.weekday)?.iter_mut().enumerate() {
                *cell = past.recorded(i, slot).or(*cell);
            }
        }
        let any = sketch.iter().flatten().any(Option::is_some);
        any.then(|| Box::new(SameWeek(Week::fill(&sketch))) as Box<dyn Predict>)
    }

    fn wants_special_days(&self) -> bool {
        false
    }
}
