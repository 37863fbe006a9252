//! Coverage of a week by half-hour: for each queue a block, days across, short and over in colour.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, Timelike};
use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Worksheet, XlsxError};

use super::super::coverage::{Coverage, Slot};
use super::super::number::rounded;
use super::super::shifts::day_name;
use super::A3;
use super::looks::Looks;
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::time::days_from;

const TIME: u16 = 0;
/// Columns of one day: required, covered, short, over.
const PER_DAY: u16 = 4;
const LAST: u16 = 7 * PER_DAY;

/// A line of the sheet: the time on the wall, and which of the two when the clock goes back.
type Line = (u32, u8);

/// Writes the sheet of a week; `coverage` is of that week.
pub(super) fn write(
    sheet: &mut Worksheet,
    plan: &Plan,
    coverage: &Coverage,
    first: NaiveDate,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name(format!("Coverage {first}"))?;
    let title = format!("{} · coverage of the week from {}", plan.centre.name, day_name(first));
    sheet.write_string_with_format(0, TIME, title, &looks.title)?;
    let minutes = plan.centre.interval.get();
    let about = format!(
        "agents, every {minutes} minutes: required, covered after breaks, short, over; below each day its agent-hours"
    );
    sheet.write_string_with_format(1, TIME, about, &looks.small)?;
    let mut row = 2;
    let mut breaks = Vec::new();
    let listed: Vec<QueueId> = plan.centre.queues.iter().map(|q| q.id.clone()).collect();
    for queue in coverage.queues(&listed) {
        if row > 2 {
            breaks.push(row);
        }
        row = block(sheet, plan, coverage, &queue, first, row, looks)? + 1;
    }
    sheet.set_page_breaks(&breaks)?;
    sheet.set_column_width(TIME, 9.0)?;
    for column in 1..=LAST {
        sheet.set_column_width(column, 7.5)?;
    }
    sheet.set_freeze_panes(2, 1)?;
    sheet.set_repeat_rows(0, 1)?;
    sheet.set_print_area(0, 0, row.max(2) - 1, LAST)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&L&F · &A&RPage &P of &N");
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// One queue from `row`; returns the row after it.
fn block(
    sheet: &mut Worksheet,
    plan: &Plan,
    coverage: &Coverage,
    queue: &QueueId,
    first: NaiveDate,
    row: u32,
    looks: &Looks,
) -> Result<u32, XlsxError> {
    sheet.merge_range(row, TIME, row, LAST, queue.as_str(), &looks.team)?;
    sheet.merge_range(row + 1, TIME, row + 2, TIME, "from", &looks.head)?;
    let days: Vec<(NaiveDate, u16)> = days_from(first, 7).zip((1..).step_by(usize::from(PER_DAY))).collect();
    for (day, column) in &days {
        let look = if plan.centre.calendar.on(*day).is_empty() { &looks.head } else { &looks.special };
        sheet.merge_range(row + 1, *column, row + 1, column + PER_DAY - 1, &day_name(*day), look)?;
        for (offset, text) in (0..).zip(["req.", "cov.", "short", "over"]) {
            sheet.write_string_with_format(row + 2, column + offset, text, &looks.head)?;
        }
    }
    let cells = by_line(plan, coverage, queue);
    let lines: BTreeSet<Line> = cells.keys().map(|(_, line)| *line).collect();
    let top = row + 3;
    let mut at = top;
    for line in lines {
        let text = format!("{:02}:{:02}{}", line.0 / 60, line.0 % 60, if line.1 > 0 { " again" } else { "" });
        sheet.write_string_with_format(at, TIME, text, &looks.figure)?;
        for (day, column) in &days {
            if let Some(slot) = cells.get(&(*day, line)) {
                figures(sheet, at, *column, slot, looks)?;
            }
        }
        at += 1;
    }
    sheet.write_string_with_format(at, TIME, "hours", &looks.team)?;
    for (day, column) in &days {
        let of_day = cells.iter().filter(|((d, _), _)| d == day).map(|(_, slot)| (*slot).clone());
        let (required, short, over) = Coverage { slots: of_day.collect() }.hours(plan.centre.interval);
        for (offset, hours) in (0..).zip([required, required - short + over, short, over]) {
            sheet.write_number_with_format(at, column + offset, rounded(hours, 2), &looks.total)?;
        }
        if at > top {
            colour(sheet, top, at - 1, *column, looks)?;
        }
    }
    Ok(at + 1)
}

fn by_line<'a>(plan: &Plan, coverage: &'a Coverage, queue: &'a QueueId) -> BTreeMap<(NaiveDate, Line), &'a Slot> {
    let mut cells = BTreeMap::new();
    for slot in coverage.of_queue(queue) {
        let local = plan.centre.zone.local(slot.start);
        let minute = local.hour() * 60 + local.minute();
        let again = u8::from(cells.contains_key(&(local.date(), (minute, 0))));
        cells.insert((local.date(), (minute, again)), slot);
    }
    cells
}

fn figures(sheet: &mut Worksheet, row: u32, column: u16, slot: &Slot, looks: &Looks) -> Result<(), XlsxError> {
    for (offset, value) in (0..).zip([slot.required, slot.covered, slot.short(), slot.over()]) {
        let value = rounded(value, 2);
        // A sheet full of zeros hides what is short.
        if offset >= 2 && value <= 0.0 {
            sheet.write_blank(row, column + offset, &looks.agents)?;
        } else {
            sheet.write_number_with_format(row, column + offset, value, &looks.agents)?;
        }
    }
    Ok(())
}

fn colour(sheet: &mut Worksheet, top: u32, bottom: u32, column: u16, looks: &Looks) -> Result<(), XlsxError> {
    for (column, format) in [(column + 2, &looks.short), (column + 3, &looks.over)] {
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::GreaterThan(0)).set_format(format);
        sheet.add_conditional_format(top, column, bottom, column, &rule)?;
    }
    Ok(())
}
