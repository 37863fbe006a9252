//! How good the forecast is: every method on the planner's own past, chance alone beside it.

use std::fmt::Write as _;

use super::super::number::{grouped, percent, signed};
use super::Page;
use super::svg::{escape, num};
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::series::AccuracyRow;

/// Widest bar of an error, in pixels.
const BAR: f64 = 150.0;

/// Accuracy of every method by queue; the chosen one marked.
pub(super) fn accuracy(page: &mut Page, plan: &Plan) {
    let about = "Every method had to forecast past weeks from what was known before them. Error (WAPE): the sum of the errors of \
                 all intervals over the sum of the calls. Chance alone (the thin mark on the bar): what would be missed even if the \
                 true rate of calls were known. Pinball: the cost of the ends of the 80 % band, \
                 less is better. In the band: of 100 intervals, about 80 should lie inside the 80 % band.";
    page.section("accuracy", "How good the forecast is", about);
    let mut shown: Vec<&AccuracyRow> = plan.accuracy.iter().filter(|r| r.days == "all").collect();
    if shown.is_empty() {
        shown = plan.accuracy.iter().collect();
    }
    if shown.is_empty() {
        page.sentence("There is too little history to test any method.");
        return;
    }
    let widest = shown.iter().filter_map(|r| r.wape).fold(0.0, f64::max);
    page.body.push_str(
        "<table class=\"dense\"><thead><tr><th>Queue</th><th>Method</th><th class=\"n\">Error</th><th></th>\
         <th class=\"n\">Chance alone</th><th class=\"n\">Normal days</th><th class=\"n\">Special days</th><th class=\"n\">Bias</th>\
         <th class=\"n\">MASE</th><th class=\"n\">Pinball</th><th class=\"n\">In 80&nbsp;% band</th><th class=\"n\">In 95&nbsp;% band</th>\
         <th class=\"n\">Intervals</th></tr></thead><tbody>\n",
    );
    let mut above: Option<&QueueId> = None;
    for row in shown {
        let repeated = above == Some(&row.queue);
        above = Some(&row.queue);
        let on = |days: &str| {
            let same = |r: &&AccuracyRow| r.queue == row.queue && r.method == row.method && r.days == days;
            percent(plan.accuracy.iter().find(same).and_then(|r| r.wape))
        };
        let class = match (row.chosen, repeated) {
            (true, _) => "chosen",
            (false, true) => "",
            (false, false) => "first",
        };
        let queue = if repeated { String::new() } else { escape(row.queue.as_str()) };
        let method = escape(&row.method) + if row.chosen { " ← chosen" } else { "" };
        let bar = bar(row, widest);
        let mut cells =
            format!("<td>{queue}</td><td>{method}</td><td class=\"n\">{}</td><td>{bar}</td>", percent(row.wape));
        let bias = row.bias.map_or_else(|| "–".to_owned(), |b| format!("{} %", signed(b * 100.0, 1)));
        let mase = row.mase.map_or_else(|| "–".to_owned(), |m| grouped(m, 2));
        let (normal, special) = (on("normal"), on("special"));
        let (in80, in95) = (percent(row.coverage80), percent(row.coverage95));
        let intervals = grouped(row.intervals as f64, 0);
        for text in [percent(row.floor), normal, special, bias, mase, percent(row.pinball), in80, in95, intervals] {
            let _ = write!(cells, "<td class=\"n\">{text}</td>");
        }
        let _ = writeln!(page.body, "<tr class=\"{class}\">{cells}</tr>");
    }
    page.body.push_str("</tbody></table>\n");
    for used in &plan.forecast.methods {
        page.sentence(&format!("{}: {} – {}", used.queue, used.method, used.why));
    }
}

/// The error as a bar, chance alone as a mark on it.
fn bar(row: &AccuracyRow, widest: f64) -> String {
    let Some(wape) = row.wape.filter(|_| widest > 0.0) else { return String::new() };
    let width = BAR * wape / widest;
    let class = if row.chosen { "line-bar" } else { "other-bar" };
    let mark = row.floor.map_or_else(String::new, |floor| {
        format!("<rect class=\"hand\" x=\"{}\" width=\"2\" height=\"12\"/>", num((BAR * floor / widest).min(BAR)))
    });
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 {0} 12\" width=\"{0}\" height=\"12\"><rect class=\"{class}\" y=\"2\" width=\"{1}\" height=\"8\"/>{mark}</svg>",
        num(BAR + 2.0),
        num(width)
    )
}
