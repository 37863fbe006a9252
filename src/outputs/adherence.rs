//! Adherence as the table that scripts read, and as the list of a supervisor: worst first.

use std::fmt::Write as _;

use super::number::{count, grouped, percent};
use super::shifts::hour_minute;
use super::table::{Cell, Table, aligned};
use crate::domain::adherence::{Adherence, AgentDay, Tally};
use crate::domain::time::Zone;
use crate::domain::units::Share;

/// Decimals of published fractions.
const SHARE: i32 = 6;

/// Shifts listed one by one on a terminal; the table has all.
const MOST_SHIFTS: usize = 60;

/// adherence.csv: one row a shift, by day and agent. After the columns of the design those that say by which definition and
/// with what coverage of the feed, and the seconds behind the other figures.
#[must_use]
pub fn table(adherence: &Adherence, zone: Zone) -> Table {
    let mut table = Table::new(&[
        "agent",
        "day",
        "scheduled_s",
        "in_s",
        "out_s",
        "neutral_s",
        "unknown_s",
        "adherence",
        "conformance",
        "late_s",
        "early_leave_s",
        "exceptions",
        "definition",
        "coverage",
        "conformance_capped",
        "scheduled_work_s",
        "work_s",
        "missed_break_s",
        "long_break_s",
        "outside_s",
        "no_show_s",
        "team",
        "shift_start",
        "shift_end",
        "conformance_with_outside",
    ]);
    table.rows.extend(adherence.days.iter().map(|day| row(day, &adherence.definition, zone)));
    table
}

fn row(day: &AgentDay, definition: &str, zone: Zone) -> Vec<Cell> {
    let t = &day.tally;
    // Of a shift without feed nobody knows whether somebody came late.
    let known = |seconds: i64| if day.has_feed { whole(seconds) } else { Cell::Empty };
    vec![
        Cell::text(day.agent.as_str()),
        Cell::text(day.day.to_string()),
        whole(t.scheduled),
        whole(t.adherent),
        whole(t.out),
        whole(t.neutral),
        whole(t.unknown),
        share(t.adherence()),
        Cell::rounded(t.conformance(), SHARE),
        known(t.late),
        known(t.early_leave),
        whole(t.exceptions),
        Cell::text(definition),
        share(t.coverage()),
        share(t.conformance_capped()),
        whole(t.scheduled_work),
        known(t.worked),
        known(t.missed_break),
        known(t.long_break),
        known(t.outside),
        known(t.no_show),
        Cell::text(day.team.as_str()),
        Cell::text(zone.rfc3339(day.shift.start())),
        Cell::text(zone.rfc3339(day.shift.end())),
        Cell::rounded(t.conformance_with_outside(), SHARE),
    ]
}

fn whole(seconds: i64) -> Cell {
    Cell::exact(seconds as f64)
}

fn share(share: Option<Share>) -> Cell {
    Cell::rounded(share.map(Share::get), SHARE)
}

/// The runs behind the seconds of out, by day, agent and time: what was scheduled, what the agent was in, and for how long.
#[must_use]
pub fn runs(adherence: &Adherence, zone: Zone) -> Table {
    let mut table = Table::new(&["agent", "day", "start", "end", "scheduled", "state", "counted_s"]);
    for day in &adherence.days {
        table.rows.extend(day.runs.iter().map(|run| {
            vec![
                Cell::text(day.agent.as_str()),
                Cell::text(day.day.to_string()),
                Cell::text(zone.rfc3339(run.span.start())),
                Cell::text(zone.rfc3339(run.span.end())),
                Cell::text(run.scheduled.map_or("outside", |activity| activity.as_str())),
                Cell::text(adherence.state(run.state)),
                whole(run.seconds),
            ]
        }));
    }
    table
}

/// Teams as ratios of sums, and all together under `all`.
#[must_use]
pub fn teams(adherence: &Adherence) -> Table {
    let mut table = Table::new(&[
        "team",
        "shifts",
        "scheduled_s",
        "in_s",
        "out_s",
        "neutral_s",
        "unknown_s",
        "adherence",
        "conformance",
        "conformance_capped",
        "coverage",
        "late_s",
        "early_leave_s",
        "missed_break_s",
        "long_break_s",
        "outside_s",
        "no_show_s",
        "exceptions",
        "definition",
    ]);
    let shifts = |team: &str| adherence.days.iter().filter(|day| day.team == team).count();
    let mut line = |name: &str, shifts: usize, t: &Tally| {
        table.rows.push(vec![
            Cell::text(name),
            Cell::exact(shifts as f64),
            whole(t.scheduled),
            whole(t.adherent),
            whole(t.out),
            whole(t.neutral),
            whole(t.unknown),
            share(t.adherence()),
            Cell::rounded(t.conformance(), SHARE),
            share(t.conformance_capped()),
            share(t.coverage()),
            whole(t.late),
            whole(t.early_leave),
            whole(t.missed_break),
            whole(t.long_break),
            whole(t.outside),
            whole(t.no_show),
            whole(t.exceptions),
            Cell::text(adherence.definition.as_str()),
        ]);
    };
    for (team, tally) in adherence.by_team().iter().filter(|(team, _)| !team.is_empty()) {
        line(team, shifts(team), tally);
    }
    line("all", adherence.days.len(), &adherence.total());
    table
}

/// The whole, the teams, then each shift, worst first; `about` says what the definition is.
#[must_use]
pub fn text(adherence: &Adherence, about: &str, zone: Zone) -> String {
    let mut out = format!("Adherence by the definition {} ({about})", adherence.definition);
    if let Some(at) = adherence.at {
        let _ = write!(out, ", up to {}", zone.local(at).format("%Y-%m-%d %H:%M:%S"));
    }
    out.push_str("\n\n");
    if adherence.days.is_empty() {
        out.push_str("No shift of the roster has begun.\n");
        return out;
    }
    out.push_str(&team_lines(adherence));
    out.push('\n');
    out.push_str(&shift_lines(adherence, zone));
    out
}

fn team_lines(adherence: &Adherence) -> String {
    let header = [
        "team",
        "shifts",
        "adherence",
        "conformance",
        "coverage",
        "late",
        "early",
        "breaks missed",
        "too long",
        "no-show",
        "outside",
    ];
    let mut rows = Vec::new();
    let mut line = |name: &str, shifts: usize, t: &Tally| {
        let mut cells = vec![(name.to_owned(), false), right(grouped(shifts as f64, 0))];
        let figures =
            [percent(t.adherence().map(Share::get)), percent(t.conformance()), percent(t.coverage().map(Share::get))];
        let seconds = [t.late, t.early_leave, t.missed_break, t.long_break, t.no_show, t.outside];
        cells.extend(figures.into_iter().chain(seconds.map(clock)).map(right));
        rows.push(cells);
    };
    for (team, tally) in adherence.by_team().iter().filter(|(team, _)| !team.is_empty()) {
        line(team, adherence.days.iter().filter(|day| day.team == **team).count(), tally);
    }
    line("all", adherence.days.len(), &adherence.total());
    aligned(&header, rows)
}

fn shift_lines(adherence: &Adherence, zone: Zone) -> String {
    let days = worst_first(&adherence.days);
    let header = ["agent", "day", "shift", "adherence", "conformance", "out", "what"];
    let rows = days.iter().take(MOST_SHIFTS).map(|day| {
        let t = &day.tally;
        vec![
            (day.agent.to_string(), false),
            (day.day.to_string(), false),
            (format!("{}–{}", hour_minute(zone, day.shift.start()), hour_minute(zone, day.shift.end())), false),
            right(percent(t.adherence().map(Share::get))),
            right(percent(t.conformance())),
            right(clock(t.out)),
            (what(day), false),
        ]
    });
    let mut out = aligned(&header, rows);
    if let Some(more) = days.len().checked_sub(MOST_SHIFTS).filter(|more| *more > 0) {
        let _ = writeln!(out, "… and {} with better figures or none", count(more, "shift", "shifts"));
    }
    out
}

/// Shifts by adherence, the worst first; those that nobody knows anything of come last: they are not the worst.
pub(super) fn worst_first(days: &[AgentDay]) -> Vec<&AgentDay> {
    let mut sorted: Vec<&AgentDay> = days.iter().collect();
    let rank = |day: &AgentDay| day.tally.adherence().map_or((1, 0.0), |share| (0, share.get()));
    sorted.sort_by(|a, b| {
        let ((known_a, a_share), (known_b, b_share)) = (rank(a), rank(b));
        known_a.cmp(&known_b).then(a_share.total_cmp(&b_share)).then(b.tally.out.cmp(&a.tally.out))
    });
    sorted
}

/// What happened, in words.
pub(super) fn what(day: &AgentDay) -> String {
    if !day.has_feed {
        return "no feed".to_owned();
    }
    let t = &day.tally;
    if day.is_no_show() {
        return "did not come".to_owned();
    }
    let parts = [
        (t.late, "late"),
        (t.early_leave, "left early"),
        (t.missed_break, "break missed"),
        (t.long_break, "break too long"),
        (t.outside, "work outside the shift"),
        (t.neutral, "neutral"),
        (t.unknown, "unknown"),
    ];
    let mut told: Vec<String> = parts
        .iter()
        .filter(|(seconds, _)| *seconds > 0)
        .map(|(seconds, what)| format!("{what} {}", clock(*seconds)))
        .collect();
    if t.exceptions > 0 {
        told.push(count(usize::try_from(t.exceptions).unwrap_or(0), "exception", "exceptions"));
    }
    told.join(", ")
}

/// Seconds as `h:mm:ss`; a dash for none.
pub(super) fn clock(seconds: i64) -> String {
    if seconds == 0 {
        return "–".to_owned();
    }
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn right(text: String) -> (String, bool) {
    (text, true)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::ids::AgentId;
    use crate::domain::span::Span;
    use crate::domain::time::Instant;

    fn day(agent: &str, adherent: i64, out: i64, unknown: i64) -> AgentDay {
        let tally = Tally { scheduled: adherent + out + unknown, adherent, out, unknown, ..Tally::default() };
        AgentDay {
            agent: AgentId::new(agent),
            day: NaiveDate::default(),
            team: String::new(),
            shift: Span::new(Instant::from_unix(0), Instant::from_unix(3600)).expect("span"),
            over: true,
            has_feed: adherent + out > 0,
            tally,
            runs: Vec::new(),
            present: Vec::new(),
            extra: Vec::new(),
        }
    }

    fn adherence() -> Adherence {
        let days = vec![day("good", 3600, 0, 0), day("silent", 0, 0, 3600), day("bad", 1800, 1800, 0)];
        Adherence { definition: "nice".into(), at: None, days, states: Vec::new() }
    }

    #[test]
    fn the_worst_stands_first_and_the_unknown_last() {
        let text = text(&adherence(), "about", Zone::UTC);
        let place = |agent: &str| text.find(agent).unwrap_or_else(|| panic!("{agent}: {text}"));
        assert!(place("bad") < place("good") && place("good") < place("silent"), "{text}");
        assert!(text.contains("definition nice") && text.contains("no feed"), "{text}");
    }

    #[test]
    fn what_is_not_known_is_empty() {
        let table = table(&adherence(), Zone::UTC);
        let csv = String::from_utf8(table.csv()).expect("utf-8");
        let silent = csv.lines().find(|line| line.starts_with("silent")).expect("there");
        assert!(silent.starts_with("silent,1970-01-01,3600,0,0,0,3600,,,,,0,nice,0,"), "{silent}");
        assert_eq!(clock(3_725), "1:02:05");
    }
}
