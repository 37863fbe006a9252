//! What-if runs: each variant of the centre is solved like the centre itself, with the same limits for each.

use super::inputs::Inputs;
use super::weeks;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, RosterSummary};
use crate::domain::series::Requirement;
use crate::domain::what_if::{Figures, Variant, VariantResult};
use crate::outputs::json::total;
use crate::what_if::{FORMS, apply, parse};

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

/// Solves each variant and puts it beside the base; nothing without variants. A variant that no roster keeps has no
/// figures; a stop by the user leaves out those not begun.
pub(crate) fn compare(
    inputs: &Inputs,
    requirement: &Requirement,
    base: &[RosterSummary],
    variants: &[Variant],
    limits: &RosterLimits,
    progress: &dyn Progress,
) -> Result<Vec<VariantResult>, Failure> {
    if variants.is_empty() {
        return Ok(Vec::new());
    }
    let first_days: Vec<_> = base.iter().map(|week| week.first_day).collect();
    let mut results = vec![VariantResult { variant: BASE.to_owned(), figures: figures(base) }];
    for variant in variants.iter().take_while(|_| !progress.stopped()) {
        progress.stage(&format!("What if {}", variant.name));
        let mut changed = inputs.clone();
        apply(variant, &mut changed.centre, &mut changed.agents);
        let figures = match weeks::solve(&changed, requirement, &first_days, limits, progress) {
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
