//! What was typed for the commands on the day itself.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::Args;

use super::duration;

/// The files that tell what was scheduled and what happened.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct DayArgs {
    /// centre.toml
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: PathBuf,
    /// roster.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: PathBuf,
    /// states.csv: time,agent,state; .gz is read, and - is standard input with --follow
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) states: PathBuf,
    /// exceptions.csv: agent,start,end,as (in or neutral),reason and, where kept, status,decided_by,decided_at
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) exceptions: Option<PathBuf>,
    /// agents.csv, for the teams; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agents: Option<PathBuf>,
    /// Figures of everything up to this moment; the whole period when absent
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) at: Option<String>,
    /// First day of shifts to look at
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<NaiveDate>,
    /// Last day of shifts to look at
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: Option<NaiveDate>,
}

/// `wfm adherence`.
#[derive(Args, Debug)]
pub(in crate::cli) struct AdherenceArgs {
    #[command(flatten)]
    pub(in crate::cli) day: DayArgs,
    /// Where adherence.csv goes; stdout with --format csv
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Keep a board on the terminal while states.csv grows, and tell of every severe case, one line each (as JSON with
    /// --format json); the computer's clock counts, but that of the feed with --until or standard input
    #[arg(long, conflicts_with_all = ["at", "output"])]
    pub(in crate::cli) follow: bool,
    /// Follow a feed that is there already, by its own times, up to this moment
    #[arg(long, value_name = "TIME", requires = "follow")]
    pub(in crate::cli) until: Option<String>,
    /// Out for so long is severe
    #[arg(long, default_value = "5m", value_name = "TIME", value_parser = duration)]
    pub(in crate::cli) severe: Duration,
}
