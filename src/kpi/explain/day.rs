//! A day beside its plan, interval by interval: calls and handle times, and who was there.

use std::collections::{BTreeMap, BTreeSet};

use super::came;
use super::crew::{self, Slots};
use crate::domain::day_report::{StaffingSlot, VolumeSlot};
use crate::domain::ids::QueueId;
use crate::domain::kpi::KpiSettings;
use crate::domain::series::{ForecastRow, RequirementRow};
use crate::domain::service_gap::DayFacts;
use crate::domain::span::Span;
use crate::domain::time::Instant;
use crate::domain::units::Seconds;

/// The intervals of the day, as far as they are over at a moment.
fn slots(input: &DayFacts) -> Slots {
    let facts = &input.facts;
    let starts = facts.zone.intervals_of(input.day, facts.interval);
    Slots { starts, length: i64::from(facts.interval.get()) * 60 }
}

/// Forecast, calls that came, and the forecast made `again` within the day, for every interval and queue of which any tells.
#[must_use]
pub fn volumes(input: &DayFacts, settings: &KpiSettings, again: &[ForecastRow]) -> Vec<VolumeSlot> {
    let slots = slots(input);
    let mut found: BTreeMap<(Instant, QueueId), VolumeSlot> = BTreeMap::new();
    let mut at = |start: Instant, queue: &QueueId, fill: &dyn Fn(&mut VolumeSlot)| {
        if slots.at(start).is_none() {
            return;
        }
        let slot = found.entry((start, queue.clone())).or_insert_with(|| VolumeSlot {
            start,
            queue: queue.clone(),
            forecast: None,
            band: None,
            forecast_aht: None,
            actual: None,
            actual_aht: None,
            again: None,
            again_aht: None,
        });
        fill(slot);
    };
    let seconds = |row: &ForecastRow| row.aht.map(Seconds::get);
    for row in &input.forecast {
        at(row.start, &row.queue, &|slot| {
            (slot.forecast, slot.band, slot.forecast_aht) = (Some(row.offered.get()), row.band80, seconds(row));
        });
    }
    for row in again {
        at(row.start, &row.queue, &|slot| (slot.again, slot.again_aht) = (Some(row.offered.get()), seconds(row)));
    }
    for ((index, queue), came) in came(input, settings, &slots) {
        let Some(start) = slots.starts.get(index) else { continue };
        at(*start, &queue, &|slot| (slot.actual, slot.actual_aht) = (Some(came.offered), came.aht()));
    }
    if input.facts.calls.is_empty() {
        for row in input.facts.counts.iter().filter(|row| row.offered.get() <= 0.0) {
            at(row.start, &row.queue, &|slot| slot.actual = slot.actual.or(Some(0.0)));
        }
    }
    // Where calls are told one by one, an interval without any on a day with some had none; nobody knows that of counts.
    if let Some(last) = input.facts.calls.iter().map(|call| call.asked).filter(|asked| slots.at(*asked).is_some()).max()
    {
        for slot in found.values_mut().filter(|slot| slot.forecast.is_some() && slot.start <= last) {
            slot.actual = slot.actual.or(Some(0.0));
        }
    }
    found.into_values().collect()
}

/// Agents required, scheduled and really there, for every interval and queue of the day. Who is there is told of intervals
/// that are over at `until` and inside the time that the feed covers.
#[must_use]
pub fn net_staffing(input: &DayFacts, settings: &KpiSettings, until: Option<Instant>) -> Vec<StaffingSlot> {
    let slots = slots(input);
    let crews = input.roster.as_ref().map(|roster| crew::crews(input, roster, settings, &slots));
    let times = || input.facts.states.iter().map(|row| row.at);
    let fed = times().min().zip(times().max()).and_then(|(first, last)| Span::new(first, last.plus_seconds(1)));
    let required: BTreeMap<(Instant, &QueueId), &RequirementRow> =
        input.requirement.iter().map(|row| ((row.start, &row.queue), row)).collect();
    let mut queues: BTreeSet<&QueueId> = input.requirement.iter().map(|row| &row.queue).collect();
    let staffed = crews.as_ref().map(|crews| &crews.by_interval);
    queues.extend(staffed.into_iter().flat_map(|by_interval| by_interval.keys().map(|(_, queue)| queue)));
    let mut rows = Vec::new();
    for (index, start) in slots.starts.iter().enumerate() {
        let end = start.plus_seconds(slots.length);
        let is_seen = until.is_none_or(|until| end <= until)
            && Span::new(*start, end).is_some_and(|slot| fed.is_some_and(|fed| fed.overlap(slot).is_some()));
        for queue in &queues {
            let row = required.get(&(*start, *queue));
            let seconds = staffed.and_then(|all| all.get(&(index, (*queue).clone()))).copied();
            if row.is_none() && seconds.is_none() {
                continue;
            }
            let agents = |seconds: f64| seconds / slots.length as f64;
            let carried = row.map_or(0.0, |row| row.carried_in);
            let seconds = seconds.unwrap_or_default();
            let worked = seconds.rostered - seconds.absent - seconds.off_schedule - seconds.breaks;
            rows.push(StaffingSlot {
                start: *start,
                queue: (*queue).clone(),
                required: row.map(|row| input.on_queue(row)),
                scheduled: staffed.map(|_| agents(seconds.rostered) + carried),
                there: staffed.filter(|_| is_seen).map(|_| agents(worked) + carried),
            });
        }
    }
    rows
}
