//! A made-up but lifelike plan for the tests of this stage: no solver, a naive pattern of shifts against a two-peak demand.

use chrono::{Datelike, NaiveDate};

use super::coverage::Coverage;
use crate::domain::calendar::{Calendar, SpecialDay};
use crate::domain::centre::{
    AdherenceSettings, BreakRule, Centre, Contract, Handover, ImportSettings, Objective, Patience, Queue, ShiftTemplate,
};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Severity};
use crate::domain::hours::OpeningHours;
use crate::domain::ids::{AgentId, ContractId, QueueId, ShiftId};
use crate::domain::people::{Activity, Agent, Away, PersonalTimes, RosterRow, Standing, TimeOff};
use crate::domain::plan::Plan;
use crate::domain::roster::{AgentHours, DayCoverage, Mend, RosterSummary, Shortfall, Status, Terms, Timing};
use crate::domain::rules::{Limits, SharedRules};
use crate::domain::series::{
    AccuracyRow, Band, Forecast, ForecastDay, ForecastRow, History, HistoryRow, MethodUsed, Requirement, RequirementRow,
};
use crate::domain::team::TeamRules;
use crate::domain::time::{ClockTime, Instant, Zone, add_days, days_from};
use crate::domain::units::{Calls, Erlangs, Fte, Heads, Minutes, Seconds, ServiceTarget, Share};

const QUEUES: [(&str, f64); 3] = [("hotline", 60.0), ("billing", 42.0), ("客户关怀", 18.0)];
const TEAMS: [&str; 5] = ["Nights", "North", "South", "晚班组", "Part time"];

/// A repeatable number in [0, 1).
fn noise(a: u64, b: u64, c: u64) -> f64 {
    let mut x = a.wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ b.wrapping_mul(0xBF58_476D_1CE4_E5B9)
        ^ c.wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^= x >> 31;
    x = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    x ^= x >> 29;
    (x % 10_000) as f64 / 10_000.0
}

/// A plan of so many agents and weeks from Monday 30 November 2026.
pub(crate) fn plan(agents: usize, weeks: usize) -> Plan {
    plan_at("Asia/Shanghai", NaiveDate::from_ymd_opt(2026, 11, 30).expect("date"), agents, weeks)
}

/// The same elsewhere and at another time.
pub(super) fn plan_at(zone: &str, first_day: NaiveDate, agents: usize, weeks: usize) -> Plan {
    let centre = Centre { zone: Zone::parse(zone).expect("zone"), ..centre() };
    let people = people(agents);
    let time_off = vec![
        TimeOff {
            agent: people[2].id.clone(),
            when: Away::Days(first_day, add_days(first_day, 2)),
            kind: "leave".into(),
        },
        TimeOff {
            agent: people[4].id.clone(),
            when: Away::Days(add_days(first_day, 3), add_days(first_day, 3)),
            kind: "sick".into(),
        },
    ];
    let rows = roster(&people, &time_off, centre.zone, first_day, weeks);
    let forecast = forecast(&centre, first_day, weeks);
    let requirement = requirement(&centre, &forecast, &rows);
    let summaries =
        (0..weeks).map(|w| summary(&centre, &people, &requirement, &rows, add_days(first_day, 7 * w as i64)));
    let mut findings = Findings::new();
    let mut note = Finding::new(
        Code::OptionInvalid,
        "history.csv lacks 3 open intervals of hotline on 2026-11-12; they were left out of the means",
    )
    .hint("nothing to do unless the export was cut");
    note.severity = Severity::Note;
    findings.push(note);
    Plan {
        summaries: summaries.collect(),
        what_if: Vec::new(),
        history: history(&centre, first_day),
        accuracy: accuracy(),
        centre,
        first_day,
        weeks,
        forecast,
        requirement,
        agents: people,
        time_off,
        previous: Vec::new(),
        rows,
        breaches: Findings::new(),
        findings,
    }
}

fn centre() -> Centre {
    let hours = |open: u16, close: u16| OpeningHours {
        weekly: std::array::from_fn(|_| vec![(ClockTime::from_minutes(open), ClockTime::from_minutes(close))]),
        closed_on: vec!["full".into()],
        hours_on: Vec::new(),
    };
    let queue = |id: &str, hours: OpeningHours| Queue {
        id: QueueId::new(id),
        hours,
        service_level: ServiceTarget::parse("80/20"),
        max_asa: None,
        max_abandon: None,
        patience: Patience::Mean(Seconds::new(180.0).expect("seconds")),
        max_occupancy: Share::new(0.88).expect("share"),
        unplanned_shrinkage: Share::new(0.08).expect("share"),
        min_agents: Heads::new(1),
        like: None,
        work: crate::domain::centre::Work::Calls,
        counted: crate::domain::centre::ServiceCount::Offered,
    };
    let date = NaiveDate::from_ymd_opt(2026, 12, 4).expect("date");
    Centre {
        name: "Demo <bank> hotline & 客服中心".into(),
        zone: Zone::parse("Asia/Shanghai").expect("zone"),
        interval: Minutes::new(30),
        queues: vec![
            queue("hotline", OpeningHours::always()),
            queue("billing", hours(420, 1260)),
            queue("客户关怀", hours(480, 1200)),
        ],
        contracts: ["full", "part", "night"].iter().map(|c| contract(c)).collect(),
        shifts: vec![ShiftTemplate {
            id: ShiftId::new("D8"),
            contracts: vec![ContractId::new("full")],
            starts: vec![ClockTime::from_minutes(420)],
            lengths: vec![Minutes::new(510)],
            day_lengths: Vec::new(),
            breaks: vec![BreakRule {
                kind: Activity::Meal,
                length: Minutes::new(30),
                paid: false,
                starts: vec![Minutes::new(240)],
            }],
        }],
        calendar: Calendar::new([SpecialDay {
            date,
            kind: "campaign".into(),
            name: "Winter offer 冬季活动".into(),
            known_ahead: true,
            factor: None,
        }]),
        min_agents_present: Heads::new(2),
        rules: SharedRules::default(),
        handover: Handover {
            before: Minutes::new(10),
            after: Minutes::new(15),
            wind_down: Minutes::new(0),
            min_across: Heads::new(1),
            relief: false,
        },
        objective: Objective::default(),
        intraday: crate::domain::centre::IntradaySettings::default(),
        import: ImportSettings::default(),
        adherence: AdherenceSettings::default(),
        kpi: crate::domain::kpi::KpiSettings::default(),
        team_rules: TeamRules::default(),
        skill_groups: Vec::new(),
    }
}

fn contract(id: &str) -> Contract {
    Contract {
        id: ContractId::new(id),
        weekly: (Minutes::new(36 * 60), Minutes::new(40 * 60)),
        daily: (Minutes::new(360), Minutes::new(600)),
        days_per_week: (4, 5),
        max_consecutive_days: 6,
        min_rest: Minutes::new(660),
        days_off_together: 2,
        same_shift_all_week: false,
        leave_counts_as_worked: true,
        must_work: Vec::new(),
        limits: Limits::default(),
        law: Vec::new(),
    }
}

fn people(count: usize) -> Vec<Agent> {
    let given =
        ["Li Wei", "王芳", "Anna Berg", "=SUM(A1)", "Zhang Min", "陈静", "Tom Hale", "Noor Aziz", "刘洋", "Eva Lind"];
    (0..count)
        .map(|i| Agent {
            id: AgentId::new(&format!("A{i:04}")),
            name: format!("{} {}", given[i % given.len()], i / given.len() + 1),
            team: TEAMS[i * TEAMS.len() / count].into(),
            contract: ContractId::new(if i * TEAMS.len() / count == 0 { "night" } else { "full" }),
            skills: vec![queue_of(i, count)],
            roles: Vec::new(),
            valid_from: None,
            valid_to: None,
            times: PersonalTimes::default(),
            standing: Standing::default(),
        })
        .collect()
}

fn queue_of(i: usize, count: usize) -> QueueId {
    let at = if i * TEAMS.len() / count == 0 { 0 } else { [0, 1, 0, 1, 2, 0, 1][i % 7] };
    QueueId::new(QUEUES[at].0)
}

fn roster(people: &[Agent], off: &[TimeOff], zone: Zone, first: NaiveDate, weeks: usize) -> Vec<RosterRow> {
    let mut rows = Vec::new();
    for (i, agent) in people.iter().enumerate() {
        for (d, day) in days_from(first, 7 * weeks).enumerate() {
            let resting = [(i + d / 7) % 7, (i + d / 7 + 1) % 7].contains(&(d % 7));
            let away = off
                .iter()
                .any(|o| o.agent == agent.id && matches!(o.when, Away::Days(from, to) if from <= day && day <= to));
            if resting || away {
                continue;
            }
            let (id, start) = match i * TEAMS.len() / people.len() {
                0 => ("N8", 1320),
                3 => ("E8", 13 * 60 + 30 * (i % 3)),
                _ => ("D8", 420 + 30 * ((i * 5) % 11)),
            };
            shift_rows(&mut rows, agent, day, id, zone.midnight(day).plus_minutes(start as i64), d);
        }
    }
    rows.sort();
    rows
}

fn shift_rows(rows: &mut Vec<RosterRow>, agent: &Agent, day: NaiveDate, id: &str, start: Instant, salt: usize) {
    let early = [90, 105, 120, 135][salt % 4];
    let meal = [210, 240, 270][salt % 3];
    let late = [375, 390, 405][salt % 3];
    let mut steps = vec![
        (-10, Activity::Handover),
        (0, Activity::Work),
        (early, Activity::Break),
        (early + 15, Activity::Work),
        (meal, Activity::Meal),
        (meal + 30, Activity::Work),
        (late, Activity::Break),
        (late + 15, Activity::Work),
        (510, Activity::Handover),
        (525, Activity::Work),
    ];
    if day.weekday() == chrono::Weekday::Wed && agent.team == "North" {
        steps.splice(
            6..8,
            [
                (300, Activity::Training),
                (360, Activity::Work),
                (late + 15, Activity::Break),
                (late + 30, Activity::Work),
            ],
        );
    }
    for pair in steps.windows(2) {
        let ((from, activity), (to, _)) = (pair[0], pair[1]);
        rows.push(RosterRow {
            agent: agent.id.clone(),
            day,
            shift: ShiftId::new(id),
            start: start.plus_minutes(from),
            end: start.plus_minutes(to),
            activity,
            queue: (activity == Activity::Work).then(|| agent.skills[0].clone()),
            paid: activity != Activity::Meal,
        });
    }
}

fn curve(day: NaiveDate, minute: i64, peak: f64) -> f64 {
    let hour = minute as f64 / 60.0;
    let bump = |centre: f64, width: f64| (-((hour - centre) / width).powi(2)).exp();
    let week = [1.15, 1.05, 1.0, 1.0, 1.1, 0.7, 0.6][day.weekday().num_days_from_monday() as usize];
    peak * week * (bump(10.5, 2.3) + 0.8 * bump(15.5, 2.6) + 0.3 * bump(20.0, 2.0) + 0.06)
}

fn open_slots(centre: &Centre, first: NaiveDate, days: usize) -> Vec<(Instant, NaiveDate, usize)> {
    let mut slots = Vec::new();
    for day in days_from(first, days) {
        for (at, queue) in centre.queues.iter().enumerate() {
            let open = queue.hours.open_intervals(day, &centre.calendar, centre.zone, centre.interval);
            slots.extend(open.into_iter().map(|start| (start, day, at)));
        }
    }
    slots.sort();
    slots
}

fn forecast(centre: &Centre, first: NaiveDate, weeks: usize) -> Forecast {
    let zone = centre.zone;
    let mut days: std::collections::BTreeMap<(NaiveDate, usize), f64> = std::collections::BTreeMap::new();
    let rows = open_slots(centre, first, 7 * weeks).into_iter().map(|(start, day, queue)| {
        let calls = curve(day, start.seconds_since(zone.midnight(day)) / 60, QUEUES[queue].1);
        *days.entry((day, queue)).or_default() += calls;
        ForecastRow {
            start,
            queue: centre.queues[queue].id.clone(),
            offered: Calls::new(calls).expect("calls"),
            band80: Some(band(calls)),
            band95: None,
            aht: Seconds::new(240.0 + 10.0 * noise(queue as u64, 1, 7)),
            aht_band80: None,
        }
    });
    let rows: Vec<ForecastRow> = rows.collect();
    let days = days.into_iter().map(|((date, queue), calls)| ForecastDay {
        date,
        queue: centre.queues[queue].id.clone(),
        offered: Calls::new(calls).expect("calls"),
        band80: Some(Band { low: calls * 0.93, high: calls * 1.08 }),
        band95: None,
    });
    let methods = centre.queues.iter().map(|q| MethodUsed {
        queue: q.id.clone(),
        method: "top_down".into(),
        why: "lowest error over 6 origins".into(),
    });
    Forecast { rows, days: days.collect(), methods: methods.collect() }
}

fn band(calls: f64) -> Band {
    let spread = 1.28 * (calls + (0.09 * calls).powi(2)).sqrt();
    Band { low: (calls - spread).max(0.0), high: calls + spread }
}

fn history(centre: &Centre, first: NaiveDate) -> History {
    let zone = centre.zone;
    let rows = open_slots(centre, add_days(first, -14), 14).into_iter().map(|(start, day, queue)| {
        let minute = start.seconds_since(zone.midnight(day)) / 60;
        let mean = curve(day, minute, QUEUES[queue].1);
        let (a, b, c) = (queue as u64, minute.unsigned_abs(), u64::from(day.ordinal()));
        let salt = noise(a, b, c) + noise(a, c, b);
        HistoryRow {
            start,
            queue: centre.queues[queue].id.clone(),
            offered: Calls::new((mean + 2.2 * (salt - 1.0) * mean.sqrt()).max(0.0).round()).expect("calls"),
            answered: None,
            abandoned: None,
            aht: None,
        }
    });
    History { rows: rows.collect() }
}

/// Demand with the shape of the forecast and about as many agents in all as the roster has.
fn requirement(centre: &Centre, forecast: &Forecast, rows: &[RosterRow]) -> Requirement {
    let row = |f: &ForecastRow, scheduled: u32| RequirementRow {
        start: f.start,
        queue: f.queue.clone(),
        load: f.aht.map(|aht| Erlangs::offered(f.offered, aht, centre.interval)),
        agents: Some(Heads::new(scheduled)),
        scheduled: Heads::new(scheduled),
        scheduled_fte: Fte::new(f64::from(scheduled) - 0.3),
        carried_in: 0.0,
        service_level: Share::new(0.83),
        asa: Seconds::new(14.2),
        occupancy: Share::new(0.81),
    };
    let blank = Requirement { rows: forecast.rows.iter().map(|f| row(f, 0)).collect() };
    let cover = Coverage::of(&blank, rows, centre.interval);
    let rows = forecast.rows.iter().map(|f| {
        let covered: f64 = cover.of_queue(&f.queue).map(|s| s.covered).sum();
        let calls: f64 = forecast.rows.iter().filter(|g| g.queue == f.queue).map(|g| g.offered.get()).sum();
        let needed = (f.offered.get() * 0.93 * covered / calls).round().max(1.0);
        row(f, (0..500).find(|n| f64::from(*n) >= needed).expect("small"))
    });
    Requirement { rows: rows.collect() }
}

fn accuracy() -> Vec<AccuracyRow> {
    let mut rows = Vec::new();
    for (q, (queue, _)) in QUEUES.iter().enumerate() {
        for (m, method) in ["seasonal_naive", "mean_8_weeks", "top_down"].iter().enumerate() {
            for days in ["all", "normal", "special"] {
                let wape = 0.16 + 0.04 * q as f64 - 0.025 * m as f64 + if days == "special" { 0.07 } else { 0.0 };
                rows.push(AccuracyRow {
                    queue: QueueId::new(queue),
                    method: (*method).to_owned(),
                    days,
                    origins: 6,
                    intervals: if days == "special" { 96 } else { 1920 },
                    wape: Some(wape),
                    bias: Some(0.012 - 0.008 * m as f64),
                    mase: (days != "special").then_some(0.9 - 0.05 * m as f64),
                    pinball: Some(0.08),
                    coverage80: (m > 0).then_some(0.79 + 0.01 * m as f64),
                    coverage95: None,
                    floor: Some(0.078 + 0.03 * q as f64),
                    chosen: m == 2,
                });
            }
        }
    }
    rows
}

fn summary(
    centre: &Centre,
    people: &[Agent],
    requirement: &Requirement,
    rows: &[RosterRow],
    first: NaiveDate,
) -> RosterSummary {
    let zone = centre.zone;
    let cover = Coverage::of(requirement, rows, centre.interval).of_week(first, zone);
    let (required_hours, under_hours, over_hours) = cover.hours(centre.interval);
    let mut days = Vec::new();
    for day in days_from(first, 7) {
        for queue in &centre.queues {
            let of_day =
                Coverage { slots: cover.of_queue(&queue.id).filter(|s| zone.day(s.start) == day).cloned().collect() };
            let (required, under, over) = of_day.hours(centre.interval);
            days.push(DayCoverage {
                day,
                queue: queue.id.to_string(),
                required_hours: required,
                covered_hours: required - under + over,
                under_hours: under,
                over_hours: over,
            });
        }
    }
    let in_week = |r: &&RosterRow| (first..=add_days(first, 6)).contains(&r.day);
    let agents = people.iter().enumerate().map(|(i, a)| {
        let worked = rows.iter().filter(in_week).filter(|r| r.agent == a.id && r.activity == Activity::Meal).count();
        AgentHours {
            agent: a.id.to_string(),
            days: u32::try_from(worked).expect("small"),
            leave_days: 0,
            paid_hours: 8.0 * worked as f64,
            minimum_hours: 36.0,
            maximum_hours: 40.0,
            wishes: (u32::from(i % 3 == 0), u32::from(i % 2 == 0)),
        }
    });
    let short = cover.slots.iter().filter(|s| s.short() >= 1.0).step_by(9).take(6).map(|s| Shortfall {
        start: zone.rfc3339(s.start),
        end: zone.rfc3339(s.start.plus_minutes(60)),
        queue: s.queue.to_string(),
        short_hours: s.short(),
        reason: "price".into(),
        text: "another shift here would cost more in surplus than it saves".into(),
        mend: vec![Mend {
            kind: "agents".into(),
            text: "one more agent of contract part".into(),
            what_if: "agents:part=1 skills=cards".into(),
            short_hours: 3.0,
            here_hours: 1.0,
            cost: 24.0,
        }],
    });
    let terms = Terms {
        under: under_hours * 9.0,
        over: over_hours * 2.0,
        hour_above_minimum: 41.0,
        preference: 6.4,
        ..Terms::default()
    };
    RosterSummary {
        schema: "wfm.roster/1".into(),
        status: Status::GapReached,
        objective: terms.total(),
        bound: Some(terms.total() * 0.992),
        gap: Some(0.008),
        bound_method: "lp_relaxation".into(),
        under_hours,
        over_hours,
        paid_hours: 8.0 * rows.iter().filter(in_week).filter(|r| r.activity == Activity::Meal).count() as f64,
        required_hours,
        terms,
        first_day: first,
        seed: 1,
        days,
        agents: agents.collect(),
        wishes: Vec::new(),
        standby: Vec::new(),
        shortfalls: short.collect(),
        service: Vec::new(),
        timing: Timing::default(),
        findings: Vec::new(),
    }
}
