//! Why the service was what it was: its causes in calls and points, biggest first.

use std::fmt::Write as _;

use super::super::super::number::{grouped, percent, signed};
use super::super::super::shifts::hour_minute;
use super::super::Page;
use super::super::svg::{escape, num};
use super::super::tables::{Td, figure, table, text};
use super::{lacks, queues};
use crate::domain::day_report::DayReport;
use crate::domain::ids::QueueId;
use crate::domain::service_gap::{Cause, DayGap, Effect, IntervalGap, ServiceExplanation, Verdict};

/// What lies between the model of the day and the day itself.
pub(super) const UNEXPLAINED: &str = "what the model does not know";

/// Half-hours listed that lost or gained most calls.
const SHOWN: usize = 8;

/// Width and height of the bar of a cause.
const BAR: (f64, f64) = (360.0, 14.0);

/// The causes of a gap with what they did, those of most calls first, what the model does not know last.
pub(super) fn sorted(gap: &DayGap) -> Vec<(String, Effect)> {
    let causes = Cause::ALL.iter().zip(gap.parts);
    let mut all: Vec<(String, Effect)> =
        causes.map(|(cause, effect)| (cause.as_str().replace('_', " "), effect)).collect();
    all.sort_by(|a, b| b.1.calls.abs().total_cmp(&a.1.calls.abs()));
    all.extend(gap.unexplained.map(|effect| (UNEXPLAINED.to_owned(), effect)));
    all
}

/// The explanation of the day.
pub(super) fn section(page: &mut Page, report: &DayReport) {
    let about = "From the service that was planned to the service that was: what each cause did, in calls answered in time and in points \
                 of all calls. The parts add up exactly (Shapley values over the staffing model).";
    page.section("why", "Why the service level was what it was", about);
    lacks(page, &report.explanation);
    let Some(explanation) = &report.explanation.content else { return };
    causes(page, "All queues", &explanation.whole);
    let named = |gap: &DayGap, queue: &QueueId| gap.queue.as_ref() == Some(queue);
    for gap in queues(report, explanation.queues.iter().filter_map(|gap| gap.queue.as_ref()))
        .into_iter()
        .filter_map(|queue| explanation.queues.iter().find(|gap| named(gap, queue)))
    {
        causes(page, gap.queue.as_ref().map_or("", QueueId::as_str), gap);
    }
    if explanation.unplanned_calls > 0.0 {
        let calls = grouped(explanation.unplanned_calls, 0);
        page.sentence(&format!("{calls} more calls came in intervals without a plan and are not in these figures."));
    }
    intervals(page, report, explanation);
    statements(page, explanation);
}

/// `61.2 % achieved, 80.4 % planned: −19.2 points, −402 calls of 2,094`.
fn headline(gap: &DayGap) -> String {
    let planned = percent(Some(gap.planned));
    let Some(achieved) = gap.achieved else {
        return format!("{planned} planned; the inputs have no waits, so what was achieved is not known");
    };
    format!(
        "{} achieved, {planned} planned: {} points, {} calls of {}",
        percent(Some(achieved)),
        signed(100.0 * (achieved - gap.planned), 1),
        signed((achieved - gap.planned) * gap.calls.1, 0),
        grouped(gap.calls.1, 0)
    )
}

/// One bar for each cause: to the left calls lost, to the right calls gained.
fn causes(page: &mut Page, title: &str, gap: &DayGap) {
    let all = sorted(gap);
    let largest = all.iter().map(|(_, effect)| effect.calls.abs()).fold(1.0, f64::max);
    page.body.push_str("<figure>\n");
    page.heading(title, &headline(gap));
    page.body.push_str("<table class=\"causes\"><thead><tr><th>Cause</th><th class=\"n\">Calls</th><th class=\"n\">Points</th><th></th><th>Lost ◂ ▸ gained</th></tr></thead><tbody>\n");
    for (cause, effect) in all {
        let word = match effect.calls {
            calls if calls <= -0.5 => "lost",
            calls if calls >= 0.5 => "gained",
            _ => "",
        };
        let _ = writeln!(
            page.body,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{word}</td><td>{}</td></tr>",
            escape(&cause),
            signed(effect.calls, 0),
            signed(100.0 * effect.points, 1),
            bar(effect.calls / largest)
        );
    }
    page.body.push_str("</tbody></table>\n</figure>\n");
}

/// A bar from the middle to the left (lost) or right (gained); `share` from −1 to 1.
fn bar(share: f64) -> String {
    let (width, height) = BAR;
    let (middle, length) = (width / 2.0, width / 2.0 * share.abs());
    let (class, x) = if share < 0.0 { ("lost", middle - length) } else { ("won", middle) };
    format!(
        "<svg class=\"cause\" viewBox=\"0 0 {w} {h}\" aria-hidden=\"true\"><path class=\"base\" d=\"M{m} 0V{h}\"/>\
         <rect class=\"{class}\" x=\"{x}\" y=\"2\" width=\"{l}\" height=\"{t}\"/></svg>",
        w = num(width),
        h = num(height),
        m = num(middle),
        x = num(x),
        l = num(length),
        t = num(height - 4.0)
    )
}

/// The intervals that lost or gained most calls, by time.
fn intervals(page: &mut Page, report: &DayReport, explanation: &ServiceExplanation) {
    let moved = |gap: &IntervalGap| {
        gap.parts.iter().map(|part| part.calls).sum::<f64>() + gap.unexplained.map_or(0.0, |rest| rest.calls)
    };
    let mut most: Vec<&IntervalGap> = explanation.intervals.iter().collect();
    most.sort_by(|a, b| moved(b).abs().total_cmp(&moved(a).abs()));
    most.truncate(SHOWN);
    most.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    page.heading("The intervals that lost or gained most", "");
    let rows = most.into_iter().map(|gap| {
        let strongest = Cause::ALL.iter().zip(gap.parts).max_by(|a, b| a.1.calls.abs().total_cmp(&b.1.calls.abs()));
        let by =
            strongest.filter(|(_, effect)| effect.calls.abs() >= 0.5).map_or_else(String::new, |(cause, effect)| {
                format!("{} ({} calls)", cause.as_str().replace('_', " "), signed(effect.calls, 0))
            });
        vec![
            text(hour_minute(report.zone, gap.start)),
            text(gap.queue.as_str()),
            figure(grouped(gap.calls.1, 0)),
            figure(grouped(gap.calls.0, 0)),
            figure(percent(Some(gap.planned))),
            figure(percent(gap.achieved)),
            figure(signed(moved(gap), 1)),
            text(by),
        ]
    });
    let heads = ["From", "Queue", "#Calls", "#Forecast", "#Planned", "#Achieved", "#Calls moved", "Most by"];
    table(page, "dense", &heads, rows);
}

/// What the data say of each possible cause.
fn statements(page: &mut Page, explanation: &ServiceExplanation) {
    if explanation.statements.is_empty() {
        return;
    }
    page.heading("What the data say of each known cause", "");
    let rows = explanation.statements.iter().map(|statement| {
        let (class, word) = match statement.verdict {
            Verdict::Shown => ("bad", "✕ yes"),
            Verdict::NotShown => ("ok", "✓ no"),
            Verdict::NotTested => ("", "– not tested"),
        };
        vec![
            text(statement.about.as_str()),
            text(statement.cause.as_str()),
            Td::Mark(class, word.to_owned()),
            text(statement.text.as_str()),
        ]
    });
    table(page, "dense", &["Off target", "Possible cause", "Shown", "By these figures"], rows);
}
