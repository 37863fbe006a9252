//! How patience is distributed, from call records: who is answered shows only that the patience was longer than the wait. Page:
//! `models/methods/staffing-patience.md`.
//!
//! E. L. Kaplan & P. Meier, "Nonparametric estimation from incomplete observations" (1958); the band by M. Greenwood's variance
//! (1926) on the scale log(−log S) (J. D. Kalbfleisch & R. L. Prentice, *The Statistical Analysis of Failure Time Data*, 2002,
//! section 1.4); the interval of the exponential mean on the log scale (D. R. Cox & D. Oakes, *Analysis of Survival Data*,
//! 1984, section 3.3).

use std::collections::BTreeMap;

use crate::domain::ids::QueueId;
use crate::domain::patience::{PatienceCurve, SurvivalPoint};
use crate::domain::series::{CallOutcome, CallRecord};
use crate::domain::simulation::Estimate;

/// 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The patience of every queue that has a call record, in order of their names.
#[must_use]
pub fn patience_curves(calls: &[CallRecord]) -> Vec<PatienceCurve> {
    let mut waits: BTreeMap<&QueueId, Vec<(f64, bool)>> = BTreeMap::new();
    // who asked no agent waited for none
    for call in calls.iter().filter(|call| call.outcome.is_offered()) {
        let of_queue = waits.entry(&call.queue).or_default();
        let gone = matches!(call.outcome, CallOutcome::Abandoned);
        of_queue.extend(call.wait.map(|wait| (wait.get(), gone)));
    }
    waits.into_iter().map(|(queue, waits)| curve_of(queue, waits)).collect()
}

fn curve_of(queue: &QueueId, mut waits: Vec<(f64, bool)>) -> PatienceCurve {
    // who hangs up at a moment was still there for those answered at the same moment
    waits.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let abandoned = count(waits.iter().filter(|(_, gone)| *gone).count());
    let waited: f64 = waits.iter().map(|(wait, _)| wait).sum();
    let mean = (abandoned > 0 && waited > 0.0).then(|| {
        let (mean, spread) = (waited / f64::from(abandoned), (Z / f64::from(abandoned).sqrt()).exp());
        Estimate { mean, low: mean / spread, high: mean * spread }
    });
    let curve = kaplan_meier(&waits);
    let exponential = mean.map(|mean| {
        let inside = |point: &&SurvivalPoint| {
            let share = (-point.wait / mean.mean).exp();
            (point.survival.low..=point.survival.high).contains(&share)
        };
        let within: u32 = curve.iter().filter(inside).map(|point| point.abandoned).sum();
        f64::from(within) / f64::from(abandoned)
    });
    PatienceCurve { queue: queue.clone(), calls: count(waits.len()), abandoned, waited, mean, curve, exponential }
}

/// The product-limit estimate of waits in ascending order.
fn kaplan_meier(waits: &[(f64, bool)]) -> Vec<SurvivalPoint> {
    let (mut share, mut greenwood, mut left) = (1.0, 0.0, waits.len());
    let mut points = Vec::new();
    for group in waits.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let at_risk = left;
        left -= group.len();
        let gone = group.iter().filter(|(_, gone)| *gone).count();
        let (Some((wait, _)), true) = (group.first(), gone > 0) else { continue };
        let (n, d) = (at_risk as f64, gone as f64);
        share *= (n - d) / n;
        greenwood += d / (n * (n - d));
        points.push(SurvivalPoint {
            wait: *wait,
            at_risk: u32::try_from(at_risk).unwrap_or(u32::MAX),
            abandoned: u32::try_from(gone).unwrap_or(u32::MAX),
            survival: band(share, greenwood),
        });
    }
    points
}

fn band(share: f64, greenwood: f64) -> Estimate {
    if share <= 0.0 || share >= 1.0 {
        return Estimate { mean: share, low: 0.0, high: 1.0 };
    }
    let spread = (Z * greenwood.sqrt() / share.ln().abs()).exp();
    Estimate { mean: share, low: share.powf(spread), high: share.powf(spread.recip()) }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Exp1};

    use super::*;
    use crate::domain::series::CallDetails;
    use crate::domain::time::Instant;
    use crate::domain::units::Seconds;

    fn calls(waits: &[(f64, bool)]) -> Vec<CallRecord> {
        let outcome = |gone| if gone { CallOutcome::Abandoned } else { CallOutcome::Answered(None) };
        let of = |(wait, gone): &(f64, bool)| CallRecord {
            asked: Instant::from_unix(0),
            queue: QueueId::new("q"),
            wait: Seconds::new(*wait),
            outcome: outcome(*gone),
            details: CallDetails::default(),
        };
        waits.iter().map(of).collect()
    }

    fn only(waits: &[(f64, bool)]) -> PatienceCurve {
        patience_curves(&calls(waits)).pop().expect("a queue")
    }

    #[test]
    fn a_small_table_is_as_by_hand() {
        // at risk 5, 4, 2; two answered at 20 and 30 leave between
        let found = only(&[(10.0, true), (20.0, true), (20.0, false), (30.0, false), (40.0, true)]);
        let shares: Vec<f64> = found.curve.iter().map(|p| p.survival.mean).collect();
        let risk: Vec<u32> = found.curve.iter().map(|p| p.at_risk).collect();
        assert_eq!(risk, [5, 4, 1]);
        for (share, exact) in shares.iter().zip([0.8, 0.6, 0.0]) {
            assert!((share - exact).abs() < 1e-12, "{shares:?}");
        }
        // Greenwood at 20: 1/(5·4) + 1/(4·3); on the log(−log) scale around 0.6
        let second = found.curve[1].survival;
        let spread = (Z * (1.0_f64 / 20.0 + 1.0 / 12.0).sqrt() / 0.6_f64.ln().abs()).exp();
        assert!((second.low - 0.6_f64.powf(spread)).abs() < 1e-12 && second.high < 1.0);
        assert!((found.mean.expect("a mean").mean - 40.0).abs() < 1e-12);
    }

    #[test]
    fn who_is_served_by_a_machine_says_nothing_of_patience() {
        let mut some = calls(&[(10.0, true), (20.0, false)]);
        let by_machine = CallRecord { outcome: CallOutcome::SelfService, ..some[1].clone() };
        some.push(CallRecord { wait: Seconds::new(90.0), ..by_machine });
        let found = patience_curves(&some).pop().expect("a queue");
        assert_eq!(found.calls, 2);
        assert!((found.mean.expect("a mean").mean - 30.0).abs() < 1e-12);
        // what staffing takes is what is shown
        let estimate = super::super::patience::estimate_patience(&some)[&QueueId::new("q")].get();
        assert!((estimate - 30.0).abs() < 1e-12);
    }

    fn drawn(patience: impl Fn(f64) -> f64) -> PatienceCurve {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut unit = || -> f64 { Exp1.sample(&mut rng) };
        let waits: Vec<(f64, bool)> = (0..20_000)
            .map(|_| {
                let (patience, offered) = (patience(unit()), 90.0 * unit());
                (patience.min(offered), patience < offered)
            })
            .collect();
        only(&waits)
    }

    #[test]
    fn exponential_patience_is_recognised_and_another_is_not() {
        let exponential = drawn(|unit| 120.0 * unit);
        let mean = exponential.mean.expect("a mean");
        assert!(mean.low < 120.0 && 120.0 < mean.high, "{mean:?}");
        assert_eq!(exponential.doubt(), None);
        // many hang up at once, the others wait long
        let mixed = drawn(|unit| if unit < 0.5 { 10.0 * unit } else { 300.0 * unit });
        assert!(mixed.doubt().is_some_and(|doubt| doubt.contains("not exponential")), "{:?}", mixed.exponential);
    }

    #[test]
    fn where_the_data_cannot_tell_they_say_so() {
        let doubt = |waits: &[(f64, bool)]| only(waits).doubt().expect("a doubt");
        assert!(doubt(&[(0.0, false); 30]).contains("nobody waited"));
        assert!(doubt(&[(60.0, false); 60]).contains("nobody hung up in 1.0 hours"));
        assert!(doubt(&[(60.0, true), (30.0, false)]).contains("only 1 callers"));
    }
}
