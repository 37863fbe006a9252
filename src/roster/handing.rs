//! Shifts counted by day, handed to people: day after day in order of start, to those who are rested first.

use super::class::Class;
use super::frame::{DayShifts, Days, Frame, Shift};
use super::legality::shifts::WEEK;
use super::model::Model;
use super::search::Searcher;
use super::state::State;
use super::tour::{DayWork, Tour};

/// An agent with the days to work.
struct Person {
    agent: usize,
    class: usize,
    days: Days,
    group: usize,
    shifts: [Option<Shift>; WEEK],
}

impl Person {
    fn works(&self, day: usize) -> bool {
        self.days.mask >> day & 1 == 1
    }

    /// Start of the shift of the day before, and whether the day after is off: who comes early goes on early, who is off tomorrow
    /// can stay late.
    fn order(&self, day: usize) -> (i32, bool, usize) {
        let before = day.checked_sub(1).and_then(|d| self.shifts[d]).map_or(i32::MIN, |s| s.start);
        (before, day + 1 == WEEK || !self.works(day + 1), self.agent)
    }

    /// The week as the class's choices; `None` where a shift is none of them or the week is not legal.
    fn tour(&self, model: &Model<'_>) -> Option<Tour> {
        let class = &model.classes[self.class];
        let mut tour = Tour::default();
        for day in (0..WEEK).filter(|d| self.works(*d)) {
            let (shift, class_day) = (self.shifts[day]?, &class.days[day]);
            let plain = class_day.locked.is_empty() && class_day.activities.is_empty() && class_day.kept.is_none();
            let mut family = class_day.family(self.days.family);
            let choice = family.find(|i| class_day.choices[*i].variant == shift.variant)?;
            if !plain || class_day.choices[choice].touches_closed {
                return None;
            }
            tour.days[day] = Some(DayWork { choice: u16::try_from(choice).ok()?, breaks: shift.breaks });
        }
        class.allows(&tour, model.problem.centre.handover).then_some(tour)
    }
}

/// A roster of the frame's shifts on these days. Those whom the shifts do not suit take the best week on their days.
pub(super) fn hand_out(
    searcher: &mut Searcher<'_, '_>,
    frame: &Frame,
    shifts: &DayShifts,
    days: &[Vec<Days>],
) -> State {
    let (model, pricer) = (searcher.model, searcher.pricer);
    let mut people = people(searcher, frame, days);
    for day in 0..WEEK {
        for group in 0..frame.group_count() {
            let mut there: Vec<&mut Person> = people.iter_mut().filter(|p| p.group == group && p.works(day)).collect();
            there.sort_by_key(|p| p.order(day));
            for (person, shift) in there.into_iter().zip(shifts.of(group, day)) {
                person.shifts[day] = Some(*shift);
            }
        }
    }
    let mut state = State::empty(model, pricer);
    let mut without: Vec<(usize, Class)> = Vec::new();
    for person in people {
        if let Some(tour) = person.tour(model) {
            state.put(model, pricer, person.agent, tour);
        } else {
            let class = model.classes[person.class].only(person.days.family, person.days.mask);
            without.push((person.agent, class));
        }
    }
    searcher.fill(&mut state, &without);
    state
}

fn people(searcher: &Searcher<'_, '_>, frame: &Frame, days: &[Vec<Days>]) -> Vec<Person> {
    let model = searcher.model;
    let mut left: Vec<std::slice::Iter<'_, Days>> = days.iter().map(|d| d.iter()).collect();
    let mut people = Vec::with_capacity(searcher.movable.len());
    for agent in &searcher.movable {
        let Some(class) = model.class_of[*agent] else { continue };
        let Some(days) = left[class].next().filter(|d| d.mask != 0) else { continue };
        let Some(group) = frame.group_of(class, *days) else { continue };
        people.push(Person { agent: *agent, class, days: *days, group, shifts: [None; WEEK] });
    }
    people
}
