//! What planners really hand in: never a panic, never a half-written file, and an existing output stays whole.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{Run, contents, fresh, wfm};

const CENTRE: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 60

[[queue]]
id = "calls"
hours = "mon-fri 08:00-18:00"

[[contract]]
id = "full"
weekly_hours = [8, 40]
daily_hours = [4, 10]
days_per_week = [1, 5]

[[shift]]
id = "day"
contracts = ["full"]
start = { from = "08:00", to = "10:00", step = "1h" }
length = "8h"
breaks = [{ kind = "meal", minutes = 60, paid = false, window = ["3h", "5h"], step = "1h" }]
"#;
const AGENTS: &str = "agent,name,team,contract,skills\nA1,Ann,,full,calls\nA2,Ben,,full,calls\n";

/// A small centre that can be planned, with the outputs of an earlier plan in place.
fn centre(dir: &Path) {
    fs::create_dir_all(dir.join("history")).expect("made");
    fs::create_dir_all(dir.join("plan")).expect("made");
    fs::write(dir.join("centre.toml"), CENTRE).expect("written");
    fs::write(dir.join("agents.csv"), AGENTS).expect("written");
    fs::write(dir.join("history/counts.csv"), counts()).expect("written");
    fs::write(dir.join("requirement.csv"), requirement()).expect("written");
    fs::write(dir.join("plan/roster.csv"), "an earlier roster\n").expect("written");
    fs::write(dir.join("out.csv"), "an earlier output\n").expect("written");
}

/// Ten weeks of hourly counts from Monday 2026-01-05.
fn counts() -> String {
    let monday = chrono::NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date");
    let mut text = String::from("start,queue,offered,answered,abandoned,aht_s\n");
    for day in monday.iter_days().take(70).filter(|d| !["Sat", "Sun"].contains(&d.format("%a").to_string().as_str())) {
        for hour in 8..18 {
            let offered = 6 + hour % 4;
            writeln!(text, "{day} {hour:02}:00,calls,{offered},{offered},0,240").expect("written");
        }
    }
    text
}

fn requirement() -> String {
    let hours = (8..18).map(|hour| format!("2026-03-16 {hour:02}:00,calls,1\n"));
    std::iter::once("start,queue,scheduled\n".to_owned()).chain(hours).collect()
}

const ROSTER: &str = "roster --config centre.toml --requirement requirement.csv --agents agents.csv -o out.csv --time-limit 10s --format json";

/// Runs a command on a broken centre: it must end with this code and an error with a place, and change nothing.
#[track_caller]
fn refused(break_it: impl FnOnce(&Path), command: &str, code: i32) -> Run {
    let dir = fresh();
    centre(dir.path());
    break_it(dir.path());
    let before = contents(dir.path());
    let run = wfm(command, dir.path());
    run.expect_code(code);
    assert!(contents(dir.path()) == before, "something was written:\n{run}");
    assert!(!run.stderr.contains("bug of ours"), "{run}");
    let errors = run.document()["findings"].as_array().cloned().unwrap_or_default();
    let told = errors.iter().any(|f| f["severity"] == "error" && !f["message"].as_str().unwrap_or_default().is_empty());
    assert!(told, "no error is told:\n{run}");
    run
}

/// Replaces a file.
fn put(name: &str, text: impl Into<Vec<u8>>) -> impl FnOnce(&Path) {
    let (name, text) = (name.to_owned(), text.into());
    move |dir| fs::write(dir.join(name), text).expect("written")
}

/// Replaces a text inside a file.
fn change(name: &str, from: &str, to: &str) -> impl FnOnce(&Path) {
    let (name, from, to) = (name.to_owned(), from.to_owned(), to.to_owned());
    move |dir| {
        let text = fs::read_to_string(dir.join(&name)).expect("there");
        assert!(text.contains(&from), "{name} has no {from}");
        fs::write(dir.join(&name), text.replacen(&from, &to, 1)).expect("written");
    }
}

/// A place with file and line must be told.
#[track_caller]
fn at_line(run: &Run, file: &str, line: u64) {
    let findings = run.document()["findings"].as_array().cloned().unwrap_or_default();
    let found = findings.iter().any(|f| f["file"].as_str().is_some_and(|f| f.ends_with(file)) && f["line"] == line);
    assert!(found, "no finding at {file}:{line}\n{run}");
}

/// Ten megabytes that are no text of any kind, the same in every run.
fn noise() -> Vec<u8> {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..10 * 1024 * 1024 / 8).flat_map(|_| next()).collect()
}

#[test]
fn the_small_centre_itself_is_sound() {
    let dir = fresh();
    centre(dir.path());
    let run = wfm(ROSTER, dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    assert_ne!(fs::read(dir.path().join("out.csv")).expect("there"), b"an earlier output\n");
    let run = wfm("plan . --time-limit 10s", dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
}

#[test]
fn empty_files() {
    refused(put("agents.csv", ""), ROSTER, 2);
    refused(put("requirement.csv", ""), ROSTER, 2);
    refused(put("centre.toml", ""), ROSTER, 2);
    refused(put("history/counts.csv", ""), "import history/counts.csv -o out.csv --format json", 2);
    refused(put("history/counts.csv", ""), "plan . --format json", 2);
}

#[test]
fn a_header_without_rows() {
    refused(put("agents.csv", "agent,name,team,contract,skills\n"), ROSTER, 2);
    refused(put("requirement.csv", "start,queue,scheduled\n"), ROSTER, 2);
    refused(put("history/counts.csv", "start,queue,offered\n"), "plan . --format json", 2);
}

#[test]
fn a_wrong_column() {
    refused(change("agents.csv", "contract", "contrakt"), ROSTER, 2);
    refused(change("requirement.csv", "scheduled", "sheduled"), ROSTER, 2);
    let import = "import history/counts.csv -o out.csv --format json";
    refused(put("history/counts.csv", "colour,size\nred,3\nblue,4\n"), import, 2);
}

#[test]
fn a_wrong_key_names_the_nearest() {
    let run = refused(change("centre.toml", "time_zone", "time_zon"), ROSTER, 2);
    assert!(run.stdout.contains("time_zone"), "{run}");
}

#[test]
fn dates_that_do_not_exist() {
    let run = refused(change("requirement.csv", "2026-03-16 09:00", "2026-02-30 09:00"), ROSTER, 2);
    at_line(&run, "requirement.csv", 3);
    let run = refused(change("requirement.csv", "2026-03-16 10:00", "2026-02-29 10:00"), ROSTER, 2);
    at_line(&run, "requirement.csv", 4);
    refused(|_| {}, "plan . --week 2026-02-29 --format json", 2);
}

#[test]
fn the_29th_of_february_of_a_leap_year_is_a_day() {
    let dir = fresh();
    centre(dir.path());
    put("leap.csv", "start,queue,offered\n2028-02-29 09:00,calls,3\n")(dir.path());
    wfm("import leap.csv --time-zone Europe/Berlin -o leap_history.csv", dir.path()).expect_code(0);
}

#[test]
fn bad_rows_of_an_export_are_refused_and_the_rest_is_kept() {
    let dir = fresh();
    centre(dir.path());
    put(
        "mixed.csv",
        "start,queue,offered\n2026-02-27 09:00,calls,3\n2026-02-29 09:00,calls,3\n2026-02-27 10:00,calls,-4\n",
    )(dir.path());
    let run = wfm("import mixed.csv --time-zone Europe/Berlin -o mixed_history.csv --format json", dir.path());
    run.expect_code(1);
    at_line(&run, "mixed.csv", 3);
    at_line(&run, "mixed.csv", 4);
    let history = fs::read_to_string(dir.path().join("mixed_history.csv")).expect("there");
    assert_eq!(history.lines().count(), 2, "{history}");
}

#[test]
fn a_negative_count() {
    let run = refused(change("requirement.csv", "08:00,calls,1", "08:00,calls,-1"), ROSTER, 2);
    at_line(&run, "requirement.csv", 2);
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let rows =
        "start,queue,scheduled\n2026-13-01 08:00,calls,1\n2026-03-16 09:00,cals,1\n2026-03-16 10:00,calls,many\n";
    let run = refused(put("requirement.csv", rows), ROSTER, 2);
    for line in 2..=4 {
        at_line(&run, "requirement.csv", line);
    }
}

#[test]
fn ten_megabytes_of_noise() {
    refused(put("agents.csv", noise()), ROSTER, 2);
    refused(put("centre.toml", noise()), ROSTER, 2);
    refused(put("history/counts.csv", noise()), "import history/counts.csv -o out.csv --format json", 2);
}

#[test]
fn a_folder_in_place_of_a_file_and_a_file_that_is_not_there() {
    let folder = |dir: &Path| {
        fs::remove_file(dir.join("agents.csv")).expect("removed");
        fs::create_dir(dir.join("agents.csv")).expect("made");
    };
    refused(folder, ROSTER, 2);
    refused(|dir| fs::remove_file(dir.join("requirement.csv")).expect("removed"), ROSTER, 2);
    let run = refused(|dir| fs::remove_dir_all(dir.join("history")).expect("removed"), "plan . --format json", 2);
    assert!(run.codes().contains(&"U107".to_owned()), "{run}");
}

#[test]
fn rules_that_cannot_hold_together() {
    // Two whole days locked to one agent who may work one.
    let clash = |dir: &Path| {
        change("centre.toml", "days_per_week = [1, 5]", "days_per_week = [1, 1]")(dir);
        let shift = |day: &str| {
            format!(
                "A1,{day},day,work,calls,{day} 08:00,{day} 11:00,true\nA1,{day},day,meal,,{day} 11:00,{day} 12:00,false\n\
                 A1,{day},day,work,calls,{day} 12:00,{day} 16:00,true\n"
            )
        };
        let rows =
            format!("agent,day,shift,activity,queue,start,end,paid\n{}{}", shift("2026-03-16"), shift("2026-03-17"));
        fs::write(dir.join("locked.csv"), rows).expect("written");
    };
    let run = refused(clash, &format!("{ROSTER} --locked locked.csv"), 3);
    assert!(run.stdout.contains("A1"), "the person is named:\n{run}");
    let nobody = |dir: &Path| {
        let centre = format!("{CENTRE}\n[rules]\nmin_agents_present = 5\n");
        fs::write(dir.join("centre.toml"), centre).expect("written");
    };
    refused(nobody, ROSTER, 3);
}

#[test]
fn a_failed_plan_keeps_the_plan_before() {
    let clash = |dir: &Path| {
        let centre = format!("{CENTRE}\n[rules]\nmin_agents_present = 5\n");
        fs::write(dir.join("centre.toml"), centre).expect("written");
    };
    refused(clash, "plan . --time-limit 10s --format json", 3);
}
