//! The fewest agents that meet a target, for figures that improve with every agent.

use super::exact::whole;
use super::load::Load;
use super::series::inverse_blocking;

/// Computed figures carry rounding of this relative size; a target missed by less is met.
///
/// It decides only exact ties, such as an overloaded queue of impatient callers whose service level is c/a: 800 agents for
/// 1,000 Erlangs answer exactly 80 %.
pub(super) const TIE: f64 = 1e-12;

/// Margins below this are computed afresh: the recurrence has gathered rounding on its way.
const NEAR: f64 = 1e-9;

/// A number of agents, and what the search has worked out of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) agents: u32,
    /// 1/B(agents), where the search has come by it.
    pub(super) inverse: Option<f64>,
}

impl From<u32> for Found {
    fn from(agents: u32) -> Self {
        Self { agents, inverse: None }
    }
}

/// The fewest agents, not below `floor`, for which `margin(agents, 1/B(agents))`, relative to the target, is not negative.
///
/// One evaluation of 1/B at the guess, then the O(1) recurrence `1/B(c) = 1 + c/a · 1/B(c−1)` (A. K. Erlang, 1917) up or
/// down until the target is crossed; margins near zero are decided on a fresh evaluation. `None` when no head count does.
pub(super) fn fewest_by_recurrence(
    load: &Load,
    floor: u32,
    guess: u32,
    margin: impl Fn(u32, f64) -> f64,
) -> Option<Found> {
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
    let clear = here >= NEAR && (below <= -NEAR || agents == floor);
    if !clear {
        let fresh = |agents: u32| margin(agents, inverse_blocking(agents, a)) >= 0.0;
        while !fresh(agents) {
            agents = agents.checked_add(1)?;
        }
        while agents > floor && fresh(agents - 1) {
            agents -= 1;
        }
        inverse = inverse_blocking(agents, a);
    }
    Some(Found { agents, inverse: Some(inverse) })
}

/// The fewest agents, not below `floor`, whose `margin` is not negative; `None` when no head count has such a margin.
///
/// Steps that double from the guess until the answer lies between; then the secant between the two ends, the margin of an end
/// that stays halved (Illinois method; Dowell & Jarratt 1971), and plain halving should that be slow.
pub(super) fn fewest_by_crossing(floor: u32, guess: f64, step: f64, margin: impl Fn(u32) -> f64) -> Option<u32> {
    let start = whole(guess).max(floor);
    let bracket = Bracket::around(floor, (start, margin(start)), whole(step).max(1), &margin)?;
    Some(bracket.closed(&margin))
}

/// Two numbers of agents: too few, and enough.
struct Bracket {
    short: (u32, f64),
    met: (u32, f64),
}

impl Bracket {
    fn around(floor: u32, start: (u32, f64), mut step: u32, margin: &impl Fn(u32) -> f64) -> Option<Self> {
        let mut here = start;
        loop {
            if here.1 >= 0.0 {
                if here.0 == floor {
                    return Some(Self { short: here, met: here });
                }
                let probe = here.0.saturating_sub(step).max(floor);
                let next = (probe, margin(probe));
                if next.1 < 0.0 {
                    return Some(Self { short: next, met: here });
                }
                here = next;
            } else {
                let probe = here.0.saturating_add(step);
                let next = (probe, margin(probe));
                if next.1 >= 0.0 {
                    return Some(Self { short: here, met: next });
                }
                if probe == u32::MAX {
                    return None;
                }
                here = next;
            }
            step = step.saturating_mul(2);
        }
    }

    /// The agents that are enough when nothing lies between any more.
    fn closed(mut self, margin: &impl Fn(u32) -> f64) -> u32 {
        let mut last_met = None;
        let mut rounds = 0;
        while self.met.0.saturating_sub(self.short.0) > 1 {
            rounds += 1;
            let width = f64::from(self.met.0 - self.short.0);
            let secant = self.short.1 / (self.short.1 - self.met.1) * width;
            let inside =
                if rounds > 8 || !secant.is_finite() { 0.5 * width } else { secant.round().clamp(1.0, width - 1.0) };
            let probe = self.short.0 + whole(inside).max(1);
            let value = margin(probe);
            let met = value >= 0.0;
            if met {
                self.met = (probe, value);
                self.short.1 *= if last_met == Some(true) { 0.5 } else { 1.0 };
            } else {
                self.short = (probe, value);
                self.met.1 *= if last_met == Some(false) { 0.5 } else { 1.0 };
            }
            last_met = Some(met);
        }
        self.met.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossing_finds_the_first_that_is_enough_from_any_guess() {
        for answer in [0_u32, 1, 7, 100, 5000] {
            let curve = |c: u32| ((f64::from(c) - f64::from(answer)) / 30.0).tanh();
            let jump = |c: u32| if c >= answer { 1e-9 } else { f64::NEG_INFINITY };
            for guess in [0.0, 3.0, 99.0, 1e6] {
                assert_eq!(fewest_by_crossing(0, guess, 3.0, curve), Some(answer));
                assert_eq!(fewest_by_crossing(0, guess, 3.0, jump), Some(answer));
            }
        }
        assert_eq!(fewest_by_crossing(20, 3.0, 1.0, |c| f64::from(c) - 5.0), Some(20));
        assert_eq!(fewest_by_crossing(0, 3.0, 1.0, |_| -1.0), None);
    }

    #[test]
    fn recurrence_finds_the_same_from_any_guess() {
        let load = Load::given(50.0).expect("finite");
        // blocking of at most 1 %
        let margin = |_: u32, inverse: f64| inverse - 100.0;
        for guess in [0, 10, 50, 64, 65, 90, 200] {
            let found = fewest_by_recurrence(&load, 0, guess, margin).expect("reachable");
            assert_eq!(found.agents, 64, "from {guess}");
            let inverse = found.inverse.expect("worked out");
            assert!((inverse / inverse_blocking(64, 50.0) - 1.0).abs() < 1e-13, "from {guess}");
        }
    }
}
