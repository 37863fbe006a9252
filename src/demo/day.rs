//! One made-up day of the last week: its roster, its forecast, what came and what everybody did, for the commands on the day itself.
//!
//! The calls are those of the export. The forecast was a little low, some people did not come or came late, and some breaks
//! took too long, so that there is something to explain.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::calendar::{date, own_days, public_days};
use super::people::{DemoAgent, pick};
use super::previous::{DemoRow, Worked, rows_of, table_of};
use super::queues::queues;
use super::volumes::{INTERVAL, zone};
use crate::domain::time::{Instant, add_days};

/// The day, a Wednesday of the week before the planned one.
pub(super) const DAY: NaiveDate = date(2026, 10, 28);

/// The forecast that the day was planned from, as a share of what was to be expected.
const FORECAST_SHARE: f64 = 0.94;
/// Standard deviation of a day's level around its forecast.
const LEVEL_SPREAD: f64 = 0.06;
/// 90 % quantile of the normal distribution.
const NINETY: f64 = 1.2816;
/// Of those with a shift: one in so many does not come, comes late, overstays a break, leaves early.
const ABSENT_EACH: usize = 24;
const LATE_EACH: usize = 11;
const OVERSTAYS_EACH: usize = 13;
const EARLY_EACH: usize = 37;
/// Share of the time busy that is after-call work.
const AFTER_CALL: f64 = 0.18;

/// Starts in minutes after midnight, shift and length by contract and first queue; agents take them in turn.
fn catalogue(agent: &DemoAgent) -> Option<(&'static str, i64, &'static [i64])> {
    let queue = agent.skills.first().copied().unwrap_or_default();
    match (agent.contract, queue) {
        ("full", "cards") => Some(("", 510, &[480, 540, 600, 720, 420, 510, 780, 630])),
        ("full", "billing") => Some(("", 510, &[480, 540, 600, 690, 510, 630])),
        ("full", _) => Some(("", 510, &[510, 540, 570])),
        ("four_day", "cards") => Some(("long", 570, &[480, 570, 660])),
        ("four_day", "billing") => Some(("long", 570, &[480, 600])),
        ("four_day", _) => Some(("long", 570, &[510])),
        ("part", "cards") => Some(("short", 300, &[540, 840, 600])),
        ("part", _) => Some(("short", 300, &[540, 780])),
        _ => None,
    }
}

/// Where a full shift of these starts stands in the catalogue of shifts.
const fn full_shift(start: i64) -> &'static str {
    match start {
        ..=480 => "early",
        481..=600 => "day",
        _ => "late",
    }
}

/// The shift of an agent who works by day; `turn` staggers starts and breaks.
fn shift_of(agent: &DemoAgent, turn: usize) -> Option<Worked> {
    let (id, length, starts) = catalogue(agent)?;
    let start = starts.get(turn % starts.len()).copied()?;
    let stagger = 15 * i64::try_from(turn % 4).unwrap_or(0);
    let mut breaks = vec![("break", 105 + stagger, 15, true)];
    if id != "short" {
        breaks.push(("meal", 240 + 30 * (stagger / 30), 30, false));
        breaks.push(("break", if id == "long" { 435 } else { 375 } + stagger, 15, true));
    }
    Some(Worked { id: if id.is_empty() { full_shift(start) } else { id }, start, length, breaks })
}

/// Everything of the day.
pub(super) struct DemoDay {
    agents: Vec<DemoAgent>,
    rows: Vec<DemoRow>,
}

impl DemoDay {
    /// The day's roster: by day about six of seven people have a shift, the evening and the nights are those of `last_week`.
    pub(super) fn new(agents: &[DemoAgent], last_week: Vec<DemoRow>) -> Self {
        let mut turns: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut rows: Vec<DemoRow> = Vec::new();
        for (index, agent) in agents.iter().enumerate() {
            let turn = turns.entry((agent.contract, agent.skills.first().copied().unwrap_or_default())).or_default();
            *turn += 1;
            if let Some(shift) = shift_of(agent, *turn).filter(|_| index % 7 != 3) {
                rows.extend(rows_of(agent, DAY, &shift));
            }
        }
        let eve = add_days(DAY, -1);
        let midnight = zone().midnight(DAY);
        let runs_into = |row: &DemoRow| {
            last_week.iter().any(|r| r.agent == row.agent && r.day == eve && r.end > midnight) && row.day == eve
        };
        rows.extend(last_week.iter().filter(|row| row.day == DAY || runs_into(row)).cloned());
        rows.sort_by(|a, b| (&a.agent, a.start).cmp(&(&b.agent, b.start)));
        Self { agents: agents.to_vec(), rows }
    }

    /// roster.csv.
    pub(super) fn roster(&self) -> String {
        table_of(&self.rows)
    }

    /// What everybody did.
    pub(super) fn lived(&self, rng: &mut ChaCha8Rng) -> Lived {
        let mut people: BTreeMap<(&str, NaiveDate), Vec<&DemoRow>> = BTreeMap::new();
        for row in &self.rows {
            people.entry((&row.agent, row.day)).or_default().push(row);
        }
        let mut stretches = Vec::new();
        for (index, ((agent, day), rows)) in people.into_iter().enumerate() {
            let own = self.agents.iter().find(|known| known.id == agent);
            let queue = own.and_then(|own| own.skills.first().copied()).unwrap_or_default();
            let is_own = day == DAY;
            if is_own && index % ABSENT_EACH == 7 {
                continue;
            }
            let late = if is_own && index % LATE_EACH == 4 { 60 * pick(&[12_i64, 18, 25, 34], rng) } else { 0 };
            let early = if is_own && index % EARLY_EACH == 20 { 60 * 40 } else { 0 };
            let overstay = if is_own && index % OVERSTAYS_EACH == 5 { 60 * pick(&[9_i64, 12, 17], rng) } else { 0 };
            stretches.extend(shift_lived(agent, queue, &rows, [late, early, overstay], rng));
        }
        Lived { stretches, agents: self.rows.iter().map(|row| row.agent.clone()).collect() }
    }
}

/// A stretch of one state of one agent.
struct Stretch {
    agent: String,
    queue: &'static str,
    /// `work`, or the state of the feed.
    doing: &'static str,
    start: Instant,
    end: Instant,
}

/// What one agent did of a shift: a little beside the schedule at each change, and the seconds late, early and over.
fn shift_lived(
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
        let start = at.unwrap_or_else(|| row.start.plus_seconds(if late > 0 { late } else { rng.random_range(-90..=40) }));
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
    stretches: Vec<Stretch>,
    agents: std::collections::BTreeSet<String>,
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
        let of_hour = counts.iter().filter(|c| c.queue == stretch.queue && (start.plus_minutes(-30)..hour).contains(&c.start));
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
    start: Instant,
    queue: String,
    offered: f64,
    answered: f64,
    abandoned: f64,
    aht: f64,
    there: f64,
}

impl Counted {
    /// Agents that the calls kept busy.
    fn load(&self) -> f64 {
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
    let mut text =
        String::from("start,queue,offered,answered,abandoned,aht_s,answered_in_time,asa_s,time_to_abandon_s,talk_s,acw_s\n");
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

/// forecast.csv: what was expected, a little low, with the band that holds eight of ten intervals.
pub(super) fn forecast() -> String {
    let public = public_days();
    let own = own_days(&public);
    let mut rows = Vec::new();
    for model in queues() {
        let expected = model.day(DAY, &public, &own).into_iter();
        rows.extend(expected.map(|slot| (slot.start, model.id, FORECAST_SHARE * slot.calls, slot.handle_time)));
    }
    rows.sort_by_key(|(start, queue, ..)| (*start, *queue));
    let mut text = String::from("start,queue,offered,p10,p90,aht_s\n");
    for (start, queue, calls, aht) in rows {
        let half = NINETY * (calls + (LEVEL_SPREAD * calls).powi(2)).sqrt();
        let (low, high) = ((calls - half).max(0.0), calls + half);
        let _ = writeln!(text, "{},{queue},{calls:.2},{low:.1},{high:.1},{aht:.1}", zone().rfc3339(start));
    }
    text
}

/// exceptions.csv: one granted, one asked for, one refused.
pub(super) fn exceptions(day: &DemoDay) -> String {
    let shifts: Vec<&DemoRow> =
        day.rows.iter().filter(|row| row.day == DAY && row.activity == "break").step_by(19).take(3).collect();
    let mut text = String::from("agent,start,end,as,reason,status,decided_by,decided_at\n");
    let kinds = [("neutral", "desk without power", "approved", "lead"), ("in", "helped a newcomer", "requested", ""), ("neutral", "bus was late", "refused", "lead")];
    for (row, (counts_as, reason, status, by)) in shifts.into_iter().zip(kinds) {
        let local = |at: Instant| zone().local(at).format("%Y-%m-%d %H:%M").to_string();
        let decided = if by.is_empty() { String::new() } else { format!("{} 18:00", DAY) };
        let (start, end) = (local(row.end), local(row.end.plus_minutes(20)));
        let _ = writeln!(text, "{},{start},{end},{counts_as},{reason},{status},{by},{decided}", row.agent);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Part, history, people, previous, stream};
    use super::*;

    fn made(seed: u64) -> (DemoDay, Lived, Vec<Counted>) {
        let agents = people::agents(&mut stream(seed, Part::Names));
        let last_week = previous::rows(&agents, &mut stream(seed, Part::LastWeek));
        let day = DemoDay::new(&agents, last_week);
        let lived = day.lived(&mut stream(seed, Part::Day));
        let months = history::months(&mut stream(seed, Part::Volumes));
        let counts = counted(&months["2026-10"], &lived);
        (day, lived, counts)
    }

    #[test]
    fn every_open_half_hour_has_people_and_calls() {
        let (_, lived, counts) = made(1);
        // 48 of the hotline, 24 and 19 of the offices
        assert_eq!(counts.len(), 48 + 24 + 19);
        for row in &counts {
            assert!(row.there > 0.4, "{} {}: {}", row.queue, zone().local(row.start), row.there);
            assert!((row.answered + row.abandoned - row.offered).abs() < 1e-9);
        }
        let sum = |of: fn(&Counted) -> f64| counts.iter().map(of).sum::<f64>();
        let share = sum(Counted::load) / sum(|row| row.there);
        assert!((0.6..0.95).contains(&share), "busy {share}");
        assert!(lived.stretches.iter().all(|s| s.start < s.end));
    }

    #[test]
    fn some_do_not_come_some_are_late_and_most_keep_to_the_roster() {
        let (day, lived, _) = made(1);
        let scheduled: std::collections::BTreeSet<&str> =
            day.rows.iter().filter(|row| row.day == DAY).map(|row| row.agent.as_str()).collect();
        let came: std::collections::BTreeSet<&str> = lived.stretches.iter().map(|s| s.agent.as_str()).collect();
        let absent = scheduled.iter().filter(|agent| !came.contains(*agent)).count();
        assert!(scheduled.len() > 80 && (2..=6).contains(&absent), "{absent} of {}", scheduled.len());
    }

    #[test]
    fn the_same_seed_gives_the_same_feed() {
        let text = || {
            let (_, lived, counts) = made(3);
            lived.states(&counts) + &actuals(&counts)
        };
        assert_eq!(text(), text());
        assert!(text().len() < 200_000, "{}", text().len());
    }
}
