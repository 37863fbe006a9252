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
start = { from = "08:00", to = "10:00", step = "2h" }
length = "8h"
breaks = [{ kind = "meal", minutes = 45, paid = false, window = ["3h30m", "4h"], step = "30m" }]

[objective]
over = 0.5
"#;

/// Days, starts and meals of the tiny centre.
const DAYS: i64 = 3;
const STARTS: [i64; 2] = [8 * 60, 10 * 60];
const MEALS: [i64; 2] = [210, 240];

pub(super) fn tiny(curve: [u32; 3]) -> Small {
    let mut small = Small::of(TINY, "2026-11-30");
    small.hire("ann", "", "full", &["calls"]);
    small.hire("bob", "", "full", &["calls"]);
    for (day, base) in (0..DAYS).zip(curve) {
        for (at, extra) in [(480, 0), (600, 1), (720, 0), (840, 1), (960, 0)] {
            small.need("calls", day, at, 4, base + extra);
        }
    }
    small
}

fn shift(problem: &RosterProblem, agent: usize, day: i64, start: i64, meal: i64) -> Vec<RosterRow> {
    let date = problem.first_day + chrono::TimeDelta::days(day);
    let begin = problem.centre.zone.midnight(date).plus_minutes(start);
    let parts = [(0, meal, Activity::Work), (meal, meal + 45, Activity::Meal), (meal + 45, 480, Activity::Work)];
    let row = |(from, to, activity): (i64, i64, Activity)| RosterRow {
        agent: problem.agents[agent].id.clone(),
        day: date,
        shift: ShiftId::new("day"),
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
            for (start, meal) in STARTS.iter().flat_map(|s| MEALS.map(|m| (*s, m))) {
                longer.push(week.iter().cloned().chain(shift(problem, agent, day, start, meal)).collect());
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

fn optimum(problem: &RosterProblem) -> f64 {
    let (ann, bob) = (weeks(problem, 0), weeks(problem, 1));
    assert_eq!((ann.len(), bob.len()), (48, 48), "three pairs of days, two starts and two meals on each");
    let mut best = f64::INFINITY;
    for (a, b) in ann.iter().flat_map(|a| bob.iter().map(move |b| (a, b))) {
        let rows: Vec<RosterRow> = a.iter().chain(b).cloned().collect();
        best = best.min(check(problem, &rows, None).terms.total());
    }
    best
}

#[test]
fn no_roster_costs_less_than_the_bound() {
    for curve in [[1, 1, 1], [0, 2, 0], [2, 0, 1]] {
        let small = tiny(curve);
        let best = optimum(&small.problem);
        let made = solved(&small);
        let bound = made.summary.bound.expect("a bound");
        assert!(bound <= best + 1e-6, "{curve:?}: bound {bound}, optimum {best}");
        assert!(made.summary.objective >= best - 1e-6, "{curve:?}: objective below the optimum {best}");
        assert!(made.summary.objective <= best * 1.001 + 1e-6, "{curve:?}: {} for {best}", made.summary.objective);
    }
}
