//! The commands on the day itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{NaiveDate, NaiveTime};
use serde_json::Value;

use super::super::args::{
    AdherenceArgs, AttendanceArgs, DayArgs, Format, HandoverArgs, ReportArgs, RequestsArgs, ShowArgs,
};
use super::super::done::Done;
use super::super::printer::Printer;
use super::volume::when;
use crate::domain::adherence::Decision;
use crate::domain::findings::Failure;
use crate::domain::live::{Alert, Board};
use crate::domain::progress::Progress;
use crate::domain::time::{Instant, Zone};
use crate::domain::words;
use crate::outputs::report as page_of_day;
use crate::outputs::table::Table;
use crate::outputs::{adherence as published, attendance as came, handover as sheets, live, requests as asked_for};
use crate::pipeline::adherence::{self, DaySettings, FollowClock, FollowSettings, Watcher};
use crate::pipeline::attendance::{self, AttendanceSettings};
use crate::pipeline::day_report::{self, DayFiles, DayReportSettings};
use crate::pipeline::handover::{self, HandoverSettings};
use crate::pipeline::requests::{self, DecisionSettings, RequestSettings};
use crate::pipeline::target::Target;
use crate::pipeline::volume::When;

fn settings(args: DayArgs) -> Result<DaySettings, Failure> {
    Ok(DaySettings {
        at: args.at.as_deref().map(|at| when("--at", at)).transpose()?,
        config: args.config,
        roster: args.roster,
        states: args.states,
        exceptions: args.exceptions,
        agents: args.agents,
        from: args.from,
        to: args.to,
    })
}

pub(super) fn adherence(args: AdherenceArgs, show: ShowArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    if args.follow {
        return follow(args, show, progress);
    }
    let outcome = adherence::adherence(&settings(args.day)?, &Target::of(args.output))?;
    let (figures, zone) = (&outcome.adherence, outcome.zone);
    let members = vec![
        ("definition", Value::from(figures.definition.as_str())),
        ("about", Value::from(outcome.about.as_str())),
        ("at", figures.at.map_or(Value::Null, |at| zone.rfc3339(at).into())),
        ("teams", rows(&published::teams(figures))),
        ("exceptions", rows(&published::runs(figures, zone))),
    ];
    let answer = Some(published::text(figures, &outcome.about, zone));
    Ok(Done { answer, members, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

/// The page of a day.
pub(super) fn page(args: ReportArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    // There is no page of a day without one.
    let day = args.day.unwrap_or_default();
    let more = args.of_day;
    let settings = DayReportSettings {
        at: more.at.as_deref().map(|at| moment_of(day, at)).transpose()?,
        dir: args.dir,
        day,
        named: DayFiles {
            calls: more.calls,
            actuals: more.actuals,
            states: more.states,
            exceptions: more.exceptions,
            roster: args.roster,
            forecast: more.forecast,
            requirement: more.requirement,
        },
        output: more.output,
    };
    let outcome = day_report::day_report(&settings, progress)?;
    let kilobytes = outcome.bytes.div_ceil(1000);
    let summary = format!("{}\n{} ({kilobytes} kB)\n", page_of_day::day_text(&outcome.report), outcome.path.display());
    let members = vec![
        ("page", Value::from(outcome.path.display().to_string())),
        ("bytes", Value::from(outcome.bytes)),
        ("day", Value::from(day.to_string())),
        ("at", outcome.report.at.map_or(Value::Null, |at| outcome.report.zone.rfc3339(at).into())),
        ("lacks", Value::from(outcome.report.lacks())),
    ];
    Ok(Done { summary, members, findings: outcome.findings, ..Done::default() })
}

/// A moment, or a time of the day's own clock such as 12:00.
fn moment_of(day: NaiveDate, text: &str) -> Result<When, Failure> {
    match NaiveTime::parse_from_str(text, "%H:%M") {
        Ok(clock) => Ok(When::Wall(day.and_time(clock))),
        Err(_) => when("--at", text),
    }
}

/// The rows of a table as a member of the JSON document.
fn rows(table: &Table) -> Value {
    let document = serde_json::from_str::<Value>(&table.json("")).unwrap_or_default();
    document["rows"].clone()
}

pub(super) fn attendance(args: AttendanceArgs) -> Result<Done, Failure> {
    let AttendanceArgs { day, time_off, output, absences, hours } = args;
    let settings = AttendanceSettings { day: settings(day)?, time_off, absences, hours };
    let outcome = attendance::attendance(&settings, &Target::of(output))?;
    let figures = &outcome.attendance;
    let members = vec![("absences", rows(&came::absences(figures))), ("hours", rows(&came::months(figures)))];
    let answer = Some(came::text(figures));
    Ok(Done { answer, members, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

pub(super) fn handover(args: HandoverArgs) -> Result<Done, Failure> {
    let HandoverArgs { config, roster, day, agents, requirement, items, output, html } = args;
    let settings = HandoverSettings { config, roster, day, agents, requirement, items, html };
    let outcome = handover::handover(&settings, &Target::of(output))?;
    let answer = Some(sheets::text(&outcome.sheets, &outcome.names, outcome.zone));
    Ok(Done { answer, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

pub(super) fn requests(args: RequestsArgs) -> Result<Done, Failure> {
    let settings =
        RequestSettings { people: super::people::settings(args.people), roster: args.roster, requests: args.requests };
    let asked = args.approve.map(|id| (id, Decision::Approved)).or(args.refuse.map(|id| (id, Decision::Refused)));
    let outcome = match asked {
        None => requests::list(&settings)?,
        Some((id, decision)) => {
            let made = DecisionSettings {
                id,
                decision,
                by: args.by.unwrap_or_default(),
                at: args.at.as_deref().map_or_else(|| Ok(When::Moment(now().unix())), |at| when("--at", at))?,
                note: args.note,
                roster: args.output,
                time_off: args.time_off_output,
                audit: args.audit,
            };
            requests::decide(&settings, &made)?
        }
    };
    let answer = Some(asked_for::text(&outcome.judged));
    let (summary, table) = (outcome.decided, Some(outcome.table));
    Ok(Done { summary, answer, table, findings: outcome.findings, ..Done::default() })
}

fn follow(args: AdherenceArgs, show: ShowArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let is_own_clock = args.until.is_some() || args.day.states.as_os_str() == "-";
    let until = args.until.as_deref().map(|until| when("--until", until)).transpose()?;
    let severe_s = i64::try_from(args.severe.as_secs()).unwrap_or(i64::MAX);
    let computer = Computer { progress };
    let clock: &dyn FollowClock = if is_own_clock { &FeedClock } else { &computer };
    let mut watcher =
        Terminal { form: show.format, is_screen: Printer::is_screen(), last: String::new(), told: Vec::new() };
    let day = settings(args.day)?;
    let findings = adherence::follow(&day, FollowSettings { until, severe_s }, clock, &mut watcher)?;
    if !watcher.is_screen {
        Printer::stream(&watcher.last);
    }
    Ok(Done { streamed: true, findings, ..Done::default() })
}

/// The feed tells the time, and it is all there.
struct FeedClock;

impl FollowClock for FeedClock {
    fn now(&self) -> Option<Instant> {
        None
    }

    fn wait(&self) -> bool {
        false
    }
}

/// The computer tells the time; the feed grows until the user stops.
struct Computer<'p> {
    progress: &'p dyn Progress,
}

impl FollowClock for Computer<'_> {
    fn now(&self) -> Option<Instant> {
        Some(now())
    }

    fn wait(&self) -> bool {
        std::thread::sleep(Duration::from_secs(1));
        !self.progress.stopped()
    }
}

/// What the computer's clock shows.
pub(super) fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Alerts kept below the board on a screen.
const ALERTS_SHOWN: usize = 8;

/// A screen is drawn anew; a file or a pipe gets each alert as a line, and the last board at the end.
struct Terminal {
    form: Format,
    is_screen: bool,
    last: String,
    told: Vec<String>,
}

impl Watcher for Terminal {
    fn board(&mut self, board: &Board, zone: Zone) -> bool {
        if self.form == Format::Json {
            self.last = live::board_line(board, zone);
            return true;
        }
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        self.last = words::lines(&live::board(board, zone, self.is_screen && !plain));
        let alerts = self.told.concat();
        !self.is_screen || Printer::stream(&format!("\u{1b}[2J\u{1b}[H{}\n{alerts}", self.last))
    }

    fn alert(&mut self, alert: &Alert, zone: Zone) -> bool {
        if self.form == Format::Json {
            return Printer::stream(&live::alert_line(alert, zone));
        }
        let line = words::lines(&live::alert(alert, zone));
        if !self.is_screen {
            return Printer::stream(&line);
        }
        if self.told.len() == ALERTS_SHOWN {
            self.told.remove(0);
        }
        self.told.push(line);
        true
    }
}
