//! Poisson regression with smooth curves: log rate = weekday curve, recent weeks weighing more.
//!
//! Calls of each interval are Poisson with a rate whose logarithm is a curve of the kind of weekday plus a weekday's deviation
//! from it, both penalised B-splines (Eilers & Marx 1996; for calls: Shen & Huang 2008b, Annals of Applied Statistics 2(2)). The
//! level is that of the last weeks: weights halve every four weeks.

use super::method::{Fit, Predict, SameWeek};
use super::past::Past;
use super::profile::KINDS;
use super::smoother::{Counts, Hold, rates};
use super::totals::weight;
use super::week::{Sketch, Week};

const HALF_LIFE: f64 = 28.0;
const LEAST_WEIGHT: f64 = 1e-3;
/// The curve of a kind of weekdays.
const COMMON: Hold = Hold { stiffness: 30.0, pull: 0.0 };
/// A weekday's deviation, free in level.
const DEVIATION: Hold = Hold { stiffness: 100.0, pull: 1.0 };

/// The regression.
pub(super) struct PoissonGlm;

impl Fit for PoissonGlm {
    fn name(&self) -> &'static str {
        "poisson-glm"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        let mut sketch: Sketch = Default::default();
        for kind in KINDS {
            let own: Vec<Counts> = kind.clone().map(|weekday| counts(past, weekday)).collect();
            let mut all = Counts::none(past.slots);
            for counts in &own {
                all.join(counts);
            }
            let common = rates(&all, None, COMMON);
            for (weekday, counts) in kind.zip(own) {
                let day = rates(&counts, Some(&common), DEVIATION);
                let known = day.into_iter().map(|rate| Some(rate).filter(|r| r.is_finite()));
                sketch.get_mut(weekday)?.extend(known);
            }
        }
        let any = sketch.iter().flatten().any(Option::is_some);
        any.then(|| Box::new(SameWeek(Week::fill(&sketch))) as Box<dyn Predict>)
    }
}

fn counts(past: &Past<'_>, weekday: usize) -> Counts {
    let mut counts = Counts::none(past.slots);
    for day in past.ordinary.get(weekday).into_iter().flatten() {
        let weight = weight(past.age(*day), HALF_LIFE);
        if weight >= LEAST_WEIGHT {
            counts.add(past.row(*day), weight, 1.0);
        }
    }
    counts
}
