//! Forecast, roster and centre as the simulation plays them: numbers instead of names, seconds after a first midnight.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::absence::name_key;
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::people::{Activity, Agent, RosterRow};
use crate::domain::series::ForecastRow;
use crate::domain::skills::Takes;
use crate::domain::time::{Instant, add_days};
use crate::domain::units::Seconds;

/// Which calls an agent takes while at work.
#[derive(Clone, Copy, Debug)]
pub enum Routing<'a> {
    /// Those of the queue that the roster names.
    Rostered,
    /// Those of the queue that the roster names first, then those of the agent's other skills in their order.
    Skills(&'a [Agent]),
}

/// Calls of one interval: per second, and the mean handle time in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct QueueInterval {
    pub(super) rate: f64,
    pub(super) handle: f64,
}

/// A queue as its callers meet it.
#[derive(Clone, Debug)]
pub(super) struct QueueData {
    pub(super) intervals: Vec<QueueInterval>,
    /// Mean patience; `None` when callers never hang up.
    pub(super) patience: Option<f64>,
    /// Answered in time up to this wait.
    pub(super) threshold: f64,
    /// Share of offered calls that is to be answered in time.
    pub(super) target: Option<f64>,
    /// When callers who still wait are sent away.
    pub(super) closes: Vec<f64>,
}

/// The calls that an agent takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    /// Queues in the agent's order; the first is the one that the roster names.
    pub(super) order: Vec<u32>,
    /// Which of the calls that wait in them.
    pub(super) takes: Takes,
}

/// An agent on a queue without a pause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) agent: u32,
    /// The agent's name as a number.
    pub(super) agent_key: u64,
    pub(super) profile: u32,
    /// The local day on which the shift begins, as a number.
    pub(super) day: i64,
    pub(super) from: f64,
    pub(super) to: f64,
    /// Chance of not being there.
    pub(super) lost: f64,
}

/// What is simulated: every open interval of the days that the roster has.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Starts of the intervals.
    pub(super) starts: Vec<Instant>,
    /// The local day of each, as a position in `dates`.
    pub(super) days: Vec<usize>,
    pub(super) dates: Vec<NaiveDate>,
    /// Length of an interval in seconds.
    pub(super) length: f64,
    pub(super) queue_ids: Vec<QueueId>,
    pub(super) queues: Vec<QueueData>,
    /// Whether a queue has a forecast in an interval: `interval × queues + queue`.
    pub(super) open: Vec<bool>,
    pub(super) profiles: Vec<Profile>,
    pub(super) stretches: Vec<Stretch>,
    pub(super) agents: usize,
}

/// Makes the problem of a roster: the days from its first to its last, `before` being shifts that run into them.
///
/// Forecast rows without a handle time or of an unknown queue are errors. `None` where no day is left to simulate.
#[must_use]
pub fn problem(
    centre: &Centre,
    forecast: &[ForecastRow],
    roster: &[RosterRow],
    before: &[RosterRow],
    routing: Routing<'_>,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Option<Problem> {
    let (Some(first), Some(last)) = (roster.iter().map(|r| r.day).min(), roster.iter().map(|r| r.day).max()) else {
        findings.push(Finding::new(Code::NothingToSimulate, "the roster has no shift"));
        return None;
    };
    let mut problem = clock(centre, first, last);
    problem.queue_ids = centre.queues.iter().map(|q| q.id.clone()).collect();
    problem.queues = queues(centre, patience, problem.starts.len());
    problem.open = vec![false; problem.starts.len() * problem.queues.len()];
    problem.take_forecast(centre, forecast, findings);
    if !problem.open.contains(&true) {
        let message = format!("the forecast has no interval from {first} to {last}, the days of the roster");
        findings.push(Finding::new(Code::NothingToSimulate, message).hint("give the forecast of the roster's days"));
        return None;
    }
    problem.close_queues();
    problem.take_roster(centre, roster.iter().chain(before), routing);
    Some(problem)
}

/// The intervals from the first to the last day.
fn clock(centre: &Centre, first: NaiveDate, last: NaiveDate) -> Problem {
    let from = centre.zone.midnight(first);
    let end = centre.zone.midnight(add_days(last, 1));
    let step = i64::from(centre.interval.get().max(1));
    let mut starts = Vec::new();
    let mut at = from;
    while at < end {
        starts.push(at);
        at = at.plus_minutes(step);
    }
    let dates: Vec<NaiveDate> =
        starts.iter().map(|start| centre.zone.day(*start)).collect::<BTreeSet<_>>().into_iter().collect();
    let days = starts.iter().map(|start| dates.partition_point(|d| *d < centre.zone.day(*start))).collect();
    Problem {
        starts,
        days,
        dates,
        length: centre.interval.as_seconds().get().max(60.0),
        queue_ids: Vec::new(),
        queues: Vec::new(),
        open: Vec::new(),
        profiles: Vec::new(),
        stretches: Vec::new(),
        agents: 0,
    }
}

fn queues(centre: &Centre, patience: &BTreeMap<QueueId, Seconds>, intervals: usize) -> Vec<QueueData> {
    let of = |queue: &crate::domain::centre::Queue| QueueData {
        intervals: vec![QueueInterval::default(); intervals],
        patience: queue.mean_patience(patience).map(Seconds::get),
        threshold: queue.service_level.map_or(0.0, |level| level.within.get()),
        target: queue.service_level.map(|level| level.share.get()),
        closes: Vec::new(),
    };
    centre.queues.iter().map(of).collect()
}

impl Problem {
    /// Seconds after the start.
    fn seconds(&self, at: Instant) -> f64 {
        self.starts.first().map_or(0.0, |first| at.seconds_since(*first) as f64)
    }

    /// The interval in which a moment lies.
    fn interval(&self, at: Instant) -> Option<usize> {
        let after = self.starts.partition_point(|start| *start <= at);
        let inside = self.seconds(at) < self.starts.len() as f64 * self.length;
        after.checked_sub(1).filter(|_| inside)
    }

    fn queue(&self, id: &QueueId) -> Option<usize> {
        self.queue_ids.iter().position(|queue| queue == id)
    }

    fn take_forecast(&mut self, centre: &Centre, forecast: &[ForecastRow], findings: &mut Findings) {
        let (mut unknown, mut untimed) = (BTreeSet::new(), BTreeSet::new());
        let is_played = |id: &QueueId| centre.queue(id).is_none_or(|queue| queue.work.is_calls());
        for queue in centre.queues.iter().filter(|queue| !queue.work.is_calls()) {
            let message =
                format!("queue {} has no calls and is left out, with the agents while they are on it", queue.id);
            let hint = "what chats get is told by `wfm staff`; whether work keeps its deadlines stands under the table";
            findings.push(Finding::new(Code::QueueNotSimulated, message).hint(hint).queue(&queue.id));
        }
        for row in forecast.iter().filter(|row| is_played(&row.queue)) {
            let Some(interval) = self.interval(row.start) else { continue };
            let Some(queue) = self.queue(&row.queue) else {
                unknown.insert(row.queue.clone());
                continue;
            };
            let handle = row.aht.map_or(0.0, Seconds::get);
            if row.offered.get() > 0.0 && handle <= 0.0 {
                untimed.insert(row.queue.clone());
            }
            let count = self.queues.len();
            if let Some(open) = self.open.get_mut(interval * count + queue) {
                *open = true;
            }
            if let Some(cell) = self.queues.get_mut(queue).and_then(|q| q.intervals.get_mut(interval)) {
                *cell = QueueInterval { rate: row.offered.get() / self.length, handle };
            }
        }
        for queue in unknown {
            let message = format!("queue {queue} of the forecast is not in the centre");
            findings.push(Finding::new(Code::ForecastQueueUnknown, message).queue(&queue));
        }
        for queue in untimed {
            let message = format!("queue {queue} has calls but no handle time");
            let hint = "give aht_s in the history or in the forecast";
            findings.push(Finding::new(Code::HandleTimeMissing, message).hint(hint).queue(&queue));
        }
    }

    /// A queue closes where its forecast ends or pauses.
    fn close_queues(&mut self) {
        let count = self.queues.len();
        for (at, queue) in self.queues.iter_mut().enumerate() {
            let is_open = |interval: usize| self.open.get(interval * count + at).copied().unwrap_or(false);
            let ends = (0..self.starts.len()).filter(|i| is_open(*i) && !is_open(i + 1));
            queue.closes = ends.map(|interval| (interval + 1) as f64 * self.length).collect();
        }
    }

    fn take_roster<'r>(&mut self, centre: &Centre, rows: impl Iterator<Item = &'r RosterRow>, routing: Routing<'_>) {
        let skills: BTreeMap<&AgentId, &[QueueId]> = match routing {
            Routing::Rostered => BTreeMap::new(),
            Routing::Skills(agents) => agents.iter().map(|a| (&a.id, a.skills.as_slice())).collect(),
        };
        let mut work: Vec<&RosterRow> = rows.filter(|r| r.activity == Activity::Work).collect();
        work.sort_by_key(|r| (&r.agent, r.start, r.end));
        let mut numbers: BTreeMap<&AgentId, u32> = BTreeMap::new();
        let mut profiles: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for row in work {
            let Some(queue) = row.queue.as_ref().and_then(|id| self.queue(id)) else { continue };
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let agent = *numbers.entry(&row.agent).or_insert(next);
            let order = self.order_of(centre, queue, skills.get(&row.agent).copied().unwrap_or_default());
            let next = u32::try_from(profiles.len()).unwrap_or(u32::MAX);
            let profile = *profiles.entry(order).or_insert(next);
            let lost = centre.queues.get(queue).map_or(0.0, |q| q.unplanned_shrinkage.get());
            let stretch = Stretch {
                agent,
                agent_key: name_key(row.agent.as_str()),
                profile,
                day: i64::from(row.day.num_days_from_ce()),
                from: self.seconds(row.start).max(0.0),
                to: self.seconds(row.end),
                lost,
            };
            self.append(stretch);
        }
        self.agents = numbers.len();
        let mut by_number: Vec<(u32, Vec<u32>)> = profiles.into_iter().map(|(order, number)| (number, order)).collect();
        by_number.sort_unstable();
        // who is rostered for a queue helps others only while nobody waits there
        self.profiles = by_number.into_iter().map(|(_, order)| Profile { order, takes: Takes::InOrder }).collect();
    }

    /// The rostered queue, then the other skills.
    fn order_of(&self, centre: &Centre, rostered: usize, skills: &[QueueId]) -> Vec<u32> {
        let calls = |queue: usize| centre.queues.get(queue).is_some_and(|queue| queue.work.is_calls());
        // who writes e-mails or chats takes no calls meanwhile
        let helps = |queue: &usize| *queue != rostered && calls(*queue) && calls(rostered);
        let known = skills.iter().filter_map(|id| self.queue(id)).filter(helps);
        std::iter::once(rostered).chain(known).filter_map(|queue| u32::try_from(queue).ok()).collect()
    }

    /// Adds a stretch; one that goes on where the agent's last one ended becomes part of it, what overlaps counts once.
    fn append(&mut self, mut next: Stretch) {
        if let Some(last) = self.stretches.last_mut().filter(|last| last.agent == next.agent) {
            let same = last.profile == next.profile && last.day == next.day;
            if same && next.from <= last.to {
                last.to = last.to.max(next.to);
                return;
            }
            next.from = next.from.max(last.to);
        }
        if next.from < next.to {
            self.stretches.push(next);
        }
    }
}
