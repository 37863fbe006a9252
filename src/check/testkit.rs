//! A small valid week in memory, and ways to change one fact of it. It is the week of `fixtures/rosters/valid`.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};

use super::clock::{Clock, moved};
use super::{CheckReport, check};
use crate::domain::calendar::Calendar;
use crate::domain::centre::{
    AdherenceSettings, BreakRule, Centre, Contract, Handover, ImportSettings, Objective, Patience, Queue, ShiftTemplate,
};
use crate::domain::hours::OpeningHours;
use crate::domain::ids::{AgentId, ContractId, QueueId, ShiftId};
use crate::domain::law::{Article, Asks, LegalRule};
use crate::domain::people::{
    Activity, Agent, Availability, Away, PersonalTimes, PlannedActivity, RosterRow, Standing, TimeOff,
};
use crate::domain::roster::{RosterProblem, RosterSummary, Status, Timing};
use crate::domain::rules::{Limits, Night, SharedRules};
use crate::domain::series::{Requirement, RequirementRow};
use crate::domain::span::Span;
use crate::domain::team::TeamRules;
use crate::domain::time::{ClockTime, Instant, Zone};
use crate::domain::units::{Heads, Minutes, Share};

/// One shift to be written as rows, with the centre's handover around it.
#[derive(Clone, Debug)]
pub(super) struct Duty {
    pub(super) agent: &'static str,
    /// Days after the first of the week.
    pub(super) day: i64,
    pub(super) shift: &'static str,
    /// Minutes after midnight.
    pub(super) start: i64,
    /// Minutes.
    pub(super) length: i64,
    /// Activity, offset from the start and length in minutes, paid.
    pub(super) pauses: Vec<(Activity, i64, i64, bool)>,
    pub(super) queue: &'static str,
}

impl Duty {
    pub(super) fn new(agent: &'static str, day: i64, shift: &'static str, start: i64, queue: &'static str) -> Self {
        let pauses = vec![(Activity::Break, 120, 15, true), (Activity::Meal, 240, 30, false)];
        Self { agent, day, shift, start, length: 510, pauses, queue }
    }
}

/// A problem and its roster.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) problem: RosterProblem,
    pub(super) duties: Vec<Duty>,
}

impl Case {
    /// The valid week of 30 November 2026.
    pub(super) fn valid() -> Self {
        Self::from("2026-11-30")
    }

    /// The same week from another first day (a Monday).
    pub(super) fn from(first_day: &str) -> Self {
        let first_day: NaiveDate = first_day.parse().expect("date");
        let mut duties = Vec::new();
        duties.extend((0..4).map(|d| Duty::new("ann", d, "day", 480, "desk")));
        duties.extend((1..5).map(|d| Duty::new("bob", d, "day", 540, "hotline")));
        duties.extend((0..3).map(|d| Duty::new("cem", d, "night", 1320, "hotline")));
        duties.extend((3..5).map(|d| Duty::new("dee", d, "late", 840, "hotline")));
        let problem = RosterProblem {
            centre: centre(),
            first_day,
            requirement: Requirement::default(),
            curves: Vec::new(),
            agents: vec![
                agent("ann", "red", "full", &["desk"]),
                agent("bob", "red", "full", &["hotline", "desk"]),
                agent("cem", "blue", "nights", &["hotline"]),
                agent("dee", "blue", "full", &["hotline"]),
            ],
            time_off: Vec::new(),
            allowances: Vec::new(),
            availability: nights_of("cem"),
            activities: Vec::new(),
            preferences: Vec::new(),
            locked: Vec::new(),
            previous: Vec::new(),
            keep: Vec::new(),
            start: Vec::new(),
        };
        let mut case = Self { problem, duties };
        case.leave("dee", 0, 2);
        case.need("hotline", 0, 0, 2, 1, 1.0);
        case.need("desk", 0, 480, 17, 1, 0.0);
        case.need("hotline", 0, 1320, 4, 1, 0.0);
        case.need("hotline", 1, 0, 4, 1, 0.0);
        case.need("hotline", 1, 540, 17, 2, 0.0);
        case
    }

    pub(super) fn clock(&self) -> Clock {
        Clock::of(self.problem.centre.zone.name())
    }

    pub(super) fn day(&self, offset: i64) -> NaiveDate {
        moved(self.problem.first_day, offset)
    }

    /// The moment at which the wall shows so many minutes after the midnight of a day of the week.
    pub(super) fn moment(&self, day: i64, minutes: i64) -> Instant {
        Instant::from_unix(self.clock().at(self.day(day), minutes))
    }

    pub(super) fn span(&self, day: i64, from: i64, to: i64) -> Span {
        Span::new(self.moment(day, from), self.moment(day, to)).expect("not empty")
    }

    pub(super) fn duty(&mut self, agent: &str, nth: usize) -> &mut Duty {
        self.duties.iter_mut().filter(|d| d.agent == agent).nth(nth).expect("a duty")
    }

    pub(super) fn drop_duties(&mut self, agent: &str) {
        self.duties.retain(|d| d.agent != agent);
    }

    /// Replaces an agent's shifts by such shifts on these days.
    pub(super) fn work(&mut self, agent: &'static str, days: &[i64]) {
        let sample = self.duty(agent, 0).clone();
        self.drop_duties(agent);
        self.duties.extend(days.iter().map(|day| Duty { day: *day, ..sample.clone() }));
    }

    pub(super) fn agent(&mut self, id: &str) -> &mut Agent {
        self.problem.agents.iter_mut().find(|a| a.id.as_str() == id).expect("an agent")
    }

    pub(super) fn contract(&mut self, id: &str) -> &mut Contract {
        self.problem.centre.contracts.iter_mut().find(|c| c.id.as_str() == id).expect("a contract")
    }

    /// When it is night, in minutes after midnight, and how much of it makes a night shift.
    pub(super) fn night(&mut self, from: u16, to: u16, least: u32) {
        let (from, to) = (ClockTime::from_minutes(from), ClockTime::from_minutes(to));
        self.problem.centre.rules.night = Some(Night { from, to, least: Minutes::new(least) });
    }

    /// A rule of law that binds a contract, beside those that it has.
    pub(super) fn law(&mut self, contract: &str, asks: Asks) {
        let effective = NaiveDate::default();
        let article = Article { pack: "pack".into(), source: "Act § 1".into(), effective };
        self.contract(contract).law.push(LegalRule { article, hard: true, asks });
    }

    pub(super) fn leave(&mut self, agent: &str, from: i64, to: i64) {
        let when = Away::Days(self.day(from), self.day(to));
        self.problem.time_off.push(TimeOff { agent: AgentId::new(agent), when, kind: "leave".into() });
    }

    pub(super) fn away(&mut self, agent: &str, span: Span) {
        let when = Away::Clock(span);
        self.problem.time_off.push(TimeOff { agent: AgentId::new(agent), when, kind: "doctor".into() });
    }

    pub(super) fn available(&mut self, agent: &str, weekday: Weekday, from: u16, to: u16) {
        self.problem.availability.push(window(agent, weekday, from, to));
    }

    /// So many half-hours of requirement.
    pub(super) fn need(&mut self, queue: &str, day: i64, from: i64, count: i64, scheduled: u32, carried_in: f64) {
        let start = self.moment(day, from).unix();
        self.problem.requirement.rows.extend((0..count).map(|i| RequirementRow {
            start: Instant::from_unix(start + i * 1800),
            queue: QueueId::new(queue),
            load: None,
            agents: None,
            scheduled: Heads::new(scheduled),
            scheduled_fte: None,
            carried_in,
            service_level: None,
            asa: None,
            occupancy: None,
        }));
    }

    pub(super) fn fixed(&mut self, agent: &str, span: Span) {
        let agent = AgentId::new(agent);
        self.problem.activities.push(PlannedActivity::Fixed { agent, span, kind: Activity::Training });
    }

    pub(super) fn placed(&mut self, team: &str, minutes: u32, window: Span) {
        let length = Minutes::new(minutes);
        self.problem.activities.push(PlannedActivity::Placed {
            team: team.into(),
            length,
            window,
            kind: Activity::Meeting,
        });
    }

    /// Last week's roster: these shifts, days counted back from the week's first.
    pub(super) fn before(&mut self, duties: &[Duty]) {
        self.problem.previous = duties.iter().flat_map(|d| self.rows_of(d)).collect();
    }

    /// The rows of roster.csv.
    pub(super) fn rows(&self) -> Vec<RosterRow> {
        let mut rows: Vec<RosterRow> = self.duties.iter().flat_map(|d| self.rows_of(d)).collect();
        rows.sort_by(|a, b| (&a.agent, a.day, a.start).cmp(&(&b.agent, b.day, b.start)));
        rows
    }

    fn rows_of(&self, duty: &Duty) -> Vec<RosterRow> {
        let handover = self.problem.centre.handover;
        let [before, after, write_up] =
            [handover.before, handover.after, handover.wind_down].map(|m| i64::from(m.get()));
        let mut parts: Vec<(Activity, i64, i64, bool)> = vec![(Activity::Handover, -before, 0, true)];
        let mut at = 0;
        for (activity, offset, length, paid) in &duty.pauses {
            parts.push((Activity::Work, at, *offset, true));
            parts.push((*activity, *offset, offset + length, *paid));
            at = offset + length;
        }
        parts.push((Activity::Work, at, duty.length - write_up, true));
        parts.push((Activity::Handover, duty.length - write_up, duty.length, true));
        parts.push((Activity::Handover, duty.length, duty.length + after, true));
        let start = self.moment(duty.day, duty.start);
        let row = |(activity, from, to, paid): (Activity, i64, i64, bool)| RosterRow {
            agent: AgentId::new(duty.agent),
            day: self.day(duty.day),
            shift: ShiftId::new(duty.shift),
            start: start.plus_minutes(from),
            end: start.plus_minutes(to),
            activity,
            queue: (activity == Activity::Work).then(|| QueueId::new(duty.queue)),
            paid,
        };
        parts.into_iter().filter(|(_, from, to, _)| from != to).map(row).collect()
    }

    pub(super) fn report(&self, rows: &[RosterRow], summary: Option<&RosterSummary>) -> CheckReport {
        check(&self.problem, rows, summary)
    }

    /// The codes found in the case as it stands, each once.
    pub(super) fn codes(&self) -> Vec<&'static str> {
        self.codes_of(&self.rows())
    }

    /// The codes found, the rule of weekly hours left aside.
    pub(super) fn codes_without_hours(&self) -> Vec<&'static str> {
        self.codes().into_iter().filter(|code| *code != "K301").collect()
    }

    /// The codes found in these rows.
    pub(super) fn codes_of(&self, rows: &[RosterRow]) -> Vec<&'static str> {
        codes(&self.report(rows, None))
    }

    /// A summary whose every claim is true.
    pub(super) fn summary(&self) -> RosterSummary {
        let report = self.report(&self.rows(), None);
        let objective = report.terms.total();
        RosterSummary {
            schema: "wfm.roster/1".into(),
            status: Status::GapReached,
            objective,
            bound: Some(objective / 2.0),
            gap: Some(0.5),
            bound_method: "test".into(),
            under_hours: report.under_hours,
            over_hours: report.over_hours,
            paid_hours: report.paid_hours,
            required_hours: report.required_hours,
            terms: report.terms,
            first_day: self.problem.first_day,
            seed: 1,
            days: report.days,
            agents: report.agents,
            wishes: Vec::new(),
            standby: Vec::new(),
            shortfalls: Vec::new(),
            service: report.service.clone(),
            timing: Timing::default(),
            findings: Vec::new(),
        }
    }

    /// The codes found when the summary is changed.
    pub(super) fn codes_claiming(&self, change: impl FnOnce(&mut RosterSummary)) -> Vec<&'static str> {
        let mut summary = self.summary();
        change(&mut summary);
        codes(&self.report(&self.rows(), Some(&summary)))
    }
}

fn codes(report: &CheckReport) -> Vec<&'static str> {
    let set: BTreeSet<&str> = report.findings.iter().map(|f| f.code.as_str()).collect();
    set.into_iter().collect()
}

fn agent(id: &str, team: &str, contract: &str, skills: &[&str]) -> Agent {
    Agent {
        id: AgentId::new(id),
        name: id.to_uppercase(),
        team: team.into(),
        contract: ContractId::new(contract),
        skills: skills.iter().map(|q| QueueId::new(q)).collect(),
        roles: Vec::new(),
        valid_from: None,
        valid_to: None,
        times: PersonalTimes::default(),
        standing: Standing::default(),
    }
}

const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

fn window(agent: &str, weekday: Weekday, from: u16, to: u16) -> Availability {
    let (from, to) = (ClockTime::from_minutes(from), ClockTime::from_minutes(to));
    Availability { agent: AgentId::new(agent), weekday, from, to }
}

/// Every evening and every morning: the night between them is one window.
fn nights_of(agent: &str) -> Vec<Availability> {
    WEEKDAYS.iter().flat_map(|d| [window(agent, *d, 0, 480), window(agent, *d, 1200, 1440)]).collect()
}

fn hours(weekdays: usize, from: u16, to: u16) -> OpeningHours {
    let range = vec![(ClockTime::from_minutes(from), ClockTime::from_minutes(to))];
    let weekly = std::array::from_fn(|i| if i < weekdays { range.clone() } else { Vec::new() });
    OpeningHours { weekly, closed_on: vec!["full".into()], hours_on: Vec::new() }
}

fn queue(id: &str, hours: OpeningHours) -> Queue {
    Queue {
        id: QueueId::new(id),
        hours,
        service_level: None,
        max_asa: None,
        max_abandon: None,
        patience: Patience::Infinite,
        max_occupancy: Share::ALL,
        unplanned_shrinkage: Share::default(),
        min_agents: Heads::default(),
        like: None,
        work: crate::domain::centre::Work::Calls,
        counted: crate::domain::centre::ServiceCount::Offered,
    }
}

fn contract(id: &str) -> Contract {
    Contract {
        id: ContractId::new(id),
        weekly: (Minutes::new(8 * 60), Minutes::new(40 * 60)),
        daily: (Minutes::new(7 * 60), Minutes::new(9 * 60)),
        days_per_week: (2, 5),
        max_consecutive_days: 4,
        min_rest: Minutes::new(11 * 60),
        days_off_together: 2,
        same_shift_all_week: true,
        leave_counts_as_worked: true,
        must_work: Vec::new(),
        limits: Limits::default(),
        law: Vec::new(),
    }
}

fn steps(from: u32, to: u32, step: usize) -> Vec<Minutes> {
    (from..=to).step_by(step).map(Minutes::new).collect()
}

fn shift(id: &str, contract: &str, starts: (u16, u16), lengths: (u32, u32)) -> ShiftTemplate {
    let rule = |kind, length, paid, starts| BreakRule { kind, length: Minutes::new(length), paid, starts };
    ShiftTemplate {
        id: ShiftId::new(id),
        contracts: vec![ContractId::new(contract)],
        starts: (starts.0..=starts.1).step_by(30).map(ClockTime::from_minutes).collect(),
        lengths: steps(lengths.0, lengths.1, 60),
        day_lengths: Vec::new(),
        breaks: vec![
            rule(Activity::Break, 15, true, steps(90, 180, 15)),
            rule(Activity::Meal, 30, false, steps(210, 330, 30)),
        ],
    }
}

fn centre() -> Centre {
    Centre {
        name: "Base".into(),
        zone: Zone::parse("Europe/Berlin").expect("known"),
        interval: Minutes::new(30),
        queues: vec![queue("hotline", OpeningHours::always()), queue("desk", hours(5, 420, 1200))],
        contracts: vec![contract("full"), contract("nights")],
        shifts: vec![
            shift("day", "full", (360, 720), (510, 630)),
            shift("late", "full", (780, 900), (510, 510)),
            shift("night", "nights", (1260, 1320), (510, 510)),
        ],
        calendar: Calendar::default(),
        min_agents_present: Heads::default(),
        rules: SharedRules::default(),
        handover: Handover {
            before: Minutes::new(10),
            after: Minutes::new(15),
            wind_down: Minutes::new(10),
            min_across: Heads::default(),
            relief: false,
        },
        objective: Objective::default(),
        intraday: crate::domain::centre::IntradaySettings::default(),
        import: ImportSettings::default(),
        adherence: AdherenceSettings::default(),
        kpi: crate::domain::centre::KpiSettings::default(),
        team_rules: TeamRules::default(),
        skill_groups: Vec::new(),
    }
}
