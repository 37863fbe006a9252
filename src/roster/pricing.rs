//! Exact pricing: the cheapest legal week of a class under given prices, by dynamic programming.
//!
//! Breaks first: for each shift the cheapest places in order, a scan over their possible starts. Then the week: day by
//! day along every legal set of days, the cheapest chain of shifts that keeps rest, hours and "same shift". Both are exact
//! for linear prices; for the prices of a roster at hand they are exact but for two breaks in the same interval.

use super::class::{Choice, Class, ClassDay, Family, FixedActivity};
use super::legality::shifts::{BreakModel, WEEK, signed};
use super::legality::week::DayMask;
use super::model::Model;
use super::prices::Prices;
use super::tour::{Breaks, DayWork, MAX_BREAKS, Tour, borders, locked_portions};

const NEVER: f64 = f64::INFINITY;

/// Marks a parent whose chain already holds the longest shift.
const FLAG: u16 = 0x8000;

/// Scratch space, kept between calls.
#[derive(Default)]
pub(super) struct Workspace {
    value: [Vec<f64>; WEEK],
    layers: Vec<Layer>,
    stairs: Vec<(i32, f64)>,
}

/// Cheapest prices of chains that end with each choice of one day, by hours bucket.
#[derive(Clone, Default)]
struct Layer {
    day: usize,
    /// Where the family begins among the day's choices.
    begin: usize,
    /// Number of choices of the family.
    width: usize,
    price: Vec<f64>,
    parent: Vec<u16>,
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
        values.extend(class_day.choices.iter().map(|choice| {
            day_price(model, class, class_day, choice, prices, &mut work.stairs)
                + prices.of_teams(model, day, choice)
                + choice.wish_price()
                + noise()
        }));
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
        let portions = locked_portions(model, day);
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
    if choice.touches_closed || !day.activities.is_empty() {
        return place_breaks(model, class, day, choice, prices).0;
    }
    let template = &model.contracts[class.contract].templates[choice.template];
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
    stairs[level].iter().map(|s| s.1).fold(NEVER, f64::min)
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
    let placer = Placer { model, choice, end, activities: &day.activities, prices };
    let mut chains: Vec<Vec<Placed>> = Vec::with_capacity(template.breaks.len());
    for b in template.breaks.iter().take(MAX_BREAKS) {
        let placed = placer.place(b, chains.last(), &closed_in);
        chains.push(placed);
    }
    best_chain(&chains)
}

/// A place of one break with the best places of those before it.
#[derive(Clone, Copy)]
struct Placed {
    start: i32,
    end: i32,
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
}

impl Placer<'_, '_> {
    fn place(&self, b: &BreakModel, before: Option<&Vec<Placed>>, closed_in: &dyn Fn(i32, i32) -> i32) -> Vec<Placed> {
        let mut found = Vec::with_capacity(b.starts.len());
        for &start in &b.starts {
            let (from, to) = (self.choice.start + start, self.choice.start + start + b.length);
            if start + b.length > self.end || self.activities.iter().any(|a| a.start < to && from < a.end) {
                continue;
            }
            let parent = match before {
                None => (0, (0, 0.0)),
                Some(list) => {
                    let fits = list.iter().enumerate().filter(|(_, p)| p.end <= start);
                    let Some((i, p)) = fits.min_by(|a, b| compare(a.1.key, b.1.key)) else { continue };
                    (i, p.key)
                }
            };
            let grain = usize::try_from(from / self.model.grain).unwrap_or(usize::MAX);
            let saving = self.prices.breaks_of(b.length).get(grain).copied().unwrap_or(0.0);
            let key = (parent.1.0 - closed_in(from, to), parent.1.1 + saving);
            found.push(Placed { start, end: start + b.length, key, parent: parent.0 });
        }
        found
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
        if self.work.layers.len() < WEEK {
            self.work.layers.resize(WEEK, Layer::default());
        }
        self.step(0, 0, 0);
    }

    /// Tries the day off, then worked, after the days decided in `mask`, `depth` of them worked.
    fn step(&mut self, day: usize, mask: DayMask, depth: usize) {
        if day == WEEK {
            if mask != 0 {
                self.finish(mask, depth);
            }
            return;
        }
        if self.class.may_begin(day + 1, mask) {
            self.step(day + 1, mask, depth);
        }
        let worked = mask | 1 << day;
        if self.class.may_begin(day + 1, worked) && self.extend(day, depth) {
            self.step(day + 1, worked, depth + 1);
        }
    }

    fn flags(&self) -> usize {
        if self.family.longest.is_some() { 2 } else { 1 }
    }

    /// Adds the day to the chains; false when no chain can go on.
    fn extend(&mut self, day: usize, depth: usize) -> bool {
        let mut layer = std::mem::take(&mut self.work.layers[depth]);
        let class_day = &self.class.days[day];
        let range = class_day.family(self.family.index);
        let planes = self.family.buckets * self.flags();
        layer.day = day;
        layer.begin = range.start;
        layer.width = range.len();
        layer.price.clear();
        layer.price.resize(planes * range.len(), NEVER);
        layer.parent.clear();
        layer.parent.resize(planes * range.len(), 0);
        let mut any = false;
        for i in range {
            let choice = &class_day.choices[i];
            let own = self.work.value[day][i];
            if own.is_infinite() || self.family.longest.is_some_and(|l| choice.paid > l) {
                continue;
            }
            let up = self.above_least(choice);
            let hits = usize::from(self.family.longest == Some(choice.paid));
            if depth == 0 {
                let plane = hits * self.family.buckets + up;
                layer.price[plane * layer.width + i - layer.begin] = own;
                any = true;
            } else {
                any |= self.chain_to(&mut layer, depth, (i, own), (up, hits));
            }
        }
        if any {
            self.index_by_end(&mut layer, planes);
        }
        self.work.layers[depth] = layer;
        any
    }

    /// Units that a choice pays above the family's shortest.
    fn above_least(&self, choice: &Choice) -> usize {
        usize::try_from((choice.paid - self.family.least_paid) / self.family.unit).unwrap_or(0)
    }

    fn chain_to(&self, layer: &mut Layer, depth: usize, (i, own): (usize, f64), (up, hits): (usize, usize)) -> bool {
        let last = &self.work.layers[depth - 1];
        let ready = usize::from(self.class.days[layer.day].rested[last.day][i]);
        if ready == 0 {
            return false;
        }
        let buckets = self.family.buckets;
        let mut any = false;
        for flag in 0..self.flags() {
            for bucket in 0..buckets.saturating_sub(up) {
                let (price, parent) = last.best_by_end[(flag * buckets + bucket) * last.width + ready - 1];
                let plane = flag.max(hits) * buckets + bucket + up;
                let at = plane * layer.width + i - layer.begin;
                if price + own < layer.price[at] {
                    layer.price[at] = price + own;
                    // the parent's bucket follows from this one; its flag does not, so it is kept with the choice
                    layer.parent[at] = parent | if flag == 1 { FLAG } else { 0 };
                    any = true;
                }
            }
        }
        any
    }

    fn index_by_end(&self, layer: &mut Layer, planes: usize) {
        let class_day = &self.class.days[layer.day];
        let order = &class_day.by_end[class_day.family(self.family.index)];
        layer.best_by_end.clear();
        for plane in 0..planes {
            let prices = &layer.price[plane * layer.width..(plane + 1) * layer.width];
            let mut best = (NEVER, 0);
            layer.best_by_end.extend(order.iter().map(|&i| {
                let price = prices[usize::from(i) - layer.begin];
                if price < best.0 {
                    best = (price, i);
                }
                best
            }));
        }
    }

    fn finish(&mut self, mask: DayMask, depth: usize) {
        let layer = &self.work.layers[depth - 1];
        let worked = mask.count_ones();
        let days = i32::try_from(worked).unwrap_or(0);
        let buckets = self.family.buckets;
        let needed_flag = self.flags() - 1;
        let mut found: Option<(f64, usize, u16)> = None;
        for bucket in 0..buckets {
            let plane = needed_flag * buckets + bucket;
            let (price, choice) = layer.best_by_end[(plane + 1) * layer.width - 1];
            if price.is_infinite() {
                continue;
            }
            let paid = days * self.family.least_paid + i32::try_from(bucket).unwrap_or(0) * self.family.unit;
            let longest = self.family.longest.unwrap_or(paid / days.max(1));
            if !self.class.rules.hours_legal(worked, paid, longest) {
                continue;
            }
            let total = price + self.hour_price * f64::from(self.class.rules.minutes_above(paid, longest)) / 60.0;
            if found.is_none_or(|f| total < f.0) {
                found = Some((total, plane, choice));
            }
        }
        let Some((total, plane, choice)) = found else { return };
        if self.found.is_none_or(|f| total < f.0) {
            let chain = self.trace(depth, plane, choice);
            *self.found = Some((total, mask, chain));
        }
    }

    fn trace(&self, depth: usize, plane: usize, choice: u16) -> [u16; WEEK] {
        let mut chain = [0; WEEK];
        let buckets = self.family.buckets;
        let (mut plane, mut choice) = (plane, choice);
        for layer in self.work.layers[..depth].iter().rev() {
            chain[layer.day] = choice;
            let i = usize::from(choice);
            let parent = layer.parent[plane * layer.width + i - layer.begin];
            let up = self.above_least(&self.class.days[layer.day].choices[i]);
            plane = usize::from(parent & FLAG != 0) * buckets + (plane % buckets).saturating_sub(up);
            choice = parent & !FLAG;
        }
        chain
    }
}
