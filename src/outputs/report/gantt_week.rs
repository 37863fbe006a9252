//! The week on the wall: one row an agent, grouped by team, seven days side by side.

use std::collections::BTreeMap;

use super::super::number::{exact, rounded};
use super::super::shifts::{Day, Member, Shift, Team, Week};
use super::axis::{LEFT, RIGHT, TimeAxis, WIDTH, day_header};
use super::svg::{Boxes, Svg, fit};
use super::{Look, stretch_note};
use crate::domain::ids::QueueId;
use crate::domain::people::Activity;
use crate::domain::plan::Plan;
use crate::domain::time::add_days;

const TOP: f64 = 20.0;
const ROW: f64 = 20.0;
/// Rows in one picture: what fits on a printed page under its header.
pub(super) const CHUNK: usize = 36;

/// The pictures of a team's week.
pub(super) fn charts(plan: &Plan, week: &Week<'_>, team: &Team<'_>, look: &Look) -> Vec<String> {
    team.members.chunks(CHUNK).map(|members| chart(plan, week, team.name, members, look)).collect()
}

fn chart(plan: &Plan, week: &Week<'_>, team: &str, members: &[Member<'_>], look: &Look) -> String {
    let zone = plan.centre.zone;
    let first = week.days.first().copied().unwrap_or(plan.first_day);
    let axis = TimeAxis::week(first, zone);
    let height = TOP + ROW * members.len() as f64;
    let mut svg = Svg::new(WIDTH, height + 2.0, &format!("Roster of {team}, week of {first}"));
    day_header(&mut svg, &axis, &week.days, &plan.centre.calendar, height);
    svg.text("tick e", LEFT - 6.0, 13.0, "paid h");
    let mut bars: BTreeMap<&str, Boxes> = BTreeMap::new();
    for (row, member) in members.iter().enumerate() {
        let y = TOP + ROW * row as f64;
        svg.line("grid", (0.0, y), (RIGHT, y));
        svg.noted("name", 2.0, y + 13.5, &fit(&member.agent.name, 17), &about(member));
        svg.text("tick e", LEFT - 6.0, y + 13.5, &exact(rounded(member.paid_hours(), 1)));
        absences(&mut svg, plan, &axis, week, member, y);
        for shift in member.shifts() {
            bar(&mut bars, &axis, shift, y + 10.5, look);
            svg.noted("clock", axis.x(shift.start), y + 8.5, &shift.clock(zone), &shift_note(plan, shift));
        }
    }
    for (class, boxes) in &bars {
        svg.boxes(class, boxes);
    }
    svg.finish()
}

/// Leave, and days outside employment: drawn first, since a night shift of the evening before may run into them.
fn absences(svg: &mut Svg, plan: &Plan, axis: &TimeAxis, week: &Week<'_>, member: &Member<'_>, y: f64) {
    let zone = plan.centre.zone;
    for (day, content) in week.days.iter().zip(&member.days) {
        let words = match content {
            Day::Leave(kind) => fit(kind, 22),
            Day::Away => "not employed".to_owned(),
            Day::Shifts(_) | Day::Off => continue,
        };
        let (from, to) = (axis.x(zone.midnight(*day)), axis.x(zone.midnight(add_days(*day, 1))));
        svg.rect("leave", from + 1.0, y + 2.0, to - from - 2.0, ROW - 4.0);
        svg.text("away m", f64::midpoint(from, to), y + 13.0, &words);
    }
}

/// A shift as a thin bar: presence behind, work in the colour of its queue, breaks as gaps.
fn bar<'a>(bars: &mut BTreeMap<&'a str, Boxes>, axis: &TimeAxis, shift: &Shift<'_>, y: f64, look: &'a Look) {
    for row in &shift.rows {
        let (x, width) = (axis.x(row.start), axis.x(row.end) - axis.x(row.start));
        match row.activity {
            Activity::Break | Activity::Meal | Activity::Split => {
                bars.entry("pause").or_default().add(x, y + 3.0, width, 1.2);
            }
            activity => {
                let class = look.class(activity, row.queue.as_ref());
                bars.entry(class).or_default().add(x, y, width, 7.0);
            }
        }
    }
}

fn about(member: &Member<'_>) -> String {
    let agent = member.agent;
    let skills: Vec<&str> = agent.skills.iter().map(QueueId::as_str).collect();
    format!(
        "{} ({}) · contract {}, {} h · {}",
        agent.name,
        agent.id,
        agent.contract,
        member.allowed_text(),
        skills.join(", ")
    )
}

/// All of a shift in words.
pub(super) fn shift_note(plan: &Plan, shift: &Shift<'_>) -> String {
    let zone = plan.centre.zone;
    let mut lines = vec![format!("{} {}", shift.id, shift.clock(zone))];
    lines.extend(shift.rows.iter().map(|r| stretch_note(zone, r)));
    lines.join("\n")
}
