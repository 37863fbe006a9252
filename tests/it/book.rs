//! The book does what it says: the shell commands of the tutorial and the how-tos are run as they stand.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::{copy_tree, fresh, in_package};

/// The fenced `sh` blocks of a page, in order, as one script.
fn script(page: &str) -> String {
    let mut script = String::new();
    let mut inside = false;
    for line in page.lines() {
        match (inside, line.trim_end()) {
            (false, "```sh") => inside = true,
            (true, "```") => inside = false,
            (true, command) => {
                script.push_str(command);
                script.push('\n');
            }
            (false, _) => {}
        }
    }
    script
}

/// Every page below a part of the book, in order of their names.
fn pages(part: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(in_package("docs").join(part)).expect("listed");
    let mut pages: Vec<PathBuf> = entries.map(|e| e.expect("entry").path()).collect();
    pages.retain(|path| path.extension().is_some_and(|e| e == "md"));
    pages.sort();
    pages
}

/// Runs a page's commands in a fresh folder with a copy of the book; every command must succeed.
fn follow(page: &Path) {
    let script = script(&fs::read_to_string(page).expect("readable"));
    let dir = fresh();
    copy_tree(&in_package("docs"), &dir.path().join("docs"));
    let program = Path::new(env!("CARGO_BIN_EXE_wfm")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-e", "-c", &script])
        .current_dir(dir.path())
        .stdin(Stdio::null())
        .env("PATH", format!("{}:{path}", program.display()))
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{} ends with {}\n{script}\n--- stdout\n{}--- stderr\n{}",
        page.display(),
        output.status,
        said(&output.stdout),
        said(&output.stderr)
    );
}

#[test]
fn the_tutorial_can_be_followed_by_the_letter() {
    for page in pages("tutorial") {
        follow(&page);
    }
}

#[test]
fn the_how_tos_can_be_followed_by_the_letter() {
    for page in pages("how-to") {
        follow(&page);
    }
}

#[test]
fn every_page_that_teaches_has_commands() {
    for part in ["tutorial", "how-to"] {
        for page in pages(part) {
            let text = fs::read_to_string(&page).expect("readable");
            assert!(script(&text).contains("wfm "), "{}", page.display());
        }
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut wrong = Vec::new();
    let parts = ["", "tutorial", "how-to", "explanation", "reference"];
    for page in parts.iter().flat_map(|part| pages(part)) {
        let text = fs::read_to_string(&page).expect("readable");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !target.contains("://") && !page.parent().expect("a folder").join(target).exists() {
                wrong.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
