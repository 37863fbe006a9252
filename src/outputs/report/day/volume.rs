//! Calls and handle times against their forecast.

use std::fmt::Write as _;

use super::super::super::number::{grouped, signed};
use super::super::super::shifts::hour_minute;
use super::super::Page;
use super::super::axis::{Scale, WIDTH};
use super::super::forecast::{polyline, runs};
use super::super::svg::{Boxes, Svg};
use super::super::tables::{figure, table, text};
use super::{Frame, lacks, queues};
use crate::domain::day_report::{DayReport, VolumeSlot};
use crate::domain::ids::QueueId;
use crate::domain::series::interval_end;
use crate::domain::time::Instant;

const HEIGHT: f64 = 172.0;
const UPPER: f64 = 32.0;
const LOWER: f64 = 152.0;
/// The picture of handle times is lower.
const AHT_HEIGHT: f64 = 120.0;
const AHT_LOWER: f64 = 100.0;

/// Half-hours listed that lie farthest from their forecast.
const FARTHEST: usize = 6;

/// Calls and handle times of several intervals, each pair over the intervals that have both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    /// Calls that came, and those forecast for the same intervals.
    pub(super) came: (f64, f64),
    /// Calls that came in intervals without a forecast.
    pub(super) unplanned: f64,
    /// Mean handle time of the calls that came, and the planned one of the same calls.
    pub(super) aht: Option<(f64, f64)>,
    /// The whole day by its forecast, and by what came so far with the re-forecast of the rest.
    pub(super) day: Option<(f64, f64)>,
}

impl Sums {
    pub(super) fn of<'a>(slots: impl Iterator<Item = &'a VolumeSlot>) -> Self {
        let mut sums = Self::default();
        let (mut handled, mut planned, mut calls) = (0.0, 0.0, 0.0);
        let (mut day, mut again, mut has_again) = (0.0, 0.0, false);
        for slot in slots {
            match (slot.actual, slot.forecast) {
                (Some(came), Some(forecast)) => sums.came = (sums.came.0 + came, sums.came.1 + forecast),
                (Some(came), None) => {
                    sums.came.0 += came;
                    sums.unplanned += came;
                }
                _ => {}
            }
            if let (Some(came), Some(aht), Some(plan)) = (slot.actual, slot.actual_aht, slot.forecast_aht) {
                (handled, planned, calls) = (handled + came * aht, planned + came * plan, calls + came);
            }
            day += slot.forecast.unwrap_or_default();
            again += slot.again.or(slot.actual).unwrap_or_default();
            has_again |= slot.again.is_some();
        }
        sums.aht = (calls > 0.0).then(|| (handled / calls, planned / calls));
        sums.day = has_again.then_some((day, again));
        sums
    }

    /// The sums in a sentence or two.
    pub(super) fn in_words(&self) -> String {
        let (came, forecast) = self.came;
        let mut words = if forecast > 0.0 {
            format!("{} forecast ({})", grouped(forecast, 0), change(came - self.unplanned, forecast))
        } else {
            "No forecast to compare with".to_owned()
        };
        if let Some((came, planned)) = self.aht {
            let _ = write!(
                words,
                "; handle time {} s, {} s planned ({})",
                grouped(came, 0),
                grouped(planned, 0),
                change(came, planned)
            );
        }
        words.push('.');
        if let Some((day, again)) = self.day {
            let _ = write!(
                words,
                " The whole day as it looks now: {} calls, {} forecast.",
                grouped(again, 0),
                grouped(day, 0)
            );
        }
        words
    }
}

fn change(now: f64, planned: f64) -> String {
    if planned > 0.0 { format!("{} %", signed(100.0 * (now / planned - 1.0), 1)) } else { "none planned".to_owned() }
}

/// Calls and handle times by queue, then the intervals farthest from their forecast.
pub(super) fn section(page: &mut Page, report: &DayReport, frame: &Frame) {
    let minutes = report.interval.get();
    let about = format!(
        "Calls and mean handle time of every {minutes} minutes against the forecast that the day was planned from."
    );
    page.section("calls", "Calls and handle times", &about);
    lacks(page, &report.volume);
    let Some(slots) = &report.volume.content else { return };
    let mut legend =
        vec![("came", "calls that came (bars)"), ("line-key", "forecast (line)"), ("band", "its 80 % band")];
    if report.again_from.is_some() {
        legend.push(("again-key", "re-forecast of the rest (dashes)"));
    }
    page.legend(&legend);
    for queue in queues(report, slots.iter().map(|slot| &slot.queue)) {
        let own: Vec<&VolumeSlot> = slots.iter().filter(|slot| slot.queue == *queue).collect();
        let sums = Sums::of(own.iter().copied());
        let more = format!("{} calls came; {}", grouped(sums.came.0, 0), sums.in_words());
        page.figure(queue.as_str(), &more, &chart(report, frame, queue, &own));
        if own.iter().any(|slot| slot.actual_aht.is_some() || slot.forecast_aht.is_some()) {
            page.figure("", "", &handle_times(report, frame, queue, &own));
        }
    }
    farthest(page, report, slots);
}

fn chart(report: &DayReport, frame: &Frame, queue: &QueueId, slots: &[&VolumeSlot]) -> String {
    let values = |slot: &&VolumeSlot| {
        [slot.actual, slot.forecast, slot.band.map(|band| band.high), slot.again]
            .into_iter()
            .flatten()
            .fold(0.0, f64::max)
    };
    let largest = slots.iter().map(values).fold(0.0, f64::max);
    let label = format!("Calls of {queue} on {}: those that came, and those forecast", report.day);
    let mut svg = Svg::new(WIDTH, HEIGHT, &label);
    let scale = Scale::new(largest, UPPER, LOWER);
    frame.draw(&mut svg, report, (UPPER, LOWER), LOWER + 14.0);
    scale.draw(&mut svg, &format!("calls / {} min", report.interval.get()));
    let minutes = i64::from(report.interval.get());
    let middle = |at: Instant| frame.axis.x(at.plus_seconds(minutes * 30));
    let mut band = String::new();
    for run in runs(slots.iter().filter_map(|slot| Some((slot.start, (slot.start, slot.band?)))), minutes) {
        let high = run.iter().map(|(at, band)| (middle(*at), scale.y(band.high)));
        let low = run.iter().rev().map(|(at, band)| (middle(*at), scale.y(band.low)));
        band.push_str(&polyline(high.chain(low)));
        band.push('z');
    }
    svg.path("band", &band);
    let mut bars = Boxes::default();
    for (slot, came) in slots.iter().filter_map(|slot| Some((slot, slot.actual?))) {
        let (from, to) = (frame.axis.x(slot.start), frame.axis.x(interval_end(slot.start, report.interval)));
        bars.add(from + 1.5, scale.y(came), to - from - 3.0, LOWER - scale.y(came));
    }
    svg.boxes("came", &bars);
    let mut line = |class: &str, of: &dyn Fn(&VolumeSlot) -> Option<f64>| {
        let points = slots.iter().filter_map(|slot| Some((slot.start, (slot.start, of(slot)?))));
        let runs = runs(points, minutes).into_iter();
        let parts = runs.map(|run| polyline(run.into_iter().map(|(at, calls)| (middle(at), scale.y(calls)))));
        svg.path(class, &parts.collect::<String>());
    };
    line("line", &|slot| slot.forecast);
    line("again", &|slot| slot.again);
    for slot in slots {
        let (from, to) = (frame.axis.x(slot.start), frame.axis.x(interval_end(slot.start, report.interval)));
        svg.hover(from, UPPER, to - from, LOWER - UPPER, &note(report, slot));
    }
    svg.finish()
}

/// `10:30: 120 calls came, 100 forecast`.
fn note(report: &DayReport, slot: &VolumeSlot) -> String {
    let told = |value: Option<f64>, what: &str| value.map(|value| format!("{} {what}", grouped(value, 0)));
    let parts = [
        told(slot.actual, "calls came"),
        told(slot.forecast, "forecast"),
        told(slot.again, "by the re-forecast"),
        told(slot.actual_aht, "s handle time"),
        told(slot.forecast_aht, "s planned"),
    ];
    format!("{}: {}", hour_minute(report.zone, slot.start), parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// Handle times: what was planned as a line, what came as dots.
fn handle_times(report: &DayReport, frame: &Frame, queue: &QueueId, slots: &[&VolumeSlot]) -> String {
    let seconds = slots.iter().flat_map(|slot| [slot.actual_aht, slot.forecast_aht, slot.again_aht]).flatten();
    let label = format!("Mean handle time of {queue} on {}: what came, and what was forecast", report.day);
    let mut svg = Svg::new(WIDTH, AHT_HEIGHT, &label);
    let scale = Scale::new(seconds.fold(0.0, f64::max), UPPER, AHT_LOWER);
    frame.draw(&mut svg, report, (UPPER, AHT_LOWER), AHT_LOWER + 14.0);
    scale.draw(&mut svg, "handle time, s");
    let minutes = i64::from(report.interval.get());
    let middle = |at: Instant| frame.axis.x(at.plus_seconds(minutes * 30));
    let mut line = |class: &str, of: &dyn Fn(&VolumeSlot) -> Option<f64>| {
        let points = slots.iter().filter_map(|slot| Some((slot.start, (slot.start, of(slot)?))));
        let runs = runs(points, minutes).into_iter();
        let parts = runs.map(|run| polyline(run.into_iter().map(|(at, value)| (middle(at), scale.y(value)))));
        svg.path(class, &parts.collect::<String>());
    };
    line("line", &|slot| slot.forecast_aht);
    line("again", &|slot| slot.again_aht);
    let mut dots = Boxes::default();
    for (slot, aht) in slots.iter().filter_map(|slot| Some((slot, slot.actual_aht?))) {
        dots.add(middle(slot.start) - 3.0, scale.y(aht) - 3.0, 6.0, 6.0);
    }
    svg.boxes("dot", &dots);
    svg.finish()
}

/// The intervals that lie farthest from their forecast, by time.
fn farthest(page: &mut Page, report: &DayReport, slots: &[VolumeSlot]) {
    let off = |slot: &VolumeSlot| Some(slot.actual? - slot.forecast?);
    let mut both: Vec<(&VolumeSlot, f64)> = slots.iter().filter_map(|slot| Some((slot, off(slot)?))).collect();
    if both.is_empty() {
        return;
    }
    both.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    both.truncate(FARTHEST);
    both.sort_by(|a, b| (a.0.start, &a.0.queue).cmp(&(b.0.start, &b.0.queue)));
    page.heading("Farthest from the forecast", "");
    let seconds = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{} s", grouped(value, 0)));
    let rows = both.into_iter().map(|(slot, off)| {
        let (came, forecast) = (slot.actual.unwrap_or_default(), slot.forecast.unwrap_or_default());
        vec![
            text(hour_minute(report.zone, slot.start)),
            text(slot.queue.as_str()),
            figure(grouped(came, 0)),
            figure(grouped(forecast, 0)),
            figure(signed(off, 0)),
            figure(change(came, forecast)),
            text(if off > 0.0 { "more than forecast" } else { "fewer than forecast" }),
            figure(seconds(slot.actual_aht)),
            figure(seconds(slot.forecast_aht)),
        ]
    });
    let heads = ["From", "Queue", "#Came", "#Forecast", "#Off by", "#", "", "#Handle time", "#Planned"];
    table(page, "dense", &heads, rows);
}
