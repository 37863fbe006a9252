//! Smooth rates from counts: a penalised Poisson regression over the slots of a day.
//!
//! log rate = offset + curve; the curve has one coefficient a slot (a B-spline basis of degree zero) and a penalty on its second
//! differences (Eilers & Marx 1996, P-splines), found by iteratively reweighted least squares. The system is pentadiagonal,
//! so a fit costs a few passes over the slots. Slots without exposure are left out, and the penalty does not reach across them.

use super::linear::Pentadiagonal;

const ROUNDS: usize = 3;
/// No step of the iteration changes a rate by more than e^±LONGEST_STEP.
const LONGEST_STEP: f64 = 2.0;
/// Calls added to every slot where the iteration begins.
const START_CALLS: f64 = 0.5;

/// Counts and what they are counted over.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    /// Weighted calls by slot.
    pub(super) calls: Vec<f64>,
    /// Weighted exposure by slot, in whatever the rate is per; zero where a slot was never seen.
    pub(super) exposure: Vec<f64>,
}

impl Counts {
    /// Nothing counted.
    pub(super) fn none(slots: usize) -> Self {
        Self { calls: vec![0.0; slots], exposure: vec![0.0; slots] }
    }

    /// Counts a day: what is not a number was not seen.
    pub(super) fn add(&mut self, row: &[f64], weight: f64, exposure: f64) {
        for ((cell, calls), sum) in row.iter().zip(&mut self.calls).zip(&mut self.exposure) {
            let known = !cell.is_nan();
            *calls += if known { weight * cell } else { 0.0 };
            *sum += if known { weight * exposure } else { 0.0 };
        }
    }

    /// Both together.
    pub(super) fn join(&mut self, other: &Self) {
        self.calls.iter_mut().zip(&other.calls).for_each(|(a, b)| *a += b);
        self.exposure.iter_mut().zip(&other.exposure).for_each(|(a, b)| *a += b);
    }
}

/// How a curve is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold {
    /// Weight of the squared second differences.
    pub(super) stiffness: f64,
    /// Weight of the squared distance from the offset at the counts' own level; zero leaves the curve free.
    pub(super) pull: f64,
}

/// The smooth rates by slot; not a number where nothing was seen. With a `template` of rates the curve is a deviation from it.
pub(super) fn rates(counts: &Counts, template: Option<&[f64]>, hold: Hold) -> Vec<f64> {
    let slots = counts.calls.len();
    let known = |slot: &usize| {
        counts.exposure[*slot] > 0.0 && template.is_none_or(|t| t.get(*slot).is_some_and(|rate| *rate > 0.0))
    };
    let places: Vec<usize> = (0..slots).filter(known).collect();
    let mut rates = vec![f64::NAN; slots];
    // rates of the template times exposure: what would be expected on a deviation of zero
    let scale = |slot: &usize| counts.exposure[*slot] * template.map_or(1.0, |t| t[*slot]);
    let expected: Vec<f64> = places.iter().map(scale).collect();
    let calls: Vec<f64> = places.iter().map(|slot| counts.calls[*slot]).collect();
    let all: f64 = calls.iter().sum();
    let level = (all.max(1e-9) / expected.iter().sum::<f64>().max(f64::MIN_POSITIVE)).ln();
    let begin = |(calls, expected): (&f64, &f64)| match template {
        Some(_) => level,
        None => ((calls + START_CALLS) / (expected + START_CALLS / level.exp())).ln(),
    };
    let mut curve: Vec<f64> = calls.iter().zip(&expected).map(begin).collect();
    let penalty = second_differences(&places, hold.stiffness);
    for _ in 0..ROUNDS {
        let mut system = penalty.clone();
        let mut right = Vec::with_capacity(places.len());
        for (((calls, expected), c), main) in calls.iter().zip(&expected).zip(&curve).zip(&mut system.main) {
            let mean = expected * c.exp();
            *main += mean + hold.pull + 1e-9;
            right.push(mean * c + calls - mean + hold.pull * level + 1e-9 * c);
        }
        system.solve(&mut right);
        for (c, new) in curve.iter_mut().zip(right) {
            let step = new - *c;
            *c += if step.is_finite() { step.clamp(-LONGEST_STEP, LONGEST_STEP) } else { 0.0 };
        }
    }
    for (slot, c) in places.iter().zip(curve) {
        rates[*slot] = template.map_or(1.0, |t| t[*slot]) * c.exp();
    }
    rates
}

/// The penalty on second differences of neighbouring slots; none where a slot between them is missing.
fn second_differences(places: &[usize], stiffness: f64) -> Pentadiagonal {
    let mut penalty = Pentadiagonal::zeros(places.len());
    for (i, three) in places.windows(3).enumerate().filter(|(_, w)| w[2] - w[0] == 2) {
        debug_assert_eq!(three.len(), 3);
        for (k, entry) in [1.0, 4.0, 1.0].iter().enumerate() {
            penalty.main[i + k] += stiffness * entry;
        }
        penalty.first[i] -= 2.0 * stiffness;
        penalty.first[i + 1] -= 2.0 * stiffness;
        penalty.second[i] += stiffness;
    }
    penalty
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_penalty_the_rates_are_calls_over_exposure() {
        let counts = Counts { calls: vec![20.0, 90.0, 0.0, 12.0], exposure: vec![2.0, 3.0, 0.0, 4.0] };
        let rates = rates(&counts, None, Hold { stiffness: 0.0, pull: 0.0 });
        for (rate, wanted) in rates.iter().zip([10.0, 30.0, f64::NAN, 3.0]) {
            assert!(wanted.is_nan() && rate.is_nan() || (rate - wanted).abs() < 1e-2, "{rates:?}");
        }
    }

    #[test]
    fn the_total_of_the_counts_is_kept() {
        // the score equations of a Poisson regression whose penalty leaves constants alone
        let counts = Counts { calls: vec![3.0, 9.0, 4.0, 12.0, 20.0, 11.0], exposure: vec![1.0; 6] };
        let rates = rates(&counts, None, Hold { stiffness: 50.0, pull: 0.0 });
        assert!((rates.iter().sum::<f64>() - 59.0).abs() < 0.05, "{rates:?}");
        let bends: Vec<f64> = rates.windows(3).map(|w| (w[0].ln() - 2.0 * w[1].ln() + w[2].ln()).abs()).collect();
        assert!(bends.iter().all(|b| *b < 0.2), "{bends:?}");
    }

    #[test]
    fn few_calls_follow_the_template_and_many_leave_it() {
        let template = [1.0, 2.0, 3.0, 2.0, 1.0];
        let hold = Hold { stiffness: 100.0, pull: 3.0 };
        let with = |scale: f64| {
            let counts = Counts {
                calls: vec![5.0 * scale, 2.0 * scale, scale, 2.0 * scale, 5.0 * scale],
                exposure: vec![scale; 5],
            };
            let rates = rates(&counts, Some(&template), hold);
            rates[0] / rates[2]
        };
        assert!(with(0.1) < 0.5, "{}", with(0.1));
        assert!(with(1000.0) > 4.0, "{}", with(1000.0));
    }
}
