//! Requirement that no roster can meet: in closed intervals, where no legal shift reaches, or off the plan's clock.

use std::collections::BTreeSet;

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::roster::model::{Clock, Hours, Model};

use super::reach::Reach;
use super::runs::{Run, joined, time_of};

/// Findings on every run of intervals whose requirement cannot be met.
pub(super) fn unmet(model: &Model<'_>, reach: &Reach, findings: &mut Findings) {
    let clock = Clock::new(model.problem);
    let hours = Hours::of(model.problem, &clock, &model.queues);
    let width = model.queues.len();
    for queue in 0..width {
        let wanted =
            |slot: usize| model.cell(slot, queue).map(|c| &model.cells[c]).filter(|c| c.required > c.carried_in);
        let closed = |slot: &usize| !hours.partly[slot * width + queue];
        let slots = || (0..model.slots).filter_map(|s| wanted(s).map(|c| (s, c.required)));
        for run in joined(slots().filter(|(s, _)| closed(s))) {
            findings.push(demand_closed(model, queue, &run));
        }
        for run in joined(slots().filter(|(s, _)| !closed(s) && !reach.serves(model, *s, queue))) {
            findings.push(unreachable(model, queue, &run));
        }
    }
    off_the_clock(model, &clock, findings);
}

fn demand_closed(model: &Model<'_>, queue: usize, run: &Run) -> Finding {
    let id = &model.queues[queue];
    let message = format!(
        "the requirement asks for up to {:.0} agents on {id} from {}, when it is closed by its hours",
        run.worst,
        time_of(model, run)
    );
    let hint = "correct the hours of the queue in centre.toml, or take these rows out of the requirement";
    about(model, queue, run, Finding::new(Code::DemandClosed, message).hint(hint))
}

fn unreachable(model: &Model<'_>, queue: usize, run: &Run) -> Finding {
    let id = &model.queues[queue];
    let skilled = model.problem.agents.iter().any(|a| a.skills.contains(id));
    let why = if skilled { "no legal shift of any agent with the skill reaches it" } else { "no agent has the skill" };
    let message = format!("{id} needs up to {:.0} agents from {}, but {why}", run.worst, time_of(model, run));
    let hint = if skilled {
        "add shifts at that time to the catalogue or the contracts, or look at leave and availability then"
    } else {
        "give agents the skill in agents.csv"
    };
    about(model, queue, run, Finding::new(Code::DemandUnreachable, message).hint(hint))
}

fn about(model: &Model<'_>, queue: usize, run: &Run, finding: Finding) -> Finding {
    let day = model.problem.centre.zone.day(model.instant(model.slot_start(run.from)));
    finding.queue(&model.queues[queue]).day(day)
}

/// Rows that the week's even row of intervals does not hold: a clock change by less than an interval moves the grid.
fn off_the_clock(model: &Model<'_>, clock: &Clock, findings: &mut Findings) {
    let zone = model.problem.centre.zone;
    let rows = &model.problem.requirement.rows;
    let off: BTreeSet<_> = rows.iter().filter(|r| clock.slot(r.start).is_none()).map(|r| r.start).collect();
    let (Some(first), Some(last)) = (off.first(), off.last()) else { return };
    let message = format!(
        "{} moments of the requirement from {} to {} start no interval of this week; their rows are not rostered",
        off.len(),
        zone.rfc3339(*first),
        zone.rfc3339(*last)
    );
    let hint = "a clock change moves the intervals: choose an interval that divides it (interval_minutes = 30)";
    findings.push(Finding::new(Code::RequirementOffClock, message).hint(hint).day(zone.day(*first)));
}
