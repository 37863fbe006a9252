//! Tests of the whole stage on made-up and on measured series.

mod behaviour;
mod faults;
mod measured;
mod planted;
mod properties;

use chrono::NaiveDate;

use crate::domain::calendar::{Calendar, SpecialDay};
use crate::domain::centre::{AdherenceSettings, Centre, Handover, ImportSettings, Objective, Patience, Queue};
use crate::domain::grid::{CallGrid, Cell, GridDay, QueueGrid, slots_per_day};
use crate::domain::hours::{DayHours, OpeningHours};
use crate::domain::ids::QueueId;
use crate::domain::rules::SharedRules;
use crate::domain::team::TeamRules;
use crate::domain::time::{ClockTime, Zone};
use crate::domain::units::{Calls, Heads, Minutes, Seconds, Share};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn special(text: &str, kind: &str, known_ahead: bool) -> SpecialDay {
    SpecialDay { date: date(text), kind: kind.into(), name: String::new(), known_ahead, factor: None }
}

fn queue(id: &str, hours: OpeningHours) -> Queue {
    Queue {
        id: QueueId::new(id),
        hours,
        service_level: None,
        max_asa: None,
        max_abandon: None,
        patience: Patience::Infinite,
        max_occupancy: Share::ALL,
        unplanned_shrinkage: Share::default(),
        min_agents: Heads::default(),
        like: None,
        work: crate::domain::centre::Work::Calls,
        counted: crate::domain::centre::ServiceCount::Offered,
    }
}

fn centre(interval: u32, queues: Vec<Queue>, special: Vec<SpecialDay>) -> Centre {
    Centre {
        name: "test".into(),
        zone: Zone::UTC,
        interval: Minutes::new(interval),
        queues,
        contracts: Vec::new(),
        shifts: Vec::new(),
        calendar: Calendar::new(special),
        min_agents_present: Heads::default(),
        rules: SharedRules::default(),
        handover: Handover::default(),
        objective: Objective::default(),
        intraday: crate::domain::centre::IntradaySettings::default(),
        import: ImportSettings::default(),
        adherence: AdherenceSettings::default(),
        kpi: crate::domain::kpi::KpiSettings::default(),
        team_rules: TeamRules::default(),
        skill_groups: Vec::new(),
    }
}

/// The same hours on some weekdays (Monday 0), closed on the others.
fn hours(from: u16, to: u16, weekdays: &[usize]) -> OpeningHours {
    let day: DayHours = vec![(ClockTime::from_minutes(from * 60), ClockTime::from_minutes(to * 60))];
    let weekly = std::array::from_fn(|w| if weekdays.contains(&w) { day.clone() } else { Vec::new() });
    OpeningHours { weekly, ..OpeningHours::always() }
}

/// A grid of one queue from a function of day number and slot.
fn grid(id: &str, interval: u32, first: &str, days: usize, calls: impl Fn(usize, usize) -> Option<f64>) -> CallGrid {
    let slots = slots_per_day(Minutes::new(interval));
    let cell = |day, slot| {
        calls(day, slot).map(|c| Cell {
            offered: Calls::new(c).expect("calls"),
            answered: None,
            aht: Seconds::new(180.0),
        })
    };
    let days = date(first)
        .iter_days()
        .take(days)
        .enumerate()
        .map(|(i, date)| GridDay { date, cells: (0..slots).map(|s| cell(i, s)).collect() })
        .filter(|d| d.cells.iter().any(Option::is_some))
        .collect();
    CallGrid { interval: Minutes::new(interval), queues: vec![QueueGrid { queue: QueueId::new(id), days }] }
}

/// A weekly pattern with a double peak, no noise: weekdays 100, weekends 40 calls at the peaks.
fn pattern(day: usize, slot: usize, slots: usize) -> f64 {
    let hour = 24.0 * (slot as f64 + 0.5) / slots as f64;
    let peak = |at: f64| (-(hour - at).powi(2) / 8.0).exp();
    let level = if day % 7 < 5 { 100.0 } else { 40.0 };
    (level * (peak(10.0) + 0.8 * peak(15.0))).round()
}
