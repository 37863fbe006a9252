//! Costs, monitored calls, second contacts and people by month → sums.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::calls::scopes_of_agent;
use super::ledger::Ledger;
use super::totals::Quantity as Q;
use crate::domain::kpi::Cadence;
use crate::domain::kpi_facts::{HeadCount, KpiFacts};
use crate::domain::kpi_report::Scope;
use crate::domain::time::add_days;

/// Books monitored calls and second contacts to their days.
pub(super) fn book(facts: &KpiFacts, ledger: &mut Ledger<'_>) {
    for row in &facts.scores {
        let scopes: Vec<Scope> = std::iter::once(Scope::All).chain(scopes_of_agent(&row.agent, facts)).collect();
        ledger.at(facts.zone.midnight(row.date), &scopes, &[(Q::Score, row.score), (Q::ScoredCalls, 1.0)]);
    }
    for row in &facts.contacts {
        let mut scopes = vec![Scope::All];
        scopes.extend(row.queue.clone().map(Scope::Queue));
        scopes.extend(row.agent.iter().flat_map(|agent| scopes_of_agent(agent, facts)));
        let resolved = f64::from(u8::from(row.resolved));
        ledger.at(facts.zone.midnight(row.date), &scopes, &[(Q::ContactKnown, 1.0), (Q::Resolved, resolved)]);
    }
    book_heads(facts, ledger);
}

/// Costs of the periods of which every day with calls has a cost: a part of the cost over all of the calls would be no cost
/// per call. Booked last, as it needs the calls.
pub(super) fn book_costs(facts: &KpiFacts, ledger: &mut Ledger<'_>) {
    let mut by_day: BTreeMap<NaiveDate, f64> = BTreeMap::new();
    for cost in &facts.costs {
        let days = (cost.to - cost.from).num_days() + 1;
        for day in cost.from.iter_days().take_while(|day| *day <= cost.to) {
            *by_day.entry(day).or_default() += cost.amount / days as f64;
        }
    }
    let calls = facts.calls.iter().map(|call| call.asked);
    let starts = calls.chain(facts.counts.iter().map(|row| row.start));
    let called: BTreeSet<NaiveDate> = starts.map(|at| facts.zone.day(at)).collect();
    for (index, period) in ledger.periods.all.iter().enumerate() {
        let within = period.days.0..=period.days.1;
        let costed = called.range(within.clone()).all(|day| by_day.contains_key(day));
        if period.shown.cadence < Cadence::Day || !costed || by_day.range(within.clone()).next().is_none() {
            continue;
        }
        let Some(totals) = ledger.get(index, &Scope::All) else { continue };
        let Some(agents) = totals.get(Q::Answered) else { continue };
        let machine = totals.get(Q::SelfServed).unwrap_or(0.0);
        let cost = by_day.range(within).map(|(_, amount)| amount).sum();
        let entries = [(Q::Cost, cost), (Q::CostedAgentCalls, agents), (Q::CostedCalls, agents + machine)];
        ledger.add(index, &Scope::All, entries);
    }
}

/// Leavers of whole months over the mean of their full-time equivalents.
fn book_heads(facts: &KpiFacts, ledger: &mut Ledger<'_>) {
    for (index, period) in ledger.periods.all.iter().enumerate() {
        let (first, last) = period.days;
        if period.shown.cadence < Cadence::Month || first.day() != 1 || add_days(last, 1).day() != 1 {
            continue;
        }
        let rows = || facts.heads.iter().filter(|row| (first..=last).contains(&row.month));
        let mut scopes: BTreeMap<Scope, Vec<&HeadCount>> = BTreeMap::new();
        for row in rows() {
            scopes.entry(Scope::All).or_default().push(row);
            if !row.team.is_empty() {
                scopes.entry(Scope::Team(row.team.clone())).or_default().push(row);
            }
        }
        for (scope, rows) in scopes {
            let months: BTreeSet<NaiveDate> = rows.iter().map(|row| row.month).collect();
            let leavers = rows.iter().map(|row| row.leavers).sum();
            let fte = rows.iter().map(|row| row.fte.get()).sum::<f64>() / months.len() as f64;
            ledger.add(index, &scope, [(Q::Leavers, leavers), (Q::MeanFte, fte)]);
        }
    }
}
