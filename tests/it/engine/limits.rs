//! Rules about nights, weekends, pairs of days, starts and breaks: the roster made without one breaks it, the roster made with
//! it keeps it.

use chrono::Weekday;

use wfm::check::check;
use wfm::domain::ids::{AgentId, ContractId, QueueId, ShiftId};
use wfm::domain::people::{Activity, RosterRow};
use wfm::domain::rules::{AverageHours, MaxWeekends, Night, Succession};
use wfm::domain::time::ClockTime;
use wfm::domain::units::Minutes;

use super::small::{Small, codes, solve_from, solved};

/// A centre of eight agents in which it is night from 22:00 to 06:00.
fn centre() -> Small {
    let mut small = Small::week("2026-11-30");
    small.problem.centre.rules.night = Some(Night {
        from: ClockTime::from_minutes(1_320),
        to: ClockTime::from_minutes(1_800),
        least: Minutes::new(120),
    });
    small
}

/// A change of the centre that asks for something more.
type Change = fn(&mut Small);

fn limit(contract: &str, small: &mut Small, change: impl Fn(&mut wfm::domain::rules::Limits)) {
    change(&mut small.contract(contract).limits);
}

fn succession(small: &mut Small, from: &str, to: &str, required: bool) {
    let contracts = vec![ContractId::new("full")];
    let rule = Succession { from: ShiftId::new(from), to: ShiftId::new(to), required, contracts };
    small.problem.centre.rules.successions.push(rule);
}

const CHANGES: [(&str, Change); 9] = [
    ("K309", |s| limit("nights", s, |l| l.max_nights_per_week = Some(3))),
    ("K310", |s| limit("nights", s, |l| l.max_consecutive_nights = Some(2))),
    ("K312", |s| limit("full", s, |l| l.start_window = Some(Minutes::new(60)))),
    ("K313", |s| succession(s, "day", "late", false)),
    ("K313", |s| succession(s, "late", "late", true)),
    ("K315", |s| limit("full", s, |l| l.max_weekends = Some(MaxWeekends { worked: 0, of: 2 }))),
    ("K316", |s| limit("full", s, |l| l.average = Some(AverageHours { weeks: 1, most: Minutes::new(33 * 60) }))),
    ("K211", |s| limit("full", s, |l| l.max_stretch = Some(Minutes::new(4 * 60 + 30)))),
    ("K212", |s| limit("full", s, |l| l.min_break_spacing = Some(Minutes::new(150)))),
];

/// Rosters from several seeds: one of them may keep a rule by chance that nobody asked for.
fn rosters(small: &Small) -> Vec<Vec<RosterRow>> {
    (0..6).map(|seed| solve_from(small, seed).expect("a roster").rows).collect()
}

/// A roster made without a rule breaks it, the one made with it does not.
#[track_caller]
fn bites(code: &str, with: &Small, without: &[Vec<RosterRow>]) {
    let breaks = |rows: &Vec<RosterRow>| codes(&check(&with.problem, rows, None).findings).contains(&code);
    assert!(without.iter().any(breaks), "{code}: kept by chance from every seed");
    assert!(!solved(with).rows.is_empty(), "{code}");
}

#[test]
fn each_rule_is_broken_without_it_and_kept_with_it() {
    let without = rosters(&centre());
    for (code, change) in CHANGES {
        let mut with = centre();
        change(&mut with);
        bites(code, &with, &without);
    }
}

/// The roster made without the rule may keep it by chance; `solved` checks the one made with it.
#[test]
fn weekends_are_worked_whole_or_not_at_all() {
    let mut with = centre();
    limit("full", &mut with, |l| l.weekends_whole = true);
    assert!(!solved(&with).rows.is_empty());
}

/// cem comes from a night on Sunday and is available by day from Monday to Thursday.
fn after_a_night() -> Small {
    let mut small = centre();
    small.problem.centre.shifts[0].contracts.push(ContractId::new("nights"));
    small.contract("nights").min_rest = Minutes::new(60);
    for day in [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu] {
        small.available("cem", day, 6 * 60 - 10, 21 * 60);
    }
    let start = small.problem.centre.zone.midnight(small.date(-1)).plus_minutes(22 * 60);
    small.problem.previous.push(RosterRow {
        agent: AgentId::new("cem"),
        day: small.date(-1),
        shift: ShiftId::new("night"),
        start,
        end: start.plus_minutes(510),
        activity: Activity::Work,
        queue: Some(QueueId::new("hotline")),
        paid: true,
    });
    small
}

#[test]
fn the_rest_after_nights_parts_a_night_from_the_shift_by_day_after_it() {
    let mut on_monday = after_a_night();
    on_monday.contract("nights").must_work = vec![Weekday::Mon];
    let without = rosters(&on_monday);
    let mut with = after_a_night();
    limit("nights", &mut with, |l| l.rest_after_nights = Some(Minutes::new(24 * 60)));
    bites("K311", &with, &without);
}

#[test]
fn a_price_is_paid_where_the_rule_is_dearer_to_keep() {
    let mut small = centre();
    limit("nights", &mut small, |l| l.max_nights_per_week = Some(1));
    small.contract("nights").same_shift_all_week = true;
    small.problem.centre.rules.soft.max_nights_per_week = Some(0.5);
    let made = solved(&small);
    assert!(made.summary.terms.rules > 0.0, "the nights must be worked by somebody");
    small.problem.centre.rules.soft.max_nights_per_week = Some(0.0);
    assert!(solved(&small).summary.terms.rules <= 0.0);
}

#[test]
fn the_agents_own_limits_are_kept() {
    let mut small = centre();
    let times = &mut small.agent("bob").times;
    (times.earliest_start, times.latest_end) =
        (Some(ClockTime::from_minutes(510)), Some(ClockTime::from_minutes(1_080)));
    let made = solved(&small);
    assert!(made.rows.iter().any(|r| r.agent.as_str() == "bob"));
}

#[test]
fn a_split_shift_is_off_between_its_parts() {
    let mut small = centre();
    for shift in &mut small.problem.centre.shifts[..1] {
        let pause = &mut shift.breaks[1];
        (pause.kind, pause.length) = (Activity::Split, Minutes::new(120));
        shift.lengths = vec![Minutes::new(600)];
    }
    let made = solved(&small);
    let splits: Vec<_> = made.rows.iter().filter(|r| r.activity == Activity::Split).collect();
    assert!(!splits.is_empty());
    assert!(splits.iter().all(|r| !r.paid && r.queue.is_none() && r.end.seconds_since(r.start) == 7_200));
}
