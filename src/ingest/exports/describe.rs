//! What an export looks like and how it would be read, without writing anything.

use super::file::FileRead;
use super::layout::Layout;
use super::mapping::{Kind, Label, Mapping, OffsetMeaning};
use super::records::Record;
use super::scales;
use super::summary;
use super::values::{Decimals, Unit};
use crate::domain::import::Description;
use crate::domain::time::{Instant, Zone};

/// Rows that a description shows.
const FIRST_ROWS: usize = 5;

/// The description of a file that was read.
pub(super) fn of_file(file: &FileRead, span: Option<(Instant, Instant)>, zone: Zone) -> Description {
    let layout = &file.layout;
    let zone = match file.times {
        (0, with_offset) if with_offset > 0 => "offsets in the file".to_owned(),
        _ => zone.name().to_owned(),
    };
    Description {
        summary: summary::of_file(file, span),
        compressed: file.compressed,
        sheet: file.sheet.clone(),
        separator: layout.separator(),
        header_line: layout.header_line,
        header: layout.header.clone(),
        kind: layout.mapping.kind.word().to_owned(),
        fields: fields(layout),
        unused: layout.unused(),
        date_order: file.date_order.to_owned(),
        interval: file.length,
        zone,
        first_rows: layout.sample.iter().take(FIRST_ROWS).map(Record::to_vec).collect(),
        mapping: as_mapping(file).to_toml(),
    }
}

fn fields(layout: &Layout) -> Vec<(String, String)> {
    let mapping = &layout.mapping;
    let unit = |field: &str| format!(" ({})", scales::of_counts(layout, field).0.unit.words());
    let mut fields: Vec<(String, String)> = Vec::new();
    for (field, column) in &mapping.columns {
        let unit = if ["aht_s", "handle_s"].contains(&field.as_str()) { unit(field) } else { String::new() };
        let end = if mapping.label == Label::End && ["start", "time"].contains(&field.as_str()) {
            " (the interval's end)"
        } else {
            ""
        };
        fields.push((field.clone(), format!("{column}{unit}{end}")));
    }
    let heading = [("date", &layout.heading.date), ("queue", &layout.heading.queue)];
    for (field, text) in heading {
        let needed = field == "queue" || !mapping.columns.contains_key("start");
        if let Some(text) = text.as_ref().filter(|_| needed && !mapping.columns.contains_key(field)) {
            fields.push((field.to_owned(), format!("the title lines: {text}")));
        }
    }
    if let Some(rules) = &mapping.calls {
        let asked: Vec<&str> = rules.asked.iter().map(|a| a.column.as_str()).collect();
        fields.push(("asked for service".into(), asked.join(" or ")));
        let each = [("wait", &rules.wait), ("handle", &rules.handle)];
        for (field, column) in each {
            let Some(column) = column else { continue };
            let at = layout.column(column).unwrap_or(usize::MAX);
            let unit = scales::of_call(layout, field, at).unit.words();
            fields.push((field.to_owned(), format!("{column} ({unit})")));
        }
    }
    if layout.decimals == Decimals::Comma {
        fields.push(("decimals".into(), "a comma".into()));
    }
    if mapping.offset == OffsetMeaning::Ignore {
        fields.push(("offset".into(), "ignored".into()));
    }
    fields
}

/// The mapping, with what was found written down: a start for the planner's own mapping file, and the same reading when it
/// is given back.
fn as_mapping(file: &FileRead) -> Mapping {
    let layout = &file.layout;
    let mut mapping = layout.mapping.clone();
    if mapping.description.is_empty() {
        mapping.description = "written by wfm import --describe".into();
    }
    // Columns are resolved: what the header lacks is not named any more, so that nothing need be forgiven.
    mapping.signature.clear();
    mapping.ignored.retain(|rule| rule.when.columns().all(|name| layout.column(name).is_some()));
    if mapping.kind == Kind::QueueLog || layout.header_line == 0 {
        return mapping;
    }
    if mapping.header.is_empty() {
        mapping.header = layout.header.iter().filter(|name| !name.is_empty()).cloned().collect();
    }
    if file.sheet.is_none() {
        mapping.separator = Some(layout.separator());
    }
    if mapping.date_format.is_none() {
        mapping.date_format = Some(file.date_format.to_owned());
    }
    if mapping.decimal.is_none() && layout.decimals == Decimals::Comma {
        mapping.decimal = Some(',');
    }
    for field in ["aht_s", "handle_s"] {
        let unit = scales::of_counts(layout, field).0.unit;
        if mapping.columns.contains_key(field) && unit != Unit::Seconds {
            mapping.units.entry(field.to_owned()).or_insert(unit);
        }
    }
    if mapping.kind == Kind::Intervals
        && !mapping.columns.contains_key("minutes")
        && !mapping.columns.contains_key("end")
    {
        mapping.interval_minutes = mapping.interval_minutes.or(file.length.map(crate::domain::units::Minutes::get));
    }
    mapping
}
