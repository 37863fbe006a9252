//! What a forecast made at one point in time may learn from: the days before it, with what is unusual marked.
//!
//! Marks know nothing of what came after that point, so a backtest knows no more than the planner did. An interval is judged
//! against the median of the nearest ordinary days of the same weekday, before *and* after it: a spike ends, a change of level
//! does not.
//!
//! - **outage**: intervals in a row, each with at most a tenth of its median, where the medians add up to at least 15 calls (a
//!   Poisson count of that mean falls so low once in two hundred thousand); the intervals beside them go too when they lost more
//!   than half;
//! - **spike**: more than four times the median and 40 calls, and so beside the least of the four nearest; not on a day that is raised
//!   as a whole, which its total judges;
//! - **odd day**: the day's total against those of the days that judge it (the log of the median ratio) is beyond five robust
//!   standard deviations of all days (1.4826 × the median absolute deviation; Hampel 1974), beyond five of a Poisson count, and
//!   beyond a factor of 1.5. Five odd days in a row on the same side are a change of level and stay; so are three at the end of the
//!   record, which nothing shows to be over. Days that lie half as far out on that side count to the row.
//!
//! The past at an earlier point is made from that at a later one: only days whose judges were not all known yet are judged anew.

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::day_level::DayLevel;
use super::record::{Day, DayKind};
use super::totals::DayTotals;
use super::unusual::unusual_cells;

/// How many neighbouring days judge a day.
const JUDGES: usize = 8;
/// Fewer values than this judge nothing.
pub(super) const FEWEST_JUDGES: usize = 3;
/// A day of which fewer calls are usual is not judged.
const FEWEST_USUAL_CALLS: f64 = 30.0;
/// Unless it brings this many.
const MANY_CALLS: f64 = 300.0;
/// Neighbours further away than this are another season.
const NEIGHBOUR_DAYS: i64 = 91;
const ODD_DEVIATIONS: f64 = 5.0;
const ODD_FACTOR: f64 = 1.5;
/// Share of the limit from which on a day leans to a side.
const LEANING: f64 = 0.5;
const LEVEL_CHANGE_DAYS: usize = 5;
/// The same for the last days of the record, which nothing shows to be over.
const ONGOING_CHANGE_DAYS: usize = 3;
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

/// How a day compares with the days that judge it.
#[derive(Clone, Copy, Debug)]
struct Ratio {
    /// Log of its total over theirs.
    log: f64,
    /// Their total.
    usual: f64,
}

/// Which slots of a day were recorded, and their total.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Outline {
    /// The same for days with the same slots, all but surely different for others.
    slots: u64,
    total: f64,
}

impl Outline {
    fn of(calls: &[f64]) -> Self {
        let (mut slots, mut total) = (0_u64, 0.0);
        for stretch in calls.chunks(64) {
            let mut known = 0_u64;
            for (i, calls) in stretch.iter().enumerate() {
                known |= u64::from(!calls.is_nan()) << i;
                total += if calls.is_nan() { 0.0 } else { *calls };
            }
            slots = slots.rotate_left(5).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ known;
        }
        Self { slots, total }
    }
}

/// The judgement of one day.
#[derive(Clone, Debug, Default)]
struct Verdict {
    unusual: Vec<(usize, Mark)>,
    ratio: Option<Ratio>,
    odd: bool,
    /// Position of the last day that judges it.
    last_judge: usize,
}

/// The days before a point in time.
#[derive(Debug)]
pub(super) struct Past<'a> {
    pub(super) slots: usize,
    pub(super) days: &'a [Day],
    /// Days from each of them to the last one.
    ages: Vec<i64>,
    verdicts: Vec<Verdict>,
    /// Calls of ordinary days by day and slot; not a number where missing or unusual.
    usable: Vec<f64>,
    /// Positions of the ordinary days of each weekday.
    pub(super) ordinary: [Vec<usize>; 7],
    /// Robust standard deviation of the log of a day's total around its neighbours.
    pub(super) day_noise: f64,
    totals: OnceLock<DayTotals>,
    level: OnceLock<Option<DayLevel>>,
}

impl<'a> Past<'a> {
    /// The past of these days, unusual times marked.
    pub(super) fn new(days: &'a [Day], slots: usize) -> Self {
        Self::judged(days, slots, None)
    }

    /// The past as it was before the day at position `count`.
    pub(super) fn before(&self, count: usize) -> Self {
        Self::judged(self.days.get(..count).unwrap_or(self.days), self.slots, Some(self))
    }

    fn judged(days: &'a [Day], slots: usize, later: Option<&Self>) -> Self {
        let mut ordinary: [Vec<usize>; 7] = Default::default();
        for (i, day) in days.iter().enumerate().filter(|(_, d)| d.kind == DayKind::Ordinary) {
            if let Some(list) = ordinary.get_mut(day.weekday) {
                list.push(i);
            }
        }
        let last = days.last().map(|d| d.date);
        let mut past = Self {
            slots,
            days,
            ages: days.iter().map(|d| last.map_or(0, |last| (last - d.date).num_days())).collect(),
            verdicts: Vec::with_capacity(days.len()),
            usable: Vec::new(),
            ordinary,
            day_noise: USUAL_DAY_NOISE,
            totals: OnceLock::new(),
            level: OnceLock::new(),
        };
        let outlines: Vec<Outline> = days.iter().map(|d| Outline::of(&d.calls)).collect();
        let peaks = past.ordinary.each_ref().map(|positions| peak(days, positions, slots));
        for i in 0..days.len() {
            let known = later.and_then(|l| l.verdicts.get(i)).filter(|v| v.last_judge < days.len());
            let verdict =
                known.map_or_else(|| past.judge(i, &outlines, &peaks), |v| Verdict { odd: false, ..v.clone() });
            past.verdicts.push(verdict);
        }
        past.judge_days();
        past.usable = past.usable_cells();
        past
    }

    /// The calls of the slots of a day, not a number where they are missing or unusual; all of them so where the day is not
    /// ordinary.
    pub(super) fn row(&self, day: usize) -> &[f64] {
        self.usable.get(day * self.slots..(day + 1) * self.slots).unwrap_or_default()
    }

    /// The calls of a slot of an ordinary day, unless they are missing or unusual.
    pub(super) fn usable(&self, day: usize, slot: usize) -> Option<f64> {
        self.row(day).get(slot).copied().filter(|calls| !calls.is_nan())
    }

    /// The calls of a slot as recorded.
    pub(super) fn recorded(&self, day: usize, slot: usize) -> Option<f64> {
        self.days.get(day)?.at(slot)
    }

    /// The mark of a slot.
    pub(super) fn mark(&self, day: usize, slot: usize) -> Mark {
        if self.days.get(day).is_none_or(|d| d.kind != DayKind::Ordinary) {
            return Mark::NotOrdinary;
        }
        let verdict = self.verdicts.get(day);
        let unusual = verdict.and_then(|v| v.unusual.iter().find(|(s, _)| *s == slot));
        match (unusual, verdict.is_some_and(|v| v.odd)) {
            (Some((_, mark)), _) => *mark,
            (None, true) => Mark::OddDay,
            (None, false) => Mark::Usable,
        }
    }

    /// The last recorded day.
    pub(super) fn last(&self) -> Option<NaiveDate> {
        self.days.last().map(|d| d.date)
    }

    /// Days from a recorded day to the last one.
    pub(super) fn age(&self, day: usize) -> i64 {
        self.ages.get(day).copied().unwrap_or(0)
    }

    /// The totals of the ordinary days.
    pub(super) fn totals(&self) -> &DayTotals {
        self.totals.get_or_init(|| DayTotals::of(self))
    }

    /// The level of the days; `None` without any ordinary day.
    pub(super) fn level(&self) -> Option<&DayLevel> {
        self.level.get_or_init(|| DayLevel::fit(self)).as_ref()
    }

    /// Up to `count` days of an ascending list of positions that lie nearest to day `i`, itself left out.
    pub(super) fn nearest(&self, i: usize, list: &[usize], count: usize) -> Vec<usize> {
        let Some(here) = self.ages.get(i) else { return Vec::new() };
        let distance = |j: usize| self.ages.get(j).map_or(i64::MAX, |age| (age - here).abs());
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

    fn judge(&self, i: usize, outlines: &[Outline], peaks: &[Vec<f64>; 7]) -> Verdict {
        let Some(day) = self.days.get(i).filter(|d| d.kind == DayKind::Ordinary) else { return Verdict::default() };
        let judges = self.ordinary.get(day.weekday).map_or_else(Vec::new, |list| self.nearest(i, list, JUDGES));
        let rows: Vec<&[f64]> = judges.iter().filter_map(|j| self.days.get(*j)).map(|d| d.calls.as_slice()).collect();
        // with fewer neighbours than asked for, a later day may yet become one
        let last_judge =
            if judges.len() < JUDGES { usize::MAX } else { judges.iter().copied().max().unwrap_or(0).max(i) };
        let peak = peaks.get(day.weekday).map_or(&[][..], Vec::as_slice);
        let unusual = unusual_cells(&day.calls, &rows, peak);
        let others = judges.iter().filter_map(|j| outlines.get(*j).copied()).zip(rows.iter().copied());
        let ratio = outlines.get(i).and_then(|own| ratio((*own, &day.calls), others, &unusual));
        Verdict { unusual, ratio, odd: false, last_judge }
    }

    fn judge_days(&mut self) {
        let mut known: Vec<f64> = self.verdicts.iter().filter_map(|v| v.ratio).map(|r| r.log).collect();
        let Some(centre) = median(&mut known) else { return };
        let mut away: Vec<f64> = known.iter().map(|r| (r - centre).abs()).collect();
        let noise = 1.4826 * median(&mut away).unwrap_or(0.0);
        if known.len() >= JUDGES {
            self.day_noise = noise.clamp(0.02, 1.0);
        }
        // how far a day lies out, in limits: beyond one it is odd, beyond half of one it leans
        let out = |ratio: &Ratio| {
            let limit = ODD_DEVIATIONS * self.day_noise.max(1.0 / ratio.usual.max(1.0).sqrt());
            (ratio.log - centre) / limit.max(ODD_FACTOR.ln())
        };
        let outs: Vec<(usize, f64)> =
            self.verdicts.iter().enumerate().filter_map(|(i, v)| Some((i, out(v.ratio.as_ref()?)))).collect();
        let side = |out: f64| if out.abs() <= LEANING { 0 } else { i8::from(out > 0.0) - i8::from(out < 0.0) };
        let latest = outs.last().map(|(i, _)| *i);
        for run in outs.chunk_by(|a, b| side(a.1) == side(b.1)) {
            let ongoing = run.last().map(|(i, _)| *i) == latest;
            let change = if ongoing { ONGOING_CHANGE_DAYS } else { LEVEL_CHANGE_DAYS };
            for (i, _) in run.iter().filter(|(_, out)| run.len() < change && out.abs() > 1.0) {
                self.verdicts.get_mut(*i).into_iter().for_each(|v| v.odd = true);
            }
        }
    }

    fn usable_cells(&self) -> Vec<f64> {
        let mut cells = Vec::with_capacity(self.days.len() * self.slots);
        for (day, verdict) in self.days.iter().zip(&self.verdicts) {
            if day.kind != DayKind::Ordinary || verdict.odd {
                cells.resize(cells.len() + self.slots, f64::NAN);
                continue;
            }
            let first = cells.len();
            cells.extend_from_slice(&day.calls);
            cells.resize(first + self.slots, f64::NAN);
            for (slot, _) in &verdict.unusual {
                if let Some(cell) = cells.get_mut(first + slot) {
                    *cell = f64::NAN;
                }
            }
        }
        cells
    }
}

/// Greatest value of each slot over some days.
fn peak(days: &[Day], positions: &[usize], slots: usize) -> Vec<f64> {
    let mut peak = vec![0.0; slots];
    for day in positions.iter().filter_map(|i| days.get(*i)) {
        for (peak, calls) in peak.iter_mut().zip(&day.calls) {
            *peak = if *calls > *peak { *calls } else { *peak };
        }
    }
    peak
}

/// A day's total against those that judge it, over the slots that both have.
fn ratio<'a>(
    (outline, calls): (Outline, &[f64]),
    judges: impl Iterator<Item = (Outline, &'a [f64])>,
    unusual: &[(usize, Mark)],
) -> Option<Ratio> {
    let (mut ratios, mut totals) = ([0.0; JUDGES], [0.0; JUDGES]);
    let (mut count, mut alike) = (0, true);
    for ((other, row), (ratio, total)) in judges.zip(ratios.iter_mut().zip(&mut totals)) {
        let same = unusual.is_empty() && other.slots == outline.slots;
        let (own, other) = if same { (outline.total, other.total) } else { shared_totals(calls, row, unusual) };
        *ratio = (own + 1.0) / (other + 1.0);
        *total = other;
        count += 1;
        alike &= same;
    }
    let usual = median(totals.get_mut(..count).filter(|t| t.len() >= FEWEST_JUDGES)?)?;
    if usual < FEWEST_USUAL_CALLS && outline.total < MANY_CALLS {
        return None;
    }
    // beside totals of the same slots the median of the totals tells the median of the ratios
    let ratio = if alike { (outline.total + 1.0) / (usual + 1.0) } else { median(ratios.get_mut(..count)?)? };
    Some(Ratio { log: ratio.ln(), usual })
}

/// Totals of two days over the usual slots that both have.
fn shared_totals(calls: &[f64], other: &[f64], unusual: &[(usize, Mark)]) -> (f64, f64) {
    let both = calls
        .iter()
        .zip(other)
        .enumerate()
        .filter(|(slot, (a, b))| !a.is_nan() && !b.is_nan() && !unusual.iter().any(|(s, _)| s == slot));
    both.fold((0.0, 0.0), |sum, (_, (a, b))| (sum.0 + a, sum.1 + b))
}

/// The median; reorders the values. `None` of nothing.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    let half = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    let upper = *upper;
    if !even {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}
