//! A roster at hand: a tour for each agent, the coverage they give, and its price, kept up to date move by move.

use super::class::{Class, FixedActivity};
use super::coverage::{Coverage, Portion, Pricer};
use super::model::{Model, NO_CELL};
use super::tour::{Tour, borders, locked_portions, work_slots};

/// Most passes over the agents until nobody alone would better serve another queue.
const BALANCINGS: usize = 8;

/// A roster of the whole week.
#[derive(Clone)]
pub(super) struct State {
    /// One tour an agent; empty for those who do not work.
    pub(super) tours: Vec<Tour>,
    /// Minutes at work of each agent by cell.
    pub(super) portions: Vec<Vec<Portion>>,
    /// Activities of teams placed in each agent's week once the search is over; their time is out of `portions`.
    pub(super) placed: Vec<Vec<FixedActivity>>,
    pub(super) coverage: Coverage,
    /// Price of coverage and of the agents' own terms.
    pub(super) price: f64,
}

/// An agent's week taken out of a roster, with the queues it served.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    pub(super) tour: Tour,
    pub(super) portions: Vec<Portion>,
}

impl State {
    /// Nobody works.
    pub(super) fn empty(model: &Model<'_>, pricer: &Pricer) -> Self {
        let coverage = Coverage::empty(model);
        let price = coverage.price(pricer) + model.idle_price();
        let agents = model.class_of.len();
        Self {
            tours: vec![Tour::default(); agents],
            portions: vec![Vec::new(); agents],
            placed: vec![Vec::new(); agents],
            coverage,
            price,
        }
    }

    /// Takes an agent's week out; gives it back, queues included.
    pub(super) fn take(&mut self, model: &Model<'_>, pricer: &Pricer, agent: usize) -> Held {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { return Held::default() };
        let tour = std::mem::take(&mut self.tours[agent]);
        let portions = std::mem::take(&mut self.portions[agent]);
        self.placed[agent].clear();
        self.price += self.coverage.shift(pricer, &portions, -1);
        for (_, choice, _) in tour.choices(class) {
            self.price += self.coverage.cross(pricer, borders(model, choice), -1);
        }
        self.price += self.coverage.attend(model, (class, &tour), &portions, -1);
        self.price -= tour.own_price(class, pricer.list.hour);
        Held { tour, portions }
    }

    /// Gives an agent without a week exactly what was taken.
    pub(super) fn restore(&mut self, model: &Model<'_>, pricer: &Pricer, agent: usize, held: Held) {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { return };
        self.price += self.coverage.shift(pricer, &held.portions, 1);
        for (_, choice, _) in held.tour.choices(class) {
            self.price += self.coverage.cross(pricer, borders(model, choice), 1);
        }
        self.price += self.coverage.attend(model, (class, &held.tour), &held.portions, 1);
        self.price += held.tour.own_price(class, pricer.list.hour);
        self.tours[agent] = held.tour;
        self.portions[agent] = held.portions;
    }

    /// Gives an agent without a week this one; each interval serves the queue that gains most.
    pub(super) fn put(&mut self, model: &Model<'_>, pricer: &Pricer, agent: usize, tour: Tour) {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { return };
        let mut portions = Vec::with_capacity(96);
        for (day, choice, work) in tour.choices(class) {
            let class_day = &class.days[day];
            if class_day.locked.is_empty() {
                for work in work_slots(model, class, class_day, choice, &work.breaks) {
                    let cell = self.best_cell(model, pricer, class, work.slot as usize, work.minutes);
                    let skills = &model.skill_sets[class.skills];
                    portions.push(Portion::new(model, skills, (work.slot, cell), work.minutes));
                }
            } else {
                portions.extend(locked_portions(model, class, class_day));
            }
            self.price += self.coverage.cross(pricer, borders(model, choice), 1);
        }
        self.price += self.coverage.shift(pricer, &portions, 1);
        self.price += self.coverage.attend(model, (class, &tour), &portions, 1);
        self.price += tour.own_price(class, pricer.list.hour);
        self.tours[agent] = tour;
        self.portions[agent] = portions;
    }

    fn best_cell(&self, model: &Model<'_>, pricer: &Pricer, class: &Class, slot: usize, minutes: u16) -> u32 {
        let skills = &model.skill_sets[class.skills];
        let mut best = (f64::INFINITY, NO_CELL);
        for queue in skills {
            if !model.open[slot * model.queues.len() + queue] {
                continue;
            }
            let cell = model.cell_at[slot * model.queues.len() + queue];
            let change = if cell == NO_CELL {
                0.0
            } else {
                let now = self.coverage.cell[cell as usize];
                let rank = if skills.first() == Some(queue) { 0.0 } else { pricer.secondary(i32::from(minutes)) };
                pricer.cell(cell as usize, now + i32::from(minutes)) - pricer.cell(cell as usize, now) + rank
            };
            if change < best.0 {
                best = (change, cell);
            }
        }
        best.1
    }

    /// Recomputes coverage and price from the tours, so that rounding does not add up.
    pub(super) fn refresh(&mut self, model: &Model<'_>, pricer: &Pricer) {
        let mut coverage = Coverage::empty(model);
        let mut own = 0.0;
        for (agent, tour) in self.tours.iter().enumerate() {
            let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
            coverage.shift(pricer, &self.portions[agent], 1);
            coverage.attend(model, (class, tour), &self.portions[agent], 1);
            for (_, choice, _) in tour.choices(class) {
                coverage.cross(pricer, borders(model, choice), 1);
            }
            own += tour.own_price(class, pricer.list.hour) + pricer.secondary_of(&self.portions[agent]);
        }
        self.price = coverage.price(pricer) + model.idle_price() + own;
        self.coverage = coverage;
    }

    /// Moves work of several-queue agents between queues, interval by interval, while that lowers the price.
    pub(super) fn balance_queues(&mut self, model: &Model<'_>, pricer: &Pricer) {
        for _ in 0..BALANCINGS {
            let before = self.price;
            self.balance_once(model, pricer);
            if self.price > before - 1e-9 {
                break;
            }
        }
    }

    fn balance_once(&mut self, model: &Model<'_>, pricer: &Pricer) {
        for agent in 0..self.tours.len() {
            let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
            if model.skill_sets[class.skills].len() < 2 || class.days.iter().any(|d| !d.locked.is_empty()) {
                continue;
            }
            let mut portions = std::mem::take(&mut self.portions[agent]);
            for portion in &mut portions {
                self.price += self.coverage.shift(pricer, &[*portion], -1);
                let cell = self.best_cell(model, pricer, class, portion.slot as usize, portion.minutes);
                let skills = &model.skill_sets[class.skills];
                *portion = Portion::new(model, skills, (portion.slot, cell), portion.minutes);
                self.price += self.coverage.shift(pricer, &[*portion], 1);
            }
            self.portions[agent] = portions;
        }
    }
}
