//! One calendar file an agent: each shift an event, times in UTC, identities stable from plan to plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{DateTime, NaiveTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::shifts::{Shift, hour_minute, shifts};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::people::{Activity, Agent, RosterRow};
use crate::domain::plan::Plan;
use crate::domain::time::{Instant, Zone};

/// The calendar files of a plan: file name (no folder, safe on every system) and content, in the order of agents.csv. An agent
/// without shifts gets an empty calendar, so that an older one is not left standing.
#[must_use]
pub fn files(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let mut by_agent: BTreeMap<&AgentId, Vec<Shift<'_>>> = BTreeMap::new();
    for shift in shifts(&plan.rows, plan.centre.handover) {
        by_agent.entry(shift.agent).or_default().push(shift);
    }
    let names = file_names(plan.agents.iter().map(|a| &a.id));
    let own = |agent: &Agent| {
        let shifts = by_agent.get(&agent.id).map_or(&[][..], Vec::as_slice);
        let name = names.get(&agent.id).cloned().unwrap_or_default();
        (format!("{name}.ics"), calendar(plan, agent, shifts).into_bytes())
    };
    plan.agents.iter().map(own).collect()
}

fn calendar(plan: &Plan, agent: &Agent, shifts: &[Shift<'_>]) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//wfm//roster//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", "PUBLISH"));
    // The crate's own `name` also writes a NAME line without escaping it.
    let name = one_line(&format!("{} – {}", plan.centre.name, agent.name));
    calendar.append_property(Property::new("X-WR-CALNAME", name));
    // The moment of writing would make two equal plans differ; the plan's first day does not.
    let stamp = plan.first_day.and_time(NaiveTime::MIN).and_utc();
    let mut used: BTreeMap<chrono::NaiveDate, usize> = BTreeMap::new();
    for shift in shifts {
        let number = used.entry(shift.day).and_modify(|n| *n += 1).or_insert(1);
        calendar.push(event(plan, shift, *number, stamp));
    }
    calendar.done().to_string()
}

fn event(plan: &Plan, shift: &Shift<'_>, number: usize, stamp: DateTime<Utc>) -> Event {
    let queues: Vec<&str> = shift.queues().into_iter().map(QueueId::as_str).collect();
    let summary =
        if queues.is_empty() { shift.id.to_string() } else { format!("{} · {}", shift.id, queues.join(", ")) };
    // By agent and day, not by shift: a changed shift replaces its event instead of standing beside it.
    let uid = format!("{}.{}.{number}@wfm.roster", uid_part(shift.agent.as_str()), shift.day);
    let mut event = Event::with_uid(&uid);
    event
        .timestamp(stamp)
        .starts(utc(shift.presence_start()))
        .ends(utc(shift.presence_end()))
        .summary(&one_line(&summary))
        .description(&description(shift, plan.centre.zone))
        .add_property("TRANSP", "OPAQUE");
    if !plan.centre.name.is_empty() {
        event.location(&one_line(&plan.centre.name));
    }
    event.done()
}

/// Text without line ends and other control characters: a name must not write lines of its own.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn utc(at: Instant) -> DateTime<Utc> {
    DateTime::from_timestamp(at.unix(), 0).unwrap_or_default()
}

fn description(shift: &Shift<'_>, zone: Zone) -> String {
    let mut lines = vec![format!("Shift {} {} ({})", shift.id, shift.clock(zone), zone.name())];
    for row in shift.rows.iter().filter(|r| r.activity != Activity::Work) {
        lines.push(line(row, zone));
    }
    let work =
        shift.stretches(Activity::Work).filter_map(|r| Some(format!("{}: {}", clock(r, zone), r.queue.as_ref()?)));
    if shift.queues().len() > 1 {
        lines.extend(work);
    }
    lines.push(format!("Paid hours: {}", super::number::exact(super::number::rounded(shift.paid_hours(), 2))));
    lines.join("\n")
}

fn clock(row: &RosterRow, zone: Zone) -> String {
    format!("{}–{}", hour_minute(zone, row.start), hour_minute(zone, row.end))
}

fn line(row: &RosterRow, zone: Zone) -> String {
    let name = match row.activity {
        Activity::Break => "Break",
        Activity::Meal => "Meal",
        Activity::Handover => "Handover",
        Activity::Training => "Training",
        Activity::Meeting => "Meeting",
        Activity::Split => "Off between parts",
        Activity::Work => "Work",
    };
    let unpaid = if row.paid { "" } else { " (unpaid)" };
    format!("{name}: {}{unpaid}", clock(row, zone))
}

/// An id as part of an event's identity: letters, digits and `-` as they are, the rest as hex, so that no two ids meet.
fn uid_part(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "_{byte:02x}");
        }
    }
    out
}

/// Longest file name made of an id, in bytes: every common file system takes 255 with an ending.
const LONGEST_NAME: usize = 120;

/// A file name for an id: never a path, never hidden, never reserved on any common system. Letters of any script stay.
#[must_use]
pub fn safe_file_name(id: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') { c } else { '_' };
    let mut name = String::new();
    for c in id.chars().map(kept) {
        if name.len() + c.len_utf8() > LONGEST_NAME {
            break;
        }
        name.push(c);
    }
    let name = name.trim_matches(|c| matches!(c, '.' | ' ')).to_owned();
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let port =
        |prefix: &str| stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    let reserved = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || port("COM") || port("LPT");
    if name.is_empty() || reserved { format!("_{name}") } else { name }
}

/// A file name for each id, without two that a file system blind to case would take for one.
#[must_use]
pub fn file_names<'a>(ids: impl IntoIterator<Item = &'a AgentId>) -> BTreeMap<AgentId, String> {
    let ids: BTreeSet<&AgentId> = ids.into_iter().collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeMap::new();
    for id in ids {
        let base = safe_file_name(id.as_str());
        let mut name = base.clone();
        let mut number = 2;
        while !taken.insert(name.to_lowercase()) {
            name = format!("{base}-{number}");
            number += 1;
        }
        names.insert(id.clone(), name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_file_name_never_leads_anywhere_else() {
        let cases = [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "_"),
            ("", "_"),
            ("a/b\\c:d", "a_b_c_d"),
            ("CON", "_CON"),
            ("com1.x", "_com1.x"),
            ("王芳", "王芳"),
            ("A 1. ", "A 1"),
        ];
        for (id, expected) in cases {
            assert_eq!(safe_file_name(id), expected, "{id:?}");
        }
        assert!(safe_file_name(&"王".repeat(500)).len() <= LONGEST_NAME);
    }

    #[test]
    fn names_that_would_meet_are_numbered() {
        let ids = ["a/1", "a:1", "A_1"].map(AgentId::new);
        let names: BTreeSet<String> = file_names(&ids).into_values().map(|n| n.to_lowercase()).collect();
        assert_eq!(names.len(), 3);
    }

    #[test]
    fn every_shift_is_an_event_and_two_runs_agree() {
        let plan = sample::plan(12, 1);
        let all = files(&plan);
        let events: usize =
            all.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).matches("BEGIN:VEVENT").count()).sum();
        assert_eq!((all.len(), events), (12, shifts(&plan.rows, plan.centre.handover).len()));
        assert_eq!(all, files(&plan));
    }

    #[test]
    fn every_calendar_line_is_folded_and_ends_as_the_standard_says() {
        let plan = sample::plan(12, 1);
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/report-test/ical");
        std::fs::create_dir_all(&folder).expect("folder");
        for (name, bytes) in files(&plan) {
            std::fs::write(folder.join(&name), &bytes).expect("written");
            let text = String::from_utf8(bytes).expect("utf-8");
            assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains('\n'), "{name}");
            assert!(text.split("\r\n").all(|line| line.len() <= 75), "{name}: RFC 5545, section 3.1");
        }
    }

    #[test]
    fn names_cannot_write_lines_of_their_own() {
        let mut plan = sample::plan(12, 1);
        plan.centre.name = "A;B,C\r\nATTENDEE:x\nBEGIN:VEVENT".into();
        plan.agents[5].name = "D\nATTENDEE:y\rATTENDEE:z".into();
        let (_, bytes) = &files(&plan)[5];
        let text = String::from_utf8_lossy(bytes).replace("\r\n ", "");
        assert!(text.replace("\r\n", "\n").lines().all(|l| !l.contains('\r') && !l.starts_with("ATTENDEE")), "{text}");
        assert!(text.contains("LOCATION:A\\;B\\,C"), "{text}");
    }

    #[test]
    fn an_event_has_utc_times_a_fixed_stamp_and_a_stable_identity() {
        let plan = sample::plan(12, 1);
        let (name, bytes) = &files(&plan)[5];
        let text = String::from_utf8_lossy(bytes).replace("\r\n ", "");
        assert_eq!(name, "A0005.ics");
        assert!(text.contains("DTSTAMP:20261130T000000Z"), "{text}");
        assert!(text.contains("UID:A0005.2026-11-30.1@wfm.roster"), "{text}");
        let start = text.lines().find_map(|l| l.strip_prefix("DTSTART:")).expect("a start");
        assert!(start.ends_with('Z'), "{start}");
        assert!(text.lines().all(|l| !l.contains('\u{0}')));
    }
}
