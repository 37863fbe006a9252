//! Calendar files, one an agent and one a team: each shift an event on the centre's own clock, with an identity that stays
//! the same from version to version. A new version says what changed (SEQUENCE) and what is taken back (STATUS:CANCELLED).

mod versions;
mod zone;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use icalendar::{Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};

use super::shifts::{Shift, hour_minute, shifts};
use crate::domain::calendar_event::{CalendarEvent, Calendars};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::people::{Activity, RosterRow};
use crate::domain::plan::Plan;
use crate::domain::time::{Instant, Zone, add_days};

/// How many days back from the plan's first day published shifts stay in the calendars: who subscribed keeps the weeks that
/// run.
const KEPT_DAYS: i64 = 35;

/// The folder of the teams' calendars.
const TEAMS: &str = "teams";

/// The calendar files of a plan: path (safe on every system, teams in a folder of their own) and content. An agent without
/// shifts gets an empty calendar, so that an older one is not left standing. `published` is what people have already; its
/// events in the plan's weeks, and in those of a plan that is `withdrawn`, count no longer.
#[must_use]
pub fn files(plan: &Plan, published: &Calendars, withdrawn: Option<&Range<Instant>>) -> Vec<(String, Vec<u8>)> {
    let zone = plan.centre.zone;
    let kept_from = zone.midnight(add_days(plan.first_day, -KEPT_DAYS));
    let replaced: Vec<Range<Instant>> =
        [period(plan, plan.first_day, plan.weeks)].into_iter().chain(withdrawn.cloned()).collect();
    let next = versions::next_version(events(plan, &plan.rows), published, &replaced, kept_from);
    let titles = titles(plan);
    let clock = clock_of(zone, &next);
    let file = |(file, events): (String, Vec<CalendarEvent>)| {
        let title = titles.get(&file).map_or_else(|| file.trim_end_matches(".ics"), String::as_str);
        let text = calendar(plan, title, &events, clock.as_deref());
        (file, text.into_bytes())
    };
    next.into_iter().map(file).collect()
}

/// When presence begins for the shifts of these weeks of a plan's centre.
#[must_use]
pub fn period(plan: &Plan, first_day: NaiveDate, weeks: usize) -> Range<Instant> {
    // A handover before midnight belongs to the shift after it.
    let before = -i64::from(plan.centre.handover.before.get());
    let from = |day: NaiveDate| plan.centre.zone.midnight(day).plus_minutes(before);
    let days = i64::try_from(weeks.max(1).saturating_mul(7)).unwrap_or(7);
    from(first_day)..from(add_days(first_day, days))
}

/// The shifts of a roster as events, by file, in their first version: of everybody in agents.csv or in the roster.
#[must_use]
pub fn events(plan: &Plan, rows: &[RosterRow]) -> Calendars {
    let teams: BTreeMap<&AgentId, &str> =
        plan.agents.iter().filter(|a| !a.team.is_empty()).map(|a| (&a.id, a.team.as_str())).collect();
    let names: BTreeMap<&AgentId, &str> = plan.agents.iter().map(|a| (&a.id, a.name.as_str())).collect();
    let people: BTreeSet<&AgentId> = plan.agents.iter().map(|a| &a.id).chain(rows.iter().map(|r| &r.agent)).collect();
    let agent_files = file_names(people.iter().map(|id| id.as_str()));
    let team_files = file_names(teams.values().copied());
    let mut calendars = Calendars::new();
    for file in agent_files.values() {
        calendars.insert(format!("{file}.ics"), Vec::new());
    }
    for file in team_files.values() {
        calendars.insert(format!("{TEAMS}/{file}.ics"), Vec::new());
    }
    let mut number = 0;
    let mut last: Option<(&AgentId, NaiveDate)> = None;
    let all = shifts(rows, plan.centre.handover);
    for shift in &all {
        number = if last.replace((shift.agent, shift.day)) == Some((shift.agent, shift.day)) { number + 1 } else { 1 };
        let own = event(plan, shift, number);
        if let Some((team, file)) = teams.get(shift.agent).and_then(|team| Some((team, team_files.get(*team)?))) {
            let name = names.get(shift.agent).copied().filter(|name| !name.is_empty()).unwrap_or(shift.agent.as_str());
            let of_team = CalendarEvent {
                // Another calendar, so another event: with one identity for both, the later import would hide the other.
                uid: own.uid.replacen('@', &format!(".{}@", uid_part(team)), 1),
                summary: one_line(&format!("{name} · {}", own.summary)),
                ..own.clone()
            };
            calendars.entry(format!("{TEAMS}/{file}.ics")).or_default().push(of_team);
        }
        if let Some(file) = agent_files.get(shift.agent.as_str()) {
            calendars.entry(format!("{file}.ics")).or_default().push(own);
        }
    }
    calendars
}

/// What each file is called in a calendar program.
fn titles(plan: &Plan) -> BTreeMap<String, String> {
    let title = |name: &str| one_line(&format!("{} – {name}", plan.centre.name));
    let people: BTreeSet<&str> =
        plan.agents.iter().map(|a| a.id.as_str()).chain(plan.rows.iter().map(|r| r.agent.as_str())).collect();
    let mut agents = file_names(people);
    let teams = file_names(plan.agents.iter().filter(|a| !a.team.is_empty()).map(|a| a.team.as_str()));
    let of_agents =
        plan.agents.iter().filter_map(|a| Some((format!("{}.ics", agents.remove(a.id.as_str())?), title(&a.name))));
    let mut titles: BTreeMap<String, String> = of_agents.collect();
    titles.extend(teams.iter().map(|(team, file)| (format!("{TEAMS}/{file}.ics"), title(team))));
    titles
}

/// The zone's rules for the time of all events; none where the centre's clock is UTC, which needs none.
fn clock_of(zone: Zone, calendars: &Calendars) -> Option<String> {
    let all = || calendars.values().flatten();
    let (first, last) = (all().map(|e| e.start).min()?, all().map(|e| e.end).max()?);
    if zone == Zone::UTC {
        return None;
    }
    Some(zone::component(zone, first, last))
}

fn calendar(plan: &Plan, title: &str, events: &[CalendarEvent], clock: Option<&str>) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//wfm//roster//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", "PUBLISH"));
    // The crate's own `name` also writes a NAME line without escaping it.
    calendar.append_property(Property::new("X-WR-CALNAME", title));
    calendar.append_property(("X-WR-TIMEZONE", plan.centre.zone.name()));
    // The moment of writing would make two equal plans differ; the plan's first day does not.
    let stamp = plan.first_day.and_time(NaiveTime::MIN).and_utc();
    for event in events {
        calendar.push(component(event, plan.centre.zone, stamp));
    }
    let mut text = calendar.done().to_string();
    // The crate gives every component a stamp of now and a random identity, which a time zone must not have.
    let first = text.find("\r\nBEGIN:VEVENT\r\n").map(|at| at + 2);
    if let (Some(at), Some(clock)) = (first, clock) {
        text.insert_str(at, clock);
    }
    text
}

/// A shift as an event in its first version; `number` tells apart the shifts of a day.
fn event(plan: &Plan, shift: &Shift<'_>, number: usize) -> CalendarEvent {
    let queues: Vec<&str> = shift.queues().into_iter().map(QueueId::as_str).collect();
    let summary =
        if queues.is_empty() { shift.id.to_string() } else { format!("{} · {}", shift.id, queues.join(", ")) };
    CalendarEvent {
        // By agent and day, not by shift: a changed shift replaces its event instead of standing beside it.
        uid: format!("{}.{}.{number}@wfm.roster", uid_part(shift.agent.as_str()), shift.day),
        start: shift.presence_start(),
        end: shift.presence_end(),
        summary: one_line(&summary),
        description: description(shift, plan.centre.zone),
        location: one_line(&plan.centre.name),
        is_cancelled: false,
        sequence: 0,
    }
}

fn component(event: &CalendarEvent, zone: Zone, stamp: DateTime<Utc>) -> Event {
    let mut made = Event::with_uid(&event.uid);
    // A later version has a later stamp as well, for programs that look at nothing else.
    made.timestamp(stamp + TimeDelta::seconds(i64::from(event.sequence)))
        .sequence(event.sequence)
        .starts(moment(zone, event.start))
        .ends(moment(zone, event.end))
        .summary(&event.summary)
        .description(&event.description)
        .status(if event.is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .add_property("TRANSP", if event.is_cancelled { "TRANSPARENT" } else { "OPAQUE" });
    if !event.location.is_empty() {
        made.location(&event.location);
    }
    made.done()
}

/// A moment on the centre's clock. The second of two equal wall times can only be told in UTC: alone, a wall time is the
/// first of the two (RFC 5545, section 3.3.5).
fn moment(zone: Zone, at: Instant) -> CalendarDateTime {
    let local = zone.local(at);
    if zone == Zone::UTC || zone.resolve(local).0 != at {
        return CalendarDateTime::Utc(DateTime::from_timestamp(at.unix(), 0).unwrap_or_default());
    }
    CalendarDateTime::WithTimezone { date_time: local, tzid: zone.name().to_owned() }
}

/// Text without line ends and other control characters: a name must not write lines of its own.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
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
pub fn file_names<'a>(ids: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeMap::new();
    for id in ids {
        let base = safe_file_name(id);
        let mut name = base.clone();
        let mut number = 2;
        while !taken.insert(name.to_lowercase()) {
            name = format!("{base}-{number}");
            number += 1;
        }
        names.insert(id.to_owned(), name);
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
        let names: BTreeSet<String> =
            file_names(["a/1", "a:1", "A_1"]).into_values().map(|n| n.to_lowercase()).collect();
        assert_eq!(names.len(), 3);
    }

    /// The calendars with long lines put together again.
    fn texts(plan: &Plan, published: &Calendars) -> BTreeMap<String, String> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("utf-8").replace("\r\n ", "");
        files(plan, published, None).into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
    }

    #[test]
    fn every_shift_is_an_event_of_its_agent_and_of_its_team_and_two_runs_agree() {
        let plan = sample::plan(12, 1);
        let all = texts(&plan, &Calendars::new());
        let events = |of_teams: bool| -> usize {
            let chosen = all.iter().filter(|(name, _)| name.starts_with("teams/") == of_teams);
            chosen.map(|(_, text)| text.matches("BEGIN:VEVENT").count()).sum()
        };
        let shifts = shifts(&plan.rows, plan.centre.handover).len();
        assert_eq!((events(false), events(true)), (shifts, shifts));
        assert_eq!(all.keys().filter(|name| !name.contains('/')).count(), 12);
        let mut uids: Vec<&str> = all.values().flat_map(|t| t.lines()).filter(|l| l.starts_with("UID:")).collect();
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), 2 * shifts, "no two events share an identity");
        assert_eq!(all, texts(&plan, &Calendars::new()));
    }

    #[test]
    fn every_calendar_line_is_folded_and_ends_as_the_standard_says() {
        let plan = sample::plan_at("Europe/Berlin", "2026-10-19".parse().expect("date"), 12, 1);
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/report-test/ical");
        std::fs::create_dir_all(folder.join(TEAMS)).expect("folder");
        for (name, bytes) in files(&plan, &Calendars::new(), None) {
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
        plan.agents[5].team = "E\r\nATTENDEE:q".into();
        for text in texts(&plan, &Calendars::new()).values() {
            let text = text.replace("\r\n", "\n");
            assert!(text.lines().all(|l| !l.contains('\r') && !l.starts_with("ATTENDEE")), "{text}");
        }
        assert!(texts(&plan, &Calendars::new())["A0005.ics"].contains("LOCATION:A\\;B\\,C"));
    }

    #[test]
    fn an_event_has_the_centres_clock_a_fixed_stamp_and_a_stable_identity() {
        let plan = sample::plan(12, 1);
        let text = &texts(&plan, &Calendars::new())["A0005.ics"];
        assert!(text.contains("DTSTAMP:20261130T000000Z"), "{text}");
        assert!(text.contains("UID:A0005.2026-11-30.1@wfm.roster"), "{text}");
        assert!(text.contains("BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n"), "{text}");
        let start = text.lines().find_map(|l| l.strip_prefix("DTSTART;TZID=Asia/Shanghai:")).expect("a start");
        assert_eq!(start.len(), "20261130T070000".len(), "{start}");
        assert!(text.contains("SEQUENCE:0") && text.contains("STATUS:CONFIRMED"), "{text}");
    }

    #[test]
    fn the_second_of_two_equal_wall_times_is_told_in_utc() {
        let berlin = Zone::parse("Europe/Berlin").expect("zone");
        let hour = |utc: i64| moment(berlin, Instant::from_unix(1_792_886_400 + utc * 3600)); // 2026-10-25T00:00:00Z
        let wall = |d: CalendarDateTime| matches!(d, CalendarDateTime::WithTimezone { .. });
        assert_eq!([0, 1, 2].map(|utc| wall(hour(utc))), [true, false, true]);
    }

    #[test]
    fn a_shift_taken_back_is_cancelled_and_a_changed_one_has_the_next_sequence() {
        let mut plan = sample::plan(12, 1);
        let published = events(&plan, &plan.rows);
        let agent = plan.agents[5].id.clone();
        let days: BTreeSet<NaiveDate> = plan.rows.iter().filter(|r| r.agent == agent).map(|r| r.day).collect();
        let mut days = days.into_iter();
        let (gone, moved) = (days.next().expect("a shift"), days.next().expect("another"));
        plan.rows.retain(|row| row.agent != agent || row.day != gone);
        for row in plan.rows.iter_mut().filter(|row| row.agent == agent && row.day == moved) {
            (row.start, row.end) = (row.start.plus_minutes(30), row.end.plus_minutes(30));
        }
        let text = &texts(&plan, &published)["A0005.ics"];
        let block = |day: NaiveDate| {
            let mut blocks = text.split("BEGIN:VEVENT");
            blocks.find(|block| block.contains(&format!("UID:A0005.{day}.1@"))).expect("an event").to_owned()
        };
        assert!(block(gone).contains("STATUS:CANCELLED") && block(gone).contains("SEQUENCE:1"), "{}", block(gone));
        assert!(block(moved).contains("STATUS:CONFIRMED") && block(moved).contains("SEQUENCE:1"), "{}", block(moved));
        assert_eq!(text.matches("SEQUENCE:1").count(), 2);
    }
}
