//! `[[shift]]`: the shift catalogue, checked against the contracts that may work it.

use super::cursor::{Item, Section};
use super::fit::breaks_fit;
use crate::domain::centre::{BreakRule, Contract, MAX_BREAKS, ShiftTemplate};
use crate::domain::codes::Code;
use crate::domain::ids::{ContractId, ShiftId};
use crate::domain::people::Activity;
use crate::domain::time::ClockTime;
use crate::domain::units::Minutes;
use crate::ingest::{nearest, when};

/// Minutes of a day: no shift is longer, no step is.
const DAY: u32 = 1440;

/// What a break can be, in the order of its words.
const BREAK_KINDS: [Activity; 3] = [Activity::Break, Activity::Meal, Activity::Split];

/// Steps between possible starts of a break, where none is given.
const BREAK_STEP: Minutes = Minutes::new(15);

/// The shifts in file order. `interval` is the step of starts and lengths where none is given.
pub(super) fn read(
    root: &Section,
    contracts: &[Contract],
    interval: Minutes,
    wind_down: Minutes,
) -> Vec<ShiftTemplate> {
    let mut shifts: Vec<ShiftTemplate> = Vec::new();
    for section in root.sections("shift") {
        section.only(&["id", "contracts", "start", "length", "day_lengths", "breaks"]);
        let Some(shift) = shift(&section, contracts, interval) else { continue };
        if !super::contracts::is_new(&section, &shift.id, shifts.iter().map(|s| &s.id)) {
            continue;
        }
        if report_breaks(&section, &shift, wind_down) {
            report_unusable(&section, &shift, contracts);
        }
        shifts.push(shift);
    }
    shifts
}

fn shift(section: &Section, contracts: &[Contract], interval: Minutes) -> Option<ShiftTemplate> {
    let id = super::contracts::id(section).map(ShiftId::new);
    let named = match section.get("contracts") {
        Some(item) => named_contracts(&item, contracts),
        None => contracts.iter().map(|c| c.id.clone()).collect(),
    };
    let starts = section.need("start").and_then(|item| starts(&item, interval));
    let lengths = section.need("length").and_then(|item| lengths(&item, interval));
    let day_lengths = section.get("day_lengths").map_or(Some(Vec::new()), |item| self::lengths(&item, interval));
    let breaks = match section.get("breaks") {
        Some(item) => item.list("a list of breaks").map(|items| items.iter().map(break_rule).collect()),
        None => Some(Some(Vec::new())),
    };
    let (lengths, day_lengths) = (lengths?, day_lengths?);
    Some(ShiftTemplate { id: id?, contracts: named, starts: starts?, lengths, day_lengths, breaks: breaks?? })
}

pub(super) fn named_contracts(item: &Item, contracts: &[Contract]) -> Vec<ContractId> {
    let known = contracts.iter().map(|c| c.id.as_str());
    let mut named = Vec::new();
    for (item, name) in item.texts() {
        let id = ContractId::new(name);
        if !known.clone().any(|k| k == name) {
            let hint = nearest::hint(name, known.clone());
            item.fault(Code::ReferenceUnknown, format!("there is no contract {name:?}"), Some(hint));
        } else if !named.contains(&id) {
            named.push(id);
        }
    }
    named
}

/// `"07:00"`, a list of such, or `{ from, to, step }` (both ends included; it may wrap past midnight).
fn starts(item: &Item, interval: Minutes) -> Option<Vec<ClockTime>> {
    let start = |item: &Item| {
        let expected = "a clock time such as 07:30, before 24:00";
        item.parsed(expected, |text| when::clock(text).filter(|clock| u32::from(clock.minutes()) < DAY))
    };
    if !item.is_table() {
        let texts = item.texts();
        let mut starts: Vec<ClockTime> = texts.iter().map(|(item, _)| start(item)).collect::<Option<_>>()?;
        starts.sort_unstable();
        starts.dedup();
        if starts.is_empty() {
            item.wrong_type("at least one start");
        }
        return (!starts.is_empty()).then_some(starts);
    }
    let section = item.section()?;
    section.only(&["from", "to", "step"]);
    let from = section.need("from").and_then(|item| start(&item));
    let to = section.need("to").and_then(|item| start(&item));
    let step = step(&section, interval);
    let (from, to, step) = (u32::from(from?.minutes()), u32::from(to?.minutes()), step?);
    let last = if to < from { to + DAY } else { to };
    let clock = |minutes: u32| u16::try_from(minutes % DAY).ok().map(ClockTime::from_minutes);
    let mut starts: Vec<ClockTime> = (from..=last).step_by(every(step)).filter_map(clock).collect();
    starts.sort_unstable();
    starts.dedup();
    Some(starts)
}

/// `"8h30m"`, a list of such, or `{ from, to, step }`.
fn lengths(item: &Item, interval: Minutes) -> Option<Vec<Minutes>> {
    if !item.is_table() {
        let texts = item.texts();
        let mut lengths: Vec<Minutes> = texts.iter().map(|(item, _)| duration(item, 1)).collect::<Option<_>>()?;
        lengths.sort_unstable();
        lengths.dedup();
        if lengths.is_empty() {
            item.wrong_type("at least one length");
        }
        return (!lengths.is_empty()).then_some(lengths);
    }
    let section = item.section()?;
    section.only(&["from", "to", "step"]);
    let from = section.need("from").and_then(|item| duration(&item, 1));
    let to = section.need("to").and_then(|item| duration(&item, 1));
    range(item, from?, to?, step(&section, interval)?)
}

/// `from`, `from + step`, … up to `to`.
fn range(item: &Item, from: Minutes, to: Minutes, step: Minutes) -> Option<Vec<Minutes>> {
    if from > to {
        item.fault(Code::ValueRange, "the first is after the last".to_owned(), None);
        return None;
    }
    Some((from.get()..=to.get()).step_by(every(step)).map(Minutes::new).collect())
}

fn step(section: &Section, default: Minutes) -> Option<Minutes> {
    match section.get("step") {
        Some(item) => duration(&item, 1),
        None => Some(default),
    }
}

fn every(step: Minutes) -> usize {
    usize::try_from(step.get()).unwrap_or(1).max(1)
}

/// A duration of at least so many minutes and at most a day.
pub(super) fn duration(item: &Item, least: u32) -> Option<Minutes> {
    let length = item.parsed("a duration such as 8h30m, 30m or 2h", when::duration)?;
    let usable = (least..=DAY).contains(&length.get());
    if !usable {
        item.fault(Code::ValueRange, format!("expected {least} minute to 24 hours").replace("0 minute", "0"), None);
    }
    usable.then_some(length)
}

/// `{ kind, minutes, paid, window = [earliest, latest], step }`.
fn break_rule(item: &Item) -> Option<BreakRule> {
    let section = item.section()?;
    section.only(&["kind", "minutes", "paid", "window", "step"]);
    let kind = match section.get("kind") {
        Some(item) => item.word(&["break", "meal", "split"]).and_then(|i| BREAK_KINDS.get(i).copied()),
        None => Some(Activity::Break),
    };
    let length = section.need("minutes").and_then(|item| item.whole(1..=DAY, "minutes"));
    let paid = match section.get("paid") {
        Some(item) => item.flag(),
        None => Some(kind == Some(Activity::Break)),
    };
    if let (Some(Activity::Split), Some(true), Some(item)) = (kind, paid, section.get("paid")) {
        let message = "the time between the parts of a split shift is unpaid".to_owned();
        item.fault(Code::ValueRange, message, Some("leave out `paid`, or use kind = \"break\"".to_owned()));
    }
    let step = step(&section, BREAK_STEP);
    let starts = section.need("window").and_then(|item| {
        if item.is_text() {
            return duration(&item, 0).map(|at| vec![at]);
        }
        let (first, last) = item.pair("the earliest and latest start, such as [\"1h30m\", \"3h\"]")?;
        let (earliest, latest) = (duration(&first, 0), duration(&last, 0));
        range(&item, earliest?, latest?, step?)
    });
    Some(BreakRule { kind: kind?, length: Minutes::new(length?), paid: paid?, starts: starts? })
}

/// Says which lengths leave no room for the breaks; `false` when none does.
fn report_breaks(section: &Section, shift: &ShiftTemplate, wind_down: Minutes) -> bool {
    let Some(item) = section.get("breaks") else { return true };
    if shift.breaks.len() > MAX_BREAKS {
        item.fault(Code::ValueRange, format!("a shift has at most {MAX_BREAKS} breaks"), None);
        return false;
    }
    let fits = |length: &Minutes, less: u32| breaks_fit(&shift.breaks, Minutes::new(length.get().saturating_sub(less)));
    if !shift.lengths.iter().any(|length| fits(length, 0)) {
        let message = format!("the breaks of the shift \"{}\" fit into none of its lengths", shift.id);
        let hint = "breaks keep their order, do not overlap, start in their window and end before the shift does";
        item.fault(Code::BreaksNeverFit, message, Some(hint.to_owned()));
        return false;
    }
    let without: Vec<String> =
        shift.lengths.iter().filter(|length| !fits(length, wind_down.get())).map(|l| in_words(*l)).collect();
    if !without.is_empty() {
        let message = format!("the shift \"{}\" has no room for its breaks at {}", shift.id, without.join(", "));
        let hint = "these lengths are never used; wind_down_minutes counts too".to_owned();
        item.fault(Code::ShiftUnusable, message, Some(hint));
    }
    true
}

/// Says which contracts allow none of the lengths.
fn report_unusable(section: &Section, shift: &ShiftTemplate, contracts: &[Contract]) {
    let unpaid = shift.unpaid().get();
    let paid = |length: &Minutes| Minutes::new(length.get().saturating_sub(unpaid));
    for contract in contracts.iter().filter(|c| shift.contracts.contains(&c.id)) {
        let (least, greatest) = contract.daily;
        if shift.lengths.iter().any(|length| (least..=greatest).contains(&paid(length))) {
            continue;
        }
        let lengths: Vec<String> = shift.lengths.iter().map(|length| in_words(paid(length))).collect();
        let message = format!(
            "the contract \"{}\" can never work the shift \"{}\": its paid time is {}, daily_hours allow {} to {}",
            contract.id,
            shift.id,
            lengths.join(", "),
            in_words(least),
            in_words(greatest)
        );
        if let Some(item) = section.get("length") {
            item.fault(Code::ShiftUnusable, message, None);
        }
    }
}

/// `8h30m`.
fn in_words(length: Minutes) -> String {
    match (length.get() / 60, length.get() % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes:02}m"),
    }
}
