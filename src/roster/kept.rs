//! The roster that is to be kept as the search's start.

use super::class::{Class, KeptBreaks};
use super::coverage::Pricer;
use super::fits;
use super::model::Model;
use super::prices::Prices;
use super::pricing::place_breaks;
use super::state::State;
use super::tour::{DayWork, Tour};

/// Gives every agent whose kept week is still legal this very week. The others' nearest weeks are left to the search,
/// which pays for each change.
pub(super) fn put(model: &Model<'_>, pricer: &Pricer, state: &mut State) {
    if model.problem.keep.is_empty() {
        return;
    }
    let flat = Prices::new(model);
    for agent in 0..model.class_of.len() {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
        if let Some(tour) = tour(model, class, &flat) {
            state.put(model, pricer, agent, tour);
        }
    }
}

/// The kept week, where it is legal and has work.
fn tour(model: &Model<'_>, class: &Class, flat: &Prices) -> Option<Tour> {
    let mut tour = Tour::default();
    for (day, class_day) in class.days.iter().enumerate() {
        let Some(kept) = &class_day.kept else { continue };
        let Some(at) = class_day.choices.iter().position(|choice| kept.is(choice)) else { continue };
        let breaks = match kept.breaks {
            KeptBreaks::At(places) => places,
            KeptBreaks::Gone | KeptBreaks::Locked => {
                place_breaks(model, class, class_day, &class_day.choices[at], flat).1
            }
        };
        tour.days[day] = Some(DayWork { choice: u16::try_from(at).ok()?, breaks });
    }
    let worked: Vec<_> = tour.choices(class).map(|(day, choice, _)| (day, choice)).collect();
    fits::is_legal(model, class, &worked).then_some(tour)
}
