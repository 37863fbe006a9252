//! What was typed for the commands on people and shifts.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::Args;

use super::{NoteArgs, duration, share};
use crate::domain::units::Share;

/// When the roster engine stops, and what counts as a finding.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct LimitArgs {
    /// Longest time for a week's roster, after which the best found so far is kept; 60s, or none with --work-limit
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(in crate::cli) time_limit: Option<Duration>,
    /// Stop after this much work instead of time: the same roster on every machine
    #[arg(long, value_name = "N")]
    pub(in crate::cli) work_limit: Option<u64>,
    /// Stop once no roster can be better by more than this share of the cost
    #[arg(long, default_value = "0.01", value_name = "SHARE", value_parser = share)]
    pub(in crate::cli) gap: Share,
    /// Seed of every random choice
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(in crate::cli) seed: u64,
    /// Missing share of the required agent-time above which the roster is a finding (exit 1)
    #[arg(long, default_value = "0.10", value_name = "SHARE", value_parser = share)]
    pub(in crate::cli) fail_on: Share,
}

/// The files that a roster depends on.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct PeopleArgs {
    /// centre.toml
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: PathBuf,
    /// requirement.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) requirement: PathBuf,
    /// agents.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agents: PathBuf,
    /// time_off.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) time_off: Option<PathBuf>,
    /// allowances.csv: how many may be on leave
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) allowances: Option<PathBuf>,
    /// availability.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) availability: Option<PathBuf>,
    /// activities.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) activities: Option<PathBuf>,
    /// preferences.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) preferences: Option<PathBuf>,
    /// Assignments that must stay, as roster rows
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) locked: Option<PathBuf>,
    /// The roster of the days before, for rest and runs of days
    #[arg(long, value_name = "ROSTER")]
    pub(in crate::cli) previous: Option<PathBuf>,
    /// A roster of the same weeks to change as little as possible ([objective] change and change_break are its prices)
    #[arg(long, value_name = "ROSTER")]
    pub(in crate::cli) keep: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// curves.csv of `wfm staff --curves`, for service levels over a day or week; made from the requirement when absent
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) curves: Option<PathBuf>,
    /// First day of the (first) week; the local day of the first requirement row when absent
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) week: Option<NaiveDate>,
}

/// `wfm roster`.
#[derive(Args, Debug)]
pub(in crate::cli) struct RosterArgs {
    #[command(flatten)]
    pub(in crate::cli) people: PeopleArgs,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
    /// Where the roster goes; stdout when absent or `-`
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Where the answers to the wishes go: granted or not, and what stood against them
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) wishes: Option<PathBuf>,
    /// Solve again for a service level by interval, by day and by week, and compare paid hours and service
    #[arg(long)]
    pub(in crate::cli) compare_targets: bool,
    /// A change to compare with, such as agents:part=2; again for another, several joined by commas for one; each is
    /// solved from the roster on with an equal share of the time limit, and one table shows all. Without -o the table takes
    /// the roster's place on stdout
    #[arg(long, value_name = "CHANGE")]
    pub(in crate::cli) what_if: Vec<String>,
    /// Show this agent's page: shifts, wishes and what stood against them, hours, nights and weekends beside the team's
    /// mean; again for another. Without -o it takes the roster's place on stdout
    #[arg(long, value_name = "AGENT")]
    pub(in crate::cli) page: Vec<String>,
    /// Where the claims go: cost, bound, gap, coverage, hours, reasons
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) summary: Option<PathBuf>,
    /// Where the handovers go: who relieves whom, and the minutes they overlap
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) handover_plan: Option<PathBuf>,
    /// Where the standbys go: who can be called in when, by [[standby]]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) standby: Option<PathBuf>,
}

/// `wfm diff`.
#[derive(Args, Debug)]
pub(in crate::cli) struct DiffArgs {
    /// A roster, or with --of the number of a version
    #[arg(value_name = "A")]
    pub(in crate::cli) before: PathBuf,
    /// Another roster of the same days, or with --of the number of a version
    #[arg(value_name = "B")]
    pub(in crate::cli) after: PathBuf,
    /// A centre directory whose versions are compared; its centre.toml, and what the second needs, when not given
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) of: Option<PathBuf>,
    /// centre.toml: times on the centre's clock; needed with --requirement
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// requirement.csv: tell what the change does to coverage as well
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) requirement: Option<PathBuf>,
    /// Where the changed days go as CSV
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// `wfm check`.
#[derive(Args, Debug)]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    pub(in crate::cli) people: PeopleArgs,
    /// The roster to check
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: PathBuf,
    /// The claims to compare with what the check recomputes
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) summary: Option<PathBuf>,
}

/// The heading of what belongs to `--day`; files are else looked for in DIR/days/DATE/, DIR/ and DIR/plan/.
const OF_DAY: &str = "With --day (files: else those in DIR/days/DATE/, DIR/ and DIR/plan/)";

/// `wfm report`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ReportArgs {
    /// A centre directory that was planned
    pub(in crate::cli) dir: PathBuf,
    /// Another roster than DIR/plan/roster.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) note: NoteArgs,
    /// The page of this day for its supervisor instead: calls, net staffing, adherence, why the service was missed, indicators
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) day: Option<NaiveDate>,
    #[command(flatten)]
    pub(in crate::cli) of_day: DayPageArgs,
}

/// What `wfm report --day` takes beside the day.
#[derive(Args, Debug)]
pub(in crate::cli) struct DayPageArgs {
    /// The day as it stood at this moment, the rest of it forecast again
    #[arg(long, value_name = "TIME", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) at: Option<String>,
    /// Call records of the day
    #[arg(long, value_name = "FILE", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) calls: Option<PathBuf>,
    /// Interval counts of the day, in the columns of history.csv
    #[arg(long, value_name = "FILE", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) actuals: Option<PathBuf>,
    /// states.csv
    #[arg(long, value_name = "FILE", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) states: Option<PathBuf>,
    /// exceptions.csv
    #[arg(long, value_name = "FILE", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) exceptions: Option<PathBuf>,
    /// The forecast that the day was planned from
    #[arg(long, value_name = "FILE", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) forecast: Option<PathBuf>,
    /// requirement.csv; made from the forecast when there is none
    #[arg(long, value_name = "FILE", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) requirement: Option<PathBuf>,
    /// Where the page goes; DIR/days/DATE/report.html when absent
    #[arg(short, long, value_name = "FILE", requires = "day", help_heading = OF_DAY)]
    pub(in crate::cli) output: Option<PathBuf>,
}
