//! What people's working hours depend on survives full disks, kills, two runs at once and hostile names.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

#[cfg(feature = "highs")]
use calamine::{Reader as _, Xlsx, open_workbook};
use wfm::outputs::lock::FolderLock;

#[cfg(feature = "highs")]
use crate::harness::wfm_args;
use crate::harness::{contents, copy_tree, fresh, in_package, wfm};

/// The office of the tutorial as `office/`.
fn office(dir: &Path) {
    fs::create_dir_all(dir.join("office/history")).expect("made");
    for (from, to) in
        [("export.csv", "history/export.csv"), ("agents.csv", "agents.csv"), ("centre.toml", "centre.toml")]
    {
        fs::copy(in_package("docs/tutorial").join(from), dir.join("office").join(to)).expect("copied");
    }
}

/// A plan that takes no time: files in place and in a version, as a run leaves them.
fn versions(dir: &Path, files: usize) {
    for version in 1..=2 {
        let stored = dir.join(format!("office/.wfm/versions/000{version}"));
        fs::create_dir_all(stored.join("plan/ics")).expect("made");
        fs::write(stored.join("version.json"), format!("{{\"number\": {version}}}")).expect("written");
        for file in 0..files {
            let bytes = format!("{version} {file}\n").repeat(500);
            fs::write(stored.join(format!("plan/ics/{file}.ics")), bytes).expect("written");
        }
    }
    copy_tree(&dir.join("office/.wfm/versions/0002/plan"), &dir.join("office/plan"));
}

fn start(arguments: &[&str], dir: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wfm"));
    command
        .env("LC_ALL", "C")
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().expect("the program runs")
}

#[test]
fn a_killed_run_leaves_the_old_plan_or_the_new_and_the_next_one_goes_on() {
    let dir = fresh();
    office(dir.path());
    versions(dir.path(), 60);
    let plan = dir.path().join("office/plan");
    let whole: Vec<BTreeMap<PathBuf, Vec<u8>>> =
        (1..=2).map(|n| contents(&dir.path().join(format!("office/.wfm/versions/000{n}/plan")))).collect();
    for round in 0..60_u64 {
        let mut run = start(&["undo", "office"], dir.path());
        // Every moment of a run: they take some tens of milliseconds.
        std::thread::sleep(Duration::from_micros(round * 1500));
        run.kill().expect("killed");
        run.wait().expect("ended");
        assert!(whole.contains(&contents(&plan)), "half a plan after kill {round}");
    }
    wfm("undo office", dir.path()).expect_code(0);
    assert!(whole.contains(&contents(&plan)));
    let left: Vec<PathBuf> = contents(&dir.path().join("office/.wfm")).into_keys().collect();
    assert!(left.iter().all(|path| path.starts_with("versions")), "{left:?}");
    let listed = wfm("versions office --format json", dir.path());
    assert_eq!(listed.expect_code(0).document()["edited"], false, "{listed}");
}

#[test]
fn a_killed_init_leaves_no_half_of_a_centre() {
    let dir = fresh();
    for round in 0..40_u64 {
        let mut run = start(&["init", "demo"], dir.path());
        std::thread::sleep(Duration::from_micros(round * 2000));
        run.kill().expect("killed");
        run.wait().expect("ended");
        let demo = dir.path().join("demo");
        if demo.exists() {
            for file in ["centre.toml", "agents.csv", "history", "preferences.csv"] {
                assert!(demo.join(file).exists(), "{file} is missing after kill {round}");
            }
            fs::remove_dir_all(demo).expect("removed");
        }
    }
    fs::create_dir(dir.path().join("empty")).expect("made");
    wfm("init empty", dir.path()).expect_code(0);
    wfm("init empty", dir.path()).expect_code(2);
}

#[test]
fn a_second_run_is_refused_while_the_first_is_at_work() {
    let dir = fresh();
    office(dir.path());
    versions(dir.path(), 1);
    let before = contents(dir.path());
    let first = FolderLock::take(&dir.path().join("office")).expect("free");
    for command in ["plan office --work-limit 1", "undo office"] {
        let run = wfm(&format!("{command} --format json"), dir.path());
        assert_eq!((run.code, run.codes().last().map(String::as_str)), (Some(2), Some("U112")), "{run}");
    }
    assert!(contents(dir.path()) == before, "something was written");
    let doctor = wfm("doctor office --format json", dir.path());
    assert_eq!(doctor.document()["doctor"]["in_use"], "yes, by another run", "{doctor}");
    drop(first);
    wfm("undo office", dir.path()).expect_code(0);
}

#[test]
fn runs_at_once_leave_one_whole_plan_and_every_version_of_it() {
    let dir = fresh();
    office(dir.path());
    versions(dir.path(), 20);
    let runs: Vec<Child> = (0..6).map(|_| start(&["undo", "office"], dir.path())).collect();
    let codes: Vec<Option<i32>> = runs.into_iter().map(|mut run| run.wait().expect("ended").code()).collect();
    let done = codes.iter().filter(|code| **code == Some(0)).count();
    assert!(done > 0 && codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
    let listed = wfm("versions office --format json", dir.path());
    let rows = listed.expect_code(0).document()["rows"].as_array().map(Vec::len);
    assert_eq!(rows, Some(2 + done), "{codes:?}\n{listed}");
}

#[test]
fn a_full_disk_leaves_the_old_output_whole() {
    let dir = fresh();
    office(dir.path());
    fs::write(dir.path().join("history.csv"), "old").expect("written");
    let import = "import office/history/export.csv --config office/centre.toml";
    // No file may grow beyond some kilobytes.
    let script = format!("ulimit -f 8; exec {} {import} -o history.csv", env!("CARGO_BIN_EXE_wfm"));
    let run = Command::new("sh").args(["-c", &script]).current_dir(dir.path()).output().expect("runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(!run.status.success() && (said.contains("ulimit") || !cfg!(target_os = "linux")), "{said}");
    assert_eq!(fs::read(dir.path().join("history.csv")).expect("there"), b"old");
    if Path::new("/dev/full").exists() {
        let run = wfm(&format!("{import} -o /dev/full --format json"), dir.path());
        assert_eq!((run.code, run.codes().last().map(String::as_str)), (Some(2), Some("U102")), "{run}");
    }
    wfm(&format!("{import} -o history.csv"), dir.path()).expect_code(0);
    assert!(fs::metadata(dir.path().join("history.csv")).expect("there").len() > 8192);
}

#[cfg(feature = "highs")]
#[test]
fn hostile_ids_and_names_stay_text_inside_their_folder() {
    let dir = fresh();
    office(dir.path());
    let agents = fs::read_to_string(dir.path().join("office/agents.csv")).expect("there");
    let agents = agents
        .replace("A01,Anna,red", "../../../evil,\"=HYPERLINK(\"\"http://x\"\")\",=red")
        .replace("A02,Ben", "/etc/evil,@Ben")
        .replace("A03,Clara", "=cmd|' /C calc'!A0,+1+1")
        .replace("A04,David", "'=quoted,-2+3");
    fs::write(dir.path().join("office/agents.csv"), agents).expect("written");
    let run = wfm("plan office --work-limit 1 --why =1+1 --by @me", dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    let outside: Vec<PathBuf> = contents(dir.path()).into_keys().filter(|path| !path.starts_with("office")).collect();
    assert_eq!(outside, Vec::<PathBuf>::new());
    let ours = [Path::new("plan"), Path::new(".wfm")];
    let is_ours = |path: &PathBuf| ours.iter().any(|folder| path.starts_with(folder));
    let made: Vec<PathBuf> = contents(&dir.path().join("office")).into_keys().filter(is_ours).collect();
    assert!(made.iter().any(|path| path.to_string_lossy().contains("evil")), "{made:?}");

    let roster = fs::read_to_string(dir.path().join("office/plan/roster.csv")).expect("there");
    assert!(roster.contains("\n'=cmd|' /C calc'!A0,"), "{roster}");
    for table in made.iter().filter(|path| path.extension().is_some_and(|e| e == "csv")) {
        let text = fs::read_to_string(dir.path().join("office").join(table)).expect("there");
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        for cell in reader.records().flat_map(|r| r.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>()) {
            let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            assert!(!is_formula, "{}: {cell}", table.display());
        }
    }
    let mut book: Xlsx<_> = open_workbook(dir.path().join("office/plan/roster.xlsx")).expect("opens");
    let mut texts = Vec::new();
    for sheet in book.sheet_names() {
        assert_eq!(book.worksheet_formula(&sheet).expect("readable").used_cells().count(), 0, "{sheet}");
        let cells = book.worksheet_range(&sheet).expect("readable");
        texts.extend(cells.used_cells().map(|(_, _, cell)| cell.to_string()));
    }
    assert!(texts.iter().any(|text| text == "=cmd|' /C calc'!A0"), "{texts:?}");
    // What was written is read back as it was: the checker knows every name.
    let files = "--agents office/agents.csv --requirement office/plan/requirement.csv --curves office/plan/curves.csv";
    let claims = "--roster office/plan/roster.csv --summary office/plan/roster.json";
    wfm(&format!("check --config office/centre.toml {files} {claims}"), dir.path()).expect_code(0);
    let csv = wfm_args(&["versions", "office", "--format", "csv"], dir.path());
    assert!(csv.stdout.contains("'@me") && csv.stdout.contains("'=1+1"), "{csv}");
}

#[test]
fn files_that_nest_without_end_are_refused_and_nothing_breaks() {
    let dir = fresh();
    copy_tree(&in_package("fixtures/findings/_people"), dir.path());
    let check = |config: &str, summary: &str| {
        let files = "--agents agents.csv --requirement requirement.csv --roster roster.csv";
        wfm(&format!("check --config {config} {files} --summary {summary} --format json"), dir.path())
    };
    fs::write(dir.path().join("deep.json"), "[".repeat(200_000)).expect("written");
    let run = check("centre.toml", "deep.json");
    assert_eq!((run.code, run.codes().last().map(String::as_str)), (Some(2), Some("U110")), "{run}");
    for deep in [format!("x = {}", "[".repeat(100_000)), format!("x = {}1", "{a=".repeat(100_000))] {
        fs::write(dir.path().join("deep.toml"), deep).expect("written");
        let run = check("deep.toml", "deep.json");
        assert!(run.code == Some(2) && run.codes().iter().any(|code| code == "C101"), "{run}");
    }
}

#[test]
fn manual_pages_are_made_for_every_command() {
    let dir = fresh();
    let run = wfm("man man1 --format json", dir.path());
    let files = run.expect_code(0).document()["files"].as_array().map(Vec::len);
    assert!(files.is_some_and(|files| files > 20), "{run}");
    let page = fs::read_to_string(dir.path().join("man1/wfm-plan.1")).expect("there");
    assert!(page.contains(".TH wfm") && page.contains("limit"), "{page}");
}
