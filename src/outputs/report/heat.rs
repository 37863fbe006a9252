//! Day × interval: where the roster is short and where it has agents to spare, at one glance.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Timelike};

use super::super::coverage::{Coverage, Slot};
use super::super::number::signed;
use super::super::shifts::{day_name, hour_minute};
use super::axis::{LEFT, RIGHT, WIDTH};
use super::svg::{Boxes, Svg};
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::time::days_from;

const TOP: f64 = 18.0;
const ROW: f64 = 19.0;
/// Narrower cells hold no figure.
const FIGURE_WIDTH: f64 = 16.0;

/// The colour classes from very short to far above.
const CLASSES: [&str; 7] = ["h0", "h1", "h2", "h3", "h4", "h5", "h6"];

/// What separates the colours, in agents: half a unit, one and a half, three; the unit grows with the centre.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shades {
    unit: f64,
}

impl Shades {
    /// Shades that suit these intervals: the unit is a third of what nineteen of twenty differ by at most, and at least one.
    pub(super) fn of<'a>(slots: impl Iterator<Item = &'a Slot>) -> Self {
        let mut sizes: Vec<f64> = slots.map(|s| s.surplus().abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let large = sizes.get(sizes.len() * 19 / 20).copied().unwrap_or(0.0);
        Self { unit: (large / 3.0).round().max(1.0) }
    }

    fn class(self, surplus: f64) -> &'static str {
        let size = surplus.abs() / self.unit;
        let step = if size < 0.5 {
            0
        } else if size < 1.5 {
            1
        } else if size < 3.0 {
            2
        } else {
            3
        };
        if surplus < 0.0 { CLASSES[3 - step] } else { CLASSES[3 + step] }
    }

    /// The colours with what they stand for.
    pub(super) fn legend(self) -> Vec<(&'static str, String)> {
        let text = |v: f64| super::super::number::exact(v * self.unit);
        vec![
            ("h0", format!("{} or more short", text(3.0))),
            ("h1", format!("{}–{}", text(1.5), text(3.0))),
            ("h2", format!("{}–{}", text(0.5), text(1.5))),
            ("h3", "as required".to_owned()),
            ("h4", format!("{}–{}", text(0.5), text(1.5))),
            ("h5", format!("{}–{}", text(1.5), text(3.0))),
            ("h6", format!("{} or more above", text(3.0))),
        ]
    }
}

/// One week of one queue, or of all together when `queue` is none; `coverage` is of that week. On a day whose clock goes back
/// an hour the repeated intervals share a cell: the worse of the two is shown.
pub(super) fn chart(
    plan: &Plan,
    coverage: &Coverage,
    queue: Option<&QueueId>,
    first: NaiveDate,
    shades: Shades,
) -> String {
    let zone = plan.centre.zone;
    let minutes = plan.centre.interval.get().max(1);
    let slots: Vec<Slot> = match queue {
        Some(queue) => coverage.of_queue(queue).cloned().collect(),
        None => coverage.together().into_values().collect(),
    };
    let mut cells: BTreeMap<(NaiveDate, u32), Slot> = BTreeMap::new();
    for slot in slots {
        let local = zone.local(slot.start);
        let column = (local.hour() * 60 + local.minute()) / minutes;
        let cell = cells.entry((local.date(), column)).or_insert_with(|| slot.clone());
        if slot.surplus() < cell.surplus() {
            *cell = slot;
        }
    }
    let columns = 1440_u32.div_ceil(minutes);
    let width = (RIGHT - LEFT) / f64::from(columns);
    let name = queue.map_or("all queues together", QueueId::as_str);
    let mut svg = Svg::new(
        WIDTH,
        TOP + 7.0 * ROW + 4.0,
        &format!("Agents above or short of the requirement, {name}, week of {first}"),
    );
    for hour in 0..=24_u32 {
        let x = LEFT + (RIGHT - LEFT) * f64::from(hour) / 24.0;
        if hour % 2 == 0 {
            svg.text("tick m", x, TOP - 6.0, &format!("{hour:02}"));
            svg.line("mark", (x, TOP - 3.0), (x, TOP));
        }
    }
    let mut boxes: BTreeMap<&str, Boxes> = BTreeMap::new();
    let mut figures: Vec<(f64, f64, &str, String)> = Vec::new();
    for (row, day) in days_from(first, 7).enumerate() {
        let y = TOP + ROW * row as f64;
        svg.text("name e", LEFT - 8.0, y + 13.0, &day_name(day));
        for column in 0..columns {
            let x = LEFT + width * f64::from(column);
            let Some(slot) = cells.get(&(day, column)) else {
                boxes.entry("closed").or_default().add(x, y, width, ROW - 1.0);
                continue;
            };
            let class = shades.class(slot.surplus());
            boxes.entry(class).or_default().add(x, y, width - 0.6, ROW - 1.0);
            let figure = signed(slot.surplus(), 0);
            if width >= FIGURE_WIDTH && class != "h3" && figure != "0" {
                let tone = if matches!(class, "h0" | "h1" | "h6") { "fig w m" } else { "fig m" };
                figures.push((x + width / 2.0, y + 12.5, tone, figure));
            }
        }
    }
    for (class, boxes) in &boxes {
        svg.boxes(class, boxes);
    }
    for (x, y, class, text) in figures {
        svg.text(class, x, y, &text);
    }
    svg.finish()
}

/// The intervals of a week that are shortest of agents, in words: `Tue 1 Dec 14:00 hotline −2.5`.
pub(super) fn shortest(plan: &Plan, coverage: &Coverage, most: usize) -> Vec<String> {
    let mut slots: Vec<&Slot> = coverage.slots.iter().filter(|s| s.short() >= 0.5).collect();
    slots.sort_by(|a, b| b.short().total_cmp(&a.short()).then_with(|| (a.start, &a.queue).cmp(&(b.start, &b.queue))));
    let zone = plan.centre.zone;
    let text = |s: &&Slot| {
        format!("{} {} {} {}", day_name(zone.day(s.start)), hour_minute(zone, s.start), s.queue, signed(s.surplus(), 1))
    };
    slots.iter().take(most).map(text).collect()
}
