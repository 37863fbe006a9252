//! `wfm staff --skills` as its users run it: between the two limits, and the same bytes again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::harness::{fresh, wfm};

const CENTRE: &str = r#"
[centre]
time_zone = "Europe/Berlin"

[[queue]]
id = "cards"
service_level = "80/20"
patience_s = 120

[[queue]]
id = "loans"
service_level = "80/20"
patience_s = 120

[[contract]]
id = "full"
weekly_hours = [36, 40]

[[shift]]
id = "day"
contracts = ["full"]
start = "08:00"
length = "8h"
"#;

const FORECAST: &str = "start,queue,offered,aht_s\n\
     2026-12-07 10:00,cards,90,240\n2026-12-07 10:00,loans,60,240\n\
     2026-12-07 10:30,cards,0,240\n2026-12-07 10:30,loans,60,240\n";

fn write_files(dir: &Path, skills: &[(&str, usize)]) {
    let of_skill = |(skill, heads): &(&str, usize)| (0..*heads).map(|_| (*skill).to_owned()).collect::<Vec<_>>();
    let each = skills.iter().flat_map(of_skill).enumerate();
    let rows: String = each.map(|(at, skill)| format!("A{at},Agent {at},,full,{skill}\n")).collect();
    let agents = format!("agent,name,team,contract,skills\n{rows}");
    for (name, text) in [("centre.toml", CENTRE), ("forecast.csv", FORECAST), ("agents.csv", &agents)] {
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

/// Agents of the first interval by group.
fn staffed(skills: &[(&str, usize)], more: &str) -> (BTreeMap<String, f64>, Vec<Row>) {
    let dir = fresh();
    write_files(dir.path(), skills);
    let command = format!(
        "staff forecast.csv --config centre.toml --skills agents.csv --service service.csv --format csv --calls 40000{more}"
    );
    let run = wfm(&command, dir.path());
    run.expect_code(0);
    let first = |row: &Row| row["start"].contains("10:00");
    let groups = rows(&run.stdout).into_iter().filter(|row| first(row));
    let service = rows(&fs::read_to_string(dir.path().join("service.csv")).expect("written"));
    (groups.map(|row| (row["group"].clone(), number(&row, "agents"))).collect(), service)
}

#[test]
fn flexible_agents_lie_between_the_limits_and_hold_the_targets() {
    let (apart, _) = staffed(&[("cards", 40), ("loans", 40)], "");
    let (pooled, _) = staffed(&[("cards;loans", 40)], "");
    let (mixed, service) = staffed(&[("cards", 40), ("loans", 40), ("cards;loans", 40)], "");
    let heads = |groups: &BTreeMap<String, f64>| groups.values().sum::<f64>();
    assert!(heads(&pooled) <= heads(&mixed) && heads(&mixed) < heads(&apart), "{pooled:?} {mixed:?} {apart:?}");
    // few agents of two skills, and each of them once
    assert!(mixed["cards+loans"] < mixed["cards"] && mixed["cards+loans"] > 0.0, "{mixed:?}");
    for row in service.iter().filter(|row| number(row, "offered") > 0.0) {
        assert!(number(row, "service_level") >= 0.8, "{row:?}");
    }
    let quiet = service.iter().find(|row| number(row, "offered") < 1e-9).expect("a row");
    assert_eq!(quiet["service_level"], "");
}

#[test]
fn heads_that_are_few_are_used_and_the_same_seed_says_the_same() {
    let skills = [("cards", 40), ("loans", 8), ("cards;loans", 40)];
    let (groups, service) = staffed(&skills, " --seed 7");
    assert!(groups["loans"] <= 8.0, "{groups:?}");
    assert_eq!(staffed(&skills, " --seed 7"), (groups, service));
}
