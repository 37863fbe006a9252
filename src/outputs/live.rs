//! The live board: a screen for a supervisor, one line a case for scripts.

use std::fmt::Write as _;

use serde_json::json;

use super::adherence::clock;
use super::number::{count, grouped};
use super::shifts::hour_minute;
use super::table::aligned;
use crate::domain::live::{Alert, AlertKind, Board, OutNow};
use crate::domain::time::Zone;

/// Cases shown on the screen; the rest is counted.
const MOST_CASES: usize = 40;

/// The board as text. Colour is never alone: a sign and a word say the same.
#[must_use]
pub fn board(board: &Board, zone: Zone, colour: bool) -> String {
    let severe = board.out.iter().filter(|case| case.is_severe).count();
    let mut out = format!(
        "{}  {} inside their shift, {} of {} scheduled at work are at work, {} out ({severe} severe), {} without feed\n",
        zone.local(board.at).format("%Y-%m-%d %H:%M:%S"),
        count(board.inside_shift, "agent", "agents"),
        board.at_work,
        board.scheduled_at_work,
        board.out.len(),
        board.unknown,
    );
    let _ = writeln!(
        out,
        "{}–{}: {} agent-minutes of work lost so far; {} agents fewer on average if nobody comes back{}",
        hour_minute(zone, board.interval.start()),
        hour_minute(zone, board.interval.end()),
        grouped(board.lost_s as f64 / 60.0, 0),
        grouped(board.agents_lost(), 1),
        if board.extra > 0 { format!("; {} at work outside their shift", board.extra) } else { String::new() },
    );
    if board.out.is_empty() {
        out.push_str("✓ everybody does what is scheduled\n");
        return out;
    }
    let header = ["", "agent", "team", "scheduled", "is", "since", "for"];
    let rows = board.out.iter().take(MOST_CASES).map(|case| {
        let (sign, word) = if case.is_severe { ("‼", "severe") } else { ("!", "out") };
        let cells = [
            format!("{sign} {word}"),
            case.agent.to_string(),
            case.team.clone(),
            case.scheduled.to_string(),
            case.state.clone(),
            hour_minute(zone, case.since),
            clock(board.at.seconds_since(case.since)),
        ];
        cells.map(|cell| (cell, false)).to_vec()
    });
    let table = aligned(&header, rows);
    for line in table.lines() {
        let paint = match (colour, line.trim_start().chars().next()) {
            (true, Some('‼')) => Some("31;1"),
            (true, Some('!')) => Some("33"),
            _ => None,
        };
        let _ = match paint {
            Some(code) => writeln!(out, "\u{1b}[{code}m{line}\u{1b}[0m"),
            None => writeln!(out, "{line}"),
        };
    }
    if let Some(more) = board.out.len().checked_sub(MOST_CASES).filter(|more| *more > 0) {
        let _ = writeln!(out, "… and {more} more");
    }
    out
}

/// The board as one line of JSON.
#[must_use]
pub fn board_line(board: &Board, zone: Zone) -> String {
    let out: Vec<serde_json::Value> =
        board.out.iter().map(|c| case(c, board.at.seconds_since(c.since), zone)).collect();
    let value = json!({
        "schema": "wfm.board/1",
        "at": zone.rfc3339(board.at),
        "interval_start": zone.rfc3339(board.interval.start()),
        "inside_shift": board.inside_shift,
        "scheduled_at_work": board.scheduled_at_work,
        "at_work": board.at_work,
        "unknown": board.unknown,
        "extra": board.extra,
        "lost_s": board.lost_s,
        "lost_by_end_s": board.lost_by_end_s,
        "agents_lost": board.agents_lost(),
        "out": out,
    });
    format!("{value}\n")
}

/// An alert as a sentence.
#[must_use]
pub fn alert(alert: &Alert, zone: Zone) -> String {
    let OutNow { agent, scheduled, state, since, .. } = &alert.case;
    let at = zone.local(alert.at).format("%H:%M:%S");
    match alert.kind {
        AlertKind::Raised => format!(
            "{at} ‼ severe   {agent}: {scheduled} is scheduled, {} since {} ({})\n",
            if state.is_empty() { "no state" } else { state },
            hour_minute(zone, *since),
            clock(alert.at.seconds_since(*since))
        ),
        AlertKind::Cleared => format!("{at} ✓ cleared  {agent}: no longer out since {}\n", hour_minute(zone, *since)),
    }
}

/// An alert as one line of JSON.
#[must_use]
pub fn alert_line(alert: &Alert, zone: Zone) -> String {
    let mut value = case(&alert.case, alert.at.seconds_since(alert.case.since), zone);
    if let Some(object) = value.as_object_mut() {
        object.insert("schema".into(), "wfm.alert/1".into());
        object.insert("kind".into(), alert.kind.as_str().into());
        object.insert("at".into(), zone.rfc3339(alert.at).into());
    }
    format!("{value}\n")
}

fn case(case: &OutNow, seconds: i64, zone: Zone) -> serde_json::Value {
    json!({
        "agent": case.agent.as_str(),
        "team": case.team,
        "scheduled": case.scheduled.as_str(),
        "state": case.state,
        "since": zone.rfc3339(case.since),
        "seconds": seconds,
        "severe": case.is_severe,
    })
}
