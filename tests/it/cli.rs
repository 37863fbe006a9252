//! What the user sees: exit code, stdout and stderr together, pinned.
//!
//! A review of a changed snapshot is a review of the user's experience; a changed number in one is explained in the commit.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::harness::{Run, fresh, wfm, wfm_args};

/// The run with what differs between machines and versions taken out.
fn shown(run: &Run) -> String {
    run.to_string().replace(env!("CARGO_PKG_VERSION"), "VERSION").replace("wfm.exe", "wfm")
}

#[test]
fn the_help_is_a_map_of_the_program() {
    assert_snapshot!(shown(&wfm("-h", fresh().path())));
}

#[test]
fn every_command_has_help_with_an_example() {
    let commands = [
        "init",
        "plan",
        "import",
        "forecast",
        "backtest",
        "staff",
        "patience",
        "erlang",
        "roster",
        "check",
        "simulate",
        "adherence",
        "attendance",
        "handover",
        "requests",
        "diff",
        "versions",
        "undo",
        "report",
        "export",
        "kpi",
        "explain",
        "doctor",
        "completions",
        "man",
    ];
    for command in commands {
        let run = wfm(&format!("{command} --help"), fresh().path());
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{command}");
        assert!(run.stdout.contains(&format!("  wfm {command}")), "{command} has no example:\n{}", run.stdout);
    }
}

#[test]
fn help_of_the_main_job() {
    assert_snapshot!(shown(&wfm("plan -h", fresh().path())));
}

#[test]
fn help_of_the_roster() {
    assert_snapshot!(shown(&wfm("roster -h", fresh().path())));
}

#[test]
fn the_version() {
    assert_snapshot!(shown(&wfm("--version", fresh().path())));
}

#[test]
fn no_command_shows_the_help_as_an_error() {
    let run = wfm("", fresh().path());
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("Usage: wfm"));
}

#[test]
fn a_mistyped_command_names_the_nearest() {
    assert_snapshot!(shown(&wfm("plam demo", fresh().path())));
}

#[test]
fn a_mistyped_option_names_the_nearest() {
    assert_snapshot!(shown(&wfm("plan demo --week-s 2", fresh().path())));
}

#[test]
fn a_value_that_cannot_be_used_says_what_can() {
    assert_snapshot!(shown(&wfm("plan demo --time-limit soon", fresh().path())));
}

#[test]
fn a_usage_error_is_a_finding_for_scripts() {
    assert_snapshot!(shown(&wfm("plan demo --gap 7 --format json", fresh().path())));
}

#[test]
fn explain_prints_the_page() {
    assert_snapshot!(shown(&wfm("explain u104", fresh().path())));
}

#[test]
fn explain_prints_a_rule_pack_and_names_those_there_are() {
    let run = wfm("explain builtin:fr", fresh().path());
    run.expect_code(0);
    assert!(run.stdout.contains("Not legal advice.") && run.stdout.contains("L3121-18"), "{run}");
    let run = wfm("explain builtin:fx", fresh().path());
    run.expect_code(2);
    assert!(run.stderr.contains("builtin:cn, builtin:de, builtin:eu, builtin:fr, builtin:us-ca"), "{run}");
}

#[test]
fn explain_of_an_unknown_code_names_the_nearest() {
    assert_snapshot!(shown(&wfm("explain U1o4", fresh().path())));
}

#[test]
fn a_folder_that_is_not_empty_is_not_touched() {
    let dir = fresh();
    fs::create_dir(dir.path().join("taken")).expect("made");
    fs::write(dir.path().join("taken/notes.txt"), "mine").expect("written");
    assert_snapshot!(shown(&wfm("init taken", dir.path())));
    assert_eq!(fs::read_dir(dir.path().join("taken")).expect("listed").count(), 1);
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let dir = fresh();
    fs::write(dir.path().join("history.csv"), "start,offered\n").expect("written");
    let run = wfm("import history.csv -o ./history.csv", dir.path());
    assert_snapshot!(shown(&run));
    assert_eq!(fs::read(dir.path().join("history.csv")).expect("there"), b"start,offered\n");
}

#[test]
fn a_missing_output_folder_is_told_before_any_work() {
    // The export does not exist either: the output is looked at first.
    let run = wfm("import none.csv -o missing/history.csv --format json", fresh().path());
    assert_eq!((run.code, run.codes()), (Some(2), vec!["U102".to_owned()]), "{run}");
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = wfm(&format!("completions {shell}"), fresh().path());
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{shell}");
        assert!(run.stdout.contains("erlang"), "{shell}");
    }
}

#[test]
fn the_doctor_says_what_is_compiled_in() {
    let run = wfm("doctor --format json", fresh().path());
    let facts = &run.expect_code(0).document()["doctor"];
    assert_eq!(facts["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(facts["time_zones"], "compiled in");
}

#[test]
fn a_closed_pipe_is_success() {
    let dir = fresh();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wfm"))
        .env("LC_ALL", "C")
        .args(["completions", "zsh"])
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // A reader that leaves before anything is written.
    drop(child.stdout.take());
    let status = child.wait().expect("it ends");
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("UTF-8");
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let run = wfm("explain U1o4 -q", fresh().path());
    assert!(run.stderr.contains("error U105"), "{run}");
    let dir = fresh();
    let run = wfm_args(&["init", "-q", "centre"], dir.path());
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""), "{run}");
}
