//! The hour that a clock change repeats, where an export writes both of its passes without an offset.
//!
//! One row of such an hour is the first pass: nothing says otherwise. But a file in which time runs back inside that hour, of
//! one queue, holds both passes in order. Reading the second as the first would lose an hour of calls.

use std::collections::BTreeMap;

use super::times::Times;
use crate::domain::ids::QueueId;
use crate::domain::time::Instant;

/// The figures of a row: two equal rows after each other are one row written twice, not two passes.
type Figures = (f64, Option<f64>, Option<f64>, Option<f64>);

/// Where each queue is in a repeated hour.
#[derive(Default)]
pub(super) struct Passes {
    last: BTreeMap<QueueId, Pass>,
}

struct Pass {
    /// The last row's time, as of the first pass.
    at: Instant,
    figures: Figures,
    second: bool,
}

impl Passes {
    /// The instant of a row whose wall time happens twice; `first` is the earlier of the two.
    pub(super) fn place(&mut self, queue: &QueueId, first: Instant, figures: Figures, times: &mut Times) -> Instant {
        let second = self.last.get(queue).is_some_and(|last| {
            let apart = first.seconds_since(last.at);
            let runs_back = apart < 0 || (apart == 0 && !same(figures, last.figures));
            // Within the same clock change only: the next one is half a year away.
            apart.abs() < 7_200 && (last.second || runs_back)
        });
        self.last.insert(queue.clone(), Pass { at: first, figures, second });
        match times.later_pass(first).filter(|_| second) {
            Some(later) => {
                times.second_pass += 1;
                later
            }
            None => first,
        }
    }
}

fn same(a: Figures, b: Figures) -> bool {
    let equal = |x: Option<f64>, y: Option<f64>| match (x, y) {
        (Some(x), Some(y)) => x.total_cmp(&y).is_eq(),
        (None, None) => true,
        _ => false,
    };
    equal(Some(a.0), Some(b.0)) && equal(a.1, b.1) && equal(a.2, b.2) && equal(a.3, b.3)
}
