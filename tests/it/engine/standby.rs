//! Standby: handed out in turn among those who are free, and told where too few are.

use std::collections::BTreeMap;

use wfm::domain::codes::Code;
use wfm::domain::team::StandbyRule;
use wfm::domain::time::ClockTime;
use wfm::domain::units::{Heads, Minutes};

use super::small::{Small, judged, solved};

fn evenings(agents: u32) -> StandbyRule {
    let range = vec![(ClockTime::from_minutes(20 * 60), ClockTime::from_minutes(24 * 60))];
    StandbyRule {
        id: "evening".into(),
        hours: std::array::from_fn(|_| range.clone()),
        agents: Heads::new(agents),
        role: None,
        max_per_week: Some(3),
        rest: Minutes::new(60),
    }
}

#[test]
fn those_who_are_free_take_turns() {
    let mut centre = Small::week("2026-11-30");
    centre.problem.centre.team_rules.standby.push(evenings(1));
    centre.leave("ann", 0, 2);
    let made = solved(&centre);
    assert_eq!(made.summary.standby.len(), 7);
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    for duty in &made.summary.standby {
        *times.entry(&duty.agent).or_default() += 1;
    }
    assert!(times.values().all(|count| *count <= 2), "{times:?}");
    let mut false_claim = made.clone();
    false_claim.summary.standby[0].agent = "ann".into();
    assert!(judged(&centre, &false_claim).iter().any(|breach| breach.contains("on leave")));
    false_claim.summary.standby.remove(0);
    assert!(judged(&centre, &false_claim).iter().any(|breach| breach.contains("is free")));
}

#[test]
fn periods_with_too_few_are_told() {
    let mut centre = Small::week("2026-11-30");
    let rule = StandbyRule { role: Some("leader".into()), ..evenings(1) };
    centre.problem.centre.team_rules.standby.push(rule);
    centre.agent("eva").roles = vec!["leader".into()];
    let made = solved(&centre);
    assert_eq!(made.summary.standby.len(), 3, "at most three a week: {:?}", made.summary.standby);
    assert_eq!(made.findings.iter().filter(|f| f.code == Code::StandbyShort).count(), 4);
}
