//! Infeasible centres with one planted clash: the finding names exactly the rules of it, and without any one of them a
//! roster exists.

use super::small::{Small, solve, solved};
use wfm::domain::codes::Code;
use wfm::domain::findings::{Failure, Findings};
use wfm::domain::hours::OpeningHours;
use wfm::domain::units::{Heads, Minutes};

/// The rules that the finding of this code names after `these cannot hold together: `, sorted.
fn named(findings: &Findings, code: Code) -> Vec<String> {
    let lead = "these cannot hold together: ";
    let told = findings.iter().filter(|f| f.code == code).find_map(|f| f.message.split_once(lead));
    let Some((_, list)) = told else { panic!("{findings:?}") };
    let list = list.split_once(" (a shift").or(list.split_once(" (nobody")).map_or(list, |(list, _)| list);
    let mut rules: Vec<String> = list.split("; ").map(str::to_owned).collect();
    rules.sort();
    rules
}

/// One way to take a rule out of a problem.
type Lift<'a> = &'a dyn Fn(&mut Small);

/// The centre clashes, the clash is these rules, and each lift alone mends it.
#[track_caller]
fn planted(small: &Small, code: Code, rules: &[&str], lifts: &[Lift<'_>]) {
    let findings = match solve(small) {
        Ok(made) => made.findings,
        Err(Failure::Infeasible(findings)) => findings,
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(named(&findings, code), rules);
    for (nth, lift) in lifts.iter().enumerate() {
        let mut mended = small.clone();
        lift(&mut mended);
        let made = solved(&mended);
        assert!(!made.findings.has(code), "lift {nth}: {:?}", made.findings);
    }
}

const DESK: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 30

[[queue]]
id = "calls"
hours = "mon-sat 06:00-22:00"

[[contract]]
id = "full"
weekly_hours = [0, 56]
daily_hours = [8, 8]
days_per_week = [1, 7]
min_rest_hours = 11

[[shift]]
id = "early"
contracts = ["full"]
start = { from = "06:00", to = "06:00", step = "1h" }
length = "8h"

[[shift]]
id = "late"
contracts = ["full"]
start = { from = "14:00", to = "14:00", step = "1h" }
length = "8h"
"#;

fn desk(people: &[&str]) -> Small {
    let mut small = Small::of(DESK, "2026-11-30");
    for id in people {
        small.hire(id, "", "full", &["calls"]);
    }
    small
}

#[test]
fn leave_leaves_too_few_days_of_an_open_week() {
    let mut small = desk(&["ann", "bob"]);
    small.need("calls", 0, 360, 32, 1);
    small.contract("full").leave_counts_as_worked = false;
    small.contract("full").days_per_week = (5, 7);
    small.leave("ann", 1, 2);
    planted(
        &small,
        Code::NoLegalWeek,
        &["5 to 7 days a week", "leave on Tue 2026-12-01, Wed 2026-12-02", "the opening hours of the agent's queues"],
        &[&|s| s.contract("full").days_per_week.0 = 4, &|s| s.problem.time_off.clear(), &|s| {
            s.problem.centre.queues[0].hours = OpeningHours::always();
        }],
    );
}

#[test]
fn a_training_after_a_late_training_lacks_rest() {
    let mut small = desk(&["ann"]);
    small.need("calls", 0, 360, 32, 1);
    small.train("ann", 0, 1_200, 1_260);
    small.train("ann", 1, 420, 480);
    small.train("ann", 3, 420, 480);
    let rules = ["11 h of rest between shifts", "fixed trainings and meetings on Mon 2026-11-30, Tue 2026-12-01"];
    planted(
        &small,
        Code::NoLegalWeek,
        &rules,
        &[
            &|s| s.contract("full").min_rest = Minutes::new(480),
            &|s| {
                s.problem.activities.remove(0);
            },
            &|s| {
                s.problem.activities.remove(1);
            },
        ],
    );
}

#[test]
fn two_people_compete_for_one_evening() {
    let mut small = desk(&["ann", "bob"]);
    small.need("calls", 2, 840, 16, 1);
    small.problem.centre.min_agents_present = Heads::new(1);
    small.leave("ann", 2, 2);
    small.leave("ann", 4, 4);
    small.train("bob", 2, 420, 480);
    planted(
        &small,
        Code::PresenceImpossible,
        &[
            "ann: leave on Wed 2026-12-02",
            "bob: fixed trainings and meetings on Wed 2026-12-02",
            "min_agents_present = 1",
        ],
        &[
            &|s| {
                s.problem.time_off.remove(0);
            },
            &|s| s.problem.activities.clear(),
            &|s| s.problem.centre.min_agents_present = Heads::new(0),
        ],
    );
}

#[test]
fn one_person_cannot_close_and_open() {
    let mut small = desk(&["ann"]);
    small.need("calls", 0, 840, 16, 1);
    small.need("calls", 1, 360, 16, 1);
    small.problem.centre.min_agents_present = Heads::new(1);
    planted(
        &small,
        Code::HardRuleNotKept,
        &["contract full: 11 h of rest between shifts", "min_agents_present = 1"],
        &[&|s| s.contract("full").min_rest = Minutes::new(480), &|s| {
            s.problem.centre.min_agents_present = Heads::new(0);
        }],
    );
}

#[test]
fn two_people_share_six_days_of_two_shifts() {
    let mut small = desk(&["ann", "bob"]);
    for day in 0..6 {
        small.need("calls", day, 360, 32, 1);
    }
    small.problem.centre.min_agents_present = Heads::new(1);
    small.contract("full").days_per_week = (1, 5);
    planted(
        &small,
        Code::HardRuleNotKept,
        &["contract full: 1 to 5 days a week", "min_agents_present = 1"],
        &[&|s| s.contract("full").days_per_week.1 = 6, &|s| s.problem.centre.min_agents_present = Heads::new(0)],
    );
}

#[test]
fn a_locked_morning_leaves_nobody_for_the_evening() {
    let mut small = desk(&["ann", "bob"]);
    small.need("calls", 0, 360, 16, 1);
    small.problem.agents.truncate(1);
    let rows = solved(&small).rows;
    let mut small = desk(&["ann", "bob"]);
    small.need("calls", 0, 360, 32, 1);
    small.problem.locked = rows.into_iter().filter(|row| row.day == small.problem.first_day).collect();
    small.problem.centre.min_agents_present = Heads::new(1);
    small.away("bob", 0, 1_080, 1_200);
    planted(
        &small,
        Code::PresenceImpossible,
        &[
            "ann: locked assignments (on Mon 2026-11-30)",
            "bob: time off by the clock on Mon 2026-11-30",
            "min_agents_present = 1",
        ],
        &[&|s| s.problem.locked.clear(), &|s| s.problem.time_off.clear(), &|s| {
            s.problem.centre.min_agents_present = Heads::new(0);
        }],
    );
}
