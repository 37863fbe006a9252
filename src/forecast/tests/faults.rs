//! Histories as exports really are, and plans that change: what a planner may still rely on. 2026-01-05 is a Monday.

use super::super::forecast;
use super::{centre, date, grid, hours, pattern, queue, special};
use crate::domain::calendar::SpecialDay;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::grid::CallGrid;
use crate::domain::hours::{HoursOn, OpeningHours};
use crate::domain::ids::QueueId;
use crate::domain::series::Forecast;
use crate::domain::time::{ClockTime, Zone, add_days};

const START: &str = "2026-01-05";
/// Twelve weeks after the start.
const NEXT: &str = "2026-03-30";

fn noise(i: usize) -> f64 {
    ((i * 7919 + 13) % 101) as f64 / 50.5 - 1.0
}

/// Twelve weeks of the pattern with some noise by day and by slot.
fn usual(day: usize, slot: usize) -> f64 {
    (pattern(day, slot, 48) * (1.0 + 0.04 * noise(day)) + 2.0 * noise(day * 48 + slot)).max(0.0).round()
}

fn history(calls: impl Fn(usize, usize) -> Option<f64>) -> CallGrid {
    grid("q", 30, START, 84, calls)
}

fn next_week(history: &CallGrid, special_days: Vec<SpecialDay>, findings: &mut Findings) -> Forecast {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], special_days);
    forecast(history, &centre, &[], date(NEXT), 7, findings)
}

fn totals(made: &Forecast) -> Vec<f64> {
    made.days.iter().map(|d| d.offered.get()).collect()
}

/// Asserts the totals of a week, day by day, as shares of the pattern's own.
fn assert_week(made: &Forecast, share: f64, within: f64) {
    for (day, total) in totals(made).iter().enumerate() {
        let wanted = share * (0..48).map(|slot| pattern(day, slot, 48)).sum::<f64>();
        assert!((total / wanted - 1.0).abs() < within, "day {day}: {total:.0} of {wanted:.0}");
    }
}

#[test]
fn missing_rows_are_no_calls_that_stayed_away() {
    let whole = next_week(&history(|d, s| Some(usual(d, s))), Vec::new(), &mut Findings::new());
    let holes = history(|d, s| (d % 11 != 4 && (d * 48 + s) % 7 != 3).then(|| usual(d, s)));
    let made = next_week(&holes, Vec::new(), &mut Findings::new());
    for (with, without) in totals(&made).iter().zip(totals(&whole)) {
        assert!((with / without - 1.0).abs() < 0.03, "{with:.0} with holes, {without:.0} without");
    }
    let half_days = history(|d, s| (d < 77 || s < 30).then(|| usual(d, s)));
    assert_week(&next_week(&half_days, Vec::new(), &mut Findings::new()), 1.0, 0.06);
}

#[test]
fn a_silent_morning_of_a_small_queue_is_an_outage() {
    let small = |d: usize, s: usize| (usual(d, s) / 20.0).round();
    let whole = next_week(&history(|d, s| Some(small(d, s))), Vec::new(), &mut Findings::new());
    let out = |d: usize, s: usize| [76, 79, 81].contains(&d) && (16..26).contains(&s);
    let mut findings = Findings::new();
    let broken = history(|d, s| Some(if out(d, s) { 0.0 } else { small(d, s) }));
    let made = next_week(&broken, Vec::new(), &mut findings);
    let sum = |f: &Forecast| totals(f).iter().sum::<f64>();
    assert!((sum(&made) / sum(&whole) - 1.0).abs() < 0.02, "{} {}", sum(&made), sum(&whole));
    assert!(findings.iter().any(|f| f.code == Code::HistoryUnusual && f.message.contains("outages")), "{findings:?}");
}

#[test]
fn three_clear_days_on_another_level_are_believed() {
    for share in [0.7, 1.3, 2.0] {
        let stepped = history(|d, s| Some(usual(d, s) * if d >= 79 { share } else { 1.0 }));
        assert_week(&next_week(&stepped, Vec::new(), &mut Findings::new()), share, 0.12);
    }
}

#[test]
fn a_step_of_a_seventh_is_believed_after_ten_days() {
    for share in [0.87, 1.14] {
        let stepped = history(|d, s| Some(usual(d, s) * if d >= 74 { share } else { 1.0 }));
        let mut findings = Findings::new();
        let made = next_week(&stepped, Vec::new(), &mut findings);
        assert_week(&made, share, 0.07);
        assert!(findings.has(Code::HistoryLevelShift), "{share}: {findings:?}");
    }
}

#[test]
fn a_fall_is_believed_though_one_of_its_days_fell_less() {
    let fallen = |d: usize| if d == 81 { 0.72 } else { 0.4 };
    let stepped = history(|d, s| Some(usual(d, s) * if d >= 79 { fallen(d) } else { 1.0 }));
    assert_week(&next_week(&stepped, Vec::new(), &mut Findings::new()), 0.43, 0.15);
}

#[test]
fn a_campaign_that_nobody_announced_is_no_level() {
    for first in [73, 82] {
        let history =
            history(|d, s| Some((usual(d, s) * if (first..first + 2).contains(&d) { 1.6 } else { 1.0 }).round()));
        let mut findings = Findings::new();
        assert_week(&next_week(&history, Vec::new(), &mut findings), 1.0, 0.06);
        assert!(!findings.has(Code::HistoryLevelShift), "{findings:?}");
    }
}

#[test]
fn weeks_of_zeros_before_a_queue_opened_or_while_it_was_shut_teach_nothing() {
    for shut in [0..60, 30..60] {
        let open = |day: usize, slot: usize| if shut.contains(&day) { 0.0 } else { usual(day, slot) };
        let mut findings = Findings::new();
        let made = next_week(&history(|day, slot| Some(open(day, slot))), Vec::new(), &mut findings);
        assert_week(&made, 1.0, 0.12);
        let told = format!("{} days of weeks without any call", shut.len());
        assert!(findings.iter().any(|f| f.message.contains(&told)), "{told}");
    }
}

#[test]
fn a_queue_that_is_silent_for_weeks_again_and_again_keeps_its_silence() {
    let monthly = |day: usize, slot: usize| if day % 21 < 3 { usual(0, slot) } else { 0.0 };
    let mut findings = Findings::new();
    next_week(&history(|day, slot| Some(monthly(day, slot))), Vec::new(), &mut findings);
    assert!(findings.iter().all(|f| !f.message.contains("weeks without any call")));
}

#[test]
fn a_queue_that_grew_eightfold_three_weeks_ago_is_forecast_at_its_new_level() {
    let grown = |day: usize, slot: usize| if day < 69 { (usual(day, slot) / 8.0).round() } else { usual(day, slot) };
    let made = next_week(&history(|day, slot| Some(grown(day, slot))), Vec::new(), &mut Findings::new());
    assert_week(&made, 1.0, 0.12);
}

#[test]
fn one_odd_day_is_no_level() {
    let odd = history(|d, s| Some(usual(d, s) * if d == 80 { 2.0 } else { 1.0 }));
    let mut findings = Findings::new();
    assert_week(&next_week(&odd, Vec::new(), &mut findings), 1.0, 0.05);
    assert!(!findings.has(Code::HistoryLevelShift) && findings.has(Code::HistoryUnusual), "{findings:?}");
}

fn campaign(day: &str, factor: Option<f64>) -> SpecialDay {
    SpecialDay { factor, ..special(day, "campaign", true) }
}

#[test]
fn a_campaign_of_a_planned_size_is_forecast_at_that_size() {
    let usual_week = history(|d, s| Some(usual(d, s)));
    let mut findings = Findings::new();
    let planned = vec![campaign("2026-04-01", Some(1.8)), campaign("2026-04-02", None)];
    let plain = totals(&next_week(&usual_week, Vec::new(), &mut Findings::new()));
    let made = next_week(&usual_week, planned, &mut findings);
    assert!((totals(&made)[2] / plain[2] - 1.8).abs() < 0.02, "{} {}", totals(&made)[2], plain[2]);
    let told = findings.iter().filter(|f| f.code == Code::SpecialDayWithoutHistory).count();
    assert_eq!(told, 1, "only the campaign that nobody planned is an assumption");
    let width = |day: usize| made.days[day].band80.map(|b| (b.high - b.low) / made.days[day].offered.get());
    assert!(width(2) < width(3), "a plan narrows the band");
}

#[test]
fn campaigns_that_fell_short_of_their_plans_teach_the_next_one() {
    let sizes = [(30, 1.5), (45, 2.0), (60, 3.0)];
    let came = |d: usize| sizes.iter().find(|(day, _)| *day == d).map_or(1.0, |(_, planned)| 0.8 * planned);
    let past =
        sizes.iter().map(|(day, planned)| campaign(&add_days(date(START), *day as i64).to_string(), Some(*planned)));
    let days: Vec<SpecialDay> = past.chain([campaign("2026-04-01", Some(2.5))]).collect();
    let made = next_week(&history(|d, s| Some((usual(d, s) * came(d)).round())), days, &mut Findings::new());
    let ratio = totals(&made)[2] / (0..48).map(|s| pattern(2, s, 48)).sum::<f64>();
    assert!((1.9..2.2).contains(&ratio), "2.5 was planned, four fifths of a plan came: {ratio}");
}

#[test]
fn opening_hours_that_change_on_a_date_are_forecast_on_both_sides_of_it() {
    let mut open = hours(8, 18, &[0, 1, 2, 3, 4]);
    open.hours_on.push(HoursOn::From(date("2026-04-01"), hours(8, 20, &[0, 1, 2, 3, 4, 5]).weekly));
    let history = history(|d, s| (d % 7 < 5 && (16..36).contains(&s)).then(|| usual(d, s)));
    let centre = centre(30, vec![queue("q", open)], Vec::new());
    let made = forecast(&history, &centre, &[], date(NEXT), 7, &mut Findings::new());
    let rows = |day: &str| made.rows.iter().filter(|r| Zone::UTC.day(r.start) == date(day)).count();
    assert_eq!([rows("2026-03-31"), rows("2026-04-01"), rows("2026-04-04"), rows("2026-04-05")], [20, 24, 24, 0]);
    let shared = |day: usize| -> f64 { (16..36).map(|s| pattern(day, s, 48)).sum() };
    let before_six = |day: &str| -> f64 {
        let of_day = made.rows.iter().filter(|r| Zone::UTC.day(r.start) == date(day));
        of_day
            .filter(|r| {
                Zone::UTC.local(r.start) < Zone::UTC.local(Zone::UTC.at(date(day), ClockTime::from_minutes(1080)))
            })
            .map(|r| r.offered.get())
            .sum()
    };
    assert!((before_six("2026-04-01") / shared(2) - 1.0).abs() < 0.05, "the hours of both keep their calls");
    assert!(made.rows.iter().all(|r| r.offered.get() > 0.0));
}

#[test]
fn every_interval_is_forecast_to_the_same_day_totals() {
    for interval in [5_u32, 10, 15, 30, 60] {
        let slots = (1440 / interval) as usize;
        let thinned = |d: usize, s: usize| pattern(d, s, slots) * f64::from(interval) / 30.0;
        let history = grid("q", interval, START, 84, |d, s| Some(thinned(d, s)));
        let centre = centre(interval, vec![queue("q", OpeningHours::always())], Vec::new());
        let made = forecast(&history, &centre, &[], date(NEXT), 7, &mut Findings::new());
        assert_eq!(made.rows.len(), 7 * slots);
        for (day, total) in totals(&made).iter().enumerate() {
            let wanted: f64 = (0..slots).map(|s| thinned(day, s)).sum();
            assert!((total / wanted - 1.0).abs() < 0.02, "{interval} minutes, day {day}: {total:.0} of {wanted:.0}");
        }
    }
}

#[test]
fn two_weeks_one_week_and_no_history_with_a_queue_alike() {
    let open = OpeningHours::always;
    for days in [14_usize, 7, 0] {
        let mut history = history(|d, s| Some(usual(d, s)));
        let first = add_days(date(NEXT), -(days as i64)).to_string();
        let own = grid("new", 30, &first, days, |d, s| Some((usual(d, s) / 4.0).round()));
        history.queues[0].queue = QueueId::new("old");
        history.queues.extend(own.queues);
        let mut newcomer = queue("new", open());
        newcomer.like = Some(QueueId::new("old"));
        let centre = centre(30, vec![queue("old", open()), newcomer], Vec::new());
        let mut findings = Findings::new();
        let made = forecast(&history, &centre, &[], date(NEXT), 7, &mut findings);
        let of =
            |id: &str| made.days.iter().filter(|d| d.queue == QueueId::new(id)).map(|d| d.offered.get()).sum::<f64>();
        let share = of("new") / of("old");
        let wanted = if days == 0 { 1.0 } else { 0.25 };
        assert!((share / wanted - 1.0).abs() < 0.05, "{days} days: {share}");
        assert_eq!(findings.has(Code::ForecastBorrowedLevel), days == 0);
        assert_eq!(findings.has(Code::ForecastBorrowedProfile), days == 7);
    }
}
