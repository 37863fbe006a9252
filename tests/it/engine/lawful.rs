//! Rosters under law: made without a rule they break it, made with it they keep it, and none that is lawful costs less than the
//! bound.

use wfm::check::check;
use wfm::domain::findings::{Failure, Severity};
use wfm::domain::ids::{AgentId, QueueId, ShiftId};
use wfm::domain::law::{Article, Asks, BreakDuty, LegalRule, MonthOvertime, Stretch};
use wfm::domain::people::{Activity, RosterRow};
use wfm::domain::rules::AverageHours;
use wfm::domain::time::ClockTime;
use wfm::domain::units::Minutes;

use super::optimum::{compare_bound, tiny};
use super::random;
use super::small::{Small, codes, judged, solve, solve_from, solved};

fn minutes(minutes: u32) -> Minutes {
    Minutes::new(minutes)
}

/// A hard rule of a made-up act.
fn rule(asks: Asks) -> LegalRule {
    let effective = "2000-01-01".parse().expect("date");
    LegalRule { article: Article { pack: "act.toml".into(), source: "Act § 1".into(), effective }, hard: true, asks }
}

fn with(mut small: Small, asks: &Asks) -> Small {
    small.problem.centre.contracts.iter_mut().for_each(|c| c.law.push(rule(asks.clone())));
    small
}

fn no_work(from: u16, to: u16) -> Asks {
    Asks::NoWorkBetween(ClockTime::from_minutes(from), ClockTime::from_minutes(to))
}

fn hours(weeks: u8, most: u32) -> Asks {
    Asks::Hours(AverageHours { weeks, most: minutes(most) })
}

fn overtime(most: u32, day: u32) -> Asks {
    Asks::MonthOvertime(MonthOvertime { most: minutes(most), above_daily: minutes(day), above_weekly: minutes(2_400) })
}

/// A meal that begins when at most so much work lies behind.
fn meal_by(by: u32) -> Asks {
    let kinds = vec![Activity::Meal];
    let (part, total) = (minutes(30), minutes(30));
    Asks::Breaks(BreakDuty { from: minutes(301), kinds, part, count: 1, total, by: Some(minutes(by)) })
}

fn stretch(most: u32, part: u32) -> Asks {
    Asks::Stretch(Stretch { most: minutes(most), part: minutes(part) })
}

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
    let centre = || Small::week("2026-12-07");
    let without = rosters(&centre());
    for (code, asks) in [
        ("K214", meal_by(240)),
        ("K214", stretch(270, 20)),
        ("K317", hours(1, 4 * 505)),
        ("K318", overtime(100, 480)),
        ("K320", Asks::DaysPerWeek(4)),
    ] {
        bites(code, &with(centre(), &asks), &without);
    }
}

#[test]
fn a_shift_ends_before_the_most_hours_of_a_day_are_over() {
    // a desk of nine and a half hours, one agent, and hours enough to stay all of it
    let mut one = Small::week("2026-12-07");
    one.only_desk(8 * 60, 17 * 60 + 30);
    one.problem.agents.truncate(1);
    one.contract("full").weekly.1 = minutes(45 * 60);
    bites("K213", &with(one.clone(), &Asks::ShiftHours(minutes(505))), &rosters(&one));
}

#[test]
fn the_night_stays_free_of_those_who_may_not_work_in_it() {
    let mut free = Small::week("2026-12-07");
    free.contract("full").law.push(rule(no_work(22 * 60, 30 * 60)));
    bites("K213", &free, &rosters(&Small::week("2026-12-07")));
}

/// The centre with six shifts a week and one day off.
fn six_days(first_day: &str) -> Small {
    let mut small = Small::week(first_day);
    let contract = small.contract("full");
    (contract.days_per_week, contract.max_consecutive_days, contract.days_off_together) = ((6, 6), 7, 0);
    contract.weekly = (minutes(42 * 60), minutes(60 * 60));
    small
}

#[test]
fn a_single_day_off_is_the_rest_of_the_week() {
    let mut asked = six_days("2026-12-07");
    asked.contract("full").law.push(rule(Asks::WeeklyRest(minutes(39 * 60))));
    bites("K319", &asked, &rosters(&six_days("2026-12-07")));
}

/// A shift of the days before, without breaks.
fn before(small: &mut Small, agent: &str, day: i64, start: u16, length: i64) {
    let from = small.problem.centre.zone.at(small.date(day), ClockTime::from_minutes(start));
    small.problem.previous.push(RosterRow {
        agent: AgentId::new(agent),
        day: small.date(day),
        shift: ShiftId::new("late"),
        start: from,
        end: from.plus_minutes(length),
        activity: Activity::Work,
        queue: Some(QueueId::new("hotline")),
        paid: true,
    });
}

#[test]
fn the_rest_that_the_week_before_began_is_kept() {
    let mut small = six_days("2026-12-07");
    for agent in ["ann", "bob", "dee", "eva", "hal"] {
        (-7..-1).for_each(|day| before(&mut small, agent, day, 14 * 60, 500));
    }
    // Saturday 22:20 and 36 hours are Monday 10:20
    let mut asked = small.clone();
    asked.contract("full").law.push(rule(Asks::WeeklyRest(minutes(36 * 60))));
    bites("K319", &asked, &rosters(&small));
}

#[test]
fn averages_and_months_go_on_from_the_weeks_before() {
    let mut small = Small::week("2026-12-14");
    for day in [-7, -6, -5, -4, -3] {
        before(&mut small, "bob", day, 13 * 60, 600);
    }
    // 50 hours before leave 33 h 40 min, which are four shifts of eight hours with their handover
    let average = with(small.clone(), &hours(2, 25 * 60 + 2 * 505));
    bites("K317", &average, &rosters(&small));
    // ten hours of overtime before leave 100 minutes
    let month = with(small.clone(), &overtime(700, 480));
    bites("K318", &month, &rosters(&small));
}

/// What law asks in the weeks drawn by lot.
fn laws() -> [Vec<Asks>; 6] {
    [
        vec![Asks::WeeklyRest(minutes(35 * 60)), Asks::DaysPerWeek(4)],
        vec![overtime(120, 480), meal_by(260)],
        vec![overtime(60, 490), Asks::WeeklyRest(minutes(44 * 60))],
        vec![hours(1, 2_100), stretch(285, 20)],
        vec![Asks::ShiftHours(minutes(510)), no_work(23 * 60, 29 * 60)],
        vec![Asks::WeeklyRest(minutes(60 * 60)), hours(3, 1_500), overtime(90, 480)],
    ]
}

#[test]
fn weeks_drawn_by_lot_keep_the_law() {
    let (mut made, mut faults, laws) = (0, Vec::new(), laws());
    for case in 0..30 {
        let law = usize::try_from(case).expect("small") % laws.len();
        let small = laws[law].iter().fold(random::week(case), with);
        match solve(&small) {
            Ok(roster) => {
                made += 1;
                faults.extend(judged(&small, &roster).into_iter().map(|breach| format!("case {case}: {breach}")));
            }
            Err(Failure::Infeasible(_)) => {}
            Err(other) => faults.push(format!("case {case}: {other:?}")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(made > 10, "only {made} weeks could be made");
}

#[test]
fn no_lawful_roster_costs_less_than_the_bound() {
    // shifts of 435 minutes on Monday 30 November to Wednesday, two a week
    for (name, asks, legal) in [
        ("late shifts end at 18:00", no_work(17 * 60 + 30, 20 * 60), 12),
        ("only the earlier meal", meal_by(210), 12),
        ("one shift in each month", overtime(35, 400), 32),
        ("two shifts of December", overtime(70, 400), 48),
        ("the hours of two shifts", hours(1, 870), 48),
    ] {
        for curve in [[2, 0, 1], [1, 2, 1]] {
            let small = with(tiny(curve), &asks);
            let (best, objective, weeks) = compare_bound(name, &small);
            assert_eq!(weeks, legal, "{name}");
            assert!(objective <= best * 1.001 + 1e-6, "{name}: {objective} for {best}");
        }
    }
}

#[test]
fn an_article_that_leaves_no_week_is_named() {
    let small = with(tiny([1, 1, 1]), &hours(1, 869));
    let Err(Failure::Infeasible(findings)) = solve(&small) else { panic!("nobody has a legal week") };
    let named = findings.iter().filter(|f| f.severity == Severity::Warning || f.severity == Severity::Error);
    let named: Vec<String> = named.map(ToString::to_string).collect();
    assert!(named.iter().any(|text| text.contains("Act § 1 (act.toml, not legal advice)")), "{named:?}");
}
