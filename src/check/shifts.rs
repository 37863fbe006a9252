//! From published rows to shifts: which rows belong together, and what the shift inside them is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::clock::{Clock, Stretch};
use crate::domain::centre::{Centre, ShiftTemplate};
use crate::domain::ids::ShiftId;
use crate::domain::people::{Activity, RosterRow};

/// One shift of one agent as the rows tell it.
#[derive(Clone, Debug)]
pub(super) struct Shift<'a> {
    /// The local day on which the shift itself starts, by the clock and not by the rows' `day`.
    pub(super) day: NaiveDate,
    /// The id that most of the rows name.
    pub(super) id: &'a ShiftId,
    /// Its entry in the catalogue, where there is one.
    pub(super) template: Option<&'a ShiftTemplate>,
    /// By start.
    pub(super) rows: Vec<&'a RosterRow>,
    /// From the first moment there to the last, handover included.
    pub(super) presence: Stretch,
    /// The shift itself, without the handover before and after it.
    pub(super) inside: Stretch,
    /// Known shift ids that the rows name.
    pub(super) ids: BTreeSet<&'a ShiftId>,
}

impl<'a> Shift<'a> {
    /// Length of the shift itself in minutes.
    pub(super) fn minutes(&self) -> i64 {
        self.inside.minutes()
    }

    /// Length less unpaid breaks; by the catalogue, so that a wrong flag in the file is one fault and not three.
    pub(super) fn paid_minutes(&self) -> i64 {
        match self.template {
            Some(template) => self.minutes() - unpaid_minutes(template),
            None => self.rows.iter().filter(|r| r.paid).map(|r| stretch(r).common(self.inside) / 60).sum(),
        }
    }

    /// Moments between two rows in which the agent does nothing.
    pub(super) fn gaps(&self) -> Vec<Stretch> {
        self.seams().filter(|(end, next)| next.start > *end).map(|(end, next)| Stretch::new(end, next.start)).collect()
    }

    /// Rows that begin before an earlier one has ended.
    pub(super) fn overlaps(&self) -> Vec<Stretch> {
        self.seams().filter(|(end, next)| next.start < *end).map(|(_, next)| next).collect()
    }

    /// Each row after the first, with the end of what came before.
    fn seams(&self) -> impl Iterator<Item = (i64, Stretch)> + '_ {
        self.rows
            .iter()
            .scan(None, |end: &mut Option<i64>, row| {
                let next = stretch(row);
                let before = end.unwrap_or(next.start);
                *end = Some(before.max(next.end));
                Some((before, next))
            })
            .skip(1)
    }

    /// Whether the rows follow each other without a gap or an overlap and name one shift: only then its breaks can be
    /// compared with the catalogue.
    pub(super) fn is_whole(&self) -> bool {
        self.ids.len() <= 1 && self.seams().all(|(end, next)| next.start == end)
    }

    /// Rows of these activities that lie inside the shift.
    pub(super) fn rows_of<'s>(&'s self, activities: &'s [Activity]) -> impl Iterator<Item = &'a RosterRow> + 's {
        self.rows.iter().copied().filter(|r| activities.contains(&r.activity))
    }
}

/// Minutes of a template's breaks that are not paid.
pub(super) fn unpaid_minutes(template: &ShiftTemplate) -> i64 {
    template.breaks.iter().filter(|b| !b.paid).map(|b| i64::from(b.length.get())).sum()
}

/// The time of a row; a row that runs backwards is read the other way round (and reported).
pub(super) fn stretch(row: &RosterRow) -> Stretch {
    let (a, b) = (row.start.unix(), row.end.unix());
    Stretch::new(a.min(b), a.max(b))
}

/// The shifts in one agent's rows, by start.
///
/// Rows with the same `day` and `shift` belong together. Where that reading gives a shift of impossible length and joining
/// it with its neighbour gives a possible one, the rows are one shift with a wrong `day` or `shift` cell.
pub(super) fn assemble<'a>(clock: Clock, centre: &'a Centre, rows: &[&'a RosterRow]) -> Vec<Shift<'a>> {
    let mut labelled: BTreeMap<(NaiveDate, &ShiftId), Vec<&'a RosterRow>> = BTreeMap::new();
    for row in rows {
        labelled.entry((row.day, &row.shift)).or_default().push(row);
    }
    let mut shifts: Vec<Shift<'a>> = labelled.into_values().flat_map(|rows| pieces(clock, centre, rows)).collect();
    shifts.sort_by_key(|s| s.presence);
    let mut joined: Vec<Shift<'a>> = Vec::with_capacity(shifts.len());
    for next in shifts {
        match joined.pop() {
            Some(last) => match join(clock, centre, &last, &next) {
                Some(one) => joined.push(one),
                None => joined.extend([last, next]),
            },
            None => joined.push(next),
        }
    }
    joined
}

/// Rows of one label: one shift, or several when each stretch of touching rows could be a shift of its own.
fn pieces<'a>(clock: Clock, centre: &'a Centre, mut rows: Vec<&'a RosterRow>) -> Vec<Shift<'a>> {
    rows.sort_by_key(|r| stretch(r));
    let mut chains: Vec<Vec<&'a RosterRow>> = Vec::new();
    let mut end = i64::MIN;
    for row in &rows {
        let time = stretch(row);
        match chains.last_mut() {
            Some(chain) if time.start <= end => chain.push(row),
            _ => chains.push(vec![row]),
        }
        end = end.max(time.end);
    }
    let apart: Vec<Shift<'a>> = chains.into_iter().filter_map(|c| shift_of(clock, centre, c)).collect();
    if apart.len() > 1 && !apart.iter().all(has_listed_length) {
        return shift_of(clock, centre, rows).into_iter().collect();
    }
    apart
}

fn join<'a>(clock: Clock, centre: &'a Centre, a: &Shift<'a>, b: &Shift<'a>) -> Option<Shift<'a>> {
    let apart = b.presence.start > a.presence.end;
    if apart || (has_listed_length(a) && has_listed_length(b)) {
        return None;
    }
    let mut rows = [a.rows.as_slice(), b.rows.as_slice()].concat();
    rows.sort_by_key(|r| stretch(r));
    shift_of(clock, centre, rows).filter(has_listed_length)
}

fn has_listed_length(shift: &Shift<'_>) -> bool {
    shift.template.is_some_and(|t| lists_length(t, shift.inside))
}

/// Whether the catalogue lists this length.
pub(super) fn lists_length(template: &ShiftTemplate, inside: Stretch) -> bool {
    template.lengths.iter().any(|l| i64::from(l.get()) * 60 == inside.seconds())
}

fn shift_of<'a>(clock: Clock, centre: &'a Centre, rows: Vec<&'a RosterRow>) -> Option<Shift<'a>> {
    let presence = rows.iter().map(|r| stretch(r)).reduce(Stretch::hull)?;
    let mut time_by_id: BTreeMap<&'a ShiftId, i64> = BTreeMap::new();
    for row in &rows {
        *time_by_id.entry(&row.shift).or_default() += stretch(row).seconds();
    }
    let known = |id: &ShiftId| centre.shift(id).is_some();
    let (&id, _) = time_by_id.iter().max_by_key(|(id, time)| (known(id), **time))?;
    let template = centre.shift(id);
    let inside = inside(&rows, presence, template, centre);
    let ids = time_by_id.into_keys().filter(|id| known(id)).collect();
    Some(Shift { day: clock.day(inside.start), id, template, rows, presence, inside, ids })
}

/// The shift between its handovers. Its start is where the leading handover ends. At its end write-up and handover are one
/// stretch of `handover`: of the readings that the settings allow, the one with a listed length is taken.
fn inside(rows: &[&RosterRow], presence: Stretch, template: Option<&ShiftTemplate>, centre: &Centre) -> Stretch {
    let is_handover = |r: &&&RosterRow| r.activity == Activity::Handover;
    let lead = rows.iter().take_while(is_handover).map(|r| stretch(r).end).max();
    let tail = rows.iter().rev().take_while(is_handover).map(|r| stretch(r).start).min();
    let start = lead.unwrap_or(presence.start);
    let tail = tail.unwrap_or(presence.end);
    if start >= tail {
        return presence;
    }
    let wind_down = i64::from(centre.handover.wind_down.get()) * 60;
    let after = i64::from(centre.handover.after.get()) * 60;
    let ends = [tail + wind_down, presence.end - after, presence.end, tail];
    let possible = || ends.iter().copied().filter(|e| (tail..=presence.end).contains(e));
    let listed = |end: &i64| template.is_some_and(|t| lists_length(t, Stretch::new(start, *end)));
    let end = possible().find(listed).or_else(|| possible().next()).unwrap_or(presence.end);
    Stretch::new(start, end)
}
