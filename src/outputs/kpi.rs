//! Indicators as CSV, JSON and text.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::number::{exact, grouped, rounded, signed};
use super::table::{Cell, Table, aligned};
use crate::domain::kpi::{Indicator, TargetRange, Unit};
use crate::domain::kpi_report::{KpiFigure, KpiReport, Scope, Status};
use crate::domain::words;

/// The schema of the JSON document.
pub const SCHEMA: &str = "wfm.kpi/1";

/// Decimals of published figures.
const DIGITS: i32 = 6;

/// The figures that the table by queue and team shows.
const GROUPED: [Indicator; 7] = [
    Indicator::Offered,
    Indicator::ServiceLevel,
    Indicator::SpeedOfAnswer,
    Indicator::AbandonRate,
    Indicator::HandleTime,
    Indicator::Occupancy,
    Indicator::Attendance,
];

/// `id,period,queue,value,unit,variant` and, beyond, team, agent, the two sums, target, status, trend and what is lacking.
/// Shares are fractions; an undefined or missing figure is empty.
#[must_use]
pub fn csv(report: &KpiReport, currency: &str) -> Table {
    let mut table = Table::new(&[
        "id",
        "period",
        "queue",
        "value",
        "unit",
        "variant",
        "team",
        "agent",
        "numerator",
        "denominator",
        "target_min",
        "target_max",
        "status",
        "previous",
        "change",
        "needs",
    ]);
    let lacking = report.whole.iter().filter(|figure| figure.status == Status::NotAvailable);
    table.rows.extend(report.rows.iter().chain(lacking).map(|figure| {
        let [queue, team, agent] = scope(&figure.scope).map(|text| text.map_or(Cell::Empty, Cell::text));
        let target = figure.target.unwrap_or_default();
        vec![
            Cell::text(figure.indicator.id()),
            Cell::text(figure.period.label.as_str()),
            queue,
            Cell::rounded(figure.value, DIGITS),
            Cell::text(figure.indicator.unit().word(currency)),
            Cell::text(figure.variant.as_str()),
            team,
            agent,
            Cell::rounded(figure.parts.map(|(numerator, _)| numerator), DIGITS),
            Cell::rounded(figure.parts.and_then(|(_, denominator)| denominator), DIGITS),
            Cell::exact(target.min),
            Cell::exact(target.max),
            Cell::text(figure.status.word()),
            Cell::rounded(figure.trend.map(|t| t.before), DIGITS),
            Cell::rounded(figure.trend.map(|t| t.change), DIGITS),
            Cell::text(figure.needs.join("; ")),
        ]
    }));
    table
}

/// Queue, team and agent of a scope.
fn scope(scope: &Scope) -> [Option<&str>; 3] {
    match scope {
        Scope::All => [None; 3],
        Scope::Queue(queue) => [Some(queue.as_str()), None, None],
        Scope::Team(team) => [None, Some(team), None],
        Scope::Agent(agent) => [None, None, Some(agent.as_str())],
    }
}

/// The members of the JSON document: `period`, `attempts`, `indicators` over the whole time, `rows`.
#[must_use]
pub fn members(report: &KpiReport, currency: &str) -> Vec<(&'static str, Value)> {
    let [blocked, abandoned, answered] = report.attempts;
    let list = |figures: &[KpiFigure]| -> Value { figures.iter().map(|f| figure(f, currency)).collect() };
    vec![
        ("period", json!({ "from": report.days.0.to_string(), "to": report.days.1.to_string() })),
        ("attempts", json!({ "blocked": blocked, "abandoned": abandoned, "answered": answered })),
        ("indicators", list(&report.whole)),
        ("groups", list(&report.groups)),
        ("rows", list(&report.rows)),
    ]
}

/// The JSON document by itself, for a file.
#[must_use]
pub fn document(members: Vec<(&'static str, Value)>, schema: &str) -> String {
    let mut object = Map::new();
    object.insert("schema".to_owned(), schema.into());
    object.extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
    let text = serde_json::to_string_pretty(&Value::Object(object)).unwrap_or_default();
    format!("{text}\n")
}

fn figure(figure: &KpiFigure, currency: &str) -> Value {
    let number = |value: f64| -> Value { serde_json::from_str(&exact(rounded(value, DIGITS))).unwrap_or_default() };
    let [queue, team, agent] = scope(&figure.scope);
    let target = figure.target.map(|t| json!({ "min": t.min, "max": t.max }));
    let trend =
        figure.trend.map(|t| json!({ "previous": number(t.before), "change": number(t.change), "better": t.better }));
    json!({
        "id": figure.indicator.id(),
        "name": figure.indicator.english(),
        "name_zh": figure.indicator.chinese(),
        "period": figure.period.label,
        "queue": queue,
        "team": team,
        "agent": agent,
        "value": figure.value.map(number),
        "unit": figure.indicator.unit().word(currency),
        "variant": figure.variant,
        "definition": figure.definition,
        "target": target,
        "status": figure.status.word(),
        "trend": trend,
        "needs": figure.needs,
    })
}

/// How a text may be coloured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paint {
    /// With the colours of a terminal.
    pub colours: bool,
}

impl Paint {
    fn of(self, status: Status, text: &str) -> String {
        let code = match status {
            Status::OnTarget => "32",
            Status::Watch => "33",
            Status::OffTarget => "31",
            _ => return text.to_owned(),
        };
        if self.colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Every indicator over the whole time for people: value, target, light, trend and definition; then by queue and team; then
/// what is not available and why.
#[must_use]
pub fn text(report: &KpiReport, currency: &str, paint: Paint) -> String {
    let (from, to) = report.days;
    let mut out = format!("Indicators from {from} to {to}, the whole centre\n");
    let known = report.whole.iter().filter(|figure| figure.status != Status::NotAvailable);
    let rows = known.map(|figure| {
        let unit = figure.indicator.unit();
        let definition = format!("{}: {}", figure.variant, figure.definition);
        vec![
            (figure.indicator.number().to_string(), true),
            (figure.indicator.english().to_owned(), false),
            (value(figure.value, unit, currency), true),
            (target(figure.target, unit, currency), true),
            (light(figure.status).to_owned(), false),
            (trend(figure), false),
            (definition, false),
        ]
    });
    let header = ["#", "indicator", "value", "target", "light", "trend", "definition"];
    // Painted afterwards: escapes would spoil the columns.
    let mut lines = aligned(&header, rows);
    for status in [Status::OnTarget, Status::Watch, Status::OffTarget] {
        let shown = words::say(light(status));
        lines = lines.replace(&shown, &paint.of(status, &shown));
    }
    out.push_str(&lines);
    out.push_str(&groups(report, currency));
    for figure in report.whole.iter().filter(|figure| figure.status == Status::NotAvailable) {
        let _ = writeln!(
            out,
            "{:>2} {}: not available: needs column {}",
            figure.indicator.number(),
            figure.indicator.english(),
            figure.needs.join("; ")
        );
    }
    out
}

/// A table of the main figures by queue and team; empty where there is only one queue and no team.
fn groups(report: &KpiReport, currency: &str) -> String {
    let mut scopes: Vec<&Scope> = report.groups.iter().map(|figure| &figure.scope).collect();
    scopes.sort();
    scopes.dedup();
    if scopes.len() < 2 {
        return String::new();
    }
    let find = |scope: &Scope, indicator: Indicator| {
        report.groups.iter().find(|figure| figure.scope == *scope && figure.indicator == indicator)
    };
    let shown: Vec<Indicator> =
        GROUPED.into_iter().filter(|i| scopes.iter().any(|scope| find(scope, *i).is_some())).collect();
    let rows = scopes.iter().map(|scope| {
        let name = match scope {
            Scope::Queue(queue) => format!("queue {queue}"),
            Scope::Team(team) => format!("team {team}"),
            Scope::All | Scope::Agent(_) => String::new(),
        };
        let cell = |indicator: &Indicator| {
            let figure = find(scope, *indicator);
            (figure.map_or_else(|| "–".to_owned(), |f| value(f.value, indicator.unit(), currency)), true)
        };
        std::iter::once((name, false)).chain(shown.iter().map(cell)).collect()
    });
    let header: Vec<&str> = std::iter::once("").chain(shown.iter().map(|i| i.english())).collect();
    format!("\n{}\n", aligned(&header, rows))
}

pub(super) fn light(status: Status) -> &'static str {
    match status {
        Status::OnTarget => "✓ on target",
        Status::Watch => "! watch",
        Status::OffTarget => "✗ off target",
        Status::NoTarget => "– no target",
        Status::Undefined | Status::NotAvailable => "– undefined",
    }
}

/// A value with its unit, as people read it.
#[must_use]
pub(crate) fn value(value: Option<f64>, unit: Unit, currency: &str) -> String {
    let Some(value) = value else { return "–".to_owned() };
    match unit {
        Unit::Fraction => format!("{} %", grouped(value * 100.0, 1)),
        Unit::Calls => grouped(value, 0),
        Unit::Money => format!("{} {currency}", grouped(value, 2)),
        Unit::Seconds => format!("{} s", grouped(value, 1)),
        Unit::CallsPerHour | Unit::Rings | Unit::Score => grouped(value, 1),
    }
}

pub(super) fn target(range: Option<TargetRange>, unit: Unit, currency: &str) -> String {
    let Some(TargetRange { min, max }) = range else { return String::new() };
    match (min, max) {
        (None, None) => String::new(),
        (Some(_), None) => format!("≥ {}", value(min, unit, currency)),
        (None, Some(_)) => format!("≤ {}", value(max, unit, currency)),
        (Some(low), Some(_)) => {
            let low = if unit == Unit::Fraction { grouped(low * 100.0, 1) } else { grouped(low, 0) };
            format!("{low}–{}", value(max, unit, currency))
        }
    }
}

pub(super) fn trend(figure: &KpiFigure) -> String {
    let Some(trend) = figure.trend else { return String::new() };
    let change = match figure.indicator.unit() {
        Unit::Fraction => format!("{} points", signed(trend.change * 100.0, 1)),
        Unit::Calls => signed(trend.change, 0),
        Unit::Seconds => format!("{} s", signed(trend.change, 1)),
        _ => signed(trend.change, 2),
    };
    let arrow = if trend.change > 0.0 {
        "▲"
    } else if trend.change < 0.0 {
        "▼"
    } else {
        "="
    };
    let word = match trend.better {
        Some(true) => " better",
        Some(false) => " worse",
        None => "",
    };
    format!("{arrow} {change}{word}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kpi::Cadence;
    use crate::domain::kpi_report::{KpiPeriod, Trend};
    use crate::domain::time::Instant;

    fn report() -> KpiReport {
        let day = "1999-01-04".parse().expect("date");
        let figure = |indicator: Indicator, value, status, needs| KpiFigure {
            indicator,
            scope: Scope::All,
            period: KpiPeriod { cadence: Cadence::Day, start: Instant::from_unix(0), label: "1999-01-04".into() },
            value,
            parts: None,
            variant: indicator.variants()[0].into(),
            definition: "as the list has it".into(),
            target: Some(TargetRange { min: Some(0.8), max: None }),
            status,
            trend: value.map(|_| Trend { before: 0.5, change: 0.044, better: Some(true) }),
            needs,
        };
        let level = figure(Indicator::ServiceLevel, Some(0.544), Status::OffTarget, Vec::new());
        let hold = figure(Indicator::Hold, None, Status::NotAvailable, vec!["hold_s (calls)"]);
        KpiReport {
            days: (day, day),
            whole: vec![level.clone(), hold],
            rows: vec![level],
            groups: Vec::new(),
            attempts: [None, Some(1.0), Some(9.0)],
        }
    }

    #[test]
    fn csv_begins_with_the_fixed_columns_and_has_fractions() {
        let text = String::from_utf8(csv(&report(), "CNY").csv()).expect("utf-8");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("id,period,queue,value,unit,variant,"));
        assert!(lines[1].starts_with("service_level,1999-01-04,,0.544,fraction,f3,"));
        assert!(lines[2].starts_with("hold,1999-01-04,,,s,held_calls,") && lines[2].ends_with("hold_s (calls)"));
    }

    #[test]
    fn text_has_words_signs_and_colours() {
        let plain = text(&report(), "CNY", Paint::default());
        assert!(plain.contains("54.4 %") && plain.contains("✗ off target") && plain.contains("▲ +4.4 points better"));
        assert!(plain.contains("mean hold time: not available: needs column hold_s"));
        assert!(text(&report(), "CNY", Paint { colours: true }).contains("\u{1b}[31m✗ off target\u{1b}[0m"));
    }

    #[test]
    fn json_has_null_for_what_is_not_known() {
        let read: Value = serde_json::from_str(&document(members(&report(), "CNY"), SCHEMA)).expect("json");
        assert_eq!(read["indicators"][0]["value"], 0.544);
        assert_eq!(read["indicators"][1]["value"], Value::Null);
        assert_eq!(read["attempts"]["blocked"], Value::Null);
        assert_eq!(read["schema"], SCHEMA);
    }
}
