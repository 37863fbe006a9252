//! Which intervals should be there and are not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, Timelike, Weekday};

use super::grid::Grid;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::import::{Gap, ImportOptions};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// Days that a finding lists.
const LISTED_DAYS: usize = 10;
/// Days over which gaps are looked for; a longer history has a date that is wrong.
const LONGEST_DAYS: i64 = 50 * 366;

/// The gaps of every queue; a note for each.
pub(super) fn find(grid: &Grid, options: &ImportOptions, zone: Zone, findings: &mut Findings) -> Vec<Gap> {
    let mut by_queue: BTreeMap<&QueueId, Vec<(Instant, Minutes)>> = BTreeMap::new();
    for ((queue, start), (length, _)) in grid {
        by_queue.entry(queue).or_default().push((*start, *length));
    }
    let mut gaps = Vec::new();
    for (queue, cells) in by_queue {
        let Some(gap) = of_queue(queue, &cells, options, zone) else { continue };
        findings.push(note(&gap));
        gaps.push(gap);
    }
    gaps
}

fn of_queue(queue: &QueueId, cells: &[(Instant, Minutes)], options: &ImportOptions, zone: Zone) -> Option<Gap> {
    let length = usual(cells);
    let there: BTreeSet<Instant> = cells.iter().filter(|(_, l)| *l == length).map(|(s, _)| *s).collect();
    let (first, last) = (*there.first()?, *there.last()?);
    let days: Vec<NaiveDate> = zone.day(first).iter_days().take_while(|d| *d <= zone.day(last)).collect();
    if i64::try_from(days.len()).is_ok_and(|n| n > LONGEST_DAYS) || length.get() > 1440 {
        return None;
    }
    let hours = options.hours_of(queue).filter(|_| length == options.interval);
    let pattern = Pattern::of(&there, &days, zone);
    let mut gap = Gap { queue: queue.clone(), intervals: 0, days: Vec::new() };
    for day in days {
        let expected: Vec<Instant> = match hours {
            Some(hours) => hours.open_intervals(day, &options.calendar, zone, length),
            None => zone.intervals_of(day, length).into_iter().filter(|s| pattern.expects(*s, zone)).collect(),
        };
        let expected: Vec<Instant> = expected.into_iter().filter(|s| (first..=last).contains(s)).collect();
        let missing = expected.iter().filter(|s| !there.contains(s)).count();
        gap.intervals += missing as u64;
        if missing > 0 && missing == expected.len() {
            gap.days.push(day);
        }
    }
    (gap.intervals > 0).then_some(gap)
}

/// The length that most cells have.
fn usual(cells: &[(Instant, Minutes)]) -> Minutes {
    let mut lengths: BTreeMap<Minutes, usize> = BTreeMap::new();
    for (_, length) in cells {
        *lengths.entry(*length).or_insert(0) += 1;
    }
    lengths.into_iter().max_by_key(|(_, n)| *n).map_or(Minutes::new(30), |(length, _)| length)
}

/// Without opening hours: the times of the week at which more than half of the weeks have a row.
struct Pattern {
    seen: BTreeMap<(u32, u32), u32>,
    weekdays: [u32; 7],
}

fn weekday_index(weekday: Weekday) -> u32 {
    weekday.num_days_from_monday()
}

impl Pattern {
    fn of(there: &BTreeSet<Instant>, days: &[NaiveDate], zone: Zone) -> Self {
        use chrono::Datelike;
        let mut seen = BTreeMap::new();
        for start in there {
            *seen.entry(Self::slot(*start, zone)).or_insert(0) += 1;
        }
        let mut weekdays = [0; 7];
        for day in days {
            if let Some(n) = weekdays.get_mut(day.weekday().num_days_from_monday() as usize) {
                *n += 1;
            }
        }
        Self { seen, weekdays }
    }

    fn slot(start: Instant, zone: Zone) -> (u32, u32) {
        use chrono::Datelike;
        let local = zone.local(start);
        (weekday_index(local.weekday()), local.time().num_seconds_from_midnight() / 60)
    }

    fn expects(&self, start: Instant, zone: Zone) -> bool {
        let slot = Self::slot(start, zone);
        let weeks = self.weekdays.get(slot.0 as usize).copied().unwrap_or(0);
        self.seen.get(&slot).is_some_and(|n| n * 2 > weeks)
    }
}

fn note(gap: &Gap) -> Finding {
    let mut message = format!("{} intervals are missing; missing is not zero", gap.intervals);
    if !gap.days.is_empty() {
        let listed: Vec<String> = gap.days.iter().take(LISTED_DAYS).map(ToString::to_string).collect();
        let more = gap.days.len().saturating_sub(LISTED_DAYS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        message = format!("{message}; whole days missing ({}): {}{more}", gap.days.len(), listed.join(", "));
    }
    let hint = "export them if they exist; if the export leaves zeros out, say omitted = \"zero\" in a mapping";
    Finding::new(Code::IntervalsMissing, message).hint(hint).queue(&gap.queue)
}
