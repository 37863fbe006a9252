//! Hand-over types of the indicators: the figures that come out.

use chrono::NaiveDate;

use super::ids::{AgentId, QueueId};
use super::kpi::{Cadence, Indicator, TargetRange};
use super::time::Instant;

/// Of whom a figure tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole centre.
    #[default]
    All,
    /// One queue.
    Queue(QueueId),
    /// One team.
    Team(String),
    /// One agent.
    Agent(AgentId),
}

/// The time of a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KpiPeriod {
    /// Its kind.
    pub cadence: Cadence,
    /// First moment.
    pub start: Instant,
    /// The text in files: a time, `2026-12-07`, `2026-W50`, `2026-12`, `2026-Q4`, or `2026-12-01/2026-12-31`.
    pub label: String,
}

/// A figure against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Inside the target: green.
    OnTarget,
    /// A little outside: amber.
    Watch,
    /// Outside: red.
    OffTarget,
    /// There is no target.
    NoTarget,
    /// There is no figure: nothing was counted in this time.
    Undefined,
    /// The inputs lack what it needs.
    NotAvailable,
}

impl Status {
    /// The word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnTarget => "on_target",
            Self::Watch => "watch",
            Self::OffTarget => "off_target",
            Self::NoTarget => "no_target",
            Self::Undefined => "undefined",
            Self::NotAvailable => "not_available",
        }
    }
}

/// Which way a figure went since the period before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The figure of the period before.
    pub before: f64,
    /// Now less before.
    pub change: f64,
    /// Whether that is better, where the indicator knows a better.
    pub better: Option<bool>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct KpiFigure {
    /// Which indicator.
    pub indicator: Indicator,
    /// Of whom.
    pub scope: Scope,
    /// When.
    pub period: KpiPeriod,
    /// The figure; absent where it is undefined or not available, never 0 for that.
    pub value: Option<f64>,
    /// What was divided by what: sums over the period.
    pub parts: Option<(f64, Option<f64>)>,
    /// The name of the definition used.
    pub variant: String,
    /// The definition in words, its limits included.
    pub definition: String,
    /// Where it should lie.
    pub target: Option<TargetRange>,
    /// Against its target.
    pub status: Status,
    /// Against the period before.
    pub trend: Option<Trend>,
    /// What the inputs lack.
    pub needs: Vec<&'static str>,
}

/// All figures asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct KpiReport {
    /// First and last local day.
    pub days: (NaiveDate, NaiveDate),
    /// Each indicator over the whole time, the whole centre together, in the order of the list.
    pub whole: Vec<KpiFigure>,
    /// By period, queue, team and agent as each indicator's cadence asks.
    pub rows: Vec<KpiFigure>,
    /// Each indicator over the whole time by queue and team.
    pub groups: Vec<KpiFigure>,
    /// Calls of the whole time that were blocked, abandoned and answered; absent what is not known.
    pub attempts: [Option<f64>; 3],
}
