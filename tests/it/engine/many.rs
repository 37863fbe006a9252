//! A centre of more than a hundred agents: the frame's days and shifts are handed out, and days are solved and annealed apart.

use wfm::domain::people::Wish;
use wfm::domain::progress::Silent;
use wfm::domain::roster::{RosterLimits, RosterOutcome};
use wfm::domain::units::Heads;

use super::small::{Small, judged};

/// Fourteen of each of the small centre's eight, with leave, trainings, wishes and hours away.
fn centre() -> Small {
    let mut small = Small::week("2026-11-30");
    let first = small.problem.agents.clone();
    for copy in 1..14 {
        for agent in &first {
            let skills: Vec<&str> = agent.skills.iter().map(|q| q.as_str()).collect();
            small.hire(&format!("{}{copy}", agent.id), &agent.team, agent.contract.as_str(), &skills);
        }
    }
    for row in &mut small.problem.requirement.rows {
        row.scheduled = Heads::new(row.scheduled.get() * 13);
    }
    small.leave("ann1", 1, 2);
    small.leave("cem2", 0, 6);
    small.away("bob3", 1, 600, 720);
    small.train("dee4", 2, 600, 660);
    small.train("eva5", 4, 840, 900);
    small.wish("hal6", Wish::DayOff(small.date(3)));
    small
}

fn made(small: &Small, work: u64, threads: usize) -> RosterOutcome {
    let limits = RosterLimits { time: None, work: Some(work), gap: 0.0, ..RosterLimits::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| wfm::roster::solve(&small.problem, &limits, &Silent)).expect("a roster")
}

#[test]
fn many_agents_keep_every_rule_and_the_same_work_gives_the_same_roster() {
    let small = centre();
    let one = made(&small, 7, 1);
    let breaches = judged(&small, &one);
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    let two = made(&small, 7, 2);
    assert!(one.rows == two.rows, "one thread and two make different rosters");
    assert_eq!(one.summary.bound, two.summary.bound);
    let first = made(&small, 1, 2);
    assert!(one.summary.objective < 0.8 * first.summary.objective, "{:?} after {:?}", one.summary, first.summary);
}
