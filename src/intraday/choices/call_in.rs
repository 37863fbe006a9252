//! Shifts for those who are on standby.

use super::super::floor::Duty;
use super::super::schedule::{keeps_breaks, paid_seconds};
use super::legal::stays_lawful;
use super::{Choice, Desk};
use crate::domain::centre::{Contract, ShiftTemplate};
use crate::domain::ids::QueueId;
use crate::domain::intraday::{Change, StandbyPeriod};
use crate::domain::people::{Activity, Agent, Away, RosterRow, TimeOff};
use crate::domain::span::Span;
use crate::domain::time::Instant;
use crate::domain::units::Minutes;

impl Desk<'_, '_> {
    /// Shifts of the catalogue inside a standby period.
    pub(super) fn call_in(&self, agent: &Agent, period: &StandbyPeriod) -> Vec<Choice> {
        let centre = self.day.centre;
        let earliest =
            self.day.now.plus_minutes(i64::from(centre.intraday.call_in_notice.get())).max(period.span.start());
        let today = centre.zone.day(self.day.now);
        let is_away = |off: &TimeOff| {
            off.agent == agent.id
                && match off.when {
                    Away::Days(first, last) => first <= today && today <= last,
                    Away::Clock(span) => span.overlap(period.span).is_some(),
                }
        };
        let Some(contract) = centre.contract(&agent.contract) else { return Vec::new() };
        if self.of_agent(agent).any(|row| row.day == today) || self.day.time_off.iter().any(is_away) {
            return Vec::new();
        }
        let mut choices = Vec::new();
        for template in centre.shifts.iter().filter(|shift| shift.contracts.contains(&contract.id)) {
            for start in template.starts.iter().map(|start| centre.zone.at(today, *start)).filter(|s| *s >= earliest) {
                for length in template.lengths.iter().chain(&template.day_lengths) {
                    let end = start.plus_minutes(i64::from(length.get()));
                    let Some(span) = Span::new(start, end).filter(|span| period.span.covers(*span)) else { continue };
                    for queue in &agent.skills {
                        choices.extend(self.called(agent, contract, template, span, queue));
                    }
                }
            }
        }
        choices
    }

    /// One shift of a called-in agent, its breaks as early as they may be.
    fn called(
        &self,
        agent: &Agent,
        contract: &Contract,
        template: &ShiftTemplate,
        span: Span,
        queue: &QueueId,
    ) -> Option<Choice> {
        let centre = self.day.centre;
        let day = centre.zone.day(span.start());
        let row = |activity, start, end, paid| RosterRow {
            agent: agent.id.clone(),
            day,
            shift: template.id.clone(),
            start,
            end,
            activity,
            queue: (activity == Activity::Work).then(|| queue.clone()),
            paid,
        };
        let minutes = |m: Minutes| i64::from(m.get());
        let wind_down = span.end().plus_minutes(-minutes(centre.handover.wind_down));
        let mut rows = vec![row(
            Activity::Handover,
            span.start().plus_minutes(-minutes(centre.handover.before)),
            span.start(),
            true,
        )];
        let mut from = span.start();
        for rule in &template.breaks {
            let least = contract.limits.min_break_spacing.map_or(0, minutes);
            let free = |start: &Instant| *start >= from.plus_minutes(least);
            let mut starts = rule.starts.iter().map(|offset| span.start().plus_minutes(minutes(*offset)));
            let start = starts.find(free)?;
            let end = start.plus_minutes(minutes(rule.length));
            rows.push(row(Activity::Work, from, start, true));
            rows.push(row(rule.kind, start, end, rule.paid));
            from = end;
        }
        rows.push(row(Activity::Work, from, wind_down, true));
        let after = span.end().plus_minutes(minutes(centre.handover.after));
        rows.push(row(Activity::Handover, wind_down, span.end(), true));
        rows.push(row(Activity::Handover, span.end(), after, true));
        rows.retain(|row| row.start < row.end);
        let duty = Duty {
            agent: None,
            day,
            rows: Vec::new(),
            present: rows.first().and_then(|first| Span::new(first.start, after)).into_iter().collect(),
            is_seen: true,
            is_free: true,
            breaks_as_planned: true,
        };
        let is_legal = from <= wind_down
            && keeps_breaks(&rows, template, &contract.limits, centre.handover)
            && stays_lawful(contract, &duty, &rows)
            && self.keeps_hours(agent, contract, &duty, &rows)
            && self.keeps_rest(agent, contract, &duty, &rows)
            && self.is_open(&rows, span.start(), wind_down);
        let hours = paid_seconds(&rows, centre.handover) as f64 / 3600.0;
        let change = Change::CallIn { span, queue: queue.clone() };
        is_legal.then(|| self.choice(agent, &duty, change, hours, rows))?
    }
}
