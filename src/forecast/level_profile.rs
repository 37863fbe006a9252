//! Day level × profile, and what is built the same way: a level for the date, shares for its slots.
//!
//! A forecast of a day is exp(level) × profile, with the level of [`super::day_level`]. Three methods differ in the profile:
//!
//! - `level-profile`: the mean of a slow and a fast smooth profile ([`super::profile`]);
//! - `svd-factors`: the profile of [`super::factors`];
//! - `ensemble`, the default: the mean of the three. Profiles that err in different ways err less together, and equal weights
//!   are hard to beat (Bates & Granger 1969; Clemen 1989).

use chrono::NaiveDate;

use super::day_level::DayLevel;
use super::factors;
use super::method::{Fit, Predict};
use super::past::Past;
use super::profile::{self, Profile};
use super::week::{Sketch, Week};

/// Half-life of the evidence of the slow profile, in days.
const SLOW: f64 = 112.0;
/// The same of the fast one.
const FAST: f64 = 28.0;

/// Level times the smooth profile.
pub(super) struct LevelProfile;

impl Fit for LevelProfile {
    fn name(&self) -> &'static str {
        "level-profile"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        let level = past.level()?;
        let profile = profile::mean(&[&profile::smooth(past, SLOW), &profile::smooth(past, FAST)]);
        Some(Box::new(Fitted::new(level, &profile, past)))
    }
}

/// Level times the profile of a few factors.
pub(super) struct SvdFactors;

impl Fit for SvdFactors {
    fn name(&self) -> &'static str {
        "svd-factors"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        Some(Box::new(Fitted::new(past.level()?, &factors::profile(past), past)))
    }
}

/// Level times the mean of the profiles.
pub(super) struct Ensemble;

impl Fit for Ensemble {
    fn name(&self) -> &'static str {
        "ensemble"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        let level = past.level()?;
        let parts = [profile::smooth(past, SLOW), profile::smooth(past, FAST), factors::profile(past)];
        Some(Box::new(Fitted::new(level, &profile::mean(&parts.each_ref()), past)))
    }
}

struct Fitted {
    level: DayLevel,
    /// Calls by weekday and slot on a day of level 1, its date aside; holes filled.
    week: Week,
}

impl Fitted {
    fn new(level: &DayLevel, profile: &Profile, past: &Past<'_>) -> Self {
        let sketch: Sketch = std::array::from_fn(|weekday| {
            let size = level.of_weekday(weekday).exp();
            let cells = profile.get(weekday).map_or(&[][..], Vec::as_slice);
            (0..past.slots)
                .map(|slot| cells.get(slot).filter(|share| !share.is_nan()).map(|share| size * share))
                .collect()
        });
        Self { level: level.clone(), week: Week::fill(&sketch) }
    }
}

impl Predict for Fitted {
    fn ordinary(&self, date: NaiveDate, weekday: usize) -> Vec<f64> {
        let weekday = weekday.min(6);
        let factor = (self.level.ahead(date, weekday) - self.level.of_weekday(weekday)).exp();
        self.week.day(weekday).iter().map(|calls| calls * factor).collect()
    }
}
