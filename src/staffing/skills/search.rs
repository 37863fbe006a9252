//! The cheapest crews: by the pools alone, then agents added and exchanged until a judge is content, then taken away again.

use std::collections::BTreeSet;

use super::pools::{Ask, Cut};

/// Agents at work by group.
pub(super) type Crews = Vec<u32>;

/// More agents than any queue needs.
pub(super) const UNLIMITED: u32 = u32::MAX;

/// The user stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stopped;

/// How much is missing to each queue, all of it nothing where crews are enough.
pub(super) type Judge<'a> = dyn FnMut(&Crews) -> Result<Vec<f64>, Stopped> + 'a;

/// Steps of the search by pools: many agents at a time, then single ones.
const STEPS: [u32; 5] = [256, 64, 16, 4, 1];

/// Of so many agents one more is a single step of the search by judgement.
const AGENTS_OF_A_STEP: u32 = 150;

/// Crews differ in price by at least this.
const SAME_PRICE: f64 = 1e-9;

/// What an exchange that costs nothing is taken to cost, for the choice among those that help.
const LEAST_COST: f64 = 0.02;

/// Relief that takes less than this share of a shortfall is none.
const RELIEF: f64 = 0.01;

/// What crews may be.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) prices: Vec<f64>,
    /// Most agents of each group.
    pub(super) most: Vec<u32>,
    pub(super) cuts: Vec<Cut>,
    /// The queues of each group.
    pub(super) serves: Vec<Vec<usize>>,
}

/// Agents leave one or two groups, or none; one joins another, or none. All of it as many times as the step says.
#[derive(Clone, Copy, Debug)]
struct Exchange {
    leave: [Option<usize>; 2],
    join: Option<usize>,
    cost: f64,
}

impl Room {
    fn price(&self, group: usize) -> f64 {
        self.prices.get(group).copied().unwrap_or_default()
    }

    fn allows(&self, crews: &Crews) -> bool {
        let of = |group: &usize| u64::from(crews.get(*group).copied().unwrap_or_default());
        self.cuts.iter().all(|cut| cut.groups.iter().map(of).sum::<u64>() >= u64::from(cut.least))
    }

    /// Crews that the pools allow: each queue has its own agents, of the cheapest groups; else everybody. `None` when even that
    /// is too few.
    pub(super) fn start(&self, asks: &[Ask]) -> Option<Crews> {
        let mut by_price: Vec<usize> = (0..self.prices.len()).collect();
        by_price.sort_by(|a, b| self.price(*a).total_cmp(&self.price(*b)));
        let mut crews = vec![0; self.prices.len()];
        for (queue, ask) in asks.iter().enumerate() {
            let mut missing = ask.alone;
            for group in &by_price {
                let serves = self.serves.get(*group).is_some_and(|queues| queues.contains(&queue));
                let (Some(agents), Some(most)) = (crews.get_mut(*group), self.most.get(*group)) else { continue };
                if serves {
                    let more = missing.min(most.saturating_sub(*agents));
                    *agents += more;
                    missing -= more;
                }
            }
        }
        if self.allows(&crews) {
            return Some(crews);
        }
        // limited groups alone: where one is not, its queues have all that they need
        let all: Crews =
            self.most.iter().zip(&crews).map(|(most, own)| if *most < UNLIMITED { *most } else { *own }).collect();
        self.allows(&all).then_some(all)
    }

    /// The cheapest crews that the pools allow, by exchanges of ever fewer agents.
    pub(super) fn cheapest_by_pools(&self, start: Crews) -> Crews {
        let mut crews = start;
        for step in STEPS {
            while let Some(cheaper) = self.savings(&crews, step).into_iter().find(|next| self.allows(next)) {
                crews = cheaper;
            }
        }
        crews
    }

    /// Crews with agents added or exchanged until the judge is content; `None` where there is no room for more.
    pub(super) fn raised(&self, start: Crews, judge: &mut Judge<'_>) -> Result<Option<Crews>, Stopped> {
        let mut crews = start;
        let mut seen = BTreeSet::new();
        loop {
            let missing = judge(&crews)?;
            let shortfall: f64 = missing.iter().sum();
            if shortfall <= 0.0 {
                return Ok(Some(crews));
            }
            seen.insert(crews.clone());
            let short: Vec<bool> = missing.iter().map(|missing| *missing > 0.0).collect();
            let step = step_of(&crews);
            let direct = self.most_helpful(&crews, step, &short, (shortfall, 0.0), &seen, judge)?;
            let next = match direct.or_else(|| self.one_more(&crews, step, &short)) {
                Some(next) => next,
                None => match self.relieved(&crews, step, &short, shortfall, &seen, judge)? {
                    Some(next) => next,
                    None => return Ok(None),
                },
            };
            crews = next;
        }
    }

    /// Of the crews with somebody more for a queue that is short those that are enough at the least cost, or else help most for
    /// their cost, and by more than a little.
    fn most_helpful(
        &self,
        crews: &Crews,
        step: u32,
        short: &[bool],
        (shortfall, little): (f64, f64),
        seen: &BTreeSet<Crews>,
        judge: &mut Judge<'_>,
    ) -> Result<Option<Crews>, Stopped> {
        let mut best: Option<(bool, f64, Crews)> = None;
        for (exchange, next) in self.helping(crews, step, short) {
            if seen.contains(&next) || !self.allows(&next) {
                continue;
            }
            let left: f64 = judge(&next)?.iter().sum();
            let cost = exchange.cost.max(LEAST_COST * f64::from(step));
            let (enough, merit) = if left <= 0.0 { (true, -exchange.cost) } else { (false, (shortfall - left) / cost) };
            let better = best.as_ref().is_none_or(|(e, m, _)| (enough, merit) > (*e, *m));
            if better && (enough || shortfall - left > little) {
                best = Some((enough, merit, next));
            }
        }
        Ok(best.map(|(_, _, next)| next))
    }

    /// Where nobody more can serve the queues that are short: more agents who take other work off those who do. One after the other as
    /// long as that helps, then all that there are; `None` where that changes nothing.
    fn relieved(
        &self,
        crews: &Crews,
        step: u32,
        short: &[bool],
        shortfall: f64,
        seen: &BTreeSet<Crews>,
        judge: &mut Judge<'_>,
    ) -> Result<Option<Crews>, Stopped> {
        let around = self.around(crews, short);
        let little = RELIEF * shortfall;
        if let Some(next) = self.most_helpful(crews, step, &around, (shortfall, little), seen, judge)? {
            return Ok(Some(next));
        }
        let mut all = crews.clone();
        for ((agents, most), serves) in all.iter_mut().zip(&self.most).zip(&self.serves) {
            if *most < UNLIMITED && serves.iter().any(|queue| around.get(*queue) == Some(&true)) {
                *agents = *most;
            }
        }
        Ok((!seen.contains(&all)).then_some(all))
    }

    /// The queues that share agents at work with these, directly or through others.
    fn around(&self, crews: &Crews, queues: &[bool]) -> Vec<bool> {
        let mut around = queues.to_vec();
        // each round reaches one queue more at least
        for _ in queues {
            for serves in self.serves.iter().zip(crews).filter(|(_, agents)| **agents > 0).map(|(serves, _)| serves) {
                if !serves.iter().any(|queue| around.get(*queue) == Some(&true)) {
                    continue;
                }
                for queue in serves {
                    if let Some(reached) = around.get_mut(*queue) {
                        *reached = true;
                    }
                }
            }
        }
        around
    }

    /// Cheaper crews with which the judge is content as well, as long as there are some.
    pub(super) fn lowered(&self, start: Crews, judge: &mut Judge<'_>) -> Result<Crews, Stopped> {
        let mut crews = start;
        let mut step = step_of(&crews);
        loop {
            let mut found = None;
            for next in self.savings(&crews, step) {
                if self.allows(&next) && judge(&next)?.iter().sum::<f64>() <= 0.0 {
                    found = Some(next);
                    break;
                }
            }
            match found {
                Some(cheaper) => crews = cheaper,
                None if step == 1 => return Ok(crews),
                None => step = 1,
            }
        }
    }

    /// The cheapest group with room that serves a queue to which something is missing gets more.
    fn one_more(&self, crews: &Crews, step: u32, short: &[bool]) -> Option<Crews> {
        let mut added: Vec<(Exchange, Crews)> = self.helping(crews, step, short);
        added.retain(|(exchange, _)| exchange.leave == [None, None]);
        added.into_iter().min_by(|a, b| a.0.cost.total_cmp(&b.0.cost)).map(|(_, next)| next)
    }

    /// Crews with somebody more for a queue that is short, as an addition or in place of somebody else.
    fn helping(&self, crews: &Crews, step: u32, short: &[bool]) -> Vec<(Exchange, Crews)> {
        let helps = |group: &usize| {
            let queues = self.serves.get(*group).map_or(&[][..], Vec::as_slice);
            queues.iter().any(|queue| short.get(*queue) == Some(&true))
        };
        let groups = 0..crews.len();
        let joins = groups.clone().filter(helps);
        let exchanges = joins.flat_map(|join| {
            let leavers = groups.clone().filter(move |leave| *leave != join).map(Some);
            std::iter::once(None).chain(leavers).map(move |leave| ([leave, None], Some(join)))
        });
        exchanges
            .filter_map(|(leave, join)| {
                let exchange = self.exchange(leave, join, step);
                Some((exchange, self.after(crews, &exchange, step)?))
            })
            .collect()
    }

    /// Cheaper crews, the cheapest first.
    fn savings(&self, crews: &Crews, step: u32) -> Vec<Crews> {
        let groups = 0..crews.len();
        let joins = || std::iter::once(None).chain(groups.clone().map(Some));
        let mut found: Vec<(f64, Crews)> = Vec::new();
        for first in groups.clone() {
            for second in std::iter::once(None).chain((first..crews.len()).map(Some)) {
                for join in joins() {
                    let exchange = self.exchange([Some(first), second], join, step);
                    // two who leave for nobody are one who leaves, twice
                    let pointless = second.is_some() && join.is_none();
                    if exchange.cost < -SAME_PRICE && !pointless {
                        found.extend(self.after(crews, &exchange, step).map(|next| (exchange.cost, next)));
                    }
                }
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.into_iter().map(|(_, next)| next).collect()
    }

    fn exchange(&self, leave: [Option<usize>; 2], join: Option<usize>, step: u32) -> Exchange {
        let saved: f64 = leave.iter().flatten().map(|group| self.price(*group)).sum();
        let cost = (join.map_or(0.0, |group| self.price(group)) - saved) * f64::from(step);
        Exchange { leave, join, cost }
    }

    /// The crews after an exchange; `None` where nobody is left to leave, or no room to join.
    fn after(&self, crews: &Crews, exchange: &Exchange, step: u32) -> Option<Crews> {
        let mut next = crews.clone();
        for group in exchange.leave.iter().flatten() {
            let agents = next.get_mut(*group)?;
            *agents = agents.checked_sub(step)?;
        }
        if let Some(group) = exchange.join {
            let agents = next.get_mut(group)?;
            *agents = agents.checked_add(step).filter(|sum| self.most.get(group).is_some_and(|most| sum <= most))?;
        }
        Some(next)
    }
}

fn step_of(crews: &Crews) -> u32 {
    (crews.iter().fold(0, |sum: u32, agents| sum.saturating_add(*agents)) / AGENTS_OF_A_STEP).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two queues that need 10 and 6 agents alone and 13 together.
    fn room(prices: &[f64], most: &[u32]) -> Room {
        let cut = |groups: &[usize], least| Cut { groups: groups.to_vec(), least };
        Room {
            prices: prices.to_vec(),
            most: most.to_vec(),
            cuts: vec![cut(&[0, 2], 10), cut(&[1, 2], 6), cut(&[0, 1, 2], 13)],
            serves: vec![vec![0], vec![1], vec![0, 1]],
        }
    }

    #[test]
    fn pools_alone_take_as_few_agents_of_two_skills_as_the_pool_asks() {
        let of = |prices: &[f64]| room(prices, &[UNLIMITED; 3]).cheapest_by_pools(vec![10, 6, 0]);
        assert_eq!(of(&[1.0, 1.0, 1.1]), [7, 3, 3]);
        // flexible agents that cost two are worth nothing
        assert_eq!(of(&[1.0, 1.0, 2.0]), [10, 6, 0]);
    }

    #[test]
    fn agents_are_added_until_the_judge_is_content_and_no_more() {
        let room = room(&[1.0, 1.0, 1.1], &[UNLIMITED; 3]);
        // the second queue wants eight who can serve it
        let mut judge = |crews: &Crews| Ok(vec![0.0, f64::from(8_u32.saturating_sub(crews[1] + crews[2]))]);
        let raised = room.raised(vec![7, 3, 3], &mut judge).expect("not stopped").expect("room");
        assert!(raised[1] + raised[2] >= 8, "{raised:?}");
        let lowered = room.lowered(raised, &mut judge).expect("not stopped");
        assert_eq!(lowered[1] + lowered[2], 8, "{lowered:?}");
        assert!(room.allows(&lowered));
    }

    #[test]
    fn groups_are_not_exceeded() {
        let few = room(&[1.0, 1.0, 1.1], &[8, 3, 3]);
        let mut judge = |crews: &Crews| Ok(vec![f64::from(14_u32.saturating_sub(crews.iter().sum()))]);
        assert_eq!(few.raised(vec![7, 3, 3], &mut judge), Ok(Some(vec![8, 3, 3])));
        let mut greedy = |_: &Crews| Ok(vec![1.0]);
        assert_eq!(few.raised(vec![7, 3, 3], &mut greedy), Ok(None));
    }

    #[test]
    fn who_cannot_serve_a_queue_relieves_those_who_do() {
        // the second queue wants three of the flexible four, who help the first unless that has six of its own
        let relief = Room { serves: vec![vec![0], vec![0, 1]], cuts: Vec::new(), ..room(&[1.0, 1.1], &[10, 4]) };
        let free = |crews: &Crews| crews[1].saturating_sub(6_u32.saturating_sub(crews[0]));
        let mut judge = |crews: &Crews| Ok(vec![0.0, f64::from(3_u32.saturating_sub(free(crews)))]);
        let raised = relief.raised(vec![2, 4], &mut judge).expect("not stopped").expect("room");
        assert_eq!(raised, [5, 4]);
        // a help that shows only when all are there
        let mut jump = |crews: &Crews| Ok(vec![0.0, if crews[0] < 9 { 1.0 } else { 0.0 }]);
        assert_eq!(relief.raised(vec![2, 4], &mut jump), Ok(Some(vec![10, 4])));
        let mut never = |_: &Crews| Ok(vec![0.0, 1.0]);
        assert_eq!(relief.raised(vec![2, 4], &mut never), Ok(None));
    }

    #[test]
    fn who_stops_it_gets_nothing() {
        assert_eq!(room(&[1.0; 3], &[UNLIMITED; 3]).raised(vec![9, 9, 9], &mut |_: &Crews| Err(Stopped)), Err(Stopped));
    }
}
