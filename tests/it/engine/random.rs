//! Weeks drawn by lot: whatever the rules and tables say, a roster that is made keeps them.

use chrono::Weekday;

use super::small::{Small, judged, solve};
use wfm::domain::findings::Failure;
use wfm::domain::ids::{AgentId, ContractId};
use wfm::domain::people::Wish;
use wfm::domain::rules::{AverageHours, MaxWeekends, Night, Succession};
use wfm::domain::team::{BreakShare, RolePresence};
use wfm::domain::time::{ClockTime, WEEKDAYS};
use wfm::domain::units::{Heads, Minutes, Share};

const CASES: std::ops::Range<u64> = 0..16;
const AGENTS: [&str; 8] = ["ann", "bob", "cem", "dee", "eva", "fay", "gus", "hal"];
const WEEKS: [&str; 4] = ["2026-11-30", "2026-03-23", "2026-10-19", "2026-12-03"];

/// A small generator, so that a case is its number.
struct Lot(u64);

impl Lot {
    fn below<T: TryFrom<u64> + Default>(&mut self, count: u64) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        T::try_from((self.0 >> 33) % count.max(1)).unwrap_or_default()
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below::<u64>(count) == 0
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below::<usize>(from.len() as u64)]
    }
}

pub(super) fn week(case: u64) -> Small {
    let mut lot = Lot(case.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for _ in 0..8 {
        lot.below::<u64>(2);
    }
    let mut small = Small::week(lot.of(&WEEKS));
    contracts(&mut small, &mut lot);
    for agent in AGENTS {
        person(&mut small, &mut lot, agent);
    }
    if lot.one_in(2) {
        let (day, from) = (lot.below::<i64>(7), lot.below::<u16>(12) * 60);
        small.place(lot.of(&["red", "blue"]), lot.of(&[15, 30, 60]), (day, from, from + 600));
    }
    let handover = &mut small.problem.centre.handover;
    handover.before = Minutes::new(lot.of(&[0, 10, 30]));
    handover.after = Minutes::new(lot.of(&[0, 15, 30]));
    handover.wind_down = Minutes::new(lot.of(&[0, 10, 20]));
    if lot.one_in(3) {
        small.only_desk(8 * 60, 17 * 60);
        small.problem.centre.min_agents_present = Heads::new(lot.below(2));
        small.problem.centre.handover.min_across = Heads::new(lot.below(2));
    }
    if lot.one_in(3)
        && let Ok(before) = solve(&Small::week("2026-11-23"))
    {
        small.problem.previous = before.rows;
    }
    // every other case has rules about nights, weekends, pairs of days and breaks as well
    if case % 2 == 1 {
        limits(&mut small, &mut lot);
    }
    team_rules(&mut small, &mut Lot(case.wrapping_mul(0xA24B_AED4_963E_E407)));
    wishes(&mut small, &mut Lot(case.wrapping_mul(0xD6E8_FEB8_6659_FD93)));
    small
}

fn limits(small: &mut Small, lot: &mut Lot) {
    let clock = ClockTime::from_minutes;
    let rules = &mut small.problem.centre.rules;
    rules.night = Some(Night { from: clock(lot.of(&[1_200, 1_320])), to: clock(1_800), least: Minutes::new(120) });
    let soft = &mut rules.soft;
    for price in [
        &mut soft.days_per_week,
        &mut soft.max_consecutive_days,
        &mut soft.days_off_together,
        &mut soft.max_nights_per_week,
        &mut soft.max_consecutive_nights,
        &mut soft.weekends_whole,
        &mut soft.max_weekends,
        &mut soft.succession,
    ] {
        *price = lot.one_in(3).then_some(2.5);
    }
    let ids: Vec<_> = small.problem.centre.shifts.iter().map(|s| s.id.clone()).collect();
    for _ in 0..lot.below::<u32>(3) {
        let pick = |lot: &mut Lot| ids[lot.below::<usize>(ids.len() as u64)].clone();
        let (from, to, required) = (pick(lot), pick(lot), lot.one_in(3));
        let contracts = vec![ContractId::new("full"), ContractId::new("nights")];
        small.problem.centre.rules.successions.push(Succession { from, to, required, contracts });
    }
    for id in ["full", "nights"] {
        let limits = &mut small.contract(id).limits;
        let mut maybe = |most: u64| if lot.one_in(2) { Some(1 + lot.below::<u8>(most)) } else { None };
        limits.max_nights_per_week = maybe(4);
        limits.max_consecutive_nights = maybe(3);
        limits.rest_after_nights = maybe(3).map(|days| Minutes::new(16 * 60 * u32::from(days)));
        limits.start_window = maybe(3).map(|hours| Minutes::new(60 * u32::from(hours)));
        limits.weekends_whole = maybe(1).is_some();
        limits.max_weekends = maybe(2).map(|worked| MaxWeekends { worked, of: 2 });
        limits.average = maybe(1).map(|_| AverageHours { weeks: 2, most: Minutes::new(34 * 60) });
        limits.max_stretch = maybe(1).map(|_| Minutes::new(5 * 60));
        limits.min_break_spacing = maybe(3).map(|half| Minutes::new(30 * u32::from(half)));
    }
    for agent in AGENTS {
        if lot.one_in(4) && small.problem.agents.iter().any(|a| a.id.as_str() == agent) {
            let times = &mut small.agent(agent).times;
            times.earliest_start = lot.one_in(2).then(|| clock(lot.of(&[360, 450, 600])));
            times.latest_start = lot.one_in(2).then(|| clock(lot.of(&[660, 840, 1_300])));
            times.latest_end = lot.one_in(2).then(|| clock(lot.of(&[1_140, 1_410, 1_830])));
        }
    }
}

/// In some cases a share of the team on break, a role to be there in the daytime, people who stand in for each other.
fn team_rules(small: &mut Small, lot: &mut Lot) {
    for _ in 0..8 {
        lot.below::<u64>(2);
    }
    let rules = &mut small.problem.centre.team_rules;
    if lot.one_in(2) {
        let max_on_break = Share::new(lot.of(&[0.2, 0.5])).expect("a share");
        let team = lot.of(&[None, Some("red")]).map(str::to_owned);
        rules.breaks.push(BreakShare { team, max_on_break, at_least_one: true });
    }
    if lot.one_in(2) {
        let range = vec![(ClockTime::from_minutes(600), ClockTime::from_minutes(840))];
        rules.presence.push(RolePresence {
            roles: vec!["leader".into()],
            min: Heads::new(lot.below(2)),
            hours: Some(std::array::from_fn(|day| if day < 3 { range.clone() } else { Vec::new() })),
            breaks_count: lot.one_in(2),
            never_all_off: lot.one_in(2),
        });
    }
    for agent in &mut small.problem.agents {
        agent.roles.push("leader".to_owned());
    }
}

/// Wishes for work and about colleagues, and in some cases a price of serving a second queue.
fn wishes(small: &mut Small, lot: &mut Lot) {
    for _ in 0..8 {
        lot.below::<u64>(2);
    }
    if lot.one_in(2) {
        small.problem.centre.objective.secondary = 0.7;
    }
    for agent in AGENTS {
        let other = AgentId::new(lot.of(&AGENTS));
        let wish = match lot.below::<u32>(6) {
            0 => Wish::DayOn(small.date(lot.below(9))),
            1 => Wish::WeekdayOn(lot.of(&WEEKDAYS)),
            2 if other.as_str() != agent => Wish::With(other),
            3 if other.as_str() != agent => Wish::Apart(other),
            _ => continue,
        };
        small.wish(agent, wish);
    }
}

fn contracts(small: &mut Small, lot: &mut Lot) {
    for id in ["full", "nights"] {
        let contract = small.contract(id);
        contract.days_off_together = lot.below(4);
        contract.same_shift_all_week = lot.one_in(2);
        contract.leave_counts_as_worked = lot.one_in(2);
        contract.max_consecutive_days = lot.of(&[3, 4, 5, 7]);
        contract.min_rest = Minutes::new(lot.of(&[0, 480, 660, 780]));
        contract.weekly.0 = Minutes::new(lot.of(&[0, 960, 1_440, 1_920]));
        contract.days_per_week.0 = lot.of(&[0, 2, 3, 4]);
        if lot.one_in(3) {
            contract.must_work = vec![lot.of(&WEEKDAYS)];
        }
    }
}

fn person(small: &mut Small, lot: &mut Lot, agent: &str) {
    if lot.one_in(3) {
        let first: i64 = lot.below(7);
        let last = first + lot.below::<i64>(4);
        small.leave(agent, first, last);
    }
    if lot.one_in(4) {
        let (day, from) = (lot.below::<i64>(7), lot.below::<u16>(20) * 60);
        small.away(agent, day, from, from + 180);
    }
    if lot.one_in(4) {
        for day in WEEKDAYS.iter().filter(|d| **d != Weekday::Sun) {
            let from = lot.below::<u16>(10) * 60;
            small.available(agent, *day, from, from + lot.of(&[600, 900, 1_440]));
        }
    }
    if lot.one_in(3) {
        let (day, from) = (lot.below::<i64>(7), lot.below::<u16>(46) * 30);
        small.train(agent, day, from, from + lot.of(&[30, 60, 90]));
    }
    if lot.one_in(6) {
        small.agent(agent).valid_to = Some(small.date(lot.below(7)));
    }
    let clock = ClockTime::from_minutes(lot.below::<u16>(24) * 60);
    let wish = match lot.below::<u32>(5) {
        0 => Wish::DayOff(small.date(lot.below(9))),
        1 => Wish::WeekdayOff(lot.of(&WEEKDAYS)),
        2 => Wish::StartAfter(clock),
        3 => Wish::EndBefore(clock),
        _ => Wish::Shift(small.problem.centre.shifts[0].id.clone()),
    };
    small.wish(agent, wish);
}

#[test]
fn weeks_drawn_by_lot_keep_every_rule() {
    let mut made = 0;
    let mut faults = Vec::new();
    for case in CASES {
        let small = week(case);
        match solve(&small) {
            Ok(roster) => {
                made += 1;
                let breaches = judged(&small, &roster);
                faults.extend(breaches.into_iter().map(|breach| format!("case {case}: {breach}")));
            }
            Err(Failure::Infeasible(_)) => {}
            Err(other) => faults.push(format!("case {case}: {other:?}")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(made * 2 > CASES.count(), "only {made} weeks could be made");
}
