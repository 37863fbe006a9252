//! What there is to draw of a shift: the schedule, and beside it what the feed tells.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::definition::{Definition, StateRule};
use super::pieces::{self, Feed, Piece};
use super::{Facts, shifts, up_to};
use crate::domain::adherence::{Meaning, StateEvent};
use crate::domain::centre::AdherenceSettings;
use crate::domain::day_report::Strip;
use crate::domain::ids::AgentId;
use crate::domain::span::Span;

/// The strip of every shift, by agent and the local day on which the shift begins.
#[must_use]
pub fn strips(facts: &Facts<'_>, settings: &AdherenceSettings) -> BTreeMap<(AgentId, NaiveDate), Strip> {
    let definition = Definition::new(settings);
    let rules: Vec<StateRule> = facts.log.states.iter().map(|state| definition.rule(state)).collect();
    let mut strips = BTreeMap::new();
    for (agent, own) in shifts::of_roster(facts.roster) {
        let events: &[StateEvent] = facts.log.events.get(&agent).map(Vec::as_slice).unwrap_or_default();
        let feed = Feed { events: up_to(events, facts.at), rules: &rules };
        for shift in own {
            let actual = joined(pieces::of_shift(&shift, feed, facts.at));
            strips.insert((agent.clone(), shift.day), Strip { scheduled: shift.stretches, actual });
        }
    }
    strips
}

/// Pieces that follow each other with one meaning, as one stretch.
fn joined(pieces: Vec<Piece>) -> Vec<(Span, Meaning)> {
    let mut stretches: Vec<(Span, Meaning)> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let touching = stretches
            .last_mut()
            .filter(|(last, meaning)| *meaning == piece.meaning && last.end() == piece.span.start());
        match touching.and_then(|last| Some((Span::new(last.0.start(), piece.span.end())?, last))) {
            Some((longer, last)) => last.0 = longer,
            None => stretches.push((piece.span, piece.meaning)),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::super::EVERY_DAY;
    use super::*;
    use crate::domain::adherence::{StateIx, StateLog};
    use crate::domain::ids::{QueueId, ShiftId};
    use crate::domain::people::{Activity, RosterRow};
    use crate::domain::time::{Instant, Zone};

    #[test]
    fn states_of_one_meaning_are_one_stretch_and_the_time_without_a_feed_is_unknown() {
        let at = Instant::from_unix;
        let row = |start, end, activity| RosterRow {
            agent: AgentId::new("A"),
            day: NaiveDate::default(),
            shift: ShiftId::new("day"),
            start: at(start),
            end: at(end),
            activity,
            queue: Some(QueueId::new("q")),
            paid: true,
        };
        let roster = [row(0, 100, Activity::Work), row(100, 120, Activity::Break), row(120, 200, Activity::Work)];
        let event = |second, state| StateEvent { at: at(second), state: StateIx(state) };
        let log = StateLog {
            states: ["available", "on_call", "break"].map(str::to_owned).into(),
            events: [(AgentId::new("A"), vec![event(10, 0), event(50, 1), event(110, 2), event(150, 1)])].into(),
            ..StateLog::default()
        };
        let teams = BTreeMap::new();
        let facts = |at| Facts {
            roster: &roster,
            log: &log,
            exceptions: &[],
            teams: &teams,
            zone: Zone::UTC,
            at,
            days: EVERY_DAY,
        };
        let drawn = |until: Option<i64>| {
            let strips = strips(&facts(until.map(at)), &AdherenceSettings::default());
            let strip = strips.into_values().next().expect("a shift");
            assert_eq!(strip.scheduled.len(), 3);
            strip.actual.iter().map(|(s, m)| (s.start().unix(), s.end().unix(), m.as_str())).collect::<Vec<_>>()
        };
        assert_eq!(drawn(None), [(0, 10, "unknown"), (10, 110, "work"), (110, 150, "break"), (150, 200, "work")]);
        assert_eq!(drawn(Some(40)), [(0, 10, "unknown"), (10, 40, "work")]);
    }
}
