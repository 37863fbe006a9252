//! One week: agents down, days across, as planners hang it up.

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::number::{exact, rounded};
use super::super::shifts::{Day, Member, Shift, Week, day_name};
use super::looks::{Kind, Looks};
use crate::domain::plan::Plan;
use crate::domain::time::Zone;

const TITLE: u32 = 0;
const LEGEND: u32 = 1;
const HEAD: u32 = 2;
const NAME: u16 = 0;
const AGENT: u16 = 1;
const CONTRACT: u16 = 2;
const FIRST_DAY: u16 = 3;
const HOURS: u16 = 10;
const ALLOWED: u16 = 11;

/// Which sheet it is, and the paper that it is printed on.
pub(super) struct Page<'t> {
    /// The sheet's name.
    pub(super) name: String,
    /// The team that it is of; empty for all of them.
    pub(super) team: &'t str,
    /// The paper size in the numbering of the format.
    pub(super) paper: u8,
}

/// Writes the sheet of a week.
pub(super) fn write(
    sheet: &mut Worksheet,
    plan: &Plan,
    week: &Week<'_>,
    about: &Page<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let first = week.days.first().copied().unwrap_or(plan.first_day);
    let last = week.days.last().copied().unwrap_or(first);
    sheet.set_name(&about.name)?;
    let team = if about.team.is_empty() { String::new() } else { format!(" · {}", about.team) };
    let title = format!("{}{team} · {} – {} {}", plan.centre.name, day_name(first), day_name(last), last.format("%Y"));
    sheet.write_string_with_format(TITLE, NAME, title, &looks.title)?;
    legend(sheet, looks)?;
    head(sheet, plan, &week.days, looks)?;
    let mut row = HEAD + 1;
    for team in &week.teams {
        let name = if team.name.is_empty() { "No team" } else { team.name };
        sheet.merge_range(row, NAME, row, ALLOWED, &format!("{name} ({})", team.members.len()), &looks.team)?;
        row += 1;
        for member in &team.members {
            agent(sheet, row, member, plan.centre.zone, looks)?;
            row += 1;
        }
    }
    at_work(sheet, row, week, looks)?;
    page(sheet, row, about.paper)
}

fn legend(sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
    let entries: [(&str, &Format); 6] = [
        ("early (from 04:00)", looks.shift(Kind::Early)),
        ("day (from 09:00)", looks.shift(Kind::Day)),
        ("late (from 12:00)", looks.shift(Kind::Late)),
        ("night (past midnight)", looks.shift(Kind::Night)),
        ("leave", &looks.leave),
        ("– day off", &looks.off),
    ];
    for (column, (text, format)) in (FIRST_DAY..).zip(entries) {
        sheet.write_string_with_format(LEGEND, column, text, format)?;
    }
    Ok(())
}

fn head(sheet: &mut Worksheet, plan: &Plan, days: &[NaiveDate], looks: &Looks) -> Result<(), XlsxError> {
    let fixed = [(NAME, "Name"), (AGENT, "Agent"), (CONTRACT, "Contract"), (HOURS, "Paid hours"), (ALLOWED, "Allowed")];
    for (column, text) in fixed {
        sheet.write_string_with_format(HEAD, column, text, &looks.head)?;
    }
    for (column, day) in (FIRST_DAY..).zip(days) {
        let special: Vec<&str> = plan
            .centre
            .calendar
            .on(*day)
            .iter()
            .map(|d| if d.name.is_empty() { d.kind.as_str() } else { d.name.as_str() })
            .collect();
        if special.is_empty() {
            sheet.write_string_with_format(HEAD, column, day_name(*day), &looks.head)?;
        } else {
            let text = format!("{}\n{}", day_name(*day), special.join(", "));
            sheet.write_string_with_format(HEAD, column, text, &looks.special)?;
        }
    }
    sheet.set_row_height(HEAD, 30)?;
    Ok(())
}

fn agent(sheet: &mut Worksheet, row: u32, member: &Member<'_>, zone: Zone, looks: &Looks) -> Result<(), XlsxError> {
    let agent = member.agent;
    sheet.write_string_with_format(row, NAME, &agent.name, &looks.text)?;
    sheet.write_string_with_format(row, AGENT, agent.id.as_str(), &looks.text)?;
    sheet.write_string_with_format(row, CONTRACT, agent.contract.as_str(), &looks.text)?;
    for (column, day) in (FIRST_DAY..).zip(&member.days) {
        let (text, format) = match day {
            Day::Shifts(shifts) => {
                let kind = shifts.first().map_or(Kind::Day, |s| Kind::of(s, zone));
                (labels(shifts, zone), looks.shift(kind))
            }
            Day::Leave(kind) => ((*kind).to_owned(), &looks.leave),
            Day::Away => ("not employed".to_owned(), &looks.leave),
            Day::Off => ("–".to_owned(), &looks.off),
        };
        sheet.write_string_with_format(row, column, text, format)?;
    }
    sheet.write_number_with_format(row, HOURS, rounded(member.paid_hours(), 2), &looks.hours)?;
    sheet.write_string_with_format(row, ALLOWED, member.allowed_text(), &looks.figure)?;
    Ok(())
}

/// `D8 07:00–15:30`.
fn labels(shifts: &[Shift<'_>], zone: Zone) -> String {
    shifts.iter().map(|s| format!("{} {}", s.id, s.clock(zone))).collect::<Vec<_>>().join("; ")
}

/// How many shifts start on each day, and the paid hours of the week.
fn at_work(sheet: &mut Worksheet, row: u32, week: &Week<'_>, looks: &Looks) -> Result<(), XlsxError> {
    sheet.merge_range(row, NAME, row, CONTRACT, "Shifts on the day", &looks.team)?;
    for (index, column) in (0..week.days.len()).zip(FIRST_DAY..) {
        let working = week.members().filter(|m| matches!(m.days.get(index), Some(Day::Shifts(_)))).count();
        sheet.write_number_with_format(row, column, working as f64, &looks.count)?;
    }
    let paid: f64 = week.members().map(Member::paid_hours).sum();
    sheet.write_number_with_format(row, HOURS, rounded(paid, 2), &looks.total)?;
    let people = exact(week.members().count() as f64);
    sheet.write_string_with_format(row, ALLOWED, format!("{people} agents"), &looks.figure)?;
    Ok(())
}

fn page(sheet: &mut Worksheet, last_row: u32, paper: u8) -> Result<(), XlsxError> {
    for (column, width) in [(NAME, 22.0), (AGENT, 11.0), (CONTRACT, 11.0), (HOURS, 10.0), (ALLOWED, 11.0)] {
        sheet.set_column_width(column, width)?;
    }
    for column in FIRST_DAY..HOURS {
        sheet.set_column_width(column, 19.0)?;
    }
    sheet.set_freeze_panes(HEAD + 1, FIRST_DAY)?;
    sheet.set_landscape().set_paper_size(paper).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(TITLE, HEAD)?;
    sheet.set_print_area(0, 0, last_row, ALLOWED)?;
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&L&F · &A&RPage &P of &N");
    sheet.set_screen_gridlines(false);
    Ok(())
}
