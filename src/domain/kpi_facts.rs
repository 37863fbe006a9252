//! Hand-over types of the indicators: everything that they are computed from, as read from files.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::adherence::{StateEvent, StateIx, StateLog};
use super::ids::{AgentId, QueueId};
use super::people::RosterRow;
use super::series::{CallRecord, HistoryRow};
use super::time::{Instant, Zone};
use super::units::{Calls, Fte, Minutes, Seconds, ServiceTarget};

/// The counts of one interval of one queue: history.csv with as many further columns as the export has.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalCounts {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Calls that asked for service.
    pub offered: Calls,
    /// Calls answered by agents.
    pub answered: Option<Calls>,
    /// Calls abandoned.
    pub abandoned: Option<Calls>,
    /// Calls refused before they reached the ACD; not in `offered`.
    pub blocked: Option<Calls>,
    /// Calls answered by a machine; not in `offered`.
    pub self_service: Option<Calls>,
    /// Calls put in queue.
    pub queued: Option<Calls>,
    /// Calls answered within the service level's time.
    pub answered_in_time: Option<Calls>,
    /// Calls abandoned within the service level's time.
    pub abandoned_in_time: Option<Calls>,
    /// Calls passed on by the first agent.
    pub transferred: Option<Calls>,
    /// Mean handle time of answered calls.
    pub aht: Option<Seconds>,
    /// Mean talk time of answered calls.
    pub talk: Option<Seconds>,
    /// Mean hold time of answered calls.
    pub hold: Option<Seconds>,
    /// Mean after-call work of answered calls.
    pub after_call: Option<Seconds>,
    /// Mean wait of answered calls.
    pub asa: Option<Seconds>,
    /// Mean wait of abandoned calls.
    pub time_to_abandon: Option<Seconds>,
    /// Mean wait of queued calls.
    pub queue_time: Option<Seconds>,
}

/// What history.csv tells; the rest is not known.
impl From<HistoryRow> for IntervalCounts {
    fn from(row: HistoryRow) -> Self {
        Self {
            start: row.start,
            queue: row.queue,
            offered: row.offered,
            answered: row.answered,
            abandoned: row.abandoned,
            blocked: None,
            self_service: None,
            queued: None,
            answered_in_time: None,
            abandoned_in_time: None,
            transferred: None,
            aht: row.aht,
            talk: None,
            hold: None,
            after_call: None,
            asa: None,
            time_to_abandon: None,
            queue_time: None,
        }
    }
}

/// A row of states.csv: the state holds until the agent's next row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// From when.
    pub at: Instant,
    /// Whose.
    pub agent: AgentId,
    /// The state as the feed names it.
    pub state: String,
}

impl StateChange {
    /// The changes of a whole feed, by agent and time.
    #[must_use]
    pub fn of_log(log: &StateLog) -> Vec<Self> {
        let name = |state: StateIx| log.states.get(state.0 as usize).cloned().unwrap_or_default();
        let of_agent = |(agent, events): (&AgentId, &Vec<StateEvent>)| -> Vec<Self> {
            events.iter().map(|e| Self { at: e.at, agent: agent.clone(), state: name(e.state) }).collect()
        };
        log.events.iter().flat_map(of_agent).collect()
    }
}

/// A row of costs.csv: an amount spread evenly over whole days.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// Money.
    pub amount: f64,
}

/// A row of quality.csv: one monitored call.
#[derive(Clone, Debug, PartialEq)]
pub struct QualityScore {
    /// The day it was monitored.
    pub date: NaiveDate,
    /// Whose call.
    pub agent: AgentId,
    /// 0 to 100.
    pub score: f64,
}

/// A row of fcr.csv: whether a call needed a second contact.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactFlag {
    /// The day of the call.
    pub date: NaiveDate,
    /// The agent, where known.
    pub agent: Option<AgentId>,
    /// The queue, where known.
    pub queue: Option<QueueId>,
    /// No second contact was needed.
    pub resolved: bool,
}

/// A row of hr.csv: who left in one month, and how many people there were.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadCount {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The team; empty where the file has none.
    pub team: String,
    /// People who left.
    pub leavers: f64,
    /// Full-time equivalents.
    pub fte: Fte,
}

/// Everything that indicators are computed from. What was not given is empty, and the indicators say so.
#[derive(Clone, Debug)]
pub struct KpiFacts {
    /// The zone of days, weeks and months.
    pub zone: Zone,
    /// The planning interval.
    pub interval: Minutes,
    /// Call records.
    pub calls: Vec<CallRecord>,
    /// Interval counts; used where there are no call records.
    pub counts: Vec<IntervalCounts>,
    /// The log of agents' states, by agent and time.
    pub states: Vec<StateChange>,
    /// The roster.
    pub roster: Vec<RosterRow>,
    /// The team of each agent.
    pub teams: BTreeMap<AgentId, String>,
    /// The service level of each queue that has one of its own.
    pub service: BTreeMap<QueueId, ServiceTarget>,
    /// Costs.
    pub costs: Vec<Cost>,
    /// Monitored calls.
    pub scores: Vec<QualityScore>,
    /// Second contacts.
    pub contacts: Vec<ContactFlag>,
    /// People by month.
    pub heads: Vec<HeadCount>,
}

impl KpiFacts {
    /// No facts at all.
    #[must_use]
    pub fn none(zone: Zone, interval: Minutes) -> Self {
        Self {
            zone,
            interval,
            calls: Vec::new(),
            counts: Vec::new(),
            states: Vec::new(),
            roster: Vec::new(),
            teams: BTreeMap::new(),
            service: BTreeMap::new(),
            costs: Vec::new(),
            scores: Vec::new(),
            contacts: Vec::new(),
            heads: Vec::new(),
        }
    }
}
