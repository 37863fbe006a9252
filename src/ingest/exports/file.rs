//! One file, read whole: its layout, its rows, and what there is to say about it.

use std::collections::BTreeSet;
use std::path::Path;

use encoding_rs::Encoding;

use super::call_pool::{CallDays, CallPool, Fates};
use super::calls::{CallReader, CallRow};
use super::counts::{CountReader, CountRow};
use super::faults::{Faults, RowFaults};
use super::layout::{self, Chosen, Layout};
use super::mapping::{Kind, Mapping, OffsetMeaning, Omitted};
use super::names;
use super::queue_log::QueueLogReader;
use super::queues::{QueueOfRow, Queues};
use super::rows::{self, Tally};
use super::scales;
use super::side_by_side;
use super::source::Source;
use super::states::StateReader;
use super::times::Times;
use crate::domain::codes::Code;
use crate::domain::import::ImportOptions;
use crate::domain::progress::Progress;
use crate::domain::time::Zone;
use crate::domain::units::Minutes;

/// How all files of an import are read.
pub(super) struct Reading<'a> {
    /// The user's options.
    pub(super) options: &'a ImportOptions,
    /// The zone of naive times.
    pub(super) zone: Zone,
    /// The mapping that the user named.
    pub(super) named: Option<(String, Mapping)>,
    /// The encoding that the user or the mapping named.
    pub(super) encoding: Option<&'static Encoding>,
    /// Who is told how far reading is.
    pub(super) progress: &'a dyn Progress,
}

/// What a file holds.
pub(super) struct FileRead {
    /// The file, as the user named it.
    pub(super) name: String,
    /// How it was read.
    pub(super) layout: Layout,
    /// The encoding's name, and whether it is a guess.
    pub(super) encoding: (&'static str, bool),
    /// It is compressed.
    pub(super) compressed: bool,
    /// The sheet of a workbook.
    pub(super) sheet: Option<String>,
    /// The fate of its rows.
    pub(super) tally: Tally,
    /// Its rows of counts, with their length.
    pub(super) counts: Vec<(QueueOfRow, CountRow, Minutes)>,
    /// The days and intervals of its calls.
    pub(super) calls: CallDays,
    /// The usual length of its rows of counts.
    pub(super) length: Option<Minutes>,
    /// Times without offset, and times with one.
    pub(super) times: (u64, u64),
    /// How its dates are written, in words and as a `date_format`.
    pub(super) date_order: &'static str,
    /// See `date_order`.
    pub(super) date_format: &'static str,
}

impl FileRead {
    /// An interval without a row had no calls, on days that the file covers.
    pub(super) fn omits_zeros(&self) -> bool {
        matches!(self.layout.mapping.kind, Kind::Calls | Kind::QueueLog) || self.layout.mapping.omitted == Omitted::Zero
    }
}

/// Reads a file; `None` where it is not an export that can be read, and findings say why. Its calls go to `calls`, as those
/// of file number `at`.
pub(super) fn read(
    path: &Path,
    at: usize,
    reading: &Reading<'_>,
    calls: &mut CallPool,
    faults: &mut Faults<'_>,
) -> Option<FileRead> {
    let source = Source::open(path, reading.encoding, faults)?;
    if source.guessed {
        let message = format!("nothing proves the encoding; read as {}", source.encoding.name());
        faults.whole(Code::EncodingGuessed, message, "name another with --encoding if names look wrong");
    }
    let layout = layout::find(&source, reading.named.as_ref(), &reading.options.map, faults)?;
    say_how(&layout, &source, faults);
    let queues = match Queues::of(&layout, reading.options) {
        // Who works for which queue is not asked of a schedule.
        Err(fault) if layout.mapping.kind != Kind::States => {
            faults.row(layout.header_line, fault);
            return None;
        }
        queues => queues.ok(),
    };
    let zone = layout.mapping.zone.as_deref().and_then(Zone::parse).unwrap_or(reading.zone);
    let format = reading.options.date_format.as_deref();
    let times = match Times::of(&source, &layout, zone, format, faults) {
        Ok(times) => times,
        Err(e) => {
            faults.whole(Code::FileUnreadable, format!("the file cannot be read: {e}"), "export it again");
            return None;
        }
    };
    let mut file = FileRead {
        name: faults.file().to_owned(),
        layout: layout.clone(),
        encoding: (source.encoding.name(), source.guessed),
        compressed: source.compressed,
        sheet: source.sheet.clone(),
        tally: Tally::default(),
        counts: Vec::new(),
        calls: CallDays::default(),
        length: None,
        times: (0, 0),
        date_order: times.style.words(),
        date_format: times.style.format(),
    };
    match layout.mapping.kind {
        Kind::Intervals => {
            read_counts(&source, &layout, CountReader::new(&layout, queues?, times), reading, &mut file, faults);
        }
        Kind::Calls => {
            let told_apart = calls.several;
            let reader = CallReader::new(&layout, queues?, times, reading.options.interval, told_apart)?;
            read_calls(&source, reader, reading, &mut file, (at, calls), faults);
        }
        Kind::QueueLog => {
            let reader = QueueLogReader::new(queues?, zone, reading.options.interval);
            read_log(&source, &layout, reader, &mut file, (at, calls), faults);
        }
        Kind::States => {
            let mut reader = StateReader::new(&layout, times);
            file.tally = rows::read(&source, &layout, faults, |record, faults| reader.row(record, faults));
            file.times = reader.seen();
        }
    }
    if file.tally.read == 0 {
        faults.whole(Code::ExportEmpty, "the file has a header and no rows", "export a longer period");
    } else if file.tally.kept == 0 {
        faults.whole(
            Code::NothingUsable,
            format!("none of its {} rows can be used", file.tally.read),
            "see the findings above, or wfm import --describe",
        );
    }
    Some(file)
}

fn read_counts(
    source: &Source,
    layout: &Layout,
    mut reader: CountReader<'_>,
    reading: &Reading<'_>,
    file: &mut FileRead,
    faults: &mut Faults<'_>,
) {
    file.tally = rows::read(source, layout, faults, |record, faults| reader.row(record, faults));
    reader.times.report(faults);
    file.times = (reader.times.naive, reader.times.fixed);
    let (count, first) = reader.blank_as_above;
    if count > 0 {
        let message = format!(
            "{count} rows leave the date or the queue blank (the first on line {first}); they are read as of the row above"
        );
        faults.whole(Code::BlankAsAbove, message, "fill the cells before exporting if that is wrong");
    }
    let (counts, length) = reader.finish(reading.options.interval, reading.zone, &mut file.tally, faults);
    file.counts = counts;
    file.length = Some(length);
}

fn read_calls(
    source: &Source,
    mut reader: CallReader<'_>,
    reading: &Reading<'_>,
    file: &mut FileRead,
    (at, calls): (usize, &mut CallPool),
    faults: &mut Faults<'_>,
) {
    let mut fates = Fates::default();
    let days = &mut file.calls;
    let take = |row: CallRow, faults: &mut RowFaults| {
        days.add(&row);
        calls.add(at, row, &mut fates, faults);
    };
    file.tally = side_by_side::read(source, &mut reader, reading, take, faults);
    reader.times.report(faults);
    file.times = (reader.times.naive, reader.times.fixed);
    let (count, first) = reader.across_midnight;
    if count > 0 {
        let message = format!(
            "{count} negative durations ran across midnight (the first on line {first}); a day is added to them"
        );
        faults.whole(Code::DurationAcrossMidnight, message, "");
    }
    calls.fates.push(fates);
}

fn read_log(
    source: &Source,
    layout: &Layout,
    mut reader: QueueLogReader<'_>,
    file: &mut FileRead,
    (at, calls): (usize, &mut CallPool),
    faults: &mut Faults<'_>,
) {
    let mut fates = Fates::default();
    let days = &mut file.calls;
    file.tally = rows::read(source, layout, faults, |record, faults| {
        let outcome = reader.row(record, faults);
        for row in reader.rows.drain(..) {
            days.add(&row);
            calls.add(at, row, &mut fates, faults);
        }
        outcome
    });
    file.times = (0, reader.events);
    if reader.open() > 0 {
        let message =
            format!("{} calls joined a queue and have no end in this log; they are not counted", reader.open());
        faults.whole(Code::CallsWithoutEnd, message, "import the log that follows, too");
    }
    calls.fates.push(fates);
}

/// Whether the first rows have several parts.
fn is_split(layout: &Layout) -> bool {
    let columns = layout.summands("part");
    let mut parts = layout.sample.iter().map(|row| columns.iter().map(|at| row.cell(*at)).collect::<Vec<_>>());
    let first = parts.next();
    parts.any(|part| Some(&part) != first.as_ref())
}

/// Says that a column of zones has names that are none: its times are read in the zone of all others.
fn say_zones(layout: &Layout, faults: &mut Faults<'_>) {
    if layout.mapping.kind != Kind::Intervals || layout.field("zone").is_some() || layout.mapping.zone.is_some() {
        return;
    }
    let Some((at, name)) = layout.header.iter().enumerate().find(|(_, name)| names::is_zone(name)) else { return };
    let zones: BTreeSet<&str> = layout.sample.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty()).collect();
    let shown: Vec<String> = zones.iter().take(3).map(|zone| super::faults::quoted(zone)).collect();
    let hint = "name zones as Asia/Shanghai, or write zone = \"…\" in a mapping";
    match zones.len() {
        0 => {}
        1 => {
            let message = format!(
                "the column {name:?} says {}, which is no zone that is known; it is not used",
                shown.join(", ")
            );
            faults.whole(Code::ZoneMissing, message, hint);
        }
        _ => {
            let message = format!(
                "the column {name:?} says {}, which are not all zones that are known; all times are read in one zone",
                shown.join(", ")
            );
            faults.whole(Code::ZonesUnknown, message, hint);
        }
    }
}

/// Says which reading was chosen, where the user did not.
fn say_how(layout: &Layout, source: &Source, faults: &mut Faults<'_>) {
    let mapping = &layout.mapping;
    if source.sheets > 1
        && let Some(sheet) = &source.sheet
    {
        let message = format!("the workbook has {} sheets; the one with most rows, {sheet:?}, is read", source.sheets);
        faults.whole(Code::SheetChosen, message, "save another sheet as a file of its own to import it");
    }
    for field in ["aht_s", "handle_s"] {
        let (scale, guessed) = scales::of_counts(layout, field);
        if let Some(column) = mapping.columns.get(field).filter(|_| guessed) {
            let unit = scale.unit.words();
            let message = format!("nothing names the unit of {column:?}; by its values these are {unit}");
            faults.whole(Code::UnitGuessed, message, "say the unit with [units] in a mapping if that is wrong");
        }
        if let (Some(column), Some(middle)) = (mapping.columns.get(field), scales::unlikely_seconds(layout, field)) {
            let message = format!(
                "nothing names the unit of {column:?}: half of its calls take {middle} seconds or less, if these are seconds; seconds are taken"
            );
            faults.whole(
                Code::UnitUnlikely,
                message,
                "if they are minutes, say aht_s = \"min\" or handle_s = \"min\" in [units] of a mapping",
            );
        }
    }
    match layout.chosen {
        Chosen::Named => {}
        Chosen::Recognised => {
            let mut message = format!("the header is that of the mapping {}: {}", layout.profile, mapping.description);
            if mapping.offset == OffsetMeaning::Ignore {
                message.push_str("; offsets behind times are ignored");
            }
            if mapping.omitted == Omitted::Zero {
                message.push_str("; intervals without a row are zero on days with rows");
            }
            faults.whole(Code::ProfileRecognised, message, "name a mapping with --profile if that is wrong");
        }
        Chosen::Guessed => {
            let unused = layout.unused();
            if !unused.is_empty() {
                let names: Vec<String> = unused.iter().take(20).map(|n| super::faults::quoted(n)).collect();
                let message = format!("nothing is read from these columns: {}", names.join(", "));
                faults.whole(Code::ColumnsUnused, message, "name a column with --map FIELD=COLUMN to use it");
            }
        }
    }
    if let Some(parts) = mapping.columns.get("part").filter(|_| is_split(layout)) {
        let message =
            format!("rows of one interval and queue that differ in {parts:?} are parts of it: they are added up");
        faults.whole(Code::PartsAdded, message, "leave the column out of the export if each of them counts all calls");
    }
    say_zones(layout, faults);
    if mapping.kind == Kind::Intervals && layout.field("offered").is_none() {
        let message = "no column holds the calls offered: they are the sum of answered and abandoned ones";
        faults.whole(Code::OfferedDerived, message, "name the column with --map offered=COLUMN if there is one");
    }
}
