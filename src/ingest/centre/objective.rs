//! `[objective]`: what a good roster is.

use super::cursor::{Item, Section};
use crate::domain::centre::{Fairness, Objective, ServicePeriod, UnderStep};
use crate::domain::codes::Code;
use crate::domain::units::Share;
use crate::ingest::when;

/// Prices beyond this would drown every other term in rounding.
const HIGHEST_PRICE: f64 = 1e9;

/// The prices, defaults filled in.
pub(super) fn read(section: &Section) -> Objective {
    section.only(&[
        "under",
        "over",
        "hour_above_minimum",
        "preference",
        "seniority",
        "secondary",
        "change",
        "change_break",
        "service",
        "paid_hour",
        "missed_call",
    ]);
    let default = Objective::default();
    let price = |key: &str, default| section.get(key).and_then(|item| price(&item)).unwrap_or(default);
    Objective {
        over: price("over", default.over),
        hour_above_minimum: price("hour_above_minimum", default.hour_above_minimum),
        preference: price("preference", default.preference),
        seniority: price("seniority", default.seniority),
        secondary: price("secondary", default.secondary),
        change: price("change", default.change),
        change_break: price("change_break", default.change_break),
        under: section.get("under").and_then(|item| under(&item)).unwrap_or(default.under),
        service: section.get("service").and_then(|item| service(&item)).unwrap_or(default.service),
        paid_hour: price("paid_hour", default.paid_hour),
        missed_call: section.get("missed_call").and_then(|item| under(&item)).unwrap_or(default.missed_call),
        fairness: default.fairness,
    }
}

/// `[fairness]`: what having more than a fair share costs.
pub(super) fn fairness(section: &Section) -> Fairness {
    section.only(&["weekend", "night", "early", "late", "early_before", "late_after"]);
    let default = Fairness::default();
    let price = |key: &str| section.get(key).and_then(|item| price(&item)).unwrap_or(0.0);
    let clock = |key: &str| section.get(key).and_then(|item| item.parsed("a time such as 07:00", when::clock));
    Fairness {
        weekend: price("weekend"),
        night: price("night"),
        early: price("early"),
        late: price("late"),
        early_before: clock("early_before").unwrap_or(default.early_before),
        late_after: clock("late_after").unwrap_or(default.late_after),
    }
}

fn price(item: &Item) -> Option<f64> {
    item.number(0.0..=HIGHEST_PRICE, "price")
}

fn service(item: &Item) -> Option<ServicePeriod> {
    let word = item.word(&ServicePeriod::ALL.map(ServicePeriod::as_str))?;
    ServicePeriod::ALL.get(word).copied()
}

/// The steps, convex: `up_to` rises to 1, `cost` never falls.
fn under(item: &Item) -> Option<Vec<UnderStep>> {
    let items = item.list("a list such as [{ up_to = 0.1, cost = 4.0 }, { cost = 30.0 }]")?;
    let last = items.len().checked_sub(1);
    let steps: Vec<Option<UnderStep>> = items.iter().enumerate().map(|(i, item)| step(item, Some(i) == last)).collect();
    let steps: Vec<UnderStep> = steps.into_iter().collect::<Option<_>>()?;
    let not_convex = |message: &str| {
        item.fault(Code::UnderNotConvex, message.to_owned(), None);
        None
    };
    if steps.is_empty() {
        return not_convex("there is no step: a missing agent must have a price");
    }
    for (step, next) in steps.iter().zip(steps.iter().skip(1)) {
        if next.up_to <= step.up_to {
            return not_convex("up_to must rise from step to step");
        }
        if next.cost < step.cost {
            return not_convex(
                "cost must not fall from step to step: else a roster would rather leave one interval empty",
            );
        }
    }
    if steps.last().is_some_and(|step| step.up_to < Share::ALL) {
        return not_convex("the last step must be open: leave out its up_to");
    }
    Some(steps)
}

fn step(item: &Item, is_last: bool) -> Option<UnderStep> {
    let section = item.section()?;
    section.only(&["up_to", "cost"]);
    let up_to = match section.get("up_to") {
        Some(item) => item.number(0.0..=1.0, "share").and_then(Share::new),
        None if is_last => Some(Share::ALL),
        None => {
            section.need("up_to");
            None
        }
    };
    let cost = section.need("cost").and_then(|item| price(&item));
    Some(UnderStep { up_to: up_to?, cost: cost? })
}
