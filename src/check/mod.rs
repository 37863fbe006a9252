//! The independent checker: what a published roster breaks, and whether its claims are true.
//!
//! It reads the published files as plain data, does its own clock arithmetic (`clock.rs`), has its own idea of a legal week
//! (`enumerate.rs`) and shares nothing with the engine that made the roster. Every rule is one small file under `rules/`;
//! their list is the table in `rules/mod.rs`. The way of a roster through it: rows become shifts of people (`shifts.rs`,
//! `week.rs`), their coverage and cost are recomputed (`coverage.rs`, `cost.rs`), each rule looks at the whole.
//!
//! # Example
//!
//! ```
//! use std::path::Path;
//!
//! use wfm::domain::findings::Findings;
//! use wfm::domain::roster::RosterProblem;
//! use wfm::ingest::tables::roster::RosterUse;
//! use wfm::ingest::{centre, tables};
//!
//! let folder = Path::new("fixtures/findings/_people");
//! let mut findings = Findings::new();
//! let centre = centre::read(&folder.join("centre.toml"), &mut findings).expect("a centre");
//! let agents = tables::agents::read(&folder.join("agents.csv"), &centre, &mut findings);
//! let requirement = tables::requirement::read(&folder.join("requirement.csv"), &centre, &mut findings);
//! let problem = RosterProblem::new(centre, agents, requirement, "2026-03-16".parse().expect("a date"));
//!
//! let rows = tables::roster::read(&folder.join("roster.csv"), &problem.centre, &problem.agents, RosterUse::Published, &mut findings);
//! assert!(!wfm::check::check(&problem, &rows, None).findings.has_errors());
//! // Without its last stretch the shift is shorter than any that there is.
//! let report = wfm::check::check(&problem, &rows[..rows.len() - 1], None);
//! assert!(report.findings.has_errors());
//! ```

mod activities;
mod breach;
mod clock;
mod cost;
mod coverage;
mod crew;
mod enumerate;
mod fairness;
mod kept;
mod law;
mod nights;
mod opening;
mod options;
pub mod period;
mod rules;
mod secondary;
mod service;
mod shifts;
#[cfg(test)]
mod testkit;
mod week;
mod weekends;

use chrono::NaiveDate;

use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::people::RosterRow;
use crate::domain::roster::{AgentHours, DayCoverage, RosterProblem, RosterSummary, ServiceReached, Terms};
use cost::Recomputed;
use week::Week;

/// What the checker recomputed.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// Breaches (errors) and remarks.
    pub findings: Findings,
    /// The objective recomputed from the published files.
    pub terms: Terms,
    /// Agent-hours short.
    pub under_hours: f64,
    /// Agent-hours above.
    pub over_hours: f64,
    /// Paid hours.
    pub paid_hours: f64,
    /// Agent-hours required.
    pub required_hours: f64,
    /// Coverage by day and queue, recomputed.
    pub days: Vec<DayCoverage>,
    /// Hours by agent, recomputed; in the order of agents.csv.
    pub agents: Vec<AgentHours>,
    /// The days against each wish of the week, by agent in the order of agents.csv, then in that of preferences.csv.
    pub wishes: Vec<Vec<NaiveDate>>,
    /// Service by queue over a day or the week, recomputed from the curves; empty without curves.
    pub service: Vec<ServiceReached>,
    /// Every rule that was looked at, in the order of the findings, with what it found.
    pub rules: Vec<RuleResult>,
}

/// What one rule found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleResult {
    /// The rule as planners say it, such as `rest between shifts`.
    pub name: &'static str,
    /// The code of its findings.
    pub code: Code,
    /// How often it is broken; 0 = kept.
    pub breaches: usize,
}

/// Checks one week's published roster against every rule, and the claims of `summary` when given.
///
/// Every breach is found in one pass. Findings come in the order of the rules, within a rule by agent and time.
#[must_use]
pub fn check(problem: &RosterProblem, rows: &[RosterRow], summary: Option<&RosterSummary>) -> CheckReport {
    let week = Week::of(problem, rows, summary);
    let recomputed = Recomputed::of(&week);
    let mut findings = Findings::new();
    let mut results = Vec::with_capacity(rules::RULES.len());
    for rule in rules::RULES {
        let Some(mut breaches) = rule.breaches(&week, &recomputed) else { continue };
        if rules::price_of(&problem.centre.rules.soft, rule.code).is_some() {
            // it may be broken at a price, which stands in the terms
            breaches.clear();
        }
        let refused = breaches.iter().filter(|breach| !breach.is_remark()).count();
        results.push(RuleResult { name: rule.name, code: rule.code, breaches: refused });
        for breach in breaches {
            findings.push(breach.finding(rule.code));
        }
    }
    let Recomputed { terms, under_hours, over_hours, required_hours, paid_hours, days, agents, wishes, service } =
        recomputed;
    CheckReport {
        findings,
        terms,
        under_hours,
        over_hours,
        paid_hours,
        required_hours,
        days,
        agents,
        wishes: wishes.into_iter().flat_map(|(_, own)| own).collect(),
        service,
        rules: results,
    }
}

#[cfg(test)]
mod tests {
    use super::testkit::Case;
    use super::*;

    #[test]
    fn the_valid_week_breaks_no_rule() {
        let case = Case::valid();
        let report = case.report(&case.rows(), Some(&case.summary()));
        assert_eq!(report.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
        assert_eq!(report.rules.len(), rules::RULES.len());
    }

    #[test]
    fn rows_without_any_sense_are_judged_and_never_a_panic() {
        let case = Case::valid();
        let rows = case.rows();
        let mut seed = 1_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).expect("31 bits") % below
        };
        for _ in 0..300 {
            let mut torn = rows.clone();
            for _ in 0..=random(6) {
                let (a, b) = (random(torn.len()), random(torn.len()));
                match random(6) {
                    0 => torn[a].start = torn[b].end,
                    1 => torn[a].end = torn[b].start,
                    2 => torn[a].day = torn[b].day,
                    3 => torn[a].shift = torn[b].shift.clone(),
                    4 => torn[a].agent = torn[b].agent.clone(),
                    _ => torn.swap(a, b),
                }
            }
            torn.truncate(random(torn.len()));
            let report = case.report(&torn, Some(&case.summary()));
            assert!(report.findings.has_errors(), "a torn roster passed: {torn:?}");
        }
    }

    #[test]
    fn each_rule_has_its_own_code_and_all_codes_of_the_letter_are_rules() {
        let listed: Vec<&str> = rules::RULES.iter().map(|r| r.code.as_str()).collect();
        let codes: Vec<&str> = Code::ALL.iter().map(|c| c.as_str()).filter(|c| c.starts_with('K')).collect();
        assert_eq!(listed, codes);
    }
}
