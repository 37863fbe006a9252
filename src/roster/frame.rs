//! The frame: a small linear program over day sets and single shifts, whose row prices start the dual near its best.
//!
//! Numbers of agents of a class by set of days, numbers of shifts of each start and break placing by day, and one row a day
//! that makes the two agree. Rest between days is left out, so its size does not grow with people and its days hardly
//! depend on each other; shifts are added as pricing finds them (Dantzig & Wolfe 1960). Nothing here enters the bound but
//! through the dual, which is exact whatever the prices.

mod groups;
mod heads;
mod rest;
mod shifts;
mod waiting;

use std::collections::BTreeSet;

use super::bound::{Dual, best_cell};
use super::class::{Choice, Class};
use super::coverage::PriceList;
use super::legality::shifts::WEEK;
use super::legality::week::DayMask;
use super::lp::{Effort, Program, Sense};
use super::model::Model;
use super::prices::Prices;
use super::pricing::{day_price, place_breaks};
use super::service::Service;
use super::state::State;
use super::supply::Supply;
use super::tour::{Breaks, WorkSlot, work_slots};
use groups::{Crowd, Group, crowds, groups, ways};
pub(super) use shifts::{DayShifts, Shift};
pub(super) use waiting::Waiting;

/// Effort of one solve.
const SOLVE: Effort = Effort { seconds: 20.0, nodes: 0, presolve: true };
/// Most steps of the program.
pub(super) const STEPS: usize = 40;
/// Shifts that a group offers for a day at each step, and what a shift must promise to be offered, in the objective's unit: of agents of
/// one set of skills, and of several, whose programs are larger, so that fewer steps pay.
const OFFERS: [(usize, f64); 2] = [(4, 1e-6), (8, 1e-4)];

/// One shift with its breaks.
struct Pattern {
    group: usize,
    day: usize,
    paid: i32,
    end: i32,
    shift: Shift,
    /// Minutes given to slots.
    work: Vec<WorkSlot>,
    /// Agents given to slots.
    slots: Vec<(usize, f64)>,
}

/// The frame and the shifts met so far.
pub(super) struct Frame {
    groups: Vec<Group>,
    patterns: Vec<Pattern>,
    known: BTreeSet<(usize, usize, i32, i32, Breaks)>,
    list: PriceList,
    crowds: Vec<Crowd>,
    /// Service levels over a day or week, as rows.
    service: Option<Service>,
    /// Work that may wait: how much of it is done in which interval is the program's to choose.
    waiting: Vec<Waiting>,
    /// What a call of each service level is worth in the last solution.
    pub(super) worth_of_calls: Vec<f64>,
    /// Agents working on each day of each group in the last solution: `group × 7 + day`.
    heads: Vec<f64>,
}

/// The days and the family of shifts of one agent's week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) family: usize,
    pub(super) mask: DayMask,
}

impl Frame {
    /// Starts with the shifts of a roster.
    pub(super) fn new(model: &Model<'_>, list: &PriceList, state: &State) -> Self {
        let crowds = crowds(model, list.hour);
        let mut frame = Self {
            groups: groups(model, &crowds),
            patterns: Vec::new(),
            known: BTreeSet::new(),
            list: list.clone(),
            crowds,
            service: None,
            waiting: Vec::new(),
            worth_of_calls: Vec::new(),
            heads: Vec::new(),
        };
        for (agent, tour) in state.tours.iter().enumerate() {
            let Some(class) = model.class_of[agent] else { continue };
            for (day, choice, work) in tour.choices(&model.classes[class]) {
                let group = frame.groups.iter().position(|g| {
                    g.classes.contains(&class)
                        && model.classes[class].days[day].family(g.family).contains(&usize::from(work.choice))
                });
                if let Some(group) = group {
                    frame.offer(model, group, day, &model.classes[class], choice, work.breaks);
                }
            }
        }
        frame
    }

    /// The same with the service levels as rows; their prices are what a call answered in time is worth.
    pub(super) fn with_service(model: &Model<'_>, service: &Service, state: &State) -> Self {
        let (list, _, _) = service.relaxed(&[]);
        Self { service: Some(service.clone()), ..Self::new(model, &list, state) }
    }

    /// The same with work that may wait, of which a plan is known; see [`Self::room`].
    pub(super) fn with_work(model: &Model<'_>, list: &PriceList, state: &State, waiting: Vec<Waiting>) -> Self {
        Self { waiting, ..Self::new(model, list, state) }
    }

    /// Agents who have time for the work that may wait, by its intervals, once no further shift makes the frame better; `None` where
    /// the program has no answer.
    pub(super) fn room(&mut self, model: &Model<'_>, stopped: &dyn Fn() -> bool) -> Option<Vec<Vec<f64>>> {
        for _ in 0..STEPS {
            let duals = self.solve(model)?;
            let worth = worth_of_minutes(model, &duals);
            if stopped() || !self.price(model, &worth, &duals[model.cells.len()..], &|_, _, _| 0.0) {
                break;
            }
        }
        Some(self.waiting.iter().map(|work| work.room.clone()).collect())
    }

    /// Adds a shift; false when it is known.
    fn offer(
        &mut self,
        model: &Model<'_>,
        group: usize,
        day: usize,
        class: &Class,
        choice: &Choice,
        breaks: Breaks,
    ) -> bool {
        let fresh = self.known.insert((group, day, choice.start, choice.end, breaks));
        if fresh {
            let minutes = f64::from(model.interval);
            let work = work_slots(model, class, &class.days[day], choice, &breaks);
            let slots = work.iter().map(|s| (s.slot as usize, f64::from(s.minutes) / minutes)).collect();
            let shift = Shift { start: choice.start, variant: choice.variant, breaks };
            self.patterns.push(Pattern { group, day, paid: choice.paid, end: choice.end, shift, work, slots });
        }
        fresh
    }

    /// Solves the frame, tries its prices in the dual, and adds the shifts that they make worth while. False when the frame
    /// has nothing more to say.
    pub(super) fn step(&mut self, model: &Model<'_>, dual: &mut Dual) -> bool {
        let Some(duals) = self.solve(model) else { return false };
        let worth = worth_of_minutes(model, &duals);
        if let Some(service) = &self.service {
            let (list, constant, _) = service.relaxed(&self.worth_of_calls);
            dual.price_by(list, constant);
        }
        dual.attempt(model, &worth);
        self.price(model, &worth, &duals[model.cells.len()..], &|_, _, _| 0.0)
    }

    /// Whether some agents serve several queues.
    fn has_pools(&self, model: &Model<'_>) -> bool {
        self.groups.iter().any(|group| model.skill_sets[group.skills].len() > 1)
    }

    fn link_row(model: &Model<'_>, group: usize, day: usize) -> usize {
        model.cells.len() + group * (WEEK + 1) + day
    }

    fn solve(&mut self, model: &Model<'_>) -> Option<Vec<f64>> {
        let mut program = Program::default();
        let may_wait: BTreeSet<usize> = self.waiting.iter().flat_map(|work| work.cells.iter().copied()).collect();
        for (index, cell) in model.cells.iter().enumerate() {
            let fixed = !may_wait.contains(&index);
            let required = if fixed { self.list.steps(index, cell.required).required } else { 0.0 };
            program.row(Sense::Equal, required - cell.carried_in);
        }
        for _ in 0..self.groups.len() * (WEEK + 1) {
            program.row(Sense::Equal, 0.0);
        }
        let crowd_row: Vec<usize> = self
            .crowds
            .iter()
            .map(|crowd| {
                let idle = model.classes[crowd.class].masks.first() == Some(&0);
                program.row(if idle { Sense::AtMost } else { Sense::Equal }, as_f64(crowd.size))
            })
            .collect();
        for (g, group) in self.groups.iter().enumerate() {
            let hours_row = Self::link_row(model, g, WEEK);
            for crowd in &group.crowds {
                self.day_sets(model, &mut program, (g, group), *crowd, (hours_row, crowd_row[*crowd]));
            }
            if group.mixed {
                program.column(self.list.hour / 60.0, f64::INFINITY, [(hours_row, -1.0)]);
            }
        }
        let skill_sets = self.groups.iter().map(|g| g.skills).collect();
        let supply = Supply::new(model, &mut program, &skill_sets, 0..model.slots, &Some);
        let mut columns = Vec::with_capacity(self.patterns.len());
        for pattern in &self.patterns {
            let link = Self::link_row(model, pattern.group, pattern.day);
            let hours = self.groups[pattern.group]
                .mixed
                .then(|| (Self::link_row(model, pattern.group, WEEK), f64::from(pattern.paid)));
            let skills = self.groups[pattern.group].skills;
            let rows =
                supply.entries(model, skills, &pattern.slots, &Some).into_iter().chain([(link, 1.0)]).chain(hours);
            columns.push(program.column(0.0, f64::INFINITY, rows));
        }
        let levels = self.service.as_ref().map(|s| s.rows(&mut program)).unwrap_or_default();
        let level_row = |cell: usize| levels.get(self.service.as_ref()?.level_of(cell)?).copied();
        coverage_columns(model, &self.list, &mut program, &level_row, &|cell| !may_wait.contains(&cell));
        let columns_of_work: Vec<_> = self.waiting.iter().map(|work| work.add(&self.list, &mut program)).collect();
        // what the prices prove is exact, whatever they are
        if self.has_pools(model) {
            program.rough();
        }
        let solved = program.solve(SOLVE)?;
        for (work, columns) in self.waiting.iter_mut().zip(&columns_of_work) {
            work.read(columns, &solved.values);
        }
        if let Some(duals) = &solved.duals {
            self.worth_of_calls = levels.iter().map(|row| -duals[*row]).collect();
        }
        self.heads = vec![0.0; self.groups.len() * WEEK];
        for (pattern, column) in self.patterns.iter().zip(columns) {
            self.heads[pattern.group * WEEK + pattern.day] += solved.values[column];
        }
        solved.duals
    }

    fn day_sets(
        &self,
        model: &Model<'_>,
        program: &mut Program,
        (g, group): (usize, &Group),
        crowd: usize,
        (hours_row, crowd_row): (usize, usize),
    ) {
        for way in ways(model, &self.crowds[crowd], group, self.list.hour).into_iter().filter(|way| way.mask != 0) {
            let links = (0..WEEK).filter(|d| way.mask >> d & 1 == 1).map(|d| (Self::link_row(model, g, d), -1.0));
            let hours = group.mixed.then_some((hours_row, -way.least));
            let cost = way.hours + way.rules;
            program.column(cost, f64::INFINITY, links.chain([(crowd_row, 1.0)]).chain(hours));
        }
    }

    /// Adds the shifts whose price at these row prices, with what other rows charge a group for a shift of a day, is below what
    /// their day asks.
    fn price(
        &mut self,
        model: &Model<'_>,
        worth: &[f64],
        links: &[f64],
        charge: &dyn Fn(usize, usize, &Choice) -> f64,
    ) -> bool {
        let mut prices = Prices::new(model);
        let mut stairs = Vec::new();
        let mut added = false;
        let mut of_skills = None;
        let (most, promise) = OFFERS[usize::from(self.has_pools(model))];
        for g in 0..self.groups.len() {
            let (skills_index, family) = (self.groups[g].skills, self.groups[g].family);
            if of_skills != Some(skills_index) {
                let skills = &model.skill_sets[skills_index];
                prices.of_duals(model, |slot| -best_cell(model, slot, skills, worth));
                of_skills = Some(skills_index);
            }
            let hour = if self.groups[g].mixed { links[g * (WEEK + 1) + WEEK] } else { 0.0 };
            for day in 0..WEEK {
                let class = &model.classes[self.groups[g].widest[day]];
                let class_day = &class.days[day];
                if !class_day.locked.is_empty() {
                    continue;
                }
                let mut offers: Vec<(f64, usize)> = class_day
                    .family(family)
                    .map(|i| {
                        let choice = &class_day.choices[i];
                        let price =
                            day_price(model, class, class_day, choice, &prices, &mut stairs) + charge(g, day, choice);
                        (price - links[g * (WEEK + 1) + day] - hour * f64::from(choice.paid), i)
                    })
                    .filter(|(reduced, _)| *reduced < -promise)
                    .collect();
                offers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                for (_, i) in offers.into_iter().take(most) {
                    let choice = &class_day.choices[i];
                    let (_, breaks) = place_breaks(model, class, class_day, choice, &prices);
                    added |= self.offer(model, g, day, class, choice, breaks);
                }
            }
        }
        added
    }
}

/// What a minute at work on each cell is worth by the prices of its row.
fn worth_of_minutes(model: &Model<'_>, duals: &[f64]) -> Vec<f64> {
    let minutes = f64::from(model.interval);
    duals[..model.cells.len()].iter().map(|d| d / minutes).collect()
}

/// The convex price of coverage: for each cell's row the steps of shortage, and surplus. A shortage of a cell under a service
/// level loses the calls of its step.
fn coverage_columns(
    model: &Model<'_>,
    list: &PriceList,
    program: &mut Program,
    level_row: &dyn Fn(usize) -> Option<usize>,
    is_fixed: &dyn Fn(usize) -> bool,
) {
    for (row, cell) in model.cells.iter().enumerate().filter(|(row, _)| is_fixed(*row)) {
        let steps = list.steps(row, cell.required);
        let mut below = 0.0;
        for (i, (share, cost)) in steps.under.iter().enumerate() {
            let lost = level_row(row).zip(steps.lost.get(i).copied());
            program.column(*cost, (share - below) * steps.required, [(row, 1.0)].into_iter().chain(lost));
            below = *share;
        }
        program.column(steps.over, f64::INFINITY, [(row, -1.0)]);
    }
}

fn as_f64(count: usize) -> f64 {
    count as f64
}
