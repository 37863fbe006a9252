//! Calendar files that were published before, as far as a new version needs them: identity, time, text and sequence of each
//! event (RFC 5545). What is no event with these is passed over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDateTime;

use super::source;
use crate::domain::calendar_event::{CalendarEvent, Calendars};
use crate::domain::findings::Findings;
use crate::domain::time::{Instant, Zone};

/// Reads every `.ics` of a folder and of the folders in it, by path below it; nothing where there is no such folder.
///
/// Errors: files that cannot be read.
pub fn read(folder: &Path, findings: &mut Findings) -> Calendars {
    let mut calendars = Calendars::new();
    for (name, is_folder) in entries(folder) {
        if !is_folder {
            file(folder, &name, &mut calendars, findings);
            continue;
        }
        for (inner, is_folder) in entries(&folder.join(&name)) {
            if !is_folder {
                file(folder, &format!("{name}/{inner}"), &mut calendars, findings);
            }
        }
    }
    calendars
}

fn entries(folder: &Path) -> Vec<(String, bool)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<(String, bool)> =
        entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path().is_dir())).collect();
    names.sort_unstable();
    names
}

fn file(folder: &Path, name: &str, calendars: &mut Calendars, findings: &mut Findings) {
    if Path::new(name).extension().is_none_or(|ending| ending != "ics") {
        return;
    }
    if let Some(text) = source::read_text(&folder.join(name), findings) {
        calendars.insert(name.to_owned(), events(&text));
    }
}

/// The events of a calendar, in file order.
fn events(text: &str) -> Vec<CalendarEvent> {
    let mut events = Vec::new();
    let mut open: Option<BTreeMap<String, Property>> = None;
    // Alarms and the like inside an event have lines of the same names.
    let mut inside = 0_usize;
    for line in unfolded(text) {
        let Some(property) = Property::of(&line) else { continue };
        match (property.name.as_str(), property.value.as_str()) {
            ("BEGIN", "VEVENT") if inside == 0 => open = Some(BTreeMap::new()),
            ("END", "VEVENT") if inside == 0 => events.extend(open.take().and_then(|lines| event(&lines))),
            ("BEGIN", _) if open.is_some() => inside += 1,
            ("END", _) if open.is_some() => inside = inside.saturating_sub(1),
            _ => {
                if let Some(lines) = open.as_mut().filter(|_| inside == 0) {
                    lines.entry(property.name.clone()).or_insert(property);
                }
            }
        }
    }
    events
}

fn event(lines: &BTreeMap<String, Property>) -> Option<CalendarEvent> {
    let value = |name: &str| lines.get(name).map(|property| property.value.as_str());
    let text = |name: &str| unescaped(value(name).unwrap_or_default());
    let moment = |name: &str| lines.get(name).and_then(Property::moment);
    Some(CalendarEvent {
        uid: value("UID")?.to_owned(),
        start: moment("DTSTART")?,
        end: moment("DTEND")?,
        summary: text("SUMMARY"),
        description: text("DESCRIPTION"),
        location: text("LOCATION"),
        is_cancelled: value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
        sequence: value("SEQUENCE").and_then(|number| number.trim().parse().ok()).unwrap_or(0),
    })
}

/// Lines with their continuations, which begin with a blank.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// `NAME;PARAMETER=…:VALUE`.
struct Property {
    name: String,
    zone: Option<Zone>,
    value: String,
}

impl Property {
    fn of(line: &str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.find(|c| {
            quoted ^= c == '"';
            c == ':' && !quoted
        })?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let mut parts = head.split(';');
        let name = parts.next()?.to_ascii_uppercase();
        let zone = parts.find_map(|part| part.split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case("TZID")));
        let zone = zone.and_then(|(_, id)| Zone::parse(id.trim_matches('"')));
        Some(Self { name, zone, value: value.to_owned() })
    }

    fn moment(&self) -> Option<Instant> {
        let (text, zone) = match self.value.strip_suffix('Z') {
            Some(utc) => (utc, Zone::UTC),
            None => (self.value.as_str(), self.zone?),
        };
        let wall = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok()?;
        Some(zone.resolve(wall).0)
    }
}

/// A text value without its backslashes.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let shown = match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => '\n',
                Some(other) => other,
                None => break,
            },
            other => other,
        };
        out.push(shown);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nUID:A1.2026-10-24.1@wfm.roster\r\nDTSTART;TZID=Europe/Berlin:20261024T220000\r\n\
        DTEND;TZID=\"Europe/Berlin\":20261025T060000\r\nSUMMARY:night · a\\, b\r\nDESCRIPTION:one\\ntwo and a long li\r\n ne\r\n\
        SEQUENCE:3\r\nSTATUS:CANCELLED\r\nBEGIN:VALARM\r\nSUMMARY:alarm\r\nEND:VALARM\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:no-time\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_event_is_read_with_its_moments_text_and_version() {
        let events = events(CALENDAR);
        assert_eq!(events.len(), 1);
        let event = &events[0];
        // the night on which the clocks go back has nine hours
        assert_eq!(event.end.seconds_since(event.start), 9 * 3600);
        assert_eq!((event.summary.as_str(), event.description.as_str()), ("night · a, b", "one\ntwo and a long line"));
        assert_eq!((event.sequence, event.is_cancelled), (3, true));
    }

    #[test]
    fn what_is_no_calendar_has_no_events() {
        for text in
            ["", "BEGIN:VEVENT", "END:VEVENT\nEND:VEVENT", ":::;;;", "\u{feff} \n\t", &"BEGIN:X\n".repeat(10_000)]
        {
            assert!(events(text).is_empty(), "{text:.20}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_empty_and_teams_are_found() {
        let folder = tempfile::tempdir().expect("folder");
        fs::create_dir(folder.path().join("teams")).expect("made");
        fs::write(folder.path().join("teams/North.ics"), CALENDAR).expect("written");
        fs::write(folder.path().join("notes.txt"), CALENDAR).expect("written");
        let mut findings = Findings::new();
        let calendars = read(folder.path(), &mut findings);
        assert_eq!(calendars.keys().collect::<Vec<_>>(), ["teams/North.ics"]);
        assert!(read(&folder.path().join("missing"), &mut findings).is_empty() && findings.is_empty());
    }
}
