//! The log of agents' states and the roster → seconds signed in, able to answer, idle; people who came.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::calls::scopes_of_agent;
use super::ledger::Ledger;
use super::totals::Quantity as Q;
use crate::domain::ids::AgentId;
use crate::domain::kpi::{Doing, KpiSettings};
use crate::domain::kpi_facts::{KpiFacts, StateChange};
use crate::domain::kpi_report::Scope;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::span::{Span, union};
use crate::domain::time::Instant;

/// The usual states of a feed and what they mean.
const USUAL: [(&str, Doing); 11] = [
    ("available", Doing::Idle),
    ("on_call", Doing::OnCall),
    ("acw", Doing::AfterCall),
    ("break", Doing::OnBreak),
    ("meal", Doing::OnBreak),
    ("training", Doing::Other),
    ("meeting", Doing::Other),
    ("handover", Doing::Other),
    ("offline", Doing::SignedOut),
    ("unknown", Doing::Unknown),
    ("work", Doing::Work),
];

/// What a state of the feed means; `None` where nothing says.
pub(super) fn doing(state: &str, settings: &KpiSettings) -> Option<Doing> {
    // The last row wins: later settings stand behind earlier ones.
    let own = settings.states.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(state)).map(|(_, doing)| *doing);
    own.or_else(|| USUAL.iter().find(|(name, _)| name.eq_ignore_ascii_case(state)).map(|(_, doing)| *doing))
}

/// What one agent did, span by span.
pub(super) type Log = Vec<(Span, Doing)>;

/// The log of each agent. A state holds until the agent's next row; the last one to the end of the log or of the agent's
/// roster, whichever is later.
pub(super) fn logs(facts: &KpiFacts, settings: &KpiSettings) -> BTreeMap<AgentId, Log> {
    let end_of_log = facts.states.iter().map(|row| row.at).max();
    let mut until: BTreeMap<&AgentId, Instant> = BTreeMap::new();
    for row in &facts.roster {
        let end = until.entry(&row.agent).or_insert(row.end);
        *end = row.end.max(*end);
    }
    let mut by_agent: BTreeMap<AgentId, Vec<&StateChange>> = BTreeMap::new();
    for row in &facts.states {
        by_agent.entry(row.agent.clone()).or_default().push(row);
    }
    let log = |agent: &AgentId, mut rows: Vec<&StateChange>| -> Log {
        rows.sort_by_key(|row| row.at);
        let end = until.get(agent).copied().max(end_of_log);
        let ends = rows.iter().skip(1).map(|row| Some(row.at)).chain([end]);
        let spans = rows.iter().zip(ends).filter_map(|(row, end)| {
            let doing = doing(&row.state, settings).unwrap_or(Doing::Unknown);
            Some((Span::new(row.at, end?)?, doing))
        });
        spans.collect()
    };
    by_agent.into_iter().map(|(agent, rows)| (agent.clone(), log(&agent, rows))).collect()
}

/// Books states and roster.
pub(super) fn book(facts: &KpiFacts, settings: &KpiSettings, ledger: &mut Ledger<'_>) {
    let logs = logs(facts, settings);
    let scopes =
        |agent: &AgentId| -> Vec<Scope> { std::iter::once(Scope::All).chain(scopes_of_agent(agent, facts)).collect() };
    for (agent, log) in &logs {
        let scopes = scopes(agent);
        for (span, doing) in log {
            ledger.span(*span, &scopes, sums_of(*doing));
            if matches!(doing, Doing::Idle | Doing::OnCall | Doing::AfterCall) {
                // half an hour without a pause between calls is one of no idle time
                ledger.nothing(*span, &scopes, &[Q::Idle, Q::OnCall, Q::AfterCallState]);
            }
        }
    }
    for (agent, rows) in by_agent(&facts.roster) {
        if let Some(log) = logs.get(agent) {
            book_schedule(&rows, log, &scopes(agent), ledger);
        }
    }
    book_attendance(facts, &logs, ledger);
}

/// The sums that seconds of a state go to.
const fn sums_of(doing: Doing) -> &'static [Q] {
    match doing {
        Doing::Idle => &[Q::SignedIn, Q::AbleAnywhere, Q::Idle],
        Doing::OnCall => &[Q::SignedIn, Q::AbleAnywhere, Q::OnCall],
        Doing::AfterCall => &[Q::SignedIn, Q::AbleAnywhere, Q::AfterCallState],
        Doing::Work => &[Q::SignedIn, Q::AbleAnywhere],
        Doing::OnBreak | Doing::Other => &[Q::SignedIn],
        Doing::SignedOut | Doing::Unknown => &[],
    }
}

fn by_agent(roster: &[RosterRow]) -> BTreeMap<&AgentId, Vec<&RosterRow>> {
    let mut by_agent: BTreeMap<&AgentId, Vec<&RosterRow>> = BTreeMap::new();
    for row in roster {
        by_agent.entry(&row.agent).or_default().push(row);
    }
    by_agent
}

/// Books the time scheduled to answer of which the feed tells anything, and the part of it in which the agent was able to.
fn book_schedule(rows: &[&RosterRow], log: &Log, scopes: &[Scope], ledger: &mut Ledger<'_>) {
    let work = rows.iter().filter(|row| row.activity == Activity::Work);
    let scheduled = union(work.filter_map(|row| Span::new(row.start, row.end)).collect());
    for shift in scheduled {
        let from = log.partition_point(|(span, _)| span.end() <= shift.start());
        for (span, doing) in log.iter().skip(from).take_while(|(span, _)| span.start() < shift.end()) {
            let Some(part) = span.overlap(shift).filter(|_| *doing != Doing::Unknown) else { continue };
            ledger.span(part, scopes, &[Q::ScheduledToAnswer]);
            if doing.is_work() {
                ledger.span(part, scopes, &[Q::AbleInsideSchedule]);
            }
        }
    }
}

/// The shifts of one agent on one day: when they begin and end.
pub(super) fn shift_days(roster: &[RosterRow]) -> BTreeMap<(&AgentId, NaiveDate), Span> {
    let mut days: BTreeMap<(&AgentId, NaiveDate), Span> = BTreeMap::new();
    for row in roster {
        let Some(span) = Span::new(row.start, row.end) else { continue };
        let whole = days.entry((&row.agent, row.day)).or_insert(span);
        *whole = Span::new(whole.start().min(span.start()), whole.end().max(span.end())).unwrap_or(*whole);
    }
    days
}

/// Whether the feed shows the agent signed in at any time of a span.
pub(super) fn came(log: Option<&Log>, shift: Span) -> bool {
    log.is_some_and(|log| log.iter().any(|(span, doing)| doing.is_signed_in() && span.overlap(shift).is_some()))
}

/// Whether the feed has states in a span and knows of none of them what it means: who was there all day in a state that nobody
/// mapped is not absent.
fn is_unknown(log: Option<&Log>, shift: Span) -> bool {
    let inside = || log.into_iter().flatten().filter(|(span, _)| span.overlap(shift).is_some());
    inside().next().is_some() && inside().all(|(_, doing)| *doing == Doing::Unknown)
}

/// Books people scheduled and people who came, for shifts in the time that the log covers. Whoever is on the roster and not
/// in the feed did not come.
fn book_attendance(facts: &KpiFacts, logs: &BTreeMap<AgentId, Log>, ledger: &mut Ledger<'_>) {
    let times = || facts.states.iter().map(|row| row.at);
    let Some(covered) = times().min().zip(times().max()).and_then(|(a, b)| Span::new(a, b.plus_seconds(1))) else {
        return;
    };
    for ((agent, day), shift) in shift_days(&facts.roster) {
        if shift.overlap(covered).is_none() || is_unknown(logs.get(agent), shift) {
            continue;
        }
        let team = facts.teams.get(agent).filter(|team| !team.is_empty());
        let scopes: Vec<Scope> = std::iter::once(Scope::All).chain(team.map(|t| Scope::Team(t.clone()))).collect();
        let came = f64::from(u8::from(came(logs.get(agent), shift)));
        ledger.at(facts.zone.midnight(day), &scopes, &[(Q::PeopleScheduled, 1.0), (Q::PeopleWorked, came)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_mean_what_the_settings_say_before_what_is_usual() {
        let settings = KpiSettings { states: vec![("Available".into(), Doing::Other)], ..KpiSettings::default() };
        assert_eq!(doing("available", &settings), Some(Doing::Other));
        assert_eq!(doing("ACW", &settings), Some(Doing::AfterCall));
        assert_eq!(doing("project x", &settings), None);
    }
}
