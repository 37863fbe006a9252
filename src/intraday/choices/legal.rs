//! What one agent's shift and week ask of a change.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::floor::{Duty, work};
use super::super::schedule::{inside_end, keeps_law, paid_seconds};
use super::Desk;
use crate::domain::centre::Contract;
use crate::domain::people::{Activity, Agent, Away, RosterRow};
use crate::domain::span::Span;
use crate::domain::time::{Instant, add_days};
use crate::domain::units::Minutes;

/// Whether a shift keeps the hard rules of its contract's law, or did not before either.
pub(super) fn stays_lawful(contract: &Contract, duty: &Duty<'_>, after: &[RosterRow]) -> bool {
    let mut hard = contract.law.iter().filter(|rule| rule.hard);
    hard.all(|rule| keeps_law(after, &rule.asks) || !keeps_law(&duty.rows, &rule.asks))
}

impl Desk<'_, '_> {
    /// Paid time of the day and of the roster's week within the contract's, and the agent's own latest end.
    pub(super) fn keeps_hours(&self, agent: &Agent, contract: &Contract, duty: &Duty<'_>, after: &[RosterRow]) -> bool {
        let handover = self.day.centre.handover;
        let minutes = |m: Minutes| i64::from(m.get()) * 60;
        let paid = paid_seconds(after, handover);
        let week = (duty.day - self.first_day).num_days().div_euclid(7);
        let (first, next) = (add_days(self.first_day, 7 * week), add_days(self.first_day, 7 * week + 7));
        let mut others: BTreeMap<NaiveDate, Vec<RosterRow>> = BTreeMap::new();
        for row in self.of_agent(agent).filter(|row| row.day != duty.day && first <= row.day && row.day < next) {
            others.entry(row.day).or_default().push(row.clone());
        }
        let week = paid + others.values().map(|rows| paid_seconds(rows, handover)).sum::<i64>();
        let latest = agent.times.latest_end.map(|latest| self.day.centre.zone.at(duty.day, latest));
        let in_time = latest.zip(inside_end(after, handover)).is_none_or(|(latest, end)| end <= latest);
        let grows = paid > paid_seconds(&duty.rows, handover);
        paid >= minutes(contract.daily.0)
            && paid <= minutes(contract.daily.1)
            && (if grows { week <= minutes(contract.weekly.1) } else { week >= minutes(contract.weekly.0) })
            && in_time
    }

    /// Rest before the next shift, and no absence in what is left of this one.
    pub(super) fn keeps_rest(&self, agent: &Agent, contract: &Contract, duty: &Duty<'_>, after: &[RosterRow]) -> bool {
        let Some(end) = after.iter().map(|row| row.end).max() else { return false };
        let rest = i64::from(contract.min_rest.get()) * 60;
        let next = self.of_agent(agent).filter(|row| row.day > duty.day).map(|row| row.start);
        let whole = Span::new(self.day.now, end);
        let away = self.day.time_off.iter().filter(|off| off.agent == agent.id);
        let meets = |away: Away| match away {
            Away::Clock(span) => whole.is_some_and(|whole| whole.overlap(span).is_some()),
            Away::Days(..) => false,
        };
        next.min().is_none_or(|next| next.seconds_since(end) >= rest) && !away.map(|off| off.when).any(meets)
    }

    /// Whether the queues are open in all work between two moments, as far as the day goes.
    pub(super) fn is_open(&self, rows: &[RosterRow], from: Instant, until: Instant) -> bool {
        let Some(time) = Span::new(from, until) else { return true };
        rows.iter().filter(|row| row.activity == Activity::Work).all(|row| {
            let Some(own) = Span::new(row.start, row.end).and_then(|own| own.overlap(time)) else { return true };
            let found: i64 = work(std::slice::from_ref(row), &[own], &self.cells.windows).values().sum();
            found == own.seconds()
        })
    }
}
