//! The page of a day for its supervisor: calls against their forecast, who was there, why the service was what it was.
//!
//! Every colour has a sign, a word or a place beside it that says the same: the page reads as well in black and white.

mod figures;
mod people;
mod rest;
mod staffing;
mod strips;
mod volume;
mod why;

use std::fmt::Write as _;

use super::super::headline::{Fact, Tone};
use super::super::number::{grouped, percent, signed};
use super::super::shifts::{day_name, hour_minute};
use super::axis::TimeAxis;
use super::svg::{Svg, escape};
use super::{CONTENTS, Page, STYLE};
use crate::domain::day_report::{DayReport, Section};
use crate::domain::ids::QueueId;
use crate::domain::time::{Instant, add_days};

/// What differs from the report of a week: A4, and the marks of this page.
const DAY_STYLE: &str = include_str!("day/day.css");

/// The whole page. The same day gives the same bytes.
#[must_use]
pub fn html(report: &DayReport) -> String {
    let frame = Frame::of(report);
    let mut page = Page::default();
    facts(&mut page, report);
    page.body.push_str(CONTENTS);
    volume::section(&mut page, report, &frame);
    staffing::section(&mut page, report, &frame);
    why::section(&mut page, report);
    figures::section(&mut page, report);
    people::section(&mut page, report, &frame);
    sources(&mut page, report);
    let name = if report.centre.is_empty() { "Contact centre" } else { &report.centre };
    let title = escape(name);
    let date = escape(&format!("{} {}", day_name(report.day), report.day.format("%Y")));
    let until = match report.at {
        Some(at) => format!("up to {}", hour_minute(report.zone, at)),
        None => "the whole day".to_owned(),
    };
    let line = escape(&format!("{until} · {}", report.zone.name()));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · {date}</title>\n<style>\n{STYLE}{DAY_STYLE}</style>\n</head>\n<body>\n<main class=\"of-day\">\n\
         <header><h1>{title}: {date}</h1><p class=\"dates\">{line}</p></header>\n{body}</main>\n</body>\n</html>\n",
        body = page.finish()
    )
}

/// What all pictures of the page share: the hours that they span.
struct Frame {
    axis: TimeAxis,
    from: Instant,
    to: Instant,
    /// Full hours between the figures on the axis.
    step: u32,
}

impl Frame {
    /// The hours of the day in which there are calls, a requirement or shifts, on full hours; a night shift runs on into the next
    /// day.
    fn of(report: &DayReport) -> Self {
        let zone = report.zone;
        let (midnight, next) = (zone.midnight(report.day), zone.midnight(add_days(report.day, 1)));
        let length = i64::from(report.interval.get());
        let mut starts: Vec<Instant> = Vec::new();
        let mut ends: Vec<Instant> = Vec::new();
        let slots = report.volume.content.iter().flatten().map(|slot| slot.start);
        for start in slots.chain(report.staffing.content.iter().flatten().map(|slot| slot.start)) {
            starts.push(start);
            ends.push(start.plus_minutes(length));
        }
        if let Some(who) = &report.adherence.content {
            starts.extend(who.own.days.iter().map(|shift| shift.shift.start()));
            ends.extend(who.own.days.iter().map(|shift| shift.shift.end()));
        }
        let hour = |at: Instant| at.seconds_since(midnight).div_euclid(3600);
        let first = starts.into_iter().min().unwrap_or(midnight).max(midnight);
        let last = ends.into_iter().max().unwrap_or(next).min(next.plus_minutes(24 * 60));
        let from = midnight.plus_minutes(60 * hour(first));
        let to = midnight.plus_minutes(60 * hour(last.plus_seconds(3599))).max(from.plus_minutes(60));
        let step = if to.seconds_since(from) > 18 * 3600 { 2 } else { 1 };
        Self { axis: TimeAxis::new(from, to, zone), from, to, step }
    }

    /// Hours above or below a picture, rules down it, and the moment of the page where the day goes on.
    fn draw(&self, svg: &mut Svg, report: &DayReport, (top, bottom): (f64, f64), label: f64) {
        for (x, hour) in self.axis.hours(self.step) {
            svg.line(if hour == 0 { "rule" } else { "grid" }, (x, top), (x, bottom));
            svg.text("tick m", x, label, &format!("{hour:02}"));
        }
        let Some(at) = report.at.filter(|at| self.from <= *at && *at <= self.to) else { return };
        let x = self.axis.x(at);
        svg.line("now", (x, top - 4.0), (x, bottom));
        svg.text("now-label m", x, top - 7.0, &format!("now {}", hour_minute(report.zone, at)));
    }
}

/// What a section lacks, in a box in its place.
fn lacks<T>(page: &mut Page, section: &Section<T>) {
    for lack in &section.lacks {
        let _ = writeln!(page.body, "<p class=\"lack\"><b>Not here:</b> {}</p>", escape(lack));
    }
}

/// The queues of the page: those of the centre, then others that its rows name.
fn queues<'a>(report: &'a DayReport, of_rows: impl Iterator<Item = &'a QueueId>) -> Vec<&'a QueueId> {
    let present: std::collections::BTreeSet<&QueueId> = of_rows.collect();
    let listed = report.queues.iter().filter(|queue| present.contains(queue));
    let others = present.iter().copied().filter(|queue| !report.queues.contains(queue));
    listed.chain(others).collect()
}

/// The four things to know.
fn facts(page: &mut Page, report: &DayReport) {
    let all = four_things(report);
    page.body.push_str("<div class=\"facts four\">\n");
    for fact in all {
        let (class, mark) = match fact.tone {
            Tone::Good => ("good", "✓"),
            Tone::Watch => ("watch", "◆"),
            Tone::Act => ("act", "✕"),
        };
        let _ = writeln!(
            page.body,
            "<div class=\"fact {class}\"><p class=\"topic\"><b>{mark}</b> {}</p><p class=\"title\">{}</p><p>{}</p></div>",
            escape(fact.topic),
            escape(&fact.title),
            escape(&fact.text)
        );
    }
    page.body.push_str("</div>\n");
}

/// Service, calls, staffing and adherence, each in a line.
fn four_things(report: &DayReport) -> [Fact; 4] {
    [service(report), calls(report), staff(report), people::fact(report)]
}

/// The four things to know and what the page lacks, for a terminal.
#[must_use]
pub fn text(report: &DayReport) -> String {
    let until = report.at.map_or_else(String::new, |at| format!(" up to {}", hour_minute(report.zone, at)));
    let mut out = format!("{} {}{until}\n", day_name(report.day), report.day.format("%Y"));
    for Fact { tone, topic, title, text } in four_things(report) {
        let mark = match tone {
            Tone::Good => "✓",
            Tone::Watch => "◆",
            Tone::Act => "✕",
        };
        let _ = writeln!(out, "{mark} {topic}: {title}. {text}");
    }
    for lack in report.lacks() {
        let _ = writeln!(out, "– not on the page: {lack}");
    }
    out
}

fn unknown(topic: &'static str) -> Fact {
    let text = "The section below says what is lacking.".to_owned();
    Fact { tone: Tone::Watch, topic, title: "Not known".to_owned(), text }
}

fn service(report: &DayReport) -> Fact {
    let topic = "Service level";
    let Some(whole) = report.explanation.content.as_ref().map(|explanation| &explanation.whole) else {
        return unknown(topic);
    };
    let Some(achieved) = whole.achieved else { return unknown(topic) };
    let gap = achieved - whole.planned;
    let tone = match gap {
        g if g < -0.10 => Tone::Act,
        g if g < -0.02 => Tone::Watch,
        _ => Tone::Good,
    };
    let title = format!("{} answered in time", percent(Some(achieved)));
    let most = why::sorted(whole).into_iter().find(|(cause, _)| *cause != why::UNEXPLAINED);
    let most = most
        .filter(|(_, effect)| effect.calls.abs() >= 0.5)
        .map_or_else(String::new, |(cause, effect)| format!(" Most by {cause}: {} calls.", signed(effect.calls, 0)));
    let text = format!(
        "{} points against the plan of {}, {} calls.{most}",
        signed(100.0 * gap, 1),
        percent(Some(whole.planned)),
        signed(gap * whole.calls.1, 0)
    );
    Fact { tone, topic, title, text }
}

fn calls(report: &DayReport) -> Fact {
    let topic = "Calls";
    let Some(sums) = report.volume.content.as_ref().map(|slots| volume::Sums::of(slots.iter())) else {
        return unknown(topic);
    };
    if sums.came.0 <= 0.0 && sums.came.1 <= 0.0 {
        return unknown(topic);
    }
    let off = if sums.came.1 > 0.0 { (sums.came.0 / sums.came.1 - 1.0).abs() } else { 0.0 };
    let tone = match off {
        o if o > 0.15 => Tone::Act,
        o if o > 0.05 => Tone::Watch,
        _ => Tone::Good,
    };
    Fact { tone, topic, title: format!("{} calls came", grouped(sums.came.0, 0)), text: sums.in_words() }
}

fn staff(report: &DayReport) -> Fact {
    let topic = "Net staffing";
    let Some(rows) = &report.staffing.content else { return unknown(topic) };
    let seen = rows.iter().any(|row| row.there.is_some());
    let nets = rows.iter().filter(|row| !seen || row.there.is_some()).filter_map(|row| Some((row, row.net()?)));
    let worst = nets.clone().min_by(|a, b| a.1.total_cmp(&b.1));
    let Some((row, net)) = worst else { return unknown(topic) };
    let hours = report.interval.as_hours();
    let short: f64 = nets.clone().map(|(_, net)| (-net).max(0.0) * hours).sum();
    let required: f64 = nets.filter_map(|(row, _)| row.required).sum::<f64>() * hours;
    let tone = match short {
        s if s > 0.05 * required => Tone::Act,
        s if s > 0.01 * required => Tone::Watch,
        _ => Tone::Good,
    };
    let whose = if seen { "agents really there" } else { "agents scheduled; nobody knows who was there" };
    let title = format!("{} agent-hours short", grouped(short, 1));
    let text = if net < -0.05 {
        format!("Worst: {} {}, {} agents. By {whose}.", hour_minute(report.zone, row.start), row.queue, signed(net, 1))
    } else {
        format!("No interval is short. By {whose}.")
    };
    let Some(plan) = &report.rest else { return Fact { tone, topic, title, text } };
    let (needed, _, missing) = rest::hours(report, plan.intervals.iter());
    let ahead = match missing {
        s if s > 0.05 * needed => Tone::Act,
        s if s > 0.01 * needed => Tone::Watch,
        _ => Tone::Good,
    };
    let worst = rest::worst(report, plan).map_or_else(String::new, |worst| format!(", worst {worst}"));
    let text = format!("{text} Still to come: {} agent-hours short{worst}.", grouped(missing, 1));
    Fact { tone: worse(tone, ahead), topic, title, text }
}

/// The one of two tones that asks for more.
const fn worse(a: Tone, b: Tone) -> Tone {
    match (a, b) {
        (Tone::Act, _) | (_, Tone::Act) => Tone::Act,
        (Tone::Watch, _) | (_, Tone::Watch) => Tone::Watch,
        (Tone::Good, Tone::Good) => Tone::Good,
    }
}

/// Where everything comes from.
fn sources(page: &mut Page, report: &DayReport) {
    if report.sources.is_empty() {
        return;
    }
    let list: Vec<String> = report.sources.iter().map(|(what, file)| format!("{what}: {file}")).collect();
    let _ = writeln!(page.body, "<p class=\"sources\">From {}.</p>", escape(&list.join(" · ")));
}

#[cfg(test)]
mod tests;
