//! The order of each day's shifts for pricing: families among which one week may mix, in each the kinds of shifts, and how many
//! of them end early enough before each later shift.

use crate::domain::centre::Handover;
use crate::roster::legality::shifts::{Variant, WEEK, signed};
use crate::roster::legality::week::{Kind, WeekRules};
use crate::roster::model::ContractModel;

use super::{Choice, ClassDay, Family, MAX_CHOICES, gcd};

/// Minutes on the face of the clock.
const CLOCK: i64 = 24 * 60;

/// Which shifts a family holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Filter {
    template: Option<usize>,
    /// First start on the clock and the minutes after it.
    window: Option<(i64, i64)>,
}

impl Filter {
    fn holds(&self, choice: &Choice) -> bool {
        self.template.is_none_or(|template| choice.template == template)
            && self.window.is_none_or(|(from, width)| (choice.clock - from).rem_euclid(CLOCK) <= width)
    }
}

/// Puts the shifts of each day into families; gives the families that have any.
pub(super) fn arrange(
    days: &mut [ClassDay; WEEK],
    rules: &WeekRules,
    contract: &ContractModel,
    kinds: usize,
) -> Vec<Family> {
    let filters = filters(rules, contract);
    for day in days.iter_mut() {
        arrange_day(day, &filters, kinds);
    }
    (0..filters.len()).flat_map(|index| families(days, index, rules.leave > 0)).collect()
}

/// One family a template under "same shift all week", one a window of starts, or one in all. All agents of a contract have
/// the same ones, so that a family's number says which it is.
fn filters(rules: &WeekRules, contract: &ContractModel) -> Vec<Filter> {
    let templates = contract.templates.len();
    let by_template: Vec<Option<usize>> =
        if rules.same_shift { (0..templates).map(Some).collect() } else { vec![None] };
    let in_window = |template: Option<usize>| {
        let of_template = |v: &&Variant| template.is_none_or(|t| v.template == t);
        let starts = contract.variants.iter().filter(of_template).flat_map(|v| v.wall).map(|(start, _)| start);
        let windows = rules.start_window.map_or(vec![None], |width| windows(starts.collect(), i64::from(width)));
        windows.into_iter().map(move |window| Filter { template, window })
    };
    by_template.into_iter().flat_map(in_window).collect()
}

/// The windows of the clock that are needed to hold every set of starts that fits into one: those that begin with a start and
/// hold more than another.
fn windows(mut clocks: Vec<i64>, width: i64) -> Vec<Option<(i64, i64)>> {
    clocks.sort_unstable();
    clocks.dedup();
    if width >= CLOCK {
        return vec![None];
    }
    let held = |from: i64| clocks.iter().filter(|c| (**c - from).rem_euclid(CLOCK) <= width).collect::<Vec<_>>();
    let sets: Vec<Vec<&i64>> = clocks.iter().map(|from| held(*from)).collect();
    let within = |a: &[&i64], b: &[&i64]| a.iter().all(|clock| b.contains(clock));
    let needed = |i: usize| {
        !sets
            .iter()
            .enumerate()
            .any(|(j, other)| j != i && within(&sets[i], other) && (sets[i].len() < other.len() || j < i))
    };
    (0..clocks.len()).filter(|i| needed(*i)).map(|i| Some((clocks[i], width))).collect()
}

/// Whether some window of the clock holds all these starts.
pub(super) fn fit_in_window(clocks: impl Iterator<Item = i64>, width: i64) -> bool {
    let clocks: Vec<i64> = clocks.collect();
    let holds = |from: &i64| clocks.iter().all(|clock| (clock - from).rem_euclid(CLOCK) <= width);
    clocks.is_empty() || clocks.iter().any(holds)
}

/// Says where each family and each of its kinds lies among a day's choices, and orders each part by end.
fn arrange_day(day: &mut ClassDay, filters: &[Filter], kinds: usize) {
    let all = std::mem::take(&mut day.choices);
    let mut first_place: Vec<Option<u16>> = vec![None; all.len()];
    for filter in filters {
        let begin = day.choices.len();
        for kind in 0..kinds {
            let from = day.choices.len();
            let own = all.iter().enumerate().filter(|(_, c)| usize::from(c.kind) == kind && filter.holds(c));
            for (i, choice) in own {
                let place = u16::try_from(day.choices.len()).unwrap_or(u16::MAX);
                if usize::from(place) >= MAX_CHOICES {
                    break;
                }
                day.same_as.push(*first_place[i].get_or_insert(place));
                day.choices.push(choice.clone());
            }
            let mut order: Vec<u16> = (from..day.choices.len()).filter_map(|i| u16::try_from(i).ok()).collect();
            order.sort_by_key(|i| (day.choices[usize::from(*i)].end, *i));
            day.by_end.extend(order);
            day.parts.push((from, day.choices.len()));
        }
        day.families.push((begin, day.choices.len()));
    }
    if day.same_as.iter().enumerate().all(|(i, first)| i == usize::from(*first)) {
        day.same_as.clear();
    }
}

/// Counts, for every two days, how many choices of the earlier leave enough rest before each choice of the later (K304, K311),
/// and how many the weekly rest (K319).
pub(super) fn count_rested(days: &mut [ClassDay; WEEK], rules: &WeekRules, kinds: usize, handover: Handover) {
    let around = signed(handover.before) + signed(handover.after);
    for later in 0..WEEK {
        days[later].rested = rested(days, later, kinds, &|before, after| rules.rest_between(before, after) + around);
        if let Some(rest) = rules.weekly_rest {
            days[later].long_rested = rested(days, later, kinds, &|before, after| {
                rest.between.max(rules.rest_between(before, after) + around)
            });
        }
    }
}

/// For each earlier day and kind and each choice of the later day: how many choices end early enough; `apart` is the time
/// between the shifts of two kinds.
fn rested(days: &[ClassDay; WEEK], later: usize, kinds: usize, apart: &dyn Fn(Kind, Kind) -> i32) -> Vec<Vec<u16>> {
    let pairs = (0..later).flat_map(|earlier| (0..kinds).map(move |kind| (earlier, kind)));
    pairs
        .map(|(earlier, kind)| {
            let mut counts = vec![0; days[later].choices.len()];
            let before = &days[earlier];
            for family in 0..before.families.len() {
                let ends = &before.by_end[before.part(family * kinds + kind)];
                for i in days[later].family(family) {
                    let choice = &days[later].choices[i];
                    let latest = choice.start - apart(Kind::try_from(kind).unwrap_or(0), choice.kind);
                    let count = ends.partition_point(|e| before.choices[usize::from(*e)].end <= latest);
                    counts[i] = u16::try_from(count).unwrap_or(u16::MAX);
                }
            }
            counts
        })
        .collect()
}

fn families(days: &[ClassDay; WEEK], index: usize, leave: bool) -> Vec<Family> {
    let choices = days.iter().flat_map(|d| &d.choices[d.family(index)]);
    let mut paid: Vec<i32> = choices.map(|c| c.paid).collect();
    paid.sort_unstable();
    paid.dedup();
    let (Some(&least_paid), Some(&most)) = (paid.first(), paid.last()) else { return Vec::new() };
    let unit = paid.iter().map(|p| p - least_paid).fold(0, gcd).max(1);
    let longest: Vec<Option<i32>> =
        if leave && least_paid < most { paid.iter().map(|p| Some(*p)).collect() } else { vec![None] };
    let family = |longest: Option<i32>| {
        let most = longest.unwrap_or(most);
        let buckets = usize::try_from((most - least_paid) / unit).unwrap_or(0) * WEEK + 1;
        Family { index, longest, least_paid, unit, buckets }
    };
    longest.into_iter().map(family).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_hold_every_set_of_starts_that_fits_and_no_more() {
        assert_eq!(windows(vec![600, 480, 540], 60), [Some((480, 60)), Some((540, 60))]);
        assert_eq!(windows(vec![480, 540, 600], 1_440), [None]);
        // 23:00 and 01:00 lie two hours apart
        assert_eq!(windows(vec![60, 1_380], 120), [Some((1_380, 120))]);
        assert!(fit_in_window([60, 1_380].into_iter(), 120));
        assert!(!fit_in_window([60, 1_380, 1_370].into_iter(), 120));
    }
}
