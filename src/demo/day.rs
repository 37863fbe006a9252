//! One made-up day of the last week: its roster, its forecast, what came and what everybody did, for the commands on the day itself.
//!
//! The calls are those of the export. The forecast was a little low, some people did not come or came late, and some breaks
//! took too long, so that there is something to explain.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use rand_chacha::ChaCha8Rng;

use super::calendar::{date, own_days, public_days};
use super::lived::{Lived, shift_lived};
use super::people::{DemoAgent, pick};
use super::previous::{DemoRow, Worked, rows_of, table_of};
use super::queues::queues;
use super::volumes::zone;
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
    pub(super) fn new(agents: &[DemoAgent], last_week: &[DemoRow]) -> Self {
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
    let kinds = [
        ("neutral", "desk without power", "approved", "lead"),
        ("in", "helped a newcomer", "requested", ""),
        ("neutral", "bus was late", "refused", "lead"),
    ];
    for (row, (counts_as, reason, status, by)) in shifts.into_iter().zip(kinds) {
        let local = |at: Instant| zone().local(at).format("%Y-%m-%d %H:%M").to_string();
        let decided = if by.is_empty() { String::new() } else { format!("{DAY} 18:00") };
        let (start, end) = (local(row.end), local(row.end.plus_minutes(20)));
        let _ = writeln!(text, "{},{start},{end},{counts_as},{reason},{status},{by},{decided}", row.agent);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::lived::{Counted, actuals, counted};
    use crate::demo::{Part, history, people, previous, stream};

    fn made(seed: u64) -> (DemoDay, Lived, Vec<Counted>) {
        let agents = people::agents(&mut stream(seed, Part::Names));
        let last_week = previous::rows(&agents, &mut stream(seed, Part::LastWeek));
        let day = DemoDay::new(&agents, &last_week);
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
        assert!((0.5..0.95).contains(&share), "busy {share}");
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
