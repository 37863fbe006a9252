//! The rest of a day: net staffing and actions as tables for scripts, and both in words for a supervisor.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::number::{count, grouped, percent, rounded, signed};
use super::shifts::hour_minute;
use super::table::{Cell, Table, aligned};
use super::text::{left, right};
use crate::domain::centre::Centre;
use crate::domain::ids::AgentId;
use crate::domain::intraday::{Action, Change, DayPlan, Missing, MissingKind, NetStaffing, QueueOutlook, ServiceMoved};
use crate::domain::law;
use crate::domain::people::Activity;
use crate::domain::time::{Instant, Zone};

/// Agents named one by one on a terminal; the tables have all.
const MOST_NAMES: usize = 8;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Net staffing and actions.
    pub plan: &'a DayPlan,
    /// What is expected, by queue.
    pub queues: &'a [QueueOutlook],
    /// Breaches that kept changes from being offered.
    pub refused: &'a [String],
    /// The centre.
    pub centre: &'a Centre,
    /// The moment.
    pub now: Instant,
}

/// Net staffing: `start,queue,offered,aht_s,agents,rostered,there,net,service_level,there_after,net_after,service_level_after`.
#[must_use]
pub fn intervals(plan: &DayPlan, zone: Zone) -> Table {
    let mut table = Table::new(&[
        "start",
        "queue",
        "offered",
        "aht_s",
        "agents",
        "rostered",
        "there",
        "net",
        "service_level",
        "there_after",
        "net_after",
        "service_level_after",
    ]);
    let row = |cell: &NetStaffing| {
        vec![
            Cell::text(zone.rfc3339(cell.start)),
            Cell::text(cell.queue.as_str()),
            Cell::rounded(cell.offered, 4),
            Cell::rounded(cell.aht, 4),
            Cell::exact(cell.needed),
            Cell::rounded(cell.rostered, 4),
            Cell::rounded(cell.there, 4),
            Cell::rounded(cell.there - cell.needed, 4),
            Cell::rounded(cell.service, 6),
            Cell::rounded(cell.there_after, 4),
            Cell::rounded(cell.there_after - cell.needed, 4),
            Cell::rounded(cell.service_after, 6),
        ]
    };
    table.rows.extend(plan.intervals.iter().map(row));
    table
}

/// The actions, one row for each agent: `action,kind,agent,activity,from,to,queue,calls,text`; `calls` is what the whole action gives.
#[must_use]
pub fn actions(plan: &DayPlan, zone: Zone) -> Table {
    let mut table = Table::new(&["action", "kind", "agent", "activity", "from", "to", "queue", "calls", "text"]);
    for (number, action) in (1_u32..).zip(&plan.actions) {
        for agent in &action.agents {
            for (activity, from, to, queue) in steps(&action.change) {
                table.rows.push(vec![
                    Cell::exact(f64::from(number)),
                    Cell::text(action.change.kind().as_str()),
                    Cell::text(agent.as_str()),
                    activity.map_or(Cell::Empty, |activity| Cell::text(activity.as_str())),
                    Cell::text(zone.rfc3339(from)),
                    to.map_or(Cell::Empty, |to| Cell::text(zone.rfc3339(to))),
                    queue.map_or(Cell::Empty, Cell::text),
                    Cell::rounded(action.calls, 4),
                    Cell::text(sentence(action, zone)),
                ]);
            }
        }
    }
    table
}

/// A part of a change: activity, from when, to when, and the queue served then.
type Step<'c> = (Option<Activity>, Instant, Option<Instant>, Option<&'c str>);

fn steps(change: &Change) -> Vec<Step<'_>> {
    match change {
        Change::Breaks(moves) => {
            moves.iter().map(|(activity, from, to)| (Some(*activity), *from, Some(*to), None)).collect()
        }
        Change::Queue { to, span, .. } => vec![(None, span.start(), Some(span.end()), Some(to.as_str()))],
        Change::End { from, to } => vec![(None, *from, Some(*to), None)],
        Change::CallIn { span, queue } => vec![(None, span.start(), Some(span.end()), Some(queue.as_str()))],
    }
}

/// The members of the JSON document: `now`, `queues`, `missing`, `unknown`, `actions`, `calls_in_time`, `calls_in_time_after`,
/// `proved_best`, `at_most_better`, `refused`, and `intervals`, the rows of [`intervals`].
#[must_use]
pub fn members(shown: &Shown<'_>) -> Vec<(&'static str, Value)> {
    let (plan, zone) = (shown.plan, shown.centre.zone);
    let mut rows: Value = serde_json::from_str(&intervals(plan, zone).json("")).unwrap_or_default();
    let queue = |q: &QueueOutlook| {
        json!({
            "queue": q.queue.as_str(),
            "came": rounded(q.came, 4),
            "expected": rounded(q.expected, 4),
            "rest": rounded(q.rest, 4),
            "planned_rest": rounded(q.planned_rest, 4),
            "aht_s": q.aht.map(|s| rounded(s, 4)),
            "expected_aht_s": q.expected_aht.map(|s| rounded(s, 4)),
            "aht_factor": rounded(q.aht_factor, 6),
        })
    };
    let missing = |m: &Missing| {
        json!({
            "agent": m.agent.as_str(),
            "kind": m.kind.as_str(),
            "since": zone.rfc3339(m.since),
            "from": zone.rfc3339(m.span.start()),
            "until": zone.rfc3339(m.span.end()),
        })
    };
    vec![
        ("now", zone.rfc3339(shown.now).into()),
        ("queues", shown.queues.iter().map(queue).collect()),
        ("missing", plan.missing.iter().map(missing).collect()),
        ("unknown", plan.unknown.into()),
        ("actions", plan.actions.iter().map(|action| action_json(action, zone)).collect()),
        ("calls_in_time", rounded(plan.in_time, 4).into()),
        ("calls_in_time_after", rounded(plan.in_time_after, 4).into()),
        ("proved_best", is_best(plan).into()),
        ("at_most_better", rounded(plan.at_most_better, 4).into()),
        ("refused", shown.refused.into()),
        ("intervals", rows.get_mut("rows").map(Value::take).unwrap_or_default()),
    ]
}

fn action_json(action: &Action, zone: Zone) -> Value {
    let moved = |m: &ServiceMoved| {
        json!({
            "start": zone.rfc3339(m.start),
            "queue": m.queue.as_str(),
            "calls": rounded(m.calls, 4),
            "service_level": m.before.map(|s| rounded(s, 6)),
            "service_level_after": m.after.map(|s| rounded(s, 6)),
            "other_actions": m.others,
        })
    };
    json!({
        "kind": action.change.kind().as_str(),
        "agents": action.agents.iter().map(AgentId::as_str).collect::<Vec<_>>(),
        "text": sentence(action, zone),
        "calls": rounded(action.calls, 4),
        "price": rounded(action.price, 4),
        "intervals": action.moved.iter().map(moved).collect::<Vec<_>>(),
    })
}

/// The rest of the day for people.
#[must_use]
pub fn text(shown: &Shown<'_>) -> String {
    let (plan, zone) = (shown.plan, shown.centre.zone);
    let mut out = format!("The rest of {} from {}\n\n", zone.day(shown.now), hour_minute(zone, shown.now));
    for queue in shown.queues {
        outlook(&mut out, queue);
    }
    missing(&mut out, plan, zone);
    out.push('\n');
    out.push_str(&net(plan, zone));
    out.push('\n');
    what_to_do(&mut out, shown);
    out
}

/// Whether it is proved, but for rounding, that no other choice is better.
fn is_best(plan: &DayPlan) -> bool {
    plan.at_most_better < 1e-4
}

fn outlook(out: &mut String, queue: &QueueOutlook) {
    let calls = |value: f64| grouped(value, 0);
    let share = |now: f64, then: f64| {
        if then > 0.0 { format!(" ({} %)", signed(100.0 * (now / then - 1.0), 1)) } else { String::new() }
    };
    let _ = write!(out, "{}: ", queue.queue);
    if queue.came > 0.0 || queue.expected <= 0.0 {
        let (came, expected) = (queue.came, queue.expected);
        let _ = write!(out, "{} calls so far, {} expected{}", calls(came), calls(expected), share(came, expected));
    } else {
        let _ = write!(out, "the history has no calls of today, {} were expected so far", calls(queue.expected));
    }
    let _ = write!(out, "; {} still to come{}", calls(queue.rest), share(queue.rest, queue.planned_rest));
    if let (Some(aht), Some(expected)) = (queue.aht, queue.expected_aht) {
        let moved = signed(100.0 * (queue.aht_factor - 1.0), 1);
        let _ = write!(
            out,
            "; handle time {} s, {} s expected: the rest is taken {moved} %",
            grouped(aht, 0),
            grouped(expected, 0)
        );
    }
    out.push('\n');
}

fn missing(out: &mut String, plan: &DayPlan, zone: Zone) {
    for kind in [MissingKind::Absent, MissingKind::Late, MissingKind::Left] {
        let who: Vec<&Missing> = plan.missing.iter().filter(|m| m.kind == kind).collect();
        if who.is_empty() {
            continue;
        }
        let (word, since) = match kind {
            MissingKind::Absent => ("absent", "from"),
            MissingKind::Late => ("not there yet", "since"),
            MissingKind::Left => ("gone", "since"),
        };
        let named = who.iter().take(MOST_NAMES).map(|m| {
            format!(
                "{} {since} {} (counted out until {})",
                m.agent,
                hour_minute(zone, m.since),
                hour_minute(zone, m.span.end())
            )
        });
        let more = if who.len() > MOST_NAMES { format!(" and {} more", who.len() - MOST_NAMES) } else { String::new() };
        let _ = writeln!(out, "{} {word}: {}{more}", who.len(), named.collect::<Vec<_>>().join(", "));
    }
    if plan.unknown > 0 {
        let agents = count(plan.unknown, "agent", "agents");
        let _ =
            writeln!(out, "{agents} inside a shift without a feed: taken to be there, less the unplanned shrinkage");
    }
}

fn net(plan: &DayPlan, zone: Zone) -> String {
    let header =
        ["time", "queue", "calls", "needed", "rostered", "there", "net", "in time", "net after", "in time after"];
    let rows = plan.intervals.iter().map(|cell| {
        vec![
            left(hour_minute(zone, cell.start)),
            left(cell.queue.as_str()),
            right(grouped(cell.offered, 1)),
            right(grouped(cell.needed, 0)),
            right(grouped(cell.rostered, 1)),
            right(grouped(cell.there, 1)),
            right(signed(cell.there - cell.needed, 1)),
            right(percent(cell.service)),
            right(signed(cell.there_after - cell.needed, 1)),
            right(percent(cell.service_after)),
        ]
    });
    aligned(&header, rows)
}

fn what_to_do(out: &mut String, shown: &Shown<'_>) {
    let plan = shown.plan;
    if plan.actions.is_empty() {
        out.push_str("No change is worth its price.\n");
    }
    for (number, action) in (1_u32..).zip(&plan.actions) {
        let names: Vec<&str> = action.agents.iter().take(MOST_NAMES).map(AgentId::as_str).collect();
        let more = action.agents.len().saturating_sub(MOST_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(
            out,
            "{number}. {}: {} calls in time ({}{more})",
            sentence(action, shown.centre.zone),
            signed(action.calls, 1),
            names.join(", ")
        );
    }
    if !plan.actions.is_empty() {
        let net: f64 = plan.actions.iter().map(|action| action.calls - action.price).sum();
        let proof = if is_best(plan) {
            "no other choice is better by the prices of [intraday]".to_owned()
        } else if plan.at_most_better < net {
            format!(
                "no other choice is better by more than {} calls by the prices of [intraday]",
                grouped(plan.at_most_better, 1)
            )
        } else {
            "the best found".to_owned()
        };
        let _ = writeln!(
            out,
            "Together: {} calls answered in time instead of {}, {}; {proof}.",
            grouped(plan.in_time_after, 1),
            grouped(plan.in_time, 1),
            count(plan.actions.iter().map(|a| a.agents.len()).sum(), "agent changed", "agents changed"),
        );
    }
    for (article, kinds) in fixed(shown.centre) {
        let kinds: Vec<String> = kinds.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "Fixed by law and not moved: {}; see {article}.", kinds.join(", "));
    }
    for refused in shown.refused {
        let _ = writeln!(out, "Not offered, as it would break a rule: {refused}");
    }
}

/// The kinds of break that would move but for the law of some contract, by article.
fn fixed(centre: &Centre) -> BTreeMap<String, BTreeSet<Activity>> {
    let mut found: BTreeMap<String, BTreeSet<Activity>> = BTreeMap::new();
    for contract in &centre.contracts {
        for kind in &centre.intraday.may_move {
            if let Some(article) = law::fixing(&contract.law, *kind) {
                found.entry(article.to_string()).or_default().insert(*kind);
            }
        }
    }
    found
}

/// What an action is and what it gives: `moving 3 meals from 12:00 to 12:30 lifts cards at 12:00 from 61 % to 83 %`.
#[must_use]
pub fn sentence(action: &Action, zone: Zone) -> String {
    let clock = |at: Instant| hour_minute(zone, at);
    let agents = action.agents.len();
    let some = count(agents, "agent", "agents");
    let what = match &action.change {
        Change::Breaks(moves) => {
            let one = |(activity, from, to): &(Activity, Instant, Instant)| {
                let (single, many) = match activity {
                    Activity::Meal => ("meal", "meals"),
                    _ => ("break", "breaks"),
                };
                format!("{} from {} to {}", count(agents, single, many), clock(*from), clock(*to))
            };
            format!("moving {}", moves.iter().map(one).collect::<Vec<_>>().join(" and "))
        }
        Change::Queue { from, to, span } => {
            format!("{some} serving {to} instead of {from} from {} to {}", clock(span.start()), clock(span.end()))
        }
        Change::End { from, to } if to > from => {
            format!("offering {some} overtime from {} to {}", clock(*from), clock(*to))
        }
        Change::End { from, to } => format!("offering {some} to leave at {} instead of {}", clock(*to), clock(*from)),
        Change::CallIn { span, queue } => {
            format!("calling in {some} for {queue} from {} to {}", clock(span.start()), clock(span.end()))
        }
    };
    let most = action.moved.iter().filter(|m| m.calls > 0.0).max_by(|a, b| a.calls.total_cmp(&b.calls));
    let least = action.moved.iter().filter(|m| m.calls < 0.0).min_by(|a, b| a.calls.total_cmp(&b.calls));
    let moved = |verb: &str, m: &ServiceMoved| {
        let share = |s: Option<f64>| s.map_or_else(|| "–".to_owned(), |s| format!("{:.0} %", 100.0 * s));
        let with = match m.others {
            0 => String::new(),
            others => format!(" (beside {})", count(others, "other action", "other actions")),
        };
        format!("{verb} {} at {} from {} to {}{with}", m.queue, clock(m.start), share(m.before), share(m.after))
    };
    let gives: Vec<String> =
        most.map(|m| moved("lifts", m)).into_iter().chain(least.map(|m| moved("lowers", m))).collect();
    format!("{what} {}", gives.join(" and "))
}
