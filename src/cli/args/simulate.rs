//! What was typed for `wfm simulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// How unplanned absence falls on people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AbsenceKind {
    /// Whole shifts are missed
    Shift,
    /// Single intervals are missed
    Interval,
    /// Everybody is there
    None,
}

/// `wfm simulate`.
#[derive(Args, Debug)]
pub(in crate::cli) struct SimulateArgs {
    /// centre.toml: targets, patience, unplanned shrinkage
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: PathBuf,
    /// forecast.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) forecast: PathBuf,
    /// roster.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: PathBuf,
    /// agents.csv: agents help other queues by their skills, in the order written, when their own has no call waiting; without
    /// it each takes only the calls of the queue that the roster names
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agents: Option<PathBuf>,
    /// The roster of the days before, for shifts that run into the first day
    #[arg(long, value_name = "ROSTER")]
    pub(in crate::cli) previous: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// How often the days are played through
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(in crate::cli) replications: u32,
    /// Seed of every random choice; two rosters with the same seed meet the same calls
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(in crate::cli) seed: u64,
    /// How the queue's unplanned_shrinkage falls on people
    #[arg(long, value_enum, default_value_t = AbsenceKind::Shift, value_name = "KIND")]
    pub(in crate::cli) absence: AbsenceKind,
    /// Where the table goes; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}
