//! Many questions in one file: `wfm erlang --cases FILE -o OUT`.
//!
//! Two formats, told apart by their header: *staffing* cases (the fewest agents for a service level, by Erlang C or A) and
//! *loss* cases (Erlang B and M/M/c/K). Columns may come in any order; columns of results that are already there are computed
//! anew. A row that cannot be answered is a finding with its line and yields no output row; the others keep their order.

mod loss_row;
mod reader;
mod staffing_row;

use rayon::prelude::*;

use self::reader::{Cells, Table};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};

/// A file of cases of one kind: its columns, and how a row is answered.
struct Format {
    inputs: &'static [&'static str],
    outputs: &'static [&'static str],
    answer: fn(&Cells<'_>) -> Result<Vec<String>, Vec<Finding>>,
}

const FORMATS: [Format; 2] = [
    Format { inputs: staffing_row::INPUTS, outputs: staffing_row::OUTPUTS, answer: staffing_row::answer },
    Format { inputs: loss_row::INPUTS, outputs: loss_row::OUTPUTS, answer: loss_row::answer },
];

/// Answers every case of a file (`name` is what findings call it) and gives the output file: the input columns as read,
/// then the results, undefined ones empty.
///
/// Every fault is pushed. `None` when the file is not of a known format or none of its rows can be answered.
#[must_use]
pub fn run_cases(name: &str, bytes: &[u8], findings: &mut Findings) -> Option<Vec<u8>> {
    let table = Table::read(name, bytes, findings)?;
    let Some(format) = FORMATS.iter().find(|format| table.has_all(format.inputs)) else {
        findings.push(unknown_format(name, &table));
        return None;
    };
    for column in table.columns_outside(&[format.inputs, format.outputs]) {
        let message = format!("column `{column}` is not one of the case columns and is left out of the output");
        findings.push(Finding::new(Code::CaseColumnUnknown, message).at(Place::line(name, 1).cell(column, column)));
    }
    let answers: Vec<Result<Vec<String>, Vec<Finding>>> =
        table.rows().par_iter().map(|row| (format.answer)(&table.cells(name, row))).collect();
    let mut output = csv::Writer::from_writer(Vec::new());
    let header = format.inputs.iter().chain(format.outputs.iter().filter(|c| !format.inputs.contains(c)));
    output.write_record(header).ok()?;
    let mut answered = 0_usize;
    for answer in answers {
        match answer {
            Ok(row) => {
                output.write_record(&row).ok()?;
                answered += 1;
            }
            Err(faults) => faults.into_iter().for_each(|fault| findings.push(fault)),
        }
    }
    let bytes = output.into_inner().ok()?;
    (answered > 0 || table.rows().is_empty()).then_some(bytes)
}

fn unknown_format(name: &str, table: &Table) -> Finding {
    let missing =
        |format: &Format| -> Vec<&str> { format.inputs.iter().copied().filter(|c| !table.has_all(&[*c])).collect() };
    let nearest = FORMATS.iter().map(missing).min_by_key(Vec::len).unwrap_or_default();
    let columns: Vec<String> = FORMATS.iter().map(|f| f.inputs.join(",")).collect();
    Finding::new(Code::CasesFormatUnknown, format!("the header lacks the columns {}", nearest.join(", ")))
        .at(Place::line(name, 1))
        .hint(format!("a file of cases has the columns {}", columns.join(" or ")))
}
