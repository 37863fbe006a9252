//! What the work of a queue is: `kind` in `[[queue]]`, and the keys that belong to it.

use super::contracts;
use super::cursor::{Item, Section};
use super::queues::understood;
use crate::domain::codes::Code;
use crate::domain::hours::OpeningHours;
use crate::domain::units::{Minutes, Seconds};
use crate::domain::work::{Blocks, Concurrency, Deferred, Work};

/// The kinds, and the keys that each has beyond those of every queue.
const KINDS: [(&str, &[&str]); 6] = [
    ("call", &CALLERS),
    ("chat", &CHATS),
    ("email", &DEFERRED),
    ("back_office", &DEFERRED),
    ("outbound", &BLOCKS),
    ("callback", &BLOCKS),
];

/// Keys of contacts that wait for an agent.
const CALLERS: [&str; 5] = ["service_level", "service_counts", "asa_s", "max_abandon", "patience_s"];
const CHATS: [&str; 7] =
    ["service_level", "service_counts", "asa_s", "max_abandon", "patience_s", "concurrency", "slowdown"];
const DEFERRED: [&str; 4] = ["deadline_hours", "deadline_counts", "arrival_hours", "handle_time_s"];
const BLOCKS: [&str; 2] = ["contacts_per_day", "handle_time_s"];

/// Every key that depends on the kind, `kind` itself first.
pub(super) const KEYS: [&str; 13] = [
    "kind",
    "service_level",
    "service_counts",
    "asa_s",
    "max_abandon",
    "patience_s",
    "concurrency",
    "slowdown",
    "deadline_hours",
    "deadline_counts",
    "arrival_hours",
    "handle_time_s",
    "contacts_per_day",
];

/// Most chats that one agent can be meant to have in hand.
const MOST_CHATS: u32 = 20;
/// Longest deadline, hours.
const LONGEST_DEADLINE: f64 = 1000.0;
/// Longest handle time, seconds.
const LONGEST_HANDLE_TIME: f64 = 86_400.0;
/// Most contacts of a day.
const MOST_CONTACTS: f64 = 1e7;

/// The work of a queue; `hours` are those in which it is done.
pub(super) fn read(section: &Section, hours: &OpeningHours, interval: Minutes) -> Work {
    let words = KINDS.map(|(word, _)| word);
    let kind = section.get("kind").and_then(|item| item.word(&words)).and_then(|at| KINDS.get(at));
    let (word, own) = kind.copied().unwrap_or(("call", &CALLERS));
    if section.get("kind").is_none() || kind.is_some() {
        misplaced(section, word, own);
    }
    match word {
        "chat" => Work::Chats(concurrency(section)),
        "email" | "back_office" => {
            deferred(section, hours, interval).map_or(Work::Calls, |work| Work::Deferred(Box::new(work)))
        }
        "outbound" | "callback" => blocks(section).map_or(Work::Calls, Work::Blocks),
        _ => Work::Calls,
    }
}

/// Keys that another kind has.
fn misplaced(section: &Section, kind: &str, own: &[&str]) {
    for key in KEYS.iter().skip(1).filter(|key| !own.contains(key)) {
        let Some(item) = section.get(key) else { continue };
        let kinds: Vec<&str> = KINDS.iter().filter(|(_, keys)| keys.contains(key)).map(|(word, _)| *word).collect();
        let message = format!("a queue of kind \"{kind}\" has no key {key:?}");
        item.fault(Code::KeyUnknown, message, Some(format!("it belongs to kind {}", kinds.join(", "))));
    }
}

fn concurrency(section: &Section) -> Concurrency {
    let chats = section.need("concurrency").and_then(|item| item.whole(1..=MOST_CHATS, "chats"));
    let slowdown = section.get("slowdown").and_then(|item| item.number(0.0..=1.0, "share"));
    Concurrency { chats: chats.unwrap_or(1), slowdown: slowdown.unwrap_or(0.0) }
}

fn deferred(section: &Section, hours: &OpeningHours, interval: Minutes) -> Option<Deferred> {
    // what comes in one interval is done in the next at the earliest
    let shortest = 2.0 * interval.as_hours();
    let deadline = section.need("deadline_hours").and_then(|item| item.number(shortest..=LONGEST_DEADLINE, "hours"));
    let counts_open_hours = section.get("deadline_counts").and_then(|item| item.word(&["clock", "open"])) == Some(1);
    let arrivals = section.get("arrival_hours").and_then(|item| {
        let weekly = understood(&item, super::hours::weekly(item.text()?))?;
        Some(OpeningHours { weekly, ..OpeningHours::always() })
    });
    Some(Deferred {
        deadline: contracts::minutes(deadline?)?,
        counts_open_hours,
        arrivals: arrivals.unwrap_or_else(|| hours.clone()),
        handle_time: section.get("handle_time_s").and_then(|item| handle_time(&item)),
    })
}

fn blocks(section: &Section) -> Option<Blocks> {
    let contacts = section.need("contacts_per_day").and_then(|item| item.number(0.0..=MOST_CONTACTS, "contacts"));
    let handle_time = section.need("handle_time_s").and_then(|item| handle_time(&item));
    Some(Blocks { contacts: contacts?, handle_time: handle_time? })
}

fn handle_time(item: &Item) -> Option<Seconds> {
    item.number(1.0..=LONGEST_HANDLE_TIME, "seconds").and_then(Seconds::new)
}
