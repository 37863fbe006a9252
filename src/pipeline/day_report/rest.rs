//! The rest of a day that goes on: forecast again, and who is there for it, as `wfm intraday` sees it before any change.

use super::super::intraday::seen;
use super::facts::{Facts, Moment};
use crate::domain::adherence::StateLog;
use crate::domain::day_report::VolumeSlot;
use crate::domain::findings::{Findings, Severity};
use crate::domain::intraday::DayPlan;
use crate::domain::series::{History, HistoryRow};
use crate::domain::units::{Calls, Seconds};
use crate::intraday::{self, Barred, Day, Outlook};
use crate::{history, staffing};

impl Facts {
    /// What is still to come, by the intervals so far; or what is lacking for it.
    pub(super) fn outlook(&self, moment: Moment, so_far: &[VolumeSlot]) -> Result<Outlook, String> {
        let Some(past) = &self.past else {
            return Err("the re-forecast needs exports of the past in history/".to_owned());
        };
        let today = so_far.iter().filter(|slot| slot.start < moment.cut).filter_map(|slot| {
            Some(HistoryRow {
                start: slot.start,
                queue: slot.queue.clone(),
                offered: Calls::new(slot.actual?)?,
                answered: None,
                abandoned: None,
                aht: slot.actual_aht.and_then(Seconds::new),
            })
        });
        let mut known = History { rows: past.rows.iter().cloned().chain(today).collect() };
        known.rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
        let mut told = Findings::new();
        let grid = history::regular(&known, &self.centre, &mut told);
        let outlook = intraday::outlook(&grid, &known, &self.centre, &self.overrides, moment.cut, &mut told);
        let lack = told.iter().find(|finding| finding.severity == Severity::Error);
        match lack {
            Some(finding) if outlook.rest.rows.is_empty() => {
                Err(format!("there is no re-forecast: {}", finding.message))
            }
            _ => Ok(outlook),
        }
    }

    /// What the rest of the day needs, who is there and who is missing; `None` without a roster.
    pub(super) fn rest(&self, outlook: &Outlook, moment: Moment, log: Option<&StateLog>) -> Option<DayPlan> {
        let roster = self.input.roster.as_ref()?;
        // What is wrong with feed and forecast is told where they are read and made.
        let mut told = Findings::new();
        let requirement = staffing::requirement(&outlook.rest, &self.centre, &self.patience, &mut told);
        let seen = log.map(|log| seen(log, &self.centre, moment.at, &mut told));
        let day = Day {
            centre: &self.centre,
            agents: &self.agents,
            roster,
            forecast: &outlook.rest.rows,
            requirement: &requirement.rows,
            patience: &self.patience,
            seen: seen.as_ref(),
            time_off: &self.input.time_off,
            standby: &[],
            now: moment.at,
            max_changes: 0,
        };
        let plan = intraday::plan(&day, &Barred::default(), &|_| None);
        Some(plan).filter(|plan| !plan.intervals.is_empty())
    }
}
