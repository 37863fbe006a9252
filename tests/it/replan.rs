//! Planning again from the command line: keep, compare, ask what if.

use std::fs;

use crate::harness::{Run, copy_tree, fresh, in_package, wfm, wfm_args};

const PEOPLE: &str = "--config centre.toml --requirement requirement.csv --agents agents.csv";

/// A folder with the small office and its first roster `first.csv`.
fn office() -> tempfile::TempDir {
    let dir = fresh();
    copy_tree(&in_package("fixtures/findings/_roster"), dir.path());
    let run = wfm(&format!("roster {PEOPLE} --work-limit 1 --fail-on 1 -o first.csv"), dir.path());
    run.expect_code(0);
    dir
}

#[test]
fn a_sick_agent_is_planned_around_and_the_change_is_told() {
    let dir = office();
    fs::write(dir.path().join("sick.csv"), "agent,start,end,kind\nA1,2026-03-17,2026-03-18,sick\n").expect("written");
    let kept = format!("{PEOPLE} --time-off sick.csv --keep first.csv");
    let files = "-o second.csv --summary second.json";
    wfm(&format!("roster {kept} --work-limit 1 --fail-on 1 {files}"), dir.path()).expect_code(0);
    wfm(&format!("check {kept} --roster second.csv --summary second.json"), dir.path()).expect_code(0);
    let without = format!("check {PEOPLE} --time-off sick.csv --roster second.csv --summary second.json");
    let summary = fs::read_to_string(dir.path().join("second.json")).expect("written");
    let change = serde_json::from_str::<serde_json::Value>(&summary).expect("json")["terms"]["change"].as_f64();
    assert_eq!(wfm(&without, dir.path()).code, Some(i32::from(change.is_some_and(|change| change > 0.0))));

    let text = wfm("diff first.csv second.csv", dir.path());
    assert!(text.expect_code(0).stdout.contains("A1") && text.stdout.contains("dropped"), "{text}");
    let csv = wfm("diff first.csv second.csv --format csv", dir.path());
    assert!(csv.stdout.starts_with("agent,day,change,shift_before,"), "{csv}");
    let demand = "--config centre.toml --requirement requirement.csv --format json";
    let json = wfm(&format!("diff first.csv second.csv {demand}"), dir.path()).document();
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(csv.stdout.lines().count() - 1));
    let short = |name: &str| json["coverage"][name].as_f64().expect("a figure");
    assert!(short("short_hours_after") > short("short_hours_before"), "{json}");
    assert_eq!(wfm("diff first.csv second.csv", dir.path()).stdout, text.stdout);
    let same = wfm("diff first.csv first.csv", dir.path());
    assert!(same.stdout.contains("the same"), "{same}");
}

#[test]
fn variants_stand_beside_the_base_in_one_table() {
    let dir = office();
    let asked = |form: &str| -> Run {
        let line = format!("roster {PEOPLE} --work-limit 1 --fail-on 1 -o base.csv --format {form}");
        let mut arguments: Vec<&str> = line.split(' ').collect();
        arguments.extend(["--what-if", "agents:full=1", "--what-if", "starts:day=07:00,window:day.meal=-1h..+0m"]);
        wfm_args(&arguments, dir.path())
    };
    let csv = asked("csv");
    csv.expect_code(0);
    let names: Vec<&str> = csv.stdout.lines().filter_map(|line| line.split(',').next()).collect();
    assert_eq!(names.len(), 4, "{csv}");
    assert_eq!(names[..3], ["variant", "base", "agents:full=1"]);
    let json = asked("json").document();
    let objective = |index: usize| json["what_if"][index]["figures"]["objective"].as_f64().expect("a figure");
    assert!((objective(0) - json["weeks"][0]["objective"].as_f64().expect("a figure")).abs() < 1e-9);
    assert!(json["what_if"][2]["figures"]["bound"].as_f64().expect("a figure") <= objective(0) + 1e-9);
    assert!(asked("text").stdout.contains("agents:full=1"));
    assert!(dir.path().join("base.csv").exists());
    let wrong = wfm(&format!("roster {PEOPLE} --what-if agents:none=1 --format json"), dir.path());
    assert_eq!(wrong.expect_code(2).codes(), ["U105"]);
}
