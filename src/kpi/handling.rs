//! Indicators of the work on a call: 2, 5, 6, 10, 12, 17 and 19 of the list.

use super::definition::Definition;
use super::totals::Quantity as Q;
use crate::domain::kpi::{Indicator, KpiSettings};

/// The definition of an indicator of this family.
pub(super) fn definition(indicator: Indicator, settings: &KpiSettings) -> Option<Definition> {
    let ratio = Definition::ratio;
    Some(match (indicator, settings.variant(indicator)) {
        (Indicator::AfterCallWork, _) => {
            ratio(&[Q::AfterCall], &[Q::CallsWithAfterCall], "mean after-call work of answered calls")
        }
        (Indicator::HandleTime, "hold_apart") => {
            ratio(&[Q::HandleHoldApart], &[Q::CallsWithHoldApart], "talk + hold + after-call work, talk without hold")
        }
        (Indicator::HandleTime, _) => ratio(
            &[Q::Handle],
            &[Q::CallsWithHandle],
            "talk (hold in it) + after-call work, or handle time as exported",
        ),
        (Indicator::Hold, "answered") => {
            ratio(&[Q::Hold], &[Q::CallsWithHold], "hold time / answered calls, those never held included")
        }
        (Indicator::Hold, _) => ratio(&[Q::Hold], &[Q::CallsHeld], "hold time / calls put on hold"),
        (Indicator::Talk, _) => ratio(&[Q::Talk], &[Q::CallsWithTalk], "mean talk time of answered calls, as exported"),
        (Indicator::Quality, _) => ratio(&[Q::Score], &[Q::ScoredCalls], "mean score of monitored calls"),
        (Indicator::FirstContact, _) => {
            ratio(&[Q::Resolved], &[Q::ContactKnown], "calls without a second contact / calls")
        }
        (Indicator::Transfer, _) => {
            ratio(&[Q::Transferred], &[Q::TransferKnown], "passed on by the first agent / answered")
        }
        _ => return None,
    })
}
