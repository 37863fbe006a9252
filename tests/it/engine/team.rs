//! Rules about several agents at once: kept where that can be, refused by name where it cannot.

use wfm::domain::codes::Code;
use wfm::domain::findings::{Failure, Finding};
use wfm::domain::people::Activity;
use wfm::domain::team::{BreakShare, LeaveAllowance, RolePresence};
use wfm::domain::time::ClockTime;
use wfm::domain::units::{Heads, Share};

use super::small::{Small, solve, solved};

/// Somebody of these roles from Monday to Friday in these minutes of the day.
fn presence(roles: &[&str], from: u16, to: u16) -> RolePresence {
    let range = vec![(ClockTime::from_minutes(from), ClockTime::from_minutes(to))];
    RolePresence {
        roles: roles.iter().map(|r| (*r).to_owned()).collect(),
        min: Heads::new(1),
        hours: Some(std::array::from_fn(|day| if day < 5 { range.clone() } else { Vec::new() })),
        breaks_count: false,
        never_all_off: false,
    }
}

fn with_roles() -> Small {
    let mut centre = Small::week("2026-11-30");
    for (agent, role) in [("ann", "leader"), ("bob", "leader"), ("dee", "leader"), ("eva", "a"), ("hal", "b")] {
        centre.agent(agent).roles = vec![role.to_owned()];
    }
    centre
}

#[test]
fn a_leader_is_at_work_whenever_asked() {
    let mut centre = with_roles();
    centre.problem.centre.team_rules.presence.push(presence(&["leader"], 9 * 60, 15 * 60));
    let made = solved(&centre);
    let midnight = centre.problem.centre.zone.midnight(centre.date(0));
    let (from, to) = (midnight.plus_minutes(9 * 60), midnight.plus_minutes(15 * 60));
    let by_leaders = made.rows.iter().filter(|r| ["ann", "bob", "dee"].contains(&r.agent.as_str()));
    let work = by_leaders.filter(|r| r.activity == Activity::Work);
    let seconds: i64 = work.map(|r| r.end.min(to).seconds_since(r.start.max(from)).max(0)).sum();
    assert!(seconds >= 6 * 3600, "{seconds} s of leaders at work from 09:00 to 15:00");
    // counted at every moment, breaks left aside, over more of the day
    let rule = RolePresence { breaks_count: true, ..presence(&["leader"], 8 * 60, 18 * 60) };
    centre.problem.centre.team_rules.presence = vec![rule];
    solved(&centre);
}

#[test]
fn two_who_stand_in_for_each_other_are_never_both_off() {
    let mut centre = with_roles();
    let every_day =
        RolePresence { hours: None, min: Heads::new(0), never_all_off: true, ..presence(&["a", "b"], 0, 1) };
    centre.problem.centre.team_rules.presence.push(every_day);
    let made = solved(&centre);
    for day in 0..7 {
        let date = centre.date(day);
        assert!(made.rows.iter().any(|r| r.day == date && ["eva", "hal"].contains(&r.agent.as_str())), "{date}");
    }
    centre.leave("eva", 2, 2);
    centre.leave("hal", 2, 2);
    let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("both on leave") };
    let told = "2026-12-02 all of them are off (eva, hal)";
    assert!(findings.iter().any(|f| f.code == Code::PresenceImpossible && f.message.contains(told)), "{findings:?}");
}

#[test]
fn no_more_of_a_team_are_on_break_than_its_share() {
    let mut centre = Small::week("2026-11-30");
    for share in [0.0, 0.5] {
        let max_on_break = Share::new(share).expect("a share");
        centre.problem.centre.team_rules.breaks = vec![BreakShare { team: None, max_on_break, at_least_one: true }];
        solved(&centre);
    }
}

#[test]
fn a_role_that_nobody_has_is_refused_by_name() {
    let mut centre = with_roles();
    centre.problem.centre.team_rules.presence.push(presence(&["nurse"], 9 * 60, 10 * 60));
    let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("refused") };
    let finding = findings.iter().find(|f| f.code == Code::PresenceImpossible).expect("named");
    for part in ["role nurse", "2026-11-30 09:00 to 10:00", "there is no such agent"] {
        assert!(finding.message.contains(part), "{part}: {}", finding.message);
    }
}

#[test]
fn a_share_that_no_roster_keeps_is_refused_with_the_times() {
    let mut centre = Small::week("2026-11-30");
    let none = BreakShare { team: Some("red".into()), max_on_break: Share::ZERO, at_least_one: false };
    centre.problem.centre.team_rules.breaks.push(none);
    let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("everybody has breaks") };
    let told = |f: &Finding| f.message.contains("of team red") && f.message.contains("too many on break");
    assert!(findings.iter().any(|f| f.code == Code::HardRuleNotKept && told(f)), "{findings:?}");
}

const TWO_STARTS: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 30

[[queue]]
id = "calls"
hours = "mon 08:00-20:00"

[[contract]]
id = "full"
weekly_hours = [8, 8]
daily_hours = [8, 8]
days_per_week = [1, 1]

[[shift]]
id = "day"
contracts = ["full"]
start = { from = "08:00", to = "12:00", step = "4h" }
length = "8h"

[handover]
before_minutes = 10
relief = true
"#;

/// Two are needed until 16:00, one half an hour longer: without relief both would start at 08:00.
fn two_starts(agents: &[&str]) -> Small {
    let mut centre = Small::of(TWO_STARTS, "2026-11-30");
    for agent in agents {
        centre.hire(agent, "", "full", &["calls"]);
    }
    centre.need("calls", 0, 480, 16, 2);
    centre.need("calls", 0, 960, 1, 1);
    centre
}

#[test]
fn whoever_leaves_a_staffed_queue_is_relieved() {
    let mut centre = two_starts(&["ann", "bob"]);
    let made = solved(&centre);
    let starts: std::collections::BTreeSet<_> = made.rows.iter().map(|r| r.start).collect();
    assert!(starts.len() > 2, "handover and work at 08:00 and at 12:00: {starts:?}");
    centre.problem.centre.handover.relief = false;
    let free = solved(&centre);
    assert!(free.summary.objective < made.summary.objective, "the rule costs something here");
}

#[test]
fn whoever_nobody_can_relieve_is_named() {
    let mut centre = two_starts(&["ann"]);
    // nobody else is there, and the later shift is out of reach
    centre.available("ann", chrono::Weekday::Mon, 7 * 60, 17 * 60);
    let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("refused") };
    let told = "ann leaves queue calls at 2026-11-30 16:00";
    assert!(findings.iter().any(|f| f.code == Code::HardRuleNotKept && f.message.contains(told)), "{findings:?}");
}

#[test]
fn more_leave_than_the_allowance_is_told_by_day_and_name() {
    let mut centre = Small::week("2026-11-30");
    centre.leave("ann", 1, 2);
    centre.leave("bob", 2, 2);
    let (from, to) = (centre.date(0), centre.date(6));
    let allowance = LeaveAllowance { from, to, team: Some("red".into()), max_away: Heads::new(1) };
    centre.problem.allowances.push(allowance);
    let made = solved(&centre);
    let told: Vec<&str> =
        made.findings.iter().filter(|f| f.code == Code::LeaveBeyondAllowance).map(|f| f.message.as_str()).collect();
    assert_eq!(told, ["2 of team red are on leave on 2026-12-02, 1 may be: ann, bob"]);
}
