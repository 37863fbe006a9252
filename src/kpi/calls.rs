//! Call records and interval counts → sums.

use super::ledger::{Entry, Ledger};
use super::totals::Quantity as Q;
use crate::domain::ids::AgentId;
use crate::domain::kpi::KpiSettings;
use crate::domain::kpi_facts::{IntervalCounts, KpiFacts};
use crate::domain::kpi_report::Scope;
use crate::domain::series::{CallOutcome, CallRecord};
use crate::domain::units::{Calls, Seconds};

/// Books every call to the moment at which it asked for service.
pub(super) fn book_calls(facts: &KpiFacts, settings: &KpiSettings, ledger: &mut Ledger<'_>) {
    let told = Told::by(&facts.calls);
    let mut entries = Vec::with_capacity(32);
    for call in &facts.calls {
        entries.clear();
        let own = facts.service.get(&call.queue).map(|target| target.within);
        of_call(call, settings, settings.answer_within_of(own), told, &mut entries);
        let mut scopes = vec![Scope::All, Scope::Queue(call.queue.clone())];
        scopes.extend(call.details.agent.iter().flat_map(|agent| scopes_of_agent(agent, facts)));
        ledger.at(call.asked, &scopes, &entries);
    }
}

/// An agent, and the team where it has one.
pub(super) fn scopes_of_agent(agent: &AgentId, facts: &KpiFacts) -> Vec<Scope> {
    let team = facts.teams.get(agent).filter(|team| !team.is_empty());
    std::iter::once(Scope::Agent(agent.clone())).chain(team.map(|team| Scope::Team(team.clone()))).collect()
}

/// Which ends of a call the records know at all: where none was ever blocked, blocked calls are not recorded.
#[derive(Clone, Copy)]
struct Told {
    blocked: bool,
    self_service: bool,
}

impl Told {
    fn by(calls: &[CallRecord]) -> Self {
        let any = |outcome| calls.iter().any(|call| call.outcome == outcome);
        Self { blocked: any(CallOutcome::Blocked), self_service: any(CallOutcome::SelfService) }
    }
}

fn of_call(call: &CallRecord, settings: &KpiSettings, within: Seconds, told: Told, out: &mut Vec<Entry>) {
    let is = |outcome| flag(call.outcome == outcome);
    if told.blocked {
        out.push((Q::Blocked, is(CallOutcome::Blocked)));
    }
    if told.self_service {
        out.push((Q::SelfServed, is(CallOutcome::SelfService)));
    }
    let offered = flag(call.outcome.is_offered());
    let answered = flag(matches!(call.outcome, CallOutcome::Answered(_)));
    out.extend([(Q::Offered, offered), (Q::Ended, offered), (Q::Answered, answered)]);
    out.push((Q::Abandoned, is(CallOutcome::Abandoned)));
    if let Some(resolved) = call.details.resolved {
        out.extend([(Q::ContactKnown, 1.0), (Q::Resolved, flag(resolved))]);
    }
    ringing(call, settings, out);
    if !call.outcome.is_offered() {
        return;
    }
    waiting(call, settings, within, out);
    if let CallOutcome::Answered(handle) = call.outcome {
        handling(call, handle, out);
    }
}

fn waiting(call: &CallRecord, settings: &KpiSettings, within: Seconds, out: &mut Vec<Entry>) {
    let queued = call.details.queued.or_else(|| call.wait.map(|wait| wait > Seconds::ZERO));
    if let Some(queued) = queued {
        out.extend([(Q::QueueKnown, 1.0), (Q::Queued, flag(queued))]);
    }
    let Some(wait) = call.wait else { return };
    let keeps = |limit| flag(settings.wait_bound.keeps(wait, limit));
    let answered = flag(matches!(call.outcome, CallOutcome::Answered(_)));
    let (abandoned, seconds) = (1.0 - answered, wait.get());
    out.extend([
        (Q::TimedOffered, 1.0),
        (Q::TimedAnswered, answered),
        (Q::TimedAbandoned, abandoned),
        (Q::AnsweredInTime, answered * keeps(within)),
        (Q::AbandonedInTime, abandoned * keeps(within)),
        (Q::AbandonedShort, abandoned * keeps(settings.short_abandon)),
        (Q::AbandonedShortOut, abandoned * keeps(settings.short_out)),
        (Q::WaitOfAnswered, answered * seconds),
        (Q::WaitOfAbandoned, abandoned * seconds),
        (Q::WaitOfAll, seconds),
    ]);
    if let Some(queued) = queued {
        out.extend([(Q::TimedQueued, flag(queued)), (Q::WaitOfQueued, flag(queued) * seconds)]);
    }
}

fn ringing(call: &CallRecord, settings: &KpiSettings, out: &mut Vec<Entry>) {
    let cycle = settings.ring_cycle.get();
    let rings = call.details.rings.or_else(|| call.details.ring.filter(|_| cycle > 0.0).map(|ring| ring.get() / cycle));
    if let Some(rings) = rings.filter(|_| !matches!(call.outcome, CallOutcome::Abandoned | CallOutcome::Blocked)) {
        out.extend([(Q::Rings, rings), (Q::CallsWithRings, 1.0)]);
    }
}

fn handling(call: &CallRecord, handle: Option<Seconds>, out: &mut Vec<Entry>) {
    let seconds = |time: Option<Seconds>| time.map(Seconds::get);
    let [talk, hold, after] = [call.details.talk, call.details.hold, call.details.after_call].map(seconds);
    let summed = talk.zip(after).map(|(talk, after)| talk + after);
    if let Some(handle) = seconds(handle).or(summed) {
        out.extend([(Q::Handle, handle), (Q::CallsWithHandle, 1.0)]);
    }
    if let Some((handle, hold)) = summed.zip(hold) {
        out.extend([(Q::HandleHoldApart, handle + hold), (Q::CallsWithHoldApart, 1.0)]);
    }
    if let Some(talk) = talk {
        out.extend([(Q::Talk, talk), (Q::CallsWithTalk, 1.0)]);
    }
    if let Some(hold) = hold {
        out.extend([(Q::Hold, hold), (Q::CallsWithHold, 1.0), (Q::CallsHeld, flag(hold > 0.0))]);
    }
    if let Some(after) = after {
        out.extend([(Q::AfterCall, after), (Q::CallsWithAfterCall, 1.0)]);
    }
    if let Some(transferred) = call.details.transferred {
        out.extend([(Q::TransferKnown, 1.0), (Q::Transferred, flag(transferred))]);
    }
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// Books the counts of every interval to its start.
pub(super) fn book_counts(facts: &KpiFacts, ledger: &mut Ledger<'_>) {
    let mut entries = Vec::with_capacity(32);
    for row in &facts.counts {
        entries.clear();
        of_interval(row, &mut entries);
        ledger.at(row.start, &[Scope::All, Scope::Queue(row.queue.clone())], &entries);
    }
}

fn of_interval(row: &IntervalCounts, out: &mut Vec<Entry>) {
    let offered = row.offered.get();
    let count = |calls: Option<Calls>| calls.map(Calls::get);
    // Whoever was offered and is not told of as one is the other.
    let answered = count(row.answered).or_else(|| count(row.abandoned).map(|gone| (offered - gone).max(0.0)));
    let abandoned = count(row.abandoned).or_else(|| count(row.answered).map(|done| (offered - done).max(0.0)));
    out.push((Q::Offered, offered));
    if let Some((answered, abandoned)) = answered.zip(abandoned) {
        out.extend([(Q::Ended, offered), (Q::Answered, answered), (Q::Abandoned, abandoned)]);
    }
    let counts = [
        (row.blocked, &[Q::Blocked][..], None),
        (row.self_service, &[Q::SelfServed], None),
        (row.queued, &[Q::Queued], Some((Q::QueueKnown, offered))),
        (row.answered_in_time, &[Q::AnsweredInTime], Some((Q::TimedOffered, offered))),
        (row.abandoned_in_time, &[Q::AbandonedInTime], None),
        (row.transferred, &[Q::Transferred], answered.map(|n| (Q::TransferKnown, n))),
    ];
    for (calls, quantities, base) in counts {
        let Some(calls) = count(calls) else { continue };
        out.extend(quantities.iter().map(|quantity| (*quantity, calls)));
        out.extend(base);
    }
    let known = answered.unwrap_or(offered);
    let mut mean = |mean: Option<Seconds>, calls: f64, sum: Q, base: &[Q]| {
        if let Some(mean) = mean {
            out.push((sum, mean.get() * calls));
            out.extend(base.iter().map(|quantity| (*quantity, calls)));
        }
    };
    let summed = row.talk.zip(row.after_call).and_then(|(talk, after)| Seconds::new(talk.get() + after.get()));
    mean(row.aht.or(summed), known, Q::Handle, &[Q::CallsWithHandle]);
    let apart = summed.zip(row.hold).and_then(|(handle, hold)| Seconds::new(handle.get() + hold.get()));
    mean(apart, known, Q::HandleHoldApart, &[Q::CallsWithHoldApart]);
    mean(row.talk, known, Q::Talk, &[Q::CallsWithTalk]);
    mean(row.hold, known, Q::Hold, &[Q::CallsWithHold]);
    mean(row.after_call, known, Q::AfterCall, &[Q::CallsWithAfterCall]);
    mean(row.asa, known, Q::WaitOfAnswered, &[Q::TimedAnswered]);
    mean(row.time_to_abandon, abandoned.unwrap_or(0.0), Q::WaitOfAbandoned, &[Q::TimedAbandoned]);
    mean(row.queue_time, count(row.queued).unwrap_or(0.0), Q::WaitOfQueued, &[Q::TimedQueued]);
    if row.asa.is_none() && row.answered_in_time.is_some() {
        out.push((Q::TimedAnswered, known));
    }
    if let (Some(asa), Some(gone), Some(abandoned)) = (row.asa, row.time_to_abandon, abandoned) {
        out.push((Q::WaitOfAll, asa.get() * known + gone.get() * abandoned));
    }
}
