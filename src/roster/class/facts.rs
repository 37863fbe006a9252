//! What the tables say of one agent.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::people::{
    Activity, Agent, Availability, Away, PersonalTimes, PlannedActivity, Preference, RosterRow,
};
use crate::domain::roster::RosterProblem;
use crate::domain::span::{Span, union};
use crate::domain::time::{Instant, add_days, days_from};

use crate::roster::fairness::Rates;
use crate::roster::legality::law;
use crate::roster::legality::shifts::WEEK;
use crate::roster::legality::week::DayMask;

use super::past::Past;

/// The agent's own facts, gathered from the tables.
#[derive(Default)]
pub(in crate::roster) struct AgentFacts<'a> {
    pub(in crate::roster) away: Vec<Away>,
    pub(in crate::roster) available: Option<Vec<Span>>,
    /// K409: the agent's own limits of the day.
    pub(in crate::roster) times: PersonalTimes,
    /// Trainings and meetings that the agent must come to.
    pub(in crate::roster) activities: Vec<(Span, Activity)>,
    /// Those of this week from which leave, the end of employment or time off excuse the agent.
    pub(in crate::roster) excused: Vec<(Span, Activity)>,
    pub(in crate::roster) wishes: Vec<&'a Preference>,
    pub(in crate::roster) locked: Vec<&'a RosterRow>,
    pub(in crate::roster) previous: Vec<&'a RosterRow>,
    /// What another weekend, night, early or late shift costs.
    pub(in crate::roster) fairness: Rates,
    /// End of the last shift before the week, where that was a night shift.
    pub(in crate::roster) night_end: Option<Instant>,
    /// K319: until when the weekly rest of the week before lasts, where it began in its last days.
    pub(in crate::roster) rest_owed: Option<Instant>,
    /// Rows of this week in the roster that is to be kept.
    pub(in crate::roster) kept: Vec<&'a RosterRow>,
}

impl AgentFacts<'_> {
    /// Sorts the agent's fixed activities (those the last roster already holds are done, some are excused, the others bind)
    /// and looks at the last shift before the week.
    pub(in crate::roster) fn sorted_out(mut self, problem: &RosterProblem, agent: &Agent) -> Self {
        for (span, kind) in fixed_activities(problem, agent) {
            let attended = |r: &&RosterRow| r.activity == kind && r.start == span.start() && r.end == span.end();
            if self.previous.iter().any(attended) {
                continue;
            }
            let in_week = day_mask(problem.first_day, |date| problem.centre.zone.day(span.start()) == date) != 0;
            if !self.excuses(problem, agent, span) {
                self.activities.push((span, kind));
            } else if in_week {
                self.excused.push((span, kind));
            }
        }
        let past = Past::of(problem, &self);
        let night_end = past.last().filter(|shift| shift.night).map(|shift| shift.end);
        let rest = problem.centre.contract(&agent.contract).and_then(law::weekly_rest);
        let rest_owed = rest.and_then(|rest| past.rest_owed(rest, problem.centre.zone));
        (self.night_end, self.rest_owed) = (night_end, rest_owed);
        self
    }

    fn excuses(&self, problem: &RosterProblem, agent: &Agent, span: Span) -> bool {
        let date = problem.centre.zone.day(span.start());
        !employed(agent, date)
            || self.away.iter().any(|away| match away {
                Away::Days(first, last) => (*first..=*last).contains(&date),
                Away::Clock(off) => off.overlap(span).is_some(),
            })
    }
}

/// K401: leave days of an agent in the week: whole days away while employed.
pub(in crate::roster) fn leave_days(problem: &RosterProblem, agent: &Agent, away: &[Away]) -> DayMask {
    day_mask(problem.first_day, |date| {
        employed(agent, date)
            && away.iter().any(|a| matches!(a, Away::Days(first, last) if (*first..=*last).contains(&date)))
    })
}

/// Working days of a legal week, Monday to Saturday: what a week of leave takes off an average.
pub(in crate::roster) const WORKING_DAYS: i64 = 6;

/// Whole days away from Monday to Saturday, in so many weeks before the week and in it.
pub(in crate::roster) fn working_days_away(first: NaiveDate, facts: &AgentFacts<'_>, weeks: u8, leave: DayMask) -> i64 {
    let away = |date: NaiveDate| {
        facts.away.iter().any(|a| matches!(a, Away::Days(first, last) if (*first..=*last).contains(&date)))
    };
    let before = (1..=7 * i64::from(weeks)).map(|back| add_days(first, -back)).filter(|date| away(*date));
    let now = days_from(first, WEEK).enumerate().filter(|(day, _)| leave >> day & 1 == 1).map(|(_, date)| date);
    let counted = before.chain(now).filter(|date| date.weekday() != Weekday::Sun).count();
    i64::try_from(counted).unwrap_or(i64::MAX)
}

/// K403: days of the week inside the agent's employment.
pub(in crate::roster) fn employed_days(problem: &RosterProblem, agent: &Agent) -> DayMask {
    day_mask(problem.first_day, |date| employed(agent, date))
}

fn employed(agent: &Agent, date: NaiveDate) -> bool {
    agent.valid_from.is_none_or(|from| from <= date) && agent.valid_to.is_none_or(|to| date <= to)
}

fn day_mask(first: NaiveDate, holds: impl Fn(NaiveDate) -> bool) -> DayMask {
    days_from(first, WEEK).enumerate().filter(|(_, date)| holds(*date)).fold(0, |mask, (day, _)| mask | 1 << day)
}

/// K404: recurring availability as stretches of the clock, days before and after the week included so that windows can merge.
pub(in crate::roster) fn availability_windows(problem: &RosterProblem, rows: &[&Availability]) -> Option<Vec<Span>> {
    if rows.is_empty() {
        return None;
    }
    let zone = problem.centre.zone;
    let mut spans = Vec::new();
    for date in days_from(add_days(problem.first_day, -3), WEEK + 6) {
        for row in rows.iter().filter(|r| r.weekday == date.weekday()) {
            spans.extend(Span::new(zone.at(date, row.from), zone.at(date, row.to)));
        }
    }
    Some(union(spans))
}

/// The fixed activities of an agent, by start.
fn fixed_activities(problem: &RosterProblem, agent: &Agent) -> Vec<(Span, Activity)> {
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
