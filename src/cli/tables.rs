//! What the import tells a planner to check, as text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::domain::import::{Description, FileSummary, ImportTable, ImportedStates};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Calls, Seconds, Share};
use crate::outputs::number::{grouped, percent};
use crate::outputs::table::aligned;

/// Rows by file, figures by month. What is missing is in the findings.
pub(super) fn import(table: &ImportTable, zone: Zone) -> String {
    format!("{}\n{}", files(&table.files, zone), months(table))
}

/// What schedule reports gave.
pub(super) fn states(states: &ImportedStates) -> String {
    let agents: BTreeSet<&str> = states.rows.iter().map(|row| row.agent.as_str()).collect();
    format!("{} states of {} agents\n", states.rows.len(), agents.len())
}

fn files(files: &[FileSummary], zone: Zone) -> String {
    let header =
        ["file", "profile", "encoding", "rows", "kept", "refused", "ignored", "first interval", "last interval"];
    let rows = files.iter().map(|file| {
        let ignored: u64 = file.ignored.iter().map(|(_, rows)| rows).sum();
        let guess = if file.encoding_guessed { " (guessed)" } else { "" };
        vec![
            left(file.name.as_str()),
            left(file.profile.as_str()),
            left(format!("{}{guess}", file.encoding)),
            count(file.read),
            count(file.kept),
            count(file.refused),
            count(ignored),
            left(moment(file.first, zone)),
            left(moment(file.last, zone)),
        ]
    });
    aligned(&header, rows)
}

fn months(import: &ImportTable) -> String {
    let header = ["month", "queue", "intervals", "offered", "answered", "abandoned", "abandonment", "mean handle time"];
    let rows = import.months.iter().map(|month| {
        let calls = |calls: Option<Calls>| right(calls.map_or("–".into(), |c| grouped(c.get(), 0)));
        vec![
            left(month.month.format("%Y-%m").to_string()),
            left(month.queue.as_ref().map_or("all", |q| q.as_str())),
            count(month.intervals),
            calls(Some(month.offered)),
            calls(month.answered),
            calls(month.abandoned),
            right(share(month.abandonment.map(Share::get))),
            right(seconds(month.mean_handle_time)),
        ]
    });
    aligned(&header, rows)
}

/// Three decimals of a percent, as the figures that a telephone system shows.
fn share(share: Option<f64>) -> String {
    share.map_or_else(|| percent(None), |s| format!("{} %", grouped(s * 100.0, 3)))
}

fn seconds(seconds: Option<Seconds>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |s| format!("{} s", grouped(s.get(), 3)))
}

fn moment(at: Option<Instant>, zone: Zone) -> String {
    at.map_or_else(|| "–".to_owned(), |at| zone.local(at).format("%Y-%m-%d %H:%M").to_string())
}

fn count(rows: u64) -> (String, bool) {
    right(grouped(rows as f64, 0))
}

fn left(text: impl Into<String>) -> (String, bool) {
    (text.into(), false)
}

fn right(text: impl Into<String>) -> (String, bool) {
    (text.into(), true)
}

/// What an export looks like, and the mapping that would be used.
pub(super) fn description(seen: &Description) -> String {
    let file = &seen.summary;
    let guess = if file.encoding_guessed { " (guessed)" } else { "" };
    let interval = seen.interval.map_or_else(|| "one row per call".to_owned(), |m| format!("{} minutes", m.get()));
    let split = match (&seen.sheet, seen.separator) {
        (Some(sheet), _) => format!("of the sheet {sheet:?}"),
        (None, ' ') => "of fixed width".to_owned(),
        (None, separator) => format!("separated by {separator:?}"),
    };
    let header = match seen.header_line {
        0 => "known without a header".to_owned(),
        line => format!("header on line {line}"),
    };
    let packed = if seen.compressed { ", gzip" } else { "" };
    let mut out = format!(
        "{}\n  encoding    {}{guess}{packed}\n  columns     {split}, {header}\n  kind        {} ({interval})\n  \
         mapping     {}\n  dates       {}\n  zone        {}\n  rows        {} read, {} kept, {} refused\n",
        file.name,
        file.encoding,
        seen.kind,
        file.profile,
        seen.date_order,
        seen.zone,
        file.read,
        file.kept,
        file.refused,
    );
    for (reason, rows) in &file.ignored {
        let _ = writeln!(out, "  left out    {rows}: {reason}");
    }
    for (field, column) in &seen.fields {
        let _ = writeln!(out, "  {field:<11} from {column}");
    }
    if !seen.unused.is_empty() {
        let _ = writeln!(out, "  not used    {}", seen.unused.join(", "));
    }
    let _ = writeln!(out, "\nfirst rows\n  {}", seen.header.join(" | "));
    for row in &seen.first_rows {
        let _ = writeln!(out, "  {}", row.join(" | "));
    }
    let _ = write!(out, "\nas a mapping file, for --profile FILE.toml\n{}", seen.mapping);
    out
}
