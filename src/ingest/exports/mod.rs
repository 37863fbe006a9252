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

mod archive;
mod bcms;
mod call_pool;
mod calls;
mod cell;
mod chunks;
mod clocks;
mod condition;
mod counts;
mod dates;
mod describe;
mod details;
mod encoding;
mod expression;
mod faults;
mod file;
mod gaps;
mod grid;
mod heading;
mod layout;
mod mapping;
mod names;
mod passes;
mod pool;
mod queue_log;
mod queues;
mod records;
mod rows;
mod scales;
mod side_by_side;
mod source;
mod spread;
mod states;
mod summary;
#[cfg(test)]
mod tests;
mod times;
mod values;
mod workbook;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::call_pool::CallPool;
use self::faults::Faults;
use self::file::{FileRead, Reading};
use self::mapping::Kind;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::import::{Description, ImportOptions, ImportTable, Imported, ImportedStates};
use crate::domain::progress::{Progress, Silent};
use crate::domain::series::History;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// Reads exports into one history. Findings say what was refused, guessed and left out; `None` when nothing can be used.
///
/// The order of files matters only where they contradict each other: the later one counts.
pub fn import(
    files: &[PathBuf],
    options: &ImportOptions,
    progress: &dyn Progress,
    findings: &mut Findings,
) -> Option<Imported> {
    let options = &usable(options);
    let reading = prepare(options, progress, findings)?;
    let (mut read, calls) = read_all(files, &reading, findings);
    let zone = reading.zone;
    say_zone(&read, options, findings);
    let spans: Vec<Option<(Instant, Instant)>> = read.iter().map(|f| span(f, options.interval, zone)).collect();
    let mut pool = pool::pool(&mut read, calls, options.interval, zone, findings);
    let calls = std::mem::take(&mut pool.calls);
    if let Some(profile) = &options.spread {
        spread::days(&mut pool, profile, options, zone, findings)?;
    }
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

/// Reads all files; once more where calls turn out to contradict each other, which only the whole shows.
fn read_all(files: &[PathBuf], reading: &Reading<'_>, findings: &mut Findings) -> (Vec<FileRead>, CallPool) {
    let mut contradicted = BTreeSet::new();
    loop {
        let held = contradicted.len();
        let mut found = Findings::new();
        let mut calls = CallPool::new(files.len() > 1, reading.options.keep_calls, contradicted);
        let mut read: Vec<FileRead> = Vec::new();
        for path in files {
            let name = path.display().to_string();
            let mut faults = Faults::of(&name, &mut found);
            calls.begin(&name);
            let at = read.len();
            if let Some(file) = file::read(path, at, reading, &mut calls, &mut faults) {
                if file.layout.mapping.kind == Kind::States {
                    let hint = "wfm import --kind states -o states.csv makes a table of states of it";
                    let message = "this is a schedule: it tells what agents are to do and not what customers asked for";
                    faults.whole(Code::NotHistory, message, hint);
                }
                read.push(file);
            } else {
                calls.names.pop();
            }
            for fates in std::mem::take(&mut calls.fates) {
                fates.settle(at, &mut read, &mut faults);
            }
            faults.finish();
        }
        calls.finish();
        contradicted = std::mem::take(&mut calls.contradicted);
        if contradicted.len() == held {
            findings.extend(found);
            return (read, calls);
        }
    }
}

/// Reads schedule reports into states of agents; `None` when nothing can be used.
pub fn states(files: &[PathBuf], options: &ImportOptions, findings: &mut Findings) -> Option<ImportedStates> {
    let options = &usable(options);
    let reading = prepare(options, &Silent, findings)?;
    states::import(files, &reading, findings)
}

/// Says what an export looks like and how it would be read; findings say what is odd. `None` when it cannot be read.
pub fn describe(path: &Path, options: &ImportOptions, findings: &mut Findings) -> Option<Description> {
    let options = &usable(options);
    let reading = prepare(options, &Silent, findings)?;
    let mut faults = Faults::of(&path.display().to_string(), findings);
    let file = file::read(path, 0, &reading, &mut CallPool::default(), &mut faults);
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

fn prepare<'a>(options: &'a ImportOptions, progress: &'a dyn Progress, findings: &mut Findings) -> Option<Reading<'a>> {
    let mut encoding = None;
    if let Some(name) = &options.encoding {
        encoding = encoding::by_name(name);
        if encoding.is_none() {
            let hint = "known are utf-8, utf-16, gb18030 (also for GBK and GB2312), big5, windows-1252 and the other WHATWG names";
            let message = format!("there is no encoding {name:?}");
            findings.push(Finding::new(Code::EncodingUnknown, message).hint(hint));
        }
    }
    let mut usable = true;
    if let Some(format) = options.date_format.as_deref().filter(|f| dates::DateStyle::parse(f).is_none()) {
        let message = format!("{format:?} is not an order of Y, M and D");
        findings.push(Finding::new(Code::MappingInvalid, message).hint("write --date-format D/M/YYYY, for example"));
        usable = false;
    }
    let named = layout::named(options, findings);
    if !usable || (options.encoding.is_some() && encoding.is_none()) {
        return None;
    }
    let named = named.ok()?;
    let of_mapping = named.as_ref().and_then(|(_, m)| m.encoding.as_deref()).and_then(encoding::by_name);
    Some(Reading {
        options,
        zone: options.zone.unwrap_or(Zone::UTC),
        named,
        encoding: encoding.or(of_mapping),
        progress,
    })
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
    let calls = file.calls.span.into_iter().flat_map(|(first, last)| [first, last]);
    counts.chain(calls).fold(None, |span, at| match span {
        None => Some((at, at)),
        Some((first, last)) => Some((at.min(first), at.max(last))),
    })
}
