//! From rows as they were recorded to a regular grid of local days and slots.
//!
//! This stage only puts rows where they belong. Rows of queues that the centre does not have are refused; rows longer than
//! the centre's interval are split, shorter ones added up; calls outside the opening hours are left out; what is missing
//! stays missing and is counted. Each day is treated by itself and what came before it, so the grid of a shortened history is
//! the shortened grid: nothing here can carry the future into the past.
//!
//! Which of the recorded figures are *unusual* (outages, spikes, odd days) is a judgement against the days around them. It is
//! made by `forecast`, once for every point in time at which a forecast is made, from the days before that point alone.
//!
//! # Example
//!
//! ```
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(Path::new("docs/tutorial/centre.toml"), &mut findings).expect("a centre");
//! # let options = wfm::domain::import::ImportOptions::of(&centre);
//! # let exports = ["docs/tutorial/export.csv".into()];
//! # let past = wfm::ingest::exports::import(&exports, &options, &wfm::domain::progress::Silent, &mut findings).expect("rows").history;
//! let grid = wfm::history::regular(&past, &centre, &mut findings);
//! let calls = &grid.queues[0];
//! assert_eq!(calls.queue.as_str(), "calls");
//! // Eight weeks; on Saturdays and Sundays the office is closed.
//! assert_eq!(calls.days.len(), 40);
//! ```

mod gaps;
mod length;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::centre::{Centre, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::grid::{CallGrid, Cell, GridDay, QueueGrid, slot_of, slots_per_day};
use crate::domain::ids::QueueId;
use crate::domain::series::{History, HistoryRow};
use crate::domain::units::{Calls, Minutes, Seconds};

use length::RowLength;

/// The regular grid of a history: every queue of the centre, its open slots only.
#[must_use]
pub fn regular(history: &History, centre: &Centre, findings: &mut Findings) -> CallGrid {
    let mut by_queue: BTreeMap<&QueueId, Vec<&HistoryRow>> = BTreeMap::new();
    for row in &history.rows {
        by_queue.entry(&row.queue).or_default().push(row);
    }
    refuse_unknown(&by_queue, centre, findings);
    let queues = centre
        .queues
        .iter()
        .map(|queue| {
            let rows = by_queue.get(&queue.id).map_or(&[][..], Vec::as_slice);
            queue_grid(queue, rows, centre, findings)
        })
        .collect();
    CallGrid { interval: centre.interval, queues }
}

fn refuse_unknown(by_queue: &BTreeMap<&QueueId, Vec<&HistoryRow>>, centre: &Centre, findings: &mut Findings) {
    for (id, rows) in by_queue.iter().filter(|(id, _)| centre.queue(id).is_none()) {
        let known: Vec<&str> = centre.queues.iter().map(|q| q.id.as_str()).collect();
        findings.push(
            Finding::new(
                Code::HistoryQueueUnknown,
                format!(
                    "the history has {} rows of queue `{id}`, which the centre does not have; they are ignored",
                    rows.len()
                ),
            )
            .hint(format!("queues of the centre: {}; add a [[queue]] or map the name", known.join(", ")))
            .queue(id),
        );
    }
}

/// What one queue's rows needed before they fitted the grid.
#[derive(Default)]
struct Changes {
    split: BTreeMap<Minutes, usize>,
    whole_days: usize,
    joined: usize,
    incomplete: usize,
    closed_calls: f64,
    closed_slots: usize,
    all_calls: f64,
}

fn queue_grid(queue: &Queue, rows: &[&HistoryRow], centre: &Centre, findings: &mut Findings) -> QueueGrid {
    let mut by_day: BTreeMap<NaiveDate, Vec<&HistoryRow>> = BTreeMap::new();
    for row in rows {
        by_day.entry(centre.zone.day(row.start)).or_default().push(row);
    }
    let mut changes = Changes::default();
    let mut length = None;
    let mut days = Vec::with_capacity(by_day.len());
    for (date, rows) in by_day {
        let open = open_slots(queue, date, centre);
        let starts: Vec<u32> = rows.iter().map(|r| minute_of_day(r, centre)).collect();
        let own = RowLength::of_day(&starts, centre.interval, length);
        length = Some(own);
        let mut cells = place(&rows, &starts, own, &open, centre, &mut changes);
        drop_closed(&mut cells, &open, &mut changes);
        if cells.iter().any(Option::is_some) {
            days.push(GridDay { date, cells });
        }
    }
    report(queue, centre, &changes, findings);
    gaps::report(queue, &days, centre, findings);
    QueueGrid { queue: queue.id.clone(), days }
}

fn open_slots(queue: &Queue, date: NaiveDate, centre: &Centre) -> BTreeSet<usize> {
    queue
        .arrivals()
        .open_intervals(date, &centre.calendar, centre.zone, centre.interval)
        .into_iter()
        .map(|start| slot_of(centre.zone.local(start), centre.interval))
        .collect()
}

fn minute_of_day(row: &HistoryRow, centre: &Centre) -> u32 {
    use chrono::Timelike;
    let local = centre.zone.local(row.start);
    local.hour() * 60 + local.minute()
}

/// The cells of a day: rows split, taken as they are or added up.
fn place(
    rows: &[&HistoryRow],
    starts: &[u32],
    length: RowLength,
    open: &BTreeSet<usize>,
    centre: &Centre,
    changes: &mut Changes,
) -> Vec<Option<Cell>> {
    let mut slots: Vec<Slot> = vec![Slot::default(); slots_per_day(centre.interval)];
    let interval = centre.interval.get().max(1);
    match length {
        RowLength::Day => {
            changes.whole_days += 1;
            let all: Vec<usize> =
                if open.is_empty() { (0..slots.len()).collect() } else { open.iter().copied().collect() };
            for row in rows {
                spread(row, &all, &vec![1.0 / all.len() as f64; all.len()], &mut slots);
            }
        }
        RowLength::Minutes(minutes) if minutes.get() > interval => {
            *changes.split.entry(minutes).or_default() += rows.len();
            let parts = (minutes.get() / interval) as usize;
            for (i, row) in rows.iter().enumerate() {
                let at = |j: usize| rows.get(j).zip(starts.get(j)).map(|(r, s)| (*s, r.offered.get()));
                let shares = length::shares(i.checked_sub(1).and_then(at), at(i), at(i + 1), minutes, parts);
                let first = (starts.get(i).copied().unwrap_or(0) / interval) as usize;
                spread(row, &(first..first + parts).collect::<Vec<_>>(), &shares, &mut slots);
            }
        }
        RowLength::Minutes(minutes) => {
            let parts = (interval / minutes.get().max(1)).max(1);
            for (row, start) in rows.iter().zip(starts) {
                if let Some(slot) = slots.get_mut((start / interval) as usize) {
                    slot.add(row, 1.0, start % interval);
                }
            }
            if parts > 1 {
                changes.joined += rows.len();
                let incomplete = |s: &Slot| s.rows > 0 && s.offsets.len() < parts as usize;
                changes.incomplete += slots.iter().filter(|s| incomplete(s)).count();
                slots.iter_mut().filter(|s| incomplete(s)).for_each(|s| *s = Slot::default());
            }
        }
        RowLength::Irregular => {
            changes.joined += rows.len();
            for (row, start) in rows.iter().zip(starts) {
                if let Some(slot) = slots.get_mut((start / interval) as usize) {
                    slot.add(row, 1.0, 0);
                    slot.repeats = 1;
                }
            }
        }
    }
    slots.iter().map(Slot::cell).collect()
}

fn spread(row: &HistoryRow, to: &[usize], shares: &[f64], slots: &mut [Slot]) {
    for (slot, share) in to.iter().zip(shares) {
        if let Some(slot) = slots.get_mut(*slot) {
            slot.add(row, *share, 0);
        }
    }
}

/// What falls into one slot of one day.
#[derive(Clone, Default)]
struct Slot {
    rows: usize,
    /// Starts inside the slot: a start seen again is the hour that a clock change repeats.
    offsets: BTreeSet<u32>,
    repeats: usize,
    offered: f64,
    answered: Option<f64>,
    handled: f64,
    weight: f64,
}

impl Slot {
    fn add(&mut self, row: &HistoryRow, share: f64, offset: u32) {
        self.rows += 1;
        if self.offsets.insert(offset) {
            self.repeats = self.repeats.max(1);
        } else {
            self.repeats = 2;
        }
        self.offered += row.offered.get() * share;
        if let Some(answered) = row.answered {
            self.answered = Some(self.answered.unwrap_or(0.0) + answered.get() * share);
        }
        if let Some(aht) = row.aht {
            let weight = row.answered.unwrap_or(row.offered).get().max(1e-9) * share;
            self.handled += aht.get() * weight;
            self.weight += weight;
        }
    }

    fn cell(&self) -> Option<Cell> {
        let times = self.repeats.max(1) as f64;
        (self.rows > 0).then(|| Calls::new(self.offered / times)).flatten().map(|offered| Cell {
            offered,
            answered: self.answered.and_then(|a| Calls::new(a / times)),
            aht: (self.weight > 0.0).then(|| Seconds::new(self.handled / self.weight)).flatten(),
        })
    }
}

fn drop_closed(cells: &mut [Option<Cell>], open: &BTreeSet<usize>, changes: &mut Changes) {
    for (slot, cell) in cells.iter_mut().enumerate() {
        let calls = cell.map_or(0.0, |c| c.offered.get());
        changes.all_calls += calls;
        if cell.is_some() && !open.contains(&slot) {
            *cell = None;
            if calls > 0.0 {
                changes.closed_calls += calls;
                changes.closed_slots += 1;
            }
        }
    }
}

fn report(queue: &Queue, centre: &Centre, changes: &Changes, findings: &mut Findings) {
    let id = &queue.id;
    let interval = centre.interval.get();
    for (length, rows) in &changes.split {
        findings.push(
            Finding::new(
                Code::HistoryRowsSplit,
                format!(
                    "queue `{id}`: {rows} rows of {} minutes were split into intervals of {interval}",
                    length.get()
                ),
            )
            .hint("the split follows the rows around them; export at the planning interval for a sharper profile")
            .queue(id),
        );
    }
    if changes.whole_days > 0 {
        findings.push(
            Finding::new(
                Code::HistoryRowsDaily,
                format!(
                    "queue `{id}`: {} rows hold a whole day; they were spread evenly over the opening hours",
                    changes.whole_days
                ),
            )
            .hint("a day total says nothing about the hours: export counts by interval")
            .queue(id),
        );
    }
    if changes.joined > 0 {
        findings.push(
            Finding::new(
                Code::HistoryRowsJoined,
                format!(
                    "queue `{id}`: {} rows shorter than {interval} minutes were added up; {} intervals lacked a part and count as missing",
                    changes.joined, changes.incomplete
                ),
            )
            .queue(id),
        );
    }
    if changes.closed_calls > 0.0 {
        findings.push(
            Finding::new(
                Code::HistoryCallsClosed,
                format!(
                    "queue `{id}`: {:.0} calls ({:.1} % of all) came in {} intervals outside the opening hours and are left out",
                    changes.closed_calls,
                    100.0 * changes.closed_calls / changes.all_calls.max(f64::MIN_POSITIVE),
                    changes.closed_slots
                ),
            )
            .hint("if these callers are to be served, widen `hours` of the queue")
            .queue(id),
        );
    }
}

#[cfg(test)]
mod tests;
