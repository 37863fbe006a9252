//! The rules that can be lifted to see whether they are to blame, day by day where the tables name days, and the filter that
//! leaves a smallest set of them.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::centre::Contract;
use crate::domain::hours::OpeningHours;
use crate::domain::ids::{AgentId, ContractId};
use crate::domain::people::{Away, PersonalTimes, PlannedActivity, TimeOff};
use crate::domain::roster::RosterProblem;
use crate::domain::time::{add_days, days_from};
use crate::domain::units::Minutes;
use crate::roster::legality::shifts::WEEK;

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
    Law,
    BreakSpacing,
    PersonalTimes,
    WeekBefore,
    OpeningHours,
}

impl Rule {
    /// In the order in which they are lifted: what is seldom to blame first, so that the set that is left speaks of what
    /// planners can change.
    pub(super) const ALL: [Self; 24] = [
        Self::OpeningHours,
        Self::WeekBefore,
        Self::BreakSpacing,
        Self::Successions,
        Self::StartWindow,
        Self::Weekends,
        Self::Nights,
        Self::Average,
        Self::Law,
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
    pub(super) const OF_THE_WEEK: [Self; 14] = [
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

    /// Whether the rule is one of the contract; the others are of a person, or of the centre.
    pub(super) const fn is_of_contract(self) -> bool {
        matches!(
            self,
            Self::SameShift
                | Self::StartWindow
                | Self::Nights
                | Self::Weekends
                | Self::Average
                | Self::Law
                | Self::BreakSpacing
                | Self::Rest
                | Self::ConsecutiveDays
                | Self::DaysOffTogether
                | Self::DailyHours
                | Self::WeeklyHours
                | Self::MustWork
                | Self::DaysPerWeek
        )
    }
}

/// Whose rule it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// Everybody of the problem.
    All,
    Agent(AgentId),
    Contract(ContractId),
}

impl Of {
    fn agent(&self, id: &AgentId) -> bool {
        match self {
            Self::All => true,
            Self::Agent(own) => own == id,
            Self::Contract(_) => false,
        }
    }

    fn contract(&self, id: &ContractId) -> bool {
        match self {
            Self::All => true,
            Self::Contract(own) => own == id,
            Self::Agent(_) => false,
        }
    }
}

/// A rule, or what it says of one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) rule: Rule,
    pub(super) of: Of,
    /// The day, where the rule can be lifted day by day.
    pub(super) day: Option<NaiveDate>,
}

/// The parts of a rule that the problem has: one a day for rows that name days, else the rule as a whole.
pub(super) fn parts(problem: &RosterProblem, rule: Rule, of: &Of) -> Vec<Part> {
    let zone = problem.centre.zone;
    let week: Vec<NaiveDate> = days_from(problem.first_day, WEEK).collect();
    let near = |day: &NaiveDate| *day >= add_days(problem.first_day, -1) && *day <= add_days(problem.first_day, 8);
    let mut days: Vec<NaiveDate> = match rule {
        Rule::Leave => {
            let own = || problem.time_off.iter().filter(|row| of.agent(&row.agent));
            let on = |day: &NaiveDate| own().any(|r| matches!(r.when, Away::Days(a, b) if (a..=b).contains(day)));
            week.into_iter().filter(on).collect()
        }
        Rule::TimeOff => {
            let own = problem.time_off.iter().filter(|row| of.agent(&row.agent));
            own.filter_map(|row| clock_day(problem, row)).filter(near).collect()
        }
        Rule::FixedActivities => {
            let fixed = problem.activities.iter().filter_map(|row| match row {
                PlannedActivity::Fixed { agent, span, .. } if of.agent(agent) => Some(zone.day(span.start())),
                _ => None,
            });
            fixed.filter(near).collect()
        }
        Rule::Locked => {
            let own = problem.locked.iter().filter(|row| of.agent(&row.agent));
            own.map(|row| row.day).filter(|day| week.contains(day)).collect()
        }
        Rule::MustWork => {
            let own = || problem.centre.contracts.iter().filter(|c| of.contract(&c.id));
            week.into_iter().filter(|day| own().any(|c| c.must_work.contains(&day.weekday()))).collect()
        }
        _ => return vec![Part { rule, of: of.clone(), day: None }],
    };
    days.sort_unstable();
    days.dedup();
    days.into_iter().map(|day| Part { rule, of: of.clone(), day: Some(day) }).collect()
}

fn clock_day(problem: &RosterProblem, row: &TimeOff) -> Option<NaiveDate> {
    match row.when {
        Away::Clock(span) => Some(problem.centre.zone.day(span.start())),
        Away::Days(..) => None,
    }
}

impl Part {
    /// Takes the part out of a problem.
    pub(super) fn lift(&self, problem: &mut RosterProblem) {
        let zone = problem.centre.zone;
        let of = &self.of;
        let is_day = |day: NaiveDate| self.day.is_none_or(|own| own == day);
        let contracts = problem.centre.contracts.iter_mut().filter(|c| of.contract(&c.id));
        let each = |change: &dyn Fn(&mut Contract)| contracts.for_each(change);
        match self.rule {
            Rule::Leave => problem.time_off = without_leave(&problem.time_off, self),
            Rule::TimeOff => problem.time_off.retain(|row| match row.when {
                Away::Clock(span) => !(of.agent(&row.agent) && is_day(zone.day(span.start()))),
                Away::Days(..) => true,
            }),
            Rule::Employment => {
                let own = problem.agents.iter_mut().filter(|a| of.agent(&a.id));
                own.for_each(|a| (a.valid_from, a.valid_to) = (None, None));
            }
            Rule::Availability => problem.availability.retain(|row| !of.agent(&row.agent)),
            Rule::FixedActivities => problem.activities.retain(|row| match row {
                PlannedActivity::Fixed { agent, span, .. } => !(of.agent(agent) && is_day(zone.day(span.start()))),
                PlannedActivity::Placed { .. } => *of != Of::All,
            }),
            Rule::Locked => problem.locked.retain(|row| !(of.agent(&row.agent) && is_day(row.day))),
            Rule::DaysPerWeek => each(&|c| c.days_per_week = (0, 7)),
            Rule::WeeklyHours => each(&|c| c.weekly = (Minutes::new(0), ANY_MINUTES)),
            Rule::DailyHours => each(&|c| c.daily = (Minutes::new(0), ANY_MINUTES)),
            Rule::MustWork => each(&|c| c.must_work.retain(|w| self.day.is_some_and(|day| day.weekday() != *w))),
            Rule::DaysOffTogether => each(&|c| c.days_off_together = 0),
            Rule::ConsecutiveDays => each(&|c| c.max_consecutive_days = u8::MAX),
            Rule::Rest => each(&|c| c.min_rest = Minutes::new(0)),
            Rule::SameShift => each(&|c| c.same_shift_all_week = false),
            Rule::StartWindow => each(&|c| c.limits.start_window = None),
            Rule::Nights => each(&|c| {
                c.limits.max_nights_per_week = None;
                c.limits.max_consecutive_nights = None;
                c.limits.rest_after_nights = None;
            }),
            Rule::Weekends => each(&|c| (c.limits.weekends_whole, c.limits.max_weekends) = (false, None)),
            Rule::Successions => problem.centre.rules.successions.clear(),
            Rule::Average => each(&|c| c.limits.average = None),
            Rule::Law => each(&|c| c.law.clear()),
            Rule::BreakSpacing => each(&|c| (c.limits.max_stretch, c.limits.min_break_spacing) = (None, None)),
            Rule::PersonalTimes => {
                let own = problem.agents.iter_mut().filter(|a| of.agent(&a.id));
                own.for_each(|a| a.times = PersonalTimes::default());
            }
            Rule::WeekBefore => problem.previous.retain(|row| !of.agent(&row.agent)),
            Rule::OpeningHours => {
                problem.requirement.rows.clear();
                problem.centre.queues.iter_mut().for_each(|q| q.hours = OpeningHours::always());
            }
        }
    }
}

/// The rows of time off without the leave of the part: a longer leave is cut around its day.
fn without_leave(rows: &[TimeOff], part: &Part) -> Vec<TimeOff> {
    let mut left = Vec::with_capacity(rows.len() + 1);
    for row in rows {
        match (row.when, part.day) {
            (Away::Days(..), None) if part.of.agent(&row.agent) => {}
            (Away::Days(from, to), Some(day)) if part.of.agent(&row.agent) && (from..=to).contains(&day) => {
                let around = [(from, add_days(day, -1)), (add_days(day, 1), to)];
                let whole = around.into_iter().filter(|(from, to)| from <= to);
                left.extend(whole.map(|(from, to)| TimeOff { when: Away::Days(from, to), ..row.clone() }));
            }
            _ => left.push(row.clone()),
        }
    }
    left
}

/// A smallest set of parts that cannot hold together, out of groups of which all together cannot: each group, then each of
/// its parts, is lifted for good as long as the rest still clashes (the deletion filter: Chinneck and Dravnieks 1991).
pub(super) fn smallest(groups: &[Vec<Part>], clashes: &dyn Fn(&[Part]) -> bool) -> Vec<Part> {
    let mut lifted: Vec<Part> = Vec::new();
    let mut left = Vec::new();
    for group in groups.iter().filter(|group| !group.is_empty()) {
        let before = lifted.len();
        lifted.extend(group.iter().cloned());
        if clashes(&lifted) {
            continue;
        }
        lifted.truncate(before);
        for part in group {
            lifted.push(part.clone());
            if group.len() == 1 || !clashes(&lifted) {
                left.extend(lifted.pop());
            }
        }
    }
    left
}

/// Parts in words, those of one rule and person together: `contract nights: at most 5 days in a row`,
/// `leave on Wed 2026-12-02`.
pub(super) fn words(problem: &RosterProblem, parts: &[Part]) -> String {
    let mut told: Vec<(Rule, &Of, Vec<NaiveDate>)> = Vec::new();
    for part in parts {
        match told.iter_mut().find(|(rule, of, _)| *rule == part.rule && *of == &part.of) {
            Some((_, _, days)) => days.extend(part.day),
            None => told.push((part.rule, &part.of, part.day.into_iter().collect())),
        }
    }
    let one = |(rule, of, days): &(Rule, &Of, Vec<NaiveDate>)| {
        let text = rule_words(problem, *rule, of, days);
        match of {
            Of::All => text,
            Of::Agent(id) => format!("{id}: {text}"),
            Of::Contract(id) => format!("contract {id}: {text}"),
        }
    };
    told.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn rule_words(problem: &RosterProblem, rule: Rule, of: &Of, days: &[NaiveDate]) -> String {
    let listed_days = |days: &[NaiveDate]| listed(days.iter().map(|d| format!("{} {d}", d.weekday())));
    let of_contract = |told: &dyn Fn(&Contract) -> String| {
        problem.centre.contracts.iter().find(|c| of.contract(&c.id)).map_or_else(String::new, told)
    };
    match rule {
        Rule::Leave => format!("leave on {}", listed_days(days)),
        Rule::TimeOff => format!("time off by the clock on {}", listed_days(days)),
        Rule::Employment => "the dates of employment (valid_from, valid_to)".into(),
        Rule::Availability => {
            let own = || problem.availability.iter().filter(|row| of.agent(&row.agent));
            let on = |date: &NaiveDate| own().any(|row| row.weekday == date.weekday());
            let days: Vec<NaiveDate> = days_from(problem.first_day, WEEK).filter(on).collect();
            format!("availability (on {})", listed_days(&days))
        }
        Rule::FixedActivities => format!("fixed trainings and meetings on {}", listed_days(days)),
        Rule::Locked => format!("locked assignments (on {})", listed_days(days)),
        Rule::DaysPerWeek => of_contract(&|c| format!("{} to {} days a week", c.days_per_week.0, c.days_per_week.1)),
        Rule::WeeklyHours => of_contract(&|c| format!("{} paid hours a week", range(c.weekly))),
        Rule::DailyHours => of_contract(&|c| format!("{} paid hours a day", range(c.daily))),
        Rule::MustWork => format!("must_work on {}", listed(days.iter().map(|day| day.weekday().to_string()))),
        Rule::DaysOffTogether => of_contract(&|c| format!("{} days off together", c.days_off_together)),
        Rule::ConsecutiveDays => of_contract(&|c| format!("at most {} days in a row", c.max_consecutive_days)),
        Rule::Rest => of_contract(&|c| format!("{} h of rest between shifts", c.min_rest.as_hours())),
        Rule::SameShift => "the same shift all week".into(),
        Rule::StartWindow => of_contract(&|c| {
            let hours = c.limits.start_window.map_or(24.0, Minutes::as_hours);
            format!("all starts within {hours} h on the clock")
        }),
        Rule::Nights => "the rules on night shifts".into(),
        Rule::Weekends => "the rules on weekends".into(),
        Rule::Successions => "the successions of shifts".into(),
        Rule::Average => "the average of paid hours with the weeks before".into(),
        Rule::Law => of_contract(&|c| listed(articles(c))),
        Rule::BreakSpacing => "the time between breaks".into(),
        Rule::PersonalTimes => "earliest_start, latest_start and latest_end".into(),
        Rule::WeekBefore => "the roster of the week before".into(),
        Rule::OpeningHours => "the opening hours of the agent's queues".into(),
    }
}

/// The hard articles of a contract, each once.
fn articles(contract: &Contract) -> impl Iterator<Item = String> {
    let hard = contract.law.iter().filter(|rule| rule.hard).map(|rule| rule.article.to_string());
    hard.collect::<BTreeSet<_>>().into_iter()
}

fn range((least, most): (Minutes, Minutes)) -> String {
    format!("{} to {}", least.as_hours(), most.as_hours())
}

pub(super) fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    if words.is_empty() { "no day of this week".into() } else { words.join(", ") }
}

/// `Mon, Wed`.
pub(super) fn weekdays(days: impl Iterator<Item = Weekday>) -> String {
    listed(days.map(|day| day.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(rule: Rule) -> Part {
        Part { rule, of: Of::All, day: None }
    }

    #[test]
    fn the_filter_leaves_a_set_of_which_every_part_is_needed() {
        use Rule::{Leave, Locked, MustWork, Rest, SameShift, TimeOff};
        let groups = [
            vec![part(SameShift), part(Rest)],
            vec![part(MustWork)],
            vec![part(TimeOff), part(Leave)],
            vec![part(Locked)],
        ];
        // two clashes: rest with leave, and must work with leave
        let clashes = |lifted: &[Part]| {
            let holds = |rule: Rule| !lifted.contains(&part(rule));
            (holds(Rest) && holds(Leave)) || (holds(MustWork) && holds(Leave))
        };
        assert_eq!(smallest(&groups, &clashes), [part(MustWork), part(Leave)]);
        let lone = |lifted: &[Part]| !lifted.contains(&part(Rest));
        assert_eq!(smallest(&groups, &lone), [part(Rest)]);
    }

    #[test]
    fn a_leave_is_cut_around_one_of_its_days() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("date");
        let row = |from: &str, to: &str| TimeOff {
            agent: AgentId::new("ann"),
            when: Away::Days(day(from), day(to)),
            kind: "leave".into(),
        };
        let one = |date: &str| Part { day: Some(day(date)), ..part(Rule::Leave) };
        let rows = [row("2026-11-30", "2026-12-02")];
        let cut = without_leave(&rows, &one("2026-12-01"));
        assert_eq!(cut, [row("2026-11-30", "2026-11-30"), row("2026-12-02", "2026-12-02")]);
        assert_eq!(without_leave(&rows, &one("2026-12-03")), rows);
        assert_eq!(without_leave(&rows, &part(Rule::Leave)), []);
    }
}
