//! Golden cases worked out by hand from the definitions.

use super::*;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::kpi_facts::{ContactFlag, Cost, HeadCount, IntervalCounts, QualityScore, StateChange};
use crate::domain::people::{Activity, RosterRow};
use crate::domain::series::{CallDetails, CallOutcome, CallRecord, HistoryRow};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Calls, Fte, Minutes, ServiceTarget};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("date")
}

fn at(text: &str) -> Instant {
    Zone::UTC.resolve(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("time")).0
}

fn none() -> KpiFacts {
    KpiFacts::none(Zone::UTC, Minutes::new(30))
}

fn call(time: &str, queue: &str, wait: f64, outcome: CallOutcome) -> CallRecord {
    let wait = Seconds::new(wait);
    CallRecord { asked: at(time), queue: QueueId::new(queue), wait, outcome, details: CallDetails::default() }
}

const ANSWERED: CallOutcome = CallOutcome::Answered(None);

/// 1,000 answered of which 860 within 20 s, 60 abandoned of which 20 within 20 s and 10 within 5 s.
fn example() -> KpiFacts {
    let many = |n: usize, wait: f64, outcome| vec![call("2026-12-01 09:00", "q", wait, outcome); n];
    let gone = CallOutcome::Abandoned;
    let groups = [
        many(859, 10.0, ANSWERED),
        many(1, 20.0, ANSWERED),
        many(140, 60.0, ANSWERED),
        many(10, 5.0, gone),
        many(10, 12.0, gone),
        many(40, 90.0, gone),
    ];
    KpiFacts { calls: groups.concat(), ..none() }
}

fn settings(variants: &[(Indicator, &str)]) -> KpiSettings {
    let variants = variants.iter().map(|(indicator, name)| (*indicator, (*name).to_owned())).collect();
    KpiSettings { variants, ..KpiSettings::default() }
}

fn whole(facts: &KpiFacts, settings: &KpiSettings, indicator: Indicator) -> KpiFigure {
    let mut findings = Findings::new();
    let report = report(facts, settings, KpiAsk::default(), &mut findings).expect("figures");
    report.whole.into_iter().find(|figure| figure.indicator == indicator).expect("every indicator is told")
}

#[track_caller]
fn near(value: Option<f64>, expected: f64) {
    assert!(value.is_some_and(|v| (v - expected).abs() < 1e-9), "{value:?} is not {expected}");
}

#[test]
fn every_indicator_has_a_definition_for_each_of_its_names() {
    for indicator in Indicator::ALL {
        for name in indicator.variants() {
            let figure = whole(&example(), &settings(&[(indicator, name)]), indicator);
            assert!(!figure.definition.is_empty(), "{indicator} {name}");
            assert_eq!(figure.variant, *name);
            assert_eq!(figure.status == Status::NotAvailable, !figure.needs.is_empty(), "{indicator}");
        }
    }
}

#[test]
fn the_five_service_levels_of_the_example() {
    for (name, expected) in
        [("f1", 880.0 / 1060.0), ("f2", 0.86), ("f3", 860.0 / 1060.0), ("f4", 860.0 / 1040.0), ("f5", 870.0 / 1060.0)]
    {
        let level = whole(&example(), &settings(&[(Indicator::ServiceLevel, name)]), Indicator::ServiceLevel);
        near(level.value, expected);
        assert!(level.definition.contains("20 s"), "{}", level.definition);
    }
    let percent = |name: &str| {
        let level = whole(&example(), &settings(&[(Indicator::ServiceLevel, name)]), Indicator::ServiceLevel);
        format!("{:.1}", level.value.expect("known") * 100.0)
    };
    assert_eq!(["f1", "f2", "f3", "f4", "f5"].map(percent), ["83.0", "86.0", "81.1", "82.7", "82.1"]);
}

#[test]
fn a_wait_of_exactly_the_limit_counts_only_with_at_most() {
    let below = KpiSettings { wait_bound: crate::domain::kpi::WaitBound::Below, ..KpiSettings::default() };
    near(whole(&example(), &below, Indicator::ServiceLevel).value, 859.0 / 1060.0);
}

#[test]
fn waits_and_abandons_by_their_definitions() {
    let plain = KpiSettings::default();
    let waited = 859.0 * 10.0 + 20.0 + 140.0 * 60.0;
    near(whole(&example(), &plain, Indicator::SpeedOfAnswer).value, waited / 1000.0);
    let lost = 10.0 * 5.0 + 10.0 * 12.0 + 40.0 * 90.0;
    let all = settings(&[(Indicator::SpeedOfAnswer, "all_queue_time"), (Indicator::AbandonRate, "short_out")]);
    near(whole(&example(), &all, Indicator::SpeedOfAnswer).value, (waited + lost) / 1000.0);
    near(whole(&example(), &all, Indicator::AbandonRate).value, 40.0 / 1040.0);
    near(whole(&example(), &plain, Indicator::AbandonRate).value, 60.0 / 1060.0);
    near(whole(&example(), &plain, Indicator::TimeToAbandon).value, lost / 60.0);
    near(whole(&example(), &plain, Indicator::Answered).value, 1000.0 / 1060.0);
    near(whole(&example(), &plain, Indicator::Offered).value, 1060.0);
}

#[test]
fn what_the_inputs_lack_is_named_and_never_zero() {
    let plain = KpiSettings::default();
    for indicator in
        [Indicator::Hold, Indicator::Blocked, Indicator::Turnover, Indicator::Occupancy, Indicator::Quality]
    {
        let figure = whole(&example(), &plain, indicator);
        assert_eq!((figure.value, figure.status), (None, Status::NotAvailable), "{indicator}");
        assert!(!figure.needs.is_empty());
    }
    assert!(whole(&example(), &plain, Indicator::Offered).definition.contains("no blocked"));
}

fn handled(talk: f64, hold: f64, acw: f64, transferred: bool) -> CallRecord {
    let seconds = Seconds::new;
    let details = CallDetails {
        agent: Some(AgentId::new("A1")),
        ring: seconds(12.0),
        talk: seconds(talk),
        hold: seconds(hold),
        after_call: seconds(acw),
        transferred: Some(transferred),
        resolved: Some(!transferred),
        ..CallDetails::default()
    };
    CallRecord { details, ..call("2026-12-01 09:10", "q", 0.0, ANSWERED) }
}

#[test]
fn the_work_on_calls_by_its_definitions() {
    let mut calls = vec![handled(300.0, 0.0, 60.0, false), handled(200.0, 40.0, 30.0, true)];
    calls.push(call("2026-12-01 09:20", "q", 0.0, CallOutcome::Blocked));
    calls.push(call("2026-12-01 09:21", "q", 30.0, CallOutcome::Abandoned));
    let facts = KpiFacts { calls, ..none() };
    let plain = KpiSettings::default();
    let value = |indicator| whole(&facts, &plain, indicator).value;
    near(value(Indicator::HandleTime), f64::midpoint(360.0, 230.0));
    near(value(Indicator::AfterCallWork), 45.0);
    near(value(Indicator::Hold), 40.0);
    near(value(Indicator::Talk), 250.0);
    near(value(Indicator::Transfer), 0.5);
    near(value(Indicator::FirstContact), 0.5);
    near(value(Indicator::Rings), 2.0);
    near(value(Indicator::Blocked), 0.25);
    near(value(Indicator::Offered), 4.0);
    near(value(Indicator::Queued), 1.0 / 3.0);
    near(value(Indicator::QueueTime), 30.0);
    let apart = settings(&[(Indicator::HandleTime, "hold_apart"), (Indicator::Hold, "answered")]);
    near(whole(&facts, &apart, Indicator::HandleTime).value, f64::midpoint(360.0, 270.0));
    near(whole(&facts, &apart, Indicator::Hold).value, 20.0);
}

fn state(time: &str, agent: &str, state: &str) -> StateChange {
    StateChange { at: at(time), agent: AgentId::new(agent), state: state.into() }
}

fn row(agent: &str, from: &str, to: &str, activity: Activity) -> RosterRow {
    RosterRow {
        agent: AgentId::new(agent),
        day: day("2026-12-01"),
        shift: crate::domain::ids::ShiftId::new("day"),
        start: at(from),
        end: at(to),
        activity,
        queue: (activity == Activity::Work).then(|| QueueId::new("q")),
        paid: true,
    }
}

/// A1 is scheduled to answer for 2 h, comes 30 min late, and is on calls for half an hour; A2 never comes.
fn people() -> KpiFacts {
    let states = vec![
        state("2026-12-01 08:00", "A1", "offline"),
        state("2026-12-01 08:30", "A1", "available"),
        state("2026-12-01 09:00", "A1", "on_call"),
        state("2026-12-01 09:30", "A1", "acw"),
        state("2026-12-01 09:40", "A1", "available"),
        state("2026-12-01 10:00", "A1", "break"),
        state("2026-12-01 10:15", "A1", "offline"),
    ];
    let roster = vec![
        row("A1", "2026-12-01 08:00", "2026-12-01 10:00", Activity::Work),
        row("A1", "2026-12-01 10:00", "2026-12-01 10:15", Activity::Break),
        row("A2", "2026-12-01 08:00", "2026-12-01 10:00", Activity::Work),
    ];
    let teams = [("A1", "blue"), ("A2", "red")].map(|(agent, team)| (AgentId::new(agent), team.to_owned()));
    KpiFacts { states, roster, teams: teams.into(), ..none() }
}

#[test]
fn people_by_their_definitions() {
    let mut facts = people();
    facts.calls = vec![call("2026-12-01 09:00", "q", 1.0, ANSWERED); 7];
    let plain = KpiSettings::default();
    let value = |indicator| whole(&facts, &plain, indicator).value;
    near(value(Indicator::Adherence), 0.75);
    near(value(Indicator::Attendance), 0.5);
    near(value(Indicator::Occupancy), 30.0 / 80.0);
    near(value(Indicator::CallsPerHour), 7.0 / 1.75);
    let with = settings(&[(Indicator::Occupancy, "with_acw")]);
    near(whole(&facts, &with, Indicator::Occupancy).value, 40.0 / 90.0);
    let mut findings = Findings::new();
    let report = report(&facts, &plain, KpiAsk::default(), &mut findings).expect("figures");
    assert!(findings.has(Code::RosteredWithoutStates));
    let of_team = |team: &str| {
        let scope = Scope::Team(team.into());
        report.rows.iter().find(|r| r.indicator == Indicator::Attendance && r.scope == scope).and_then(|r| r.value)
    };
    assert_eq!((of_team("blue"), of_team("red")), (Some(1.0), Some(0.0)));
}

#[test]
fn a_state_that_nothing_maps_is_unknown_and_told() {
    let mut facts = people();
    facts.states.push(state("2026-12-01 09:50", "A1", "Project X"));
    facts.states.sort_by_key(|row| row.at);
    let mut findings = Findings::new();
    report(&facts, &KpiSettings::default(), KpiAsk::default(), &mut findings).expect("figures");
    assert!(findings.has(Code::KpiStateUnmapped));
    near(whole(&facts, &KpiSettings::default(), Indicator::Adherence).value, 80.0 / 110.0);
}

#[test]
fn money_scores_contacts_and_leavers() {
    let mut facts = example();
    facts.costs = vec![Cost { from: day("2026-12-01"), to: day("2026-12-07"), amount: 28_000.0 }];
    facts.scores =
        [80.0, 95.0].map(|score| QualityScore { date: day("2026-12-02"), agent: AgentId::new("A1"), score }).into();
    let flag = |resolved| ContactFlag { date: day("2026-12-01"), agent: None, queue: None, resolved };
    facts.contacts = vec![flag(true), flag(true), flag(true), flag(false)];
    let heads = |month, team: &str, leavers, fte| HeadCount {
        month: day(month),
        team: team.into(),
        leavers,
        fte: Fte::new(fte).expect("fte"),
    };
    facts.heads = vec![
        heads("2026-11-01", "blue", 1.0, 20.0),
        heads("2026-11-01", "red", 0.0, 20.0),
        heads("2026-12-01", "blue", 2.0, 18.0),
        heads("2026-12-01", "red", 1.0, 22.0),
    ];
    let plain = KpiSettings {
        targets: [(Indicator::Turnover, TargetRange { min: None, max: Some(0.9) })].into(),
        ..KpiSettings::default()
    };
    let ask = KpiAsk { from: Some(day("2026-11-01")), to: Some(day("2026-12-31")), by: Some(Cadence::Month) };
    let report = report(&facts, &plain, ask, &mut Findings::new()).expect("figures");
    let of = |indicator: Indicator| report.whole.iter().find(|f| f.indicator == indicator).expect("told");
    near(of(Indicator::CostPerCall).value, 28.0);
    near(of(Indicator::Quality).value, 87.5);
    near(of(Indicator::FirstContact).value, 0.75);
    near(of(Indicator::Turnover).value, 4.0 / 40.0);
    assert_eq!(of(Indicator::Turnover).status, Status::OnTarget, "a year of it is 60 %");
    let by_quarter = KpiAsk { from: Some(day("2026-10-01")), by: Some(Cadence::Quarter), ..ask };
    let quarters = super::report(&facts, &plain, by_quarter, &mut Findings::new()).expect("figures");
    let quarter =
        quarters.rows.iter().find(|r| r.indicator == Indicator::Turnover && r.scope == Scope::All).expect("told");
    // four leavers; a mean of 40 over the two months that are known
    assert_eq!((quarter.period.label.as_str(), quarter.value), ("2026-Q4", Some(0.1)));
    let december = report.rows.iter().filter(|r| r.indicator == Indicator::Turnover && r.period.label == "2026-12");
    let by_scope: Vec<_> = december.map(|r| (r.scope.clone(), r.value)).collect();
    let team = |name: &str| Scope::Team(name.into());
    assert_eq!(
        by_scope,
        [(Scope::All, Some(0.075)), (team("blue"), Some(2.0 / 18.0)), (team("red"), Some(1.0 / 22.0))]
    );
}

#[test]
fn a_cost_that_is_known_for_part_of_the_days_is_no_cost_per_call() {
    let mut facts = example();
    facts.calls.push(call("2026-12-02 09:00", "q", 1.0, ANSWERED));
    facts.costs = vec![Cost { from: day("2026-12-01"), to: day("2026-12-01"), amount: 100.0 }];
    let figure = whole(&facts, &KpiSettings::default(), Indicator::CostPerCall);
    assert_eq!(figure.value, None);
}

#[test]
fn counts_of_intervals_give_what_they_hold() {
    let calls = |n: f64| Calls::new(n);
    let empty = IntervalCounts::from(HistoryRow {
        start: at("2026-12-01 09:00"),
        queue: QueueId::new("q"),
        offered: Calls::ZERO,
        answered: None,
        abandoned: None,
        aht: None,
    });
    let row = |start: &str, offered, answered, in_time, aht, asa| IntervalCounts {
        start: at(start),
        offered: Calls::new(offered).expect("calls"),
        answered: calls(answered),
        answered_in_time: calls(in_time),
        aht: Seconds::new(aht),
        asa: Seconds::new(asa),
        ..empty.clone()
    };
    let counts = vec![
        row("2026-12-01 09:00", 100.0, 90.0, 80.0, 200.0, 10.0),
        row("2026-12-01 09:30", 20.0, 10.0, 2.0, 300.0, 60.0),
    ];
    let facts = KpiFacts { counts, ..none() };
    let plain = KpiSettings::default();
    let value = |indicator| whole(&facts, &plain, indicator).value;
    near(value(Indicator::ServiceLevel), 82.0 / 120.0);
    near(value(Indicator::AbandonRate), 20.0 / 120.0);
    near(value(Indicator::HandleTime), (90.0 * 200.0 + 10.0 * 300.0) / 100.0);
    near(value(Indicator::SpeedOfAnswer), (900.0 + 600.0) / 100.0);
    assert_eq!(whole(&facts, &plain, Indicator::TimeToAbandon).status, Status::NotAvailable);
}

#[test]
fn figures_of_periods_add_up_and_compare_with_the_period_before() {
    let mut facts = none();
    for (time, n) in [("2026-12-01 09:00", 10), ("2026-12-01 15:00", 30), ("2026-12-02 09:00", 80)] {
        facts.calls.extend(vec![call(time, "q", 10.0, ANSWERED); n]);
    }
    let ask = KpiAsk { by: Some(Cadence::Day), ..KpiAsk::default() };
    let report = report(&facts, &KpiSettings::default(), ask, &mut Findings::new()).expect("figures");
    let offered: Vec<(&str, Option<f64>)> = report
        .rows
        .iter()
        .filter(|r| r.indicator == Indicator::Offered && r.scope == Scope::All)
        .map(|r| (r.period.label.as_str(), r.value))
        .collect();
    assert_eq!(offered, [("2026-12-01", Some(40.0)), ("2026-12-02", Some(80.0))]);
    let second = report.rows.iter().rfind(|r| r.indicator == Indicator::Offered).expect("there");
    assert!(second.trend.is_some_and(|t| (t.change - 40.0).abs() < 1e-9));
}

#[test]
fn a_half_hour_without_a_pause_is_busy_throughout_and_one_without_calls_idle() {
    let ask = KpiAsk { by: Some(Cadence::Interval), ..KpiAsk::default() };
    let report = report(&people(), &KpiSettings::default(), ask, &mut Findings::new()).expect("figures");
    let of_all = report.rows.iter().filter(|r| r.indicator == Indicator::Occupancy && r.scope == Scope::All);
    let told: Vec<Option<f64>> = of_all.map(|r| r.value).collect();
    // idle from 8:30, calls from 9:00, ten minutes after them from 9:30, idle again to 10:00
    assert_eq!(told, [Some(0.0), Some(1.0), Some(0.0)]);
}

#[test]
fn the_last_hours_of_a_day_are_no_day_to_compare_with() {
    let trend = |first: &str| {
        let mut facts = people();
        facts.states.insert(0, state(first, "A1", "on_call"));
        let ask = KpiAsk { by: Some(Cadence::Day), from: Some(day("2026-12-01")), to: Some(day("2026-12-01")) };
        let report = report(&facts, &KpiSettings::default(), ask, &mut Findings::new()).expect("figures");
        let found = report.whole.iter().find(|f| f.indicator == Indicator::Occupancy).expect("told");
        (found.value.is_some(), found.trend.is_some())
    };
    assert_eq!(trend("2026-11-30 08:00"), (true, true));
    assert_eq!(trend("2026-11-30 21:18"), (true, false));
}

#[test]
fn who_was_in_a_state_that_nobody_mapped_is_not_absent() {
    let attendance = |name: &str| {
        let mut facts = people();
        facts.states.push(state("2026-12-01 07:00", "A2", name));
        whole(&facts, &KpiSettings::default(), Indicator::Attendance).value
    };
    near(attendance("offline"), 0.5);
    near(attendance("Coffee corner"), 1.0);
    near(attendance("unknown"), 1.0);
}

#[test]
fn each_queue_is_measured_against_its_own_time_and_target() {
    let mut facts = none();
    facts.calls =
        vec![call("2026-12-01 09:00", "slow", 40.0, ANSWERED), call("2026-12-01 09:00", "fast", 40.0, ANSWERED)];
    let target = |text: &str| ServiceTarget::parse(text).expect("target");
    facts.service = [(QueueId::new("slow"), target("70/60")), (QueueId::new("fast"), target("90/10"))].into();
    let report = report(&facts, &KpiSettings::default(), KpiAsk::default(), &mut Findings::new()).expect("figures");
    let of = |queue: &str| {
        let scope = Scope::Queue(QueueId::new(queue));
        report.groups.iter().find(|f| f.indicator == Indicator::ServiceLevel && f.scope == scope).expect("told")
    };
    assert_eq!((of("slow").value, of("slow").status), (Some(1.0), Status::OnTarget));
    assert_eq!((of("fast").value, of("fast").status), (Some(0.0), Status::OffTarget));
    assert_eq!(of("slow").target.and_then(|t| t.min), Some(0.7));
}

#[test]
fn nothing_in_the_time_asked_for_is_a_finding() {
    let mut findings = Findings::new();
    let ask = KpiAsk { from: Some(day("2027-01-01")), ..KpiAsk::default() };
    assert!(report(&example(), &KpiSettings::default(), ask, &mut findings).is_none());
    assert!(findings.has(Code::NothingToMeasure));
}
