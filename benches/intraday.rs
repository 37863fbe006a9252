//! The rest of a day of five hundred agents planned again: `cargo bench --bench intraday`.
//!
//! A made centre of three queues, everybody with two skills, breaks and meals with windows, eight weeks of history, a busy morning,
//! every 25th agent missing. Prints, as the best of some runs from the files to the plan: the bare parse of the same files by the
//! `csv` crate, the outlook and the net staffing alone (no change allowed), and all of it with up to 20 agents changed, the last
//! two with their ratio to the bare parse. `INTRADAY_AGENTS` is the number of agents (500).

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Instant as Stopwatch;

use chrono::{NaiveDate, TimeDelta};
use wfm::domain::progress::Silent;
use wfm::pipeline::inputs::InputFiles;
use wfm::pipeline::intraday::{IntradayOutcome, IntradayRequest, intraday};
use wfm::pipeline::target::Target;
use wfm::pipeline::volume::When;

const RUNS: usize = 3;
const CHANGES: u32 = 20;
/// Half-hours of the day: open from 08:00 to 22:00, the morning is over at 10:30.
const OPEN: std::ops::Range<u32> = 16..44;
const NOW: u32 = 21;
const HISTORY_DAYS: i64 = 56;

const CENTRE: &str = r#"
[centre]
time_zone = "UTC"
[[contract]]
id = "full"
weekly_hours = [0, 40]
daily_hours = [4, 10]
days_per_week = [0, 5]
[[shift]]
id = "day"
contracts = ["full"]
start = { from = "08:00", to = "13:30", step = "30m" }
length = "8h30m"
day_lengths = ["6h30m", "7h30m", "9h30m"]
breaks = [
  { kind = "break", minutes = 15, paid = true, window = ["1h30m", "3h"], step = "15m" },
  { kind = "meal", minutes = 30, paid = false, window = ["3h30m", "5h30m"], step = "15m" },
  { kind = "break", minutes = 15, paid = true, window = ["6h", "7h30m"], step = "15m" },
]
"#;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let agents: u32 = std::env::var("INTRADAY_AGENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(500);
    let folder = tempfile::tempdir()?;
    write_centre(folder.path(), agents)?;
    let files = ["history.csv", "roster.csv", "states.csv", "agents.csv"];
    let bare = best(|| files.map(|name| parsed(&folder.path().join(name))));
    let looked = best(|| plan(folder.path(), 0));
    let planned = best(|| plan(folder.path(), CHANGES));
    let outcome = plan(folder.path(), CHANGES);
    let changed: usize = outcome.plan.actions.iter().map(|action| action.agents.len()).sum();
    let (before, after) = (outcome.plan.in_time, outcome.plan.in_time_after);
    writeln!(out, "{agents} agents, {} missing", outcome.plan.missing.len())?;
    writeln!(out, "bare parse by the csv crate     {bare:.3} s")?;
    writeln!(out, "outlook and net staffing alone  {looked:.3} s = {:.0} × the bare parse", looked / bare)?;
    writeln!(out, "with up to {CHANGES} agents changed    {planned:.3} s = {:.0} × the bare parse", planned / bare)?;
    writeln!(
        out,
        "{changed} agents changed: {after:.1} calls in time instead of {before:.1}, another choice is better by {:.1} at most",
        outcome.plan.at_most_better
    )
}

fn plan(dir: &Path, max_changes: u32) -> IntradayOutcome {
    let request = IntradayRequest {
        inputs: InputFiles::of_directory(dir),
        history: dir.join("history.csv"),
        roster: dir.join("roster.csv"),
        states: Some(dir.join("states.csv")),
        standby: None,
        now: When::Wall(today().and_hms_opt(10, 30, 0).unwrap_or_default()),
        max_changes,
        intervals: None,
    };
    intraday(&request, &Target::Stdout, &Silent).expect("a plan")
}

fn parsed(path: &Path) -> usize {
    let mut reader = csv::ReaderBuilder::new().from_path(path).expect("the file is there");
    let mut record = csv::ByteRecord::new();
    let mut bytes = 0;
    while reader.read_byte_record(&mut record).expect("readable") {
        bytes += record.as_slice().len();
    }
    bytes
}

fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    let once = |_| {
        let watch = Stopwatch::now();
        std::hint::black_box(work());
        watch.elapsed().as_secs_f64()
    };
    (0..RUNS).map(once).fold(f64::INFINITY, f64::min)
}

/// A Monday.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default()
}

/// The half-hour in which an agent's shift starts.
fn start_of(agent: u32) -> u32 {
    16 + agent % 12
}

fn write_centre(dir: &Path, agents: u32) -> std::io::Result<()> {
    let mut centre = CENTRE.to_owned();
    for queue in 0..3 {
        let _ = write!(centre, "[[queue]]\nid = \"q{queue}\"\nhours = \"08:00-22:00\"\nunplanned_shrinkage = 0.03\n");
    }
    fs::write(dir.join("centre.toml"), centre)?;
    fs::write(dir.join("agents.csv"), people(agents))?;
    fs::write(dir.join("roster.csv"), roster(agents))?;
    fs::write(dir.join("states.csv"), states(agents))?;
    fs::write(dir.join("history.csv"), history(agents))
}

fn people(agents: u32) -> String {
    let mut text = "agent,name,team,contract,skills\n".to_owned();
    for agent in 0..agents {
        let (own, other) = (agent % 3, (agent + 1) % 3);
        let _ = writeln!(text, "A{agent:05},A{agent:05},team {},full,q{own};q{other}", agent % 20);
    }
    text
}

fn clock(minute: u32) -> String {
    format!("{} {:02}:{:02}", today(), minute / 60, minute % 60)
}

/// Everybody takes the breaks early in their windows, so that they lie on top of each other.
fn roster(agents: u32) -> String {
    let mut text = "agent,day,shift,activity,queue,start,end,paid\n".to_owned();
    for agent in 0..agents {
        let start = 30 * start_of(agent);
        let queue = format!("q{}", agent % 3);
        let pauses = [("break", 120, 15), ("meal", 240, 30), ("break", 390, 15)];
        let mut from = 0;
        let mut row = |activity: &str, queue: &str, from: u32, to: u32| {
            let paid = activity != "meal";
            let (from, to) = (clock(start + from), clock(start + to));
            let _ = writeln!(text, "A{agent:05},{},day,{activity},{queue},{from},{to},{paid}", today());
        };
        for (activity, at, minutes) in pauses {
            row("work", &queue, from, at);
            row(activity, "", at, at + minutes);
            from = at + minutes;
        }
        row("work", &queue, from, 510);
    }
    text
}

fn states(agents: u32) -> String {
    let mut text = "time,agent,state\n".to_owned();
    for agent in (0..agents).filter(|agent| start_of(*agent) <= NOW) {
        let state = if agent % 25 == 7 { "offline" } else { "available" };
        let _ = writeln!(text, "{}:00,A{agent:05},{state}", clock(30 * start_of(agent) - 5));
    }
    text
}

/// Calls that keep those at work busy for 86 % of their time, 12 % more on the day itself.
fn history(agents: u32) -> String {
    let mut text = "start,queue,offered,answered,aht_s\n".to_owned();
    for back in (0..=HISTORY_DAYS).rev() {
        let day = today() - TimeDelta::days(back);
        for slot in OPEN.filter(|slot| back > 0 || *slot < NOW) {
            let there = (0..agents).filter(|agent| (start_of(*agent)..start_of(*agent) + 17).contains(&slot)).count();
            for queue in 0..3_u32 {
                let noise =
                    f64::from((slot * 7 + queue * 13 + u32::try_from(back).unwrap_or(0) * 29) % 17) / 17.0 - 0.5;
                let level = if back == 0 { 1.12 } else { 1.0 };
                let calls = (there as f64 / 3.0 * 0.86 * 0.88 * 6.0 * level * (1.0 + 0.1 * noise)).round();
                let _ = writeln!(text, "{day} {:02}:{:02},q{queue},{calls},{calls},300", slot / 2, slot % 2 * 30);
            }
        }
    }
    text
}
