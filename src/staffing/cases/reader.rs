//! A CSV of cases as text, and its cells as numbers.

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder, Trim};

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};
use crate::domain::spreadsheet::restored;

/// The rows of a file of cases, every cell trimmed text.
pub(super) struct Table {
    columns: BTreeMap<String, usize>,
    order: Vec<String>,
    rows: Vec<Row>,
}

/// One row and the line at which it starts.
pub(super) struct Row {
    line: u64,
    cells: Vec<String>,
}

impl Table {
    /// Reads the file; rows that are not text of the header's width are findings and left out.
    pub(super) fn read(name: &str, bytes: &[u8], findings: &mut Findings) -> Option<Self> {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text);
        let mut record = ByteRecord::new();
        let mut table: Option<Self> = None;
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    findings.push(Finding::new(Code::CaseInvalid, error.to_string()).at(Place::file(name)));
                    break;
                }
            }
            let line = record.position().map_or(0, csv::Position::line);
            let Some(cells) = as_text(&record) else {
                let message = "the row is not UTF-8 text";
                findings.push(Finding::new(Code::CaseInvalid, message).at(Place::line(name, line)));
                continue;
            };
            match &mut table {
                None => table = Some(Self::with_header(cells)),
                Some(table) if cells.len() == table.order.len() => table.rows.push(Row { line, cells }),
                Some(table) => {
                    let message = format!("the row has {} cells, the header {}", cells.len(), table.order.len());
                    findings.push(Finding::new(Code::CaseInvalid, message).at(Place::line(name, line)));
                }
            }
        }
        if table.is_none() {
            let empty = Finding::new(Code::CasesFormatUnknown, "the file has no header").at(Place::file(name));
            findings.push(empty.hint("the first line names the columns"));
        }
        table
    }

    fn with_header(order: Vec<String>) -> Self {
        let columns = order.iter().enumerate().map(|(i, column)| (column.clone(), i)).collect();
        Self { columns, order, rows: Vec::new() }
    }

    pub(super) fn has_all(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.columns.contains_key(*column))
    }

    /// The columns that are in none of the lists, in file order.
    pub(super) fn columns_outside<'a>(&'a self, known: &'a [&'a [&'a str]]) -> impl Iterator<Item = &'a str> {
        self.order.iter().map(String::as_str).filter(move |c| !known.iter().any(|list| list.contains(c)))
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(super) fn cells<'a>(&'a self, file: &'a str, row: &'a Row) -> Cells<'a> {
        Cells { table: self, file, row }
    }
}

fn as_text(record: &ByteRecord) -> Option<Vec<String>> {
    record.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::to_owned)).collect()
}

/// The cells of one row by column name.
pub(super) struct Cells<'a> {
    table: &'a Table,
    file: &'a str,
    row: &'a Row,
}

impl Cells<'_> {
    /// The text of a cell; empty where the file has no such column.
    pub(super) fn text(&self, column: &str) -> &str {
        self.table.columns.get(column).and_then(|i| self.row.cells.get(*i)).map_or("", |cell| restored(cell))
    }

    /// A finding about a cell.
    pub(super) fn fault(&self, column: &str, message: impl Into<String>) -> Finding {
        let place = Place::line(self.file, self.row.line).cell(column, self.text(column));
        Finding::new(Code::CaseInvalid, message).at(place)
    }

    /// A finding about the whole row.
    pub(super) fn unanswerable(&self, message: impl Into<String>) -> Finding {
        Finding::new(Code::TargetUnreachable, message).at(Place::line(self.file, self.row.line))
    }

    /// A number that `valid` accepts; otherwise `None` and a finding that says what was wanted.
    pub(super) fn number(
        &self,
        column: &str,
        wanted: &str,
        valid: fn(f64) -> bool,
        faults: &mut Vec<Finding>,
    ) -> Option<f64> {
        let text = self.text(column);
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite() && valid(*value));
        if value.is_none() {
            let what = if text.is_empty() { "the cell is empty" } else { "the value cannot be used" };
            faults.push(self.fault(column, format!("{what}; wanted: {wanted}")));
        }
        value
    }

    /// A whole number; otherwise `None` and a finding.
    pub(super) fn count(&self, column: &str, wanted: &str, faults: &mut Vec<Finding>) -> Option<u32> {
        let value = self.text(column).parse::<u32>().ok();
        if value.is_none() {
            faults.push(self.fault(column, format!("wanted: {wanted}")));
        }
        value
    }
}
