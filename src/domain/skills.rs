//! Agents of several skills: their groups, what an interval needs of each, and the question that a simulation answers about them.

use super::ids::QueueId;
use super::simulation::Estimate;
use super::time::Instant;

/// Agents who serve the same queues in the same order.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillGroup {
    /// Its id.
    pub id: String,
    /// The queues that they serve, the first most gladly.
    pub queues: Vec<QueueId>,
    /// Which waiting call they take.
    pub takes: Takes,
    /// What one of them costs, where an agent of one skill costs 1.
    pub price: f64,
    /// Most heads that can be scheduled; as many as are wanted when absent.
    pub most: Option<u32>,
}

/// What each skill beyond the first adds to the price of an agent unless centre.toml says otherwise.
pub const PRICE_OF_A_SKILL: f64 = 0.1;

impl SkillGroup {
    /// The price of an agent of so many skills.
    #[must_use]
    pub fn usual_price(skills: usize) -> f64 {
        1.0 + PRICE_OF_A_SKILL * skills.saturating_sub(1) as f64
    }
}

/// Which of several waiting calls an agent takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Takes {
    /// The one that waits longest, whatever its queue.
    #[default]
    Longest,
    /// The longest-waiting one of the first queue, in the agent's order, in which a call waits.
    InOrder,
}

/// What an interval needs of a group: a row of the requirement by skill group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRow {
    /// Start of the interval.
    pub start: Instant,
    /// Position of the group in the list of groups.
    pub group: usize,
    /// Agents at work.
    pub agents: u32,
    /// Agents to schedule, unplanned shrinkage added.
    pub scheduled: u32,
    /// The same before rounding up.
    pub scheduled_fte: f64,
}

/// The service of a queue in an interval with the agents of all groups.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillServiceRow {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Calls that ask for service.
    pub offered: f64,
    /// Offered load in Erlangs.
    pub load: f64,
    /// Agents who can serve the queue, those who serve others too included.
    pub able: u32,
    /// By simulation; nothing without calls.
    pub simulated: SteadyService,
    /// Service level by the Erlang formulas, where all agents serve this queue alone, or all of them all queues of their group.
    pub by_formula: Option<f64>,
    /// Share of offered calls that is to be answered in time.
    pub target: Option<f64>,
}

/// The two ends between which the agents of an interval lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkillLimits {
    /// Were every agent able to serve every queue.
    pub pooled: u32,
    /// Were every agent to serve one queue only.
    pub separate: u32,
}

/// A requirement by skill group: rows by start, then in the order of groups or queues.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SkillRequirement {
    /// The groups.
    pub groups: Vec<SkillGroup>,
    /// Heads.
    pub rows: Vec<GroupRow>,
    /// Service.
    pub service: Vec<SkillServiceRow>,
    /// The two limits of each interval, in order of time.
    pub limits: Vec<(Instant, SkillLimits)>,
}

/// A queue in a steady state, and what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteadyQueue {
    /// Calls a second, above 0.
    pub rate: f64,
    /// Mean handle time in seconds.
    pub handle: f64,
    /// Mean patience in seconds; `None` when callers never hang up.
    pub patience: Option<f64>,
    /// Answered in time up to this wait, in seconds.
    pub threshold: f64,
    /// Least share of offered calls answered in time.
    pub least_level: Option<f64>,
    /// Longest mean wait of all offered calls, in seconds.
    pub most_wait: Option<f64>,
    /// Largest share of offered calls that hang up.
    pub most_lost: Option<f64>,
}

/// Agents of one group who are at work all the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SteadyCrew {
    /// Positions of their queues, in their order.
    pub queues: Vec<usize>,
    /// Which waiting call they take.
    pub takes: Takes,
    /// How many they are.
    pub agents: u32,
}

/// Queues and crews in a steady state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SteadyFloor {
    /// The queues.
    pub queues: Vec<SteadyQueue>,
    /// The crews.
    pub crews: Vec<SteadyCrew>,
}

/// How long a steady state is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SteadyEffort {
    /// Seed of every random choice.
    pub seed: u64,
    /// Calls at most; fewer where it is clear before whether the targets hold.
    pub calls: u64,
    /// Whether to go on to the end even where it is clear before.
    pub thorough: bool,
}

/// The service of a queue in a steady state; `None` where no call came.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SteadyService {
    /// Share of offered calls answered in time.
    pub service_level: Option<Estimate>,
    /// Mean wait of all offered calls, in seconds.
    pub asa: Option<Estimate>,
    /// Share of offered calls that hang up.
    pub abandonment: Option<Estimate>,
}

/// Half a 95 % interval times this is three standard errors.
const CLEAR: f64 = 3.0 / 1.96;

impl SteadyQueue {
    /// By how much each target is met, and the half width of its 95 % interval; below nothing where it is missed.
    fn margins(&self, given: &SteadyService) -> impl Iterator<Item = (f64, f64)> {
        let half = |e: Estimate| (e.high - e.mean).max(e.mean - e.low);
        let level = self.least_level.zip(given.service_level).map(|(least, e)| (e.mean - least, half(e)));
        // a wait as a share of the longest allowed
        let wait = self.most_wait.zip(given.asa).map(|(most, e)| {
            let unit = most.max(f64::MIN_POSITIVE);
            (1.0 - e.mean / unit, half(e) / unit)
        });
        let lost = self.most_lost.zip(given.abandonment).map(|(most, e)| (most - e.mean, half(e)));
        [level, wait, lost].into_iter().flatten()
    }

    /// How much is missing to the targets, 0 where all of them hold.
    #[must_use]
    pub fn shortfall(&self, given: &SteadyService) -> f64 {
        self.margins(given).map(|(margin, _)| (-margin).max(0.0)).sum()
    }

    /// Whether the targets clearly hold or one is clearly missed; `None` where chance may still tell otherwise.
    #[must_use]
    pub fn verdict(&self, given: &SteadyService) -> Option<bool> {
        let margins: Vec<(f64, f64)> = self.margins(given).collect();
        if margins.iter().any(|(margin, half)| *margin < -half * CLEAR) {
            return Some(false);
        }
        margins.iter().all(|(margin, half)| *margin > half * CLEAR).then_some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(level: f64, half: f64) -> SteadyService {
        let e = Estimate { mean: level, low: level - half, high: level + half };
        SteadyService { service_level: Some(e), ..SteadyService::default() }
    }

    #[test]
    fn a_target_is_clear_only_beyond_three_standard_errors() {
        let queue = SteadyQueue {
            rate: 1.0,
            handle: 1.0,
            patience: None,
            threshold: 20.0,
            least_level: Some(0.8),
            most_wait: None,
            most_lost: None,
        };
        assert_eq!(queue.verdict(&given(0.84, 0.01)), Some(true));
        assert_eq!(queue.verdict(&given(0.76, 0.01)), Some(false));
        assert_eq!(queue.verdict(&given(0.81, 0.01)), None);
        assert!((queue.shortfall(&given(0.76, 0.01)) - 0.04).abs() < 1e-12);
        assert!(queue.shortfall(&given(0.81, 0.01)) < 1e-12);
    }
}
