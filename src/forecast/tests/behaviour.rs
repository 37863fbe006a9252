//! What a planner relies on, each on a small made-up series. 2026-01-05 is a Monday.

use super::super::method::METHODS;
use super::super::{backtest, forecast};
use super::{centre, date, grid, hours, pattern, queue, special};
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::grid::QueueGrid;
use crate::domain::hours::{HoursOn, OpeningHours};
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, Override, OverrideKind};
use crate::domain::time::{ClockTime, Zone};

const START: &str = "2026-01-05";

fn total(made: &Forecast, day: &str) -> f64 {
    made.days.iter().filter(|d| d.date == date(day)).map(|d| d.offered.get()).sum()
}

fn pattern_total(day: usize) -> f64 {
    (0..48).map(|s| pattern(day, s, 48)).sum()
}

#[test]
fn every_open_interval_has_a_row_and_no_other() {
    let mut open = hours(8, 18, &[0, 1, 2, 3, 4]);
    open.closed_on.push("full".into());
    let eight_to_twelve = vec![(ClockTime::from_minutes(480), ClockTime::from_minutes(720))];
    open.hours_on.push(HoursOn::Date(date("2026-03-07"), eight_to_twelve));
    let holiday = special("2026-03-03", "full", true);
    let centre = centre(30, vec![queue("q", open)], vec![holiday]);
    let history = grid("q", 30, START, 56, |d, s| (d % 7 < 5 && (16..36).contains(&s)).then(|| pattern(d, s, 48)));
    let made = forecast(&history, &centre, &[], date("2026-03-02"), 7, &mut Findings::new());
    let count = |day: &str| made.rows.iter().filter(|r| Zone::UTC.day(r.start) == date(day)).count();
    assert_eq!(count("2026-03-02"), 20);
    assert_eq!(count("2026-03-03"), 0, "closed on the holiday");
    assert_eq!(count("2026-03-07"), 8, "open on one Saturday");
    assert_eq!(count("2026-03-08"), 0, "closed on Sunday");
    assert!(total(&made, "2026-03-07") > 0.0, "an opening never seen is forecast from other weekdays");
}

#[test]
fn days_of_46_and_50_half_hours_are_forecast_by_the_clock_on_the_wall() {
    let mut centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    centre.zone = Zone::parse("Europe/Berlin").expect("known");
    let history = grid("q", 30, "2026-01-26", 56, |d, s| Some(pattern(d, s, 48)));
    for (first, intervals) in [("2026-03-29", 46), ("2026-10-25", 50)] {
        let made = forecast(&history, &centre, &[], date(first), 1, &mut Findings::new());
        assert_eq!(made.rows.len(), intervals);
        let at_ten = made.rows.iter().find(|r| centre.zone.rfc3339(r.start).contains("T10:00")).expect("ten o'clock");
        assert!((at_ten.offered.get() - pattern(6, 20, 48)).abs() < 1.0, "{first}: {}", at_ten.offered);
    }
}

#[test]
fn an_outage_is_kept_out_and_noted() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    let outage = |d: usize, s: usize| d == 49 && (18..24).contains(&s);
    let broken = grid("q", 30, START, 56, |d, s| Some(if outage(d, s) { 0.0 } else { pattern(d, s, 48) }));
    let mut findings = Findings::new();
    let made = forecast(&broken, &centre, &[], date("2026-03-02"), 7, &mut findings);
    assert!((total(&made, "2026-03-02") / pattern_total(0) - 1.0).abs() < 0.01, "{}", total(&made, "2026-03-02"));
    assert!(
        findings.iter().any(|f| f.code == Code::HistoryUnusual && f.message.contains("2026-02-23")),
        "{findings:?}"
    );
}

#[test]
fn a_change_of_level_is_followed_not_cleaned_away() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    let stepped = grid("q", 30, START, 84, |d, s| Some(pattern(d, s, 48) * if d >= 70 { 2.0 } else { 1.0 }));
    let made = forecast(&stepped, &centre, &[], date("2026-03-30"), 7, &mut Findings::new());
    assert!(total(&made, "2026-03-30") > 1.5 * pattern_total(0), "{}", total(&made, "2026-03-30"));
}

#[test]
fn a_step_of_level_is_followed_within_days_and_told() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    let noisy = |d: usize, s: usize| pattern(d, s, 48) * (1.0 + 0.05 * (((d * 31 + 7) % 13) as f64 / 6.0 - 1.0));
    let stepped = grid("q", 30, START, 91, |d, s| Some(noisy(d, s) * if d >= 84 { 1.4 } else { 1.0 }));
    let mut findings = Findings::new();
    let made = forecast(&stepped, &centre, &[], date("2026-04-06"), 7, &mut findings);
    let ratio = total(&made, "2026-04-06") / pattern_total(0);
    assert!((1.3..1.5).contains(&ratio), "one week after the step: {ratio}");
    let told = findings.iter().find(|f| f.code == Code::HistoryLevelShift).expect("told");
    assert!(told.message.contains("2026-03-30"), "{}", told.message);
}

#[test]
fn days_after_a_holiday_are_higher_when_they_always_were() {
    let holidays = ["2026-01-14", "2026-01-27", "2026-02-05", "2026-02-18", "2026-03-03", "2026-03-12", "2026-03-31"];
    let days = holidays.iter().map(|d| special(d, "full", true)).collect();
    let centre = centre(30, vec![queue("q", OpeningHours::always())], days);
    let is = |d: usize| holidays.contains(&crate::domain::time::add_days(date(START), d as i64).to_string().as_str());
    let noise = |d: usize| 1.0 + 0.04 * (((d * 31 + 7) % 13) as f64 / 6.0 - 1.0);
    let level = |d: usize| {
        if is(d) {
            0.2
        } else if d > 0 && is(d - 1) {
            1.3
        } else {
            1.0
        }
    };
    let history = grid("q", 30, START, 84, |d, s| Some((pattern(d, s, 48) * level(d) * noise(d)).round()));
    let made = forecast(&history, &centre, &[], date("2026-03-30"), 7, &mut Findings::new());
    let after = total(&made, "2026-04-01") / pattern_total(2);
    assert!((1.15..1.4).contains(&after), "the day after: {after}");
    let later = total(&made, "2026-04-02") / pattern_total(3);
    assert!((0.95..1.08).contains(&later), "the day after that: {later}");
}

#[test]
fn longer_hours_since_three_weeks_do_not_raise_the_level() {
    let hours_on = |from: u16, to: u16| hours(from, to, &[0, 1, 2, 3, 4, 5, 6]);
    let centre = centre(30, vec![queue("q", hours_on(8, 20))], Vec::new());
    let open = |d: usize, s: usize| (16..if d >= 63 { 40 } else { 36 }).contains(&s);
    let history = grid("q", 30, START, 84, |d, s| open(d, s).then(|| pattern(d, s, 48)));
    let made = forecast(&history, &centre, &[], date("2026-03-30"), 7, &mut Findings::new());
    let wanted: f64 = (16..40).map(|s| pattern(0, s, 48)).sum();
    let ratio = total(&made, "2026-03-30") / wanted;
    assert!((0.97..1.03).contains(&ratio), "{ratio}");
}

#[test]
fn the_rest_of_a_day_is_forecast_from_its_morning() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    let level = |d: usize| 1.0 + 0.3 * (((d * 31 + 7) % 13) as f64 / 6.0 - 1.0);
    let history =
        grid("q", 30, START, 120, |d, s| Some((pattern(d, s, 48) * if d == 119 { 1.3 } else { level(d) }).round()));
    let now = Zone::UTC.at(date("2026-05-04"), ClockTime::from_minutes(12 * 60 + 10));
    let before = forecast(&history, &centre, &[], date("2026-05-04"), 1, &mut Findings::new());
    let made = super::super::rest_of_day(&history, &centre, &[], now, &mut Findings::new());
    assert_eq!(made.rows.len(), 24, "12:00 is not over at 12:10");
    let of =
        |f: &Forecast| f.rows.iter().filter(|r| r.start >= made.rows[0].start).map(|r| r.offered.get()).sum::<f64>();
    let wanted = 1.3 * (24..48).map(|s| pattern(0, s, 48)).sum::<f64>();
    assert!((of(&made) - wanted).abs() < 0.5 * (of(&before) - wanted).abs(), "{} {} {wanted}", of(&made), of(&before));
    assert!(made.days[0].offered.get() > of(&made), "the day holds its morning");
    assert!(made.methods[0].why.contains("so far today"), "{}", made.methods[0].why);
}

#[test]
fn an_override_is_scored_once_its_day_has_come() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    let history = grid("q", 30, START, 70, |d, s| Some(pattern(d, s, 48) * if d == 65 { 1.5 } else { 1.0 }));
    let own = |day: &str, value| Override {
        date: date(day),
        start: None,
        queue: QueueId::new("q"),
        kind: OverrideKind::Factor,
        value,
        reason: "mailing".into(),
    };
    let mut findings = Findings::new();
    let overrides = [own("2026-03-11", 1.5), own("2026-03-12", 1.5), own("2026-09-01", 2.0)];
    super::super::score_overrides(&history, &centre, &overrides, &mut findings);
    let notes: Vec<&str> = findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].ends_with("better") && notes[1].ends_with("worse"), "{notes:?}");
}

#[test]
fn a_known_type_of_special_day_gets_the_level_it_had() {
    let campaigns = ["2026-01-20", "2026-02-04", "2026-02-19", "2026-03-04"];
    let days = campaigns.iter().map(|d| special(d, "campaign", true)).collect();
    let centre = centre(30, vec![queue("q", OpeningHours::always())], days);
    let history =
        grid("q", 30, START, 56, |d, s| Some(pattern(d, s, 48) * if [15, 30, 45].contains(&d) { 1.6 } else { 1.0 }));
    let made = forecast(&history, &centre, &[], date("2026-03-02"), 7, &mut Findings::new());
    let ratio = total(&made, "2026-03-04") / pattern_total(2);
    assert!((1.45..1.65).contains(&ratio), "{ratio}");
    assert!((total(&made, "2026-03-03") / pattern_total(1) - 1.0).abs() < 0.01, "other days stay clean");
}

#[test]
fn a_make_up_workday_on_a_saturday_is_a_working_day() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], vec![special("2026-03-07", "swapwork", true)]);
    let history = grid("q", 30, START, 56, |d, s| Some(pattern(d, s, 48)));
    let mut findings = Findings::new();
    let made = forecast(&history, &centre, &[], date("2026-03-02"), 7, &mut findings);
    assert!((total(&made, "2026-03-07") / pattern_total(0) - 1.0).abs() < 0.01, "{}", total(&made, "2026-03-07"));
    assert!(findings.has(Code::SpecialDayWithoutHistory), "the assumption is said");
}

#[test]
fn what_nobody_could_know_ahead_masks_the_past_and_never_tells_the_future() {
    let days = vec![special("2026-02-24", "outage", false), special("2026-03-03", "outage", false)];
    let centre = centre(30, vec![queue("q", OpeningHours::always())], days);
    let history = grid("q", 30, START, 56, |d, s| Some(if d == 50 { 1.0 } else { pattern(d, s, 48) }));
    let made = forecast(&history, &centre, &[], date("2026-03-02"), 7, &mut Findings::new());
    assert!((total(&made, "2026-03-03") / pattern_total(1) - 1.0).abs() < 0.01, "{}", total(&made, "2026-03-03"));
}

#[test]
fn rows_on_and_after_the_first_day_change_nothing() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], vec![special("2026-02-11", "campaign", true)]);
    let calls = |d: usize, s: usize| Some((pattern(d, s, 48) + ((d * 7 + s * 3) % 11) as f64).max(0.0));
    let short = grid("q", 30, START, 56, calls);
    let long = grid("q", 30, START, 90, |d, s| if d >= 56 { Some(1e6) } else { calls(d, s) });
    let of = |history| forecast(history, &centre, &[], date("2026-03-02"), 14, &mut Findings::new());
    assert_eq!(of(&short), of(&long));
}

#[test]
fn short_histories_work_and_say_so() {
    let centre = centre(15, vec![queue("q", OpeningHours::always())], Vec::new());
    for days in [1, 3, 7, 14] {
        let history = grid("q", 15, START, days, |d, s| Some(pattern(d, s, 96)));
        let mut findings = Findings::new();
        let first = crate::domain::time::add_days(date(START), i64::try_from(days).expect("small"));
        let made = forecast(&history, &centre, &[], first, 7, &mut findings);
        assert_eq!(made.rows.len(), 7 * 96);
        assert!(findings.has(Code::ForecastMethodFallback), "{days} days");
        assert_eq!(findings.has(Code::WeekdayWithoutHistory), days < 7);
        assert!(made.days.iter().all(|d| d.offered.get() > 0.0));
    }
}

#[test]
fn a_gap_before_the_forecast_is_noted_unless_the_queue_was_closed() {
    let history = grid("q", 30, START, 54, |d, s| (d % 7 < 5 && (16..36).contains(&s)).then(|| pattern(d, s, 48)));
    let centre = centre(30, vec![queue("q", hours(8, 18, &[0, 1, 2, 3, 4]))], Vec::new());
    let noted = |first: &str| {
        let mut findings = Findings::new();
        let made = forecast(&history, &centre, &[], date(first), 7, &mut findings);
        assert!(!made.rows.is_empty());
        findings.iter().find(|f| f.code == Code::HistoryEndsEarly).map(|f| f.message.clone())
    };
    assert_eq!(noted("2026-03-02"), None, "only a weekend lies between");
    let text = noted("2026-03-09").expect("noted");
    assert!(text.contains("ends on 2026-02-27, 10 days before"), "{text}");
    assert!(noted("2027-03-01").is_some());
}

#[test]
fn a_queue_without_history_is_an_error_or_borrows() {
    let open = OpeningHours::always;
    let mut borrower = queue("new", open());
    let mut history = grid("old", 30, START, 56, |d, s| Some(pattern(d, s, 48)));
    let made = |borrower, history: &_, findings: &mut Findings| {
        let centre = centre(30, vec![queue("old", open()), borrower], Vec::new());
        let made = forecast(history, &centre, &[], date("2026-03-02"), 7, findings);
        made.days.iter().filter(|d| d.queue == QueueId::new("new")).map(|d| d.offered.get()).sum::<f64>()
    };
    let mut findings = Findings::new();
    assert!(made(borrower.clone(), &history, &mut findings) < 1.0);
    assert!(findings.has(Code::QueueWithoutHistory));
    borrower.like = Some(QueueId::new("old"));
    let week: f64 = (0..7).map(pattern_total).sum();
    let mut findings = Findings::new();
    assert!((made(borrower.clone(), &history, &mut findings) / week - 1.0).abs() < 0.01);
    assert!(findings.has(Code::ForecastBorrowedLevel));
    let own = grid("new", 30, "2026-02-26", 4, |d, s| Some(pattern(d + 3, s, 48) / 4.0));
    history.queues.push(QueueGrid { queue: QueueId::new("new"), days: own.queues[0].days.clone() });
    let mut findings = Findings::new();
    let borrowed = made(borrower, &history, &mut findings);
    assert!((borrowed / week - 0.25).abs() < 0.01, "the level of its own four days: {borrowed}");
    assert!(findings.has(Code::ForecastBorrowedProfile));
}

#[test]
fn overrides_change_rows_day_and_bands_and_bad_ones_are_refused() {
    let centre = centre(30, vec![queue("q", hours(8, 18, &[0, 1, 2, 3, 4, 5, 6]))], Vec::new());
    let history = grid("q", 30, START, 56, |d, s| (16..36).contains(&s).then(|| pattern(d, s, 48)));
    let own = |day: &str, at: Option<u16>, queue: &str, kind, value| Override {
        date: date(day),
        start: at.map(|hour| Zone::UTC.at(date(day), ClockTime::from_minutes(hour * 60))),
        queue: QueueId::new(queue),
        kind,
        value,
        reason: "campaign".into(),
    };
    let overrides = [
        own("2026-03-02", None, "q", OverrideKind::Total, 900.0),
        own("2026-03-03", None, "q", OverrideKind::Factor, 1.5),
        own("2026-03-04", Some(10), "q", OverrideKind::Interval, 7.0),
        own("2026-03-04", Some(3), "q", OverrideKind::Interval, 7.0),
        own("2026-03-04", None, "q", OverrideKind::Interval, 7.0),
        own("2026-03-04", None, "x", OverrideKind::Total, 7.0),
        own("2026-03-04", None, "q", OverrideKind::Factor, -1.0),
        own("2027-03-04", None, "q", OverrideKind::Factor, 3.0),
    ];
    let mut findings = Findings::new();
    let plain = forecast(&history, &centre, &[], date("2026-03-02"), 7, &mut Findings::new());
    let made = forecast(&history, &centre, &overrides, date("2026-03-02"), 7, &mut findings);
    let count = |code| findings.iter().filter(|f| f.code == code).count();
    assert_eq!((count(Code::OverrideApplied), count(Code::OverrideUnusable)), (3, 4), "{findings:?}");
    assert!((total(&made, "2026-03-02") - 900.0).abs() < 1e-6);
    assert!((total(&made, "2026-03-03") / total(&plain, "2026-03-03") - 1.5).abs() < 1e-9);
    let sum: f64 =
        made.rows.iter().filter(|r| Zone::UTC.day(r.start) == date("2026-03-04")).map(|r| r.offered.get()).sum();
    assert!((sum - total(&made, "2026-03-04")).abs() < 1e-6, "the day follows its intervals");
    let high = |f: &Forecast| f.days[1].band80.expect("a band").high;
    assert!((high(&made) / high(&plain) - 1.5).abs() < 1e-9);
}

#[test]
fn handle_time_is_given_for_every_row_or_for_none() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    let mut history = grid("q", 30, START, 56, |d, s| Some(pattern(d, s, 48)));
    let made = |history: &_| forecast(history, &centre, &[], date("2026-03-02"), 7, &mut Findings::new());
    let with = made(&history);
    assert!(with.rows.iter().all(|r| r.aht.is_some_and(|a| (a.get() - 180.0).abs() < 1e-6)));
    for day in &mut history.queues[0].days {
        day.cells.iter_mut().flatten().for_each(|c| c.aht = None);
    }
    assert!(made(&history).rows.iter().all(|r| r.aht.is_none()));
}

#[test]
fn backtest_marks_one_method_per_queue_and_scores_all_that_ran() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], vec![special("2026-04-01", "outage", false)]);
    let noisy = |d: usize, s: usize| Some((pattern(d, s, 48) + ((d * 31 + s * 17) % 13) as f64 - 6.0).max(0.0));
    let history = grid("q", 30, START, 140, noisy);
    let mut findings = Findings::new();
    let rows = backtest(&history, &centre, 6, 1, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    let chosen: std::collections::BTreeSet<&str> =
        rows.iter().filter(|r| r.chosen).map(|r| r.method.as_str()).collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(rows.iter().filter(|r| r.days == "all").count(), METHODS.len());
    for row in &rows {
        assert_eq!(row.origins, 6);
        assert!(row.wape.is_some_and(|w| w < 0.5) && row.bias.is_some() && row.mase.is_some() && row.floor.is_some());
        assert!(row.coverage80.is_some_and(|c| (0.5..=1.0).contains(&c)), "{row:?}");
    }
    let short = grid("q", 30, START, 6, noisy);
    assert!(backtest(&short, &centre, 6, 1, &mut findings).is_empty());
    assert!(findings.has(Code::BacktestTooShort));
}

#[test]
fn the_forecast_takes_the_method_that_its_backtest_marks() {
    let centre = centre(30, vec![queue("q", OpeningHours::always())], Vec::new());
    let history =
        grid("q", 30, START, 140, |d, s| Some((pattern(d, s, 48) + ((d * 31 + s * 17) % 13) as f64 - 6.0).max(0.0)));
    let marked =
        backtest(&history, &centre, 0, 1, &mut Findings::new()).into_iter().find(|r| r.chosen).expect("one").method;
    let made = forecast(&history, &centre, &[], date("2026-05-25"), 7, &mut Findings::new());
    assert_eq!(made.methods[0].method, marked);
}
