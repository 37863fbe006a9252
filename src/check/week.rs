//! Everything the rules look at: the problem and the published rows, sorted out by person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::clock::{Clock, Stretch, merged, moved};
use super::coverage::Coverage;
use super::opening::Opening;
use super::shifts::{Shift, assemble, stretch};
use crate::domain::centre::{Contract, Handover};
use crate::domain::ids::{AgentId, ShiftId};
use crate::domain::people::{Activity, Agent, Availability, Away, PlannedActivity, Preference, RosterRow};
use crate::domain::roster::{RosterProblem, RosterSummary};
use crate::domain::units::Minutes;

/// Days in a week.
pub(super) const WEEK: i64 = 7;

/// A published week.
#[derive(Debug)]
pub(super) struct Week<'a> {
    pub(super) problem: &'a RosterProblem,
    pub(super) rows: &'a [RosterRow],
    pub(super) summary: Option<&'a RosterSummary>,
    pub(super) clock: Clock,
    /// The seven local days.
    pub(super) days: Vec<NaiveDate>,
    /// In the order of agents.csv.
    pub(super) people: Vec<Person<'a>>,
    pub(super) opening: Opening<'a>,
    pub(super) coverage: Coverage<'a>,
}

/// A thing to attend at a given time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Appointment {
    pub(super) time: Stretch,
    pub(super) kind: Activity,
}

/// A shift of the days before the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PastShift<'a> {
    pub(super) day: NaiveDate,
    pub(super) id: &'a ShiftId,
    pub(super) presence: Stretch,
    /// The shift without handover before and after it.
    pub(super) inside: Stretch,
    /// Paid time inside.
    pub(super) paid_minutes: i64,
    /// Paid time with handover.
    pub(super) work_minutes: i64,
}

/// One agent with all that is known about their week.
#[derive(Debug)]
pub(super) struct Person<'a> {
    pub(super) agent: &'a Agent,
    /// Absent when agents.csv names a contract that centre.toml does not have.
    pub(super) contract: Option<&'a Contract>,
    /// Shifts that start in the week, by start.
    pub(super) shifts: Vec<Shift<'a>>,
    /// Shifts in the file that start outside the week.
    pub(super) strays: Vec<Shift<'a>>,
    /// Shifts of the days before, by start.
    pub(super) previous: Vec<PastShift<'a>>,
    /// Rows of the days before.
    pub(super) previous_rows: Vec<&'a RosterRow>,
    /// Leave days of the week, inside employment, each once.
    pub(super) leave: BTreeSet<NaiveDate>,
    /// Days of the week inside employment.
    pub(super) employed: BTreeSet<NaiveDate>,
    /// Time off by the clock.
    pub(super) absences: Vec<Stretch>,
    /// Whole days away, first and last, of whatever time.
    pub(super) days_away: Vec<(NaiveDate, NaiveDate)>,
    /// When the agent can be present; `None` = always.
    pub(super) windows: Option<Vec<Stretch>>,
    /// Fixed trainings and meetings.
    pub(super) fixed: Vec<Appointment>,
    /// Locked rows of the week.
    pub(super) locked: Vec<&'a RosterRow>,
    pub(super) wishes: Vec<&'a Preference>,
}

impl<'a> Week<'a> {
    pub(super) fn of(problem: &'a RosterProblem, rows: &'a [RosterRow], summary: Option<&'a RosterSummary>) -> Self {
        let clock = Clock::of(problem.centre.zone.name());
        let days: Vec<NaiveDate> = (0..WEEK).map(|i| moved(problem.first_day, i)).collect();
        let people = People::of(problem, rows, clock, &days).all();
        let opening = Opening::of(problem, clock);
        let known: BTreeSet<&AgentId> = problem.agents.iter().map(|a| &a.id).collect();
        let coverage = Coverage::of(problem, rows.iter().filter(|r| known.contains(&r.agent)));
        Self { problem, rows, summary, clock, days, people, opening, coverage }
    }

    /// Every shift of the week with its agent.
    pub(super) fn shifts(&self) -> impl Iterator<Item = (&Person<'a>, &Shift<'a>)> {
        self.people.iter().flat_map(|p| p.shifts.iter().map(move |s| (p, s)))
    }

    /// First to last moment of the seven days.
    pub(super) fn span(&self) -> Stretch {
        let first = self.problem.first_day;
        Stretch::new(self.clock.midnight(first), self.clock.midnight(moved(first, WEEK)))
    }
}

impl Person<'_> {
    /// Leave days that stand in for worked days; 0 where the contract does not count them.
    pub(super) fn counted_leave(&self) -> i64 {
        let counts = self.contract.is_some_and(|c| c.leave_counts_as_worked);
        if counts { i64::try_from(self.leave.len()).unwrap_or(WEEK) } else { 0 }
    }

    /// Away so long that no shift, no hours rule and no cost apply.
    pub(super) fn is_away_all_week(&self) -> bool {
        self.contract.is_some_and(|c| {
            c.leave_counts_as_worked && !self.leave.is_empty() && self.counted_leave() >= i64::from(c.days_per_week.1)
        })
    }

    /// Whether the agent is away for the whole of a day of whatever week.
    pub(super) fn is_away_on(&self, day: NaiveDate) -> bool {
        self.days_away.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }

    /// Fewest and most days to work, leave taken off.
    pub(super) fn day_limits(&self, contract: &Contract) -> (i64, i64) {
        let (least, most) = contract.days_per_week;
        let leave = self.counted_leave();
        ((i64::from(least) - leave).max(0), (i64::from(most) - leave).max(0))
    }

    /// Days of the week on which a shift starts.
    pub(super) fn worked_days(&self) -> BTreeSet<NaiveDate> {
        self.shifts.iter().map(|s| s.day).collect()
    }

    /// Days before the week on which a shift started.
    pub(super) fn past_days(&self) -> BTreeSet<NaiveDate> {
        self.previous.iter().map(|p| p.day).collect()
    }

    /// Days of the week on which no shift may start: leave, or outside employment.
    pub(super) fn is_blocked(&self, day: NaiveDate) -> bool {
        self.leave.contains(&day) || !self.employed.contains(&day)
    }

    /// Whether the agent need not come to something at this time: on leave, not employed, or off by the clock.
    pub(super) fn is_excused(&self, clock: Clock, time: Stretch) -> bool {
        let day = clock.day(time.start);
        self.leave.contains(&day)
            || !is_employed(self.agent, day)
            || self.absences.iter().any(|absence| absence.overlaps(time))
    }

    /// Each shift of the week with the end of the presence before it, last week's included; shifts of one day are no
    /// succession.
    pub(super) fn successions(&self) -> Vec<(i64, &Shift<'_>)> {
        let mut before: Option<i64> = self.previous.iter().map(|p| p.presence.end).max();
        let mut today: Option<(NaiveDate, i64)> = None;
        let mut found = Vec::with_capacity(self.shifts.len());
        for shift in &self.shifts {
            let (day, mut end) = (shift.day, shift.presence.end);
            match today {
                Some((same, until)) if same == day => end = end.max(until),
                Some((_, until)) => before = before.max(Some(until)),
                None => {}
            }
            found.extend(before.map(|end| (end, shift)));
            today = Some((day, end));
        }
        found
    }

    /// Paid minutes of all shifts of the week.
    pub(super) fn paid_minutes(&self) -> i64 {
        self.shifts.iter().map(Shift::paid_minutes).sum()
    }

    /// Paid minutes of the longest shift of the week; 0 without a shift.
    pub(super) fn longest_paid_minutes(&self) -> i64 {
        self.shifts.iter().map(Shift::paid_minutes).max().unwrap_or(0)
    }
}

fn is_employed(agent: &Agent, day: NaiveDate) -> bool {
    agent.valid_from.is_none_or(|from| from <= day) && agent.valid_to.is_none_or(|to| day <= to)
}

/// Items by the agent whom they concern.
type ByAgent<'a, T> = BTreeMap<&'a AgentId, Vec<T>>;

fn by_agent<'a, T>(items: impl Iterator<Item = (&'a AgentId, T)>) -> ByAgent<'a, T> {
    let mut map: ByAgent<'a, T> = BTreeMap::new();
    for (agent, item) in items {
        map.entry(agent).or_default().push(item);
    }
    map
}

/// The input files, sorted by agent.
struct People<'a, 'w> {
    problem: &'a RosterProblem,
    clock: Clock,
    days: &'w [NaiveDate],
    rows: ByAgent<'a, &'a RosterRow>,
    previous: ByAgent<'a, &'a RosterRow>,
    locked: ByAgent<'a, &'a RosterRow>,
    time_off: ByAgent<'a, Away>,
    availability: ByAgent<'a, &'a Availability>,
    fixed: ByAgent<'a, Appointment>,
    wishes: ByAgent<'a, &'a Preference>,
}

impl<'a, 'w> People<'a, 'w> {
    fn of(problem: &'a RosterProblem, rows: &'a [RosterRow], clock: Clock, days: &'w [NaiveDate]) -> Self {
        let first = problem.first_day;
        let fixed = problem.activities.iter().filter_map(|a| match a {
            PlannedActivity::Fixed { agent, span, kind } => {
                let time = Stretch::new(span.start().unix(), span.end().unix());
                Some((agent, Appointment { time, kind: *kind }))
            }
            PlannedActivity::Placed { .. } => None,
        });
        Self {
            problem,
            clock,
            days,
            rows: by_agent(rows.iter().map(|r| (&r.agent, r))),
            previous: by_agent(problem.previous.iter().filter(|r| r.day < first).map(|r| (&r.agent, r))),
            locked: by_agent(problem.locked.iter().filter(|r| days.contains(&r.day)).map(|r| (&r.agent, r))),
            time_off: by_agent(problem.time_off.iter().map(|t| (&t.agent, t.when))),
            availability: by_agent(problem.availability.iter().map(|a| (&a.agent, a))),
            fixed: by_agent(fixed),
            wishes: by_agent(problem.preferences.iter().map(|p| (&p.agent, p))),
        }
    }

    fn all(&self) -> Vec<Person<'a>> {
        self.problem.agents.iter().map(|agent| self.person(agent)).collect()
    }

    fn person(&self, agent: &'a Agent) -> Person<'a> {
        let centre = &self.problem.centre;
        let id = &agent.id;
        let rows = self.rows.get(id).map_or(&[][..], Vec::as_slice);
        let (shifts, strays) = assemble(self.clock, centre, rows).into_iter().partition(|s| self.days.contains(&s.day));
        let previous_rows = self.previous.get(id).cloned().unwrap_or_default();
        let employed: BTreeSet<NaiveDate> = self.days.iter().copied().filter(|d| is_employed(agent, *d)).collect();
        let time_off = self.time_off.get(id).map_or(&[][..], Vec::as_slice);
        let on_leave = |day: &NaiveDate| {
            time_off.iter().any(|away| matches!(away, Away::Days(from, to) if from <= day && day <= to))
        };
        Person {
            agent,
            contract: centre.contract(&agent.contract),
            shifts,
            strays,
            previous: past_shifts(&centre.handover, &previous_rows),
            leave: employed.iter().copied().filter(on_leave).collect(),
            employed,
            days_away: time_off.iter().filter_map(whole_days).collect(),
            absences: time_off.iter().filter_map(clock_absence).collect(),
            windows: self.availability.get(id).map(|rows| self.windows(rows)),
            fixed: self.fixed.get(id).cloned().unwrap_or_default(),
            locked: self.locked.get(id).cloned().unwrap_or_default(),
            wishes: self.wishes.get(id).cloned().unwrap_or_default(),
            previous_rows,
        }
    }

    /// The weekly windows laid over the days around the week; windows that touch, as over midnight, are one.
    fn windows(&self, rows: &[&Availability]) -> Vec<Stretch> {
        let around = (-3..=WEEK + 2).map(|offset| moved(self.problem.first_day, offset));
        let of_day = |day: NaiveDate| {
            rows.iter().filter(move |a| a.weekday == day.weekday()).map(move |a| {
                let (from, to) = (i64::from(a.from.minutes()), i64::from(a.to.minutes()));
                Stretch::new(self.clock.at(day, from), self.clock.at(day, to))
            })
        };
        merged(around.flat_map(of_day).collect())
    }
}

fn clock_absence(away: &Away) -> Option<Stretch> {
    match away {
        Away::Clock(span) => Some(Stretch::new(span.start().unix(), span.end().unix())),
        Away::Days(..) => None,
    }
}

fn whole_days(away: &Away) -> Option<(NaiveDate, NaiveDate)> {
    match away {
        Away::Days(first, last) => Some((*first, *last)),
        Away::Clock(_) => None,
    }
}

/// Earlier shifts by their rows alone: the catalogue may have changed since.
fn past_shifts<'a>(handover: &Handover, rows: &[&'a RosterRow]) -> Vec<PastShift<'a>> {
    let mut by_day: BTreeMap<NaiveDate, Vec<&'a RosterRow>> = BTreeMap::new();
    for row in rows {
        by_day.entry(row.day).or_default().push(row);
    }
    by_day.into_iter().filter_map(|(day, rows)| past_shift(handover, day, rows)).collect()
}

fn past_shift<'a>(handover: &Handover, day: NaiveDate, mut rows: Vec<&'a RosterRow>) -> Option<PastShift<'a>> {
    rows.sort_by_key(|r| r.start);
    let presence = rows.iter().map(|r| stretch(r)).reduce(Stretch::hull)?;
    let (first, last) = (rows.first()?, rows.last()?);
    let around = |row: &RosterRow, minutes: Minutes| match row.activity {
        Activity::Handover => i64::from(minutes.get()) * 60,
        _ => 0,
    };
    let inside =
        Stretch::new(presence.start + around(first, handover.before), presence.end - around(last, handover.after));
    let paid: i64 = rows.iter().filter(|r| r.paid).map(|r| stretch(r).minutes()).sum();
    let paid_minutes = paid - (presence.seconds() - inside.seconds()) / 60;
    Some(PastShift { day, id: &first.shift, presence, inside, paid_minutes, work_minutes: paid })
}
