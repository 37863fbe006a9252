//! What some of the agents do at each moment of the week, with what the roster of the days before runs into it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::clock::Stretch;
use super::shifts::stretch;
use super::week::{Person, Week};
use crate::domain::people::{Activity, RosterRow};

/// Stretches of the agents of a crew.
#[derive(Debug, Default)]
pub(super) struct Crew {
    /// At work for a queue.
    pub(super) work: Vec<Stretch>,
    /// Inside a shift, handover before and after left out.
    pub(super) inside: Vec<Stretch>,
    /// On a break or a meal.
    pub(super) pauses: Vec<Stretch>,
    /// The agents.
    pub(super) names: Vec<String>,
}

impl Crew {
    /// The crew of those agents whom `counts` counts.
    pub(super) fn of<'a>(week: &Week<'a>, counts: impl Fn(&Person<'a>) -> bool) -> Self {
        let handover = week.problem.centre.handover;
        let margin = [handover.before, handover.after].map(|m| i64::from(m.get()) * 60);
        let begins = week.span().start;
        let mut crew = Self::default();
        for person in week.people.iter().filter(|p| counts(p)) {
            crew.names.push(person.agent.id.to_string());
            crew.inside.extend(person.shifts.iter().map(|s| s.inside));
            let mut past: BTreeMap<NaiveDate, Stretch> = BTreeMap::new();
            for row in &person.previous_rows {
                past.entry(row.day).and_modify(|all| *all = all.hull(stretch(row))).or_insert_with(|| stretch(row));
            }
            let past = past.values().map(|s| Stretch::new(s.start + margin[0], s.end - margin[1]));
            crew.inside.extend(past.filter(|s| begins < s.end));
            for row in person.shifts.iter().flat_map(|s| &s.rows).chain(&person.previous_rows) {
                crew.add(row, begins);
            }
        }
        crew
    }

    fn add(&mut self, row: &RosterRow, begins: i64) {
        let time = stretch(row);
        match row.activity {
            Activity::Work if begins < time.end => self.work.push(time),
            Activity::Break | Activity::Meal if begins < time.end => self.pauses.push(time),
            _ => {}
        }
    }

    /// The agents in words.
    pub(super) fn who(&self) -> String {
        if self.names.is_empty() { "there is no such agent".to_owned() } else { self.names.join(", ") }
    }
}

/// How many of some stretches hold a moment.
#[derive(Debug)]
pub(super) struct Counter {
    starts: Vec<i64>,
    ends: Vec<i64>,
}

impl Counter {
    pub(super) fn of(stretches: &[Stretch]) -> Self {
        let sorted = |of: fn(&Stretch) -> i64| {
            let mut moments: Vec<i64> = stretches.iter().map(of).collect();
            moments.sort_unstable();
            moments
        };
        Self { starts: sorted(|s| s.start), ends: sorted(|s| s.end) }
    }

    /// Stretches that hold the moment.
    pub(super) fn at(&self, moment: i64) -> usize {
        let begun = self.starts.partition_point(|s| *s <= moment);
        begun.saturating_sub(self.ends.partition_point(|e| *e <= moment))
    }

    /// The moments at which a stretch starts.
    pub(super) fn starts(&self) -> &[i64] {
        &self.starts
    }

    /// The moments at which a stretch ends.
    pub(super) fn ends(&self) -> &[i64] {
        &self.ends
    }

    /// The fewest in a time: the count falls only where a stretch ends.
    pub(super) fn fewest(&self, time: Stretch) -> usize {
        let first = self.ends.partition_point(|e| *e <= time.start);
        let ends = self.ends.iter().skip(first).take_while(|e| **e < time.end);
        ends.copied().chain([time.start]).map(|moment| self.at(moment)).min().unwrap_or(0)
    }
}
