//! Series of any length → one row per interval of the planning grid.
//!
//! An interval is written only where all of it is known: half of a half-hour is not a half-hour with half the calls. Parts in
//! which the queue is closed, and parts that the export leaves out because they are zero, are known.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cell::{Cell, floor};
use super::file::FileRead;
use super::pool::{Pool, Series, ZeroDays};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::import::ImportOptions;
use crate::domain::span::Span;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// The cells of the history, by start and queue, with their length.
pub(super) type Grid = BTreeMap<(QueueId, Instant), (Minutes, Cell)>;

/// The cells that all series give.
pub(super) fn build(
    pool: Pool,
    options: &ImportOptions,
    zone: Zone,
    files: &mut [FileRead],
    findings: &mut Findings,
) -> Grid {
    let mut series = pool.series;
    for zeros in &pool.zero_days {
        if let Some(cells) = series.get_mut(&(zeros.queue.clone(), zeros.length)) {
            fill_zeros(cells, zeros, options, zone);
        }
    }
    let grid = options.interval;
    let mut out = Grid::new();
    // Fine series first: they beat coarser ones of the same time.
    for ((queue, length), cells) in series {
        if length <= grid && grid.get().is_multiple_of(length.get().max(1)) {
            let whole =
                if length == grid { cells } else { sum_parts(&queue, length, cells, options, zone, files, findings) };
            place(&mut out, &queue, grid, whole, findings);
        } else {
            place_coarse(&mut out, &queue, length, grid, cells, findings);
        }
    }
    out
}

/// On days that a file covers, an open interval without a row is zero. Without opening hours: between the first and the last
/// row of the day.
fn fill_zeros(cells: &mut Series, zeros: &ZeroDays, options: &ImportOptions, zone: Zone) {
    let hours = options.hours_of(&zeros.queue);
    let between = first_and_last(cells, zone);
    for day in &zeros.days {
        let starts = match (hours, between.get(day)) {
            (Some(hours), _) => hours.open_intervals(*day, &options.calendar, zone, zeros.length),
            (None, Some((first, last))) => {
                let of_day = zone.intervals_of(*day, zeros.length);
                of_day.into_iter().filter(|s| first < s && s < last).collect()
            }
            (None, None) => Vec::new(),
        };
        for start in starts {
            cells.entry(start).or_insert_with(|| Cell::zero(zeros.file, zeros.has));
        }
    }
}

fn first_and_last(cells: &Series, zone: Zone) -> BTreeMap<NaiveDate, (Instant, Instant)> {
    let mut days = BTreeMap::new();
    for start in cells.keys() {
        let (_, last) = days.entry(zone.day(*start)).or_insert((*start, *start));
        *last = *start;
    }
    days
}

/// Sums parts to intervals of the grid; intervals that are not whole are left out, with a note.
fn sum_parts(
    queue: &QueueId,
    length: Minutes,
    cells: Series,
    options: &ImportOptions,
    zone: Zone,
    files: &mut [FileRead],
    findings: &mut Findings,
) -> Series {
    let grid = options.interval;
    let mut parts: BTreeMap<Instant, Vec<(Instant, Cell)>> = BTreeMap::new();
    for (start, cell) in cells {
        parts.entry(floor(start, grid, zone)).or_default().push((start, cell));
    }
    let mut whole = Series::new();
    let mut partial: Vec<Instant> = Vec::new();
    for (start, of_interval) in parts {
        if !is_whole(queue, start, length, &of_interval, options, zone) {
            partial.push(start);
            for (_, cell) in &of_interval {
                if let Some(file) = files.get_mut(cell.file) {
                    (0..cell.rows).for_each(|_| file.tally.unkeep("part of an interval of which the rest is missing"));
                }
            }
            continue;
        }
        let mut sum = Cell::default();
        for (i, (_, cell)) in of_interval.iter().enumerate() {
            if i == 0 { sum = *cell } else { sum.add(cell) }
        }
        whole.insert(start, sum);
    }
    if let Some(first) = partial.first() {
        let message = format!(
            "{} intervals of {} minutes are known only in part from rows of {} minutes and are left out (the first is {})",
            partial.len(),
            grid.get(),
            length.get(),
            zone.rfc3339(*first)
        );
        let hint = "export the missing rows; if the export leaves zeros out, say omitted = \"zero\" in a mapping";
        findings.push(Finding::new(Code::IntervalsPartial, message).hint(hint).queue(queue));
    }
    whole
}

/// All parts are there, or those that are not lie in closed time of an interval that is open for some part.
fn is_whole(
    queue: &QueueId,
    start: Instant,
    length: Minutes,
    parts: &[(Instant, Cell)],
    options: &ImportOptions,
    zone: Zone,
) -> bool {
    let step = i64::from(length.get().max(1));
    let slots = i64::from(options.interval.get()) / step;
    let missing: Vec<Instant> = (0..slots)
        .map(|i| start.plus_minutes(i * step))
        .filter(|slot| !parts.iter().any(|(at, _)| at == slot))
        .collect();
    if missing.is_empty() {
        return true;
    }
    let Some(hours) = options.hours_of(queue) else { return false };
    let day = zone.day(start);
    let open = hours.open_spans(day, day, &options.calendar, zone);
    let is_open = |from: Instant, minutes: i64| {
        let slot = Span::new(from, from.plus_minutes(minutes));
        slot.is_some_and(|slot| open.iter().any(|s| s.overlap(slot).is_some()))
    };
    is_open(start, i64::from(options.interval.get())) && missing.iter().all(|slot| !is_open(*slot, step))
}

/// Puts whole intervals on the grid; where two series fill the same one, the later file's counts.
fn place(out: &mut Grid, queue: &QueueId, length: Minutes, cells: Series, findings: &mut Findings) {
    let mut conflicts = 0_u64;
    let mut first = None;
    for (start, cell) in cells {
        let Some((_, other)) = out.get_mut(&(queue.clone(), start)) else {
            out.insert((queue.clone(), start), (length, cell));
            continue;
        };
        if !cell.says_the_same(other) {
            conflicts += 1;
            first.get_or_insert(start);
        }
        if cell.file >= other.file {
            *other = cell;
        }
    }
    if let Some(first) = first {
        let message = format!(
            "{conflicts} intervals have different figures in rows of different length (the first starts at {} UTC); the later file counts",
            Zone::UTC.local(first).format("%Y-%m-%d %H:%M")
        );
        let hint = "import only one of the files, or give them in the order in which they were exported";
        findings.push(Finding::new(Code::RowsConflict, message).hint(hint).queue(queue));
    }
}

/// Rows longer than the grid keep their own length; where finer rows cover a part of the same time they are left out.
fn place_coarse(
    out: &mut Grid,
    queue: &QueueId,
    length: Minutes,
    grid: Minutes,
    cells: Series,
    findings: &mut Findings,
) {
    let all = cells.len();
    let mut left_out = 0_usize;
    for (start, cell) in cells {
        let end = start.plus_minutes(i64::from(length.get()));
        if out.range((queue.clone(), start)..(queue.clone(), end)).next().is_some() {
            left_out += 1;
        } else {
            out.insert((queue.clone(), start), (length, cell));
        }
    }
    let mut message = format!("{all} rows of {} minutes do not fit the grid of {} minutes", length.get(), grid.get());
    if left_out < all {
        message.push_str("; they keep their own length, only their start is written");
    }
    if left_out > 0 {
        message = format!("{message}; {left_out} of them are left out because finer rows cover the same time");
    }
    let hint = "plan on this grid only with history on it: export finer rows, or choose a longer interval";
    findings.push(Finding::new(Code::RowsCoarser, message).hint(hint).queue(queue));
}
