//! What was typed for `wfm intraday`.

use std::path::PathBuf;

use clap::Args;

/// `wfm intraday`.
#[derive(Args, Debug)]
pub(in crate::cli) struct IntradayArgs {
    /// centre.toml
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: PathBuf,
    /// history.csv with the intervals of today that are over
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) history: PathBuf,
    /// roster.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: PathBuf,
    /// The moment: the rest of its local day is planned
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) now: String,
    /// agents.csv; the one beside the config when absent
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agents: Option<PathBuf>,
    /// states.csv: who is really there; without it everybody is taken to be, less the unplanned shrinkage
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) states: Option<PathBuf>,
    /// time_off.csv with the absences known by now
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) time_off: Option<PathBuf>,
    /// availability.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) availability: Option<PathBuf>,
    /// activities.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) activities: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// overrides.csv: corrections of the forecast
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) overrides: Option<PathBuf>,
    /// standby.csv: who can be called in
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) standby: Option<PathBuf>,
    /// The roster of the days before, for rest
    #[arg(long, value_name = "ROSTER")]
    pub(in crate::cli) previous: Option<PathBuf>,
    /// Most agents whose day may change; 0 only looks
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(in crate::cli) max_changes: u32,
    /// Where the new version of the roster goes; the old one stays as it is
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Where the net staffing goes, by interval and queue
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) intervals: Option<PathBuf>,
}
