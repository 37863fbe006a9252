//! How long a forecast takes, beside a plain mean of the last weeks: `cargo bench --bench forecast`.
//!
//! One series: a year of half-hours, then 28 days ahead. `fit + 28 days` is the default method with everything it needs, from the
//! recorded rows: cleaning, special days, level, profiles. `choice and bands`, timed apart, forecasts sixteen past weeks by every
//! method, which chooses among them and calibrates the bands. Last, the memory that the process holds after more and more series,
//! forecast one after the other.

use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use wfm::domain::calendar::{Calendar, SpecialDay};
use wfm::domain::grid::{Cell, GridDay};
use wfm::domain::time::add_days;
use wfm::domain::units::{Calls, Minutes};
use wfm::forecast::{choose, expected};

const HALF_HOUR: Minutes = Minutes::new(30);
const SLOTS: u16 = 48;
const AHEAD: usize = 28;
const MEAN_WEEKS: usize = 4;

/// A made year: two peaks a day, weekends, month ends, noise from a fixed sequence, a holiday every six weeks.
struct Series {
    days: Vec<GridDay>,
    calendar: Calendar,
    next: NaiveDate,
}

fn series(length: u16, seed: u64) -> Series {
    let first = NaiveDate::from_ymd_opt(2025, 1, 6).unwrap_or_default();
    let mut state = seed;
    let mut noise = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap_or(0)) / f64::from(1_u32 << 31) - 0.5
    };
    let holiday = |day: u16| day % 42 == 20;
    let mut days = Vec::new();
    for day in 0..length {
        let weekend = if day % 7 < 5 { 1.0 } else { 0.4 };
        let level = weekend * if holiday(day) { 0.3 } else { 1.0 } * (1.0 + 0.2 * noise());
        let cells = (0..SLOTS).map(|slot| {
            let hour = 0.5 * f64::from(slot) + 0.25;
            let peak = |at: f64| (-(hour - at).powi(2) / 8.0).exp();
            let rate = level * (3.0 + 90.0 * peak(10.0) + 70.0 * peak(15.0));
            let calls = (rate + 2.0 * rate.sqrt() * noise()).max(0.0).round();
            Calls::new(calls).map(|offered| Cell { offered, answered: None, aht: None })
        });
        days.push(GridDay { date: add_days(first, i64::from(day)), cells: cells.collect() });
    }
    let special = (0..length + 60).filter(|day| holiday(*day)).map(|day| SpecialDay {
        date: add_days(first, i64::from(day)),
        kind: "full".into(),
        name: String::new(),
        known_ahead: true,
        factor: None,
    });
    Series { days, calendar: Calendar::new(special), next: add_days(first, i64::from(length)) }
}

fn default_method(series: &Series) -> Option<Vec<Vec<f64>>> {
    expected(&series.days, HALF_HOUR, &series.calendar, series.next, AHEAD)
}

/// What a spreadsheet does: the mean of the last four of each weekday and half-hour.
fn plain_mean(series: &Series) -> Vec<Vec<f64>> {
    let week = |weekday: usize| {
        (0..usize::from(SLOTS)).map(move |slot| {
            let of_week = |back: usize| {
                let day = series.days.len().checked_sub(7 * back).and_then(|first| series.days.get(first + weekday));
                day.and_then(|d| d.cells.get(slot)).and_then(Option::as_ref).map_or(0.0, |c| c.offered.get())
            };
            (1..=MEAN_WEEKS).map(of_week).sum::<f64>() / MEAN_WEEKS as f64
        })
    };
    (0..AHEAD).map(|day| week(day % 7).collect()).collect()
}

fn forecast(c: &mut Criterion) {
    let year = series(364, 1);
    let mut group = c.benchmark_group("a year of half-hours");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_millis(800));
    group.bench_function("fit + 28 days", |b| b.iter(|| default_method(black_box(&year))));
    group.bench_function("plain mean", |b| b.iter(|| plain_mean(black_box(&year))));
    group.bench_function("choice and bands", |b| {
        b.iter(|| choose(black_box(&year.days), HALF_HOUR, &year.calendar, AHEAD));
    });
    group.finish();
    ratios();
    memory();
}

fn seconds_each(rounds: u32, mut work: impl FnMut()) -> f64 {
    let best = (0..7).map(|_| {
        let start = Instant::now();
        (0..rounds).for_each(|_| work());
        start.elapsed().as_secs_f64() / f64::from(rounds)
    });
    best.fold(f64::INFINITY, f64::min)
}

/// One line a length of history: the time of each, and the default method as a multiple of the plain mean.
fn ratios() {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(
        out,
        "{:>8} {:>16} {:>14} {:>9} {:>14} {:>18}",
        "days", "fit + 28 days", "plain mean", "ratio", "series/second", "choice and bands"
    );
    for length in [56, 182, 364, 728] {
        let series = series(length, 1);
        let fit = seconds_each(40, || {
            black_box(default_method(black_box(&series)));
        });
        let mean = seconds_each(40, || {
            black_box(plain_mean(black_box(&series)));
        });
        let choice = seconds_each(1, || {
            black_box(choose(black_box(&series.days), HALF_HOUR, &series.calendar, AHEAD));
        });
        let _ = writeln!(
            out,
            "{length:>8} {:>13.0} µs {:>11.1} µs {:>8.1}× {:>14.0} {:>15.1} ms",
            fit * 1e6,
            mean * 1e6,
            fit / mean,
            1.0 / fit,
            choice * 1e3
        );
    }
}

/// Memory in use after so many other series, where the system tells.
fn memory() {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{:>8} {:>16} {:>18}", "series", "memory in use", "made and forecast");
    let (start, mut made) = (Instant::now(), 0_u64);
    for count in [10, 100, 1000] {
        while made < count {
            made += 1;
            black_box(default_method(black_box(&series(364, made))));
        }
        let memory =
            resident_kib().map_or_else(|| "not told here".to_owned(), |kib| format!("{:.1} MiB", kib / 1024.0));
        let _ = writeln!(out, "{count:>8} {memory:>16} {:>16.2} s", start.elapsed().as_secs_f64());
    }
}

/// The resident memory of this process, as Linux tells it.
fn resident_kib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

criterion_group!(benches, forecast);
criterion_main!(benches);
