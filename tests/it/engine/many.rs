//! A centre of more than a hundred agents: the frame's days and shifts are handed out, and days are solved and annealed apart.

use wfm::domain::people::Wish;
use wfm::domain::progress::Silent;
use wfm::domain::roster::{RosterLimits, RosterOutcome};

use super::small::{Small, judged};

/// Short weeks, so that each day's program is small; hours that bind, so that parts of a week must agree.
const CENTRE: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 30

[[queue]]
id = "hotline"
hours = "mon-thu 08:00-20:00"

[[contract]]
id = "part"
weekly_hours = [14, 20]
daily_hours = [6, 8]
days_per_week = [2, 3]
max_consecutive_days = 3
min_rest_hours = 11
same_shift_all_week = true

[[shift]]
id = "day"
contracts = ["part"]
start = { from = "08:00", to = "11:00", step = "1h" }
length = { from = "6h30m", to = "8h30m", step = "1h" }
breaks = [{ kind = "meal", minutes = 30, paid = false, window = ["3h", "4h30m"], step = "30m" }]
"#;

/// A hundred and four agents, with leave, trainings, wishes and hours away.
fn centre() -> Small {
    let mut small = Small::of(CENTRE, "2026-11-30");
    for agent in 0..104 {
        small.hire(&format!("agent{agent}"), "", "part", &["hotline"]);
    }
    for day in 0..4 {
        small.need("hotline", day, 480, 6, 30);
        small.need("hotline", day, 660, 12, 53);
        small.need("hotline", day, 1_020, 6, 37);
    }
    small.leave("agent1", 1, 2);
    small.away("agent3", 1, 600, 720);
    small.train("agent4", 2, 720, 780);
    small.train("agent5", 3, 780, 840);
    small.wish("agent6", Wish::DayOff(small.date(3)));
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
}

#[test]
fn agents_who_serve_two_queues_cover_them_nearly_as_well_as_one() {
    let one = made(&weekdays(&["hotline"]), 7, 2);
    let small = weekdays(&["hotline", "desk"]);
    let two = made(&small, 7, 2);
    let breaches = judged(&small, &two);
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    // the same people and the same work: only that one agent missing is a larger share of a smaller queue
    let (one, two) = (one.summary.objective, two.summary.objective);
    assert!(two <= 1.01 * one, "{two} for two queues, {one} for one");
}

#[test]
fn wishes_for_days_that_others_do_not_mind_are_granted_and_cost_nothing() {
    let plain = made(&weekdays(&["hotline"]), 7, 2);
    let mut small = weekdays(&["hotline"]);
    small.problem.centre.objective.preference = 1.0;
    for agent in 0..26 {
        small.wish(&format!("agent{agent}"), Wish::DayOff(small.date(0)));
        small.wish(&format!("agent{}", 103 - agent), Wish::DayOff(small.date(3)));
    }
    let wished = made(&small, 7, 2);
    let breaches = judged(&small, &wished);
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    let unmet = wished.summary.wishes.iter().filter(|wish| !wish.granted).count();
    assert_eq!(unmet, 0, "of {}", wished.summary.wishes.len());
    let (plain, wished) = (plain.summary.objective, wished.summary.objective);
    assert!(wished <= 1.01 * plain, "{wished} with wishes, {plain} without");
}

/// The centre with its calls shared out among these queues, which everybody serves.
fn weekdays(queues: &[&str]) -> Small {
    let desk = "[[queue]]\nid = \"desk\"\nhours = \"mon-thu 08:00-20:00\"\n\n[[contract]]";
    let mut small = Small::of(&CENTRE.replace("[[contract]]", desk), "2026-11-30");
    for agent in 0..104 {
        let mut skills = queues.to_vec();
        skills.rotate_left(agent % queues.len());
        small.hire(&format!("agent{agent}"), "", "part", &skills);
    }
    let parts = u32::try_from(queues.len()).expect("few");
    for day in 0..4 {
        for (part, queue) in (0..parts).zip(queues) {
            let share = |agents: u32| (agents + part) / parts;
            small.need(queue, day, 480, 6, share(22));
            small.need(queue, day, 660, 12, share(41));
            small.need(queue, day, 1_020, 6, share(27));
        }
    }
    small
}
