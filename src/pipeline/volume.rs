//! The single commands on calls: forecast, backtest, requirement.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};

use super::inputs::read_centre;
use super::step::{announce, fail, step};
use super::target::{self, Target};
use super::{guess, import};
use crate::domain::centre::{Centre, Patience};
use crate::domain::chance::Chance;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::progress::Progress;
use crate::domain::series::{AccuracyRow, Forecast, ForecastRow, History, Requirement, ServiceOverTime};
use crate::domain::time::Instant;
use crate::domain::trunks::BusyHour;
use crate::domain::units::{Seconds, Share};
use crate::ingest::tables;
use crate::outputs::table::Table;
use crate::outputs::tables as published;
use crate::outputs::{service, text};
use crate::staffing::{Explanation, OfferedLoad, Staffed};
use crate::{forecast, history, staffing};

/// A history.csv and what is known of its centre.
#[derive(Clone, Debug, Default)]
pub struct HistorySource {
    /// history.csv.
    pub history: PathBuf,
    /// centre.toml; without it the centre is what the rows tell.
    pub config: Option<PathBuf>,
    /// special_days.csv; the one beside the config when absent.
    pub special_days: Option<PathBuf>,
}

impl HistorySource {
    fn files(&self) -> Vec<&Path> {
        let optional = [&self.config, &self.special_days].into_iter().filter_map(Option::as_deref);
        std::iter::once(self.history.as_path()).chain(optional).collect()
    }

    fn read(&self, findings: &mut Findings) -> Result<(Centre, History), Failure> {
        let Some(config) = &self.config else {
            return guess::centre(&self.history, self.special_days.as_deref(), findings);
        };
        let centre = read_centre(config, self.special_days.as_deref(), findings)?;
        let queues: Vec<QueueId> = centre.queues.iter().map(|q| q.id.clone()).collect();
        let history = step(findings, |f| tables::history::read(&self.history, centre.zone, &queues, f))?;
        Ok((centre, history))
    }
}

/// A forecast, and what was not written to a file.
#[derive(Clone, Debug)]
pub struct ForecastOutcome {
    /// The forecast.
    pub forecast: Forecast,
    /// forecast.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// Where the day totals went.
    pub days_file: Option<PathBuf>,
    /// Notes and warnings.
    pub findings: Findings,
}

/// What is forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So many weeks from a local day, from what was known before it.
    Weeks {
        /// The first day.
        first_day: NaiveDate,
        /// How many weeks.
        weeks: usize,
    },
    /// The rest of the local day of a moment, from what was known then.
    RestOfDay(When),
}

/// Forecasts a period. The day totals go beside the target: `x_days.csv` for `x.csv`.
pub fn forecast(
    source: &HistorySource,
    overrides: Option<&Path>,
    period: Period,
    to: &Target,
) -> Result<ForecastOutcome, Failure> {
    let inputs: Vec<&Path> = source.files().into_iter().chain(overrides).collect();
    let days_file = to.file().map(days_beside);
    to.prepare(&inputs)?;
    if let Some(path) = &days_file {
        target::prepare(path, &inputs)?;
    }
    let mut findings = Findings::new();
    let (centre, history) = source.read(&mut findings)?;
    let corrections = overrides.map(|path| step(&mut findings, |f| tables::overrides::read(path, &centre, f)));
    let corrections = corrections.transpose()?.unwrap_or_default();
    let forecast = step(&mut findings, |f| {
        let grid = history::regular(&history, &centre, f);
        match period {
            Period::Weeks { first_day, weeks } => {
                forecast::forecast(&grid, &centre, &corrections, first_day, weeks * super::weeks::WEEK, f)
            }
            Period::RestOfDay(when) => forecast::rest_of_day(&grid, &centre, &corrections, when.instant(&centre), f),
        }
    })?;
    if let Some(path) = &days_file {
        target::write(path, &published::forecast_days(&forecast).csv(), &mut findings)?;
    }
    let table = to.put(published::forecast(&forecast, centre.zone), &mut findings)?;
    Ok(ForecastOutcome { forecast, table, days_file, findings })
}

fn days_beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{stem}_days.csv"))
}

/// The accuracy of every method, and what was not written to a file.
#[derive(Clone, Debug)]
pub struct BacktestOutcome {
    /// By queue and method.
    pub accuracy: Vec<AccuracyRow>,
    /// The same as rows, when they did not go to a file.
    pub table: Option<Table>,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Forecasts the past again from several days, and compares with what happened.
/// Overrides of days that have since happened are scored as notes.
pub fn backtest(
    source: &HistorySource,
    overrides: Option<&Path>,
    origins: usize,
    weeks: usize,
    to: &Target,
    progress: &dyn Progress,
) -> Result<BacktestOutcome, Failure> {
    to.prepare(&source.files().into_iter().chain(overrides).collect::<Vec<_>>())?;
    let mut findings = Findings::new();
    let (centre, history) = source.read(&mut findings)?;
    let corrections = overrides.map(|path| step(&mut findings, |f| tables::overrides::read(path, &centre, f)));
    let corrections = corrections.transpose()?.unwrap_or_default();
    announce(progress, "Forecasting the past again")?;
    let accuracy = step(&mut findings, |f| {
        let grid = history::regular(&history, &centre, f);
        forecast::score_overrides(&grid, &centre, &corrections, f);
        forecast::backtest(&grid, &centre, origins, weeks, f)
    })?;
    let table = to.put(published::accuracy(&accuracy), &mut findings)?;
    Ok(BacktestOutcome { accuracy, table, findings })
}

/// A forecast.csv and the centre whose targets it must meet.
#[derive(Clone, Debug, Default)]
pub struct StaffSettings {
    /// forecast.csv.
    pub forecast: PathBuf,
    /// centre.toml.
    pub config: PathBuf,
    /// special_days.csv; the one beside the config when absent.
    pub special_days: Option<PathBuf>,
    /// The service level is to hold in expectation over the forecast's bands, not at the expected calls.
    pub over_band: bool,
    /// Whose calls make the load of an interval.
    pub load: OfferedLoad,
    /// Where the service curves go.
    pub curves: Option<PathBuf>,
    /// Where the service goes that calls followed from interval to interval get.
    pub over_time: Option<PathBuf>,
    /// Where the chances go that intervals and days meet their service level.
    pub chances: Option<PathBuf>,
    /// Where the lines of each day's busy hour go.
    pub trunks: Option<PathBuf>,
    /// Share of calls that may find no line free.
    pub blocking: Share,
}

impl StaffSettings {
    pub(super) fn files(&self) -> Vec<&Path> {
        [self.forecast.as_path(), self.config.as_path()].into_iter().chain(self.special_days.as_deref()).collect()
    }

    pub(super) fn read(
        &self,
        findings: &mut Findings,
    ) -> Result<(Centre, Forecast, BTreeMap<QueueId, Seconds>), Failure> {
        let centre = read_centre(&self.config, self.special_days.as_deref(), findings)?;
        let rows = step(findings, |f| tables::forecast::read(&self.forecast, &centre, f))?;
        let forecast = Forecast { rows, ..Forecast::default() };
        let patience = patience_beside(&self.config, &centre, findings)?;
        Ok((centre, forecast, patience))
    }
}

/// Callers' patience from the exports in `history/` beside the config, where there are any and any queue wants it estimated.
pub(super) fn patience_beside(
    config: &Path,
    centre: &Centre,
    findings: &mut Findings,
) -> Result<BTreeMap<QueueId, Seconds>, Failure> {
    let dir = config.parent().unwrap_or(Path::new("."));
    let wanted = centre.queues.iter().any(|queue| queue.patience == Patience::Estimate);
    if !wanted || import::exports_in(&dir.join("history")).is_empty() {
        return Ok(BTreeMap::new());
    }
    // What is wrong with the exports is the business of `wfm import`.
    let imported = import::of_directory(dir, centre, &mut Findings::new());
    let calls = imported.map_err(|failure| super::step::after(findings, failure))?.calls;
    Ok(staffing::estimate_patience(&calls))
}

/// A requirement, and what was not written to a file.
#[derive(Clone, Debug)]
pub struct StaffOutcome {
    /// The requirement.
    pub requirement: Requirement,
    /// requirement.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// The service of its agents when calls are followed from interval to interval; empty unless asked for.
    pub over_time: Vec<ServiceOverTime>,
    /// The chances that intervals and days meet their service level; empty unless asked for.
    pub chances: Vec<Chance>,
    /// Each day's busy hour and its lines; empty unless asked for.
    pub busy_hours: Vec<BusyHour>,
    /// The centre whose targets it meets.
    pub centre: Centre,
    /// Notes and warnings.
    pub findings: Findings,
}

/// The agents that every interval of a forecast needs, and what else the settings name a file for.
pub fn staff(settings: &StaffSettings, to: &Target) -> Result<StaffOutcome, Failure> {
    let more = [
        ("--curves", settings.curves.as_deref()),
        ("--over-time", settings.over_time.as_deref()),
        ("--chances", settings.chances.as_deref()),
        ("--trunks", settings.trunks.as_deref()),
    ];
    target::prepare_several(to, &more, &settings.files())?;
    let mut findings = Findings::new();
    let (centre, forecast, patience) = settings.read(&mut findings)?;
    let loaded = staffing::with_offered_load(&forecast, &centre, settings.load);
    let requirement = step(&mut findings, |f| {
        let of = if settings.over_band { staffing::requirement_over_band } else { staffing::requirement };
        of(&loaded, &centre, &patience, f)
    })?;
    let table = to.put(published::requirement(&requirement, centre.zone), &mut findings)?;
    if let Some(path) = &settings.curves {
        let curves = staffing::counted_over(staffing::curves(&loaded, &centre, &patience), &forecast);
        target::write(path, &service::curves(&curves, centre.zone).csv(), &mut findings)?;
    }
    let mut over_time = Vec::new();
    if let Some(path) = &settings.over_time {
        over_time = staffing::over_time(&forecast, &requirement, &centre, &patience);
        target::write(path, &service::over_time(&over_time, centre.zone).csv(), &mut findings)?;
    }
    let mut chances = Vec::new();
    if let Some(path) = &settings.chances {
        chances = staffing::chances(&loaded, &requirement, &centre, &patience);
        target::write(path, &service::chances(&chances, centre.zone).csv(), &mut findings)?;
    }
    let mut busy_hours = Vec::new();
    if let Some(path) = &settings.trunks {
        let found = staffing::trunks(&forecast, &requirement, &centre, settings.blocking);
        let Some(found) = found else {
            let finding = Finding::new(Code::OptionInvalid, "no number of lines lets every call in");
            return fail(&mut findings, finding.hint("give --blocking a share above 0, such as 0.01"));
        };
        target::write(path, &service::trunks(&found, centre.zone).csv(), &mut findings)?;
        busy_hours = found;
    }
    Ok(StaffOutcome { requirement, table, over_time, chances, busy_hours, centre, findings })
}

/// A moment as a user names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Seconds since 1970-01-01T00:00:00Z.
    Moment(i64),
    /// What a clock on the wall of the centre shows.
    Wall(NaiveDateTime),
}

impl When {
    pub(super) fn instant(self, centre: &Centre) -> Instant {
        match self {
            Self::Moment(seconds) => Instant::from_unix(seconds),
            Self::Wall(local) => centre.zone.resolve(local).0,
        }
    }
}

/// How the figures of one interval come about, queue by queue; then, in words, the work that waits for its deadline.
pub fn why(settings: &StaffSettings, when: When) -> Result<(Vec<Explanation>, String, Findings), Failure> {
    let mut findings = Findings::new();
    let (centre, forecast, patience) = settings.read(&mut findings)?;
    let at = when.instant(&centre);
    let loaded = staffing::with_offered_load(&forecast, &centre, settings.load);
    let at_once = |row: &ForecastRow| centre.queue(&row.queue).is_none_or(|queue| queue.work.is_at_once());
    let rows: Vec<&ForecastRow> = loaded.rows.iter().filter(|row| row.start == at && at_once(row)).collect();
    let requirement = staffing::requirement(&loaded, &centre, &patience, &mut Findings::new());
    let later = text::work_until_deadline(&requirement, at, &centre);
    if rows.is_empty() && later.is_empty() {
        let message = format!("the forecast has no interval that begins at {}", centre.zone.rfc3339(at));
        let finding = Finding::new(Code::OptionInvalid, message).hint("name the start of one of its rows");
        return fail(&mut findings, finding);
    }
    let how = Staffed { load: settings.load, over_band: settings.over_band };
    let sum = |row: &ForecastRow| {
        let asked = forecast.rows.iter().find(|asked| asked.start == row.start && asked.queue == row.queue);
        staffing::explain(row, asked.unwrap_or(row), how, &centre, &patience)
    };
    let sums: Result<Vec<Explanation>, Finding> = rows.into_iter().map(sum).collect();
    sums.map(|sums| (sums, later, findings.clone())).or_else(|finding| fail(&mut findings, finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_totals_go_beside_the_forecast() {
        assert_eq!(days_beside(Path::new("out/forecast.csv")), Path::new("out/forecast_days.csv"));
        assert_eq!(days_beside(Path::new("next")), Path::new("next_days.csv"));
    }
}
