//! Every rule about one agent has its four parts: a line in the engine, a file in the checker, a page and a fixture.

use std::fs;

use wfm::domain::rules::RULES;

use crate::harness::in_package;

/// The files of the engine that say what a legal shift and week are.
fn legality() -> String {
    let folders = ["src/roster/legality", "src/roster/class"].map(in_package);
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("listed"));
    files.map(|file| fs::read_to_string(file.expect("entry").path()).expect("readable")).collect()
}

#[test]
fn every_rule_has_its_four_parts() {
    let engine = legality();
    let listed = fs::read_to_string(in_package("src/check/rules/mod.rs")).expect("readable");
    let mut lacking = Vec::new();
    for rule in RULES {
        let code = rule.code.as_str();
        let parts = [
            ("a line in the engine that names its code", engine.contains(code)),
            ("a file in the checker", in_package(&format!("src/check/rules/{}.rs", rule.checker)).is_file()),
            ("an entry in the checker's list", listed.contains(&format!("{}::breaches", rule.checker))),
            ("a page", in_package(&format!("models/findings/{code}.md")).is_file()),
            ("a fixture", in_package(&format!("fixtures/findings/{code}/command")).is_file()),
        ];
        lacking.extend(parts.iter().filter(|(_, there)| !there).map(|(part, _)| format!("{}: no {part}", rule.key)));
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn no_two_rules_share_a_key_a_code_or_a_file() {
    for (i, rule) in RULES.iter().enumerate() {
        let twin = |other: &&wfm::domain::rules::Rule| {
            other.key == rule.key || other.code == rule.code || other.checker == rule.checker
        };
        assert!(!RULES.iter().skip(i + 1).any(|other| twin(&other)), "{}", rule.key);
    }
}
