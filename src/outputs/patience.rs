//! Patience of callers by queue: as a file, and as text.

use super::number::{grouped, percent};
use super::table::{Cell, Table, aligned};
use super::text::{left, right};
use crate::domain::patience::PatienceCurve;

/// patience.csv: the Kaplan–Meier curve of every queue, `queue,wait_s,at_risk,abandoned,survival,survival_low,survival_high`.
#[must_use]
pub fn table(curves: &[PatienceCurve]) -> Table {
    let mut table =
        Table::new(&["queue", "wait_s", "at_risk", "abandoned", "survival", "survival_low", "survival_high"]);
    table.rows.extend(curves.iter().flat_map(|curve| {
        curve.curve.iter().map(|point| {
            vec![
                Cell::text(curve.queue.as_str()),
                Cell::exact(point.wait),
                Cell::exact(f64::from(point.at_risk)),
                Cell::exact(f64::from(point.abandoned)),
                Cell::rounded(point.survival.mean, 6),
                Cell::rounded(point.survival.low, 6),
                Cell::rounded(point.survival.high, 6),
            ]
        })
    }));
    table
}

/// One line a queue, and what keeps the data from telling.
#[must_use]
pub fn text(curves: &[PatienceCurve]) -> String {
    let header = ["queue", "calls", "hung up", "share", "mean patience", "95 % interval", "mind"];
    let lines = curves.iter().map(|curve| {
        let seconds = |s: f64| format!("{} s", grouped(s, 1));
        let share = f64::from(curve.abandoned) / f64::from(curve.calls.max(1));
        vec![
            left(curve.queue.as_str()),
            right(grouped(f64::from(curve.calls), 0)),
            right(grouped(f64::from(curve.abandoned), 0)),
            right(percent((curve.calls > 0).then_some(share))),
            right(curve.mean.map_or("–".to_owned(), |m| seconds(m.mean))),
            right(curve.mean.map_or("–".to_owned(), |m| format!("{} to {}", seconds(m.low), seconds(m.high)))),
            left(curve.doubt().unwrap_or_default()),
        ]
    });
    aligned(&header, lines)
}
