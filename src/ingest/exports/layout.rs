//! Where the header of an export is, what separates its columns, and which mapping it is read by.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use super::bcms;
use super::condition::Condition;
use super::expression;
use super::faults::{Faults, quoted};
use super::heading::Heading;
use super::mapping::{self, Kind, Mapping};
use super::names;
use super::queue_log;
use super::records::{Record, Records, Shape};
use super::source::Source;
use super::values::Decimals;
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
    /// What the lines look like.
    pub(super) shape: Shape,
    /// How decimals are written.
    pub(super) decimals: Decimals,
    /// What the title lines say of all rows.
    pub(super) heading: Heading,
    /// The header's line; 0 where the columns are known without one.
    pub(super) header_line: u64,
    /// The names of the columns.
    pub(super) header: Vec<String>,
    /// The first rows below the header.
    pub(super) sample: Vec<Record>,
}

impl Layout {
    /// The position of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        expression::position(&self.header, name)
    }

    /// The position of the column of a field; the first where it is a sum.
    pub(super) fn field(&self, field: &str) -> Option<usize> {
        self.summands(field).first().copied()
    }

    /// The positions of the columns whose sum a field is; none where no column holds it.
    pub(super) fn summands(&self, field: &str) -> Vec<usize> {
        let Some(written) = self.mapping.columns.get(field) else { return Vec::new() };
        let parts = expression::columns(written, &self.header).into_iter().map(|name| self.column(name));
        parts.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    /// How many columns a row must have at least: those without which it means nothing.
    pub(super) fn required(&self) -> usize {
        let needed = match self.mapping.kind {
            Kind::Calls => needed(&self.mapping, &self.header),
            // Events have as many cells as they need, and their reader says which are missing.
            Kind::QueueLog => Vec::new(),
            Kind::Intervals | Kind::States => {
                let fields = ["start", "date", "time", "offered"];
                let written = fields.iter().filter_map(|f| self.mapping.columns.get(*f));
                written.flat_map(|w| expression::columns(w, &self.header)).map(str::to_owned).collect()
            }
        };
        needed.iter().filter_map(|n| self.column(n)).max().map_or(0, |last| last + 1)
    }

    /// What separates its columns; a blank where nothing does.
    pub(super) fn separator(&self) -> char {
        match self.shape {
            Shape::Separated(separator) => separator,
            Shape::Bcms => ' ',
        }
    }

    /// Columns that nothing is read from.
    pub(super) fn unused(&self) -> Vec<String> {
        let needed = needed(&self.mapping, &self.header);
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
    let read = crate::ingest::text_of(Path::new(name)).map_err(|e| format!("the file cannot be read: {e}"));
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
    let samples = match samples(source, named.and_then(|(_, m)| m.separator)) {
        Ok(samples) => samples,
        Err(e) => {
            faults.whole(Code::FileUnreadable, format!("the file cannot be read: {e}"), "export it again");
            return None;
        }
    };
    if samples.iter().all(|sample| sample.records.iter().all(Record::is_blank)) {
        faults.whole(Code::ExportEmpty, "the file has only empty lines", "export it again");
        return None;
    }
    let found = match named {
        Some((name, mapping)) => best(&samples, |seen| by_mapping(name, mapping, map, seen)),
        None => best(&samples, |seen| by_header(map, seen)),
    };
    match &found {
        Some(layout) => {
            if let Some(why) = &layout.mapping.not_history {
                let message = format!("this is {}: {why}", layout.mapping.description);
                faults.whole(Code::NotHistory, message, "name the columns with --map if that is wrong");
                return None;
            }
        }
        None => say_what_is_missing(&samples, named.map(|(_, m)| m), map, faults),
    }
    found
}

/// The first records of a file, split in one way.
struct Sample {
    shape: Shape,
    records: Vec<Record>,
    /// The columns, where the format itself says them and no line does.
    columns: Option<Vec<String>>,
}

/// A line that may be the header, what stands above it and what below.
struct Seen<'s> {
    header: &'s [String],
    heading: &'s Heading,
    rows: &'s [Record],
    /// The columns are those of a known format.
    known: bool,
}

fn samples(source: &Source, only: Option<char>) -> std::io::Result<Vec<Sample>> {
    if is_bcms(source)? {
        let columns = bcms::COLUMNS.map(str::to_owned).to_vec();
        return Ok(vec![Sample { shape: Shape::Bcms, records: sample(source, Shape::Bcms)?, columns: Some(columns) }]);
    }
    let separators: Vec<char> = match (source.separator, only) {
        (Some(own), _) => vec![own],
        (None, Some(only)) => vec![only],
        (None, None) => SEPARATORS.to_vec(),
    };
    let mut samples = Vec::new();
    for shape in separators.into_iter().map(Shape::Separated) {
        let records = sample(source, shape)?;
        let columns = queue_log::is_log(&records).then(|| queue_log::COLUMNS.map(str::to_owned).to_vec());
        samples.push(Sample { shape, records, columns });
    }
    Ok(samples)
}

fn is_bcms(source: &Source) -> std::io::Result<bool> {
    let mut text = String::new();
    // A piece of a character at the end of the sample is not a fault.
    let _ = std::io::BufReader::new(source.text()?.take(SAMPLE)).read_to_string(&mut text);
    Ok(bcms::is_report(text.lines().take(200)))
}

fn sample(source: &Source, shape: Shape) -> std::io::Result<Vec<Record>> {
    let text = std::io::BufReader::new(source.text()?.take(SAMPLE));
    let mut records = Records::new(text, shape);
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
fn best(samples: &[Sample], read: impl Fn(&Seen<'_>) -> Option<Try>) -> Option<Layout> {
    let mut best: Option<(usize, Layout)> = None;
    for sample in samples {
        let lines = if sample.columns.is_some() { 1 } else { HEADER_WITHIN };
        for (i, record) in sample.records.iter().enumerate().take(lines) {
            if record.broken && sample.columns.is_none() {
                continue;
            }
            let header = sample.columns.clone().unwrap_or_else(|| record.to_vec());
            let below = sample.records.iter().skip(if sample.columns.is_some() { 0 } else { i + 1 });
            let rows: Vec<Record> = below.filter(|r| !r.is_blank() && !r.broken).cloned().collect();
            let titles = if sample.columns.is_some() { &[][..] } else { sample.records.get(..i).unwrap_or_default() };
            let heading = Heading::of(titles);
            let seen = Seen { header: &header, heading: &heading, rows: &rows, known: sample.columns.is_some() };
            let Some((mapping, profile, chosen)) = read(&seen) else { continue };
            // A recognised header beats any guess, and a cleaner split beats a coarser one.
            let score = needed(&mapping, &header).len() + if chosen == Chosen::Guessed { 0 } else { 1000 };
            if best.as_ref().is_none_or(|(s, _)| score > *s) {
                let decimals = decimals(&mapping, &rows);
                let header_line = if sample.columns.is_some() { 0 } else { record.line };
                let shape = sample.shape;
                let layout =
                    Layout { mapping, profile, chosen, shape, decimals, heading, header_line, header, sample: rows };
                best = Some((score, layout));
            }
        }
    }
    best.map(|(_, layout)| layout)
}

/// How decimals are written: by the mapping, else by what most cells prove.
fn decimals(mapping: &Mapping, rows: &[Record]) -> Decimals {
    match mapping.decimal {
        Some(',') => Decimals::Comma,
        Some(_) => Decimals::Point,
        None => {
            let proofs = rows.iter().flat_map(Record::cells).filter_map(Decimals::proven_by);
            let (mut comma, mut point) = (0, 0);
            proofs.for_each(|proof| if proof == Decimals::Comma { comma += 1 } else { point += 1 });
            match comma.cmp(&point) {
                std::cmp::Ordering::Greater => Decimals::Comma,
                std::cmp::Ordering::Less => Decimals::Point,
                std::cmp::Ordering::Equal => Decimals::Open,
            }
        }
    }
}

/// A mapping the user named: all its columns must be there.
fn by_mapping(name: &str, mapping: &Mapping, map: &[(String, String)], seen: &Seen<'_>) -> Option<Try> {
    let mapping = with_columns(mapping, map, seen)?;
    Some((mapping, name.to_owned(), Chosen::Named))
}

/// A mapping that recognises the header, else the columns by their names.
fn by_header(map: &[(String, String)], seen: &Seen<'_>) -> Option<Try> {
    // Unless the user names them, a header names a time and a count: two columns at least.
    seen.header.iter().filter(|name| !name.is_empty()).nth(1)?;
    // Most lines have no name of any mapping: those need not be looked at closely.
    let names: BTreeSet<String> = seen.header.iter().map(|h| names::plain(h)).collect();
    let hinted =
        mapping::builtin().iter().zip(mapping::clues()).filter(|(_, clue)| clue.iter().any(|c| names.contains(c)));
    let mut known: Vec<&(&str, Mapping)> = hinted.map(|(m, _)| m).filter(|(_, m)| recognises(m, seen.header)).collect();
    // The whole header says more than some of its columns, and more columns say more than fewer.
    known.sort_by_key(|(_, m)| std::cmp::Reverse((m.header.len(), m.signature.len())));
    for (name, mapping) in known {
        // What the user maps by hand is meant to be read.
        let wanted = map.is_empty() || mapping.not_history.is_none();
        if wanted && let Some(mapping) = with_columns(mapping, map, seen) {
            return Some((mapping, (*name).to_owned(), Chosen::Recognised));
        }
    }
    if seen.known {
        return None;
    }
    let blank = Mapping { kind: Kind::Intervals, ..Mapping::default() };
    with_columns(&blank, map, seen).map(|m| (m, "column names".to_owned(), Chosen::Guessed))
}

/// The header is exactly that of the mapping (one more column, and the export is another), or has the columns by which the
/// mapping knows its exports.
fn recognises(mapping: &Mapping, header: &[String]) -> bool {
    let plain = |names: &[String]| {
        let mut plain: Vec<String> = names.iter().map(|n| n.trim().to_lowercase()).filter(|n| !n.is_empty()).collect();
        plain.sort_unstable();
        plain
    };
    let exact = !mapping.header.is_empty() && plain(&mapping.header) == plain(header);
    let signed = !mapping.signature.is_empty()
        && mapping.signature.iter().all(|name| expression::resolve(name, header).is_some())
        && (mapping.not_history.is_some() || mapping.fits(header));
    exact || signed
}

/// The mapping with the user's own columns, completed by names, if this header has all that it needs.
fn with_columns(mapping: &Mapping, map: &[(String, String)], seen: &Seen<'_>) -> Option<Mapping> {
    if mapping.not_history.is_some() {
        return Some(mapping.clone());
    }
    let mut own = mapping.clone();
    apply(&mut own.columns, map);
    let mut mapping = own.resolved(seen.header);
    // A column that the user named must be there.
    if map.iter().any(|(field, _)| !mapping.columns.contains_key(field)) {
        return None;
    }
    if needed(&mapping, seen.header).iter().any(|name| expression::position(seen.header, name).is_none()) {
        return None;
    }
    if mapping.kind == Kind::Intervals {
        names::complete(&mut mapping, seen.header, seen.rows, seen.heading);
        if !names::is_usable(&mapping.columns, seen.heading) {
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
fn needed(mapping: &Mapping, header: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    };
    mapping.columns.values().flat_map(|written| expression::columns(written, header)).for_each(&mut add);
    // A recognised export need not have the columns by which some rows are left out.
    if mapping.signature.is_empty() {
        mapping.ignored.iter().flat_map(|i| i.when.columns()).for_each(&mut add);
    }
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

/// Tells which columns are missing, in the line that has most of them; without any to ask for, that there is no header.
fn say_what_is_missing(samples: &[Sample], named: Option<&Mapping>, map: &[(String, String)], faults: &mut Faults<'_>) {
    let mut wanted = named.cloned().unwrap_or_default();
    apply(&mut wanted.columns, map);
    let lines = samples.iter().flat_map(|sample| match &sample.columns {
        Some(columns) => vec![(0, columns.clone())],
        None => sample.records.iter().take(HEADER_WITHIN).map(|r| (r.line, r.to_vec())).collect(),
    });
    let widest = lines.max_by_key(|(line, cells)| {
        let there = needed(&wanted, cells).iter().filter(|n| expression::resolve(n, cells).is_some()).count();
        // The first line wins a tie.
        (there, cells.iter().filter(|c| !c.is_empty()).count(), std::cmp::Reverse(*line))
    });
    let header = widest.map(|(_, cells)| cells).unwrap_or_default();
    let seen = quoted_list(&header);
    let written = wanted.columns.values().cloned().chain(needed(&wanted, &header));
    let missing: BTreeSet<String> =
        written.filter(|n| expression::resolve(n, &header).is_none() && !n.is_empty()).collect();
    // A recognised export may lack some of its columns: then it is the time or the counts that are missing.
    let missing = if wanted.signature.is_empty() || map.iter().any(|(_, c)| missing.contains(c)) {
        missing
    } else {
        BTreeSet::new()
    };
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
