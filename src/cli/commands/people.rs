//! The commands on people and shifts.

use serde_json::Value;

use super::super::args::{CheckArgs, DiffArgs, PeopleArgs, ReportArgs, RosterArgs};
use super::super::done::Done;
use super::versions::note;
use super::{limits, of_plan};
use crate::check::RuleResult;
use crate::domain::diff::ChangeKind;
use crate::domain::findings::{Failure, Severity};
use crate::domain::ids::AgentId;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterSummary, Terms};
use crate::outputs::diff as published;
use crate::outputs::number::{count, grouped};
use crate::outputs::{agent_page, service, text, what_if};
use crate::pipeline::diff::{self as differences, DiffOutcome, DiffSettings};
use crate::pipeline::inputs::InputFiles;
use crate::pipeline::people::{self, CheckOutcome, RosterSettings, RosterTargets};
use crate::pipeline::report as pages;
use crate::pipeline::target::Target;

pub(super) fn settings(args: PeopleArgs) -> RosterSettings {
    RosterSettings {
        inputs: InputFiles {
            config: args.config,
            agents: args.agents,
            special_days: args.special_days,
            time_off: args.time_off,
            allowances: args.allowances,
            availability: args.availability,
            activities: args.activities,
            preferences: args.preferences,
            locked: args.locked,
            previous: args.previous,
            keep: args.keep,
            overrides: None,
            curves: args.curves,
        },
        requirement: args.requirement,
        week: args.week,
        compare_targets: false,
        what_if: Vec::new(),
        pages: Vec::new(),
    }
}

pub(super) fn roster(args: RosterArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let limits = limits(&args.limits);
    let roster = Target::of(args.output);
    let to = RosterTargets {
        roster,
        summary: args.summary.as_deref(),
        wishes: args.wishes.as_deref(),
        handover_plan: args.handover_plan.as_deref(),
        standby: args.standby.as_deref(),
    };
    let compare_targets = args.compare_targets;
    let settings = RosterSettings { compare_targets, what_if: args.what_if, pages: args.page, ..settings(args.people) };
    let made = people::roster(&settings, &limits, &to, progress)?;
    let interrupted = made.interrupted();
    let mut parts = made.summaries.iter().map(week).collect::<Vec<_>>();
    let mut members = vec![("weeks", serde_json::to_value(&made.summaries).unwrap_or_default())];
    if !made.compared.is_empty() {
        parts.push(service::compared(&made.compared));
        members.push(("compared_targets", serde_json::to_value(&made.compared).unwrap_or_default()));
    }
    let (mut answer, mut csv) = (None, None);
    if !made.what_if.is_empty() {
        let table = what_if::table(&made.what_if);
        answer = Some(what_if::text(&made.what_if));
        csv = Some(String::from_utf8_lossy(&table.csv()).into_owned());
        members.push(("what_if", serde_json::to_value(&made.what_if).unwrap_or_default()));
    }
    if !made.pages.is_empty() {
        let pages: Vec<String> = made.pages.iter().map(agent_page::text).collect();
        answer = Some(answer.into_iter().chain(pages).collect::<Vec<_>>().join("\n"));
        members.push(("pages", serde_json::to_value(&made.pages).unwrap_or_default()));
    }
    Ok(Done {
        summary: parts.join("\n"),
        answer,
        csv,
        table: made.table,
        members,
        findings: made.findings,
        interrupted,
        ..Done::default()
    })
}

fn week(summary: &RosterSummary) -> String {
    format!("Week from {}\n{}\n{}", summary.first_day, text::roster(summary), text::hours(summary))
}

pub(super) fn check(args: CheckArgs) -> Result<Done, Failure> {
    let outcome = people::check(&settings(args.people), &args.roster, args.summary.as_deref())?;
    let breaches = outcome.findings.count(Severity::Error);
    let rules = outcome.weeks.iter().map(|week| week.rules.len()).max().unwrap_or_default();
    let verdict = if breaches == 0 {
        format!("{} looked at, every one kept.\n", count(rules, "rule", "rules"))
    } else {
        format!("{} looked at, {} found.\n", count(rules, "rule", "rules"), count(breaches, "breach", "breaches"))
    };
    let members = vec![("breaches", Value::from(breaches)), ("weeks", recomputed(&outcome))];
    Ok(Done { summary: priced(&outcome) + &verdict, members, findings: outcome.findings, ..Done::default() })
}

/// What the check recomputed, for scripts.
fn recomputed(outcome: &CheckOutcome) -> Value {
    let weeks = outcome.first_days.iter().zip(&outcome.weeks).map(|(first_day, week)| {
        serde_json::json!({
            "first_day": first_day.to_string(),
            "objective": week.terms.total(),
            "terms": serde_json::to_value(week.terms).unwrap_or_default(),
            "under_hours": week.under_hours,
            "over_hours": week.over_hours,
            "required_hours": week.required_hours,
            "paid_hours": week.paid_hours,
            "service": serde_json::to_value(&week.service).unwrap_or_default(),
            "rules": week.rules.iter().map(rule).collect::<Value>(),
        })
    });
    weeks.collect()
}

fn rule(rule: &RuleResult) -> Value {
    serde_json::json!({ "rule": rule.name, "code": rule.code.as_str(), "breaches": rule.breaches })
}

fn priced(outcome: &CheckOutcome) -> String {
    let weeks = outcome.first_days.iter().zip(&outcome.weeks).map(|(first_day, week)| {
        let Terms { under, over, hour_above_minimum, preference, paid_hours, missed_calls, fairness, secondary, rules, change } = week.terms;
        let where_asked = [("paid hours", paid_hours), ("missed calls", missed_calls), ("fairness", fairness), ("secondary skills", secondary), ("rules", rules), ("changes", change)]
            .into_iter()
            .filter(|(_, price)| *price > 0.0)
            .map(|(name, price)| format!(" + {name} {}", grouped(price, 2)))
            .collect::<Vec<_>>()
            .concat();
        format!(
            "Week from {first_day}: cost {} = short {} + above {} + hours above minimum {} + wishes {}{where_asked}; {} agent-hours short, {} above, {} paid\n",
            grouped(week.terms.total(), 2),
            grouped(under, 2),
            grouped(over, 2),
            grouped(hour_above_minimum, 2),
            grouped(preference, 2),
            grouped(week.under_hours, 1),
            grouped(week.over_hours, 1),
            grouped(week.paid_hours, 1),
        )
    });
    weeks.collect()
}

/// What differs between two rosters.
pub(super) fn diff(args: DiffArgs) -> Result<Done, Failure> {
    let DiffArgs { before, after, of, config, requirement, output } = args;
    let settings = match of {
        Some(dir) => differences::of_versions(&dir, [before, after], config, requirement)?,
        None => DiffSettings { before, after, config, requirement },
    };
    let DiffOutcome { diff, zone, table, findings } = differences::diff(&settings, &Target::of(output))?;
    let totals = serde_json::json!({
        "changed_shifts": diff.changed_shifts(),
        "moved": diff.count(ChangeKind::Shift),
        "added": diff.count(ChangeKind::Added),
        "dropped": diff.count(ChangeKind::Dropped),
        "breaks": diff.count(ChangeKind::Breaks),
        "activities": diff.count(ChangeKind::Activities),
        "queues": diff.count(ChangeKind::Queues),
        "people_touched": diff.people_touched(),
        "paid_hours_before": diff.paid_hours.0,
        "paid_hours_after": diff.paid_hours.1,
    });
    let names = |people: &[AgentId]| people.iter().map(|agent| Value::from(agent.as_str())).collect::<Value>();
    let mut members = vec![
        ("totals", totals),
        ("people_added", names(&diff.people_added)),
        ("people_removed", names(&diff.people_removed)),
    ];
    if let Some(coverage) = &diff.coverage {
        let rows = serde_json::from_str::<Value>(&published::coverage(&diff, zone).json("wfm.coverage_diff/1"));
        members.push((
            "coverage",
            serde_json::json!({
                "short_hours_before": coverage.short_hours.0,
                "short_hours_after": coverage.short_hours.1,
                "over_hours_before": coverage.over_hours.0,
                "over_hours_after": coverage.over_hours.1,
                "intervals": rows.map(|document| document["rows"].clone()).unwrap_or_default(),
            }),
        ));
    }
    Ok(Done { answer: Some(published::text(&diff, zone)), members, table, findings, ..Done::default() })
}

pub(super) fn report(args: ReportArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    if args.day.is_some() {
        return super::day::page(args, progress);
    }
    let outcome = pages::report(&args.dir, args.roster.as_deref(), &note(args.note), progress)?;
    Ok(Done { findings: outcome.findings, ..of_plan(&outcome.plan, &outcome.folder) })
}
