//! Adherence: a roster compared with what the feed says, second by second.
//!
//! | step | where |
//! |---|---|
//! | what a state counts as while an activity is scheduled | [`definition`] |
//! | the roster as stretches of activity | `shifts` |
//! | a shift cut wherever schedule, state or exception changes | `pieces` |
//! | runs of out, grace, tolerance | `runs` |
//! | work outside the shift | `outside` |
//! | missed and long breaks | `breaks` |
//! | who is out at this moment | [`live`] |
//! | who came, and hours of the month | [`attendance`] |
//! | what there is to draw of a shift | [`strips`] |
//!
//! The figures and their sources are described in `models/methods/adherence.md`.
//!
//! # Example
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use wfm::adherence::{EVERY_DAY, Facts, compute};
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # use wfm::ingest::tables;
//! # use wfm::ingest::tables::roster::RosterUse;
//! # let folder = Path::new("fixtures/findings/_day");
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(&folder.join("centre.toml"), &mut findings).expect("a centre");
//! let roster = tables::roster::read(&folder.join("roster.csv"), &centre, &[], RosterUse::Compared, &mut findings);
//! let log = tables::states::read(&folder.join("states.csv"), centre.zone, &mut findings);
//! let facts = Facts { roster: &roster, log: &log, exceptions: &[], teams: &BTreeMap::new(), zone: centre.zone, at: None, days: EVERY_DAY };
//! let found = compute(&facts, &centre.adherence, &mut findings);
//! // Two agents on one day, eight hours each.
//! assert_eq!(found.days.len(), 2);
//! assert!(found.days.iter().all(|day| day.tally.scheduled == 8 * 3600));
//! ```

pub mod attendance;
mod breaks;
pub mod definition;
pub mod live;
mod outside;
mod overtime;
mod pieces;
mod runs;
mod shifts;
pub mod strips;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::definition::{Definition, StateRule};
use self::pieces::{Feed, Piece};
use self::shifts::Shift;
use crate::domain::adherence::{
    Adherence, AgentDay, Decision, Exception, Meaning, OutRun, StateEvent, StateLog, Tally, Verdict,
};
use crate::domain::centre::AdherenceSettings;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::span::{self, Span};
use crate::domain::time::{Instant, Zone, add_days};

/// What adherence is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What was scheduled.
    pub roster: &'a [RosterRow],
    /// What happened.
    pub log: &'a StateLog,
    /// What counts as something else.
    pub exceptions: &'a [Exception],
    /// The team of each agent, where known.
    pub teams: &'a BTreeMap<AgentId, String>,
    /// The centre's clock.
    pub zone: Zone,
    /// Everything up to here; the whole period when absent.
    pub at: Option<Instant>,
    /// The first and the last local day of the shifts that are wanted. Those of other days still say what is scheduled: what
    /// somebody does in last night's shift is no work outside of tonight's.
    pub days: (Option<NaiveDate>, Option<NaiveDate>),
}

/// The days of shifts that are wanted when all are.
pub const EVERY_DAY: (Option<NaiveDate>, Option<NaiveDate>) = (None, None);

impl Facts<'_> {
    fn is_wanted(&self, day: NaiveDate) -> bool {
        self.days.0.is_none_or(|first| first <= day) && self.days.1.is_none_or(|last| day <= last)
    }
}

/// Computes the adherence of every shift that has begun, by day and agent.
#[must_use]
pub fn compute(facts: &Facts<'_>, settings: &AdherenceSettings, findings: &mut Findings) -> Adherence {
    let definition = Definition::new(settings);
    let rules: Vec<StateRule> = facts.log.states.iter().map(|state| definition.rule(state)).collect();
    let shifts = shifts::of_roster(facts.roster);
    let work = Work { facts, definition: &definition, rules: &rules, period: period(facts, &shifts) };
    let mut days: Vec<AgentDay> = Vec::with_capacity(shifts.len());
    for (agent, own) in &shifts {
        days.extend(work.of_agent(agent, own));
    }
    days.sort_by(|a, b| (a.day, &a.agent).cmp(&(b.day, &b.agent)));
    unmapped_states(&facts.log.states, &definition, findings);
    feed_and_roster_meet(facts, &shifts, &days, findings);
    Adherence { definition: definition.name, at: facts.at, days, states: facts.log.states.clone() }
}

/// The local days of the roster, as far as the feed goes: where work outside of shifts is looked for.
fn period(facts: &Facts<'_>, shifts: &BTreeMap<AgentId, Vec<Shift>>) -> Option<Span> {
    let wholes = || shifts.values().flatten().map(|shift| shift.whole);
    let first = wholes().map(Span::start).min()?;
    let last = wholes().map(Span::end).max()?;
    let zone = facts.zone;
    let end = zone.midnight(add_days(zone.day(last), 1)).min(facts.log.covers?.1);
    Span::new(zone.midnight(zone.day(first)), facts.at.map_or(end, |at| at.min(end)))
}

/// What is the same for all agents.
struct Work<'w> {
    facts: &'w Facts<'w>,
    definition: &'w Definition,
    rules: &'w [StateRule],
    period: Option<Span>,
}

impl Work<'_> {
    fn of_agent(&self, agent: &AgentId, shifts: &[Shift]) -> Vec<AgentDay> {
        let events: &[StateEvent] = self.facts.log.events.get(agent).map(Vec::as_slice).unwrap_or_default();
        let feed = Feed { events: up_to(events, self.facts.at), rules: self.rules };
        let applies =
            |e: &&Exception| e.decision == Decision::Approved && e.agent.as_ref().is_none_or(|whose| whose == agent);
        let exceptions: Vec<&Exception> = self.facts.exceptions.iter().filter(applies).collect();
        let outside = outside::of_agent(shifts, feed, self.period);
        let team = self.facts.teams.get(agent).map(String::as_str).unwrap_or_default();
        let begun = |shift: &Shift| self.facts.at.is_none_or(|at| shift.whole.start() < at);
        let wanted = |shift: &Shift| begun(shift) && self.facts.is_wanted(shift.day);
        let pairs = shifts.iter().zip(outside).filter(|(shift, _)| wanted(shift));
        pairs.map(|(shift, outside)| self.day(agent, team, shift, feed, outside, &exceptions)).collect()
    }

    fn day(
        &self,
        agent: &AgentId,
        team: &str,
        shift: &Shift,
        feed: Feed<'_>,
        outside: Vec<Piece>,
        exceptions: &[&Exception],
    ) -> AgentDay {
        let at = self.facts.at;
        let pieces = pieces::overlay(pieces::of_shift(shift, feed, at), exceptions);
        let edges = runs::edges(shift, self.definition);
        let mut tally = Tally { outside: outside.iter().map(|p| p.span.seconds()).sum(), ..Tally::default() };
        let mut runs = runs::settled(&pieces, &edges, self.definition);
        count(&pieces, &runs, &mut tally);
        tally.scheduled = pieces.iter().map(|p| p.span.seconds()).sum();
        let is_work = |p: &&Piece| p.activity == Some(Activity::Work);
        tally.scheduled_work = pieces.iter().filter(is_work).map(|p| p.span.seconds()).sum();
        let working = pieces.iter().filter(|p| p.meaning == Meaning::Doing(Activity::Work));
        tally.worked = working.map(|p| p.span.seconds()).sum();
        let extra = outside.iter().map(|piece| piece.span).collect();
        if self.definition.outside_is_exception {
            let outside = pieces::overlay(outside, exceptions);
            let more = runs::settled(&outside, &edges, self.definition);
            count(&outside, &more, &mut tally);
            runs.extend(more);
            runs.sort_by_key(|run| run.span);
        }
        runs.retain(|run| run.seconds > 0);
        tally.exceptions = i64::try_from(runs.len()).unwrap_or(i64::MAX);
        let breaks = breaks::compare(shift, &pieces, at);
        (tally.missed_break, tally.long_break) = (breaks.missed, breaks.beyond);
        let over = at.is_none_or(|at| shift.whole.end() <= at);
        let has_feed = pieces.iter().any(|p| p.meaning != Meaning::Unknown);
        if has_feed {
            presence(shift, &pieces, at.filter(|_| !over), &mut tally);
        } else {
            tally.unseen_work = tally.scheduled_work;
        }
        let there = pieces.iter().filter(|p| p.meaning.is_signed_in()).map(|p| p.span).collect();
        AgentDay {
            agent: agent.clone(),
            day: shift.day,
            team: team.to_owned(),
            shift: shift.whole,
            over,
            has_feed,
            tally,
            runs,
            present: span::union(there),
            extra,
        }
    }
}

/// The events up to a moment.
fn up_to(events: &[StateEvent], at: Option<Instant>) -> &[StateEvent] {
    let end = at.map_or(events.len(), |at| events.partition_point(|event| event.at <= at));
    events.get(..end).unwrap_or_default()
}

/// Adds the seconds of pieces: what is forgiven of the runs is in.
fn count(pieces: &[Piece], runs: &[OutRun], tally: &mut Tally) {
    let mut raw_out = 0;
    for piece in pieces {
        let seconds = piece.span.seconds();
        match piece.verdict {
            Verdict::In => tally.adherent += seconds,
            Verdict::Out => raw_out += seconds,
            Verdict::Neutral => tally.neutral += seconds,
            Verdict::Unknown => tally.unknown += seconds,
        }
    }
    let out: i64 = runs.iter().map(|run| run.seconds).sum();
    tally.out += out;
    tally.adherent += raw_out - out;
}

/// Late arrival, early departure, no-show. `now` is the moment of the figures while the shift goes on: who has not come is
/// late so far, and nobody has left early yet.
fn presence(shift: &Shift, pieces: &[Piece], now: Option<Instant>, tally: &mut Tally) {
    let mut there = pieces.iter().filter(|p| p.meaning.is_signed_in()).map(|p| p.span);
    let first = there.next();
    let last = there.next_back().or(first);
    let start = shift.whole.start();
    match (first, now) {
        (Some(first), _) => tally.late = first.start().seconds_since(start),
        (None, Some(now)) => tally.late = now.seconds_since(start),
        (None, None) => tally.no_show = tally.scheduled,
    }
    if let (Some(last), None) = (last, now) {
        tally.early_leave = shift.whole.end().seconds_since(last.end());
    }
}

/// A state that nothing maps is unknown, and somebody should map it.
pub fn unmapped_states(states: &[String], definition: &Definition, findings: &mut Findings) {
    for state in states.iter().filter(|state| definition.meaning(state).is_none()) {
        let message = format!("the feed has the state {state:?}, which nothing maps: it counts as unknown");
        let hint = format!(
            "say in centre.toml what it means: [adherence.states] {state:?} = \"work\" (or another activity, neutral, out)"
        );
        findings.push(Finding::new(Code::StateUnmapped, message).hint(hint));
    }
}

/// Agents without a feed, a feed without shifts, and a feed that ends before the shifts do.
fn feed_and_roster_meet(
    facts: &Facts<'_>,
    shifts: &BTreeMap<AgentId, Vec<Shift>>,
    days: &[AgentDay],
    findings: &mut Findings,
) {
    let few = |names: &[&AgentId]| {
        let shown: Vec<&str> = names.iter().take(5).map(|a| a.as_str()).collect();
        let more = names.len().saturating_sub(shown.len());
        if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
    };
    let wanted = shifts.iter().filter(|(_, own)| own.iter().any(|shift| facts.is_wanted(shift.day)));
    let wanted: Vec<&AgentId> = wanted.map(|(agent, _)| agent).collect();
    let silent: Vec<&AgentId> = wanted.iter().copied().filter(|a| !facts.log.events.contains_key(*a)).collect();
    if !silent.is_empty() {
        let message = format!(
            "the feed has no row of {} of {} agents with shifts ({}): their time is unknown, neither in nor out",
            silent.len(),
            wanted.len(),
            few(&silent)
        );
        findings.push(Finding::new(Code::FeedMissing, message).hint("see whether the feed writes other agent ids"));
    }
    let unscheduled: Vec<&AgentId> = facts.log.events.keys().filter(|a| !shifts.contains_key(*a)).collect();
    if !unscheduled.is_empty() {
        let message =
            format!("the feed has {} without a shift in the roster: {}", agents(unscheduled.len()), few(&unscheduled));
        findings.push(Finding::new(Code::FeedUnscheduled, message));
    }
    let (Some((_, last)), None) = (facts.log.covers, facts.at) else { return };
    let open = days.iter().filter(|day| day.has_feed && day.shift.end().seconds_since(last) > 3600).count();
    if open > 0 {
        let message = format!(
            "the feed ends at {}, and {open} shifts last over an hour longer: each agent's last state is taken to hold until the end",
            facts.zone.rfc3339(last)
        );
        let hint = format!("where the file was cut off there, give --at {}", facts.zone.rfc3339(last));
        findings.push(Finding::new(Code::FeedEndsEarly, message).hint(hint));
    }
}

fn agents(count: usize) -> String {
    if count == 1 { "1 agent".to_owned() } else { format!("{count} agents") }
}
