//! Trainings and meetings: which rows of an agent attend which planned activity.

use super::clock::{Stretch, merged, minus};
use super::shifts::{Shift, stretch};
use super::week::{Appointment, Person, Week};
use crate::domain::people::{Activity, PlannedActivity, RosterRow};

const AWAY_FROM_CALLS: [Activity; 2] = [Activity::Training, Activity::Meeting];

/// How an agent's trainings and meetings compare with the plan.
#[derive(Debug, Default)]
pub(super) struct Attendance<'a> {
    /// Fixed activities that the agent should attend and does not.
    pub(super) missed: Vec<Appointment>,
    /// Rows that no planned activity explains.
    pub(super) unplanned: Vec<&'a RosterRow>,
    /// Activities of the team that would have fitted in the agent's work and are not there.
    pub(super) not_placed: Vec<Placed<'a>>,
}

/// An activity to be placed for every member of a team.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub(super) team: &'a str,
    pub(super) seconds: i64,
    pub(super) window: Stretch,
    pub(super) kind: Activity,
}

impl Placed<'_> {
    fn is_attended_by(&self, row: &RosterRow) -> bool {
        let time = stretch(row);
        row.activity == self.kind && time.seconds() == self.seconds && self.window.covers(time)
    }
}

/// Compares an agent's rows with the plan.
pub(super) fn attendance<'a>(week: &Week<'a>, person: &Person<'a>) -> Attendance<'a> {
    let mut rows: Vec<&'a RosterRow> = person.shifts.iter().flat_map(|s| s.rows_of(&AWAY_FROM_CALLS)).collect();
    let mut missed = Vec::new();
    for appointment in &person.fixed {
        if !take(&mut rows, *appointment) && is_expected(week, person, appointment) {
            missed.push(*appointment);
        }
    }
    let placed: Vec<Placed<'a>> = week.problem.activities.iter().filter_map(|a| placed_for(a, person)).collect();
    let taken = assign(&placed, &rows);
    let unplanned = unmatched(&rows, |i| taken.contains(&Some(i)));
    let not_placed = placed
        .iter()
        .zip(&taken)
        .filter(|(activity, row)| row.is_none() && person.shifts.iter().any(|s| has_room(s, activity)))
        .map(|(activity, _)| *activity)
        .collect();
    Attendance { missed, unplanned, not_placed }
}

/// Whether an agent who works this week must attend: it begins in the week or falls in one of the shifts, nothing excuses
/// the agent, and last week's roster does not already hold it.
pub(super) fn is_expected(week: &Week<'_>, person: &Person<'_>, appointment: &Appointment) -> bool {
    let Appointment { time, kind } = *appointment;
    let span = week.span();
    let this_week = span.start <= time.start && time.start < span.end;
    let during_shift = person.shifts.iter().any(|s| s.presence.overlaps(time));
    let attended_before = person.previous_rows.iter().any(|r| r.activity == kind && stretch(r) == time);
    (this_week || during_shift) && !attended_before && !person.is_excused(week.clock, time)
}

/// Takes the rows that are this appointment out of the list; `false`, and nothing taken, when it is not attended whole.
fn take(rows: &mut Vec<&RosterRow>, appointment: Appointment) -> bool {
    let Appointment { time, kind } = appointment;
    let belongs = |r: &RosterRow| r.activity == kind && time.covers(stretch(r));
    let attended = merged(rows.iter().filter(|r| belongs(r)).map(|r| stretch(r)).collect());
    if !minus(time, &attended).is_empty() {
        return false;
    }
    rows.retain(|r| !belongs(r));
    true
}

fn placed_for<'a>(activity: &'a PlannedActivity, person: &Person<'_>) -> Option<Placed<'a>> {
    match activity {
        PlannedActivity::Placed { team, length, window, kind } if *team == person.agent.team => Some(Placed {
            team,
            seconds: i64::from(length.get()) * 60,
            window: Stretch::new(window.start().unix(), window.end().unix()),
            kind: *kind,
        }),
        _ => None,
    }
}

/// For each placed activity the row that attends it. Rows are taken by start and given to the activity whose window ends
/// first: the most that can be matched, because the starts a window allows are one stretch (Glover 1967).
fn assign(placed: &[Placed<'_>], rows: &[&RosterRow]) -> Vec<Option<usize>> {
    let mut row_of: Vec<Option<usize>> = vec![None; placed.len()];
    let mut by_start: Vec<(Stretch, usize)> = rows.iter().enumerate().map(|(i, r)| (stretch(r), i)).collect();
    by_start.sort_unstable();
    for (row, index) in by_start.iter().filter_map(|(_, i)| rows.get(*i).map(|r| (r, *i))) {
        let free = placed.iter().zip(&mut row_of).filter(|(p, slot)| slot.is_none() && p.is_attended_by(row));
        if let Some((_, slot)) = free.min_by_key(|(p, _)| p.window.end) {
            *slot = Some(index);
        }
    }
    row_of
}

fn unmatched<'a>(rows: &[&'a RosterRow], is_taken: impl Fn(usize) -> bool) -> Vec<&'a RosterRow> {
    rows.iter().enumerate().filter(|(i, _)| !is_taken(*i)).map(|(_, r)| *r).collect()
}

/// Whether the activity could take the place of work in this shift without moving anything else.
fn has_room(shift: &Shift<'_>, activity: &Placed<'_>) -> bool {
    let work = merged(shift.rows_of(&[Activity::Work]).map(stretch).collect());
    work.iter().any(|w| w.common(activity.window) >= activity.seconds)
}
