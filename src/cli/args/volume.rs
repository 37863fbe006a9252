//! What was typed for the commands on calls and seats.

use std::convert::Infallible;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::share;
use crate::domain::import::Spread;
use crate::domain::time::Zone;
use crate::domain::units::{Calls, Erlangs, Fte, Minutes, Seconds, ServiceTarget, Share};

/// `wfm import`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ImportArgs {
    /// Exports as they come: text in any encoding, gzipped or not, or XLSX
    #[arg(required = true, value_name = "EXPORT")]
    pub(in crate::cli) exports: Vec<PathBuf>,
    /// Say what one export looks like and what would be done with it; write nothing
    #[arg(long, conflicts_with = "output")]
    pub(in crate::cli) describe: bool,
    /// centre.toml: its zone, interval, queues, hours and [import] settings
    #[arg(long, value_name = "FILE", conflicts_with_all = ["time_zone", "interval"])]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Zone of the local times in the exports, such as Asia/Shanghai
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub(in crate::cli) time_zone: Option<Zone>,
    /// Length of an interval in minutes: 5, 10, 15, 30 or 60
    #[arg(long, value_name = "MIN", value_parser = grid)]
    pub(in crate::cli) interval: Option<Minutes>,
    /// A mapping that is shipped, by name, or your own file (*.toml), instead of detection
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) profile: Option<String>,
    /// What to read: history of calls, or the states of a schedule report as states.csv
    #[arg(long, value_enum, default_value_t = ImportKind::History, value_name = "KIND")]
    pub(in crate::cli) kind: ImportKind,
    /// The order of day, month and year, where the files leave it open, such as D/M/YYYY
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) date_format: Option<String>,
    /// Make intervals of totals of days: `even` over the open intervals, or by the shares of a file (start,share[,weekday])
    #[arg(long, value_name = "even|FILE", value_parser = |text: &str| Ok::<_, Infallible>(spread(text)))]
    pub(in crate::cli) spread: Option<Spread>,
    /// The column that holds a field
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    pub(in crate::cli) map: Vec<(String, String)>,
    /// Encoding of the text instead of detection, such as gb18030
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) encoding: Option<String>,
    /// Where the history goes; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// What `wfm import` makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ImportKind {
    /// history.csv
    #[default]
    History,
    /// states.csv
    States,
}

/// `wfm forecast`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ForecastArgs {
    /// history.csv
    pub(in crate::cli) history: PathBuf,
    /// First day; only rows before it are read
    #[arg(long, value_name = "DATE", required_unless_present = "now")]
    pub(in crate::cli) start: Option<NaiveDate>,
    /// Forecast the rest of the day of this local time instead, from the rows before it
    #[arg(long, value_name = "TIME", conflicts_with_all = ["start", "weeks"])]
    pub(in crate::cli) now: Option<String>,
    /// Weeks to forecast
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=104))]
    pub(in crate::cli) weeks: u8,
    /// centre.toml: zone, opening hours, holidays
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// overrides.csv: the planner's own corrections
    #[arg(long, value_name = "FILE", requires = "config")]
    pub(in crate::cli) overrides: Option<PathBuf>,
    /// Where the forecast goes, with the day totals beside it in `…_days.csv`; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// `wfm backtest`.
#[derive(Args, Debug)]
pub(in crate::cli) struct BacktestArgs {
    /// history.csv
    pub(in crate::cli) history: PathBuf,
    /// centre.toml: zone, opening hours, holidays
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// overrides.csv: those of days that have since happened are scored
    #[arg(long, value_name = "FILE", requires = "config")]
    pub(in crate::cli) overrides: Option<PathBuf>,
    /// Days from which forecasts are made again
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=104))]
    pub(in crate::cli) origins: u8,
    /// Weeks ahead of each origin
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=52))]
    pub(in crate::cli) weeks: u8,
    /// Where the accuracy table goes; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// The loads of `wfm staff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LoadKind {
    /// Calls that ask in the interval, in steady state
    Interval,
    /// Calls that ask one handle time earlier
    Lagged,
    /// Calls that would be in hand if everybody were answered at once
    Modified,
}

/// Where the skills of `wfm staff --skills` stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum SkillSource {
    /// In [[skill_group]] of centre.toml
    Written,
    /// In this agents.csv
    Agents(PathBuf),
}

/// `wfm staff`.
#[derive(Args, Debug)]
pub(in crate::cli) struct StaffArgs {
    /// forecast.csv
    pub(in crate::cli) forecast: PathBuf,
    /// centre.toml: targets, patience, occupancy, shrinkage
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: PathBuf,
    /// Show how the figures of the interval at this local time come about; write nothing
    #[arg(long, value_name = "TIME", conflicts_with = "output")]
    pub(in crate::cli) why: Option<String>,
    /// Hold the service level in expectation over the forecast's bands (p10, p90), not at the expected calls alone
    #[arg(long)]
    pub(in crate::cli) over_band: bool,
    /// Whose calls make the load of an interval; where calls last long against it, those of before count
    #[arg(long, value_enum, default_value = "interval")]
    pub(in crate::cli) load: LoadKind,
    /// Where the service goes that the agents give when calls are followed from interval to interval
    #[arg(long, value_name = "FILE", conflicts_with = "why")]
    pub(in crate::cli) over_time: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// Where the service curves go: calls answered in time by agents, for service levels over a day or week
    #[arg(long, value_name = "FILE", conflicts_with = "why")]
    pub(in crate::cli) curves: Option<PathBuf>,
    /// Where the chances go that intervals and days meet their service level when the forecast errs as its bands say
    #[arg(long, value_name = "FILE", conflicts_with = "why")]
    pub(in crate::cli) chances: Option<PathBuf>,
    /// Where the lines go that the busy hour of each day needs
    #[arg(long, value_name = "FILE", conflicts_with = "why")]
    pub(in crate::cli) trunks: Option<PathBuf>,
    /// Share of calls that may find no line free
    #[arg(long, value_name = "SHARE", default_value = "0.01", value_parser = share, requires = "trunks")]
    pub(in crate::cli) blocking: Share,
    /// The requirement by skill group instead of by queue: of the agents in agents.csv, or without it of [[skill_group]]
    #[arg(long, value_name = "AGENTS", num_args = 0..=1, default_missing_value = "written", value_parser = |text: &str| Ok::<_, Infallible>(skills(text)), conflicts_with_all = ["why", "over_band", "curves", "over_time", "chances", "trunks"])]
    pub(in crate::cli) skills: Option<SkillSource>,
    /// Where the service goes that the skill groups give each queue, by simulation
    #[arg(long, value_name = "FILE", requires = "skills")]
    pub(in crate::cli) service: Option<PathBuf>,
    /// Where the same heads go by queue, each on one queue, as a requirement.csv for `wfm roster`
    #[arg(long, value_name = "FILE", requires = "skills")]
    pub(in crate::cli) by_queue: Option<PathBuf>,
    /// Seed of the simulation of skill groups
    #[arg(long, value_name = "N", default_value_t = 1, requires = "skills")]
    pub(in crate::cli) seed: u64,
    /// Calls simulated to judge the crews of one interval, four times as many to prove them; by the number of intervals when absent
    #[arg(long, value_name = "N", requires = "skills", value_parser = clap::value_parser!(u64).range(1000..=1_000_000_000))]
    pub(in crate::cli) calls: Option<u64>,
    /// Where the requirement goes; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// `wfm patience`.
#[derive(Args, Debug)]
pub(in crate::cli) struct PatienceArgs {
    /// The folder with centre.toml and history/
    pub(in crate::cli) dir: PathBuf,
    /// Where the picture goes: the share of callers who still wait, with its band, as SVG
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) plot: Option<PathBuf>,
    /// Where the curves go; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// The models of `wfm erlang`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ErlangModel {
    /// Callers wait for ever
    C,
    /// Callers hang up when their patience ends
    A,
    /// No waiting room: what finds all agents busy is lost
    B,
    /// A waiting room of limited size
    K,
}

/// The ways to count a service level of `wfm erlang`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CountKind {
    /// Answered in time ÷ offered (the default)
    Offered,
    /// Answered in time ÷ answered
    Answered,
    /// Answered in time ÷ (offered less those that hung up in time)
    ExclShort,
    /// Answered or hung up in time ÷ offered
    Wait,
    /// In time for a caller who would never hang up
    Virtual,
}

/// `wfm erlang`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ErlangArgs {
    /// The model
    #[arg(required_unless_present = "cases", conflicts_with = "cases")]
    pub(in crate::cli) model: Option<ErlangModel>,
    /// Calls offered in an interval
    #[arg(long, value_name = "N", value_parser = calls, required_unless_present_any = ["cases", "load"])]
    pub(in crate::cli) calls: Option<Calls>,
    /// Length of the interval in minutes
    #[arg(long, value_name = "MIN", default_value = "30", value_parser = minutes)]
    pub(in crate::cli) interval: Minutes,
    /// Mean handle time in seconds, after-call work included
    #[arg(long, value_name = "S", value_parser = seconds, required_unless_present_any = ["cases", "load"])]
    pub(in crate::cli) aht: Option<Seconds>,
    /// Offered load in erlangs, in place of calls and handle time (models b and k)
    #[arg(long, value_name = "ERLANGS", value_parser = erlangs, conflicts_with = "calls")]
    pub(in crate::cli) load: Option<Erlangs>,
    /// Service level: percent within seconds
    #[arg(long, value_name = "PERCENT/S", value_parser = target)]
    pub(in crate::cli) target: Option<ServiceTarget>,
    /// How callers who hang up count in the service level (model a)
    #[arg(long, value_enum, requires = "target")]
    pub(in crate::cli) counted: Option<CountKind>,
    /// Longest mean wait of all offered calls, in seconds
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub(in crate::cli) max_asa: Option<Seconds>,
    /// Largest share of calls that hang up
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(in crate::cli) max_abandon: Option<Share>,
    /// Largest share of time at work that calls may fill
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(in crate::cli) max_occupancy: Option<Share>,
    /// Mean patience of callers in seconds (model a)
    #[arg(long, value_name = "S", value_parser = seconds, required_if_eq("model", "a"))]
    pub(in crate::cli) patience: Option<Seconds>,
    /// Share of scheduled time lost to what nobody planned
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(in crate::cli) shrinkage: Option<Share>,
    /// Largest share of calls that may be blocked (model b)
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(in crate::cli) blocking: Option<Share>,
    /// Callers in the system at most, those being served included (model k)
    #[arg(long, value_name = "N", required_if_eq("model", "k"))]
    pub(in crate::cli) places: Option<u32>,
    /// Ask what so many agents give, instead of how many are needed; 12.5 is one who is there half of the time (models c and a)
    #[arg(long, value_name = "N", value_parser = fte)]
    pub(in crate::cli) agents: Option<Fte>,
    /// A CSV of questions, one a row
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) cases: Option<PathBuf>,
    /// Where the answers to the cases go; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE", requires = "cases")]
    pub(in crate::cli) output: Option<PathBuf>,
}

pub(super) fn zone(text: &str) -> Result<Zone, String> {
    Zone::parse(text).ok_or_else(|| "write an IANA name, such as Asia/Shanghai or Europe/Berlin".into())
}

pub(super) fn grid(text: &str) -> Result<Minutes, String> {
    let minutes = text.parse().ok().filter(|m| [5, 10, 15, 30, 60].contains(m));
    minutes.map(Minutes::new).ok_or_else(|| "write 5, 10, 15, 30 or 60".into())
}

fn spread(text: &str) -> Spread {
    if text == "even" { Spread::Even } else { Spread::File(text.into()) }
}

fn skills(text: &str) -> SkillSource {
    if text == "written" { SkillSource::Written } else { SkillSource::Agents(text.into()) }
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN, such as offered=Calls")?;
    Ok((field.trim().to_owned(), column.trim().to_owned()))
}

fn number<T>(text: &str, unit: fn(f64) -> Option<T>) -> Result<T, String> {
    text.parse().ok().and_then(unit).ok_or_else(|| "write a number, not negative".into())
}

fn calls(text: &str) -> Result<Calls, String> {
    number(text, Calls::new)
}

pub(super) fn seconds(text: &str) -> Result<Seconds, String> {
    number(text.trim_end_matches('s'), Seconds::new)
}

fn erlangs(text: &str) -> Result<Erlangs, String> {
    number(text, Erlangs::new)
}

fn minutes(text: &str) -> Result<Minutes, String> {
    let minutes = text.parse().ok().filter(|m| (1..=1440).contains(m));
    minutes.map(Minutes::new).ok_or_else(|| "write whole minutes from 1 to 1440".into())
}

fn fte(text: &str) -> Result<Fte, String> {
    number(text, Fte::new)
}

fn target(text: &str) -> Result<ServiceTarget, String> {
    ServiceTarget::parse(text).ok_or_else(|| "write percent/seconds, such as 80/20".into())
}
