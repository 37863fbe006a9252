//! The text of a variant: changes joined by commas, each `WHAT:WHERE=VALUE`.

use crate::domain::centre::Centre;
use crate::domain::ids::QueueId;
use crate::domain::people::{Activity, Agent};
use crate::domain::time::ClockTime;
use crate::domain::what_if::{Change, Variant};

/// The forms that a change can have, for people.
pub const FORMS: &str = "agents:CONTRACT=N, agents:CONTRACT=N skills=QUEUE;QUEUE, starts:SHIFT=HH:MM, \
                         window:SHIFT.meal=-30m..+30m, hours:CONTRACT=+2h, days:CONTRACT=+1; several joined by commas";

/// Most agents that one change adds.
const MOST_AGENTS: u32 = 1_000;
/// Most minutes that a window or a week's hours move by.
const MOST_MINUTES: i64 = 7 * 24 * 60;

/// Reads a variant of this centre.
///
/// # Errors
/// What is wrong with each change that cannot be made, in words.
pub fn parse(text: &str, centre: &Centre, agents: &[Agent]) -> Result<Variant, Vec<String>> {
    let mut changes = Vec::new();
    let mut faults = Vec::new();
    for part in text.split(',').map(str::trim) {
        match change(part, centre, agents) {
            Ok(change) => changes.push(change),
            Err(fault) => faults.push(format!("{part:?}: {fault}")),
        }
    }
    if faults.is_empty() { Ok(Variant { name: text.trim().to_owned(), changes }) } else { Err(faults) }
}

fn change(text: &str, centre: &Centre, agents: &[Agent]) -> Result<Change, String> {
    let form = || "a change is WHAT:WHERE=VALUE".to_owned();
    let (what, rest) = text.split_once(':').ok_or_else(form)?;
    let (place, value) = rest.split_once('=').ok_or_else(form)?;
    let (place, value) = (place.trim(), value.trim());
    match what.trim() {
        "agents" => more_agents(place, value, centre, agents),
        "starts" => {
            let start = ClockTime::parse(value).ok_or("a start is a time such as 05:00")?;
            shift(place, centre).map(|shift| Change::Start { shift, start })
        }
        "window" => window(place, value, centre),
        "hours" => {
            let minutes = signed_minutes(value).ok_or("hours change by a signed time such as +2h or -1h30m")?;
            contract(place, centre).map(|contract| Change::Hours { contract, minutes })
        }
        "days" => {
            let days = value.parse::<i64>().ok().filter(|d| (-7..=7).contains(d)).ok_or("days change by -7 to +7")?;
            contract(place, centre).map(|contract| Change::Days { contract, days })
        }
        other => Err(format!("there is no change {other:?}; it is one of agents, starts, window, hours, days")),
    }
}

fn contract(id: &str, centre: &Centre) -> Result<crate::domain::ids::ContractId, String> {
    let known = centre.contracts.iter().map(|c| &c.id);
    let listed = || known.clone().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    known
        .clone()
        .find(|c| c.as_str() == id)
        .cloned()
        .ok_or_else(|| format!("no contract {id:?}; there are {}", listed()))
}

fn shift(id: &str, centre: &Centre) -> Result<crate::domain::ids::ShiftId, String> {
    let known = centre.shifts.iter().map(|s| &s.id);
    let listed = || known.clone().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    known.clone().find(|s| s.as_str() == id).cloned().ok_or_else(|| format!("no shift {id:?}; there are {}", listed()))
}

/// `2`, or `2 skills=cards;loans`.
fn more_agents(place: &str, value: &str, centre: &Centre, agents: &[Agent]) -> Result<Change, String> {
    let contract = contract(place, centre)?;
    let (number, skills) = match value.split_once("skills=") {
        Some((number, skills)) => (number.trim(), Some(skills)),
        None => (value, None),
    };
    let count = number.parse::<u32>().ok().filter(|n| (1..=MOST_AGENTS).contains(n));
    let count = count.ok_or_else(|| format!("a number of agents from 1 to {MOST_AGENTS}"))?;
    let skills = skills.map(|list| list.split(';').map(|q| queue(q.trim(), centre)).collect::<Result<Vec<_>, _>>());
    let skills = skills.transpose()?;
    if skills.is_none() && !agents.iter().any(|agent| agent.contract == contract) {
        return Err(format!("no agent has the contract {contract} yet: say skills=QUEUE;QUEUE as well"));
    }
    Ok(Change::Agents { contract, count, skills })
}

fn queue(id: &str, centre: &Centre) -> Result<QueueId, String> {
    let known = centre.queues.iter().map(|q| &q.id);
    let listed = || known.clone().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    known.clone().find(|q| q.as_str() == id).cloned().ok_or_else(|| format!("no queue {id:?}; there are {}", listed()))
}

/// `day.meal` and `-30m..+30m`.
fn window(place: &str, value: &str, centre: &Centre) -> Result<Change, String> {
    let (name, kind) = place.rsplit_once('.').ok_or("a window is named SHIFT.break or SHIFT.meal")?;
    let shift = shift(name, centre)?;
    let kind = Activity::parse(kind).filter(|k| matches!(k, Activity::Break | Activity::Meal));
    let kind = kind.ok_or("a window is named SHIFT.break or SHIFT.meal")?;
    let listed = centre.shift(&shift).is_some_and(|s| s.breaks.iter().any(|b| b.kind == kind));
    if !listed {
        return Err(format!("the shift {shift} has no {kind}"));
    }
    let form = "a wider window is written -30m..+30m";
    let (earlier, later) = value.split_once("..").ok_or(form)?;
    let earlier = signed_minutes(earlier).filter(|m| *m <= 0).ok_or(form)?;
    let later = signed_minutes(later).filter(|m| *m >= 0).ok_or(form)?;
    let minutes = |m: i64| u32::try_from(m.abs()).unwrap_or(0);
    Ok(Change::Window { shift, kind, widened: (minutes(earlier), minutes(later)) })
}

/// `+2h`, `-1h30m`, `30m`, `0`.
fn signed_minutes(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, rest) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
        (Some(rest), _) => (-1, rest),
        (_, Some(rest)) => (1, rest),
        _ => (1, text),
    };
    let (hours, minutes) = match rest.split_once('h') {
        Some((hours, "")) => (hours, "0"),
        Some((hours, minutes)) => (hours, minutes.strip_suffix('m')?),
        None => ("0", rest.strip_suffix('m').or((rest == "0").then_some("0"))?),
    };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse::<i64>().ok()).flatten();
    let total = digits(hours)?.checked_mul(60)?.checked_add(digits(minutes)?)?;
    (total <= MOST_MINUTES).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_times_are_read() {
        let cases = [("+2h", 120), ("-1h30m", -90), ("30m", 30), ("-0m", 0), ("0", 0)];
        for (text, minutes) in cases {
            assert_eq!(signed_minutes(text), Some(minutes), "{text}");
        }
        for text in ["", "2", "h", "+m", "1h30", "-", "99999999h", "1d"] {
            assert_eq!(signed_minutes(text), None, "{text}");
        }
    }
}
