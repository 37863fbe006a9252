//! The causes of waits, abandonment, after-call work, cost and blockage off target, tested where the day has such a figure.

use std::collections::BTreeMap;

use super::causes::{Day, LEAST_POINTS, Test, change, effect_text, handle_times, lacking, measure, signed};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::kpi::{Indicator, Unit};
use crate::domain::kpi_report::{KpiFigure, Scope, Status};
use crate::domain::series::CallOutcome;
use crate::domain::service_gap::{Cause, Statement};
use crate::domain::units::Seconds;

/// A volume or handle time this far from its plan, as a share of it, is off its plan.
const OFF_PLAN: f64 = 0.05;
/// Callers who hang up within this have misdialled rather than waited, in seconds.
const MISDIALLED_S: f64 = 5.0;
/// Misdialling is shown where this share of those who hung up did so at once.
const MISDIALLED_SHARE: f64 = 0.25;
/// A call mix is another when the share of a queue is this far from its forecast.
const MIX_POINTS: f64 = 0.05;
/// Who has worked for fewer days than this is new.
const NEW_DAYS: i64 = 90;
/// New people are a cause where they were this share of those on shift.
const NEW_SHARE: f64 = 0.2;

/// The causes of everything that is off target on the day, beside the service level.
pub(super) fn statements(day: &Day<'_>) -> Vec<Statement> {
    let mut statements = waiting(day);
    statements.extend(abandoning(day));
    statements.extend(after_call(day));
    statements.extend(cost(day));
    statements.extend(blockage(day));
    statements
}

fn figure<'f>(day: &Day<'f>, indicator: Indicator) -> Option<&'f KpiFigure> {
    day.figures.whole.iter().find(|figure| figure.indicator == indicator)
}

fn is_off(day: &Day<'_>, indicator: Indicator) -> bool {
    figure(day, indicator).is_some_and(|figure| matches!(figure.status, Status::OffTarget | Status::Watch))
}

/// An indicator above its target.
fn above_target(day: &Day<'_>, indicator: Indicator) -> Test {
    let Some(figure) = figure(day, indicator) else { return Test::lacks(indicator.id()) };
    let Some(value) = figure.value else {
        return Test::lacks(&if figure.needs.is_empty() {
            "calls that have it".to_owned()
        } else {
            figure.needs.join("; ")
        });
    };
    let unit = if indicator.unit() == Unit::Fraction { (100.0, " %") } else { (1.0, " s") };
    let text = format!("{:.1}{}", value * unit.0, unit.1);
    match figure.target.and_then(|target| target.max) {
        Some(max) => Test::of(value > max, format!("{text} against at most {}{}", max * unit.0, unit.1)),
        None => Test::lacks(&format!("a target of {}", indicator.id())),
    }
}

fn off_forecast(day: &Day<'_>) -> Test {
    let (planned, came) = day.whole.calls;
    let off = (came - planned).abs() > OFF_PLAN * planned;
    Test::of(off, format!("{came:.0} calls came, {planned:.0} were forecast ({})", change(came, planned)))
}

/// The service part's own verdict on a cause.
fn as_service(day: &Day<'_>, cause: Cause) -> Test {
    lacking(day, cause).map_or_else(
        || {
            let effect = day.whole.parts.get(cause as usize).copied().unwrap_or_default();
            Test::of(effect.points <= -LEAST_POINTS, format!("{}; {}", measure(day, cause), effect_text(effect)))
        },
        Test::lacks,
    )
}

/// The causes of long waits.
fn waiting(day: &Day<'_>) -> Vec<Statement> {
    if !is_off(day, Indicator::SpeedOfAnswer) && !is_off(day, Indicator::QueueTime) {
        return Vec::new();
    }
    let about = "speed of answer or queue time high";
    vec![
        above_target(day, Indicator::AfterCallWork).on(about, "after-call work above target"),
        above_target(day, Indicator::Hold).on(about, "hold above target"),
        off_forecast(day).on(about, "volume mis-forecast"),
        as_service(day, Cause::Adherence).on(about, "adherence below plan"),
        newcomers(day).on(about, "inexperienced agents on shift"),
    ]
}

fn newcomers(day: &Day<'_>) -> Test {
    let Some(roster) = day.input.roster.as_ref().filter(|_| !day.input.since.is_empty()) else {
        return Test::lacks("the roster and valid_from of the agents (agents.csv)");
    };
    let since: BTreeMap<&AgentId, _> = day.input.since.iter().map(|(agent, first)| (agent, *first)).collect();
    let mut on_shift: Vec<&AgentId> =
        roster.iter().filter(|row| row.day == day.input.day).map(|row| &row.agent).collect();
    on_shift.sort_unstable();
    on_shift.dedup();
    let is_new =
        |agent: &&&AgentId| since.get(**agent).is_some_and(|first| (day.input.day - *first).num_days() < NEW_DAYS);
    let new = on_shift.iter().filter(is_new).count();
    let text = format!("{new} of {} people on shift began less than {NEW_DAYS} days before", on_shift.len());
    Test::of(new as f64 > NEW_SHARE * on_shift.len() as f64, text)
}

/// The causes of callers hanging up.
fn abandoning(day: &Day<'_>) -> Vec<Statement> {
    if !is_off(day, Indicator::AbandonRate) {
        return Vec::new();
    }
    let about = "abandonment high";
    let (planned, came) = handle_times(day);
    let longer = match lacking(day, Cause::HandleTime) {
        Some(what) => Test::lacks(what),
        None => Test::of(
            came > planned * (1.0 + OFF_PLAN),
            format!("{came:.0} s a call, {planned:.0} s were planned ({})", change(came, planned)),
        ),
    };
    vec![
        above_target(day, Indicator::QueueTime).on(about, "queue time"),
        off_forecast(day).on(about, "forecast error"),
        longer.on(about, "handle time longer"),
        promotion(day).on(about, "promotions or call-mix change"),
        misdialled(day).on(about, "a spike of abandons within 1–5 s: misdialling, not queueing"),
    ]
}

fn promotion(day: &Day<'_>) -> Test {
    let mut by_queue: BTreeMap<&QueueId, (f64, f64)> = BTreeMap::new();
    for gap in day.intervals {
        let calls = by_queue.entry(&gap.queue).or_default();
        *calls = (calls.0 + gap.calls.0, calls.1 + gap.calls.1);
    }
    let (planned, came) = day.whole.calls;
    let moved = by_queue.iter().map(|(queue, (p, c))| (*queue, c / came.max(1.0) - p / planned.max(1.0)));
    let most = moved.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    let mix = most.map_or_else(String::new, |(queue, by)| {
        format!("the share of queue {queue} moved most, by {} points", signed(100.0 * by, 1))
    });
    let special = if day.input.special.is_empty() {
        "no special day is known".to_owned()
    } else {
        format!("the day is special: {}", day.input.special.join(", "))
    };
    let shown = !day.input.special.is_empty() || most.is_some_and(|(_, by)| by.abs() > MIX_POINTS);
    Test::of(shown, format!("{special}; {mix}"))
}

fn misdialled(day: &Day<'_>) -> Test {
    let facts = &day.input.facts;
    let gone = facts
        .calls
        .iter()
        .filter(|call| call.outcome == CallOutcome::Abandoned && facts.zone.day(call.asked) == day.input.day);
    let waits: Vec<f64> = gone.filter_map(|call| call.wait.map(Seconds::get)).collect();
    if waits.is_empty() {
        return Test::lacks("waits of abandoned calls (wait_s)");
    }
    let at_once = waits.iter().filter(|wait| **wait <= MISDIALLED_S).count();
    let text = format!("{at_once} of {} who hung up did so within {MISDIALLED_S} s", waits.len());
    Test::of(at_once as f64 > MISDIALLED_SHARE * waits.len() as f64, text)
}

/// Whether after-call work that rises since the day before, or is above its target, is of one agent or of all.
fn after_call(day: &Day<'_>) -> Vec<Statement> {
    let rises = |figure: &KpiFigure| figure.trend.is_some_and(|trend| trend.change > OFF_PLAN * trend.before);
    let is_rising = figure(day, Indicator::AfterCallWork).is_some_and(rises);
    if !is_rising && !is_off(day, Indicator::AfterCallWork) {
        return Vec::new();
    }
    let about = if is_rising { "after-call work rising" } else { "after-call work high" };
    let max = day.settings.targets.get(&Indicator::AfterCallWork).and_then(|target| target.max);
    let by_agent = day
        .figures
        .rows
        .iter()
        .filter(|row| row.indicator == Indicator::AfterCallWork && matches!(row.scope, Scope::Agent(_)));
    // Whoever has no figure of the day before cannot have risen.
    let known: Vec<&KpiFigure> = by_agent
        .filter(|row| if is_rising { row.trend.is_some() } else { row.value.is_some() && max.is_some() })
        .collect();
    if known.is_empty() {
        return vec![Test::lacks("after-call work by agent (agent and acw_s)").on(about, "one agent, or every agent")];
    }
    let is_cause =
        |row: &KpiFigure| if is_rising { rises(row) } else { row.value.zip(max).is_some_and(|(v, max)| v > max) };
    let those: Vec<String> = known.iter().filter(|row| is_cause(row)).filter_map(|row| name(&row.scope)).collect();
    let share = those.len() as f64 / known.len() as f64;
    let shown: Vec<&str> = those.iter().take(5).map(String::as_str).collect();
    let what = match max.filter(|_| !is_rising) {
        Some(max) => format!("above {max} s"),
        None => "longer than the day before".to_owned(),
    };
    let text = format!("{} of {} agents {what}: {}", those.len(), known.len(), shown.join(", "));
    vec![
        Test::of(!those.is_empty() && share <= 0.2, text.clone()).on(about, "one agent or few: coaching"),
        Test::of(share >= 0.8, text).on(about, "every agent: process, training or system"),
    ]
}

fn name(scope: &Scope) -> Option<String> {
    match scope {
        Scope::Agent(agent) => Some(agent.to_string()),
        _ => None,
    }
}

/// Cost per call above the day before's: the trend that the list asks about.
fn cost(day: &Day<'_>) -> Vec<Statement> {
    let rising = |figure: &&KpiFigure| figure.trend.is_some_and(|trend| trend.change > 0.0);
    let Some(cost) = figure(day, Indicator::CostPerCall).filter(rising) else { return Vec::new() };
    let about = "cost per call rising";
    let parts = |figure: &KpiFigure| figure.parts.and_then(|(_, calls)| calls);
    let before = cost.trend.map_or(0.0, |trend| trend.before);
    let fewer = match figure(day, Indicator::Answered).and_then(parts).zip(figure(day, Indicator::Offered)) {
        Some((calls, offered)) if offered.trend.is_some() => {
            let then = offered.trend.map_or(0.0, |trend| trend.before);
            Test::of(calls < then, format!("{calls:.0} calls, {then:.0} the day before; a call cost {before:.2} then"))
        }
        _ => Test::lacks("calls of the day before"),
    };
    let surplus = match day.crews {
        None => Test::lacks("the roster (--roster)"),
        Some(_) => overstaffed(day),
    };
    vec![
        fewer.on(about, "fixed cost over fewer calls"),
        surplus.on(about, "off-peak overstaffing"),
        newcomers(day).on(about, "new staff answering slowly"),
    ]
}

/// Agents above those required in the half-hours with fewer calls than the mean.
fn overstaffed(day: &Day<'_>) -> Test {
    let mean = day.whole.calls.1 / day.intervals.len().max(1) as f64;
    let quiet = || day.intervals.iter().filter(|gap| gap.calls.1 < mean);
    let length = f64::from(day.input.facts.interval.get()) / 60.0;
    let over: f64 =
        quiet().map(|gap| (gap.crew.rostered - gap.crew.allowed - gap.crew.required).max(0.0) * length).sum();
    let required: f64 = quiet().map(|gap| gap.crew.required * length).sum();
    let text = format!("{over:.1} agent-hours above the {required:.1} required in the half-hours with few calls");
    Test::of(over > OFF_PLAN * required, text)
}

/// The causes of busy signals.
fn blockage(day: &Day<'_>) -> Vec<Statement> {
    if !is_off(day, Indicator::Blocked) {
        return Vec::new();
    }
    let about = "blockage high";
    let people: [Cause; 4] = [Cause::Plan, Cause::Absence, Cause::Adherence, Cause::Breaks];
    let short = if day.crews.is_some() {
        let points: f64 = people.iter().filter_map(|c| day.whole.parts.get(*c as usize)).map(|p| p.points).sum();
        let text = format!("people missing moved the service level by {} points", signed(100.0 * points, 1));
        Test::of(points <= -LEAST_POINTS, text)
    } else {
        Test::lacks("the roster (--roster)")
    };
    vec![
        Test::lacks("the number of trunks").on(about, "too few trunks (Erlang B)"),
        short.on(about, "too few agents"),
        Test::lacks("who called (an id of the caller)").on(about, "redials inflate attempts"),
    ]
}
