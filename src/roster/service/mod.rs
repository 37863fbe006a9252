//! A service level over a day or week instead of a requirement in each interval (Koole & van der Sluis 2003).
//!
//! **What is minimised.** `paid_hour` × paid hours + `missed_call` × the calls missing to the service level of each queue and
//! day or week, + unmet wishes, + intervals below the queue's `min_agents`, priced as `under`. Calls answered in time come
//! from the intervals' service curves at the time-average of the agents there.
//!
//! **How.** Each service level gets a multiplier μ: the price of a call answered in time. At given μ the cells are priced on
//! their own again, each by a convex curve ([`Service::prices`]), and the engine works as ever. The first μ are the row prices
//! of the service levels in the frame program; rounds of search then move them until the levels are just met (`solve`).
//!
//! **The bound** relaxes the service rows as well as the coverage (Geoffrion 1974): for any μ ≥ 0 the cheapest price of the
//! cells' *concave envelopes*, of the missing calls and of the agents' weeks, summed, is at most what any legal roster costs,
//! because the envelope is never below the curve. A roster that meets every level misses no call, so no such roster has
//! fewer paid hours (wishes and `min_agents` priced in) than the bound says.

mod curve;
mod solve;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::centre::ServicePeriod;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Severity};
use crate::domain::ids::QueueId;
use crate::domain::roster::{RosterLimits, ServiceReached};

use super::coverage::{CellPrice, PriceList};
use super::lp::{Program, Sense};
use super::model::Model;
use super::state::State;
use curve::Curve;

/// One service level: a queue over a day or the week.
#[derive(Clone, Debug)]
struct Level {
    queue: usize,
    first_day: NaiveDate,
    days: u32,
    offered: f64,
    target: f64,
    /// Calls in time when every interval has as many agents as its curve knows.
    most: f64,
}

impl Level {
    /// Calls that must be in time.
    fn needed(&self) -> f64 {
        self.target * self.offered
    }
}

/// A cell under a service level.
#[derive(Clone, Debug)]
struct Member {
    level: usize,
    curve: Curve,
    /// The queue's fewest agents, those who will not be there included.
    fewest: f64,
}

/// The service levels of a week.
#[derive(Clone, Debug)]
pub(super) struct Service {
    levels: Vec<Level>,
    /// By cell; `None` keeps the interval's own requirement.
    members: Vec<Option<Member>>,
    /// Share of the offered calls and price of a missing call.
    missed: Vec<(f64, f64)>,
    base: PriceList,
}

impl Service {
    /// The service levels that the centre asks over a day or week; `None` where it covers interval by interval.
    pub(super) fn of(model: &Model<'_>) -> Option<Self> {
        let centre = &model.problem.centre;
        let objective = &centre.objective;
        if objective.service == ServicePeriod::Interval {
            return None;
        }
        let curves: BTreeMap<_, _> = model.problem.curves.iter().map(|c| ((c.start, &c.queue), c)).collect();
        let mut found: BTreeMap<(usize, NaiveDate), usize> = BTreeMap::new();
        let mut levels: Vec<Level> = Vec::new();
        let members = model.cells.iter().map(|cell| {
            let start = model.instant(model.slot_start(cell.slot));
            let queue = centre.queue(model.queues.get(cell.queue)?)?;
            let target = queue.service_level?.share.get();
            let given = curves.get(&(start, &queue.id))?;
            let (first_day, days) = match objective.service {
                ServicePeriod::Week => (model.problem.first_day, 7),
                ServicePeriod::Day | ServicePeriod::Interval => (centre.zone.day(start), 1),
            };
            let level = *found.entry((cell.queue, first_day)).or_insert_with(|| {
                levels.push(Level { queue: cell.queue, first_day, days, offered: 0.0, target, most: 0.0 });
                levels.len() - 1
            });
            let curve = Curve::of(&given.points);
            levels[level].offered += given.offered.get();
            levels[level].most += curve.end().1;
            let there = 1.0 - queue.unplanned_shrinkage.get();
            let fewest = if there > 0.0 { f64::from(queue.min_agents.get()) / there } else { 0.0 };
            Some(Member { level, curve, fewest })
        });
        let members = members.collect();
        let base = PriceList { hour: objective.paid_hour, ..PriceList::of(model) };
        let missed = objective.missed_call.iter().map(|s| (s.up_to.get(), s.cost)).collect();
        Some(Self { levels, members, missed, base })
    }

    /// The prices of a roster when a call answered in time is worth these multipliers, one a level.
    pub(super) fn prices(&self, multipliers: &[f64]) -> PriceList {
        let own = |member: &Option<Member>| {
            let member = member.as_ref()?;
            let worth = multipliers.get(member.level).copied().unwrap_or(0.0);
            Some(self.cell_price(member, worth))
        };
        PriceList { own: self.members.iter().map(own).collect(), ..self.base.clone() }
    }

    /// A cell's price from the end of its curve downwards: what each missing agent costs in calls and below `min_agents`.
    fn cell_price(&self, member: &Member, worth: f64) -> CellPrice {
        let fewest = member.fewest;
        let top = member.curve.end().0.max(fewest);
        let mut marks: Vec<f64> = member.curve.stretches().flat_map(|(from, to, _)| [from, to]).collect();
        marks.extend(self.base.under.iter().map(|(share, _)| fewest * (1.0 - share)));
        marks.extend([fewest, top, 0.0]);
        marks.sort_by(|a, b| b.total_cmp(a));
        marks.dedup();
        let mut steps = Vec::with_capacity(marks.len());
        for pair in marks.windows(2) {
            let &[high, low] = pair else { continue };
            let middle = f64::midpoint(high, low);
            let gained = member.curve.stretches().find(|s| s.0 < middle && middle < s.1).map_or(0.0, |s| s.2);
            let below = self.base.under.iter().find(|(share, _)| fewest * (1.0 - share) < middle && middle < fewest);
            steps.push((top - low, worth * gained + below.map_or(0.0, |(_, cost)| *cost), gained));
        }
        CellPrice::new(top, &steps)
    }

    /// What the prices leave out of the relaxed program at these multipliers: the calls needed, and the cheapest number missed.
    fn constant(&self, multipliers: &[f64]) -> f64 {
        let of = |(level, worth): (&Level, &f64)| {
            let corners = self.missed.iter().map(|(share, _)| (share * level.offered).min(level.needed()));
            let missed = corners.map(|calls| self.missed_price(level, calls) - worth * calls).fold(0.0, f64::min);
            worth * (level.needed() - level.most) + missed
        };
        self.levels.iter().zip(multipliers).map(of).sum()
    }

    /// Price of so many calls missing to a level.
    fn missed_price(&self, level: &Level, calls: f64) -> f64 {
        let mut below = 0.0;
        let mut price = 0.0;
        for (index, (share, cost)) in self.missed.iter().enumerate() {
            let last = index + 1 == self.missed.len();
            let limit = if last { f64::INFINITY } else { share * level.offered };
            price += cost * (calls.min(limit) - below).max(0.0);
            below = limit;
        }
        price
    }

    /// Calls in time by level.
    fn answered(&self, model: &Model<'_>, state: &State) -> Vec<f64> {
        let mut answered = vec![0.0; self.levels.len()];
        for (index, member) in self.members.iter().enumerate() {
            let Some(member) = member else { continue };
            answered[member.level] += member.curve.at(super::summary::covered(model, state, index));
        }
        answered
    }

    /// Price of the calls that a roster misses.
    pub(super) fn missed_calls(&self, model: &Model<'_>, state: &State) -> f64 {
        let answered = self.answered(model, state);
        let price = |(level, calls): (&Level, f64)| self.missed_price(level, (level.needed() - calls).max(0.0));
        self.levels.iter().zip(answered).map(price).sum()
    }

    /// Price of a cell beside its calls: below `min_agents`, or its own requirement; under and over.
    pub(super) fn beside_calls(&self, model: &Model<'_>, state: &State, cell: usize) -> (f64, f64) {
        let agents = super::summary::covered(model, state, cell);
        let fewest = self.members.get(cell).and_then(|m| m.as_ref().map(|m| m.fewest));
        let required = fewest.unwrap_or(model.cells[cell].required);
        let price = super::coverage::cell_price(&self.base, required, agents);
        match fewest {
            _ if agents <= required => (price, 0.0),
            Some(_) => (0.0, 0.0),
            None => (0.0, price),
        }
    }

    /// What each level reaches.
    pub(super) fn reached(&self, model: &Model<'_>, state: &State) -> Vec<ServiceReached> {
        let answered = self.answered(model, state);
        let mut all: Vec<ServiceReached> = self
            .levels
            .iter()
            .zip(answered)
            .map(|(level, answered)| ServiceReached {
                first_day: level.first_day,
                days: level.days,
                queue: model.queues[level.queue].to_string(),
                offered: level.offered,
                answered,
                target: level.target,
            })
            .collect();
        all.sort_by(|a, b| (a.first_day, &a.queue).cmp(&(b.first_day, &b.queue)));
        all
    }

    /// Adds a row for each level to a program whose cells lose calls by their shortage, and the price of what is missed; the
    /// row's price, turned round, is what a call is worth.
    pub(super) fn rows(&self, program: &mut Program) -> Vec<usize> {
        let row = |level: &Level| {
            let row = program.row(Sense::AtMost, level.most - level.needed());
            let mut below = 0.0;
            for (share, cost) in &self.missed {
                program.column(*cost, (share - below) * level.offered, [(row, -1.0)]);
                below = *share;
            }
            row
        };
        self.levels.iter().map(row).collect()
    }

    /// The level of a cell.
    pub(super) fn level_of(&self, cell: usize) -> Option<usize> {
        self.members.get(cell)?.as_ref().map(|m| m.level)
    }

    /// Prices and constant of the relaxed program at multipliers, which are first brought where they can be best.
    pub(super) fn relaxed(&self, multipliers: &[f64]) -> (PriceList, f64, Vec<f64>) {
        let dearest = self.missed.iter().map(|m| m.1).fold(0.0, f64::max);
        let tamed: Vec<f64> = multipliers.iter().map(|m| m.clamp(0.0, dearest)).collect();
        (self.prices(&tamed), self.constant(&tamed), tamed)
    }

    /// Queues with intervals that keep their own requirement, because they have no service level or no curve.
    pub(super) fn without_curve(&self, model: &Model<'_>, findings: &mut Findings) {
        let lacking = model.cells.iter().zip(&self.members).filter(|(_, m)| m.is_none()).map(|(cell, _)| cell.queue);
        for queue in lacking.collect::<BTreeSet<usize>>() {
            let id = &model.queues[queue];
            let count = model.cells.iter().zip(&self.members).filter(|(c, m)| m.is_none() && c.queue == queue).count();
            let message = format!(
                "{count} intervals of queue {id} have no service curve or the queue no service level: they keep their own \
                 requirement"
            );
            let hint = "give --curves with rows for every interval, and a service_level to each queue";
            findings.push(Finding::new(Code::CurvesMissing, message).hint(hint).queue(id));
        }
    }
}

/// The service levels that are missed.
pub(super) fn missed(reached: &[ServiceReached], limits: &RosterLimits, findings: &mut Findings) {
    for level in reached.iter().filter(|level| level.missed() > 1e-6 * level.offered) {
        let share = level.missed() / (level.target * level.offered);
        let when = if level.days > 1 { "the week from" } else { "the day of" };
        let message = format!(
            "{} on {when} {}: {:.1} % of {:.0} calls answered in time, {:.1} % asked; {:.0} calls are missing",
            level.queue,
            level.first_day,
            100.0 * level.share().unwrap_or(0.0),
            level.offered,
            100.0 * level.target,
            level.missed()
        );
        let severity = if share > limits.fail_on { Severity::Error } else { Severity::Warning };
        let hint = "more people or hours for this queue, a lower target, or a higher price missed_call of [objective]";
        let finding = Finding { severity, ..Finding::new(Code::ServiceMissed, message).hint(hint) };
        findings.push(finding.queue(&QueueId::new(&level.queue)).day(level.first_day));
    }
}
