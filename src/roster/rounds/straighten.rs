//! Shifts of a day handed out anew among people who can stand for each other: early ones to those who come early on the days beside
//! it. The day is covered as before and costs the same, but rest leaves the starts of the week more room, and the next day programs
//! may use it.

use std::collections::BTreeMap;

use super::Rounds;
use super::exchange::exchanged;
use crate::roster::class::Choice;
use crate::roster::legality::shifts::WEEK;
use crate::roster::legality::week::Kind;
use crate::roster::model::Model;
use crate::roster::state::State;
use crate::roster::tour::Tour;

/// Minutes of a day.
const DAY: i32 = 1_440;
/// Most people among whom shifts are exchanged: pairs are tried.
const MOST: usize = 400;

/// Skills, contract, template, kind, paid minutes, length: shifts with all of these alike can be exchanged.
type Key = (usize, usize, usize, Kind, i32, i32);

impl Rounds<'_, '_> {
    /// Hands out the shifts of every day anew.
    pub(super) fn straighten(&self, state: &mut State) {
        let mut tours = state.tours.clone();
        for day in 0..WEEK {
            if self.stop() {
                return;
            }
            for mut agents in alike(self.model, &tours, day).into_values() {
                // agents of every start in each part, whom the part then meets in the order in which they come
                for agents in agents.chunks_mut(MOST) {
                    agents.sort_by_key(|agent| (wanted(self.model, &tours, *agent, day), *agent));
                    exchange(self.model, &mut tours, agents, day);
                }
            }
        }
        let changed: Vec<usize> = (0..tours.len()).filter(|agent| tours[*agent] != state.tours[*agent]).collect();
        let mut trial = state.clone();
        for agent in &changed {
            trial.take(self.model, self.pricer, *agent);
        }
        for agent in &changed {
            trial.put(self.model, self.pricer, *agent, tours[*agent]);
        }
        trial.balance_queues(self.model, self.pricer);
        if trial.price < state.price + 1e-6 {
            *state = trial;
        }
    }
}

/// Agents whose shifts of the day can be exchanged.
fn alike(model: &Model<'_>, tours: &[Tour], day: usize) -> BTreeMap<Key, Vec<usize>> {
    let mut alike: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for agent in 0..tours.len() {
        let Some((class, choice)) = model.class_of[agent].zip(choice(model, tours, agent, day)) else { continue };
        let (class, day) = (&model.classes[class], &model.classes[class].days[day]);
        if day.locked.is_empty() && day.activities.is_empty() && day.kept.is_none() {
            let length = choice.end - choice.start;
            let key =
                (model.stands_for[class.skills], class.contract, choice.template, choice.kind, choice.paid, length);
            alike.entry(key).or_default().push(agent);
        }
    }
    alike
}

fn choice<'m>(model: &'m Model<'_>, tours: &[Tour], agent: usize, day: usize) -> Option<&'m Choice> {
    let work = tours[agent].days[day]?;
    model.classes[model.class_of[agent]?].days[day].choices.get(usize::from(work.choice))
}

/// When the agent's shift of a day begins, in minutes of that day.
fn begins(model: &Model<'_>, tours: &[Tour], agent: usize, day: usize) -> Option<i32> {
    choice(model, tours, agent, day).map(|choice| choice.start - DAY * i32::try_from(day).unwrap_or(0))
}

/// Twice the time of day at which the agent comes on the days beside this one; that of the day itself where both are off.
fn wanted(model: &Model<'_>, tours: &[Tour], agent: usize, day: usize) -> i32 {
    let before = day.checked_sub(1).and_then(|day| begins(model, tours, agent, day));
    let after = Some(day + 1).filter(|day| *day < WEEK).and_then(|day| begins(model, tours, agent, day));
    match (before, after) {
        (Some(before), Some(after)) => before + after,
        (Some(one), None) | (None, Some(one)) => 2 * one,
        (None, None) => 2 * begins(model, tours, agent, day).unwrap_or(0),
    }
}

/// Exchanges the shifts of pairs of whom the one who comes earlier on the days beside has the later shift, where both weeks stay legal.
fn exchange(model: &Model<'_>, tours: &mut [Tour], agents: &[usize], day: usize) {
    let wanted: Vec<i32> = agents.iter().map(|agent| wanted(model, tours, *agent, day)).collect();
    for (i, one) in agents.iter().enumerate() {
        for (j, other) in agents.iter().enumerate().skip(i + 1) {
            if wanted[i] == wanted[j] || begins(model, tours, *one, day) <= begins(model, tours, *other, day) {
                continue;
            }
            if let Some((of_one, of_other)) = exchanged(model, tours, (*one, *other), 1 << day) {
                tours[*one] = of_one;
                tours[*other] = of_other;
            }
        }
    }
}
