//! The rest of a day that goes on: what it needs now, who is expected for it, and who is missing.

use super::super::super::number::{grouped, percent, signed};
use super::super::super::shifts::hour_minute;
use super::super::Page;
use super::super::tables::{figure, table, text};
use super::strips;
use crate::domain::day_report::DayReport;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::intraday::{DayPlan, Missing, MissingKind, NetStaffing};
use crate::domain::time::Instant;

/// Intervals listed that will be shortest.
const SHOWN: usize = 8;

/// Agents missing below which nobody would call an interval short.
const LEAST_SHORT: f64 = 0.05;

/// What the rest of the day holds for an interval of a queue.
pub(super) fn of_interval<'a>(report: &'a DayReport, start: Instant, queue: &QueueId) -> Option<&'a NetStaffing> {
    report.rest.as_ref()?.intervals.iter().find(|row| row.start == start && row.queue == *queue)
}

/// Agents there less agents needed.
pub(super) fn net(row: &NetStaffing) -> f64 {
    row.there - row.needed
}

/// Agent-hours needed, expected and short in what is left of the day.
pub(super) fn hours<'a>(report: &DayReport, rows: impl Iterator<Item = &'a NetStaffing>) -> (f64, f64, f64) {
    let hours = report.interval.as_hours();
    rows.fold((0.0, 0.0, 0.0), |(needed, there, short), row| {
        (needed + row.needed * hours, there + row.there * hours, short + (-net(row)).max(0.0) * hours)
    })
}

/// `14:00 calls, −3.2 agents`: the interval that will be shortest, where one will be short.
pub(super) fn worst(report: &DayReport, rest: &DayPlan) -> Option<String> {
    let worst = rest.intervals.iter().min_by(|a, b| net(a).total_cmp(&net(b)))?;
    (net(worst) < -LEAST_SHORT)
        .then(|| format!("{} {}, {} agents", hour_minute(report.zone, worst.start), worst.queue, signed(net(worst), 1)))
}

/// The intervals that will be shortest, and who is missing.
pub(super) fn section(page: &mut Page, report: &DayReport) {
    let Some(rest) = &report.rest else { return };
    page.heading("The rest of the day", "by the re-forecast and by who is there; nothing changed yet");
    let mut short: Vec<&NetStaffing> = rest.intervals.iter().filter(|row| net(row) < -LEAST_SHORT).collect();
    if short.is_empty() {
        page.sentence("✓ No interval of the rest of the day is expected to be short.");
    } else {
        let (_, _, missing) = hours(report, rest.intervals.iter());
        page.sentence(&format!(
            "✕ {} agent-hours short in {} of {} intervals. wfm intraday chooses the few changes that give most: breaks that move, \
             overtime, other queues, standby.",
            grouped(missing, 1),
            short.len(),
            rest.intervals.len()
        ));
        short.sort_by(|a, b| net(a).total_cmp(&net(b)));
        short.truncate(SHOWN);
        short.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
        let rows = short.into_iter().map(|row| {
            vec![
                text(hour_minute(report.zone, row.start)),
                text(row.queue.as_str()),
                figure(grouped(row.offered, 0)),
                figure(grouped(row.needed, 1)),
                figure(grouped(row.rostered, 1)),
                figure(grouped(row.there, 1)),
                figure(signed(net(row), 1)),
                figure(percent(row.service)),
            ]
        });
        let heads = ["From", "Queue", "#Calls expected", "#Needed", "#Rostered", "#There", "#Net", "#Service expected"];
        table(page, "dense", &heads, rows);
    }
    missing(page, report, rest);
}

/// Who is not there, by reason.
fn missing(page: &mut Page, report: &DayReport, rest: &DayPlan) {
    for kind in [MissingKind::Absent, MissingKind::Late, MissingKind::Left] {
        let who: Vec<&Missing> = rest.missing.iter().filter(|missing| missing.kind == kind).collect();
        if who.is_empty() {
            continue;
        }
        let (word, since) = match kind {
            MissingKind::Absent => ("known to be absent", "from"),
            MissingKind::Late => ("not there yet", "since"),
            MissingKind::Left => ("gone", "since"),
        };
        let named = who.iter().map(|missing| {
            let (since_when, until) = (hour_minute(report.zone, missing.since), missing.span.end());
            let until = hour_minute(report.zone, until);
            format!("{} {since} {since_when} (counted out until {until})", name(report, &missing.agent))
        });
        page.sentence(&format!("{} {word}: {}.", who.len(), named.collect::<Vec<_>>().join(", ")));
    }
    if rest.unknown > 0 {
        page.sentence(&format!("Of {} agents inside their shift the feed tells nothing.", rest.unknown));
    }
}

fn name<'a>(report: &'a DayReport, agent: &'a AgentId) -> &'a str {
    report.adherence.content.as_ref().map_or(agent.as_str(), |who| strips::name(who, agent))
}
