//! One day hour by hour: every shift with its breaks, meals, handovers and trainings.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::shifts::{Day, Member, Shift, Week};
use super::Look;
use super::axis::{LEFT, RIGHT, TimeAxis, WIDTH};
use super::gantt_week::{CHUNK, shift_note};
use super::svg::{Boxes, Svg, fit};
use crate::domain::plan::Plan;
use crate::domain::time::Instant;

const TOP: f64 = 18.0;
const ROW: f64 = 15.0;
/// Room that the label beside a bar takes.
const LABEL: f64 = 96.0;

/// A team's shifts of one day.
pub(super) struct TeamDay<'a> {
    /// The team.
    pub(super) name: &'a str,
    /// Who works, by start of the shift.
    pub(super) at_work: Vec<(&'a Member<'a>, &'a Shift<'a>)>,
}

/// The teams that have shifts on a day.
pub(super) fn teams<'a>(week: &'a Week<'a>, day: NaiveDate) -> Vec<TeamDay<'a>> {
    let Some(index) = week.days.iter().position(|d| *d == day) else { return Vec::new() };
    let of_team = |team: &'a super::super::shifts::Team<'a>| {
        let mut at_work: Vec<(&Member<'_>, &Shift<'_>)> = Vec::new();
        for member in &team.members {
            if let Some(Day::Shifts(shifts)) = member.days.get(index) {
                at_work.extend(shifts.iter().map(|s| (member, s)));
            }
        }
        at_work.sort_by(|a, b| (a.1.start, a.1.end, &a.0.agent.id).cmp(&(b.1.start, b.1.end, &b.0.agent.id)));
        TeamDay { name: team.name, at_work }
    };
    week.teams.iter().map(of_team).filter(|t| !t.at_work.is_empty()).collect()
}

/// The hours that a day's shifts span, on full hours.
pub(super) fn axis(plan: &Plan, day: NaiveDate, teams: &[TeamDay<'_>]) -> TimeAxis {
    let zone = plan.centre.zone;
    let midnight = zone.midnight(day);
    let shifts = || teams.iter().flat_map(|t| t.at_work.iter().map(|(_, s)| s));
    let first = shifts().map(|s| s.presence_start()).min().unwrap_or(midnight);
    let last = shifts().map(|s| s.presence_end()).max().unwrap_or(midnight.plus_minutes(1440));
    let hour = |at: Instant| at.seconds_since(midnight).div_euclid(3600);
    let last_hour = hour(last.plus_seconds(3599)).min(hour(first) + 48);
    TimeAxis::new(midnight.plus_minutes(60 * hour(first)), midnight.plus_minutes(60 * last_hour), zone)
}

/// The pictures of a team's day.
pub(super) fn charts(plan: &Plan, team: &TeamDay<'_>, axis: &TimeAxis, look: &Look) -> Vec<String> {
    team.at_work.chunks(CHUNK).map(|rows| chart(plan, team.name, rows, axis, look)).collect()
}

fn chart(plan: &Plan, team: &str, rows: &[(&Member<'_>, &Shift<'_>)], axis: &TimeAxis, look: &Look) -> String {
    let zone = plan.centre.zone;
    let height = TOP + ROW * rows.len() as f64;
    let mut svg = Svg::new(WIDTH, height + 2.0, &format!("Shifts of {team} hour by hour"));
    for (x, hour) in axis.hours(1) {
        svg.line(if hour == 0 { "rule" } else { "grid" }, (x, TOP - 3.0), (x, height));
        svg.text("tick m", x, TOP - 6.0, &format!("{hour:02}"));
    }
    let mut bars: BTreeMap<&str, Boxes> = BTreeMap::new();
    let mut labels: Vec<(f64, f64, &str, String)> = Vec::new();
    for (index, (member, shift)) in rows.iter().enumerate() {
        let y = TOP + ROW * index as f64;
        svg.text("name", 2.0, y + 11.0, &fit(&member.agent.name, 22));
        for row in &shift.rows {
            let class = look.class(row.activity, row.queue.as_ref());
            let width = axis.x(row.end) - axis.x(row.start);
            bars.entry(class).or_default().add(axis.x(row.start), y + 2.0, width, ROW - 4.0);
        }
        let label = format!("{} {}", shift.id, shift.clock(zone));
        let (from, to) = (axis.x(shift.presence_start()), axis.x(shift.presence_end()));
        if to + LABEL <= WIDTH {
            labels.push((to + 5.0, y + 11.0, "clock", label));
        } else if from - LABEL >= LEFT {
            labels.push((from - 5.0, y + 11.0, "clock e", label));
        }
    }
    for (class, boxes) in &bars {
        svg.boxes(class, boxes);
    }
    for (x, y, class, text) in labels {
        svg.text(class, x, y, &text);
    }
    for (index, (_, shift)) in rows.iter().enumerate() {
        let (from, to) = (axis.x(shift.presence_start()), axis.x(shift.presence_end()).min(RIGHT));
        svg.hover(from, TOP + ROW * index as f64, to - from, ROW, &shift_note(plan, shift));
    }
    svg.finish()
}
