//! `wfm simulate` as its users run it: constant staffing gives the exact Erlang values, and repeats to the byte.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{fresh, wfm};

const CENTRE: &str = r#"
[centre]
time_zone = "Europe/Berlin"

[[queue]]
id = "patient"
service_level = "80/20"

[[queue]]
id = "impatient"
service_level = "80/20"
patience_s = 120
"#;

/// Three days of 20 Erlangs in each queue; 24 agents on one, 18 on the other. The first day fills the queues, the second is
/// looked at.
fn write_files(dir: &Path) {
    let mut forecast = "start,queue,offered,aht_s\n".to_owned();
    for day in 7..10 {
        for half_hour in 0..48 {
            let start = format!("2026-12-{day:02} {:02}:{:02}", half_hour / 2, half_hour % 2 * 30);
            let _ = writeln!(forecast, "{start},patient,150,240\n{start},impatient,150,240");
        }
    }
    let mut roster = "agent,day,shift,activity,queue,start,end,paid\n".to_owned();
    for agent in 0..42 {
        let queue = if agent < 24 { "patient" } else { "impatient" };
        let span = "2026-12-07 00:00,2026-12-10 00:00";
        let _ = writeln!(roster, "A{agent},2026-12-07,long,work,{queue},{span},true");
    }
    // the days of the roster are those on which a shift starts
    let _ = writeln!(roster, "A99,2026-12-09,long,meeting,,2026-12-09 10:00,2026-12-09 11:00,true");
    for (name, text) in [("centre.toml", CENTRE), ("forecast.csv", &forecast), ("roster.csv", &roster)] {
        fs::write(dir.join(name), text).expect("written");
    }
}

type Row = BTreeMap<String, String>;

fn rows(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn constant_staffing_gives_the_exact_erlang_values_within_their_999_per_mille_interval() {
    let dir = fresh();
    write_files(dir.path());
    let run = wfm(
        "simulate --config centre.toml --forecast forecast.csv --roster roster.csv --replications 40 --format csv",
        dir.path(),
    );
    let rows = rows(&run.stdout);
    let second_day: Vec<&Row> = rows.iter().filter(|r| r["period"] == "day" && r["start"] == "2026-12-08").collect();
    assert_eq!(second_day.len(), 2, "{run}");
    for row in second_day {
        for figure in ["service_level", "asa_s", "abandonment", "occupancy"] {
            let of = |suffix: &str| number(row, &format!("{figure}{suffix}"));
            // from 95 % to 99.9 % with 39 degrees of freedom: 3.558 for 2.023
            let half_width = (of("_high") - of("")).max(of("") - of("_low")) * 3.558 / 2.023;
            let error = (of("") - of("_promised")).abs();
            assert!(
                error <= half_width + 1e-9,
                "{figure} of {}: off by {error}, not {half_width}: {row:?}",
                row["queue"]
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let dir = fresh();
    write_files(dir.path());
    let of = |options: &str| {
        let files = "--config centre.toml --forecast forecast.csv --roster roster.csv --replications 3";
        wfm(&format!("simulate {files} {options} --format csv"), dir.path()).stdout
    };
    let first = of("--seed 5");
    assert_eq!(first, of("--seed 5"));
    assert!(first != of("--seed 6") && first.lines().count() > 290);
}
