//! Exact decimals: what a planner wrote, not what a binary fraction makes of it.
//!
//! `0.3` means 3/10. Two roundings of this stage must be right to the last agent and are decided on whole numbers: the
//! heads to schedule, `ceil(agents / (1 − shrinkage))` (binary fractions turn 84 agents at 30 % into 121; it is 120), and
//! the occupancy cap, `ceil(load / max_occupancy)`. The distance of the load to the next whole agent is kept exactly too,
//! because waits are proportional to its inverse.

use super::MAX_LOAD;

/// A non-negative finite number as `mantissa × 10^exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: u64,
    pub(super) exponent: i32,
}

/// Powers of ten that a binary fraction holds exactly.
const TENS: [f64; 23] = [
    1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Numbers below this have at most fifteen digits; a decimal of so many is found again in its binary fraction.
const FIFTEEN_DIGITS: f64 = 1e15;

impl Decimal {
    /// The shortest decimal that reads back as `value`; `None` for negative and non-finite numbers.
    pub(super) fn of(value: f64) -> Option<Self> {
        if !value.is_finite() || value < 0.0 {
            return None;
        }
        Self::short(value).or_else(|| Self::printed(value))
    }

    /// The decimal of up to fifteen digits and twenty-two places that reads back as `value`: it is unique, and no text need be
    /// made. `None` for the numbers with more digits.
    fn short(value: f64) -> Option<Self> {
        let with = |places: usize| {
            let ten = TENS.get(places)?;
            let digits = whole_u64(value * ten + 0.5);
            let exact = value * ten < FIFTEEN_DIGITS && (digits as f64 / ten).to_bits() == value.abs().to_bits();
            exact.then_some(digits)
        };
        let mantissa = whole_u64(value);
        if value < FIFTEEN_DIGITS && (mantissa as f64).to_bits() == value.abs().to_bits() {
            return Some(Self { mantissa, exponent: 0 });
        }
        // what is not found with all the places that fifteen digits leave is found with no fewer
        let most = TENS.iter().rposition(|ten| value * ten < FIFTEEN_DIGITS)?;
        with(most)?;
        (1..=most).find_map(|places| Some(Self { mantissa: with(places)?, exponent: -i32::try_from(places).ok()? }))
    }

    fn printed(value: f64) -> Option<Self> {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e')?;
        let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let mantissa = digits.replace('.', "").parse().ok()?;
        Some(Self { mantissa, exponent: exponent.parse::<i32>().ok()? - i32::try_from(places).ok()? })
    }

    /// One minus this number, to the last bit, for a number in [0, 1].
    pub(super) fn complement(self) -> f64 {
        match self.exponent.checked_neg().and_then(power_of_ten) {
            Some(one) if one >= u128::from(self.mantissa) => quotient_of(one - u128::from(self.mantissa), one),
            _ => 1.0 - self.mantissa as f64 * 10_f64.powi(self.exponent),
        }
    }
}

/// One minus a share as written, to the last bit: 1 − 0.9 is 0.1.
#[inline]
pub(super) fn complement(share: f64) -> f64 {
    // fifteen places are those of nearly every share; the digits of what is left then need no search for how many it has
    let parts = whole_u64(share * FIFTEEN_DIGITS + 0.5) as f64;
    if (parts / FIFTEEN_DIGITS).to_bits() == share.to_bits() && parts <= FIFTEEN_DIGITS {
        return (FIFTEEN_DIGITS - parts) / FIFTEEN_DIGITS;
    }
    Decimal::of(share).map_or(1.0 - share, Decimal::complement)
}

/// Heads to schedule so that `agents` are there when the share `shrinkage` of them is not: the exact quotient rounded up.
///
/// Shrinkage divides: of 100 scheduled at 30 %, 70 are there. `None` where nobody would be left (a shrinkage of 1 or more)
/// or the result is beyond any head count.
#[inline]
pub(super) fn scheduled(agents: u32, shrinkage: f64) -> Option<u32> {
    if shrinkage == 0.0 {
        return Some(agents);
    }
    let lost = Decimal::of(shrinkage).filter(|_| shrinkage < 1.0)?;
    if agents == 0 {
        return Some(agents);
    }
    // a share of at most 17 digits with this many places is so small that it never costs a whole head
    let Some(one) = lost.exponent.checked_neg().filter(|places| *places <= 28).and_then(power_of_ten) else {
        return agents.checked_add(1);
    };
    let left = one.checked_sub(u128::from(lost.mantissa)).filter(|left| *left > 0)?;
    let (heads, rest) = divided(u128::from(agents) * one, left);
    u32::try_from(heads + u128::from(rest > 0)).ok()
}

/// The same before rounding up.
#[inline]
pub(super) fn scheduled_fte(agents: f64, shrinkage: f64) -> f64 {
    agents / complement(shrinkage)
}

/// [`scheduled`] for a number of agents that need not be whole, as written: 12.6 at 10 % are 14 exactly.
pub(super) fn scheduled_part(agents: f64, shrinkage: f64) -> Option<u32> {
    if agents.fract() <= 0.0 {
        return scheduled(whole(agents), shrinkage);
    }
    let quotient = || {
        let (wanted, lost) = (Decimal::of(agents)?, Decimal::of(shrinkage)?);
        let (unit, one) = (power_of_ten(wanted.exponent.checked_neg()?)?, power_of_ten(lost.exponent.checked_neg()?)?);
        let left = one.checked_sub(u128::from(lost.mantissa)).filter(|left| *left > 0)?;
        Some(u128::from(wanted.mantissa).checked_mul(one)?.div_ceil(left.checked_mul(unit)?))
    };
    match quotient() {
        Some(heads) => u32::try_from(heads).ok(),
        // so many digits that none of them decides
        None => (shrinkage < 1.0).then(|| whole(scheduled_fte(agents, shrinkage).ceil())),
    }
}

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

/// `10^exponent`; `None` below 0 and above 38, where 128 bits end.
fn power_of_ten(exponent: i32) -> Option<u128> {
    const POWERS: [u128; 39] = {
        let mut powers = [1; 39];
        let mut at = 1;
        while at < 39 {
            powers[at] = powers[at - 1] * 10;
            at += 1;
        }
        powers
    };
    POWERS.get(usize::try_from(exponent).ok()?).copied()
}

/// Whole numbers up to this are binary fractions too.
const EXACT_IN_BINARY: u64 = 1 << 53;

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

/// Quotient and rest; 64 bits are enough for almost all, and many times as fast.
fn divided(numerator: u128, denominator: u128) -> (u128, u128) {
    match (u64::try_from(numerator), u64::try_from(denominator)) {
        (Ok(n), Ok(d)) if n < EXACT_IN_BINARY && d < EXACT_IN_BINARY => {
            // rounding may have come to the next whole number, and to no other
            let near = whole_u64(n as f64 / d as f64);
            let quotient = near - u64::from(near * d > n);
            (u128::from(quotient), u128::from(n - quotient * d))
        }
        (Ok(n), Ok(d)) => (u128::from(n / d), u128::from(n % d)),
        _ => (numerator / denominator, numerator % denominator),
    }
}

/// The quotient as a binary fraction.
fn quotient_of(numerator: u128, denominator: u128) -> f64 {
    match (u64::try_from(numerator), u64::try_from(denominator)) {
        (Ok(n), Ok(d)) => n as f64 / d as f64,
        _ => numerator as f64 / denominator as f64,
    }
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

/// The whole part of a number of agents, held inside `0..=u32::MAX`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, which is what is wanted")]
pub(super) const fn whole(value: f64) -> u32 {
    value as u32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` drops the fraction and saturates, and callers look whether it fits"
)]
const fn whole_u64(value: f64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_what_was_written() {
        let is = |value: f64, mantissa, exponent| assert_eq!(Decimal::of(value), Some(Decimal { mantissa, exponent }));
        is(0.3, 3, -1);
        is(289.2, 2892, -1);
        is(400_600.0, 400_600, 0);
        is(0.0, 0, 0);
        is(1e-300, 1, -300);
        is(123.456_789_012_345_67, 12_345_678_901_234_567, -14);
        assert_eq!(Decimal::of(-1.0), None);
        assert_eq!(Decimal::of(f64::NAN), None);
    }

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
    fn scheduled_heads_round_up_the_exact_quotient() {
        assert_eq!(scheduled(84, 0.3), Some(120));
        assert_eq!(scheduled(85, 0.3), Some(122));
        assert_eq!(scheduled(100, 0.0), Some(100));
        assert_eq!(scheduled(0, 0.3), Some(0));
        assert_eq!(scheduled(7, 1e-40), Some(8));
        assert_eq!(scheduled(7, 0.123_456_789_012_345_6), Some(8));
        assert_eq!(scheduled(7, 1.0), None);
        assert_eq!(scheduled(u32::MAX, 0.5), None);
    }

    #[test]
    fn part_of_an_agent_is_scheduled_by_the_exact_quotient_too() {
        assert_eq!(scheduled_part(12.6, 0.1), Some(14));
        assert_eq!(scheduled_part(12.61, 0.1), Some(15));
        assert_eq!(scheduled_part(84.0, 0.3), Some(120));
        assert_eq!(scheduled_part(0.5, 0.0), Some(1));
        assert_eq!(scheduled_part(0.5, 1.0), None);
    }

    #[test]
    fn shrinkage_agrees_with_whole_numbers_everywhere() {
        for agents in 0..2_000_u32 {
            for percent in 0..100_u32 {
                let exact = (agents * 100).div_ceil(100 - percent);
                assert_eq!(scheduled(agents, f64::from(percent) / 100.0), Some(exact), "{agents} at {percent} %");
            }
        }
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
    fn short_division_is_division() {
        for n in [0, 1, 6, 7, 99, 1 << 52, (1 << 53) - 1, 1 << 53, u128::from(u64::MAX), u128::MAX] {
            for d in [1, 2, 3, 7, 1 << 30, (1 << 53) - 2, (1 << 53) - 1, 1 << 60, u128::MAX] {
                assert_eq!(divided(n, d), (n / d, n % d), "{n} ÷ {d}");
            }
        }
        // the nearest binary fraction of these is the next whole number
        let (n, d) = (9_007_199_254_740_990, 9_007_199_254_740_991);
        assert_eq!(divided(n, d), (0, n));
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
