//! Every legal change of every agent, with what it moves in each interval.
//!
//! What one agent's shift and week ask is held here: windows and order of breaks, distances between them, lengths of the catalogue,
//! hours of the day and the week, rest. What several agents ask together is held by the decision (breaks of a team) and by the checker.

mod call_in;
mod legal;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use self::legal::stays_lawful;
use super::cells::Cells;
use super::floor::{Duty, Floor, work};
use super::schedule::{inside_end, inside_start, keeps_breaks, pauses, with_break_at, with_end_moved, with_queue_in};
use super::{Barred, Day};
use crate::domain::centre::{Contract, ShiftTemplate};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::intraday::{Change, ChangeKind};
use crate::domain::law;
use crate::domain::people::{Activity, Agent, RosterRow};
use crate::domain::span::Span;
use crate::domain::time::Instant;

/// A swap of queues begins and ends at full hours from its first moment on.
const SWAP_STEP_SECONDS: i64 = 3600;

/// One change of one agent.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) agent: AgentId,
    pub(super) team: String,
    pub(super) change: Change,
    /// What it costs, in calls.
    pub(super) price: f64,
    /// Agents more or fewer, by cell.
    pub(super) moved: Vec<(usize, f64)>,
    /// The shift before, and after.
    pub(super) rows: (Vec<RosterRow>, Vec<RosterRow>),
}

/// The choices of each agent; agents without any are left out.
pub(super) fn of(day: &Day<'_>, floor: &Floor<'_>, cells: &Cells<'_>, barred: &Barred) -> Vec<Vec<Choice>> {
    let mut rows: BTreeMap<&AgentId, Vec<&RosterRow>> = BTreeMap::new();
    day.roster.iter().for_each(|row| rows.entry(&row.agent).or_default().push(row));
    let earliest = day.now.plus_minutes(i64::from(day.centre.intraday.notice.get()));
    let first_day = day.roster.iter().map(|row| row.day).min().unwrap_or_default();
    let desk = Desk { day, cells, earliest, rows, first_day };
    let mut choices: BTreeMap<&AgentId, Vec<Choice>> = BTreeMap::new();
    let today = day.centre.zone.day(day.now);
    for duty in floor.duties.iter().filter(|duty| duty.is_free && duty.day <= today) {
        let Some(agent) = duty.agent else { continue };
        let own = choices.entry(&agent.id).or_default();
        // a night shift of yesterday and one of today: only one of them changes
        if own.is_empty() {
            own.extend(desk.of_duty(agent, duty));
        }
    }
    for period in day.standby {
        let Some(agent) = floor.agents.get(&period.agent) else { continue };
        choices.entry(&agent.id).or_default().extend(desk.call_in(agent, period));
    }
    let offered = |choice: &Choice| {
        !barred.kinds.contains(&(choice.agent.clone(), choice.change.kind()))
            && !barred.changes.contains(&(choice.agent.clone(), choice.change.clone()))
    };
    let kept = choices.into_values().map(|own| own.into_iter().filter(offered).collect::<Vec<_>>());
    kept.filter(|own| !own.is_empty()).collect()
}

/// Breaks moved so far, and the rows with them.
type Arrangement = (Vec<(Activity, Instant, Instant)>, Vec<RosterRow>);

/// What is the same for all agents.
struct Desk<'d, 'a> {
    day: &'d Day<'a>,
    cells: &'d Cells<'a>,
    /// Nothing changes before.
    earliest: Instant,
    /// The roster of each agent.
    rows: BTreeMap<&'d AgentId, Vec<&'d RosterRow>>,
    /// The first day of the roster, on which its weeks begin.
    first_day: NaiveDate,
}

impl Desk<'_, '_> {
    fn of_agent(&self, agent: &Agent) -> impl Iterator<Item = &RosterRow> {
        self.rows.get(&agent.id).into_iter().flatten().copied()
    }

    fn of_duty(&self, agent: &Agent, duty: &Duty<'_>) -> Vec<Choice> {
        let centre = self.day.centre;
        let (Some(first), Some(contract)) = (duty.rows.first(), centre.contract(&agent.contract)) else {
            return Vec::new();
        };
        let mut choices = self.queues(agent, duty);
        if let Some(template) = centre.shift(&first.shift) {
            if duty.breaks_as_planned {
                choices.extend(self.breaks(agent, duty, template, contract));
            }
            choices.extend(self.ends(agent, duty, template, contract));
        }
        choices
    }

    /// A choice, where it moves anything.
    fn choice(
        &self,
        agent: &Agent,
        duty: &Duty<'_>,
        change: Change,
        hours: f64,
        after: Vec<RosterRow>,
    ) -> Option<Choice> {
        let windows = &self.cells.windows;
        // what is added after the old end is worked like the rest
        let end = after.iter().map(|row| row.end).max()?;
        let mut present = duty.present.clone();
        if let Some(last) = present.pop() {
            present.push(Span::new(last.start(), last.end().max(end)).unwrap_or(last));
        }
        let mut seconds = work(&after, &present, windows);
        for (cell, before) in work(&duty.rows, &duty.present, windows) {
            *seconds.entry(cell).or_insert(0) -= before;
        }
        let moved: Vec<(usize, f64)> = seconds
            .into_iter()
            .filter(|(_, seconds)| *seconds != 0)
            .map(|(cell, seconds)| (cell, self.cells.agents(cell, seconds, duty.is_seen)))
            .collect();
        let prices = &self.day.centre.intraday.prices;
        let price =
            prices.changed_agent + if hours < 0.0 { prices.hour_back * hours } else { prices.extra_hour * hours };
        let (agent, team) = (agent.id.clone(), agent.team.clone());
        (!moved.is_empty()).then(|| Choice { agent, team, change, price, moved, rows: (duty.rows.clone(), after) })
    }

    /// Breaks that have not begun, moved inside their windows, at most `moves_per_agent` of them.
    fn breaks(&self, agent: &Agent, duty: &Duty<'_>, template: &ShiftTemplate, contract: &Contract) -> Vec<Choice> {
        let handover = self.day.centre.handover;
        let mut arrangements: Vec<Arrangement> = vec![(Vec::new(), duty.rows.clone())];
        let mut from = 0;
        for _ in 0..self.day.centre.intraday.moves_per_agent {
            let before = arrangements.len();
            for index in from..before {
                let Some((moves, rows)) = arrangements.get(index).cloned() else { continue };
                arrangements.extend(self.one_more(&moves, &rows, template, contract));
            }
            from = before;
        }
        let is_legal = |(moves, rows): &Arrangement| {
            !moves.is_empty()
                && keeps_breaks(rows, template, &contract.limits, handover)
                && stays_lawful(contract, duty, rows)
        };
        let legal = arrangements.into_iter().filter(is_legal);
        legal.filter_map(|(moves, rows)| self.choice(agent, duty, Change::Breaks(moves), 0.0, rows)).collect()
    }

    /// The rows with one more break moved, later in the shift than those that have moved already.
    fn one_more(
        &self,
        moves: &[(Activity, Instant, Instant)],
        rows: &[RosterRow],
        template: &ShiftTemplate,
        contract: &Contract,
    ) -> Vec<Arrangement> {
        let (Some(start), Some(pauses)) = (inside_start(rows), pauses(rows, template)) else { return Vec::new() };
        let last = moves.last().map(|(_, _, to)| *to);
        let mut found = Vec::new();
        for (index, rule) in pauses {
            let Some(row) = rows.get(index) else { continue };
            let is_fixed = law::fixing(&contract.law, row.activity).is_some();
            let can_move = !is_fixed && self.day.centre.intraday.moves(row.activity) && row.start >= self.earliest;
            if !can_move || last.is_some_and(|last| row.start <= last) {
                continue;
            }
            let starts = rule.starts.iter().map(|offset| start.plus_minutes(i64::from(offset.get())));
            for to in starts.filter(|to| *to != row.start && *to >= self.earliest) {
                let Some(after) = with_break_at(rows, index, to) else { continue };
                let moves = moves.iter().copied().chain([(row.activity, row.start, to)]).collect();
                found.push((moves, after));
            }
        }
        found
    }

    /// Overtime and early leave: other lengths of the catalogue.
    fn ends(&self, agent: &Agent, duty: &Duty<'_>, template: &ShiftTemplate, contract: &Contract) -> Vec<Choice> {
        let handover = self.day.centre.handover;
        let Some((start, end)) = inside_start(&duty.rows).zip(inside_end(&duty.rows, handover)) else {
            return Vec::new();
        };
        let worked_until = duty.rows.iter().filter(|row| row.activity == Activity::Work).map(|row| row.end).max();
        let lengths = template.lengths.iter().chain(&template.day_lengths);
        let ends: BTreeSet<Instant> = lengths.map(|length| start.plus_minutes(i64::from(length.get()))).collect();
        let mut choices = Vec::new();
        for to in ends.into_iter().filter(|to| *to != end && end.min(*to) >= self.earliest) {
            let seconds = to.seconds_since(end);
            let Some(after) = with_end_moved(&duty.rows, seconds) else { continue };
            let is_legal = keeps_breaks(&after, template, &contract.limits, handover)
                && stays_lawful(contract, duty, &after)
                && self.keeps_hours(agent, contract, duty, &after)
                && self.keeps_rest(agent, contract, duty, &after)
                && (seconds < 0 || worked_until.is_some_and(|until| self.is_open(&after, until, to)));
            if is_legal {
                let hours = seconds as f64 / 3600.0;
                choices.extend(self.choice(agent, duty, Change::End { from: end, to }, hours, after));
            }
        }
        choices
    }

    /// Other queues of the agent's skills, for some hours or for the rest of the shift.
    fn queues(&self, agent: &Agent, duty: &Duty<'_>) -> Vec<Choice> {
        let marks = self.marks(duty);
        let mut choices = Vec::new();
        for (index, from) in marks.iter().enumerate() {
            for until in marks.iter().skip(index + 1) {
                let Some(time) = Span::new(*from, *until) else { continue };
                choices.extend(agent.skills.iter().filter_map(|skill| self.queue(agent, duty, time, skill)));
            }
        }
        choices
    }

    /// Moments at which an agent may begin or end to serve another queue: the first interval that can change and each hour after
    /// it, and the end of the work.
    fn marks(&self, duty: &Duty<'_>) -> Vec<Instant> {
        let works = || duty.rows.iter().filter(|row| row.activity == Activity::Work);
        let bounds = works().map(|row| row.start).min().zip(works().map(|row| row.end).max());
        let Some((begin, end)) = bounds else { return Vec::new() };
        let starts: BTreeSet<Instant> = self.cells.list.iter().map(|cell| cell.row.start).collect();
        let mut marks: Vec<Instant> = Vec::new();
        for start in starts.into_iter().filter(|start| (self.earliest.max(begin)..end).contains(start)) {
            if marks.last().is_none_or(|last| start.seconds_since(*last) >= SWAP_STEP_SECONDS) {
                marks.push(start);
            }
        }
        marks.push(end);
        marks
    }

    fn queue(&self, agent: &Agent, duty: &Duty<'_>, time: Span, to: &QueueId) -> Option<Choice> {
        let serves = |row: &&RosterRow| {
            row.activity == Activity::Work
                && Span::new(row.start, row.end).is_some_and(|own| own.overlap(time).is_some())
        };
        let from = duty.rows.iter().filter(serves).filter_map(|row| row.queue.as_ref()).find(|queue| *queue != to)?;
        let after = with_queue_in(&duty.rows, time, to);
        let change = Change::Queue { from: from.clone(), to: to.clone(), span: time };
        self.is_open(&after, time.start(), time.end()).then_some(())?;
        self.choice(agent, duty, change, 0.0, after)
    }
}

/// Whether a change is one of breaks, which rules about teams look at.
pub(super) fn moves_breaks(choice: &Choice) -> bool {
    choice.change.kind() == ChangeKind::MoveBreak
}
