//! A CSV table of our own formats, read so that every fault has its line, its column and its text.

use std::path::Path;

use csv::StringRecord;

use super::row::Row;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place, Severity};
use crate::ingest::faults::{Faults, shown};
use crate::ingest::{nearest, source};

/// The columns of a format.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'c> {
    /// Without these no row can be read.
    pub(crate) needed: &'c [&'c str],
    /// These may be absent.
    pub(crate) optional: &'c [&'c str],
}

/// A table with its header understood; rows are read as they are asked for.
pub(crate) struct Table<'f> {
    text: String,
    separator: u8,
    header: Vec<String>,
    pub(crate) faults: Faults<'f>,
}

impl<'f> Table<'f> {
    /// Opens a file. `None` when it cannot be read, is empty or lacks a needed column: the findings say which.
    pub(crate) fn open(path: &Path, columns: Columns, findings: &'f mut Findings) -> Option<Self> {
        let text = source::read_text(path, findings)?;
        Self::of_text(&path.display().to_string(), text, columns, findings)
    }

    /// The same for a text that has been read already.
    pub(crate) fn of_text(file: &str, text: String, columns: Columns, findings: &'f mut Findings) -> Option<Self> {
        let faults = Faults::new(file, findings);
        let separator = sniff_separator(&text, &faults);
        let mut reader = reader(&text, separator);
        let mut record = StringRecord::new();
        let found = reader.read_record(&mut record).unwrap_or(false);
        if !found {
            let message = "the file is empty: it has no header row";
            let hint = format!("the header row is {}", columns.needed.join(","));
            faults
                .push(Code::TableEmpty, || Finding::new(Code::TableEmpty, message).at(faults.whole_file()).hint(hint));
            return None;
        }
        let header: Vec<String> = record.iter().map(|cell| cell.trim().to_lowercase()).collect();
        let table = Self { text, separator, header, faults };
        table.note_unknown_columns(columns);
        table.has_needed_columns(columns).then_some(table)
    }

    /// What separates the cells.
    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    /// One line of a file that is read elsewhere, as a row of this table; `None` for a blank one.
    pub(super) fn row_of<'t>(&'t self, line: u64, text: &str) -> Option<Row<'t, 'f>> {
        let mut record = StringRecord::new();
        let found = reader(text, self.separator).read_record(&mut record).unwrap_or(false);
        if !found || record.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let row = Row { table: self, record, line };
        row.report_width(self.header.len());
        Some(row)
    }

    /// Whether the header has this column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.index(column).is_some()
    }

    /// Where a column is in a row.
    pub(super) fn index(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }

    /// Every row that is not blank.
    pub(crate) fn rows<'t>(&'t self) -> impl Iterator<Item = Row<'t, 'f>> + 't {
        let mut reader = reader(&self.text, self.separator);
        let mut first = true;
        std::iter::from_fn(move || {
            loop {
                let mut record = StringRecord::new();
                if !reader.read_record(&mut record).unwrap_or(false) {
                    return None;
                }
                let is_header = std::mem::take(&mut first);
                if is_header || record.iter().all(|cell| cell.trim().is_empty()) {
                    continue;
                }
                let line = record.position().map_or(0, csv::Position::line);
                let row = Row { table: self, record, line };
                row.report_width(self.header.len());
                return Some(row);
            }
        })
    }

    /// Says that a table which needs at least one usable row has none, unless other faults say why.
    pub(crate) fn report_no_rows(&self, what: &str) {
        if self.faults.has_errors() {
            return;
        }
        self.faults.push(Code::TableEmpty, || {
            Finding::new(Code::TableEmpty, format!("the table has no row: {what}")).at(self.faults.whole_file())
        });
    }

    fn note_unknown_columns(&self, columns: Columns) {
        let known = |name: &String| columns.needed.iter().chain(columns.optional).any(|c| c == name);
        let unknown: Vec<String> =
            self.header.iter().filter(|n| !n.is_empty() && !known(n)).map(|n| shown(n)).collect();
        if !unknown.is_empty() {
            let (few, more) = unknown.split_at(unknown.len().min(8));
            let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
            let message = format!("columns not read: {}{more}", few.join(", "));
            let finding = Finding::new(Code::ColumnUnknown, message).at(self.faults.line(1));
            self.faults.push(Code::ColumnUnknown, || finding);
        }
        for (i, name) in self.header.iter().enumerate() {
            if known(name) && self.header.iter().take(i).any(|earlier| earlier == name) {
                let message = "the column is there twice; the first is read";
                let mut finding = Finding::new(Code::ColumnUnknown, message);
                finding.place = Place { column: Some(name.clone()), ..self.faults.line(1) };
                finding.severity = Severity::Warning;
                self.faults.push(Code::ColumnUnknown, || finding);
            }
        }
    }

    fn has_needed_columns(&self, columns: Columns) -> bool {
        let mut complete = true;
        for column in columns.needed.iter().filter(|c| !self.has(c)) {
            complete = false;
            let unused = self.header.iter().map(String::as_str).filter(|n| !columns.needed.contains(n));
            let hint = match nearest::nearest(column, unused.clone()) {
                Some(near) => format!("rename the column {near:?} if it is meant"),
                None => format!("the table has: {}", shown(&self.header.join(", "))),
            };
            self.faults.push(Code::ColumnMissing, || {
                let mut place = self.faults.line(1);
                place.column = Some((*column).to_owned());
                Finding::new(Code::ColumnMissing, format!("the column {column:?} is missing")).at(place).hint(hint)
            });
        }
        complete
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// Spreadsheets of some countries save "CSV" with semicolons or tabs: taken from the header row, and noted.
fn sniff_separator(text: &str, faults: &Faults) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    for (separator, name) in [(b';', "semicolons"), (b'\t', "tabs")] {
        if !header.contains(',') && header.bytes().any(|b| b == separator) {
            faults.push(Code::TextGuessed, || {
                Finding::new(Code::TextGuessed, format!("the cells were taken as separated by {name}"))
                    .at(faults.line(1))
            });
            return separator;
        }
    }
    b','
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns { needed: &["agent", "minutes"], optional: &["note"] };

    fn table<'f>(text: &str, findings: &'f mut Findings) -> Option<Table<'f>> {
        Table::of_text("t.csv", text.to_owned(), COLUMNS, findings)
    }

    #[test]
    fn a_missing_column_names_the_nearest_one() {
        let mut findings = Findings::new();
        assert!(table("agnet,minutes\nA,1\n", &mut findings).is_none());
        let missing = findings.iter().find(|f| f.code == Code::ColumnMissing).expect("found");
        assert_eq!(missing.place.column.as_deref(), Some("agent"));
        assert!(missing.hint.as_deref().expect("hint").contains("agnet"));
    }

    #[test]
    fn a_fault_has_line_column_and_text() {
        let mut findings = Findings::new();
        {
            let table = table("agent,minutes\n\nA,1\nB,x\n", &mut findings).expect("readable");
            let values: Vec<_> = table.rows().map(|row| row.whole("minutes")).collect();
            assert_eq!(values, [Some(1), None]);
        }
        let fault = findings.iter().next().expect("one");
        assert_eq!((fault.code, fault.place.line), (Code::CellInvalid, Some(4)));
        assert_eq!((fault.place.column.as_deref(), fault.place.text.as_deref()), (Some("minutes"), Some("x")));
    }

    #[test]
    fn widths_are_checked_but_trailing_blanks_are_not() {
        let mut findings = Findings::new();
        table("agent,minutes\nA,1,,\nB,1,x\nC\n", &mut findings).expect("readable").rows().for_each(drop);
        let lines: Vec<_> = findings.iter().map(|f| (f.code, f.place.line)).collect();
        assert_eq!(lines, [(Code::RowWidth, Some(3)), (Code::RowWidth, Some(4))]);
    }

    #[test]
    fn an_empty_file_is_an_error_and_semicolons_are_noted() {
        let mut findings = Findings::new();
        assert!(table("\n\n", &mut findings).is_none());
        assert!(findings.has(Code::TableEmpty));
        let mut findings = Findings::new();
        assert!(table("agent;minutes\nA;1\n", &mut findings).is_some());
        assert!(findings.has(Code::TextGuessed) && !findings.has_errors());
    }
}
