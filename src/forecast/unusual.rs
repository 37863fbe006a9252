//! Outages and spikes within a day; what they are is told in [`super::past`].

use super::past::{FEWEST_JUDGES, Mark, median};

/// Calls that are usual over the length of an outage.
const OUTAGE_CALLS: f64 = 15.0;
const OUTAGE_SHARE: f64 = 0.1;
/// An interval beside an outage lost part of its calls to it when it has at most this share of the usual.
const BESIDE_SHARE: f64 = 0.5;
const SPIKE_FACTOR: f64 = 4.0;
const SPIKE_CALLS: f64 = 40.0;
/// Where the rest of a day is above so many times the usual, the day is raised as a whole.
const RAISED_FACTOR: f64 = 2.0;

/// The outages and spikes of a day beside the days that judge it, nearest first; `peak` is the most that each slot of such days
/// ever had.
///
/// Medians are taken only where they can matter: for calls far below the peak, and for those that would be a spike over the
/// least of the four nearest judges, which a spike must be too.
pub(super) fn unusual_cells(calls: &[f64], judges: &[&[f64]], peak: &[f64]) -> Vec<(usize, Mark)> {
    if judges.len() < FEWEST_JUDGES {
        return Vec::new();
    }
    let judge = |slot: usize| {
        let mut values: Vec<f64> = judges.iter().filter_map(|j| j.get(slot).copied()).filter(|v| !v.is_nan()).collect();
        if values.len() < FEWEST_JUDGES { None } else { median(&mut values) }
    };
    // whole rows are looked through at once; hardly a day has anything to look at slot by slot
    let mut unusual: Vec<(usize, Mark)> = Vec::new();
    let low = |calls: &f64, peak: &f64| *calls <= OUTAGE_SHARE * peak && *peak > 0.0;
    if calls.iter().zip(peak).fold(false, |any, (calls, peak)| any | low(calls, peak)) {
        unusual.extend(outages(calls, peak, &judge).into_iter().map(|slot| (slot, Mark::Outage)));
    }
    let near = |k: usize| judges.get(k).or(judges.last()).copied().unwrap_or_default();
    let rows = calls.iter().zip(near(0)).zip(near(1)).zip(near(2)).zip(near(3));
    let towers = |calls: f64, usual: f64| calls > SPIKE_FACTOR * usual + SPIKE_CALLS;
    let above = rows.map(|((((calls, a), b), c), d)| towers(*calls, least([*a, *b, *c, *d])));
    if above.clone().fold(false, |any, above| any | above) {
        let tower = |slot: usize| calls.get(slot).zip(judge(slot)).is_some_and(|(calls, usual)| towers(*calls, usual));
        let spikes: Vec<usize> =
            above.enumerate().filter(|(_, above)| *above).map(|(s, _)| s).filter(|s| tower(*s)).collect();
        if !spikes.is_empty() && !all_raised(calls, &spikes, &judge) {
            unusual.extend(spikes.into_iter().map(|slot| (slot, Mark::Spike)));
        }
    }
    unusual
}

/// Whether a day stands out as a whole, not by a few spikes: its other slots are raised too, or most slots tower.
fn all_raised(calls: &[f64], spikes: &[usize], judge: &impl Fn(usize) -> Option<f64>) -> bool {
    let (mut rest, mut usual) = (0.0, 0.0);
    for (slot, calls) in calls.iter().enumerate().filter(|(slot, calls)| !calls.is_nan() && !spikes.contains(slot)) {
        if let Some(median) = judge(slot) {
            rest += calls;
            usual += median;
        }
    }
    let busy = calls.iter().filter(|calls| **calls > 0.0).count();
    rest > RAISED_FACTOR * usual + SPIKE_CALLS || (spikes.len() > 1 && 2 * spikes.len() > busy)
}

/// The least value that is a number; infinite without any.
fn least(values: [f64; 4]) -> f64 {
    values.into_iter().fold(f64::INFINITY, |least, value| if value < least { value } else { least })
}

/// The slots of a day's outages, those beside them that lost much included.
fn outages(calls: &[f64], peak: &[f64], judge: &impl Fn(usize) -> Option<f64>) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut first, mut most) = (0, 0.0);
    for (slot, (calls_here, peak)) in calls.iter().zip(peak).enumerate() {
        if *calls_here <= OUTAGE_SHARE * peak {
            most += peak;
            continue;
        }
        if most >= OUTAGE_CALLS {
            outages_within(first..slot, calls, judge, &mut found);
        }
        (first, most) = (slot + 1, 0.0);
    }
    if most >= OUTAGE_CALLS {
        outages_within(first..calls.len(), calls, judge, &mut found);
    }
    let beside: Vec<usize> =
        found.iter().flat_map(|s: &usize| [s.checked_sub(1), s.checked_add(1)]).flatten().collect();
    for slot in beside {
        let Some(calls) = calls.get(slot).filter(|_| !found.contains(&slot)) else { continue };
        if judge(slot).is_some_and(|median| median >= OUTAGE_CALLS && *calls <= BESIDE_SHARE * median) {
            found.push(slot);
        }
    }
    found
}

/// The outages among slots in a row that all lie far below their peak.
fn outages_within(
    slots: std::ops::Range<usize>,
    calls: &[f64],
    judge: &impl Fn(usize) -> Option<f64>,
    found: &mut Vec<usize>,
) {
    let usual = |slot: usize| {
        let median = judge(slot)?;
        calls.get(slot).is_some_and(|calls| median > 0.0 && *calls <= OUTAGE_SHARE * median).then_some(median)
    };
    let judged: Vec<(usize, Option<f64>)> = slots.map(|slot| (slot, usual(slot))).collect();
    for run in judged.split(|(_, usual)| usual.is_none()) {
        if run.iter().filter_map(|(_, usual)| *usual).sum::<f64>() >= OUTAGE_CALLS {
            found.extend(run.iter().map(|(slot, _)| *slot));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(calls: &[f64], usual: &[f64]) -> Vec<(usize, Mark)> {
        unusual_cells(calls, &[usual; 5], usual)
    }

    #[test]
    fn a_long_silence_of_a_small_queue_is_an_outage_and_a_short_one_is_not() {
        let usual = [0.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0];
        let out = |slots: &[usize]| slots.iter().map(|slot| (*slot, Mark::Outage)).collect::<Vec<_>>();
        assert_eq!(marks(&[0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 5.0], &usual), out(&[2, 3, 4, 5]));
        assert_eq!(marks(&[0.0, 3.0, 0.0, 0.0, 0.0, 4.0, 5.0], &usual), []);
        assert_eq!(marks(&[0.0, 3.0, 0.0, 0.0, f64::NAN, 0.0, 0.0], &usual), [], "what is missing is not silent");
    }

    #[test]
    fn an_interval_that_lost_half_to_the_outage_beside_it_goes_too() {
        let usual = [40.0; 5];
        let marks: Vec<usize> = marks(&[41.0, 0.0, 18.0, 39.0, 260.0], &usual).iter().map(|m| m.0).collect();
        assert_eq!(marks, [1, 2, 4], "an outage, its neighbour and a spike");
    }

    #[test]
    fn a_day_that_is_raised_as_a_whole_has_no_spikes() {
        let usual = [5.0, 60.0, 60.0, 60.0, 5.0];
        assert_eq!(marks(&[5.0, 300.0, 61.0, 58.0, 6.0], &usual), [(1, Mark::Spike)]);
        assert_eq!(marks(&[24.0, 300.0, 270.0, 310.0, 27.0], &usual), []);
    }
}
