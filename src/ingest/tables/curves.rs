//! curves.csv: the calls of an interval that are answered in time, by the agents scheduled for it.

use std::collections::BTreeMap;
use std::path::Path;

use super::queue::QueueColumn;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::QueueId;
use crate::domain::series::ServiceCurve;
use crate::domain::time::Instant;
use crate::domain::units::Calls;

/// Reads curves.csv, sorted by start and queue.
///
/// Errors: times off the grid, agents that are not whole, a number of agents twice, more calls answered than offered, calls that
/// fall while agents rise, an interval with two counts of offered calls, no row at all.
pub fn read(path: &Path, centre: &Centre, findings: &mut Findings) -> Vec<ServiceCurve> {
    let queue = QueueColumn::of(centre);
    let needed = [&["start"], queue.needed(), &["agents", "answered_in_time", "offered"]].concat();
    let Some(table) = Table::open(path, Columns { needed: &needed, optional: &["queue"] }, findings) else {
        return Vec::new();
    };
    let mut curves: BTreeMap<(Instant, QueueId), Points> = BTreeMap::new();
    for row in table.rows() {
        let Some(point) = Point::read(&row, centre, &queue) else { continue };
        let curve = curves.entry((point.start, point.queue.clone())).or_insert_with(|| Points::of(&point));
        curve.add(&row, &point);
    }
    if curves.is_empty() {
        table.report_no_rows("there is no service curve");
    }
    let whole = |((start, queue), curve): ((Instant, QueueId), Points)| ServiceCurve {
        start,
        queue,
        offered: curve.offered,
        points: curve.points.into_iter().collect(),
    };
    curves.into_iter().map(whole).collect()
}

/// A row.
struct Point {
    start: Instant,
    queue: QueueId,
    agents: u32,
    answered: f64,
    offered: Calls,
}

impl Point {
    fn read(row: &Row, centre: &Centre, queue: &QueueColumn) -> Option<Self> {
        let start = row.required("start", |row, column| row.moment(column, centre.zone));
        let on_grid = start.is_none_or(|at| row.on_grid("start", at, centre.zone, centre.interval));
        let queue = queue.read(row);
        let agents = row.required("agents", Row::whole);
        let answered = row.required("answered_in_time", |row, column| row.unit(column, Calls::new));
        let offered = row.required("offered", |row, column| row.unit(column, Calls::new));
        if !on_grid {
            return None;
        }
        let (answered, offered) = (answered?.get(), offered?);
        if answered > offered.get() * (1.0 + 1e-9) {
            let message = || ("more calls are answered in time than are offered".to_owned(), None);
            row.fault(Code::CellRange, "answered_in_time", message);
            return None;
        }
        Some(Self { start: start?, queue: queue?, agents: agents?, answered, offered })
    }
}

/// The rows of one interval and queue so far.
struct Points {
    offered: Calls,
    points: BTreeMap<u32, f64>,
}

impl Points {
    fn of(first: &Point) -> Self {
        Self { offered: first.offered, points: BTreeMap::new() }
    }

    fn add(&mut self, row: &Row, point: &Point) {
        if (point.offered.get() - self.offered.get()).abs() > 1e-9 * self.offered.get() {
            let message = format!("the rows above offer {} calls in this interval", self.offered.get());
            row.fault(Code::CellRange, "offered", || (message, None));
            return;
        }
        if self.points.contains_key(&point.agents) {
            let message = "this number of agents is already on a line above".to_owned();
            row.fault(Code::RowTwice, "agents", || (message, None));
            return;
        }
        let below = self.points.range(..point.agents).next_back().map_or(0.0, |(_, calls)| *calls);
        let above = self.points.range(point.agents..).next().map_or(f64::INFINITY, |(_, calls)| *calls);
        if point.answered < below || point.answered > above {
            let message = "more agents must not answer fewer calls in time".to_owned();
            row.fault(Code::CellRange, "answered_in_time", || (message, None));
            return;
        }
        self.points.insert(point.agents, point.answered);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{one_queue, places, read_text};
    use super::*;

    fn curves(text: &str) -> (Vec<ServiceCurve>, Findings) {
        read_text(text, |path, findings| read(path, &one_queue(), findings))
    }

    #[test]
    fn rows_become_curves_by_ascending_agents() {
        let (curves, findings) = curves(
            "start,agents,answered_in_time,offered\n2026-12-01 00:30,2,7.5,10\n2026-12-01 00:30,0,0,10\n\
             2026-12-01 00:00,1,1,2\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(
            curves.iter().map(|c| c.points.clone()).collect::<Vec<_>>(),
            [vec![(1, 1.0)], vec![(0, 0.0), (2, 7.5)]]
        );
    }

    #[test]
    fn what_is_no_curve_is_told_by_line_and_column() {
        let (_, findings) = curves(
            "start,agents,answered_in_time,offered\n2026-12-01 00:30,2,7.5,10\n2026-12-01 00:30,2,8,10\n\
             2026-12-01 00:30,3,7,10\n2026-12-01 00:30,4,11,10\n2026-12-01 00:30,5,9,12\n2026-12-01 00:31,1,1,2\n",
        );
        let expected = [
            ("T110", 3, "agents"),
            ("T107", 4, "answered_in_time"),
            ("T107", 5, "answered_in_time"),
            ("T107", 6, "offered"),
            ("T119", 7, "start"),
        ];
        assert_eq!(places(&findings), expected);
    }
}
