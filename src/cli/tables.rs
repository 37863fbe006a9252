//! What the import tells a planner to check, as text.

use crate::domain::import::{Description, FileSummary, ImportTable};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Calls, Seconds};
use crate::outputs::number::{grouped, percent};
use crate::outputs::table::{Cell, Table};

/// Rows by file, figures by month, what is missing.
pub(super) fn import(table: &ImportTable, zone: Zone) -> String {
    let mut out = files(&table.files, zone).text();
    out.push('\n');
    out.push_str(&months(table).text());
    for gap in &table.gaps {
        let days: Vec<String> = gap.days.iter().take(5).map(ToString::to_string).collect();
        let more = if gap.days.len() > days.len() { ", …" } else { "" };
        let whole = if days.is_empty() { String::new() } else { format!("; whole days: {}{more}", days.join(", ")) };
        out.push_str(&format!("{}: {} open intervals are missing (not zero){whole}\n", gap.queue, gap.intervals));
    }
    out
}

fn files(files: &[FileSummary], zone: Zone) -> Table {
    let mut table = Table::new(&[
        "file",
        "profile",
        "encoding",
        "rows",
        "kept",
        "refused",
        "ignored",
        "first interval",
        "last interval",
    ]);
    table.rows.extend(files.iter().map(|file| {
        let ignored: u64 = file.ignored.iter().map(|(_, rows)| rows).sum();
        let guess = if file.encoding_guessed { " (guessed)" } else { "" };
        vec![
            Cell::text(file.name.as_str()),
            Cell::text(file.profile.as_str()),
            Cell::text(format!("{}{guess}", file.encoding)),
            number(file.read),
            number(file.kept),
            number(file.refused),
            number(ignored),
            moment(file.first, zone),
            moment(file.last, zone),
        ]
    }));
    table
}

fn months(import: &ImportTable) -> Table {
    let mut table = Table::new(&[
        "month",
        "queue",
        "intervals",
        "offered",
        "answered",
        "abandoned",
        "abandonment",
        "mean handle time",
    ]);
    table.rows.extend(import.months.iter().map(|month| {
        let calls = |calls: Option<Calls>| Cell::text(calls.map_or("–".into(), |c| grouped(c.get(), 0)));
        vec![
            Cell::text(month.month.format("%Y-%m").to_string()),
            Cell::text(month.queue.as_ref().map_or("all", |q| q.as_str())),
            number(month.intervals),
            calls(Some(month.offered)),
            calls(month.answered),
            calls(month.abandoned),
            Cell::text(share(month.abandonment.map(|s| s.get()))),
            Cell::text(seconds(month.mean_handle_time)),
        ]
    }));
    table
}

/// Three decimals of a percent, as the figures that a telephone system shows.
fn share(share: Option<f64>) -> String {
    share.map_or_else(|| percent(None), |s| format!("{} %", grouped(s * 100.0, 3)))
}

fn seconds(seconds: Option<Seconds>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |s| format!("{} s", grouped(s.get(), 3)))
}

fn number(count: u64) -> Cell {
    Cell::exact(count as f64)
}

fn moment(at: Option<Instant>, zone: Zone) -> Cell {
    at.map_or(Cell::Empty, |at| Cell::text(zone.local(at).format("%Y-%m-%d %H:%M").to_string()))
}

/// What an export looks like, and the mapping that would be used.
pub(super) fn description(seen: &Description) -> String {
    let file = &seen.summary;
    let guess = if file.encoding_guessed { " (guessed)" } else { "" };
    let interval = seen.interval.map_or_else(|| "one row per call".to_owned(), |m| format!("{} minutes", m.get()));
    let packed = if seen.compressed { ", gzip" } else { "" };
    let mut out = format!(
        "{}\n  encoding    {}{guess}{packed}\n  columns     separated by {:?}, header on line {}\n  kind        {} ({interval})\n  \
         mapping     {}\n  dates       {}\n  zone        {}\n  rows        {} read, {} kept, {} refused\n",
        file.name,
        file.encoding,
        seen.separator,
        seen.header_line,
        seen.kind,
        file.profile,
        seen.date_order,
        seen.zone,
        file.read,
        file.kept,
        file.refused,
    );
    for (reason, rows) in &file.ignored {
        out.push_str(&format!("  left out    {rows}: {reason}\n"));
    }
    for (field, column) in &seen.fields {
        out.push_str(&format!("  {field:<11} from {column}\n"));
    }
    if !seen.unused.is_empty() {
        out.push_str(&format!("  not used    {}\n", seen.unused.join(", ")));
    }
    out.push_str(&format!("\nfirst rows\n  {}\n", seen.header.join(" | ")));
    for row in &seen.first_rows {
        out.push_str(&format!("  {}\n", row.join(" | ")));
    }
    out.push_str(&format!("\nas a mapping file\n{}", seen.mapping));
    out
}
