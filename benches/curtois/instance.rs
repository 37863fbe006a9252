//! Reads an instance of the shift-scheduling benchmark of Curtois & Qu: sections of comma-separated rows, `#` begins a comment.

use std::num::NonZeroU32;

use chrono::NaiveDate;
use wfm::domain::ids::{AgentId, ShiftId};
use wfm::domain::period::{Before, PeriodDemand, PeriodPerson, PeriodProblem, PeriodRequest, PeriodShift};
use wfm::domain::units::{Heads, Minutes};

/// A row of a section, cut at its commas.
type Row<'t> = Vec<&'t str>;

/// The instance as a problem of the engine; the first row that cannot be read is the error.
pub(crate) fn read(text: &str) -> Result<PeriodProblem, String> {
    let days = rows(text, "HORIZON").next().ok_or("no horizon")?;
    let mut requests = all(text, "SHIFT_ON_REQUESTS", |row| request(row, true))?;
    requests.extend(all(text, "SHIFT_OFF_REQUESTS", |row| request(row, false))?);
    let mut people = all(text, "STAFF", person)?;
    for (id, days) in all(text, "DAYS_OFF", days_off)? {
        let person =
            people.iter_mut().find(|p| p.id == id).ok_or_else(|| format!("days off of {id}: no such person"))?;
        person.days_off = days;
    }
    Ok(PeriodProblem {
        // every instance begins on a Monday
        first_day: NaiveDate::from_ymd_opt(2026, 11, 30).ok_or("no date")?,
        days: NonZeroU32::new(number(&days, 0).ok_or("no days")?).ok_or("no days")?,
        shifts: all(text, "SHIFTS", shift)?,
        people,
        demand: all(text, "COVER", demand)?,
        requests,
    })
}

/// The rows of a section.
fn rows<'t>(text: &'t str, section: &str) -> impl Iterator<Item = Row<'t>> {
    let title = format!("SECTION_{section}");
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let section = lines.skip_while(move |l| *l != title).skip(1).take_while(|l| !l.starts_with("SECTION_"));
    section.map(|line| line.split(',').map(str::trim).collect())
}

fn all<T>(text: &str, section: &str, read: impl Fn(&Row<'_>) -> Option<T>) -> Result<Vec<T>, String> {
    rows(text, section).map(|row| read(&row).ok_or_else(|| format!("{section}: {}", row.join(",")))).collect()
}

fn number(row: &Row<'_>, at: usize) -> Option<u32> {
    row.get(at)?.parse().ok()
}

fn shift(row: &Row<'_>) -> Option<PeriodShift> {
    let next = row.get(2).into_iter().flat_map(|list| list.split('|')).filter(|id| !id.is_empty());
    Some(PeriodShift {
        id: ShiftId::new(row.first()?),
        paid: Minutes::new(number(row, 1)?),
        forbidden_next: next.map(ShiftId::new).collect(),
    })
}

fn person(row: &Row<'_>) -> Option<PeriodPerson> {
    let limit = |text: &str| {
        let (shift, most) = text.split_once('=')?;
        Some((ShiftId::new(shift), most.parse().ok()?))
    };
    Some(PeriodPerson {
        id: AgentId::new(row.first()?),
        max_shifts: row.get(1)?.split('|').map(limit).collect::<Option<_>>()?,
        hours: (Minutes::new(number(row, 3)?), Minutes::new(number(row, 2)?)),
        max_consecutive_days: number(row, 4)?,
        min_consecutive_days: number(row, 5)?,
        days_off_together: number(row, 6)?,
        max_weekends: number(row, 7)?,
        days_off: Vec::new(),
        before: Before::Unknown,
    })
}

fn days_off(row: &Row<'_>) -> Option<(AgentId, Vec<u32>)> {
    let (id, days) = row.split_first()?;
    Some((AgentId::new(id), days.iter().map(|d| d.parse().ok()).collect::<Option<_>>()?))
}

fn request(row: &Row<'_>, wanted: bool) -> Option<PeriodRequest> {
    let (day, price) = (number(row, 1)?, number(row, 3)?.into());
    Some(PeriodRequest { person: AgentId::new(row.first()?), day, shift: ShiftId::new(row.get(2)?), wanted, price })
}

fn demand(row: &Row<'_>) -> Option<PeriodDemand> {
    Some(PeriodDemand {
        day: number(row, 0)?,
        shift: ShiftId::new(row.get(1)?),
        required: Heads::new(number(row, 2)?),
        under: number(row, 3)?.into(),
        over: number(row, 4)?.into(),
    })
}
