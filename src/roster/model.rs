//! The dense model of one week: a uniform clock of minutes from the first midnight, intervals and queues as indices, and
//! agents grouped into classes of interchangeable people.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::ids::QueueId;
use crate::domain::people::Activity;
use crate::domain::roster::RosterProblem;
use crate::domain::series::RequirementRow;
use crate::domain::span::Span;
use crate::domain::time::{Instant, add_days};

use super::class::Class;
use super::legality::shifts::{TemplateModel, Variant, WEEK, minutes_since, signed};
use super::legality::successions::Roles;
use super::legality::week::Kind;
use super::team::TeamRules;

/// No cell: the queue asks for nothing in this slot.
pub(super) const NO_CELL: u32 = u32::MAX;

/// Days that the clock covers: the week, and what shifts of its last day run into.
const CLOCK_DAYS: i64 = 9;

/// The requirement of one queue in one interval.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Slot of the clock.
    pub(super) slot: usize,
    /// Index into [`Model::queues`].
    pub(super) queue: usize,
    /// Agents required.
    pub(super) required: f64,
    /// Agents carried in from before the week.
    pub(super) carried_in: f64,
}

/// A contract with the shifts it may work.
#[derive(Clone, Debug)]
pub(super) struct ContractModel {
    pub(super) templates: Vec<TemplateModel>,
    pub(super) variants: Vec<Variant>,
    /// Which templates the rules about successions tell apart.
    pub(super) roles: Roles,
    /// Whether night shifts are told from others.
    pub(super) counts_nights: bool,
}

impl ContractModel {
    /// The kind of shift that a variant is on a day.
    pub(super) fn kind(&self, variant: &Variant, day: usize) -> Kind {
        let role = self.roles.of_template.get(variant.template).copied().unwrap_or(0);
        if self.counts_nights { 2 * role + Kind::from(variant.night[day]) } else { role }
    }

    /// Number of kinds of shifts.
    pub(super) fn kinds(&self) -> usize {
        self.roles.count() * if self.counts_nights { 2 } else { 1 }
    }
}

/// The week as the engine sees it.
pub(super) struct Model<'a> {
    pub(super) problem: &'a RosterProblem,
    /// The week's first midnight.
    pub(super) origin: Instant,
    /// Minutes of an interval.
    pub(super) interval: i32,
    /// Greatest common divisor of every time that matters: coverage moves in multiples of it.
    pub(super) grain: i32,
    /// Grains in an interval.
    pub(super) steps: usize,
    /// Number of intervals of the clock.
    pub(super) slots: usize,
    pub(super) queues: Vec<QueueId>,
    pub(super) cells: Vec<Cell>,
    /// `slot × queues + queue` → cell.
    pub(super) cell_at: Vec<u32>,
    /// Whether work for the queue is allowed: `slot × queues + queue`.
    pub(super) open: Vec<bool>,
    /// Whether the slot asks for presence at all (some queue has a row).
    pub(super) required_slot: Vec<bool>,
    /// Distinct sets of queues that agents serve, in order of preference.
    pub(super) skill_sets: Vec<Vec<usize>>,
    /// By set of queues, the first set that can stand for it: one of the same queues in another order, where order has no price.
    pub(super) stands_for: Vec<usize>,
    pub(super) contracts: Vec<ContractModel>,
    pub(super) classes: Vec<Class>,
    /// Class of each agent of the problem; `None` for an agent without a legal week or away all week.
    pub(super) class_of: Vec<Option<usize>>,
    /// Rules about several agents at once.
    pub(super) team_rules: TeamRules,
    /// What was met on the way that people should know.
    pub(super) remarks: Remarks,
    /// Price of the changes of the kept roster if nobody worked; each choice is priced against its day off.
    pub(super) idle_change: f64,
    /// Price of the wishes for work if nobody worked.
    pub(super) idle_wishes: f64,
}

/// What building the model meets that is no part of it.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// Agents whose contract asks for work and who have no legal week.
    pub(super) without_week: Vec<usize>,
    /// Locked days that cannot stay: agent, local day, why.
    pub(super) locked: Vec<(usize, NaiveDate, &'static str)>,
    /// Fixed activities of the week from which an agent is excused.
    pub(super) excused: Vec<(usize, Span, Activity)>,
}

impl Model<'_> {
    /// What the agents' own weeks cost if nobody worked; the price of each choice stands against it.
    pub(super) fn idle_price(&self) -> f64 {
        self.idle_change + self.idle_wishes
    }

    /// The cell of a queue in a slot.
    pub(super) fn cell(&self, slot: usize, queue: usize) -> Option<usize> {
        let cell = *self.cell_at.get(slot * self.queues.len() + queue)?;
        (cell != NO_CELL).then_some(cell as usize)
    }

    /// Whether a cell of a slot is of another queue than the first of these skills.
    pub(super) fn is_secondary(&self, skills: &[usize], slot: usize, cell: u32) -> bool {
        let first = skills.first().and_then(|queue| self.cell_at.get(slot * self.queues.len() + queue));
        cell != NO_CELL && first != Some(&cell)
    }

    /// Whether any queue of the skill set may be worked in the slot.
    pub(super) fn open_for(&self, slot: usize, skills: &[usize]) -> bool {
        skills.iter().any(|q| self.open.get(slot * self.queues.len() + q).copied().unwrap_or(false))
    }

    /// The slot in which a minute of the clock lies.
    pub(super) fn slot_of(&self, minute: i32) -> usize {
        usize::try_from(minute.div_euclid(self.interval)).unwrap_or(0).min(self.slots)
    }

    /// The instant of a minute of the clock.
    pub(super) fn instant(&self, minute: i32) -> Instant {
        self.origin.plus_minutes(i64::from(minute))
    }

    /// The first minute of a slot.
    pub(super) fn slot_start(&self, slot: usize) -> i32 {
        i32::try_from(slot).unwrap_or(0) * self.interval
    }

    /// The day of the week that a local day is.
    pub(super) fn day_of(&self, date: NaiveDate) -> Option<usize> {
        usize::try_from((date - self.problem.first_day).num_days()).ok().filter(|day| *day < WEEK)
    }

    /// Number of agents in each class.
    pub(super) fn class_sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.classes.len()];
        for class in self.class_of.iter().flatten() {
            sizes[*class] += 1;
        }
        sizes
    }
}

/// The clock: where the week begins and how many intervals it has.
pub(super) struct Clock {
    pub(super) origin: Instant,
    pub(super) interval: i32,
    pub(super) slots: usize,
}

impl Clock {
    pub(super) fn new(problem: &RosterProblem) -> Self {
        let zone = problem.centre.zone;
        let origin = zone.midnight(problem.first_day);
        let end = zone.midnight(add_days(problem.first_day, CLOCK_DAYS));
        let interval = signed(problem.centre.interval).max(1);
        let slots = usize::try_from(minutes_since(origin, end) / interval).unwrap_or(0);
        Self { origin, interval, slots }
    }

    /// The first moment of a slot.
    pub(super) fn start_of(&self, slot: usize) -> Instant {
        self.origin.plus_minutes(i64::try_from(slot).unwrap_or(0) * i64::from(self.interval))
    }

    /// The slot that starts at this instant; `None` off the grid or outside the week's clock.
    pub(super) fn slot(&self, at: Instant) -> Option<usize> {
        let seconds = at.seconds_since(self.origin);
        let length = i64::from(self.interval) * 60;
        if seconds < 0 || seconds % length != 0 {
            return None;
        }
        usize::try_from(seconds / length).ok().filter(|slot| *slot < self.slots)
    }
}

/// Cells and open slots of the requirement.
pub(super) struct Demand {
    pub(super) cells: Vec<Cell>,
    pub(super) cell_at: Vec<u32>,
    pub(super) open: Vec<bool>,
    pub(super) required_slot: Vec<bool>,
}

impl Demand {
    /// Reads the requirement onto the clock. Work is allowed where the queue's hours say so and, inside the requirement's
    /// own stretch, where it has a row: an interval without a row is closed.
    pub(super) fn new(problem: &RosterProblem, clock: &Clock, queues: &[QueueId]) -> Self {
        let width = queues.len();
        let index: BTreeMap<&QueueId, usize> = queues.iter().enumerate().map(|(i, q)| (q, i)).collect();
        let mut cells: Vec<Cell> = Vec::new();
        let mut cell_at = vec![NO_CELL; clock.slots * width];
        let mut required_slot = vec![false; clock.slots];
        let hours = Hours::of(problem, clock, queues);
        for row in &problem.requirement.rows {
            let (Some(slot), Some(&queue)) = (clock.slot(row.start), index.get(&row.queue)) else { continue };
            cell_at[slot * width + queue] = u32::try_from(cells.len()).unwrap_or(NO_CELL);
            required_slot[slot] |= (0..width).any(|q| hours.partly[slot * width + q]);
            cells.push(cell(row, slot, queue));
        }
        let open = open_slots(clock, &hours, &cell_at);
        Self { cells, cell_at, open, required_slot }
    }
}

fn cell(row: &RequirementRow, slot: usize, queue: usize) -> Cell {
    Cell { slot, queue, required: f64::from(row.scheduled.get()), carried_in: row.carried_in }
}

/// Opening hours on the clock: `slot × queues + queue`.
pub(super) struct Hours {
    /// Open for the whole interval.
    wholly: Vec<bool>,
    /// Open for some part of it.
    pub(super) partly: Vec<bool>,
}

impl Hours {
    pub(super) fn of(problem: &RosterProblem, clock: &Clock, queues: &[QueueId]) -> Self {
        let width = queues.len();
        let centre = &problem.centre;
        let last_day = add_days(problem.first_day, CLOCK_DAYS);
        let mut hours = Self { wholly: vec![false; clock.slots * width], partly: vec![false; clock.slots * width] };
        for (q, id) in queues.iter().enumerate() {
            let Some(queue) = centre.queue(id) else { continue };
            let spans = queue.hours.open_spans(problem.first_day, last_day, &centre.calendar, centre.zone);
            for slot in 0..clock.slots {
                let Some(time) = Span::new(clock.start_of(slot), clock.start_of(slot + 1)) else { continue };
                let next = spans.partition_point(|s| s.end() <= time.start());
                let Some(open) = spans.get(next) else { break };
                hours.wholly[slot * width + q] = open.covers(time);
                hours.partly[slot * width + q] = open.overlap(time).is_some();
            }
        }
        hours
    }
}

/// Where work is allowed: in whole open intervals, and in partly open ones that the requirement asks for.
fn open_slots(clock: &Clock, hours: &Hours, cell_at: &[u32]) -> Vec<bool> {
    let width = cell_at.len() / clock.slots.max(1);
    let asked = |slot: usize| cell_at[slot * width..(slot + 1) * width].iter().any(|c| *c != NO_CELL);
    let first = (0..clock.slots).find(|s| asked(*s)).unwrap_or(0);
    let last = (0..clock.slots).rev().find(|s| asked(*s)).unwrap_or(0);
    let allowed = |at: usize| {
        let inside = (first..=last).contains(&(at / width));
        let wanted = cell_at[at] != NO_CELL;
        if inside { wanted && hours.partly[at] } else { hours.wholly[at] }
    };
    (0..cell_at.len()).map(allowed).collect()
}
