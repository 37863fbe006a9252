//! What-if runs: each variant of the centre is solved from the centre's own roster on; together they take no longer than it did.

use std::time::Duration;

use super::inputs::Inputs;
use super::weeks;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::people::RosterRow;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, RosterSummary};
use crate::domain::series::Requirement;
use crate::domain::what_if::{Figures, Variant, VariantResult};
use crate::outputs::json::total;
use crate::what_if::{FORMS, apply, parse};

/// The least time that a variant is given.
const LEAST_TIME: Duration = Duration::from_secs(1);

/// The name of the centre as it is, in tables.
const BASE: &str = "base";

/// Reads the variants asked for; every fault becomes a finding.
pub(crate) fn read(texts: &[String], inputs: &Inputs, findings: &mut Findings) -> Vec<Variant> {
    let mut variants = Vec::with_capacity(texts.len());
    for text in texts {
        match parse(text, &inputs.centre, &inputs.agents) {
            Ok(variant) => variants.push(variant),
            Err(faults) => findings.extend(
                faults
                    .into_iter()
                    .map(|fault| {
                        let message = format!("--what-if {fault}");
                        Finding::new(Code::OptionInvalid, message).hint(format!("the forms are {FORMS}"))
                    })
                    .collect(),
            ),
        }
    }
    variants
}

/// Solves each variant and puts it beside the base; nothing without variants. The search of each starts from the base's
/// roster and has an equal share of the time limit (a work limit holds for each), so that a variant that only allows more does not
/// look dearer for want of search. A variant that no roster keeps has no figures; a stop by the user leaves out those not begun.
pub(crate) fn compare(
    inputs: &Inputs,
    requirement: &Requirement,
    (base, rows): (&[RosterSummary], &[RosterRow]),
    variants: &[Variant],
    limits: &RosterLimits,
    progress: &dyn Progress,
) -> Result<Vec<VariantResult>, Failure> {
    if variants.is_empty() {
        return Ok(Vec::new());
    }
    let first_days: Vec<_> = base.iter().map(|week| week.first_day).collect();
    let mut results = vec![VariantResult { variant: BASE.to_owned(), figures: figures(base) }];
    let shares = u32::try_from(variants.len()).unwrap_or(u32::MAX);
    let own = RosterLimits { time: limits.time.map(|time| (time / shares).max(LEAST_TIME)), ..*limits };
    for variant in variants.iter().take_while(|_| !progress.stopped()) {
        let time = own.time.map_or_else(String::new, |time| format!(", {} s from the base on", time.as_secs()));
        progress.stage(&format!("What if {}{time}", variant.name));
        let mut changed = Inputs { start: rows.to_vec(), ..inputs.clone() };
        apply(variant, &mut changed.centre, &mut changed.agents);
        let figures = match weeks::solve(&changed, requirement, &first_days, &own, progress) {
            Ok(weeks) if weeks.len() == first_days.len() => {
                figures(&weeks.into_iter().map(|week| week.summary).collect::<Vec<_>>())
            }
            Ok(_) | Err(Failure::Interrupted) => break,
            Err(Failure::Infeasible(_)) => None,
            Err(failure @ Failure::Invalid(_)) => return Err(failure),
        };
        results.push(VariantResult { variant: variant.name.clone(), figures });
    }
    Ok(results)
}

fn figures(weeks: &[RosterSummary]) -> Option<Figures> {
    total(weeks).as_ref().map(Figures::from)
}
