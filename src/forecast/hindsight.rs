//! What planners' overrides were worth: the forecast without them, with them, and what came.
//!
//! Each overridden day that has since been recorded is forecast again by the default method, from the rows before the Monday of its
//! week; then its overrides are laid over it in file order.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::overrides;
use super::record::weekday_of;
use crate::domain::centre::{Centre, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::grid::{CallGrid, GridDay, slot_of};
use crate::domain::series::{Forecast, ForecastDay, ForecastRow, Override};
use crate::domain::time::add_days;
use crate::domain::units::Calls;

/// A note for every queue and day that was overridden and has since happened.
pub(super) fn score(history: &CallGrid, centre: &Centre, overrides: &[Override], findings: &mut Findings) {
    let days: BTreeSet<(NaiveDate, &str)> = overrides.iter().map(|o| (o.date, o.queue.as_str())).collect();
    for (date, id) in days {
        let Some(queue) = centre.queues.iter().find(|q| q.id.as_str() == id) else { continue };
        let recorded = history.queue(&queue.id).map_or(&[][..], |q| q.days.as_slice());
        let Some(day) = recorded.binary_search_by(|d| d.date.cmp(&date)).ok().and_then(|i| recorded.get(i)) else {
            continue;
        };
        let Some(without) = again(recorded, queue, centre, date) else { continue };
        let own: Vec<Override> = overrides.iter().filter(|o| o.date == date && o.queue == queue.id).cloned().collect();
        let mut with = without.clone();
        overrides::apply(&mut with, &own, centre, (date, add_days(date, 1)), &mut Findings::new());
        if let Some(note) = compare(queue, day, &without, &with, &own, centre) {
            findings.push(note);
        }
    }
}

/// The forecast of a day as the default method would have made it on the Monday of its week.
fn again(recorded: &[GridDay], queue: &Queue, centre: &Centre, date: NaiveDate) -> Option<Forecast> {
    let monday = add_days(date, -i64::try_from(weekday_of(date)).ok()?);
    let calendar = centre.calendar.known_at(monday);
    let week = super::expected(recorded, centre.interval, &calendar, monday, weekday_of(date) + 1)?;
    let calls = week.last()?;
    let rows: Vec<ForecastRow> = queue
        .arrivals()
        .open_intervals(date, &calendar, centre.zone, centre.interval)
        .into_iter()
        .map(|start| {
            let slot = slot_of(centre.zone.local(start), centre.interval);
            let offered = calls.get(slot).copied().and_then(Calls::new).unwrap_or(Calls::ZERO);
            ForecastRow {
                start,
                queue: queue.id.clone(),
                offered,
                band80: None,
                band95: None,
                aht: None,
                aht_band80: None,
            }
        })
        .collect();
    let offered = Calls::new(rows.iter().map(|r| r.offered.get()).sum()).unwrap_or(Calls::ZERO);
    let day = ForecastDay { date, queue: queue.id.clone(), offered, band80: None, band95: None };
    (!rows.is_empty()).then(|| Forecast { rows, days: vec![day], methods: Vec::new() })
}

fn compare(
    queue: &Queue,
    day: &GridDay,
    without: &Forecast,
    with: &Forecast,
    own: &[Override],
    centre: &Centre,
) -> Option<Finding> {
    let error = |forecast: &Forecast| {
        let (mut wrong, mut expected, mut came) = (0.0, 0.0, 0.0);
        for row in &forecast.rows {
            let slot = slot_of(centre.zone.local(row.start), centre.interval);
            if let Some(cell) = day.cells.get(slot).and_then(Option::as_ref) {
                wrong += (row.offered.get() - cell.offered.get()).abs();
                expected += row.offered.get();
                came += cell.offered.get();
            }
        }
        (came > 0.0).then(|| (100.0 * wrong / came, expected, came))
    };
    let (before, plain, came) = error(without)?;
    let (after, corrected, _) = error(with)?;
    let verdict = if after < before {
        "better"
    } else if after > before {
        "worse"
    } else {
        "the same"
    };
    let reasons: BTreeSet<&str> = own.iter().map(|o| o.reason.as_str()).filter(|r| !r.is_empty()).collect();
    let why = if reasons.is_empty() {
        "no reason given".to_owned()
    } else {
        reasons.into_iter().collect::<Vec<_>>().join("; ")
    };
    let message = format!(
        "queue `{}`, {}: {plain:.0} calls expected, {corrected:.0} after your override ({why}), {came:.0} came: \
         error {before:.1} % without it, {after:.1} % with it, {verdict}",
        queue.id, day.date
    );
    Some(Finding::new(Code::OverrideScored, message).day(day.date).queue(&queue.id))
}
