//! The legal schedules of one set of rules as a layered network: nodes are standings, steps are days.
//!
//! Only nodes that a legal schedule passes are kept. How often a shift is worked is no part of a node (it would multiply the
//! network); pricing carries those counters beside it.

use std::collections::BTreeMap;

use super::legality::{Catalogue, Choice, Rules, Shift, Standing};

/// A day's work from one node to one of the next day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The day's shift.
    pub(super) choice: Choice,
    /// The node of the next day.
    pub(super) to: u32,
}

/// The network of one set of rules. Node 0 is the start.
#[derive(Debug)]
pub(super) struct Network {
    /// First node of each day, one entry more than days: the last is the layer of ends.
    layers: Vec<u32>,
    /// First step of each node, one entry more than nodes.
    firsts: Vec<u32>,
    steps: Vec<Step>,
    /// Shifts whose number of times is limited, each with its most.
    pub(super) counted: Vec<(Shift, u32)>,
}

/// A node while the network is built: its standing's steps, by the place of the next standing in its layer.
type Draft = Vec<Vec<(Choice, u32)>>;

impl Network {
    /// The network of these rules; `None` when no schedule is legal (counters left out).
    pub(super) fn of(catalogue: &Catalogue, rules: &Rules) -> Option<Self> {
        let (drafts, ends) = forward(catalogue, rules);
        let kept = backward(&drafts, &ends);
        if !*kept.first()?.first()? {
            return None;
        }
        Some(compress(&drafts, &kept, rules.counted(catalogue)))
    }

    /// Number of nodes.
    pub(super) fn nodes(&self) -> usize {
        self.firsts.len() - 1
    }

    /// Number of days.
    pub(super) fn days(&self) -> usize {
        self.layers.len() - 1
    }

    /// The nodes at the start of a day; the layer after the last day holds the ends.
    pub(super) fn layer(&self, day: usize) -> std::ops::Range<usize> {
        let from = self.layers.get(day).map_or(self.nodes(), |n| *n as usize);
        let to = self.layers.get(day + 1).map_or(self.nodes(), |n| *n as usize);
        from..to
    }

    /// The steps out of a node.
    pub(super) fn steps(&self, node: usize) -> &[Step] {
        let (from, to) = (self.firsts[node] as usize, self.firsts[node + 1] as usize);
        &self.steps[from..to]
    }
}

/// Every standing that can be reached, day by day; and which of the last are legal ends.
fn forward(catalogue: &Catalogue, rules: &Rules) -> (Vec<Draft>, Vec<bool>) {
    let choices: Vec<Choice> = std::iter::once(None)
        .chain((0..).zip(&catalogue.paid).map(|(shift, _)| shift).filter(|s| rules.allows(*s)).map(Some))
        .collect();
    let mut drafts = Vec::with_capacity(rules.can.len());
    let mut layer: Vec<Standing> = vec![rules.start()];
    for day in 0..rules.can.len() {
        let mut places: BTreeMap<Standing, u32> = BTreeMap::new();
        let mut next = Vec::new();
        let mut draft: Draft = Vec::with_capacity(layer.len());
        for standing in &layer {
            let steps = choices.iter().filter_map(|c| Some((*c, rules.next(catalogue, *standing, day, *c)?)));
            let steps = steps.map(|(choice, to)| {
                let place = *places.entry(to).or_insert_with(|| {
                    next.push(to);
                    index(next.len() - 1)
                });
                (choice, place)
            });
            draft.push(steps.collect());
        }
        drafts.push(draft);
        layer = next;
    }
    (drafts, layer.into_iter().map(|at| rules.may_end(at)).collect())
}

/// Of each layer, the nodes from which a legal end can be reached.
fn backward(drafts: &[Draft], ends: &[bool]) -> Vec<Vec<bool>> {
    let mut kept = vec![ends.to_vec()];
    for draft in drafts.iter().rev() {
        let after = &kept[kept.len() - 1];
        let layer = draft.iter().map(|steps| steps.iter().any(|(_, to)| after[*to as usize])).collect();
        kept.push(layer);
    }
    kept.reverse();
    kept
}

/// The kept nodes, numbered anew, with steps among them.
fn compress(drafts: &[Draft], kept: &[Vec<bool>], counted: Vec<(Shift, u32)>) -> Network {
    let mut next = 0;
    let mut layers = Vec::with_capacity(kept.len());
    let mut numbers: Vec<Vec<u32>> = Vec::with_capacity(kept.len());
    for layer in kept {
        layers.push(next);
        let number = |keep: &bool| {
            let own = next;
            next += u32::from(*keep);
            own
        };
        numbers.push(layer.iter().map(number).collect());
    }
    let (mut firsts, mut steps) = (Vec::with_capacity(next as usize + 1), Vec::new());
    for (day, draft) in drafts.iter().enumerate() {
        for (node, _) in draft.iter().zip(&kept[day]).filter(|(_, keep)| **keep) {
            firsts.push(index(steps.len()));
            let alive = node.iter().filter(|(_, to)| kept[day + 1][*to as usize]);
            steps.extend(alive.map(|(choice, to)| Step { choice: *choice, to: numbers[day + 1][*to as usize] }));
        }
    }
    firsts.resize(next as usize + 1, index(steps.len()));
    Network { layers, firsts, steps, counted }
}

/// A place as a 32-bit number; a network beyond that would not fit into memory.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
