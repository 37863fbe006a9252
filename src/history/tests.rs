//! Rows in, grid out.

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::centre::{AdherenceSettings, Handover, ImportSettings, Objective, Patience};
use crate::domain::hours::OpeningHours;
use crate::domain::rules::SharedRules;
use crate::domain::team::TeamRules;
use crate::domain::time::{ClockTime, Zone};
use crate::domain::units::{Heads, Share};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn centre(interval: u32, zone: &str, hours: OpeningHours) -> Centre {
    let queue = Queue {
        id: QueueId::new("cards"),
        hours,
        service_level: None,
        max_asa: None,
        max_abandon: None,
        patience: Patience::Infinite,
        max_occupancy: Share::ALL,
        unplanned_shrinkage: Share::default(),
        min_agents: Heads::default(),
        like: None,
        work: crate::domain::centre::Work::Calls,
        counted: crate::domain::centre::ServiceCount::Offered,
    };
    Centre {
        name: "test".into(),
        zone: Zone::parse(zone).expect("known"),
        interval: Minutes::new(interval),
        queues: vec![queue],
        contracts: Vec::new(),
        shifts: Vec::new(),
        calendar: Calendar::default(),
        min_agents_present: Heads::default(),
        rules: SharedRules::default(),
        handover: Handover::default(),
        objective: Objective::default(),
        intraday: crate::domain::centre::IntradaySettings::default(),
        import: ImportSettings::default(),
        adherence: AdherenceSettings::default(),
        kpi: crate::domain::kpi::KpiSettings::default(),
        team_rules: TeamRules::default(),
        skill_groups: Vec::new(),
    }
}

/// Rows of a day every `step` minutes from `from` to `to` o'clock, each of `calls`.
fn rows(centre: &Centre, day: &str, (from, to): (u16, u16), step: u16, calls: f64) -> Vec<HistoryRow> {
    (from * 60..to * 60)
        .step_by(step.into())
        .map(|minute| HistoryRow {
            start: centre.zone.at(date(day), ClockTime::from_minutes(minute)),
            queue: QueueId::new("cards"),
            offered: Calls::new(calls).expect("calls"),
            answered: None,
            abandoned: None,
            aht: Seconds::new(200.0),
        })
        .collect()
}

fn total(day: &GridDay) -> f64 {
    day.cells.iter().flatten().map(|c| c.offered.get()).sum()
}

#[test]
fn hourly_rows_are_split_and_keep_their_total() {
    let centre = centre(30, "Asia/Shanghai", OpeningHours::always());
    let mut findings = Findings::new();
    let history = History { rows: rows(&centre, "2026-03-02", (8, 18), 60, 12.0) };
    let grid = regular(&history, &centre, &mut findings);
    let day = &grid.queues[0].days[0];
    assert_eq!(day.cells.iter().flatten().count(), 20);
    assert!((total(day) - 120.0).abs() < 1e-9);
    assert!(findings.has(Code::HistoryRowsSplit));
}

#[test]
fn quarter_hours_are_added_up_and_half_an_interval_is_missing() {
    let centre = centre(30, "Asia/Shanghai", OpeningHours::always());
    let mut findings = Findings::new();
    let mut rows = rows(&centre, "2026-03-02", (8, 10), 15, 5.0);
    rows.remove(1);
    let grid = regular(&History { rows }, &centre, &mut findings);
    let day = &grid.queues[0].days[0];
    assert!(day.cells[16].is_none(), "08:00 lacks its second quarter");
    assert!(day.cells[17].is_some_and(|c| (c.offered.get() - 10.0).abs() < 1e-9));
    assert!(findings.has(Code::HistoryRowsJoined));
}

#[test]
fn a_day_total_is_spread_over_the_opening_hours() {
    let hours = OpeningHours {
        weekly: std::array::from_fn(|_| vec![(ClockTime::from_minutes(480), ClockTime::from_minutes(1080))]),
        ..OpeningHours::always()
    };
    let centre = centre(30, "Asia/Shanghai", hours);
    let mut findings = Findings::new();
    let days = ["2026-03-02", "2026-03-03"];
    let history = History { rows: days.iter().flat_map(|d| rows(&centre, d, (0, 1), 60, 200.0)).collect() };
    let grid = regular(&history, &centre, &mut findings);
    assert_eq!(grid.queues[0].days[1].cells.iter().flatten().count(), 20);
    assert!((total(&grid.queues[0].days[1]) - 200.0).abs() < 1e-9);
    assert!(findings.has(Code::HistoryRowsDaily));
}

#[test]
fn the_hour_that_happens_twice_is_one_slot_with_the_mean_of_both() {
    let centre = centre(30, "Europe/Berlin", OpeningHours::always());
    let mut findings = Findings::new();
    let midnight = centre.zone.midnight(date("2026-10-25"));
    let rows: Vec<HistoryRow> = (0..50)
        .map(|i| HistoryRow {
            start: midnight.plus_minutes(i * 30),
            queue: QueueId::new("cards"),
            offered: Calls::new(if i == 4 { 10.0 } else { 6.0 }).expect("calls"),
            answered: None,
            abandoned: None,
            aht: None,
        })
        .collect();
    let grid = regular(&History { rows }, &centre, &mut findings);
    let day = &grid.queues[0].days[0];
    assert_eq!(day.cells.len(), 48);
    assert!(day.cells[4].is_some_and(|c| (c.offered.get() - 8.0).abs() < 1e-9), "{:?}", day.cells[4]);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn calls_in_closed_hours_are_left_out_and_counted() {
    let hours = OpeningHours {
        weekly: std::array::from_fn(|_| vec![(ClockTime::from_minutes(480), ClockTime::from_minutes(1080))]),
        ..OpeningHours::always()
    };
    let centre = centre(30, "Asia/Shanghai", hours);
    let mut findings = Findings::new();
    let history = History { rows: rows(&centre, "2026-03-02", (7, 18), 30, 3.0) };
    let grid = regular(&history, &centre, &mut findings);
    assert!((total(&grid.queues[0].days[0]) - 60.0).abs() < 1e-9);
    let note = findings.iter().find(|f| f.code == Code::HistoryCallsClosed).expect("noted");
    assert!(note.message.contains("6 calls"), "{}", note.message);
}

#[test]
fn gaps_and_unknown_queues_are_told() {
    let centre = centre(30, "Asia/Shanghai", OpeningHours::always());
    let mut findings = Findings::new();
    let mut all = rows(&centre, "2026-03-02", (0, 24), 30, 3.0);
    all.extend(rows(&centre, "2026-03-05", (0, 24), 30, 3.0));
    all.push(HistoryRow { queue: QueueId::new("other"), ..all[0].clone() });
    let grid = regular(&History { rows: all }, &centre, &mut findings);
    assert_eq!(grid.queues.len(), 1);
    assert!(findings.has(Code::HistoryQueueUnknown));
    let gap = findings.iter().find(|f| f.code == Code::HistoryGaps).expect("noted");
    assert!(gap.message.contains("2 open days") && gap.message.contains("2026-03-03"), "{}", gap.message);
}

#[test]
fn the_grid_of_a_shortened_history_is_the_shortened_grid() {
    let centre = centre(30, "Asia/Shanghai", OpeningHours::always());
    let mut all = rows(&centre, "2026-03-02", (8, 20), 60, 9.0);
    all.extend(rows(&centre, "2026-03-03", (8, 20), 30, 4.0));
    all.extend(rows(&centre, "2026-03-04", (8, 20), 15, 4.0));
    let cut = date("2026-03-04");
    let long = regular(&History { rows: all.clone() }, &centre, &mut Findings::new());
    let short = History { rows: all }.before(centre.zone.midnight(cut));
    let short = regular(&short, &centre, &mut Findings::new());
    assert_eq!(long.queues[0].before(cut), short.queues[0].days.as_slice());
}
