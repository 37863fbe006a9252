//! Trainings and meetings that each member of a team attends once, somewhere in a window: placed in the finished roster.
//!
//! Each member in turn gets the place whose work costs least to lose, priced by the coverage that those before have left;
//! so a team spreads out by itself where calls need it, and comes together where they do not.

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Severity};
use crate::domain::people::{Activity, PlannedActivity};
use crate::domain::span::Span;
use crate::domain::units::Minutes;

use super::class::{Class, FixedActivity};
use super::coverage::{HARD_PRICE, Portion, Pricer};
use super::legality::shifts::{minutes_since, signed};
use super::model::Model;
use super::state::State;

/// Activities start on multiples of this many minutes, where their window and the work around them allow.
const STEP: i32 = 5;

/// A row of activities.csv that is to be placed, in minutes of the clock.
struct Wanted<'a> {
    team: &'a str,
    length: i32,
    from: i32,
    to: i32,
    kind: Activity,
}

/// Places every team's activities; findings name the members for whom there is no room.
pub(super) fn place(model: &Model<'_>, pricer: &Pricer, state: &mut State) -> Findings {
    let mut findings = Findings::new();
    for wanted in wanted(model) {
        let members = (0..model.problem.agents.len()).filter(|a| model.problem.agents[*a].team == wanted.team);
        for agent in members.collect::<Vec<_>>() {
            let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
            if state.tours[agent].worked() == 0 {
                continue;
            }
            match cheapest(model, pricer, state, (agent, class), &wanted) {
                Place::At(start) => {
                    let end = start + wanted.length;
                    take_out(model, pricer, state, agent, (start, end));
                    state.placed[agent].push(FixedActivity { start, end, kind: wanted.kind });
                }
                Place::Absent => {
                    let why = "does not work in that time";
                    findings.push(Finding { severity: Severity::Note, ..unplaced(model, agent, &wanted, why) });
                }
                Place::None(why) => findings.push(unplaced(model, agent, &wanted, why)),
            }
        }
    }
    findings
}

/// What placing can at most save below the price of a roster without it: over-coverage that turns into training.
pub(super) fn largest_saving(model: &Model<'_>, pricer: &Pricer) -> f64 {
    let minutes = |w: &Wanted<'_>| {
        let members = model.problem.agents.iter().zip(&model.class_of);
        let able = members.filter(|(agent, class)| agent.team == w.team && class.is_some()).count();
        f64::from(w.length) * able as f64
    };
    wanted(model).iter().map(minutes).sum::<f64>() * pricer.list.over / f64::from(model.interval)
}

/// The activities to place, those with the narrowest room first.
fn wanted<'a>(model: &Model<'a>) -> Vec<Wanted<'a>> {
    let of_row = |activity: &'a PlannedActivity| match activity {
        PlannedActivity::Placed { team, length, window, kind } => Some(wanted_of(model, team, *length, *window, *kind)),
        PlannedActivity::Fixed { .. } => None,
    };
    let mut found: Vec<Wanted<'a>> = model.problem.activities.iter().filter_map(of_row).collect();
    found.sort_by_key(|w| (w.to - w.from - w.length, w.from));
    found
}

fn wanted_of<'a>(model: &Model<'_>, team: &'a str, length: Minutes, window: Span, kind: Activity) -> Wanted<'a> {
    let at = |instant| minutes_since(model.origin, instant);
    Wanted { team, length: signed(length), from: at(window.start()), to: at(window.end()), kind }
}

/// Where an activity goes, or why nowhere.
enum Place {
    At(i32),
    /// The agent does not work in the window.
    Absent,
    None(&'static str),
}

fn cheapest(
    model: &Model<'_>,
    pricer: &Pricer,
    state: &mut State,
    (agent, class): (usize, &Class),
    wanted: &Wanted<'_>,
) -> Place {
    let mut best: Option<(f64, i32)> = None;
    for (from, to) in work_stretches(model, state, agent, class) {
        let (from, to) = (from.max(wanted.from), to.min(wanted.to));
        for start in starts(from, to - wanted.length) {
            let price = price_of(model, pricer, state, agent, (start, start + wanted.length));
            if best.is_none_or(|(least, _)| price < least - 1e-9) {
                best = Some((price, start));
            }
        }
    }
    match best {
        None if !works_in(state, agent, class, wanted) => Place::Absent,
        None => Place::None("has no stretch of work in the window that is long enough"),
        Some((price, _)) if price >= HARD_PRICE / f64::from(model.interval) => {
            Place::None("is needed at work in all of the window to keep the agents that the centre asks for")
        }
        Some((_, start)) => Place::At(start),
    }
}

fn works_in(state: &State, agent: usize, class: &Class, wanted: &Wanted<'_>) -> bool {
    state.tours[agent].choices(class).any(|(_, choice, _)| choice.start < wanted.to && wanted.from < choice.end)
}

/// The starts from `first` to `last` on multiples of [`STEP`], both ends included.
fn starts(first: i32, last: i32) -> impl Iterator<Item = i32> {
    let round = first.div_euclid(STEP) * STEP + STEP;
    let between = (round..last).step_by(usize::try_from(STEP).unwrap_or(1));
    let ends = [first, last].into_iter().take(if first < last { 2 } else { 1 });
    ends.chain(between).filter(move |_| first <= last)
}

/// Stretches of work of an agent without interruption; locked days have none to give.
fn work_stretches(model: &Model<'_>, state: &State, agent: usize, class: &Class) -> Vec<(i32, i32)> {
    let mut found = Vec::new();
    for (day, choice, work) in state.tours[agent].choices(class) {
        let class_day = &class.days[day];
        if !class_day.locked.is_empty() {
            continue;
        }
        let breaks = &model.contracts[class.contract].templates[choice.template].breaks;
        let pauses = breaks.iter().zip(work.breaks.at).map(|(b, at)| {
            let start = choice.start + i32::from(at);
            (start, start + b.length)
        });
        let attended = class_day.activities.iter().chain(&state.placed[agent]).map(|a| (a.start, a.end));
        let mut busy: Vec<(i32, i32)> = pauses.chain(attended).collect();
        let core_end = choice.end - signed(model.problem.centre.handover.wind_down);
        busy.push((core_end, core_end));
        busy.sort_unstable();
        let mut from = choice.start;
        for (start, end) in busy.into_iter().filter(|(start, end)| choice.start <= *end && *start <= core_end) {
            if from < start {
                found.push((from, start));
            }
            from = from.max(end);
        }
    }
    found
}

/// What the price changes by when the agent does not work in `[from, to)`.
fn price_of(model: &Model<'_>, pricer: &Pricer, state: &mut State, agent: usize, time: (i32, i32)) -> f64 {
    let lost = lost_in(model, &state.portions[agent], time);
    let change = work_less(model, pricer, state, agent, &lost, -1);
    work_less(model, pricer, state, agent, &lost, 1);
    change
}

/// Takes work of an agent out of the coverage, or puts it back; returns the change of price.
fn work_less(model: &Model<'_>, pricer: &Pricer, state: &mut State, agent: usize, lost: &[Portion], sign: i32) -> f64 {
    let class = model.class_of[agent].map(|c| &model.classes[c]);
    let team = class.map_or(0.0, |class| state.coverage.attend_work(model, class, lost, sign));
    team + state.coverage.shift(pricer, lost, sign)
}

fn take_out(model: &Model<'_>, pricer: &Pricer, state: &mut State, agent: usize, time: (i32, i32)) {
    let lost = lost_in(model, &state.portions[agent], time);
    state.price += work_less(model, pricer, state, agent, &lost, -1);
    for gone in lost {
        for portion in state.portions[agent].iter_mut().filter(|p| p.slot == gone.slot) {
            portion.minutes = portion.minutes.saturating_sub(gone.minutes);
        }
    }
    state.portions[agent].retain(|p| p.minutes > 0);
}

/// The parts of the agent's work that lie in `[from, to)`, a stretch of work throughout.
fn lost_in(model: &Model<'_>, portions: &[Portion], (from, to): (i32, i32)) -> Vec<Portion> {
    let lost = |p: &Portion| {
        let slot = p.slot as usize;
        let minutes = to.min(model.slot_start(slot + 1)) - from.max(model.slot_start(slot));
        u16::try_from(minutes).ok().filter(|m| *m > 0).map(|minutes| Portion { minutes, ..*p })
    };
    portions.iter().filter_map(lost).collect()
}

fn unplaced(model: &Model<'_>, agent: usize, wanted: &Wanted<'_>, why: &str) -> Finding {
    let id = &model.problem.agents[agent].id;
    let zone = model.problem.centre.zone;
    let (from, to) = (zone.local(model.instant(wanted.from)), zone.local(model.instant(wanted.to)));
    let message = format!(
        "{id} gets no {} of {} minutes of team {} between {} and {}: the agent {why}",
        wanted.kind,
        wanted.length,
        wanted.team,
        from.format("%Y-%m-%d %H:%M"),
        to.format("%Y-%m-%d %H:%M")
    );
    let hint = "widen the window in activities.csv, or plan this agent's as a fixed activity";
    Finding::new(Code::ActivityUnplaced, message).hint(hint).agent(id).day(from.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_both_ends_and_the_round_minutes_between() {
        let sorted = |first, last| {
            let mut all: Vec<i32> = starts(first, last).collect();
            all.sort_unstable();
            all
        };
        assert_eq!(sorted(62, 74), [62, 65, 70, 74]);
        assert_eq!(sorted(60, 60), [60]);
        assert_eq!(sorted(60, 55), [0; 0]);
    }
}
