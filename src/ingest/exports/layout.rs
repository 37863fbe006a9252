//! Where the header of an export is, what separates its columns, and which mapping it is read by.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::condition::Condition;
use super::faults::{Faults, quoted};
use super::mapping::{self, Kind, Mapping};
use super::names;
use super::records::{Record, Records};
use super::source::Source;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};
use crate::domain::import::ImportOptions;

/// Bytes of text by which the layout is found.
const SAMPLE: u64 = 1 << 16;
/// Records of the sample that are looked at.
const SAMPLE_RECORDS: usize = 60;
/// The header is one of the first records; titles may stand above it.
const HEADER_WITHIN: usize = 20;
/// What separates columns.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// How the mapping was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// By the user.
    Named,
    /// By the header.
    Recognised,
    /// There is none: columns were found by their names.
    Guessed,
}

/// How an export is read.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// What the columns mean; every field of `columns` names a column of `header`.
    pub(super) mapping: Mapping,
    /// The mapping's name.
    pub(super) profile: String,
    /// How it was chosen.
    pub(super) chosen: Chosen,
    /// What separates columns.
    pub(super) separator: char,
    /// The header's line.
    pub(super) header_line: u64,
    /// The names of the columns.
    pub(super) header: Vec<String>,
    /// The first rows below the header.
    pub(super) sample: Vec<Record>,
}

impl Layout {
    /// The position of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        position(&self.header, name)
    }

    /// The position of the column of a field.
    pub(super) fn field(&self, field: &str) -> Option<usize> {
        self.mapping.columns.get(field).and_then(|name| self.column(name))
    }

    /// How many columns a row must have at least: those without which it means nothing.
    pub(super) fn required(&self) -> usize {
        let needed = match self.mapping.kind {
            Kind::Calls => needed(&self.mapping),
            Kind::Intervals => {
                let fields = ["start", "date", "time", "offered"];
                fields.iter().filter_map(|f| self.mapping.columns.get(*f).cloned()).collect()
            }
        };
        needed.iter().filter_map(|n| self.column(n)).max().map_or(0, |last| last + 1)
    }

    /// Columns that nothing is read from.
    pub(super) fn unused(&self) -> Vec<String> {
        let needed = needed(&self.mapping);
        let used: Vec<usize> = needed.iter().filter_map(|n| self.column(n)).collect();
        let names = self.header.iter().enumerate().filter(|(i, h)| !h.is_empty() && !used.contains(i));
        names.map(|(_, h)| h.clone()).collect()
    }
}

/// The mapping that the options name.
pub(super) fn named(options: &ImportOptions, findings: &mut Findings) -> Result<Option<(String, Mapping)>, ()> {
    for (field, _) in &options.map {
        if !mapping::FIELDS.contains(&field.as_str()) {
            let message = format!("there is no field {field:?} to map a column to");
            let hint = format!("the fields are {}", mapping::FIELDS.join(", "));
            findings.push(Finding::new(Code::MappingInvalid, message).hint(hint));
            return Err(());
        }
    }
    let Some(name) = &options.profile else { return Ok(None) };
    if let Some((name, mapping)) = mapping::builtin().iter().find(|(n, _)| n == name) {
        return Ok(Some(((*name).to_owned(), mapping.clone())));
    }
    if !has_toml_extension(name) {
        let known: Vec<&str> = mapping::builtin().iter().map(|(n, _)| *n).collect();
        let hint = format!("the mappings are {}; your own file ends in .toml", known.join(", "));
        findings.push(Finding::new(Code::ProfileUnknown, format!("there is no mapping {name:?}")).hint(hint));
        return Err(());
    }
    let read = std::fs::read_to_string(name).map_err(|e| format!("the file cannot be read: {e}"));
    match read.and_then(|text| Mapping::parse(&text)) {
        Ok(mapping) => Ok(Some((name.clone(), mapping))),
        Err(e) => {
            let message = format!("the mapping cannot be used: {}", e.trim());
            findings.push(
                Finding::new(Code::MappingInvalid, message).at(Place::file(name)).hint("correct the mapping file"),
            );
            Err(())
        }
    }
}

fn has_toml_extension(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

/// Finds the layout of an export; findings say why where there is none.
pub(super) fn find(
    source: &Source,
    named: Option<&(String, Mapping)>,
    map: &[(String, String)],
    faults: &mut Faults<'_>,
) -> Option<Layout> {
    let only = named.and_then(|(_, m)| m.separator);
    let separators: Vec<char> = only.map_or_else(|| SEPARATORS.to_vec(), |s| vec![s]);
    let mut samples = Vec::new();
    for separator in separators {
        match sample(source, separator) {
            Ok(records) => samples.push((separator, records)),
            Err(e) => {
                faults.whole(Code::FileUnreadable, format!("the file cannot be read: {e}"), "export it again");
                return None;
            }
        }
    }
    if samples.iter().all(|(_, records)| records.iter().all(Record::is_blank)) {
        faults.whole(Code::ExportEmpty, "the file has only empty lines", "export it again");
        return None;
    }
    let found = match named {
        Some((name, mapping)) => best(&samples, |header, rows| by_mapping(name, mapping, map, header, rows)),
        None => best(&samples, |header, rows| by_header(map, header, rows)),
    };
    if found.is_none() {
        say_what_is_missing(&samples, named.map(|(_, m)| m), map, faults);
    }
    found
}

fn sample(source: &Source, separator: char) -> std::io::Result<Vec<Record>> {
    let text = std::io::BufReader::new(source.text()?.take(SAMPLE));
    let mut records = Records::new(text, separator);
    let mut found = Vec::new();
    while found.len() < SAMPLE_RECORDS
        && let Some(record) = records.next()?
    {
        found.push(record);
    }
    Ok(found)
}

type Try = (Mapping, String, Chosen);

/// The layout with the most fields over all separators and lines; on a tie the first.
fn best(samples: &[(char, Vec<Record>)], read: impl Fn(&[String], &[Record]) -> Option<Try>) -> Option<Layout> {
    let mut best: Option<(usize, Layout)> = None;
    for (separator, records) in samples {
        for (i, record) in records.iter().enumerate().take(HEADER_WITHIN).filter(|(_, r)| !r.broken) {
            let rows: Vec<Record> =
                records.iter().skip(i + 1).filter(|r| !r.is_blank() && !r.broken).cloned().collect();
            let Some((mapping, profile, chosen)) = read(&record.cells, &rows) else { continue };
            // A recognised header beats any guess, and a cleaner split beats a coarser one.
            let score = needed(&mapping).len() + if chosen == Chosen::Guessed { 0 } else { 1000 };
            if best.as_ref().is_none_or(|(s, _)| score > *s) {
                let layout = Layout {
                    mapping,
                    profile,
                    chosen,
                    separator: *separator,
                    header_line: record.line,
                    header: record.cells.clone(),
                    sample: rows,
                };
                best = Some((score, layout));
            }
        }
    }
    best.map(|(_, layout)| layout)
}

/// A mapping the user named: all its columns must be there.
fn by_mapping(
    name: &str,
    mapping: &Mapping,
    map: &[(String, String)],
    header: &[String],
    rows: &[Record],
) -> Option<Try> {
    let mapping = with_columns(mapping, map, header, rows)?;
    Some((mapping, name.to_owned(), Chosen::Named))
}

/// A mapping that recognises the header, else the columns by their names.
fn by_header(map: &[(String, String)], header: &[String], rows: &[Record]) -> Option<Try> {
    for (name, mapping) in mapping::builtin() {
        if recognises(mapping, header)
            && let Some(mapping) = with_columns(mapping, map, header, rows)
        {
            return Some((mapping, (*name).to_owned(), Chosen::Recognised));
        }
    }
    let blank = Mapping { kind: Kind::Intervals, ..Mapping::default() };
    with_columns(&blank, map, header, rows).map(|m| (m, "column names".to_owned(), Chosen::Guessed))
}

/// The header is exactly that of the mapping: one more column, and the export is another.
fn recognises(mapping: &Mapping, header: &[String]) -> bool {
    let plain = |names: &[String]| {
        let mut plain: Vec<String> = names.iter().map(|n| n.trim().to_lowercase()).filter(|n| !n.is_empty()).collect();
        plain.sort_unstable();
        plain
    };
    !mapping.header.is_empty() && plain(&mapping.header) == plain(header)
}

/// The mapping with the user's own columns, completed by names, if this header has all that it needs.
fn with_columns(mapping: &Mapping, map: &[(String, String)], header: &[String], rows: &[Record]) -> Option<Mapping> {
    let mut mapping = mapping.clone();
    apply(&mut mapping.columns, map);
    if needed(&mapping).iter().any(|name| position(header, name).is_none()) {
        return None;
    }
    if mapping.kind == Kind::Intervals {
        names::complete(&mut mapping.columns, header, rows);
        if !names::is_usable(&mapping.columns) {
            return None;
        }
    }
    Some(mapping)
}

/// The user's columns beat those of the mapping; a start of the user's makes the mapping's date and time idle.
fn apply(columns: &mut BTreeMap<String, String>, map: &[(String, String)]) {
    if map.iter().any(|(field, _)| field == "start") {
        columns.remove("date");
        columns.remove("time");
    }
    if map.iter().any(|(field, _)| field == "date") {
        columns.remove("start");
    }
    for (field, column) in map {
        columns.insert(field.clone(), column.clone());
    }
}

/// Every column that a mapping names.
fn needed(mapping: &Mapping) -> Vec<String> {
    let mut names: Vec<String> = mapping.columns.values().cloned().collect();
    let mut add = |name: &str| {
        if !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    };
    mapping.ignored.iter().flat_map(|i| i.when.columns()).for_each(&mut add);
    if let Some(rules) = &mapping.calls {
        rules.id.iter().for_each(|c| add(c));
        rules.asked.iter().for_each(|a| add(&a.column));
        rules.asked.iter().flat_map(|a| a.when.columns()).for_each(&mut add);
        rules.offered.iter().chain(&rules.answered).flat_map(Condition::columns).for_each(&mut add);
        rules.wait.iter().chain(&rules.handle).for_each(|c| add(c));
        rules.details.columns().for_each(&mut add);
    }
    names
}

/// The position of a name in a header: as written, else whatever its case and punctuation.
fn position(header: &[String], name: &str) -> Option<usize> {
    let name = name.trim();
    let exact = header.iter().position(|h| h == name);
    let plain = names::plain(name);
    exact.or_else(|| header.iter().position(|h| !plain.is_empty() && names::plain(h) == plain))
}

/// Tells which columns are missing, in the line that has most of them; without any to ask for, that there is no header.
fn say_what_is_missing(
    samples: &[(char, Vec<Record>)],
    named: Option<&Mapping>,
    map: &[(String, String)],
    faults: &mut Faults<'_>,
) {
    let mut wanted = named.cloned().unwrap_or_default();
    apply(&mut wanted.columns, map);
    let wanted = needed(&wanted);
    let lines = samples.iter().flat_map(|(_, records)| records.iter().take(HEADER_WITHIN));
    let widest = lines.max_by_key(|r| {
        let there = wanted.iter().filter(|n| position(&r.cells, n).is_some()).count();
        // The first line wins a tie.
        (there, r.cells.iter().filter(|c| !c.is_empty()).count(), std::cmp::Reverse(r.line))
    });
    let header = widest.map(|r| r.cells.clone()).unwrap_or_default();
    let seen = quoted_list(&header);
    let missing: Vec<&String> = wanted.iter().filter(|n| position(&header, n).is_none()).collect();
    if missing.is_empty() {
        let message = format!("no line has a column of times and a column of counts; the columns seen are {seen}");
        faults.whole(
            Code::HeaderNotFound,
            message,
            "name them with --map start=COLUMN --map offered=COLUMN, or a mapping file",
        );
    }
    for name in missing {
        let message = format!("there is no column {name:?}; the columns are {seen}");
        faults.whole(
            Code::ImportColumnMissing,
            message,
            "correct the mapping or --map, or leave it out to have columns found",
        );
    }
}

fn quoted_list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().filter(|n| !n.is_empty()).take(20).map(|n| quoted(n)).collect();
    let more = names.iter().filter(|n| !n.is_empty()).count().saturating_sub(20);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
