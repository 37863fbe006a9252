//! Findings: every expected failure, with its code, its place and what to do.
//!
//! Readers and checkers never stop at the first fault: they push findings and go on, so that a planner repairs a file once.
//! Each code has a page, `models/findings/CODE.md`, compiled in (a missing page does not compile), and a fixture folder of
//! the same name that makes it fire.

use std::fmt;

use super::codes::Code;
use super::ids::{AgentId, QueueId};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; nothing to do.
    Note,
    /// The work was done, but somebody should look.
    Warning,
    /// Something is wrong or was refused.
    Error,
}

impl Severity {
    /// The word that files and people see.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where a finding was found: as much as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user named it.
    pub file: Option<String>,
    /// Line in the file, from 1.
    pub line: Option<u64>,
    /// The column's name.
    pub column: Option<String>,
    /// The text as read.
    pub text: Option<String>,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(file: &str) -> Self {
        Self { file: Some(file.to_owned()), ..Self::default() }
    }

    /// A line of a file.
    #[must_use]
    pub fn line(file: &str, line: u64) -> Self {
        Self { line: Some(line), ..Self::file(file) }
    }

    /// The same place, at a column where this text was read.
    #[must_use]
    pub fn cell(mut self, column: &str, text: &str) -> Self {
        self.column = Some(column.to_owned());
        self.text = Some(text.to_owned());
        self
    }
}

/// One thing that a person should know or do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of finding; `wfm explain CODE` prints its page.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Where it was found.
    pub place: Place,
    /// What is the matter, with names and values.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The agent concerned.
    pub agent: Option<AgentId>,
    /// The local day concerned.
    pub day: Option<chrono::NaiveDate>,
    /// The queue concerned.
    pub queue: Option<QueueId>,
}

impl Finding {
    /// A finding of this code with the code's usual severity.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            place: Place::default(),
            message: message.into(),
            hint: None,
            agent: None,
            day: None,
            queue: None,
        }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same finding with what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same finding about an agent.
    #[must_use]
    pub fn agent(mut self, agent: &AgentId) -> Self {
        self.agent = Some(agent.clone());
        self
    }

    /// The same finding about a day.
    #[must_use]
    pub fn day(mut self, day: chrono::NaiveDate) -> Self {
        self.day = Some(day);
        self
    }

    /// The same finding about a queue.
    #[must_use]
    pub fn queue(mut self, queue: &QueueId) -> Self {
        self.queue = Some(queue.clone());
        self
    }
}

/// `file:line: column "text": error I101: message (hint)` — what a person reads; the face adds colour.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line, column, text } = &self.place;
        if let Some(file) = file {
            write!(f, "{file}:")?;
            if let Some(line) = line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        }
        write!(f, "{} {}: {}", self.severity.word(), self.code.as_str(), self.message)?;
        match (column, text) {
            (Some(column), Some(text)) => write!(f, " [{column}: {text:?}]")?,
            (Some(column), None) => write!(f, " [{column}]")?,
            (None, Some(text)) => write!(f, " [{text:?}]")?,
            (None, None) => {}
        }
        if let Some(hint) = &self.hint {
            write!(f, " — {hint}")?;
        }
        Ok(())
    }
}

/// Findings in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// No findings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds all of another list.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Every finding in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// How many have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|f| f.severity == severity).count()
    }

    /// Whether any is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Whether any has this code.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.0.iter().any(|f| f.code == code)
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<T: IntoIterator<Item = Finding>>(iter: T) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Why a command could not do its work. The face maps each to an exit code.
#[derive(Clone, Debug)]
pub enum Failure {
    /// Unreadable or invalid input or settings, or an output that cannot be written (exit 2).
    Invalid(Findings),
    /// The centre's hard rules cannot hold together, or no roster within the limits (exit 3).
    Infeasible(Findings),
    /// Stopped by the user before there was anything to keep (exit 130).
    Interrupted,
}

impl From<Finding> for Failure {
    fn from(finding: Finding) -> Self {
        Self::Invalid(finding.into())
    }
}
