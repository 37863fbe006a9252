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
use crate::domain::spreadsheet::defused;

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
                output.write_record(row.iter().map(|cell| defused(cell).into_owned())).ok()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const STAFFING: &str = "id,model,calls,interval_s,aht_s,patience_s,sl_target,threshold_s,max_occ,shrinkage\n";

    fn run(text: &str) -> (Option<String>, Findings) {
        let mut findings = Findings::new();
        let output = run_cases("cases.csv", text.as_bytes(), &mut findings);
        (output.map(|bytes| String::from_utf8(bytes).expect("UTF-8")), findings)
    }

    fn faults(findings: &Findings) -> Vec<(&str, Option<u64>, &str)> {
        findings
            .iter()
            .map(|f| (f.code.as_str(), f.place.line, f.place.column.as_deref().unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_case_keeps_its_inputs_and_gains_its_figures() {
        let (output, findings) = run(&format!("{STAFFING}7,erlang_c,50,1000,10,,0.5,0,1,0.5\n"));
        assert!(findings.is_empty());
        let output = output.expect("an output");
        let row: Vec<&str> = output.lines().nth(1).expect("a row").split(',').collect();
        // half an Erlang: one agent answers half of the calls at once and is busy half of the time
        assert_eq!(row[..10], ["7", "erlang_c", "50", "1000", "10", "", "0.5", "0", "1", "0.5"]);
        assert_eq!(row[10..19], ["0.5", "1", "1", "1", "2", "2", "0.5", "10", "0.5"]);
    }

    #[test]
    fn every_fault_of_every_row_is_found_and_the_good_rows_answered_in_order() {
        let (output, findings) = run(&format!(
            "{STAFFING}\
             1,erlang_c,10,1800,180,,0.8,20,1,0\n\
             2,erlang_d,-1,0,x,,80,20,1,1\n\
             3,erlang_a,10,1800,180,,0.8,20,1,0\n\
             4,erlang_c,10,1800\n\
             5,erlang_c,10,1800,180,,1,20,1,0\n\
             6,erlang_c,1e300,1800,180,,0.8,20,1,0\n\
             7,erlang_c,10,1800,180,,0.8,NaN,1,0\n\
             8,erlang_c,0,1800,180,,0.8,20,1,0\n"
        ));
        let output = output.expect("two rows");
        let ids: Vec<&str> = output.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
        assert_eq!(ids, ["1", "8"]);
        let mut found = faults(&findings);
        found.sort_unstable();
        assert_eq!(
            found,
            [
                ("S102", Some(3), "aht_s"),
                ("S102", Some(3), "calls"),
                ("S102", Some(3), "interval_s"),
                ("S102", Some(3), "model"),
                ("S102", Some(3), "shrinkage"),
                ("S102", Some(3), "sl_target"),
                ("S102", Some(4), "patience_s"),
                ("S102", Some(5), ""),
                ("S102", Some(7), "calls"),
                ("S102", Some(8), "threshold_s"),
                ("S104", Some(6), ""),
            ]
        );
    }

    #[test]
    fn columns_may_stand_in_any_order_and_strange_ones_are_told() {
        let (output, findings) =
            run("model,id,note,calls,aht_s,interval_s,patience_s,sl_target,threshold_s,shrinkage,max_occ,agents\n\
             erlang_c,1,mine,50,10,1000,,0.5,0,0,1,99\n");
        assert_eq!(faults(&findings), [("S103", Some(1), "note")]);
        assert!(
            output
                .expect("a row")
                .lines()
                .nth(1)
                .expect("a row")
                .starts_with("1,erlang_c,50,1000,10,,0.5,0,1,0,0.5,1,1,1,")
        );
    }

    #[test]
    fn what_is_not_a_file_of_cases_is_refused_with_the_columns_wanted() {
        for text in ["", "a,b\n1,2\n", "\u{feff}id,model\n1,erlang_c\n"] {
            let (output, findings) = run(text);
            assert!(output.is_none() && findings.has(Code::CasesFormatUnknown), "{text:?}");
        }
        let mut findings = Findings::new();
        assert!(run_cases("noise", &[0xff, 0xfe, 0x00, 0x0a, 0xff], &mut findings).is_none());
        assert!(findings.has_errors());
    }

    #[test]
    fn a_file_without_one_good_row_has_no_output() {
        assert!(run(&format!("{STAFFING}1,erlang_c,x,1800,180,,0.8,20,1,0\n")).0.is_none());
        assert_eq!(run(STAFFING).0.map(|text| text.lines().count()), Some(1));
    }

    #[test]
    fn loss_cases_are_answered_by_blocking_or_by_places() {
        let (output, findings) = run("id,model,load,blocking_target,c,K,aht_s,threshold_s\n\
             1,erlang_b,1,0.2,,,,\n\
             2,mmck,0.5,,1,2,100,50\n\
             3,mmck,0.5,,3,2,100,50\n\
             4,erlang_b,1,0,,,,\n");
        let output = output.expect("rows");
        let rows: Vec<&str> = output.lines().skip(1).collect();
        assert_eq!(rows[0], "1,erlang_b,1,0.2,2,,,,0.2,0.8,0.4,,,,,");
        assert!(rows[1].starts_with(
            "2,mmck,0.5,,1,2,100,50,0.142857142857,0.428571428571,0.428571428571,0.333333333333,33.3333333333,"
        ));
        assert_eq!(faults(&findings), [("S102", Some(4), "K"), ("S104", Some(5), "")]);
    }
}
