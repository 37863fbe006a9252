//! Totals of days → intervals, by a profile that the user states. Never by itself: a day's total says nothing of its hours.

use std::path::Path;

use chrono::{Datelike, NaiveDate, Weekday};

use super::cell::Cell;
use super::pool::{Pool, Series};
use super::records::{Records, Shape};
use super::values;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};
use crate::domain::ids::QueueId;
use crate::domain::import::{ImportOptions, Spread};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;
use crate::ingest::when;

const DAY: Minutes = Minutes::new(1440);

/// A share of the day's calls that falls into the interval at a clock time.
struct Row {
    weekday: Option<Weekday>,
    /// Seconds after midnight.
    clock: u32,
    share: f64,
}

/// Spreads the totals of days over the open intervals of each. `None` where the profile cannot be read.
pub(super) fn days(
    pool: &mut Pool,
    profile: &Spread,
    options: &ImportOptions,
    zone: Zone,
    findings: &mut Findings,
) -> Option<()> {
    let rows = match profile {
        Spread::Even => Vec::new(),
        Spread::File(path) => read(path, findings)?,
    };
    let queues: Vec<QueueId> =
        pool.series.keys().filter(|(_, length)| *length == DAY).map(|(q, _)| q.clone()).collect();
    for queue in queues {
        let Some(totals) = pool.series.remove(&(queue.clone(), DAY)) else { continue };
        let series = pool.series.entry((queue.clone(), options.interval)).or_default();
        let (mut spread, mut kept) = (0_u64, Series::new());
        for (start, cell) in totals {
            let slots = weighted(&queue, zone.day(start), &rows, options, zone);
            let sum: f64 = slots.iter().map(|(_, w)| w).sum();
            if sum <= 0.0 {
                kept.insert(start, cell);
                continue;
            }
            spread += 1;
            for (slot, weight) in slots {
                // What was counted by the interval is better than any profile.
                series.entry(slot).or_insert_with(|| cell.part(weight / sum));
            }
        }
        if spread > 0 {
            let by = match profile {
                Spread::Even => "evenly over its open intervals".to_owned(),
                Spread::File(path) => format!("by {}", path.display()),
            };
            let message =
                format!("the totals of {spread} days are spread {by}, as asked; nobody counted these intervals");
            findings.push(Finding::new(Code::DaysSpread, message).queue(&queue));
        }
        if !kept.is_empty() {
            pool.series.insert((queue, DAY), kept);
        }
    }
    Some(())
}

/// The intervals of a day with their weights.
fn weighted(queue: &QueueId, day: NaiveDate, rows: &[Row], options: &ImportOptions, zone: Zone) -> Vec<(Instant, f64)> {
    let hours = options.hours_of(queue);
    let slots = match hours {
        Some(hours) => hours.open_intervals(day, &options.calendar, zone, options.interval),
        None => zone.intervals_of(day, options.interval),
    };
    let own = rows.iter().any(|row| row.weekday == Some(day.weekday()));
    let length = options.interval.get() * 60;
    let weight = |slot: Instant| {
        if rows.is_empty() {
            return 1.0;
        }
        let clock = chrono::Timelike::num_seconds_from_midnight(&zone.local(slot).time());
        let of_day =
            rows.iter().filter(|row| if own { row.weekday == Some(day.weekday()) } else { row.weekday.is_none() });
        of_day
            .filter(|row| (clock..clock + length).contains(&row.clock))
            .map(|row| row.share)
            .fold(0.0, |sum, s| sum + s)
    };
    let weighted = slots.into_iter().map(|slot| (slot, weight(slot)));
    // Without opening hours a time that the profile leaves out is closed.
    weighted.filter(|(_, weight)| hours.is_some() || *weight > 0.0).collect()
}

/// Reads a profile: `start,share` and, where days differ, `weekday`. A row without a weekday is for days that have no own rows.
fn read(path: &Path, findings: &mut Findings) -> Option<Vec<Row>> {
    let name = path.display().to_string();
    let before = findings.count(crate::domain::findings::Severity::Error);
    let text = crate::ingest::source::read_text(path, findings)?;
    let mut records = Records::new(text.as_bytes(), Shape::Separated(','));
    let header = records.next().ok().flatten().unwrap_or_default();
    let column = |wanted: &str| header.cells().position(|c| c.eq_ignore_ascii_case(wanted));
    let (Some(start), Some(share)) = (column("start"), column("share")) else {
        let finding =
            Finding::new(Code::HeaderNotFound, "a profile has the columns start and share, and may have weekday");
        findings.push(finding.at(Place::file(&name)).hint("write start,share and a row for each interval"));
        return None;
    };
    let weekday = column("weekday");
    let mut rows = Vec::new();
    while let Some(record) = records.next().ok().flatten() {
        if record.is_blank() {
            continue;
        }
        let mut fault = |column: &str, text: &str, message: &str| {
            let place = Place::line(&name, record.line).cell(column, &super::faults::quoted(text));
            findings.push(Finding::new(Code::ProfileRowInvalid, message).at(place));
        };
        let (clock_text, share_text) = (record.cell(start), record.cell(share));
        let day_text = weekday.map_or("", |at| record.cell(at));
        let day = when::weekday(day_text);
        let clock = super::clocks::clock(clock_text).map(|c| c.seconds);
        let value = values::number(share_text).filter(|v| *v >= 0.0);
        if clock.is_none() {
            fault("start", clock_text, "this is no time of day");
        }
        if value.is_none() {
            fault("share", share_text, "a share is a number of 0 or more");
        }
        if day.is_none() && !day_text.is_empty() {
            fault("weekday", day_text, "this is no weekday such as mon");
        }
        if let Some((clock, share)) = clock.zip(value) {
            rows.push(Row { weekday: day, clock, share });
        }
    }
    let good = findings.count(crate::domain::findings::Severity::Error) == before && !rows.is_empty();
    good.then_some(rows)
}

impl Cell {
    /// A share of the figures of a whole.
    fn part(&self, share: f64) -> Self {
        let part = |figure: Option<f64>| figure.map(|f| f * share);
        Self {
            offered: self.offered * share,
            answered: part(self.answered),
            abandoned: part(self.abandoned),
            handle: self.handle.part(share),
            ..*self
        }
    }
}
