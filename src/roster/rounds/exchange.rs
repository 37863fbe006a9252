//! Days exchanged between two people who can stand for each other: what one would rather not work for what the other does not mind.
//!
//! Neither coverage nor the day's heads change, only the price that each pays for the own week: wishes, fairness, rules at a price.
//! Who pays for more than hours looks for the colleague and the set of days with which both together pay least.

use std::collections::BTreeMap;

use super::Rounds;
use crate::roster::class::Class;
use crate::roster::legality::shifts::WEEK;
use crate::roster::legality::week::DayMask;
use crate::roster::model::Model;
use crate::roster::state::State;
use crate::roster::tour::{DayWork, Tour};

/// Most passes over the people who have something to gain.
const PASSES: usize = 4;
/// Most colleagues whom one person asks in a pass.
const COLLEAGUES: usize = 120;
/// A gain smaller than this is rounding.
const LEAST: f64 = 1e-6;

impl Rounds<'_, '_> {
    /// Exchanges days while that lowers the price.
    pub(super) fn exchange(&self, state: &mut State) {
        let alike = alike(self.model);
        for pass in 0..PASSES {
            let before = state.price;
            for people in &alike {
                for at in 0..people.len() {
                    if self.stop() {
                        return;
                    }
                    self.exchange_of(state, people, at, pass);
                }
            }
            if state.price > before - LEAST {
                break;
            }
        }
    }

    /// The best exchange of one person's days, made when the roster gains by it.
    fn exchange_of(&self, state: &mut State, people: &[usize], at: usize, pass: usize) {
        let (model, one) = (self.model, people[at]);
        let own = |agent: usize, tour: &Tour| price_of(self.model, agent, tour, self.pricer.list.hour);
        // hours cost whoever works them: they alone are no reason to ask
        if price_of(model, one, &state.tours[one], 0.0) <= LEAST {
            return;
        }
        let now = own(one, &state.tours[one]);
        let asked = (1..people.len()).map(|step| people[(at + step + pass * COLLEAGUES) % people.len()]);
        let mut best: (f64, Option<(usize, Tour, Tour)>) = (LEAST, None);
        for other in asked.filter(|other| *other != one).take(COLLEAGUES) {
            let both = now + own(other, &state.tours[other]);
            for days in 1..=DayMask::MAX >> 1 {
                let Some((of_one, of_other)) = exchanged(model, &state.tours, (one, other), days) else { continue };
                let gain = both - own(one, &of_one) - own(other, &of_other);
                if gain > best.0 {
                    best = (gain, Some((other, of_one, of_other)));
                }
            }
        }
        if let Some((other, of_one, of_other)) = best.1 {
            self.take_place(state, [(one, of_one), (other, of_other)]);
        }
    }

    /// Gives two people these weeks, unless the roster would lose by it.
    fn take_place(&self, state: &mut State, weeks: [(usize, Tour); 2]) {
        let (model, pricer) = (self.model, self.pricer);
        let before = state.price;
        let held = weeks.map(|(agent, _)| (agent, state.take(model, pricer, agent)));
        for (agent, tour) in weeks {
            state.put(model, pricer, agent, tour);
        }
        if state.price > before - LEAST {
            for (agent, _) in weeks {
                state.take(model, pricer, agent);
            }
            for (agent, week) in held {
                state.restore(model, pricer, agent, week);
            }
        }
    }
}

/// People who can stand for each other: one contract and skills, no say in rules about several agents at once.
fn alike(model: &Model<'_>) -> Vec<Vec<usize>> {
    let mut alike: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (agent, class) in model.class_of.iter().enumerate() {
        let Some(class) = class.map(|class| &model.classes[class]) else { continue };
        if class.team_rules.is_empty() {
            alike.entry((model.stands_for[class.skills], class.contract)).or_default().push(agent);
        }
    }
    alike.into_values().filter(|people| people.len() > 1).collect()
}

fn price_of(model: &Model<'_>, agent: usize, tour: &Tour, hour: f64) -> f64 {
    model.class_of[agent].map_or(0.0, |class| tour.own_price(&model.classes[class], hour))
}

/// Both weeks with these days exchanged; `None` where nothing would change or one of them is not legal.
pub(super) fn exchanged(
    model: &Model<'_>,
    tours: &[Tour],
    (one, other): (usize, usize),
    days: DayMask,
) -> Option<(Tour, Tour)> {
    let of = |agent: usize| Some((&model.classes[model.class_of[agent]?], &tours[agent]));
    let (one, other) = (of(one)?, of(other)?);
    let (own, others) = (one.1.mask(), other.1.mask());
    let legal = |class: &Class, kept: DayMask, taken: DayMask| class.may_work_on(kept & !days | taken & days);
    let changes = days & !(own | others) == 0;
    if !changes || !legal(one.0, own, others) || !legal(other.0, others, own) {
        return None;
    }
    if plain_days(one.0) & plain_days(other.0) & days != days {
        return None;
    }
    Some((with_days_of(model, one, other, days)?, with_days_of(model, other, one, days)?))
}

/// Days on which nothing but the shift is set.
fn plain_days(class: &Class) -> DayMask {
    let plain = |day: &usize| class.days[*day].locked.is_empty() && class.days[*day].activities.is_empty();
    (0..WEEK).filter(plain).fold(0, |mask, day| mask | 1 << day)
}

/// The first one's week with these days of the other's, as choices of one family of its class; `None` where that is no legal week.
fn with_days_of(
    model: &Model<'_>,
    (class, own): (&Class, &Tour),
    (from, others): (&Class, &Tour),
    days: DayMask,
) -> Option<Tour> {
    let in_family = |family: usize| {
        let mut tour = Tour::default();
        for day in 0..WEEK {
            let (source, work) = if days >> day & 1 == 1 { (from, others.days[day]) } else { (class, own.days[day]) };
            let Some(work) = work else { continue };
            let variant = source.days[day].choices.get(usize::from(work.choice))?.variant;
            let choice = class.days[day].family(family).find(|i| class.days[day].choices[*i].variant == variant)?;
            tour.days[day] = Some(DayWork { choice: u16::try_from(choice).ok()?, breaks: work.breaks });
        }
        class.allows(&tour, model.problem.centre.handover).then_some(tour)
    };
    class.families.iter().find_map(|family| in_family(family.index))
}
