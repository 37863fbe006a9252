//! The only place that prints. stdout carries what another program could take; everything for people goes to stderr.
//!
//! | form   | stdout                                                    | stderr                  |
//! |--------|-----------------------------------------------------------|-------------------------|
//! | `text` | the answer, or rows that no `-o` took, as CSV             | findings, then summary  |
//! | `csv`  | rows that no `-o` took, as CSV                            | findings                |
//! | `json` | one document: schema, findings, the answer and the rows   | nothing                 |
//!
//! A failure has no data: in `json` form its findings are the document, in the others they go to stderr.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, IsTerminal, Write};

use super::args::{Format, ShowArgs};
use super::done::Done;
use super::listing::{Colours, listing};
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::words;
use crate::outputs::json;
use crate::outputs::number;
use crate::outputs::table::{Cell, Table};

/// Decides what each stream shows.
pub(super) struct Printer {
    show: ShowArgs,
    colours: Colours,
}

impl Printer {
    /// A printer for these wishes; colours only on a terminal that wants them.
    pub(super) fn new(show: ShowArgs) -> Self {
        let colours = Colours { on: io::stderr().is_terminal() && colours_wanted() };
        Self { show, colours }
    }

    /// Prints how a command ended. What cannot be printed any more becomes the end instead.
    pub(super) fn end(&self, end: Result<Done, Failure>) -> Result<Done, Failure> {
        let printed = match &end {
            Ok(done) => self.done(done),
            Err(failure) => self.failure(failure),
        };
        match printed {
            Ok(()) => end,
            // Whoever read our output has had enough: that is success.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => end,
            Err(error) => {
                let finding = Finding::new(Code::OutputUnwritable, format!("stdout cannot be written: {error}"));
                self.findings(&finding.clone().into());
                Err(finding.into())
            }
        }
    }

    /// Text that a user asked for by name, such as a page or a script.
    pub(super) fn text(text: &str) -> Result<(), Failure> {
        match to_stdout(text.as_bytes()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Finding::new(Code::OutputUnwritable, format!("stdout cannot be written: {error}")).into())
            }
            _ => Ok(()),
        }
    }

    /// Whether stdout is a screen that somebody looks at.
    pub(super) fn is_screen() -> bool {
        io::stdout().is_terminal()
    }

    /// Writes a part of a stream of lines; false when nobody reads it any more.
    pub(super) fn stream(text: &str) -> bool {
        to_stdout(text.as_bytes()).is_ok()
    }

    fn done(&self, done: &Done) -> io::Result<()> {
        if done.streamed {
            self.findings(&done.findings);
            return Ok(());
        }
        match self.show.format {
            Format::Json => return to_stdout(document(done).as_bytes()),
            Format::Text => {
                self.findings(&done.findings);
                if !self.show.quiet {
                    // Last, so that it is what a person sees when the screen stands still.
                    self.for_people(&words::lines(&done.summary));
                }
                if let Some(answer) = &done.answer {
                    return to_stdout(words::lines(answer).as_bytes());
                }
            }
            Format::Csv => {
                self.findings(&done.findings);
                if let Some(csv) = &done.csv {
                    return to_stdout(csv.as_bytes());
                }
            }
        }
        done.table.as_ref().map_or(Ok(()), |table| to_stdout(&table.csv()))
    }

    fn failure(&self, failure: &Failure) -> io::Result<()> {
        let (findings, last_word) = match failure {
            Failure::Invalid(findings) => (findings, ""),
            Failure::Infeasible(findings) => {
                (findings, "No roster was written: the rules above cannot hold together.\n")
            }
            Failure::Interrupted => (&Findings::new(), "Interrupted; nothing was written.\n"),
        };
        if self.show.format == Format::Json {
            return to_stdout(json::findings(findings).as_bytes());
        }
        self.findings(findings);
        self.for_people(&words::lines(last_word));
        Ok(())
    }

    fn findings(&self, findings: &Findings) {
        self.for_people(&listing(&words::findings(findings), self.show.quiet, self.colours));
    }

    /// Nobody is left to be told when stderr is gone.
    #[expect(clippy::unused_self, reason = "a printer's method, so that the streams have one owner")]
    fn for_people(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Whether an answer for people may be coloured: only on a terminal that wants it.
pub(super) fn stdout_in_colour() -> bool {
    io::stdout().is_terminal() && colours_wanted()
}

fn colours_wanted() -> bool {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
        || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    !plain
}

fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// The one JSON document: `{schema, findings, …}`, members in order, rows last.
fn document(done: &Done) -> String {
    let findings = json::findings(&done.findings);
    let mut text = findings.trim_end().trim_end_matches('}').trim_end().to_owned();
    for (name, value) in &done.members {
        let _ = write!(text, ",\n  \"{name}\": {value}");
    }
    if let Some(table) = &done.table {
        let _ = write!(text, ",\n  \"rows\": {}", rows(table));
    }
    text.push_str("\n}\n");
    text
}

/// The rows of a table as JSON objects, one a line, columns in the order of the file.
fn rows(table: &Table) -> String {
    let row = |cells: &Vec<Cell>| {
        let members = table.columns.iter().zip(cells).map(|(column, cell)| format!("\"{column}\": {}", value(cell)));
        format!("    {{{}}}", members.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = table.rows.iter().map(row).collect();
    if rows.is_empty() { "[]".into() } else { format!("[\n{}\n  ]", rows.join(",\n")) }
}

fn value(cell: &Cell) -> String {
    match cell {
        Cell::Empty => "null".into(),
        Cell::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Cell::Number(number) => number::exact(*number),
        Cell::Flag(flag) => flag.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_document_holds_findings_members_and_rows() {
        let mut table = Table::new(&["queue", "offered", "aht_s"]);
        table.rows.push(vec![Cell::text("a \"b\""), Cell::exact(12.0), Cell::Empty]);
        let done = Done {
            table: Some(table),
            members: vec![("agents", Value::from(14))],
            findings: Finding::new(Code::OptionInvalid, "m").into(),
            ..Done::default()
        };
        let read: Value = serde_json::from_str(&document(&done)).expect("json");
        assert_eq!(read["findings"][0]["code"], "U105");
        assert_eq!(read["agents"], 14);
        assert_eq!(read["rows"][0]["queue"], "a \"b\"");
        assert_eq!(read["rows"][0]["aht_s"], Value::Null);
    }

    #[test]
    fn a_document_of_nothing_is_still_one() {
        let read: Value = serde_json::from_str(&document(&Done::default())).expect("json");
        assert_eq!(read["findings"], Value::Array(Vec::new()));
    }
}
