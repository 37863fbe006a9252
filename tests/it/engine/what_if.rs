//! What-if variants solved beside the base.

use super::small::{Small, solve, solved};

fn variant(small: &Small, text: &str) -> Small {
    let mut small = small.clone();
    let problem = &mut small.problem;
    let variant = wfm::what_if::parse(text, &problem.centre, &problem.agents).expect("a variant");
    wfm::what_if::apply(&variant, &mut problem.centre, &mut problem.agents);
    small
}

#[test]
fn a_centre_with_more_room_never_has_a_bound_above_the_base() {
    let small = Small::week("2026-11-30");
    let base = solved(&small).summary;
    for text in ["starts:day=05:00", "window:day.meal=-30m..+30m", "hours:full=+8h,days:full=+1"] {
        let made = solved(&variant(&small, text)).summary;
        let bound = made.bound.expect("a bound");
        assert!(bound <= base.objective + 1e-6, "{text}: {bound} above {}", base.objective);
    }
}

#[test]
fn more_agents_where_agents_lack_cost_less() {
    let mut small = Small::week("2026-11-30");
    small.problem.agents.retain(|agent| !["hal", "dee", "bob"].contains(&agent.id.as_str()));
    let base = solved(&small).summary;
    let more = solve(&variant(&small, "agents:full=2 skills=desk;hotline")).expect("a roster").summary;
    assert_eq!(more.agents.len(), base.agents.len() + 2);
    assert!(more.objective < base.objective, "{} for {}", more.objective, base.objective);
    assert!(more.under_hours < base.under_hours && more.bound.expect("a bound") <= base.objective);
}

#[test]
fn what_cannot_be_read_is_told_all_at_once() {
    let small = Small::week("2026-11-30");
    let told = |text: &str| {
        let problem = &small.problem;
        wfm::what_if::parse(text, &problem.centre, &problem.agents).expect_err("refused")
    };
    assert_eq!(told("agents:part=2,starts:day=5,window:late.break=-1h..+1h,noise").len(), 4);
    for text in
        ["agents:full=0", "agents:full=x", "window:day.meal=30m..+30m", "hours:full=2", "days:full=9", "x:full=1"]
    {
        assert_eq!(told(text).len(), 1, "{text}");
    }
}
