//! What the work of a queue is: calls that are answered at once, chats side by side, work until a deadline, contacts made by agents.

use serde::Serialize;

use super::hours::OpeningHours;
use super::ids::QueueId;
use super::time::Instant;
use super::units::{Minutes, Seconds};

/// What comes to a queue, or goes out from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Work {
    /// Calls: an agent has one at a time.
    #[default]
    Calls,
    /// Chats: an agent has several at a time.
    Chats(Concurrency),
    /// E-mail or back-office work: any time before its deadline.
    Deferred(Box<Deferred>),
    /// Outbound calls or callbacks: so many on each day on which the queue has hours.
    Blocks(Blocks),
}

impl Work {
    /// Whether the queue has calls.
    #[must_use]
    pub const fn is_calls(&self) -> bool {
        matches!(self, Self::Calls)
    }

    /// Whether contacts wait in a queue for an agent, so that a formula says how many agents they need.
    #[must_use]
    pub const fn is_at_once(&self) -> bool {
        matches!(self, Self::Calls | Self::Chats(_))
    }

    /// Whether the past tells how much will come.
    #[must_use]
    pub const fn is_forecast(&self) -> bool {
        !matches!(self, Self::Blocks(_))
    }

    /// How many contacts an agent has at a time.
    #[must_use]
    pub const fn concurrency(&self) -> Concurrency {
        match self {
            Self::Chats(concurrency) => *concurrency,
            _ => Concurrency::ONE,
        }
    }
}

/// How many chats an agent has at a time, and what that does to each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concurrency {
    /// Chats at a time at most; at least 1.
    pub chats: u32,
    /// By what share of its handle time each further chat in hand lengthens a chat: 0 = not at all, 1 = side by side is no faster
    /// than one after another.
    pub slowdown: f64,
}

impl Concurrency {
    /// One contact at a time.
    pub const ONE: Self = Self { chats: 1, slowdown: 0.0 };

    /// How much longer a chat lasts for an agent who has so many in hand.
    #[must_use]
    pub fn stretch(&self, in_hand: u32) -> f64 {
        1.0 + self.slowdown * f64::from(in_hand.saturating_sub(1))
    }
}

/// Work that may be done at any time from its arrival to its deadline, inside the hours of its queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Deferred {
    /// From the arrival.
    pub deadline: Minutes,
    /// Whether the deadline counts the hours of the queue only, or the clock.
    pub counts_open_hours: bool,
    /// When it arrives.
    pub arrivals: OpeningHours,
    /// The handle time of rows that have none.
    pub handle_time: Option<Seconds>,
}

/// Contacts that agents begin, spread over the hours of the queue on each of its days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blocks {
    /// Contacts of a day.
    pub contacts: f64,
    /// Mean handle time of one.
    pub handle_time: Seconds,
}

/// When the work of a queue may be done: sums over its intervals, in agents for one interval.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkRange {
    /// The queue.
    pub queue: QueueId,
    /// The intervals in which it is worked.
    pub starts: Vec<Instant>,
    /// What must be done by the end of each, all before included.
    pub due: Vec<f64>,
    /// What can be done by the end of each, as it has come before the interval begins; all before included.
    pub arrived: Vec<f64>,
}

impl WorkRange {
    /// All of the work.
    #[must_use]
    pub fn whole(&self) -> f64 {
        self.due.last().copied().unwrap_or_default()
    }

    /// The part from one moment to another, where so much is done before and by its end: sums begin anew.
    #[must_use]
    pub fn within(&self, from: Instant, to: Instant, (before, after): (f64, f64)) -> Self {
        let inside =
            self.starts.partition_point(|start| *start < from)..self.starts.partition_point(|start| *start < to);
        let part = |sums: &[f64]| -> Vec<f64> {
            let of_part = sums.get(inside.clone()).unwrap_or_default().iter();
            let mut part: Vec<f64> = of_part.map(|sum| sum.clamp(before, after.max(before)) - before).collect();
            if let Some(last) = part.last_mut() {
                *last = (after - before).max(0.0);
            }
            part
        };
        let starts = self.starts.get(inside.clone()).unwrap_or_default().to_vec();
        Self { queue: self.queue.clone(), starts, due: part(&self.due), arrived: part(&self.arrived) }
    }
}

/// How a roster keeps the deadlines of a queue whose work may wait.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkKept {
    /// The queue.
    pub queue: QueueId,
    /// Hours of work that fall due.
    pub hours: f64,
    /// Those of them that are done after their deadline, or not at all.
    pub late_hours: f64,
    /// Start of the interval by whose end the first of these falls due.
    pub first_late: Option<Instant>,
}

impl WorkKept {
    /// Share of the work that is done by its deadline; `None` where there is no work.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.hours > 0.0).then(|| (1.0 - self.late_hours / self.hours).clamp(0.0, 1.0))
    }
}

/// How a service level counts callers who hang up; where nobody does, all ways are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceCount {
    /// `sl`: answered in time ÷ offered.
    #[default]
    Offered,
    /// `sl_answered`: answered in time ÷ answered.
    Answered,
    /// `sl_excl_short`: answered in time ÷ (offered less those that hung up in time).
    ExclShort,
    /// `sl_wait_le_T`: answered or hung up in time ÷ offered.
    Wait,
    /// `sl_virtual`: in time for a caller who would never hang up.
    Virtual,
}

impl ServiceCount {
    /// All ways, in the order of the figures.
    pub const ALL: [Self; 5] = [Self::Offered, Self::Answered, Self::ExclShort, Self::Wait, Self::Virtual];

    /// The word in files and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Answered => "answered",
            Self::ExclShort => "excl-short",
            Self::Wait => "wait",
            Self::Virtual => "virtual",
        }
    }

    /// The count in words, with the name of the figure.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Offered => "answered in time ÷ offered (sl)",
            Self::Answered => "answered in time ÷ answered (sl_answered)",
            Self::ExclShort => "answered in time ÷ (offered less those that hung up in time) (sl_excl_short)",
            Self::Wait => "answered or hung up in time ÷ offered (sl_wait_le_T)",
            Self::Virtual => "in time for a caller who would never hang up (sl_virtual)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_range_begins_anew_and_ends_with_what_is_done_in_it() {
        let at = |hour: i64| Instant::from_unix(hour * 3_600);
        let work = WorkRange {
            queue: QueueId::new("mail"),
            starts: (0..4).map(at).collect(),
            due: vec![0.0, 1.0, 2.0, 6.0],
            arrived: vec![2.0, 4.0, 6.0, 6.0],
        };
        let part = work.within(at(1), at(3), (1.0, 4.0));
        assert_eq!(part.starts, [at(1), at(2)]);
        assert_eq!((part.due.clone(), part.arrived.clone()), (vec![0.0, 3.0], vec![3.0, 3.0]));
        assert!((part.whole() - 3.0).abs() < 1e-12);
        assert!(work.within(at(4), at(9), (6.0, 6.0)).whole().abs() < 1e-12);
    }
}
