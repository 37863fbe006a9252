//! The centre of a history that comes without centre.toml: what its own rows tell, and nothing more.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use chrono::DateTime;

use super::step::step;
use crate::domain::calendar::Calendar;
use crate::domain::centre::{AdherenceSettings, Centre, Handover, ImportSettings, Objective, Patience, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::domain::hours::OpeningHours;
use crate::domain::ids::QueueId;
use crate::domain::rules::SharedRules;
use crate::domain::series::History;
use crate::domain::team::TeamRules;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Heads, Minutes, Share};
use crate::ingest::tables;

/// Reads the history, and takes its queues as open round the clock on the grid and at the offset that its times show.
pub(crate) fn centre(
    path: &Path,
    special_days: Option<&Path>,
    findings: &mut Findings,
) -> Result<(Centre, History), Failure> {
    let written = offset_written(path);
    let zone = written.and_then(zone_of_offset).unwrap_or(Zone::UTC);
    let (history, calendar) = step(findings, |f| {
        let calendar = special_days.map(|path| tables::special_days::read(path, f)).unwrap_or_default();
        (tables::history::read(path, zone, &[], f), calendar)
    })?;
    let centre = assume(&history, zone, calendar);
    findings.push(
        Finding::new(
            Code::CentreAssumed,
            format!(
                "without --config the queues count as open round the clock, in {}-minute intervals, with days as in {}",
                centre.interval.get(),
                zone.name()
            ),
        )
        .at(Place::file(&path.display().to_string()))
        .hint("give --config centre.toml for opening hours, holidays and clock changes"),
    );
    Ok((centre, history))
}

/// A centre of nothing but the clock that the file's times show, for files that are compared as they are written.
pub(crate) fn centre_of_times(path: &Path, findings: &mut Findings) -> Centre {
    let zone = offset_written(path).and_then(zone_of_offset).unwrap_or(Zone::UTC);
    let message = format!("without --config times are shown as in {}", zone.name());
    let hint = "give --config centre.toml for the centre's own clock";
    let place = Place::file(&path.display().to_string());
    findings.push(Finding::new(Code::CentreAssumed, message).at(place).hint(hint));
    assume(&History::default(), zone, Calendar::default())
}

fn assume(history: &History, zone: Zone, calendar: Calendar) -> Centre {
    Centre {
        name: String::new(),
        zone,
        interval: interval_of(history),
        queues: history.queues().into_iter().map(queue).collect(),
        contracts: Vec::new(),
        shifts: Vec::new(),
        calendar,
        min_agents_present: Heads::default(),
        rules: SharedRules::default(),
        handover: Handover::default(),
        objective: Objective::default(),
        intraday: crate::domain::centre::IntradaySettings::default(),
        import: ImportSettings::default(),
        adherence: AdherenceSettings::default(),
        kpi: crate::domain::kpi::KpiSettings::default(),
        team_rules: TeamRules::default(),
        skill_groups: Vec::new(),
    }
}

fn queue(id: QueueId) -> Queue {
    Queue {
        id,
        hours: OpeningHours::always(),
        service_level: None,
        max_asa: None,
        max_abandon: None,
        patience: Patience::Infinite,
        max_occupancy: Share::ALL,
        unplanned_shrinkage: Share::ZERO,
        min_agents: Heads::default(),
        like: None,
        work: crate::domain::centre::Work::Calls,
        counted: crate::domain::centre::ServiceCount::Offered,
    }
}

/// The finest step between two starts that is a planning interval; 30 minutes when there is none.
fn interval_of(history: &History) -> Minutes {
    let mut starts: Vec<Instant> = history.rows.iter().map(|row| row.start).collect();
    starts.sort_unstable();
    starts.dedup();
    let steps = starts.windows(2).filter_map(|pair| match pair {
        [a, b] => u32::try_from(b.seconds_since(*a) / 60).ok(),
        _ => None,
    });
    Minutes::new(steps.filter(|minutes| [5, 10, 15, 30, 60].contains(minutes)).min().unwrap_or(30))
}

/// The offset, in seconds, of the first time in the file that has one.
fn offset_written(path: &Path) -> Option<i32> {
    let head = BufReader::new(File::open(path).ok()?.take(65_536));
    let row = head.lines().map_while(Result::ok).nth(1)?;
    let times = row.split(',').filter_map(|cell| DateTime::parse_from_rfc3339(cell.trim().trim_matches('"')).ok());
    times.map(|time| time.offset().local_minus_utc()).next()
}

/// A zone that always has this offset. The names count westward: `Etc/GMT-8` is eight hours ahead.
fn zone_of_offset(seconds: i32) -> Option<Zone> {
    match (seconds % 3600, seconds / 3600) {
        (0, 0) => Some(Zone::UTC),
        (0, ahead) if ahead > 0 => Zone::parse(&format!("Etc/GMT-{ahead}")),
        (0, behind) => Zone::parse(&format!("Etc/GMT+{}", -behind)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::series::HistoryRow;
    use crate::domain::units::Calls;

    fn row(minutes: i64) -> HistoryRow {
        HistoryRow {
            start: Instant::from_unix(minutes * 60),
            queue: QueueId::new("calls"),
            offered: Calls::ZERO,
            answered: None,
            abandoned: None,
            aht: None,
        }
    }

    #[test]
    fn the_grid_is_the_finest_step_that_can_be_one() {
        let interval = |starts: &[i64]| interval_of(&History { rows: starts.iter().map(|m| row(*m)).collect() }).get();
        assert_eq!(interval(&[0, 60, 75, 120]), 15);
        assert_eq!(interval(&[0, 7]), 30);
        assert_eq!(interval(&[]), 30);
    }

    #[test]
    fn a_fixed_offset_is_a_zone() {
        let zone = zone_of_offset(8 * 3600).expect("whole hours");
        assert_eq!(zone.rfc3339(Instant::from_unix(0)), "1970-01-01T08:00:00+08:00");
        let zone = zone_of_offset(-5 * 3600).expect("whole hours");
        assert_eq!(zone.rfc3339(Instant::from_unix(0)), "1969-12-31T19:00:00-05:00");
        assert!(zone_of_offset(5 * 3600 + 1800).is_none());
    }

    #[test]
    fn the_offset_is_read_from_the_first_row() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("history.csv");
        std::fs::write(&path, "queue,start,offered\na,2026-01-05T09:00:00+08:00,3\n").expect("written");
        assert_eq!(offset_written(&path), Some(28_800));
        std::fs::write(&path, "start,offered\n2026-01-05 09:00,3\n").expect("written");
        assert_eq!(offset_written(&path), None);
    }
}
