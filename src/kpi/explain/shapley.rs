//! Shapley values over a few causes, exactly.
//!
//! A cause's value is what it adds when it joins the others, averaged over every order in which causes can come (L. S. Shapley
//! 1953, "A value for n-person games"). No order is preferred, the values add up to the whole effect, a cause that changes
//! nothing gets nothing, and causes that do the same get the same.

/// Causes.
pub(super) const CAUSES: usize = 6;

/// The value of each cause, where `effect(on)` is the outcome when the causes marked in `on` hold; 64 outcomes are asked for.
/// `None` where any outcome is unknown.
pub(super) fn values(mut effect: impl FnMut([bool; CAUSES]) -> Option<f64>) -> Option<[f64; CAUSES]> {
    let outcomes: Vec<f64> = (0..1_usize << CAUSES).map(|set| effect(members(set))).collect::<Option<_>>()?;
    let mut values = [0.0; CAUSES];
    for (cause, value) in values.iter_mut().enumerate() {
        let bit = 1 << cause;
        for (without, outcome) in outcomes.iter().enumerate().filter(|(set, _)| set & bit == 0) {
            let with = outcomes.get(without | bit).copied().unwrap_or(*outcome);
            *value += weight(without.count_ones()) * (with - outcome);
        }
    }
    Some(values)
}

fn members(set: usize) -> [bool; CAUSES] {
    std::array::from_fn(|cause| set & (1 << cause) != 0)
}

/// The share of orders in which exactly these `before` causes come first: before! (5 − before)! / 6!.
fn weight(before: u32) -> f64 {
    match before {
        0 | 5 => 1.0 / 6.0,
        1 | 4 => 1.0 / 30.0,
        _ => 1.0 / 60.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_add_up_and_nobody_is_paid_for_nothing() {
        let game = |on: [bool; CAUSES]| {
            let x = on.map(|b| f64::from(u8::from(b)));
            Some(3.0 * x[0] + 5.0 * x[1] * x[2] - 2.0 * x[3] * x[0] * x[1])
        };
        let values = values(game).expect("all known");
        let whole = game([true; CAUSES]).expect("known") - game([false; CAUSES]).expect("known");
        assert!((values.iter().sum::<f64>() - whole).abs() < 1e-12);
        // By hand: a product is shared equally among its factors.
        let expected = [3.0 - 2.0 / 3.0, 2.5 - 2.0 / 3.0, 2.5, -2.0 / 3.0, 0.0, 0.0];
        assert!(values.iter().zip(expected).all(|(v, e)| (v - e).abs() < 1e-12), "{values:?}");
    }

    #[test]
    fn an_unknown_outcome_leaves_all_unknown() {
        assert_eq!(values(|on| (!on[4]).then_some(1.0)), None);
    }
}
