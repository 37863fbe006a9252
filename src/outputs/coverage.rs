//! Coverage of the requirement by a roster, recomputed for pictures and printed sheets.
//!
//! Coverage of an interval is the time-average of agents at `work` on the queue, carried-in agents included: a 15-minute break
//! takes half an agent off a half-hour.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::ids::QueueId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::series::{Requirement, interval_end};
use crate::domain::span::Span;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// One interval of one queue: what is needed and who is there, in agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Agents to be at work.
    pub required: f64,
    /// Agents at work, averaged over the interval.
    pub covered: f64,
}

impl Slot {
    /// Covered less required: negative when short.
    #[must_use]
    pub fn surplus(&self) -> f64 {
        self.covered - self.required
    }

    /// Agents short.
    #[must_use]
    pub fn short(&self) -> f64 {
        (-self.surplus()).max(0.0)
    }

    /// Agents above the requirement.
    #[must_use]
    pub fn over(&self) -> f64 {
        self.surplus().max(0.0)
    }
}

/// Coverage of every row of a requirement, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// One for each row of the requirement.
    pub slots: Vec<Slot>,
}

impl Coverage {
    /// Counts the minutes of work of `rows` in the intervals of `requirement`.
    #[must_use]
    pub fn of(requirement: &Requirement, rows: &[RosterRow], interval: Minutes) -> Self {
        let slots = requirement.rows.iter().map(|r| Slot {
            start: r.start,
            queue: r.queue.clone(),
            required: f64::from(r.scheduled.get()),
            covered: r.carried_in,
        });
        let mut slots: Vec<Slot> = slots.collect();
        let mut index: BTreeMap<QueueId, BTreeMap<Instant, usize>> = BTreeMap::new();
        for (at, slot) in slots.iter().enumerate() {
            index.entry(slot.queue.clone()).or_default().insert(slot.start, at);
        }
        let seconds = interval.as_seconds().get().max(1.0);
        for row in rows.iter().filter(|r| r.activity == Activity::Work) {
            let Some(starts) = row.queue.as_ref().and_then(|q| index.get(q)) else { continue };
            let Some(work) = Span::new(row.start, row.end) else { continue };
            let first = row.start.plus_minutes(-i64::from(interval.get()));
            for (start, at) in starts.range(first..row.end) {
                let overlap = Span::new(*start, interval_end(*start, interval)).and_then(|s| s.overlap(work));
                if let (Some(overlap), Some(slot)) = (overlap, slots.get_mut(*at)) {
                    slot.covered += overlap.seconds() as f64 / seconds;
                }
            }
        }
        Self { slots }
    }

    /// The queues that have a requirement, in the order of the centre's list where it names them.
    #[must_use]
    pub fn queues(&self, listed: &[QueueId]) -> Vec<QueueId> {
        let present: BTreeSet<&QueueId> = self.slots.iter().map(|s| &s.queue).collect();
        let known = listed.iter().filter(|q| present.contains(q));
        let unknown = present.iter().copied().filter(|q| !listed.contains(q));
        known.chain(unknown).cloned().collect()
    }

    /// The slots of one queue, by start.
    pub fn of_queue<'a>(&'a self, queue: &'a QueueId) -> impl Iterator<Item = &'a Slot> {
        self.slots.iter().filter(move |s| s.queue == *queue)
    }

    /// All queues together, by start.
    #[must_use]
    pub fn together(&self) -> BTreeMap<Instant, Slot> {
        let mut sums: BTreeMap<Instant, Slot> = BTreeMap::new();
        for slot in &self.slots {
            let sum = sums.entry(slot.start).or_insert_with(|| Slot {
                start: slot.start,
                queue: QueueId::new(""),
                required: 0.0,
                covered: 0.0,
            });
            sum.required += slot.required;
            sum.covered += slot.covered;
        }
        sums
    }

    /// The slots of the seven local days from `first`.
    #[must_use]
    pub fn of_week(&self, first: NaiveDate, zone: Zone) -> Self {
        let (from, to) = (zone.midnight(first), zone.midnight(crate::domain::time::add_days(first, 7)));
        Self { slots: self.slots.iter().filter(|s| from <= s.start && s.start < to).cloned().collect() }
    }

    /// Agent-hours required, short and above.
    #[must_use]
    pub fn hours(&self, interval: Minutes) -> (f64, f64, f64) {
        let sum = |f: fn(&Slot) -> f64| self.slots.iter().map(f).sum::<f64>() * interval.as_hours();
        (sum(|s| s.required), sum(Slot::short), sum(Slot::over))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgentId, ShiftId};
    use crate::domain::series::RequirementRow;
    use crate::domain::units::Heads;

    fn row(start: i64, end: i64, activity: Activity) -> RosterRow {
        RosterRow {
            agent: AgentId::new("a"),
            day: NaiveDate::default(),
            shift: ShiftId::new("s"),
            start: Instant::from_unix(start * 60),
            end: Instant::from_unix(end * 60),
            activity,
            queue: (activity == Activity::Work).then(|| QueueId::new("q")),
            paid: true,
        }
    }

    fn required(start: i64, carried_in: f64) -> RequirementRow {
        RequirementRow {
            start: Instant::from_unix(start * 60),
            queue: QueueId::new("q"),
            load: None,
            agents: None,
            scheduled: Heads::new(1),
            scheduled_fte: None,
            carried_in,
            service_level: None,
            asa: None,
            occupancy: None,
        }
    }

    #[test]
    fn a_quarter_of_an_hour_of_break_takes_half_an_agent_off_a_half_hour() {
        let requirement = Requirement { rows: vec![required(0, 0.0), required(30, 0.25), required(60, 0.0)] };
        let rows = [row(-30, 30, Activity::Work), row(30, 45, Activity::Break), row(45, 60, Activity::Work)];
        let coverage = Coverage::of(&requirement, &rows, Minutes::new(30));
        let covered: Vec<String> = coverage.slots.iter().map(|s| s.covered.to_string()).collect();
        assert_eq!(covered, ["1", "0.75", "0"]);
        assert_eq!(coverage.hours(Minutes::new(30)).1.to_string(), "0.625");
    }

    #[test]
    fn queues_come_in_the_order_of_the_centre() {
        let mut rows = vec![required(0, 0.0)];
        for id in ["z", "a"] {
            rows.push(RequirementRow { queue: QueueId::new(id), ..required(0, 0.0) });
        }
        let coverage = Coverage::of(&Requirement { rows }, &[], Minutes::new(30));
        let order = coverage.queues(&[QueueId::new("z"), QueueId::new("q")]);
        assert_eq!(order.iter().map(QueueId::as_str).collect::<Vec<_>>(), ["z", "q", "a"]);
    }
}
