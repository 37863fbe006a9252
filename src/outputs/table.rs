//! A table of values and its three renderings: the CSV that scripts read, the same rows as JSON, and text for people.

use std::fmt::Write as _;

use comfy_table::{Cell as TextCell, CellAlignment, ContentArrangement, Table as TextTable, presets};
use serde_json::Value;

use super::number;
use crate::domain::spreadsheet::defused;
use crate::domain::words;

/// A value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Undefined or unknown; never written as 0 or NaN.
    Empty,
    /// Text, as it is.
    Text(String),
    /// A number, written with the fewest digits that read back as the same number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number with all its digits; empty where it is not finite.
    #[must_use]
    pub fn exact(value: impl Into<Option<f64>>) -> Self {
        value.into().filter(|v| v.is_finite()).map_or(Self::Empty, Self::Number)
    }

    /// A number rounded to so many decimals.
    #[must_use]
    pub fn rounded(value: impl Into<Option<f64>>, decimals: i32) -> Self {
        Self::exact(value.into().map(|v| number::rounded(v, decimals)))
    }

    fn as_text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(value) => number::exact(*value),
            Self::Flag(flag) => flag.to_string(),
        }
    }

    /// As [`as_text`](Self::as_text), with text that a spreadsheet would run defused.
    fn in_file(&self) -> String {
        match self {
            Self::Text(text) => defused(text).into_owned(),
            other => other.as_text(),
        }
    }

    fn as_json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => Value::from(text.as_str()),
            // By way of its text, so that whole numbers are written whole.
            Self::Number(value) => serde_json::from_str(&number::exact(*value)).unwrap_or(Value::Null),
            Self::Flag(flag) => Value::from(*flag),
        }
    }
}

/// Rows under named columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The names of the columns, in order.
    pub columns: Vec<&'static str>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Takes out the columns of these names.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        let keep: Vec<bool> = self.columns.iter().map(|c| !names.contains(c)).collect();
        let kept = |i: usize| keep.get(i).copied().unwrap_or(true);
        self.columns = self.columns.iter().enumerate().filter(|(i, _)| kept(*i)).map(|(_, c)| *c).collect();
        for row in &mut self.rows {
            let mut index = 0;
            row.retain(|_| {
                index += 1;
                kept(index - 1)
            });
        }
        self
    }

    /// UTF-8, `,`, one header row, lines end in LF, quoted where needed.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        // Writing to memory cannot fail.
        let _ = writer.write_record(&self.columns);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(Cell::in_file));
        }
        writer.into_inner().unwrap_or_default()
    }

    /// `{"schema": …, "rows": [{column: value, …}, …]}`, one row a line, columns in the order of the file.
    #[must_use]
    pub fn json(&self, schema: &str) -> String {
        let mut out = format!("{{\n  \"schema\": {},\n  \"rows\": [", Value::from(schema));
        for (index, row) in self.rows.iter().enumerate() {
            out.push_str(if index == 0 { "\n    {" } else { ",\n    {" });
            for (at, (column, cell)) in self.columns.iter().zip(row).enumerate() {
                let comma = if at == 0 { "" } else { ", " };
                let _ = write!(out, "{comma}\"{column}\": {}", cell.as_json());
            }
            out.push('}');
        }
        out.push_str(if self.rows.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }

    /// Columns aligned for a terminal; numbers to the right.
    #[must_use]
    pub fn text(&self) -> String {
        let header: Vec<&str> = self.columns.clone();
        let rows =
            self.rows.iter().map(|row| row.iter().map(|c| (c.as_text(), matches!(c, Cell::Number(_)))).collect());
        aligned(&header, rows)
    }
}

/// A plain aligned table for a terminal, in the language spoken; cells marked `true` stand to the right. No colour, no wrapping, so that the same
/// table reads well in a file.
#[must_use]
pub(crate) fn aligned(header: &[&str], rows: impl IntoIterator<Item = Vec<(String, bool)>>) -> String {
    let said = |(text, right): (String, bool)| (words::say(&text), right);
    let rows: Vec<Vec<(String, bool)>> = rows.into_iter().map(|row| row.into_iter().map(said).collect()).collect();
    let mut table = TextTable::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).force_no_tty();
    let right = |column: usize| rows.iter().any(|r| r.get(column).is_some_and(|c| c.1));
    let align = |text: &str, right: bool| {
        TextCell::new(text).set_alignment(if right { CellAlignment::Right } else { CellAlignment::Left })
    };
    table.set_header(header.iter().enumerate().map(|(i, h)| align(&words::label(h), right(i))).collect::<Vec<_>>());
    for row in &rows {
        table.add_row(row.iter().map(|(text, right)| align(text, *right)).collect::<Vec<_>>());
    }
    let mut out = table.trim_fmt();
    out.push('\n');
    if words::spoken().is_some() { out.replace('\n', &format!("{}\n", words::LAID_OUT)) } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["name", "calls", "share", "chosen"]);
        table.rows.push(vec![Cell::text("a,\"b\""), Cell::exact(12.0), Cell::rounded(0.123_456, 4), Cell::Flag(true)]);
        table.rows.push(vec![Cell::text("客服"), Cell::exact(f64::NAN), Cell::Empty, Cell::Flag(false)]);
        table
    }

    #[test]
    fn csv_quotes_what_needs_it_and_leaves_the_undefined_empty() {
        let text = String::from_utf8(table().csv()).expect("utf-8");
        assert_eq!(text, "name,calls,share,chosen\n\"a,\"\"b\"\"\",12,0.1235,true\n客服,,,false\n");
    }

    #[test]
    fn csv_holds_no_text_that_a_spreadsheet_would_run() {
        let mut table = Table::new(&["name", "calls"]);
        table.rows.push(vec![Cell::text("=HYPERLINK(\"x\")"), Cell::exact(-1.0)]);
        assert_eq!(String::from_utf8(table.csv()).expect("utf-8"), "name,calls\n\"'=HYPERLINK(\"\"x\"\")\",-1\n");
    }

    #[test]
    fn json_has_the_same_rows_with_whole_numbers_whole() {
        let value: Value = serde_json::from_str(&table().json("wfm.test/1")).expect("json");
        assert_eq!(value["rows"][0]["calls"].to_string(), "12");
        assert_eq!(value["rows"][1]["share"], Value::Null);
        let empty: Value = serde_json::from_str(&Table::new(&["a"]).json("wfm.test/1")).expect("json");
        assert_eq!(empty["rows"], Value::Array(Vec::new()));
    }

    #[test]
    fn a_column_can_be_left_out() {
        let text = String::from_utf8(table().without(&["calls", "chosen"]).csv()).expect("utf-8");
        assert!(text.starts_with("name,share\n") && text.ends_with("客服,\n"), "{text}");
    }

    #[test]
    fn text_has_one_line_a_row() {
        assert_eq!(table().text().lines().count(), 3);
    }
}
