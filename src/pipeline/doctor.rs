//! `wfm doctor`: what the program can do here, and what a centre directory lacks for a plan.

use std::path::Path;

use super::import::exports_in;
use super::inputs::{InputFiles, Inputs};
use crate::domain::findings::{Failure, Findings};
use crate::domain::time::Zone;
use crate::ingest::{exports, packs};
use crate::outputs::number::count;
use crate::outputs::{PLAN, lock, versions};

/// Facts by name, in order.
pub type Facts = Vec<(&'static str, String)>;

/// Files that a centre may have, and what a plan does not know without each.
const OPTIONAL: [(&str, &str); 9] = [
    ("special_days.csv", "your own special days"),
    ("overrides.csv", "your corrections of the forecast"),
    ("time_off.csv", "leave and sickness"),
    ("allowances.csv", "how many may be on leave"),
    ("availability.csv", "hours at which agents cannot work"),
    ("activities.csv", "trainings and meetings"),
    ("preferences.csv", "wishes"),
    ("locked.csv", "shifts that must stay"),
    ("previous.csv", "rosters of the weeks before, for rest, runs of days, averages and overtime of the month"),
];

/// What is compiled in and what the machine offers.
#[must_use]
pub fn program() -> Facts {
    let solver = match (cfg!(feature = "highs"), cfg!(feature = "microlp")) {
        (true, _) => "HiGHS",
        (false, true) => "microlp (pure Rust, for small cases)",
        (false, false) => "none: built without a solver",
    };
    let zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York"];
    let known = zones.iter().all(|name| Zone::parse(name).is_some());
    let profiles: Vec<&str> = exports::profiles().into_iter().map(|(name, _)| name).collect();
    vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("solver", solver.to_owned()),
        ("threads", rayon::current_num_threads().to_string()),
        ("system", format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("time zones", if known { "compiled in" } else { "missing" }.to_owned()),
        ("zone data", format!("IANA {}", Zone::DATA)),
        ("import profiles", profiles.join(", ")),
        ("holidays", packs::holiday_names().join(", ")),
        ("rule packs", packs::rule_names().join(", ")),
    ]
}

/// What a centre directory has; what is wrong with its files is in the findings, whole.
pub fn centre(dir: &Path) -> (Facts, Findings) {
    let files = InputFiles::of_directory(dir);
    let exports = exports_in(&dir.join("history"));
    let mut facts = vec![
        ("centre", dir.display().to_string()),
        ("files", names(&files)),
        (
            "exports",
            if exports.is_empty() { "none: a plan needs some in history/".into() } else { exports.len().to_string() },
        ),
        ("plan", plan(dir)),
        ("in use", if lock::is_busy(dir) { "yes, by another run" } else { "no" }.to_owned()),
    ];
    let mut findings = Findings::new();
    match Inputs::read(&files, &mut findings) {
        Ok(inputs) => {
            let centre = &inputs.centre;
            facts.push(("time zone", centre.zone.name().to_owned()));
            facts.push(("queues", centre.queues.iter().map(|q| q.id.as_str()).collect::<Vec<_>>().join(", ")));
            facts.push(("agents", inputs.agents.len().to_string()));
            facts.push(("shifts", centre.shifts.len().to_string()));
        }
        Err(Failure::Invalid(found) | Failure::Infeasible(found)) => findings = found,
        Err(Failure::Interrupted) => {}
    }
    let lacks = OPTIONAL.iter().filter(|(name, _)| !dir.join(name).exists());
    let lacks: Vec<String> = lacks.map(|(name, what)| format!("{name} ({what})")).collect();
    facts.push(("could have", if lacks.is_empty() { "everything is there".to_owned() } else { lacks.join(", ") }));
    facts.push(("next", next(dir, exports.is_empty(), &findings)));
    (facts, findings)
}

/// Whether there is a plan, and its versions.
fn plan(dir: &Path) -> String {
    let kept = versions::list(dir).len();
    match (dir.join(PLAN).is_dir(), kept) {
        (false, 0) => "not made yet".to_owned(),
        (false, _) => format!("not there; {} kept", count(kept, "version", "versions")),
        (true, _) if versions::is_edited(dir) => {
            format!("made, and changed by hand since; {} kept", count(kept, "version", "versions"))
        }
        (true, _) => format!("made; {} kept", count(kept, "version", "versions")),
    }
}

/// What to do now.
fn next(dir: &Path, no_exports: bool, findings: &Findings) -> String {
    let shown = dir.display();
    if !dir.is_dir() {
        format!("wfm init {shown} makes a centre to change")
    } else if findings.has_errors() {
        "mend what is listed as errors, then ask again".to_owned()
    } else if no_exports {
        format!("put exports of your telephone system into {}", dir.join("history").display())
    } else if dir.join(PLAN).is_dir() {
        format!("open {}", dir.join(PLAN).join("report.html").display())
    } else {
        format!("wfm plan {shown}")
    }
}

fn names(files: &InputFiles) -> String {
    let there = files.all().into_iter().filter(|path| path.exists());
    there.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect::<Vec<_>>().join(", ")
}
