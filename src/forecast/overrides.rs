//! What planners know better: corrections laid over a finished forecast, in file order.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::bands::Scale;
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::series::{Band, Forecast, ForecastDay, ForecastRow, Override, OverrideKind};
use crate::domain::units::Calls;

/// Applies every override of a day in `[first_day, end)`; other dates belong to other forecasts.
pub(super) fn apply(
    forecast: &mut Forecast,
    overrides: &[Override],
    centre: &Centre,
    (first_day, end): (NaiveDate, NaiveDate),
    findings: &mut Findings,
) {
    let mut rows_of: BTreeMap<(QueueId, NaiveDate), Vec<usize>> = BTreeMap::new();
    for (i, row) in forecast.rows.iter().enumerate() {
        rows_of.entry((row.queue.clone(), centre.zone.day(row.start))).or_default().push(i);
    }
    for own in overrides.iter().filter(|o| first_day <= o.date && o.date < end) {
        let rows = rows_of.get(&(own.queue.clone(), own.date)).map_or(&[][..], Vec::as_slice);
        let so_far = so_far(own, rows, forecast);
        let finding = match targets(own, rows, forecast, centre) {
            Ok(rows) => apply_one(own, &rows, so_far, forecast, centre),
            Err(why) => Finding::new(Code::OverrideUnusable, format!("{}: {why}; the override is ignored", label(own))),
        };
        findings.push(finding.day(own.date).queue(&own.queue));
        refresh_day(own, rows, so_far, forecast);
    }
}

/// Calls of the day that have come before the forecast's first row, where it was made within the day.
fn so_far(own: &Override, rows: &[usize], forecast: &Forecast) -> f64 {
    let rest: f64 = rows.iter().filter_map(|i| forecast.rows.get(*i)).map(|r| r.offered.get()).sum();
    let day = forecast.days.iter().find(|d| d.date == own.date && d.queue == own.queue);
    let came = day.map_or(0.0, |d| d.offered.get() - rest);
    if came > 1e-6 * rest { came } else { 0.0 }
}

fn label(own: &Override) -> String {
    let kind = match own.kind {
        OverrideKind::Total => "total",
        OverrideKind::Interval => "interval",
        OverrideKind::Factor => "factor",
    };
    format!("override of queue `{}` on {} ({kind} {})", own.queue, own.date, own.value)
}

/// The rows that an override changes, or why it changes none.
fn targets(own: &Override, day: &[usize], forecast: &Forecast, centre: &Centre) -> Result<Vec<usize>, String> {
    if centre.queue(&own.queue).is_none() {
        return Err("the centre has no such queue".into());
    }
    if Calls::new(own.value).is_none() {
        return Err("the value must be a number that is not negative".into());
    }
    if day.is_empty() {
        return Err("there is no forecast on that day (closed, or without history)".into());
    }
    match (own.kind, own.start) {
        (OverrideKind::Interval, None) => Err("an interval override needs a `start`".into()),
        (OverrideKind::Total, _) | (OverrideKind::Factor, None) => Ok(day.to_vec()),
        (OverrideKind::Interval | OverrideKind::Factor, Some(start)) => {
            let at = |i: &&usize| forecast.rows.get(**i).is_some_and(|r| r.start == start);
            let row = day.iter().find(at).ok_or_else(|| "no open interval starts at that time".to_owned())?;
            Ok(vec![*row])
        }
    }
}

fn apply_one(own: &Override, rows: &[usize], so_far: f64, forecast: &mut Forecast, centre: &Centre) -> Finding {
    let total = |forecast: &Forecast| -> f64 {
        rows.iter().filter_map(|i| forecast.rows.get(*i)).map(|r| r.offered.get()).sum()
    };
    let before = total(forecast);
    let count = rows.len().max(1) as f64;
    let to_come = (own.value - so_far).max(0.0);
    for row in rows {
        let Some(row) = forecast.rows.get_mut(*row) else { continue };
        let calls = row.offered.get();
        replace(
            row,
            match own.kind {
                OverrideKind::Interval => own.value,
                OverrideKind::Factor => calls * own.value,
                OverrideKind::Total if before > 0.0 => calls * (to_come / before),
                OverrideKind::Total => to_come / count,
            },
        );
    }
    let after = total(forecast);
    let time = own.start.filter(|_| own.kind != OverrideKind::Total);
    let at = time.map_or(String::new(), |t| format!(" {}", centre.zone.local(t).format("%H:%M")));
    let why = if own.reason.is_empty() { "no reason given" } else { &own.reason };
    Finding::new(
        Code::OverrideApplied,
        format!(
            "queue `{}`, {}{at}: {before:.1} calls expected, {after:.1} after your override ({why})",
            own.queue, own.date
        ),
    )
}

/// Sets the calls of a row; its bands keep their share of them.
fn replace(row: &mut ForecastRow, calls: f64) {
    let old = row.offered.get();
    let Some(offered) = Calls::new(calls) else { return };
    row.offered = offered;
    if old > 0.0 {
        row.band80 = row.band80.map(|b| scaled(b, calls / old));
        row.band95 = row.band95.map(|b| scaled(b, calls / old));
    } else {
        let (inner, outer) = Scale::usual().bands(calls, 0.0);
        (row.band80, row.band95) = (Some(inner), Some(outer));
    }
}

fn scaled(band: Band, factor: f64) -> Band {
    Band { low: band.low * factor, high: band.high * factor }
}

/// The day's total follows its intervals.
fn refresh_day(own: &Override, rows: &[usize], so_far: f64, forecast: &mut Forecast) {
    let total: f64 = so_far + rows.iter().filter_map(|i| forecast.rows.get(*i)).map(|r| r.offered.get()).sum::<f64>();
    let of_day = |d: &&mut ForecastDay| d.date == own.date && d.queue == own.queue;
    let Some(day) = forecast.days.iter_mut().find(of_day) else { return };
    let old = day.offered.get();
    let Some(offered) = Calls::new(total) else { return };
    day.offered = offered;
    if old > 0.0 {
        day.band80 = day.band80.map(|b| scaled(b, total / old));
        day.band95 = day.band95.map(|b| scaled(b, total / old));
    } else if total > 0.0 {
        let (inner, outer) = Scale::usual().bands(total, 0.0);
        (day.band80, day.band95) = (Some(inner), Some(outer));
    }
}
