//! Findings as people read them: grouped by file, the worst first, never more than a screen a file.

use std::fmt::Write as _;

use crate::domain::findings::{Finding, Findings, Severity};
use crate::domain::words;
use crate::outputs::number::count;

/// Errors and warnings shown of one file.
const SHOWN: usize = 20;
/// Notes shown of one file.
const NOTES_SHOWN: usize = 6;

/// Whether to colour.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Colours {
    pub(super) on: bool,
}

impl Colours {
    fn paint(self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn severity(self, severity: Severity) -> String {
        let code = match severity {
            Severity::Note => "36",
            Severity::Warning => "33",
            Severity::Error => "31;1",
        };
        self.paint(code, &words::say(severity.word()))
    }
}

/// The findings, a group a file in the order in which the files were met; without notes when `quiet`.
pub(super) fn listing(findings: &Findings, quiet: bool, colours: Colours) -> String {
    let told: Vec<&Finding> = findings.iter().filter(|f| !quiet || f.severity > Severity::Note).collect();
    let mut files: Vec<Option<&str>> = Vec::new();
    for finding in &told {
        let file = finding.place.file.as_deref();
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let mut out = String::new();
    for file in files {
        let group = told.iter().copied().filter(|f| f.place.file.as_deref() == file);
        out.push_str(&group_text(file, group, colours));
    }
    if let Some(count) = counts(&told) {
        let _ = writeln!(out, "{}", words::say(&format!("{count} · wfm explain CODE tells more")));
    }
    out
}

fn group_text<'f>(file: Option<&str>, group: impl Iterator<Item = &'f Finding>, colours: Colours) -> String {
    let mut group: Vec<&Finding> = group.collect();
    // Stable: within a severity the order in which they were found, which is the order of the file.
    group.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let mut out = file.map_or_else(String::new, |file| format!("{}\n", colours.paint("1", file)));
    let (mut acted, mut notes) = (0, 0);
    let mut hidden = 0;
    for finding in group {
        let (shown, limit) =
            if finding.severity == Severity::Note { (&mut notes, NOTES_SHOWN) } else { (&mut acted, SHOWN) };
        if *shown < limit {
            *shown += 1;
            out.push_str(&line(finding, file.is_some(), colours));
        } else {
            hidden += 1;
        }
    }
    if hidden > 0 {
        let _ = writeln!(out, "  {}", words::say(&format!("and {hidden} more (all of them with --format json)")));
    }
    out
}

/// `  12: error T106: message [column: "text"]`, and the hint on a line of its own.
fn line(finding: &Finding, below_file: bool, colours: Colours) -> String {
    let indent = if below_file { "  " } else { "" };
    let at = finding.place.line.map_or_else(String::new, |line| format!("{line}: "));
    let severity = colours.severity(finding.severity);
    let read = match (&finding.place.column, &finding.place.text) {
        (Some(column), Some(text)) => format!(" [{column}: {}]", quoted(text)),
        (Some(column), None) => format!(" [{column}]"),
        (None, Some(text)) => format!(" [{}]", quoted(text)),
        (None, None) => String::new(),
    };
    let about = about(finding);
    let hint = finding.hint.as_ref().map_or_else(String::new, |hint| format!("\n{indent}    → {hint}"));
    format!("{indent}{at}{severity} {}: {about}{}{read}{hint}\n", finding.code.as_str(), finding.message)
}

/// Whom, when and which queue it concerns, where the message does not say so itself: `A017, 2026-12-07: `.
fn about(finding: &Finding) -> String {
    let agent = finding.agent.as_ref().map(ToString::to_string);
    let day = finding.day.map(|d| d.to_string());
    let queue = finding.queue.as_ref().map(ToString::to_string);
    let told: Vec<String> =
        [agent, day, queue].into_iter().flatten().filter(|name| !finding.message.contains(name.as_str())).collect();
    if told.is_empty() { String::new() } else { format!("{}: ", told.join(", ")) }
}

/// The text as read, without control characters and not longer than a line.
fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{short:?}")
}

/// `2 errors, 1 warning`; nothing when there are only notes.
fn counts(findings: &[&Finding]) -> Option<String> {
    let number = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings) = (number(Severity::Error), number(Severity::Warning));
    let parts = [(errors, "error", "errors"), (warnings, "warning", "warnings")];
    let told: Vec<String> =
        parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Code;
    use crate::domain::findings::Place;

    fn finding(file: &str, line: u64, severity: Severity) -> Finding {
        let place = Place::line(file, line).cell("start", "2026-02-30");
        Finding { severity, ..Finding::new(Code::OptionInvalid, "no such day").at(place).hint("correct it") }
    }

    #[test]
    fn a_group_a_file_and_the_worst_first() {
        let list: Findings = [
            finding("a.csv", 2, Severity::Note),
            finding("b.csv", 3, Severity::Warning),
            finding("a.csv", 4, Severity::Error),
        ]
        .into_iter()
        .collect();
        let text = listing(&list, false, Colours::default());
        let expected = "a.csv\n  4: error U105: no such day [start: \"2026-02-30\"]\n      → correct it\n  2: note U105: no such \
                        day [start: \"2026-02-30\"]\n      → correct it\nb.csv\n  3: warning U105: no such day [start: \
                        \"2026-02-30\"]\n      → correct it\n1 error, 1 warning · wfm explain CODE tells more\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn whom_it_concerns_is_said_once() {
        let queue = crate::domain::ids::QueueId::new("cards");
        let said = |message: &str| about(&Finding::new(Code::OptionInvalid, message).queue(&queue));
        assert_eq!(said("3 rows are missing"), "cards: ");
        assert_eq!(said("3 rows of cards are missing"), "");
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let list: Findings = (1..=50).map(|line| finding("a.csv", line, Severity::Error)).collect();
        let text = listing(&list, false, Colours::default());
        assert!(text.contains("and 30 more") && text.contains("50 errors"), "{text}");
    }

    #[test]
    fn quiet_hides_notes_only() {
        let list: Findings = [finding("a.csv", 1, Severity::Note)].into_iter().collect();
        assert_eq!(listing(&list, true, Colours::default()), "");
        let list: Findings = [finding("a.csv", 1, Severity::Warning)].into_iter().collect();
        assert!(!listing(&list, true, Colours::default()).is_empty());
    }

    #[test]
    fn what_was_read_is_shown_short_and_without_control_characters() {
        assert_eq!(quoted("a\tb\u{1b}[31m"), "\"a\\tb\\u{1b}[31m\"");
        assert!(quoted(&"x".repeat(100)).chars().count() < 65);
    }

    #[test]
    fn colours_are_for_terminals_only() {
        let list: Findings = [finding("a.csv", 1, Severity::Error)].into_iter().collect();
        assert!(!listing(&list, false, Colours { on: false }).contains('\u{1b}'));
        assert!(listing(&list, false, Colours { on: true }).contains("\u{1b}[31;1merror"));
    }
}
