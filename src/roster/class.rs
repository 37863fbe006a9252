//! Classes of interchangeable agents: the same contract, skills, leave, limits and wishes, so that one pricing serves all.
//!
//! This file says what a class is and indexes its choices for pricing; [`facts`] gathers what the tables say of an agent,
//! [`days`] which shifts each day allows, [`hidden`] whether breaks can keep work out of closed time, [`locked`] what locked
//! days hold, [`rules`] what the week as a whole must keep.

mod days;
pub(super) mod facts;
mod hidden;
pub(super) mod locked;
mod rules;

use std::ops::Range;

use crate::domain::centre::{Contract, Handover};
use crate::domain::people::{Activity, Agent};
use crate::domain::roster::RosterProblem;
use crate::domain::span::Span;
use crate::domain::time::Instant;

use super::legality::shifts::{WEEK, signed};
use super::legality::week::{DayMask, WeekRules};
use super::model::{Clock, ContractModel, Demand};
use super::team::{TeamRules, rules_of};
pub(super) use facts::AgentFacts;

/// Most shifts that one agent may choose among on one day; 15 bits in the pricing's chains.
const MAX_CHOICES: usize = 0x7fff;

/// A training or meeting at a given time, in minutes of the clock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FixedActivity {
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) kind: Activity,
}

/// A stretch of a locked shift, in minutes of the clock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LockedStretch {
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) activity: Activity,
    /// Queue index of a work stretch.
    pub(super) queue: Option<usize>,
    pub(super) paid: bool,
}

/// A shift that an agent of the class may work on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Choice {
    /// Index into the contract's variants.
    pub(super) variant: usize,
    /// Index into the contract's templates.
    pub(super) template: usize,
    /// Start of the shift, minutes of the clock.
    pub(super) start: i32,
    /// End of the shift.
    pub(super) end: i32,
    /// Paid minutes.
    pub(super) paid: i32,
    /// Price of unmet wishes when this is worked, in bits of an `f64` so that classes can be compared.
    wish_bits: u64,
    /// The shift's work time touches an interval in which no queue of the agent is open.
    pub(super) touches_closed: bool,
}

impl Choice {
    /// Price of unmet wishes when this is worked.
    pub(super) fn wish_price(&self) -> f64 {
        f64::from_bits(self.wish_bits)
    }
}

/// One day of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClassDay {
    /// Shifts that may be worked, grouped by template, ascending by start.
    pub(super) choices: Vec<Choice>,
    /// The choices by ascending end, family by family: each family's stretch holds its own choices.
    pub(super) by_end: Vec<u16>,
    /// Where each family of the class lies in `choices`.
    pub(super) families: Vec<(usize, usize)>,
    /// For each earlier day and each choice: how many choices of the same family on that day end early enough before it.
    pub(super) rested: Vec<Vec<u16>>,
    /// Trainings and meetings that the day's shift covers.
    pub(super) activities: Vec<FixedActivity>,
    /// The shift that must stay, stretch by stretch; `choices` then has exactly one entry.
    pub(super) locked: Vec<LockedStretch>,
}

/// What interchangeable agents share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    /// Index into the model's contracts.
    pub(super) contract: usize,
    /// Index into the model's skill sets.
    pub(super) skills: usize,
    /// Indices of the rules about several agents at once that count its agents.
    pub(super) team_rules: Vec<usize>,
    pub(super) rules: WeekRules,
    /// Legal day sets.
    pub(super) masks: Vec<DayMask>,
    /// Which beginnings of a week lead to a legal day set: one bit a mask for each number of days decided.
    pub(super) beginnings: [u128; WEEK + 1],
    /// The families in which a week's shifts are sought one by one.
    pub(super) families: Vec<Family>,
    pub(super) days: [ClassDay; WEEK],
}

/// Shifts among which one week may mix: one template under "same shift all week", all of them otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Family {
    /// Index into each day's families.
    pub(super) index: usize,
    /// Some choice must pay this much, none more: needed where leave days count as the longest shift.
    pub(super) longest: Option<i32>,
    /// Paid minutes of the shortest choice.
    pub(super) least_paid: i32,
    /// Greatest common divisor of what choices pay above the shortest.
    pub(super) unit: i32,
    /// Number of sums of hours that a week can have, in units above the least.
    pub(super) buckets: usize,
}

/// What is needed to place one agent in a class.
pub(super) struct ClassContext<'a> {
    pub(super) problem: &'a RosterProblem,
    pub(super) clock: &'a Clock,
    pub(super) demand: &'a Demand,
    pub(super) skill_queues: &'a [usize],
    pub(super) queue_count: usize,
    pub(super) contract_index: usize,
    pub(super) skills_index: usize,
    pub(super) contract: &'a Contract,
    pub(super) model: &'a ContractModel,
    pub(super) team_rules: &'a TeamRules,
}

fn span_of(origin: Instant, from: i32, to: i32) -> Option<Span> {
    Span::new(origin.plus_minutes(i64::from(from)), origin.plus_minutes(i64::from(to)))
}

impl Class {
    /// The class of an agent.
    pub(super) fn of(cx: &ClassContext<'_>, agent: &Agent, facts: &AgentFacts<'_>) -> Self {
        let leave = facts::leave_days(cx.problem, agent, &facts.away);
        let assigned = days::assigned(cx, agent, facts, leave);
        let mut days = std::array::from_fn(|day| days::class_day(cx, agent, facts, leave, &assigned, day));
        let rules = rules::week_rules(cx, agent, facts, leave, &days);
        let masks = rules.masks();
        let groups = if rules.same_shift { cx.model.templates.len() } else { 1 };
        group_choices(&mut days, groups, rules.same_shift);
        count_rested(&mut days, groups, &rules, cx.problem.centre.handover);
        let families = (0..groups).flat_map(|g| families(&days, g, rules.leave > 0)).collect();
        let beginnings = beginnings(&masks);
        let team_rules = rules_of(cx.team_rules, agent);
        Self {
            contract: cx.contract_index,
            skills: cx.skills_index,
            team_rules,
            rules,
            masks,
            beginnings,
            families,
            days,
        }
    }

    /// Whether some legal day set begins with these bits on the days before `day`.
    pub(super) fn may_begin(&self, day: usize, mask: DayMask) -> bool {
        self.beginnings[day] >> mask & 1 == 1
    }

    /// The same class with only this set of days and this family.
    pub(super) fn only(&self, family: usize, mask: DayMask) -> Self {
        let masks = vec![mask];
        let families = self.families.iter().filter(|f| f.index == family).cloned().collect();
        Self { beginnings: beginnings(&masks), masks, families, ..self.clone() }
    }

    /// Whether any week with work is legal as far as days go.
    pub(super) fn can_work(&self) -> bool {
        self.masks.iter().any(|m| *m != 0)
    }
}

fn beginnings(masks: &[DayMask]) -> [u128; WEEK + 1] {
    std::array::from_fn(|day| {
        let seen = (1u16 << day) - 1;
        masks.iter().fold(0u128, |set, mask| set | 1 << (u16::from(*mask) & seen))
    })
}

/// Says where each family lies among a day's choices, and orders each family by end.
fn group_choices(days: &mut [ClassDay; WEEK], groups: usize, by_template: bool) {
    for day in days {
        let choices = &day.choices;
        let at = |g: usize| if by_template { choices.partition_point(|c| c.template < g) } else { g * choices.len() };
        day.families = (0..groups).map(|g| (at(g), at(g + 1))).collect();
        day.by_end.clear();
        for (from, to) in &day.families {
            let mut order: Vec<u16> = (*from..*to).filter_map(|i| u16::try_from(i).ok()).collect();
            order.sort_by_key(|i| (choices[usize::from(*i)].end, *i));
            day.by_end.extend(order);
        }
    }
}

/// Counts, for every two days, how many choices of the earlier leave enough rest before each choice of the later.
fn count_rested(days: &mut [ClassDay; WEEK], groups: usize, rules: &WeekRules, handover: Handover) {
    let apart = rules.rest + signed(handover.before) + signed(handover.after);
    for later in 0..WEEK {
        let rested = (0..later)
            .map(|earlier| {
                let mut counts = vec![0; days[later].choices.len()];
                for group in 0..groups {
                    let before = &days[earlier];
                    let ends = &before.by_end[before.family(group)];
                    for i in days[later].family(group) {
                        let latest = days[later].choices[i].start - apart;
                        let count = ends.partition_point(|e| before.choices[usize::from(*e)].end <= latest);
                        counts[i] = u16::try_from(count).unwrap_or(u16::MAX);
                    }
                }
                counts
            })
            .collect();
        days[later].rested = rested;
    }
}

fn families(days: &[ClassDay; WEEK], index: usize, leave: bool) -> Vec<Family> {
    let choices = days.iter().flat_map(|d| &d.choices[d.family(index)]);
    let mut paid: Vec<i32> = choices.map(|c| c.paid).collect();
    paid.sort_unstable();
    paid.dedup();
    let (Some(&least_paid), Some(&most)) = (paid.first(), paid.last()) else { return Vec::new() };
    let unit = paid.iter().map(|p| p - least_paid).fold(0, gcd).max(1);
    let longest: Vec<Option<i32>> =
        if leave && least_paid < most { paid.iter().map(|p| Some(*p)).collect() } else { vec![None] };
    let family = |longest: Option<i32>| {
        let most = longest.unwrap_or(most);
        let buckets = usize::try_from((most - least_paid) / unit).unwrap_or(0) * WEEK + 1;
        Family { index, longest, least_paid, unit, buckets }
    };
    longest.into_iter().map(family).collect()
}

/// Greatest common divisor.
pub(super) fn gcd(a: i32, b: i32) -> i32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl ClassDay {
    /// Where a family lies in `choices` and in `by_end`.
    pub(super) fn family(&self, index: usize) -> Range<usize> {
        self.families.get(index).map_or(0..0, |(from, to)| *from..*to)
    }

    fn new(mut choices: Vec<Choice>, activities: Vec<FixedActivity>, locked: Vec<LockedStretch>) -> Self {
        choices.sort_by_key(|c| (c.template, c.start, c.end));
        choices.truncate(MAX_CHOICES);
        Self { choices, activities, locked, ..Self::default() }
    }
}
