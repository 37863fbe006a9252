//! One file, read whole: its layout, its rows, and what there is to say about it.

use std::path::Path;

use encoding_rs::Encoding;

use super::calls::{CallReader, CallRow};
use super::counts::{CountReader, CountRow};
use super::faults::Faults;
use super::layout::{self, Chosen, Layout};
use super::mapping::{Kind, Mapping, OffsetMeaning, Omitted};
use super::queues::{QueueOfRow, Queues};
use super::rows::{self, Tally};
use super::source::Source;
use super::times::Times;
use crate::domain::codes::Code;
use crate::domain::import::ImportOptions;
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
    /// The fate of its rows.
    pub(super) tally: Tally,
    /// Its rows of counts, with their length.
    pub(super) counts: Vec<(QueueOfRow, CountRow, Minutes)>,
    /// Its calls.
    pub(super) calls: Vec<CallRow>,
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
        self.layout.mapping.kind == Kind::Calls || self.layout.mapping.omitted == Omitted::Zero
    }
}

/// Reads a file; `None` where it is not an export that can be read, and findings say why.
pub(super) fn read(path: &Path, reading: &Reading<'_>, faults: &mut Faults<'_>) -> Option<FileRead> {
    let source = Source::open(path, reading.encoding, faults)?;
    if source.guessed {
        let message = format!("nothing proves the encoding; read as {}", source.encoding.name());
        faults.whole(Code::EncodingGuessed, message, "name another with --encoding if names look wrong");
    }
    let layout = layout::find(&source, reading.named.as_ref(), &reading.options.map, faults)?;
    say_how(&layout, faults);
    let queues = match Queues::of(&layout, reading.options) {
        Ok(queues) => queues,
        Err(fault) => {
            faults.row(layout.header_line, fault);
            return None;
        }
    };
    let times = match Times::of(&source, &layout, reading.zone, faults) {
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
        tally: Tally::default(),
        counts: Vec::new(),
        calls: Vec::new(),
        length: None,
        times: (0, 0),
        date_order: times.style.words(),
        date_format: times.style.format(),
    };
    match layout.mapping.kind {
        Kind::Intervals => {
            read_counts(&source, &layout, CountReader::new(&layout, queues, times), reading, &mut file, faults);
        }
        Kind::Calls => read_calls(&source, &layout, CallReader::new(&layout, queues, times)?, &mut file, faults),
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
    let (counts, length) = reader.finish(reading.options.interval, reading.zone, &mut file.tally, faults);
    file.counts = counts;
    file.length = Some(length);
}

fn read_calls(
    source: &Source,
    layout: &Layout,
    mut reader: CallReader<'_>,
    file: &mut FileRead,
    faults: &mut Faults<'_>,
) {
    file.tally = rows::read(source, layout, faults, |record, faults| reader.row(record, faults));
    reader.times.report(faults);
    file.times = (reader.times.naive, reader.times.fixed);
    let (count, first) = reader.across_midnight;
    if count > 0 {
        let message = format!(
            "{count} negative durations ran across midnight (the first on line {first}); a day is added to them"
        );
        faults.whole(Code::DurationAcrossMidnight, message, "");
    }
    file.calls = reader.rows;
}

/// Says which reading was chosen, where the user did not.
fn say_how(layout: &Layout, faults: &mut Faults<'_>) {
    let mapping = &layout.mapping;
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
    if mapping.kind == Kind::Intervals && layout.field("offered").is_none() {
        let message = "no column holds the calls offered: they are the sum of answered and abandoned ones";
        faults.whole(Code::OfferedDerived, message, "name the column with --map offered=COLUMN if there is one");
    }
}
