//! A simulated roster: as a file, and as text beside what the formulas promised.

use std::fmt::Write as _;

use super::number::{grouped, percent};
use super::table::{Cell, Table, aligned};
use super::text::{left, right};
use crate::domain::centre::Centre;
use crate::domain::simulation::{Estimate, SimulatedPeriod, SimulatedRow, Simulation};
use crate::domain::time::Zone;
use crate::domain::work::WorkKept;

const COLUMNS: [&str; 23] = [
    "period",
    "start",
    "queue",
    "offered",
    "agents",
    "present",
    "service_level",
    "service_level_low",
    "service_level_high",
    "service_level_promised",
    "asa_s",
    "asa_s_low",
    "asa_s_high",
    "asa_s_promised",
    "abandonment",
    "abandonment_low",
    "abandonment_high",
    "abandonment_promised",
    "occupancy",
    "occupancy_low",
    "occupancy_high",
    "occupancy_promised",
    "p_met",
];

/// simulation.csv: intervals, then days, then all days; each figure with its 95 % interval and what the formulas promise.
#[must_use]
pub fn table(simulation: &Simulation, zone: Zone) -> Table {
    let mut table = Table::new(&COLUMNS);
    table.rows.extend(simulation.rows.iter().map(|row| {
        let mut cells = vec![
            Cell::text(row.period.word()),
            Cell::text(start(row.period, zone)),
            Cell::text(row.queue.as_str()),
            Cell::rounded(row.offered, 4),
            Cell::rounded(row.rostered, 4),
            Cell::rounded(row.present, 4),
        ];
        for (figure, promised, decimals) in [
            (row.service_level, row.promise.service_level, 6),
            (row.asa, row.promise.asa, 4),
            (row.abandonment, row.promise.abandonment, 6),
            (row.occupancy, row.promise.occupancy, 6),
        ] {
            let [mean, low, high] = figure.map_or([None; 3], |e| [Some(e.mean), Some(e.low), Some(e.high)]);
            cells.extend([mean, low, high, promised].map(|value| Cell::rounded(value, decimals)));
        }
        cells.push(Cell::rounded(row.p_met, 6));
        cells
    }));
    table
}

fn start(period: SimulatedPeriod, zone: Zone) -> String {
    match period {
        SimulatedPeriod::Interval(at) => zone.rfc3339(at),
        SimulatedPeriod::Day(day) | SimulatedPeriod::All(day) => day.to_string(),
    }
}

/// Days and all days by queue, then the intervals that cost the most calls.
#[must_use]
pub fn text(simulation: &Simulation, centre: &Centre) -> String {
    let header = [
        "day",
        "queue",
        "calls",
        "agents",
        "answered in time",
        "promised",
        "target met",
        "mean wait",
        "promised",
        "hang up",
        "promised",
        "occupancy",
        "promised",
    ];
    let longer = simulation.rows.iter().filter(|row| !matches!(row.period, SimulatedPeriod::Interval(_)));
    let mut out = aligned(&header, longer.map(|row| line(row, centre)));
    out.push_str(&worst(simulation, centre));
    let effort = simulation.effort;
    let _ = writeln!(
        out,
        "{} calls in {} replications; ± is a 95 % interval; answered in time = within the queue's threshold ÷ offered; mean wait \
         of all offered calls; target met = share of replications; promised = by the Erlang formulas for the agents rostered, \
         unplanned shrinkage taken off",
        grouped(effort.calls as f64, 0),
        grouped(f64::from(effort.replications), 0),
    );
    out
}

/// How the deadlines of work that may wait are kept; empty without such queues.
#[must_use]
pub fn work_text(work: &[WorkKept]) -> String {
    let mut out = String::new();
    for kept in work {
        let _ = writeln!(
            out,
            "{}: {} of {} h of work done by its deadline",
            kept.queue,
            percent(kept.share()),
            grouped(kept.hours, 1)
        );
    }
    out
}

fn line(row: &SimulatedRow, centre: &Centre) -> Vec<(String, bool)> {
    let when = match row.period {
        SimulatedPeriod::Interval(at) => centre.zone.local(at).format("%Y-%m-%d %H:%M").to_string(),
        SimulatedPeriod::Day(day) => day.format("%a %Y-%m-%d").to_string(),
        SimulatedPeriod::All(_) => "all days".to_owned(),
    };
    let seconds = |wait: Option<f64>| wait.map_or_else(|| "–".to_owned(), |s| format!("{} s", grouped(s, 1)));
    vec![
        left(when),
        left(row.queue.as_str()),
        right(grouped(row.offered, 0)),
        right(grouped(row.rostered, 1)),
        right(with_half_width(row.service_level)),
        right(percent(row.promise.service_level)),
        right(percent(row.p_met)),
        right(seconds(row.asa.map(|e| e.mean))),
        right(seconds(row.promise.asa)),
        right(percent(row.abandonment.map(|e| e.mean))),
        right(percent(row.promise.abandonment)),
        right(percent(row.occupancy.map(|e| e.mean))),
        right(percent(row.promise.occupancy)),
    ]
}

/// `81.2 ± 0.4 %`.
fn with_half_width(figure: Option<Estimate>) -> String {
    figure.map_or_else(
        || percent(None),
        |e| {
            let half = (e.high - e.mean).max(e.mean - e.low);
            format!("{} ± {} %", grouped(e.mean * 100.0, 1), grouped(half * 100.0, 1))
        },
    )
}

/// Intervals that are shown as the worst.
const WORST: usize = 5;

/// The intervals in which the most calls are missing to the target.
fn worst(simulation: &Simulation, centre: &Centre) -> String {
    let missing = |row: &SimulatedRow| {
        let asked = centre.queue(&row.queue)?.service_level?.share.get();
        let missing = row.offered * (asked - row.service_level?.mean);
        (missing >= 0.05).then_some(missing)
    };
    let mut rows: Vec<(f64, &SimulatedRow)> = simulation
        .rows
        .iter()
        .filter(|row| matches!(row.period, SimulatedPeriod::Interval(_)))
        .filter_map(|row| Some((missing(row)?, row)))
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    if rows.is_empty() {
        return String::new();
    }
    let header = ["worst intervals", "queue", "calls", "agents", "answered in time", "promised", "calls missing"];
    let lines = rows.iter().take(WORST).map(|(missing, row)| {
        let mut cells: Vec<(String, bool)> = line(row, centre).into_iter().take(6).collect();
        cells.push(right(grouped(*missing, 1)));
        cells
    });
    format!("\n{}\n", aligned(&header, lines))
}
