//! A given roster as the search's start: the one to be kept, or else one to start from.

use std::collections::BTreeMap;

use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::time::add_days;

use super::class::{Choice, Class, ClassDay, KeptBreaks};
use super::coverage::{Portion, Pricer};
use super::fits;
use super::legality::shifts::{TemplateModel, minutes_since, signed};
use super::model::Model;
use super::prices::Prices;
use super::pricing::place_breaks;
use super::state::State;
use super::tour::{Breaks, DayWork, Tour};

/// Gives every agent whose given week is still legal this very week. The others' nearest weeks are left to the search,
/// which pays for each change of a roster that is to be kept.
pub(super) fn put(model: &Model<'_>, pricer: &Pricer, state: &mut State) {
    let is_kept = !model.problem.keep.is_empty();
    if !is_kept && model.problem.start.is_empty() {
        return;
    }
    let mut start: BTreeMap<&AgentId, Vec<&RosterRow>> = BTreeMap::new();
    model.problem.start.iter().for_each(|row| start.entry(&row.agent).or_default().push(row));
    let flat = Prices::new(model);
    for (agent, who) in model.problem.agents.iter().enumerate() {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
        let rows = start.get(&who.id).map_or(&[][..], Vec::as_slice);
        let given = |day: usize, class_day: &ClassDay| {
            if is_kept {
                kept_shift(model, class, class_day, &flat)
            } else {
                given_shift(model, class, (day, class_day), rows, &flat)
            }
        };
        if let Some(tour) = tour(model, class, given) {
            state.put(model, pricer, agent, tour);
            serve(model, pricer, state, (agent, class), rows);
        }
    }
}

/// Gives the agent's work to the queues that the rows say: found anew one by one they would be worse.
fn serve(model: &Model<'_>, pricer: &Pricer, state: &mut State, (agent, class): (usize, &Class), rows: &[&RosterRow]) {
    let skills = &model.skill_sets[class.skills];
    let minute = |instant| minutes_since(model.origin, instant);
    let mut portions = std::mem::take(&mut state.portions[agent]);
    for portion in &mut portions {
        let slot = portion.slot as usize;
        let (from, to) = (model.slot_start(slot), model.slot_start(slot + 1));
        let inside = |row: &&&RosterRow| minute(row.start) < to && from < minute(row.end) && row.queue.is_some();
        let queue =
            rows.iter().find(inside).and_then(|row| model.queues.iter().position(|q| Some(q) == row.queue.as_ref()));
        let cell = queue.filter(|queue| skills.contains(queue)).and_then(|queue| model.cell(slot, queue));
        let Some(cell) = cell.and_then(|cell| u32::try_from(cell).ok()) else { continue };
        state.price += state.coverage.shift(pricer, &[*portion], -1);
        *portion = Portion::new(model, skills, (portion.slot, cell), portion.minutes);
        state.price += state.coverage.shift(pricer, &[*portion], 1);
    }
    state.portions[agent] = portions;
}

/// The given week, where it is legal and has work.
fn tour(model: &Model<'_>, class: &Class, given: impl Fn(usize, &ClassDay) -> Option<(usize, Breaks)>) -> Option<Tour> {
    let mut tour = Tour::default();
    for (day, class_day) in class.days.iter().enumerate() {
        let Some((at, breaks)) = given(day, class_day) else { continue };
        tour.days[day] = Some(DayWork { choice: u16::try_from(at).ok()?, breaks });
    }
    let worked: Vec<_> = tour.choices(class).map(|(day, choice, _)| (day, choice)).collect();
    fits::is_legal(model, class, &worked).then_some(tour)
}

/// The shift of the roster to be kept, as a choice of the day with its breaks.
fn kept_shift(model: &Model<'_>, class: &Class, class_day: &ClassDay, flat: &Prices) -> Option<(usize, Breaks)> {
    let kept = class_day.kept.as_ref()?;
    let at = class_day.choices.iter().position(|choice| kept.is(choice))?;
    let breaks = match kept.breaks {
        KeptBreaks::At(places) => places,
        KeptBreaks::Gone | KeptBreaks::Locked => place_breaks(model, class, class_day, &class_day.choices[at], flat).1,
    };
    Some((at, breaks))
}

/// The shift of an agent's rows of a day, as a choice with its breaks; other breaks where the rows' are none of the shift's.
fn given_shift(
    model: &Model<'_>,
    class: &Class,
    (day, class_day): (usize, &ClassDay),
    rows: &[&RosterRow],
    flat: &Prices,
) -> Option<(usize, Breaks)> {
    let date = add_days(model.problem.first_day, i64::try_from(day).unwrap_or(0));
    let rows: Vec<&RosterRow> = rows.iter().copied().filter(|row| row.day == date).collect();
    let handover = model.problem.centre.handover;
    let minute = |instant| minutes_since(model.origin, instant);
    let start = minute(rows.iter().map(|row| row.start).min()?) + signed(handover.before);
    let end = minute(rows.iter().map(|row| row.end).max()?) - signed(handover.after);
    let templates = &model.contracts[class.contract].templates;
    let is_given = |choice: &Choice| {
        let id = &model.problem.centre.shifts[templates[choice.template].index].id;
        (choice.start, choice.end) == (start, end) && rows.iter().all(|row| row.shift == *id)
    };
    let at = class_day.choices.iter().position(is_given)?;
    let choice = &class_day.choices[at];
    let pause = |row: &&&RosterRow| matches!(row.activity, Activity::Break | Activity::Meal | Activity::Split);
    let mut pauses: Vec<i32> = rows.iter().filter(pause).map(|row| minute(row.start) - start).collect();
    pauses.sort_unstable();
    let breaks = listed(&templates[choice.template], &pauses);
    Some((at, breaks.unwrap_or_else(|| place_breaks(model, class, class_day, choice, flat).1)))
}

/// These offsets as the places of a shift's breaks, where they are listed ones.
fn listed(template: &TemplateModel, offsets: &[i32]) -> Option<Breaks> {
    let mut breaks = Breaks::default();
    let all = template.breaks.len() == offsets.len()
        && template.breaks.iter().zip(offsets).all(|(rule, offset)| rule.starts.contains(offset));
    for (place, offset) in breaks.at.iter_mut().zip(offsets) {
        *place = i16::try_from(*offset).ok()?;
    }
    all.then_some(breaks)
}
