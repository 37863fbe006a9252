//! Comparing claimed figures with recomputed ones.

use crate::check::breach::Breach;

/// How far a claim may lie from the recomputed figure: rounding of the last places, no more.
pub(super) fn slack(figure: f64) -> f64 {
    1e-6 + 1e-6 * figure.abs()
}

/// Whether a claim is another figure; one that is not a number always is.
pub(super) fn differ(claim: f64, fact: f64) -> bool {
    let close = (claim - fact).abs() <= slack(fact);
    !close
}

/// One breach for each named figure (name, claimed, recomputed) that differs.
pub(super) fn compare(figures: &[(&str, f64, f64)]) -> Vec<Breach> {
    figures
        .iter()
        .filter(|(_, claim, fact)| differ(*claim, *fact))
        .map(|(name, claim, fact)| Breach::new(format!("{name}: claimed {claim}, the files give {fact}")))
        .collect()
}
