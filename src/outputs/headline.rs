//! The three things a planner should know about a plan before anything else.

use super::coverage::Coverage;
use super::json::total;
use super::number::{count, grouped, percent};
use super::shifts::{day_name, hour_minute, shifts};
use crate::domain::findings::Severity;
use crate::domain::plan::Plan;
use crate::domain::roster::{RosterSummary, Shortfall, Status};
use crate::domain::series::{AccuracyRow, interval_end};

/// Agents missing from an interval below which nobody would call it short.
const LEAST_SHORT: f64 = 0.005;

/// How a fact should be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Worth a look.
    Watch,
    /// To be acted on.
    Act,
}

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// How it should be taken.
    pub tone: Tone,
    /// What it is about, in a word or two.
    pub topic: &'static str,
    /// The thing itself, short.
    pub title: String,
    /// What stands behind it.
    pub text: String,
}

/// Always three: is the roster legal and how good is it, where is it short, how far can the forecast be trusted.
#[must_use]
pub fn three_things(plan: &Plan) -> [Fact; 3] {
    let summary = total(&plan.summaries);
    [legal(plan, summary.as_ref()), covered(plan, summary.as_ref()), forecast(&plan.accuracy)]
}

fn legal(plan: &Plan, summary: Option<&RosterSummary>) -> Fact {
    let breaches = plan.breaches.count(Severity::Error);
    let made = count(shifts(&plan.rows, plan.centre.handover).len(), "shift", "shifts");
    let people = count(plan.agents.len(), "agent", "agents");
    let quality = summary.map_or_else(String::new, quality);
    if breaches > 0 {
        let title = format!("{} found by the checker", count(breaches, "broken rule", "broken rules"));
        return Fact { tone: Tone::Act, topic: "Rules", title, text: format!("{made} for {people}. {quality}") };
    }
    let interrupted = summary.is_some_and(|s| s.status == Status::Interrupted);
    Fact {
        tone: if interrupted { Tone::Watch } else { Tone::Good },
        topic: "Rules",
        title: "Every rule is kept".to_owned(),
        text: format!("{made} for {people}, checked independently. {quality}"),
    }
}

fn quality(summary: &RosterSummary) -> String {
    let end = match summary.status {
        Status::GapReached => "",
        Status::Limit => " Stopped at the limit given.",
        Status::Interrupted => " Stopped by hand: the best roster found so far.",
    };
    let cost = grouped(summary.objective, 1);
    match (summary.bound, summary.gap) {
        (Some(bound), Some(gap)) => {
            let bound = grouped(bound, 1);
            format!("It costs {cost}; none can cost less than {bound} (gap {}).{end}", percent(Some(gap)))
        }
        _ => format!("It costs {cost}; no lower bound was proved.{end}"),
    }
}

fn covered(plan: &Plan, summary: Option<&RosterSummary>) -> Fact {
    let topic = "Coverage";
    let Some(summary) = summary else {
        return Fact { tone: Tone::Act, topic, title: "There is no roster".to_owned(), text: String::new() };
    };
    let missing = share(summary.under_hours, summary.required_hours);
    let tone = match missing {
        Some(m) if m > 0.05 => Tone::Act,
        Some(m) if m > 0.01 => Tone::Watch,
        _ => Tone::Good,
    };
    let title = format!("{} of the required hours are covered", percent(missing.map(|m| 1.0 - m)));
    let hours = format!(
        "{} of {} agent-hours short, {} above.",
        grouped(summary.under_hours, 1),
        grouped(summary.required_hours, 0),
        grouped(summary.over_hours, 1)
    );
    let text = match worst(summary) {
        Some(worst) => format!("{hours} Worst: {}.", shortfall_text(worst)),
        None => format!("{hours} {}", shortest(plan)),
    };
    Fact { tone, topic, title, text }
}

/// The interval that is shortest by the roster itself, where nobody named the shortfalls: after a hand edit they are others
/// than those the engine gave its reasons for.
fn shortest(plan: &Plan) -> String {
    let centre = &plan.centre;
    let coverage = Coverage::of(&plan.requirement, &plan.rows, centre.interval);
    // Of equal ones the first, whatever `max_by` prefers.
    let worst = coverage.slots.iter().rev().max_by(|a, b| a.short().total_cmp(&b.short()));
    worst.filter(|slot| slot.short() > LEAST_SHORT).map_or_else(
        || "No interval is short.".to_owned(),
        |slot| {
            let end = hour_minute(centre.zone, interval_end(slot.start, centre.interval));
            let start = hour_minute(centre.zone, slot.start);
            let day = day_name(centre.zone.day(slot.start));
            format!("Worst: {}, {day} {start}–{end}, {} agents short.", slot.queue, grouped(slot.short(), 1))
        },
    )
}

/// The shortfall of the most agent-hours.
#[must_use]
pub fn worst(summary: &RosterSummary) -> Option<&Shortfall> {
    // Of equal ones the first, whatever `max_by` prefers.
    summary.shortfalls.iter().rev().max_by(|a, b| a.short_hours.total_cmp(&b.short_hours))
}

/// Shortfalls by agent-hours, the most first; of equal ones the earlier.
#[must_use]
pub fn worst_first(summary: &RosterSummary) -> Vec<&Shortfall> {
    let mut all: Vec<&Shortfall> = summary.shortfalls.iter().collect();
    all.sort_by(|a, b| b.short_hours.total_cmp(&a.short_hours));
    all
}

/// `cards, Tue 1 Dec 14:00–15:30, 2.5 agent-hours`.
#[must_use]
pub fn shortfall_text(shortfall: &Shortfall) -> String {
    let hours = grouped(shortfall.short_hours, 1);
    format!("{}, {}, {hours} agent-hours", shortfall.queue, when(&shortfall.start, &shortfall.end))
}

/// `Tue 1 Dec 14:00–15:30` of two RFC 3339 times; the texts themselves where they are none.
#[must_use]
pub fn when(start: &str, end: &str) -> String {
    let local = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok().map(|t| t.naive_local());
    match (local(start), local(end)) {
        (Some(start), Some(end)) => {
            format!("{} {}–{}", day_name(start.date()), start.format("%H:%M"), end.format("%H:%M"))
        }
        _ => format!("{start} – {end}"),
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

fn forecast(accuracy: &[AccuracyRow]) -> Fact {
    let topic = "Forecast";
    let chosen: Vec<&AccuracyRow> =
        accuracy.iter().filter(|r| r.chosen && r.days == "all" && r.wape.is_some()).collect();
    let by_error = |a: &&&AccuracyRow, b: &&&AccuracyRow| a.wape.unwrap_or(0.0).total_cmp(&b.wape.unwrap_or(0.0));
    let (Some(best), Some(worst)) = (chosen.iter().min_by(by_error), chosen.iter().max_by(by_error)) else {
        return Fact {
            tone: Tone::Watch,
            topic,
            title: "The forecast could not be tested".to_owned(),
            text: "There is too little history to hold some back and compare: read the bands with care.".to_owned(),
        };
    };
    let title = if chosen.len() == 1 {
        format!("An interval is off by {} on average", percent(worst.wape))
    } else {
        format!("Intervals are off by {} to {} on average", percent(best.wape), percent(worst.wape))
    };
    let each: Vec<String> = chosen.iter().map(|r| error_text(r)).collect();
    let far_off = |r: &&AccuracyRow| match (r.wape, r.floor) {
        (Some(wape), Some(floor)) => wape > 2.0 * floor && wape > 0.15,
        (Some(wape), None) => wape > 0.30,
        _ => false,
    };
    let tone = if chosen.iter().any(far_off) { Tone::Watch } else { Tone::Good };
    Fact { tone, topic, title, text: format!("{}.", each.join("; ")) }
}

fn error_text(row: &AccuracyRow) -> String {
    let floor = row.floor.map_or_else(String::new, |f| format!(" (chance alone: {})", percent(Some(f))));
    format!("{} {}{floor}", row.queue, percent(row.wape))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::domain::codes::Code;
    use crate::domain::findings::Finding;

    #[test]
    fn a_legal_roster_says_so_and_names_its_gap() {
        let plan = sample::plan(20, 1);
        let [rules, coverage, forecast] = three_things(&plan);
        assert_eq!((rules.tone, rules.title.as_str()), (Tone::Good, "Every rule is kept"));
        assert!(rules.text.contains("gap"), "{}", rules.text);
        assert!(coverage.text.contains("Worst: "), "{}", coverage.text);
        assert!(forecast.text.contains("chance alone"), "{}", forecast.text);
    }

    #[test]
    fn a_breach_is_said_first() {
        let mut plan = sample::plan(20, 1);
        plan.breaches.push(Finding::new(Code::OptionInvalid, "m"));
        let [rules, ..] = three_things(&plan);
        assert_eq!((rules.tone, rules.title.as_str()), (Tone::Act, "1 broken rule found by the checker"));
    }

    #[test]
    fn a_roster_edited_by_hand_is_not_said_to_be_short_and_not_short_at_once() {
        let mut plan = sample::plan(20, 1);
        for summary in &mut plan.summaries {
            summary.under_hours = 8.0;
            summary.shortfalls.clear();
        }
        let short = |plan: &Plan| three_things(plan)[1].text.clone();
        plan.rows.clear();
        let text = short(&plan);
        assert!(text.contains("8.0 of") && text.contains("Worst: ") && !text.contains("No interval"), "{text}");
        plan.requirement.rows.clear();
        assert!(short(&plan).contains("No interval is short."));
    }

    #[test]
    fn an_untested_forecast_is_said_to_be_untested() {
        assert_eq!(forecast(&[]).tone, Tone::Watch);
    }
}
