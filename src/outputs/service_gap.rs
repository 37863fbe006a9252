//! Why the service of a day was what it was, as CSV, JSON and text.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::number::{grouped, percent, signed};
use super::table::{Cell, Table, aligned};
use crate::domain::ids::QueueId;
use crate::domain::service_gap::{Cause, DayGap, Effect, IntervalGap, ServiceExplanation, Verdict};
use crate::domain::time::Zone;

/// The schema of the JSON document.
pub const SCHEMA: &str = "wfm.service_gap/1";

/// Decimals of published figures.
const DIGITS: i32 = 6;

/// Half-hours shown to people: those that lost or gained most calls.
const SHOWN: usize = 10;

/// A row by interval and queue: plan, day, and for each cause its points and its calls. `planned` and the parts and
/// `unexplained` add up to `achieved`.
#[must_use]
pub fn csv(explanation: &ServiceExplanation, zone: Zone) -> Table {
    let mut table = Table::new(&[
        "start",
        "queue",
        "forecast",
        "offered",
        "aht_planned_s",
        "aht_s",
        "required",
        "rostered",
        "allowed",
        "absent",
        "off_schedule",
        "break_loss",
        "planned",
        "modelled",
        "achieved",
        "volume",
        "handle_time",
        "absence",
        "adherence",
        "breaks",
        "plan",
        "unexplained",
        "volume_calls",
        "handle_time_calls",
        "absence_calls",
        "adherence_calls",
        "breaks_calls",
        "plan_calls",
        "unexplained_calls",
    ]);
    table.rows.extend(explanation.intervals.iter().map(|gap| {
        let mut row = vec![Cell::text(zone.rfc3339(gap.start)), Cell::text(gap.queue.as_str())];
        row.extend(numbers(gap).into_iter().map(|value| Cell::rounded(value, DIGITS)));
        row
    }));
    table
}

fn numbers(gap: &IntervalGap) -> Vec<Option<f64>> {
    let crew = &gap.crew;
    let known = [
        gap.calls.0,
        gap.calls.1,
        gap.aht.0,
        gap.aht.1,
        crew.required,
        crew.rostered,
        crew.allowed,
        crew.absent,
        crew.off_schedule,
        crew.breaks,
        gap.planned,
        gap.modelled,
    ];
    let mut row: Vec<Option<f64>> = known.into_iter().map(Some).collect();
    row.push(gap.achieved);
    row.extend(gap.parts.iter().map(|part| Some(part.points)));
    row.push(gap.unexplained.map(|part| part.points));
    row.extend(gap.parts.iter().map(|part| Some(part.calls)));
    row.push(gap.unexplained.map(|part| part.calls));
    row
}

/// The members of the JSON document: `day`, `whole`, `queues`, `statements`, and `intervals`, the rows of [`csv()`].
#[must_use]
pub fn members(explanation: &ServiceExplanation, zone: Zone) -> Vec<(&'static str, Value)> {
    let mut rows: Value = serde_json::from_str(&csv(explanation, zone).json(SCHEMA)).unwrap_or_default();
    let statements: Vec<Value> = explanation
        .statements
        .iter()
        .map(|s| json!({ "about": s.about, "cause": s.cause, "verdict": s.verdict.word(), "text": s.text }))
        .collect();
    vec![
        ("day", explanation.day.to_string().into()),
        ("whole", day_gap(&explanation.whole)),
        ("queues", explanation.queues.iter().map(day_gap).collect()),
        ("unplanned_calls", json!(explanation.unplanned_calls)),
        ("statements", statements.into()),
        ("intervals", rows.get_mut("rows").map(Value::take).unwrap_or_default()),
    ]
}

fn day_gap(gap: &DayGap) -> Value {
    let effect = |part: Effect| json!({ "points": part.points, "calls": part.calls });
    let parts: serde_json::Map<String, Value> =
        Cause::ALL.iter().zip(gap.parts).map(|(cause, part)| (cause.as_str().to_owned(), effect(part))).collect();
    json!({
        "queue": gap.queue.as_ref().map(QueueId::as_str),
        "forecast": gap.calls.0,
        "offered": gap.calls.1,
        "planned": gap.planned,
        "achieved": gap.achieved,
        "gap": gap.achieved.map(|achieved| achieved - gap.planned),
        "parts": parts,
        "unexplained": gap.unexplained.map(effect),
    })
}

/// The day for people: the gap and its parts, the half-hours that did most, and what the data say of each cause.
#[must_use]
pub fn text(explanation: &ServiceExplanation, zone: Zone) -> String {
    let mut out = String::new();
    head(&mut out, explanation.day, &explanation.whole);
    out.push_str(&parts(&explanation.whole));
    for queue in &explanation.queues {
        out.push('\n');
        head(&mut out, explanation.day, queue);
        out.push_str(&parts(queue));
    }
    if explanation.unplanned_calls > 0.0 {
        let calls = grouped(explanation.unplanned_calls, 0);
        let _ = writeln!(out, "\n{calls} more calls came in half-hours without a plan and are not in these figures.");
    }
    let _ = write!(out, "\nThe half-hours that lost or gained most\n{}", intervals(explanation, zone));
    let mut about = "";
    for statement in &explanation.statements {
        if statement.about != about {
            about = &statement.about;
            let _ = writeln!(out, "\nWhat the data say of the causes: {about}");
        }
        let sign = match statement.verdict {
            Verdict::Shown => "✗ yes",
            Verdict::NotShown => "✓ no ",
            Verdict::NotTested => "– ?  ",
        };
        let _ = writeln!(out, "  {sign}  {}: {}", statement.cause, statement.text);
    }
    out
}

fn head(out: &mut String, day: chrono::NaiveDate, gap: &DayGap) {
    let whose = gap.queue.as_ref().map_or_else(|| "all queues".to_owned(), |queue| format!("queue {queue}"));
    let planned = percent(Some(gap.planned));
    let _ = match gap.achieved {
        Some(achieved) => writeln!(
            out,
            "Service level of {day}, {whose}: {} achieved, {planned} planned: {} points, {} calls of {}",
            percent(Some(achieved)),
            signed(100.0 * (achieved - gap.planned), 1),
            signed((achieved - gap.planned) * gap.calls.1, 0),
            grouped(gap.calls.1, 0),
        ),
        None => writeln!(
            out,
            "Service level of {day}, {whose}: {planned} planned; the inputs have no waits, so what was achieved is not known"
        ),
    };
}

fn parts(gap: &DayGap) -> String {
    let line = |name: String, effect: Effect| {
        vec![(name, false), (signed(100.0 * effect.points, 1), true), (signed(effect.calls, 0), true)]
    };
    let causes = Cause::ALL.iter().zip(gap.parts);
    let mut rows: Vec<_> = causes.map(|(cause, part)| line(cause.as_str().replace('_', " "), part)).collect();
    rows.extend(gap.unexplained.map(|rest| line("unexplained by the model".to_owned(), rest)));
    aligned(&["cause", "points", "calls"], rows)
}

fn intervals(explanation: &ServiceExplanation, zone: Zone) -> String {
    let lost = |gap: &IntervalGap| {
        let rest = gap.unexplained.map_or(0.0, |rest| rest.calls);
        gap.parts.iter().map(|part| part.calls).sum::<f64>() + rest
    };
    let mut most: Vec<&IntervalGap> = explanation.intervals.iter().collect();
    most.sort_by(|a, b| lost(b).abs().total_cmp(&lost(a).abs()));
    most.truncate(SHOWN);
    most.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    let rows = most.into_iter().map(|gap| {
        let mut row = vec![
            (zone.local(gap.start).format("%H:%M").to_string(), false),
            (gap.queue.to_string(), false),
            (format!("{} / {}", grouped(gap.calls.1, 0), grouped(gap.calls.0, 0)), true),
            (percent(Some(gap.planned)), true),
            (percent(gap.achieved), true),
            (signed(lost(gap), 1), true),
        ];
        row.extend(gap.parts.iter().map(|part| (signed(part.calls, 1), true)));
        row.push((gap.unexplained.map_or_else(|| "–".to_owned(), |rest| signed(rest.calls, 1)), true));
        row
    });
    let header = [
        "start",
        "queue",
        "calls / forecast",
        "planned",
        "achieved",
        "calls",
        "volume",
        "handle time",
        "absence",
        "adherence",
        "breaks",
        "plan",
        "unexplained",
    ];
    aligned(&header, rows)
}
