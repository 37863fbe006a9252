//! Wall times of one file → instants, with what has to be said about them.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::cell::floor;
use super::clocks::{self, Clock, Stamp, TimeFault};
use super::dates::{self, DateStyle, OrderEvidence};
use super::faults::{Fault, Faults};
use super::layout::Layout;
use super::mapping::{BareClock, Kind, OffsetMeaning};
use super::records::{Record, Records};
use super::source::Source;
use crate::domain::codes::Code;
use crate::domain::time::{ClockChange, Instant, Zone};
use crate::domain::units::Minutes;

/// How the times of a file are read.
#[derive(Clone)]
pub(super) struct Times {
    zone: Zone,
    /// The column that names the zone of each row.
    zone_column: Option<(usize, String)>,
    /// The last zone that a row named.
    last_zone: Option<(String, Zone)>,
    /// Clocks of one or two digits are minutes after midnight.
    hmm: bool,
    /// The last day without a clock change and its midnight: rows of a day stand together.
    day: Option<(NaiveDate, Zone, Instant)>,
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
#[derive(Clone, Default)]
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

impl Moved {
    fn join(&mut self, later: Self) {
        self.count += later.count;
        self.first = self.first.take().or(later.first);
    }
}

impl Times {
    /// Times in this zone, their date order by `format`, the mapping or what the file proves.
    pub(super) fn of(
        source: &Source,
        layout: &Layout,
        zone: Zone,
        format: Option<&str>,
        faults: &mut Faults<'_>,
    ) -> std::io::Result<Self> {
        let format = format.or(layout.mapping.date_format.as_deref()).and_then(DateStyle::parse);
        let style = match format {
            Some(style) => style,
            None => prove_order(source, layout, faults)?,
        };
        let offset = layout.mapping.offset;
        let zone_column = layout.field("zone").map(|at| (at, layout.header.get(at).cloned().unwrap_or_default()));
        Ok(Self {
            zone,
            zone_column,
            last_zone: None,
            hmm: is_hmm(layout),
            day: None,
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

    /// The clock of a cell.
    pub(super) fn clock(&self, text: &str) -> Option<Clock> {
        if self.hmm && (1..=2).contains(&text.len()) {
            let minutes: u32 = text.parse().ok().filter(|m| *m < 60)?;
            return Some(Clock { seconds: minutes * 60, offset: None, end: None });
        }
        clocks::clock(text)
    }

    /// The zone of a row.
    pub(super) fn zone_of(&mut self, record: &Record) -> Result<Zone, Fault> {
        let Some((column, name)) = &self.zone_column else { return Ok(self.zone) };
        let text = record.cell(*column);
        if text.is_empty() {
            return Ok(self.zone);
        }
        if let Some((last, zone)) = &self.last_zone
            && last == text
        {
            return Ok(*zone);
        }
        let zone = Zone::parse(text).ok_or_else(|| {
            let fault = Fault::cell(Code::TimeInvalid, name, text, "there is no time zone of this name");
            fault.hint("zones have names such as Asia/Shanghai")
        })?;
        self.last_zone = Some((text.to_owned(), zone));
        Ok(zone)
    }

    /// The instant of a stamp read on this line, and what a clock change did to it.
    pub(super) fn instant(&mut self, stamp: &Stamp, zone: Zone, line: u64) -> (Instant, Option<ClockChange>) {
        if let (Some(offset), OffsetMeaning::Keep) = (stamp.offset, self.offset) {
            self.fixed += 1;
            return (Instant::from_unix(stamp.local.and_utc().timestamp() - i64::from(offset)), None);
        }
        self.naive += u64::from(self.zone_column.is_none());
        if let Some(midnight) = self.plain_midnight(stamp.local.date(), zone) {
            let into = stamp.local.time().num_seconds_from_midnight();
            return (midnight.plus_seconds(i64::from(into)), None);
        }
        let (at, change) = zone.resolve(stamp.local);
        match change {
            Some(ClockChange::Skipped) => self.skipped.add(line, stamp),
            Some(ClockChange::Repeated) => self.repeated.add(line, stamp),
            None => {}
        }
        (at, change)
    }

    /// The midnight of a day on which clocks do not change.
    fn plain_midnight(&mut self, day: NaiveDate, zone: Zone) -> Option<Instant> {
        if let Some((last, its_zone, midnight)) = self.day
            && (last, its_zone) == (day, zone)
        {
            return Some(midnight);
        }
        let next = day.succ_opt()?;
        let (from, to) = (zone.resolve(day.and_time(NaiveTime::MIN)), zone.resolve(next.and_time(NaiveTime::MIN)));
        let plain = from.1.is_none() && to.1.is_none() && to.0.seconds_since(from.0) == 86_400;
        if plain {
            self.day = Some((day, zone, from.0));
        }
        plain.then_some(from.0)
    }

    /// The start of the planning interval that a moment lies in.
    pub(super) fn interval_start(&self, at: Instant, interval: Minutes) -> Instant {
        match self.day {
            Some((_, zone, midnight)) if zone == self.zone && (0..86_400).contains(&at.seconds_since(midnight)) => {
                let into = at.seconds_since(midnight) % (i64::from(interval.get().max(1)) * 60);
                at.plus_seconds(-into)
            }
            _ => floor(at, interval, self.zone),
        }
    }

    /// The same way of reading, with nothing counted: for another part of the file.
    pub(super) fn fresh(&self) -> Self {
        let (skipped, repeated) = (Moved::default(), Moved::default());
        Self { naive: 0, fixed: 0, second_pass: 0, skipped, repeated, ..self.clone() }
    }

    /// Adds what was counted in a later part of the file.
    pub(super) fn add(&mut self, part: Self) {
        self.naive += part.naive;
        self.fixed += part.fixed;
        self.second_pass += part.second_pass;
        self.skipped.join(part.skipped);
        self.repeated.join(part.repeated);
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
    fault.hint("write YYYY-MM-DD HH:MM, or say how dates are written with --date-format")
}

/// Whether clocks without separators are hours and minutes: the mapping says so, or some have three or four digits.
fn is_hmm(layout: &Layout) -> bool {
    if let Some(format) = layout.mapping.time_format {
        return format == BareClock::Hmm;
    }
    let columns: Vec<usize> = ["time", "start"].iter().filter_map(|f| layout.field(f)).collect();
    let bare = |text: &str| (3..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    layout.sample.iter().any(|row| columns.iter().any(|c| bare(row.cell(*c))))
}

/// The order that the dates of the whole file prove; a warning where they leave it open.
fn prove_order(source: &Source, layout: &Layout, faults: &mut Faults<'_>) -> std::io::Result<DateStyle> {
    let columns = date_columns(layout);
    let mut records = Records::new(source.text()?, layout.shape);
    let mut evidence = OrderEvidence::default();
    let mut rows = 0_usize;
    let mut open = None;
    let mut record = Record::default();
    if let (true, Some(date)) = (columns.is_empty(), &layout.heading.date) {
        evidence.observe(clocks::date_part(date), None);
        open = evidence.is_open().then(|| date.clone());
    }
    while records.read(&mut record).unwrap_or(false) && !columns.is_empty() {
        if record.line <= layout.header_line || record.broken {
            continue;
        }
        rows += 1;
        // The weekday may stand in the date's own cell or in one beside it.
        let beside = || record.cells().find_map(dates::weekday);
        for cell in columns.iter().map(|c| record.cell(*c)) {
            let text = clocks::date_part(cell);
            let own = cell.split([' ', ',']).next().and_then(dates::weekday);
            evidence.observe(text, own.or_else(beside));
            if open.is_none() && evidence.is_open() {
                open = Some(text.to_owned());
            }
        }
        // A file that writes the year first needs no second look; one that settled its order neither.
        if evidence.is_settled() || (open.is_none() && rows > 1000) {
            break;
        }
    }
    let (mut order, mut proven) = evidence.decide();
    if !proven && let Some(of_titles) = order_of_titles(layout, open.as_deref().unwrap_or_default()) {
        (order, proven) = (of_titles, true);
    }
    if !proven {
        let example = open.unwrap_or_default();
        let message = format!(
            "nothing in the file tells the day from the month in dates such as {example}: {}; {} is taken",
            evidence.words(),
            order.words()
        );
        let hint = "if that is wrong, say so with --date-format, or date_format in a mapping";
        faults.whole(Code::DateOrderAmbiguous, message, hint);
    }
    Ok(DateStyle { order, short_compact: false })
}

/// The order that dates in the title lines prove, where they are written with the separators of the rows.
fn order_of_titles(layout: &Layout, row: &str) -> Option<dates::Order> {
    let separators = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let mut evidence = OrderEvidence::default();
    let alike = layout.heading.dates.iter().filter(|date| separators(date) == separators(row));
    alike.for_each(|date| evidence.observe(date, None));
    evidence.is_settled().then(|| evidence.decide().0)
}

fn date_columns(layout: &Layout) -> Vec<usize> {
    let by_field = ["date", "start"].iter().filter_map(|f| layout.field(f));
    let of_calls = layout.mapping.calls.iter().flat_map(|rules| &rules.asked).filter_map(|a| layout.column(&a.column));
    let dated = layout.field("date").is_some() || layout.mapping.kind != Kind::Calls;
    if dated { by_field.collect() } else { of_calls.collect() }
}
