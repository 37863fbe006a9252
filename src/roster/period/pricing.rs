//! The cheapest legal schedule of a person at given prices, exactly: dynamic programming from the last day back.
//!
//! Each node of the network carries one value per state of its counters (how often each limited shift was worked): the price of
//! the cheapest way from there to a legal end. Any walk from the start can then be continued without looking ahead, which
//! also gives every schedule within a margin of the cheapest.

use super::legality::Choice;
use super::model::Schedule;
use super::network::Network;

/// Prices and values of one person's schedules; reused from person to person.
#[derive(Debug, Default)]
pub(super) struct Pricing {
    /// By node, in it by counter state.
    values: Vec<f64>,
    /// Of each shift: what a step in it adds to the counter state, and from which states it may be made (0 or ∞).
    steps: Vec<(usize, Vec<f64>)>,
    /// Counter states.
    states: usize,
    prices: Vec<f64>,
    shifts: usize,
}

impl Pricing {
    /// Works out the values at these prices of the cells (a day off costs nothing) and returns the cheapest price; ∞ when no
    /// schedule is legal.
    pub(super) fn price(&mut self, network: &Network, prices: impl IntoIterator<Item = f64>) -> f64 {
        self.prices.clear();
        self.prices.extend(prices);
        self.shifts = self.prices.len() / network.days().max(1);
        self.counters(network);
        let states = self.states;
        self.values.clear();
        self.values.resize(network.nodes() * states, f64::INFINITY);
        self.values[network.layer(network.days()).start * states..].fill(0.0);
        for day in (0..network.days()).rev() {
            let layer = network.layer(day);
            let (own, after) = self.values.split_at_mut(layer.end * states);
            for node in layer.clone() {
                let own = &mut own[node * states..][..states];
                for step in network.steps(node) {
                    let next = &after[(step.to as usize - layer.end) * states..][..states];
                    let Some(shift) = step.choice.map(usize::from) else {
                        lower(own, next, 0.0);
                        continue;
                    };
                    let price = self.prices[day * self.shifts + shift];
                    match &self.steps[shift] {
                        (0, _) => lower(own, next, price),
                        (ahead, closed) => {
                            let from = own.iter_mut().zip(closed).zip(&next[*ahead..]);
                            from.for_each(|((own, closed), next)| *own = own.min(price + closed + next));
                        }
                    }
                }
            }
        }
        self.values[0]
    }

    /// The cheapest schedule of the last [`Pricing::price`].
    pub(super) fn cheapest(&self, network: &Network) -> Schedule {
        let mut schedule = Vec::with_capacity(network.days());
        let (mut node, mut state) = (0, 0);
        for day in 0..network.days() {
            let ways = network.steps(node).iter().filter_map(|step| {
                let (price, after) = self.step(day, state, step.choice)?;
                Some((price + self.value(step.to, after), step, after))
            });
            let Some((_, step, after)) = ways.min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            schedule.push(step.choice);
            (node, state) = (step.to as usize, after);
        }
        schedule
    }

    /// Every schedule of the last [`Pricing::price`] that costs at most `most`, or `None` when there are more than `limit`.
    pub(super) fn within(&self, network: &Network, most: f64, limit: usize) -> Option<Vec<Schedule>> {
        let mut found = Vec::new();
        let mut walk = Walk { pricing: self, network, most, limit, schedule: Vec::new(), found: &mut found };
        walk.on(0, 0, 0.0).then_some(found)
    }

    fn value(&self, node: u32, state: usize) -> f64 {
        self.values[node as usize * self.states + state]
    }

    /// Price and counter state after a choice; `None` when a counter forbids it.
    fn step(&self, day: usize, state: usize, choice: Choice) -> Option<(f64, usize)> {
        let Some(shift) = choice.map(usize::from) else { return Some((0.0, state)) };
        let (ahead, closed) = &self.steps[shift];
        (closed[state] <= 0.0).then_some((self.prices[day * self.shifts + shift], state + ahead))
    }

    /// Lays out the counter states: mixed radix, one digit per limited shift.
    fn counters(&mut self, network: &Network) {
        self.states = network.counted.iter().map(|(_, most)| *most as usize + 1).product();
        self.steps.clear();
        self.steps.resize(self.shifts, (0, vec![0.0; self.states]));
        let mut stride = 1;
        for (shift, most) in &network.counted {
            let radix = *most as usize + 1;
            let full = |state: usize| state / stride % radix == radix - 1;
            let closed = (0..self.states).map(|state| if full(state) { f64::INFINITY } else { 0.0 });
            self.steps[usize::from(*shift)] = (stride, closed.collect());
            stride *= radix;
        }
    }
}

fn lower(own: &mut [f64], next: &[f64], price: f64) {
    own.iter_mut().zip(next).for_each(|(own, next)| *own = own.min(price + next));
}

/// A depth-first walk over all schedules within a price.
struct Walk<'w> {
    pricing: &'w Pricing,
    network: &'w Network,
    most: f64,
    limit: usize,
    schedule: Schedule,
    found: &'w mut Vec<Schedule>,
}

impl Walk<'_> {
    /// Goes on from a node; `false` once there are too many.
    fn on(&mut self, node: usize, state: usize, spent: f64) -> bool {
        let day = self.schedule.len();
        if day == self.network.days() {
            self.found.push(self.schedule.clone());
            return self.found.len() <= self.limit;
        }
        let (pricing, network) = (self.pricing, self.network);
        for step in network.steps(node) {
            let Some((price, after)) = pricing.step(day, state, step.choice) else { continue };
            if spent + price + pricing.value(step.to, after) > self.most {
                continue;
            }
            self.schedule.push(step.choice);
            let go_on = self.on(step.to as usize, after, spent + price);
            self.schedule.pop();
            if !go_on {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::legality::{Catalogue, Rules, Run, WeekendDay};
    use super::*;

    /// Six days from a Thursday; shift 0 must not follow shift 1.
    fn catalogue() -> Catalogue {
        let weekend = [None, None, Some(WeekendDay::First), Some(WeekendDay::Second), None, None];
        Catalogue {
            paid: vec![480, 600],
            successions: vec![vec![true, true], vec![false, true]],
            weekend: weekend.to_vec(),
        }
    }

    fn rules() -> Rules {
        Rules {
            max_consecutive_days: 4,
            min_consecutive_days: 2,
            days_off_together: 2,
            minutes: (960, 2_400),
            max_weekends: 1,
            max_shifts: vec![3, 1],
            can: vec![true, true, true, true, false, true],
            before: Run::Unknown,
        }
    }

    /// Every legal schedule, by trying all choices of all days.
    fn legal(catalogue: &Catalogue, rules: &Rules) -> Vec<Schedule> {
        let mut ways = vec![(rules.start(), Schedule::new())];
        for day in 0..rules.can.len() {
            let longer = ways.iter().flat_map(|(at, schedule)| {
                [None, Some(0), Some(1)].into_iter().filter_map(move |choice| {
                    let next = rules.next(catalogue, *at, day, choice)?;
                    Some((next, schedule.iter().copied().chain([choice]).collect()))
                })
            });
            ways = longer.collect();
        }
        let times = |s: &Schedule, shift| s.iter().filter(|c| **c == Some(shift)).count();
        ways.retain(|(at, s)| rules.may_end(*at) && times(s, 0) <= 3 && times(s, 1) <= 1);
        ways.into_iter().map(|(_, schedule)| schedule).collect()
    }

    fn price(prices: &[f64], schedule: &Schedule) -> f64 {
        schedule.iter().enumerate().filter_map(|(day, c)| prices.get(2 * day + usize::from((*c)?))).sum()
    }

    #[test]
    fn pricing_finds_the_cheapest_schedule_and_all_within_a_margin_counters_kept() {
        let (catalogue, rules) = (catalogue(), rules());
        let network = Network::of(&catalogue, &rules).expect("legal schedules");
        assert_eq!(network.counted, [(0, 3), (1, 1)]);
        let prices = [-3.0, -9.0, 2.0, -8.0, -1.0, -7.0, -4.0, 1.0, -50.0, -50.0, 3.0, -6.0];
        let all = legal(&catalogue, &rules);
        let best = all.iter().map(|s| price(&prices, s)).fold(f64::INFINITY, f64::min);
        let mut pricing = Pricing::default();
        let found = pricing.price(&network, prices);
        assert!((found - best).abs() < 1e-12, "{found} is not {best}");
        assert!((price(&prices, &pricing.cheapest(&network)) - best).abs() < 1e-12);
        let mut expected: Vec<Schedule> = all.into_iter().filter(|s| price(&prices, s) <= best + 4.0).collect();
        let mut within = pricing.within(&network, best + 4.0, 1_000).expect("not too many");
        expected.sort();
        within.sort();
        assert!(expected.len() > 3, "{expected:?}");
        assert_eq!(within, expected);
        assert_eq!(pricing.within(&network, best + 4.0, expected.len() - 1), None);
    }

    #[test]
    fn rules_that_cannot_hold_together_have_no_network() {
        let rules = Rules { minutes: (4_800, 9_600), ..rules() };
        assert!(Network::of(&catalogue(), &rules).is_none());
    }
}
