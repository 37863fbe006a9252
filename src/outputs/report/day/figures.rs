//! The indicators of the day with their lights.

use super::super::super::kpi::{light, target, trend, value};
use super::super::Page;
use super::super::tables::{Td, figure, table, text};
use super::lacks;
use crate::domain::day_report::DayReport;
use crate::domain::kpi::Indicator;
use crate::domain::kpi_report::{KpiFigure, KpiReport, Scope, Status};

/// The figures told by queue and team.
const GROUPED: [Indicator; 7] = [
    Indicator::Offered,
    Indicator::ServiceLevel,
    Indicator::SpeedOfAnswer,
    Indicator::AbandonRate,
    Indicator::HandleTime,
    Indicator::Adherence,
    Indicator::Attendance,
];

/// All indicators: value, target, light, trend and definition, or what they need.
pub(super) fn section(page: &mut Page, report: &DayReport) {
    let about = "The 23 indicators of the day, the whole centre together, each with the definition it is counted by. ✓ on target · ! watch · ✗ off target.";
    page.section("figures", "Indicators", about);
    lacks(page, &report.figures);
    let Some(figures) = &report.figures.content else { return };
    let currency = report.currency.as_str();
    let rows = figures.whole.iter().map(|one| row(one, currency));
    let heads =
        ["#", "Indicator", "", "#Value", "#Target", "Light", "Since the day before", "Definition, or what it needs"];
    table(page, "dense", &heads, rows);
    groups(page, figures, currency);
}

fn row(one: &KpiFigure, currency: &str) -> Vec<Td> {
    let unit = one.indicator.unit();
    let is_there = one.status != Status::NotAvailable;
    let class = match one.status {
        Status::OnTarget => "ok",
        Status::Watch => "warn",
        Status::OffTarget => "bad",
        _ => "",
    };
    let words = if is_there {
        format!("{}: {}", one.variant, one.definition)
    } else {
        format!("not available: needs {}", one.needs.join("; "))
    };
    vec![
        text(one.indicator.number().to_string()),
        text(one.indicator.english()),
        text(one.indicator.chinese()),
        figure(value(one.value, unit, currency)),
        figure(target(one.target, unit, currency)),
        Td::Mark(class, if is_there { light(one.status) } else { "–" }.to_owned()),
        text(trend(one)),
        text(words),
    ]
}

/// The main figures by queue and team, where there are several.
fn groups(page: &mut Page, figures: &KpiReport, currency: &str) {
    let mut scopes: Vec<&Scope> = figures.groups.iter().map(|figure| &figure.scope).collect();
    scopes.sort();
    scopes.dedup();
    if scopes.len() < 2 {
        return;
    }
    let find = |scope: &Scope, indicator: Indicator| {
        figures.groups.iter().find(|figure| figure.scope == *scope && figure.indicator == indicator)
    };
    let shown: Vec<Indicator> =
        GROUPED.into_iter().filter(|i| scopes.iter().any(|scope| find(scope, *i).is_some())).collect();
    page.heading("By queue and team", "");
    let heads: Vec<String> = shown.iter().map(|indicator| format!("#{}", indicator.english())).collect();
    let heads: Vec<&str> = std::iter::once("").chain(heads.iter().map(String::as_str)).collect();
    let rows = scopes.iter().map(|scope| {
        let name = match scope {
            Scope::Queue(queue) => format!("queue {queue}"),
            Scope::Team(team) => format!("team {team}"),
            Scope::All | Scope::Agent(_) => String::new(),
        };
        let cell = |indicator: &Indicator| {
            let Some(one) = find(scope, *indicator) else { return figure("–") };
            let shown = value(one.value, indicator.unit(), currency);
            match one.status {
                Status::OffTarget => Td::Mark("n bad", format!("✗ {shown}")),
                Status::Watch => Td::Mark("n warn", format!("! {shown}")),
                _ => figure(shown),
            }
        };
        std::iter::once(text(name)).chain(shown.iter().map(cell)).collect()
    });
    table(page, "dense", &heads, rows);
}
