//! The two commands of the first page: a made-up centre, and its next week.

use std::path::Path;

use crate::harness::{contents, fresh, wfm};

/// Enough for every part of the engine to speak once, little enough for a test.
const WORK: &str = "--work-limit 2";

/// Checks the plan with every input file that the demo has.
fn check(dir: &Path) -> crate::harness::Run {
    let optional = ["time_off", "availability", "activities", "preferences", "locked", "previous"];
    let there = optional.iter().filter(|name| dir.join(format!("demo/{name}.csv")).exists());
    let options: Vec<String> = there.map(|name| format!("--{} demo/{name}.csv", name.replace('_', "-"))).collect();
    let options = options.join(" ");
    wfm(
        &format!(
            "check --config demo/centre.toml --agents demo/agents.csv --requirement demo/plan/requirement.csv --roster \
             demo/plan/roster.csv --summary demo/plan/roster.json --format json {options}"
        ),
        dir,
    )
}

#[test]
fn the_demo_is_planned_and_its_roster_passes_the_check() {
    let dir = fresh();
    wfm("init demo", dir.path()).expect_code(0);
    let run = wfm("plan demo --time-limit 20s", dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    let plan = dir.path().join("demo/plan");
    let files = [
        "history.csv",
        "forecast.csv",
        "forecast_days.csv",
        "requirement.csv",
        "roster.csv",
        "roster.json",
        "roster.xlsx",
        "report.html",
    ];
    for file in files {
        assert!(plan.join(file).metadata().is_ok_and(|m| m.len() > 0), "{file}");
    }
    let calendars = std::fs::read_dir(plan.join("ics")).expect("a folder").count();
    assert!(calendars > 100, "{calendars} calendars");
    let checked = check(dir.path());
    assert_eq!(checked.expect_code(0).document()["breaches"], 0, "{checked}");
    assert!(run.stdout.is_empty() && run.stderr.contains("1. ") && run.stderr.contains("demo/plan"), "{run}");
}

#[test]
fn two_plans_of_the_same_centre_are_the_same_bytes() {
    let dirs = [fresh(), fresh()];
    let plans = dirs.each_ref().map(|dir| {
        wfm("init demo", dir.path()).expect_code(0);
        let run = wfm(&format!("plan demo {WORK}"), dir.path());
        assert!(matches!(run.code, Some(0 | 1)), "{run}");
        contents(&dir.path().join("demo/plan"))
    });
    let [first, second] = plans;
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        let other = &second[name];
        if name.ends_with("roster.json") {
            assert_eq!(without_timing(bytes), without_timing(other), "{}", name.display());
        } else {
            assert!(bytes == other, "{} differs", name.display());
        }
    }
}

/// roster.json without its wall times.
fn without_timing(bytes: &[u8]) -> serde_json::Value {
    let mut value: serde_json::Value = serde_json::from_slice(bytes).expect("json");
    value.as_object_mut().expect("an object").remove("timing");
    value
}

#[test]
fn the_pages_are_made_again_from_the_files() {
    let dir = fresh();
    wfm("init demo", dir.path()).expect_code(0);
    let run = wfm("plan demo --work-limit 1", dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    let plan = dir.path().join("demo/plan");
    let roster = std::fs::read(plan.join("roster.csv")).expect("there");
    std::fs::remove_file(plan.join("report.html")).expect("removed");
    let run = wfm("report demo", dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    assert!(plan.join("report.html").exists());
    assert_eq!(std::fs::read(plan.join("roster.csv")).expect("there"), roster);
}
