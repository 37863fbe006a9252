//! The batch command against computed and published vectors: agents exact, probabilities and waits to the last digits.

use std::collections::BTreeMap;
use std::path::Path;

use super::erlang_b::loss;
use super::loss::bounded;
use super::{Demand, Performance, performance, run_cases};
use crate::domain::findings::Findings;
use crate::domain::units::{Calls, Heads, Seconds};
use crate::domain::work::Concurrency;

type Row = BTreeMap<String, String>;

fn rows(bytes: &[u8]) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(bytes);
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The answers to the input columns of a vector file, and the vectors themselves; `None` where the file is absent.
fn answered(path: &str, inputs: &[&str]) -> Option<(Vec<Row>, Vec<Row>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let expected = rows(&std::fs::read(path).ok()?);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(inputs).expect("write");
    for row in &expected {
        writer.write_record(inputs.iter().map(|c| row[*c].as_str())).expect("write");
    }
    let mut findings = Findings::new();
    let output = run_cases("cases.csv", &writer.into_inner().expect("bytes"), &mut findings).expect("an output");
    assert!(findings.is_empty(), "{findings:?}");
    let found = rows(&output);
    assert_eq!(found.len(), expected.len());
    Some((found, expected))
}

const STAFFING: [&str; 10] =
    ["id", "model", "calls", "interval_s", "aht_s", "patience_s", "sl_target", "threshold_s", "max_occ", "shrinkage"];
const LOSS: [&str; 8] = ["id", "model", "load", "blocking_target", "c", "K", "aht_s", "threshold_s"];

fn value(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// The greatest error of some columns over all rows; cells must be empty in both or in neither.
fn worst(found: &[Row], expected: &[Row], columns: &[&str], error: fn(f64, f64) -> f64) -> f64 {
    let mut worst = 0.0_f64;
    for (found, expected) in found.iter().zip(expected) {
        for column in columns {
            assert_eq!(found[*column].is_empty(), expected[*column].is_empty(), "{column} of case {}", expected["id"]);
            if !expected[*column].is_empty() {
                worst = worst.max(error(value(found, column), value(expected, column)));
            }
        }
    }
    worst
}

fn absolute(found: f64, expected: f64) -> f64 {
    (found - expected).abs()
}

fn relative(found: f64, expected: f64) -> f64 {
    if expected == 0.0 { found.abs() } else { (found / expected - 1.0).abs() }
}

#[test]
fn staffing_cases_agree_to_the_last_digits() {
    let Some((found, expected)) = answered("../shared/data/staffing/staffing_dev.csv", &STAFFING) else { return };
    for (found, expected) in found.iter().zip(&expected) {
        let near = |column| (value(found, column) - value(expected, column)).abs() <= 1.0;
        if expected["tie"] == "1" {
            assert!(near("agents_sl"), "case {}", expected["id"]);
            continue;
        }
        for column in ["agents_sl", "agents_occ", "agents", "scheduled", "scheduled_fte"] {
            assert_eq!(found[column], expected[column], "{column} of case {}", expected["id"]);
        }
    }
    // on a tie both answers are right; figures belong to the agents chosen
    let same: Vec<(Row, Row)> = found.into_iter().zip(expected).filter(|(f, e)| f["agents"] == e["agents"]).collect();
    let (found, expected): (Vec<Row>, Vec<Row>) = same.into_iter().unzip();
    let shares =
        ["sl", "occupancy", "p_wait", "p_abandon", "sl_answered", "sl_excl_short", "sl_wait_le_T", "sl_virtual"];
    let share_error = worst(&found, &expected, &shares, absolute);
    let wait_error = worst(&found, &expected, &["asa_s", "asa_answered_s", "queue_len", "load"], relative);
    assert!(share_error <= 1e-11, "shares are off by {share_error:e}");
    assert!(wait_error <= 1e-10, "waits are off by {wait_error:e}");
}

#[test]
fn loss_cases_agree_to_the_last_digits() {
    let Some((found, expected)) = answered("../shared/data/staffing/loss_dev.csv", &LOSS) else { return };
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found["c"], expected["c"], "case {}", expected["id"]);
    }
    let shares = ["p_block", "occupancy", "p_wait_accepted", "sl_accepted", "sl_offered"];
    let share_error = worst(&found, &expected, &shares, absolute);
    let wait_error = worst(&found, &expected, &["carried", "asa_accepted_s", "queue_len"], relative);
    assert!(share_error <= 1e-11, "shares are off by {share_error:e}");
    assert!(wait_error <= 1e-10, "waits are off by {wait_error:e}");
}

/// A vector file of the project; always there.
fn fixture(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors").join(name);
    let rows = rows(&std::fs::read(path).expect("the fixture"));
    assert!(rows.iter().all(|row| !row["source"].is_empty()), "every vector names its source");
    rows
}

fn performance_of(row: &Row) -> Performance {
    let seconds = |column| Seconds::new(value(row, column)).expect("seconds");
    let demand = Demand {
        calls: Calls::new(value(row, "calls")).expect("calls"),
        interval: seconds("interval_s"),
        aht: seconds("aht_s"),
        patience: row.contains_key("patience_s").then(|| seconds("patience_s")),
        concurrency: Concurrency::ONE,
    };
    let agents = Heads::new(row["agents"].parse().expect("agents"));
    performance(&demand, agents, seconds("threshold_s")).expect("figures")
}

fn figure(p: &Performance, column: &str) -> f64 {
    let figure = match column {
        "sl" => Some(p.sl),
        "sl_answered" => p.sl_answered,
        "sl_excl_short" => p.sl_excl_short,
        "sl_wait_le_T" => Some(p.sl_wait_le_t),
        "sl_virtual" => Some(p.sl_virtual),
        "p_wait" => Some(p.p_wait),
        "p_abandon" => Some(p.p_abandon),
        "asa_s" => p.asa_s,
        "asa_answered_s" => p.asa_answered_s,
        "queue_len" => p.queue_len,
        _ => p.occupancy,
    };
    figure.unwrap_or(f64::NAN)
}

/// Shares to 1e-12, waits and queue to a relative 1e-11, at given agents: no rounding to 12 digits hides an error here.
fn figures_agree(rows: &[Row], columns: &[&str]) {
    for row in rows {
        let found = performance_of(row);
        for column in columns {
            let (found, expected) = (figure(&found, column), value(row, column));
            let wait = ["asa_s", "asa_answered_s", "queue_len"].contains(column);
            let (error, limit) =
                if wait { (relative(found, expected), 1e-11) } else { (absolute(found, expected), 1e-12) };
            assert!(error <= limit, "{column} of {row:?} is {found}, off by {error:e}");
        }
    }
}

#[test]
fn erlang_c_figures_are_those_of_sixty_digit_arithmetic() {
    figures_agree(&fixture("staffing_erlang_c.csv"), &["sl", "p_wait", "asa_s", "queue_len", "occupancy"]);
}

#[test]
fn erlang_a_figures_are_those_of_sixty_digit_arithmetic() {
    let columns = [
        "sl",
        "sl_answered",
        "sl_excl_short",
        "sl_wait_le_T",
        "sl_virtual",
        "asa_s",
        "asa_answered_s",
        "p_wait",
        "p_abandon",
        "queue_len",
        "occupancy",
    ];
    figures_agree(&fixture("staffing_erlang_a.csv"), &columns);
}

#[test]
fn a_service_level_of_next_to_nothing_keeps_its_digits() {
    for row in fixture("staffing_erlang_a_overload.csv") {
        let found = performance_of(&row);
        for column in ["sl", "sl_virtual", "sl_wait_le_T", "sl_answered"] {
            let error = relative(figure(&found, column), value(&row, column));
            assert!(error <= 1e-11, "{column} of {row:?} is {}, off by {error:e}", figure(&found, column));
        }
    }
}

#[test]
fn erlang_b_blocking_is_that_of_published_tables() {
    for row in fixture("staffing_erlang_b.csv") {
        let agents = row["agents"].parse().expect("agents");
        let found = loss(agents, value(&row, "load")).expect("a load").p_block;
        assert!((found - value(&row, "p_block")).abs() <= value(&row, "tolerance"), "{row:?}: {found}");
    }
}

/// Garnett, Mandelbaum & Reiman (2002), introduction: 48 calls a minute, handle time 1 minute, 50 agents, patience 2 minutes.
#[test]
fn patience_makes_the_difference_that_was_published() {
    let seconds = |s| Seconds::new(s).expect("seconds");
    let demand = |patience| Demand {
        calls: Calls::new(48.0).expect("calls"),
        interval: seconds(60.0),
        aht: seconds(60.0),
        patience,
        concurrency: Concurrency::ONE,
    };
    let agents = Heads::new(50);
    let patient = performance(&demand(None), agents, seconds(0.0)).expect("figures");
    let impatient = performance(&demand(Some(seconds(120.0))), agents, seconds(0.0)).expect("figures");
    let rounds_to = |value: f64, published: f64, unit: f64| (value - published).abs() <= unit / 2.0;
    assert!(rounds_to(patient.asa_s.expect("stable"), 20.8, 0.1));
    assert!(rounds_to(patient.queue_len.expect("stable"), 17.0, 1.0));
    assert!(rounds_to(impatient.p_abandon, 0.031, 0.001));
    assert!(rounds_to(impatient.asa_s.expect("some"), 3.7, 0.1));
    assert!(rounds_to(impatient.queue_len.expect("some"), 3.0, 1.0));
}

#[test]
fn bounded_queues_are_those_of_sixty_digit_arithmetic() {
    for row in fixture("staffing_mmck.csv") {
        let count = |column: &str| row[column].parse().expect("a count");
        let number = |column| value(&row, column);
        let found =
            bounded(count("c"), count("K"), number("load"), number("aht_s"), number("threshold_s")).expect("valid");
        for (column, found) in [
            ("p_block", found.p_block),
            ("occupancy", found.occupancy.expect("agents")),
            ("p_wait_accepted", found.p_wait_accepted.expect("agents")),
            ("sl_accepted", found.sl_accepted.expect("agents")),
            ("sl_offered", found.sl_offered),
        ] {
            assert!(absolute(found, number(column)) <= 1e-13, "{column} of {row:?} is {found}");
        }
        for (column, found) in [
            ("carried", found.carried),
            ("asa_accepted_s", found.asa_accepted_s.expect("agents")),
            ("queue_len", found.queue_len),
        ] {
            assert!(relative(found, number(column)) <= 1e-12, "{column} of {row:?} is {found}");
        }
    }
}
