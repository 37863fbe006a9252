//! JSON for scripts: findings, and the claims of a roster.

use serde::Serialize;
use serde_json::Value;

use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::roster::{RosterSummary, Status, Terms, Timing};
use crate::domain::what_if::VariantResult;

/// The schema of a list of findings.
pub const FINDINGS_SCHEMA: &str = "wfm.findings/1";

/// A finding with its fields in the order of the design.
#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    severity: &'static str,
    file: Option<&'a str>,
    line: Option<u64>,
    column: Option<&'a str>,
    text: Option<&'a str>,
    message: &'a str,
    hint: Option<&'a str>,
    agent: Option<&'a str>,
    day: Option<String>,
    queue: Option<&'a str>,
}

impl<'a> From<&'a Finding> for FindingJson<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.word(),
            file: finding.place.file.as_deref(),
            line: finding.place.line,
            column: finding.place.column.as_deref(),
            text: finding.place.text.as_deref(),
            message: &finding.message,
            hint: finding.hint.as_deref(),
            agent: finding.agent.as_ref().map(AgentId::as_str),
            day: finding.day.map(|d| d.to_string()),
            queue: finding.queue.as_ref().map(QueueId::as_str),
        }
    }
}

#[derive(Serialize)]
struct FindingsJson<'a> {
    schema: &'static str,
    findings: Vec<FindingJson<'a>>,
}

/// `{schema, findings: [{code, severity, file, line, column, text, message, hint, agent, day, queue}]}`.
#[must_use]
pub fn findings(findings: &Findings) -> String {
    pretty(&FindingsJson { schema: FINDINGS_SCHEMA, findings: findings.iter().map(FindingJson::from).collect() })
}

/// A finding as a JSON object: an entry of `findings` in roster.json.
#[must_use]
pub fn finding(finding: &Finding) -> Value {
    serde_json::to_value(FindingJson::from(finding)).unwrap_or(Value::Null)
}

/// roster.json of one week: the summary with its own findings, then those of `more` that it lacks.
#[must_use]
pub fn roster(summary: &RosterSummary, more: &Findings) -> String {
    pretty(&with_findings(summary, more))
}

/// roster.json of a plan: of one week as [`roster`]; of several the totals, and each week whole under `weeks`.
#[must_use]
pub fn roster_of_weeks(weeks: &[RosterSummary], more: &Findings) -> String {
    #[derive(Serialize)]
    struct Several<'a> {
        #[serde(flatten)]
        total: RosterSummary,
        weeks: &'a [RosterSummary],
    }
    match weeks {
        [week] => roster(week, more),
        _ => total(weeks)
            .map_or_else(|| findings(more), |total| pretty(&Several { total: with_findings(&total, more), weeks })),
    }
}

fn with_findings(summary: &RosterSummary, more: &Findings) -> RosterSummary {
    let mut summary = summary.clone();
    for value in more.iter().map(finding) {
        if !summary.findings.contains(&value) {
            summary.findings.push(value);
        }
    }
    summary
}

/// what_if.json: `{schema, variants: [{variant, figures}, …]}`, the base first.
#[must_use]
pub fn what_if(results: &[VariantResult]) -> String {
    #[derive(Serialize)]
    struct WhatIf<'a> {
        schema: &'static str,
        variants: &'a [VariantResult],
    }
    pretty(&WhatIf { schema: "wfm.what_if/1", variants: results })
}

/// The claims of several weeks together: hours and terms add up, and so do bounds, because each week was solved given the one
/// before it. `None` without weeks.
#[must_use]
pub fn total(weeks: &[RosterSummary]) -> Option<RosterSummary> {
    let (first, rest) = weeks.split_first()?;
    let mut sum = first.clone();
    for week in rest {
        sum.status = worse(sum.status, week.status);
        sum.objective += week.objective;
        sum.bound = sum.bound.zip(week.bound).map(|(a, b)| a + b);
        sum.under_hours += week.under_hours;
        sum.over_hours += week.over_hours;
        sum.paid_hours += week.paid_hours;
        sum.required_hours += week.required_hours;
        sum.terms = Terms {
            under: sum.terms.under + week.terms.under,
            over: sum.terms.over + week.terms.over,
            hour_above_minimum: sum.terms.hour_above_minimum + week.terms.hour_above_minimum,
            preference: sum.terms.preference + week.terms.preference,
            paid_hours: sum.terms.paid_hours + week.terms.paid_hours,
            missed_calls: sum.terms.missed_calls + week.terms.missed_calls,
            fairness: sum.terms.fairness + week.terms.fairness,
            secondary: sum.terms.secondary + week.terms.secondary,
            rules: sum.terms.rules + week.terms.rules,
            change: sum.terms.change + week.terms.change,
        };
        sum.days.extend(week.days.iter().cloned());
        sum.agents.extend(week.agents.iter().cloned());
        sum.wishes.extend(week.wishes.iter().cloned());
        sum.standby.extend(week.standby.iter().cloned());
        sum.shortfalls.extend(week.shortfalls.iter().cloned());
        sum.service.extend(week.service.iter().cloned());
        sum.findings.extend(week.findings.iter().cloned());
        sum.timing = Timing {
            first_roster_s: sum.timing.first_roster_s + week.timing.first_roster_s,
            bound_s: sum.timing.bound_s + week.timing.bound_s,
            total_s: sum.timing.total_s + week.timing.total_s,
        };
    }
    if !rest.is_empty() {
        sum.gap = sum.bound.map(|bound| gap(sum.objective, bound));
    }
    Some(sum)
}

/// (objective − bound)/objective; 0 where the objective is 0.
fn gap(objective: f64, bound: f64) -> f64 {
    if objective > 0.0 { ((objective - bound) / objective).max(0.0) } else { 0.0 }
}

fn worse(a: Status, b: Status) -> Status {
    match (a, b) {
        (Status::Interrupted, _) | (_, Status::Interrupted) => Status::Interrupted,
        (Status::Limit, _) | (_, Status::Limit) => Status::Limit,
        (Status::GapReached, Status::GapReached) => Status::GapReached,
    }
}

fn pretty<T: Serialize>(value: &T) -> String {
    // These types hold nothing that JSON cannot: the keys are text, and numbers that are not finite become null.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::domain::codes::Code;
    use crate::domain::findings::Place;

    #[test]
    fn a_finding_has_every_field_in_the_order_of_the_design() {
        let list: Findings =
            Finding::new(Code::OptionInvalid, "m").at(Place::line("f.csv", 3).cell("start", "x")).hint("h").into();
        let text = findings(&list);
        let fields = ["code", "severity", "file", "line", "column", "text", "message", "hint", "agent", "day", "queue"];
        let places: Vec<usize> =
            fields.iter().map(|f| text.find(&format!("\"{f}\"")).unwrap_or_else(|| panic!("{f}"))).collect();
        assert!(places.is_sorted(), "{text}");
        let value: Value = serde_json::from_str(&text).expect("json");
        assert_eq!((&value["schema"], &value["findings"][0]["line"]), (&Value::from(FINDINGS_SCHEMA), &Value::from(3)));
        assert!(value["findings"][0]["agent"].is_null());
    }

    #[test]
    fn a_summary_reads_back_and_carries_each_finding_once() {
        let plan = sample::plan(12, 1);
        let list: Findings = Finding::new(Code::OptionInvalid, "m").into();
        let text = roster(&plan.summaries[0], &list);
        let read: RosterSummary = serde_json::from_str(&text).expect("reads back");
        assert_eq!(read.findings, vec![finding(list.iter().next().expect("one"))]);
        assert_eq!(roster(&read, &list), text);
        assert_eq!(read.objective.to_bits(), plan.summaries[0].objective.to_bits());
    }

    #[test]
    fn several_weeks_add_up_and_stay_readable_as_a_summary() {
        let plan = sample::plan(12, 2);
        let text = roster_of_weeks(&plan.summaries, &Findings::new());
        let value: Value = serde_json::from_str(&text).expect("json");
        assert_eq!(value["weeks"].as_array().map(Vec::len), Some(2));
        let read: RosterSummary = serde_json::from_value(value).expect("reads as a summary");
        let expected: f64 = plan.summaries.iter().map(|s| s.objective).sum();
        assert!((read.objective - expected).abs() < 1e-9 && read.gap.is_some());
    }
}
