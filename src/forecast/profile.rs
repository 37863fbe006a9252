//! The profile of a day: the share of its calls that falls into each slot, by weekday.
//!
//! All weekdays of a kind (Monday to Friday, or weekend) share a smooth curve; each weekday deviates from it, the deviation
//! held towards none and to smoothness ([`super::smoother`]), so that a few calls make no peak. Exposure is the day's total: the
//! profile does not care for the level.

use super::past::Past;
use super::smoother::{Counts, Hold, rates};
use super::totals::weight;

/// The common curve of a kind of weekdays.
const COMMON: Hold = Hold { stiffness: 100.0, pull: 0.0 };
/// The deviation of a weekday from it.
const DEVIATION: Hold = Hold { stiffness: 300.0, pull: 3.0 };
/// Weights below this are not worth a pass over the day.
const LEAST_WEIGHT: f64 = 1e-3;

/// The weekdays of a kind.
pub(super) const KINDS: [std::ops::Range<usize>; 2] = [0..5, 5..7];

/// Shares by weekday and slot, adding up to 1 over the slots that such a day has; not a number elsewhere.
pub(super) type Profile = Vec<Vec<f64>>;

/// The profile whose evidence halves every so many days.
pub(super) fn smooth(past: &Past<'_>, half_life: f64) -> Profile {
    let mut profile = Vec::with_capacity(7);
    for kind in KINDS {
        let own: Vec<Counts> = kind.map(|weekday| counts(past, weekday, half_life)).collect();
        let mut all = Counts::none(past.slots);
        for counts in &own {
            all.join(counts);
        }
        let common = rates(&all, None, COMMON);
        profile.extend(own.iter().map(|counts| shares(rates(counts, Some(&common), DEVIATION))));
    }
    profile
}

fn counts(past: &Past<'_>, weekday: usize, half_life: f64) -> Counts {
    let mut counts = Counts::none(past.slots);
    for day in past.ordinary.get(weekday).into_iter().flatten() {
        let weight = weight(past.age(*day), half_life);
        if let Some(total) = past.totals().at(*day).filter(|_| weight >= LEAST_WEIGHT) {
            counts.add(past.row(*day), weight, total);
        }
    }
    counts
}

/// Rates scaled to add up to 1.
pub(super) fn shares(mut rates: Vec<f64>) -> Vec<f64> {
    let total: f64 = rates.iter().filter(|r| !r.is_nan()).sum();
    if total > 0.0 {
        for rate in &mut rates {
            *rate /= total;
        }
    }
    rates
}

/// The mean of several profiles.
pub(super) fn mean(profiles: &[&Profile]) -> Profile {
    let count = profiles.len().max(1) as f64;
    let at =
        |weekday: usize, slot: usize| profiles.iter().filter_map(|p| p.get(weekday)?.get(slot)).sum::<f64>() / count;
    let slots = profiles.iter().flat_map(|p| p.iter()).map(Vec::len).max().unwrap_or(0);
    (0..7).map(|weekday| (0..slots).map(|slot| at(weekday, slot)).collect()).collect()
}
