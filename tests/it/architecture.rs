//! The rules that the layout lives by, held on the sources themselves.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::in_package;

/// What the pipeline joins.
const STAGES: [&str; 16] = [
    "adherence",
    "check",
    "demo",
    "diff",
    "domain",
    "forecast",
    "history",
    "ingest",
    "intraday",
    "kpi",
    "outputs",
    "requests",
    "roster",
    "simulate",
    "staffing",
    "what_if",
];

/// Whether a top-level module may import another. A stage that is not named here may import `domain` only.
fn may_import(own: &str, other: &str) -> bool {
    match own {
        "domain" => false,
        "intraday" => ["domain", "forecast", "staffing"].contains(&other),
        "pipeline" => STAGES.contains(&other),
        "cli" => ["pipeline", "lang"].contains(&other) || STAGES.contains(&other),
        _ => other == "domain",
    }
}

/// What the checker may know: ids, units, rules as data, published rows, and how to say what it found.
const CHECK_MAY_KNOW: &[&str] = &[
    "calendar", "centre", "codes", "findings", "hours", "ids", "law", "people", "period", "roster", "rules", "series",
    "span", "team", "time", "units",
];

/// A source file: its path below `src/`, and its text.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The top-level module that the file belongs to; none for `main.rs` and `lib.rs`.
    fn module(&self) -> Option<String> {
        let first = self.path.components().next()?.as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        (!["main", "lib"].contains(&module.as_str())).then_some(module)
    }
}

fn sources() -> Vec<Source> {
    let root = in_package("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("listed").map(|e| e.expect("entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                let path = entry.strip_prefix(&root).expect("below src").to_owned();
                found.push(Source { path, text: fs::read_to_string(&entry).expect("readable") });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The code of a source without its comments, so that documentation may name what code may not.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Every path that starts at the crate's root, as its first two names: `crate::a::b`, `crate::{a, b::c}`, and those that
/// climb there with `super::`.
fn crate_paths(source: &Source) -> BTreeSet<(String, String)> {
    let text = code(&source.text);
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        expand(&text[at + "crate::".len()..], &mut found);
    }
    let depth = source.path.components().count();
    for (at, _) in text.match_indices("super::super::") {
        let tail = &text[at..];
        let climbs = tail.split("::").take_while(|part| *part == "super").count();
        // Two names up from `a/b.rs` or `a/b/mod.rs` is the root at the latest when it climbs over every folder.
        let names = if source.path.ends_with("mod.rs") { depth - 1 } else { depth };
        if climbs >= names {
            expand(&tail["super::".len() * climbs..], &mut found);
        }
    }
    found
}

/// Adds the first two names of what follows a root, braces taken apart.
fn expand(tail: &str, found: &mut BTreeSet<(String, String)>) {
    if let Some(list) = tail.strip_prefix('{') {
        for item in split_list(list) {
            expand(item.trim_start(), found);
        }
        return;
    }
    let first = name(tail);
    if first.is_empty() {
        return;
    }
    let rest = tail[first.len()..].strip_prefix("::").unwrap_or_default();
    if let Some(list) = rest.strip_prefix('{') {
        for item in split_list(list) {
            found.insert((first.clone(), name(item.trim_start())));
        }
    } else {
        found.insert((first, name(rest)));
    }
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The items of a brace list, up to its closing brace, not split inside inner braces.
fn split_list(text: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut depth, mut from) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&text[from..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[test]
fn stages_never_import_each_other() {
    let modules: BTreeSet<String> = sources().iter().filter_map(Source::module).collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = source.module() else { continue };
        for (first, second) in crate_paths(&source) {
            if modules.contains(&first) && first != own && !may_import(&own, &first) {
                wrong.push(format!("{}: crate::{first}::{second}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "edges that the layout does not have:\n{}", wrong.join("\n"));
}

#[test]
fn the_checker_knows_plain_data_only() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| s.module().as_deref() == Some("check")) {
        for (first, second) in crate_paths(source) {
            if first == "domain" && !CHECK_MAY_KNOW.contains(&second.as_str()) {
                wrong.push(format!("{}: crate::domain::{second}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "the checker shares more than plain data:\n{}", wrong.join("\n"));
}

#[test]
fn no_source_file_is_long_without_a_reason() {
    let package: Vec<PathBuf> = ["src", "tests", "benches"].iter().map(|d| in_package(d)).collect();
    let mut folders: Vec<PathBuf> = package.into_iter().filter(|d| d.is_dir()).collect();
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).expect("listed").map(|e| e.expect("entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && is_long_without_reason(&path) {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "beyond 500 lines without a line `//! Long because: …`:\n{}", wrong.join("\n"));
}

fn is_long_without_reason(path: &Path) -> bool {
    let text = fs::read_to_string(path).expect("readable");
    text.lines().count() > 500 && !text.lines().any(|line| line.starts_with("//! Long because: "))
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|s| !(s.path.ends_with("tests.rs") || s.text.starts_with("//!")))
        .map(|s| s.path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "files that do not say what they are for:\n{}", silent.join("\n"));
}

#[test]
fn main_is_a_page_of_thirty_lines() {
    let main = fs::read_to_string(in_package("src/main.rs")).expect("readable");
    assert!(main.lines().count() < 30);
}

#[test]
fn the_reader_of_paths_sees_every_spelling() {
    let text = "use crate::roster::{self, model};\nuse crate::{check, domain::{ids, units::Share}};\n// crate::demo::x\n\
                fn f() -> super::super::outputs::Table { crate::ingest::read() }\n";
    let source = Source { path: PathBuf::from("staffing/erlang.rs"), text: text.into() };
    let firsts: BTreeSet<String> = crate_paths(&source).into_iter().map(|(first, _)| first).collect();
    assert_eq!(firsts.into_iter().collect::<Vec<_>>(), ["check", "domain", "ingest", "outputs", "roster"]);
}
