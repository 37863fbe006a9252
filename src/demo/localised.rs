//! The made-up centre in the language spoken: comments, and the names of people, teams, queues, contracts and shifts. Numbers,
//! columns and words of the formats stay, so that both centres are planned alike.

use unicode_width::UnicodeWidthStr;

use super::DemoFile;
use crate::domain::words;

/// Columns of tables that hold names.
const NAMED: [&str; 6] = ["name", "team", "contract", "skills", "shift", "queue"];

/// Keys of centre.toml that hold names.
const NAMED_KEYS: [&str; 3] = ["id", "contracts", "name"];

/// Names of the calendar, which are sentences rather than names.
const SPECIAL_DAYS: &str = "special_days.csv";

/// The same files in the language spoken now; in English as they are.
pub(super) fn in_words(files: Vec<DemoFile>) -> Vec<DemoFile> {
    if words::spoken().is_none() {
        return files;
    }
    files
        .into_iter()
        .map(|DemoFile { path, bytes }| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let own = if path == "centre.toml" { settings(&text) } else { table(&path, &text) };
            DemoFile { path, bytes: own.into_bytes() }
        })
        .collect()
}

/// Each line with its names and its comment said, the comment where it stood.
fn settings(text: &str) -> String {
    text.lines().map(setting).collect::<Vec<_>>().join("\n") + "\n"
}

/// One line; a comment may be a line that is commented out and has a comment of its own.
fn setting(line: &str) -> String {
    let (code, comment) = split_comment(line);
    let key = code.split('=').next().unwrap_or_default().trim();
    let own = if NAMED_KEYS.contains(&key) { named_texts(code) } else { code.to_owned() };
    let Some(comment) = comment else { return own };
    let said = if split_comment(comment).1.is_some() { setting(comment) } else { said_comment(comment) };
    let room = code.width().saturating_sub(own.trim_end().width());
    format!("{}{}#{said}", own.trim_end(), " ".repeat(room.max(usize::from(!code.is_empty()))))
}

/// The code of a line and what follows its `#`, quoted ones left alone.
fn split_comment(line: &str) -> (&str, Option<&str>) {
    let mut is_quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '#' if !is_quoted => return (line.get(..at).unwrap_or_default(), line.get(at + 1..)),
            _ => {}
        }
    }
    (line, None)
}

/// A comment said; a heading between dashes keeps its length.
fn said_comment(comment: &str) -> String {
    let Some(title) = comment.strip_prefix(" ---- ").map(|rest| rest.trim_end_matches('-').trim_end()) else {
        return words::lines(comment);
    };
    let said = words::say(title);
    format!(" ---- {said} {}", "-".repeat(comment.width().saturating_sub(said.width() + 7)))
}

/// The quoted texts of a line as names.
fn named_texts(code: &str) -> String {
    let part = |(number, part): (usize, &str)| if number % 2 == 1 { words::name(part) } else { part.to_owned() };
    code.split('"').enumerate().map(part).collect::<Vec<_>>().join("\"")
}

/// A table with its names said. None of the demo's cells is quoted.
fn table(path: &str, text: &str) -> String {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    let columns: Vec<&str> = header.split(',').collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let holds_shift = cells.get(1) == Some(&"shift");
        let cell = |(column, cell): (&&str, &&str)| match *column {
            "name" if path == SPECIAL_DAYS => words::say(cell),
            "kind" if path == "time_off.csv" => words::name(cell),
            "value" if holds_shift => words::name(cell),
            column if NAMED.contains(&column) => cell.split(';').map(person_or_id).collect::<Vec<_>>().join(";"),
            _ => (*cell).to_owned(),
        };
        columns.iter().zip(&cells).map(cell).collect::<Vec<_>>().join(",")
    };
    std::iter::once(header.to_owned()).chain(lines.map(row)).collect::<Vec<_>>().join("\n") + "\n"
}

/// An id, or a person's family name and given name of two syllables: `Wang Xiaoming`.
fn person_or_id(name: &str) -> String {
    let Some((family, given)) = name.split_once(' ') else { return words::name(name) };
    let own = words::name(family);
    if own == family {
        return name.to_owned();
    }
    let (first, second) = super::people::syllables(given);
    own + &words::name(&format!("given {first}")) + &words::name(&format!("given {second}"))
}
