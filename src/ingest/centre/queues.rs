//! `[[queue]]`: hours, targets, patience and shrinkage.

use super::MOST_HEADS;
use super::cursor::{Item, Section};
use super::{hours, work};
use crate::domain::centre::{Patience, Queue};
use crate::domain::codes::Code;
use crate::domain::hours::{DayHours, HoursOn, OpeningHours};
use crate::domain::ids::QueueId;
use crate::domain::units::{Heads, Minutes, Seconds, ServiceTarget, Share};
use crate::domain::work::ServiceCount;
use crate::ingest::{nearest, when};

/// The keys of every queue; `work` has those that depend on its kind.
const KEYS: [&str; 8] =
    ["id", "hours", "closed_on", "hours_on", "max_occupancy", "unplanned_shrinkage", "min_agents", "like"];

/// A wait or patience beyond a day is a slip.
const LONGEST_WAIT: f64 = 86_400.0;

/// The queues in file order; a centre has at least one.
pub(super) fn read(root: &Section, interval: Minutes) -> Vec<Queue> {
    let sections = root.sections("queue");
    if sections.is_empty() {
        root.need("queue");
    }
    let ids: Vec<Option<&str>> = sections.iter().map(|section| super::contracts::id(section)).collect();
    let mut queues: Vec<Queue> = Vec::new();
    for (section, id) in sections.iter().zip(&ids) {
        section.only(&[&KEYS[..], &work::KEYS].concat());
        let queue = queue(section, id.unwrap_or_default(), &ids, interval);
        if id.is_some() && super::contracts::is_new(section, &queue.id, queues.iter().map(|q| &q.id)) {
            queues.push(queue);
        }
    }
    queues
}

fn queue(section: &Section, id: &str, ids: &[Option<&str>], interval: Minutes) -> Queue {
    let share =
        |key: &str, range| section.get(key).and_then(|item: Item| item.number(range, "share")).and_then(Share::new);
    let max_asa = section.get("asa_s").and_then(|i| i.number(0.0..=LONGEST_WAIT, "seconds")).and_then(Seconds::new);
    let max_abandon = share("max_abandon", 0.0..=1.0);
    let given_target =
        section.get("service_level").and_then(|item| item.parsed("a target such as 80/20", ServiceTarget::parse));
    let other_targets_only = section.get("service_level").is_none() && (max_asa.is_some() || max_abandon.is_some());
    let hours = opening_hours(section);
    let work = work::read(section, &hours, interval);
    let no_level = other_targets_only || !work.is_at_once();
    Queue {
        id: QueueId::new(id),
        hours,
        service_level: if no_level { None } else { given_target.or(ServiceTarget::parse("80/20")) },
        counted: section.get("service_counts").and_then(|item| counted(&item)).unwrap_or_default(),
        work,
        max_asa,
        max_abandon,
        patience: section.get("patience_s").and_then(|item| patience(&item)).unwrap_or(Patience::Infinite),
        max_occupancy: share("max_occupancy", 0.01..=1.0).unwrap_or(Share::ALL),
        unplanned_shrinkage: share("unplanned_shrinkage", 0.0..=0.99).unwrap_or(Share::ZERO),
        min_agents: section
            .get("min_agents")
            .and_then(|item| item.whole(0..=MOST_HEADS, "agents"))
            .map(Heads::new)
            .unwrap_or_default(),
        like: section.get("like").and_then(|item| like(&item, id, ids)),
    }
}

/// Which calls a service level is counted over.
fn counted(item: &Item) -> Option<ServiceCount> {
    let at = item.word(&ServiceCount::ALL.map(ServiceCount::as_str))?;
    ServiceCount::ALL.get(at).copied()
}

fn opening_hours(section: &Section) -> OpeningHours {
    let mut opening = OpeningHours::always();
    let weekly = section.get("hours").and_then(|item| understood(&item, hours::weekly(item.text()?)));
    if let Some(weekly) = weekly {
        opening.weekly = weekly;
    }
    if let Some(item) = section.get("closed_on") {
        opening.closed_on = item.texts().into_iter().map(|(_, kind)| kind.to_owned()).collect();
    }
    if let Some(item) = section.get("hours_on") {
        let entries = item.list("a list such as [{ date = \"2026-10-10\", hours = \"08:00-18:00\" }]");
        opening.hours_on = entries.unwrap_or_default().iter().filter_map(hours_on).collect();
    }
    opening
}

/// `{ date = …, hours = … }`, `{ type = …, hours = … }`, or `{ from = …, hours = … }` with the hours of a week.
fn hours_on(item: &Item) -> Option<HoursOn> {
    let section = item.section()?;
    section.only(&["date", "type", "from", "hours"]);
    let hours = section.need("hours");
    if let Some(from) = section.get("from") {
        if let Some(other) = ["date", "type"].into_iter().find(|key| section.get(key).is_some()) {
            section.fault(Code::ValueType, format!("an entry has a `from` or a `{other}`, not both"), None);
            return None;
        }
        let from = from.parsed("a date that exists, such as 2026-10-10", when::date)?;
        return hours
            .and_then(|item| understood(&item, hours::weekly(item.text()?)))
            .map(|week| HoursOn::From(from, week));
    }
    let hours = hours.and_then(|item| understood(&item, hours::of_day(item.text()?)));
    let (date, kind) = (section.get("date"), section.get("type"));
    let build: Box<dyn Fn(DayHours) -> HoursOn> = match (date, kind) {
        (Some(date), None) => {
            let date = date.parsed("a date that exists, such as 2026-10-10", when::date)?;
            Box::new(move |hours| HoursOn::Date(date, hours))
        }
        (None, Some(kind)) => {
            let kind = kind.text()?.to_owned();
            Box::new(move |hours| HoursOn::Type(kind.clone(), hours))
        }
        (Some(_), Some(_)) => {
            section.fault(Code::ValueType, "an entry has a date or a type, not both".to_owned(), None);
            return None;
        }
        (None, None) => {
            let hint =
                "add date = \"2026-10-10\", type = \"swapwork\", or from = \"2026-10-10\" for every week from then on"
                    .to_owned();
            section.fault(Code::KeyMissing, "an entry needs a date, a type or a first date".to_owned(), Some(hint));
            return None;
        }
    };
    hours.map(build)
}

/// What was understood of hours; else a fault with an example.
pub(super) fn understood<T>(item: &Item, hours: Result<T, String>) -> Option<T> {
    hours
        .map_err(|what| {
            let hint = "for example \"mon-fri 07:00-24:00, sat-sun 09:00-18:00\" or \"24x7\"".to_owned();
            item.fault(Code::HoursUnreadable, format!("the hours cannot be understood: {what}"), Some(hint));
        })
        .ok()
}

/// Seconds, or `"estimate"`.
fn patience(item: &Item) -> Option<Patience> {
    if item.is_text() {
        return item.word(&["estimate"]).map(|_| Patience::Estimate);
    }
    let seconds = item.number(1.0..=LONGEST_WAIT, "seconds")?;
    Seconds::new(seconds).map(Patience::Mean)
}

fn like(item: &Item, own: &str, ids: &[Option<&str>]) -> Option<QueueId> {
    let name = item.text()?;
    let others = ids.iter().flatten().copied().filter(|id| *id != own);
    if others.clone().any(|id| id == name) {
        return Some(QueueId::new(name));
    }
    item.fault(
        Code::ReferenceUnknown,
        format!("there is no other queue {name:?}"),
        Some(nearest::hint(name, others.collect::<Vec<_>>())),
    );
    None
}
