//! What-if runs: a centre changed in some way, and what the best roster found for it costs beside the base.

use serde::{Deserialize, Serialize};

use super::ids::{ContractId, QueueId, ShiftId};
use super::people::Activity;
use super::roster::{RosterSummary, Status, Terms};
use super::time::ClockTime;

/// One change of a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// More agents of a contract.
    Agents {
        /// The contract.
        contract: ContractId,
        /// How many more.
        count: u32,
        /// Their skills; those of a typical agent of the contract when absent.
        skills: Option<Vec<QueueId>>,
    },
    /// One more start of a shift.
    Start {
        /// The shift.
        shift: ShiftId,
        /// When it may start too.
        start: ClockTime,
    },
    /// Wider windows of the breaks of a kind.
    Window {
        /// The shift.
        shift: ShiftId,
        /// Breaks or meals.
        kind: Activity,
        /// Minutes earlier and minutes later than now.
        widened: (u32, u32),
    },
    /// Another limit of paid hours a week.
    Hours {
        /// The contract.
        contract: ContractId,
        /// Minutes more (fewer when negative) at most.
        minutes: i64,
    },
    /// Another limit of days a week.
    Days {
        /// The contract.
        contract: ContractId,
        /// Days more (fewer when negative) at most.
        days: i64,
    },
}

/// Changes that are made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// As it was written.
    pub name: String,
    /// In the order written.
    pub changes: Vec<Change>,
}

/// The roster of a variant in figures; of several weeks their sums.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariantResult {
    /// As it was written; `base` for the centre as it is.
    pub variant: String,
    /// The figures; absent where no legal roster was found.
    pub figures: Option<Figures>,
}

/// What a roster is compared by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How the solve ended.
    pub status: Status,
    /// Price of the roster found.
    pub objective: f64,
    /// The price by term.
    pub terms: Terms,
    /// No legal roster of this variant costs less.
    pub bound: Option<f64>,
    /// (objective − bound)/objective.
    pub gap: Option<f64>,
    /// Agent-hours short.
    pub under_hours: f64,
    /// Agent-hours above the requirement.
    pub over_hours: f64,
    /// Paid hours of the shifts.
    pub paid_hours: f64,
    /// Agent-hours required.
    pub required_hours: f64,
}

impl Figures {
    /// Share of the required agent-hours that is covered; `None` where nothing is required.
    #[must_use]
    pub fn covered(&self) -> Option<f64> {
        (self.required_hours > 0.0).then(|| 1.0 - self.under_hours / self.required_hours)
    }
}

impl From<&RosterSummary> for Figures {
    fn from(summary: &RosterSummary) -> Self {
        Self {
            status: summary.status,
            objective: summary.objective,
            terms: summary.terms,
            bound: summary.bound,
            gap: summary.gap,
            under_hours: summary.under_hours,
            over_hours: summary.over_hours,
            paid_hours: summary.paid_hours,
            required_hours: summary.required_hours,
        }
    }
}
