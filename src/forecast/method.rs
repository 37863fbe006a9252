//! What every forecasting method is: a specification that can be fitted, and a fitted value that can predict.
//!
//! The two are different types, so a prediction before a fit does not compile. A method forecasts *ordinary* days; what makes
//! a day special is laid over it by [`super::special`], the same for all methods that ask for it.

use chrono::NaiveDate;

use super::past::Past;

/// A method before it has seen data.
pub(super) trait Fit: Sync {
    /// The name that `wfm backtest` and the forecast print.
    fn name(&self) -> &'static str;

    /// Learns from the past. `None` when it holds nothing to learn from.
    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>>;

    /// Whether special days are laid over its predictions; a method that repeats the past as it was does not want them.
    fn wants_special_days(&self) -> bool {
        true
    }
}

/// A fitted method.
pub(super) trait Predict: Send + Sync {
    /// Calls expected in each slot of `date` if it were an ordinary day of this weekday (Monday 0).
    fn ordinary(&self, date: NaiveDate, weekday: usize) -> Vec<f64>;
}

/// Every method that competes, in the order in which they win a tie.
///
/// The first is the default; the last takes any past as it is.
pub(super) const METHODS: [&dyn Fit; 9] = [
    &super::level_profile::Ensemble,
    &super::level_profile::LevelProfile,
    &super::level_profile::SvdFactors,
    &super::poisson_glm::PoissonGlm,
    &super::holt_winters::HoltWinters,
    &super::top_down::TopDown,
    &super::cleaned_mean::CleanedMean,
    &super::naive::SpreadsheetMean,
    &super::naive::SeasonalNaive,
];

/// A method that predicts the same week over and over.
pub(super) struct SameWeek(pub(super) super::week::Week);

impl Predict for SameWeek {
    fn ordinary(&self, _date: NaiveDate, weekday: usize) -> Vec<f64> {
        self.0.day(weekday).to_vec()
    }
}
