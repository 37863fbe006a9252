//! What was typed for the commands on the day itself.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::Args;

use super::{PeopleArgs, duration};

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

/// `wfm attendance`.
#[derive(Args, Debug)]
pub(in crate::cli) struct AttendanceArgs {
    #[command(flatten)]
    pub(in crate::cli) day: DayArgs,
    /// time_off.csv: why people are away
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) time_off: Option<PathBuf>,
    /// Where attendance.csv goes: one row for each team's day
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Where the absences go, by day, team and kind
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) absences: Option<PathBuf>,
    /// Where the hours go, by month and agent: overtime, night, holidays
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) hours: Option<PathBuf>,
}

/// `wfm handover`.
#[derive(Args, Debug)]
pub(in crate::cli) struct HandoverArgs {
    /// centre.toml
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: PathBuf,
    /// roster.csv
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: PathBuf,
    /// The day whose changes of shift are wanted; all when absent
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) day: Option<NaiveDate>,
    /// agents.csv, for the names; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agents: Option<PathBuf>,
    /// requirement.csv: when a post is staffed; where the roster has work when absent
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) requirement: Option<PathBuf>,
    /// open_items.csv: queue,item,since,owner
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) items: Option<PathBuf>,
    /// Where the table goes
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Where the page to print and sign goes
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) html: Option<PathBuf>,
}

/// `wfm requests`.
#[derive(Args, Debug)]
pub(in crate::cli) struct RequestsArgs {
    #[command(flatten)]
    pub(in crate::cli) people: PeopleArgs,
    /// The roster that the requests are about
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) roster: PathBuf,
    /// requests.csv: id,kind (swap, cover, leave),agent,day,until,with,with_day,leave_kind,reason,state
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) requests: PathBuf,
    /// Approve this request, where the checker finds nothing against it
    #[arg(long, value_name = "ID", conflicts_with = "refuse", requires = "by")]
    pub(in crate::cli) approve: Option<String>,
    /// Refuse this request
    #[arg(long, value_name = "ID", requires = "by")]
    pub(in crate::cli) refuse: Option<String>,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) by: Option<String>,
    /// When it was decided; now when absent
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) at: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(in crate::cli) note: String,
    /// Where the roster with an approved request goes; the old one stays as it is
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Where time_off.csv with an approved leave goes
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) time_off_output: Option<PathBuf>,
    /// The trail of decisions, to which a line is added; requests_audit.csv beside the requests when absent
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) audit: Option<PathBuf>,
}
