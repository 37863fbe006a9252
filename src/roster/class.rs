//! Classes of interchangeable agents: the same contract, skills, leave, limits and wishes, so that one pricing serves all.
//!
//! This file says what a class is and indexes its choices for pricing; [`facts`] gathers what the tables say of an agent,
//! [`days`] which shifts each day allows, [`hidden`] whether breaks can keep work out of closed time, [`locked`] what locked
//! days hold, [`kept`] what a roster to be kept holds, [`past`] what the days before leave, [`rules`] what the week as a whole
//! must keep, [`families`] orders the shifts of each day for pricing, [`legal`] asks the rules of a week made otherwise.

mod days;
pub(super) mod facts;
mod families;
mod hidden;
mod kept;
mod legal;
pub(super) mod locked;
mod past;
mod rules;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::domain::centre::Contract;
use crate::domain::people::{Activity, Agent};
use crate::domain::roster::RosterProblem;
use crate::domain::span::Span;
use crate::domain::time::Instant;

use super::legality::overtime::Overtime;
use super::legality::paths::Paths;
use super::legality::shifts::WEEK;
use super::legality::week::{DayMask, Kind, WeekRules};
use super::model::{Clock, ContractModel, Demand};
use super::team::{TeamRules, rules_of};
use super::tour::Tour;
pub(super) use facts::AgentFacts;
pub(super) use kept::{KeptBreaks, KeptDay};

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
    /// Price of unmet wishes and of fairness when this is worked, in bits of an `f64` so that classes can be compared.
    wish_bits: u64,
    /// The part of it that is fairness.
    fairness_bits: u64,
    /// The shift's work time touches an interval in which no queue of the agent is open.
    pub(super) touches_closed: bool,
    /// The kind of shift that rules about days tell from others.
    pub(super) kind: Kind,
    /// Start on the wall's clock, minutes after midnight.
    pub(super) clock: i64,
}

impl Choice {
    /// Price of unmet wishes and of fairness when this is worked.
    pub(super) fn wish_price(&self) -> f64 {
        f64::from_bits(self.wish_bits)
    }

    /// The part of [`Self::wish_price`] that is fairness over weeks.
    pub(super) fn fairness_price(&self) -> f64 {
        f64::from_bits(self.fairness_bits)
    }
}

/// One day of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClassDay {
    /// Shifts that may be worked, family by family, in each by kind, template and start. Under a window for the week's starts a
    /// shift stands in each family whose window holds it.
    pub(super) choices: Vec<Choice>,
    /// The first choice that is the same shift; empty where no shift stands twice.
    pub(super) same_as: Vec<u16>,
    /// The choices by ascending end, part by part: each part's stretch holds its own choices.
    pub(super) by_end: Vec<u16>,
    /// Where each family of the class lies in `choices`.
    families: Vec<(usize, usize)>,
    /// Where each kind of each family lies in `choices` and in `by_end`: `family × kinds + kind`.
    parts: Vec<(usize, usize)>,
    /// For each earlier day and kind (`day × kinds + kind`) and each choice: how many choices of the same family, of that kind
    /// on that day, end early enough before it.
    pub(super) rested: Vec<Vec<u16>>,
    /// The same for the weekly rest; empty where the week needs none.
    pub(super) long_rested: Vec<Vec<u16>>,
    /// Trainings and meetings that the day's shift covers.
    pub(super) activities: Vec<FixedActivity>,
    /// The shift that must stay, stretch by stretch; `choices` then holds no other.
    pub(super) locked: Vec<LockedStretch>,
    /// What the roster that is to be kept says of the day; `None` where nothing is to be kept.
    pub(super) kept: Option<KeptDay>,
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
    /// Number of kinds of shifts.
    pub(super) kinds: usize,
    /// The legal ways through the week.
    pub(super) paths: Arc<Paths>,
    /// Legal day sets.
    pub(super) masks: Vec<DayMask>,
    /// The families in which a week's shifts are sought one by one.
    pub(super) families: Vec<Family>,
    pub(super) days: [ClassDay; WEEK],
}

/// Shifts among which one week may mix: one template under "same shift all week", one window of starts where the contract asks
/// for that, all of them otherwise.
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

/// The legal ways through the week of every set of rules met so far: most agents share theirs.
#[derive(Default)]
pub(super) struct LegalWeeks(BTreeMap<WeekRules, Arc<Paths>>);

impl LegalWeeks {
    fn of(&mut self, rules: &WeekRules) -> Arc<Paths> {
        if let Some(known) = self.0.get(rules) {
            return Arc::clone(known);
        }
        let paths = Arc::new(Paths::of(rules));
        self.0.insert(rules.clone(), Arc::clone(&paths));
        paths
    }
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
    pub(super) fn of(cx: &ClassContext<'_>, agent: &Agent, facts: &AgentFacts<'_>, weeks: &mut LegalWeeks) -> Self {
        let leave = facts::leave_days(cx.problem, agent, &facts.away);
        let assigned = days::assigned(cx, agent, facts, leave);
        let mut days = std::array::from_fn(|day| days::class_day(cx, agent, facts, leave, &assigned, day));
        let past = past::Past::of(cx.problem, facts);
        let overtime = rules::overtime(cx, &past);
        let kinds = overtime.as_ref().map_or(cx.model.kinds(), Overtime::count);
        rules::tell_overtime(cx, overtime.as_ref(), &mut days);
        let rules = rules::week_rules(cx, agent, (facts, &past), leave, &days, overtime);
        let paths = weeks.of(&rules);
        for (day, class_day) in days.iter_mut().enumerate() {
            class_day.kept = kept::kept_day(cx, agent, facts, leave, day, class_day);
        }
        let families = families::arrange(&mut days, &rules, cx.model, kinds);
        families::count_rested(&mut days, &rules, kinds, cx.problem.centre.handover);
        let masks = paths.masks.iter().map(|(mask, _)| *mask).collect();
        let (contract, skills) = (cx.contract_index, cx.skills_index);
        let team_rules = rules_of(cx.team_rules, agent);
        Self { contract, skills, team_rules, rules, kinds, paths, masks, families, days }
    }

    /// The same class with only this set of days and this family.
    pub(super) fn only(&self, family: usize, mask: DayMask) -> Self {
        let rules = self.rules.only(mask);
        let paths = Arc::new(Paths::of(&rules));
        let masks = paths.masks.iter().map(|(mask, _)| *mask).collect();
        let families = self.families.iter().filter(|f| f.index == family).cloned().collect();
        Self { rules, paths, masks, families, ..self.clone() }
    }

    /// The same class without the choices of a day that `out` names.
    pub(super) fn without(&self, out: impl Fn(usize, &Choice) -> bool) -> Self {
        let mut class = self.clone();
        for (day, class_day) in class.days.iter_mut().enumerate() {
            for choice in class_day.choices.iter_mut().filter(|c| out(day, c)) {
                // pricing passes over what costs without end, so the positions of the others stay
                choice.wish_bits = f64::INFINITY.to_bits();
            }
        }
        class
    }

    /// The same class with only the weeks that work all of these days, and without the choices that `out` names.
    pub(super) fn forced(&self, must: DayMask, out: impl Fn(usize, &Choice) -> bool) -> Self {
        let mut part = self.without(out);
        if must != 0 {
            part.rules.must |= must;
            part.paths = Arc::new(Paths::of(&part.rules));
            part.masks = part.paths.masks.iter().map(|(mask, _)| *mask).collect();
        }
        part
    }

    /// The same class with only the weeks that have on `day` a shift in `[from, to)`.
    pub(super) fn reaching(&self, day: usize, (from, to): (i32, i32)) -> Self {
        self.forced(1 << day, |other, c| other == day && !(c.start < to && from < c.end))
    }

    /// Price of the changes of the kept roster in a week without work.
    pub(super) fn idle_change(&self) -> f64 {
        self.days.iter().flat_map(|d| &d.kept).map(KeptDay::idle_price).sum()
    }

    /// Whether any week with work is legal as far as days go.
    pub(super) fn can_work(&self) -> bool {
        self.masks.iter().any(|m| *m != 0)
    }

    /// The least that a week on this set of days pays for rules that it breaks.
    pub(super) fn least_rule_price(&self, mask: DayMask) -> f64 {
        let known = self.paths.masks.binary_search_by_key(&mask, |(mask, _)| *mask).ok();
        known.and_then(|i| self.paths.masks.get(i)).map_or(0.0, |(_, price)| price.get())
    }

    /// What a week pays for rules that it breaks, from the kind of shift of each day; nothing for a week without work.
    pub(super) fn rule_price(&self, kinds: &[Option<Kind>; WEEK]) -> f64 {
        if !self.rules.has_prices() || kinds.iter().all(Option::is_none) {
            return 0.0;
        }
        let days = kinds.iter().enumerate().try_fold((self.rules.start(), 0.0), |(progress, price), (day, kind)| {
            let (next, own) = self.rules.step(progress, day, *kind)?;
            Some((next, price + own))
        });
        // a week that breaks a hard rule is never put into a roster
        days.and_then(|(end, price)| Some(price + self.rules.finish(end)?)).unwrap_or(0.0)
    }

    /// Whether a week that works `now` on a day may work `other` there as far as starts and kinds of shifts go; rest and hours
    /// are looked at elsewhere.
    pub(super) fn may_swap(&self, tour: &Tour, day: usize, now: &Choice, other: &Choice) -> bool {
        let others = || tour.choices(self).map(|(d, c, _)| if d == day { other } else { c });
        now.kind == other.kind
            && self.starts_fit(others().map(|c| c.clock))
            && self.recovers(others().map(|c| (c.start, c.end)))
    }
}

/// Greatest common divisor.
pub(super) fn gcd(a: i32, b: i32) -> i32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl ClassDay {
    /// Where a family lies in `choices`.
    pub(super) fn family(&self, index: usize) -> Range<usize> {
        self.families.get(index).map_or(0..0, |(from, to)| *from..*to)
    }

    /// Where the shifts of one kind of a family lie in `choices` and in `by_end`.
    pub(super) fn part(&self, index: usize) -> Range<usize> {
        self.parts.get(index).map_or(0..0, |(from, to)| *from..*to)
    }

    /// Whether no earlier choice is the same shift.
    pub(super) fn is_first(&self, choice: usize) -> bool {
        self.same_as.get(choice).is_none_or(|first| usize::from(*first) == choice)
    }

    fn new(mut choices: Vec<Choice>, activities: Vec<FixedActivity>, locked: Vec<LockedStretch>) -> Self {
        choices.sort_by_key(|c| (c.kind, c.template, c.start, c.end));
        choices.truncate(MAX_CHOICES);
        Self { choices, activities, locked, ..Self::default() }
    }
}
