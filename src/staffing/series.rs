//! The two sums behind every Erlang formula, all terms positive: no cancellation, so every digit counts.
//!
//! * [`inverse_blocking`]: 1/B(c, a) of Erlang's loss formula.
//! * [`PalmSums`]: the sums over `t_j = u^j / ((x+1)(x+2)…(x+j))` that carry a queue with impatient callers (C. Palm,
//!   "Research on telephone traffic carried by full availability groups", 1957; the series is that of the incomplete gamma
//!   function, Abramowitz & Stegun 1964, 6.5.29).

/// A term this small beside the sum cannot change it.
const NEGLIGIBLE: f64 = 1e-17;

/// `1/B(c, a) = Σ_{k=0..c} c! / ((c−k)! a^k)`: the reciprocal of the share blocked, summed downward from the full state.
///
/// Takes O(√load) terms near the load and fewer away from it. Infinite where 1/B is beyond the range of numbers.
pub(super) fn inverse_blocking(agents: u32, load: f64) -> f64 {
    if load <= 0.0 {
        return if agents == 0 { 1.0 } else { f64::INFINITY };
    }
    let scale = load.recip();
    let (mut sum, mut term) = (1.0, 1.0);
    let mut left = f64::from(agents);
    // eight terms at a time: the products inside a block do not wait for each other
    while left >= 8.0 {
        let (r0, r1, r2, r3) = (left * scale, (left - 1.0) * scale, (left - 2.0) * scale, (left - 3.0) * scale);
        let (r4, r5, r6, r7) = ((left - 4.0) * scale, (left - 5.0) * scale, (left - 6.0) * scale, (left - 7.0) * scale);
        let (p01, p23, p45, p67) = (r0 * r1, r2 * r3, r4 * r5, r6 * r7);
        let (four, last_four) = (p01 * p23, p45 * p67);
        let (first, second) = ((r0 + p01) + (p01 * r2 + four), (r4 + p45) + (p45 * r6 + last_four));
        sum += term * (first + four * second);
        term *= four * last_four;
        left -= 8.0;
        if term < sum * NEGLIGIBLE * (1.0 - left * scale) || sum.is_infinite() {
            return sum;
        }
    }
    while left >= 1.0 {
        term *= left * scale;
        sum += term;
        left -= 1.0;
    }
    sum
}

/// `Σ t_j` from j = 0, of `t_j = u^j / ((x+1)…(x+j))`, by itself: four terms at a time over one division. Infinite beyond the range of
/// numbers.
pub(super) fn palm_sum(x: f64, u: f64) -> f64 {
    let (mut sum, mut term, mut at) = (1.0, 1.0, x);
    let (square, fourth) = (u * u, (u * u) * (u * u));
    loop {
        let (d1, d2, d3, d4) = (at + 1.0, at + 2.0, at + 3.0, at + 4.0);
        let last_two = d3 * d4;
        let block = (d1 * d2 * last_two).recip();
        sum += term * block * (u * d2 * last_two + square * (last_two + u * d4) + fourth);
        term *= fourth * block;
        at += 4.0;
        // the ratio of what follows is below u/(at+1)
        if (at >= u && term * (at + 1.0) < sum * NEGLIGIBLE * (at + 1.0 - u)) || sum.is_infinite() {
            return sum;
        }
    }
}

/// Sums over `t_j = u^j / ((x+1)…(x+j))`, each divided by `e^scale` so that deep overload stays in range.
#[derive(Clone, Copy, Debug)]
pub(super) struct PalmSums {
    /// Σ t_j from j = 0.
    pub(super) whole: f64,
    /// Σ t_j from j = 1.
    pub(super) tail: f64,
    /// Σ j t_j.
    pub(super) weighted: f64,
    /// Σ t_j (1/(x+1) + … + 1/(x+j)).
    pub(super) harmonic: f64,
    /// Whether the sums are divided by `e^peak_exponent`; otherwise by 1.
    pub(super) at_peak: bool,
}

/// With more growing terms than this, by more than [`DEEP`] in the exponent, the sum starts at its greatest term.
const GROWING: f64 = 500.0;

/// See [`GROWING`].
const DEEP: f64 = 30.0;

impl PalmSums {
    /// The sums for `x > 0`, `u ≥ 0`; `ahead` = u − x, given apart because the difference would lose digits.
    pub(super) fn new(x: f64, u: f64, ahead: f64) -> Self {
        let deep = ahead > GROWING && peak_exponent(x, ahead) > DEEP;
        if deep { Self::from_peak(x, u, ahead) } else { Self::from_first(x, u) }
    }

    fn from_first(x: f64, u: f64) -> Self {
        let (mut tail, mut weighted, mut harmonic) = (0.0, 0.0, 0.0);
        let (mut term, mut reciprocals, mut j) = (1.0, 0.0, 0.0);
        loop {
            j += 1.0;
            let step = (x + j).recip();
            let ratio = u * step;
            term *= ratio;
            reciprocals += step;
            tail += term;
            weighted += j * term;
            harmonic += reciprocals * term;
            // j·term falls last, so it decides
            if ratio < 1.0 && term * j <= weighted * NEGLIGIBLE * (1.0 - ratio) {
                return Self { whole: 1.0 + tail, tail, weighted, harmonic, at_peak: false };
            }
        }
    }

    fn from_peak(x: f64, u: f64, ahead: f64) -> Self {
        let peak = ahead.round();
        let at = x + peak;
        let first = gamma_factor(x) / gamma_factor(at) * (-at * log_gap((u - at) / at)).exp();
        let first_reciprocals = reciprocals_between(x, peak);
        let (mut tail, mut weighted) = (first, peak * first);
        let mut harmonic = first_reciprocals * first;

        let (mut term, mut reciprocals, mut j) = (first, first_reciprocals, peak);
        while term * j > weighted * NEGLIGIBLE * (1.0 - u / (x + j)).abs().min(1.0) || j < peak + 2.0 {
            j += 1.0;
            let step = (x + j).recip();
            term *= u * step;
            reciprocals += step;
            tail += term;
            weighted += j * term;
            harmonic += reciprocals * term;
        }
        let (mut term, mut reciprocals, mut j) = (first, first_reciprocals, peak);
        while j > 1.0 && term > tail * NEGLIGIBLE * (1.0 - (x + j) / u).clamp(0.0, 1.0) {
            term *= (x + j) / u;
            reciprocals -= (x + j).recip();
            j -= 1.0;
            tail += term;
            weighted += j * term;
            harmonic += reciprocals * term;
        }
        let whole = tail + (-peak_exponent(x, ahead)).exp();
        Self { whole, tail, weighted, harmonic, at_peak: true }
    }
}

/// `e^u u^{−x} Γ(x+1, u) − 1` at `u = x + ahead`, for an `ahead` above 2: Legendre's continued fraction of the upper incomplete gamma
/// function (Abramowitz & Stegun 1964, 6.5.31), `x (1 − 1/f) / (ahead + x/f)` with f the fraction from its second step on, by
/// W. J. Lentz's method ("Generating Bessel functions in Mie scattering calculations", 1976).
pub(super) fn upper_excess(x: f64, ahead: f64) -> f64 {
    let mut k = 1.0;
    let mut fraction = ahead + 2.0;
    let (mut numerator, mut denominator) = (fraction, 0.0);
    loop {
        k += 1.0;
        let (step, place) = (k * (x + 1.0 - k), ahead + 2.0 * k);
        denominator = (place + step * denominator).recip();
        numerator = place + step / numerator;
        let change = numerator * denominator;
        fraction *= change;
        if (change - 1.0).abs() < f64::EPSILON || k > MOST_STEPS {
            return x * (1.0 - fraction.recip()) / (ahead + x / fraction);
        }
    }
}

/// The continued fraction has settled long before.
const MOST_STEPS: f64 = 1e5;

/// `x (r − 1 − ln r)` at `r = 1 + ahead/x`: the exponent of the greatest term, and what `e^scale` is at a peak.
pub(super) fn peak_exponent(x: f64, ahead: f64) -> f64 {
    x * log_gap(ahead / x)
}

/// `δ − ln(1 + δ)` without cancellation, for δ > −1.
pub(super) fn log_gap(delta: f64) -> f64 {
    if delta.abs() > 0.2 {
        return delta - delta.ln_1p();
    }
    // ln(1+δ) = 2 artanh z with z = δ/(2+δ), and δ = 2z + δz
    let z = delta / (2.0 + delta);
    let square = z * z;
    let tail = [15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0].iter().fold(1.0 / 17.0, |sum, odd| sum * square + 1.0 / odd);
    z * (delta - 2.0 * square * tail)
}

/// 1/16, 1/15, … 1/3.
const RECIPROCALS: [f64; 14] = {
    let mut all = [0.0; 14];
    let mut at = 0;
    while at < 14 {
        all[at] = 1.0 / (16 - at) as f64;
        at += 1;
    }
    all
};

/// `e^{−s} − 1 + s` without cancellation, for s ≥ 0.
pub(super) fn exp_gap(s: f64) -> f64 {
    if s > 0.5 {
        return (-s).exp_m1() + s;
    }
    // Σ_{k≥2} (−s)^k / k!, nested, without a division that waits for another
    0.5 * s * s * RECIPROCALS.iter().fold(1.0, |sum, part| 1.0 - sum * (s * part))
}

/// `Γ(z+1) / (z^z e^{−z})`, which is close to √(2πz) (Stirling; Abramowitz & Stegun 1964, 6.1.40).
fn gamma_factor(z: f64) -> f64 {
    if z >= 16.0 {
        let w = (z * z).recip();
        let series = 1.0 / 12.0 - w * (1.0 / 360.0 - w * (1.0 / 1260.0 - w * (1.0 / 1680.0 - w / 1188.0)));
        return (std::f64::consts::TAU * z).sqrt() * (series / z).exp();
    }
    // Γ(z+1) = Γ(z+n+1) / ((z+1)…(z+n)), with z^z read as 1 at 0
    let shifted = z + 16.0;
    let product: f64 = (1..=16).map(|i| z + f64::from(i)).product();
    let powers = if z > 0.0 { shifted * shifted.ln() - z * z.ln() } else { shifted * shifted.ln() };
    gamma_factor(shifted) / product * (powers - 16.0).exp()
}

/// Probability that a Poisson number of this mean is n.
pub(super) fn poisson(n: u32, mean: f64) -> f64 {
    let n = f64::from(n);
    if mean <= 0.0 {
        return if n > 0.0 { 0.0 } else { 1.0 };
    }
    if n <= 0.0 {
        return (-mean).exp();
    }
    // far below n it is mean/n itself that has the digits
    let exponent = if mean < 0.5 * n { n * (mean / n).ln() + n - mean } else { -n * log_gap((mean - n) / n) };
    exponent.exp() / gamma_factor(n)
}

/// `1/(x+1) + … + 1/(x+n)` for a large whole n: exact below 16, then the difference of two digamma functions
/// (Abramowitz & Stegun 1964, 6.3.18).
fn reciprocals_between(x: f64, n: f64) -> f64 {
    let (mut from, mut count, mut sum) = (x, n, 0.0);
    while from < 16.0 && count > 0.0 {
        from += 1.0;
        count -= 1.0;
        sum += from.recip();
    }
    let to = from + count;
    let tail = |z: f64| {
        let w = (z * z).recip();
        w * (1.0 / 12.0 - w * (1.0 / 120.0 - w * (1.0 / 252.0 - w / 240.0)))
    };
    // ψ(z+1) = ln z + 1/(2z) − 1/(12z²) + …
    sum + (count / from).ln_1p() - count / (2.0 * from * to) + (tail(from) - tail(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn inverse_blocking_follows_the_recurrence() {
        for load in [0.01, 0.5, 3.0, 40.0, 700.0] {
            let mut inverse = 1.0;
            for agents in 1..900_u32 {
                inverse = 1.0 + inverse * f64::from(agents) / load;
                if inverse.is_infinite() {
                    break;
                }
                close(inverse_blocking(agents, load), inverse, 1e-13);
            }
        }
    }

    #[test]
    fn nobody_and_nothing_have_a_blocking_too() {
        close(inverse_blocking(0, 5.0), 1.0, 0.0);
        assert!(inverse_blocking(3, 0.0).is_infinite());
        assert!(inverse_blocking(4000, 1e-3).is_infinite());
    }

    #[test]
    fn gaps_agree_with_their_definition_across_the_switch() {
        for delta in [-0.9, -0.3, -0.200_001, -0.199_999, 0.199_999, 0.200_001, 0.7, 30.0_f64] {
            close(log_gap(delta), delta - delta.ln_1p(), 1e-13);
        }
        close(log_gap(1e-8), 0.5e-16 - 1e-24 / 3.0, 1e-15);
        for s in [0.3, 0.499_999, 0.500_001, 2.0_f64] {
            close(exp_gap(s), (-s).exp() - 1.0 + s, 1e-14);
        }
        close(exp_gap(1e-9), 0.5e-18, 1e-9);
    }

    #[test]
    fn gamma_factor_is_right_at_whole_numbers() {
        let mut factorial = 1.0;
        for n in 1..30 {
            let z = f64::from(n);
            factorial *= z;
            close(gamma_factor(z), factorial / (z * z.ln() - z).exp(), 1e-13);
        }
        close(gamma_factor(0.5), std::f64::consts::PI.sqrt() / 2.0 / (0.5 * 0.5_f64.ln() - 0.5).exp(), 1e-13);
    }

    #[test]
    fn what_is_beyond_the_peak_is_that_of_high_precision() {
        // by arithmetic with 50 digits outside of this program
        for (x, ahead, exact) in [
            (0.01, 2.5, 0.003_033_228_247_493_393),
            (0.01, 400.0, 2.493_780_863_618_017_6e-5),
            (3.0, 4.5, 0.520_888_888_888_888_9),
            (40.5, 9.0, 3.249_154_697_317_238_4),
            (780.75, 452.25, 1.716_121_851_847_501),
            (90_000.0, 303.0, 195.458_540_474_671_8),
            (1e6, 5e6, 0.199_999_952_000_024_96),
        ] {
            close(upper_excess(x, ahead), exact, 4e-15);
        }
    }

    #[test]
    fn a_poisson_number_far_above_its_mean_has_all_its_digits() {
        // e^{−m} mⁿ / n!
        close(poisson(3, 1e-6), (-1e-6_f64).exp() * 1e-18 / 6.0, 1e-14);
        close(poisson(9, 4e-5), (-4e-5_f64).exp() * (4e-5_f64).powi(9) / 362_880.0, 1e-13);
        close(poisson(9, 8.0), (-8.0_f64).exp() * 8.0_f64.powi(9) / 362_880.0, 1e-14);
    }

    #[test]
    fn reciprocals_add_up() {
        for x in [0.003, 0.7, 15.5, 400.0, 1e6] {
            let n = 700;
            let sum: f64 = (1..=n).map(|i| (x + f64::from(i)).recip()).sum();
            close(reciprocals_between(x, f64::from(n)), sum, 1e-13);
        }
    }

    #[test]
    fn the_sum_by_itself_is_the_whole() {
        for (x, u) in
            [(0.01, 0.0), (0.01, 3.0), (6.0, 5.5), (60.0, 58.0), (60.0, 80.0), (90_000.0, 90_100.0), (3.0, 1e-9)]
        {
            close(palm_sum(x, u), PalmSums::from_first(x, u).whole, 1e-13);
        }
        assert!(palm_sum(10.0, 1e4).is_infinite());
    }

    #[test]
    fn starting_at_the_greatest_term_gives_the_same_sums() {
        for (x, u) in [(3.0, 600.0), (0.01, 550.0), (2000.0, 2600.0), (90_000.0, 90_510.0), (90_000.0, 93_000.0)] {
            let (first, peak) = (PalmSums::from_first(x, u), PalmSums::from_peak(x, u, u - x));
            let scale = peak_exponent(x, u - x).exp();
            close(peak.tail * scale, first.tail, 1e-11);
            close(peak.whole * scale, first.whole, 1e-11);
            close(peak.weighted / peak.tail, first.weighted / first.tail, 1e-12);
            close(peak.harmonic / peak.tail, first.harmonic / first.tail, 1e-12);
        }
    }
}
