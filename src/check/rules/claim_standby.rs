//! Standbys are those that `[[standby]]` asks for, of people who are free.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate};

use crate::check::breach::Breach;
use crate::check::clock::Stretch;
use crate::check::cost::Recomputed;
use crate::check::week::{Person, Week};
use crate::domain::ids::AgentId;
use crate::domain::roster::{RosterSummary, StandbyDuty};
use crate::domain::team::StandbyRule;

/// One breach for each standby that may not be, and for each period with another number of agents than could be had.
pub(super) fn breaches(week: &Week<'_>, summary: &RosterSummary, _: &Recomputed) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut given: BTreeMap<(&str, Stretch), Vec<&str>> = BTreeMap::new();
    let mut by_agent: BTreeMap<&str, Vec<(&str, Stretch)>> = BTreeMap::new();
    for duty in &summary.standby {
        match time(duty) {
            Some(time) => {
                given.entry((&duty.standby, time)).or_default().push(&duty.agent);
                by_agent.entry(&duty.agent).or_default().push((&duty.standby, time));
            }
            None => breaches.push(breach(duty, "its times cannot be read")),
        }
    }
    let people: BTreeMap<&str, &Person<'_>> = week.people.iter().map(|p| (p.agent.id.as_str(), p)).collect();
    let mut asked: BTreeMap<(&str, Stretch), (&StandbyRule, NaiveDate)> = BTreeMap::new();
    for rule in &week.problem.centre.team_rules.standby {
        asked.extend(periods(week, rule).into_iter().map(|(day, time)| ((rule.id.as_str(), time), (rule, day))));
    }
    for duty in &summary.standby {
        let Some(time) = time(duty) else { continue };
        let Some((rule, day)) = asked.get(&(duty.standby.as_str(), time)) else {
            breaches.push(breach(duty, "there is no such period"));
            continue;
        };
        let others = by_agent.get(duty.agent.as_str()).map_or(&[][..], Vec::as_slice);
        let wrong = match people.get(duty.agent.as_str()) {
            None => Some("nobody of agents.csv"),
            Some(person) => hindrance(person, (rule, *day, time), others, 1),
        };
        breaches.extend(wrong.map(|why| breach(duty, why)));
    }
    for ((id, time), (rule, day)) in asked {
        let own = given.get(&(id, time)).map_or(&[][..], Vec::as_slice);
        let wanted = rule.agents.get() as usize;
        let is_free = |person: &&Person<'_>| {
            let others = by_agent.get(person.agent.id.as_str()).map_or(&[][..], Vec::as_slice);
            !own.contains(&person.agent.id.as_str()) && hindrance(person, (rule, day, time), others, 0).is_none()
        };
        let there = format!("standby {id} of {}: {} of {wanted} agents", week.clock.range(time), own.len());
        if own.len() > wanted {
            breaches.push(Breach::new(there).on(day));
        } else if own.len() < wanted
            && let Some(person) = week.people.iter().find(is_free)
        {
            breaches.push(Breach::new(format!("{there}, and {} is free", person.agent.id)).on(day));
        }
    }
    breaches
}

fn breach(duty: &StandbyDuty, why: &str) -> Breach {
    let text = format!("standby {} of {} from {} to {}: {why}", duty.standby, duty.agent, duty.start, duty.end);
    Breach::new(text).agent(&AgentId::new(&duty.agent))
}

fn time(duty: &StandbyDuty) -> Option<Stretch> {
    let at = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp());
    Some(Stretch::new(at(&duty.start)?, at(&duty.end)?))
}

/// The periods of a rule in the week, each with the day on which it starts.
fn periods(week: &Week<'_>, rule: &StandbyRule) -> Vec<(NaiveDate, Stretch)> {
    let mut found = Vec::new();
    for day in &week.days {
        let ranges = rule.hours.get(day.weekday().num_days_from_monday() as usize);
        for (from, to) in ranges.into_iter().flatten() {
            let at = |minutes: u16| week.clock.at(*day, i64::from(minutes));
            found.push((*day, Stretch::new(at(from.minutes()), at(to.minutes()))));
        }
    }
    found.retain(|(_, time)| time.seconds() > 0);
    found
}

/// Why an agent may not be on standby in a period; `counted` of `others`, their standbys, are this very one.
fn hindrance(
    person: &Person<'_>,
    (rule, day, time): (&StandbyRule, NaiveDate, Stretch),
    others: &[(&str, Stretch)],
    counted: usize,
) -> Option<&'static str> {
    let rest = i64::from(rule.rest.get()) * 60;
    let around = Stretch::new(time.start - rest, time.end + rest);
    let mut present = person.shifts.iter().map(|s| s.presence).chain(person.previous.iter().map(|s| s.presence));
    let of_rule = others.iter().filter(|(id, _)| *id == rule.id).count() - counted.min(others.len());
    if rule.role.as_ref().is_some_and(|role| !person.agent.roles.contains(role)) {
        Some("the agent does not have the role")
    } else if person.is_blocked(day) {
        Some("the agent is on leave or not employed")
    } else if person.absences.iter().any(|off| off.overlaps(time)) {
        Some("the agent has time off")
    } else if person.windows.as_ref().is_some_and(|windows| !windows.iter().any(|w| w.covers(time))) {
        Some("the agent is not available")
    } else if present.any(|shift| shift.overlaps(around)) {
        Some("the agent is at work or resting then")
    } else if others.iter().filter(|(_, other)| other.overlaps(time)).count() > counted {
        Some("the agent is on standby twice at once")
    } else if rule.max_per_week.is_some_and(|most| of_rule >= most as usize) {
        Some("the agent has more periods than max_per_week")
    } else {
        None
    }
}
