//! The rules of a time zone as a calendar file carries them (RFC 5545, section 3.6.5).

use std::fmt::Write as _;

use chrono::DateTime;

use crate::domain::time::{Instant, Zone};

const DAY_S: i64 = 86_400;
/// How far back the last change before the first event is looked for: every zone that changes its clock does so each year.
const BACK_S: i64 = 400 * DAY_S;

/// A change of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    at: Instant,
    before_s: i64,
    after_s: i64,
}

/// The VTIMEZONE that tells each wall time between the two moments: the offset in force at the first of them, and every
/// change after it.
pub(super) fn component(zone: Zone, from: Instant, to: Instant) -> String {
    let all = changes(zone, from.plus_seconds(-BACK_S), to);
    let in_force = all.iter().rposition(|change| change.at <= from);
    let mut text = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone.name());
    if in_force.is_none() {
        let offset = zone.offset_seconds(from);
        observance(
            &mut text,
            zone,
            Change { at: Instant::from_unix(-offset), before_s: offset, after_s: offset },
            from,
        );
    }
    for change in all.iter().skip(in_force.unwrap_or_default()) {
        observance(&mut text, zone, *change, change.at);
    }
    text.push_str("END:VTIMEZONE\r\n");
    text
}

/// `named_at`: when the clock has this observance's name.
fn observance(text: &mut String, zone: Zone, change: Change, named_at: Instant) {
    let kind = if change.after_s > change.before_s { "DAYLIGHT" } else { "STANDARD" };
    let onset = DateTime::from_timestamp(change.at.unix() + change.before_s, 0).unwrap_or_default();
    let _ = write!(
        text,
        "BEGIN:{kind}\r\nDTSTART:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{}\r\nEND:{kind}\r\n",
        onset.format("%Y%m%dT%H%M%S"),
        offset(change.before_s),
        offset(change.after_s),
        zone.abbreviation(named_at),
    );
}

/// `+0100`; with seconds where a zone has them.
fn offset(seconds: i64) -> String {
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let rest = if size % 60 == 0 { String::new() } else { format!("{:02}", size % 60) };
    format!("{sign}{:02}{:02}{rest}", size / 3600, size / 60 % 60)
}

/// Every change between two moments: looked for day by day, then by halving.
fn changes(zone: Zone, from: Instant, to: Instant) -> Vec<Change> {
    let mut found = Vec::new();
    let mut day = from;
    while day < to {
        let next = day.plus_seconds(DAY_S).min(to);
        let (before_s, after_s) = (zone.offset_seconds(day), zone.offset_seconds(next));
        if before_s != after_s {
            let (mut low, mut high) = (day, next);
            while high.seconds_since(low) > 1 {
                let middle = low.plus_seconds(high.seconds_since(low) / 2);
                if zone.offset_seconds(middle) == before_s {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            found.push(Change { at: high, before_s, after_s });
        }
        day = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component_of(zone: &str, from: &str, to: &str) -> String {
        let zone = Zone::parse(zone).expect("zone");
        let at = |day: &str| zone.midnight(day.parse().expect("date"));
        component(zone, at(from), at(to))
    }

    #[test]
    fn a_week_with_a_change_has_the_clock_before_and_after() {
        let text = component_of("Europe/Berlin", "2026-10-19", "2026-10-26");
        let summer =
            "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n";
        let winter =
            "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n";
        assert!(text.contains(summer) && text.contains(winter), "{text}");
        assert_eq!(text.matches("BEGIN:").count(), 3, "{text}");
    }

    #[test]
    fn a_clock_that_never_changes_has_one_observance() {
        let text = component_of("Asia/Shanghai", "2026-11-30", "2026-12-07");
        let only =
            "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\n";
        assert!(text.contains(only) && text.matches("BEGIN:").count() == 2, "{text}");
    }

    #[test]
    fn half_hours_and_western_offsets_are_written_as_the_standard_says() {
        assert_eq!([offset(19_800), offset(-12_600), offset(-1_521)], ["+0530", "-0330", "-002521"]);
    }
}
