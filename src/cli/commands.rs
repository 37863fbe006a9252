//! One function a command: what was typed becomes settings of the library, its outcome becomes what is printed.

mod day;
mod export;
mod intraday;
mod kpi;
mod man;
mod people;
mod simulate;
mod versions;
mod volume;

use std::path::Path;

use serde_json::{Map, Value};

use super::args::{Command, InitArgs, LimitArgs, PlanArgs, ShowArgs};
use super::done::Done;
use super::printer::Printer;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding};
use crate::domain::plan::Plan;
use crate::domain::progress::Progress;
use crate::domain::roster::RosterLimits;
use crate::domain::words;
use crate::ingest::packs;
use crate::outputs::text;
use crate::pipeline::{self, PlanSettings, doctor};

/// Runs a command.
pub(super) fn run(command: Command, show: ShowArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    match command {
        Command::Init(args) => init(&args),
        Command::Plan(args) => plan(&args, progress),
        Command::Import(args) => volume::import(args, progress),
        Command::Forecast(args) => volume::forecast(args),
        Command::Backtest(args) => volume::backtest(args, progress),
        Command::Staff(args) => volume::staff(args, progress),
        Command::Patience(args) => volume::patience(args),
        Command::Erlang(args) => volume::erlang(args),
        Command::Roster(args) => people::roster(args, progress),
        Command::Check(args) => people::check(args),
        Command::Simulate(args) => simulate::simulate(args, progress),
        Command::Adherence(args) => day::adherence(args, show, progress),
        Command::Attendance(args) => day::attendance(args),
        Command::Handover(args) => day::handover(args),
        Command::Requests(args) => day::requests(args),
        Command::Intraday(args) => intraday::intraday(*args, progress),
        Command::Diff(args) => people::diff(args),
        Command::Versions(args) => versions::list(&args),
        Command::Undo(args) => versions::undo(args),
        Command::Report(args) => people::report(args, progress),
        Command::Export(args) => export::export(*args),
        Command::Kpi(args) => kpi::kpi(*args),
        Command::Explain { code } => explain(&code),
        Command::Doctor { dir } => Ok(diagnose(dir.as_deref())),
        Command::Completions { shell } => completions(shell),
        Command::Man(args) => man::write(&args.dir),
    }
}

fn init(args: &InitArgs) -> Result<Done, Failure> {
    let files = pipeline::demo::init(&args.dir, args.seed)?;
    let dir = args.dir.display();
    let list = files.join("\n  ");
    let summary = format!("A made-up centre in {dir}:\n  {list}\nEdit centre.toml as you like, then: wfm plan {dir}\n");
    Ok(Done { summary, members: vec![("files", Value::from(files))], ..Done::default() })
}

/// The files that a plan folder may hold, and what each is for.
const PLAN_FILES: [(&str, &str); 13] = [
    ("report.html", "everything on one page, for the wall"),
    ("roster.xlsx", "the week by agent and day, and the coverage"),
    ("ics/", "a calendar for every agent and every team, with what changed since the last ones"),
    ("agents/", "a page for every agent: shifts, wishes and what stood against them, nights and weekends"),
    ("wishes.csv", "what became of each wish"),
    ("handover.csv", "who relieves whom"),
    ("handover.html", "a sheet to sign for each change of shift"),
    ("standby.csv", "who can be called in when"),
    ("roster.csv", "the roster, with roster.json for its cost, bound and reasons"),
    ("requirement.csv", "the agents that every interval needs"),
    ("curves.csv", "what service more or fewer agents give in each interval"),
    ("forecast.csv", "the calls expected, with history.csv and accuracy.csv behind it"),
    ("what_if.json", "the variants beside the plan"),
];

fn plan(args: &PlanArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let settings = PlanSettings {
        week: args.week,
        weeks: usize::from(args.weeks),
        limits: limits(&args.limits),
        keep: args.keep.clone(),
        what_if: args.what_if.clone(),
        note: versions::note(args.note.clone()),
    };
    let outcome = pipeline::plan(&args.dir, &settings, progress)?;
    let mut done = of_plan(&outcome.plan, &outcome.folder);
    done.interrupted = outcome.interrupted;
    Ok(done)
}

/// The end of a plan, and of a report made again: three things to know, and where the files are.
fn of_plan(plan: &Plan, folder: &Path) -> Done {
    let mut findings = plan.findings.clone();
    findings.extend(plan.breaches.clone());
    let written: Vec<_> = PLAN_FILES.into_iter().filter(|(name, _)| folder.join(name).exists()).collect();
    Done {
        summary: text::plan(plan, folder, &written),
        members: vec![
            ("folder", Value::from(folder.display().to_string())),
            ("first_day", Value::from(plan.first_day.to_string())),
            ("weeks", Value::from(plan.weeks)),
        ],
        findings,
        ..Done::default()
    }
}

fn limits(args: &LimitArgs) -> RosterLimits {
    RosterLimits {
        // Work is counted where the same roster is wanted on every machine: then a clock that nobody asked for must not decide.
        time: args.time_limit.or_else(|| if args.work_limit.is_some() { None } else { RosterLimits::default().time }),
        work: args.work_limit,
        gap: args.gap.get(),
        seed: args.seed,
        fail_on: args.fail_on.get(),
    }
}

fn explain(text: &str) -> Result<Done, Failure> {
    if let Some(name) = text.strip_prefix(packs::BUILTIN) {
        return explain_pack(text, packs::rules(name));
    }
    if let Some(code) = Code::parse(text) {
        let members = vec![("code", Value::from(code.as_str())), ("page", Value::from(code.page()))];
        return Ok(Done { answer: Some(words::page(code)), members, ..Done::default() });
    }
    let near: Vec<&str> = nearest(text).into_iter().map(Code::as_str).collect();
    let finding = Finding::new(Code::OptionInvalid, format!("there is no finding {text:?}"));
    Err(finding.hint(format!("maybe {}", near.join(", "))).into())
}

fn explain_pack(name: &str, text: Option<&str>) -> Result<Done, Failure> {
    let Some(text) = text else {
        let shipped: Vec<String> = packs::rule_names().iter().map(|name| format!("{}{name}", packs::BUILTIN)).collect();
        let finding = Finding::new(Code::OptionInvalid, format!("there is no rule pack {name:?}"));
        return Err(finding.hint(format!("shipped: {}", shipped.join(", "))).into());
    };
    let members = vec![("pack", Value::from(name)), ("page", Value::from(text))];
    Ok(Done { answer: Some(text.to_owned()), members, ..Done::default() })
}

/// The three codes most like a text: those that share the most leading characters, then the nearest numbers.
fn nearest(text: &str) -> Vec<Code> {
    // A letter O or I among the digits is the likeliest slip.
    let text = text.trim().to_ascii_uppercase();
    let text: String = text
        .char_indices()
        .map(|(at, c)| match c {
            'O' if at > 0 => '0',
            'I' if at > 0 => '1',
            other => other,
        })
        .collect();
    let number = |code: &str| code.get(1..).and_then(|digits| digits.parse::<i64>().ok());
    let asked = number(&text).unwrap_or_default();
    let mut codes: Vec<Code> = Code::ALL.to_vec();
    codes.sort_by_key(|code| {
        let shared = code.as_str().chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
        (std::cmp::Reverse(shared), number(code.as_str()).unwrap_or_default().abs_diff(asked), code.as_str())
    });
    codes.truncate(3);
    codes
}

fn diagnose(dir: Option<&Path>) -> Done {
    let mut facts = doctor::program();
    let mut done = Done::default();
    if let Some(dir) = dir {
        let (centre, findings) = doctor::centre(dir);
        facts.extend(centre);
        done.findings = findings;
    }
    let lines: Vec<String> = facts.iter().map(|(name, value)| format!("{name:<16} {value}")).collect();
    done.answer = Some(lines.join("\n") + "\n");
    let object: Map<String, Value> =
        facts.into_iter().map(|(name, value)| (name.replace(' ', "_"), value.into())).collect();
    done.members = vec![("doctor", Value::Object(object))];
    done
}

fn completions(shell: clap_complete::Shell) -> Result<Done, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::args::command(&[]), "wfm", &mut script);
    Printer::text(&String::from_utf8_lossy(&script)).map(|()| Done::default())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_unknown_code_names_its_neighbours() {
        let near: Vec<&str> = nearest("u1o4").into_iter().map(Code::as_str).collect();
        assert_eq!(near.first(), Some(&"U104"));
        assert_eq!(nearest("U999").first().map(|c| c.as_str().starts_with('U')), Some(true));
        assert!(!nearest("客").is_empty());
    }

    #[test]
    fn a_clock_that_nobody_asked_for_gives_way_to_a_work_limit() {
        let share = |v| crate::domain::units::Share::new(v).expect("share");
        let minute = Some(Duration::from_secs(60));
        let time = |time_limit, work_limit| {
            limits(&LimitArgs { time_limit, work_limit, gap: share(0.01), seed: 1, fail_on: share(0.1) }).time
        };
        assert_eq!(time(None, None), minute);
        assert_eq!(time(None, Some(5)), None);
        assert_eq!(time(minute, Some(5)), minute);
    }
}
