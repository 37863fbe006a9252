//! The causes of the list as tested statements: each says what the data show, or what they lack.

use std::collections::BTreeMap;

use super::crew::Crews;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::kpi::{Indicator, KpiSettings};
use crate::domain::kpi_report::{KpiFigure, KpiReport, Scope, Status};
use crate::domain::series::CallOutcome;
use crate::domain::service_gap::{Cause, Crew, DayFacts, DayGap, Effect, IntervalGap, Statement, Verdict};
use crate::domain::units::Seconds;

/// A cause is shown when it moved the day's service by this much at least, and by this share of the gap.
const LEAST_POINTS: f64 = 0.001;
/// See [`LEAST_POINTS`].
const LEAST_SHARE: f64 = 0.05;
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

/// What the causes are tested on.
pub(super) struct Day<'a> {
    pub(super) input: &'a DayFacts,
    pub(super) whole: &'a DayGap,
    pub(super) intervals: &'a [IntervalGap],
    pub(super) crews: Option<&'a Crews>,
    /// The indicators of the day.
    pub(super) figures: &'a KpiReport,
    pub(super) settings: &'a KpiSettings,
}

/// Every cause of the list that belongs to what was off, tested.
pub(super) fn statements(day: &Day<'_>) -> Vec<Statement> {
    let mut statements = service(day);
    statements.extend(waiting(day));
    statements.extend(abandoning(day));
    statements.extend(after_call(day));
    statements
}

/// The outcome of a test.
struct Test {
    verdict: Verdict,
    text: String,
}

impl Test {
    fn of(shown: bool, text: String) -> Self {
        Self { verdict: if shown { Verdict::Shown } else { Verdict::NotShown }, text }
    }

    fn lacks(what: &str) -> Self {
        Self { verdict: Verdict::NotTested, text: format!("not tested: needs {what}") }
    }

    fn on(self, about: &str, cause: &str) -> Statement {
        Statement { about: about.to_owned(), cause: cause.to_owned(), verdict: self.verdict, text: self.text }
    }
}

/// The causes of a service level below or above its plan.
fn service(day: &Day<'_>) -> Vec<Statement> {
    let whole = day.whole;
    let modelled: f64 = whole.parts.iter().map(|part| part.points).sum();
    let gap = whole.achieved.map_or(modelled, |achieved| achieved - whole.planned);
    let low = gap < 0.0;
    let about = if low { "service level low" } else { "service level high" };
    let names: [(Cause, &str); 6] = if low {
        [
            (Cause::Volume, "volume above forecast"),
            (Cause::HandleTime, "handle time above plan"),
            (Cause::Adherence, "adherence below plan"),
            (Cause::Absence, "absence above plan"),
            (Cause::Breaks, "breaks starting or ending at the wrong time"),
            (Cause::Plan, "too few scheduled by design"),
        ]
    } else {
        [
            (Cause::Volume, "volume below forecast"),
            (Cause::HandleTime, "calls shorter than planned"),
            (Cause::Plan, "too many scheduled"),
            (Cause::Adherence, "adherence above plan"),
            (Cause::Absence, "absence below plan"),
            (Cause::Breaks, "breaks at times that suited the calls"),
        ]
    };
    names
        .into_iter()
        .map(|(cause, name)| {
            let effect = whole.parts.get(cause as usize).copied().unwrap_or_default();
            let test = lacking(day, cause).map_or_else(
                || {
                    let strong = effect.points.abs() >= LEAST_POINTS.max(LEAST_SHARE * gap.abs());
                    let by_chance = is_chance(day, cause);
                    let shown = strong && (effect.points < 0.0) == low && !by_chance;
                    let chance = if by_chance { " (no more than chance)" } else { "" };
                    let text = format!("{}{chance}; {}{}", measure(day, cause), effect_text(effect), worst(day, cause));
                    Test::of(shown, text)
                },
                Test::lacks,
            );
            test.on(about, name)
        })
        .collect()
}

/// Whether volume or handle time lie no farther from their plan than calls scatter by chance. Calls scatter as a Poisson
/// number does: two deviations of the day's sum, or three of the sum of squares over the half-hours (Pearson's χ²). Handle
/// times scatter as exponential ones do.
fn is_chance(day: &Day<'_>, cause: Cause) -> bool {
    let (planned, came) = day.whole.calls;
    match cause {
        Cause::Volume => {
            let cells = day.intervals.iter().filter(|gap| gap.calls.0 > 0.0);
            let squares: f64 = cells.clone().map(|gap| (gap.calls.1 - gap.calls.0).powi(2) / gap.calls.0).sum();
            let count = cells.count() as f64;
            (came - planned).abs() <= 2.0 * planned.sqrt() && squares <= count + 3.0 * (2.0 * count).sqrt()
        }
        Cause::HandleTime => {
            let (planned, true_) = handle_times(day);
            (true_ / planned.max(f64::MIN_POSITIVE) - 1.0).abs() <= 2.0 / came.max(1.0).sqrt()
        }
        _ => false,
    }
}

/// What a cause's test lacks.
fn lacking(day: &Day<'_>, cause: Cause) -> Option<&'static str> {
    let facts = &day.input.facts;
    let no_handle = || {
        let of_calls = facts.calls.iter().any(|call| {
            matches!(call.outcome, CallOutcome::Answered(Some(_))) || call.details.talk.is_some()
        });
        !of_calls && facts.counts.iter().all(|row| row.aht.is_none())
    };
    match cause {
        Cause::Volume => None,
        Cause::HandleTime => no_handle().then_some("handle times of the calls (handle_s or aht_s)"),
        Cause::Plan => day.crews.is_none().then_some("the roster (--roster)"),
        Cause::Absence if day.crews.is_none() => Some("the roster (--roster)"),
        Cause::Absence if facts.states.is_empty() && day.input.time_off.is_empty() => {
            Some("states of the agents (--states) or absences (--time-off)")
        }
        Cause::Absence => None,
        Cause::Adherence | Cause::Breaks if day.crews.is_none() => Some("the roster (--roster)"),
        Cause::Adherence | Cause::Breaks => facts.states.is_empty().then_some("states of the agents (--states)"),
    }
}

/// The figures behind a cause.
fn measure(day: &Day<'_>, cause: Cause) -> String {
    let calls = day.whole.calls;
    let hours = |of: &dyn Fn(&Crew) -> f64| -> f64 {
        let length = f64::from(day.input.facts.interval.get()) / 60.0;
        day.intervals.iter().map(|gap| of(&gap.crew) * length).sum()
    };
    match cause {
        Cause::Volume => {
            format!("{:.0} calls came, {:.0} were forecast ({})", calls.1, calls.0, change(calls.1, calls.0))
        }
        Cause::HandleTime => {
            let (planned, came) = handle_times(day);
            format!("{came:.0} s a call, {planned:.0} s were planned ({})", change(came, planned))
        }
        Cause::Absence => {
            let (people, absent) = day.crews.map_or((0, 0), |crews| crews.people);
            format!(
                "{absent} of {people} people did not come, {:.1} agent-hours absent; {:.1} h were allowed for all that is unplanned",
                hours(&|crew| crew.absent),
                hours(&|crew| crew.allowed)
            )
        }
        Cause::Adherence => format!(
            "{:.1} of {:.1} agent-hours of scheduled work not worked by people who came, work beyond the schedule taken off",
            hours(&|crew| crew.off_schedule),
            hours(&|crew| crew.rostered - crew.absent)
        ),
        Cause::Breaks => {
            let fell = hours(&|crew| crew.breaks.max(0.0)) + 0.0;
            let gave = hours(&|crew| (-crew.breaks).max(0.0)) + 0.0;
            format!("half-hours with breaks beyond the schedule lost {fell:.1} agent-hours, others gained {gave:.1}")
        }
        Cause::Plan => format!(
            "{:.1} agent-hours rostered, less {:.1} allowed for the unplanned; {:.1} were required on the queue",
            hours(&|crew| crew.rostered),
            hours(&|crew| crew.allowed),
            hours(&|crew| crew.required)
        ),
    }
}

/// Planned and true handle time of the calls that came.
fn handle_times(day: &Day<'_>) -> (f64, f64) {
    let calls: f64 = day.intervals.iter().map(|gap| gap.calls.1).sum();
    let mean = |of: &dyn Fn(&IntervalGap) -> f64| {
        day.intervals.iter().map(|gap| of(gap) * gap.calls.1).sum::<f64>() / calls.max(f64::MIN_POSITIVE)
    };
    (mean(&|gap| gap.aht.0), mean(&|gap| gap.aht.1))
}

fn change(now: f64, planned: f64) -> String {
    if planned > 0.0 { format!("{} %", signed(100.0 * (now / planned - 1.0), 1)) } else { "nothing was planned".to_owned() }
}

fn effect_text(effect: Effect) -> String {
    format!("{} points, {} calls answered in time", signed(100.0 * effect.points, 1), signed(effect.calls, 0))
}

/// A signed number as people read it; no sign before a zero.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{value:+.decimals$}");
    let is_zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if is_zero { text.trim_start_matches(['+', '-']).to_owned() } else { text.replace('-', "−") }
}

/// Where a cause did most, when it did it in one direction of the day.
fn worst(day: &Day<'_>, cause: Cause) -> String {
    let part = |gap: &IntervalGap| gap.parts.get(cause as usize).map_or(0.0, |part| part.calls);
    let whole = day.whole.parts.get(cause as usize).map_or(0.0, |part| part.calls);
    let most = day.intervals.iter().max_by(|a, b| (part(a) * whole).total_cmp(&(part(b) * whole)));
    most.filter(|gap| part(gap).abs() >= 0.5 && part(gap) * whole > 0.0).map_or_else(String::new, |gap| {
        let local = day.input.facts.zone.local(gap.start).format("%H:%M");
        format!("; most at {local} ({} calls)", signed(part(gap), 0))
    })
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
        return Test::lacks(&if figure.needs.is_empty() { "calls that have it".to_owned() } else { figure.needs.join("; ") });
    };
    let unit = if indicator.unit() == crate::domain::kpi::Unit::Fraction { (100.0, " %") } else { (1.0, " s") };
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
    let mut on_shift: Vec<&AgentId> = roster.iter().filter(|row| row.day == day.input.day).map(|row| &row.agent).collect();
    on_shift.sort_unstable();
    on_shift.dedup();
    let is_new = |agent: &&&AgentId| {
        since.get(**agent).is_some_and(|first| (day.input.day - *first).num_days() < NEW_DAYS)
    };
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
    let gone = facts.calls.iter().filter(|call| {
        call.outcome == CallOutcome::Abandoned && facts.zone.day(call.asked) == day.input.day
    });
    let waits: Vec<f64> = gone.filter_map(|call| call.wait.map(Seconds::get)).collect();
    if waits.is_empty() {
        return Test::lacks("waits of abandoned calls (wait_s)");
    }
    let at_once = waits.iter().filter(|wait| **wait <= MISDIALLED_S).count();
    let text = format!("{at_once} of {} who hung up did so within {MISDIALLED_S} s", waits.len());
    Test::of(at_once as f64 > MISDIALLED_SHARE * waits.len() as f64, text)
}

/// Whether after-call work above its target is of one agent or of all.
fn after_call(day: &Day<'_>) -> Vec<Statement> {
    if !is_off(day, Indicator::AfterCallWork) {
        return Vec::new();
    }
    let about = "after-call work high";
    let max = day.settings.targets.get(&Indicator::AfterCallWork).and_then(|target| target.max);
    let by_agent = day.figures.rows.iter().filter(|row| {
        row.indicator == Indicator::AfterCallWork && matches!(row.scope, Scope::Agent(_))
    });
    let values: Vec<(&Scope, f64)> = by_agent.filter_map(|row| Some((&row.scope, row.value?))).collect();
    let Some(max) = max.filter(|_| !values.is_empty()) else {
        return vec![Test::lacks("after-call work by agent (agent and acw_s)").on(about, "one agent, or every agent")];
    };
    let above: Vec<String> = values.iter().filter(|(_, v)| *v > max).filter_map(|(scope, _)| name(scope)).collect();
    let share = above.len() as f64 / values.len() as f64;
    let shown: Vec<&str> = above.iter().take(5).map(String::as_str).collect();
    let text = format!("{} of {} agents above {max} s: {}", above.len(), values.len(), shown.join(", "));
    vec![
        Test::of(share <= 0.2, text.clone()).on(about, "one agent or few: coaching"),
        Test::of(share >= 0.8, text).on(about, "every agent: process, training or system"),
    ]
}

fn name(scope: &Scope) -> Option<String> {
    match scope {
        Scope::Agent(agent) => Some(agent.to_string()),
        _ => None,
    }
}
