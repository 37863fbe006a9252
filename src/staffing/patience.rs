//! Callers' patience from call records. Page: `models/methods/staffing-patience.md`.
//!
//! A caller who is answered shows only that the patience was longer than the wait (a censored observation). For an
//! exponential patience the likelihood is greatest at θ̂ = abandonments ÷ total time in queue of all calls (Brown, Gans,
//! Mandelbaum, Sakov, Shen, Zeltyn & Zhao 2005, "Statistical analysis of a telephone call center", section 5.1). The mean
//! wait of those who hung up is biased low and not used.

use std::collections::BTreeMap;

use crate::domain::ids::QueueId;
use crate::domain::series::{CallOutcome, CallRecord};
use crate::domain::units::Seconds;

/// Mean patience of each queue, estimated from call records (censored exponential maximum likelihood).
///
/// Calls without a wait are left out. A queue is absent where the data cannot tell: nobody hung up, or nobody waited.
#[must_use]
pub fn estimate_patience(calls: &[CallRecord]) -> BTreeMap<QueueId, Seconds> {
    let mut waited: BTreeMap<&QueueId, (f64, u32)> = BTreeMap::new();
    for call in calls {
        let Some(wait) = call.wait.filter(|_| call.outcome.is_offered()) else { continue };
        let (time, gone) = waited.entry(&call.queue).or_default();
        *time += wait.get();
        *gone = gone.saturating_add(u32::from(matches!(call.outcome, CallOutcome::Abandoned)));
    }
    waited
        .into_iter()
        .filter(|(_, (time, gone))| *time > 0.0 && *gone > 0)
        .filter_map(|(queue, (time, gone))| Some((queue.clone(), Seconds::new(time / f64::from(gone))?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Exp};

    use super::*;
    use crate::domain::series::CallDetails;
    use crate::domain::time::Instant;

    fn call(queue: &str, wait: Option<f64>, abandoned: bool) -> CallRecord {
        let outcome = if abandoned { CallOutcome::Abandoned } else { CallOutcome::Answered(None) };
        let wait = wait.and_then(Seconds::new);
        let details = CallDetails::default();
        CallRecord { asked: Instant::from_unix(0), queue: QueueId::new(queue), wait, outcome, details }
    }

    #[test]
    fn censored_waits_give_back_the_patience_they_were_drawn_from() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let exp = |mean: f64| Exp::new(1.0 / mean).expect("positive");
        let (patience, offered_wait) = (exp(150.0), exp(40.0));
        let calls: Vec<CallRecord> = (0..50_000)
            .map(|_| {
                let (p, w) = (patience.sample(&mut rng), offered_wait.sample(&mut rng));
                call("q", Some(p.min(w)), p < w)
            })
            .collect();
        let estimate = estimate_patience(&calls)[&QueueId::new("q")].get();
        // about 10,500 abandonments: one standard error is 1 %
        assert!((estimate / 150.0 - 1.0).abs() < 0.033, "{estimate}");
        let gone: Vec<f64> = calls
            .iter()
            .filter(|c| matches!(c.outcome, CallOutcome::Abandoned))
            .filter_map(|c| c.wait.map(Seconds::get))
            .collect();
        let naive = gone.iter().sum::<f64>() / gone.len() as f64;
        assert!(naive < 40.0, "the mean wait of those who hung up is biased low: {naive}");
    }

    #[test]
    fn queues_are_apart_and_silent_ones_absent() {
        let calls = [
            call("a", Some(30.0), true),
            call("a", Some(70.0), false),
            call("a", None, true),
            call("b", Some(20.0), false),
            call("c", Some(0.0), true),
        ];
        let found = estimate_patience(&calls);
        assert_eq!(found.len(), 1);
        assert!((found[&QueueId::new("a")].get() - 100.0).abs() < 1e-12);
    }
}
