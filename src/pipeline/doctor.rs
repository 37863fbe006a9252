//! `wfm doctor`: what the program can do here, and what a centre directory lacks for a plan.

use std::path::Path;

use super::import::exports_in;
use super::inputs::{InputFiles, Inputs};
use crate::domain::findings::{Failure, Findings};
use crate::domain::time::Zone;
use crate::ingest::{exports, packs};

/// Facts by name, in order.
pub type Facts = Vec<(&'static str, String)>;

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
        ("time zones", if known { "compiled in" } else { "missing" }.to_owned()),
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
        ("plan", if dir.join("plan").is_dir() { "made".into() } else { "not made yet".to_owned() }),
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
    (facts, findings)
}

fn names(files: &InputFiles) -> String {
    let there = files.all().into_iter().filter(|path| path.exists());
    there.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect::<Vec<_>>().join(", ")
}
