//! `[handover] relief`: everyone who leaves a staffed queue relieved by somebody who comes.
//!
//! Who relieves whom is a matching over the whole roster, which no price of one agent's week can carry. So the search
//! knows nothing of it; the finished roster is mended by moving single shifts within their day, families and hours as they
//! are, for as long as fewer are left alone or the price falls. Whoever is still left alone then makes the roster one that is
//! not published.

use std::collections::BTreeMap;

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::people::RosterRow;
use crate::domain::relief::{self, Presence, Relief, Staffed};
use crate::domain::time::add_days;

use super::class::{Choice, Class};
use super::coverage::{HARD_PRICE, Pricer};
use super::legality::shifts::{WEEK, signed};
use super::model::Model;
use super::state::State;
use super::tour::{DayWork, Tour};

/// Shifts looked at, over all tries, before mending ends: a fixed amount of work.
const WORK: usize = 1_000_000;

/// Moves shifts within their days until everyone is relieved or no move helps.
pub(super) fn mend(model: &Model<'_>, pricer: &Pricer, state: &mut State, stopped: &dyn Fn() -> bool) {
    if !model.problem.centre.handover.relief {
        return;
    }
    let mender =
        Mender { model, pricer, staffed: relief::staffed(&model.problem.requirement, model.problem.centre.interval) };
    let mut tries = WORK / presences(model, state).len().max(1);
    let mut left = mender.alone(state);
    while !left.is_empty() && tries > 0 && !stopped() {
        let before = cost(state, left.len());
        let better = left.iter().any(|alone| mender.improve(state, alone, before, &mut tries, stopped));
        if !better {
            break;
        }
        left = mender.alone(state);
    }
}

/// Those whom the published roster leaves alone.
pub(super) fn left_alone(model: &Model<'_>, rows: &[RosterRow], findings: &mut Findings) {
    let centre = &model.problem.centre;
    if !centre.handover.relief {
        return;
    }
    let reliefs = relief::of_roster(rows, &model.problem.requirement, centre);
    for alone in reliefs.iter().filter(|r| r.incoming.is_none()) {
        let message = format!(
            "no roster found keeps relief: {} leaves queue {} at {} and nobody is left to take over",
            alone.outgoing,
            alone.queue,
            centre.zone.local(alone.time).format("%Y-%m-%d %H:%M")
        );
        let hint = "give shifts other starts or lengths so that they overlap there, or take out [handover] relief";
        let finding = Finding::new(Code::HardRuleNotKept, message).hint(hint);
        findings.push(finding.agent(&alone.outgoing).day(alone.day).queue(&alone.queue));
    }
}

struct Mender<'r, 'a> {
    model: &'r Model<'a>,
    pricer: &'r Pricer,
    staffed: BTreeMap<QueueId, Staffed>,
}

impl Mender<'_, '_> {
    fn alone(&self, state: &State) -> Vec<Relief> {
        let pairs = relief::pairs(&presences(self.model, state), &self.staffed);
        pairs.into_iter().filter(|r| r.incoming.is_none()).collect()
    }

    /// Makes the first move found that helps somebody left alone; false, and nothing changed, where there is none.
    fn improve(
        &self,
        state: &mut State,
        alone: &Relief,
        before: f64,
        tries: &mut usize,
        stopped: &dyn Fn() -> bool,
    ) -> bool {
        let Some(first) = self.model.day_of(alone.day) else { return false };
        for day in first..(first + 2).min(WEEK) {
            for agent in 0..state.tours.len() {
                let Some(class) = self.model.class_of[agent].map(|c| &self.model.classes[c]) else { continue };
                for work in moves(self.model, class, &state.tours[agent], day) {
                    if *tries == 0 || stopped() {
                        return false;
                    }
                    *tries -= 1;
                    let held = state.take(self.model, self.pricer, agent);
                    let mut tour = held.tour;
                    tour.days[day] = Some(work);
                    state.put(self.model, self.pricer, agent, tour);
                    if cost(state, self.alone(state).len()) < before - 1e-6 {
                        return true;
                    }
                    state.take(self.model, self.pricer, agent);
                    state.restore(self.model, self.pricer, agent, held);
                }
            }
        }
        false
    }
}

/// The price of a roster with so many left alone.
fn cost(state: &State, alone: usize) -> f64 {
    state.price + HARD_PRICE * alone as f64
}

/// The other shifts of the same family and hours that an agent could work on a day, breaks at the same offsets.
fn moves(model: &Model<'_>, class: &Class, tour: &Tour, day: usize) -> Vec<DayWork> {
    let class_day = &class.days[day];
    let Some(work) = tour.days[day] else { return Vec::new() };
    let Some(now) = class_day.choices.get(usize::from(work.choice)) else { return Vec::new() };
    if !class_day.locked.is_empty() || !class_day.activities.is_empty() {
        return Vec::new();
    }
    let handover = model.problem.centre.handover;
    let alike = |c: &Choice| {
        c.template == now.template
            && c.end - c.start == now.end - now.start
            && c.start != now.start
            && !c.touches_closed
    };
    let moved = class_day.choices.iter().enumerate().filter(|(_, c)| alike(c)).filter_map(|(i, _)| {
        let work = DayWork { choice: u16::try_from(i).ok()?, breaks: work.breaks };
        let mut moved = *tour;
        moved.days[day] = Some(work);
        class.allows(&moved, handover).then_some(work)
    });
    moved.collect()
}

/// The shifts of the roster at hand, as far as relief goes.
fn presences(model: &Model<'_>, state: &State) -> Vec<Presence> {
    let handover = model.problem.centre.handover;
    let mut found = Vec::new();
    for (agent, tour) in state.tours.iter().enumerate() {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
        for (day, choice, _) in tour.choices(class) {
            let slots = model.slot_of(choice.start)..model.slot_of(choice.end + model.interval - 1);
            let portions = state.portions[agent].iter().filter(|p| slots.contains(&(p.slot as usize)));
            let served: Vec<usize> =
                portions.filter_map(|p| model.cells.get(p.cell as usize)).map(|cell| cell.queue).collect();
            // past the requirement's last row nobody says which queue is served
            let Some(last) = served.last().or_else(|| model.skill_sets[class.skills].first()) else { continue };
            found.push(Presence {
                agent: model.problem.agents[agent].id.clone(),
                day: add_days(model.problem.first_day, i64::try_from(day).unwrap_or(0)),
                present: (
                    model.instant(choice.start - signed(handover.before)),
                    model.instant(choice.end + signed(handover.after)),
                ),
                end: model.instant(choice.end),
                queues: served.iter().chain([last]).filter_map(|q| model.queues.get(*q).cloned()).collect(),
                last: model.queues[*last].clone(),
            });
        }
    }
    found
}
