//! Who was there: the roster against the log of states, interval by interval.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::presence::{self, Log};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::kpi::{Doing, KpiSettings};
use crate::domain::people::{Activity, Away, RosterRow};
use crate::domain::service_gap::DayFacts;
use crate::domain::span::Span;
use crate::domain::time::Instant;

/// Seconds of one interval and queue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Seconds {
    /// At work by the roster.
    pub(super) rostered: f64,
    /// Of it, lost to people who did not come.
    pub(super) absent: f64,
    /// Of it, lost by people who came, breaks left aside; less work outside scheduled work and breaks.
    pub(super) off_schedule: f64,
    /// Of it, spent on breaks, less work inside scheduled breaks.
    pub(super) breaks: f64,
}

/// Who was there over a day.
#[derive(Debug, Default)]
pub(super) struct Crews {
    /// By index of the interval and queue.
    pub(super) by_interval: BTreeMap<(usize, QueueId), Seconds>,
    /// People with a shift that touches the day, and those of them who did not come.
    pub(super) people: (usize, usize),
    /// Shifts of which neither states nor absences tell anything: they count as worked.
    pub(super) unknown: usize,
}

/// The intervals of the day.
pub(super) struct Slots {
    /// Starts, ascending.
    pub(super) starts: Vec<Instant>,
    /// Length in seconds.
    pub(super) length: i64,
}

impl Slots {
    /// The index of the interval that holds a moment.
    pub(super) fn at(&self, at: Instant) -> Option<usize> {
        let index = self.starts.partition_point(|start| *start <= at).checked_sub(1)?;
        self.starts.get(index).filter(|start| at.seconds_since(**start) < self.length).map(|_| index)
    }

    /// The whole day.
    fn day(&self) -> Option<Span> {
        Span::new(*self.starts.first()?, self.starts.last()?.plus_seconds(self.length))
    }

    /// The parts of a span: index and seconds.
    fn parts(&self, span: Span) -> impl Iterator<Item = (usize, f64)> + '_ {
        let from = self.starts.partition_point(|start| start.plus_seconds(self.length) <= span.start());
        let slots = self.starts.iter().enumerate().skip(from);
        slots.take_while(move |(_, start)| **start < span.end()).filter_map(move |(index, start)| {
            let part = Span::new(*start, start.plus_seconds(self.length))?.overlap(span)?;
            Some((index, part.seconds() as f64))
        })
    }
}

/// Compares a roster with what happened.
pub(super) fn crews(input: &DayFacts, roster: &[RosterRow], settings: &KpiSettings, slots: &Slots) -> Crews {
    let mut crews = Crews::default();
    let Some(day) = slots.day() else { return crews };
    let logs = presence::logs(&input.facts, settings);
    let times = || input.facts.states.iter().map(|row| row.at);
    let covered = times().min().zip(times().max()).and_then(|(a, b)| Span::new(a, b.plus_seconds(1)));
    let mut shifts: BTreeMap<(&AgentId, NaiveDate), Vec<&RosterRow>> = BTreeMap::new();
    for row in roster {
        shifts.entry((&row.agent, row.day)).or_default().push(row);
    }
    let spans = presence::shift_days(roster);
    for ((agent, date), mut rows) in shifts {
        let Some(shift) = spans.get(&(agent, date)).filter(|span| span.overlap(day).is_some()) else { continue };
        rows.sort_by_key(|row| row.start);
        let fed = covered.is_some_and(|covered| covered.overlap(*shift).is_some());
        let away: Vec<Away> = input.time_off.iter().filter(|off| off.agent == *agent).map(|off| off.when).collect();
        let on_leave = away.iter().any(|when| matches!(when, Away::Days(a, b) if (*a..=*b).contains(&date)));
        let log = logs.get(agent).filter(|_| fed);
        let came = if fed { presence::came(log, *shift) } else { !on_leave };
        crews.people.0 += 1;
        crews.people.1 += usize::from(!came);
        crews.unknown += usize::from(!fed && away.is_empty());
        let person = Person { rows: &rows, came, fed, log, away: &away };
        person.book(slots, &mut crews.by_interval);
    }
    crews
}

/// One agent's shift.
struct Person<'a> {
    rows: &'a [&'a RosterRow],
    came: bool,
    fed: bool,
    log: Option<&'a Log>,
    away: &'a [Away],
}

impl Person<'_> {
    fn book(&self, slots: &Slots, book: &mut BTreeMap<(usize, QueueId), Seconds>) {
        let mut add = |span: Span, queue: &QueueId, what: &dyn Fn(&mut Seconds, f64)| {
            for (index, seconds) in slots.parts(span) {
                what(book.entry((index, queue.clone())).or_default(), seconds);
            }
        };
        let first_queue = self.rows.iter().find_map(|row| row.queue.as_ref());
        let mut last_queue = first_queue;
        for row in self.rows {
            let Some(span) = Span::new(row.start, row.end) else { continue };
            last_queue = row.queue.as_ref().or(last_queue);
            let Some(queue) = last_queue else { continue };
            if row.activity != Activity::Work {
                let is_break = matches!(row.activity, Activity::Break | Activity::Meal | Activity::Split);
                for part in self.working(span) {
                    add(part, queue, &|s, t| if is_break { s.breaks -= t } else { s.off_schedule -= t });
                }
                continue;
            }
            add(span, queue, &|s, t| s.rostered += t);
            if !self.came {
                add(span, queue, &|s, t| s.absent += t);
            } else if self.fed {
                for (part, doing) in self.log_of(span) {
                    match doing {
                        _ if doing.is_work() => {}
                        Doing::OnBreak => add(part, queue, &|s, t| s.breaks += t),
                        _ => {
                            add(part, queue, &|s, t| s.off_schedule += t);
                            for excused in self.away.iter().filter_map(|when| clock(when)?.overlap(part)) {
                                add(excused, queue, &|s, t| {
                                    s.off_schedule -= t;
                                    s.absent += t;
                                });
                            }
                        }
                    }
                }
            } else {
                for part in self.away.iter().filter_map(|when| clock(when)?.overlap(span)) {
                    add(part, queue, &|s, t| s.absent += t);
                }
            }
        }
        if let (Some(queue), Some((before, after))) = (first_queue, self.around()) {
            for part in self.working(before).into_iter().chain(self.working(after)) {
                add(part, queue, &|s, t| s.off_schedule -= t);
            }
        }
    }

    /// What the agent did in a span; times of which the feed tells nothing are unknown.
    fn log_of(&self, span: Span) -> Vec<(Span, Doing)> {
        let mut parts = Vec::new();
        let mut at = span.start();
        for (logged, doing) in self.log.into_iter().flatten() {
            let Some(part) = logged.overlap(span) else { continue };
            parts.extend(Span::new(at, part.start()).map(|gap| (gap, Doing::Unknown)));
            parts.push((part, *doing));
            at = part.end();
        }
        parts.extend(Span::new(at, span.end()).map(|gap| (gap, Doing::Unknown)));
        parts
    }

    fn working(&self, span: Span) -> Vec<Span> {
        let logged = self.log.into_iter().flatten();
        logged.filter(|(_, doing)| doing.is_work()).filter_map(|(logged, _)| logged.overlap(span)).collect()
    }

    /// The hours before and after the shift, in which work is beyond the schedule; other shifts are half a day away.
    fn around(&self) -> Option<(Span, Span)> {
        const AROUND_S: i64 = 4 * 3600;
        let start = self.rows.iter().map(|row| row.start).min()?;
        let end = self.rows.iter().map(|row| row.end).max()?;
        Some((Span::new(start.plus_seconds(-AROUND_S), start)?, Span::new(end, end.plus_seconds(AROUND_S))?))
    }
}

fn clock(when: &Away) -> Option<Span> {
    match when {
        Away::Clock(span) => Some(*span),
        Away::Days(..) => None,
    }
}
