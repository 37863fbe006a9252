//! A coverage at hand on which changes are tried: what they cost, and how many agent-hours they leave short.

use super::class::{Choice, Class, ClassDay};
use super::coverage::{Coverage, Portion, Pricer};
use super::model::{Model, NO_CELL};
use super::state::State;
use super::tour::{Breaks, Tour, WorkSlot, borders, work_slots};

/// A copy of a roster's coverage with changes made to it.
#[derive(Clone)]
pub(super) struct Trial<'r, 'a> {
    model: &'r Model<'a>,
    pricer: &'r Pricer,
    pub(super) coverage: Coverage,
    /// What the price changed by so far.
    pub(super) change: f64,
}

impl<'r, 'a> Trial<'r, 'a> {
    pub(super) fn of(model: &'r Model<'a>, pricer: &'r Pricer, state: &State) -> Self {
        Self { model, pricer, coverage: state.coverage.clone(), change: 0.0 }
    }

    /// Adds a day's work; each interval serves the queue that gains most.
    pub(super) fn work(&mut self, class: &Class, day: &ClassDay, choice: &Choice, breaks: &Breaks) {
        let skills = &self.model.skill_sets[class.skills];
        let slots = work_slots(self.model, class, day, choice, breaks);
        let portions: Vec<Portion> = slots.into_iter().map(|work| self.portion(skills, work)).collect();
        self.change += self.coverage.shift(self.pricer, &portions, 1);
        self.change += self.coverage.cross(self.pricer, borders(self.model, choice), 1);
    }

    /// Adds a week's work and its own price.
    pub(super) fn week(&mut self, class: &Class, tour: &Tour) {
        for (day, choice, work) in tour.choices(class) {
            self.work(class, &class.days[day], choice, &work.breaks);
        }
        self.change += tour.own_price(class, self.pricer.list.hour);
    }

    /// Takes an agent's work of one shift out.
    pub(super) fn leave(&mut self, state: &State, agent: usize, choice: &Choice) {
        let inside = self.model.slot_of(choice.start)..=self.model.slot_of(choice.end - 1);
        let of_day = state.portions[agent].iter().filter(|p| inside.contains(&(p.slot as usize)));
        let portions: Vec<Portion> = of_day.copied().collect();
        self.change += self.coverage.shift(self.pricer, &portions, -1);
        self.change += self.coverage.cross(self.pricer, borders(self.model, choice), -1);
    }

    /// Agent-hours short: of the week, and of one queue in `[from, to)`.
    pub(super) fn short_hours(&self, queue: usize, (from, to): (usize, usize)) -> (f64, f64) {
        let interval = f64::from(self.model.interval);
        let mut sum = (0.0, 0.0);
        for (cell, minutes) in self.model.cells.iter().zip(&self.coverage.cell) {
            let short = (cell.required - cell.carried_in - f64::from(*minutes) / interval).max(0.0) * interval / 60.0;
            sum.0 += short;
            if cell.queue == queue && (from..to).contains(&cell.slot) {
                sum.1 += short;
            }
        }
        sum
    }

    fn portion(&self, skills: &[usize], work: WorkSlot) -> Portion {
        let slot = work.slot as usize;
        let mut best = (f64::INFINITY, NO_CELL);
        for queue in skills {
            let at = slot * self.model.queues.len() + queue;
            if !self.model.open.get(at).copied().unwrap_or(false) {
                continue;
            }
            let cell = self.model.cell_at.get(at).copied().unwrap_or(NO_CELL);
            let change = self.coverage.cell.get(cell as usize).map_or(0.0, |now| {
                let cell = cell as usize;
                let minutes = i32::from(work.minutes);
                let rank = if skills.first() == Some(queue) { 0.0 } else { self.pricer.secondary(minutes) };
                self.pricer.cell(cell, now + minutes) - self.pricer.cell(cell, *now) + rank
            });
            if change < best.0 {
                best = (change, cell);
            }
        }
        Portion::new(self.model, skills, (work.slot, best.1), work.minutes)
    }
}
