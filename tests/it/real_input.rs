//! The same path on records that nobody made up: two months of a bank's calls, and the week after them.

use std::fs;
use std::path::Path;

use crate::harness::{Run, fresh, in_package, wfm};

const CENTRE: &str = r#"
[centre]
name = "Bank hotline"
time_zone = "Asia/Jerusalem"
interval_minutes = 30

[[queue]]
id = "bank"
hours = "sun-thu 07:00-24:00, fri 07:00-14:00, sat 18:00-24:00"
service_level = "80/20"
patience_s = "estimate"

[[contract]]
id = "full"
weekly_hours = [32, 40]
daily_hours = [6, 9]
days_per_week = [4, 5]
max_consecutive_days = 6
min_rest_hours = 11

[[contract]]
id = "four_day"
weekly_hours = [27, 36]
daily_hours = [6, 9]
days_per_week = [3, 4]
min_rest_hours = 11
days_off_together = 2

[[contract]]
id = "part"
weekly_hours = [15, 25]
daily_hours = [4, 6]
days_per_week = [3, 5]
min_rest_hours = 11

[[shift]]
id = "day"
contracts = ["full"]
start = { from = "07:00", to = "15:30", step = "30m" }
length = "8h30m"
breaks = [
  { kind = "break", minutes = 15, paid = true, window = ["1h30m", "3h"], step = "30m" },
  { kind = "meal", minutes = 30, paid = false, window = ["3h30m", "5h"], step = "30m" },
  { kind = "break", minutes = 15, paid = true, window = ["6h", "7h"], step = "30m" },
]

[[shift]]
id = "long"
contracts = ["four_day"]
start = { from = "07:00", to = "14:30", step = "30m" }
length = "9h30m"
breaks = [
  { kind = "break", minutes = 15, paid = true, window = ["2h", "3h"], step = "30m" },
  { kind = "meal", minutes = 30, paid = false, window = ["4h", "5h30m"], step = "30m" },
  { kind = "break", minutes = 15, paid = true, window = ["7h", "8h"], step = "30m" },
]

[[shift]]
id = "short"
contracts = ["part"]
start = { from = "07:00", to = "19:00", step = "30m" }
length = "5h"
breaks = [{ kind = "break", minutes = 15, paid = true, window = ["2h", "3h"], step = "30m" }]

[[shift]]
id = "weekend"
contracts = ["full", "four_day"]
start = { from = "07:00", to = "18:00", step = "30m" }
length = "6h"
breaks = [{ kind = "break", minutes = 15, paid = true, window = ["2h", "4h"], step = "30m" }]
"#;

/// Writes the centre directory into a folder; nothing where the data are not present.
fn centre(dir: &Path) -> Option<()> {
    let data = in_package("../shared/data/anonymousbank");
    let months = ["calls_1999-01.csv.gz", "calls_1999-02.csv.gz"];
    if !months.iter().all(|month| data.join(month).exists()) {
        return None;
    }
    let centre = dir.join("bank");
    fs::create_dir_all(centre.join("history")).expect("made");
    for month in months {
        fs::copy(data.join(month), centre.join("history").join(month)).expect("copied");
    }
    fs::write(centre.join("centre.toml"), CENTRE).expect("written");
    fs::write(centre.join("agents.csv"), agents()).expect("written");
    Some(())
}

/// Forty agents in three contracts.
fn agents() -> String {
    let contract = |n: usize| match n {
        1..=20 => "full",
        21..=28 => "four_day",
        _ => "part",
    };
    let rows = (1..=40).map(|n| format!("A{n:02},Agent {n},,{},bank\n", contract(n)));
    std::iter::once("agent,name,team,contract,skills\n".to_owned()).chain(rows).collect()
}

fn planned(dir: &Path) -> Run {
    let run = wfm("plan bank --week 1999-02-28 --time-limit 20s", dir);
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    run
}

#[test]
fn a_week_of_a_real_centre_ends_with_a_roster_that_passes_the_check() {
    let dir = fresh();
    // Without the data there is nothing to test.
    let Some(()) = centre(dir.path()) else { return };
    planned(dir.path());
    let checked = wfm(
        "check --config bank/centre.toml --agents bank/agents.csv --requirement bank/plan/requirement.csv --roster \
         bank/plan/roster.csv --summary bank/plan/roster.json --format json",
        dir.path(),
    );
    assert_eq!(checked.expect_code(0).document()["breaches"], 0, "{checked}");
    let requirement = fs::read_to_string(dir.path().join("bank/plan/requirement.csv")).expect("there");
    let first = requirement.lines().nth(1).expect("a row");
    assert!(first.starts_with("1999-02-28T07:00:00+02:00"), "{first}");
    let last = requirement.lines().last().expect("a row");
    assert!(last.starts_with("1999-03-06T23:30:00+02:00"), "{last}");
}

#[test]
fn the_single_commands_give_the_files_of_the_plan() {
    let dir = fresh();
    let Some(()) = centre(dir.path()) else { return };
    planned(dir.path());
    let config = "--config bank/centre.toml";
    let exports = "bank/history/calls_1999-01.csv.gz bank/history/calls_1999-02.csv.gz";
    let steps = [
        format!("import {exports} {config} -o history.csv"),
        format!("forecast history.csv --start 1999-02-28 --weeks 1 {config} -o forecast.csv"),
        format!("staff forecast.csv {config} -o requirement.csv"),
    ];
    for step in steps {
        let run = wfm(&step, dir.path());
        assert!(matches!(run.code, Some(0 | 1)), "{step}\n{run}");
    }
    for file in ["history.csv", "forecast.csv", "forecast_days.csv", "requirement.csv"] {
        let ours = fs::read(dir.path().join(file)).expect("there");
        let planned = fs::read(dir.path().join("bank/plan").join(file)).expect("there");
        assert!(ours == planned, "{file} differs from the plan's");
    }
}

#[test]
fn two_months_have_their_reference_figures() {
    let dir = fresh();
    let Some(()) = centre(dir.path()) else { return };
    let run = wfm(
        "import bank/history/calls_1999-01.csv.gz bank/history/calls_1999-02.csv.gz --time-zone Asia/Jerusalem -o h.csv",
        dir.path(),
    );
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    for figure in ["30,140", "31,094", "10.219 %", "12.646 %", "183.452 s", "176.353 s"] {
        assert!(run.stderr.contains(figure), "{figure} is missing:\n{}", run.stderr);
    }
    let once = fs::read(dir.path().join("h.csv")).expect("there");
    let twice = wfm(
        "import bank/history/calls_1999-01.csv.gz bank/history/calls_1999-02.csv.gz bank/history/calls_1999-01.csv.gz \
         --time-zone Asia/Jerusalem -o twice.csv",
        dir.path(),
    );
    assert!(matches!(twice.code, Some(0 | 1)), "{twice}");
    assert!(once == fs::read(dir.path().join("twice.csv")).expect("there"), "importing twice changed the history");
}
