#![allow(clippy::all, clippy::pedantic, missing_docs)]
use std::path::Path;
use wfm::domain::findings::Findings;
use wfm::domain::roster::*;
struct P(std::time::Instant);
impl wfm::domain::progress::Progress for P {
    fn stage(&self, t: &str) {
        println!("{:.1} {t}", self.0.elapsed().as_secs_f64());
    }
    fn gap(&self, o: Option<f64>, b: Option<f64>) {
        println!("{:.1} {o:?} {b:?}", self.0.elapsed().as_secs_f64());
    }
    fn stopped(&self) -> bool {
        false
    }
}
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let secs: f64 = std::env::args().nth(2).map_or(20.0, |s| s.parse().unwrap());
    let d = Path::new(&dir);
    let mut f = Findings::new();
    let centre = wfm::ingest::centre::read(&d.join("centre.toml"), &mut f).expect("centre");
    let agents = wfm::ingest::tables::agents::read(&d.join("agents.csv"), &centre, &mut f);
    let time_off = wfm::ingest::tables::time_off::read(&d.join("time_off.csv"), &centre, &agents, &mut f);
    let r = if d.join("plan/requirement.csv").exists() {
        d.join("plan/requirement.csv")
    } else {
        d.join("requirement.csv")
    };
    let requirement = wfm::ingest::tables::requirement::read(&r, &centre, &mut f);
    use wfm::ingest::tables as t;
    let has = |n: &str| d.join(n).exists();
    let availability = if has("availability.csv") {
        t::availability::read(&d.join("availability.csv"), &agents, &mut f)
    } else {
        vec![]
    };
    let activities = if has("activities.csv") {
        t::activities::read(&d.join("activities.csv"), &centre, &agents, &mut f)
    } else {
        vec![]
    };
    let preferences = if has("preferences.csv") {
        t::preferences::read(&d.join("preferences.csv"), &centre, &agents, &mut f)
    } else {
        vec![]
    };
    let previous = if has("previous.csv") {
        t::roster::read(&d.join("previous.csv"), &centre, &agents, t::roster::RosterUse::Previous, &mut f)
    } else {
        vec![]
    };
    let first_day = centre.zone.day(requirement.rows[0].start);
    let p = RosterProblem {
        centre,
        first_day,
        requirement,
        agents,
        time_off,
        availability,
        activities,
        preferences,
        locked: vec![],
        previous,
    };
    let l = RosterLimits { time: Some(std::time::Duration::from_secs_f64(secs)), ..RosterLimits::default() };
    let o = wfm::roster::solve(&p, &l, &P(std::time::Instant::now())).ok().unwrap();
    println!(
        "{:?} {:.1} {:?} {:?} {:?}",
        o.summary.status, o.summary.objective, o.summary.bound, o.summary.gap, o.summary.timing
    );
}
