//! Tables as Parquet for analysts: every column has one type by its name, so that files of different weeks go together.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::table::{Cell, Table};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Place};
use crate::domain::time::Zone;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A moment: milliseconds, UTC.
    Moment,
    /// A local day.
    Day,
    /// `true` or `false`.
    Flag,
    /// Text.
    Text,
    /// A number with a fraction.
    Number,
}

impl Kind {
    /// One concept has one name in all tables, so the name tells the type.
    fn of(column: &str) -> Self {
        match column {
            "start" | "end" | "time" => Self::Moment,
            "day" | "date" => Self::Day,
            "paid" | "chosen" => Self::Flag,
            "agent" | "name" | "team" | "contract" | "skills" | "queue" | "shift" | "activity" | "period" | "leave"
            | "method" | "days" => Self::Text,
            _ => Self::Number,
        }
    }

    const fn declared(self) -> (&'static str, &'static str) {
        match self {
            Self::Moment => ("INT64", " (TIMESTAMP(MILLIS,true))"),
            Self::Day => ("INT32", " (DATE)"),
            Self::Flag => ("BOOLEAN", ""),
            Self::Text => ("BYTE_ARRAY", " (STRING)"),
            Self::Number => ("DOUBLE", ""),
        }
    }
}

/// The file of a table. Moments are UTC; the centre's clock is named in the file's metadata (`time_zone`). An empty cell is
/// null.
pub fn file(name: &str, table: &Table, zone: Zone) -> Result<Vec<u8>, Finding> {
    build(name, table, zone).map_err(|error| {
        let message = format!("{name}.parquet cannot be made: {error}");
        Finding::new(Code::OutputUnwritable, message).at(Place::file(&format!("{name}.parquet")))
    })
}

fn build(name: &str, table: &Table, zone: Zone) -> Result<Vec<u8>, ParquetError> {
    let fields = table.columns.iter().map(|column| {
        let (physical, logical) = Kind::of(column).declared();
        format!("OPTIONAL {physical} {column}{logical};")
    });
    let schema = parse_message_type(&format!("message {name} {{ {} }}", fields.collect::<Vec<_>>().join(" ")))?;
    let about = vec![KeyValue::new("time_zone".to_owned(), zone.name().to_owned())];
    let properties = WriterProperties::builder().set_key_value_metadata(Some(about)).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (index, column) in table.columns.iter().enumerate() {
        let cells = table.rows.iter().map(|row| row.get(index).unwrap_or(&Cell::Empty));
        match Kind::of(column) {
            Kind::Moment => write::<Int64Type>(&mut group, cells.map(moment))?,
            Kind::Day => write::<Int32Type>(&mut group, cells.map(day))?,
            Kind::Flag => write::<BoolType>(&mut group, cells.map(flag))?,
            Kind::Text => write::<ByteArrayType>(&mut group, cells.map(text))?,
            Kind::Number => write::<DoubleType>(&mut group, cells.map(number))?,
        }
    }
    group.close()?;
    writer.into_inner()
}

/// Writes the next column: its values, and for each row whether there is one.
fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let (mut values, mut is_there) = (Vec::new(), Vec::new());
    for cell in cells {
        is_there.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(&values, Some(&is_there), None)?;
        column.close()?;
    }
    Ok(())
}

fn moment(cell: &Cell) -> Option<i64> {
    let Cell::Text(text) = cell else { return None };
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

fn day(cell: &Cell) -> Option<i32> {
    let Cell::Text(text) = cell else { return None };
    let day: NaiveDate = text.parse().ok()?;
    i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

fn flag(cell: &Cell) -> Option<bool> {
    if let Cell::Flag(flag) = cell { Some(*flag) } else { None }
}

fn text(cell: &Cell) -> Option<ByteArray> {
    if let Cell::Text(text) = cell { Some(text.as_str().into()) } else { None }
}

fn number(cell: &Cell) -> Option<f64> {
    if let Cell::Number(number) = cell { Some(*number) } else { None }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::super::{sample, tables};
    use super::*;

    fn reader(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut made = tempfile::tempfile().expect("file");
        std::io::Write::write_all(&mut made, bytes).expect("written");
        SerializedFileReader::new(made).expect("readable")
    }

    #[test]
    fn no_cell_of_any_table_is_lost() {
        let plan = sample::plan(12, 1);
        let zone = plan.centre.zone;
        let all = [
            ("history", tables::history(&plan.history, zone)),
            ("forecast", tables::forecast(&plan.forecast, zone)),
            ("forecast_days", tables::forecast_days(&plan.forecast)),
            ("accuracy", tables::accuracy(&plan.accuracy)),
            ("requirement", tables::requirement(&plan.requirement, zone)),
            ("roster", tables::roster(&plan.rows, zone)),
        ];
        for (name, table) in all {
            let reader = reader(&file(name, &table, zone).expect("made"));
            assert_eq!(reader.get_row_iter(None).expect("rows").count(), table.rows.len(), "{name}");
            for (index, column) in table.columns.iter().enumerate() {
                let kept = table.rows.iter().filter(|row| row[index] != Cell::Empty).count();
                let cells = table.rows.iter().map(|row| &row[index]);
                let written = match Kind::of(column) {
                    Kind::Moment => cells.filter(|cell| moment(cell).is_some()).count(),
                    Kind::Day => cells.filter(|cell| day(cell).is_some()).count(),
                    Kind::Flag => cells.filter(|cell| flag(cell).is_some()).count(),
                    Kind::Text => cells.filter(|cell| text(cell).is_some()).count(),
                    Kind::Number => cells.filter(|cell| number(cell).is_some()).count(),
                };
                assert_eq!(kept, written, "{name}.{column}");
            }
        }
    }

    #[test]
    fn a_row_reads_back_as_moments_days_texts_and_flags() {
        let mut table = Table::new(&["agent", "day", "start", "queue", "paid", "offered"]);
        let time = Cell::text("2026-10-25T02:30:00+01:00");
        table.rows.push(vec![
            Cell::text("王"),
            Cell::text("2026-10-25"),
            time,
            Cell::Empty,
            Cell::Flag(true),
            Cell::exact(1.5),
        ]);
        let made = file("roster", &table, Zone::UTC).expect("made");
        let row = reader(&made).get_row_iter(None).expect("rows").next().expect("one").expect("readable");
        assert_eq!(
            row.to_string(),
            "{agent: \"王\", day: 2026-10-25, start: 2026-10-25 01:30:00.000 +00:00, queue: null, paid: true, offered: 1.5}"
        );
    }
}
