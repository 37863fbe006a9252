//! What is missing: open days without a row and open intervals without one.

use chrono::NaiveDate;

use crate::domain::centre::{Centre, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::grid::{GridDay, slot_of};

/// Longest stretch that is walked day by day; dates further apart are faults of the export, not gaps.
const LONGEST_GAP_DAYS: i64 = 4000;
/// How many days a message names.
const NAMED: usize = 4;

/// Notes the gaps between the first and the last day of a queue.
pub(super) fn report(queue: &Queue, days: &[GridDay], centre: &Centre, findings: &mut Findings) {
    let mut missing_days = Vec::new();
    for pair in days.windows(2) {
        missing_days.extend(open_days_between(pair[0].date, pair[1].date, queue, centre));
    }
    // the first and the last day may be cut by the export's own limits
    let inner = days.get(1..days.len().saturating_sub(1)).unwrap_or_default();
    let missing_slots: usize = inner.iter().map(|day| missing_slots(day, queue, centre)).sum();
    let Some(first) = missing_days.first().copied().or_else(|| days.first().map(|d| d.date)) else { return };
    if missing_days.is_empty() && missing_slots == 0 {
        return;
    }
    let named: Vec<String> = missing_days.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if missing_days.len() > NAMED { ", …" } else { "" };
    let listed = if named.is_empty() { String::new() } else { format!(" ({}{more})", named.join(", ")) };
    findings.push(
        Finding::new(
            Code::HistoryGaps,
            format!(
                "queue `{}`: {} open days have no rows{listed}, and {missing_slots} open intervals of other days are missing",
                queue.id,
                missing_days.len()
            ),
        )
        .hint("they count as unknown, not as zero calls; import them if they exist")
        .day(first)
        .queue(&queue.id),
    );
}

fn open_days_between(from: NaiveDate, to: NaiveDate, queue: &Queue, centre: &Centre) -> Vec<NaiveDate> {
    if (to - from).num_days() > LONGEST_GAP_DAYS {
        return Vec::new();
    }
    let open = |day: &NaiveDate| {
        !queue.arrivals().open_intervals(*day, &centre.calendar, centre.zone, centre.interval).is_empty()
    };
    from.iter_days().skip(1).take_while(|day| *day < to).filter(open).collect()
}

fn missing_slots(day: &GridDay, queue: &Queue, centre: &Centre) -> usize {
    queue
        .arrivals()
        .open_intervals(day.date, &centre.calendar, centre.zone, centre.interval)
        .into_iter()
        .filter(|start| {
            let slot = slot_of(centre.zone.local(*start), centre.interval);
            !day.cells.get(slot).is_some_and(Option::is_some)
        })
        .count()
}
