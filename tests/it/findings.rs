//! Every finding code has a fixture that makes it fire: `fixtures/findings/CODE/command` holds a command line and, below it,
//! `exit: N`. The command runs in a copy of the whole tree, inside the folder of the code; where a third line is
//! `held: FOLDER`, while another has the lock of that folder.

use std::fs;
use std::path::Path;

use wfm::domain::codes::Code;
use wfm::outputs::lock::FolderLock;

use crate::harness::{Run, copy_tree, fresh, in_package, wfm_args};

/// What a fixture asks for.
struct Case {
    arguments: Vec<String>,
    exit: i32,
    held: Option<String>,
}

impl Case {
    fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join("command");
        let text = fs::read_to_string(&path).map_err(|error| format!("no fixture: `command`: {error}"))?;
        let mut lines = text.lines();
        let command = lines.next().and_then(|line| line.strip_prefix("wfm ")).ok_or("line 1 is not `wfm …`")?;
        let exit = lines.next().and_then(|line| line.strip_prefix("exit: ")?.trim().parse().ok());
        let exit = exit.ok_or("line 2 is not `exit: N`")?;
        let held = lines.next().and_then(|line| line.strip_prefix("held: ")).map(str::to_owned);
        Ok(Self { arguments: words(command), exit, held })
    }

    fn run(&self, folder: &Path) -> Run {
        let mut arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        if !self.arguments.iter().any(|a| a.starts_with("--format")) {
            arguments.extend(["--format", "json"]);
        }
        let lock = self.held.as_ref().map(|held| FolderLock::take(&folder.join(held)).expect("free"));
        let run = wfm_args(&arguments, folder);
        drop(lock);
        run
    }
}

/// Words split at blanks, single quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().expect("one at least").push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What is wrong with the fixture of a code, in a fresh copy of all of them; nothing when it does what it says.
fn fault(code: Code) -> Option<String> {
    let dir = fresh();
    for entry in fs::read_dir(in_package("fixtures/findings")).expect("listed").map(|e| e.expect("entry")) {
        let name = entry.file_name();
        if name == code.as_str() || name.to_string_lossy().starts_with('_') {
            copy_tree(&entry.path(), &dir.path().join(name));
        }
    }
    let folder = dir.path().join(code.as_str());
    let case = match Case::read(&folder) {
        Ok(case) => case,
        Err(error) => return Some(error),
    };
    let run = case.run(&folder);
    let codes = run.codes();
    if run.code != Some(case.exit) {
        return Some(format!("exit code is not {}:\n{run}", case.exit));
    }
    if !codes.iter().any(|c| c == code.as_str()) {
        return Some(format!("it does not fire, but {codes:?}:\n{run}"));
    }
    let is_rule = |c: &str| c.starts_with('K');
    let others = run.document()["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|f| f["severity"] == "error")
        .filter_map(|f| f["code"].as_str())
        .filter(|c| is_rule(c) && *c != code.as_str())
        .count();
    (is_rule(code.as_str()) && others > 0).then(|| format!("another rule is broken too: {codes:?}\n{run}"))
}

fn check_section(letter: char) {
    let of_section = Code::ALL.iter().filter(|code| code.as_str().starts_with(letter));
    let faults: Vec<String> =
        of_section.filter_map(|code| Some(format!("{}: {}", code.as_str(), fault(*code)?))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn usage_and_outputs() {
    check_section('U');
}

#[test]
fn the_centre() {
    check_section('C');
}

#[test]
fn tables() {
    check_section('T');
}

#[test]
fn imports() {
    check_section('I');
}

#[test]
fn history() {
    check_section('H');
}

#[test]
fn forecasts() {
    check_section('F');
}

#[test]
fn staffing() {
    check_section('S');
}

#[test]
fn rosters() {
    check_section('R');
}

#[test]
fn indicators() {
    check_section('Q');
}

#[test]
fn the_day_itself() {
    check_section('D');
}

#[test]
fn rules_broken() {
    check_section('K');
}

#[test]
fn every_code_belongs_to_a_section_that_is_tested() {
    let strange: Vec<&str> = Code::ALL
        .iter()
        .map(|c| c.as_str())
        .filter(|c| !c.starts_with(['U', 'C', 'T', 'I', 'H', 'F', 'S', 'R', 'Q', 'D', 'K']))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn every_page_has_a_title_and_says_what_to_do() {
    let is_whole = |code: &Code| {
        code.page().starts_with(&format!("# {}: ", code.as_str())) && code.page().contains("**What to do.**")
    };
    let poor: Vec<&str> = Code::ALL.iter().filter(|code| !is_whole(code)).map(|code| code.as_str()).collect();
    assert!(poor.is_empty(), "pages without a title or without what to do: {poor:?}");
}

#[test]
fn no_fixture_or_page_is_left_of_a_code_that_is_gone() {
    let known = |name: &str| name.starts_with('_') || Code::parse(name).is_some();
    for (folder, suffix) in [("fixtures/findings", ""), ("models/findings", ".md")] {
        for entry in fs::read_dir(in_package(folder)).expect("listed").map(|e| e.expect("entry")) {
            let name = entry.file_name().to_string_lossy().trim_end_matches(suffix).to_owned();
            assert!(known(&name), "{folder}/{name}");
        }
    }
}
