//! The roster engine against the independent checker, on centres small enough to look at.

mod clash;
mod keep;
mod law;
// microlp counts no nodes: its integer programs would not end in a test's time
#[cfg(feature = "highs")]
mod lawful;
#[cfg(feature = "highs")]
mod limits;
#[cfg(feature = "highs")]
mod many;
mod mend;
mod optimum;
// microlp counts no nodes: its integer programs would not end in a test's time
#[cfg(feature = "highs")]
mod period;
mod random;
mod service;
mod small;
mod standby;
mod team;
mod what_if;
mod wishes;

use chrono::Weekday;

use small::{Small, codes, solve, solved};
use wfm::domain::codes::Code;
use wfm::domain::findings::Failure;
use wfm::domain::ids::AgentId;
use wfm::domain::people::{Activity, Wish};
use wfm::domain::time::ClockTime;

#[test]
fn nights_desk_and_handover_keep_every_rule() {
    let centre = Small::week("2026-11-30");
    let made = solved(&centre);
    assert!(made.rows.iter().any(|r| r.shift.as_str() == "night"));
    assert!(made.rows.iter().any(|r| r.activity == Activity::Handover));
}

#[test]
fn a_week_with_a_skipped_hour_keeps_every_rule() {
    solved(&Small::week("2026-03-23"));
}

#[test]
fn a_week_with_a_repeated_hour_keeps_every_rule() {
    solved(&Small::week("2026-10-19"));
}

#[test]
fn leave_time_off_and_availability_keep_every_rule() {
    let mut centre = Small::week("2026-11-30");
    centre.leave("ann", 0, 1);
    centre.leave("cem", 2, 6);
    centre.leave("eva", 0, 6);
    centre.away("bob", 1, 600, 720);
    for day in [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri] {
        centre.available("dee", day, 420, 1_200);
    }
    let made = solved(&centre);
    assert!(!made.rows.iter().any(|r| r.agent.as_str() == "eva"), "on leave all week");
    assert!(made.findings.iter().all(|f| f.code != Code::NoLegalWeek), "{:?}", made.findings);
}

#[test]
fn wishes_are_counted_as_the_checker_counts_them() {
    let mut centre = Small::week("2026-10-19");
    centre.wish("ann", Wish::DayOff(centre.date(3)));
    centre.wish("ann", Wish::DayOff(centre.date(9)));
    centre.wish("ann", Wish::WeekdayOff(Weekday::Mon));
    for agent in ["bob", "cem", "fay"] {
        centre.wish(agent, Wish::StartAfter(ClockTime::from_minutes(9 * 60)));
        centre.wish(agent, Wish::EndBefore(ClockTime::from_minutes(18 * 60)));
    }
    let made = solved(&centre);
    let ann = made.summary.agents.iter().find(|a| a.agent == "ann").expect("a line");
    assert_eq!(ann.wishes.1, 2, "a date of another week is not asked");
}

#[test]
fn each_wish_is_answered_with_what_stood_against_it() {
    let mut centre = Small::week("2026-10-19");
    let monday = centre.date(0);
    centre.contract("full").must_work = vec![Weekday::Mon];
    centre.wish("ann", Wish::DayOff(monday));
    centre.wish("ann", Wish::DayOff(centre.date(6)));
    centre.wish("eva", Wish::DayOff(centre.date(9)));
    for day in 0..7 {
        centre.wish("hal", Wish::DayOff(centre.date(day)));
    }
    let made = solved(&centre);
    let of = |agent: &str| made.summary.wishes.iter().filter(|w| w.agent == agent).collect::<Vec<_>>();
    let ann = of("ann");
    assert!(!ann[0].granted && ann[0].reason.contains("must_work on Mon"), "{ann:?}");
    assert!(of("eva").is_empty(), "a date of another week is not asked");
    let hal = of("hal");
    assert!(hal.iter().any(|w| w.granted && w.reason.is_empty()) && hal.iter().any(|w| !w.granted), "{hal:?}");
    let refused = hal.iter().filter(|w| !w.granted && w.wish != format!("{monday} off"));
    assert!(refused.clone().all(|w| !w.reason.is_empty()), "{hal:?}");
    for line in made.summary.agents.iter().filter(|a| a.wishes.1 > 0) {
        let granted = of(&line.agent).iter().filter(|w| w.granted).count();
        assert_eq!(u32::try_from(granted).expect("few"), line.wishes.0, "{}", line.agent);
    }
}

#[test]
fn those_who_had_more_nights_get_fewer() {
    let mut centre = Small::week("2026-11-30");
    centre.contract("nights").days_per_week = (2, 5);
    centre.contract("nights").weekly.0 = wfm::domain::units::Minutes::new(16 * 60);
    let before = solved(&Small::week("2026-11-23"));
    // only gus worked
    centre.problem.previous = before.rows.into_iter().filter(|r| r.agent.as_str() == "gus").collect();
    for agent in ["cem", "fay", "gus"] {
        centre.agent(agent).team = "nights".into();
    }
    let nights = |made: &wfm::domain::roster::RosterOutcome, agent: &str| {
        made.summary.agents.iter().find(|a| a.agent == agent).map_or(0, |a| a.days)
    };
    assert!(nights(&solved(&centre), "gus") > 2, "a third night is worth more than nothing");
    // and less than this
    centre.problem.centre.objective.fairness.night = 60.0;
    let fair = solved(&centre);
    assert_eq!(nights(&fair, "gus"), 2, "the fewest that his contract allows");
    assert!(fair.summary.terms.fairness > 0.0, "each of them is paid for");
}

#[test]
fn the_week_before_binds_rest_and_runs_of_days() {
    let mut centre = Small::week("2026-11-30");
    let before = solved(&Small::week("2026-11-23"));
    centre.problem.previous = before.rows;
    solved(&centre);
}

#[test]
fn locked_days_stay_as_they_are() {
    let mut centre = Small::week("2026-11-30");
    let first = solved(&centre);
    let day = centre.date(2);
    centre.problem.locked = first.rows.iter().filter(|r| r.day == day).cloned().collect();
    centre.wish("ann", Wish::DayOff(day));
    let made = solved(&centre);
    let kept: Vec<_> = made.rows.iter().filter(|r| r.day == day).cloned().collect();
    let held: Vec<_> = centre.problem.locked.iter().map(|r| &r.agent).collect();
    assert!(centre.problem.locked.iter().all(|r| kept.contains(r)), "{held:?}");
}

#[test]
fn trainings_are_attended_by_the_shift_that_can_cover_them() {
    let mut centre = Small::week("2026-11-30");
    centre.train("ann", 1, 600, 690);
    // after midnight: the night shift of the evening before
    centre.train("cem", 2, 120, 180);
    let made = solved(&centre);
    let held = |agent: &str| made.rows.iter().find(|r| r.agent.as_str() == agent && r.activity == Activity::Training);
    assert_eq!(held("ann").map(|r| r.day), Some(centre.date(1)));
    assert_eq!(held("cem").map(|r| r.day), Some(centre.date(1)));
}

#[test]
fn whoever_is_away_is_excused_from_a_training() {
    let mut centre = Small::week("2026-11-30");
    centre.leave("ann", 1, 1);
    centre.train("ann", 1, 600, 690);
    centre.away("bob", 2, 600, 720);
    centre.train("bob", 2, 660, 780);
    let made = solved(&centre);
    assert_eq!(codes(&made.findings).iter().filter(|c| **c == "R112").count(), 2);
}

#[test]
fn must_work_does_not_reach_beyond_employment() {
    let mut centre = Small::week("2026-11-30");
    let (monday, saturday) = (Weekday::Mon, Weekday::Sat);
    centre.contract("full").must_work = vec![monday];
    centre.contract("full").days_per_week = (1, 5);
    let wednesday = centre.date(2);
    centre.agent("bob").valid_from = Some(wednesday);
    solved(&centre);
    centre.contract("full").must_work = vec![monday, saturday];
    centre.agent("bob").valid_to = Some(centre.date(4));
    solved(&centre);
}

#[test]
fn a_teams_meeting_is_placed_for_each_member_at_work() {
    let mut centre = Small::week("2026-11-30");
    centre.place("red", 45, (1, 540, 1_020));
    centre.place("red", 30, (1, 540, 1_020));
    centre.place("blue", 30, (3, 0, 1_440));
    let made = solved(&centre);
    let held = made.rows.iter().filter(|r| r.activity == Activity::Meeting);
    assert!(held.count() >= 4, "{:?}", codes(&made.findings));
}

#[test]
fn enough_agents_stay_across_every_border() {
    let mut centre = Small::week("2026-11-30");
    centre.problem.centre.min_agents_present = wfm::domain::units::Heads::new(1);
    centre.problem.centre.handover.min_across = wfm::domain::units::Heads::new(1);
    centre.only_desk(8 * 60, 17 * 60);
    solved(&centre);
}

#[test]
fn partly_open_intervals_are_worked_where_they_are_required() {
    let mut centre = Small::week("2026-11-30");
    centre.only_desk(8 * 60, 17 * 60);
    centre.open_desk(8 * 60 + 15, 16 * 60 + 45);
    let made = solved(&centre);
    assert!(!codes(&made.findings).contains(&"R107"));
    assert!(!codes(&made.findings).contains(&"R108"));
}

#[test]
fn the_same_work_gives_the_same_roster() {
    let centre = Small::week("2026-11-30");
    let (a, b) = (solved(&centre), solved(&centre));
    assert_eq!(a.rows, b.rows);
    assert_eq!(a.summary.bound, b.summary.bound);
}

#[test]
fn an_agent_without_a_legal_week_is_left_out_and_the_clash_named() {
    let mut centre = Small::week("2026-11-30");
    // from Monday to Wednesday only, but four days at least
    for day in [Weekday::Mon, Weekday::Tue, Weekday::Wed] {
        centre.available("bob", day, 0, 1_440);
    }
    let made = solved(&centre);
    let finding = made.findings.iter().find(|f| f.code == Code::NoLegalWeek).expect("named");
    assert_eq!(finding.agent.as_ref().map(AgentId::as_str), Some("bob"));
    for part in ["contract full", "4 to 5 days a week", "availability (on Mon", "possible on Mon, Tue, Wed"] {
        assert!(finding.message.contains(part), "{part}: {}", finding.message);
    }
    assert!(!finding.message.contains("rest") && !finding.message.contains("hours"), "{}", finding.message);
    assert!(finding.hint.as_ref().is_some_and(|h| h.contains("availability")), "{finding:?}");
    assert!(!made.rows.iter().any(|r| r.agent.as_str() == "bob"));
}

#[test]
fn hours_that_no_week_gives_are_seen_although_the_days_are_legal() {
    let mut centre = Small::week("2026-11-30");
    let nights = centre.contract("nights");
    // shifts of 8 h paid: 4 are 32 h, 5 are 40 h
    nights.weekly = (wfm::domain::units::Minutes::new(34 * 60), wfm::domain::units::Minutes::new(38 * 60));
    let made = solved(&centre);
    let left_out: Vec<_> = made.findings.iter().filter(|f| f.code == Code::NoLegalWeek).collect();
    assert_eq!(left_out.len(), 3, "all of the contract nights");
    assert!(left_out[0].message.contains("34 to 38 paid hours a week"), "{}", left_out[0].message);
}

#[test]
fn a_centre_in_which_nobody_can_work_is_refused() {
    let mut centre = Small::week("2026-11-30");
    centre.problem.centre.shifts.clear();
    let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("refused") };
    assert!(findings.has(Code::NobodyCanWork) && findings.has(Code::NoLegalWeek));
}

#[test]
fn an_agent_away_all_week_is_no_finding() {
    let mut centre = Small::week("2026-11-30");
    for agent in ["ann", "bob", "cem", "dee", "eva", "fay", "gus", "hal"] {
        centre.leave(agent, 0, 6);
    }
    let made = solved(&centre);
    assert!(made.rows.is_empty());
    assert!(!made.findings.has(Code::NoLegalWeek) && made.findings.has(Code::ShortageLarge));
}

#[test]
fn a_locked_day_that_cannot_stay_is_refused_by_name() {
    let centre = Small::week("2026-11-30");
    let rows = solved(&centre).rows;
    let day = centre.date(1);
    let ann: Vec<_> = rows.iter().filter(|r| r.agent.as_str() == "ann").cloned().collect();
    let day = if ann.iter().any(|r| r.day == day) { day } else { ann[0].day };
    let locked: Vec<_> = ann.iter().filter(|r| r.day == day).cloned().collect();
    let refused = |change: &dyn Fn(&mut Small), word: &str| {
        let mut centre = Small::week("2026-11-30");
        centre.problem.locked.clone_from(&locked);
        change(&mut centre);
        let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("{word} is refused") };
        let finding = findings.iter().find(|f| f.code == Code::LockedImpossible).expect("named");
        assert_eq!(finding.agent.as_ref().map(AgentId::as_str), Some("ann"));
        assert!(finding.message.contains(word), "{word}: {}", finding.message);
    };
    let offset = (day - centre.date(0)).num_days();
    refused(&|c| c.leave("ann", offset, offset), "on leave that day");
    refused(&|c| c.away("ann", offset, 0, 1_440), "time off then");
    refused(&|c| c.problem.centre.shifts.retain(|s| s.id.as_str() == "night"), "hold none of this name");
    refused(&|c| c.agent("ann").valid_from = Some(c.date(offset + 1)), "not employed");
    refused(&|c| c.agent("ann").skills = vec![wfm::domain::ids::QueueId::new("hotline")], "without the skill");
    refused(&|c| c.contract("full").days_off_together = 7, "part of no legal week");
}

#[test]
fn too_few_for_a_hard_rule_are_counted_where_they_lack() {
    let mut centre = Small::week("2026-11-30");
    centre.problem.centre.min_agents_present = wfm::domain::units::Heads::new(4);
    let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("refused") };
    let told = |text: &str| findings.iter().any(|f| f.code == Code::PresenceImpossible && f.message.contains(text));
    assert!(told("2026-11-30 00:00 to 06:00: 0 agents could be at work, the centre asks for 4"), "{findings:?}");
    assert!(told("3 agents could be at work, the centre asks for 4"), "{findings:?}");
}

#[test]
fn a_hard_rule_that_no_roster_keeps_everywhere_is_refused_with_the_places() {
    let mut centre = Small::week("2026-11-30");
    // one agent for seven nights
    centre.problem.agents.retain(|a| !["fay", "gus"].contains(&a.id.as_str()));
    let first_morning = centre.problem.requirement.rows.iter_mut().take(13);
    first_morning.for_each(|row| row.carried_in = 1.0);
    centre.problem.centre.min_agents_present = wfm::domain::units::Heads::new(1);
    let Err(Failure::Infeasible(findings)) = solve(&centre) else { panic!("refused") };
    assert!(findings.has(Code::HardRuleNotKept), "{:?}", codes(&findings));
}

#[test]
fn demand_that_nobody_can_serve_is_told_in_runs() {
    let mut centre = Small::week("2026-11-30");
    // closed on Saturday, and at night nobody serves the desk
    centre.need("desk", 5, 600, 4, 1);
    let made = solved(&centre);
    let closed: Vec<_> = made.findings.iter().filter(|f| f.code == Code::DemandClosed).collect();
    assert_eq!(closed.len(), 1);
    assert!(closed[0].message.contains("2026-12-05 10:00 to 12:00"), "{}", closed[0].message);
    let mut centre = Small::week("2026-11-30");
    for agent in ["cem", "fay", "gus"] {
        centre.leave(agent, 0, 6);
    }
    let made = solved(&centre);
    let unreached: Vec<_> = made.findings.iter().filter(|f| f.code == Code::DemandUnreachable).collect();
    assert_eq!(
        unreached.len(),
        8,
        "each night, the first and the last cut in two, is one run: {:?}",
        codes(&made.findings)
    );
}
