//! What the days before the week leave to it: the agent's last shifts, by their rows alone.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::centre::Handover;
use crate::domain::ids::ShiftId;
use crate::domain::law::{MonthOvertime, WEEKLY_REST_INSIDE};
use crate::domain::people::{Activity, RosterRow};
use crate::domain::roster::RosterProblem;
use crate::domain::time::{Instant, Zone, add_days};
use crate::domain::units::Minutes;
use crate::roster::legality::nights::is_night;

use super::facts::AgentFacts;

/// How far back days worked or off in a row are counted.
const DAYS_BACK: i64 = 60;

/// Weeks that a month can reach back.
const WEEKS_OF_MONTH: i64 = 5;

/// A shift of the days before the week.
pub(super) struct PastShift<'a> {
    pub(super) shift: &'a ShiftId,
    /// Start of the presence.
    start: Instant,
    /// End of the presence.
    pub(super) end: Instant,
    pub(super) night: bool,
    /// Paid minutes of the shift, without handover before and after it.
    paid: i64,
    /// Paid minutes with handover.
    work: i64,
}

/// An agent's shifts of the days before the week.
pub(super) struct Past<'a> {
    first: NaiveDate,
    /// The first day of which the roster of the days before tells; whoever is not in it was off.
    known_from: Option<NaiveDate>,
    shifts: BTreeMap<NaiveDate, PastShift<'a>>,
}

impl<'a> Past<'a> {
    pub(super) fn of(problem: &RosterProblem, facts: &AgentFacts<'a>) -> Self {
        let first = problem.first_day;
        let earliest = problem.previous.iter().map(|r| r.day).filter(|day| *day < first).min();
        let mut by_day: BTreeMap<NaiveDate, Vec<&RosterRow>> = BTreeMap::new();
        for row in &facts.previous {
            by_day.entry(row.day).or_default().push(row);
        }
        let shifts = by_day.into_iter().filter_map(|(day, rows)| Some((day, past_shift(problem, rows)?))).collect();
        Self { first, known_from: earliest.map(|day| day.min(add_days(first, -7))), shifts }
    }

    /// The shift of the day before the week.
    pub(super) fn yesterday(&self) -> Option<&PastShift<'a>> {
        self.shifts.get(&add_days(self.first, -1))
    }

    /// The shift that ended last.
    pub(super) fn last(&self) -> Option<&PastShift<'a>> {
        self.shifts.values().max_by_key(|s| s.end)
    }

    /// Days in a row up to the day before the week that hold such a shift.
    pub(super) fn run(&self, holds: impl Fn(&PastShift<'a>) -> bool) -> usize {
        self.back().take_while(|date| self.shifts.get(date).is_some_and(&holds)).count()
    }

    /// Days off in a row up to the day before the week; without a roster of the days before nothing is taken for granted.
    pub(super) fn off(&self) -> usize {
        self.back().take_while(|date| self.is_known(*date) && !self.shifts.contains_key(date)).count()
    }

    fn back(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let first = self.first;
        (1..=DAYS_BACK).map(move |days| add_days(first, -days))
    }

    fn is_known(&self, date: NaiveDate) -> bool {
        self.known_from.is_some_and(|known| known <= date)
    }

    /// Whether the day before the week was worked, where the roster of the days before tells.
    pub(super) fn worked_yesterday(&self) -> Option<bool> {
        self.is_known(add_days(self.first, -1)).then(|| self.yesterday().is_some())
    }

    /// How many of so many weekends before the one that begins on this Saturday had work.
    pub(super) fn weekends_worked(&self, saturday: NaiveDate, weekends: u8) -> u8 {
        let worked = |date: NaiveDate| date < self.first && self.shifts.contains_key(&date);
        let begun = (1..=i64::from(weekends)).map(|back| add_days(saturday, -7 * back));
        u8::try_from(begun.filter(|sat| worked(*sat) || worked(add_days(*sat, 1))).count()).unwrap_or(u8::MAX)
    }

    /// Paid minutes of so many weeks before this one.
    pub(super) fn paid(&self, weeks: u8) -> i64 {
        let from = add_days(self.first, -7 * i64::from(weeks));
        self.shifts.range(from..).map(|(_, shift)| shift.paid).sum()
    }

    /// Working minutes of so many weeks before this one.
    pub(super) fn work(&self, weeks: u8) -> i64 {
        let from = add_days(self.first, -7 * i64::from(weeks));
        self.shifts.range(from..).map(|(_, shift)| shift.work).sum()
    }

    /// Minutes of overtime in the days of the month of the week's first day that lie before it.
    pub(super) fn overtime(&self, rule: MonthOvertime) -> i64 {
        let (day, normal) = (i64::from(rule.above_daily.get()), i64::from(rule.above_weekly.get()));
        let mut overtime = 0;
        for week in 1..=WEEKS_OF_MONTH {
            let mut straight = 0;
            for date in (0..7).map(|offset| add_days(self.first, offset - 7 * week)) {
                let work = self.shifts.get(&date).map_or(0, |shift| shift.work);
                let before = (straight - normal).max(0);
                straight += work.min(day);
                if (date.year(), date.month()) == (self.first.year(), self.first.month()) {
                    overtime += (work - day).max(0) + (straight - normal).max(0) - before;
                }
            }
        }
        overtime
    }

    /// Until when the week before still rests: where its only weekly rest is what began before its end.
    pub(super) fn rest_owed(&self, rest: Minutes, zone: Zone) -> Option<Instant> {
        let from = zone.midnight(add_days(self.first, -7));
        let seconds = |minutes: Minutes| 60 * i64::from(minutes.get());
        let inside = seconds(WEEKLY_REST_INSIDE);
        let mut last: Option<Instant> = None;
        for (date, shift) in &self.shifts {
            let begins = last.map_or(from, |end| end.max(from));
            let long = last.is_none_or(|end| shift.start.seconds_since(end) >= seconds(rest));
            if *date >= add_days(self.first, -7) && long && shift.start.seconds_since(begins) >= inside {
                return None;
            }
            last = Some(last.map_or(shift.end, |end| end.max(shift.end)));
        }
        let worked = self.shifts.range(add_days(self.first, -7)..).next().is_some();
        let began = last.filter(|end| worked && zone.midnight(self.first).seconds_since(*end) >= inside)?;
        Some(began.plus_minutes(i64::from(rest.get())))
    }
}

/// The Saturday of the week's first weekend: that before the week where it begins on a Sunday.
pub(super) fn first_saturday(first: NaiveDate) -> NaiveDate {
    let back = if first.weekday() == Weekday::Sun { -1 } else { 5 - i64::from(first.weekday().num_days_from_monday()) };
    add_days(first, back)
}

fn past_shift<'a>(problem: &RosterProblem, mut rows: Vec<&'a RosterRow>) -> Option<PastShift<'a>> {
    rows.sort_by_key(|r| r.start);
    let Handover { before, after, .. } = problem.centre.handover;
    let (first, last) = (rows.first()?, rows.last()?);
    let end = rows.iter().map(|r| r.end).max()?;
    let minutes = |row: &RosterRow| row.end.seconds_since(row.start) / 60;
    let around = |row: &RosterRow, minutes: crate::domain::units::Minutes| {
        if row.activity == Activity::Handover { i64::from(minutes.get()) } else { 0 }
    };
    let (lead, tail) = (around(first, before), around(last, after));
    let paid: i64 = rows.iter().filter(|r| r.paid).map(|r| minutes(r)).sum();
    let night = problem.centre.rules.night;
    let night =
        night.is_some_and(|n| is_night(&problem.centre, n, first.start.plus_minutes(lead), end.plus_minutes(-tail)));
    Some(PastShift { shift: &first.shift, start: first.start, end, night, paid: paid - lead - tail, work: paid })
}
