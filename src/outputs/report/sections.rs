//! The sections of the report that are pictures.

use std::fmt::Write as _;

use super::super::coverage::Coverage;
use super::super::headline::{Tone, three_things};
use super::super::number::{count, grouped, percent};
use super::super::shifts::{Week, day_name, week_start};
use super::svg::escape;
use super::{CONTENTS, Look, Page, cover, forecast as forecast_chart, gantt_day, gantt_week, heat as heat_map};
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;

/// Rows of agents above which the page leaves the day sheets to the workbook.
const MOST_DAY_ROWS: usize = 500;
/// Rows of agents above which it leaves the week too.
const MOST_WEEK_ROWS: usize = 1500;

/// The three things to know.
pub(super) fn facts(page: &mut Page, plan: &Plan) {
    page.body.push_str("<div class=\"facts\">\n");
    for fact in three_things(plan) {
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

/// The place of the table of contents.
pub(super) fn contents(page: &mut Page) {
    page.body.push_str(CONTENTS);
}

/// The queues of a plan: those of the centre, then those that only its files name.
fn queues(plan: &Plan) -> Vec<QueueId> {
    let mut queues: Vec<QueueId> = plan.centre.queues.iter().map(|q| q.id.clone()).collect();
    for queue in plan.requirement.rows.iter().map(|r| &r.queue).chain(plan.forecast.rows.iter().map(|r| &r.queue)) {
        if !queues.contains(queue) {
            queues.push(queue.clone());
        }
    }
    queues
}

/// ` · week of Mon 30 Nov`; nothing where the plan has only one.
fn week_name(plan: &Plan, number: usize) -> String {
    if plan.weeks > 1 { format!("week of {}", day_name(week_start(plan, number))) } else { String::new() }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().copied().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Forecast by queue.
pub(super) fn forecast(page: &mut Page, plan: &Plan) {
    page.section(
        "forecast",
        "Forecast",
        "Calls expected in each interval; above each day its total, with the band in brackets.",
    );
    page.legend(&[
        ("line-key", "forecast"),
        ("band", "80 % band: eight of ten intervals fall inside"),
        ("ghost-key", "the seven days before the plan"),
        ("special", "special day ★"),
    ]);
    for number in 0..plan.weeks.max(1) {
        let first = week_start(plan, number);
        for queue in queues(plan) {
            let method = plan.forecast.methods.iter().find(|m| m.queue == queue);
            let method = method.map_or_else(String::new, |m| format!("method {}", m.method));
            let more = joined(&[&week_name(plan, number), &forecast_chart::week_total(plan, &queue, first), &method]);
            page.figure(queue.as_str(), &more, &forecast_chart::chart(plan, &queue, first));
        }
    }
}

/// Requirement against roster by queue.
pub(super) fn coverage(page: &mut Page, plan: &Plan) {
    let about = "Agents to be at work (line) and agents at work after breaks, meals, training and handover (area). \
                 The requirement includes the allowance for unplanned absence.";
    page.section("coverage", "Requirement and roster", about);
    page.legend(&[("need-key", "required"), ("met", "covered"), ("short", "short"), ("over", "above the requirement")]);
    let all = Coverage::of(&plan.requirement, &plan.rows, plan.centre.interval);
    for number in 0..plan.weeks.max(1) {
        let first = week_start(plan, number);
        let week = all.of_week(first, plan.centre.zone);
        for queue in queues(plan) {
            let own = Coverage { slots: week.of_queue(&queue).cloned().collect() };
            let (required, short, over) = own.hours(plan.centre.interval);
            let met = percent((required > 0.0).then(|| 1.0 - short / required));
            let hours = format!(
                "{} h required, {met} met, {} h short, {} h above",
                grouped(required, 0),
                grouped(short, 1),
                grouped(over, 1)
            );
            let more = joined(&[&week_name(plan, number), &hours]);
            page.figure(queue.as_str(), &more, &cover::chart(plan, &week, &queue, first));
        }
    }
    super::tables::shortfalls(page, plan);
}

/// Heat maps: all queues together, then each.
pub(super) fn heat(page: &mut Page, plan: &Plan) {
    let minutes = plan.centre.interval.get();
    let about = format!("Agents covered less agents required, every {minutes} minutes of every day. Blank: closed.");
    page.section("heat", "Where agents are short and to spare", &about);
    let all = Coverage::of(&plan.requirement, &plan.rows, plan.centre.interval);
    let shades = heat_map::Shades::of(all.slots.iter());
    page.legend(&shades.legend());
    for number in 0..plan.weeks.max(1) {
        let first = week_start(plan, number);
        let week = all.of_week(first, plan.centre.zone);
        let queues = week.queues(&queues(plan));
        let shortest = heat_map::shortest(plan, &week, 3);
        let named =
            if shortest.is_empty() { "nothing short".to_owned() } else { format!("shortest: {}", shortest.join("; ")) };
        let more = joined(&[&week_name(plan, number), &named]);
        if let [only] = queues.as_slice() {
            page.figure(only.as_str(), &more, &heat_map::chart(plan, &week, Some(only), first, shades));
            continue;
        }
        page.figure("All queues together", &more, &heat_map::chart(plan, &week, None, first, shades));
        for queue in &queues {
            let picture = heat_map::chart(plan, &week, Some(queue), first, shades);
            page.figure(queue.as_str(), &week_name(plan, number), &picture);
        }
    }
}

fn roster_rows(plan: &Plan) -> usize {
    plan.agents.len().saturating_mul(plan.weeks.max(1))
}

/// The roster week by week.
pub(super) fn roster_weeks(page: &mut Page, plan: &Plan, look: &Look) {
    let about = "One row an agent. The bar shows what is done when: the colour is the queue, thin gaps are breaks and meals, \
                 dark ends are handovers. Nothing drawn: a day off.";
    page.section("roster", "Roster of the week", about);
    if roster_rows(plan) > MOST_WEEK_ROWS {
        return left_out(page, plan);
    }
    let mut legend = look.legend(plan);
    legend.retain(|(class, _)| !matches!(class.as_str(), "brk" | "meal"));
    legend.push(("leave".to_owned(), "leave".to_owned()));
    page.legend(&legend);
    for number in 0..plan.weeks.max(1) {
        let week = Week::of(plan, number);
        for team in &week.teams {
            let name = if team.name.is_empty() { "No team" } else { team.name };
            let more = joined(&[&week_name(plan, number), &count(team.members.len(), "agent", "agents")]);
            for picture in gantt_week::charts(plan, &week, team, look) {
                page.figure(name, &more, &picture);
            }
        }
    }
}

/// The roster day by day.
pub(super) fn roster_days(page: &mut Page, plan: &Plan, look: &Look) {
    let about = "Who is there hour by hour, in the order in which shifts start; a night shift stands on the day it starts. Point at a bar to read its times.";
    page.section("days", "Roster day by day", about);
    if roster_rows(plan) > MOST_DAY_ROWS {
        return left_out(page, plan);
    }
    page.legend(&look.legend(plan));
    for number in 0..plan.weeks.max(1) {
        let week = Week::of(plan, number);
        for day in &week.days {
            let teams = gantt_day::teams(&week, *day);
            let working: usize = teams.iter().map(|t| t.at_work.len()).sum();
            let axis = gantt_day::axis(plan, *day, &teams);
            page.body.push_str("<div class=\"daysheet\">\n");
            page.heading(&day_name(*day), &count(working, "shift", "shifts"));
            for team in &teams {
                let name = if team.name.is_empty() { "No team" } else { team.name };
                for picture in gantt_day::charts(plan, team, &axis, look) {
                    // With the day, for a sheet of its own in print.
                    let head = escape(&format!("{name} · {}", day_name(*day)));
                    let _ = writeln!(page.body, "<figure><h4>{head}</h4>\n{picture}</figure>");
                }
            }
            page.body.push_str("</div>\n");
        }
    }
}

fn left_out(page: &mut Page, plan: &Plan) {
    let rows = grouped(roster_rows(plan) as f64, 0);
    page.sentence(&format!(
        "{rows} rows of agents are too many for one page: roster.xlsx and the calendar files show them all."
    ));
}
