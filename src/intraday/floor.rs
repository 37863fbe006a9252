//! Who is really there: the roster of the rest of the day, less absences, latecomers and those who have gone.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Day;
use crate::domain::adherence::Meaning;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::intraday::{Missing, MissingKind};
use crate::domain::people::{Activity, Agent, Away, RosterRow};
use crate::domain::series::interval_end;
use crate::domain::span::{self, Span};
use crate::domain::time::Instant;

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
    /// Nothing keeps the agent away, and what the agent does now is what the roster says: the shift can be changed.
    pub(super) is_free: bool,
}

impl Duty<'_> {
    /// From the first to the last moment.
    pub(super) fn whole(&self) -> Option<Span> {
        Span::new(self.rows.first()?.start, self.rows.iter().map(|row| row.end).max()?)
    }
}

/// The shifts that are not over, and who is missing.
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
    /// Signed in, doing this where it is an activity.
    There(Option<Activity>),
    Out(MissingKind, Instant),
}

impl<'a> Floor<'a> {
    pub(super) fn of(day: &Day<'a>) -> Self {
        let agents: BTreeMap<&AgentId, &Agent> = day.agents.iter().map(|agent| (&agent.id, agent)).collect();
        let mut floor = Floor { duties: Vec::new(), missing: Vec::new(), unknown: 0, agents };
        let mut shifts: BTreeMap<(&AgentId, NaiveDate), Vec<RosterRow>> = BTreeMap::new();
        for row in day.roster {
            shifts.entry((&row.agent, row.day)).or_default().push(row.clone());
        }
        for ((agent, date), mut rows) in shifts {
            rows.sort_by_key(|row| (row.start, row.end));
            let agent_known = floor.agents.get(agent).copied();
            let mut duty =
                Duty { agent: agent_known, day: date, rows, present: Vec::new(), is_seen: false, is_free: true };
            let Some(whole) = duty.whole().filter(|whole| whole.end() > day.now) else { continue };
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
                Sighting::There(doing) => {
                    duty.is_seen = true;
                    let scheduled = duty.rows.iter().find(|row| row.start <= day.now && day.now < row.end);
                    let pauses = [Activity::Break, Activity::Meal];
                    // A break that was taken at another time cannot be told from the next one: the shift is left alone.
                    let odd = |activity: Activity| scheduled.is_some_and(|row| row.activity != activity);
                    duty.is_free = !doing.is_some_and(|doing| pauses.contains(&doing) && odd(doing));
                }
                Sighting::Out(kind, since) => {
                    let out = missing_until(day, rest, since);
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

/// Somebody who has been missing for a while is not expected back; anybody else is by the end of this interval.
fn missing_until(day: &Day<'_>, rest: Span, since: Instant) -> Span {
    let patience = i64::from(day.centre.intraday.gone_after.get()) * 60;
    if day.now.seconds_since(since) >= patience {
        return rest;
    }
    let ends = day.forecast.iter().map(|row| interval_end(row.start, day.centre.interval));
    let end = ends.filter(|end| *end > day.now).min().unwrap_or(rest.end());
    Span::new(rest.start(), end.min(rest.end())).unwrap_or(rest)
}

fn sighting(day: &Day<'_>, agent: &AgentId, start: Instant, rows: &[RosterRow]) -> Sighting {
    let events = day.seen.and_then(|seen| seen.get(agent)).map(Vec::as_slice).unwrap_or_default();
    let known = events.get(..events.partition_point(|(at, _)| *at <= day.now)).unwrap_or_default();
    match known.last().map(|(_, meaning)| *meaning) {
        None | Some(Meaning::Unknown) => Sighting::Unknown,
        Some(Meaning::Doing(activity)) => Sighting::There(Some(activity)),
        Some(Meaning::Neutral) => Sighting::There(None),
        Some(Meaning::Out) => {
            let gone = known.iter().rev().take_while(|(_, meaning)| *meaning == Meaning::Out).last();
            let since = gone.map_or(start, |(at, _)| (*at).max(start));
            // in force from an event on until the next: who was signed in at any moment from shortly before the shift on
            let early = start.plus_minutes(-EARLY_MINUTES);
            let mut held = known.iter().zip(known.iter().skip(1));
            let came = held.any(|((_, meaning), (until, _))| meaning.is_signed_in() && *until > early);
            let now = rows.iter().find(|row| row.start <= day.now && day.now < row.end).map(|row| row.activity);
            let is_pause = matches!(now, Some(Activity::Break | Activity::Meal | Activity::Split));
            match (came, is_pause) {
                // signing out for a meal is no leaving
                (true, true) => Sighting::There(None),
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
