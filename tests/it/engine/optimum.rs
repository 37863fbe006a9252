//! The bound and the roster against the true optimum, found by looking at every roster of a tiny centre.

use wfm::check::check;
use wfm::domain::ids::{QueueId, ShiftId};
use wfm::domain::people::{Activity, RosterRow};
use wfm::domain::roster::RosterProblem;

use super::small::{Small, solved};

const TINY: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 30

[[queue]]
id = "calls"
hours = "mon-wed 08:00-18:00"

[[contract]]
id = "full"
weekly_hours = [14, 16]
daily_hours = [7, 8]
days_per_week = [2, 2]
min_rest_hours = 11

[[shift]]
id = "day"
contracts = ["full"]
start = "08:00"
length = "8h"
breaks = [{ kind = "meal", minutes = 45, paid = false, window = ["3h30m", "4h"], step = "30m" }]

[[shift]]
id = "late"
contracts = ["full"]
start = "10:00"
length = "8h"
breaks = [{ kind = "meal", minutes = 45, paid = false, window = ["3h30m", "4h"], step = "30m" }]

[objective]
over = 0.5
"#;

/// Days, shifts with their starts, and meals of the tiny centre.
const DAYS: i64 = 3;
const SHIFTS: [(&str, i64); 2] = [("day", 8 * 60), ("late", 10 * 60)];
const MEALS: [i64; 2] = [210, 240];

pub(super) fn tiny(curve: [u32; 3]) -> Small {
    of(TINY, curve)
}

fn of(centre: &str, curve: [u32; 3]) -> Small {
    let mut small = Small::of(centre, "2026-11-30");
    small.hire("ann", "", "full", &["calls"]);
    small.hire("bob", "", "full", &["calls"]);
    for (day, base) in (0..DAYS).zip(curve) {
        for (at, extra) in [(480, 0), (600, 1), (720, 0), (840, 1), (960, 0)] {
            small.need("calls", day, at, 4, base + extra);
        }
    }
    small
}

fn shift(problem: &RosterProblem, agent: usize, day: i64, (id, start): (&str, i64), meal: i64) -> Vec<RosterRow> {
    let date = problem.first_day + chrono::TimeDelta::days(day);
    let begin = problem.centre.zone.midnight(date).plus_minutes(start);
    let parts = [(0, meal, Activity::Work), (meal, meal + 45, Activity::Meal), (meal + 45, 480, Activity::Work)];
    let row = |(from, to, activity): (i64, i64, Activity)| RosterRow {
        agent: problem.agents[agent].id.clone(),
        day: date,
        shift: ShiftId::new(id),
        start: begin.plus_minutes(from),
        end: begin.plus_minutes(to),
        activity,
        queue: (activity == Activity::Work).then(|| QueueId::new("calls")),
        paid: activity == Activity::Work,
    };
    parts.map(row).to_vec()
}

/// Every week of an agent that the checker finds legal: each day off, or one of the starts with one of the meals.
pub(super) fn weeks(problem: &RosterProblem, agent: usize) -> Vec<Vec<RosterRow>> {
    let mut weeks = vec![Vec::new()];
    for day in 0..DAYS {
        let mut longer: Vec<Vec<RosterRow>> = Vec::new();
        for week in &weeks {
            longer.push(week.clone());
            for (of_day, meal) in SHIFTS.iter().flat_map(|s| MEALS.map(|m| (*s, m))) {
                longer.push(week.iter().cloned().chain(shift(problem, agent, day, of_day, meal)).collect());
            }
        }
        weeks = longer;
    }
    let id = &problem.agents[agent].id;
    let legal = |rows: &Vec<RosterRow>| {
        let report = check(problem, rows, None);
        !report.findings.iter().any(|f| f.agent.as_ref() == Some(id))
    };
    weeks.into_iter().filter(legal).collect()
}

/// The least that any legal roster costs, and how many weeks each agent has.
fn optimum(problem: &RosterProblem) -> (f64, usize) {
    let (ann, bob) = (weeks(problem, 0), weeks(problem, 1));
    assert_eq!(ann.len(), bob.len());
    let mut best = f64::INFINITY;
    for (a, b) in ann.iter().flat_map(|a| bob.iter().map(move |b| (a, b))) {
        let rows: Vec<RosterRow> = a.iter().chain(b).cloned().collect();
        best = best.min(check(problem, &rows, None).terms.total());
    }
    (best, ann.len())
}

/// The engine's bound and roster around the optimum; gives the optimum, the roster's objective and the number of legal weeks.
#[track_caller]
pub(super) fn compare_bound(name: &str, small: &Small) -> (f64, f64, usize) {
    let (best, weeks) = optimum(&small.problem);
    let made = solved(small);
    let bound = made.summary.bound.expect("a bound");
    assert!(bound <= best + 1e-6, "{name}: bound {bound}, optimum {best}");
    assert!(made.summary.objective >= best - 1e-6, "{name}: objective below the optimum {best}");
    (best, made.summary.objective, weeks)
}

/// The engine's roster and bound against the optimum; gives the number of legal weeks of an agent.
#[track_caller]
fn compare(name: &str, small: &Small) -> usize {
    let (best, objective, weeks) = compare_bound(name, small);
    assert!(objective <= best * 1.001 + 1e-6, "{name}: {objective} for {best}");
    weeks
}

#[test]
fn no_roster_costs_less_than_the_bound() {
    for curve in [[1, 1, 1], [0, 2, 0], [2, 0, 1]] {
        let weeks = compare(&format!("{curve:?}"), &tiny(curve));
        assert_eq!(weeks, 48, "three pairs of days, two starts and two meals on each");
    }
}

const NIGHT: &str = "[rules]\nnight = [\"17:00\", \"20:00\"]\nnight_minutes = 60\n";

/// Lines of the contract and of the file: the late shift is a night shift to the centre where it says so.
const RULES: [(&str, &str, usize); 9] = [
    ("max_nights_per_week = 1", NIGHT, 36),
    ("max_consecutive_nights = 1", NIGHT, 40),
    ("rest_after_nights_hours = 15", NIGHT, 40),
    ("start_window_hours = 1", "", 24),
    ("max_stretch_hours = 3.75", "", 12),
    ("", "[[succession]]\nfrom = \"day\"\nto = \"late\"\nkind = \"forbidden\"\n", 40),
    ("", "[[succession]]\nfrom = \"late\"\nto = \"late\"\nkind = \"required\"\n[rules.soft]\nsuccession = 0.7\n", 48),
    ("max_nights_per_week = 0", "NIGHT[rules.soft]\nmax_nights_per_week = 0.9\n", 48),
    (
        "max_consecutive_days = 1\ndays_off_together = 5",
        "[rules.soft]\nmax_consecutive_days = 1.5\ndays_off_together = 2.0\n",
        48,
    ),
];

#[test]
fn rules_about_days_and_pairs_keep_the_bound_valid_and_the_optimum_in_reach() {
    for (contract, rules, legal) in RULES {
        let with_contract = TINY.replace("min_rest_hours = 11\n", &format!("min_rest_hours = 11\n{contract}\n"));
        let centre = format!("{with_contract}\n{}", rules.replace("NIGHT", NIGHT));
        for curve in [[2, 0, 1], [1, 2, 1]] {
            let weeks = compare(&format!("{contract} {rules} {curve:?}"), &of(&centre, curve));
            assert_eq!(weeks, legal, "{contract} {rules}");
        }
    }
}

#[test]
fn days_too_few_or_too_many_have_their_price() {
    let centre = TINY.replace("weekly_hours = [14, 16]", "weekly_hours = [7, 22]");
    let centre = format!("{centre}\n[rules.soft]\ndays_per_week = 3.0\n");
    let mut alone = of(&centre, [1, 2, 1]);
    alone.problem.agents.truncate(1);
    let one = weeks(&alone.problem, 0);
    assert_eq!(one.len(), 12 + 48 + 64, "one, two or three days");
    let costs = one.iter().map(|rows| check(&alone.problem, rows, None).terms.total());
    let best = costs.fold(f64::INFINITY, f64::min);
    let made = solved(&alone);
    assert!((made.summary.objective - best).abs() < 1e-6, "{} for {best}", made.summary.objective);
    assert!(made.summary.bound.expect("a bound") <= best + 1e-6);
    assert!(made.summary.terms.rules > 0.0, "a third day pays");
}
