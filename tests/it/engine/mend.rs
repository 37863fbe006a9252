//! Ways to mend a shortfall: what they promise is what a new roster gives.

use super::small::{Small, solve, solved};
use wfm::domain::roster::{Mend, RosterOutcome};

/// The small week with too few people at the desk on Wednesday afternoon and at the hotline.
fn short_week() -> Small {
    let mut small = Small::week("2026-11-30");
    small.problem.agents.retain(|agent| !["hal", "dee"].contains(&agent.id.as_str()));
    for row in &mut small.problem.requirement.rows {
        if row.queue.as_str() == "desk" {
            row.scheduled = wfm::domain::units::Heads::new(3);
        }
    }
    small
}

/// The week with the change of a mend made.
fn changed(small: &Small, mend: &Mend) -> Small {
    let mut small = small.clone();
    let problem = &mut small.problem;
    let variant = wfm::what_if::parse(&mend.what_if, &problem.centre, &problem.agents).expect("a change");
    wfm::what_if::apply(&variant, &mut problem.centre, &mut problem.agents);
    small
}

/// The week solved from the roster made, at no price for changes.
fn again_from(small: &Small, made: &RosterOutcome) -> RosterOutcome {
    let mut small = small.clone();
    small.problem.keep.clone_from(&made.rows);
    small.problem.centre.objective.change = 0.0;
    small.problem.centre.objective.change_break = 0.0;
    solved(&small)
}

#[test]
fn more_agents_gain_what_was_promised() {
    let small = short_week();
    let made = solved(&small);
    let mends: Vec<&Mend> =
        made.summary.shortfalls.iter().flat_map(|s| &s.mend).filter(|m| m.kind == "agents").collect();
    assert!(!mends.is_empty(), "{:?}", made.summary.shortfalls);
    for mend in mends.into_iter().take(3) {
        let again = again_from(&changed(&small, mend), &made);
        let (before, after) = (&made.summary, &again.summary);
        assert!(after.objective <= before.objective - mend.cost + 1e-6, "{} for {mend:?}", after.objective);
    }
}

#[test]
fn no_bound_of_a_mended_centre_lies_above_what_was_promised() {
    let small = short_week();
    let made = solved(&small);
    let mut seen = std::collections::BTreeSet::new();
    for mend in made.summary.shortfalls.iter().flat_map(|s| &s.mend) {
        assert!(mend.cost > 0.0 && mend.here_hours > 0.0, "{mend:?}");
        if seen.insert(mend.kind.clone()) {
            let again = solve(&changed(&small, mend)).expect("a roster");
            let bound = again.summary.bound.expect("a bound");
            assert!(bound <= made.summary.objective - mend.cost + 1e-6, "{bound} for {mend:?}");
        }
    }
    assert!(seen.len() >= 2, "only {seen:?}");
}

#[test]
fn reasons_are_those_that_hold_people_back() {
    let reasons = |small: &Small| {
        let made = solved(small);
        let mut worst: Vec<_> = made.summary.shortfalls.clone();
        worst.sort_by(|a, b| b.short_hours.total_cmp(&a.short_hours));
        (worst[0].reason.clone(), worst[0].text.clone())
    };
    // one desk on Monday for which everybody who has the skill is on leave or at work
    let mut small = Small::of(ONE_SHIFT, "2026-11-30");
    small.hire("ann", "", "full", &["calls"]);
    small.hire("bob", "", "full", &["calls"]);
    small.need("calls", 0, 480, 16, 2);
    small.leave("bob", 0, 0);
    assert_eq!(reasons(&small).0, "leave", "{}", reasons(&small).1);
    // six days are asked for, five may be worked
    let mut small = Small::of(ONE_SHIFT, "2026-11-30");
    small.hire("ann", "", "full", &["calls"]);
    for day in 0..6 {
        small.need("calls", day, 480, 16, 1);
    }
    assert_eq!(reasons(&small).0, "hours_used_up", "{}", reasons(&small).1);
    // the evening is asked for on four days and the morning after them
    let mut small = Small::of(ONE_SHIFT, "2026-11-30");
    small.contract("full").days_per_week = (1, 2);
    small.hire("ann", "", "full", &["calls"]);
    small.need("calls", 0, 840, 16, 1);
    small.need("calls", 1, 360, 16, 1);
    assert_eq!(reasons(&small).0, "rest", "{}", reasons(&small).1);
    // nobody starts at night
    let mut small = Small::of(ONE_SHIFT, "2026-11-30");
    small.hire("ann", "", "full", &["calls"]);
    small.need("calls", 0, 480, 16, 1);
    small.need("calls", 1, 60, 8, 1);
    assert_eq!(reasons(&small).0, "no_legal_shift", "{}", reasons(&small).1);
}

const ONE_SHIFT: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 30

[[queue]]
id = "calls"
hours = "24x7"

[[contract]]
id = "full"
weekly_hours = [0, 40]
daily_hours = [8, 8]
days_per_week = [1, 5]
min_rest_hours = 11

[[shift]]
id = "day"
contracts = ["full"]
start = { from = "06:00", to = "14:00", step = "2h" }
length = "8h"
breaks = []
"#;
