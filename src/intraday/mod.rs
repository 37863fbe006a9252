//! The rest of a day: what is still to come, who is really there, and which few changes are worth making.
//!
//! | step | where |
//! |---|---|
//! | calls and handle times so far move the rest of the forecast | [`outlook`] |
//! | the roster of the rest of the day, less those who are not there | `floor` |
//! | what each half-hour gives by the agents in it | `cells` |
//! | every legal change of every agent: breaks, end, queue, standby | `choices`, with `schedule` for one shift's rows |
//! | the changes that together are worth most | `decide` |
//! | what each of them gives of the whole | `worth` |
//!
//! The decision says how good it is: a program with one whole-numbered column for each change of each group of agents who are alike
//! and curves of the staffing formulas, convex stretches included, bounds by how much any other choice could be better. The method is described in `models/methods/intraday.md`.

mod cells;
mod choices;
mod decide;
mod floor;
mod outlook;
mod schedule;
mod worth;

use std::collections::{BTreeMap, BTreeSet};

pub use outlook::{Outlook, outlook};

use crate::domain::adherence::Meaning;
use crate::domain::centre::Centre;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::intraday::{Change, ChangeKind, DayPlan, NetStaffing, StandbyPeriod};
use crate::domain::people::{Agent, RosterRow, TimeOff};
use crate::domain::program::Solver;
use crate::domain::series::{ForecastRow, RequirementRow};
use crate::domain::time::Instant;
use crate::domain::units::Seconds;
use cells::Cells;
use floor::Floor;

/// What an agent's feed told, by time: from each moment on the agent was in a state that means this.
pub type Seen = BTreeMap<AgentId, Vec<(Instant, Meaning)>>;

/// All that the rest of a day depends on.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// The centre.
    pub centre: &'a Centre,
    /// The people.
    pub agents: &'a [Agent],
    /// The roster, with the days around.
    pub roster: &'a [RosterRow],
    /// What is still to come today, by start and queue.
    pub forecast: &'a [ForecastRow],
    /// What that needs.
    pub requirement: &'a [RequirementRow],
    /// Estimates of patience, where a queue asks for them.
    pub patience: &'a BTreeMap<QueueId, Seconds>,
    /// The feed up to now; `None` where there is none.
    pub seen: Option<&'a Seen>,
    /// Known absences.
    pub time_off: &'a [TimeOff],
    /// Who can be called in.
    pub standby: &'a [StandbyPeriod],
    /// The moment.
    pub now: Instant,
    /// Most agents whose day may change.
    pub max_changes: u32,
}

/// Changes that are not to be offered again: the checker refused them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Barred {
    /// Every change of a kind.
    pub kinds: BTreeSet<(AgentId, ChangeKind)>,
    /// One change.
    pub changes: BTreeSet<(AgentId, Change)>,
}

/// Who is there, what that gives, and what to do about it.
#[must_use]
pub fn plan(day: &Day<'_>, barred: &Barred, solver: Solver<'_>) -> DayPlan {
    let floor = Floor::of(day);
    let cells = Cells::of(day, &floor);
    let choices = if day.max_changes == 0 { Vec::new() } else { choices::of(day, &floor, &cells, barred) };
    let decision = decide::decide(day, &floor, &cells, choices, solver);
    let (actions, after) = worth::actions(&cells, &decision.chosen);
    let intervals = cells.list.iter().zip(&after).map(|(cell, after)| NetStaffing {
        start: cell.row.start,
        queue: cell.row.queue.clone(),
        offered: cell.row.offered.get(),
        aht: cell.row.aht.map(Seconds::get),
        needed: cell.needed,
        rostered: cell.rostered,
        there: cell.there,
        service: cell.service(cell.there),
        there_after: *after,
        service_after: cell.service(*after),
    });
    let in_time = |agents: &dyn Fn(usize) -> f64| {
        cells.list.iter().enumerate().map(|(i, cell)| cell.in_time(agents(i))).sum::<f64>()
    };
    DayPlan {
        intervals: intervals.collect(),
        in_time: in_time(&|i| cells.list.get(i).map_or(0.0, |cell| cell.there)),
        in_time_after: in_time(&|i| after.get(i).copied().unwrap_or_default()),
        missing: floor.missing.clone(),
        unknown: floor.unknown,
        roster: worth::roster(day.roster, &decision.chosen),
        actions,
        at_most_better: decision.at_most_better,
    }
}
