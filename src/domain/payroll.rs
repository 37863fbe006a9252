//! Hours for payroll: what a roster pays each agent, by kind. The kinds may overlap (a night on a holiday is both), so the
//! hours of every combination are kept and nothing is counted twice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::centre::Centre;
use super::ids::AgentId;
use super::kpi::Cadence;
use super::law;
use super::people::{Activity, Agent, Away, RosterRow, TimeOff};
use super::premium::{PremiumTimes, common};
use super::rules::OvertimeAbove;
use super::span::Span;
use super::time::{Instant, add_days};
use super::units::Minutes;

/// Why an hour may be paid above others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidKind {
    /// Between the clock times of the night.
    Night,
    /// Beyond the hours of a day or week that a contract pays as ordinary ones.
    Overtime,
    /// On a public holiday.
    Holiday,
}

impl PaidKind {
    /// The bit that stands for it in a combination.
    const fn bit(self) -> usize {
        match self {
            Self::Night => 1,
            Self::Overtime => 2,
            Self::Holiday => 4,
        }
    }
}

/// Paid seconds of some time of one agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaidHours {
    /// Shifts.
    pub shifts: usize,
    /// Seconds of each combination of kinds; a second is in one entry only.
    seconds: [i64; 8],
    /// Those of them that are handover before and after the shift.
    pub handover_s: i64,
    /// Seconds of unpaid breaks.
    pub unpaid_s: i64,
    /// Whole days of leave, by kind.
    pub leave: BTreeMap<String, usize>,
}

impl PaidHours {
    /// All paid seconds.
    #[must_use]
    pub fn paid_s(&self) -> i64 {
        self.seconds.iter().sum()
    }

    /// Paid seconds of no kind that is paid above others.
    #[must_use]
    pub fn normal_s(&self) -> i64 {
        self.seconds.first().copied().unwrap_or_default()
    }

    /// Seconds that are of all these kinds at once, whatever else they are.
    #[must_use]
    pub fn of_s(&self, kinds: &[PaidKind]) -> i64 {
        let wanted = kinds.iter().fold(0, |bits, kind| bits | kind.bit());
        self.seconds.iter().enumerate().filter(|(bits, _)| bits & wanted == wanted).map(|(_, seconds)| seconds).sum()
    }

    fn add(&mut self, other: &Self) {
        self.shifts += other.shifts;
        self.handover_s += other.handover_s;
        self.unpaid_s += other.unpaid_s;
        for (sum, seconds) in self.seconds.iter_mut().zip(other.seconds) {
            *sum += seconds;
        }
        for (kind, days) in &other.leave {
            *self.leave.entry(kind.clone()).or_default() += days;
        }
    }
}

/// Paid hours of one agent in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidPeriod {
    /// Who.
    pub agent: AgentId,
    /// `2026-12-07`, `2026-W50`, `2026-12`, or `2026-12-01/2026-12-31`.
    pub period: String,
    /// The hours.
    pub hours: PaidHours,
}

/// What hours are counted from.
#[derive(Clone, Copy, Debug)]
pub struct PayrollFacts<'a> {
    /// The clock, holidays, the night, contracts.
    pub centre: &'a Centre,
    /// The people.
    pub agents: &'a [Agent],
    /// Their absences.
    pub time_off: &'a [TimeOff],
    /// The roster.
    pub rows: &'a [RosterRow],
}

/// Paid hours of each agent by day, sorted by agent and day. A shift counts on the local day on which it starts, past midnight
/// as well; whole days of leave count between the roster's first and last day.
#[must_use]
pub fn days(facts: &PayrollFacts<'_>) -> BTreeMap<(AgentId, NaiveDate), PaidHours> {
    let mut found: BTreeMap<(AgentId, NaiveDate), PaidHours> = BTreeMap::new();
    let mut by_agent: BTreeMap<&AgentId, Vec<&RosterRow>> = BTreeMap::new();
    for row in facts.rows {
        by_agent.entry(&row.agent).or_default().push(row);
    }
    for (agent, mut rows) in by_agent {
        rows.sort_by_key(|row| (row.day, row.start, row.end));
        let mut ordinary = Ordinary::of(facts, agent);
        for row in rows {
            let hours = found.entry((agent.clone(), row.day)).or_default();
            book(hours, row, &mut ordinary, facts);
        }
    }
    let key = |row: &RosterRow| (row.agent.clone(), row.day, row.shift.clone());
    let shifts: BTreeSet<_> = facts.rows.iter().map(key).collect();
    for (agent, day, _) in shifts {
        found.entry((agent, day)).or_default().shifts += 1;
    }
    leave(facts, &mut found);
    found
}

/// The same added up by period; without a cadence shorter than the whole time, all of it between the two days.
#[must_use]
pub fn periods(
    days: &BTreeMap<(AgentId, NaiveDate), PaidHours>,
    by: Cadence,
    between: (NaiveDate, NaiveDate),
) -> Vec<PaidPeriod> {
    let mut sums: BTreeMap<(&AgentId, String), PaidHours> = BTreeMap::new();
    for ((agent, day), hours) in days {
        if (between.0..=between.1).contains(day) {
            sums.entry((agent, label(by, *day, between))).or_default().add(hours);
        }
    }
    sums.into_iter().map(|((agent, period), hours)| PaidPeriod { agent: agent.clone(), period, hours }).collect()
}

fn label(by: Cadence, day: NaiveDate, between: (NaiveDate, NaiveDate)) -> String {
    match by {
        Cadence::Interval | Cadence::Hour | Cadence::Day => day.to_string(),
        Cadence::Week => day.format("%G-W%V").to_string(),
        Cadence::Month => day.format("%Y-%m").to_string(),
        Cadence::Quarter => format!("{}-Q{}", day.year(), day.quarter()),
        Cadence::Whole => format!("{}/{}", between.0, between.1),
    }
}

/// How much of the hours of a day and week is used up before further ones are overtime.
struct Ordinary {
    daily: Option<i64>,
    weekly: Option<i64>,
    day: Option<NaiveDate>,
    week: Option<NaiveDate>,
    of_day: i64,
    of_week: i64,
}

impl Ordinary {
    fn of(facts: &PayrollFacts<'_>, agent: &AgentId) -> Self {
        let known = facts.agents.iter().find(|a| a.id == *agent);
        let contract = known.and_then(|a| facts.centre.contract(&a.contract));
        let OvertimeAbove { daily, weekly } = contract.map(|c| c.limits.overtime_above).unwrap_or_default();
        let by_law = contract.and_then(|c| law::overtime_of_month(&c.law));
        let daily = daily.or(by_law.map(|rule| rule.above_daily));
        let weekly = weekly.or(by_law.map(|rule| rule.above_weekly)).or(contract.map(|c| c.weekly.1));
        let seconds = |minutes: Minutes| i64::from(minutes.get()) * 60;
        Self { daily: daily.map(seconds), weekly: weekly.map(seconds), day: None, week: None, of_day: 0, of_week: 0 }
    }

    /// Takes so many seconds of a day; returns how many of them, the first, are ordinary. An hour beyond the day's is not
    /// counted towards the week's again.
    fn take(&mut self, day: NaiveDate, seconds: i64) -> i64 {
        let monday = add_days(day, -i64::from(day.weekday().num_days_from_monday()));
        if self.week.replace(monday) != Some(monday) {
            self.of_week = 0;
        }
        if self.day.replace(day) != Some(day) {
            self.of_day = 0;
        }
        let left = |limit: Option<i64>, used: i64| limit.map_or(seconds, |limit| (limit - used).max(0));
        let ordinary = seconds.min(left(self.daily, self.of_day)).min(left(self.weekly, self.of_week));
        self.of_day += seconds;
        self.of_week += ordinary;
        ordinary
    }
}

fn book(hours: &mut PaidHours, row: &RosterRow, ordinary: &mut Ordinary, facts: &PayrollFacts<'_>) {
    let Some(span) = Span::new(row.start, row.end) else { return };
    if !row.paid {
        hours.unpaid_s += span.seconds();
        return;
    }
    // Handover is paid and counts in no contract's hours, so it cannot be overtime either.
    let is_handover = row.activity == Activity::Handover;
    let until = if is_handover { span.seconds() } else { ordinary.take(row.day, span.seconds()) };
    hours.handover_s += if is_handover { span.seconds() } else { 0 };
    let turn = span.start().plus_seconds(until);
    let times =
        PremiumTimes { zone: facts.centre.zone, calendar: &facts.centre.calendar, night: facts.centre.rules.night };
    let nights: Vec<Span> = common(span, |day| times.night_of(day)).collect();
    let holidays: Vec<Span> = common(span, |day| times.holiday_of(day)).collect();
    let edges = nights.iter().chain(&holidays).flat_map(|part| [part.start(), part.end()]);
    let mut cuts: Vec<Instant> = edges.chain([span.start(), turn, span.end()]).collect();
    cuts.sort_unstable();
    for piece in cuts.iter().zip(cuts.iter().skip(1)).filter_map(|(from, to)| Span::new(*from, *to)) {
        let inside = |parts: &[Span]| parts.iter().any(|part| part.covers(piece));
        let kinds = [
            (PaidKind::Night, inside(&nights)),
            (PaidKind::Overtime, piece.start() >= turn),
            (PaidKind::Holiday, inside(&holidays)),
        ];
        let bits = kinds.iter().filter(|(_, is)| *is).fold(0, |bits, (kind, _)| bits | kind.bit());
        if let Some(seconds) = hours.seconds.get_mut(bits) {
            *seconds += piece.seconds();
        }
    }
}

fn leave(facts: &PayrollFacts<'_>, found: &mut BTreeMap<(AgentId, NaiveDate), PaidHours>) {
    let days = || facts.rows.iter().map(|row| row.day);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
    let mut booked = BTreeSet::new();
    for off in facts.time_off {
        let Away::Days(from, to) = off.when else { continue };
        for day in from.max(first).iter_days().take_while(|day| *day <= to.min(last)) {
            if booked.insert((&off.agent, day)) {
                let kind = if off.kind.is_empty() { "leave" } else { off.kind.as_str() };
                *found.entry((off.agent.clone(), day)).or_default().leave.entry(kind.to_owned()).or_default() += 1;
            }
        }
    }
}
