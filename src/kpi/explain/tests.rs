//! Days with planted causes: the explanation names them, in the right size.

use super::*;
use crate::domain::ids::{AgentId, ShiftId};
use crate::domain::kpi::{Cadence, Indicator, TargetRange};
use crate::domain::kpi_facts::{KpiFacts, StateChange};
use crate::domain::people::{Activity, Away, RosterRow, TimeOff};
use crate::domain::series::{CallDetails, CallRecord};
use crate::domain::service_gap::{Statement, Verdict};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Heads, Minutes, Share};
use crate::kpi::{KpiAsk, report};

const DAY: &str = "2026-12-01";
const AGENTS: usize = 20;
/// The half-hours from 09:00 to 12:00.
const SLOTS: i64 = 6;

fn instant(minutes: i64) -> Instant {
    Zone::UTC.midnight(DAY.parse().expect("date")).plus_minutes(9 * 60 + minutes)
}

fn queue() -> QueueId {
    QueueId::new("q")
}

/// A smooth model in closed form: the share of calls in time falls with the load per agent (who serves ten callers at once, so
/// that shares of the many calls are fine).
#[expect(clippy::unnecessary_wraps, reason = "the shape of a model, which may have no answer")]
fn model(_: &QueueId, calls: f64, aht: f64, agents: u32) -> Option<f64> {
    let load = calls * aht / 18_000.0;
    Some(1.0 / (1.0 + (load / f64::from(agents).max(0.5)).powi(6)))
}

/// What is planted.
#[derive(Clone, Copy, Default)]
struct Planted {
    more_calls: f64,
    longer: f64,
    absent: usize,
    late_minutes: i64,
    /// Everybody's break is half an hour early: 09:30 instead of 10:00.
    early_break: bool,
    fewer_rostered: usize,
}

/// A day of 1,000 calls of 240 s a half-hour, 20 agents, and a break of each from 10:00 to 10:30 that requirement and roster
/// both know of. What is achieved is what the model says of who is there.
fn day(planted: Planted) -> DayFacts {
    let mut facts = KpiFacts::none(Zone::UTC, Minutes::new(30));
    let mut roster = Vec::new();
    let rostered = AGENTS - planted.fewer_rostered;
    for n in 0..rostered {
        let agent = AgentId::new(&format!("A{n:02}"));
        let row = |from, to, activity: Activity| RosterRow {
            agent: agent.clone(),
            day: DAY.parse().expect("date"),
            shift: ShiftId::new("day"),
            start: instant(from),
            end: instant(to),
            activity,
            queue: (activity == Activity::Work).then(queue),
            paid: true,
        };
        roster.extend([row(0, 60, Activity::Work), row(60, 90, Activity::Break), row(90, 180, Activity::Work)]);
        let mut state = |minutes, state: &str| {
            facts.states.push(StateChange { at: instant(minutes), agent: agent.clone(), state: state.into() });
        };
        state(-60, "offline");
        if n >= planted.absent {
            state(planted.late_minutes, "available");
            let rest = if planted.early_break { 30 } else { 60 };
            state(rest, "break");
            state(rest + 30, "available");
            state(180, "offline");
        }
    }
    let mut forecast = Vec::new();
    let mut requirement = Vec::new();
    for slot in 0..SLOTS {
        let start = instant(30 * slot);
        let required = if slot == 2 { 0 } else { AGENTS };
        let calls = Calls::new(if slot == 2 { 0.0 } else { 1000.0 }).expect("calls");
        forecast.push(ForecastRow {
            start,
            queue: queue(),
            offered: calls,
            band80: None,
            band95: None,
            aht: Seconds::new(240.0),
            aht_band80: None,
        });
        requirement.push(RequirementRow {
            start,
            queue: queue(),
            load: None,
            agents: Some(Heads::new(u32::try_from(required).expect("few"))),
            scheduled: Heads::new(u32::try_from(required).expect("few")),
            scheduled_fte: None,
            carried_in: 0.0,
            service_level: None,
            asa: None,
            occupancy: None,
        });
        if slot == 2 {
            continue;
        }
        let mut there = rostered - planted.absent.min(rostered);
        if planted.early_break && slot == 1 {
            there = 0;
        }
        let late = if slot == 0 { planted.late_minutes as f64 / 30.0 } else { 0.0 };
        let (n, aht) = (1000.0 * (1.0 + planted.more_calls), 240.0 * (1.0 + planted.longer));
        let level = between(there as f64 * (1.0 - late), |agents| model(&queue(), n, aht, agents)).expect("known");
        let calls = round(n);
        facts.calls.extend((0..calls).map(|call| CallRecord {
            asked: start,
            queue: queue(),
            wait: Seconds::new(if (call as f64) < level * n { 5.0 } else { 60.0 }),
            outcome: CallOutcome::Answered(Seconds::new(aht)),
            details: CallDetails::default(),
        }));
    }
    DayFacts {
        day: DAY.parse().expect("date"),
        facts,
        forecast,
        requirement,
        roster: Some(roster),
        time_off: Vec::new(),
        shrinkage: vec![(queue(), Share::ZERO)],
        special: Vec::new(),
        since: Vec::new(),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and whole")]
fn round(value: f64) -> usize {
    value.round() as usize
}

fn explained(input: &DayFacts) -> ServiceExplanation {
    explained_by(input, &KpiSettings::default())
}

fn explained_by(input: &DayFacts, settings: &KpiSettings) -> ServiceExplanation {
    let ask = KpiAsk { from: Some(input.day), to: Some(input.day), by: Some(Cadence::Day) };
    let mut findings = Findings::new();
    let figures = report(&input.facts, settings, ask, &mut findings).expect("figures");
    service_level(input, settings, &figures, &model, &mut findings).expect("explained")
}

fn part(explanation: &ServiceExplanation, cause: Cause) -> f64 {
    explanation.whole.parts[cause as usize].points
}

/// The one cause has all of the modelled gap, and the others nothing.
#[track_caller]
fn only(planted: Planted, cause: Cause) {
    let found = explained(&day(planted));
    let gap = found.whole.achieved.expect("waits") - found.whole.planned;
    assert!(gap < -0.03, "the plant must hurt: {gap}");
    assert!((part(&found, cause) - gap).abs() < 0.005, "{cause:?}: {} of {gap}", part(&found, cause));
    for other in Cause::ALL.into_iter().filter(|other| *other != cause) {
        assert!(part(&found, other).abs() < 1e-9, "{other:?} got {}", part(&found, other));
    }
    let shown: Vec<&str> = found
        .statements
        .iter()
        .filter(|s| s.verdict == Verdict::Shown && s.about == "service level low")
        .map(|s| s.cause.as_str())
        .collect();
    assert_eq!(shown.len(), 1, "{shown:?}");
}

#[test]
fn a_single_planted_cause_gets_all_of_the_gap() {
    only(Planted { more_calls: 0.3, ..Planted::default() }, Cause::Volume);
    only(Planted { longer: 0.3, ..Planted::default() }, Cause::HandleTime);
    only(Planted { absent: 4, ..Planted::default() }, Cause::Absence);
    only(Planted { late_minutes: 15, ..Planted::default() }, Cause::Adherence);
    only(Planted { early_break: true, ..Planted::default() }, Cause::Breaks);
    only(Planted { fewer_rostered: 4, ..Planted::default() }, Cause::Plan);
}

#[test]
fn a_cause_of_a_point_is_named_beside_one_of_fifty() {
    let found = explained(&day(Planted { more_calls: 1.0, late_minutes: 4, ..Planted::default() }));
    let gap = found.whole.achieved.expect("waits") - found.whole.planned;
    let late = part(&found, Cause::Adherence);
    assert!(late < -0.01 && late > 0.05 * gap, "{late} of {gap}");
    let shown = |cause: &str| found.statements.iter().any(|s| s.cause == cause && s.verdict == Verdict::Shown);
    assert!(shown("adherence below plan") && shown("volume above forecast"), "{:?}", found.statements);
}

#[test]
fn two_causes_at_once_share_the_gap_and_nothing_is_lost() {
    let found = explained(&day(Planted { more_calls: 0.2, absent: 3, ..Planted::default() }));
    let (volume, absence) = (part(&found, Cause::Volume), part(&found, Cause::Absence));
    assert!(volume < -0.03 && absence < -0.03, "{volume} {absence}");
    let alone = |planted| {
        let found = explained(&day(planted));
        found.whole.achieved.expect("waits") - found.whole.planned
    };
    // Each has between what it does first and what it does last.
    let first = alone(Planted { more_calls: 0.2, ..Planted::default() });
    assert!(volume < first, "{volume} after {first}: overload hurts more where people are missing");
    for gap in &found.intervals {
        let parts: f64 = gap.parts.iter().map(|part| part.points).sum();
        assert!((parts - (gap.modelled - gap.planned)).abs() < 1e-12);
        let rest = gap.unexplained.expect("waits").points;
        assert!((gap.planned + parts + rest - gap.achieved.expect("waits")).abs() < 1e-12);
    }
    let whole = &found.whole;
    let calls: f64 = whole.parts.iter().map(|part| part.calls).sum::<f64>() + whole.unexplained.expect("waits").calls;
    assert!((calls - (whole.achieved.expect("waits") - whole.planned) * whole.calls.1).abs() < 1e-6);
}

#[test]
fn a_day_as_planned_has_no_causes() {
    let found = explained(&day(Planted::default()));
    assert!(found.whole.parts.iter().all(|part| part.points.abs() < 1e-12), "{:?}", found.whole.parts);
    assert!(found.statements.iter().all(|s| s.verdict != Verdict::Shown || s.about != "service level low"));
}

#[test]
fn what_the_plan_allowed_for_is_no_absence_above_plan() {
    let mut input = day(Planted { absent: 4, ..Planted::default() });
    input.shrinkage = vec![(queue(), Share::new(0.2).expect("share"))];
    for row in &mut input.requirement {
        row.agents = row.agents.map(|agents| Heads::new(agents.get() * 4 / 5));
    }
    let found = explained(&input);
    assert!(found.whole.parts.iter().all(|part| part.points.abs() < 1e-9), "{:?}", found.whole.parts);
}

#[test]
fn without_states_known_absences_count_and_the_rest_is_not_tested() {
    let mut input = day(Planted { absent: 4, ..Planted::default() });
    input.facts.states.clear();
    let date = input.day;
    let off = |n: usize| TimeOff {
        agent: AgentId::new(&format!("A{n:02}")),
        when: Away::Days(date, date),
        kind: "sick".into(),
    };
    input.time_off = (0..4).map(off).collect();
    let found = explained(&input);
    assert!(part(&found, Cause::Absence) < -0.03);
    let tested = |cause: &str| found.statements.iter().find(|s| s.cause.starts_with(cause)).map(|s| s.verdict);
    assert_eq!(tested("adherence"), Some(Verdict::NotTested));
    assert_eq!(tested("absence"), Some(Verdict::Shown));
    assert!(found.statements.iter().any(|s| s.text.contains("not tested: needs states")));
}

#[test]
fn a_wrong_number_that_scatters_by_chance_is_not_said() {
    let mut input = day(Planted { absent: 4, ..Planted::default() });
    // 1,010 calls instead of 1,000 in one half-hour: no more than chance.
    let more: Vec<CallRecord> = input.facts.calls.iter().take(10).cloned().collect();
    input.facts.calls.splice(0..0, more);
    let found = explained(&input);
    assert!(part(&found, Cause::Volume) < 0.0);
    let volume = found.statements.iter().find(|s| s.cause == "volume above forecast").expect("tested");
    assert!(volume.verdict == Verdict::NotShown && volume.text.contains("chance"), "{}", volume.text);
}

#[test]
fn other_figures_off_target_have_their_own_causes_tested() {
    let mut input = day(Planted::default());
    let first = input.facts.calls.first().expect("calls").clone();
    let gone = CallRecord { wait: Seconds::new(2.0), outcome: CallOutcome::Abandoned, ..first.clone() };
    input.facts.calls.splice(0..0, vec![gone; 600]);
    for (n, call) in input.facts.calls.iter_mut().enumerate() {
        call.details.agent = Some(AgentId::new(&format!("A{:02}", n % 10)));
        call.details.after_call = Seconds::new(if n % 10 == 3 { 900.0 } else { 40.0 });
    }
    let target = |max| TargetRange { min: None, max: Some(max) };
    let targets = [(Indicator::AbandonRate, target(0.05)), (Indicator::AfterCallWork, target(60.0))];
    let found = explained_by(&input, &KpiSettings { targets: targets.into(), ..KpiSettings::default() });
    let verdict = |cause: &str| found.statements.iter().find(|s| s.cause.contains(cause)).map(|s| s.verdict);
    assert_eq!(verdict("misdialling"), Some(Verdict::Shown));
    assert_eq!(verdict("promotions"), Some(Verdict::NotShown));
    assert_eq!(verdict("one agent or few"), Some(Verdict::Shown));
    assert_eq!(verdict("every agent"), Some(Verdict::NotShown));
    assert_eq!(verdict("trunks"), None, "nothing was blocked");
}

#[test]
fn after_call_work_that_rises_is_of_one_agent_or_of_all() {
    let verdicts = |longer: &dyn Fn(usize) -> bool| {
        let mut input = day(Planted::default());
        let mut before = Vec::new();
        for (n, call) in input.facts.calls.iter_mut().enumerate() {
            call.details.agent = Some(AgentId::new(&format!("A{:02}", n % 10)));
            call.details.after_call = Seconds::new(40.0);
            before.push(CallRecord { asked: call.asked.plus_minutes(-24 * 60), ..call.clone() });
            call.details.after_call = Seconds::new(if longer(n % 10) { 55.0 } else { 40.0 });
        }
        input.facts.calls.splice(0..0, before);
        let found = explained(&input);
        let of = |cause: &str| {
            let rising = |s: &&Statement| s.about == "after-call work rising" && s.cause.contains(cause);
            found.statements.iter().find(rising).map(|s| s.verdict)
        };
        (of("one agent"), of("every agent"))
    };
    // below its target all the while; what counts is that it rose
    assert_eq!(verdicts(&|_| true), (Some(Verdict::NotShown), Some(Verdict::Shown)));
    assert_eq!(verdicts(&|agent| agent == 3 || agent == 4), (Some(Verdict::Shown), Some(Verdict::NotShown)));
    assert_eq!(verdicts(&|_| false), (None, None));
}

#[test]
fn a_day_without_a_plan_is_a_finding() {
    let mut input = day(Planted::default());
    input.forecast.clear();
    let settings = KpiSettings::default();
    let mut findings = Findings::new();
    let ask = KpiAsk { from: Some(input.day), to: Some(input.day), by: None };
    let figures = report(&input.facts, &settings, ask, &mut findings).expect("figures");
    assert!(service_level(&input, &settings, &figures, &model, &mut findings).is_none());
    assert!(findings.has(Code::DayUnexplained));
}
