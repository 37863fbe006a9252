//! What several agents of a team ask together: how many of them may be on break at once.

use std::collections::BTreeSet;

use super::super::Day;
use super::super::choices::moves_breaks;
use super::super::floor::Floor;
use super::super::schedule::is_pause;
use super::field::{Group, NOTHING};
use crate::domain::people::RosterRow;
use crate::domain::time::Instant;

/// A row on the breaks of a team at one moment: how many more may be on break, and what each choice adds.
pub(super) type TeamRow = (f64, Vec<((usize, usize), f64)>);

/// What `[[team]] max_on_break` asks at every moment at which somebody's break may begin.
pub(super) fn team_breaks(day: &Day<'_>, floor: &Floor<'_>, groups: &[Group]) -> Vec<TeamRow> {
    let on_break = |rows: &[RosterRow], at: Instant| {
        rows.iter().any(|row| is_pause(row.activity) && row.start <= at && at < row.end)
    };
    let mut rows = Vec::new();
    let teams: BTreeSet<&str> = groups.iter().flatten().flatten().map(|choice| choice.team.as_str()).collect();
    for team in teams {
        let Some(rule) = day.centre.team_rules.breaks_of(team) else { continue };
        let own = || floor.duties.iter().filter(|duty| duty.agent.is_some_and(|agent| agent.team == team));
        let pauses = own().flat_map(|duty| &duty.rows).filter(|row| is_pause(row.activity)).map(|row| row.start);
        let moved = groups.iter().flatten().flatten().filter(|choice| choice.team == team && moves_breaks(choice));
        let new = moved.flat_map(|choice| &choice.rows.1).filter(|row| is_pause(row.activity)).map(|row| row.start);
        let moments: BTreeSet<Instant> = pauses.chain(new).filter(|at| *at >= day.now).collect();
        for at in moments {
            let inside = own().filter(|duty| duty.whole().is_some_and(|whole| whole.contains(at))).count() as f64;
            let now = own().filter(|duty| on_break(&duty.rows, at)).count() as f64;
            let free = if rule.at_least_one { 1.0 } else { 0.0 };
            let allowed = (inside * rule.max_on_break.get() + NOTHING).floor().max(free).max(now);
            let mut entries = Vec::new();
            for (group, members) in groups.iter().enumerate() {
                for (place, choice) in members.first().into_iter().flatten().enumerate().filter(|(_, c)| c.team == team)
                {
                    let (before, after) = (on_break(&choice.rows.0, at), on_break(&choice.rows.1, at));
                    if before != after {
                        entries.push(((group, place), if after { 1.0 } else { -1.0 }));
                    }
                }
            }
            if !entries.is_empty() {
                rows.push((allowed - now, entries));
            }
        }
    }
    rows
}
