//! The fewest agents that meet a target, for figures that improve with every agent.

use super::exact::{Load, whole};
use super::series::inverse_blocking;

/// Computed figures carry rounding of this relative size; a target missed by less is met.
///
/// It decides only exact ties, such as an overloaded queue of impatient callers whose service level is c/a: 800 agents for
/// 1,000 Erlangs answer exactly 80 %.
pub(super) const TIE: f64 = 1e-12;

/// Margins below this are computed afresh: the recurrence has gathered rounding on its way.
const NEAR: f64 = 1e-9;

/// The fewest agents, not below `floor`, for which `margin(agents, 1/B(agents))`, relative to the target, is not negative.
///
/// One evaluation of 1/B at the guess, then the O(1) recurrence `1/B(c) = 1 + c/a · 1/B(c−1)` (A. K. Erlang, 1917) up or
/// down until the target is crossed; margins near zero are decided on a fresh evaluation. `None` when no head count does.
pub(super) fn fewest_by_recurrence(
    load: &Load,
    floor: u32,
    guess: u32,
    margin: impl Fn(u32, f64) -> f64,
) -> Option<u32> {
    let a = load.erlangs();
    let mut agents = guess.max(floor);
    let mut inverse = inverse_blocking(agents, a);
    let mut here = margin(agents, inverse);
    let mut below = f64::NEG_INFINITY;
    while here >= NEAR && agents > floor {
        let one_fewer = (inverse - 1.0) * a / f64::from(agents);
        below = margin(agents - 1, one_fewer);
        if below < NEAR {
            break;
        }
        (agents, inverse, here) = (agents - 1, one_fewer, below);
    }
    while here <= -NEAR {
        agents = agents.checked_add(1)?;
        inverse = 1.0 + inverse * f64::from(agents) / a;
        (below, here) = (here, margin(agents, inverse));
    }
    let fresh = |agents: u32| margin(agents, inverse_blocking(agents, a)) >= 0.0;
    if here < NEAR {
        while !fresh(agents) {
            agents = agents.checked_add(1)?;
        }
        while agents > floor && fresh(agents - 1) {
            agents -= 1;
        }
    } else if below > -NEAR && agents > floor && fresh(agents - 1) {
        agents -= 1;
    }
    Some(agents)
}

/// The fewest agents, not below `floor`, that are `enough`; `None` when no head count is.
///
/// Steps that double from the guess until the answer lies between, then halving.
pub(super) fn fewest_by_bisection(floor: u32, guess: f64, step: f64, enough: impl Fn(u32) -> bool) -> Option<u32> {
    let start = whole(guess).max(floor);
    let mut step = whole(step).max(1);
    let (mut short, mut met);
    if enough(start) {
        met = start;
        loop {
            if met == floor {
                return Some(floor);
            }
            let probe = met.saturating_sub(step).max(floor);
            if !enough(probe) {
                short = probe;
                break;
            }
            met = probe;
            step = step.saturating_mul(2);
        }
    } else {
        short = start;
        loop {
            if short == u32::MAX {
                return None;
            }
            let probe = short.saturating_add(step);
            if enough(probe) {
                met = probe;
                break;
            }
            short = probe;
            step = step.saturating_mul(2);
        }
    }
    while met - short > 1 {
        let middle = short + (met - short) / 2;
        if enough(middle) {
            met = middle;
        } else {
            short = middle;
        }
    }
    Some(met)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bisection_finds_the_first_that_is_enough_from_any_guess() {
        for answer in [0_u32, 1, 7, 100, 5000] {
            for guess in [0.0, 3.0, 99.0, 1e6] {
                assert_eq!(fewest_by_bisection(0, guess, 3.0, |c| c >= answer), Some(answer));
            }
        }
        assert_eq!(fewest_by_bisection(20, 3.0, 1.0, |c| c >= 5), Some(20));
        assert_eq!(fewest_by_bisection(0, 3.0, 1.0, |_| false), None);
    }

    #[test]
    fn recurrence_finds_the_same_from_any_guess() {
        let load = Load::given(50.0).expect("finite");
        // blocking of at most 1 %
        let margin = |_: u32, inverse: f64| inverse - 100.0;
        for guess in [0, 10, 50, 64, 65, 90, 200] {
            assert_eq!(fewest_by_recurrence(&load, 0, guess, margin), Some(64), "from {guess}");
        }
    }
}
