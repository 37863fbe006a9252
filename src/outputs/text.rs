//! Tables and sentences for a terminal. The face prints them; nothing here knows about streams or colour.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;

use super::headline::{Tone, three_things, when};
use super::number::{count, exact, grouped, percent, signed};
use super::shifts::day_name;
use super::table::aligned;
use crate::domain::centre::Centre;
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::roster::{Mend, RosterSummary, Shortfall, Status, Terms};
use crate::domain::series::{AccuracyRow, Forecast, Requirement};
use crate::domain::time::Instant;
use crate::domain::units::{Erlangs, Fte};

/// Shortfalls listed in a terminal, the largest first.
const SHORTFALLS_TOLD: usize = 20;
/// Shortfalls whose ways to mend are told there.
const MENDS_TOLD: usize = 3;

pub(super) fn left(text: impl Into<String>) -> (String, bool) {
    (text.into(), false)
}

pub(super) fn right(text: impl Into<String>) -> (String, bool) {
    (text.into(), true)
}

/// Accuracy of every method by queue; `*` marks the chosen one.
#[must_use]
pub fn accuracy(rows: &[AccuracyRow]) -> String {
    let header = [
        "queue",
        "method",
        "",
        "days",
        "intervals",
        "WAPE",
        "chance alone",
        "bias",
        "MASE",
        "pinball",
        "in 80 % band",
        "in 95 % band",
    ];
    let cells = rows.iter().map(|r| {
        vec![
            left(r.queue.as_str()),
            left(r.method.as_str()),
            left(if r.chosen { "*" } else { "" }),
            left(r.days),
            right(grouped(r.intervals as f64, 0)),
            right(percent(r.wape)),
            right(percent(r.floor)),
            right(signed_percent(r.bias)),
            right(r.mase.map_or_else(|| "–".to_owned(), |m| grouped(m, 2))),
            right(percent(r.pinball)),
            right(percent(r.coverage80)),
            right(percent(r.coverage95)),
        ]
    });
    aligned(&header, cells)
        + "* chosen · WAPE: sum of errors over sum of calls · chance alone: what even the true rate would miss · pinball: cost of the 80 % band's \
           ends, less is better\n"
}

fn signed_percent(share: Option<f64>) -> String {
    share.filter(|s| s.is_finite()).map_or_else(|| "–".to_owned(), |s| format!("{} %", signed(s * 100.0, 1)))
}

/// The forecast by queue and day, with the method really used.
#[must_use]
pub fn forecast(forecast: &Forecast) -> String {
    let header = ["date", "queue", "calls", "10 %", "90 %"];
    let cells = forecast.days.iter().map(|d| {
        let band = |v: Option<f64>| right(v.map_or_else(|| "–".to_owned(), |v| grouped(v, 0)));
        let (low, high) = (band(d.band80.map(|b| b.low)), band(d.band80.map(|b| b.high)));
        vec![left(day_name(d.date)), left(d.queue.as_str()), right(grouped(d.offered.get(), 0)), low, high]
    });
    let mut out = aligned(&header, cells);
    for used in &forecast.methods {
        let _ = writeln!(out, "{}: {} ({})", used.queue, used.method, used.why);
    }
    out
}

/// What one queue needs on one day.
#[derive(Default)]
struct DayNeed {
    load_hours: f64,
    scheduled_hours: f64,
    peak: u32,
    peak_at: String,
}

/// The requirement by day and queue: load, hours to schedule, and the peak.
#[must_use]
pub fn staffing(requirement: &Requirement, centre: &Centre) -> String {
    let hours = centre.interval.as_hours();
    let mut days: BTreeMap<(NaiveDate, &QueueId), DayNeed> = BTreeMap::new();
    for row in &requirement.rows {
        let need = days.entry((centre.zone.day(row.start), &row.queue)).or_default();
        need.load_hours += row.load.map_or(0.0, |l| l.get() * hours);
        need.scheduled_hours += f64::from(row.scheduled.get()) * hours;
        if row.scheduled.get() > need.peak {
            need.peak = row.scheduled.get();
            need.peak_at = super::shifts::hour_minute(centre.zone, row.start);
        }
    }
    let header = ["day", "queue", "work (h)", "to schedule (h)", "peak (agents)", "at"];
    let cells = days.into_iter().map(|((day, queue), need)| {
        vec![
            left(day_name(day)),
            left(queue.as_str()),
            right(grouped(need.load_hours, 1)),
            right(grouped(need.scheduled_hours, 1)),
            right(need.peak.to_string()),
            left(need.peak_at),
        ]
    });
    aligned(&header, cells)
}

/// What is planned in an interval of the work that can wait; empty without such queues.
#[must_use]
pub fn work_until_deadline(requirement: &Requirement, at: Instant, centre: &Centre) -> String {
    let mut out = String::new();
    for row in requirement.rows.iter().filter(|row| row.start == at) {
        let Some(queue) = centre.queue(&row.queue).filter(|queue| !queue.work.is_at_once()) else { continue };
        let fte = row.scheduled_fte.map_or(0.0, Fte::get);
        let _ = writeln!(
            out,
            "{}, {}\n  level plan   {} heads ({} Erlangs of work, its share lost unplanned and its occupancy taken off)\n  \
             scheduled    {}, in whole heads that keep every deadline\n  why here     the plan is the most level one on top of the \
             other queues that does nothing before it arrives and everything before it is due",
            queue.id,
            centre.zone.rfc3339(at),
            grouped(fte, 2),
            grouped(row.load.map_or(0.0, Erlangs::get), 2),
            row.scheduled.get(),
        );
    }
    out
}

/// A roster in a screen: cost and bound term by term, under and over by day and queue, shortfalls with reasons.
#[must_use]
pub fn roster(summary: &RosterSummary) -> String {
    let mut out = cost(summary);
    let header = ["day", "queue", "required (h)", "covered (h)", "short (h)", "above (h)", "met"];
    let cells = summary.days.iter().map(|d| {
        let met = (d.required_hours > 0.0).then(|| 1.0 - d.under_hours / d.required_hours);
        vec![
            left(day_name(d.day)),
            left(d.queue.as_str()),
            right(grouped(d.required_hours, 1)),
            right(grouped(d.covered_hours, 1)),
            right(grouped(d.under_hours, 1)),
            right(grouped(d.over_hours, 1)),
            right(percent(met)),
        ]
    });
    let _ = write!(out, "\n{}", aligned(&header, cells));
    if !summary.service.is_empty() {
        let _ = write!(out, "\n{}", super::service::reached(&summary.service));
    }
    if !summary.shortfalls.is_empty() {
        let header = ["short", "queue", "agent-hours", "why"];
        let largest = super::headline::worst_first(summary);
        let cells = largest.iter().take(SHORTFALLS_TOLD).map(|s| {
            vec![
                left(when(&s.start, &s.end)),
                left(s.queue.as_str()),
                right(grouped(s.short_hours, 1)),
                left(s.text.as_str()),
            ]
        });
        let _ = write!(out, "\n{}", aligned(&header, cells));
        let left_out = largest.len().saturating_sub(SHORTFALLS_TOLD);
        if left_out > 0 {
            let _ = writeln!(out, "… and {left_out} smaller ones; roster.json has all");
        }
        out.push_str(&mends(&largest));
    }
    out
}

/// The ways to mend the largest shortfalls.
fn mends(shortfalls: &[&Shortfall]) -> String {
    let mendable: Vec<&&Shortfall> = shortfalls.iter().filter(|s| !s.mend.is_empty()).take(MENDS_TOLD).collect();
    let mut out = String::new();
    for shortfall in mendable {
        let _ = writeln!(out, "\nto mend {}, {}:", shortfall.queue, when(&shortfall.start, &shortfall.end));
        for mend in &shortfall.mend {
            let _ = writeln!(out, "  {}: {}", mend.text, gain(mend));
        }
    }
    out
}

/// `−12.5 short agent-hours (−3.0 here), cost −54.0`.
pub(super) fn gain(mend: &Mend) -> String {
    format!(
        "{} short agent-hours ({} here), cost {}",
        signed(-mend.short_hours, 1),
        signed(-mend.here_hours, 1),
        signed(-mend.cost, 1)
    )
}

/// The names of the terms of the objective, and their prices.
pub(super) fn terms(terms: &Terms) -> Vec<(&'static str, f64)> {
    let always = [
        ("short of the requirement", terms.under),
        ("above the requirement", terms.over),
        ("hours above the contracts' minimum", terms.hour_above_minimum),
        ("unmet wishes", terms.preference),
    ];
    let where_asked = [
        ("paid hours", terms.paid_hours),
        ("calls missing to the service level", terms.missed_calls),
        ("more than a fair share", terms.fairness),
        ("work for other queues than the first skill", terms.secondary),
        ("rules broken at a price", terms.rules),
        ("changes of the kept roster", terms.change),
    ];
    always.into_iter().chain(where_asked.into_iter().filter(|(_, price)| *price > 0.0)).collect()
}

/// How a solve ended, in words.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::GapReached => "the gap asked for was reached",
        Status::Limit => "stopped at the time or work limit",
        Status::Interrupted => "stopped by hand, best roster so far",
    }
}

fn cost(summary: &RosterSummary) -> String {
    let mut out = format!("cost {} ({})\n", grouped(summary.objective, 2), status(summary.status));
    for (name, value) in terms(&summary.terms) {
        let _ = writeln!(out, "  {:>12}  {name}", grouped(value, 2));
    }
    match (summary.bound, summary.gap) {
        (Some(bound), gap) => {
            let _ = writeln!(
                out,
                "no legal roster costs less than {} · gap {} · bound by {}",
                grouped(bound, 2),
                percent(gap),
                summary.bound_method
            );
        }
        (None, _) => out.push_str("no lower bound was proved\n"),
    }
    out
}

/// Hours by agent.
#[must_use]
pub fn hours(summary: &RosterSummary) -> String {
    let header = ["agent", "days", "leave", "paid (h)", "contract (h)", "wishes met"];
    let cells = summary.agents.iter().map(|a| {
        let (met, asked) = a.wishes;
        vec![
            left(a.agent.as_str()),
            right(a.days.to_string()),
            right(if a.leave_days == 0 { String::new() } else { a.leave_days.to_string() }),
            right(grouped(a.paid_hours, 1)),
            left(format!("{}–{}", exact(a.minimum_hours), exact(a.maximum_hours))),
            left(if asked == 0 { String::new() } else { format!("{met} of {asked}") }),
        ]
    });
    aligned(&header, cells)
}

/// The end of `wfm plan`: the three things to know, and where the files are.
#[must_use]
pub fn plan(plan: &Plan, folder: &Path, files: &[(&str, &str)]) -> String {
    let weeks = count(plan.weeks, "week", "weeks");
    let mut out =
        format!("{} · {weeks} from {} {}\n\n", plan.centre.name, day_name(plan.first_day), plan.first_day.format("%Y"));
    for (number, fact) in three_things(plan).iter().enumerate() {
        let mark = match fact.tone {
            Tone::Good => "ok  ",
            Tone::Watch => "look",
            Tone::Act => "ACT ",
        };
        let _ = writeln!(out, "{}. {mark}  {}\n         {}", number + 1, fact.title, fact.text);
    }
    let _ = writeln!(out, "\nin {}", folder.display());
    let cells = files.iter().map(|(name, what)| vec![left(format!("  {name}")), left(*what)]);
    let width = files.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for row in cells {
        let [(name, _), (what, _)] = row.as_slice() else { continue };
        let _ = writeln!(out, "{name:<width$}  {what}", width = width + 2);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn tables_have_a_line_for_each_row() {
        let sample = sample::plan(12, 1);
        assert_eq!(accuracy(&sample.accuracy).lines().count(), sample.accuracy.len() + 2);
        assert_eq!(hours(&sample.summaries[0]).lines().count(), 13);
        assert_eq!(staffing(&sample.requirement, &sample.centre).lines().count(), 1 + 7 * 3);
        assert_eq!(forecast(&sample.forecast).lines().count(), 1 + 7 * 3 + 3);
    }

    #[test]
    fn a_roster_prints_cost_bound_and_gap() {
        let sample = sample::plan(12, 1);
        let text = roster(&sample.summaries[0]);
        for word in ["cost ", "no legal roster costs less than", "gap 0.8 %", "above the requirement", "why"] {
            assert!(text.contains(word), "{word} in {text}");
        }
    }

    #[test]
    fn a_plan_ends_with_three_things_and_the_files() {
        let sample = sample::plan(12, 1);
        let text = plan(&sample, Path::new("centre/plan"), &[("roster.xlsx", "to print"), ("report.html", "to read")]);
        assert!(text.contains("1. ok") && text.contains("3. ") && text.contains("centre/plan"), "{text}");
        assert!(text.contains("  roster.xlsx  to print"), "{text}");
    }
}
