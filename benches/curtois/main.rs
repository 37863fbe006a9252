//! The period engine on the public instances of Curtois & Qu (2014): `cargo bench --bench curtois`.
//!
//! Prints cost, bound, the best known cost, their ratio and the seconds taken, each roster checked by the independent checker.
//! `CURTOIS_SECONDS` is the time for each instance (60), `CURTOIS_ONLY` a list such as `1,2,7`. Skips where the instances are not
//! there: they stand in `../shared/data/rostering`.

mod instance;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use wfm::check::period::check_period;
use wfm::domain::progress::Silent;
use wfm::domain::roster::RosterLimits;
use wfm::roster::period::solve;

/// The instances with the best known cost of each, all of them proven optimal (T. Curtois & R. Qu, "Computational results on
/// new staff scheduling benchmark instances", 2014, and the results kept with the instances).
const BEST_KNOWN: [(u32, f64); 9] = [
    (1, 607.0),
    (2, 828.0),
    (3, 1001.0),
    (4, 1716.0),
    (5, 1143.0),
    (6, 1950.0),
    (7, 1056.0),
    (10, 4631.0),
    (11, 3443.0),
];

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/rostering");
    if !folder.is_dir() {
        return writeln!(out, "skipped: the instances are not in ../shared/data/rostering");
    }
    let seconds = std::env::var("CURTOIS_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(60);
    let only = std::env::var("CURTOIS_ONLY").ok();
    let wanted = |number: u32| only.as_ref().is_none_or(|list| list.split(',').any(|n| n.trim() == number.to_string()));
    writeln!(out, "instance      cost     bound  best known   ratio  seconds  first  bound s")?;
    for (number, best) in BEST_KNOWN.into_iter().filter(|(number, _)| wanted(*number)) {
        let line = line(&folder.join(format!("Instance{number}.txt")), best, Duration::from_secs(seconds));
        writeln!(out, "{number:>8}  {}", line.unwrap_or_else(|why| why))?;
        out.flush()?;
    }
    Ok(())
}

/// One line of the table.
fn line(path: &PathBuf, best: f64, time: Duration) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("not read: {e}"))?;
    let problem = instance::read(&text).map_err(|e| format!("not understood: {e}"))?;
    let limits = RosterLimits { time: Some(time), gap: 0.0, ..RosterLimits::default() };
    let made = solve(&problem, &limits, &Silent).map_err(|e| e.to_string())?;
    let report = check_period(&problem, &made.assignments);
    if let Some(breach) = report.breaches.first() {
        return Err(format!("not legal: {} of {}: {}", breach.rule, breach.person, breach.message));
    }
    if report.terms != made.terms {
        return Err(format!("claims {:?}, costs {:?}", made.terms, report.terms));
    }
    let (cost, bound, timing) = (made.objective, made.bound, made.timing);
    let ratio = cost / best;
    Ok(format!(
        "{cost:>8}  {bound:>8}  {best:>10}  {ratio:>6.4}  {:>7.1}  {:>5.2}  {:>7.2}",
        timing.total_s, timing.first_roster_s, timing.bound_s
    ))
}
