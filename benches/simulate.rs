//! Calls a second on one core: `cargo bench --bench simulate`.
//!
//! A day of constant staffing, from a small queue to a large one, patient callers and impatient ones; and three queues whose
//! agents help each other.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use wfm::domain::findings::Findings;
use wfm::domain::ids::{AgentId, ContractId, QueueId, ShiftId};
use wfm::domain::people::{Activity, Agent, PersonalTimes, RosterRow, Standing};
use wfm::domain::progress::Silent;
use wfm::domain::series::ForecastRow;
use wfm::domain::units::{Calls, Seconds};
use wfm::simulate::{Absence, Problem, Routing, Settings, problem, simulate};

/// Handle time in seconds.
const HANDLE: f64 = 240.0;

struct Case {
    name: &'static str,
    queues: usize,
    load: f64,
    agents: u32,
    patience: &'static str,
    flexible: bool,
}

const CASES: [Case; 5] = [
    Case { name: "Erlang C, 10 Erlangs", queues: 1, load: 10.0, agents: 13, patience: "", flexible: false },
    Case { name: "Erlang C, 100 Erlangs", queues: 1, load: 100.0, agents: 107, patience: "", flexible: false },
    Case {
        name: "Erlang A, 100 Erlangs",
        queues: 1,
        load: 100.0,
        agents: 95,
        patience: "patience_s = 120",
        flexible: false,
    },
    Case {
        name: "Erlang A, 1000 Erlangs",
        queues: 1,
        load: 1000.0,
        agents: 960,
        patience: "patience_s = 120",
        flexible: false,
    },
    Case {
        name: "3 queues, flexible",
        queues: 3,
        load: 40.0,
        agents: 44,
        patience: "patience_s = 120",
        flexible: true,
    },
];

fn made(case: &Case) -> Option<Problem> {
    let ids: Vec<QueueId> = (0..case.queues).map(|q| QueueId::new(&format!("q{q}"))).collect();
    let mut toml = "[centre]\ntime_zone = \"UTC\"\n".to_owned();
    for id in &ids {
        let _ = write!(toml, "[[queue]]\nid = \"{id}\"\n{}\n", case.patience);
    }
    let dir = tempfile::tempdir().ok()?;
    let path = dir.path().join("centre.toml");
    std::fs::write(&path, toml).ok()?;
    let mut findings = Findings::new();
    let centre = wfm::ingest::centre::read(&path, &mut findings)?;
    let day = "2026-12-07".parse::<chrono::NaiveDate>().ok()?;
    let start = centre.zone.midnight(day);
    let calls = Calls::new(case.load * 1800.0 / HANDLE)?;
    let row = |half_hour: i64, queue: &QueueId| ForecastRow {
        start: start.plus_minutes(30 * half_hour),
        queue: queue.clone(),
        offered: calls,
        band80: None,
        band95: None,
        aht: Seconds::new(HANDLE),
        aht_band80: None,
    };
    let forecast: Vec<ForecastRow> = (0..48).flat_map(|h| ids.iter().map(move |queue| row(h, queue))).collect();
    let names = || ids.iter().flat_map(|queue| (0..case.agents).map(move |n| (format!("{queue}-{n}"), queue)));
    let agents: Vec<Agent> = names()
        .map(|(name, _)| Agent {
            id: AgentId::new(&name),
            name,
            team: String::new(),
            contract: ContractId::new("full"),
            skills: ids.clone(),
            roles: Vec::new(),
            valid_from: None,
            valid_to: None,
            times: PersonalTimes::default(),
            standing: Standing::default(),
        })
        .collect();
    let roster: Vec<RosterRow> = names()
        .map(|(name, queue)| RosterRow {
            agent: AgentId::new(&name),
            day,
            shift: ShiftId::new("day"),
            start,
            end: start.plus_minutes(1440),
            activity: Activity::Work,
            queue: Some(queue.clone()),
            paid: true,
        })
        .collect();
    let routing = if case.flexible { Routing::Skills(&agents) } else { Routing::Rostered };
    problem(&centre, &forecast, &roster, &[], routing, &BTreeMap::new(), &mut findings)
}

fn main() {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{:<24} {:>12} {:>10} {:>16}", "day", "calls", "seconds", "million calls/s");
    let Ok(one) = rayon::ThreadPoolBuilder::new().num_threads(1).build() else { return };
    for case in &CASES {
        let Some(problem) = made(case) else {
            let _ = writeln!(out, "{:<24} cannot be made", case.name);
            continue;
        };
        let replications = if case.load > 500.0 { 32 } else { 256 };
        let settings = Settings { replications, seed: 1, absence: Absence::None };
        let runs = (0..3).filter_map(|_| {
            let start = Instant::now();
            let simulation = one.install(|| simulate(&problem, &settings, &Silent)).ok()?;
            Some((start.elapsed().as_secs_f64(), simulation.effort.calls))
        });
        if let Some((seconds, calls)) = runs.min_by(|a, b| a.0.total_cmp(&b.0)) {
            let million = calls as f64 / seconds / 1e6;
            let _ = writeln!(out, "{:<24} {calls:>12} {seconds:>10.3} {million:>16.2}", case.name);
        }
    }
}
