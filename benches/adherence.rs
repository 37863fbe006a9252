//! Adherence of ten thousand agents' day, two million events: `cargo bench --bench adherence`.
//!
//! Prints, as the best of some runs on one core: the bare parse of the file by the `csv` crate, our reading of it, the computing,
//! both with their ratio to the bare parse; then a live update in which every agent has a new event, and the memory that events
//! take. `ADHERENCE_AGENTS` is the number of agents (10000).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::time::Instant as Stopwatch;

use wfm::adherence::definition::Definition;
use wfm::adherence::live::Live;
use wfm::adherence::{EVERY_DAY, Facts, compute};
use wfm::domain::adherence::{StateEvent, StateIx};
use wfm::domain::centre::AdherenceSettings;
use wfm::domain::findings::Findings;
use wfm::domain::ids::{AgentId, QueueId, ShiftId};
use wfm::domain::people::{Activity, RosterRow};
use wfm::domain::time::{Instant, Zone};
use wfm::domain::units::Minutes;
use wfm::ingest::tables::states;

const RUNS: usize = 5;
const EVENTS_EACH: i64 = 200;
/// 2026-12-07T00:00:00+08:00.
const MIDNIGHT: i64 = 1_796_572_800;
const NAMES: [&str; 7] = ["available", "on_call", "acw", "on_call", "available", "acw", "break"];

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let agents: i64 = std::env::var("ADHERENCE_AGENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("states.csv");
    let text = feed(agents);
    std::fs::write(&path, &text)?;
    let zone = Zone::parse("Asia/Shanghai").unwrap_or(Zone::UTC);
    let rows: Vec<RosterRow> = (0..agents).flat_map(shift).collect();
    let settings = AdherenceSettings { tolerance_s: 60, ..AdherenceSettings::default() };
    let teams = BTreeMap::new();

    let bare = best(|| {
        let mut reader = csv::ReaderBuilder::new().from_path(&path).expect("the file is there");
        let mut record = csv::ByteRecord::new();
        let mut bytes = 0;
        while reader.read_byte_record(&mut record).expect("readable") {
            bytes += record.as_slice().len();
        }
        bytes
    });
    let mut findings = Findings::new();
    let read = best(|| states::read(&path, zone, &mut findings).rows);
    let log = states::read(&path, zone, &mut findings);
    let facts = Facts { roster: &rows, log: &log, exceptions: &[], teams: &teams, zone, at: None, days: EVERY_DAY };
    let computed = best(|| compute(&facts, &settings, &mut findings).total());
    writeln!(out, "{} agents, {} events, {} MB", agents, log.rows, text.len() / 1_000_000)?;
    writeln!(out, "bare parse by the csv crate   {bare:.3} s")?;
    writeln!(out, "our reading                   {read:.3} s = {:.2} × the bare parse", read / bare)?;
    writeln!(out, "computing                     {computed:.3} s = {:.2} × the bare parse", computed / bare)?;
    writeln!(out, "both                          {:.3} s", read + computed)?;

    let mut live = Live::new(&rows, &[], &teams, Definition::new(&settings), 300);
    live.learn_states(&log.states);
    let places: Vec<Option<usize>> = log.events.keys().map(|agent| live.place(agent)).collect();
    for (place, events) in places.iter().zip(log.events.values()) {
        for event in events.iter().take(events.len() / 2) {
            live.take(place.expect("has a shift"), *event);
        }
    }
    let mut now = MIDNIGHT + 13 * 3600;
    let update = best(|| {
        now += 1;
        for place in &places {
            let event = StateEvent { at: Instant::from_unix(now), state: StateIx(2) };
            live.take(place.expect("has a shift"), event);
        }
        live.board(Instant::from_unix(now), zone, Minutes::new(30)).out.len()
    });
    writeln!(out, "live update of every agent    {:.1} ms = {:.3} × the bare parse", update * 1e3, update / bare)?;
    let bytes = size_of::<StateEvent>();
    writeln!(out, "memory                        {bytes} bytes an event: {} MB", log.rows * bytes as u64 / 1_000_000)
}

/// Seconds of the fastest run.
fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    let timed = |work: &mut dyn FnMut() -> T| {
        let begun = Stopwatch::now();
        std::hint::black_box(work());
        begun.elapsed().as_secs_f64()
    };
    (0..RUNS).map(|_| timed(&mut work)).fold(f64::INFINITY, f64::min)
}

/// A made feed by time: every agent changes its state about every two and a half minutes.
fn feed(agents: i64) -> String {
    let zone = Zone::parse("Asia/Shanghai").unwrap_or(Zone::UTC);
    let mut text = String::from("time,agent,state,reason\n");
    for event in 0..EVENTS_EACH {
        let at = zone.rfc3339(Instant::from_unix(MIDNIGHT + 8 * 3600 + event * 144));
        for agent in 0..agents {
            let state = NAMES[usize::try_from((event * 5 + agent) % 7).unwrap_or(0)];
            let _ = writeln!(text, "{at},a{agent:05},{state},");
        }
    }
    text
}

/// 08:00 to 16:00 with two breaks and a meal.
fn shift(agent: i64) -> [RosterRow; 7] {
    use Activity::{Break, Meal, Work};
    let parts = [
        (480, 600, Work),
        (600, 615, Break),
        (615, 720, Work),
        (720, 750, Meal),
        (750, 870, Work),
        (870, 885, Break),
        (885, 960, Work),
    ];
    parts.map(|(start, end, activity)| RosterRow {
        agent: AgentId::new(&format!("a{agent:05}")),
        day: "2026-12-07".parse().unwrap_or_default(),
        shift: ShiftId::new("day"),
        start: Instant::from_unix(MIDNIGHT + start * 60),
        end: Instant::from_unix(MIDNIGHT + end * 60),
        activity,
        queue: (activity == Work).then(|| QueueId::new("calls")),
        paid: activity != Meal,
    })
}
