//! The board of a supervisor: who is out of adherence at this moment.

use super::ids::AgentId;
use super::people::Activity;
use super::span::Span;
use super::time::Instant;

/// An agent who is not doing what is scheduled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutNow {
    /// Who.
    pub agent: AgentId,
    /// The team; empty where none is known.
    pub team: String,
    /// What is scheduled.
    pub scheduled: Activity,
    /// The state of the feed.
    pub state: String,
    /// Since when without a break.
    pub since: Instant,
    /// Whether this lasts longer than the time after which a supervisor is alerted.
    pub is_severe: bool,
}

/// The board at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// The moment.
    pub at: Instant,
    /// The planning interval that it lies in.
    pub interval: Span,
    /// Severe cases first, then by how long they last.
    pub out: Vec<OutNow>,
    /// Agents inside a shift.
    pub inside_shift: usize,
    /// Agents scheduled at work.
    pub scheduled_at_work: usize,
    /// Of these, who is in a work state.
    pub at_work: usize,
    /// Agents inside a shift of whom the feed tells nothing.
    pub unknown: usize,
    /// Agents in a work state outside any shift.
    pub extra: usize,
    /// Agent-seconds of scheduled work lost to `out` in the interval until now.
    pub lost_s: i64,
    /// The same at the end of the interval if everybody stays as they are.
    pub lost_by_end_s: i64,
}

impl Board {
    /// Agents lost to the interval on average if everybody stays as they are: the effect on its coverage.
    #[must_use]
    pub fn agents_lost(&self) -> f64 {
        self.lost_by_end_s as f64 / self.interval.seconds() as f64
    }
}

/// A case that a supervisor should hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// When it was noticed.
    pub at: Instant,
    /// Whether the case began or ended.
    pub kind: AlertKind,
    /// The case.
    pub case: OutNow,
}

/// Whether a case began or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertKind {
    /// Severe from now on.
    Raised,
    /// The agent is back, or a late event tells that there was nothing.
    Cleared,
}

impl AlertKind {
    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raised => "alert",
            Self::Cleared => "cleared",
        }
    }
}
