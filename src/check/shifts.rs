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
/// Rows that follow each other without a pause are one shift, or several where the cells `day` and `shift` divide them into
/// shifts of listed length. Stretches apart from each other with the same cells are one shift with a gap, unless each of them
/// has a listed length.
pub(super) fn assemble<'a>(clock: Clock, centre: &'a Centre, rows: &[&'a RosterRow]) -> Vec<Shift<'a>> {
    let mut shifts: Vec<Shift<'a>> = Vec::new();
    for chain in chains(rows) {
        for next in divided(clock, centre, chain) {
            let joined = shifts.last().and_then(|last| across_a_gap(clock, centre, last, &next));
            if joined.is_some() {
                shifts.pop();
            }
            shifts.push(joined.unwrap_or(next));
        }
    }
    shifts.sort_by_key(|s| s.presence);
    shifts
}

/// Rows by start, cut where nothing happens.
fn chains<'a>(rows: &[&'a RosterRow]) -> Vec<Vec<&'a RosterRow>> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|r| stretch(r));
    let mut chains: Vec<Vec<&'a RosterRow>> = Vec::new();
    let mut end = i64::MIN;
    for row in rows {
        let time = stretch(row);
        match chains.last_mut() {
            Some(chain) if time.start <= end => chain.push(row),
            _ => chains.push(vec![row]),
        }
        end = end.max(time.end);
    }
    chains
}

/// A chain as one shift, or by its cells where these make more sense of it.
fn divided<'a>(clock: Clock, centre: &'a Centre, chain: Vec<&'a RosterRow>) -> Vec<Shift<'a>> {
    let mut by_cells: BTreeMap<(NaiveDate, &ShiftId), Vec<&'a RosterRow>> = BTreeMap::new();
    for row in &chain {
        by_cells.entry((row.day, &row.shift)).or_default().push(row);
    }
    let mut parts: Vec<Shift<'a>> = by_cells.into_values().filter_map(|rows| shift_of(clock, centre, rows)).collect();
    parts.sort_by_key(|s| s.presence);
    if parts.len() > 1 && !parts.iter().all(has_listed_length) {
        let whole = shift_of(clock, centre, chain).filter(has_listed_length);
        return whole.map_or(parts, |whole| vec![whole]);
    }
    parts
}

/// Two stretches as one shift with a gap: the cells agree and not both could be shifts.
fn across_a_gap<'a>(clock: Clock, centre: &'a Centre, a: &Shift<'a>, b: &Shift<'a>) -> Option<Shift<'a>> {
    let (last, next) = (a.rows.last()?, b.rows.first()?);
    let same_cells = last.day == next.day && last.shift == next.shift;
    if !same_cells || (has_listed_length(a) && has_listed_length(b)) {
        return None;
    }
    shift_of(clock, centre, [a.rows.as_slice(), b.rows.as_slice()].concat())
}

fn has_listed_length(shift: &Shift<'_>) -> bool {
    shift.template.is_some_and(|t| lists_length(t, shift.inside))
}

/// Whether the catalogue lists this length, for rosters or for the day itself.
pub(super) fn lists_length(template: &ShiftTemplate, inside: Stretch) -> bool {
    template.lengths.iter().chain(&template.day_lengths).any(|l| i64::from(l.get()) * 60 == inside.seconds())
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
