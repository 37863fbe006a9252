//! Rosters for service levels by interval, day and week beside each other: three solves of the same weeks.

use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::weeks;
use crate::domain::centre::ServicePeriod;
use crate::domain::findings::Failure;
use crate::domain::people::RosterRow;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, RosterOutcome, ServiceReached};
use crate::domain::series::Requirement;
use crate::outputs::service::TargetCompared;

use chrono::NaiveDate;

/// The rosters of all periods, compared, and those of the period that the centre asks for.
pub(super) fn targets(
    inputs: &Inputs,
    requirement: &Requirement,
    first_days: &[NaiveDate],
    limits: &RosterLimits,
    progress: &dyn Progress,
) -> Result<(Vec<TargetCompared>, Vec<RosterOutcome>), Failure> {
    let asked = inputs.centre.objective.service;
    let mut compared = Vec::with_capacity(ServicePeriod::ALL.len());
    let mut kept = Vec::new();
    for period in ServicePeriod::ALL {
        progress.stage(&format!("Solving for a service level by {}", period.as_str()));
        let mut inputs = inputs.clone();
        inputs.centre.objective.service = period;
        let outcomes = weeks::solve(&inputs, requirement, first_days, limits, progress)?;
        compared.push(of(&inputs, requirement, first_days, period, &outcomes));
        if period == asked {
            kept = outcomes;
        }
    }
    Ok((compared, kept))
}

/// What the rosters of a period take and give, by the checker's reckoning: service over all weeks, by queue.
fn of(
    inputs: &Inputs,
    requirement: &Requirement,
    first_days: &[NaiveDate],
    period: ServicePeriod,
    outcomes: &[RosterOutcome],
) -> TargetCompared {
    let rows: Vec<RosterRow> = outcomes.iter().flat_map(|o| o.rows.iter().cloned()).collect();
    let solved = first_days.get(..outcomes.len()).unwrap_or(first_days);
    let weeks = weeks::check(inputs, requirement, solved, &rows, &[]);
    let mut by_queue: BTreeMap<String, ServiceReached> = BTreeMap::new();
    for level in weeks.iter().flat_map(|week| &week.service) {
        match by_queue.get_mut(&level.queue) {
            None => {
                by_queue.insert(level.queue.clone(), level.clone());
            }
            Some(sum) => {
                sum.days += level.days;
                sum.offered += level.offered;
                sum.answered += level.answered;
            }
        }
    }
    TargetCompared {
        service: period.as_str(),
        paid_hours: weeks.iter().map(|week| week.paid_hours).sum(),
        reached: by_queue.into_values().collect(),
    }
}
