//! Who relieves whom: each person who leaves paired with one who comes, as many pairs as there can be.
//!
//! A relief comes later, stays longer, serves the queue that the other leaves, and their presences (handover included)
//! overlap. One person relieves one other. Pairs are first made with the nearest start, then augmented along alternating
//! paths until no more pairs exist (Berge 1957); what a vain search has seen can be in no later path and is left out, so
//! the whole is one pass over who could relieve whom.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::centre::{Centre, Handover};
use super::ids::{AgentId, QueueId};
use super::people::RosterRow;
use super::series::{Requirement, interval_end};
use super::time::Instant;
use super::units::Minutes;

/// One shift as far as relief goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub agent: AgentId,
    /// The shift's day.
    pub day: NaiveDate,
    /// From the first moment there to the last, handover included.
    pub present: (Instant, Instant),
    /// The shift's own end.
    pub end: Instant,
    /// Queues served at any time of the shift.
    pub queues: BTreeSet<QueueId>,
    /// The queue served last: the one that is left.
    pub last: QueueId,
}

/// Someone who leaves, and who takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relief {
    /// When the shift that ends ends.
    pub time: Instant,
    /// The queue that is left.
    pub queue: QueueId,
    /// Who leaves.
    pub outgoing: AgentId,
    /// The day of the shift that ends.
    pub day: NaiveDate,
    /// Who takes over; `None` where nobody is left to.
    pub incoming: Option<AgentId>,
    /// Minutes in which both are present.
    pub overlap: Minutes,
}

/// The shifts of a roster.
#[must_use]
pub fn presences(rows: &[RosterRow], handover: Handover) -> Vec<Presence> {
    let mut shifts: BTreeMap<(&AgentId, NaiveDate), Vec<&RosterRow>> = BTreeMap::new();
    for row in rows {
        shifts.entry((&row.agent, row.day)).or_default().push(row);
    }
    let of = |((agent, day), rows): (&(&AgentId, NaiveDate), &Vec<&RosterRow>)| {
        let first = rows.iter().map(|r| r.start).min()?;
        let until = rows.iter().map(|r| r.end).max()?;
        let work = || rows.iter().filter(|r| r.queue.is_some());
        let last = work().max_by_key(|r| r.end)?.queue.clone()?;
        Some(Presence {
            agent: (*agent).clone(),
            day: *day,
            present: (first, until),
            end: until.plus_minutes(-i64::from(handover.after.get())),
            queues: work().filter_map(|r| r.queue.clone()).collect(),
            last,
        })
    };
    shifts.iter().filter_map(of).collect()
}

/// When a queue asks for anybody: starts of intervals with their ends.
pub type Staffed = BTreeMap<Instant, Instant>;

/// When each queue asks for anybody: the intervals of the requirement with agents to schedule.
#[must_use]
pub fn staffed(requirement: &Requirement, interval: Minutes) -> BTreeMap<QueueId, Staffed> {
    let mut staffed: BTreeMap<QueueId, Staffed> = BTreeMap::new();
    for row in requirement.rows.iter().filter(|row| row.scheduled.get() > 0) {
        staffed.entry(row.queue.clone()).or_default().insert(row.start, interval_end(row.start, interval));
    }
    staffed
}

/// Pairs everyone who leaves a queue that is still staffed with someone who comes; by time, queue and agent.
#[must_use]
pub fn pairs(shifts: &[Presence], staffed: &BTreeMap<QueueId, Staffed>) -> Vec<Relief> {
    let mut reliefs = Vec::new();
    for (queue, intervals) in staffed {
        let is_staffed = |at: Instant| intervals.range(..=at).next_back().is_some_and(|(_, end)| at < *end);
        let mut leaving: Vec<&Presence> = shifts.iter().filter(|s| s.last == *queue && is_staffed(s.end)).collect();
        leaving.sort_by(|a, b| (a.end, &a.agent).cmp(&(b.end, &b.agent)));
        let mut coming: Vec<&Presence> = shifts.iter().filter(|s| s.queues.contains(queue)).collect();
        coming.sort_by(|a, b| (a.present.0, &a.agent).cmp(&(b.present.0, &b.agent)));
        let matched = Matching::new(&leaving, &coming).complete();
        for (outgoing, incoming) in leaving.iter().zip(matched) {
            let incoming = incoming.and_then(|i| coming.get(i));
            let overlap = incoming.map_or(0, |i| outgoing.present.1.seconds_since(i.present.0) / 60);
            reliefs.push(Relief {
                time: outgoing.end,
                queue: queue.clone(),
                outgoing: outgoing.agent.clone(),
                day: outgoing.day,
                incoming: incoming.map(|i| i.agent.clone()),
                overlap: Minutes::new(u32::try_from(overlap).unwrap_or(0)),
            });
        }
    }
    reliefs.sort_by(|a, b| (a.time, &a.queue, &a.outgoing).cmp(&(b.time, &b.queue, &b.outgoing)));
    reliefs
}

/// The pairs of a finished roster.
#[must_use]
pub fn of_roster(rows: &[RosterRow], requirement: &Requirement, centre: &Centre) -> Vec<Relief> {
    pairs(&presences(rows, centre.handover), &staffed(requirement, centre.interval))
}

/// A matching of those who leave with those who come.
struct Matching<'a> {
    leaving: &'a [&'a Presence],
    /// By start of presence.
    coming: &'a [&'a Presence],
    /// For each who leaves, the relief.
    relief: Vec<Option<usize>>,
    /// For each who comes, the one relieved.
    relieved: Vec<Option<usize>>,
    /// Who comes and was met in a search that found nothing.
    spent: Vec<bool>,
}

impl<'a> Matching<'a> {
    fn new(leaving: &'a [&'a Presence], coming: &'a [&'a Presence]) -> Self {
        Self {
            leaving,
            coming,
            relief: vec![None; leaving.len()],
            relieved: vec![None; coming.len()],
            spent: vec![false; coming.len()],
        }
    }

    /// For each who leaves, the relief.
    fn complete(mut self) -> Vec<Option<usize>> {
        for outgoing in 0..self.leaving.len() {
            self.augment(outgoing);
        }
        self.relief
    }

    /// Whoever could relieve, those who come last first: nearest to the end.
    fn candidates(&self, outgoing: usize) -> impl Iterator<Item = usize> + use<'a> {
        let coming = self.coming;
        let leaves = self.leaving.get(outgoing).copied();
        let (after, before) = leaves.map_or((0, 0), |o| {
            let from = coming.partition_point(|i| i.present.0 <= o.present.0);
            (from, coming.partition_point(|i| i.present.0 < o.present.1).max(from))
        });
        let stays = move |i: &usize| match (leaves, coming.get(*i)) {
            (Some(o), Some(i)) => i.end > o.end && i.agent != o.agent,
            _ => false,
        };
        (after..before).rev().filter(stays)
    }

    /// One more pair along an alternating path from `outgoing`, where there is one.
    fn augment(&mut self, outgoing: usize) {
        // breadth first: who comes was reached from whom
        let mut from: BTreeMap<usize, usize> = BTreeMap::new();
        let mut waiting = std::collections::VecDeque::from([outgoing]);
        while let Some(leaves) = waiting.pop_front() {
            for incoming in self.candidates(leaves) {
                if self.spent.get(incoming).copied().unwrap_or(true) || from.contains_key(&incoming) {
                    continue;
                }
                from.insert(incoming, leaves);
                match self.relieved.get(incoming).copied().flatten() {
                    Some(other) => waiting.push_back(other),
                    None => return self.turn(incoming, &from),
                }
            }
        }
        for incoming in from.into_keys() {
            if let Some(spent) = self.spent.get_mut(incoming) {
                *spent = true;
            }
        }
    }

    /// Pairs along the path that ends with `incoming`.
    fn turn(&mut self, incoming: usize, from: &BTreeMap<usize, usize>) {
        let mut next = Some(incoming);
        while let Some(free) = next {
            let Some(leaves) = from.get(&free).copied() else { break };
            next = self.relief.get_mut(leaves).and_then(|relief| relief.replace(free));
            if let Some(relieved) = self.relieved.get_mut(free) {
                *relieved = Some(leaves);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(agent: &str, from: i64, to: i64) -> Presence {
        let at = |minute: i64| Instant::from_unix(0).plus_minutes(minute);
        Presence {
            agent: AgentId::new(agent),
            day: NaiveDate::default(),
            present: (at(from - 10), at(to + 15)),
            end: at(to),
            queues: [QueueId::new("calls")].into(),
            last: QueueId::new("calls"),
        }
    }

    fn reliefs(shifts: &[Presence], until: i64) -> Vec<(String, Option<String>, u32)> {
        let half_hour = |start: i64| (Instant::from_unix(start * 60), Instant::from_unix((start + 30) * 60));
        let intervals: Staffed = (0..until).step_by(30).map(half_hour).collect();
        let staffed = [(QueueId::new("calls"), intervals)].into();
        let told = |r: &Relief| (r.outgoing.to_string(), r.incoming.as_ref().map(ToString::to_string), r.overlap.get());
        pairs(shifts, &staffed).iter().map(told).collect()
    }

    fn pair(outgoing: &str, incoming: Option<&str>, overlap: u32) -> (String, Option<String>, u32) {
        (outgoing.into(), incoming.map(Into::into), overlap)
    }

    #[test]
    fn the_nearest_start_relieves_and_whoever_leaves_a_closed_queue_needs_nobody() {
        let shifts = [shift("ann", 0, 480), shift("bob", 240, 720), shift("cem", 480, 960)];
        assert_eq!(reliefs(&shifts, 720), [pair("ann", Some("cem"), 25)]);
        // bob leaves a staffed queue too: only cem can relieve him, and he himself can relieve ann
        assert_eq!(reliefs(&shifts, 750), [pair("ann", Some("bob"), 265), pair("bob", Some("cem"), 265)]);
    }

    #[test]
    fn a_pair_gives_way_where_that_makes_one_more() {
        // ann takes cem first, the nearest; bob can only be relieved by cem, so ann gets dee
        let shifts = [shift("ann", 0, 480), shift("bob", 450, 480), shift("cem", 470, 960), shift("dee", 440, 900)];
        assert_eq!(reliefs(&shifts, 720), [pair("ann", Some("dee"), 65), pair("bob", Some("cem"), 35)]);
    }

    #[test]
    fn nobody_relieves_two_or_comes_too_late() {
        let shifts = [shift("ann", 0, 480), shift("bob", 0, 480), shift("cem", 480, 960), shift("dee", 600, 960)];
        assert_eq!(reliefs(&shifts, 720), [pair("ann", Some("cem"), 25), pair("bob", None, 0)]);
    }
}
