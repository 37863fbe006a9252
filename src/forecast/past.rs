//! What a forecast made at one point in time may learn from: the days before it, with what is unusual marked.
//!
//! Marks are made anew for every point in time, from the days before it alone, so a backtest knows no more than the planner
//! did. An interval is judged against the median of the nearest ordinary days of the same weekday, before *and* after it: a
//! spike ends, a change of level does not.
//!
//! - **outage**: at most a tenth of the median where the median is at least 15 calls (a Poisson count of that mean falls so
//!   low once in two hundred thousand); the intervals beside it go too when they lost more than half;
//! - **spike**: more than four times the median and 40 calls;
//! - **odd day**: the log ratio of the day's total to the medians' total is beyond five robust standard deviations of all
//!   days (1.4826 × the median absolute deviation; Hampel 1974), beyond five of a Poisson count, and beyond a factor of 1.5.
//!   Five odd days in a row on the same side are a change of level and stay.

use chrono::NaiveDate;

use super::record::{Day, DayKind};

/// How many neighbouring days judge a day.
const JUDGES: usize = 8;
/// Fewer values than this judge nothing.
const FEWEST_JUDGES: usize = 3;
/// Neighbours further away than this are another season.
const NEIGHBOUR_DAYS: i64 = 91;
const OUTAGE_MEDIAN: f64 = 15.0;
const OUTAGE_SHARE: f64 = 0.1;
const SPIKE_FACTOR: f64 = 4.0;
const SPIKE_CALLS: f64 = 40.0;
const ODD_DEVIATIONS: f64 = 5.0;
const ODD_FACTOR: f64 = 1.5;
const LEVEL_CHANGE_DAYS: usize = 5;
/// Day noise taken where there are too few days to see any.
const USUAL_DAY_NOISE: f64 = 0.1;

/// Why a recorded interval is not learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Usable,
    Outage,
    Spike,
    OddDay,
    /// A special or disturbed day: not ordinary, not wrong.
    NotOrdinary,
}

/// The days before a point in time.
#[derive(Clone, Debug)]
pub(super) struct Past<'a> {
    pub(super) slots: usize,
    pub(super) days: &'a [Day],
    marks: Vec<Vec<Mark>>,
    /// Positions of the ordinary days of each weekday.
    pub(super) ordinary: [Vec<usize>; 7],
    /// Robust standard deviation of the log of a day's total around its neighbours.
    pub(super) day_noise: f64,
}

impl<'a> Past<'a> {
    /// The past of these days, unusual times marked.
    pub(super) fn new(days: &'a [Day], slots: usize) -> Self {
        let mut ordinary: [Vec<usize>; 7] = Default::default();
        for (i, day) in days.iter().enumerate().filter(|(_, d)| d.kind == DayKind::Ordinary) {
            if let Some(list) = ordinary.get_mut(day.weekday) {
                list.push(i);
            }
        }
        let marks = days
            .iter()
            .map(|d| vec![if d.kind == DayKind::Ordinary { Mark::Usable } else { Mark::NotOrdinary }; slots])
            .collect();
        let mut past = Self { slots, days, marks, ordinary, day_noise: USUAL_DAY_NOISE };
        past.mark_unusual();
        past
    }

    /// The calls of a slot of an ordinary day, unless they are missing or unusual.
    pub(super) fn usable(&self, day: usize, slot: usize) -> Option<f64> {
        let mark = self.marks.get(day)?.get(slot)?;
        if *mark == Mark::Usable { self.recorded(day, slot) } else { None }
    }

    /// The calls of a slot as recorded.
    pub(super) fn recorded(&self, day: usize, slot: usize) -> Option<f64> {
        self.days.get(day)?.calls.get(slot).copied().flatten()
    }

    /// The mark of a slot.
    pub(super) fn mark(&self, day: usize, slot: usize) -> Mark {
        self.marks.get(day).and_then(|m| m.get(slot)).copied().unwrap_or(Mark::NotOrdinary)
    }

    /// The last recorded day.
    pub(super) fn last(&self) -> Option<NaiveDate> {
        self.days.last().map(|d| d.date)
    }

    /// Up to `count` days of an ascending list of positions that lie nearest to day `i`, itself left out.
    pub(super) fn nearest(&self, i: usize, list: &[usize], count: usize) -> Vec<usize> {
        let Some(here) = self.days.get(i).map(|d| d.date) else { return Vec::new() };
        let distance = |j: usize| self.days.get(j).map_or(i64::MAX, |d| (d.date - here).num_days().abs());
        let split = list.partition_point(|j| *j < i);
        let (before, after) = list.split_at(split);
        let mut before = before.iter().rev().copied().peekable();
        let mut after = after.iter().copied().filter(|j| *j != i).peekable();
        let mut found = Vec::with_capacity(count);
        while found.len() < count {
            let earlier = before.peek().map_or(i64::MAX, |j| distance(*j));
            let later = after.peek().map_or(i64::MAX, |j| distance(*j));
            if earlier.min(later) > NEIGHBOUR_DAYS {
                break;
            }
            found.extend(if earlier <= later { before.next() } else { after.next() });
        }
        found
    }

    fn mark_unusual(&mut self) {
        let mut log_ratios: Vec<Option<(f64, f64)>> = vec![None; self.days.len()];
        for i in 0..self.days.len() {
            let Some(day) = self.days.get(i).filter(|d| d.kind == DayKind::Ordinary) else { continue };
            let judges = self.ordinary.get(day.weekday).map_or_else(Vec::new, |list| self.nearest(i, list, JUDGES));
            let medians = self.medians(&judges);
            self.mark_cells(i, &medians);
            if let Some(entry) = log_ratios.get_mut(i) {
                *entry = self.log_ratio(i, &medians);
            }
        }
        self.mark_odd_days(&log_ratios);
    }

    /// Median of each slot over some days; `None` where too few of them have a value.
    fn medians(&self, judges: &[usize]) -> Vec<Option<f64>> {
        let mut values = Vec::with_capacity(judges.len());
        (0..self.slots)
            .map(|slot| {
                values.clear();
                values.extend(judges.iter().filter_map(|j| self.recorded(*j, slot)));
                if values.len() < FEWEST_JUDGES { None } else { median(&mut values) }
            })
            .collect()
    }

    fn mark_cells(&mut self, i: usize, medians: &[Option<f64>]) {
        let (Some(day), Some(marks)) = (self.days.get(i), self.marks.get_mut(i)) else { return };
        let lost = |slot: usize, share: f64| match (day.calls.get(slot).copied().flatten(), medians.get(slot)) {
            (Some(calls), Some(Some(median))) => *median >= OUTAGE_MEDIAN && calls <= share * median,
            _ => false,
        };
        let out: Vec<bool> = (0..marks.len()).map(|slot| lost(slot, OUTAGE_SHARE)).collect();
        let is_out = |slot: Option<usize>| slot.and_then(|s| out.get(s)).copied().unwrap_or(false);
        for (slot, mark) in marks.iter_mut().enumerate() {
            let beside = is_out(slot.checked_sub(1)) || is_out(Some(slot + 1));
            let spike = match (day.calls.get(slot).copied().flatten(), medians.get(slot)) {
                (Some(calls), Some(Some(median))) => calls > SPIKE_FACTOR * median + SPIKE_CALLS,
                _ => false,
            };
            if is_out(Some(slot)) || (beside && lost(slot, 0.5)) {
                *mark = Mark::Outage;
            } else if spike {
                *mark = Mark::Spike;
            }
        }
    }

    /// Log of a day's usable total over its judges', and the judges' total.
    fn log_ratio(&self, i: usize, medians: &[Option<f64>]) -> Option<(f64, f64)> {
        let (mut own, mut usual) = (0.0, 0.0);
        for (slot, median) in medians.iter().enumerate() {
            if let (Some(calls), Some(median)) = (self.usable(i, slot), median) {
                own += calls;
                usual += median;
            }
        }
        (usual >= 2.0 * OUTAGE_MEDIAN).then(|| (((own + 1.0) / (usual + 1.0)).ln(), usual))
    }

    fn mark_odd_days(&mut self, log_ratios: &[Option<(f64, f64)>]) {
        let mut known: Vec<f64> = log_ratios.iter().flatten().map(|(r, _)| *r).collect();
        let Some(centre) = median(&mut known) else { return };
        let mut away: Vec<f64> = known.iter().map(|r| (r - centre).abs()).collect();
        let noise = 1.4826 * median(&mut away).unwrap_or(0.0);
        if known.len() >= JUDGES {
            self.day_noise = noise.clamp(0.02, 1.0);
        }
        let odd: Vec<i8> = log_ratios
            .iter()
            .map(|entry| match entry {
                Some((r, usual)) => {
                    let limit = ODD_DEVIATIONS * self.day_noise.max(1.0 / usual.sqrt());
                    let odd = (r - centre).abs() > limit.max(ODD_FACTOR.ln());
                    if !odd {
                        0
                    } else if *r > centre {
                        1
                    } else {
                        -1
                    }
                }
                None => 0,
            })
            .collect();
        let judged: Vec<usize> =
            (0..log_ratios.len()).filter(|i| log_ratios.get(*i).is_some_and(Option::is_some)).collect();
        for run in judged.chunk_by(|a, b| odd.get(*a) == odd.get(*b)) {
            let is_odd = run.first().and_then(|i| odd.get(*i)).is_some_and(|side| *side != 0);
            if is_odd && run.len() < LEVEL_CHANGE_DAYS {
                for i in run {
                    for mark in self.marks.get_mut(*i).into_iter().flatten().filter(|m| **m == Mark::Usable) {
                        *mark = Mark::OddDay;
                    }
                }
            }
        }
    }
}

/// The median; reorders the values. `None` of nothing.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(*upper);
    }
    let lower = values.get(values.len() / 2 - 1)?;
    Some(f64::midpoint(*lower, *upper))
}
