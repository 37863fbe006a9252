//! The mean of the cleaned mean and the top-down forecast.
//!
//! Forecasts that err in different ways err less together, and equal weights are hard to beat (Bates & Granger 1969; Clemen
//! 1989). The cleaned mean is slow and unbiased by the profile, top-down follows the level and smooths the profile.

use chrono::NaiveDate;

use super::cleaned_mean::CleanedMean;
use super::method::{Fit, Predict};
use super::past::Past;
use super::top_down::TopDown;

/// The mean of two methods.
pub(super) struct Average;

impl Fit for Average {
    fn name(&self) -> &'static str {
        "average"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        Some(Box::new(Fitted { parts: [CleanedMean.fit(past)?, TopDown.fit(past)?] }))
    }
}

struct Fitted {
    parts: [Box<dyn Predict>; 2],
}

impl Predict for Fitted {
    fn ordinary(&self, date: NaiveDate, weekday: usize) -> Vec<f64> {
        let [first, second] = self.parts.each_ref().map(|part| part.ordinary(date, weekday));
        first.iter().zip(second).map(|(a, b)| f64::midpoint(*a, b)).collect()
    }
}
