//! Coverage of a week as charts: for each queue the agents required and those at work. Every figure is a cell beside the
//! printed page, so that planners can draw charts of their own.

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, Color, Worksheet,
    XlsxError,
};

use super::super::coverage::Coverage;
use super::super::number::{percent, rounded};
use super::super::shifts::{day_name, hour_minute};
use super::A4;
use super::looks::Looks;
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::time::{Instant, days_from};

/// First column of the figures, to the right of what is printed.
const TIME: u16 = 18;
const FIGURES: u16 = TIME + 1;
/// Columns that a chart covers.
const WIDE: u16 = 16;
/// Rows from one chart to the next.
const HIGH: u32 = 17;
const CHARTS_A_PAGE: u32 = 2;
const TOP: u32 = 2;
const CHART_PIXELS: (u32, u32) = (1020, 320);
const COLUMN_PIXELS: u32 = 64;

/// Writes the sheet of a week; `coverage` is of that week.
pub(super) fn write(
    sheet: &mut Worksheet,
    plan: &Plan,
    coverage: &Coverage,
    first: NaiveDate,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let name = format!("Charts {first}");
    sheet.set_name(&name)?;
    let title = format!("{} · required and at work, week from {}", plan.centre.name, day_name(first));
    sheet.write_string_with_format(0, 0, title, &looks.title)?;
    let about = "agents; the line is required, the area is at work after breaks. Figures: columns S and after";
    sheet.write_string_with_format(1, 0, about, &looks.small)?;
    let times = times(plan, first);
    for (row, at) in (TOP + 1..).zip(&times) {
        let text = format!("{} {}", day_name(plan.centre.zone.day(*at)), hour_minute(plan.centre.zone, *at));
        sheet.write_string_with_format(row, TIME, text, &looks.text)?;
    }
    sheet.write_string_with_format(TOP, TIME, "time", &looks.head)?;
    let listed: Vec<QueueId> = plan.centre.queues.iter().map(|q| q.id.clone()).collect();
    let mut charts = 0;
    for (queue, column) in coverage.queues(&listed).iter().zip((FIGURES..).step_by(2)) {
        figures(sheet, coverage, queue, &times, column, looks)?;
        let (required, short, _) =
            Coverage { slots: coverage.of_queue(queue).cloned().collect() }.hours(plan.centre.interval);
        let met = percent((required > 0.0).then(|| 1.0 - short / required));
        let rows = (TOP + 1, TOP + u32::try_from(times.len()).unwrap_or(1).max(1));
        let mut chart = chart(&name, rows, column, plan);
        // A title that begins with an equals sign would be a reference.
        chart.title().set_name(&format!("Queue {queue}: {met} of the required agent-time covered"));
        // A little lower, so that its frame is not printed on the page before.
        sheet.insert_chart_with_offset(TOP + charts * HIGH, 0, &chart, 0, 6)?;
        charts += 1;
    }
    page(sheet, charts)
}

/// The starts of the week's intervals: the same axis for every queue, open or not.
fn times(plan: &Plan, first: NaiveDate) -> Vec<Instant> {
    days_from(first, 7).flat_map(|day| plan.centre.zone.intervals_of(day, plan.centre.interval)).collect()
}

fn figures(
    sheet: &mut Worksheet,
    coverage: &Coverage,
    queue: &QueueId,
    times: &[Instant],
    column: u16,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(TOP, column, format!("{queue} required"), &looks.head)?;
    sheet.write_string_with_format(TOP, column + 1, format!("{queue} at work"), &looks.head)?;
    for slot in coverage.of_queue(queue) {
        let Ok(row) = times.binary_search(&slot.start) else { continue };
        let row = TOP + 1 + u32::try_from(row).unwrap_or(0);
        sheet.write_number_with_format(row, column, rounded(slot.required, 2), &looks.agents)?;
        sheet.write_number_with_format(row, column + 1, rounded(slot.covered, 2), &looks.agents)?;
    }
    Ok(())
}

fn chart(sheet: &str, (first, last): (u32, u32), column: u16, plan: &Plan) -> Chart {
    let categories = (sheet, first, TIME, last, TIME);
    let mut at_work = Chart::new_area();
    let fill = ChartSolidFill::new().set_color(Color::RGB(0x00C9_D8EA)).clone();
    at_work
        .add_series()
        .set_name((sheet, TOP, column + 1))
        .set_categories(categories)
        .set_values((sheet, first, column + 1, last, column + 1))
        .set_format(ChartFormat::new().set_solid_fill(&fill));
    let mut required = Chart::new_line();
    let line = ChartLine::new().set_color(Color::RGB(0x001B_2430)).set_width(1.25).clone();
    required
        .add_series()
        .set_name((sheet, TOP, column))
        .set_categories(categories)
        .set_values((sheet, first, column, last, column))
        .set_format(ChartFormat::new().set_line(&line));
    at_work.combine(&required);
    at_work.show_empty_cells_as(ChartEmptyCells::Gaps);
    let a_day = u16::try_from(1440 / plan.centre.interval.get().max(1)).unwrap_or(48);
    let small = ChartFont::new().set_size(8).clone();
    at_work.x_axis().set_label_interval(a_day).set_tick_interval(a_day).set_font(&small);
    at_work.y_axis().set_min(0).set_font(&small);
    at_work.title().set_font(ChartFont::new().set_size(11));
    at_work.legend().set_position(ChartLegendPosition::Bottom);
    at_work.set_width(CHART_PIXELS.0).set_height(CHART_PIXELS.1);
    at_work
}

/// Two charts a page; the figures stay on the screen.
fn page(sheet: &mut Worksheet, charts: u32) -> Result<(), XlsxError> {
    for column in 0..WIDE {
        sheet.set_column_width_pixels(column, COLUMN_PIXELS)?;
    }
    sheet.set_column_width(TIME, 17.0)?;
    let last = TOP + charts.max(1) * HIGH;
    sheet.set_print_area(0, 0, last, WIDE)?;
    let breaks: Vec<u32> = (1..charts.div_ceil(CHARTS_A_PAGE)).map(|page| TOP + page * CHARTS_A_PAGE * HIGH).collect();
    sheet.set_page_breaks(&breaks)?;
    sheet.set_repeat_rows(0, 1)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&L&F · &A&RPage &P of &N");
    sheet.set_screen_gridlines(false);
    Ok(())
}
