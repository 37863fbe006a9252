//! Who did what was scheduled: figures by team, then a strip for each shift, worst first.

use std::fmt::Write as _;

use super::super::super::adherence::{clock, what, worst_first};
use super::super::super::headline::{Fact, Tone};
use super::super::super::number::{count, grouped, percent};
use super::super::Page;
use super::super::tables::{figure, table, text};
use super::{Frame, lacks, strips, unknown};
use crate::domain::adherence::{AgentDay, Tally};
use crate::domain::day_report::{DayAdherence, DayReport};
use crate::domain::units::Share;

/// Shifts listed in words under the strips.
const LISTED: usize = 25;

/// Rows of one picture: what fits on a printed page.
const CHUNK: usize = 24;

/// The adherence of the day as one of the things to know.
pub(super) fn fact(report: &DayReport) -> Fact {
    let topic = "Adherence";
    let Some(who) = &report.adherence.content else { return unknown(topic) };
    let total = who.own.total();
    let Some(share) = total.adherence().map(Share::get) else { return unknown(topic) };
    let tone = match share {
        s if s < 0.85 => Tone::Act,
        s if s < 0.92 => Tone::Watch,
        _ => Tone::Good,
    };
    let absent = who.own.days.iter().filter(|shift| shift.is_no_show()).count();
    let mut said = format!("{} agent-hours out", grouped(total.out as f64 / 3600.0, 1));
    if absent > 0 {
        let _ = write!(said, "; {} did not come", count(absent, "person", "people"));
    }
    let coverage = total.coverage().map(Share::get);
    let text = format!("{said}. The feed covers {} of the scheduled time.", percent(coverage));
    Fact { tone, topic, title: format!("{} in adherence", percent(Some(share))), text }
}

/// Teams, strips, and the worst in words.
pub(super) fn section(page: &mut Page, report: &DayReport, frame: &Frame) {
    page.section("adherence", "Adherence by agent, worst first", "");
    lacks(page, &report.adherence);
    let Some(who) = &report.adherence.content else { return };
    page.sentence(&format!("By the definition {} ({}).", who.own.definition, who.about));
    let sorted = worst_first(&who.own.days);
    if sorted.is_empty() && who.before.is_empty() {
        page.sentence("No shift of the roster has begun.");
        return;
    }
    teams(page, who);
    page.sentence(
        "Of the two lanes of an agent the upper is what was scheduled, the lower what was done; a mark below them is time out of adherence that \
         counts. Beside the name: adherence, and the time out.",
    );
    page.legend(&strips::LEGEND);
    for (number, rows) in sorted.chunks(CHUNK).enumerate() {
        let first = number * CHUNK + 1;
        let title = if sorted.len() > CHUNK { format!("{first} to {}", first + rows.len() - 1) } else { String::new() };
        page.figure(&title, "", &strips::chart(report, frame, who, rows));
    }
    if !who.before.is_empty() {
        let more = "shifts that began the evening before; their figures belong to that day";
        for rows in worst_first(&who.before).chunks(CHUNK) {
            page.figure("From the night", more, &strips::chart(report, frame, who, rows));
        }
    }
    listed(page, who, &sorted);
}

/// Teams as ratios of sums.
fn teams(page: &mut Page, who: &DayAdherence) {
    let line = |name: &str, shifts: usize, t: &Tally| {
        let mut cells = vec![text(name), figure(grouped(shifts as f64, 0))];
        let shares = [t.adherence().map(Share::get), t.conformance(), t.coverage().map(Share::get)];
        cells.extend(shares.into_iter().map(|share| figure(percent(share))));
        let seconds = [t.out, t.late, t.early_leave, t.missed_break, t.long_break, t.no_show, t.outside];
        cells.extend(seconds.into_iter().map(|seconds| figure(clock(seconds))));
        cells
    };
    let of_team = |team: &str| who.own.days.iter().filter(|shift| shift.team == team).count();
    let teams = who.own.by_team();
    let mut rows: Vec<_> = teams
        .iter()
        .filter(|(team, _)| !team.is_empty())
        .map(|(team, tally)| line(team, of_team(team), tally))
        .collect();
    rows.push(line("all", who.own.days.len(), &who.own.total()));
    let heads = [
        "Team",
        "#Shifts",
        "#Adherence",
        "#Conformance",
        "#Coverage of the feed",
        "#Out",
        "#Late",
        "#Left early",
        "#Breaks missed",
        "#Too long",
        "#No-show",
        "#Outside",
    ];
    table(page, "dense", &heads, rows);
}

/// The worst shifts in words.
fn listed(page: &mut Page, who: &DayAdherence, sorted: &[&AgentDay]) {
    let out: Vec<&&AgentDay> = sorted.iter().filter(|shift| shift.tally.out > 0 || !shift.has_feed).collect();
    if out.is_empty() {
        page.sentence("✓ Everybody did what was scheduled.");
        return;
    }
    let title = if out.len() > LISTED { format!("The worst {LISTED} in words") } else { "In words".to_owned() };
    page.heading(&title, "");
    let rows = out.into_iter().take(LISTED).map(|shift| {
        vec![
            text(strips::name(who, &shift.agent)),
            text(shift.agent.as_str()),
            text(shift.team.as_str()),
            figure(percent(shift.tally.adherence().map(Share::get))),
            figure(clock(shift.tally.out)),
            text(what(shift)),
        ]
    });
    table(page, "dense", &["Agent", "", "Team", "#Adherence", "#Out", "What"], rows);
}
