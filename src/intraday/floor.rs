//! Who is really there: the roster of the rest of the day, less absences, latecomers and those who have gone.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Day;
use super::schedule::is_pause;
use crate::domain::adherence::Meaning;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::intraday::{Missing, MissingKind};
use crate::domain::people::{Activity, Agent, Away, RosterRow};
use crate::domain::series::interval_end;
use crate::domain::span::{self, Span};
use crate::domain::time::{Instant, add_days};

/// How long before a shift somebody who is signed in counts as having come to it.
const EARLY_MINUTES: i64 = 60;

/// One shift that is not over.
#[derive(Debug)]
pub(super) struct Duty<'a> {
    /// Who; none where agents.csv does not know the agent, whose shift then stays as it is.
    pub(super) agent: Option<&'a Agent>,
    pub(super) day: NaiveDate,
    /// By start.
    pub(super) rows: Vec<RosterRow>,
    /// From now on: when the agent can be counted on.
    pub(super) present: Vec<Span>,
    /// The agent is known to be there: nothing more is taken off for unplanned shrinkage.
    pub(super) is_seen: bool,
    /// Nothing keeps the agent away: the shift can be changed.
    pub(super) is_free: bool,
    /// No break was begun at another time than the roster's, as far as the feed tells: which of them are still to come is known.
    pub(super) breaks_as_planned: bool,
}

impl Duty<'_> {
    /// From the first to the last moment.
    pub(super) fn whole(&self) -> Option<Span> {
        Span::new(self.rows.first()?.start, self.rows.iter().map(|row| row.end).max()?)
    }
}

/// The shifts of the rest of the local day, and who is missing.
#[derive(Debug)]
pub(super) struct Floor<'a> {
    pub(super) duties: Vec<Duty<'a>>,
    pub(super) missing: Vec<Missing>,
    /// Agents inside their shift of whom the feed tells nothing.
    pub(super) unknown: usize,
    pub(super) agents: BTreeMap<&'a AgentId, &'a Agent>,
}

/// What the feed tells of an agent whose shift has begun.
enum Sighting {
    Unknown,
    There,
    Out(MissingKind, Instant),
}

impl<'a> Floor<'a> {
    pub(super) fn of(day: &Day<'a>) -> Self {
        let agents: BTreeMap<&AgentId, &Agent> = day.agents.iter().map(|agent| (&agent.id, agent)).collect();
        let mut floor = Floor { duties: Vec::new(), missing: Vec::new(), unknown: 0, agents };
        let zone = day.centre.zone;
        let day_ends = zone.midnight(add_days(zone.day(day.now), 1));
        let mut shifts: BTreeMap<(&AgentId, NaiveDate), Vec<RosterRow>> = BTreeMap::new();
        for row in day.roster {
            shifts.entry((&row.agent, row.day)).or_default().push(row.clone());
        }
        for ((agent, date), mut rows) in shifts {
            rows.sort_by_key(|row| (row.start, row.end));
            let agent_known = floor.agents.get(agent).copied();
            let mut duty = Duty {
                agent: agent_known,
                day: date,
                rows,
                present: Vec::new(),
                is_seen: false,
                is_free: true,
                breaks_as_planned: true,
            };
            let is_today = |whole: &Span| whole.end() > day.now && whole.start() < day_ends;
            let Some(whole) = duty.whole().filter(is_today) else { continue };
            floor.look(day, agent, whole, &mut duty);
            floor.duties.push(duty);
        }
        floor.missing.sort_by(|a, b| (a.span.start(), &a.agent).cmp(&(b.span.start(), &b.agent)));
        floor
    }

    /// Finds out when the agent of a shift can be counted on.
    fn look(&mut self, day: &Day<'_>, agent: &AgentId, whole: Span, duty: &mut Duty<'_>) {
        let Some(rest) = Span::new(day.now.max(whole.start()), whole.end()) else { return };
        let mut away = absences(day, agent, duty.day, rest);
        let miss = |span: Span, kind, since| Missing { agent: agent.clone(), kind, span, since };
        self.missing.extend(away.iter().map(|span| miss(*span, MissingKind::Absent, span.start())));
        let is_away_now = away.iter().any(|span| span.contains(day.now));
        if whole.start() <= day.now && !is_away_now && day.seen.is_some() {
            match sighting(day, agent, whole.start(), &duty.rows) {
                Sighting::Unknown => self.unknown += 1,
                Sighting::There => {
                    duty.is_seen = true;
                    duty.breaks_as_planned = takes_breaks_as_planned(day, known(day, agent), &duty.rows);
                }
                Sighting::Out(kind, since) => {
                    let out = missing_until(day, rest, missed_seconds(&duty.rows, since, day.now));
                    self.missing.push(miss(out, kind, since));
                    away.push(out);
                }
            }
        }
        duty.is_free &= away.is_empty();
        duty.present = without(rest, span::union(away));
    }
}

/// The parts of the rest of a shift that time_off.csv takes.
fn absences(day: &Day<'_>, agent: &AgentId, shift_day: NaiveDate, rest: Span) -> Vec<Span> {
    let own = day.time_off.iter().filter(|off| off.agent == *agent);
    let part = |away: Away| match away {
        Away::Days(first, last) => (first <= shift_day && shift_day <= last).then_some(rest),
        Away::Clock(span) => span.overlap(rest),
    };
    span::union(own.filter_map(|off| part(off.when)).collect())
}

/// Seconds of a shift that somebody who is out since a moment has missed; who is out on a break misses nothing.
fn missed_seconds(rows: &[RosterRow], since: Instant, now: Instant) -> i64 {
    let Some(out) = Span::new(since, now) else { return 0 };
    let due = rows.iter().filter(|row| !is_pause(row.activity)).filter_map(|row| Span::new(row.start, row.end));
    due.filter_map(|span| span.overlap(out)).map(Span::seconds).sum()
}

/// Somebody who has missed a good while is not expected back; anybody else is by the end of this interval.
fn missing_until(day: &Day<'_>, rest: Span, missed: i64) -> Span {
    if missed >= i64::from(day.centre.intraday.gone_after.get()) * 60 {
        return rest;
    }
    let ends = day.forecast.iter().map(|row| interval_end(row.start, day.centre.interval));
    let end = ends.filter(|end| *end > day.now).min().unwrap_or(rest.end());
    Span::new(rest.start(), end.min(rest.end())).unwrap_or(rest)
}

/// What the feed told of an agent up to now.
fn known<'d>(day: &Day<'d>, agent: &AgentId) -> &'d [(Instant, Meaning)] {
    let events = day.seen.and_then(|seen| seen.get(agent)).map(Vec::as_slice).unwrap_or_default();
    events.get(..events.partition_point(|(at, _)| *at <= day.now)).unwrap_or_default()
}

/// Whether every break of the shift that the feed tells of touches one of its kind in the roster.
fn takes_breaks_as_planned(day: &Day<'_>, known: &[(Instant, Meaning)], rows: &[RosterRow]) -> bool {
    let start = rows.first().map_or(day.now, |row| row.start);
    let ends = known.iter().skip(1).map(|(at, _)| *at).chain([day.now.plus_seconds(1)]);
    known.iter().zip(ends).filter(|(_, end)| *end > start).all(|((at, meaning), end)| match meaning {
        Meaning::Doing(doing) if is_pause(*doing) => {
            rows.iter().any(|row| row.activity == *doing && row.start < end && *at < row.end)
        }
        _ => true,
    })
}

fn sighting(day: &Day<'_>, agent: &AgentId, start: Instant, rows: &[RosterRow]) -> Sighting {
    let known = known(day, agent);
    match known.last().map(|(_, meaning)| *meaning) {
        None | Some(Meaning::Unknown) => Sighting::Unknown,
        Some(Meaning::Doing(_) | Meaning::Neutral) => Sighting::There,
        Some(Meaning::Out) => {
            let gone = known.iter().rev().take_while(|(_, meaning)| *meaning == Meaning::Out).last();
            let since = gone.map_or(start, |(at, _)| (*at).max(start));
            // in force from an event on until the next: who was signed in at any moment from shortly before the shift on
            let early = start.plus_minutes(-EARLY_MINUTES);
            let mut held = known.iter().zip(known.iter().skip(1));
            let came = held.any(|((_, meaning), (until, _))| meaning.is_signed_in() && *until > early);
            let now = rows.iter().find(|row| row.start <= day.now && day.now < row.end).map(|row| row.activity);
            match (came, now.is_some_and(is_pause)) {
                // signing out for a meal is no leaving
                (true, true) => Sighting::There,
                (true, false) => Sighting::Out(MissingKind::Left, since),
                (false, _) => Sighting::Out(MissingKind::Late, start),
            }
        }
    }
}

/// What is left of a span.
fn without(whole: Span, away: Vec<Span>) -> Vec<Span> {
    let mut left = Vec::new();
    let mut from = whole.start();
    for span in away {
        left.extend(Span::new(from, span.start()));
        from = from.max(span.end());
    }
    left.extend(Span::new(from, whole.end()));
    left
}

/// Agent-seconds of work by interval and queue: `cells` are the windows of each queue by index.
pub(super) fn work(rows: &[RosterRow], present: &[Span], cells: &[(Span, &QueueId)]) -> BTreeMap<usize, i64> {
    let mut seconds = BTreeMap::new();
    for row in rows.iter().filter(|row| row.activity == Activity::Work) {
        let (Some(queue), Some(time)) = (&row.queue, Span::new(row.start, row.end)) else { continue };
        let first = cells.partition_point(|(window, _)| window.end() <= time.start());
        let touched = cells.iter().enumerate().skip(first).take_while(|(_, (window, _))| window.start() < time.end());
        for (index, (window, _)) in touched.filter(|(_, (_, own))| *own == queue) {
            let Some(inside) = window.overlap(time) else { continue };
            let there: i64 = present.iter().filter_map(|span| span.overlap(inside)).map(Span::seconds).sum();
            if there > 0 {
                *seconds.entry(index).or_insert(0) += there;
            }
        }
    }
    seconds
}
