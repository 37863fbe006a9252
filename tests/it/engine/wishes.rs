//! Wishes for work and about colleagues, what they count for, and queues that agents serve second.

use std::time::Duration;

use chrono::Weekday;
use wfm::domain::ids::{AgentId, QueueId};
use wfm::domain::people::{Activity, Wish};
use wfm::domain::progress::Silent;
use wfm::domain::roster::{RosterLimits, RosterOutcome};

use super::optimum::{compare_bound, tiny};
use super::small::{Small, solved};

fn with(id: &str) -> Wish {
    Wish::With(AgentId::new(id))
}

fn apart(id: &str) -> Wish {
    Wish::Apart(AgentId::new(id))
}

fn days(made: &RosterOutcome, agent: &str) -> Vec<chrono::NaiveDate> {
    let mut days: Vec<_> = made.rows.iter().filter(|r| r.agent.as_str() == agent).map(|r| r.day).collect();
    days.dedup();
    days
}

#[test]
fn the_bound_holds_whatever_is_wished() {
    for (name, wishes) in [
        (
            "work",
            vec![("ann", Wish::WeekdayOn(Weekday::Mon)), ("bob", Wish::DayOn("2026-12-02".parse().expect("day")))],
        ),
        ("work and off", vec![("ann", Wish::WeekdayOn(Weekday::Tue)), ("ann", Wish::WeekdayOff(Weekday::Tue))]),
        ("with", vec![("ann", with("bob"))]),
        ("apart", vec![("ann", apart("bob")), ("bob", apart("ann"))]),
    ] {
        let mut centre = tiny([1, 1, 1]);
        centre.problem.centre.objective.preference = 30.0;
        for (agent, wish) in wishes {
            centre.wish(agent, wish);
        }
        compare_bound(name, &centre);
    }
}

#[test]
fn dear_wishes_for_work_and_about_colleagues_are_granted() {
    let mut centre = Small::week("2026-11-30");
    centre.problem.centre.objective.preference = 2_000.0;
    centre.wish("bob", Wish::DayOn(centre.date(5)));
    centre.wish("dee", Wish::WeekdayOn(Weekday::Sun));
    centre.wish("cem", with("fay"));
    centre.wish("eva", apart("hal"));
    let made = solved(&centre);
    assert!(days(&made, "bob").contains(&centre.date(5)) && days(&made, "dee").contains(&centre.date(6)));
    assert_eq!(days(&made, "cem"), days(&made, "fay"));
    let common = days(&made, "eva").into_iter().filter(|day| days(&made, "hal").contains(day)).count();
    assert_eq!(common, 1, "four days each of seven");
    for answer in made.summary.wishes.iter().filter(|w| w.agent != "eva") {
        assert!(answer.granted, "{answer:?}");
    }
}

#[test]
fn a_wish_for_work_that_rules_exclude_is_told_with_the_rule() {
    let mut centre = Small::week("2026-11-30");
    centre.away("ann", 5, 0, 24 * 60);
    centre.wish("ann", Wish::DayOn(centre.date(5)));
    centre.leave("bob", 5, 5);
    centre.wish("bob", Wish::DayOn(centre.date(5)));
    let made = solved(&centre);
    assert_eq!(made.summary.wishes.len(), 1, "who is on leave does not wish to work: {:?}", made.summary.wishes);
    let answer = &made.summary.wishes[0];
    assert_eq!((answer.granted, answer.against.as_slice()), (false, &[centre.date(5)][..]));
    assert!(answer.reason.contains("time off by the clock"), "{answer:?}");
}

#[test]
fn a_price_keeps_agents_on_their_first_queue() {
    let intervals = |made: &RosterOutcome, centre: &Small| -> f64 {
        let first = |id: &AgentId| centre.problem.agents.iter().find(|a| a.id == *id).and_then(|a| a.skills.first());
        let work = made.rows.iter().filter(|r| r.activity == Activity::Work && r.queue.as_ref() != first(&r.agent));
        work.map(|r| r.end.seconds_since(r.start) as f64 / 1_800.0).sum()
    };
    let mut centre = Small::week("2026-11-30");
    centre.agent("ann").skills.push(QueueId::new("hotline"));
    let free = solved(&centre);
    centre.problem.centre.objective.secondary = 3.0;
    let priced = solved(&centre);
    assert!(free.summary.terms.secondary.abs() < 1e-9);
    assert!(intervals(&priced, &centre) < intervals(&free, &centre), "no less work for second queues");
    assert!(priced.summary.terms.secondary <= 3.0 * intervals(&priced, &centre) + 1e-6);
}

#[test]
fn a_roster_to_start_from_is_never_made_worse() {
    let mut centre = Small::week("2026-11-30");
    let base = solved(&centre);
    centre.problem.start = base.rows.clone();
    // no time to search: what is found is the start
    let limits = RosterLimits { time: Some(Duration::ZERO), ..RosterLimits::default() };
    let again = wfm::roster::solve(&centre.problem, &limits, &Silent).expect("a roster");
    assert!(again.summary.objective <= base.summary.objective + 1e-6, "{}", again.summary.objective);
    centre.problem.start.clear();
    let anew = wfm::roster::solve(&centre.problem, &limits, &Silent).expect("a roster");
    assert!(anew.summary.objective > base.summary.objective, "{}", anew.summary.objective);
}
