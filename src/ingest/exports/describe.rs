//! What an export looks like and how it would be read, without writing anything.

use super::file::FileRead;
use super::mapping::{Kind, Mapping, OffsetMeaning};
use super::summary;
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
        separator: layout.separator,
        header_line: layout.header_line,
        header: layout.header.clone(),
        kind: layout.mapping.kind.word().to_owned(),
        fields: fields(&layout.mapping),
        unused: layout.unused(),
        date_order: file.date_order.to_owned(),
        interval: file.length,
        zone,
        first_rows: layout.sample.iter().take(FIRST_ROWS).map(|r| r.cells.clone()).collect(),
        mapping: as_mapping(file).to_toml(),
    }
}

fn fields(mapping: &Mapping) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = mapping.columns.iter().map(|(f, c)| (f.clone(), c.clone())).collect();
    if let Some(rules) = &mapping.calls {
        let asked: Vec<&str> = rules.asked.iter().map(|a| a.column.as_str()).collect();
        fields.push(("asked for service".into(), asked.join(" or ")));
        let each = [("wait", &rules.wait), ("handle time", &rules.handle)];
        fields.extend(each.into_iter().filter_map(|(f, c)| Some((f.to_owned(), c.clone()?))));
    }
    if mapping.offset == OffsetMeaning::Ignore {
        fields.push(("offset".into(), "ignored".into()));
    }
    fields
}

/// The mapping, with what was found written down: a start for the planner's own mapping file.
fn as_mapping(file: &FileRead) -> Mapping {
    let mut mapping = file.layout.mapping.clone();
    if mapping.description.is_empty() {
        mapping.description = "written by wfm import --describe".into();
    }
    if mapping.header.is_empty() {
        mapping.header.clone_from(&file.layout.header);
    }
    mapping.separator = Some(file.layout.separator);
    if mapping.date_format.is_none() {
        mapping.date_format = Some(file.date_format.to_owned());
    }
    if mapping.kind == Kind::Intervals {
        mapping.interval_minutes = mapping.interval_minutes.or(file.length.map(crate::domain::units::Minutes::get));
    }
    mapping
}
