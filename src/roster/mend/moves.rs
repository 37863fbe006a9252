//! One shift moved: to a start that the catalogue lacks, or with a break outside its window.

use std::collections::BTreeSet;

use crate::domain::ids::AgentId;
use crate::domain::people::PlannedActivity;
use crate::roster::class::{Choice, Class, ClassDay};
use crate::roster::fits::{Broken, Others};
use crate::roster::legality::shifts::{BreakModel, signed};
use crate::roster::prices::Prices;
use crate::roster::pricing::{day_price, place_breaks};
use crate::roster::tour::{Breaks, DayWork, Tour};
use crate::roster::trial::Trial;

use super::{Need, Way};

/// Shifts looked at for one shortfall.
const MOST_SHIFTS: usize = 60;
/// Furthest that a shift moves, in minutes.
const FURTHEST_START: i32 = 4 * 60;
/// Furthest that a break moves out of its window, in minutes.
const FURTHEST_BREAK: i32 = 60;

/// A shift of the roster that is free to move: nothing locked, fixed or kept holds it.
struct Shift<'m> {
    agent: usize,
    class: &'m Class,
    day: usize,
    choice: &'m Choice,
    work: DayWork,
}

/// Shifts near the shortfall of people whose time nothing but their contract limits, one of each kind.
fn shifts<'m>(need: &Need<'m, '_>, near: i32) -> Vec<Shift<'m>> {
    let problem = need.model.problem;
    let mut bound: BTreeSet<&AgentId> = problem.time_off.iter().map(|row| &row.agent).collect();
    bound.extend(problem.availability.iter().map(|row| &row.agent));
    bound.extend(problem.activities.iter().filter_map(|row| match row {
        PlannedActivity::Fixed { agent, .. } => Some(agent),
        PlannedActivity::Placed { .. } => None,
    }));
    let before: BTreeSet<&AgentId> = problem.previous.iter().map(|row| &row.agent).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (agent, index) in need.model.class_of.iter().enumerate() {
        let Some(index) = *index else { continue };
        let class = &need.model.classes[index];
        if !need.has_skill(class.skills) || bound.contains(&problem.agents[agent].id) {
            continue;
        }
        for (day, choice, work) in need.state.tours[agent].choices(class) {
            // the rest after the week before is not looked at here
            let first = day == 0 && before.contains(&problem.agents[agent].id);
            let is_near = choice.start < need.to + near && need.from - near < choice.end;
            let free =
                class.days[day].locked.is_empty() && !choice.touches_closed && need.state.placed[agent].is_empty();
            if is_near
                && free
                && !first
                && seen.insert((class.skills, class.contract, day, choice.variant, work.breaks))
            {
                found.push(Shift { agent, class, day, choice, work });
            }
        }
        if found.len() >= MOST_SHIFTS {
            break;
        }
    }
    found
}

/// The best single shift at a start that its template does not list.
pub(super) fn start<'r, 'a>(need: &Need<'r, 'a>) -> Option<Way<'r, 'a>> {
    let mut best: Option<Way<'r, 'a>> = None;
    for shift in shifts(need, FURTHEST_START) {
        let mut rest = Trial::of(need.model, need.pricer, need.state);
        rest.leave(need.state, shift.agent, shift.choice);
        let mut prices = Prices::new(need.model);
        prices.of_roster(need.model, need.pricer, &rest.coverage, shift.class);
        let Some(moved) = cheapest_start(need, &shift, &prices) else { continue };
        let plain = ClassDay::default();
        let (_, breaks) = place_breaks(need.model, shift.class, &plain, &moved, &prices);
        rest.work(shift.class, &plain, &moved, &breaks);
        if best.as_ref().is_none_or(|way| rest.change < way.trial.change - 1e-9) {
            let template = need.model.contracts[shift.class.contract].templates[moved.template].index;
            let text = format!(
                "another start of shift {}: {} {} instead of {}",
                need.model.problem.centre.shifts[template].id,
                need.model.problem.agents[shift.agent].id,
                need.when(moved.start, moved.end),
                clock(need, shift.choice.start),
            );
            let shift_id = &need.model.problem.centre.shifts[template].id;
            let what_if = format!("starts:{shift_id}={}", clock(need, moved.start));
            best = Some(Way { kind: "start", text, what_if, trial: rest });
        }
    }
    best
}

/// The cheapest start on the grid of intervals that no shift of the day lists and rest and opening hours allow.
fn cheapest_start(need: &Need<'_, '_>, shift: &Shift<'_>, prices: &Prices) -> Option<Choice> {
    let model = need.model;
    let (class, choice) = (shift.class, shift.choice);
    let tour: &Tour = &need.state.tours[shift.agent];
    let worked: Vec<(usize, &Choice)> = tour.choices(class).map(|(day, choice, _)| (day, choice)).collect();
    let others = Others::around(model, class, &worked, shift.day);
    let listed: BTreeSet<i32> =
        class.days[shift.day].choices.iter().filter(|c| c.template == choice.template).map(|c| c.start).collect();
    let skills = &model.skill_sets[class.skills];
    let open = |c: &Choice| (model.slot_of(c.start)..=model.slot_of(c.end - 1)).all(|s| model.open_for(s, skills));
    // the local day on which a shift starts stays its own
    let zone = model.problem.centre.zone;
    let date = zone.day(model.instant(choice.start));
    let first = model.slot_of(choice.start - FURTHEST_START);
    let slots = first..=model.slot_of(choice.start + FURTHEST_START);
    let mut stairs = Vec::new();
    let offers = slots.map(|slot| model.slot_start(slot)).filter(|start| !listed.contains(start)).filter_map(|start| {
        let mut moved = choice.clone();
        (moved.start, moved.end) = (start, start + choice.end - choice.start);
        let legal = others.with(&moved) == Broken::NOTHING && open(&moved) && zone.day(model.instant(start)) == date;
        let helps = moved.start < need.to && need.from < moved.end;
        let price =
            (legal && helps).then(|| day_price(model, class, &ClassDay::default(), &moved, prices, &mut stairs))?;
        price.is_finite().then_some((price, moved))
    });
    offers.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, moved)| moved)
}

/// The best single break outside its window.
pub(super) fn window<'r, 'a>(need: &Need<'r, 'a>) -> Option<Way<'r, 'a>> {
    let mut best: Option<Way<'r, 'a>> = None;
    for shift in shifts(need, 0) {
        let (class, choice) = (shift.class, shift.choice);
        let template = &need.model.contracts[class.contract].templates[choice.template];
        for (nth, rule) in template.breaks.iter().enumerate().take(shift.work.breaks.at.len()) {
            let at = choice.start + i32::from(shift.work.breaks.at[nth]);
            if at >= need.to || need.from >= at + rule.length {
                continue;
            }
            for offset in outside(&rule.starts) {
                let Some(breaks) = moved(need, &shift, nth, offset) else { continue };
                let mut trial = Trial::of(need.model, need.pricer, need.state);
                trial.leave(need.state, shift.agent, choice);
                trial.work(class, &class.days[shift.day], choice, &breaks);
                if best.as_ref().is_none_or(|way| trial.change < way.trial.change - 1e-9) {
                    let text = format!(
                        "a wider window of the {} in shift {}: {} takes it at {} instead of {}",
                        rule.kind,
                        need.model.problem.centre.shifts[template.index].id,
                        need.model.problem.agents[shift.agent].id,
                        clock(need, choice.start + offset),
                        clock(need, at),
                    );
                    best =
                        Some(Way { kind: "window", text, what_if: wider(need, template.index, rule, offset), trial });
                }
            }
        }
    }
    best
}

/// The window that holds the offset too, as a what-if takes it.
fn wider(need: &Need<'_, '_>, shift: usize, rule: &BreakModel, offset: i32) -> String {
    let id = &need.model.problem.centre.shifts[shift].id;
    let (first, last) = (rule.starts.first().copied().unwrap_or(0), rule.starts.last().copied().unwrap_or(0));
    let (earlier, later) = ((first - offset).max(0), (offset - last).max(0));
    format!("window:{id}.{}=-{earlier}m..+{later}m", rule.kind)
}

/// Offsets before the first and after the last listed one, in the step of the list.
fn outside(starts: &[i32]) -> Vec<i32> {
    let (Some(first), Some(last)) = (starts.first().copied(), starts.last().copied()) else { return Vec::new() };
    let step = starts.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0).min().unwrap_or(15);
    let distances: Vec<i32> = (1..=FURTHEST_BREAK / step).map(|n| n * step).collect();
    distances.iter().flat_map(|distance| [first - distance, last + distance]).collect()
}

/// The breaks with one moved, where they still keep their order, the shift and the minutes of coverage.
fn moved(need: &Need<'_, '_>, shift: &Shift<'_>, nth: usize, offset: i32) -> Option<Breaks> {
    let rules = &need.model.contracts[shift.class.contract].templates[shift.choice.template].breaks;
    let mut breaks = shift.work.breaks;
    *breaks.at.get_mut(nth)? = i16::try_from(offset).ok()?;
    let end = shift.choice.end - shift.choice.start - signed(need.model.problem.centre.handover.wind_down);
    let spans: Vec<(i32, i32)> =
        rules.iter().zip(breaks.at).map(|(rule, at)| (i32::from(at), i32::from(at) + rule.length)).collect();
    let inside = spans.iter().all(|(from, to)| *from >= 0 && *to <= end);
    (inside && spans.windows(2).all(|pair| pair[0].1 <= pair[1].0)).then_some(breaks)
}

fn clock(need: &Need<'_, '_>, minute: i32) -> String {
    need.model.problem.centre.zone.local(need.model.instant(minute)).format("%H:%M").to_string()
}
