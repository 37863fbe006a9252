//! `min_agents_present` and `min_across`: where nobody could keep them, and where the roster found does not.

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::roster::coverage::{HARD_PRICE, Pricer};
use crate::roster::model::Model;
use crate::roster::state::State;

use super::reach::Reach;
use super::runs::{Run, joined, time_of};
use super::team::{self, Lack};

/// Most places told one by one.
const MOST_PLACES: usize = 20;
/// Places whose clash is looked into.
const MOST_CLASHES: usize = 3;
/// Agents missing below this are rounding.
const ROUNDING: f64 = 1e-9;

/// Intervals and borders where fewer agents could be than the centre asks.
pub(super) fn lacking(model: &Model<'_>, pricer: &Pricer, reach: &Reach, findings: &mut Findings) {
    let asked_present = model.problem.centre.min_agents_present;
    let slots = (0..model.slots).map(|slot| {
        let minutes = i32::try_from(reach.present(slot).0).unwrap_or(i32::MAX);
        (slot, pricer.presence(slot, minutes) / HARD_PRICE)
    });
    let runs = joined(slots.filter(|(_, lack)| *lack > ROUNDING));
    push_runs(model, Lack::Presence, findings, &runs, |run| {
        let message = format!(
            "{}: {} agents could be at work, the centre asks for {asked_present}",
            time_of(model, run),
            reach.present(run.at).1
        );
        let hint = "lower min_agents_present, give more agents shifts at that time, or correct the opening hours";
        Finding::new(Code::PresenceImpossible, message).hint(hint).day(day(model, run))
    });
    let asked_across = model.problem.centre.handover.min_across;
    let slots = (0..model.slots).map(|slot| {
        let agents = i32::try_from(reach.across(slot)).unwrap_or(i32::MAX);
        (slot, pricer.crossing(slot, agents) / HARD_PRICE)
    });
    let runs = joined(slots.filter(|(_, lack)| *lack > ROUNDING));
    push_runs(model, Lack::Across, findings, &runs, |run| {
        let message = format!(
            "{}: {} agents could be inside their shift on both sides of {}, the centre asks for {asked_across}",
            borders_text(model, run),
            reach.across(run.at),
            if run.to - run.from > 1 { "each of these borders" } else { "this border" }
        );
        let hint =
            "lower min_across, or give the shifts of more agents other starts or lengths so that they overlap there";
        Finding::new(Code::AcrossImpossible, message).hint(hint).day(day(model, run))
    });
}

/// Where the roster found lacks agents.
pub(super) fn left_over(model: &Model<'_>, pricer: &Pricer, state: &State, findings: &mut Findings) {
    let hint = "give the search more time, more agents shifts at that time, or lower the rule";
    let slots = (0..model.slots).map(|s| (s, pricer.presence(s, state.coverage.slot[s]) / HARD_PRICE));
    let runs = joined(slots.filter(|(_, lack)| *lack > ROUNDING));
    push_runs(model, Lack::Presence, findings, &runs, |run| {
        let asked = model.problem.centre.min_agents_present;
        let message = format!(
            "no roster found keeps min_agents_present = {asked}: {} lacks up to {:.2} agents",
            time_of(model, run),
            run.worst
        );
        Finding::new(Code::HardRuleNotKept, message).hint(hint).day(day(model, run))
    });
    let slots = (0..model.slots).map(|s| (s, pricer.crossing(s, state.coverage.across[s]) / HARD_PRICE));
    let runs = joined(slots.filter(|(_, lack)| *lack > ROUNDING));
    push_runs(model, Lack::Across, findings, &runs, |run| {
        let asked = model.problem.centre.handover.min_across;
        let message = format!(
            "no roster found keeps min_across = {asked}: {} lacks up to {:.0} agents across",
            borders_text(model, run),
            run.worst
        );
        Finding::new(Code::HardRuleNotKept, message).hint(hint).day(day(model, run))
    });
}

/// A finding on each run, and on the rules that clash there.
fn push_runs(model: &Model<'_>, lack: Lack, findings: &mut Findings, runs: &[Run], told: impl Fn(&Run) -> Finding) {
    push_places(findings, runs, &told);
    let mut clashes: Vec<Finding> = Vec::new();
    for clash in runs.iter().take(MOST_CLASHES).filter_map(|run| team::told(model, lack, run, told(run))) {
        if clashes.iter().all(|known| known.message != clash.message) {
            clashes.push(clash);
        }
    }
    for clash in clashes {
        findings.push(clash);
    }
}

/// Tells the first places one by one, and how many more there are.
pub(super) fn push_places(findings: &mut Findings, runs: &[Run], told: impl Fn(&Run) -> Finding) {
    let more = runs.len().saturating_sub(MOST_PLACES);
    for (index, run) in runs.iter().take(MOST_PLACES).enumerate() {
        let mut finding = told(run);
        if index + 1 == MOST_PLACES && more > 0 {
            finding.message = format!("{} (and {more} more such times)", finding.message);
        }
        findings.push(finding);
    }
}

/// `2026-11-30 08:00` or `2026-11-30 08:00 to 09:00`: the first and the last border.
fn borders_text(model: &Model<'_>, run: &Run) -> String {
    let zone = model.problem.centre.zone;
    if run.to - run.from > 1 {
        return time_of(model, &Run { to: run.to - 1, ..*run });
    }
    zone.local(model.instant(model.slot_start(run.from))).format("%Y-%m-%d %H:%M").to_string()
}

/// The local day on which a run begins.
pub(super) fn day(model: &Model<'_>, run: &Run) -> chrono::NaiveDate {
    model.problem.centre.zone.day(model.instant(model.slot_start(run.from)))
}
