//! Double seasonal exponential smoothing (Taylor 2003), for the cycles of the day and of the week.
//!
//! On root counts x = (y + ¼)^½, whose noise is nearly constant, the forecast of slot s on weekday w is l + D(s) + W(w, s). With
//! e the error of an interval, l moves by α·e, D(s) by δ·e, W(w, s) by ω·e (the additive form in error-correction terms; Taylor
//! 2010). What is missing or unusual moves nothing. The three rates are those, of a small grid, that forecast past days best from
//! their midnights. Taylor's first-order term for the error of the last interval is left out: from midnight on it has died
//! away within the hour.

use super::method::{Fit, Predict, SameWeek};
use super::past::Past;
use super::week::{Sketch, Week};

/// Days that are smoothed over; older ones have been forgotten by any of the rates.
const WINDOW_DAYS: i64 = 182;
/// Days that set the state before smoothing begins.
const START_DAYS: usize = 21;
const LEVEL_RATES: [f64; 3] = [0.001, 0.004, 0.012];
const DAY_RATES: [f64; 2] = [0.01, 0.05];
const WEEK_RATES: [f64; 3] = [0.05, 0.12, 0.25];
const ROOT_SHIFT: f64 = 0.25;

/// Double seasonal Holt–Winters.
pub(super) struct HoltWinters;

impl Fit for HoltWinters {
    fn name(&self) -> &'static str {
        "holt-winters"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        let roots = Roots::of(past);
        let start = State::start(&roots, past.slots)?;
        let mut best: Option<(f64, State)> = None;
        for level in LEVEL_RATES {
            for day in DAY_RATES {
                for week in WEEK_RATES {
                    let mut state = start.clone();
                    let error = state.run(&roots, &Rates { level, day, week });
                    if best.as_ref().is_none_or(|(least, _)| error < *least) {
                        best = Some((error, state));
                    }
                }
            }
        }
        let (error, state) = best?;
        let sketch: Sketch = std::array::from_fn(|weekday| state.calls(weekday, error));
        Some(Box::new(SameWeek(Week::fill(&sketch))))
    }
}

struct Rates {
    level: f64,
    day: f64,
    week: f64,
}

/// Root counts of the days of the window: weekday, and slots that are not a number where nothing counts.
struct Roots {
    days: Vec<(usize, Vec<f64>)>,
}

impl Roots {
    fn of(past: &Past<'_>) -> Self {
        let recent = (0..past.days.len()).filter(|i| past.age(*i) <= WINDOW_DAYS);
        let root = |i: usize| past.row(i).iter().map(|calls| (calls + ROOT_SHIFT).sqrt()).collect();
        let days = recent.filter_map(|i| Some((past.days.get(i)?.weekday, root(i)))).collect();
        Self { days }
    }
}

#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1.0;
    }

    fn get(self) -> Option<f64> {
        (self.count > 0.0).then(|| self.sum / self.count)
    }
}

/// Level and seasons.
#[derive(Clone)]
struct State {
    level: f64,
    day: Vec<f64>,
    /// By weekday and slot; not a number until seen.
    week: Vec<Vec<f64>>,
}

impl State {
    /// Means of the first weeks; `None` when nothing was seen in the window.
    fn start(roots: &Roots, slots: usize) -> Option<Self> {
        let first = roots.days.get(..START_DAYS).unwrap_or(&roots.days);
        let seen = |days: &[(usize, Vec<f64>)]| days.iter().any(|(_, row)| row.iter().any(|root| !root.is_nan()));
        let days = if seen(first) { first } else { roots.days.as_slice() };
        let mut all = Mean::default();
        let mut by_slot = vec![Mean::default(); slots];
        let mut by_weekday = vec![vec![Mean::default(); slots]; 7];
        for (weekday, row) in days {
            let Some(own) = by_weekday.get_mut(*weekday) else { continue };
            for ((root, slot), own) in row.iter().zip(&mut by_slot).zip(own).filter(|((root, _), _)| !root.is_nan()) {
                for mean in [&mut all, slot, own] {
                    mean.add(*root);
                }
            }
        }
        let level = all.get()?;
        let day: Vec<f64> = by_slot.iter().map(|m| m.get().map_or(0.0, |mean| mean - level)).collect();
        let of_week = |(mean, day): (&Mean, &f64)| mean.get().map_or(f64::NAN, |mean| mean - level - day);
        let week = by_weekday.iter().map(|means| means.iter().zip(&day).map(of_week).collect()).collect();
        Some(Self { level, day, week })
    }

    /// Smooths over all days. The mean squared error of what was expected of each day at its midnight, the first weeks aside.
    fn run(&mut self, roots: &Roots, rates: &Rates) -> f64 {
        let (mut squares, mut count) = (0.0, 0.0);
        for (number, (weekday, row)) in roots.days.iter().enumerate() {
            let Some(week) = self.week.get_mut(*weekday) else { continue };
            let midnight = self.level;
            for ((root, day), week) in row.iter().zip(&mut self.day).zip(week) {
                if root.is_nan() {
                    continue;
                }
                if week.is_nan() {
                    *week = root - self.level - *day;
                }
                let season = *day + *week;
                if number >= START_DAYS {
                    squares += (root - midnight - season).powi(2);
                    count += 1.0;
                }
                let error = root - self.level - season;
                self.level += rates.level * error;
                *day += rates.day * error;
                *week += rates.week * error;
            }
        }
        if count > 0.0 { squares / count } else { 0.25 }
    }

    /// Calls of a weekday: the mean of a square is the square of the mean and the variance.
    fn calls(&self, weekday: usize, variance: f64) -> Vec<Option<f64>> {
        let week = self.week.get(weekday).map_or(&[][..], Vec::as_slice);
        let expected = |(day, week): (&f64, &f64)| {
            let root = (self.level + day + week).max(0.0);
            (!week.is_nan()).then(|| (root * root + variance - ROOT_SHIFT).max(0.0))
        };
        self.day.iter().zip(week).map(expected).collect()
    }
}
