//! The JSON that the program writes is what `models/schema/` says, member by member.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::harness::{copy_tree, fresh, in_package, wfm};
use crate::kpi;

/// The words of JSON Schema that the shipped schemas use, and that [`check`] knows.
const WORDS: [&str; 15] = [
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "enum",
    "const",
    "anyOf",
];

fn schema(name: &str) -> Value {
    let path = in_package("models/schema").join(format!("{name}-1.schema.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Fails with every place where a document is not what its schema says.
#[track_caller]
fn expect_valid(document: &Value) {
    let name = document["schema"].as_str().unwrap_or_default();
    let name = name.strip_prefix("wfm.").and_then(|n| n.strip_suffix("/1")).unwrap_or_else(|| panic!("{document:#}"));
    let root = schema(name);
    let mut faults = Vec::new();
    check(document, &root, &root, "$", &mut faults);
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
}

/// Stricter than the standard in one thing: a member that the schema does not name is a fault unless the schema says
/// `additionalProperties`, so that nothing is written without being described.
fn check(value: &Value, schema: &Value, root: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(pointer) = schema["$ref"].as_str() {
        let target = root.pointer(pointer.trim_start_matches('#')).unwrap_or_else(|| panic!("{at}: no {pointer}"));
        return check(value, target, root, at, faults);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let fits = |option: &Value| {
            let mut own = Vec::new();
            check(value, option, root, at, &mut own);
            own.is_empty()
        };
        if !options.iter().any(fits) {
            faults.push(format!("{at}: {value} is none of the kinds allowed"));
        }
        return;
    }
    let types = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
    let is = |kind: &Value| match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => true,
    };
    if !types.iter().any(is) {
        faults.push(format!("{at}: {value} is not {}", schema["type"]));
    }
    if !schema["const"].is_null() && *value != schema["const"] {
        faults.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
        faults.push(format!("{at}: {value} is not one of {}", schema["enum"]));
    }
    if let Some(members) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                faults.push(format!("{at}.{name} is missing"));
            }
        }
        for (name, member) in members {
            match schema["properties"].get(name) {
                Some(own) => check(member, own, root, &format!("{at}.{name}"), faults),
                None if schema["additionalProperties"] == true => {}
                None => faults.push(format!("{at}.{name} is not in the schema")),
            }
        }
    }
    if let Some(items) = value.as_array() {
        let outside = |word: &str, bad: fn(u64, u64) -> bool| {
            schema[word].as_u64().is_some_and(|limit| bad(items.len() as u64, limit))
        };
        if outside("minItems", |have, limit| have < limit) || outside("maxItems", |have, limit| have > limit) {
            faults.push(format!("{at}: {} items", items.len()));
        }
        for (index, item) in items.iter().enumerate() {
            check(item, &schema["items"], root, &format!("{at}[{index}]"), faults);
        }
    }
}

#[test]
fn a_document_that_is_not_what_its_schema_says_is_told_at_its_place() {
    let root = json!({ "type": "object", "required": ["a", "b"], "properties": {
        "a": { "type": "array", "items": { "type": ["integer", "null"] }, "maxItems": 2 }, "b": { "enum": ["x"] } } });
    let mut faults = Vec::new();
    check(&json!({ "a": [1, null, 1.5], "c": 1 }), &root, &root, "$", &mut faults);
    assert_eq!(
        faults,
        ["$.b is missing", "$.a: 3 items", "$.a[2]: 1.5 is not [\"integer\",\"null\"]", "$.c is not in the schema"]
    );
}

#[test]
fn every_schema_uses_words_that_the_check_knows_and_is_listed() {
    fn words(schema: &Value, found: &mut BTreeSet<String>) {
        for (word, value) in schema.as_object().into_iter().flatten() {
            found.insert(word.clone());
            match word.as_str() {
                "properties" | "$defs" => {
                    value.as_object().into_iter().flatten().for_each(|(_, own)| words(own, found));
                }
                "items" => words(value, found),
                "anyOf" => value.as_array().into_iter().flatten().for_each(|own| words(own, found)),
                _ => {}
            }
        }
    }
    let readme = fs::read_to_string(in_package("models/schema/README.md")).expect("readable");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(in_package("models/schema")).expect("listed").map(|e| e.expect("entry")) {
        let file = entry.file_name().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix("-1.schema.json") {
            words(&schema(name), &mut found);
            assert!(readme.contains(&file), "{file} is not in the README");
        }
    }
    let unknown: Vec<&String> = found.iter().filter(|word| !WORDS.contains(&word.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn findings_alerts_and_the_board_are_as_described() {
    let dir = fresh();
    copy_tree(&in_package("fixtures/findings/_day"), &dir.path().join("_day"));
    expect_valid(&wfm("explain Z999 --format json", dir.path()).document());
    let feed = "time,agent,state\n2026-03-16 07:55,A1,available\n2026-03-16 07:56,A2,available\n2026-03-16 09:20,A2,offline\n\
        2026-03-16 09:40,A2,available\n2026-03-16 09:50,A1,offline\n2026-03-16 09:51,A2,acw\n";
    fs::write(dir.path().join("feed.csv"), feed).expect("written");
    let command = "adherence --config _day/centre.toml --roster _day/roster.csv --states feed.csv --follow";
    let run = wfm(&format!("{command} --until 2026-03-16T09:52:00+01:00 --format json"), dir.path());
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
    let names: BTreeSet<&str> = lines.iter().filter_map(|line| line["schema"].as_str()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["wfm.alert/1", "wfm.board/1"], "{run}");
    for line in &lines {
        expect_valid(line);
    }
}

#[test]
fn the_record_of_a_version_is_as_described() {
    let dir = fresh();
    fs::create_dir_all(dir.path().join("desk/plan")).expect("made");
    fs::write(dir.path().join("desk/plan/roster.csv"), "agent,day\n").expect("written");
    // Nothing to go back to; what was found is a version.
    wfm("undo desk", dir.path()).expect_code(2);
    let text = fs::read_to_string(dir.path().join("desk/.wfm/versions/0001/version.json")).expect("written");
    expect_valid(&serde_json::from_str(&text).expect("json"));
}

#[test]
fn indicators_and_their_explanation_are_as_described() {
    let dir = fresh();
    kpi::day(dir.path());
    let files = "--calls calls.csv --states states.csv --roster roster.csv --config centre.toml";
    wfm(&format!("kpi {files} --by day -o kpi.json"), dir.path()).expect_code(0);
    let plan = "--forecast forecast.csv --requirement requirement.csv";
    let run = wfm(&format!("kpi --explain service_level --day 2026-12-01 {files} {plan} -o gap.json"), dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    for file in ["kpi.json", "gap.json"] {
        let text = fs::read_to_string(dir.path().join(file)).expect("written");
        expect_valid(&serde_json::from_str(&text).expect("json"));
    }
}

#[cfg(feature = "highs")]
#[test]
fn the_claims_of_a_roster_and_its_variants_are_as_described() {
    let dir = fresh();
    copy_tree(&in_package("fixtures/findings/_roster"), dir.path());
    let command = "roster --config centre.toml --requirement requirement.csv --agents agents.csv --work-limit 1 \
                   --what-if agents:full=1 -o roster.csv --summary roster.json --format json";
    let run = wfm(command, dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(dir.path().join(name)).expect("written")).expect("json")
    };
    expect_valid(&read("roster.json"));
    expect_valid(&run.document());
    expect_valid(&json!({ "schema": "wfm.what_if/1", "variants": run.document()["what_if"] }));
}
