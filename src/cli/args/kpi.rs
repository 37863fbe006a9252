//! What was typed for `wfm kpi`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::volume::{grid, pair, seconds, zone};
use crate::domain::kpi::Cadence;
use crate::domain::time::Zone;
use crate::domain::units::{Minutes, Seconds};

/// `wfm kpi`.
#[derive(Args, Debug)]
pub(in crate::cli) struct KpiArgs {
    /// Call records: calls.csv with the columns asked,outcome,…, or exports read by a mapping; several files, or again for another
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(in crate::cli) calls: Vec<PathBuf>,
    /// Interval counts, used where there are no call records: history.csv, or an export of counts
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) history: Option<PathBuf>,
    /// states.csv: time,agent,state
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) states: Option<PathBuf>,
    /// roster.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: Option<PathBuf>,
    /// agents.csv, for teams; the one beside the config when there is one
    #[arg(long, value_name = "FILE", requires = "config")]
    pub(in crate::cli) agents: Option<PathBuf>,
    /// Costs: from,to,amount
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) costs: Option<PathBuf>,
    /// Scores of monitored calls: date,agent,score
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) quality: Option<PathBuf>,
    /// Whether calls needed no second contact: date,resolved
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) fcr: Option<PathBuf>,
    /// People by month: month,leavers,fte
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) hr: Option<PathBuf>,
    /// centre.toml: zone, interval, service levels, [kpi]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["time_zone", "interval"])]
    pub(in crate::cli) config: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE", requires = "config")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// Zone of local times without centre.toml, such as Asia/Shanghai
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub(in crate::cli) time_zone: Option<Zone>,
    /// Length of an interval in minutes without centre.toml
    #[arg(long, value_name = "MIN", value_parser = grid)]
    pub(in crate::cli) interval: Option<Minutes>,
    /// The mapping of the call records, by name or path
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) profile: Option<String>,
    /// The column of an export that holds a field
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    pub(in crate::cli) map: Vec<(String, String)>,
    /// A file of targets and definitions over those of the centre
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) targets: Option<PathBuf>,
    /// A definition by name, such as service_level=f1 or asa=all_queue_time; again for another
    #[arg(long, value_name = "ID=NAME")]
    pub(in crate::cli) variant: Vec<String>,
    /// The service level's time in seconds, over that of the queues
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub(in crate::cli) within: Option<Seconds>,
    /// First day
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<NaiveDate>,
    /// Last day, included
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: Option<NaiveDate>,
    /// One period for all indicators instead of each one's own
    #[arg(long, value_enum, value_name = "PERIOD")]
    pub(in crate::cli) by: Option<By>,
    /// Tell why the service level of --day was what it was: the gap to the plan, by cause, in points and calls
    #[arg(long, value_enum, value_name = "ID", requires_all = ["day", "forecast", "config"], conflicts_with_all = ["from", "to", "by"])]
    pub(in crate::cli) explain: Option<Explained>,
    /// The day to explain
    #[arg(long, value_name = "DATE", requires = "explain")]
    pub(in crate::cli) day: Option<NaiveDate>,
    /// forecast.csv that the day was planned from
    #[arg(long, value_name = "FILE", requires = "explain")]
    pub(in crate::cli) forecast: Option<PathBuf>,
    /// requirement.csv of the plan; made from the forecast when absent
    #[arg(long, value_name = "FILE", requires = "explain")]
    pub(in crate::cli) requirement: Option<PathBuf>,
    /// time_off.csv: known absences
    #[arg(long, value_name = "FILE", requires = "explain")]
    pub(in crate::cli) time_off: Option<PathBuf>,
    /// Where the figures go: CSV, or JSON where the name ends in .json
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// The periods that `--by` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum By {
    /// A planning interval
    Interval,
    /// An hour
    Hour,
    /// A local day
    Day,
    /// A week from Monday
    Week,
    /// A calendar month
    Month,
    /// Three calendar months
    Quarter,
}

impl From<By> for Cadence {
    fn from(by: By) -> Self {
        match by {
            By::Interval => Self::Interval,
            By::Hour => Self::Hour,
            By::Day => Self::Day,
            By::Week => Self::Week,
            By::Month => Self::Month,
            By::Quarter => Self::Quarter,
        }
    }
}

/// What `--explain` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Explained {
    /// The service level
    #[value(name = "service_level")]
    ServiceLevel,
}
