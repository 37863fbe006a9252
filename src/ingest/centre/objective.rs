//! `[objective]`: what a good roster is.

use super::cursor::{Item, Section};
use crate::domain::centre::{Objective, UnderStep};
use crate::domain::codes::Code;
use crate::domain::units::Share;

/// Prices beyond this would drown every other term in rounding.
const HIGHEST_PRICE: f64 = 1e9;

/// The prices, defaults filled in.
pub(super) fn read(section: &Section) -> Objective {
    section.only(&["under", "over", "hour_above_minimum", "preference", "change", "change_break"]);
    let default = Objective::default();
    let price = |key: &str, default| section.get(key).and_then(|item| price(&item)).unwrap_or(default);
    Objective {
        over: price("over", default.over),
        hour_above_minimum: price("hour_above_minimum", default.hour_above_minimum),
        preference: price("preference", default.preference),
        change: price("change", default.change),
        change_break: price("change_break", default.change_break),
        under: section.get("under").and_then(|item| under(&item)).unwrap_or(default.under),
    }
}

fn price(item: &Item) -> Option<f64> {
    item.number(0.0..=HIGHEST_PRICE, "price")
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
