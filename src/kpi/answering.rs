//! Indicators of calls and their waits: 3, 7, 8, 9, 14, 16, 18, 20, 21 and 22 of the list.

use super::definition::Definition;
use super::totals::{Quantity as Q, Totals};
use crate::domain::kpi::{Indicator, KpiSettings};

/// The definition of an indicator of this family; `counted` holds all that the inputs have.
pub(super) fn definition(
    indicator: Indicator,
    settings: &KpiSettings,
    within: &str,
    counted: &Totals,
) -> Option<Definition> {
    let variant = settings.variant(indicator);
    Some(match indicator {
        Indicator::ServiceLevel => service_level(variant, settings, within),
        Indicator::SpeedOfAnswer => speed_of_answer(variant),
        Indicator::AbandonRate => abandon_rate(variant, settings),
        Indicator::TimeToAbandon => {
            Definition::ratio(&[Q::WaitOfAbandoned], &[Q::TimedAbandoned], "mean wait of all abandoned calls")
        }
        Indicator::QueueTime => {
            Definition::ratio(&[Q::WaitOfQueued], &[Q::TimedQueued], "mean wait of the calls put in queue")
        }
        Indicator::Queued => Definition::ratio(&[Q::Queued], &[Q::QueueKnown], "put in queue / offered"),
        Indicator::Answered => Definition::ratio(&[Q::Answered], &[Q::Ended], "answered / offered"),
        Indicator::Rings => Definition::ratio(
            &[Q::Rings],
            &[Q::CallsWithRings],
            format!("rings before any answer; a ring every {} s where only the time is known", settings.ring_cycle),
        ),
        Indicator::Blocked => {
            Definition::ratio(&[Q::Blocked], &[Q::Blocked, Q::Offered], "blocked / (blocked + offered)")
        }
        Indicator::Offered if counted.get(Q::Blocked).is_some() => {
            Definition::ratio(&[Q::Blocked, Q::Offered], &[], "blocked + abandoned + answered")
        }
        Indicator::Offered => {
            Definition::ratio(&[Q::Offered], &[], "abandoned + answered; the inputs have no blocked calls")
        }
        _ => return None,
    })
}

fn service_level(variant: &str, settings: &KpiSettings, within: &str) -> Definition {
    let (sign, short) = (settings.wait_bound.sign(), settings.short_abandon);
    let answered = format!("answered {sign} {within}");
    let definition =
        |numerator: &[Q], denominator: &[Q], words: String| Definition::ratio(numerator, denominator, words);
    match variant {
        "f1" => definition(
            &[Q::AnsweredInTime, Q::AbandonedInTime],
            &[Q::TimedOffered],
            format!("({answered} + abandoned {sign} {within}) / offered"),
        ),
        "f2" => definition(&[Q::AnsweredInTime], &[Q::TimedAnswered], format!("{answered} / answered")),
        "f4" => definition(
            &[Q::AnsweredInTime],
            &[Q::TimedOffered],
            format!("{answered} / (offered − abandoned {sign} {within})"),
        )
        .less_below(Q::AbandonedInTime),
        "f5" => definition(
            &[Q::AnsweredInTime, Q::AbandonedShort],
            &[Q::TimedOffered],
            format!("({answered} + abandoned {sign} {short} s) / offered"),
        ),
        _ => definition(&[Q::AnsweredInTime], &[Q::TimedOffered], format!("{answered} / offered")),
    }
}

fn speed_of_answer(variant: &str) -> Definition {
    match variant {
        "all_queue_time" => {
            Definition::ratio(&[Q::WaitOfAll], &[Q::TimedAnswered], "queue time of all calls / calls answered")
        }
        _ => Definition::ratio(&[Q::WaitOfAnswered], &[Q::TimedAnswered], "mean wait of answered calls, zeros in"),
    }
}

fn abandon_rate(variant: &str, settings: &KpiSettings) -> Definition {
    if variant != "short_out" {
        return Definition::ratio(&[Q::Abandoned], &[Q::Ended], "abandoned / offered");
    }
    let (sign, short) = (settings.wait_bound.sign(), settings.short_out);
    let words = format!("abandoned / offered, without abandons {sign} {short} s in either");
    Definition::ratio(&[Q::Abandoned], &[Q::Ended], words)
        .less_above(Q::AbandonedShortOut)
        .less_below(Q::AbandonedShortOut)
}
