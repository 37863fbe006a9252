//! The table by which a planner checks an import.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::cell::Cell;
use super::file::FileRead;
use super::grid::Grid;
use crate::domain::ids::QueueId;
use crate::domain::import::{FileSummary, MonthSummary};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Calls, Share};

/// What a file gave; `span` is of its rows as they were read.
pub(super) fn of_file(file: &FileRead, span: Option<(Instant, Instant)>) -> FileSummary {
    FileSummary {
        name: file.name.clone(),
        encoding: file.encoding.0.to_owned(),
        encoding_guessed: file.encoding.1,
        profile: file.layout.profile.clone(),
        read: file.tally.read,
        kept: file.tally.kept,
        refused: file.tally.refused,
        ignored: file.tally.ignored.iter().map(|(reason, n)| (reason.clone(), *n)).collect(),
        first: span.map(|(first, _)| first),
        last: span.map(|(_, last)| last),
    }
}

/// The figures by month and queue; a month of several queues ends with a row of all.
pub(super) fn months(grid: &Grid, zone: Zone) -> Vec<MonthSummary> {
    let mut months: BTreeMap<NaiveDate, BTreeMap<Option<&QueueId>, (u64, Cell)>> = BTreeMap::new();
    for ((queue, start), (_, cell)) in grid {
        let day = zone.day(*start);
        let of_month = months.entry(day.with_day(1).unwrap_or(day)).or_default();
        for key in [Some(queue), None] {
            of_month
                .entry(key)
                .and_modify(|(n, sum)| {
                    *n += 1;
                    sum.add(cell);
                })
                .or_insert((1, *cell));
        }
    }
    let mut rows = Vec::new();
    for (month, queues) in months {
        let several = queues.len() > 2;
        // `None` sorts first and is wanted last.
        let (all, each): (Vec<_>, Vec<_>) = queues.into_iter().partition(|(queue, _)| queue.is_none());
        let all = all.into_iter().filter(|_| several);
        rows.extend(each.into_iter().chain(all).map(|(queue, (intervals, cell))| row(month, queue, intervals, &cell)));
    }
    rows
}

fn row(month: NaiveDate, queue: Option<&QueueId>, intervals: u64, cell: &Cell) -> MonthSummary {
    let share = |part: f64| if cell.offered > 0.0 { Share::new(part / cell.offered) } else { None };
    MonthSummary {
        month,
        queue: queue.cloned(),
        intervals,
        offered: Calls::new(cell.offered).unwrap_or_default(),
        answered: cell.answered.and_then(Calls::new),
        abandoned: cell.abandoned.and_then(Calls::new),
        abandonment: cell.abandoned.and_then(share),
        mean_handle_time: cell.handle.mean(),
    }
}
