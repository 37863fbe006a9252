//! The sections of the report that are tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::headline::when;
use super::super::number::{count, exact, grouped, percent, rounded};
use super::super::shifts::{Week, day_name, week_start};
use super::super::text::{gain, status, terms};
use super::super::what_if as variants;
use super::Page;
use super::svg::escape;
use crate::domain::centre::UnderStep;
use crate::domain::codes::Code;
use crate::domain::findings::Severity;
use crate::domain::plan::Plan;
use crate::domain::time::add_days;

/// A cell of a table.
pub(super) enum Td {
    Text(String),
    Figure(String),
    Mark(&'static str, String),
}

pub(super) fn text(text: impl Into<String>) -> Td {
    Td::Text(text.into())
}

pub(super) fn figure(text: impl Into<String>) -> Td {
    Td::Figure(text.into())
}

/// A table; a heading that starts with `#` stands over figures.
pub(super) fn table(page: &mut Page, class: &str, heads: &[&str], rows: impl IntoIterator<Item = Vec<Td>>) {
    let _ = write!(page.body, "<table{}><thead><tr>", class_of(class));
    for head in heads {
        let (class, head) = head.strip_prefix('#').map_or(("", *head), |head| ("n", head));
        let _ = write!(page.body, "<th{}>{}</th>", class_of(class), escape(head));
    }
    page.body.push_str("</tr></thead><tbody>\n");
    for row in rows {
        page.body.push_str("<tr>");
        for cell in row {
            let (class, text) = match cell {
                Td::Text(text) => ("", text),
                Td::Figure(text) => ("n", text),
                Td::Mark(class, text) => (class, text),
            };
            let _ = write!(page.body, "<td{}>{}</td>", class_of(class), escape(&text));
        }
        page.body.push_str("</tr>\n");
    }
    page.body.push_str("</tbody></table>\n");
}

fn class_of(class: &str) -> String {
    if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") }
}

/// Shortfalls shown; the workbook has every interval.
const MOST: usize = 40;

/// Notes shown.
const MOST_NOTES: usize = 200;

/// Runs of short intervals with their reasons; part of the coverage section.
pub(super) fn shortfalls(page: &mut Page, plan: &Plan) {
    let mut all: Vec<_> = plan.summaries.iter().flat_map(|s| &s.shortfalls).collect();
    if all.is_empty() {
        return;
    }
    let total = all.len();
    let shown =
        if total > MOST { format!("the {MOST} largest of {total}") } else { count(total, "shortfall", "shortfalls") };
    // The largest are kept, then shown in order of time.
    all.sort_by(|a, b| b.short_hours.total_cmp(&a.short_hours));
    all.truncate(MOST);
    all.sort_by(|a, b| (&a.start, &a.queue).cmp(&(&b.start, &b.queue)));
    page.heading("Why it is short", &shown);
    let rows = all.into_iter().map(|s| {
        vec![
            text(when(&s.start, &s.end)),
            text(s.queue.as_str()),
            figure(grouped(s.short_hours, 1)),
            text(s.text.as_str()),
            text(s.mend.first().map_or_else(String::new, |mend| format!("{}: {}", mend.text, gain(mend)))),
        ]
    });
    table(page, "", &["When", "Queue", "#Agent-hours short", "Why", "What would mend it most"], rows);
}

/// Hours by agent.
pub(super) fn hours(page: &mut Page, plan: &Plan) {
    page.section(
        "hours",
        "Hours by agent",
        "Paid hours of the shifts worked, against what the contract allows in a week.",
    );
    for number in 0..plan.weeks.max(1) {
        if plan.weeks > 1 {
            page.heading(&format!("Week of {}", day_name(week_start(plan, number))), "");
        }
        let week = Week::of(plan, number);
        page.body.push_str("<div class=\"columns\">\n");
        for team in &week.teams {
            page.body.push_str("<div class=\"team\">\n");
            page.heading(if team.name.is_empty() { "No team" } else { team.name }, "");
            let rows = team.members.iter().map(|member| {
                let leave = member.hours.map_or(0, |h| h.leave_days);
                let wishes = member.hours.map_or((0, 0), |h| h.wishes);
                let days = member.days.iter().filter(|d| matches!(d, super::super::shifts::Day::Shifts(_))).count();
                vec![
                    text(member.agent.name.as_str()),
                    text(member.agent.contract.as_str()),
                    figure(days.to_string()),
                    figure(if leave == 0 { String::new() } else { leave.to_string() }),
                    figure(grouped(member.paid_hours(), 1)),
                    figure(member.allowed_text()),
                    figure(if wishes.1 == 0 { String::new() } else { format!("{}/{}", wishes.0, wishes.1) }),
                ]
            });
            let heads = ["Agent", "Contract", "#Days", "#Leave", "#Hours", "#Allowed", "#Wishes"];
            table(page, "dense", &heads, rows);
            page.body.push_str("</div>\n");
        }
        page.body.push_str("</div>\n");
    }
}

/// Objective, bound and gap, term by term.
pub(super) fn cost(page: &mut Page, plan: &Plan) {
    let prices = &plan.centre.objective;
    let step = |s: &UnderStep| match s.up_to.get() {
        share if share < 1.0 => format!("{} up to {} %", exact(s.cost), exact(rounded(share * 100.0, 2))),
        _ => format!("{} beyond", exact(s.cost)),
    };
    let steps: Vec<String> = prices.under.iter().map(step).collect();
    let about = format!(
        "What the roster is judged by: each agent-interval short costs by the share that is missing ({}); above the requirement {}; \
         each paid hour above the contract's minimum {}; each unmet wish {} times its weight.",
        steps.join(", "),
        exact(prices.over),
        exact(prices.hour_above_minimum),
        exact(prices.preference)
    );
    page.section("cost", "Cost, bound and gap", &about);
    for summary in &plan.summaries {
        if plan.weeks > 1 {
            page.heading(&format!("Week of {}", day_name(summary.first_day)), "");
        }
        let mut rows: Vec<Vec<Td>> = terms(&summary.terms)
            .into_iter()
            .map(|(name, cost)| {
                let part = (summary.objective > 0.0).then(|| cost / summary.objective);
                vec![text(name), figure(grouped(cost, 2)), figure(percent(part))]
            })
            .collect();
        rows.push(vec![
            Td::Mark("sum", "cost of this roster".into()),
            Td::Mark("n sum", grouped(summary.objective, 2)),
            Td::Mark("n sum", String::new()),
        ]);
        let bound = summary.bound.map_or_else(|| "not proved".to_owned(), |b| grouped(b, 2));
        rows.push(vec![text("no legal roster costs less than"), figure(bound), figure("")]);
        rows.push(vec![text("gap between the two"), figure(percent(summary.gap)), figure("")]);
        table(page, "narrow", &["Term", "#Cost", "#Share"], rows);
        page.sentence(&format!(
            "How the search ended: {}. Bound by {}, seed {}. {} paid hours for {} required.",
            status(summary.status),
            summary.bound_method,
            summary.seed,
            grouped(summary.paid_hours, 1),
            grouped(summary.required_hours, 1)
        ));
    }
    if plan.summaries.is_empty() {
        page.sentence("There is no roster.");
    }
}

/// Variants of the centre beside the plan; no section where none were asked for.
pub(super) fn what_if(page: &mut Page, plan: &Plan) {
    if plan.what_if.is_empty() {
        return;
    }
    let about =
        "The same weeks solved again for a centre changed so, with the same limits; ± is the difference to the plan.";
    page.section("what-if", "What if", about);
    let rows = variants::cells(&plan.what_if).into_iter().map(|cells| {
        let cell = |(column, cell): (usize, String)| if column == 0 { text(cell) } else { figure(cell) };
        cells.into_iter().enumerate().map(cell).collect()
    });
    table(page, "dense", &variants::HEADS, rows);
}

/// The title of a code's page: `K101: A rest is too short` → `A rest is too short`.
fn page_title(code: Code) -> &'static str {
    let line = code.page().lines().next().unwrap_or_default();
    line.split_once(": ").map_or(line, |(_, title)| title).trim()
}

/// The rules that the independent checker looked at, with the breaches of each.
pub(super) fn rules(page: &mut Page, plan: &Plan) {
    let about = "Checked again from the published files alone, by code that the solver does not share.";
    page.section("rules", "Rules kept", about);
    contracts(page, plan);
    let mut breaches: BTreeMap<Code, usize> = BTreeMap::new();
    for finding in plan.breaches.iter().filter(|f| f.severity == Severity::Error) {
        *breaches.entry(finding.code).or_default() += 1;
    }
    let checked = Code::ALL.iter().copied().filter(|c| c.as_str().starts_with('K') && c.severity() == Severity::Error);
    let mut rows: BTreeMap<Code, usize> = checked.map(|c| (c, 0)).collect();
    rows.extend(breaches);
    page.heading("Looked for", "by the independent checker");
    let rows = rows.into_iter().map(|(code, found)| {
        let result = if found == 0 {
            Td::Mark("ok", "✓ none".into())
        } else {
            Td::Mark("bad", count(found, "breach", "breaches"))
        };
        vec![text(code.as_str()), text(page_title(code)), result]
    });
    table(page, "dense rules", &["Code", "Breach looked for", "Found"], rows);
    for finding in plan.breaches.iter().take(50) {
        page.sentence(&finding.to_string());
    }
}

fn contracts(page: &mut Page, plan: &Plan) {
    let range = |low: String, high: String| if low == high { low } else { format!("{low}–{high}") };
    let rows = plan.centre.contracts.iter().map(|c| {
        let used = plan.agents.iter().filter(|a| a.contract == c.id).count();
        let mut more = Vec::new();
        if c.days_off_together > 1 {
            more.push(format!("{} days off together", c.days_off_together));
        }
        if c.same_shift_all_week {
            more.push("same shift all week".to_owned());
        }
        if !c.must_work.is_empty() {
            let days: Vec<String> = c.must_work.iter().map(ToString::to_string).collect();
            more.push(format!("works {}", days.join(", ")));
        }
        vec![
            text(c.id.as_str()),
            figure(used.to_string()),
            figure(range(exact(c.weekly.0.as_hours()), exact(c.weekly.1.as_hours()))),
            figure(range(exact(c.daily.0.as_hours()), exact(c.daily.1.as_hours()))),
            figure(range(c.days_per_week.0.to_string(), c.days_per_week.1.to_string())),
            figure(c.max_consecutive_days.to_string()),
            figure(exact(c.min_rest.as_hours())),
            text(more.join("; ")),
        ]
    });
    let heads =
        ["Contract", "#Agents", "#Hours a week", "#Hours a day", "#Days a week", "#Days in a row", "#Rest (h)", "Also"];
    page.heading("Contracts", "");
    table(page, "dense", &heads, rows);
    let centre = &plan.centre;
    let mut also = Vec::new();
    if centre.min_agents_present.get() > 0 {
        also.push(format!(
            "at least {} present in every open interval",
            count(centre.min_agents_present.get() as usize, "agent", "agents")
        ));
    }
    let handover = &centre.handover;
    for (minutes, words) in [
        (handover.before, "present before the shift for handover"),
        (handover.after, "present after it"),
        (handover.wind_down, "of write-up at its end"),
    ] {
        if minutes.get() > 0 {
            also.push(format!("{} minutes {words}", minutes.get()));
        }
    }
    if handover.min_across.get() > 0 {
        also.push(format!(
            "{} inside their shift across every change",
            count(handover.min_across.get() as usize, "agent", "agents")
        ));
    }
    if !also.is_empty() {
        page.sentence(&format!("The whole centre: {}.", also.join("; ")));
    }
}

/// Special days from the week before the plan to its end.
pub(super) fn special_days(page: &mut Page, plan: &Plan) {
    page.section("special", "Special days", "From a week before the plan to its end.");
    let days = i64::try_from(plan.weeks.max(1)).unwrap_or(1).saturating_mul(7);
    let (from, to) = (add_days(plan.first_day, -7), add_days(plan.first_day, days));
    let rows: Vec<Vec<Td>> = plan
        .centre
        .calendar
        .iter()
        .filter(|d| from <= d.date && d.date < to)
        .map(|d| vec![text(day_name(d.date)), text(d.kind.as_str()), text(d.name.as_str())])
        .collect();
    if rows.is_empty() {
        page.sentence("None.");
    } else {
        table(page, "narrow", &["Day", "Type", "Name"], rows);
    }
}

/// Notes and warnings of every stage.
pub(super) fn notes(page: &mut Page, plan: &Plan) {
    page.section("notes", "Notes and warnings", "What each stage had to say; “wfm explain CODE” tells more.");
    if plan.findings.is_empty() {
        page.sentence("None.");
        return;
    }
    let rows = plan.findings.iter().take(MOST_NOTES).map(|f| {
        let class = match f.severity {
            Severity::Note => "",
            Severity::Warning => "warn",
            Severity::Error => "bad",
        };
        let place = f.place.file.as_deref().map_or_else(String::new, |file| match f.place.line {
            Some(line) => format!("{file}:{line}"),
            None => file.to_owned(),
        });
        vec![
            Td::Mark(class, f.severity.word().to_owned()),
            text(f.code.as_str()),
            text(place),
            text(f.message.as_str()),
            text(f.hint.as_deref().unwrap_or_default()),
        ]
    });
    table(page, "dense", &["", "Code", "Where", "What", "What to do"], rows);
    if plan.findings.len() > MOST_NOTES {
        let left = grouped((plan.findings.len() - MOST_NOTES) as f64, 0);
        page.sentence(&format!("… and {left} more: roster.json and the program's own output list them all."));
    }
}
