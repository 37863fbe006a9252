//! Planning again: a roster that is to be kept changes where it must or where it pays, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::small::{Small, solve, solved};
use wfm::check::check;
use wfm::domain::ids::AgentId;
use wfm::domain::people::{Activity, RosterRow};

/// Shift, first and last moment, breaks of each agent's days.
type Days<'a> = BTreeMap<(&'a AgentId, NaiveDate), Vec<String>>;

fn days(rows: &[RosterRow], with_breaks: bool) -> Days<'_> {
    let mut days: BTreeMap<_, Vec<&RosterRow>> = BTreeMap::new();
    for row in rows {
        days.entry((&row.agent, row.day)).or_default().push(row);
    }
    let told = |rows: Vec<&RosterRow>| {
        let start = rows.iter().map(|r| r.start).min();
        let end = rows.iter().map(|r| r.end).max();
        let mut told = vec![format!("{} {start:?} {end:?}", rows[0].shift)];
        let pauses = rows.iter().filter(|r| with_breaks && matches!(r.activity, Activity::Break | Activity::Meal));
        told.extend(pauses.map(|r| format!("{} {:?}", r.activity, r.start)));
        told
    };
    days.into_iter().map(|(key, rows)| (key, told(rows))).collect()
}

/// Agents' days that differ, those of `sick` left out.
fn changed(before: &[RosterRow], after: &[RosterRow], sick: &str, with_breaks: bool) -> usize {
    let (before, after) = (days(before, with_breaks), days(after, with_breaks));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    keys.into_iter().filter(|key| key.0.as_str() != sick && before.get(key) != after.get(key)).count()
}

/// The small week, one agent of it fallen ill after the roster was made.
fn sick_week() -> (Small, Vec<RosterRow>) {
    let before = solved(&Small::week("2026-11-30")).rows;
    let mut small = Small::week("2026-11-30");
    small.leave("bob", 1, 3);
    (small, before)
}

#[test]
fn a_sick_agent_changes_the_others_less_when_the_roster_is_kept() {
    let (fresh, before) = sick_week();
    let mut kept = fresh.clone();
    kept.problem.keep.clone_from(&before);
    let (anew, again) = (solved(&fresh).rows, solved(&kept));
    let (anew, again_changed) = (changed(&before, &anew, "bob", false), changed(&before, &again.rows, "bob", false));
    assert!(again_changed * 2 < anew, "{again_changed} days of others changed with --keep, {anew} without");
    let of_bob = changed(&before, &again.rows, "", false) - again_changed;
    let paid = kept.problem.centre.objective.change * f64::from(u32::try_from(again_changed).expect("few"));
    assert!(
        again.summary.terms.change >= paid - 1e-9,
        "{} for {again_changed} and {of_bob} of bob",
        again.summary.terms.change
    );
}

#[test]
fn at_a_high_price_nobody_else_changes_at_all() {
    let (mut small, before) = sick_week();
    small.problem.keep.clone_from(&before);
    small.problem.centre.objective.change = 1e4;
    small.problem.centre.objective.change_break = 1e3;
    let again = solved(&small);
    assert_eq!(changed(&before, &again.rows, "bob", true), 0);
    assert!(again.summary.bound.expect("a bound") <= again.summary.objective);
}

#[test]
fn a_kept_roster_that_is_still_best_stays_and_costs_nothing() {
    let mut small = Small::week("2026-11-30");
    let before = solved(&small);
    small.problem.centre.objective.change = 1e3;
    small.problem.centre.objective.change_break = 1e3;
    small.problem.keep.clone_from(&before.rows);
    let again = solved(&small);
    assert_eq!(changed(&before.rows, &again.rows, "", true), 0);
    assert!(again.summary.terms.change.abs() < 1e-9);
    assert!(again.summary.objective <= before.summary.objective + 1e-6);
}

#[test]
fn a_shift_that_is_no_longer_legal_is_a_change_that_the_checker_counts_too() {
    let (mut small, before) = sick_week();
    small.problem.keep.clone_from(&before);
    // nobody starts late any more, and meals come at other times
    small.problem.centre.shifts.retain(|shift| shift.id.as_str() != "late");
    for shift in &mut small.problem.centre.shifts {
        for rule in shift.breaks.iter_mut().filter(|rule| rule.kind == Activity::Meal) {
            rule.starts.truncate(1);
        }
    }
    if let Ok(made) = solve(&small) {
        let report = check(&small.problem, &made.rows, Some(&made.summary));
        assert!(!report.findings.has_errors(), "{:?}", report.findings);
        assert!(made.summary.terms.change > 0.0);
    }
}
