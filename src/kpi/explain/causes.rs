//! The causes of a service level off its plan as tested statements: each says what the data show, or what they lack.

use super::crew::Crews;
use super::further;
use crate::domain::kpi::KpiSettings;
use crate::domain::kpi_report::KpiReport;
use crate::domain::series::CallOutcome;
use crate::domain::service_gap::{Cause, Crew, DayFacts, DayGap, Effect, IntervalGap, Statement, Verdict};

/// A cause is shown when it moved the day's service by this much at least, and by this share of the gap; with
/// [`PLAIN_POINTS`] whatever the gap is: a second cause stays one however bad the first was.
pub(super) const LEAST_POINTS: f64 = 0.001;
/// See [`LEAST_POINTS`].
const LEAST_SHARE: f64 = 0.05;
/// See [`LEAST_POINTS`].
const PLAIN_POINTS: f64 = 0.01;
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
    statements.extend(further::statements(day));
    statements
}

/// The outcome of a test.
pub(super) struct Test {
    verdict: Verdict,
    text: String,
}

impl Test {
    /// Shown or not, by these figures.
    pub(super) fn of(shown: bool, text: String) -> Self {
        Self { verdict: if shown { Verdict::Shown } else { Verdict::NotShown }, text }
    }

    /// Not tested for lack of this.
    pub(super) fn lacks(what: &str) -> Self {
        Self { verdict: Verdict::NotTested, text: format!("not tested: needs {what}") }
    }

    /// The statement of this test.
    pub(super) fn on(self, about: &str, cause: &str) -> Statement {
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
                    let strong = effect.points.abs() >= LEAST_POINTS.max(PLAIN_POINTS.min(LEAST_SHARE * gap.abs()));
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
pub(super) fn lacking(day: &Day<'_>, cause: Cause) -> Option<&'static str> {
    let facts = &day.input.facts;
    let no_handle = || {
        let of_calls = facts
            .calls
            .iter()
            .any(|call| matches!(call.outcome, CallOutcome::Answered(Some(_))) || call.details.talk.is_some());
        !of_calls && facts.counts.iter().all(|row| row.aht.is_none())
    };
    match cause {
        Cause::HandleTime => no_handle().then_some("handle times of the calls (handle_s or aht_s)"),
        Cause::Plan | Cause::Absence | Cause::Adherence | Cause::Breaks if day.crews.is_none() => {
            Some("the roster (--roster)")
        }
        Cause::Absence if facts.states.is_empty() && day.input.time_off.is_empty() => {
            Some("states of the agents (--states) or absences (--time-off)")
        }
        Cause::Adherence | Cause::Breaks => facts.states.is_empty().then_some("states of the agents (--states)"),
        Cause::Volume | Cause::Plan | Cause::Absence => None,
    }
}

/// The figures behind a cause.
pub(super) fn measure(day: &Day<'_>, cause: Cause) -> String {
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
pub(super) fn handle_times(day: &Day<'_>) -> (f64, f64) {
    let calls: f64 = day.intervals.iter().map(|gap| gap.calls.1).sum();
    let mean = |of: &dyn Fn(&IntervalGap) -> f64| {
        day.intervals.iter().map(|gap| of(gap) * gap.calls.1).sum::<f64>() / calls.max(f64::MIN_POSITIVE)
    };
    (mean(&|gap| gap.aht.0), mean(&|gap| gap.aht.1))
}

/// By how much a figure differs from its plan, in percent.
pub(super) fn change(now: f64, planned: f64) -> String {
    if planned > 0.0 {
        format!("{} %", signed(100.0 * (now / planned - 1.0), 1))
    } else {
        "nothing was planned".to_owned()
    }
}

/// An effect in points and calls.
pub(super) fn effect_text(effect: Effect) -> String {
    format!("{} points, {} calls answered in time", signed(100.0 * effect.points, 1), signed(effect.calls, 0))
}

/// A signed number as people read it; no sign before a zero.
pub(super) fn signed(value: f64, decimals: usize) -> String {
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
