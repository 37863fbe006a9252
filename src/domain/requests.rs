//! Requests for swaps and leave: nothing in a roster changes without one that was approved.

use chrono::NaiveDate;

use super::adherence::Decision;
use super::ids::AgentId;
use super::time::Instant;

/// A row of requests.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id, by which it is decided.
    pub id: String,
    /// Who asks.
    pub agent: AgentId,
    /// The local day on which the agent's shift starts, or the first day of leave.
    pub day: NaiveDate,
    /// What is asked for.
    pub wish: RequestKind,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: Decision,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// The agent works the colleague's shift of `with_day`, the colleague works the agent's.
    Swap {
        /// The colleague.
        with: AgentId,
        /// The day of the colleague's shift.
        with_day: NaiveDate,
    },
    /// The colleague works the agent's shift as well.
    Cover {
        /// The colleague.
        with: AgentId,
    },
    /// The agent is off until `until`, that day included.
    Leave {
        /// The last day.
        until: NaiveDate,
        /// The kind of time_off.csv.
        kind: String,
        /// Who works the shifts instead; nobody when absent.
        substitute: Option<AgentId>,
    },
}

impl RequestKind {
    /// The word in files.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Swap { .. } => "swap",
            Self::Cover { .. } => "cover",
            Self::Leave { .. } => "leave",
        }
    }

    /// The colleague who is concerned.
    #[must_use]
    pub fn colleague(&self) -> Option<&AgentId> {
        match self {
            Self::Swap { with, .. } | Self::Cover { with } => Some(with),
            Self::Leave { substitute, .. } => substitute.as_ref(),
        }
    }
}

/// Who decided what about a request, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionMade {
    /// Approved or refused.
    pub decision: Decision,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub note: String,
}

/// What the checker says of a request that is still open.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It can be carried out, and no rule is broken that was kept before.
    Legal {
        /// Agent-hours that the roster is short more than before; negative where it is short less.
        more_short_hours: f64,
    },
    /// It would break rules.
    Breaks(Vec<String>),
    /// It cannot be carried out.
    Impossible(String),
}

/// A request and, while it is open, what the checker says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestJudged {
    /// The request.
    pub request: Request,
    /// What the checker says; nothing of requests that are decided.
    pub verdict: Option<Verdict>,
}
