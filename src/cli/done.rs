//! What a command leaves behind for the printer and the exit code.

use serde_json::Value;

use crate::domain::findings::Findings;
use crate::outputs::table::Table;

/// How a command ended that did its work.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// Sentences and tables for people: stderr, in text form only.
    pub summary: String,
    /// What the command was asked for, where that is text that a program could take too: stdout, in text form.
    pub answer: Option<String>,
    /// The answer as CSV.
    pub csv: Option<String>,
    /// Rows that went to no file: stdout.
    pub table: Option<Table>,
    /// Further members of the JSON document, in order.
    pub members: Vec<(&'static str, Value)>,
    /// Whether what was asked for went to stdout line by line already: no document is to follow it.
    pub streamed: bool,
    /// Everything that somebody should know.
    pub findings: Findings,
    /// Whether the user stopped the work.
    pub interrupted: bool,
}
