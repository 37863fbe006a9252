//! Service levels over a day or week: the true optimum of a tiny centre by looking at every roster, and what the engine makes.

use wfm::check::check;
use wfm::domain::centre::ServicePeriod;
use wfm::domain::codes::Code;
use wfm::domain::people::RosterRow;
use wfm::domain::roster::RosterProblem;
use wfm::domain::series::ServiceCurve;
use wfm::domain::units::{Calls, Heads, Minutes, ServiceTarget};

use super::optimum::{tiny, weeks};
use super::small::{Small, solve, solved};

/// The tiny centre with a day or two of work for each agent and these calls in time by agents, times the calls of the row.
fn centre(period: ServicePeriod, calls: [f64; 3], target: &str, shares: &[(u32, f64)]) -> Small {
    let mut small = tiny([1, 1, 1]);
    let contract = small.contract("full");
    contract.days_per_week = (1, 2);
    contract.weekly = (Minutes::new(0), Minutes::new(16 * 60));
    let centre = &mut small.problem.centre;
    centre.objective.service = period;
    centre.queues[0].service_level = ServiceTarget::parse(target);
    let (first, zone) = (small.problem.first_day, centre.zone);
    let curve = |row: &wfm::domain::series::RequirementRow| {
        let day = usize::try_from((zone.day(row.start) - first).num_days()).expect("in the week");
        let offered = calls[day];
        ServiceCurve {
            start: row.start,
            queue: row.queue.clone(),
            offered: Calls::new(offered).expect("calls"),
            points: shares.iter().map(|(agents, share)| (*agents, share * offered)).collect(),
        }
    };
    small.problem.curves = small.problem.requirement.rows.iter().map(curve).collect();
    small
}

/// The least objective of all legal rosters, and the fewest paid hours of those that miss no call.
fn optimum(problem: &RosterProblem) -> (f64, f64) {
    let (ann, bob) = (weeks(problem, 0), weeks(problem, 1));
    assert_eq!((ann.len(), bob.len()), (60, 60));
    let (mut least, mut hours) = (f64::INFINITY, f64::INFINITY);
    // the two are interchangeable: one order of each pair of weeks is enough
    for (a, b) in ann.iter().enumerate().flat_map(|(i, a)| bob.iter().skip(i).map(move |b| (a, b))) {
        let rows: Vec<RosterRow> = a.iter().chain(b).cloned().collect();
        let report = check(problem, &rows, None);
        least = least.min(report.terms.total());
        if report.terms.missed_calls <= 0.0 {
            hours = hours.min(report.paid_hours);
        }
    }
    (least, hours)
}

const CONCAVE: [(u32, f64); 3] = [(0, 0.0), (1, 0.7), (2, 1.0)];
const S_SHAPED: [(u32, f64); 4] = [(0, 0.0), (1, 0.2), (2, 0.9), (3, 1.0)];

#[test]
fn the_bound_is_below_and_the_roster_on_concave_curves_at_the_true_optimum() {
    let mut gaps = Vec::new();
    let cases = [
        (ServicePeriod::Day, [10.0, 10.0, 10.0], "60/20", &CONCAVE[..]),
        (ServicePeriod::Day, [20.0, 5.0, 1.0], "50/20", &S_SHAPED),
        (ServicePeriod::Week, [20.0, 5.0, 1.0], "50/20", &CONCAVE),
        (ServicePeriod::Week, [20.0, 5.0, 1.0], "50/20", &S_SHAPED),
    ];
    for (period, calls, target, shares) in cases {
        let small = centre(period, calls, target, shares);
        let (least, hours) = optimum(&small.problem);
        let made = solved(&small);
        let case = format!("{period:?} {calls:?} {target} {shares:?}");
        let bound = made.summary.bound.expect("a bound");
        assert!(bound <= least + 1e-6, "{case}: bound {bound}, optimum {least}");
        assert!(bound <= hours + 1e-6, "{case}: bound {bound}, {hours} h meet the level");
        assert!(made.summary.objective >= least - 1e-6, "{case}: below the optimum");
        if shares == CONCAVE {
            // on S-shaped curves two people must come at once to be of use, and the search, which moves one by one, may miss it
            assert!(made.summary.objective <= least + 1e-6, "{case}: {} for {least}", made.summary.objective);
        }
        gaps.push(made.summary.gap.expect("a gap"));
    }
    assert!(gaps.iter().any(|gap| *gap < 0.15), "a bound that is nowhere near is of no use: {gaps:?}");
}

#[test]
fn a_level_over_the_week_takes_no_more_hours_than_one_by_day() {
    let hours = |period| solved(&centre(period, [20.0, 5.0, 1.0], "50/20", &CONCAVE)).summary.paid_hours;
    assert!(hours(ServicePeriod::Week) < hours(ServicePeriod::Day));
}

#[test]
fn what_nobody_can_reach_is_missed_as_little_as_can_be_and_said() {
    let small = centre(ServicePeriod::Week, [10.0, 10.0, 10.0], "99/20", &S_SHAPED);
    let made = solved(&small);
    assert!((made.summary.objective - optimum(&small.problem).0).abs() < 1e-6);
    assert!(made.findings.has(Code::ServiceMissed));
}

#[test]
fn every_open_interval_keeps_its_fewest_agents() {
    let mut small = centre(ServicePeriod::Week, [0.0, 0.0, 0.0], "80/20", &[(0, 0.0)]);
    small.problem.centre.queues[0].min_agents = Heads::new(1);
    let made = solved(&small);
    assert!((made.summary.objective - optimum(&small.problem).0).abs() < 1e-6);
    assert!(made.summary.days.iter().all(|d| d.covered_hours > 7.0), "{:?}", made.summary.days);
}

#[test]
fn intervals_without_a_curve_keep_their_requirement() {
    let mut small = centre(ServicePeriod::Day, [10.0, 10.0, 10.0], "60/20", &CONCAVE);
    let tuesday = small.date(1);
    let zone = small.problem.centre.zone;
    small.problem.curves.retain(|c| zone.day(c.start) != tuesday);
    let made = solved(&small);
    assert!(made.findings.has(Code::CurvesMissing));
    assert!((made.summary.objective - optimum(&small.problem).0).abs() < 1e-6);
    assert_eq!(made.summary.service.len(), 2);
}

#[test]
fn the_same_work_gives_the_same_roster_for_a_level_too() {
    let small = centre(ServicePeriod::Week, [20.0, 5.0, 1.0], "50/20", &CONCAVE);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
        pool.install(|| solve(&small)).expect("a roster")
    };
    let (one, two) = (on(1), on(2));
    assert_eq!((one.rows, one.summary.bound), (two.rows, two.summary.bound));
}
