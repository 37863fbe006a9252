//! Accuracy and coverage on measured series, by the folds that come with them. One configuration for all.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime};
use rayon::prelude::*;

use super::super::{forecast, rest_of_day};
use super::{centre, hours, queue, special};
use crate::domain::centre::Centre;
use crate::domain::findings::Findings;
use crate::domain::grid::{CallGrid, Cell, GridDay, QueueGrid, slot_of, slots_per_day};
use crate::domain::hours::OpeningHours;
use crate::domain::ids::QueueId;
use crate::domain::series::Forecast;
use crate::domain::time::{ClockTime, add_days};
use crate::domain::units::{Calls, Minutes, Seconds};

/// Says something whether or not the test fails.
fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("said");
}

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/forecast/dev");
    if !folder.exists() {
        say("skipped: the measured series are not in ../shared/data/forecast");
    }
    folder.exists().then_some(folder)
}

/// A series with its folds.
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) grid: CallGrid,
    pub(super) centre: Centre,
    pub(super) origins: Vec<NaiveDate>,
    pub(super) end: NaiveDate,
}

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a time")
}

fn load(name: &'static str, interval: u32, opening: OpeningHours) -> Option<Series> {
    let folder = folder()?;
    let lines = |suffix: &str| -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(folder.join(format!("{name}{suffix}.csv"))).expect("readable");
        text.lines().skip(1).map(|l| l.split(',').map(str::to_owned).collect()).collect()
    };
    let interval = Minutes::new(interval);
    let mut days: BTreeMap<NaiveDate, Vec<Option<Cell>>> = BTreeMap::new();
    for row in lines("") {
        let at = wall(&row[0]);
        let cells = days.entry(at.date()).or_insert_with(|| vec![None; slots_per_day(interval)]);
        cells[slot_of(at, interval)] = row[1].parse().ok().and_then(Calls::new).map(|offered| Cell {
            offered,
            answered: None,
            aht: row.get(2).and_then(|a| a.parse().ok()).and_then(Seconds::new),
        });
    }
    let calendar = lines("_special").iter().map(|r| special(&r[0], &r[1], r[3] == "1")).collect();
    let origins = lines("_folds").iter().filter(|r| r[1] == "dev").map(|r| r[0].parse().expect("a date")).collect();
    let end = add_days(*days.keys().last()?, 1);
    let days: Vec<GridDay> = days.into_iter().map(|(date, cells)| GridDay { date, cells }).collect();
    let centre = centre(interval.get(), vec![queue("q", opening)], calendar);
    let mut grid = CallGrid { interval, queues: vec![QueueGrid { queue: QueueId::new("q"), days }] };
    close(&mut grid, &centre);
    Some(Series { name, grid, centre, origins, end })
}

/// Leaves out what lies outside the opening hours, as the grid of a history does.
fn close(grid: &mut CallGrid, centre: &Centre) {
    for day in &mut grid.queues[0].days {
        let open: Vec<usize> = centre.queues[0]
            .hours
            .open_intervals(day.date, &centre.calendar, centre.zone, centre.interval)
            .iter()
            .map(|start| slot_of(centre.zone.local(*start), centre.interval))
            .collect();
        for (slot, cell) in day.cells.iter_mut().enumerate() {
            *cell = cell.filter(|_| open.contains(&slot));
        }
    }
}

fn bank_hours() -> OpeningHours {
    let range = |from: u16, to: u16| vec![(ClockTime::from_minutes(from * 60), ClockTime::from_minutes(to * 60))];
    let weekly = std::array::from_fn(|w| match w {
        4 => range(7, 14),
        5 => range(18, 24),
        _ => range(7, 24),
    });
    OpeningHours { weekly, ..OpeningHours::always() }
}

fn anonbank() -> Option<Series> {
    load("anonbank", 30, bank_hours())
}

fn nabank() -> Option<Series> {
    load("nabank", 30, hours(7, 21, &[0, 1, 2, 3, 4]))
}

fn uihc_ed() -> Option<Series> {
    load("uihc_ed", 60, OpeningHours::always())
}

fn synth_cn() -> Option<Series> {
    load("synth_cn", 30, hours(8, 22, &[0, 1, 2, 3, 4, 5, 6]))
}

/// The series there are; `None` for each that is not there.
pub(super) fn all() -> [Option<Series>; 4] {
    [anonbank(), nabank(), uihc_ed(), synth_cn()]
}

impl Series {
    /// Whether a day counts: days that nobody can foresee, which only the made series has, are left out by its protocol.
    fn is_scored(&self, day: NaiveDate) -> bool {
        self.name != "synth_cn" || self.centre.calendar.on(day).iter().all(|special| special.kind != "anomaly")
    }
}

#[derive(Default, Debug)]
pub(super) struct Score {
    pub(super) wrong: f64,
    pub(super) over: f64,
    pub(super) calls: f64,
    pub(super) inside80: usize,
    pub(super) inside95: usize,
    pub(super) cells: usize,
}

impl Score {
    pub(super) fn wape(&self) -> f64 {
        100.0 * self.wrong / self.calls
    }

    fn coverage(&self) -> (f64, f64) {
        (100.0 * self.inside80 as f64 / self.cells as f64, 100.0 * self.inside95 as f64 / self.cells as f64)
    }
}

/// Normal and special days of the first `weeks` weeks of every fold.
pub(super) fn score(series: &Series, weeks: i64) -> (Score, Score) {
    let (mut normal, mut other) = (Score::default(), Score::default());
    for origin in &series.origins {
        let made = forecast(
            &series.grid,
            &series.centre,
            &[],
            *origin,
            usize::try_from(weeks * 7).expect("weeks"),
            &mut Findings::new(),
        );
        let actual: BTreeMap<NaiveDate, &GridDay> = series.grid.queues[0].days.iter().map(|d| (d.date, d)).collect();
        for row in made.rows.iter().filter(|r| series.centre.zone.day(r.start) < series.end) {
            let local = series.centre.zone.local(row.start);
            let rows = series.centre.calendar.on(local.date());
            if !series.is_scored(local.date()) {
                continue;
            }
            let Some(cell) = actual.get(&local.date()).and_then(|d| d.cells[slot_of(local, series.centre.interval)])
            else {
                continue;
            };
            let score = if rows.is_empty() { &mut normal } else { &mut other };
            let (y, f) = (cell.offered.get(), row.offered.get());
            let inside = |band: Option<crate::domain::series::Band>| band.is_some_and(|b| b.low <= y && y <= b.high);
            score.wrong += (f - y).abs();
            score.over += f - y;
            score.calls += y;
            score.inside80 += usize::from(inside(row.band80));
            score.inside95 += usize::from(inside(row.band95));
            score.cells += 1;
        }
    }
    (normal, other)
}

/// Asserts the error on normal days one week ahead, that on special days four weeks ahead, the bias, and that the bands cover
/// what they say.
fn assert_quality(series: &Series, most_normal: f64, most_special: f64) {
    let (normal, near) = score(series, 1);
    say(&format!(
        "{}: one week ahead: WAPE of normal days {:.2} %, of special days {:.1} %, the 80 % band covers {:.1} %",
        series.name,
        normal.wape(),
        near.wape(),
        normal.coverage().0
    ));
    assert!(normal.wape() <= most_normal, "{}: normal days: WAPE {:.2} %", series.name, normal.wape());
    let (normal, special) = score(series, 4);
    assert!(special.wape() <= most_special, "{}: special days: WAPE {:.2} %", series.name, special.wape());
    let all = Score {
        over: normal.over + special.over,
        calls: normal.calls + special.calls,
        inside80: normal.inside80 + special.inside80,
        inside95: normal.inside95 + special.inside95,
        cells: normal.cells + special.cells,
        ..Score::default()
    };
    let bias = 100.0 * all.over / all.calls;
    assert!(bias.abs() <= 4.0, "{}: bias {bias:.2} %", series.name);
    let (inner, outer) = all.coverage();
    assert!((74.0..=86.0).contains(&inner), "{}: the 80 % band covers {inner:.1} %", series.name);
    assert!((91.0..=99.0).contains(&outer), "{}: the 95 % band covers {outer:.1} %", series.name);
}

/// Error of all days from noon on: by the forecast of the week's start, and by the one made at noon.
fn afternoons(series: &Series) -> (f64, f64) {
    let zone = series.centre.zone;
    let actual: BTreeMap<NaiveDate, &GridDay> = series.grid.queues[0].days.iter().map(|d| (d.date, d)).collect();
    let noon = |day: NaiveDate| zone.at(day, ClockTime::from_minutes(12 * 60));
    let wrong = |made: &Forecast, day: NaiveDate| -> f64 {
        let rest = made.rows.iter().filter(|row| row.start >= noon(day) && zone.day(row.start) == day);
        let errors = rest.filter_map(|row| {
            let slot = slot_of(zone.local(row.start), series.centre.interval);
            Some((row.offered.get() - actual.get(&day)?.cells[slot]?.offered.get()).abs())
        });
        errors.sum()
    };
    let of_fold = |origin: &NaiveDate| {
        let week = forecast(&series.grid, &series.centre, &[], *origin, 7, &mut Findings::new());
        let scored = origin.iter_days().take(7).filter(|day| series.is_scored(*day));
        scored.fold((0.0, 0.0), |(before, after), day| {
            let now = rest_of_day(&series.grid, &series.centre, &[], noon(day), &mut Findings::new());
            (before + wrong(&week, day), after + wrong(&now, day))
        })
    };
    let folds: Vec<(f64, f64)> = series.origins.par_iter().map(of_fold).collect();
    folds.into_iter().fold((0.0, 0.0), |sum, fold| (sum.0 + fold.0, sum.1 + fold.1))
}

/// Asserts that mornings take away this share of the error of the rest of their days.
fn assert_mornings_tell(series: &Series, least: f64) {
    let (before, after) = afternoons(series);
    let change = after / before - 1.0;
    say(&format!("{}: at noon: the error of the rest of a day changes by {:+.1} %", series.name, 100.0 * change));
    assert!(change <= -least, "{}: {:+.2} %", series.name, 100.0 * change);
}

#[test]
fn a_morning_tells_of_its_afternoon_and_never_makes_it_worse() {
    // in the order of [`all`]
    let least = [0.07, 0.11, -0.005, -0.005];
    for (series, least) in all().into_iter().zip(least) {
        if let Some(series) = series {
            assert_mornings_tell(&series, least);
        }
    }
}

#[test]
fn a_small_bank_is_forecast_better_than_by_any_method_measured_before() {
    let Some(series) = anonbank() else { return };
    assert_quality(&series, 20.3, 45.0);
}

#[test]
fn a_large_bank_is_forecast_better_than_by_any_method_measured_before() {
    let Some(series) = nabank() else { return };
    assert_quality(&series, 5.1, 9.5);
}

#[test]
fn hourly_arrivals_of_a_hospital_are_forecast_near_the_noise_floor() {
    let Some(series) = uihc_ed() else { return };
    assert_quality(&series, 29.55, 34.0);
}

#[test]
fn a_centre_with_make_up_workdays_is_forecast_well_on_normal_and_on_special_days() {
    let Some(series) = synth_cn() else { return };
    assert_quality(&series, 10.8, 15.0);
}
