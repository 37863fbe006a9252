//! One row an agent: what was scheduled above what was done.

use std::collections::BTreeMap;

use super::super::super::adherence::{clock, what};
use super::super::super::number::percent;
use super::super::super::shifts::hour_minute;
use super::super::axis::{LEFT, RIGHT, WIDTH};
use super::super::svg::{Boxes, Svg, fit};
use super::Frame;
use crate::domain::adherence::{AgentDay, Meaning};
use crate::domain::day_report::{DayAdherence, DayReport};
use crate::domain::ids::AgentId;
use crate::domain::people::Activity;
use crate::domain::span::Span;
use crate::domain::units::Share;

const TOP: f64 = 34.0;
const ROW: f64 = 25.0;
/// Heights of the lanes and of the mark below them.
const LANE: f64 = 7.0;
const MARK: f64 = 4.0;
/// Room that the words beside a bar need.
const WORDS: f64 = 170.0;

/// What the marks stand for.
pub(super) const LEGEND: [(&str, &str); 10] = [
    ("q0", "work"),
    ("brk", "break"),
    ("meal", "meal"),
    ("train", "training"),
    ("meet", "meeting"),
    ("hand", "handover"),
    ("neutral", "neutral"),
    ("gone", "signed out"),
    ("silent", "no feed"),
    ("out", "out of adherence (mark below)"),
];

/// Strips of some shifts.
pub(super) fn chart(report: &DayReport, frame: &Frame, who: &DayAdherence, rows: &[&AgentDay]) -> String {
    let height = TOP + ROW * rows.len() as f64;
    let mut svg = Svg::new(WIDTH, height + 4.0, "Scheduled and actual by agent; the list below says it in words");
    frame.draw(&mut svg, report, (TOP - 3.0, height), 11.0);
    let mut marks: BTreeMap<&str, Boxes> = BTreeMap::new();
    for (index, shift) in rows.iter().enumerate() {
        let y = TOP + ROW * index as f64;
        svg.line("grid", (0.0, y - 1.5), (RIGHT, y - 1.5));
        labels(&mut svg, who, shift, y);
        lanes(&mut marks, frame, who, shift, y);
    }
    for (class, boxes) in &marks {
        svg.boxes(class, boxes);
    }
    for (index, shift) in rows.iter().enumerate() {
        beside(&mut svg, report, frame, who, shift, TOP + ROW * index as f64);
    }
    svg.finish()
}

/// The name of an agent, or the id where none is known.
pub(super) fn name<'a>(who: &'a DayAdherence, agent: &'a AgentId) -> &'a str {
    who.names.get(agent).filter(|name| !name.is_empty()).map_or(agent.as_str(), String::as_str)
}

/// Name, adherence and time out.
fn labels(svg: &mut Svg, who: &DayAdherence, shift: &AgentDay, y: f64) {
    svg.text("name", 2.0, y + 9.0, &fit(name(who, &shift.agent), 21));
    let said = match shift.tally.adherence().map(Share::get) {
        Some(share) if shift.tally.out > 0 => format!("{} · out {}", percent(Some(share)), clock(shift.tally.out)),
        Some(share) => format!("{} ✓", percent(Some(share))),
        None => "no feed".to_owned(),
    };
    svg.text("tick", 2.0, y + 20.0, &said);
}

/// The two lanes and the marks below them, as far as they lie in the picture.
fn lanes<'c>(marks: &mut BTreeMap<&'c str, Boxes>, frame: &Frame, who: &DayAdherence, shift: &AgentDay, y: f64) {
    let mut add = |class: &'c str, span: Span, y: f64, height: f64| {
        let (from, to) = (frame.axis.x(span.start()).max(LEFT), frame.axis.x(span.end()).min(RIGHT));
        marks.entry(class).or_default().add(from, y, to - from, height);
    };
    let Some(strip) = who.strips.get(&(shift.agent.clone(), shift.day)) else { return };
    for (span, activity) in &strip.scheduled {
        add(doing(*activity), *span, y, LANE);
    }
    for (span, meaning) in &strip.actual {
        let class = match meaning {
            Meaning::Doing(activity) => doing(*activity),
            Meaning::Neutral => "neutral",
            Meaning::Out => "gone",
            Meaning::Unknown => "silent",
        };
        add(class, *span, y + LANE + 1.0, LANE);
    }
    for span in &shift.extra {
        add("q0", *span, y + LANE + 1.0, LANE);
    }
    for run in &shift.runs {
        add("out", run.span, y + 2.0 * LANE + 2.0, MARK);
    }
}

const fn doing(activity: Activity) -> &'static str {
    match activity {
        Activity::Work => "q0",
        Activity::Break => "brk",
        Activity::Meal => "meal",
        Activity::Handover => "hand",
        Activity::Training => "train",
        Activity::Meeting => "meet",
        Activity::Split => "split",
    }
}

/// What happened in words, beside the bar where there is room, and to be read when pointed at.
fn beside(svg: &mut Svg, report: &DayReport, frame: &Frame, who: &DayAdherence, shift: &AgentDay, y: f64) {
    let ends = |end: f64, span: &Span| end.max(frame.axis.x(span.end()).min(RIGHT));
    let to = shift.extra.iter().fold(frame.axis.x(shift.shift.end()).min(RIGHT), ends);
    let from = frame.axis.x(shift.shift.start()).max(LEFT);
    let words = what(shift);
    if to + WORDS <= WIDTH {
        svg.text("clock", to + 6.0, y + 10.0, &fit(&words, room(WIDTH - to)));
    } else if from - WORDS >= LEFT {
        svg.text("clock e", from - 6.0, y + 10.0, &fit(&words, room(from - LEFT)));
    }
    let note = format!(
        "{} {}–{}: {}",
        name(who, &shift.agent),
        hour_minute(report.zone, shift.shift.start()),
        hour_minute(report.zone, shift.shift.end()),
        if words.is_empty() { "as scheduled" } else { &words }
    );
    svg.hover(from, y, to - from, ROW - 3.0, &note);
}

/// Characters that fit into so much room.
fn room(width: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred at most, not negative")]
    let columns = (width / 5.2).clamp(0.0, 400.0) as usize;
    columns
}
