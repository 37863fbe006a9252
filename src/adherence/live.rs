//! Who is out at this moment: a board that is kept up to date while the feed grows.
//!
//! Nothing is remembered but the events, sorted, so that a late or corrected event settles everything that follows from it.

use std::collections::BTreeMap;

use super::definition::{Definition, StateRule, place};
use super::pieces::{self, Feed};
use super::shifts::{self, Shift};
use crate::domain::adherence::{Decision, Exception, Meaning, StateEvent, StateIx, Verdict};
use crate::domain::ids::AgentId;
use crate::domain::live::{Alert, AlertKind, Board, OutNow};
use crate::domain::people::{Activity, RosterRow};
use crate::domain::span::Span;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// The day so far.
#[derive(Clone, Debug)]
pub struct Live {
    definition: Definition,
    /// The names of the states, and what they mean.
    states: Vec<String>,
    rules: Vec<StateRule>,
    agents: Vec<Agent>,
    by_id: BTreeMap<AgentId, usize>,
    /// Out for so many seconds is severe.
    severe_s: i64,
    alerted: BTreeMap<AgentId, OutNow>,
}

#[derive(Clone, Debug)]
struct Agent {
    id: AgentId,
    team: String,
    shifts: Vec<Shift>,
    exceptions: Vec<Exception>,
    /// By time, one at a moment.
    events: Vec<StateEvent>,
}

/// How an agent stands at a moment.
struct Standing {
    activity: Option<Activity>,
    meaning: Meaning,
    out: Option<OutNow>,
}

impl Live {
    /// A day without events.
    #[must_use]
    pub fn new(
        roster: &[RosterRow],
        exceptions: &[Exception],
        teams: &BTreeMap<AgentId, String>,
        definition: Definition,
        severe_s: i64,
    ) -> Self {
        let agents: Vec<Agent> = shifts::of_roster(roster)
            .into_iter()
            .map(|(id, shifts)| Agent {
                team: teams.get(&id).cloned().unwrap_or_default(),
                exceptions: exceptions
                    .iter()
                    .filter(|e| e.decision == Decision::Approved && e.agent.as_ref().is_none_or(|whose| *whose == id))
                    .cloned()
                    .collect(),
                id,
                shifts,
                events: Vec::new(),
            })
            .collect();
        let by_id = agents.iter().enumerate().map(|(i, agent)| (agent.id.clone(), i)).collect();
        let (states, rules) = (Vec::new(), Vec::new());
        Self { definition, states, rules, agents, by_id, severe_s, alerted: BTreeMap::new() }
    }

    /// The place of an agent, to be used with [`Live::take`]; `None` for those without a shift.
    #[must_use]
    pub fn place(&self, agent: &AgentId) -> Option<usize> {
        self.by_id.get(agent).copied()
    }

    /// From the first to the last moment of all shifts; `None` without any.
    #[must_use]
    pub fn scheduled(&self) -> Option<Span> {
        let wholes = || self.agents.iter().flat_map(|agent| &agent.shifts).map(|shift| shift.whole);
        Span::new(wholes().map(Span::start).min()?, wholes().map(Span::end).max()?)
    }

    /// Learns the names of the states, in the order of their indices; those known stay.
    pub fn learn_states(&mut self, states: &[String]) {
        for state in states.iter().skip(self.states.len()) {
            self.rules.push(self.definition.rule(state));
            self.states.push(state.clone());
        }
    }

    /// Takes an event of the agent at this place, in whatever order events come; of two at one moment the later to come counts.
    pub fn take(&mut self, agent: usize, event: StateEvent) {
        let Some(agent) = self.agents.get_mut(agent) else { return };
        let after = agent.events.partition_point(|known| known.at < event.at);
        match agent.events.get_mut(after) {
            Some(known) if known.at == event.at => *known = event,
            _ => agent.events.insert(after, event),
        }
    }

    /// The board at a moment.
    #[must_use]
    pub fn board(&self, at: Instant, zone: Zone, interval: Minutes) -> Board {
        let interval = interval_at(at, zone, interval);
        let mut board = Board {
            at,
            interval,
            out: Vec::new(),
            inside_shift: 0,
            scheduled_at_work: 0,
            at_work: 0,
            unknown: 0,
            extra: 0,
            lost_s: 0,
            lost_by_end_s: 0,
        };
        for agent in &self.agents {
            let standing = self.standing(agent, at);
            let works = standing.meaning == Meaning::Doing(Activity::Work);
            if standing.activity.is_none() {
                board.extra += usize::from(works);
                continue;
            }
            board.inside_shift += 1;
            board.unknown += usize::from(standing.meaning == Meaning::Unknown);
            let should_work = standing.activity == Some(Activity::Work);
            board.scheduled_at_work += usize::from(should_work);
            board.at_work += usize::from(should_work && works);
            let (lost, to_come) = self.lost(agent, at, interval);
            board.lost_s += lost;
            board.lost_by_end_s += lost + to_come;
            board.out.extend(standing.out);
        }
        board.out.sort_by(|a, b| (!a.is_severe, a.since, &a.agent).cmp(&(!b.is_severe, b.since, &b.agent)));
        board
    }

    /// What is new since the last board: severe cases that began, and those alerted before that ended.
    pub fn alerts(&mut self, board: &Board) -> Vec<Alert> {
        let severe: BTreeMap<&AgentId, &OutNow> =
            board.out.iter().filter(|case| case.is_severe).map(|case| (&case.agent, case)).collect();
        let mut alerts = Vec::new();
        self.alerted.retain(|agent, case| {
            let goes_on = severe.contains_key(agent);
            if !goes_on {
                alerts.push(Alert { at: board.at, kind: AlertKind::Cleared, case: case.clone() });
            }
            goes_on
        });
        for (agent, case) in severe {
            if !self.alerted.contains_key(agent) {
                alerts.push(Alert { at: board.at, kind: AlertKind::Raised, case: case.clone() });
                self.alerted.insert(agent.clone(), case.clone());
            }
        }
        alerts
    }

    fn standing(&self, agent: &Agent, at: Instant) -> Standing {
        let feed = self.feed(agent);
        let state = agent.events.partition_point(|event| event.at <= at).checked_sub(1);
        let state = state.and_then(|i| agent.events.get(i)).map(|event| event.state);
        let rule = state.map_or(&StateRule::NO_FEED, |state| feed.rule(state));
        let begun = agent.shifts.partition_point(|shift| shift.whole.start() <= at);
        let shift = begun.checked_sub(1).and_then(|i| agent.shifts.get(i));
        let Some((shift, (_, activity))) = shift.and_then(|shift| Some((shift, shift.at(at)?))) else {
            return Standing { activity: None, meaning: rule.meaning, out: None };
        };
        let granted = agent.exceptions.iter().rev().find(|e| e.span.contains(at)).map(|e| e.counts_as);
        let is_out = granted.unwrap_or(rule.counts_as[place(activity)]) == Verdict::Out;
        let out = is_out.then(|| self.case(agent, shift, at, activity, state));
        Standing { activity: Some(activity), meaning: rule.meaning, out }
    }

    fn case(&self, agent: &Agent, shift: &Shift, at: Instant, scheduled: Activity, state: Option<StateIx>) -> OutNow {
        let exceptions: Vec<&Exception> = agent.exceptions.iter().collect();
        let pieces = pieces::overlay(pieces::of_shift(shift, self.feed(agent), Some(at)), &exceptions);
        // The last pieces that are out and follow each other without a hole.
        let mut since = at;
        for piece in pieces.iter().rev() {
            if piece.verdict != Verdict::Out || piece.span.end() != since {
                break;
            }
            since = piece.span.start();
        }
        let name = state.and_then(|s| usize::try_from(s.0).ok()).and_then(|i| self.states.get(i));
        OutNow {
            agent: agent.id.clone(),
            team: agent.team.clone(),
            scheduled,
            state: name.cloned().unwrap_or_default(),
            since,
            is_severe: at.seconds_since(since) >= self.severe_s,
        }
    }

    /// Seconds of scheduled work that the agent is out in the interval: until now, and from now to its end as things stand.
    fn lost(&self, agent: &Agent, at: Instant, interval: Span) -> (i64, i64) {
        let feed = self.feed(agent);
        let (mut lost, mut to_come) = (0, 0);
        let touching = agent.shifts.iter().filter(|shift| shift.whole.overlap(interval).is_some());
        for (span, activity) in touching.flat_map(|shift| &shift.stretches) {
            let Some(span) = span.overlap(interval).filter(|_| *activity == Activity::Work) else { continue };
            for (span, state) in feed.states_in(span) {
                let rule = state.map_or(&StateRule::NO_FEED, |state| feed.rule(state));
                let is_granted = agent.exceptions.iter().any(|e| e.span.contains(span.start()));
                if rule.counts_as[place(Activity::Work)] != Verdict::Out || is_granted {
                    continue;
                }
                let until_now = Span::new(span.start(), span.end().min(at)).map_or(0, Span::seconds);
                lost += until_now;
                to_come += span.seconds() - until_now;
            }
        }
        (lost, to_come)
    }

    fn feed<'a>(&'a self, agent: &'a Agent) -> Feed<'a> {
        Feed { events: &agent.events, rules: &self.rules }
    }
}

/// The interval of the centre's grid that a moment lies in.
fn interval_at(at: Instant, zone: Zone, interval: Minutes) -> Span {
    let day = zone.day(at);
    let starts = zone.intervals_of(day, interval);
    let next = starts.partition_point(|start| *start <= at);
    let start = next.checked_sub(1).and_then(|i| starts.get(i)).copied().unwrap_or(at);
    Span::of_length(start, interval)
}
