//! The legal ways through a week as a graph: a node is a day worked with a kind of shift and all that later days can ask about
//! the days so far, so that weeks which agree in that share their way on. Pricing walks it once from front to back.

use std::collections::BTreeMap;

use super::price::Price;
use super::shifts::WEEK;
use super::week::{DayMask, Kind, Progress, WeekRules};

/// Sets of days of a week.
const MASKS: usize = 1 << WEEK;

/// A day worked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node {
    /// Day of the week.
    pub(crate) day: usize,
    /// Its kind of shift.
    pub(crate) kind: Kind,
    /// Days worked up to this one.
    pub(crate) worked: u32,
    /// The ways that lead here, in the order of the nodes they come from.
    pub(crate) steps: Vec<Step>,
    /// The price of no more work after this day; `None` where the week may not end here.
    pub(crate) end: Option<Price>,
    /// The day's shift must end by then for the week to end here: the weekly rest comes after it.
    pub(crate) closes: Option<i32>,
}

/// A way to a day worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    /// The day worked before; `None` for the first of the week.
    pub(crate) from: Option<usize>,
    /// The price of what the days in between and this day break.
    pub(crate) price: Price,
    /// The weekly rest lies between the two.
    pub(crate) rest: bool,
}

/// The graph. Nodes come after those that lead to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Paths {
    pub(crate) nodes: Vec<Node>,
    /// The legal sets of days, ascending, each with the least that its weeks pay for rules; the empty set only where it is legal.
    pub(crate) masks: Vec<(DayMask, Price)>,
}

impl Paths {
    pub(crate) fn of(rules: &WeekRules) -> Self {
        let mut builder = Builder { rules, met: Default::default() };
        builder.spread(None, rules.start(), 0);
        let mut nodes = Vec::new();
        for day in 0..WEEK {
            for (progress, steps) in std::mem::take(&mut builder.met[day]) {
                let end = builder.spread(Some(nodes.len()), progress, day + 1);
                let kind = progress.last.map_or(0, |(_, kind)| kind);
                let closes = rules.weekly_rest.filter(|_| !progress.rested).map(|rest| rest.closes);
                let (worked, end) = (u32::from(progress.worked), end.map(Price::of));
                nodes.push(Node { day, kind, worked, steps, end, closes });
            }
        }
        let nodes = without_dead_ends(nodes);
        let masks = masks(&nodes, rules.may_stay_empty());
        Self { nodes, masks }
    }
}

/// The sets of days of all ways through the nodes.
fn masks(nodes: &[Node], may_be_empty: bool) -> Vec<(DayMask, Price)> {
    let mut least = [f64::INFINITY; MASKS];
    let mut of_node: Vec<[f64; MASKS]> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let mut here = [f64::INFINITY; MASKS];
        for step in &node.steps {
            let price = step.price.get();
            match step.from.and_then(|from| of_node.get(from)) {
                None => here[1 << node.day] = here[1 << node.day].min(price),
                Some(before) => {
                    for (mask, known) in before.iter().enumerate().filter(|(_, known)| known.is_finite()) {
                        here[mask | 1 << node.day] = here[mask | 1 << node.day].min(known + price);
                    }
                }
            }
        }
        if let Some(end) = node.end {
            least.iter_mut().zip(&here).for_each(|(least, here)| *least = least.min(here + end.get()));
        }
        of_node.push(here);
    }
    if may_be_empty {
        least[0] = 0.0;
    }
    let legal = least.iter().enumerate().filter(|(_, price)| price.is_finite());
    legal.filter_map(|(mask, price)| Some((DayMask::try_from(mask).ok()?, Price::of(*price)))).collect()
}

struct Builder<'r> {
    rules: &'r WeekRules,
    /// Days worked that some way leads to, by day.
    met: [BTreeMap<Progress, Vec<Step>>; WEEK],
}

impl Builder<'_> {
    /// Goes on from a day worked, or from the start, over days off to every next day worked; gives the price of days off to
    /// the end, where that is legal.
    fn spread(&mut self, from: Option<usize>, progress: Progress, first: usize) -> Option<f64> {
        let (mut progress, mut price) = (progress, 0.0);
        for day in first..WEEK {
            for kind in &self.rules.kinds[day] {
                if let Some((next, own)) = self.rules.step(progress, day, Some(*kind)) {
                    let step = Step { from, price: Price::of(price + own), rest: false };
                    self.met[day].entry(next).or_default().push(step);
                    if self.rules.weekly_rest.is_some() && !next.rested {
                        let mut rested = next;
                        rested.rested = true;
                        self.met[day].entry(rested).or_default().push(Step { rest: true, ..step });
                    }
                }
            }
            let (next, own) = self.rules.step(progress, day, None)?;
            (progress, price) = (next, price + own);
        }
        self.rules.finish(progress).map(|own| price + own)
    }
}

/// Only the nodes from which a legal end can be reached.
fn without_dead_ends(nodes: Vec<Node>) -> Vec<Node> {
    let mut alive: Vec<bool> = nodes.iter().map(|n| n.end.is_some()).collect();
    for index in (0..nodes.len()).rev() {
        if alive[index] {
            nodes[index].steps.iter().filter_map(|s| s.from).for_each(|from| alive[from] = true);
        }
    }
    let mut place = vec![None; nodes.len()];
    let mut kept = Vec::with_capacity(nodes.len());
    for (index, mut node) in nodes.into_iter().enumerate().filter(|(index, _)| alive[*index]) {
        for step in &mut node.steps {
            step.from = step.from.and_then(|from| place[from]);
        }
        place[index] = Some(kept.len());
        kept.push(node);
    }
    kept
}
