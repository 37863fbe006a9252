//! What one agent should know of a roster: the shifts, what was wished and what became of it, and how the unpopular shifts lie
//! beside the team's mean. Of colleagues only that mean is told.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;

use super::number::{exact, grouped, rounded};
use super::shifts::{Shift, day_name, shifts};
use super::text::{left, right};
use crate::domain::burdens::{self, Burdens};
use crate::domain::centre::Centre;
use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, RosterRow};
use crate::domain::plan::Plan;
use crate::domain::roster::{AgentHours, RosterSummary, StandbyDuty, WishAnswer};
use crate::domain::time::add_days;

/// What the pages are made from.
#[derive(Clone, Copy, Debug)]
pub struct PageFacts<'p> {
    /// The centre.
    pub centre: &'p Centre,
    /// The people.
    pub agents: &'p [Agent],
    /// The rosters of the days before.
    pub previous: &'p [RosterRow],
    /// The roster of all weeks.
    pub rows: &'p [RosterRow],
    /// One a week.
    pub summaries: &'p [RosterSummary],
}

impl<'p> From<&'p Plan> for PageFacts<'p> {
    fn from(plan: &'p Plan) -> Self {
        let Plan { centre, agents, previous, rows, summaries, .. } = plan;
        Self { centre, agents, previous, rows, summaries }
    }
}

/// One agent's page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentPage {
    /// The agent.
    pub agent: String,
    /// The name on rosters.
    pub name: String,
    /// The team; empty when there is none.
    pub team: String,
    /// The contract.
    pub contract: String,
    /// Each week of the roster.
    pub weeks: Vec<AgentWeek>,
    /// Shifts of the rosters of the days before.
    pub before: Burdens,
    /// Those and the weeks together.
    pub together: Burdens,
    /// The mean of `together` in the team: weekend, night, early, late; absent for an agent without a team.
    pub team_mean: Option<[f64; 4]>,
}

/// One week of an agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentWeek {
    /// First local day.
    pub first_day: NaiveDate,
    /// Days, hours, contract and number of wishes.
    pub hours: AgentHours,
    /// Its shifts.
    pub burdens: Burdens,
    /// Each shift: `Mon 7 Dec 08:00–16:30 day`.
    pub shifts: Vec<String>,
    /// The periods of standby: id, first moment and first moment after.
    pub standby: Vec<StandbyDuty>,
    /// Each wish and what became of it.
    pub wishes: Vec<WishAnswer>,
}

/// The pages of all agents, in the order of agents.csv; one at a time, for there may be many.
pub fn pages<'p>(facts: &PageFacts<'p>) -> impl Iterator<Item = AgentPage> + use<'p> {
    let known = Known::of(facts);
    facts.agents.iter().map(move |agent| known.page(agent))
}

/// The counts by agent that the pages look up.
struct Known<'p> {
    before: BTreeMap<&'p AgentId, Burdens>,
    together: BTreeMap<&'p AgentId, Burdens>,
    /// Members of each team, and the sums of their shifts.
    teams: BTreeMap<&'p str, (u32, Burdens)>,
    weeks: Vec<KnownWeek<'p>>,
    zone: crate::domain::time::Zone,
}

struct KnownWeek<'p> {
    first_day: NaiveDate,
    hours: BTreeMap<&'p str, &'p AgentHours>,
    burdens: BTreeMap<&'p AgentId, Burdens>,
    wishes: BTreeMap<&'p str, Vec<&'p WishAnswer>>,
    standby: BTreeMap<&'p str, Vec<&'p StandbyDuty>>,
    shifts: BTreeMap<&'p AgentId, Vec<Shift<'p>>>,
}

impl<'p> Known<'p> {
    fn of(facts: &PageFacts<'p>) -> Self {
        let (zone, rules) = (facts.centre.zone, &facts.centre.objective.fairness);
        let first_day = facts.summaries.iter().map(|week| week.first_day).min().unwrap_or(NaiveDate::MAX);
        let before = burdens::counts(facts.previous, zone, rules, |day| day < first_day);
        let now = burdens::counts(facts.rows, zone, rules, |day| day >= first_day);
        let mut together = before.clone();
        for (agent, own) in now {
            let sum = together.entry(agent).or_default();
            *sum = sum.and(own);
        }
        let mut teams: BTreeMap<&str, (u32, Burdens)> = BTreeMap::new();
        for agent in facts.agents {
            let (members, sum) = teams.entry(&agent.team).or_default();
            *members += 1;
            *sum = sum.and(together.get(&agent.id).copied().unwrap_or_default());
        }
        let weeks = facts.summaries.iter().map(|summary| KnownWeek::of(facts, summary)).collect();
        Self { before, together, teams, weeks, zone }
    }

    fn page(&self, agent: &Agent) -> AgentPage {
        let of = |counts: &BTreeMap<&AgentId, Burdens>| counts.get(&agent.id).copied().unwrap_or_default();
        let team = self.teams.get(agent.team.as_str()).filter(|_| !agent.team.is_empty());
        let mean = |(members, sum): &(u32, Burdens)| {
            sum.kinds().map(|count| rounded(f64::from(count) / f64::from((*members).max(1)), 2))
        };
        AgentPage {
            agent: agent.id.to_string(),
            name: agent.name.clone(),
            team: agent.team.clone(),
            contract: agent.contract.to_string(),
            weeks: self.weeks.iter().filter_map(|week| self.week(week, agent)).collect(),
            before: of(&self.before),
            together: of(&self.together),
            team_mean: team.map(mean),
        }
    }

    fn week(&self, week: &KnownWeek<'_>, agent: &Agent) -> Option<AgentWeek> {
        let hours = AgentHours::clone(week.hours.get(agent.id.as_str())?);
        let shift = |s: &Shift<'_>| format!("{} {} {}", day_name(s.day), s.clock(self.zone), s.id);
        Some(AgentWeek {
            first_day: week.first_day,
            hours,
            burdens: week.burdens.get(&agent.id).copied().unwrap_or_default(),
            shifts: week.shifts.get(&agent.id).into_iter().flatten().map(shift).collect(),
            standby: week.standby.get(agent.id.as_str()).into_iter().flatten().map(|d| StandbyDuty::clone(d)).collect(),
            wishes: week.wishes.get(agent.id.as_str()).into_iter().flatten().map(|w| WishAnswer::clone(w)).collect(),
        })
    }
}

impl<'p> KnownWeek<'p> {
    fn of(facts: &PageFacts<'p>, summary: &'p RosterSummary) -> Self {
        let days = summary.first_day..add_days(summary.first_day, 7);
        let (zone, rules) = (facts.centre.zone, &facts.centre.objective.fairness);
        let mut wishes: BTreeMap<&str, Vec<&WishAnswer>> = BTreeMap::new();
        summary.wishes.iter().for_each(|wish| wishes.entry(&wish.agent).or_default().push(wish));
        let mut standby: BTreeMap<&str, Vec<&StandbyDuty>> = BTreeMap::new();
        summary.standby.iter().for_each(|duty| standby.entry(&duty.agent).or_default().push(duty));
        let mut by_agent: BTreeMap<&AgentId, Vec<Shift<'p>>> = BTreeMap::new();
        for shift in shifts(facts.rows, facts.centre.handover).into_iter().filter(|s| days.contains(&s.day)) {
            by_agent.entry(shift.agent).or_default().push(shift);
        }
        Self {
            first_day: summary.first_day,
            hours: summary.agents.iter().map(|a| (a.agent.as_str(), a)).collect(),
            burdens: burdens::counts(facts.rows, zone, rules, |day| days.contains(&day)),
            wishes,
            standby,
            shifts: by_agent,
        }
    }
}

/// `standby evening 2026-12-07 18:00 to 2026-12-08 00:00`, in the clock that the duty is written in.
pub(super) fn on_standby(duty: &StandbyDuty) -> String {
    let clock = |text: &str| text.get(..16).unwrap_or(text).replace('T', " ");
    format!("standby {} {} to {}", duty.standby, clock(&duty.start), clock(&duty.end))
}

/// The heads of [`counted`]; figures begin with `#`.
pub(super) const COUNTED: [&str; 9] =
    ["", "#Days", "#Leave", "#Paid (h)", "#Contract (h)", "#Weekend", "#Nights", "#Early", "#Late"];

/// Each week, the days before, all together and the team's mean, as cells for people.
pub(super) fn counted(page: &AgentPage) -> Vec<[String; 9]> {
    let kinds = |b: &Burdens| b.kinds().map(|n| n.to_string());
    let row = |name: String, hours: [String; 4], [weekend, night, early, late]: [String; 4]| {
        let [days, leave, paid, contract] = hours;
        [name, days, leave, paid, contract, weekend, night, early, late]
    };
    let none = || std::array::from_fn(|_| String::new());
    let days = |b: &Burdens| [b.shifts.to_string(), String::new(), String::new(), String::new()];
    let mut rows = Vec::new();
    for AgentWeek { first_day, hours, burdens, .. } in &page.weeks {
        let contract = format!("{}–{}", exact(hours.minimum_hours), exact(hours.maximum_hours));
        let own = [hours.days.to_string(), hours.leave_days.to_string(), grouped(hours.paid_hours, 1), contract];
        rows.push(row(format!("week of {}", day_name(*first_day)), own, kinds(burdens)));
    }
    if page.before.shifts > 0 {
        rows.push(row("before".to_owned(), days(&page.before), kinds(&page.before)));
        rows.push(row("together".to_owned(), days(&page.together), kinds(&page.together)));
    }
    if let Some(mean) = page.team_mean {
        rows.push(row("mean of the team".to_owned(), none(), mean.map(|n| grouped(n, 1))));
    }
    rows
}

/// What became of a wish: `granted`, or the days against it.
pub(super) fn verdict(answer: &WishAnswer) -> String {
    if answer.granted {
        return "granted".to_owned();
    }
    let days: Vec<String> = answer.against.iter().map(|day| day_name(*day)).collect();
    format!("not granted: {}", days.join(", "))
}

/// The page for a terminal.
#[must_use]
pub fn text(page: &AgentPage) -> String {
    let team = if page.team.is_empty() { String::new() } else { format!(" · team {}", page.team) };
    let mut out = format!("{} ({}){team} · contract {}\n", page.name, page.agent, page.contract);
    for week in &page.weeks {
        let _ = writeln!(out, "\nWeek of {}", day_name(week.first_day));
        for line in week.shifts.iter().cloned().chain(week.standby.iter().map(on_standby)) {
            let _ = writeln!(out, "  {line}");
        }
        for answer in &week.wishes {
            let why = if answer.reason.is_empty() { String::new() } else { format!(" – {}", answer.reason) };
            let _ = writeln!(out, "  wish: {} – {}{why}", answer.wish, verdict(answer));
        }
    }
    out.push('\n');
    let heads = COUNTED.map(|head| head.trim_start_matches('#').to_lowercase());
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows = counted(page).into_iter().map(|row| {
        let cell = |(column, cell): (usize, String)| if column == 0 { left(cell) } else { right(cell) };
        row.into_iter().enumerate().map(cell).collect()
    });
    out.push_str(&super::table::aligned(&heads, rows));
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_page_counts_the_agents_own_shifts_and_the_teams_mean() {
        let plan = sample::plan(12, 2);
        let pages: Vec<AgentPage> = pages(&PageFacts::from(&plan)).collect();
        assert_eq!(pages.len(), 12);
        for page in &pages {
            assert_eq!(page.weeks.len(), 2);
            let shifts: usize = page.weeks.iter().map(|week| week.shifts.len()).sum();
            assert_eq!(usize::try_from(page.together.shifts).expect("few"), shifts, "{}", page.agent);
        }
        let red: Vec<&AgentPage> = pages.iter().filter(|page| page.team == pages[0].team).collect();
        let weekends: u32 = red.iter().map(|page| page.together.weekend).sum();
        let mean = pages[0].team_mean.expect("a team")[0];
        assert!((mean - f64::from(weekends) / red.len() as f64).abs() < 0.01, "{mean}");
    }

    #[test]
    fn a_page_tells_each_wish_and_no_colleague() {
        let mut plan = sample::plan(12, 1);
        let (own, other) = (plan.agents[0].id.to_string(), plan.agents[1].id.to_string());
        let answer = |agent: &str, wish: &str, granted| WishAnswer {
            agent: agent.to_owned(),
            wish: wish.to_owned(),
            granted,
            against: if granted { Vec::new() } else { vec![plan.first_day] },
            reason: if granted { String::new() } else { "no legal week".to_owned() },
        };
        plan.summaries[0].wishes =
            vec![answer(&own, "sat off", true), answer(&own, "mon off", false), answer(&other, "tue off", true)];
        let page = pages(&PageFacts::from(&plan)).next().expect("a page");
        let text = text(&page);
        assert!(text.contains("wish: sat off – granted\n"), "{text}");
        assert!(text.contains("wish: mon off – not granted: Mon 30 Nov – no legal week"), "{text}");
        assert!(!text.contains("tue off") && !text.contains(&other), "{text}");
    }
}
