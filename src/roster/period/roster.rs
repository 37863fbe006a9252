//! A roster at hand: one legal schedule per person, with its coverage and price.

use super::model::{Model, Schedule};
use super::pricing::Pricing;

/// One schedule per person.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    pub(super) schedules: Vec<Schedule>,
    /// People in each cell.
    pub(super) people: Vec<u32>,
    /// The objective.
    pub(super) price: f64,
}

impl Roster {
    /// The roster of these schedules.
    pub(super) fn of(model: &Model, schedules: Vec<Schedule>) -> Self {
        let mut people = vec![0; model.cells.len()];
        let mut price = model.settled;
        for (person, schedule) in schedules.iter().enumerate() {
            price += model.own_price(person, schedule);
            model.cells_of(schedule).for_each(|cell| people[cell] += 1);
        }
        price += model.cells.iter().zip(&people).map(|(cell, people)| cell.price(*people)).sum::<f64>();
        Self { schedules, people, price }
    }

    /// A first roster: everyone in turn gets the schedule that is best beside those before. Fails with
    /// the places of those whose rules leave no schedule.
    pub(super) fn first(model: &Model, pricing: &mut Pricing) -> Result<Self, Vec<usize>> {
        let mut roster = Self::of(model, Vec::new());
        let mut without = Vec::new();
        for person in 0..model.people.len() {
            match roster.best_response(model, pricing, person) {
                Some(schedule) => roster.put(model, schedule),
                None => without.push(person),
            }
        }
        if without.is_empty() { Ok(Self::of(model, roster.schedules)) } else { Err(without) }
    }

    /// The best schedule of a person who is not in the coverage now.
    pub(super) fn best_response(&self, model: &Model, pricing: &mut Pricing, person: usize) -> Option<Schedule> {
        let steps = model.cells.iter().zip(&self.people).map(|(cell, people)| cell.step(*people));
        let prices = steps.zip(&model.people[person].own).map(|(step, own)| step + own);
        let network = model.network(person);
        pricing.price(network, prices).is_finite().then(|| pricing.cheapest(network))
    }

    fn put(&mut self, model: &Model, schedule: Schedule) {
        model.cells_of(&schedule).for_each(|cell| self.people[cell] += 1);
        self.schedules.push(schedule);
    }
}
