//! Exact pricing: the cheapest legal week of a class under given prices, by dynamic programming.
//!
//! Breaks first: for each shift the cheapest places in order, a scan over their possible starts. Then the week: day by
//! day along every legal set of days, the cheapest chain of shifts that keeps rest, hours and "same shift". Both are exact
//! for linear prices; for the prices of a roster at hand they are exact but for two breaks in the same interval.

use super::class::{Choice, Class, ClassDay, FixedActivity};
use super::legality::shifts::{BreakModel, WEEK, signed};
use super::legality::week::DayMask;
use super::model::Model;
use super::prices::Prices;
use super::tour::{Breaks, DayWork, MAX_BREAKS, Tour, borders, locked_portions};

const NEVER: f64 = f64::INFINITY;

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
    price: Vec<f64>,
    parent: Vec<u16>,
    /// Prefix minima over the choices by ascending end: price and choice.
    best_by_end: Vec<(f64, u16)>,
}

/// A family of choices for which one chain is sought: one template or all, and the longest shift allowed.
struct Family {
    template: Option<usize>,
    /// Some choice must pay this much, none more: needed where leave days count as the longest shift.
    longest: Option<i32>,
    least_paid: i32,
    unit: i32,
    buckets: usize,
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
    for (day, values) in work.value.iter_mut().enumerate() {
        values.clear();
        let class_day = &class.days[day];
        for choice in &class_day.choices {
            let price = day_price(model, class, class_day, choice, prices, &mut work.stairs) + choice.wish_price();
            values.push(price + noise());
        }
    }
    let mut best: Option<(f64, DayMask, [u16; WEEK])> = None;
    for family in families(model, class) {
        Search { model, class, family: &family, hour_price, work, best: &mut best }.run();
    }
    let (price, mask, chain) = best?;
    let mut tour = Tour::default();
    for day in (0..WEEK).filter(|d| mask >> d & 1 == 1) {
        let class_day = &class.days[day];
        let choice = class_day.choices.get(usize::from(chain[day]))?;
        let (_, breaks) = place_breaks(model, class, class_day, choice, prices);
        tour.days[day] = Some(DayWork { choice: chain[day], breaks });
    }
    Some((price, tour))
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
    across + prices.stretch(model, choice.start, core_end) + gaps + cheapest_breaks(model, class, day, choice, prices, stairs)
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

/// The families of choices that have to be searched one by one.
fn families(model: &Model<'_>, class: &Class) -> Vec<Family> {
    let templates = model.contracts[class.contract].templates.len();
    let of = |template: Option<usize>| {
        let paid = class.days.iter().flat_map(|d| &d.choices);
        let mut paid: Vec<i32> = paid.filter(|c| template.is_none_or(|t| c.template == t)).map(|c| c.paid).collect();
        paid.sort_unstable();
        paid.dedup();
        (template, paid)
    };
    let groups: Vec<_> =
        if class.rules.same_shift { (0..templates).map(|t| of(Some(t))).collect() } else { vec![of(None)] };
    let mut families = Vec::new();
    for (template, paid) in groups {
        let (Some(&least), Some(&most)) = (paid.first(), paid.last()) else { continue };
        let longest: Vec<Option<i32>> = if class.rules.leave > 0 && least < most {
            paid.iter().map(|p| Some(*p)).collect()
        } else {
            vec![None]
        };
        let unit = paid.iter().map(|p| p - least).fold(0, gcd).max(1);
        for longest in longest {
            let most = longest.unwrap_or(most);
            let buckets = usize::try_from((most - least) / unit).unwrap_or(0) * WEEK + 1;
            families.push(Family { template, longest, least_paid: least, unit, buckets });
        }
    }
    families
}

fn gcd(a: i32, b: i32) -> i32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

struct Search<'a, 'm> {
    model: &'a Model<'m>,
    class: &'a Class,
    family: &'a Family,
    hour_price: f64,
    work: &'a mut Workspace,
    best: &'a mut Option<(f64, DayMask, [u16; WEEK])>,
}

impl Search<'_, '_> {
    fn run(&mut self) {
        if self.work.layers.len() < WEEK {
            self.work.layers.resize(WEEK, Layer::default());
        }
        self.step(0, 0, 0);
    }

    /// Whether some legal set of days begins with these bits on the days before `day`.
    fn viable(&self, day: usize, mask: DayMask) -> bool {
        let seen = (1u16 << day) - 1;
        self.class.masks.iter().any(|m| u16::from(*m) & seen == u16::from(mask))
    }

    fn step(&mut self, day: usize, mask: DayMask, depth: usize) {
        if day == WEEK {
            if mask != 0 && self.class.masks.binary_search(&mask).is_ok() {
                self.finish(mask, depth);
            }
            return;
        }
        if self.viable(day + 1, mask) {
            self.step(day + 1, mask, depth);
        }
        let worked = mask | 1 << day;
        if self.viable(day + 1, worked) && self.extend(day, depth) {
            self.step(day + 1, worked, depth + 1);
        }
    }

    fn flags(&self) -> usize {
        if self.family.longest.is_some() { 2 } else { 1 }
    }

    fn allowed(&self, choice: &Choice) -> bool {
        self.family.template.is_none_or(|t| choice.template == t) && self.family.longest.is_none_or(|l| choice.paid <= l)
    }

    /// Adds the day to the chains; false when no chain can go on.
    fn extend(&mut self, day: usize, depth: usize) -> bool {
        let mut layer = std::mem::take(&mut self.work.layers[depth]);
        let choices = &self.class.days[day].choices;
        let width = choices.len();
        let planes = self.family.buckets * self.flags();
        layer.day = day;
        layer.price.clear();
        layer.price.resize(planes * width, NEVER);
        layer.parent.clear();
        layer.parent.resize(planes * width, 0);
        let mut any = false;
        for (i, choice) in choices.iter().enumerate() {
            let own = self.work.value[day][i];
            if !self.allowed(choice) || own.is_infinite() {
                continue;
            }
            let up = usize::try_from((choice.paid - self.family.least_paid) / self.family.unit).unwrap_or(0);
            let hits = usize::from(self.family.longest == Some(choice.paid));
            if depth == 0 {
                if let Some(price) = layer.price.get_mut((hits * self.family.buckets + up) * width + i) {
                    *price = own;
                    any = true;
                }
                continue;
            }
            any |= self.chain_to(&mut layer, depth, (i, choice, own), (up, hits), width);
        }
        if any {
            self.index_by_end(&mut layer, day, planes);
        }
        self.work.layers[depth] = layer;
        any
    }

    fn chain_to(
        &self,
        layer: &mut Layer,
        depth: usize,
        (i, choice, own): (usize, &Choice, f64),
        (up, hits): (usize, usize),
        width: usize,
    ) -> bool {
        let last = &self.work.layers[depth - 1];
        let before = &self.class.days[last.day];
        let ready = self.rested_count(before, choice);
        if ready == 0 {
            return false;
        }
        let (buckets, last_width) = (self.family.buckets, before.choices.len());
        let mut any = false;
        for flag in 0..self.flags() {
            for bucket in 0..buckets.saturating_sub(up) {
                let (price, parent) = last.best_by_end[(flag * buckets + bucket) * last_width + ready - 1];
                if price.is_infinite() {
                    continue;
                }
                let plane = flag.max(hits) * buckets + bucket + up;
                let at = plane * width + i;
                if price + own < layer.price[at] {
                    layer.price[at] = price + own;
                    // the parent's bucket follows from this one; its flag does not, so it is kept with the choice
                    layer.parent[at] = parent | if flag == 1 { 0x8000 } else { 0 };
                    any = true;
                }
            }
        }
        any
    }

    /// How many choices of the day before, by ascending end, leave enough rest before this one.
    fn rested_count(&self, before: &ClassDay, choice: &Choice) -> usize {
        let handover = self.model.problem.centre.handover;
        let latest = choice.start - signed(handover.before) - self.class.rules.rest - signed(handover.after);
        before.by_end.partition_point(|i| before.choices[usize::from(*i)].end <= latest)
    }

    fn index_by_end(&self, layer: &mut Layer, day: usize, planes: usize) {
        let class_day = &self.class.days[day];
        let width = class_day.choices.len();
        layer.best_by_end.clear();
        layer.best_by_end.reserve(planes * width);
        for plane in 0..planes {
            let mut best = (NEVER, 0);
            for &i in &class_day.by_end {
                let price = layer.price[plane * width + usize::from(i)];
                if price < best.0 {
                    best = (price, i);
                }
                layer.best_by_end.push(best);
            }
        }
    }

    fn finish(&mut self, mask: DayMask, depth: usize) {
        let layer = &self.work.layers[depth - 1];
        let width = self.class.days[layer.day].choices.len();
        let worked = mask.count_ones();
        let days = i32::try_from(worked).unwrap_or(0);
        let buckets = self.family.buckets;
        let needed_flag = self.flags() - 1;
        let mut found: Option<(f64, usize, u16)> = None;
        for bucket in 0..buckets {
            let plane = needed_flag * buckets + bucket;
            let (price, choice) = layer.best_by_end[plane * width + width - 1];
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
        if self.best.is_none_or(|b| total < b.0) {
            *self.best = Some((total, mask, self.trace(depth, plane, choice)));
        }
    }

    fn trace(&self, depth: usize, plane: usize, choice: u16) -> [u16; WEEK] {
        let mut chain = [0; WEEK];
        let buckets = self.family.buckets;
        let (mut plane, mut choice) = (plane, choice);
        for layer in self.work.layers[..depth].iter().rev() {
            chain[layer.day] = choice;
            let class_day = &self.class.days[layer.day];
            let width = class_day.choices.len();
            let parent = layer.parent[plane * width + usize::from(choice)];
            let paid = class_day.choices[usize::from(choice)].paid;
            let up = usize::try_from((paid - self.family.least_paid) / self.family.unit).unwrap_or(0);
            let flag = usize::from(parent & 0x8000 != 0);
            plane = flag * buckets + (plane % buckets).saturating_sub(up);
            choice = parent & 0x7fff;
        }
        chain
    }
}
