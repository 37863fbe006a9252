//! `centre.toml`: a document is parsed with the places of its keys, then walked section by section; every fault is a
//! finding with its line.

mod adherence;
mod articles;
mod contracts;
mod cursor;
mod fit;
mod hours;
mod intraday;
mod kpi;
mod law;
mod limits;
mod objective;
mod queues;
mod rules;
mod shifts;
mod skills;
mod statutes;
mod team;
mod work;

use std::path::Path;

use chrono_tz::TZ_VARIANTS;

use self::cursor::{BrokenLine, Document, Item, Section};
use self::law::Law;
use super::{nearest, packs, source, tables};
use crate::domain::calendar::Calendar;
use crate::domain::centre::{Centre, Handover, ImportSettings, Objective};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::time::Zone;
use crate::domain::units::{Heads, Minutes};

pub use kpi::{defaults as kpi_defaults, targets as kpi_targets, variant as kpi_variant};

/// The sections of the file.
const SECTIONS: [&str; 18] = [
    "centre",
    "import",
    "queue",
    "contract",
    "shift",
    "succession",
    "rules",
    "handover",
    "skill_group",
    "presence",
    "team",
    "standby",
    "adherence",
    "kpi",
    "objective",
    "fairness",
    "override",
    "intraday",
];

/// The largest number of people that a setting can be meant to ask for.
const MOST_HEADS: u32 = 1_000_000;

/// Reads `centre.toml`. Paths in it are relative to its folder.
///
/// `None` when the file cannot be read, is not TOML, or names no usable time zone; otherwise the centre with faulty keys
/// left at their defaults, so that the tables beside it can be read too. Whether it may be used is told by
/// [`Findings::has_errors`].
pub fn read(path: &Path, findings: &mut Findings) -> Option<Centre> {
    let text = source::read_text(path, findings)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut own = Findings::new();
    let mut of_packs = Findings::new();
    let (centre, broken) = {
        let document = Document::new(&path.display().to_string(), &text, &mut own);
        let (tree, broken) = document.parse();
        let walk = broken.iter().all(BrokenLine::is_one_value);
        let centre = walk.then(|| centre(&document.root(&tree), folder, &mut of_packs)).flatten();
        (centre, broken.iter().map(|b| b.line).collect::<Vec<u64>>())
    };
    findings.extend(by_line(own).into_iter().filter(|finding| !is_consequence(finding, &broken)).collect());
    findings.extend(of_packs);
    centre.filter(|_| broken.is_empty())
}

/// Whether a finding may only be there because of the lines that are not TOML.
fn is_consequence(finding: &Finding, broken: &[u64]) -> bool {
    let of_absence = [Code::KeyMissing, Code::ReferenceUnknown, Code::HoursUnlimited, Code::ShiftUnusable];
    let on_broken_line = finding.place.line.is_some_and(|line| broken.contains(&line));
    !broken.is_empty() && finding.code != Code::TomlSyntax && (on_broken_line || of_absence.contains(&finding.code))
}

/// In the order of the file, as a planner goes through it.
fn by_line(findings: Findings) -> Findings {
    let mut sorted: Vec<_> = findings.into_iter().collect();
    sorted.sort_by_key(|finding| finding.place.line);
    sorted.into_iter().collect()
}

fn centre(root: &Section, folder: &Path, of_packs: &mut Findings) -> Option<Centre> {
    root.only(&SECTIONS);
    let general = root.need("centre").and_then(|item| item.section());
    let general = general.as_ref();
    if let Some(general) = general {
        general.only(&["name", "time_zone", "interval_minutes", "holidays", "rules"]);
    }
    let get = |key: &str| general.and_then(|section| section.get(key));

    let zone = general.and_then(|section| section.need("time_zone")).and_then(|item| zone(&item));
    let interval = get("interval_minutes").and_then(|item| interval(&item)).unwrap_or(Minutes::new(30));
    let laws = get("rules").map(|item| laws(&item, folder, of_packs)).unwrap_or_default();
    let handover = root.section("handover").map(|section| handover(&section)).unwrap_or_default();
    let shared = root.section("rules");
    let contracts = contracts::read(root, &laws, shared.as_ref());
    let shifts = shifts::read(root, &contracts, interval, handover.wind_down);
    let queues = queues::read(root, interval);
    let centre = Centre {
        name: get("name").and_then(|item| item.text()).unwrap_or("Contact centre").to_owned(),
        zone: zone.unwrap_or(Zone::UTC),
        interval,
        skill_groups: skills::read(root, &queues),
        queues,
        rules: rules::read(root, shared.as_ref(), &contracts, &shifts),
        shifts,
        contracts,
        calendar: get("holidays").map(|item| holidays(&item, folder, of_packs)).unwrap_or_default(),
        min_agents_present: shared.as_ref().map(min_agents_present).unwrap_or_default(),
        handover,
        team_rules: team::read(root),
        objective: Objective {
            fairness: root.section("fairness").map(|section| objective::fairness(&section)).unwrap_or_default(),
            ..root.section("objective").map(|section| objective::read(&section)).unwrap_or_default()
        },
        import: root.section("import").map(|section| import(&section)).unwrap_or_default(),
        kpi: kpi::of_centre(root, folder, of_packs),
        intraday: root.section("intraday").map(|section| intraday::read(&section)).unwrap_or_default(),
        adherence: root.section("adherence").map(|section| adherence::read(&section, of_packs)).unwrap_or_default(),
    };
    zone.map(|_| centre)
}

fn zone(item: &Item) -> Option<Zone> {
    let name = item.text()?;
    let zone = Zone::parse(name);
    if zone.is_none() {
        let hint = match nearest::nearest(name, TZ_VARIANTS.iter().map(|tz| tz.name())) {
            Some(near) => format!("did you mean {near:?}?"),
            None => "write a region and city, such as \"Asia/Shanghai\"".to_owned(),
        };
        item.fault(Code::ZoneUnknown, format!("there is no time zone {name:?}"), Some(hint));
    }
    zone
}

fn interval(item: &Item) -> Option<Minutes> {
    let minutes = item.whole(1..=60, "minutes")?;
    let usable = [5, 10, 15, 30, 60].contains(&minutes);
    if !usable {
        item.fault(Code::ValueRange, "expected 5, 10, 15, 30 or 60 minutes".to_owned(), None);
    }
    usable.then_some(Minutes::new(minutes))
}

/// The holidays of one calendar or of several.
fn holidays(item: &Item, folder: &Path, findings: &mut Findings) -> Calendar {
    let mut days = Vec::new();
    for (item, name) in item.texts() {
        let calendar = if let Some(pack) = name.strip_prefix(packs::BUILTIN) {
            let Some(text) = packs::holidays(pack) else {
                unknown_pack(&item, pack, &packs::holiday_names());
                continue;
            };
            tables::special_days::read_text(name, text, findings)
        } else {
            tables::special_days::read(&folder.join(name), findings)
        };
        days.extend(calendar.iter().cloned());
    }
    Calendar::new(days)
}

fn laws(item: &Item, folder: &Path, findings: &mut Findings) -> Vec<Law> {
    let mut laws = Vec::new();
    for (item, name) in item.texts() {
        if let Some(pack) = name.strip_prefix(packs::BUILTIN) {
            match packs::rules(pack) {
                Some(text) => laws.push(law::read(name, text, findings)),
                None => unknown_pack(&item, pack, &packs::rule_names()),
            }
        } else {
            let path = folder.join(name);
            let text = source::read_text(&path, findings);
            laws.extend(text.map(|text| law::read(&path.display().to_string(), &text, findings)));
        }
    }
    laws
}

fn unknown_pack(item: &Item, pack: &str, names: &[&str]) {
    let hint = format!("shipped: {}", names.iter().map(|n| format!("builtin:{n}")).collect::<Vec<_>>().join(", "));
    item.fault(Code::PackUnknown, format!("there is no pack {pack:?}"), Some(hint));
}

fn min_agents_present(section: &Section) -> Heads {
    section.only(&[&["min_agents_present"], &rules::KEYS[..], &limits::SHARED].concat());
    let item = section.get("min_agents_present");
    item.and_then(|item| item.whole(0..=MOST_HEADS, "agents")).map(Heads::new).unwrap_or_default()
}

fn handover(section: &Section) -> Handover {
    section.only(&["before_minutes", "after_minutes", "wind_down_minutes", "min_across", "relief"]);
    let minutes = |key: &str| {
        section.get(key).and_then(|item| item.whole(0..=720, "minutes")).map(Minutes::new).unwrap_or_default()
    };
    let across = section.get("min_across").and_then(|item| item.whole(0..=MOST_HEADS, "agents"));
    Handover {
        before: minutes("before_minutes"),
        after: minutes("after_minutes"),
        wind_down: minutes("wind_down_minutes"),
        min_across: across.map(Heads::new).unwrap_or_default(),
        relief: section.get("relief").and_then(|item| item.flag()).unwrap_or(false),
    }
}

fn import(section: &Section) -> ImportSettings {
    /// What a column can be mapped to: the columns of history.csv, or parts of a time.
    const FIELDS: [&str; 9] = ["start", "queue", "offered", "answered", "abandoned", "aht_s", "date", "time", "end"];
    section.only(&["profile", "map", "encoding"]);
    let text = |key: &str| section.get(key).and_then(|item| item.text()).filter(|t| !t.is_empty()).map(str::to_owned);
    let map = section.section("map").map(|map| {
        map.only(&FIELDS);
        let pair = |(field, item): (&str, Item)| item.text().map(|column| (field.to_owned(), column.to_owned()));
        map.entries().into_iter().filter_map(pair).collect()
    });
    let known = |label: &str| encoding_rs::Encoding::for_label(label.as_bytes()).map(|_| label.to_owned());
    let encoding = section
        .get("encoding")
        .filter(|item| !item.is_text() || item.text().is_some_and(|label| !label.is_empty()))
        .and_then(|item| item.parsed("an encoding such as utf-8 or gb18030", known));
    ImportSettings { profile: text("profile"), map: map.unwrap_or_default(), encoding }
}

#[cfg(test)]
mod tests;
