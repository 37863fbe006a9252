//! What was typed for taking a roster to other programs.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use crate::domain::kpi::Cadence;
use crate::pipeline::export::ExportForm;

/// `wfm export`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ExportArgs {
    /// What to make
    #[arg(value_enum, value_name = "FORM")]
    pub(in crate::cli) form: Form,
    /// A centre directory that was planned; each file below takes the place of its own
    pub(in crate::cli) dir: Option<PathBuf>,
    /// centre.toml
    #[arg(long, value_name = "FILE", required_unless_present = "dir")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// agents.csv
    #[arg(long, value_name = "FILE", required_unless_present = "dir")]
    pub(in crate::cli) agents: Option<PathBuf>,
    /// roster.csv
    #[arg(long, value_name = "FILE", required_unless_present = "dir")]
    pub(in crate::cli) roster: Option<PathBuf>,
    /// requirement.csv: the coverage in the workbook
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) requirement: Option<PathBuf>,
    /// time_off.csv: leave in the workbook and on the payroll
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) time_off: Option<PathBuf>,
    /// special_days.csv; the one beside the config when there is one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) special_days: Option<PathBuf>,
    /// First day of the first week; that of the plan, or the Monday of the roster's first day, when absent
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) week: Option<NaiveDate>,
    /// ics: what people have already, as a folder of calendars or a roster.csv; the calendars that -o names when absent
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) published: Option<PathBuf>,
    /// genesys: ids.csv with kind,name,id: the user id of each agent and the code of each activity
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) ids: Option<PathBuf>,
    /// payroll: one row for each agent and this
    #[arg(long, value_enum, default_value_t = PaidBy::Day, value_name = "PERIOD")]
    pub(in crate::cli) by: PaidBy,
    /// payroll: first day of shifts
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<NaiveDate>,
    /// payroll: last day of shifts
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: Option<NaiveDate>,
    /// The file, or for ics and parquet the folder, that is made
    #[arg(short, long, value_name = "PATH")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// What can be made of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Form {
    /// A workbook to print: agents by day, a sheet a team, coverage and charts
    Xlsx,
    /// Calendars of agents and teams, with what changed since they were published
    Ics,
    /// Paid hours by kind: normal, night, overtime, holiday
    Payroll,
    /// A schedule for the import of Genesys Cloud
    Genesys,
    /// Tables with types for analysts
    Parquet,
}

impl From<Form> for ExportForm {
    fn from(form: Form) -> Self {
        match form {
            Form::Xlsx => Self::Xlsx,
            Form::Ics => Self::Ics,
            Form::Payroll => Self::Payroll,
            Form::Genesys => Self::Genesys,
            Form::Parquet => Self::Parquet,
        }
    }
}

/// The periods of a payroll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PaidBy {
    /// The local day on which a shift starts
    Day,
    /// An ISO week, from Monday
    Week,
    /// A calendar month
    Month,
    /// All days asked for together
    Whole,
}

impl From<PaidBy> for Cadence {
    fn from(by: PaidBy) -> Self {
        match by {
            PaidBy::Day => Self::Day,
            PaidBy::Week => Self::Week,
            PaidBy::Month => Self::Month,
            PaidBy::Whole => Self::Whole,
        }
    }
}
