//! Weeks in a row: each is a problem of its own, chained to the one before by the people still at work at its edge.

use std::ops::Range;

use chrono::NaiveDate;

use super::inputs::Inputs;
use crate::check::{self, CheckReport};
use crate::domain::findings::Failure;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, RosterOutcome, RosterProblem, RosterSummary, Status};
use crate::domain::series::{Requirement, interval_end};
use crate::domain::span::Span;
use crate::domain::time::{Instant, Zone, add_days};
use crate::domain::units::{Fte, Minutes};
use crate::domain::work::WorkRange;
use crate::{roster, staffing};

/// Days of a planning week.
pub(crate) const WEEK: usize = 7;

/// The first days of so many weeks in a row.
pub(crate) fn first_days(first_day: NaiveDate, weeks: usize) -> Vec<NaiveDate> {
    first_day.iter_days().step_by(WEEK).take(weeks).collect()
}

/// How many weeks from `first_day` the requirement reaches; none when all of it lies before.
pub(crate) fn weeks_of(requirement: &Requirement, first_day: NaiveDate, zone: Zone) -> usize {
    let last = requirement.rows.iter().map(|row| zone.day(row.start)).filter(|day| *day >= first_day).max();
    last.and_then(|day| usize::try_from((day - first_day).num_days()).ok()).map_or(0, |days| days / WEEK + 1)
}

/// The rows of the seven local days from `first_day`.
pub(crate) fn of_week(requirement: &Requirement, first_day: NaiveDate, zone: Zone) -> Requirement {
    let (from, to) = (zone.midnight(first_day), zone.midnight(add_days(first_day, 7)));
    Requirement { rows: requirement.rows.iter().filter(|row| from <= row.start && row.start < to).cloned().collect() }
}

/// Adds to every row the agents whose shifts began before and still run: the time-average of their work in the interval.
pub(crate) fn carry_in(requirement: &mut Requirement, before: &[RosterRow], interval: Minutes) {
    let length = interval.as_seconds().get();
    for row in &mut requirement.rows {
        let Some(slot) = Span::new(row.start, interval_end(row.start, interval)) else { continue };
        let at_work = before.iter().filter(|r| r.activity == Activity::Work && r.queue.as_ref() == Some(&row.queue));
        let inside = at_work.filter_map(|r| Span::new(r.start, r.end)?.overlap(slot)).map(Span::seconds).sum::<i64>();
        row.carried_in += inside as f64 / length;
    }
}

/// The problem of the week from `first_day`, after `earlier` weeks of the same plan.
fn problem(inputs: &Inputs, requirement: &Requirement, first_day: NaiveDate, earlier: &[RosterRow]) -> RosterProblem {
    let mut of_week = of_week(requirement, first_day, inputs.centre.zone);
    carry_in(&mut of_week, earlier, inputs.centre.interval);
    let previous = inputs.previous.iter().chain(earlier).cloned().collect();
    inputs.problem(first_day, of_week, previous)
}

/// Plans work that may wait where the shifts leave room for it, week by week. What a week does of it in all stays as it was.
pub(crate) fn plan_work(
    inputs: &Inputs,
    requirement: &mut Requirement,
    works: &[WorkRange],
    first_days: &[NaiveDate],
    progress: &dyn Progress,
) {
    let zone = inputs.centre.zone;
    for first_day in first_days {
        progress.stage(&format!("Planning the work that may wait of the week from {first_day}"));
        let (from, to) = (zone.midnight(*first_day), zone.midnight(add_days(*first_day, 7)));
        let planned = |work: &WorkRange, until: Instant| -> f64 {
            let rows = requirement.rows.iter().filter(|row| row.queue == work.queue && row.start < until);
            rows.filter_map(|row| row.scheduled_fte).map(Fte::get).sum()
        };
        let of_week = |work: &WorkRange| work.within(from, to, (planned(work, from), planned(work, to)));
        let works: Vec<WorkRange> = works.iter().map(of_week).filter(|work| work.whole() > 0.0).collect();
        let problem = problem(inputs, requirement, *first_day, &[]);
        let Some(room) = roster::room_for_work(&problem, &works, progress) else { continue };
        for (work, room) in works.iter().zip(room) {
            staffing::plan_work(requirement, work, &room, &inputs.centre);
        }
    }
}

/// Makes one roster a week, each knowing those before. A stop by the user keeps the weeks that are done.
pub(crate) fn solve(
    inputs: &Inputs,
    requirement: &Requirement,
    first_days: &[NaiveDate],
    limits: &RosterLimits,
    progress: &dyn Progress,
) -> Result<Vec<RosterOutcome>, Failure> {
    let mut outcomes: Vec<RosterOutcome> = Vec::new();
    let mut earlier: Vec<RosterRow> = Vec::new();
    for first_day in first_days {
        progress.stage(&format!("Making the roster of the week from {first_day}"));
        let outcome = match roster::solve(&problem(inputs, requirement, *first_day, &earlier), limits, progress) {
            Err(Failure::Interrupted) if !outcomes.is_empty() => break,
            other => other?,
        };
        let interrupted = outcome.summary.status == Status::Interrupted;
        earlier.extend(outcome.rows.iter().cloned());
        outcomes.push(outcome);
        if interrupted {
            break;
        }
    }
    Ok(outcomes)
}

/// Checks one week after the other, from published rows, each against its own claims. Rows after the last week are put to
/// its checker, which knows that they do not belong there.
pub(crate) fn check(
    inputs: &Inputs,
    requirement: &Requirement,
    first_days: &[NaiveDate],
    rows: &[RosterRow],
    claims: &[RosterSummary],
) -> Vec<CheckReport> {
    let check_week = |(index, first_day): (usize, &NaiveDate)| {
        let is_last = first_days.last() == Some(first_day);
        let end = if is_last { NaiveDate::MAX } else { add_days(*first_day, 7) };
        let rows_of =
            |days: Range<NaiveDate>| rows.iter().filter(|r| days.contains(&r.day)).cloned().collect::<Vec<_>>();
        let earlier = rows_of(NaiveDate::MIN..*first_day);
        // Where no claim is of this week, one of another week still has to be told apart: the checker does.
        let own = claims.iter().find(|c| c.first_day == *first_day);
        let claim = own.or_else(|| claims.get(index)).or_else(|| claims.last());
        check::check(&problem(inputs, requirement, *first_day, &earlier), &rows_of(*first_day..end), claim)
    };
    first_days.iter().enumerate().map(check_week).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgentId, QueueId, ShiftId};
    use crate::domain::series::RequirementRow;
    use crate::domain::time::Instant;
    use crate::domain::units::Heads;

    const MONDAY: i64 = 1_796_601_600; // 2026-12-07T00:00:00Z

    fn row(hour: i64) -> RequirementRow {
        RequirementRow {
            start: Instant::from_unix(MONDAY + hour * 3600),
            queue: QueueId::new("calls"),
            load: None,
            agents: None,
            scheduled: Heads::new(2),
            scheduled_fte: None,
            carried_in: 0.0,
            service_level: None,
            asa: None,
            occupancy: None,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    fn night_shift(activity: Activity, from: i64, to: i64) -> RosterRow {
        RosterRow {
            agent: AgentId::new("A1"),
            day: day("2026-12-06"),
            shift: ShiftId::new("night"),
            start: Instant::from_unix(MONDAY + from * 60),
            end: Instant::from_unix(MONDAY + to * 60),
            activity,
            queue: (activity == Activity::Work).then(|| QueueId::new("calls")),
            paid: true,
        }
    }

    #[test]
    fn a_requirement_is_cut_at_local_midnights() {
        let requirement = Requirement { rows: (0..24 * 8).map(row).collect() };
        assert_eq!(weeks_of(&requirement, day("2026-12-07"), Zone::UTC), 2);
        assert_eq!(weeks_of(&requirement, day("2027-01-07"), Zone::UTC), 0);
        assert_eq!(of_week(&requirement, day("2026-12-07"), Zone::UTC).rows.len(), 168);
        assert_eq!(of_week(&requirement, day("2026-12-14"), Zone::UTC).rows.len(), 24);
        let shanghai = Zone::parse("Asia/Shanghai").expect("known");
        assert_eq!(of_week(&requirement, day("2026-12-07"), shanghai).rows.len(), 160);
    }

    #[test]
    fn only_work_past_the_edge_is_carried_in() {
        let mut requirement = Requirement { rows: vec![row(0), row(1)] };
        let before = [
            night_shift(Activity::Work, -120, 45),
            night_shift(Activity::Break, 45, 60),
            night_shift(Activity::Handover, 60, 75),
        ];
        carry_in(&mut requirement, &before, Minutes::new(60));
        let carried: Vec<f64> = requirement.rows.iter().map(|r| r.carried_in).collect();
        assert!((carried[0] - 0.75).abs() < 1e-12 && carried[1].abs() < 1e-12, "{carried:?}");
    }
}
