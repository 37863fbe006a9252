//! One replication, event by event: calls ask for service, agents come, go and become free.
//!
//! A call goes to an idle agent for whom its queue ranks highest, among those to one with the fewest other skills, among those to
//! the one idle longest; else it waits, first come first served within its queue. An agent who becomes free takes the
//! longest-waiting call of the first of its queues in which one waits, or of all of them. Who hangs up is found when the call
//! would be next: until then nobody is affected by it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::absence::{Absence, attended};
use super::calls::{Call, CallStream};
use super::problem::Problem;
use super::tally::Tally;
use crate::domain::skills::Takes;

/// Something that the roster or the opening hours say.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Planned {
    Leave { agent: u32 },
    Close { queue: u32 },
    Come { agent: u32, profile: u32, until: f64 },
}

impl Planned {
    /// At one moment people leave before others come.
    const fn order(self) -> (u8, u32) {
        match self {
            Self::Leave { agent } => (0, agent),
            Self::Close { queue } => (1, queue),
            Self::Come { agent, .. } => (2, agent),
        }
    }
}

/// An agent's place.
#[derive(Clone, Copy, Debug, Default)]
struct Desk {
    /// What the agent takes; `None` while not at work.
    profile: Option<u32>,
    /// End of the call in hand, or of the last one.
    busy_until: f64,
    busy: bool,
    /// Time at work is counted up to here.
    counted: f64,
    /// The queue that the roster names, or named last.
    home: u32,
}

struct Floor<'a> {
    problem: &'a Problem,
    tally: Tally,
    desks: Vec<Desk>,
    /// By profile: who is idle, the longest first, and since when.
    idle: Vec<VecDeque<(f64, u32)>>,
    /// By queue.
    waiting: Vec<VecDeque<Call>>,
    /// Ends of calls, as bits so that they have an order, and the agents.
    ends: BinaryHeap<Reverse<(u64, u32)>>,
    /// By queue: the rank that a profile gives it, how many queues the profile has, and the profile.
    takers: Vec<Vec<(usize, usize, usize)>>,
}

/// The counts of one replication.
pub(super) fn replicate(problem: &Problem, absence: Absence, seed: u64, replication: u32) -> Tally {
    let plan = plan(problem, absence, seed, replication);
    let mut streams: Vec<CallStream<'_>> = Vec::with_capacity(problem.queues.len());
    for (number, queue) in (0_u64..).zip(&problem.queues) {
        let stream = u64::from(replication) * problem.queues.len() as u64 + number;
        streams.push(CallStream::new(queue, problem.length, seed, stream));
    }
    let mut arriving: Vec<Option<Call>> = streams.iter_mut().map(Iterator::next).collect();
    let mut floor = Floor::new(problem);
    let mut planned = plan.into_iter().peekable();
    let mut first = first_of(&arriving);
    loop {
        let asked = first.map_or(f64::INFINITY, |(at, _)| at);
        let next_plan = planned.peek().map_or(f64::INFINITY, |(at, _)| *at);
        let end = floor.ends.peek().map_or(f64::INFINITY, |Reverse((bits, _))| f64::from_bits(*bits));
        if end <= asked && end <= next_plan {
            if end.is_infinite() {
                return floor.tally;
            }
            floor.complete(end);
        } else if next_plan <= asked {
            let Some((at, event)) = planned.next() else { return floor.tally };
            floor.obey(at, event);
        } else {
            let Some((_, queue)) = first else { return floor.tally };
            let (Some(slot), Some(stream)) = (arriving.get_mut(queue), streams.get_mut(queue)) else {
                return floor.tally;
            };
            if let Some(call) = std::mem::replace(slot, stream.next()) {
                floor.arrive(queue, call);
            }
            first = first_of(&arriving);
        }
    }
}

/// The earliest call that is still to come, and its queue.
fn first_of(arriving: &[Option<Call>]) -> Option<(f64, usize)> {
    let times = arriving.iter().enumerate().filter_map(|(queue, call)| call.map(|c| (c.arrival, queue)));
    times.min_by(|a, b| a.0.total_cmp(&b.0))
}

/// Everything that is known beforehand, in order of time.
fn plan(problem: &Problem, absence: Absence, seed: u64, replication: u32) -> Vec<(f64, Planned)> {
    let mut plan: Vec<(f64, Planned)> = Vec::with_capacity(2 * problem.stretches.len() + problem.queues.len());
    for at_work in attended(&problem.stretches, absence, problem.length, seed, replication) {
        let agent = at_work.agent;
        plan.push((at_work.from, Planned::Come { agent, profile: at_work.profile, until: at_work.to }));
        plan.push((at_work.to, Planned::Leave { agent }));
    }
    for (queue, data) in (0_u32..).zip(&problem.queues) {
        plan.extend(data.closes.iter().map(|at| (*at, Planned::Close { queue })));
    }
    plan.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.order().cmp(&b.1.order())));
    plan
}

impl<'a> Floor<'a> {
    fn new(problem: &'a Problem) -> Self {
        let queues = problem.queues.len();
        let mut takers = vec![Vec::new(); queues];
        for (number, profile) in problem.profiles.iter().enumerate() {
            for (rank, queue) in profile.order.iter().enumerate() {
                if let Some(list) = takers.get_mut(*queue as usize) {
                    list.push((rank, profile.order.len(), number));
                }
            }
        }
        for list in &mut takers {
            list.sort_unstable();
        }
        Self {
            problem,
            tally: Tally::new(problem.starts.len(), queues, problem.length),
            desks: vec![Desk::default(); problem.agents],
            idle: vec![VecDeque::new(); problem.profiles.len()],
            waiting: vec![VecDeque::new(); queues],
            ends: BinaryHeap::new(),
            takers,
        }
    }

    fn obey(&mut self, now: f64, event: Planned) {
        match event {
            Planned::Come { agent, profile, until } => self.come(now, agent, profile, until),
            Planned::Leave { agent } => self.leave(now, agent),
            Planned::Close { queue } => self.close(now, queue as usize),
        }
    }

    fn come(&mut self, now: f64, agent: u32, profile: u32, until: f64) {
        let home = self.problem.profiles.get(profile as usize).and_then(|profile| profile.order.first()).copied();
        let (Some(desk), Some(home)) = (self.desks.get_mut(agent as usize), home) else { return };
        let from = now.max(desk.counted);
        *desk = Desk { profile: Some(profile), home, ..*desk };
        let busy = desk.busy;
        self.tally.spread(home, from, until, |cell, seconds| cell.present += seconds);
        if !busy {
            match self.next_call(agent, now) {
                Some((queue, call)) => {
                    let end = self.serve(agent, queue, call, now);
                    self.ends.push(Reverse((end.to_bits(), agent)));
                }
                None => self.rest(agent, now),
            }
        }
    }

    fn leave(&mut self, now: f64, agent: u32) {
        let Some(desk) = self.desks.get_mut(agent as usize) else { return };
        let profile = desk.profile.take();
        if desk.busy && desk.busy_until > now {
            // the call in hand is finished, and counts as time at work
            let (from, to, home) = (now.max(desk.counted), desk.busy_until, desk.home);
            desk.counted = to;
            self.tally.spread(home, from, to, |cell, seconds| cell.present += seconds);
        } else if let Some(idle) = profile.and_then(|profile| self.idle.get_mut(profile as usize)) {
            idle.retain(|(_, other)| *other != agent);
        }
    }

    /// Callers who still wait are sent away.
    fn close(&mut self, now: f64, queue: usize) {
        let Some(waiting) = self.waiting.get_mut(queue) else { return };
        let Ok(number) = u32::try_from(queue) else { return };
        for call in waiting.drain(..) {
            if let Some(cell) = self.tally.cell(call.interval, number) {
                cell.lost += 1.0;
                cell.waited += call.gives_up.min(now) - call.arrival;
            }
        }
    }

    fn arrive(&mut self, queue: usize, call: Call) {
        let Ok(number) = u32::try_from(queue) else { return };
        if let Some(cell) = self.tally.cell(call.interval, number) {
            cell.offered += 1.0;
        }
        match self.longest_idle(queue) {
            Some(agent) => {
                let end = self.serve(agent, number, call, call.arrival);
                self.ends.push(Reverse((end.to_bits(), agent)));
            }
            None => {
                if let Some(waiting) = self.waiting.get_mut(queue) {
                    waiting.push_back(call);
                }
            }
        }
    }

    /// Takes the idle agent for whom the queue ranks highest, among equals one with the fewest skills, among those the one idle
    /// longest.
    fn longest_idle(&mut self, queue: usize) -> Option<u32> {
        let mut best: Option<((usize, usize), f64, usize)> = None;
        for (rank, skills, profile) in self.takers.get(queue)? {
            if best.is_some_and(|(found, ..)| found < (*rank, *skills)) {
                break;
            }
            if let Some((since, _)) = self.idle.get(*profile).and_then(VecDeque::front)
                && best.is_none_or(|(_, longest, _)| *since < longest)
            {
                best = Some(((*rank, *skills), *since, *profile));
            }
        }
        let (_, _, profile) = best?;
        self.idle.get_mut(profile)?.pop_front().map(|(_, agent)| agent)
    }

    /// The call that an agent takes next.
    fn next_call(&mut self, agent: u32, now: f64) -> Option<(u32, Call)> {
        let problem = self.problem;
        let profile = problem.profiles.get(self.desks.get(agent as usize)?.profile? as usize)?;
        let mut next: Option<(f64, u32)> = None;
        for queue in &profile.order {
            let Some(since) = self.first_waiting(*queue, now) else { continue };
            if next.is_none_or(|(longest, _)| since < longest) {
                next = Some((since, *queue));
            }
            if profile.takes == Takes::InOrder {
                break;
            }
        }
        let (_, queue) = next?;
        let call = self.waiting.get_mut(queue as usize)?.pop_front()?;
        Some((queue, call))
    }

    /// When the caller asked who is next in a queue; those whose patience ended meanwhile are counted as lost.
    fn first_waiting(&mut self, queue: u32, now: f64) -> Option<f64> {
        let waiting = self.waiting.get_mut(queue as usize)?;
        loop {
            let call = *waiting.front()?;
            if call.gives_up >= now {
                return Some(call.arrival);
            }
            waiting.pop_front();
            if let Some(cell) = self.tally.cell(call.interval, queue) {
                cell.lost += 1.0;
                cell.waited += call.gives_up - call.arrival;
            }
        }
    }

    /// An agent takes a call; gives its end.
    fn serve(&mut self, agent: u32, queue: u32, call: Call, now: f64) -> f64 {
        let end = now + call.handle;
        let wait = now - call.arrival;
        let threshold = self.problem.queues.get(queue as usize).map_or(0.0, |q| q.threshold);
        if let Some(cell) = self.tally.cell(call.interval, queue) {
            cell.waited += wait;
            cell.in_time += if wait <= threshold { 1.0 } else { 0.0 };
        }
        if let Some(desk) = self.desks.get_mut(agent as usize) {
            (desk.busy, desk.busy_until) = (true, end);
            self.tally.spread(desk.home, now, end, |cell, seconds| cell.busy += seconds);
        }
        end
    }

    /// The agent whose call ends first becomes free.
    fn complete(&mut self, now: f64) {
        let Some(Reverse((_, agent))) = self.ends.peek().copied() else { return };
        if let Some((queue, call)) = self.next_call(agent, now) {
            let end = self.serve(agent, queue, call, now);
            if let Some(mut top) = self.ends.peek_mut() {
                *top = Reverse((end.to_bits(), agent));
            }
            return;
        }
        self.ends.pop();
        if let Some(desk) = self.desks.get_mut(agent as usize) {
            desk.busy = false;
        }
        self.rest(agent, now);
    }

    fn rest(&mut self, agent: u32, now: f64) {
        let profile = self.desks.get(agent as usize).and_then(|desk| desk.profile);
        if let Some(idle) = profile.and_then(|profile| self.idle.get_mut(profile as usize)) {
            idle.push_back((now, agent));
        }
    }
}
