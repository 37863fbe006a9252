//! The offered load: calls times handle time over the interval, with its exact distances to whole numbers of agents.
//!
//! The distance of the load to the next whole agent is kept exactly because waits are proportional to its inverse; the occupancy
//! cap, `ceil(load / max_occupancy)`, is decided on whole numbers.

use super::MAX_LOAD;
use super::exact::{Decimal, EXACT_IN_BINARY, divided, power_of_ten, quotient_of, whole};

/// A quotient of binary fractions is this near, relative to it, to that of the numbers as written.
const UNSURE: f64 = 1e-14;

/// An offered load in Erlangs and its exact distances to whole numbers of agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Load {
    erlangs: f64,
    /// Whole agents below or at the load.
    floor: u32,
    /// Load − floor, in [0, 1).
    above_floor: f64,
    /// floor + 1 − load, in (0, 1].
    below_next: f64,
    /// Calls, handle time and interval, as they were given.
    factors: [f64; 3],
}

impl Load {
    /// `calls × aht / interval`; `None` when a factor is not a number, the interval is 0 or the load beyond [`MAX_LOAD`].
    ///
    /// Factors of up to fifteen digits are the decimals that were written; longer ones were computed, and are the binary
    /// fractions that they are.
    #[inline]
    pub(super) fn offered(calls: f64, aht: f64, interval: f64) -> Option<Self> {
        let erlangs = calls * aht / interval;
        let is_load = [calls, aht, interval].iter().all(|x| x.is_finite() && *x >= 0.0) && erlangs <= MAX_LOAD;
        if !is_load {
            return None;
        }
        let factors = [calls, aht, interval];
        Some(Self::of_whole_numbers(factors).unwrap_or_else(|| {
            quotient_as_written(factors)
                .map_or_else(|| Self::in_two_parts(factors), |exact| Self::exact(exact, factors))
        }))
    }

    /// Whole calls in whole seconds, the most common case: no step but the divisions rounds.
    #[inline]
    fn of_whole_numbers(factors: [f64; 3]) -> Option<Self> {
        let [calls, aht, interval] = factors;
        let product = calls * aht;
        let whole_and_exact = is_whole(calls) && is_whole(aht) && is_whole(interval) && product < NO_PLACES;
        if !whole_and_exact || interval <= 0.0 {
            return None;
        }
        let erlangs = product / interval;
        let near = nearest(erlangs);
        let floor = if near * interval > product { near - 1.0 } else { near };
        let rest = product - floor * interval;
        Some(Self {
            erlangs,
            floor: whole(floor),
            above_floor: rest / interval,
            below_next: (interval - rest) / interval,
            factors,
        })
    }

    /// A load given as such.
    pub(super) fn given(erlangs: f64) -> Option<Self> {
        Self::offered(erlangs, 1.0, 1.0)
    }

    fn exact((numerator, denominator): (u128, u128), factors: [f64; 3]) -> Self {
        let (floor, rest) = divided(numerator, denominator);
        Self {
            erlangs: quotient_of(numerator, denominator),
            floor: u32::try_from(floor).unwrap_or(u32::MAX),
            above_floor: quotient_of(rest, denominator),
            below_next: quotient_of(denominator - rest, denominator),
            factors,
        }
    }

    /// The quotient as the sum of two binary fractions, the second the rounding of the first (T. J. Dekker, "A floating-point
    /// technique for extending the available precision", 1971).
    fn in_two_parts(factors: [f64; 3]) -> Self {
        let [calls, aht, interval] = factors;
        let product = calls * aht;
        let erlangs = product / interval;
        let rest = (-erlangs).mul_add(interval, product) + calls.mul_add(aht, -product);
        // products below the range of numbers have no rest
        let less = if rest.is_finite() { rest / interval } else { 0.0 };
        let (floor, beside, before) = (erlangs.floor(), erlangs.fract() + less, (1.0 - erlangs.fract()) - less);
        let (floor, above_floor, below_next) = if beside < 0.0 {
            (floor - 1.0, 1.0 + beside, -beside)
        } else if before <= 0.0 {
            (floor + 1.0, -before, 1.0 + before)
        } else {
            (floor, beside, before)
        };
        Self { erlangs, floor: whole(floor), above_floor, below_next, factors }
    }

    /// The load in Erlangs.
    pub(super) const fn erlangs(&self) -> f64 {
        self.erlangs
    }

    /// Fewest agents that can ever work off the load when nobody hangs up: more than the load itself.
    pub(super) const fn fewest_stable(&self) -> u32 {
        self.floor.saturating_add(1)
    }

    /// Agents minus load, without the cancellation of that difference.
    #[inline]
    pub(super) fn surplus(&self, agents: u32) -> f64 {
        if agents > self.floor {
            f64::from(agents - self.floor - 1) + self.below_next
        } else {
            -(f64::from(self.floor - agents) + self.above_floor)
        }
    }

    /// Fewest agents whose occupancy would not exceed `cap` if they took every call: `ceil(load / cap)` on exact numbers.
    pub(super) fn agents_at_occupancy(&self, cap: f64) -> Option<u32> {
        if self.erlangs <= 0.0 {
            return Some(0);
        }
        if cap >= 1.0 {
            return self.floor.checked_add(u32::from(self.above_floor > 0.0));
        }
        let ratio = self.erlangs / cap;
        if ratio >= f64::from(u32::MAX) {
            return None;
        }
        let near = whole(ratio.ceil());
        let (above, unsure) = (f64::from(near) - ratio, ratio * UNSURE);
        if above > unsure && above < 1.0 - unsure {
            return Some(near);
        }
        let enough = |agents: u32| self.within_occupancy(agents, cap);
        let first = near.saturating_sub(1);
        (first..=near.saturating_add(1)).find(|agents| enough(*agents))
    }

    /// Whether `load ≤ cap × agents` exactly.
    fn within_occupancy(&self, agents: u32, cap: f64) -> bool {
        let exact = || {
            let cap = Decimal::of(cap)?;
            let (numerator, denominator) = quotient_as_written(self.factors)?;
            let one = power_of_ten(cap.exponent.checked_neg()?)?;
            let share = u128::from(cap.mantissa) * u128::from(agents);
            Some(wide_product(numerator, one) <= wide_product(share, denominator))
        };
        exact().unwrap_or_else(|| self.erlangs <= cap * f64::from(agents))
    }
}

/// `calls × aht / interval` as a quotient of whole numbers, of factors of up to fifteen digits and where 128 bits hold it.
fn quotient_as_written([calls, aht, interval]: [f64; 3]) -> Option<(u128, u128)> {
    let (n, h, i) = (Decimal::short(calls)?, Decimal::short(aht)?, Decimal::short(interval)?);
    let product = u128::from(n.mantissa) * u128::from(h.mantissa);
    quotient(product, n.exponent + h.exponent - i.exponent, i.mantissa)
}

/// `product × 10^exponent / divisor` as a numerator and a denominator.
fn quotient(product: u128, exponent: i32, divisor: u64) -> Option<(u128, u128)> {
    let divisor = u128::from(divisor);
    if divisor == 0 {
        return None;
    }
    if product == 0 {
        return Some((0, 1));
    }
    if exponent >= 0 {
        Some((product.checked_mul(power_of_ten(exponent)?)?, divisor))
    } else {
        Some((product, divisor.checked_mul(power_of_ten(exponent.checked_neg()?)?)?))
    }
}

/// Binary fractions from here up have no places after the point.
const NO_PLACES: f64 = (EXACT_IN_BINARY / 2) as f64;

/// The whole number nearest to one that is not negative: up here the addition drops the places.
#[inline]
const fn nearest(value: f64) -> f64 {
    (value + NO_PLACES) - NO_PLACES
}

/// Whether a number that is not negative is whole, and small enough for [`nearest`].
#[inline]
fn is_whole(value: f64) -> bool {
    value < NO_PLACES && nearest(value).to_bits() == value.to_bits()
}

/// The 256-bit product as its high and low halves; pairs compare as the numbers do.
fn wide_product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let ((a_high, a_low), (b_high, b_low)) = ((a >> 64, a & LOW), (b >> 64, b & LOW));
    let low = a_low * b_low;
    let middle = a_high * b_low + (low >> 64);
    let crossed = a_low * b_high + (middle & LOW);
    (a_high * b_high + (middle >> 64) + (crossed >> 64), (crossed << 64) | (low & LOW))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_calls_in_whole_seconds_have_the_load_of_whole_number_arithmetic() {
        for calls in [0_u32, 1, 7, 59, 60, 61, 119, 12_345] {
            for aht in [1_u32, 30, 179, 180, 300, 86_399] {
                for interval in [1_u32, 7, 300, 900, 1_800, 3_600] {
                    let load = Load::of_whole_numbers([calls, aht, interval].map(f64::from)).expect("whole");
                    let part = |seconds: u32| f64::from(seconds) / f64::from(interval);
                    let (floor, rest) = (calls * aht / interval, calls * aht % interval);
                    assert_eq!((load.floor, load.erlangs), (floor, part(calls * aht)));
                    assert_eq!((load.above_floor, load.below_next), (part(rest), part(interval - rest)));
                }
            }
        }
        assert_eq!(Load::of_whole_numbers([0.5, 180.0, 1_800.0]), None);
        assert_eq!(Load::of_whole_numbers([1e16, 1.0, 1.0]), None);
        assert_eq!(Load::of_whole_numbers([1.0, 180.0, 0.0]), None);
    }

    #[test]
    fn occupancy_cap_rounds_exactly() {
        let cap = |calls, aht, interval, share| {
            Load::offered(calls, aht, interval).and_then(|l| l.agents_at_occupancy(share))
        };
        assert_eq!(cap(1500.0, 420.0, 900.0, 0.8), Some(875));
        assert_eq!(cap(289.2, 360.0, 3600.0, 1.0), Some(29));
        assert_eq!(cap(33.0, 100.0, 1000.0, 0.3), Some(11));
        assert_eq!(cap(33.0, 100.0, 1000.0, 0.299_999_999_999_9), Some(12));
        assert_eq!(cap(0.0, 100.0, 1000.0, 0.3), Some(0));
    }

    #[test]
    fn the_distance_to_whole_agents_is_exact() {
        let load = Load::offered(289.2, 250.0, 100.0).expect("finite");
        assert!((load.erlangs() - 723.0).abs() < 1e-12);
        assert_eq!(load.fewest_stable(), 724);
        assert!(load.surplus(723).abs() < f64::MIN_POSITIVE);
        let tight = Load::given(199_999.999_999_999).expect("finite");
        assert!((tight.surplus(200_000) / 1e-9 - 1.0).abs() < 1e-15);
        assert!((tight.surplus(199_999) + 0.999_999_999).abs() < 1e-15);
    }

    #[test]
    fn a_load_of_many_digits_keeps_the_rounding_of_its_quotient() {
        // 1234.56789012345678 calls as a binary fraction, of 237.125 s in 1800 s: by arithmetic with 60 digits outside of this program
        let load = Load::offered(1_234.567_890_123_456_7, 237.125, 1800.0).expect("finite");
        assert_eq!((quotient_as_written(load.factors), load.fewest_stable()), (None, 163));
        assert!((load.surplus(163) / 0.362_827_252_486_299_2 - 1.0).abs() < 1e-15, "{:e}", load.surplus(163));
        let above = Load::offered(1.000_000_000_000_000_2, 7.0, 7.0).expect("finite");
        assert!((above.surplus(1) / -f64::EPSILON - 1.0).abs() < 1e-15);
        let below = Load::offered(1.0 - f64::EPSILON / 2.0, 3.0, 3.0).expect("finite");
        assert_eq!(below.fewest_stable(), 1);
        assert!((below.surplus(1) / (f64::EPSILON / 2.0) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn wide_products_compare_as_numbers() {
        assert_eq!(wide_product(u128::MAX, u128::MAX), (u128::MAX - 1, 1));
        assert_eq!(wide_product(1 << 127, 2), (1, 0));
        assert_eq!(wide_product(12, 12), (0, 144));
    }

    #[test]
    fn loads_beyond_reason_are_refused() {
        assert!(Load::offered(1e300, 1e300, 1.0).is_none());
        assert!(Load::offered(1.0, 1.0, 0.0).is_none());
        assert!(Load::given(f64::INFINITY).is_none());
    }
}
