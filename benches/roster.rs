//! The roster engine on weeks of 20 to 20,000 agents: `cargo bench --bench roster`.
//!
//! Prints for each week the seconds to the first roster, to the bound, and to within twice, one and a half times and a quarter above
//! the final gap, then cost, bound and gap; every roster is checked by the independent checker. `ROSTER_SECONDS` is the time for each
//! week (60; twice that for the largest), `ROSTER_ONLY` a list such as `D1_n20,D4_n600`. Skips where the weeks are not there: they
//! stand in `../shared/data/roster`.

use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use wfm::domain::findings::Findings;
use wfm::domain::progress::Progress;
use wfm::domain::roster::{RosterLimits, RosterProblem};
use wfm::ingest::tables::{agents, requirement, time_off};

const WEEKS: [&str; 6] = ["D1_n20", "D2_n60", "D3_n150", "D4_n600", "D5_n3000", "D6_n20000"];
/// Gaps to reach, as multiples of the final one.
const MULTIPLES: [f64; 3] = [2.0, 1.5, 1.25];

/// Keeps when which cost was reached.
struct Watch {
    begun: Instant,
    met: Mutex<Vec<(f64, f64)>>,
}

impl Progress for Watch {
    fn stage(&self, _text: &str) {}

    fn gap(&self, objective: Option<f64>, _bound: Option<f64>) {
        if let (Some(objective), Ok(mut met)) = (objective, self.met.lock()) {
            met.push((self.begun.elapsed().as_secs_f64(), objective));
        }
    }

    fn stopped(&self) -> bool {
        false
    }
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/roster");
    if !folder.is_dir() {
        return writeln!(out, "skipped: the weeks are not in ../shared/data/roster");
    }
    let seconds = std::env::var("ROSTER_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(60);
    let only = std::env::var("ROSTER_ONLY").ok();
    let wanted = |week: &str| only.as_ref().is_none_or(|list| list.split(',').any(|w| w.trim() == week));
    writeln!(out, "week         first  bound s  gap×2  ×1.5  ×1.25  seconds      cost     bound     gap")?;
    for week in WEEKS.into_iter().filter(|week| wanted(week)) {
        let time = Duration::from_secs(if week == "D6_n20000" { 2 * seconds } else { seconds });
        writeln!(out, "{week:<10} {}", line(&folder.join(week), time).unwrap_or_else(|why| why))?;
        out.flush()?;
    }
    Ok(())
}

/// One line of the table.
fn line(folder: &Path, time: Duration) -> Result<String, String> {
    let problem = problem(folder)?;
    let watch = Watch { begun: Instant::now(), met: Mutex::default() };
    let limits = RosterLimits { time: Some(time), gap: 0.0, ..RosterLimits::default() };
    let made = wfm::roster::solve(&problem, &limits, &watch).map_err(|e| format!("{e:?}"))?;
    let total = watch.begun.elapsed().as_secs_f64();
    let report = wfm::check::check(&problem, &made.rows, Some(&made.summary));
    if let Some(finding) = report.findings.iter().next() {
        return Err(format!("not legal: {finding}"));
    }
    let summary = &made.summary;
    let (cost, bound) = (summary.objective, summary.bound.unwrap_or(0.0));
    let gap_of = |cost: f64| (cost - bound) / cost.max(1e-9);
    let met = watch.met.into_inner().unwrap_or_default();
    let within = |multiple: f64| {
        let first = met.iter().find(|(_, cost)| gap_of(*cost) <= multiple * gap_of(summary.objective));
        first.map_or_else(|| "–".to_owned(), |(at, _)| format!("{at:.1}"))
    };
    let [two, half, quarter] = MULTIPLES.map(within);
    let (first, bound_s) = (summary.timing.first_roster_s, summary.timing.bound_s);
    let gap = 100.0 * gap_of(cost);
    Ok(format!(
        "{first:>7.2} {bound_s:>8.1} {two:>6} {half:>5} {quarter:>6} {total:>8.1} {cost:>9.1} {bound:>9.1} {gap:>6.1} %"
    ))
}

fn problem(folder: &Path) -> Result<RosterProblem, String> {
    let mut findings = Findings::new();
    let centre = wfm::ingest::centre::read(&folder.join("centre.toml"), &mut findings).ok_or("centre.toml not read")?;
    let agents = agents::read(&folder.join("agents.csv"), &centre, &mut findings);
    let time_off = time_off::read(&folder.join("time_off.csv"), &centre, &agents, &mut findings);
    let requirement = requirement::read(&folder.join("requirement.csv"), &centre, &mut findings);
    let first_day = centre.zone.day(requirement.rows.first().ok_or("no requirement")?.start);
    Ok(RosterProblem {
        centre,
        first_day,
        requirement,
        agents,
        time_off,
        availability: Vec::new(),
        activities: Vec::new(),
        preferences: Vec::new(),
        locked: Vec::new(),
        previous: Vec::new(),
        curves: Vec::new(),
        keep: Vec::new(),
        allowances: Vec::new(),
        start: Vec::new(),
    })
}
