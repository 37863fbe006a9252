//! Leave, availability, trainings and wishes of the made-up agents.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::NaiveDate;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::calendar::PLANNED_MONDAY;
use super::people::{DemoAgent, pick};
use crate::domain::time::add_days;

/// Agents away for the whole planned week.
const WEEKS_OF_LEAVE: usize = 3;
/// Agents away for one day of it, and for two.
const DAYS_OF_LEAVE: (usize, usize) = (9, 3);
/// Agents away for some hours.
const APPOINTMENTS: usize = 4;
/// Agents trained in the planned week.
const TRAINED: usize = 6;
/// Agents away in the weeks before and after: rows that a plan must pass over.
const OTHER_WEEKS: usize = 8;

/// A row of time_off.csv.
pub(super) struct Absence {
    agent: String,
    start: String,
    end: String,
    kind: &'static str,
}

fn planned_day(offset: i64) -> NaiveDate {
    add_days(PLANNED_MONDAY, offset)
}

/// Who is away and when, one row for an agent. Nights, already thin, and part-timers, who come when they can, stay.
pub(super) fn absences(agents: &[DemoAgent], rng: &mut ChaCha8Rng) -> Vec<Absence> {
    let mut pool: Vec<&DemoAgent> =
        agents.iter().filter(|a| ["full", "four_day", "evening"].contains(&a.contract)).collect();
    pool.shuffle(rng);
    // Those who come early or late as they like can fit an appointment around their shift.
    let (flexible, others): (Vec<_>, Vec<_>) =
        pool.into_iter().partition(|a| a.contract == "full" && a.answers_hotline());
    let mut flexible = flexible.into_iter();
    let mut rows: Vec<Absence> = flexible.by_ref().take(APPOINTMENTS).map(|agent| appointment(agent, rng)).collect();
    let mut pool: Vec<&DemoAgent> = flexible.chain(others).collect();
    pool.shuffle(rng);
    let mut pool = pool.into_iter();
    rows.extend(pool.by_ref().take(WEEKS_OF_LEAVE).map(|a| whole_days(a, planned_day(0), 7, "leave")));
    let (one, two) = DAYS_OF_LEAVE;
    for length in [vec![1; one], vec![2; two]].concat() {
        let first = planned_day(pick(&[0, 1, 2, 3], rng));
        rows.extend(pool.next().map(|a| whole_days(a, first, length, "leave")));
    }
    for _ in 0..OTHER_WEEKS {
        let first = planned_day(pick(&[-12, -7, 7, 9, 14], rng));
        let kind = pick(&["leave", "sick", "leave"], rng);
        rows.extend(pool.next().map(|a| whole_days(a, first, pick(&[1, 2, 5], rng), kind)));
    }
    rows.sort_by(|a, b| (&a.agent, &a.start).cmp(&(&b.agent, &b.start)));
    rows
}

fn appointment(agent: &DemoAgent, rng: &mut ChaCha8Rng) -> Absence {
    let day = planned_day(pick(&[0, 1, 2, 3], rng));
    let (from, to) = pick(&[("08:00", "10:00"), ("08:30", "11:00"), ("16:00", "18:00")], rng);
    let at = |clock: &str| format!("{day} {clock}");
    Absence { agent: agent.id.clone(), start: at(from), end: at(to), kind: "appointment" }
}

fn whole_days(agent: &DemoAgent, first: NaiveDate, count: i64, kind: &'static str) -> Absence {
    let last = add_days(first, count - 1);
    Absence { agent: agent.id.clone(), start: first.to_string(), end: last.to_string(), kind }
}

/// time_off.csv.
pub(super) fn time_off(rows: &[Absence]) -> String {
    let mut text = String::from("agent,start,end,kind\n");
    for row in rows {
        let _ = writeln!(text, "{},{},{},{}", row.agent, row.start, row.end, row.kind);
    }
    text
}

/// When part-timers can come: half of them always, the others while the children are at school or, on the hotline,
/// after lectures.
pub(super) fn availability(agents: &[DemoAgent]) -> String {
    let school: &[(&[&str], &str, &str)] = &[(&["mon", "tue", "wed", "thu", "fri"], "08:00", "15:00")];
    let lectures: &[(&[&str], &str, &str)] =
        &[(&["mon", "wed", "fri"], "15:00", "22:00"), (&["sat", "sun"], "08:00", "22:00")];
    let mut text = String::from("agent,weekday,from,to\n");
    for (i, agent) in agents.iter().filter(|a| a.contract == "part").enumerate().filter(|(i, _)| i % 2 == 0) {
        let windows = if agent.answers_hotline() && i % 4 == 0 { lectures } else { school };
        for (weekdays, from, to) in windows {
            for weekday in *weekdays {
                let _ = writeln!(text, "{},{weekday},{from},{to}", agent.id);
            }
        }
    }
    text
}

/// activities.csv: a training in two groups and a meeting of the team leads, between the peaks.
pub(super) fn activities(agents: &[DemoAgent], absences: &[Absence]) -> String {
    let here: Vec<&DemoAgent> = agents
        .iter()
        .filter(|a| a.contract == "full" && absences.iter().all(|absence| absence.agent != a.id))
        .collect();
    let mut led = BTreeSet::new();
    let (leads, members): (Vec<_>, Vec<_>) = here.into_iter().partition(|a| led.insert(a.team));
    let trained = members.into_iter().filter(|a| a.team.starts_with("cards")).take(TRAINED);
    let mut text = String::from("agent,start,end,kind\n");
    let mut row = |agent: &DemoAgent, day: i64, from: &str, to: &str, kind: &str| {
        let day = planned_day(day);
        let _ = writeln!(text, "{},{day} {from},{day} {to},{kind}", agent.id);
    };
    for (i, agent) in trained.enumerate() {
        row(agent, if i % 2 == 0 { 1 } else { 2 }, "13:00", "14:30", "training");
    }
    for agent in leads {
        row(agent, 4, "13:30", "14:00", "meeting");
    }
    text
}

/// preferences.csv: about every third agent has a wish.
pub(super) fn preferences(agents: &[DemoAgent], rng: &mut ChaCha8Rng) -> String {
    let mut wishing: Vec<&DemoAgent> = agents.iter().collect();
    wishing.shuffle(rng);
    wishing.truncate(agents.len() / 3);
    wishing.sort_by(|a, b| a.id.cmp(&b.id));
    let mut text = String::from("agent,kind,value,weight\n");
    for agent in wishing {
        let (kind, value) = wish(agent, rng);
        let _ = writeln!(text, "{},{kind},{value},{}", agent.id, pick(&[1, 1, 2, 3], rng));
    }
    text
}

/// A wish that makes sense under the agent's contract.
fn wish(agent: &DemoAgent, rng: &mut ChaCha8Rng) -> (&'static str, String) {
    let days_off = [("day_off", "wed"), ("day_off", "sat"), ("day_off", "sun")];
    let hours: &[(&str, &str)] = match agent.contract {
        "full" if agent.answers_hotline() => &[
            ("shift", "early"),
            ("shift", "day"),
            ("shift", "late"),
            ("start_after", "09:00"),
            ("end_before", "18:00"),
        ],
        "full" | "four_day" => &[("start_after", "09:00"), ("end_before", "18:30")],
        "part" => &[("start_after", "09:00"), ("end_before", "16:00")],
        "evening" => &[("start_after", "15:00"), ("end_before", "22:30")],
        _ => &[("shift", "night"), ("shift", "small_hours")],
    };
    match pick(&[0, 1, 2], rng) {
        0 => {
            let (kind, value) = pick(&days_off, rng);
            (kind, value.to_owned())
        }
        1 if agent.contract != "part" => ("day_off", planned_day(pick(&[4, 5, 6], rng)).to_string()),
        _ => {
            let (kind, value) = pick(hours, rng);
            (kind, value.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Part, people, stream};
    use super::*;

    fn made(seed: u64) -> (Vec<DemoAgent>, Vec<Absence>) {
        let agents = people::agents(&mut stream(seed, Part::Names));
        let absences = absences(&agents, &mut stream(seed, Part::Absences));
        (agents, absences)
    }

    #[test]
    fn each_agent_is_away_at_most_once() {
        for seed in 0..20 {
            let (_, absences) = made(seed);
            let who: BTreeSet<&str> = absences.iter().map(|a| a.agent.as_str()).collect();
            assert_eq!(who.len(), absences.len());
            assert_eq!(absences.len(), WEEKS_OF_LEAVE + DAYS_OF_LEAVE.0 + DAYS_OF_LEAVE.1 + APPOINTMENTS + OTHER_WEEKS);
        }
    }

    #[test]
    fn hours_away_are_only_asked_of_those_who_can_shift_their_day() {
        for seed in 0..20 {
            let (agents, absences) = made(seed);
            for row in absences.iter().filter(|a| a.start.contains(' ')) {
                let agent = agents.iter().find(|a| a.id == row.agent).expect("agent");
                assert!(agent.contract == "full" && agent.answers_hotline());
            }
        }
    }

    #[test]
    fn trainings_and_meetings_are_of_people_who_are_there() {
        for seed in 0..100 {
            let (agents, absences) = made(seed);
            let text = activities(&agents, &absences);
            let mut busy: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for line in text.lines().skip(1) {
                let cells: Vec<&str> = line.split(',').collect();
                assert!(absences.iter().all(|a| a.agent != cells[0]), "{line}");
                let (day, _) = cells[1].split_once(' ').expect("day and time");
                *busy.entry((cells[0], day)).or_default() += 1;
            }
            assert_eq!(busy.len(), TRAINED + 6, "the trained and six leads, each once");
        }
    }

    #[test]
    fn part_timers_can_come_on_enough_days_for_their_contract() {
        let (agents, _) = made(1);
        let text = availability(&agents);
        let mut days: BTreeMap<&str, usize> = BTreeMap::new();
        for line in text.lines().skip(1) {
            *days.entry(line.split(',').next().expect("agent")).or_default() += 1;
        }
        let part: BTreeSet<&str> = agents.iter().filter(|a| a.contract == "part").map(|a| a.id.as_str()).collect();
        assert!(days.len() > 5 && days.iter().all(|(agent, n)| part.contains(agent) && *n >= 5));
    }
}
