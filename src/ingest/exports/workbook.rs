//! A sheet of an XLSX workbook as text: a line per row, cells between tabs, times and dates written out, so that everything
//! behind it reads a workbook as it reads any other export. Line numbers are the sheet's row numbers.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use chrono::{NaiveDate, TimeDelta};

use super::archive;

/// What stands between the cells.
pub(super) const SEPARATOR: char = '\t';
/// Bytes of the largest workbook that is opened, packed and unpacked.
const LARGEST_FILE: u64 = 256 << 20;
const LARGEST_UNPACKED: u64 = 2 << 30;
/// Bytes of the largest sheet as text.
const LARGEST_TEXT: usize = 1 << 30;
/// Rows and columns that a sheet can have.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;
/// A serial number below this many days is a time of day or a duration: no history is of the year 1900.
const FIRST_DATE: f64 = 366.0;

/// A sheet as text.
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// How many sheets with rows the workbook has.
    pub(super) sheets: usize,
    /// The text, in UTF-8.
    pub(super) text: Vec<u8>,
}

/// Whether a file is a ZIP archive, as workbooks are.
pub(super) fn is_archive(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04")
}

/// Reads the sheet with most rows of a workbook; the error says in words why there is none.
pub(super) fn read(path: &Path) -> Result<Sheet, String> {
    let mut file = File::open(path).map_err(|e| e.to_string())?;
    if file.seek(SeekFrom::End(0)).map_err(|e| e.to_string())? > LARGEST_FILE {
        return Err("the workbook is larger than this program opens".into());
    }
    archive::refuse(&mut file, LARGEST_UNPACKED)?;
    file.rewind().map_err(|e| e.to_string())?;
    // The crate that unpacks it was not written for hostile files; a fault in it is a fault of the file.
    let read = panic::catch_unwind(AssertUnwindSafe(|| largest_sheet(BufReader::new(file))));
    read.unwrap_or_else(|_| Err("the workbook is damaged".into()))
}

fn largest_sheet(file: BufReader<File>) -> Result<Sheet, String> {
    let mut book: Xlsx<_> = Xlsx::new(file).map_err(|e| e.to_string())?;
    let (mut best, mut sheets): (Option<(usize, Sheet)>, usize) = (None, 0);
    for name in book.sheet_names() {
        // A sheet of charts has no cells.
        let Ok((rows, text)) = sheet_text(&mut book, &name) else { continue };
        sheets += usize::from(rows > 0);
        if rows > 0 && best.as_ref().is_none_or(|(most, _)| rows > *most) {
            best = Some((rows, Sheet { name, sheets: 0, text }));
        }
    }
    best.map(|(_, sheet)| Sheet { sheets, ..sheet }).ok_or_else(|| "the workbook has no sheet with rows".into())
}

/// The rows of a sheet that have more than one cell, and its text.
fn sheet_text<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<(usize, Vec<u8>), String> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
    let mut text = String::new();
    let (mut at, mut filled, mut rows) = ((0, 0), 0_u32, 0);
    while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
        let (row, column) = cell.get_position();
        let value = shown(cell.get_value());
        if row >= ROWS || column >= COLUMNS || (row, column) < at || value.is_empty() {
            continue;
        }
        if row > at.0 {
            rows += usize::from(filled > 1);
            filled = 0;
            (at.0..row).for_each(|_| text.push('\n'));
            at = (row, 0);
        }
        (at.1..column).for_each(|_| text.push(SEPARATOR));
        at = (row, column);
        filled += 1;
        text.push_str(&value);
        if text.len() > LARGEST_TEXT {
            return Err("the sheet is larger than this program reads".into());
        }
    }
    rows += usize::from(filled > 1);
    text.push('\n');
    Ok((rows, text.into_bytes()))
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(v) => v.to_string(),
        DataRef::Float(v) => v.to_string(),
        DataRef::Bool(v) => if *v { "TRUE" } else { "FALSE" }.into(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => one_line(text),
        DataRef::SharedString(text) => one_line(text),
        DataRef::DateTime(at) => moment(at),
        DataRef::Error(_) => "#N/A".into(),
    }
}

/// A text without the marks that structure the lines; quotes are kept by quoting.
fn one_line(text: &str) -> String {
    let plain = text.replace(['\t', '\n', '\r'], " ");
    if plain.contains('"') { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}

/// A date, a date and time, or (below a day, and for durations) `h:mm:ss`.
fn moment(at: &ExcelDateTime) -> String {
    let days = at.as_f64();
    if !days.is_finite() || days.abs() > 3e6 {
        return String::new();
    }
    if at.is_duration() || days < FIRST_DATE {
        return duration(days);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let time = date.and_then(|d| d.and_hms_opt(hour.into(), minute.into(), second.into()));
    let Some(time) = time.and_then(|t| t.checked_add_signed(TimeDelta::seconds(i64::from(milli >= 500)))) else {
        return String::new();
    };
    let has_clock = (days.fract() * 86_400.0).round() > 0.0;
    time.format(if has_clock { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d" }).to_string()
}

fn duration(days: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "some million days in milliseconds")]
    let all = (days * 86_400_000.0).round() as i64;
    let (sign, milli) = (if all < 0 { "-" } else { "" }, all.unsigned_abs());
    let (seconds, milli) = (milli / 1000, milli % 1000);
    let fraction = if milli > 0 { format!(".{milli:03}") } else { String::new() };
    format!("{sign}{}:{:02}:{:02}{fraction}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_a_day_are_clocks() {
        assert_eq!(duration(0.375), "9:00:00");
        assert_eq!(duration(1.5), "36:00:00");
        assert_eq!(duration(0.395_833_333_3), "9:30:00");
        assert_eq!(duration(-0.000_005_787), "-0:00:00.500");
    }
}
