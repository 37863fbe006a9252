//! Handover sheets: a table for scripts, and a page to print and sign.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::report::escape;
use super::shifts::{day_name, hour_minute};
use super::table::{Cell, Table, aligned};
use crate::domain::handover::HandoverSheet;
use crate::domain::ids::AgentId;
use crate::domain::time::Zone;

/// Empty lines on a sheet for what is open and not in the file.
const EMPTY_LINES: usize = 4;

const STYLE: &str = "body{font:11pt/1.4 system-ui,sans-serif;margin:2em auto;max-width:48em;color:#111}\
    section{break-inside:avoid;border-bottom:2px solid #999;padding-bottom:2em;margin-bottom:2em}\
    h1{font-size:1.3em}h2{font-size:1.1em;margin:.2em 0}table{border-collapse:collapse;width:100%;margin:.6em 0}\
    th,td{border:1px solid #777;padding:.35em .5em;text-align:left;vertical-align:top}th{background:#eee}\
    td.blank{height:1.8em}td.sign{height:2.6em;width:26%}.alone{font-weight:bold}\
    tr{break-inside:avoid}@page{size:A4;margin:15mm}\
    @media print{body{margin:0;max-width:none}section:last-child{border:0}}";

/// One row for each person who leaves: who takes over, for how many minutes both are there, and what is open at the post.
#[must_use]
pub fn table(sheets: &[HandoverSheet], names: &BTreeMap<AgentId, String>, zone: Zone) -> Table {
    let mut table = Table::new(&[
        "time",
        "queue",
        "outgoing",
        "outgoing_name",
        "incoming",
        "incoming_name",
        "overlap_minutes",
        "open_items",
    ]);
    for sheet in sheets {
        let items: Vec<&str> = sheet.items.iter().map(|item| item.item.as_str()).collect();
        table.rows.extend(sheet.reliefs.iter().map(|relief| {
            let id = |agent: Option<&AgentId>| agent.map_or(Cell::Empty, |a| Cell::text(a.as_str()));
            let name = |agent: Option<&AgentId>| agent.and_then(|a| names.get(a)).map_or(Cell::Empty, Cell::text);
            vec![
                Cell::text(zone.rfc3339(sheet.time)),
                Cell::text(sheet.queue.as_str()),
                id(Some(&relief.outgoing)),
                name(Some(&relief.outgoing)),
                id(relief.incoming.as_ref()),
                name(relief.incoming.as_ref()),
                Cell::exact(f64::from(relief.overlap.get())),
                Cell::text(items.join("; ")),
            ]
        }));
    }
    table
}

/// The same for a terminal.
#[must_use]
pub fn text(sheets: &[HandoverSheet], names: &BTreeMap<AgentId, String>, zone: Zone) -> String {
    if sheets.is_empty() {
        return "Nobody leaves a post that is still staffed.\n".to_owned();
    }
    let header = ["time", "post", "leaves", "takes over", "both there", "open items"];
    let rows = sheets.iter().flat_map(|sheet| {
        sheet.reliefs.iter().map(|relief| {
            let cells = [
                zone.local(sheet.time).format("%Y-%m-%d %H:%M").to_string(),
                sheet.queue.to_string(),
                person(&relief.outgoing, names),
                relief.incoming.as_ref().map_or_else(|| "nobody".to_owned(), |agent| person(agent, names)),
                format!("{} min", relief.overlap.get()),
                sheet.items.len().to_string(),
            ];
            cells.map(|cell| (cell, false)).to_vec()
        })
    });
    aligned(&header, rows)
}

/// A page for each change of shift at each post, with room for two signatures a person.
#[must_use]
pub fn html(title: &str, sheets: &[HandoverSheet], names: &BTreeMap<AgentId, String>, zone: Zone) -> String {
    let mut body = String::new();
    for sheet in sheets {
        body.push_str(&section(title, sheet, names, zone));
    }
    if sheets.is_empty() {
        body.push_str("<p>Nobody leaves a post that is still staffed.</p>\n");
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Handover · {}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

fn section(title: &str, sheet: &HandoverSheet, names: &BTreeMap<AgentId, String>, zone: Zone) -> String {
    let mut out = format!(
        "<section>\n<h1>Handover · {}</h1>\n<h2>{} {} · post {}</h2>\n\
         <table>\n<tr><th>leaves</th><th>takes over</th><th>both there</th><th>signed, outgoing</th><th>signed, incoming</th></tr>\n",
        escape(title),
        day_name(zone.day(sheet.time)),
        hour_minute(zone, sheet.time),
        escape(sheet.queue.as_str()),
    );
    for relief in &sheet.reliefs {
        let incoming = relief
            .incoming
            .as_ref()
            .map_or_else(|| "<span class=\"alone\">nobody</span>".to_owned(), |agent| escape(&person(agent, names)));
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{incoming}</td><td>{} min</td><td class=\"sign\"></td><td class=\"sign\"></td></tr>",
            escape(&person(&relief.outgoing, names)),
            relief.overlap.get(),
        );
    }
    out.push_str("</table>\n<table>\n<tr><th>open item</th><th>since</th><th>known to</th><th>taken over</th></tr>\n");
    for item in &sheet.items {
        let cells = [&item.item, &item.since, &item.owner].map(|cell| escape(cell));
        let _ = writeln!(out, "<tr><td>{}</td><td></td></tr>", cells.join("</td><td>"));
    }
    for _ in 0..EMPTY_LINES {
        out.push_str("<tr><td class=\"blank\"></td><td></td><td></td><td></td></tr>\n");
    }
    out.push_str("</table>\n</section>\n");
    out
}

fn person(agent: &AgentId, names: &BTreeMap<AgentId, String>) -> String {
    match names.get(agent).filter(|name| name.as_str() != agent.as_str() && !name.is_empty()) {
        Some(name) => format!("{name} ({agent})"),
        None => agent.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::handover::{OpenItem, sheets};
    use crate::domain::ids::QueueId;
    use crate::domain::relief::Relief;
    use crate::domain::time::Instant;
    use crate::domain::units::Minutes;

    #[test]
    fn a_sheet_names_both_the_post_what_is_open_and_has_room_for_two_signatures() {
        let relief = |incoming: Option<&str>| Relief {
            time: Instant::from_unix(0),
            queue: QueueId::new("cards"),
            outgoing: AgentId::new("A1"),
            day: chrono::NaiveDate::default(),
            incoming: incoming.map(AgentId::new),
            overlap: Minutes::new(25),
        };
        let item = |queue: Option<&str>, item: &str| OpenItem {
            queue: queue.map(QueueId::new),
            item: item.into(),
            since: "09:30".into(),
            owner: "Ann".into(),
        };
        let items = [item(Some("cards"), "refund <4711>"), item(Some("loans"), "other post"), item(None, "printer")];
        let sheets = sheets(&[relief(Some("A2")), relief(None)], &items);
        assert_eq!((sheets.len(), sheets[0].reliefs.len(), sheets[0].items.len()), (1, 2, 2));
        let names = [(AgentId::new("A1"), "Ann".to_owned())].into();
        let page = html("Bank", &sheets, &names, Zone::UTC);
        for part in ["Ann (A1)", "A2", "nobody", "refund &lt;4711&gt;", "printer", "post cards", "25 min"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("other post"));
        assert_eq!(page.matches("class=\"sign\"").count(), 4);
        let csv = String::from_utf8(table(&sheets, &names, Zone::UTC).csv()).expect("utf-8");
        assert!(csv.contains("1970-01-01T00:00:00+00:00,cards,A1,Ann,A2,,25,refund <4711>; printer"), "{csv}");
    }
}
