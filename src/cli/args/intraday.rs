//! What was typed for `wfm intraday`.

use std::path::PathBuf;

use clap::Args;

/// The heading of the files that are read without being named.
const BESIDE: &str = "Read from beside the config where they are there, unless named";

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
    /// states.csv: who is really there; without it everybody is taken to be, less the unplanned shrinkage
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) states: Option<PathBuf>,
    /// standby.csv: who can be called in
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) standby: Option<PathBuf>,
    /// Most agents whose day may change; 0 only looks
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(in crate::cli) max_changes: u32,
    /// Where the new version of the roster goes; the old one stays as it is
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Where the net staffing goes, by interval and queue
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) intervals: Option<PathBuf>,
    /// agents.csv
    #[arg(long, value_name = "FILE", help_heading = BESIDE)]
    pub(in crate::cli) agents: Option<PathBuf>,
    /// time_off.csv with the absences known by now
    #[arg(long, value_name = "FILE", help_heading = BESIDE)]
    pub(in crate::cli) time_off: Option<PathBuf>,
    /// availability.csv
    #[arg(long, value_name = "FILE", help_heading = BESIDE)]
    pub(in crate::cli) availability: Option<PathBuf>,
    /// activities.csv
    #[arg(long, value_name = "FILE", help_heading = BESIDE)]
    pub(in crate::cli) activities: Option<PathBuf>,
    /// locked.csv
    #[arg(long, value_name = "FILE", help_heading = BESIDE)]
    pub(in crate::cli) locked: Option<PathBuf>,
    /// The roster of the days before, for rest: previous.csv
    #[arg(long, value_name = "ROSTER", help_heading = BESIDE)]
    pub(in crate::cli) previous: Option<PathBuf>,
    /// special_days.csv
    #[arg(long, value_name = "FILE", help_heading = BESIDE)]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// overrides.csv: corrections of the forecast
    #[arg(long, value_name = "FILE", help_heading = BESIDE)]
    pub(in crate::cli) overrides: Option<PathBuf>,
}
