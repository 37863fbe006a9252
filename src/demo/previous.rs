//! Last week's roster of the evening and night agents: what rest, runs of days and the first morning depend on.

use std::fmt::Write as _;

use chrono::NaiveDate;
use rand_chacha::ChaCha8Rng;

use super::calendar::PLANNED_MONDAY;
use super::people::{DemoAgent, pick};
use super::volumes::zone;
use crate::domain::time::{Instant, add_days};

/// Days worked, Monday = 0: each has two days off together and at most five days in a row, as the contracts say.
type Pattern = &'static [i64];
const MONDAY_TO_FRIDAY: Pattern = &[0, 1, 2, 3, 4];
const WEDNESDAY_TO_SUNDAY: Pattern = &[2, 3, 4, 5, 6];
const MIDWEEK_OFF: Pattern = &[0, 1, 4, 5, 6];
const THURSDAY_FRIDAY_OFF: Pattern = &[0, 1, 2, 5, 6];
/// In this turn, so that every night and evening was staffed, the last one included.
const PATTERNS: [Pattern; 6] =
    [MONDAY_TO_FRIDAY, MIDWEEK_OFF, THURSDAY_FRIDAY_OFF, MONDAY_TO_FRIDAY, MIDWEEK_OFF, WEDNESDAY_TO_SUNDAY];
/// Of four night agents one worked the small hours, in this place of the turn.
const SMALL_HOURS_TURN: usize = 3;

/// Minutes of handover before and after a shift: `[handover]` of centre.toml.
const HANDOVER: (i64, i64) = (10, 15);

/// A shift as it was worked; offsets in minutes from its start.
pub(super) struct Worked {
    pub(super) id: &'static str,
    /// Minutes after midnight.
    pub(super) start: i64,
    pub(super) length: i64,
    /// Activity, offset, minutes, paid.
    pub(super) breaks: Vec<(&'static str, i64, i64, bool)>,
}

/// A row of a roster.
#[derive(Clone, Debug)]
pub(super) struct DemoRow {
    pub(super) agent: String,
    pub(super) day: NaiveDate,
    pub(super) shift: &'static str,
    pub(super) activity: &'static str,
    pub(super) queue: &'static str,
    pub(super) start: Instant,
    pub(super) end: Instant,
    pub(super) paid: bool,
}

fn night(id: &'static str, start: i64, rng: &mut ChaCha8Rng) -> Worked {
    let first = pick(&[90, 105, 120, 150], rng);
    let meal = pick(&[210, 240, 270, 300], rng);
    let last = pick(&[375, 390, 420], rng);
    let breaks = vec![("break", first, 15, true), ("meal", meal, 30, false), ("break", last, 15, true)];
    Worked { id, start, length: 510, breaks }
}

fn evening(rng: &mut ChaCha8Rng) -> Worked {
    let start = pick(&[14 * 60 + 30, 15 * 60, 15 * 60 + 30, 16 * 60], rng);
    let (first, meal) = (pick(&[90, 105, 120], rng), pick(&[180, 210, 240], rng));
    let breaks = vec![("break", first, 15, true), ("meal", meal, 30, false), ("break", 345, 15, true)];
    Worked { id: "evening", start, length: 450, breaks }
}

/// previous.csv, as roster.csv, sorted by agent and start.
pub(super) fn table(agents: &[DemoAgent], rng: &mut ChaCha8Rng) -> String {
    table_of(&rows(agents, rng))
}

/// The rows of previous.csv.
pub(super) fn rows(agents: &[DemoAgent], rng: &mut ChaCha8Rng) -> Vec<DemoRow> {
    let last_monday = add_days(PLANNED_MONDAY, -7);
    let mut rows = Vec::new();
    for contract in ["evening", "nights"] {
        for (i, agent) in agents.iter().filter(|a| a.contract == contract).enumerate() {
            let small_hours = i % 4 == SMALL_HOURS_TURN;
            let start = pick(&[21 * 60 + 30, 22 * 60, 22 * 60 + 30], rng);
            for offset in PATTERNS.get(i % PATTERNS.len()).copied().unwrap_or_default() {
                let shift = match contract {
                    "evening" => evening(rng),
                    _ if small_hours => night("small_hours", 0, rng),
                    _ => night("night", start, rng),
                };
                rows.extend(rows_of(agent, add_days(last_monday, *offset), &shift));
            }
        }
    }
    rows
}

/// A roster as a table.
pub(super) fn table_of(rows: &[DemoRow]) -> String {
    let mut text = String::from("agent,day,shift,activity,queue,start,end,paid\n");
    for DemoRow { agent, day, shift, activity, queue, start, end, paid } in rows {
        let (from, to) = (zone().rfc3339(*start), zone().rfc3339(*end));
        let _ = writeln!(text, "{agent},{day},{shift},{activity},{queue},{from},{to},{paid}");
    }
    text
}

/// The rows of one shift, handovers included.
pub(super) fn rows_of(agent: &DemoAgent, day: NaiveDate, shift: &Worked) -> Vec<DemoRow> {
    let zone = zone();
    let start = zone.midnight(day).plus_minutes(shift.start);
    let end = start.plus_minutes(shift.length);
    let (before, after) = HANDOVER;
    let row = |activity: &'static str, from: Instant, to: Instant, paid: bool| DemoRow {
        agent: agent.id.clone(),
        day,
        shift: shift.id,
        activity,
        queue: if activity == "work" { agent.skills.first().copied().unwrap_or_default() } else { "" },
        start: from,
        end: to,
        paid,
    };
    let mut rows = vec![row("handover", start.plus_minutes(-before), start, true)];
    let mut at = start;
    for (kind, offset, minutes, paid) in &shift.breaks {
        let from = start.plus_minutes(*offset);
        let to = from.plus_minutes(*minutes);
        rows.extend([row("work", at, from, true), row(kind, from, to, *paid)]);
        at = to;
    }
    rows.extend([row("work", at, end, true), row("handover", end, end.plus_minutes(after), true)]);
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::DateTime;

    use super::super::{Part, people, stream};
    use super::*;

    struct Row {
        agent: String,
        day: NaiveDate,
        shift: String,
        activity: String,
        start: i64,
        end: i64,
    }

    fn rows(seed: u64) -> Vec<Row> {
        let agents = people::agents(&mut stream(seed, Part::Names));
        let text = table(&agents, &mut stream(seed, Part::LastWeek));
        let minute = |t: &str| DateTime::parse_from_rfc3339(t).expect("time").timestamp() / 60;
        let rows = text.lines().skip(1).map(|line| {
            let c: Vec<&str> = line.split(',').collect();
            Row {
                agent: c[0].to_owned(),
                day: c[1].parse().expect("day"),
                shift: c[2].to_owned(),
                activity: c[3].to_owned(),
                start: minute(c[5]),
                end: minute(c[6]),
            }
        });
        rows.collect()
    }

    #[test]
    fn each_presence_is_without_a_gap_and_rest_is_at_least_twelve_hours() {
        for pair in rows(1).windows(2).filter(|p| p[0].agent == p[1].agent) {
            let gap = pair[1].start - pair[0].end;
            assert!(if pair[0].day == pair[1].day { gap == 0 } else { gap >= 12 * 60 }, "{}", pair[0].agent);
        }
    }

    #[test]
    fn everybody_worked_five_days_with_two_days_off_together() {
        let mut days: BTreeMap<String, BTreeSet<NaiveDate>> = BTreeMap::new();
        for row in rows(1) {
            days.entry(row.agent).or_default().insert(row.day);
        }
        let last_monday = add_days(PLANNED_MONDAY, -7);
        assert_eq!(days.len(), 27);
        for (agent, worked) in days {
            let off = |d: i64| !worked.contains(&add_days(last_monday, d));
            assert!(worked.len() == 5 && (0..6).any(|d| off(d) && off(d + 1)), "{agent}");
        }
    }

    #[test]
    fn nights_keep_one_shift_all_week() {
        let mut shifts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows(1) {
            shifts.entry(row.agent).or_default().insert(row.shift);
        }
        assert!(shifts.values().all(|s| s.len() == 1));
    }

    #[test]
    fn the_first_morning_of_the_planned_week_begins_with_people_at_work() {
        let midnight = zone().midnight(PLANNED_MONDAY).unix() / 60;
        let at_work = rows(1).iter().filter(|r| r.activity == "work" && r.start < midnight && r.end > midnight).count();
        assert!((3..=8).contains(&at_work), "{at_work}");
    }
}
