//! What was typed: plain records, one a command. Nothing is opened and nothing is decided here; `commands` does that.

mod day;
mod export;
mod intraday;
mod kpi;
mod roster;
mod simulate;
mod versions;
mod volume;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub(super) use day::{AdherenceArgs, AttendanceArgs, DayArgs, HandoverArgs, RequestsArgs};
pub(super) use export::ExportArgs;
pub(super) use intraday::IntradayArgs;
pub(super) use kpi::KpiArgs;
pub(super) use roster::{CheckArgs, DiffArgs, LimitArgs, PeopleArgs, ReportArgs, RosterArgs};
pub(super) use simulate::{AbsenceKind, SimulateArgs};
pub(super) use versions::{ManArgs, NoteArgs, UndoArgs, VersionsArgs};
pub(super) use volume::{
    BacktestArgs, CountKind, ErlangArgs, ErlangModel, ForecastArgs, ImportArgs, ImportKind, LoadKind, PatienceArgs,
    SkillSource, StaffArgs,
};

use crate::domain::units::Share;

const ABOUT: &str = "Contact-centre workforce management: history exports in, a checked weekly roster out";
const MAP: &str = "\
Examples:
  wfm init demo && wfm plan demo     a made-up centre, and its next week planned
  wfm doctor demo                    what this program can do here, and what a centre lacks
  wfm explain U101                   what a finding means and what to do

Exit codes: 0 good · 1 done, but with findings to act on · 2 invalid input, settings or usage · 3 rules that cannot hold
together, or no roster within the limits · 70 a bug of ours · 130 interrupted";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "wfm", version, about = ABOUT, after_help = MAP, max_term_width = 110)]
pub(super) struct Typed {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) show: ShowArgs,
}

/// How results and findings are shown.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(super) struct ShowArgs {
    /// What goes to stdout: data as the command writes them, or one JSON document with the findings in it, or CSV
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, value_name = "FORM", display_order = 900)]
    pub(super) format: Format,
    /// Say only what is wrong
    #[arg(short, long, global = true, display_order = 901)]
    pub(super) quiet: bool,
    /// Language of messages, reports and workbooks; that of LC_ALL, LC_MESSAGES or LANG when absent, else English
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE", display_order = 902)]
    pub(super) lang: Option<Tongue>,
}

/// The languages that can be asked for. [`crate::lang::Language::choose`] reads the option, for the help has a language too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Tongue {
    /// English
    En,
    /// Simplified Chinese
    Zh,
}

/// The forms of stdout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Data on stdout, sentences and tables for people on stderr
    #[default]
    Text,
    /// One document on stdout: schema, findings and the data
    Json,
    /// Data on stdout as CSV, findings on stderr
    Csv,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a demo centre with made-up exports, ready to plan
    #[command(after_help = "Example:\n  wfm init demo")]
    Init(InitArgs),
    /// The main job: exports → history → forecast → staffing → roster → check, into DIR/plan/
    #[command(after_help = "Example:\n  wfm plan demo --week 2026-12-07 --weeks 2 --time-limit 60s")]
    Plan(PlanArgs),
    /// Read exports of telephone systems into one history.csv
    #[command(
        after_help = "Examples:\n  wfm import calls_1999-01.csv.gz --config centre.toml -o history.csv\n  wfm import --describe report.xlsx\n  wfm import monthly.csv --time-zone Europe/Berlin --spread profile.csv -o history.csv\n  wfm import schedule.csv --kind states --time-zone America/New_York -o states.csv"
    )]
    Import(ImportArgs),
    /// Forecast calls and handle time for every open interval
    #[command(
        after_help = "Example:\n  wfm forecast history.csv --start 2026-12-07 --weeks 1 --config centre.toml -o forecast.csv"
    )]
    Forecast(ForecastArgs),
    /// The accuracy of every forecasting method on your own data, the chosen one marked
    #[command(after_help = "Example:\n  wfm backtest history.csv --config centre.toml --origins 6 --weeks 1")]
    Backtest(BacktestArgs),
    /// Turn a forecast into the agents that each interval needs
    #[command(
        after_help = "Example:\n  wfm staff forecast.csv --config centre.toml -o requirement.csv\n  wfm staff forecast.csv --config centre.toml --why '2026-12-07 10:30'\n  wfm staff forecast.csv --config centre.toml --skills agents.csv --service service.csv -o skill_groups.csv"
    )]
    Staff(StaffArgs),
    /// How long callers wait before they hang up, from the call records of a centre
    #[command(after_help = "Example:\n  wfm patience my-centre -o patience.csv --plot patience.svg")]
    Patience(PatienceArgs),
    /// Ask one Erlang question, or answer a file of them
    #[command(
        after_help = "Examples:\n  wfm erlang c --calls 120 --interval 30 --aht 240 --target 80/20\n  wfm erlang a --calls 120 --interval 30 --aht 240 --target 80/20 --patience 180\n  wfm erlang b --load 12.5 --blocking 0.01\n  wfm erlang --cases cases.csv -o answers.csv"
    )]
    Erlang(ErlangArgs),
    /// Make the roster: legal shifts and weeks for named agents, with a proven bound on what could be better
    #[command(
        after_help = "Examples:\n  wfm roster --config centre.toml --requirement requirement.csv --agents agents.csv -o roster.csv --summary roster.json\n  … --keep roster.csv -o again.csv\n  … --what-if agents:part=2 --what-if 'starts:day=05:00,hours:full=+2h' --what-if window:day.meal=-30m..+30m"
    )]
    Roster(RosterArgs),
    /// Check a roster against every rule, independently of what made it
    #[command(
        after_help = "Example:\n  wfm check --config centre.toml --agents agents.csv --requirement requirement.csv --roster roster.csv --summary roster.json"
    )]
    Check(CheckArgs),
    /// Play a roster through call by call: the service it really gives, beside what the formulas promise
    #[command(
        after_help = "Example:\n  wfm simulate --config centre.toml --forecast forecast.csv --roster roster.csv --agents agents.csv -o simulation.csv"
    )]
    Simulate(SimulateArgs),
    /// Compare a roster with what agents did: adherence, lateness, breaks, work outside the shift
    #[command(
        after_help = "Examples:\n  wfm adherence --config centre.toml --roster roster.csv --states states.csv -o adherence.csv\n  … --at '2026-12-07 10:30'\n  … --follow                 a live board while states.csv grows\n  … --follow --states -      a feed on standard input; its own times are the clock"
    )]
    Adherence(AdherenceArgs),
    /// Who came and who did not: attendance by team, lateness, absence by kind, hours of the month beside their limits
    #[command(
        after_help = "Example:\n  wfm attendance --config centre.toml --roster roster.csv --states states.csv --time-off time_off.csv -o attendance.csv --hours hours.csv"
    )]
    Attendance(AttendanceArgs),
    /// Sheets for each change of shift: who leaves, who takes over, what is open, two signatures
    #[command(
        after_help = "Example:\n  wfm handover --config centre.toml --roster roster.csv --day 2026-12-07 --html handover.html"
    )]
    Handover(HandoverArgs),
    /// Requests for swaps and leave: put to the checker, approved into a new roster or refused, with a trail
    #[command(
        after_help = "Examples:\n  wfm requests --config centre.toml --agents agents.csv --requirement requirement.csv --roster roster.csv --requests requests.csv\n  … --approve 17 --by lead -o roster_2.csv\n  … --refuse 18 --by lead --note 'too few that day'"
    )]
    Requests(RequestsArgs),
    /// Plan the rest of a day again: what is still to come, who is really there, and the few changes worth making
    #[command(
        after_help = "Examples:\n  wfm intraday --config centre.toml --history history.csv --roster roster.csv --now '2026-12-07 10:30' --states states.csv -o roster_2.csv\n  wfm diff roster.csv roster_2.csv"
    )]
    Intraday(Box<IntradayArgs>),
    /// Tell what differs between two rosters, by agent and day
    #[command(
        after_help = "Examples:\n  wfm diff old.csv new.csv\n  wfm diff 1 2 --of demo\n  wfm diff old.csv new.csv --config centre.toml --requirement requirement.csv --format json"
    )]
    Diff(DiffArgs),
    /// List the versions of a centre's plan: who made each, when and why
    #[command(after_help = "Example:\n  wfm versions demo")]
    Versions(VersionsArgs),
    /// Put the version of the plan before this one back; again brings this one back
    #[command(after_help = "Examples:\n  wfm undo demo --why 'the forecast was too low'\n  wfm undo demo --to 3")]
    Undo(UndoArgs),
    /// Make the pages of DIR/plan/ again, also after a hand edit of roster.csv; or the page of a day
    #[command(
        after_help = "Examples:\n  wfm report demo\n  wfm report demo --day 2026-10-30              the page of a day for its supervisor\n  wfm report demo --day 2026-10-30 --at 12:00"
    )]
    Report(ReportArgs),
    /// Take a roster to other programs: workbook, calendars, payroll, Genesys Cloud, Parquet
    #[command(
        after_help = "Examples:\n  wfm export payroll demo --by month -o payroll.csv\n  wfm export ics --config centre.toml --agents agents.csv --roster new.csv --published old.csv -o calendars\n  wfm export genesys demo --ids ids.csv -o schedule.json\n  wfm export parquet demo -o tables\n\nAmazon Connect documents no import of schedules: its API for scheduling takes time off only."
    )]
    Export(Box<ExportArgs>),
    /// The 23 indicators of a contact centre from exports, logs and records: value, definition, target, trend
    #[command(
        after_help = "Examples:\n  wfm kpi --calls calls_1999-01.csv.gz --time-zone Asia/Jerusalem --by month\n  wfm kpi --calls calls.csv --states states.csv --roster roster.csv --config centre.toml --from 2026-12-01 --to 2026-12-31 -o kpi.csv\n  wfm kpi --calls calls.csv --variant service_level=f1 --within 30 --format json"
    )]
    Kpi(Box<KpiArgs>),
    /// Print what a finding code means and what to do, or a rule pack
    #[command(after_help = "Examples:\n  wfm explain U101\n  wfm explain builtin:de")]
    Explain {
        /// A code as findings show it, or a shipped rule pack (not legal advice)
        code: String,
    },
    /// Tell what this program can do here, and what a centre lacks
    #[command(after_help = "Example:\n  wfm doctor demo")]
    Doctor {
        /// A centre directory
        dir: Option<PathBuf>,
    },
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  wfm completions bash > /etc/bash_completion.d/wfm")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages, one a command, into a folder
    #[command(after_help = "Example:\n  wfm man man1 && man ./man1/wfm-plan.1")]
    Man(ManArgs),
}

impl Command {
    /// Whether the command draws on the terminal itself, so that no progress line may.
    pub(super) fn draws_itself(&self) -> bool {
        matches!(self, Self::Adherence(args) if args.follow)
    }
}

/// `wfm init`.
#[derive(Args, Debug)]
pub(super) struct InitArgs {
    /// A folder that does not exist yet, or is empty
    pub(super) dir: PathBuf,
    /// Another seed makes another centre
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
}

/// `wfm plan`.
#[derive(Args, Debug)]
pub(super) struct PlanArgs {
    /// The folder with centre.toml, agents.csv and history/
    pub(super) dir: PathBuf,
    /// First day to plan; the first Monday after the last history row when absent
    #[arg(long, value_name = "DATE")]
    pub(super) week: Option<NaiveDate>,
    /// Weeks to plan, each chained to the one before
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=52))]
    pub(super) weeks: u8,
    /// A roster of these weeks to change as little as possible, such as DIR/plan/roster.csv
    #[arg(long, value_name = "ROSTER")]
    pub(super) keep: Option<PathBuf>,
    /// A change to compare with, such as agents:part=2 or starts:day=05:00; again for another, several joined by commas for
    /// one; each starts from the roster and has a share of the time limit
    #[arg(long, value_name = "CHANGE")]
    pub(super) what_if: Vec<String>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) note: NoteArgs,
}

/// The command with what only running code knows: the profiles that `import --help` lists.
pub(super) fn command(profiles: &[(&str, String)]) -> clap::Command {
    let mut help = String::from(
        "FIELD is a column of history.csv (start, queue, offered, answered, abandoned, aht_s), or date, time, end, zone or part.\n\nProfiles:\n",
    );
    for (name, about) in profiles {
        let _ = writeln!(help, "  {name:<12} {about}");
    }
    help.push_str("\nExamples:\n  wfm import calls_1999-01.csv.gz --config centre.toml -o history.csv\n  wfm import --describe export.csv\n");
    Typed::command().mut_subcommand("import", |import| import.after_help(help))
}

/// Reads the arguments; the error carries what to print.
pub(super) fn parse(
    command: clap::Command,
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
) -> Result<Typed, clap::Error> {
    Typed::from_arg_matches(&command.try_get_matches_from(arguments)?)
}

/// `60s`, `2m`, `1h`, or plain seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
    let factor = match unit {
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err("write seconds, minutes or hours, such as 60s, 2m or 1h".into()),
    };
    let seconds = number.trim().parse::<f64>().ok().map(|n| n * factor).filter(|s| *s > 0.0 && *s <= 604_800.0);
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "write a time above 0, such as 60s, 2m or 1h".into())
}

/// A fraction from 0 to 1; `2%` is read as 0.02.
fn share(text: &str) -> Result<Share, String> {
    let text = text.trim();
    let (number, divisor) = text.strip_suffix('%').map_or((text, 1.0), |n| (n.trim(), 100.0));
    let value = number.parse::<f64>().ok().and_then(|n| Share::new(n / divisor));
    value.ok_or_else(|| "write a fraction from 0 to 1, such as 0.01".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Result<Typed, clap::Error> {
        parse(command(&[]), line.split(' ').map(Into::into))
    }

    #[test]
    fn the_definition_holds_together() {
        command(&[("technion", "call records".into())]).debug_assert();
    }

    #[test]
    fn plan_has_the_documented_defaults() {
        let Command::Plan(plan) = typed("wfm plan demo").expect("valid").command else { panic!("not plan") };
        assert_eq!((plan.week, plan.weeks), (None, 1));
        assert_eq!((plan.limits.time_limit, plan.limits.work_limit), (None, None));
        assert_eq!(plan.limits.gap.get().to_bits(), 0.01_f64.to_bits());
    }

    #[test]
    fn options_that_are_out_of_range_are_usage_errors() {
        for line in [
            "wfm plan demo --weeks 0",
            "wfm plan demo --gap 2",
            "wfm plan demo --time-limit never",
            "wfm plan demo --week 2026-02-30",
        ] {
            assert!(typed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn durations_and_shares_read_with_their_units() {
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        assert!(duration("-1s").is_err() && duration("soon").is_err() && duration("nan").is_err());
        assert_eq!(share("2%"), share("0.02"));
        assert!(share("1.5").is_err() && share("nan").is_err());
    }
}
