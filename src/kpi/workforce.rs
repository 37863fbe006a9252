//! Indicators of people and money: 1, 4, 11, 13, 15 and 23 of the list.

use super::definition::Definition;
use super::totals::{Quantity as Q, Totals};
use crate::domain::kpi::{Indicator, KpiSettings};

/// The definition of an indicator of this family; `counted` holds all that the inputs have.
pub(super) fn definition(indicator: Indicator, settings: &KpiSettings, counted: &Totals) -> Option<Definition> {
    let ratio = Definition::ratio;
    Some(match (indicator, settings.variant(indicator)) {
        (Indicator::Adherence, "all_work") => ratio(
            &[Q::AbleAnywhere],
            &[Q::ScheduledToAnswer],
            "seconds able to answer at any time / seconds scheduled to answer; may exceed 100 %",
        ),
        (Indicator::Adherence, _) => ratio(
            &[Q::AbleInsideSchedule],
            &[Q::ScheduledToAnswer],
            "seconds able to answer while scheduled to / seconds scheduled to answer, unknown states in neither",
        ),
        (Indicator::CostPerCall, "agents") => {
            ratio(&[Q::Cost], &[Q::CostedAgentCalls], "costs / calls answered by agents")
        }
        (Indicator::CostPerCall, _) if counted.get(Q::SelfServed).is_some() => {
            ratio(&[Q::Cost], &[Q::CostedCalls], "costs / calls answered by agents or by machine")
        }
        (Indicator::CostPerCall, _) => {
            ratio(&[Q::Cost], &[Q::CostedCalls], "costs / calls answered; the inputs have none answered by machine")
        }
        (Indicator::CallsPerHour, _) => Definition {
            numerator: vec![(Q::Answered, 1.0)],
            denominator: vec![(Q::SignedIn, 1.0 / 3600.0)],
            words: "calls answered / hours signed in".to_owned(),
        },
        (Indicator::Occupancy, "with_acw") => ratio(
            &[Q::OnCall, Q::AfterCallState],
            &[Q::OnCall, Q::AfterCallState, Q::Idle],
            "(talk + hold + after-call work) / (talk + hold + after-call work + idle)",
        ),
        (Indicator::Occupancy, _) => ratio(&[Q::OnCall], &[Q::OnCall, Q::Idle], "(talk + hold) / (talk + hold + idle)"),
        (Indicator::Attendance, _) => ratio(
            &[Q::PeopleWorked],
            &[Q::PeopleScheduled],
            "people who signed in during their shift / people scheduled",
        ),
        (Indicator::Turnover, _) => {
            ratio(&[Q::Leavers], &[Q::MeanFte], "leavers of the period / its mean full-time equivalents")
        }
        _ => return None,
    })
}
