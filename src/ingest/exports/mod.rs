//! History exports as they come → canonical history and call records.
//!
//! ```text
//! bytes ─ source ─► records ─ layout ─► rows ─ counts | calls ─► pool ─► grid ─► history, calls, table
//!         gzip,     lines,    header,   one    interval  one     repeats,  planning
//!         encoding  quotes    mapping   fault  counts    call    conflicts intervals
//!                                       each
//! ```
//! Every row that cannot be used is a finding with its line, and the rest is imported. Nothing is invented: an interval
//! without a row is missing unless the mapping says that zeros are left out, and an interval known in part is left out.

mod calls;
mod cell;
mod clocks;
mod condition;
mod counts;
mod dates;
mod describe;
mod details;
mod encoding;
mod faults;
mod file;
mod gaps;
mod grid;
mod layout;
mod mapping;
mod names;
mod passes;
mod pool;
mod queues;
mod records;
mod rows;
mod source;
mod summary;
#[cfg(test)]
mod tests;
mod times;
mod values;

use std::path::{Path, PathBuf};

use self::faults::Faults;
use self::file::{FileRead, Reading};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::import::{Description, ImportOptions, ImportTable, Imported};
use crate::domain::series::History;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// Reads exports into one history. Findings say what was refused, guessed and left out; `None` when nothing can be used.
///
/// The order of files matters only where they contradict each other: the later one counts.
pub fn import(files: &[PathBuf], options: &ImportOptions, findings: &mut Findings) -> Option<Imported> {
    let options = &usable(options);
    let reading = prepare(options, findings)?;
    let mut read: Vec<FileRead> = Vec::new();
    for path in files {
        let mut faults = Faults::of(&path.display().to_string(), findings);
        read.extend(file::read(path, &reading, &mut faults));
        faults.finish();
    }
    let zone = reading.zone;
    say_zone(&read, options, findings);
    let spans: Vec<Option<(Instant, Instant)>> = read.iter().map(|f| span(f, options.interval, zone)).collect();
    let mut pool = pool::pool(&mut read, options.interval, zone, findings);
    let calls = std::mem::take(&mut pool.calls);
    let grid = grid::build(pool, options, zone, &mut read, findings);
    let mut rows: Vec<_> = grid.iter().filter_map(|((queue, start), (_, cell))| cell.row(*start, queue)).collect();
    rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    if rows.is_empty() {
        if !findings.has_errors() {
            findings.push(Finding::new(Code::NothingUsable, "the exports hold no whole interval that can be used"));
        }
        return None;
    }
    let table = ImportTable {
        files: read.iter().zip(spans).map(|(file, span)| summary::of_file(file, span)).collect(),
        months: summary::months(&grid, zone),
        gaps: gaps::find(&grid, options, zone, findings),
        first: rows.first().map(|r| r.start),
        last: rows.last().map(|r| r.start),
    };
    Some(Imported { history: History { rows }, calls, table })
}

/// Says what an export looks like and how it would be read; findings say what is odd. `None` when it cannot be read.
pub fn describe(path: &Path, options: &ImportOptions, findings: &mut Findings) -> Option<Description> {
    let options = &usable(options);
    let reading = prepare(options, findings)?;
    let mut faults = Faults::of(&path.display().to_string(), findings);
    let file = file::read(path, &reading, &mut faults);
    faults.finish();
    let file = file?;
    say_zone(std::slice::from_ref(&file), options, findings);
    let span = span(&file, options.interval, reading.zone);
    Some(describe::of_file(&file, span, reading.zone))
}

/// The mappings that are compiled in: name and one line of description.
#[must_use]
pub fn profiles() -> Vec<(&'static str, String)> {
    mapping::builtin().iter().map(|(name, mapping)| (*name, mapping.description.clone())).collect()
}

/// A grid of no minutes would divide by zero; half-hours are the default of a centre.
fn usable(options: &ImportOptions) -> ImportOptions {
    let mut options = options.clone();
    if options.interval.get() == 0 {
        options.interval = Minutes::new(30);
    }
    options
}

fn prepare<'a>(options: &'a ImportOptions, findings: &mut Findings) -> Option<Reading<'a>> {
    let mut encoding = None;
    if let Some(name) = &options.encoding {
        encoding = encoding::by_name(name);
        if encoding.is_none() {
            let hint = "known are utf-8, utf-16, gb18030 (also for GBK and GB2312), big5, windows-1252 and the other WHATWG names";
            let message = format!("there is no encoding {name:?}");
            findings.push(Finding::new(Code::EncodingUnknown, message).hint(hint));
        }
    }
    let named = layout::named(options, findings);
    if options.encoding.is_some() && encoding.is_none() {
        return None;
    }
    let named = named.ok()?;
    let of_mapping = named.as_ref().and_then(|(_, m)| m.encoding.as_deref()).and_then(encoding::by_name);
    Some(Reading { options, zone: options.zone.unwrap_or(Zone::UTC), named, encoding: encoding.or(of_mapping) })
}

/// Says once that times without an offset were read as UTC.
fn say_zone(files: &[FileRead], options: &ImportOptions, findings: &mut Findings) {
    let naive: u64 = files.iter().map(|f| f.times.0).sum();
    if options.zone.is_none() && naive > 0 {
        let message = format!("{naive} times carry no offset and no time zone is given: they are read as UTC");
        findings.push(Finding::new(Code::ZoneMissing, message).hint("name the zone with --time-zone or --config"));
    }
}

/// The starts of the first and the last interval that a file's rows belong to.
fn span(file: &FileRead, interval: Minutes, zone: Zone) -> Option<(Instant, Instant)> {
    let counts = file
        .counts
        .iter()
        .map(|(_, row, length)| if *length < interval { cell::floor(row.start, interval, zone) } else { row.start });
    let calls = file.calls.iter().map(|c| cell::floor(c.call.asked, interval, zone));
    counts.chain(calls).fold(None, |span, at| match span {
        None => Some((at, at)),
        Some((first, last)) => Some((at.min(first), at.max(last))),
    })
}
