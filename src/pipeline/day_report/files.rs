//! Where the files of one day are: named, in the day's own folder, in the centre's, or in its plan.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::kpi::KpiFiles;

/// The folder of a centre that holds a folder for each day.
const DAYS: &str = "days";

/// The files that the page of a day is made from; what is absent is not there.
#[derive(Clone, Debug, Default)]
pub struct DayFiles {
    /// Call records of the day.
    pub calls: Option<PathBuf>,
    /// Interval counts of the day, used where there are no call records: the columns of history.csv.
    pub actuals: Option<PathBuf>,
    /// states.csv.
    pub states: Option<PathBuf>,
    /// exceptions.csv.
    pub exceptions: Option<PathBuf>,
    /// The roster that the day began with.
    pub roster: Option<PathBuf>,
    /// The forecast that it was planned from.
    pub forecast: Option<PathBuf>,
    /// requirement.csv; made from the forecast when absent.
    pub requirement: Option<PathBuf>,
}

/// The folder of a day below that of its centre.
pub(super) fn folder_of(dir: &Path, day: NaiveDate) -> PathBuf {
    dir.join(DAYS).join(day.to_string())
}

/// The first of these names in the day's own folder, in the centre's, or in the plan.
fn find(dir: &Path, day: NaiveDate, names: &[&str]) -> Option<PathBuf> {
    let folders = [folder_of(dir, day), dir.to_owned(), dir.join("plan")];
    let paths = folders.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    paths.into_iter().find(|path| path.is_file())
}

impl DayFiles {
    /// These files, and for those not named what the centre has.
    #[must_use]
    pub fn or_of_directory(self, dir: &Path, day: NaiveDate) -> Self {
        let find = |names: &[&str]| find(dir, day, names);
        let has_counts = self.actuals.is_some();
        Self {
            calls: self.calls.or_else(|| find(&["calls.csv", "calls.csv.gz"]).filter(|_| !has_counts)),
            actuals: self.actuals.or_else(|| find(&["actuals.csv", "actuals.csv.gz"])),
            states: self.states.or_else(|| find(&["states.csv", "states.csv.gz"])),
            exceptions: self.exceptions.or_else(|| find(&["exceptions.csv"])),
            roster: self.roster.or_else(|| find(&["roster.csv"])),
            forecast: self.forecast.or_else(|| find(&["forecast.csv"])),
            requirement: self.requirement.or_else(|| find(&["requirement.csv"])),
        }
    }

    /// What indicators are computed from, with the records that the centre keeps beside.
    pub(super) fn of_kpi(&self, dir: &Path, day: NaiveDate) -> KpiFiles {
        let find = |name: &str| find(dir, day, &[name]);
        KpiFiles {
            config: Some(dir.join("centre.toml")),
            special_days: None,
            calls: self.calls.iter().cloned().collect(),
            history: self.actuals.clone().filter(|_| self.calls.is_none()),
            states: self.states.clone(),
            roster: self.roster.clone(),
            agents: None,
            costs: find("costs.csv"),
            quality: find("quality.csv"),
            fcr: find("fcr.csv"),
            hr: find("hr.csv"),
            targets: None,
        }
    }

    /// Each file with what it is read for.
    pub(super) fn sources(&self) -> Vec<(&'static str, String)> {
        let counted = if self.calls.is_some() { &self.calls } else { &self.actuals };
        let all = [
            ("calls that came", counted),
            ("forecast", &self.forecast),
            ("requirement", &self.requirement),
            ("roster", &self.roster),
            ("states of agents", &self.states),
            ("exceptions", &self.exceptions),
        ];
        all.into_iter().filter_map(|(what, path)| Some((what, path.as_ref()?.display().to_string()))).collect()
    }

    /// Every file that is there.
    pub(super) fn all(&self) -> Vec<&Path> {
        let all = [
            &self.calls,
            &self.actuals,
            &self.states,
            &self.exceptions,
            &self.roster,
            &self.forecast,
            &self.requirement,
        ];
        all.into_iter().filter_map(Option::as_deref).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_the_day_comes_before_that_of_the_centre_and_the_plan() {
        let dir = tempfile::tempdir().expect("folder");
        let day: NaiveDate = "2026-10-30".parse().expect("date");
        let write = |name: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("folder")).expect("made");
            std::fs::write(&path, "x").expect("written");
            path
        };
        let found = || DayFiles::default().or_of_directory(dir.path(), day);
        assert!(found().all().is_empty());
        let planned = write("plan/roster.csv");
        assert_eq!(found().roster, Some(planned));
        let centres = write("roster.csv");
        assert_eq!(found().roster, Some(centres));
        let own = write("days/2026-10-30/roster.csv");
        assert_eq!(found().roster, Some(own));
        let (calls, counts) = (write("calls.csv"), write("actuals.csv"));
        assert_eq!((found().calls, found().actuals), (Some(calls), Some(counts.clone())));
        // counts that are named are meant
        let named = DayFiles { actuals: Some(counts), ..DayFiles::default() };
        assert_eq!(named.or_of_directory(dir.path(), day).calls, None);
    }
}
