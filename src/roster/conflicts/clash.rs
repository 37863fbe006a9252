//! Which rules of one agent exclude each other.
//!
//! Each rule in turn is lifted from a copy of the problem that holds this agent alone. Every rule without which there is a
//! legal week is part of each contradiction, so together they are named. Where no single rule is to blame, all are lifted
//! and put back one by one as long as a legal week remains; what could not be put back is a smallest set to change.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::centre::Contract;
use crate::domain::codes::Code;
use crate::domain::findings::Finding;
use crate::domain::hours::OpeningHours;
use crate::domain::people::{Agent, Away, PlannedActivity};
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
    WeekBefore,
    OpeningHours,
}

impl Rule {
    const ALL: [Self; 16] = [
        Self::Leave,
        Self::TimeOff,
        Self::Employment,
        Self::Availability,
        Self::FixedActivities,
        Self::Locked,
        Self::DaysPerWeek,
        Self::WeeklyHours,
        Self::DailyHours,
        Self::MustWork,
        Self::DaysOffTogether,
        Self::ConsecutiveDays,
        Self::Rest,
        Self::SameShift,
        Self::WeekBefore,
        Self::OpeningHours,
    ];

    /// Rules about the week as a whole: without them, days on which some shift is possible remain.
    const OF_THE_WEEK: [Self; 9] = [
        Self::FixedActivities,
        Self::DaysPerWeek,
        Self::WeeklyHours,
        Self::MustWork,
        Self::DaysOffTogether,
        Self::ConsecutiveDays,
        Self::Rest,
        Self::SameShift,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// Without any one of these there is a legal week.
    EachOf(Vec<Rule>),
    /// Without all of these together there is a legal week, and without fewer of them there is none.
    Together(Vec<Rule>),
    /// Not even without all rules: no shift of the catalogue fits.
    NoShift,
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
        let words = |rules: &[Rule]| rules.iter().map(|r| r.words(&alone, contract)).collect::<Vec<_>>().join("; ");
        let why = match clash(&alone) {
            Clash::EachOf(rules) => format!(": these cannot hold together: {}", words(&rules)),
            Clash::Together(rules) => {
                hint = "change all of these, or take the agent out of agents.csv".into();
                format!(": no single rule is to blame; these would have to change together: {}", words(&rules))
            }
            Clash::NoShift => {
                hint = "give the contract shifts in the catalogue whose breaks fit into them".into();
                ": the catalogue has no shift that the contract may work".to_owned()
            }
        };
        message = format!("{message}{why} (a shift is possible on {})", possible_days(&alone));
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
        agents: vec![agent.clone()],
        time_off: problem.time_off.iter().filter(|t| t.agent == *id).cloned().collect(),
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
    lifted.iter().for_each(|rule| rule.lift(&mut problem));
    let model = Model::new(&problem);
    model.class_of.iter().all(Option::is_some)
}

/// The rules that exclude each other, for a problem of one agent who has no legal week.
pub(super) fn clash(problem: &RosterProblem) -> Clash {
    let each: Vec<Rule> = Rule::ALL.into_iter().filter(|rule| has_week(problem, &[*rule])).collect();
    if !each.is_empty() {
        return Clash::EachOf(each);
    }
    let mut lifted = Rule::ALL.to_vec();
    if !has_week(problem, &lifted) {
        return Clash::NoShift;
    }
    for rule in Rule::ALL {
        let fewer: Vec<Rule> = lifted.iter().copied().filter(|r| *r != rule).collect();
        if has_week(problem, &fewer) {
            lifted = fewer;
        }
    }
    Clash::Together(lifted)
}

/// The days on which the agent could work some shift, whatever the week as a whole must keep.
fn possible_days(problem: &RosterProblem) -> String {
    let mut problem = problem.clone();
    Rule::OF_THE_WEEK.iter().for_each(|rule| rule.lift(&mut problem));
    let model = Model::new(&problem);
    let can = model.classes.first().map_or(0, |class| class.rules.can);
    let days = (0..WEEK).filter(|day| can >> day & 1 == 1);
    listed(days.map(|day| add_days(problem.first_day, i64::try_from(day).unwrap_or(0)).weekday().to_string()))
}
