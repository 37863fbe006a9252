//! What everybody did on the made-up day, and what became of its calls.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::day::DAY;
use super::previous::DemoRow;
use super::volumes::{INTERVAL, zone};
use crate::domain::time::Instant;

/// Share of the time busy that is after-call work.
const AFTER_CALL: f64 = 0.18;

/// A stretch of one state of one agent.
pub(super) struct Stretch {
    pub(super) agent: String,
    pub(super) queue: &'static str,
    /// `work`, or the state of the feed.
    pub(super) doing: &'static str,
    pub(super) start: Instant,
    pub(super) end: Instant,
}

/// What one agent did of a shift: a little beside the schedule at each change, and the seconds late, early and over.
pub(super) fn shift_lived(
    agent: &str,
    queue: &'static str,
    rows: &[&DemoRow],
    [late, early, overstay]: [i64; 3],
    rng: &mut ChaCha8Rng,
) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut at: Option<Instant> = None;
    for (index, row) in rows.iter().enumerate() {
        let is_first = index == 0;
        let start =
            at.unwrap_or_else(|| row.start.plus_seconds(if late > 0 { late } else { rng.random_range(-90..=40) }));
        let mut end = row.end.plus_seconds(rng.random_range(-25..=50));
        if matches!(row.activity, "break" | "meal") {
            end = end.plus_seconds(overstay);
        }
        if index + 1 == rows.len() {
            end = end.plus_seconds(-early);
        }
        if end <= start {
            at = at.filter(|_| !is_first);
            continue;
        }
        let doing = row.activity;
        stretches.push(Stretch { agent: agent.to_owned(), queue, doing, start, end });
        at = Some(end);
    }
    stretches
}

/// What everybody did over the day.
pub(super) struct Lived {
    pub(super) stretches: Vec<Stretch>,
    pub(super) agents: BTreeSet<String>,
}

impl Lived {
    /// Agents at work on a queue over an interval.
    fn at_work(&self, queue: &str, start: Instant) -> f64 {
        let end = start.plus_minutes(i64::from(INTERVAL.get()));
        let own = self.stretches.iter().filter(|s| s.queue == queue && s.doing == "work");
        let seconds: i64 = own.map(|s| s.end.min(end).seconds_since(s.start.max(start)).max(0)).sum();
        seconds as f64 / end.seconds_since(start) as f64
    }

    /// states.csv, by time; work is told apart into calls, after-call work and waiting for the next, hour by hour.
    pub(super) fn states(&self, counts: &[Counted]) -> String {
        let local = |at: Instant| zone().local(at).format("%Y-%m-%d %H:%M:%S").to_string();
        let mut rows: Vec<(Instant, &str, &str)> = Vec::new();
        let midnight = zone().midnight(DAY);
        for agent in &self.agents {
            let own: Vec<&Stretch> = self.stretches.iter().filter(|s| s.agent == *agent).collect();
            if own.first().is_none_or(|first| first.start > midnight) {
                rows.push((midnight, agent, "offline"));
            }
            for (index, stretch) in own.iter().enumerate() {
                if stretch.doing == "work" {
                    work_rows(stretch, counts, &mut rows);
                } else {
                    rows.push((stretch.start, agent, stretch.doing));
                }
                if own.get(index + 1).is_none_or(|next| next.start > stretch.end) {
                    rows.push((stretch.end, agent, "offline"));
                }
            }
        }
        rows.sort_by_key(|(at, agent, _)| (*at, *agent));
        let mut text = String::from("time,agent,state\n");
        for (at, agent, state) in rows {
            let _ = writeln!(text, "{},{agent},{state}", local(at));
        }
        text
    }
}

/// The states of a stretch of work: in each hour calls first, then after-call work, then waiting, as the queue was busy.
fn work_rows<'s>(stretch: &'s Stretch, counts: &[Counted], rows: &mut Vec<(Instant, &'s str, &'static str)>) {
    let mut start = stretch.start;
    while start < stretch.end {
        let hour = Instant::from_unix((start.unix().div_euclid(3600) + 1) * 3600).min(stretch.end);
        let of_hour =
            counts.iter().filter(|c| c.queue == stretch.queue && (start.plus_minutes(-30)..hour).contains(&c.start));
        let (load, there) = of_hour.fold((0.0, 0.0), |(load, there), c| (load + c.load(), there + c.there));
        let busy = if there > 0.0 { (load / there).clamp(0.15, 0.96) } else { 0.15 };
        #[expect(clippy::cast_possible_truncation, reason = "seconds of an hour")]
        let seconds = |share: f64| (hour.seconds_since(start) as f64 * share).round() as i64;
        let calls = start.plus_seconds(seconds(busy * (1.0 - AFTER_CALL)));
        let after = calls.plus_seconds(seconds(busy * AFTER_CALL));
        for (from, to, state) in [(start, calls, "on_call"), (calls, after, "acw"), (after, hour, "available")] {
            if from < to {
                rows.push((from, &stretch.agent, state));
            }
        }
        start = hour;
    }
}

/// An interval of the export with what became of its calls.
pub(super) struct Counted {
    pub(super) start: Instant,
    pub(super) queue: String,
    pub(super) offered: f64,
    pub(super) answered: f64,
    pub(super) abandoned: f64,
    pub(super) aht: f64,
    pub(super) there: f64,
}

impl Counted {
    /// Agents that the calls kept busy.
    pub(super) fn load(&self) -> f64 {
        self.answered * self.aht / f64::from(INTERVAL.get() * 60)
    }

    /// The share answered in time: a made-up curve of agents over load that is steep where both are near each other.
    fn in_time(&self) -> f64 {
        let load = self.load().max(0.1);
        let spare = (self.there - load) / load.sqrt();
        1.0 / (1.0 + (-2.6 * (spare - 0.55)).exp())
    }
}

/// The rows of the day in the month's export.
pub(super) fn counted(month: &str, lived: &Lived) -> Vec<Counted> {
    let day = DAY.to_string();
    let rows = month.lines().filter(|line| line.starts_with(&day)).filter_map(|line| {
        let mut cells = line.split(',');
        let local = chrono::NaiveDateTime::parse_from_str(cells.next()?, "%Y-%m-%d %H:%M").ok()?;
        let start = zone().resolve(local).0;
        let queue = cells.next()?.to_owned();
        let mut number = || cells.next().and_then(|cell| cell.parse::<f64>().ok()).unwrap_or_default();
        let (offered, answered, abandoned, aht) = (number(), number(), number(), number());
        let there = lived.at_work(&queue, start);
        Some(Counted { start, queue, offered, answered, abandoned, aht, there })
    });
    rows.collect()
}

/// actuals.csv: the counts of the day with waits and the parts of handle time.
pub(super) fn actuals(counts: &[Counted]) -> String {
    let mut text = String::from(
        "start,queue,offered,answered,abandoned,aht_s,answered_in_time,asa_s,time_to_abandon_s,talk_s,acw_s\n",
    );
    for row in counts {
        let start = zone().local(row.start).format("%Y-%m-%d %H:%M");
        let _ = write!(text, "{start},{},{},{},{}", row.queue, row.offered, row.answered, row.abandoned);
        if row.answered < 0.5 {
            text.push_str(",,0,,,,\n");
            continue;
        }
        let share = row.in_time();
        let wait = 3.0 + 150.0 * (1.0 - share).powf(1.5);
        let gone = if row.abandoned > 0.5 { format!("{:.1}", 25.0 + 1.4 * wait) } else { String::new() };
        let acw = row.aht * AFTER_CALL;
        let _ = writeln!(
            text,
            ",{:.1},{:.0},{wait:.1},{gone},{:.1},{acw:.1}",
            row.aht,
            (row.answered * share).round(),
            row.aht - acw
        );
    }
    text
}
