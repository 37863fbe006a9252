//! Why the service of a day was not what was planned.
//!
//! For each interval and queue the staffing model gives the service of the plan (calls and handle time as forecast, agents as
//! required) and that of the day (calls, handle time and people as they were). The way from one to the other is shared among six
//! causes by Shapley values: 64 answers of the model, no order of causes preferred, the parts add up exactly. What lies
//! between the model of the day and the day itself is not shared out: it stands by itself as unexplained (the model is of a
//! steady state, interval by interval; a real half-hour inherits the queue of the one before, and few calls scatter).
//!
//! Calls are those that came: a cause that takes ten points from a half-hour of 200 calls cost 20 calls. Points of a day are its calls over
//! all calls that came. The page: `models/methods/kpi-service-gap.md`.

mod causes;
mod crew;
pub mod day;
mod further;
mod shapley;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::crew::{Crews, Slots};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::kpi::KpiSettings;
use crate::domain::kpi_report::KpiReport;
use crate::domain::series::{CallOutcome, ForecastRow, RequirementRow};
use crate::domain::service_gap::{Cause, Crew, DayFacts, DayGap, Effect, IntervalGap, ServiceExplanation};
use crate::domain::units::{Calls, Seconds};

/// The staffing model: the share of calls answered in time of a queue, from calls of an interval, handle time in seconds and
/// whole agents; `None` where it has no answer.
pub type ServiceModel<'a> = dyn Fn(&QueueId, f64, f64, u32) -> Option<f64> + 'a;

/// What came in one interval of one queue.
#[derive(Clone, Copy, Debug, Default)]
struct Came {
    offered: f64,
    /// Calls whose wait is known, and those answered in time.
    timed: f64,
    in_time: f64,
    /// Seconds of handling, and calls that have them.
    handled: f64,
    with_handle: f64,
}

impl Came {
    fn aht(&self) -> Option<f64> {
        (self.with_handle > 0.0).then(|| self.handled / self.with_handle)
    }

    fn achieved(&self) -> Option<f64> {
        (self.timed > 0.0).then(|| self.in_time / self.timed)
    }
}

/// Explains the service of a day; `figures` are its indicators, by which further causes are tested. `None` (and a finding
/// says why) where plan and day have no interval in common.
#[must_use]
pub fn service_level(
    input: &DayFacts,
    settings: &KpiSettings,
    figures: &KpiReport,
    model: &ServiceModel<'_>,
    findings: &mut Findings,
) -> Option<ServiceExplanation> {
    let facts = &input.facts;
    let starts = facts.zone.intervals_of(input.day, facts.interval);
    let slots = Slots { starts, length: i64::from(facts.interval.get()) * 60 };
    let came = came(input, settings, &slots);
    let crews = input.roster.as_ref().map(|roster| crew::crews(input, roster, settings, &slots));
    let plan = Plan { input, slots: &slots, crews: crews.as_ref() };
    let mut intervals = Vec::new();
    let mut unplanned_calls = 0.0;
    for ((index, queue), came) in &came {
        match plan.interval(*index, queue, came, model) {
            Some(gap) => intervals.push(gap),
            None => unplanned_calls += came.offered,
        }
    }
    if intervals.is_empty() {
        let message =
            format!("nothing of {} has calls, a forecast with handle times and a requirement at once", input.day);
        findings.push(
            Finding::new(Code::DayUnexplained, message)
                .hint("give the forecast and the requirement that the day was planned from, and its calls")
                .day(input.day),
        );
        return None;
    }
    intervals.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    let queues: BTreeSet<&QueueId> = intervals.iter().map(|gap| &gap.queue).collect();
    let of_queue = |queue: &QueueId| day_gap(Some(queue), intervals.iter().filter(|gap| gap.queue == *queue));
    let by_queue: Vec<DayGap> = queues.iter().map(|queue| of_queue(queue)).collect();
    let whole = day_gap(None, intervals.iter());
    let day = causes::Day { input, whole: &whole, intervals: &intervals, crews: crews.as_ref(), figures, settings };
    let statements = causes::statements(&day);
    let queues = if by_queue.len() > 1 { by_queue } else { Vec::new() };
    Some(ServiceExplanation { day: input.day, intervals, queues, whole, unplanned_calls, statements })
}

/// The calls of the day by interval and queue.
fn came(input: &DayFacts, settings: &KpiSettings, slots: &Slots) -> BTreeMap<(usize, QueueId), Came> {
    let mut by_interval: BTreeMap<(usize, QueueId), Came> = BTreeMap::new();
    let facts = &input.facts;
    for call in facts.calls.iter().filter(|call| call.outcome.is_offered()) {
        let Some(index) = slots.at(call.asked) else { continue };
        let came = by_interval.entry((index, call.queue.clone())).or_default();
        let within = settings.answer_within_of(facts.service.get(&call.queue).map(|target| target.within));
        came.offered += 1.0;
        let answered = matches!(call.outcome, CallOutcome::Answered(_));
        if let Some(wait) = call.wait {
            came.timed += 1.0;
            came.in_time += f64::from(u8::from(answered && settings.wait_bound.keeps(wait, within)));
        }
        let summed = || Some(call.details.talk?.get() + call.details.after_call?.get());
        if let CallOutcome::Answered(handle) = call.outcome
            && let Some(handle) = handle.map(Seconds::get).or_else(summed)
        {
            came.handled += handle;
            came.with_handle += 1.0;
        }
    }
    if facts.calls.is_empty() {
        for row in &facts.counts {
            let Some(index) = slots.at(row.start).filter(|_| row.offered > Calls::ZERO) else { continue };
            let came = by_interval.entry((index, row.queue.clone())).or_default();
            came.offered += row.offered.get();
            if let Some(in_time) = row.answered_in_time {
                came.timed += row.offered.get();
                came.in_time += in_time.get();
            }
            let answered = row.answered.unwrap_or(row.offered).get();
            if let Some(aht) = row.aht {
                came.handled += aht.get() * answered;
                came.with_handle += answered;
            }
        }
    }
    by_interval
}

/// What the day was planned by.
struct Plan<'a> {
    input: &'a DayFacts,
    slots: &'a Slots,
    crews: Option<&'a Crews>,
}

impl Plan<'_> {
    /// The gap of one interval; `None` where it has no plan or the model no answer.
    fn interval(&self, index: usize, queue: &QueueId, came: &Came, model: &ServiceModel<'_>) -> Option<IntervalGap> {
        let start = *self.slots.starts.get(index)?;
        let forecast: &ForecastRow = self.input.forecast.iter().find(|r| r.start == start && r.queue == *queue)?;
        let requirement = self.input.requirement.iter().find(|r| r.start == start && r.queue == *queue)?;
        let planned_aht = forecast.aht?.get();
        let calls = (forecast.offered.get(), came.offered);
        let aht = (planned_aht, came.aht().unwrap_or(planned_aht));
        let crew = self.crew(index, queue, requirement);
        let moves = moves(&crew);
        let mut known: BTreeMap<[u64; 3], Option<f64>> = BTreeMap::new();
        let mut service = |on: [bool; 6]| {
            let pick = |cause: Cause, (planned, true_): (f64, f64)| if is_on(on, cause) { true_ } else { planned };
            let moved: f64 = moves.iter().map(|(cause, by)| if is_on(on, *cause) { *by } else { 0.0 }).sum();
            let agents = (crew.required + moved).max(0.0);
            let (calls, aht) = (pick(Cause::Volume, calls), pick(Cause::HandleTime, aht));
            let key = [calls, aht, agents].map(f64::to_bits);
            *known.entry(key).or_insert_with(|| between(agents, |whole| model(queue, calls, aht, whole)))
        };
        let (planned, modelled) = (service([false; 6])?, service([true; 6])?);
        let effect = |points: f64| Effect { points, calls: points * came.offered };
        let parts = shapley::values(&mut service)?.map(effect);
        let achieved = came.achieved();
        Some(IntervalGap {
            start,
            queue: queue.clone(),
            calls,
            aht,
            crew,
            planned,
            modelled,
            achieved,
            parts,
            unexplained: achieved.map(|achieved| effect(achieved - modelled)),
        })
    }

    fn crew(&self, index: usize, queue: &QueueId, requirement: &RequirementRow) -> Crew {
        let shrinkage = self.input.shrinkage_of(queue);
        let required = self.input.on_queue(requirement);
        let Some(crews) = self.crews else {
            return Crew { required, rostered: required, ..Crew::default() };
        };
        let seconds = crews.by_interval.get(&(index, queue.clone())).copied().unwrap_or_default();
        let agents = |seconds: f64| seconds / self.slots.length as f64;
        let rostered = agents(seconds.rostered) + requirement.carried_in;
        Crew {
            required,
            rostered,
            allowed: shrinkage * rostered,
            watched: !self.input.facts.states.is_empty(),
            absent: agents(seconds.absent),
            off_schedule: agents(seconds.off_schedule),
            breaks: agents(seconds.breaks),
        }
    }
}

fn is_on(on: [bool; 6], cause: Cause) -> bool {
    on.get(cause as usize).copied().unwrap_or(false)
}

/// By how many agents each cause moves the people on the queue; together from those required to those who were there.
///
/// What the plan allowed for the unplanned is used up by absence and adherence in proportion to what they took: each is
/// charged with what it took beyond its share of the allowance, or credited with what was left of it.
fn moves(crew: &Crew) -> [(Cause, f64); 4] {
    let plan = (Cause::Plan, crew.rostered - crew.allowed - crew.required);
    if !crew.watched {
        // Nobody saw who was there: the allowance is taken to have been used up, by the absences that are known first.
        let beyond = (crew.absent - crew.allowed).max(0.0);
        return [plan, (Cause::Absence, -beyond), (Cause::Adherence, 0.0), (Cause::Breaks, 0.0)];
    }
    let (absent, off) = (crew.absent.max(0.0), crew.off_schedule.max(0.0));
    let share = if absent + off > 0.0 { absent / (absent + off) } else { 0.5 };
    [
        plan,
        (Cause::Absence, crew.allowed * share - crew.absent),
        (Cause::Adherence, crew.allowed * (1.0 - share) - crew.off_schedule),
        (Cause::Breaks, -crew.breaks),
    ]
}

/// The service of a number of agents between two whole numbers: on the straight line, as in the service curves of rosters.
fn between(agents: f64, service: impl Fn(u32) -> Option<f64>) -> Option<f64> {
    let floor = agents.floor();
    let part = agents - floor;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative, capped")]
    let whole = floor.clamp(0.0, 1e9) as u32;
    let low = service(whole)?;
    if part < 1e-9 {
        return Some(low);
    }
    Some(low + part * (service(whole.saturating_add(1))? - low))
}

/// The sums of a day.
fn day_gap<'a>(queue: Option<&QueueId>, intervals: impl Iterator<Item = &'a IntervalGap>) -> DayGap {
    let intervals: Vec<&IntervalGap> = intervals.collect();
    let sum = |of: &dyn Fn(&IntervalGap) -> f64| -> f64 { intervals.iter().map(|gap| of(gap)).sum() };
    let calls = (sum(&|gap| gap.calls.0), sum(&|gap| gap.calls.1));
    let effect = |of: &dyn Fn(&IntervalGap) -> f64| {
        let lost = sum(of);
        Effect { points: if calls.1 > 0.0 { lost / calls.1 } else { 0.0 }, calls: lost }
    };
    let share = |of: &dyn Fn(&IntervalGap) -> f64| sum(&|gap| of(gap) * gap.calls.1) / calls.1.max(f64::MIN_POSITIVE);
    let measured = intervals.iter().all(|gap| gap.achieved.is_some());
    DayGap {
        queue: queue.cloned(),
        calls,
        planned: share(&|gap| gap.planned),
        achieved: measured.then(|| share(&|gap| gap.achieved.unwrap_or_default())),
        parts: Cause::ALL.map(|cause| effect(&|gap| gap.parts.get(cause as usize).map_or(0.0, |part| part.calls))),
        unexplained: measured.then(|| effect(&|gap| gap.unexplained.map_or(0.0, |part| part.calls))),
    }
}
