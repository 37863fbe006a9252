//! Which rules of one agent exclude each other.
//!
//! In a copy of the problem that holds this agent alone, rules are lifted one after the other as long as there is still no
//! legal week. What is left contradicts itself, and no part of it does: the deletion filter (Chinneck and Dravnieks 1991).
//! Rules that seldom are to blame are lifted first, so that the set speaks of what planners can change.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::centre::Contract;
use crate::domain::codes::Code;
use crate::domain::findings::Finding;
use crate::domain::hours::OpeningHours;
use crate::domain::people::{Agent, Away, PersonalTimes, PlannedActivity};
use crate::domain::roster::RosterProblem;
use crate::domain::time::{add_days, days_from};
use crate::domain::units::Minutes;
use crate::roster::legality::shifts::WEEK;
use crate::roster::model::Model;

/// Agents whose clash is looked into; those beyond are named with their contract alone.
const MOST_EXPLAINED: usize = 50;

/// More minutes than a week has.
const ANY_MINUTES: Minutes = Minutes::new(60 * 24 * 8);

/// A rule that can be lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    Leave,
    TimeOff,
    Employment,
    Availability,
    FixedActivities,
    Locked,
    DaysPerWeek,
    WeeklyHours,
    DailyHours,
    MustWork,
    DaysOffTogether,
    ConsecutiveDays,
    Rest,
    SameShift,
    StartWindow,
    Nights,
    Weekends,
    Successions,
    Average,
    BreakSpacing,
    PersonalTimes,
    WeekBefore,
    OpeningHours,
}

impl Rule {
    /// In the order in which they are lifted.
    const ALL: [Self; 23] = [
        Self::OpeningHours,
        Self::WeekBefore,
        Self::BreakSpacing,
        Self::Successions,
        Self::StartWindow,
        Self::Weekends,
        Self::Nights,
        Self::Average,
        Self::SameShift,
        Self::Rest,
        Self::ConsecutiveDays,
        Self::DaysOffTogether,
        Self::DailyHours,
        Self::WeeklyHours,
        Self::MustWork,
        Self::DaysPerWeek,
        Self::FixedActivities,
        Self::Employment,
        Self::TimeOff,
        Self::PersonalTimes,
        Self::Availability,
        Self::Leave,
        Self::Locked,
    ];

    /// Rules about the week as a whole: without them, days on which some shift is possible remain.
    const OF_THE_WEEK: [Self; 14] = [
        Self::FixedActivities,
        Self::DaysPerWeek,
        Self::WeeklyHours,
        Self::MustWork,
        Self::DaysOffTogether,
        Self::ConsecutiveDays,
        Self::Rest,
        Self::SameShift,
        Self::StartWindow,
        Self::Nights,
        Self::Weekends,
        Self::Successions,
        Self::Average,
        Self::WeekBefore,
    ];

    /// Takes the rule out of a problem of one agent.
    fn lift(self, problem: &mut RosterProblem) {
        let contracts = &mut problem.centre.contracts;
        let mut each = |change: &dyn Fn(&mut Contract)| contracts.iter_mut().for_each(change);
        match self {
            Self::Leave => problem.time_off.retain(|t| matches!(t.when, Away::Clock(_))),
            Self::TimeOff => problem.time_off.retain(|t| matches!(t.when, Away::Days(..))),
            Self::Employment => {
                problem.agents.iter_mut().for_each(|a| (a.valid_from, a.valid_to) = (None, None));
            }
            Self::Availability => problem.availability.clear(),
            Self::FixedActivities => problem.activities.clear(),
            Self::Locked => problem.locked.clear(),
            Self::DaysPerWeek => each(&|c| c.days_per_week = (0, 7)),
            Self::WeeklyHours => each(&|c| c.weekly = (Minutes::new(0), ANY_MINUTES)),
            Self::DailyHours => each(&|c| c.daily = (Minutes::new(0), ANY_MINUTES)),
            Self::MustWork => each(&|c| c.must_work.clear()),
            Self::DaysOffTogether => each(&|c| c.days_off_together = 0),
            Self::ConsecutiveDays => each(&|c| c.max_consecutive_days = u8::MAX),
            Self::Rest => each(&|c| c.min_rest = Minutes::new(0)),
            Self::SameShift => each(&|c| c.same_shift_all_week = false),
            Self::StartWindow => each(&|c| c.limits.start_window = None),
            Self::Nights => each(&|c| {
                c.limits.max_nights_per_week = None;
                c.limits.max_consecutive_nights = None;
                c.limits.rest_after_nights = None;
            }),
            Self::Weekends => each(&|c| (c.limits.weekends_whole, c.limits.max_weekends) = (false, None)),
            Self::Successions => problem.centre.rules.successions.clear(),
            Self::Average => each(&|c| c.limits.average = None),
            Self::BreakSpacing => each(&|c| (c.limits.max_stretch, c.limits.min_break_spacing) = (None, None)),
            Self::PersonalTimes => {
                problem.agents.iter_mut().for_each(|a| a.times = PersonalTimes::default());
            }
            Self::WeekBefore => problem.previous.clear(),
            Self::OpeningHours => {
                problem.requirement.rows.clear();
                problem.centre.queues.iter_mut().for_each(|q| q.hours = OpeningHours::always());
            }
        }
    }

    /// The rule in words, with the values that it has for this agent.
    fn words(self, problem: &RosterProblem, contract: &Contract) -> String {
        let first = problem.first_day;
        let days = |of: &dyn Fn(NaiveDate) -> bool| {
            listed(days_from(first, WEEK).filter(|d| of(*d)).map(|d| format!("{} {d}", d.weekday())))
        };
        match self {
            Self::Leave => {
                let leave = |date: NaiveDate| {
                    let rows = problem.time_off.iter();
                    rows.map(|t| t.when).any(|w| matches!(w, Away::Days(from, to) if (from..=to).contains(&date)))
                };
                format!("leave on {}", days(&leave))
            }
            Self::TimeOff => "time off by the clock".into(),
            Self::Employment => "the dates of employment (valid_from, valid_to)".into(),
            Self::Availability => {
                let on = |date: NaiveDate| problem.availability.iter().any(|a| a.weekday == date.weekday());
                format!("availability (on {})", days(&on))
            }
            Self::FixedActivities => "fixed trainings and meetings".into(),
            Self::Locked => {
                format!("locked assignments (on {})", days(&|date| problem.locked.iter().any(|r| r.day == date)))
            }
            Self::DaysPerWeek => {
                format!("{} to {} days a week", contract.days_per_week.0, contract.days_per_week.1)
            }
            Self::WeeklyHours => format!("{} paid hours a week", range(contract.weekly)),
            Self::DailyHours => format!("{} paid hours a day", range(contract.daily)),
            Self::MustWork => format!("must_work on {}", listed(contract.must_work.iter().map(Weekday::to_string))),
            Self::DaysOffTogether => format!("{} days off together", contract.days_off_together),
            Self::ConsecutiveDays => format!("at most {} days in a row", contract.max_consecutive_days),
            Self::Rest => format!("{} h of rest between shifts", contract.min_rest.as_hours()),
            Self::SameShift => "the same shift all week".into(),
            Self::StartWindow => {
                format!(
                    "all starts within {} h on the clock",
                    contract.limits.start_window.map_or(24.0, Minutes::as_hours)
                )
            }
            Self::Nights => "the rules on night shifts".into(),
            Self::Weekends => "the rules on weekends".into(),
            Self::Successions => "the successions of shifts".into(),
            Self::Average => "the average of paid hours with the weeks before".into(),
            Self::BreakSpacing => "the time between breaks".into(),
            Self::PersonalTimes => "the agent's earliest_start, latest_start and latest_end".into(),
            Self::WeekBefore => "the roster of the week before".into(),
            Self::OpeningHours => "the opening hours of the agent's queues".into(),
        }
    }
}

fn range((least, most): (Minutes, Minutes)) -> String {
    format!("{} to {}", least.as_hours(), most.as_hours())
}

fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    if words.is_empty() { "no day of this week".into() } else { words.join(", ") }
}

/// Why an agent has no legal week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clash {
    /// These cannot hold together, any fewer of them can; empty when no shift of the catalogue fits at all.
    pub(super) rules: Vec<Rule>,
    /// Those of them without which alone there is a legal week.
    pub(super) enough: Vec<Rule>,
}

/// A finding on each agent without a legal week.
pub(super) fn of_agents(model: &Model<'_>) -> Vec<Finding> {
    let agents = model.remarks.without_week.iter().enumerate();
    agents.map(|(nth, agent)| finding(model.problem, &model.problem.agents[*agent], nth < MOST_EXPLAINED)).collect()
}

fn finding(problem: &RosterProblem, agent: &Agent, explain: bool) -> Finding {
    let Agent { id, contract: contract_id, .. } = agent;
    let mut message = format!("{id} has no legal week under contract {contract_id} and gets no shift");
    let mut hint = "change one of these, or take the agent out of agents.csv".to_owned();
    if let Some(contract) = problem.centre.contract(contract_id).filter(|_| explain) {
        let alone = alone(problem, agent);
        let clash = clash(&alone);
        let words = |rules: &[Rule]| rules.iter().map(|r| r.words(&alone, contract)).collect::<Vec<_>>().join("; ");
        let why = if clash.rules.is_empty() {
            hint = "give the contract shifts in the catalogue whose breaks fit into them".into();
            "the catalogue has no shift that the contract may work".to_owned()
        } else {
            if clash.enough.is_empty() {
                hint = "change more than one rule: others clash as well once one of these is changed".into();
            } else if clash.enough.len() < clash.rules.len() {
                hint = format!("it is enough to change this: {}", words(&clash.enough));
            }
            format!("these cannot hold together: {}", words(&clash.rules))
        };
        message = format!("{message}: {why} (a shift is possible on {})", possible_days(&alone));
    }
    Finding::new(Code::NoLegalWeek, message).hint(hint).agent(id)
}

/// The problem of one agent.
pub(super) fn alone(problem: &RosterProblem, agent: &Agent) -> RosterProblem {
    let id = &agent.id;
    let mut centre = problem.centre.clone();
    centre.contracts.retain(|c| c.id == agent.contract);
    RosterProblem {
        centre,
        first_day: problem.first_day,
        requirement: problem.requirement.clone(),
        curves: Vec::new(),
        agents: vec![agent.clone()],
        time_off: problem.time_off.iter().filter(|t| t.agent == *id).cloned().collect(),
        allowances: Vec::new(),
        availability: problem.availability.iter().filter(|a| a.agent == *id).cloned().collect(),
        activities: problem
            .activities
            .iter()
            .filter(|a| matches!(a, PlannedActivity::Fixed { agent, .. } if agent == id))
            .cloned()
            .collect(),
        preferences: Vec::new(),
        locked: problem.locked.iter().filter(|r| r.agent == *id).cloned().collect(),
        // the earliest row of all tells how far back the days before are known
        previous: {
            let earliest = problem.previous.iter().map(|r| r.day).min();
            problem.previous.iter().filter(|r| r.agent == *id || Some(r.day) == earliest).cloned().collect()
        },
    }
}

/// Whether the one agent of the problem has a legal week once these rules are lifted.
fn has_week(problem: &RosterProblem, lifted: &[Rule]) -> bool {
    let mut problem = problem.clone();
    for rule in lifted {
        rule.lift(&mut problem);
    }
    let model = Model::new(&problem);
    model.class_of.iter().all(Option::is_some)
}

/// The rules of an agent that exclude what `legal` asks of a week: a set none of which can be missed; empty when even without any
/// rule there is no such week.
pub(in crate::roster) fn standing_against(
    problem: &RosterProblem,
    agent: &Agent,
    legal: &dyn Fn(&Model<'_>) -> bool,
) -> Vec<String> {
    let Some(contract) = problem.centre.contract(&agent.contract) else { return Vec::new() };
    let alone = alone(problem, agent);
    let holds = |lifted: &[Rule]| {
        let mut problem = alone.clone();
        for rule in lifted {
            rule.lift(&mut problem);
        }
        legal(&Model::new(&problem))
    };
    if !holds(&Rule::ALL) {
        return Vec::new();
    }
    let (mut lifted, mut rules) = (Vec::with_capacity(Rule::ALL.len()), Vec::new());
    for rule in Rule::ALL {
        lifted.push(rule);
        if holds(&lifted) {
            lifted.pop();
            rules.push(rule);
        }
    }
    rules.iter().rev().map(|rule| rule.words(&alone, contract)).collect()
}

/// The rules that exclude each other, for a problem of one agent who has no legal week.
pub(super) fn clash(problem: &RosterProblem) -> Clash {
    let mut lifted = Vec::with_capacity(Rule::ALL.len());
    let mut rules = Vec::new();
    for rule in Rule::ALL {
        lifted.push(rule);
        if has_week(problem, &lifted) {
            lifted.pop();
            rules.push(rule);
        }
    }
    rules.reverse();
    let enough = rules.iter().copied().filter(|rule| has_week(problem, &[*rule])).collect();
    Clash { rules, enough }
}

/// The days on which the agent could work some shift, whatever the week as a whole must keep.
fn possible_days(problem: &RosterProblem) -> String {
    let mut problem = problem.clone();
    for rule in Rule::OF_THE_WEEK {
        rule.lift(&mut problem);
    }
    let model = Model::new(&problem);
    let can = model.classes.first().map_or(0, |class| class.rules.can);
    let days = (0..WEEK).filter(|day| can >> day & 1 == 1);
    listed(days.map(|day| add_days(problem.first_day, i64::try_from(day).unwrap_or(0)).weekday().to_string()))
}
