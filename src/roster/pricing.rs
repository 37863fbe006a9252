//! Exact pricing: the cheapest legal week of a class under given prices, by dynamic programming.
//!
//! Breaks first: for each shift the cheapest places in order, a scan over their possible starts. Then the week: along the
//! graph of all legal weeks, the cheapest chain of shifts that keeps rest, hours and "same shift". Both are exact
//! for linear prices; for the prices of a roster at hand they are exact but for two breaks in the same interval.

use super::class::{Choice, Class, ClassDay, Family, FixedActivity, KeptBreaks};
use super::legality::paths::Node;
use super::legality::shifts::{BreakModel, WEEK, signed};
use super::legality::spacing::{Spacing, Taken};
use super::legality::week::DayMask;
use super::model::Model;
use super::prices::Prices;
use super::tour::{Breaks, DayWork, MAX_BREAKS, Tour, borders, locked_portions};

const NEVER: f64 = f64::INFINITY;

/// Marks a parent whose chain already holds the longest shift.
const FLAG: u32 = 0x8000;
/// Where a parent's step begins: below it stand flag and choice.
const STEP: u32 = 16;

/// Scratch space, kept between calls.
#[derive(Default)]
pub(super) struct Workspace {
    value: [Vec<f64>; WEEK],
    layers: Vec<Layer>,
    stairs: Vec<(i32, f64)>,
}

/// Cheapest prices of chains that end with each choice of one day worked, by hours bucket.
#[derive(Clone, Default)]
struct Layer {
    /// Some chain ends here.
    reached: bool,
    /// Where the kind's shifts begin among the day's choices.
    begin: usize,
    /// Number of them.
    width: usize,
    /// Sums of hours that chains up to here can have.
    buckets: usize,
    price: Vec<f64>,
    /// The step, the flag and the choice that each came from.
    parent: Vec<u32>,
    /// Prefix minima over the choices by ascending end: price and choice.
    best_by_end: Vec<(f64, u16)>,
}

/// The cheapest legal week with its price; `None` when no week with work is legal.
pub(super) fn best_week(
    model: &Model<'_>,
    class: &Class,
    prices: &Prices,
    hour_price: f64,
    noise: &mut dyn FnMut() -> f64,
    work: &mut Workspace,
) -> Option<(f64, Tour)> {
    value_days(model, class, prices, noise, work);
    let mut found = None;
    for family in &class.families {
        Search { class, family, hour_price, work, found: &mut found }.run();
    }
    found.map(|week| (week.0, tour_of(model, class, &week, prices)))
}

/// A chain of choices with its price and its days.
type Chain = (f64, DayMask, [u16; WEEK]);

fn value_days(model: &Model<'_>, class: &Class, prices: &Prices, noise: &mut dyn FnMut() -> f64, work: &mut Workspace) {
    for (day, class_day) in class.days.iter().enumerate() {
        let mut values = std::mem::take(&mut work.value[day]);
        values.clear();
        for (i, choice) in class_day.choices.iter().enumerate() {
            let first = class_day.same_as.get(i).filter(|_| !class_day.is_first(i));
            values.push(if let Some(first) = first {
                values[usize::from(*first)]
            } else {
                let change = class_day.kept.as_ref().map_or(0.0, |kept| kept.price(choice));
                let own = choice.wish_price() + change + prices.of_teams(model, day, choice) + noise();
                day_price(model, class, class_day, choice, prices, &mut work.stairs) + own
            });
        }
        work.value[day] = values;
    }
}

fn tour_of(model: &Model<'_>, class: &Class, (_, mask, chain): &Chain, prices: &Prices) -> Tour {
    let mut tour = Tour::default();
    for day in (0..WEEK).filter(|d| mask >> d & 1 == 1) {
        let class_day = &class.days[day];
        if let Some(choice) = class_day.choices.get(usize::from(chain[day])) {
            let (_, breaks) = place_breaks(model, class, class_day, choice, prices);
            tour.days[day] = Some(DayWork { choice: chain[day], breaks });
        }
    }
    tour
}

/// Price of working a choice with its breaks at their cheapest places.
pub(super) fn day_price(
    model: &Model<'_>,
    class: &Class,
    day: &ClassDay,
    choice: &Choice,
    prices: &Prices,
    stairs: &mut Vec<(i32, f64)>,
) -> f64 {
    let across = prices.crossing(&borders(model, choice));
    if !day.locked.is_empty() {
        let portions = locked_portions(model, class, day);
        return across + portions.iter().map(|p| locked_price(model, prices, *p)).sum::<f64>();
    }
    let core_end = choice.end - signed(model.problem.centre.handover.wind_down);
    let gaps: f64 = day.activities.iter().map(|a| prices.gap(model, a.start, a.end)).sum();
    across
        + prices.stretch(model, choice.start, core_end)
        + gaps
        + cheapest_breaks(model, class, day, choice, prices, stairs)
}

fn locked_price(model: &Model<'_>, prices: &Prices, portion: super::coverage::Portion) -> f64 {
    let start = model.slot_start(portion.slot as usize);
    prices.stretch(model, start, start + i32::from(portion.minutes))
}

/// The price of the cheapest legal places of the breaks.
fn cheapest_breaks(
    model: &Model<'_>,
    class: &Class,
    day: &ClassDay,
    choice: &Choice,
    prices: &Prices,
    stairs: &mut Vec<(i32, f64)>,
) -> f64 {
    let template = &model.contracts[class.contract].templates[choice.template];
    if choice.touches_closed || !day.activities.is_empty() || !template.spacing.is_free() {
        return place_breaks(model, class, day, choice, prices).0;
    }
    let end = choice.end - choice.start - signed(model.problem.centre.handover.wind_down);
    stairs.clear();
    stairs.push((0, 0.0));
    // the cheapest so far of the breaks up to one, by when it ends: a staircase of (end, price) appended level by level
    let mut level = 0..1;
    for b in &template.breaks {
        let savings = prices.breaks_of(b.length);
        let next = stairs.len();
        let (mut step, mut before, mut best) = (level.start, NEVER, NEVER);
        for start in &b.starts {
            if start + b.length > end {
                break;
            }
            while step < level.end && stairs[step].0 <= *start {
                before = before.min(stairs[step].1);
                step += 1;
            }
            let grain = usize::try_from((choice.start + start) / model.grain).unwrap_or(usize::MAX);
            let price = before + savings.get(grain).copied().unwrap_or(0.0);
            if price < best {
                best = price;
                stairs.push((start + b.length, price));
            }
        }
        level = next..stairs.len();
    }
    let cheapest = stairs[level].iter().map(|s| s.1).fold(NEVER, f64::min);
    or_kept(model, class, day, choice, prices, (cheapest, Breaks::default())).0
}

/// These breaks, or those of the kept roster where moving them would cost more than it saves.
fn or_kept(
    model: &Model<'_>,
    class: &Class,
    day: &ClassDay,
    choice: &Choice,
    prices: &Prices,
    (price, breaks): (f64, Breaks),
) -> (f64, Breaks) {
    let Some(kept) = day.kept.as_ref().filter(|kept| kept.is(choice)) else { return (price, breaks) };
    let moved = price + kept.price_of_moved_breaks();
    let KeptBreaks::At(places) = kept.breaks else { return (moved, breaks) };
    let rules = &model.contracts[class.contract].templates[choice.template].breaks;
    let saving = |(rule, at): (&BreakModel, i16)| {
        let grain = usize::try_from((choice.start + i32::from(at)) / model.grain).unwrap_or(usize::MAX);
        prices.breaks_of(rule.length).get(grain).copied().unwrap_or(0.0)
    };
    let stay: f64 = rules.iter().zip(places.at).map(saving).sum();
    if stay <= moved { (stay, places) } else { (moved, breaks) }
}

/// The cheapest legal places of the breaks, with their price; closed stretches are covered first of all.
pub(super) fn place_breaks(
    model: &Model<'_>,
    class: &Class,
    day: &ClassDay,
    choice: &Choice,
    prices: &Prices,
) -> (f64, Breaks) {
    let template = &model.contracts[class.contract].templates[choice.template];
    let end = choice.end - choice.start - signed(model.problem.centre.handover.wind_down);
    let skills = &model.skill_sets[class.skills];
    let closed_in = |from: i32, to: i32| if choice.touches_closed { closed_grains(model, skills, from, to) } else { 0 };
    let placer = Placer { model, choice, end, activities: &day.activities, prices, spacing: &template.spacing };
    let mut chains: Vec<Vec<Placed>> = Vec::with_capacity(template.breaks.len());
    for b in template.breaks.iter().take(MAX_BREAKS) {
        let placed = placer.place(b, chains.last(), &closed_in);
        chains.push(placed);
    }
    if let Some(last) = chains.last_mut() {
        last.retain(|p| template.spacing.may_end(p.taken, choice.end - choice.start));
    }
    or_kept(model, class, day, choice, prices, best_chain(&chains))
}

/// A place of one break with the best places of those before it.
#[derive(Clone, Copy)]
struct Placed {
    start: i32,
    /// The breaks up to this one as the rules about their spacing see them.
    taken: Taken,
    /// Closed grains covered so far, negated so that less is better, then the price.
    key: (i32, f64),
    parent: usize,
}

struct Placer<'a, 'm> {
    model: &'a Model<'m>,
    choice: &'a Choice,
    end: i32,
    activities: &'a [FixedActivity],
    prices: &'a Prices,
    spacing: &'a Spacing,
}

impl Placer<'_, '_> {
    fn place(&self, b: &BreakModel, before: Option<&Vec<Placed>>, closed_in: &dyn Fn(i32, i32) -> i32) -> Vec<Placed> {
        let mut found = Vec::with_capacity(b.starts.len());
        for &start in &b.starts {
            let (from, to) = (self.choice.start + start, self.choice.start + start + b.length);
            if start + b.length > self.end || self.activities.iter().any(|a| a.start < to && from < a.end) {
                continue;
            }
            let grain = usize::try_from(from / self.model.grain).unwrap_or(usize::MAX);
            let saving = self.prices.breaks_of(b.length).get(grain).copied().unwrap_or(0.0);
            let closed = closed_in(from, to);
            for (parent, taken, key) in self.ways_to((start, start + b.length), before) {
                found.push(Placed { start, taken, key: (key.0 - closed, key.1 + saving), parent });
            }
        }
        found
    }

    /// The best ways to a break at this place: one, or one for each break that counts before it where law asks for such.
    fn ways_to(&self, place: (i32, i32), before: Option<&Vec<Placed>>) -> Vec<(usize, Taken, (i32, f64))> {
        let length = self.choice.end - self.choice.start;
        let Some(list) = before else {
            let first = self.spacing.extended(Taken::default(), place, length);
            return first.map(|taken| (0, taken, (0, 0.0))).into_iter().collect();
        };
        let mut ways: Vec<(usize, Taken, (i32, f64))> = Vec::with_capacity(1);
        for (parent, placed) in list.iter().enumerate() {
            let Some(taken) = self.spacing.extended(placed.taken, place, length) else { continue };
            match ways.iter_mut().find(|way| way.1 == taken) {
                Some(way) if compare(placed.key, way.2).is_lt() => *way = (parent, taken, placed.key),
                Some(_) => {}
                None => ways.push((parent, taken, placed.key)),
            }
        }
        ways
    }
}

fn compare(a: (i32, f64), b: (i32, f64)) -> std::cmp::Ordering {
    a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
}

fn best_chain(chains: &[Vec<Placed>]) -> (f64, Breaks) {
    let mut breaks = Breaks::default();
    let Some(last) = chains.last() else { return (0.0, breaks) };
    let Some((mut at, best)) = last.iter().enumerate().min_by(|a, b| compare(a.1.key, b.1.key)) else {
        return (NEVER, breaks);
    };
    for (i, chain) in chains.iter().enumerate().rev() {
        let placed = chain[at];
        breaks.at[i] = i16::try_from(placed.start).unwrap_or(0);
        at = placed.parent;
    }
    (best.key.1, breaks)
}

fn closed_grains(model: &Model<'_>, skills: &[usize], from: i32, to: i32) -> i32 {
    let mut at = from;
    let mut closed = 0;
    while at < to {
        if !model.open_for(model.slot_of(at), skills) {
            closed += 1;
        }
        at += model.grain;
    }
    closed
}

struct Search<'a> {
    class: &'a Class,
    family: &'a Family,
    hour_price: f64,
    work: &'a mut Workspace,
    found: &'a mut Option<Chain>,
}

impl Search<'_> {
    fn run(&mut self) {
        let nodes = &self.class.paths.nodes;
        if self.work.layers.len() < nodes.len() {
            self.work.layers.resize(nodes.len(), Layer::default());
        }
        for (index, node) in nodes.iter().enumerate() {
            self.extend(index, node);
            if let Some(end) = node.end {
                self.finish(index, node, end.get());
            }
        }
    }

    fn flags(&self) -> usize {
        if self.family.longest.is_some() { 2 } else { 1 }
    }

    /// Number of sums of hours that so many shifts can have.
    fn buckets(&self, worked: u32) -> usize {
        (self.family.buckets - 1) / WEEK * (worked as usize) + 1
    }

    /// Brings the chains of all ways to a day worked.
    fn extend(&mut self, index: usize, node: &Node) {
        let (flags, buckets) = (self.flags(), self.buckets(node.worked));
        let (before, here) = self.work.layers.split_at_mut(index);
        let Some(layer) = here.first_mut() else { return };
        let class_day = &self.class.days[node.day];
        let part = self.family.index * self.class.kinds + usize::from(node.kind);
        let range = class_day.part(part);
        let planes = flags * buckets;
        (layer.reached, layer.begin, layer.width, layer.buckets) = (false, range.start, range.len(), buckets);
        if range.is_empty() {
            return;
        }
        layer.price.clear();
        layer.price.resize(planes * range.len(), NEVER);
        layer.parent.clear();
        layer.parent.resize(planes * range.len(), 0);
        for (number, step) in node.steps.iter().enumerate() {
            let came = u32::try_from(number).unwrap_or(0) << STEP;
            let last = step.from.map(|from| (&before[from], &self.class.paths.nodes[from]));
            if last.is_some_and(|(last, _)| !last.reached) {
                continue;
            }
            let counts = if step.rest { &class_day.long_rested } else { &class_day.rested };
            let rested = last.map(|(_, from)| &counts[from.day * self.class.kinds + usize::from(from.kind)]);
            let opens = self.class.rules.weekly_rest.filter(|_| step.rest).map_or(i32::MIN, |rest| rest.opens);
            for i in range.clone() {
                let choice = &class_day.choices[i];
                let own = self.work.value[node.day][i] + step.price.get();
                if own.is_infinite() || self.family.longest.is_some_and(|l| choice.paid > l) {
                    continue;
                }
                let up = above_least(self.family, choice);
                let hits = usize::from(self.family.longest == Some(choice.paid));
                let column = i - range.start;
                let (Some((last, _)), Some(rested)) = (last, rested) else {
                    if choice.start < opens {
                        continue;
                    }
                    layer.take((hits * buckets + up, column), own, came);
                    continue;
                };
                let ready = usize::from(rested[i]);
                if ready == 0 {
                    continue;
                }
                for flag in 0..flags {
                    // the parent's bucket follows from this one; its flag does not, so it is kept with the choice
                    let flagged = if flag == 1 { FLAG } else { 0 };
                    for bucket in 0..last.buckets {
                        let (price, parent) = last.best_by_end[(flag * last.buckets + bucket) * last.width + ready - 1];
                        let plane = flag.max(hits) * buckets + bucket + up;
                        layer.take((plane, column), price + own, came | flagged | u32::from(parent));
                    }
                }
            }
        }
        if layer.reached {
            layer.index_by_end(&class_day.by_end[range], planes);
        }
    }

    fn finish(&mut self, index: usize, node: &Node, end: f64) {
        let layer = &self.work.layers[index];
        if !layer.reached {
            return;
        }
        let days = i32::try_from(node.worked).unwrap_or(0);
        let ready = node.closes.map_or(layer.width, |closes| self.ended_by(node, closes));
        if ready == 0 {
            return;
        }
        let needed_flag = self.flags() - 1;
        let mut found: Option<(f64, usize, u16)> = None;
        for bucket in 0..layer.buckets {
            let plane = needed_flag * layer.buckets + bucket;
            let (price, choice) = layer.best_by_end[plane * layer.width + ready - 1];
            if price.is_infinite() {
                continue;
            }
            let paid = days * self.family.least_paid + i32::try_from(bucket).unwrap_or(0) * self.family.unit;
            let longest = self.family.longest.unwrap_or(paid / days.max(1));
            if !self.class.rules.hours_legal(node.worked, paid, longest) {
                continue;
            }
            let hours = self.hour_price * f64::from(self.class.rules.minutes_above(paid, longest)) / 60.0;
            let total = price + end + hours;
            if found.is_none_or(|f| total < f.0) {
                found = Some((total, plane, choice));
            }
        }
        let Some((total, plane, choice)) = found else { return };
        if self.found.is_none_or(|f| total < f.0) {
            let (mask, chain) = self.trace(index, plane, choice);
            *self.found = Some((total, mask, chain));
        }
    }

    /// How many of a node's choices end by a minute of the clock.
    fn ended_by(&self, node: &Node, closes: i32) -> usize {
        let class_day = &self.class.days[node.day];
        let part = class_day.part(self.family.index * self.class.kinds + usize::from(node.kind));
        class_day.by_end[part].partition_point(|i| class_day.choices[usize::from(*i)].end <= closes)
    }

    fn trace(&self, index: usize, plane: usize, choice: u16) -> (DayMask, [u16; WEEK]) {
        let (mut mask, mut chain) = (0, [0; WEEK]);
        let (mut at, mut plane, mut choice) = (Some(index), plane, choice);
        while let Some(index) = at {
            let (node, layer) = (&self.class.paths.nodes[index], &self.work.layers[index]);
            chain[node.day] = choice;
            mask |= 1 << node.day;
            let i = usize::from(choice);
            let parent = layer.parent[plane * layer.width + i - layer.begin];
            at = node.steps[(parent >> STEP) as usize].from;
            if let Some(from) = at {
                let up = above_least(self.family, &self.class.days[node.day].choices[i]);
                let bucket = (plane % layer.buckets).saturating_sub(up);
                plane = usize::from(parent & FLAG != 0) * self.work.layers[from].buckets + bucket;
                choice = u16::try_from(parent & (FLAG - 1)).unwrap_or(0);
            }
        }
        (mask, chain)
    }
}

impl Layer {
    /// Keeps a chain that is cheaper than what is known to end here.
    fn take(&mut self, (plane, column): (usize, usize), price: f64, parent: u32) {
        let at = plane * self.width + column;
        if price < self.price[at] {
            self.price[at] = price;
            self.parent[at] = parent;
            self.reached = true;
        }
    }

    fn index_by_end(&mut self, order: &[u16], planes: usize) {
        self.best_by_end.clear();
        for plane in 0..planes {
            let prices = &self.price[plane * self.width..(plane + 1) * self.width];
            let mut best = (NEVER, 0);
            self.best_by_end.extend(order.iter().map(|&i| {
                let price = prices[usize::from(i) - self.begin];
                if price < best.0 {
                    best = (price, i);
                }
                best
            }));
        }
    }
}

/// Units that a choice pays above the family's shortest.
fn above_least(family: &Family, choice: &Choice) -> usize {
    usize::try_from((choice.paid - family.least_paid) / family.unit).unwrap_or(0)
}
