//! What each interval of each queue gives by the agents in it: curves of the staffing formulas, straight between whole agents.

use std::collections::BTreeMap;

use super::Day;
use super::floor::{Duty, Floor, work};
use crate::domain::ids::QueueId;
use crate::domain::series::{ForecastRow, RequirementRow, interval_end};
use crate::domain::span::Span;
use crate::domain::time::Instant;
use crate::domain::units::Share;
use crate::staffing;

/// Agents beyond the needed up to whom curves are computed at least.
const SPARE_AGENTS: f64 = 8.0;

/// One interval of one queue.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    pub(super) row: &'a ForecastRow,
    /// What is left of the interval.
    pub(super) window: Span,
    pub(super) needed: f64,
    pub(super) rostered: f64,
    pub(super) there: f64,
    /// Calls still to come in it.
    calls: f64,
    /// Share answered in time, by whole agents from none on; empty where the formulas have no answer.
    curve: Vec<f64>,
    /// Share that is asked for.
    target: f64,
    above_target: f64,
}

impl Cell<'_> {
    fn at(&self, agents: f64) -> f64 {
        let agents = agents.max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a floor that is not negative")]
        let below = agents.floor() as usize;
        let last = self.curve.last().copied().unwrap_or(1.0);
        let [low, high] = [below, below + 1].map(|n| self.curve.get(n).copied().unwrap_or(last));
        low + (high - low) * (agents - agents.floor())
    }

    /// Share of calls answered in time; none where nobody calls or the formulas have no answer.
    pub(super) fn service(&self, agents: f64) -> Option<f64> {
        (!self.curve.is_empty() && self.calls > 0.0).then(|| self.at(agents))
    }

    /// Calls answered in time.
    pub(super) fn in_time(&self, agents: f64) -> f64 {
        self.calls * self.at(agents)
    }

    /// The most agents of whom it is known what they give.
    pub(super) fn known_agents(&self) -> u32 {
        u32::try_from(self.curve.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// What a whole number of agents is worth: calls in time, those above what is asked for at less.
    pub(super) fn worth(&self, agents: u32) -> f64 {
        let share = self.at(f64::from(agents));
        self.calls * (share.min(self.target) + self.above_target * (share - self.target).max(0.0))
    }
}

/// All of them, by start and queue.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    pub(super) list: Vec<Cell<'a>>,
    /// What is left of each of them, and its queue.
    pub(super) windows: Vec<(Span, &'a QueueId)>,
    /// Share of the agents of a queue, of whom nothing is known yet, who are there.
    present_share: BTreeMap<&'a QueueId, f64>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(day: &Day<'a>, floor: &Floor<'_>) -> Self {
        let needed: BTreeMap<(Instant, &QueueId), &RequirementRow> =
            day.requirement.iter().map(|row| ((row.start, &row.queue), row)).collect();
        let queues = day.centre.queues.iter();
        let present_share = queues.map(|queue| (&queue.id, 1.0 - queue.unplanned_shrinkage.get())).collect();
        let mut list: Vec<Cell<'a>> = day
            .forecast
            .iter()
            .filter_map(|row| cell(day, row, needed.get(&(row.start, &row.queue)).copied()))
            .collect();
        list.sort_by(|a, b| (a.row.start, &a.row.queue).cmp(&(b.row.start, &b.row.queue)));
        let windows = list.iter().map(|cell| (cell.window, &cell.row.queue)).collect();
        let mut cells = Self { list, windows, present_share };
        for duty in &floor.duties {
            let by_roster: Vec<Span> = duty.whole().into_iter().collect();
            for (index, seconds) in cells.work(duty, &by_roster) {
                let agents = cells.agents(index, seconds, true);
                cells.list.get_mut(index).into_iter().for_each(|cell| cell.rostered += agents);
            }
            for (index, seconds) in cells.work(duty, &duty.present) {
                let agents = cells.agents(index, seconds, duty.is_seen);
                cells.list.get_mut(index).into_iter().for_each(|cell| cell.there += agents);
            }
        }
        for cell in &mut cells.list {
            // what came before now and still waits is not known: work that may wait keeps the agents that the roster gave it
            if day.centre.queue(&cell.row.queue).is_some_and(|queue| !queue.work.is_at_once()) {
                cell.needed = cell.rostered;
            }
            cell.draw(day);
        }
        cells
    }

    fn work(&self, duty: &Duty<'_>, present: &[Span]) -> BTreeMap<usize, i64> {
        work(&duty.rows, present, &self.windows)
    }

    /// Agent-seconds of a cell as agents.
    pub(super) fn agents(&self, index: usize, seconds: i64, is_seen: bool) -> f64 {
        self.list.get(index).map_or(0.0, |cell| {
            let share = if is_seen { 1.0 } else { self.present_share.get(&cell.row.queue).copied().unwrap_or(1.0) };
            share * seconds as f64 / cell.window.seconds() as f64
        })
    }
}

fn cell<'a>(day: &Day<'a>, row: &'a ForecastRow, needed: Option<&RequirementRow>) -> Option<Cell<'a>> {
    let end = interval_end(row.start, day.centre.interval);
    let window = Span::new(row.start.max(day.now), end)?;
    let left = window.seconds() as f64 / day.centre.interval.as_seconds().get();
    let target = day.centre.queue(&row.queue)?.service_level.map_or(Share::ALL, |level| level.share);
    Some(Cell {
        row,
        window,
        needed: needed.map_or(0.0, |row| f64::from(row.agents.unwrap_or(row.scheduled).get())),
        rostered: 0.0,
        there: 0.0,
        calls: row.offered.get() * left,
        curve: Vec::new(),
        target: target.get(),
        above_target: day.centre.intraday.prices.above_target,
    })
}

impl Cell<'_> {
    /// Computes the curve up to where nobody could bring the interval. A queue that asks for no service level counts the share of its
    /// needed agents who are there.
    fn draw(&mut self, day: &Day<'_>) {
        let most =
            self.there.max(self.rostered).max(self.needed) + f64::from(day.max_changes).min(self.needed) + SPARE_AGENTS;
        let asks = day.centre.queue(&self.row.queue).is_some_and(|queue| queue.service_level.is_some());
        let mut agents = 0.0;
        while agents <= most {
            let share = if asks {
                staffing::promise(self.row, day.centre, day.patience, agents).and_then(|promise| promise.service_level)
            } else {
                Some(if self.needed > 0.0 { (agents / self.needed).min(1.0) } else { 1.0 })
            };
            let Some(share) = share else { break };
            self.curve.push(share);
            agents += 1.0;
        }
    }
}
