//! Profiles from a few factors: the singular value decomposition of Shen & Huang (2008).
//!
//! Root counts (x + ¼)^½ of past days, one day a row, have nearly constant noise; their leading right singular vectors are
//! the shapes in which days differ. A weekday's profile is its recent mean in the space of those shapes (Shen & Huang 2008,
//! Interday forecasting and intraday updating of call center arrivals, M&SOM 10(3), sections 3.1–3.2); what the shapes leave
//! out is noise. Levels come from [`super::day_level`], where Shen & Huang forecast the scores as time series.

use super::linear::leading_eigenvectors;
use super::past::Past;
use super::profile::{Profile, shares};
use super::totals::weight;

const FACTORS: usize = 4;
/// Weeks that shape the factors.
const SHAPES_HALF_LIFE: f64 = 56.0;
/// Weeks that set a weekday's scores.
const SCORES_HALF_LIFE: f64 = 28.0;
/// Older days weigh too little to matter.
const OLDEST_DAYS: i64 = 182;
/// What makes the root of a count's variance nearly constant (Brown, Zhang & Zhao 2001).
const ROOT_SHIFT: f64 = 0.25;

/// The profile of every weekday.
pub(super) fn profile(past: &Past<'_>) -> Profile {
    let mut gram = vec![0.0; past.slots * past.slots];
    let mut means = vec![vec![0.0; past.slots]; 7];
    let mut weights = [0.0; 7];
    for weekday in 0..7 {
        let recent = |day: &&usize| past.age(**day) <= OLDEST_DAYS;
        for day in past.ordinary.get(weekday).into_iter().flatten().filter(recent) {
            let Some(roots) = roots(past, *day, weekday) else { continue };
            add_square(&mut gram, &roots, weight(past.age(*day), SHAPES_HALF_LIFE));
            let weight = weight(past.age(*day), SCORES_HALF_LIFE);
            means[weekday].iter_mut().zip(&roots).for_each(|(mean, root)| *mean += weight * root);
            weights[weekday] += weight;
        }
    }
    mirror(&mut gram, past.slots);
    let factors = leading_eigenvectors(&gram, past.slots, FACTORS);
    let of_weekday = |weekday: usize| {
        let usual = past.totals().shares(weekday);
        let mut shape = vec![0.0; past.slots];
        for factor in &factors {
            let score: f64 = factor.iter().zip(&means[weekday]).map(|(f, m)| f * m).sum();
            shape.iter_mut().zip(factor).for_each(|(s, f)| *s += score * f);
        }
        let open = shape.iter().zip(usual).map(|(s, u)| if u.is_nan() { f64::NAN } else { s.max(0.0).powi(2) });
        if weights[weekday] > 0.0 { shares(open.collect()) } else { usual.to_vec() }
    };
    (0..7).map(of_weekday).collect()
}

/// Root counts of a day, what is missing completed by the usual shares; zero in slots that such days do not have.
fn roots(past: &Past<'_>, day: usize, weekday: usize) -> Option<Vec<f64>> {
    let total = past.totals().at(day)?;
    let root = |(cell, share): (&f64, &f64)| {
        let calls = if cell.is_nan() { total * share } else { *cell };
        if share.is_nan() { 0.0 } else { (calls + ROOT_SHIFT).sqrt() }
    };
    Some(past.row(day).iter().zip(past.totals().shares(weekday)).map(root).collect())
}

/// Adds the upper triangle of weight · v·vᵀ.
fn add_square(gram: &mut [f64], vector: &[f64], weight: f64) {
    for (i, (row, own)) in gram.chunks_exact_mut(vector.len().max(1)).zip(vector).enumerate() {
        let scaled = weight * own;
        if let (Some(row), Some(vector)) = (row.get_mut(i..), vector.get(i..)) {
            row.iter_mut().zip(vector).for_each(|(entry, other)| *entry += scaled * other);
        }
    }
}

/// Completes the lower triangle.
fn mirror(gram: &mut [f64], size: usize) {
    for i in 0..size {
        for j in 0..i {
            gram[i * size + j] = gram[j * size + i];
        }
    }
}
