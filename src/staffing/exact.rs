//! Exact decimals: what a planner wrote, not what a binary fraction makes of it.
//!
//! `0.3` means 3/10. The heads to schedule, `ceil(agents / (1 − shrinkage))`, must be right to the last agent and are decided on
//! whole numbers: binary fractions turn 84 agents at 30 % into 121; it is 120. Loads and their rounding are in [`super::load`].

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
    pub(super) fn short(value: f64) -> Option<Self> {
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

/// `10^exponent`; `None` below 0 and above 38, where 128 bits end.
pub(super) fn power_of_ten(exponent: i32) -> Option<u128> {
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
pub(super) const EXACT_IN_BINARY: u64 = 1 << 53;

/// Quotient and rest; 64 bits are enough for almost all, and many times as fast.
pub(super) fn divided(numerator: u128, denominator: u128) -> (u128, u128) {
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
pub(super) fn quotient_of(numerator: u128, denominator: u128) -> f64 {
    match (u64::try_from(numerator), u64::try_from(denominator)) {
        (Ok(n), Ok(d)) => n as f64 / d as f64,
        _ => numerator as f64 / denominator as f64,
    }
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
}
