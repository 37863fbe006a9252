//! A centre of eight agents, and the two ways to look at what the engine makes of it.

use chrono::{NaiveDate, Weekday};

use wfm::check::check;
use wfm::domain::centre::Contract;
use wfm::domain::findings::{Failure, Findings};
use wfm::domain::hours::OpeningHours;
use wfm::domain::ids::{AgentId, ContractId, QueueId};
use wfm::domain::people::{
    Activity, Agent, Availability, Away, PersonalTimes, PlannedActivity, Preference, Standing, TimeOff, Wish,
};
use wfm::domain::progress::Silent;
use wfm::domain::roster::{RosterLimits, RosterOutcome, RosterProblem};
use wfm::domain::series::{Requirement, RequirementRow};
use wfm::domain::span::Span;
use wfm::domain::time::{ClockTime, Instant, add_days};
use wfm::domain::units::{Heads, Minutes};

const CENTRE: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 30

[[queue]]
id = "hotline"
hours = "24x7"

[[queue]]
id = "desk"
hours = "mon-fri 07:00-20:00"

[[contract]]
id = "full"
weekly_hours = [32, 40]
daily_hours = [7, 9]
days_per_week = [4, 5]
max_consecutive_days = 5
min_rest_hours = 11
days_off_together = 2

[[contract]]
id = "nights"
weekly_hours = [24, 40]
daily_hours = [7, 9]
days_per_week = [3, 5]
max_consecutive_days = 5
min_rest_hours = 11
same_shift_all_week = true

[[shift]]
id = "day"
contracts = ["full"]
start = { from = "06:00", to = "11:00", step = "30m" }
length = { from = "8h30m", to = "9h30m", step = "1h" }
breaks = [
  { kind = "break", minutes = 15, paid = true, window = ["1h30m", "3h"], step = "15m" },
  { kind = "meal", minutes = 30, paid = false, window = ["3h30m", "5h30m"], step = "30m" },
]

[[shift]]
id = "late"
contracts = ["full"]
start = { from = "13:00", to = "15:00", step = "1h" }
length = "8h30m"
breaks = [{ kind = "meal", minutes = 30, paid = false, window = ["3h30m", "5h30m"], step = "15m" }]

[[shift]]
id = "night"
contracts = ["nights"]
start = { from = "21:00", to = "22:30", step = "30m" }
length = "8h30m"
breaks = [
  { kind = "break", minutes = 15, paid = true, window = ["1h30m", "3h"], step = "15m" },
  { kind = "meal", minutes = 30, paid = false, window = ["3h30m", "5h30m"], step = "30m" },
]

[handover]
before_minutes = 10
after_minutes = 15
wind_down_minutes = 10
"#;

/// A problem that tests change.
#[derive(Clone)]
pub(super) struct Small {
    pub(super) problem: RosterProblem,
}

impl Small {
    /// The week from a Monday: the hotline needs one by night and two by day, the desk two in its hours.
    pub(super) fn week(first_day: &str) -> Self {
        let mut small = Self::of(CENTRE, first_day);
        for (id, team, contract, skills) in [
            ("ann", "red", "full", &["desk"][..]),
            ("bob", "red", "full", &["hotline", "desk"]),
            ("cem", "blue", "nights", &["hotline"]),
            ("dee", "red", "full", &["desk", "hotline"]),
            ("eva", "blue", "full", &["hotline"]),
            ("fay", "blue", "nights", &["hotline"]),
            ("gus", "", "nights", &["hotline", "desk"]),
            ("hal", "red", "full", &["hotline"]),
        ] {
            small.hire(id, team, contract, skills);
        }
        for day in 0..7 {
            small.need_of_day("hotline", day, 0..24 * 60, |minute| if (480..1_200).contains(&minute) { 2 } else { 1 });
            if day < 5 {
                small.need_of_day("desk", day, 420..1_200, |_| 2);
            }
        }
        small
    }

    /// A centre without people and requirement.
    pub(super) fn of(centre: &str, first_day: &str) -> Self {
        let dir = crate::harness::fresh();
        let path = dir.path().join("centre.toml");
        std::fs::write(&path, centre).expect("written");
        let mut findings = Findings::new();
        let centre = wfm::ingest::centre::read(&path, &mut findings).expect("a centre");
        assert!(!findings.has_errors(), "{findings:?}");
        let problem = RosterProblem {
            centre,
            first_day: first_day.parse().expect("date"),
            requirement: Requirement::default(),
            curves: Vec::new(),
            agents: Vec::new(),
            time_off: Vec::new(),
            allowances: Vec::new(),
            availability: Vec::new(),
            activities: Vec::new(),
            preferences: Vec::new(),
            locked: Vec::new(),
            previous: Vec::new(),
            keep: Vec::new(),
            start: Vec::new(),
        };
        Self { problem }
    }

    pub(super) fn hire(&mut self, id: &str, team: &str, contract: &str, skills: &[&str]) {
        self.problem.agents.push(Agent {
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
        });
    }

    /// A day of the week, counted from its first.
    pub(super) fn date(&self, day: i64) -> NaiveDate {
        add_days(self.problem.first_day, day)
    }

    fn at(&self, day: i64, minute: u16) -> Instant {
        self.problem.centre.zone.at(self.date(day), ClockTime::from_minutes(minute))
    }

    /// At least a minute, where a clock change swallows the whole.
    fn span(&self, day: i64, from: u16, to: u16) -> Span {
        let start = self.at(day, from);
        Span::new(start, self.at(day, to).max(start.plus_minutes(1))).expect("a span")
    }

    /// Heads for every interval of a local day that starts in these minutes of the wall's clock.
    fn need_of_day(&mut self, queue: &str, day: i64, minutes: std::ops::Range<i64>, heads: impl Fn(i64) -> u32) {
        let centre = &self.problem.centre;
        let date = add_days(self.problem.first_day, day);
        let minute = |at: Instant| (centre.zone.local(at) - date.and_time(chrono::NaiveTime::MIN)).num_minutes();
        let starts = centre.zone.intervals_of(date, centre.interval);
        let rows = starts.into_iter().filter(|at| minutes.contains(&minute(*at)));
        let rows: Vec<RequirementRow> = rows.map(|at| row(queue, at, heads(minute(at)))).collect();
        self.problem.requirement.rows.extend(rows);
        self.problem.requirement.rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    }

    /// So many intervals of requirement.
    pub(super) fn need(&mut self, queue: &str, day: i64, from: u16, count: i64, heads: u32) {
        let start = self.at(day, from);
        let length = i64::from(self.problem.centre.interval.get());
        let rows = (0..count).map(|i| row(queue, start.plus_minutes(i * length), heads));
        self.problem.requirement.rows.extend(rows);
        self.problem.requirement.rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    }

    /// Nothing is required but one at the desk on weekdays, and only the desk is open.
    pub(super) fn only_desk(&mut self, from: u16, to: u16) {
        self.problem.requirement.rows.clear();
        for day in 0..5 {
            self.need("desk", day, from, i64::from(to - from) / 30, 1);
        }
        self.open("hotline", 0, 0);
        self.open_desk(from, to);
        self.problem.agents.retain(|a| a.skills.contains(&QueueId::new("desk")) && a.contract.as_str() == "full");
    }

    pub(super) fn open_desk(&mut self, from: u16, to: u16) {
        self.open("desk", from, to);
    }

    fn open(&mut self, queue: &str, from: u16, to: u16) {
        let hours = vec![(ClockTime::from_minutes(from), ClockTime::from_minutes(to))];
        let weekly = std::array::from_fn(|day| if day < 5 && from < to { hours.clone() } else { Vec::new() });
        let queue = self.problem.centre.queues.iter_mut().find(|q| q.id.as_str() == queue).expect("a queue");
        queue.hours = OpeningHours { weekly, closed_on: Vec::new(), hours_on: Vec::new() };
    }

    pub(super) fn contract(&mut self, id: &str) -> &mut Contract {
        self.problem.centre.contracts.iter_mut().find(|c| c.id.as_str() == id).expect("a contract")
    }

    pub(super) fn agent(&mut self, id: &str) -> &mut Agent {
        self.problem.agents.iter_mut().find(|a| a.id.as_str() == id).expect("an agent")
    }

    pub(super) fn leave(&mut self, agent: &str, from: i64, to: i64) {
        let when = Away::Days(self.date(from), self.date(to));
        self.problem.time_off.push(TimeOff { agent: AgentId::new(agent), when, kind: "leave".into() });
    }

    pub(super) fn away(&mut self, agent: &str, day: i64, from: u16, to: u16) {
        let when = Away::Clock(self.span(day, from, to));
        self.problem.time_off.push(TimeOff { agent: AgentId::new(agent), when, kind: "doctor".into() });
    }

    pub(super) fn available(&mut self, agent: &str, weekday: Weekday, from: u16, to: u16) {
        let (from, to) = (ClockTime::from_minutes(from), ClockTime::from_minutes(to));
        self.problem.availability.push(Availability { agent: AgentId::new(agent), weekday, from, to });
    }

    pub(super) fn wish(&mut self, agent: &str, wish: Wish) {
        self.problem.preferences.push(Preference { agent: AgentId::new(agent), wish, weight: 1.0 });
    }

    pub(super) fn train(&mut self, agent: &str, day: i64, from: u16, to: u16) {
        let (agent, span) = (AgentId::new(agent), self.span(day, from, to));
        self.problem.activities.push(PlannedActivity::Fixed { agent, span, kind: Activity::Training });
    }

    pub(super) fn place(&mut self, team: &str, minutes: u32, (day, from, to): (i64, u16, u16)) {
        let (length, window) = (Minutes::new(minutes), self.span(day, from, to));
        let kind = Activity::Meeting;
        self.problem.activities.push(PlannedActivity::Placed { team: team.into(), length, window, kind });
    }
}

fn row(queue: &str, start: Instant, heads: u32) -> RequirementRow {
    RequirementRow {
        start,
        queue: QueueId::new(queue),
        load: None,
        agents: None,
        scheduled: Heads::new(heads),
        scheduled_fte: None,
        carried_in: 0.0,
        service_level: None,
        asa: None,
        occupancy: None,
    }
}

/// Makes a roster with a little work and no clock.
pub(super) fn solve(small: &Small) -> Result<RosterOutcome, Failure> {
    solve_from(small, RosterLimits::default().seed)
}

/// The same from another seed.
pub(super) fn solve_from(small: &Small, seed: u64) -> Result<RosterOutcome, Failure> {
    let limits = RosterLimits { time: None, work: Some(1), gap: 0.0, seed, ..RosterLimits::default() };
    wfm::roster::solve(&small.problem, &limits, &Silent)
}

/// The roster, which the checker must find without fault, its claims included.
#[track_caller]
pub(super) fn solved(small: &Small) -> RosterOutcome {
    let made = match solve(small) {
        Ok(made) => made,
        Err(failure) => panic!("{failure:?}"),
    };
    let breaches = judged(small, &made);
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    made
}

/// What the checker finds in a roster and its claims.
pub(super) fn judged(small: &Small, made: &RosterOutcome) -> Vec<String> {
    let report = check(&small.problem, &made.rows, Some(&made.summary));
    report.findings.iter().map(ToString::to_string).collect()
}

/// The codes of findings, in order.
pub(super) fn codes(findings: &Findings) -> Vec<&'static str> {
    findings.iter().map(|f| f.code.as_str()).collect()
}
