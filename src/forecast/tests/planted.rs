//! Faults planted into measured series: what their forecasts lose by them.

use rayon::prelude::*;

use super::measured::{Series, all, score};
use crate::domain::time::add_days;
use crate::domain::units::Calls;

/// The series with one of its folds, whose calls from `age` days before the fold on are those of another level.
fn stepped(series: &Series, fold: usize, age: i64, factor: f64) -> Series {
    let mut grid = series.grid.clone();
    let first = add_days(series.origins[fold], -age);
    for day in grid.queues[0].days.iter_mut().filter(|day| day.date >= first) {
        for cell in day.cells.iter_mut().flatten() {
            cell.offered = Calls::new((cell.offered.get() * factor).round()).expect("calls");
        }
    }
    let (centre, origins) = (series.centre.clone(), vec![series.origins[fold]]);
    Series { name: series.name, grid, centre, origins, end: series.end }
}

/// WAPE of normal days a week ahead, `age` days after a step of the level.
fn after_a_step(series: &Series, age: i64, factor: f64) -> f64 {
    let folds: Vec<(f64, f64)> = (0..series.origins.len())
        .into_par_iter()
        .map(|fold| score(&stepped(series, fold, age, factor), 1).0)
        .map(|normal| (normal.wrong, normal.calls))
        .collect();
    let (wrong, calls) = folds.into_iter().fold((0.0, 0.0), |sum, fold| (sum.0 + fold.0, sum.1 + fold.1));
    100.0 * wrong / calls
}

#[test]
fn a_planted_step_is_followed_within_ten_days() {
    for series in all().into_iter().flatten() {
        let usual = after_a_step(&series, 0, 1.0);
        for factor in [0.7, 0.85, 1.15, 1.3] {
            let wape = after_a_step(&series, 10, factor);
            assert!(wape < 1.3 * usual, "{}: {wape:.1} % after {factor} times, {usual:.1} % without", series.name);
        }
    }
}
