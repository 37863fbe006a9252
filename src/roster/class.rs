//! Classes of interchangeable agents: the same contract, skills, leave, limits and wishes, so that one pricing serves all.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use crate::domain::centre::{Contract, Handover};
use crate::domain::people::{Activity, Agent, Away, PlannedActivity, Preference, RosterRow};
use crate::domain::roster::RosterProblem;
use crate::domain::span::{Span, union};
use crate::domain::time::{Instant, add_days, days_from};

use super::legality::shifts::{BreakModel, Variant, WEEK, breaks_fit, minutes_since, signed};
use super::legality::week::{DayMask, WeekRules, days_on};
use super::model::{Clock, ContractModel, Demand};
use super::wishes::{self, WorkedDay};

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
}

/// The agent's own facts, gathered from the tables.
#[derive(Default)]
pub(super) struct AgentFacts<'a> {
    pub(super) away: Vec<Away>,
    pub(super) available: Option<Vec<Span>>,
    pub(super) activities: Vec<(Span, Activity)>,
    pub(super) wishes: Vec<&'a Preference>,
    pub(super) locked: Vec<&'a RosterRow>,
    pub(super) previous: Vec<&'a RosterRow>,
}

/// Leave days of an agent in the week: whole days away while employed.
pub(super) fn leave_days(problem: &RosterProblem, agent: &Agent, away: &[Away]) -> DayMask {
    day_mask(problem.first_day, |date| {
        employed(agent, date)
            && away.iter().any(|a| matches!(a, Away::Days(first, last) if (*first..=*last).contains(&date)))
    })
}

fn employed(agent: &Agent, date: NaiveDate) -> bool {
    agent.valid_from.is_none_or(|from| from <= date) && agent.valid_to.is_none_or(|to| date <= to)
}

fn day_mask(first: NaiveDate, holds: impl Fn(NaiveDate) -> bool) -> DayMask {
    days_from(first, WEEK).enumerate().filter(|(_, date)| holds(*date)).fold(0, |mask, (day, _)| mask | 1 << day)
}

impl Class {
    /// The class of an agent.
    pub(super) fn of(cx: &ClassContext<'_>, agent: &Agent, facts: &AgentFacts<'_>) -> Self {
        let leave = leave_days(cx.problem, agent, &facts.away);
        let mut days = std::array::from_fn(|day| class_day(cx, agent, facts, leave, day));
        let rules = week_rules(cx, facts, leave, &days);
        let masks = rules.masks();
        let groups = if rules.same_shift { cx.model.templates.len() } else { 1 };
        group_choices(&mut days, groups, rules.same_shift);
        count_rested(&mut days, groups, &rules, cx.problem.centre.handover);
        let families = (0..groups).flat_map(|g| families(&days, g, rules.leave > 0)).collect();
        let beginnings = beginnings(&masks);
        Self { contract: cx.contract_index, skills: cx.skills_index, rules, masks, beginnings, families, days }
    }

    /// Whether some legal day set begins with these bits on the days before `day`.
    pub(super) fn may_begin(&self, day: usize, mask: DayMask) -> bool {
        self.beginnings[day] >> mask & 1 == 1
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

fn week_rules(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    leave: DayMask,
    days: &[ClassDay; WEEK],
) -> WeekRules {
    let contract = cx.contract;
    let counted = if contract.leave_counts_as_worked { leave.count_ones() } else { 0 };
    let (fewest, most) = (u32::from(contract.days_per_week.0), u32::from(contract.days_per_week.1));
    let away_all_week = contract.leave_counts_as_worked && counted >= most;
    let bits = |holds: &dyn Fn(&ClassDay) -> bool| {
        days.iter().enumerate().filter(|(_, d)| holds(d)).fold(0, |mask: DayMask, (day, _)| mask | 1 << day)
    };
    let asked_for_nothing = fewest == 0 && contract.weekly.0.get() == 0;
    let must = days_on(&contract.must_work, cx.problem.first_day.weekday()) & !leave;
    let held = bits(&|d| !d.locked.is_empty() || !d.activities.is_empty());
    let can = if away_all_week { 0 } else { bits(&|d| !d.choices.is_empty()) };
    let (run_before, off_before) = days_before(cx, facts);
    WeekRules {
        days: (fewest.saturating_sub(counted), most.saturating_sub(counted)),
        weekly: (signed(contract.weekly.0), signed(contract.weekly.1)),
        max_run: u32::from(contract.max_consecutive_days),
        run_before,
        off_before,
        off_block: u32::from(contract.days_off_together),
        must: if away_all_week { 0 } else { must | held },
        can,
        leave: counted,
        rest: signed(contract.min_rest),
        same_shift: contract.same_shift_all_week,
        may_be_empty: away_all_week || asked_for_nothing,
    }
}

/// Days worked, and days off, in a row up to the day before the week.
fn days_before(cx: &ClassContext<'_>, facts: &AgentFacts<'_>) -> (u32, u32) {
    let first = cx.problem.first_day;
    // an agent who does not occur in the roster before may have been off or unknown: nothing is taken for granted
    let known_from = facts.previous.first().and_then(|_| cx.problem.previous.iter().map(|r| r.day).min());
    let worked = |date: NaiveDate| facts.previous.iter().any(|r| r.day == date);
    let run = (1..=31i64).take_while(|back| worked(add_days(first, -back))).count();
    let off = (1..=31i64)
        .take_while(|back| {
            let date = add_days(first, -back);
            known_from.is_some_and(|known| known <= date) && !worked(date)
        })
        .count();
    (u32::try_from(run).unwrap_or(0), u32::try_from(off).unwrap_or(0))
}

fn class_day(
    cx: &ClassContext<'_>,
    agent: &Agent,
    facts: &AgentFacts<'_>,
    leave: DayMask,
    day: usize,
) -> ClassDay {
    let date = add_days(cx.problem.first_day, i64::try_from(day).unwrap_or(0));
    let locked = locked_stretches(cx, facts, date);
    if !locked.is_empty() {
        return ClassDay::new(locked_choice(cx, facts, date, &locked, day), Vec::new(), locked);
    }
    let origin = cx.clock.origin;
    let activities: Vec<FixedActivity> = facts
        .activities
        .iter()
        .filter(|(span, _)| cx.problem.centre.zone.day(span.start()) == date)
        .map(|(span, kind)| FixedActivity {
            start: minutes_since(origin, span.start()),
            end: minutes_since(origin, span.end()),
            kind: *kind,
        })
        .collect();
    let blocked = leave >> day & 1 == 1 || !employed(agent, date);
    let choices = if blocked {
        Vec::new()
    } else {
        let day = DayFacts { date, day, activities: &activities };
        cx.model.variants.iter().enumerate().filter_map(|(v, variant)| choice(cx, facts, &day, v, variant)).collect()
    };
    ClassDay::new(choices, activities, locked)
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

struct DayFacts<'a> {
    date: NaiveDate,
    day: usize,
    activities: &'a [FixedActivity],
}

/// The variant as a choice of this agent on this day; `None` where a rule forbids it.
fn choice(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    day: &DayFacts<'_>,
    index: usize,
    variant: &Variant,
) -> Option<Choice> {
    let handover = cx.problem.centre.handover;
    let start = variant.start[day.day];
    let end = start + variant.length;
    let presence = (start - signed(handover.before), end + signed(handover.after));
    let span = span_of(cx.clock.origin, presence.0, presence.1)?;
    let core_end = end - signed(handover.wind_down);
    let breaks = &cx.model.templates[variant.template].breaks;
    let free = !facts.away.iter().any(|a| matches!(a, Away::Clock(off) if off.overlap(span).is_some()))
        && facts.available.as_ref().is_none_or(|windows| windows.iter().any(|w| w.covers(span)))
        && rested(cx, facts, presence.0)
        && day.activities.iter().all(|a| start <= a.start && a.end <= core_end);
    if !free {
        return None;
    }
    let closed = closed_minutes(cx, start, core_end);
    if (!closed.is_empty() || !day.activities.is_empty())
        && !breaks_can_hide(breaks, start, core_end, day.activities, &closed)
    {
        return None;
    }
    Some(Choice {
        variant: index,
        template: variant.template,
        start,
        end,
        paid: variant.paid,
        wish_bits: wish_price(cx, facts, day.date, variant).to_bits(),
        touches_closed: !closed.is_empty(),
    })
}

fn span_of(origin: Instant, from: i32, to: i32) -> Option<Span> {
    Span::new(origin.plus_minutes(i64::from(from)), origin.plus_minutes(i64::from(to)))
}

fn rested(cx: &ClassContext<'_>, facts: &AgentFacts<'_>, presence_start: i32) -> bool {
    let rest = signed(cx.contract.min_rest);
    facts.previous.iter().map(|r| minutes_since(cx.clock.origin, r.end)).all(|end| end + rest <= presence_start)
}

/// Stretches of `[start, end)` in which none of the agent's queues is open.
fn closed_minutes(cx: &ClassContext<'_>, start: i32, end: i32) -> Vec<(i32, i32)> {
    let interval = cx.clock.interval;
    let mut closed = Vec::new();
    let mut slot_start = start.div_euclid(interval) * interval;
    while slot_start < end {
        let open = usize::try_from(slot_start / interval).is_ok_and(|slot| {
            cx.skill_queues
                .iter()
                .any(|q| cx.demand.open.get(slot * cx.queue_count + q).copied().unwrap_or(false))
        });
        if !open {
            closed.push((slot_start.max(start), (slot_start + interval).min(end)));
        }
        slot_start += interval;
    }
    closed
}

/// Whether the breaks can be placed around the activities so that breaks and activities cover every closed stretch.
fn breaks_can_hide(
    breaks: &[BreakModel],
    start: i32,
    core_end: i32,
    activities: &[FixedActivity],
    closed: &[(i32, i32)],
) -> bool {
    let Some((first, rest)) = breaks.split_first() else {
        return closed.iter().all(|(from, to)| covered(*from, *to, activities, &[]));
    };
    let mut placed = Vec::with_capacity(breaks.len());
    search_breaks(first, rest, (start, core_end, start), activities, closed, &mut placed)
}

fn search_breaks(
    next: &BreakModel,
    rest: &[BreakModel],
    (start, core_end, free_from): (i32, i32, i32),
    activities: &[FixedActivity],
    closed: &[(i32, i32)],
    placed: &mut Vec<(i32, i32)>,
) -> bool {
    for offset in &next.starts {
        let (from, to) = (start + offset, start + offset + next.length);
        if from < free_from || to > core_end || activities.iter().any(|a| a.start < to && from < a.end) {
            continue;
        }
        placed.push((from, to));
        let done = match rest.split_first() {
            Some((after, others)) => {
                search_breaks(after, others, (start, core_end, to), activities, closed, placed)
            }
            None => closed.iter().all(|(a, b)| covered(*a, *b, activities, placed)),
        };
        placed.pop();
        if done {
            return true;
        }
    }
    false
}

fn covered(from: i32, to: i32, activities: &[FixedActivity], breaks: &[(i32, i32)]) -> bool {
    let origin = Instant::from_unix(0);
    let spans = activities.iter().map(|a| (a.start, a.end)).chain(breaks.iter().copied());
    let merged = union(spans.filter_map(|(a, b)| span_of(origin, a, b)).collect());
    span_of(origin, from, to).is_none_or(|wanted| merged.iter().any(|m| m.covers(wanted)))
}

fn wish_price(cx: &ClassContext<'_>, facts: &AgentFacts<'_>, date: NaiveDate, variant: &Variant) -> f64 {
    let start = i32::from(variant.clock.minutes());
    let shift = cx.model.templates[variant.template].index;
    wishes::price(cx.problem, &facts.wishes, WorkedDay { date, shift, start, end: start + variant.length })
}

fn locked_stretches(cx: &ClassContext<'_>, facts: &AgentFacts<'_>, date: NaiveDate) -> Vec<LockedStretch> {
    let queue_index =
        |r: &RosterRow| r.queue.as_ref().and_then(|id| cx.problem.centre.queues.iter().position(|q| q.id == *id));
    facts
        .locked
        .iter()
        .filter(|r| r.day == date)
        .map(|r| LockedStretch {
            start: minutes_since(cx.clock.origin, r.start),
            end: minutes_since(cx.clock.origin, r.end),
            activity: r.activity,
            queue: queue_index(r),
            paid: r.paid,
        })
        .collect()
}

/// The catalogue's shift that a locked day is, as the day's only choice; nothing where the catalogue has no such shift.
fn locked_choice(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    date: NaiveDate,
    stretches: &[LockedStretch],
    day: usize,
) -> Vec<Choice> {
    let handover = cx.problem.centre.handover;
    let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else { return Vec::new() };
    let start = first.start + signed(handover.before);
    let end = last.end - signed(handover.after);
    let Some(row) = facts.locked.iter().find(|r| r.day == date) else { return Vec::new() };
    let found = cx.model.variants.iter().enumerate().find(|(_, v)| {
        let shift = &cx.problem.centre.shifts[cx.model.templates[v.template].index];
        shift.id == row.shift && v.start[day] == start && start + v.length == end
    });
    let Some((index, variant)) = found else { return Vec::new() };
    if !rested(cx, facts, first.start) || !breaks_fit(&cx.model.templates[variant.template].breaks, variant.length) {
        return Vec::new();
    }
    vec![Choice {
        variant: index,
        template: variant.template,
        start,
        end,
        paid: variant.paid,
        wish_bits: wish_price(cx, facts, date, variant).to_bits(),
        touches_closed: false,
    }]
}

/// Recurring availability as stretches of the clock, a week before and after included so that windows can merge.
pub(super) fn availability_windows(
    problem: &RosterProblem,
    rows: &[&crate::domain::people::Availability],
) -> Option<Vec<Span>> {
    if rows.is_empty() {
        return None;
    }
    let zone = problem.centre.zone;
    let mut spans = Vec::new();
    for date in days_from(add_days(problem.first_day, -2), WEEK + 5) {
        for row in rows.iter().filter(|r| r.weekday == date.weekday()) {
            spans.extend(Span::new(zone.at(date, row.from), zone.at(date, row.to)));
        }
    }
    Some(union(spans))
}

/// The fixed activities of an agent.
pub(super) fn fixed_activities(problem: &RosterProblem, agent: &Agent) -> Vec<(Span, Activity)> {
    let mut found: Vec<(Span, Activity)> = problem
        .activities
        .iter()
        .filter_map(|a| match a {
            PlannedActivity::Fixed { agent: who, span, kind } if *who == agent.id => Some((*span, *kind)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(span, _)| *span);
    found
}
