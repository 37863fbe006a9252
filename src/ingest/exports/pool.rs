//! All files together: repeated rows count once, conflicting rows are settled, and what is left becomes series of cells.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::call_pool::{CallPool, Fates};
use super::cell::Cell;
use super::counts::CountRow;
use super::faults::{Fault, Faults};
use super::file::FileRead;
use super::queues::QueueOfRow;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::QueueId;
use crate::domain::series::CallRecord;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// Cells by start, of one queue and one length.
pub(super) type Series = BTreeMap<Instant, Cell>;

/// The days of one file on which an interval without a row is zero: for one queue and length, those between its own first and
/// last day on which the file has rows of any queue.
pub(super) struct ZeroDays {
    /// The file.
    pub(super) file: usize,
    /// The queue.
    pub(super) queue: QueueId,
    /// The length of its cells.
    pub(super) length: Minutes,
    /// The days.
    pub(super) days: BTreeSet<NaiveDate>,
    /// Whether the file counts answered and abandoned calls: then zero calls are zero of both.
    pub(super) has: (bool, bool),
}

/// What all files hold together.
#[derive(Default)]
pub(super) struct Pool {
    /// Cells by queue and length.
    pub(super) series: BTreeMap<(QueueId, Minutes), Series>,
    /// Where missing intervals are zero.
    pub(super) zero_days: Vec<ZeroDays>,
    /// The calls, in the order of the files.
    pub(super) calls: Vec<CallRecord>,
}

/// Pools the files. Their tallies learn which rows did not count after all.
pub(super) fn pool(
    files: &mut [FileRead],
    calls: CallPool,
    interval: Minutes,
    zone: Zone,
    findings: &mut Findings,
) -> Pool {
    let mut pool = Pool::default();
    for (at, file) in files.iter().enumerate() {
        if file.omits_zeros() {
            pool.zero_days.extend(zero_days(at, file, interval, zone));
        }
    }
    pool_counts(files, &mut pool, findings);
    for (queue, cells) in calls.series {
        let series = pool.series.entry((queue, interval)).or_default();
        for (start, cell) in cells {
            series.entry(start).and_modify(|c| c.add(&cell)).or_insert(cell);
        }
    }
    pool.calls = calls.calls;
    pool
}

fn zero_days(at: usize, file: &FileRead, interval: Minutes, zone: Zone) -> Vec<ZeroDays> {
    let counts = file.counts.iter().map(|(q, row, length)| (&q.own, *length, zone.day(row.start)));
    let calls = file.calls.days.iter().flat_map(|(queue, days)| days.iter().map(move |day| (queue, interval, *day)));
    let mut all = BTreeSet::new();
    let mut own: BTreeMap<(&QueueId, Minutes), (NaiveDate, NaiveDate)> = BTreeMap::new();
    for (queue, length, day) in counts.chain(calls) {
        all.insert(day);
        let (first, last) = own.entry((queue, length)).or_insert((day, day));
        *first = day.min(*first);
        *last = day.max(*last);
    }
    let of_calls = !file.calls.days.is_empty();
    let has =
        (of_calls || file.layout.field("answered").is_some(), of_calls || file.layout.field("abandoned").is_some());
    let within = |(first, last)| all.range(first..=last).copied().collect();
    own.into_iter()
        .map(|((queue, length), span)| ZeroDays { file: at, queue: queue.clone(), length, days: within(span), has })
        .collect()
}

/// A row of counts and the file it is from.
type Placed = (usize, CountRow);

fn pool_counts(files: &mut [FileRead], pool: &mut Pool, findings: &mut Findings) {
    let mut rows: BTreeMap<(QueueOfRow, Minutes), BTreeMap<Instant, Placed>> = BTreeMap::new();
    for at in 0..files.len() {
        let Some(file) = files.get_mut(at) else { continue };
        let counts = std::mem::take(&mut file.counts);
        let name = file.name.clone();
        let mut faults = Faults::of(&name, findings);
        let mut fates = Fates::default();
        for (queue, row, length) in counts {
            let shown = queue.named.clone();
            let of_queue = rows.entry((queue, length)).or_default();
            let Some((before, other)) = of_queue.get_mut(&row.start) else {
                of_queue.insert(row.start, (at, row));
                continue;
            };
            // Exports that write the skipped hour too fill it with zeros; the hour it is moved onto has rows of its own.
            if let Some(true_row) = other_than_skipped_zero(other, &row) {
                *other = true_row;
                fates.skipped += 1;
                continue;
            }
            if let Some(both) = agree(other, &row) {
                if *before == at && other.words != row.words {
                    faults.row(row.line, unlike_rows(&shown, other));
                }
                *other = both;
                fates.repeated += 1;
                continue;
            }
            let place = files.get(*before).map_or("", |f| f.name.as_str());
            let parts = *before == at && other.words != row.words;
            faults.row(row.line, conflict(&shown, other, &row, place, parts));
            fates.replaced.push(*before);
            (*before, *other) = (at, row);
        }
        fates.settle(at, files, &mut faults);
        faults.finish();
    }
    for ((queue, length), of_queue) in rows {
        let series = pool.series.entry((queue.own, length)).or_default();
        for (start, (file, row)) in of_queue {
            let cell = Cell::of_row(file, &row);
            series.entry(start).and_modify(|c| c.add(&cell)).or_insert(cell);
        }
    }
}

/// Of two rows of one interval, the one that is not a zero of a time that does not exist.
fn other_than_skipped_zero(a: &CountRow, b: &CountRow) -> Option<CountRow> {
    let skipped_zero = |row: &CountRow| row.moved && row.offered <= 0.0;
    match (skipped_zero(a), skipped_zero(b)) {
        (true, false) => Some(*b),
        (false, true) => Some(*a),
        _ => None,
    }
}

/// The row that two rows of one interval make when neither contradicts the other.
fn agree(a: &CountRow, b: &CountRow) -> Option<CountRow> {
    let same = |x: Option<f64>, y: Option<f64>| match (x, y) {
        (Some(x), Some(y)) => x.total_cmp(&y).is_eq(),
        _ => true,
    };
    let agreed = same(Some(a.offered), Some(b.offered))
        && same(a.answered, b.answered)
        && same(a.abandoned, b.abandoned)
        && same(a.aht, b.aht);
    agreed.then(|| CountRow {
        answered: a.answered.or(b.answered),
        abandoned: a.abandoned.or(b.abandoned),
        aht: a.aht.or(b.aht),
        ..*a
    })
}

/// What to do about rows of one file that name one interval and queue and differ in their words.
const NAME_THE_PART: &str =
    "if both count, name the column that tells them apart with --map part=COLUMN: such rows add up";

/// Two rows with the same figures whose other columns differ.
fn unlike_rows(queue: &QueueId, earlier: &CountRow) -> Fault {
    let message = format!(
        "queue {queue}: this row has the interval and the figures of line {}, but other words in columns that are not read; it counts once",
        earlier.line
    );
    Fault::row(Code::RowsConflict, message).hint(NAME_THE_PART)
}

fn conflict(queue: &QueueId, earlier: &CountRow, later: &CountRow, file: &str, parts: bool) -> Fault {
    let show = |row: &CountRow| {
        let part = |name: &str, value: Option<f64>| value.map_or(String::new(), |v| format!(", {name} {v}"));
        format!(
            "{} offered{}{}{}",
            row.offered,
            part("answered", row.answered),
            part("abandoned", row.abandoned),
            part("aht_s", row.aht)
        )
    };
    let message = format!(
        "queue {queue}: this row says {}, line {} of {file} says {} of the same interval; this row counts",
        show(later),
        earlier.line,
        show(earlier)
    );
    let hint = if parts { NAME_THE_PART } else { "give the files in the order in which they were exported" };
    Fault::row(Code::RowsConflict, message).hint(hint)
}
