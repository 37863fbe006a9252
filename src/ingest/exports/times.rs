//! Wall times of one file → instants, with what has to be said about them.

use super::clocks::{self, Stamp, TimeFault};
use super::dates::{DateStyle, OrderEvidence};
use super::faults::{Fault, Faults};
use super::layout::Layout;
use super::mapping::{Kind, OffsetMeaning};
use super::records::Records;
use super::source::Source;
use crate::domain::codes::Code;
use crate::domain::time::{ClockChange, Instant, Zone};

/// How the times of a file are read.
pub(super) struct Times {
    zone: Zone,
    /// How its dates are written.
    pub(super) style: DateStyle,
    offset: OffsetMeaning,
    /// Times without an offset.
    pub(super) naive: u64,
    /// Times with an offset that counts.
    pub(super) fixed: u64,
    skipped: Moved,
    repeated: Moved,
    /// Rows read as the second of two hours.
    pub(super) second_pass: u64,
}

/// Times that a clock change moved.
#[derive(Default)]
struct Moved {
    count: u64,
    first: Option<(u64, String)>,
}

impl Moved {
    fn add(&mut self, line: u64, stamp: &Stamp) {
        self.count += 1;
        self.first.get_or_insert_with(|| (line, stamp.local.format("%Y-%m-%d %H:%M").to_string()));
    }
}

impl Times {
    /// Times in this zone, their date order by the mapping or by what the file proves.
    pub(super) fn of(source: &Source, layout: &Layout, zone: Zone, faults: &mut Faults<'_>) -> std::io::Result<Self> {
        let format = layout.mapping.date_format.as_deref().and_then(DateStyle::parse);
        let style = match format {
            Some(style) => style,
            None => prove_order(source, layout, faults)?,
        };
        let offset = layout.mapping.offset;
        Ok(Self {
            zone,
            style,
            offset,
            naive: 0,
            fixed: 0,
            skipped: Moved::default(),
            repeated: Moved::default(),
            second_pass: 0,
        })
    }

    /// The stamp of a cell.
    pub(super) fn stamp(&self, column: &str, text: &str) -> Result<Stamp, Fault> {
        clocks::stamp(text, self.style).map_err(|fault| time_fault(fault, column, text))
    }

    /// The instant of a stamp read on this line, and what a clock change did to it.
    pub(super) fn instant(&mut self, stamp: &Stamp, line: u64) -> (Instant, Option<ClockChange>) {
        if let (Some(offset), OffsetMeaning::Keep) = (stamp.offset, self.offset) {
            self.fixed += 1;
            return (Instant::from_unix(stamp.local.and_utc().timestamp() - i64::from(offset)), None);
        }
        self.naive += 1;
        let (at, change) = self.zone.resolve(stamp.local);
        match change {
            Some(ClockChange::Skipped) => self.skipped.add(line, stamp),
            Some(ClockChange::Repeated) => self.repeated.add(line, stamp),
            None => {}
        }
        (at, change)
    }

    /// The other instant that has the same wall time; clocks go back by half an hour to two hours.
    pub(super) fn later_pass(&self, first: Instant) -> Option<Instant> {
        let wall = self.zone.local(first);
        [30, 60, 120].into_iter().map(|m| first.plus_minutes(m)).find(|later| self.zone.local(*later) == wall)
    }

    /// Says what clock changes did.
    pub(super) fn report(&self, faults: &mut Faults<'_>) {
        let zone = self.zone.name();
        if let Some((line, first)) = &self.skipped.first {
            let count = self.skipped.count;
            let message = format!(
                "{count} times do not exist in {zone} (the first is {first} on line {line}); they are moved forward by the clock change"
            );
            faults.whole(Code::ImportClockChanged, message, "check that this is the zone of the export");
        }
        if let Some((line, first)) = &self.repeated.first {
            let count = self.repeated.count;
            let mut message = format!(
                "{count} times happen twice in {zone} (the first is {first} on line {line}); they are read as the first of the two"
            );
            if self.second_pass > 0 {
                let second = self.second_pass;
                message = format!("{message}, but for {second} rows that follow them and run through the hour again");
            }
            faults.whole(
                Code::ImportClockChanged,
                message,
                "export times with their offset to keep the two hours apart",
            );
        }
    }
}

/// What is wrong with a time.
pub(super) fn time_fault(fault: TimeFault, column: &str, text: &str) -> Fault {
    let message = match fault {
        TimeFault::NoSuchDay => "there is no such day",
        TimeFault::Unreadable if text.is_empty() => "there is no time",
        TimeFault::Unreadable => "this is not a time that can be read",
    };
    let fault = Fault::cell(Code::TimeInvalid, column, text, message);
    fault.hint("write YYYY-MM-DD HH:MM, or say how dates are written with date_format in a mapping")
}

/// The order that the dates of the whole file prove; a warning where they leave it open.
fn prove_order(source: &Source, layout: &Layout, faults: &mut Faults<'_>) -> std::io::Result<DateStyle> {
    let columns = date_columns(layout);
    let mut records = Records::new(source.text()?, layout.separator);
    let mut evidence = OrderEvidence::default();
    let mut rows = 0_usize;
    let mut open = None;
    while let Some(record) = records.next().ok().flatten() {
        if record.line <= layout.header_line || record.broken {
            continue;
        }
        rows += 1;
        for text in columns.iter().map(|c| clocks::date_part(record.cell(*c))) {
            evidence.observe(text);
            if open.is_none() && evidence.is_open() {
                open = Some(text.to_owned());
            }
        }
        // A file that writes the year first needs no second look; one that settled its order neither.
        if evidence.is_settled() || (open.is_none() && rows > 1000) {
            break;
        }
    }
    let (order, proven) = evidence.decide();
    if !proven {
        let example = open.unwrap_or_default();
        let message = format!(
            "nothing in the file tells the day from the month in dates such as {example}: read as {}",
            order.words()
        );
        faults.whole(Code::DateOrderAmbiguous, message, "if that is wrong, say so with date_format in a mapping");
    }
    Ok(DateStyle { order, short_compact: false })
}

fn date_columns(layout: &Layout) -> Vec<usize> {
    let by_field = ["date", "start"].iter().filter_map(|f| layout.field(f));
    let of_calls = layout.mapping.calls.iter().flat_map(|rules| &rules.asked).filter_map(|a| layout.column(&a.column));
    let dated = layout.field("date").is_some() || layout.mapping.kind == Kind::Intervals;
    if dated { by_field.collect() } else { of_calls.collect() }
}
