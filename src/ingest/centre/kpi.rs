//! `[kpi]`, and files of targets, which have the same keys: definitions, limits and targets of indicators.

use std::path::Path;

use super::cursor::{Document, Item, Section};
use super::unknown_pack;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::kpi::{Doing, Indicator, KpiSettings, TargetRange, WaitBound};
use crate::domain::units::Seconds;
use crate::ingest::{nearest, packs, source};

const KEYS: [&str; 10] = [
    "answer_within_s",
    "wait_bound",
    "short_abandon_s",
    "short_out_s",
    "ring_cycle_s",
    "currency",
    "watch",
    "variants",
    "targets",
    "states",
];

/// The longest limit that can be meant.
const LONGEST_S: f64 = 86_400.0;

/// The pack that counts where nothing else is said.
const DEFAULT: &str = "default";

/// A pack may name another as its base, and that another; deeper is a circle.
const DEEPEST: usize = 4;

/// The settings of a centre: its pack, and over it the keys of `[kpi]`.
pub(super) fn of_centre(root: &Section, folder: &Path, of_packs: &mut Findings) -> KpiSettings {
    let mut settings = KpiSettings::default();
    let section = root.section("kpi");
    match section.as_ref().and_then(|section| section.get("pack")) {
        Some(item) => pack(&item, folder, &mut settings, of_packs),
        None => builtin(DEFAULT, &mut settings, of_packs),
    }
    if let Some(section) = section {
        section.only(&[&["pack"], &KEYS[..]].concat());
        apply(&section, &mut settings);
    }
    settings
}

/// The settings without a centre: those of the pack that counts where nothing else is said.
#[must_use]
pub fn defaults() -> KpiSettings {
    let mut settings = KpiSettings::default();
    builtin(DEFAULT, &mut settings, &mut Findings::new());
    settings
}

/// Reads a file of targets over the settings so far.
pub fn targets(path: &Path, settings: &mut KpiSettings, findings: &mut Findings) {
    if let Some(text) = source::read_text(path, findings) {
        let folder = path.parent().unwrap_or(Path::new(""));
        file(&path.display().to_string(), &text, Some(folder), settings, findings, DEEPEST);
    }
}

fn builtin(name: &str, settings: &mut KpiSettings, findings: &mut Findings) {
    if let Some(text) = packs::kpi(name) {
        file(&format!("{}{name}", packs::BUILTIN), text, None, settings, findings, DEEPEST);
    }
}

fn pack(item: &Item, folder: &Path, settings: &mut KpiSettings, findings: &mut Findings) {
    let Some(name) = item.text() else { return };
    match name.strip_prefix(packs::BUILTIN) {
        Some(shipped) if packs::kpi(shipped).is_none() => unknown_pack(item, shipped, &packs::kpi_names()),
        Some(shipped) => builtin(shipped, settings, findings),
        None => targets(&folder.join(name), settings, findings),
    }
}

/// A file of targets: what it is based on first, then its own keys.
fn file(
    name: &str,
    text: &str,
    folder: Option<&Path>,
    settings: &mut KpiSettings,
    findings: &mut Findings,
    depth: usize,
) {
    let mut of_base = Findings::new();
    {
        let document = Document::new(name, text, findings);
        let (tree, broken) = document.parse();
        if !broken.is_empty() {
            return;
        }
        let root = document.root(&tree);
        root.only(&[&["title", "base"], &KEYS[..]].concat());
        root.get("title").and_then(|item| item.text());
        if let Some((item, base)) = root.get("base").and_then(|item| item.text().map(|text| (item, text))) {
            match base.strip_prefix(packs::BUILTIN).map(|shipped| (shipped, packs::kpi(shipped))) {
                _ if depth == 0 => {
                    item.fault(Code::ValueUnreadable, "files of targets name each other in a circle".into(), None)
                }
                Some((_, Some(text))) => file(base, text, None, settings, &mut of_base, depth - 1),
                Some((shipped, None)) => unknown_pack(&item, shipped, &packs::kpi_names()),
                None => {
                    let path = folder.unwrap_or(Path::new("")).join(base);
                    if let Some(text) = source::read_text(&path, &mut of_base) {
                        file(&path.display().to_string(), &text, path.parent(), settings, &mut of_base, depth - 1);
                    }
                }
            }
        }
        apply(&root, settings);
    }
    findings.extend(of_base);
}

/// The keys of a section over the settings so far.
fn apply(section: &Section, settings: &mut KpiSettings) {
    let seconds = |key: &str| {
        let item = section.get(key)?;
        item.number(0.0..=LONGEST_S, "seconds").and_then(Seconds::new)
    };
    settings.answer_within = seconds("answer_within_s").or(settings.answer_within);
    settings.short_abandon = seconds("short_abandon_s").unwrap_or(settings.short_abandon);
    settings.short_out = seconds("short_out_s").unwrap_or(settings.short_out);
    settings.ring_cycle = seconds("ring_cycle_s").filter(|s| *s > Seconds::ZERO).unwrap_or(settings.ring_cycle);
    match section.get("wait_bound").and_then(|item| item.word(&["<=", "<"])) {
        Some(0) => settings.wait_bound = WaitBound::AtMost,
        Some(_) => settings.wait_bound = WaitBound::Below,
        None => {}
    }
    if let Some(currency) = section.get("currency").and_then(|item| item.text()) {
        currency.clone_into(&mut settings.currency);
    }
    if let Some(watch) = section.get("watch").and_then(|item| item.number(0.0..=1.0, "share of the target")) {
        settings.watch = watch;
    }
    for (indicator, item) in by_indicator(section, "variants") {
        let variant = item.word(indicator.variants()).and_then(|i| indicator.variants().get(i));
        if let Some(variant) = variant {
            settings.variants.insert(indicator, (*variant).to_owned());
        }
    }
    for (indicator, item) in by_indicator(section, "targets") {
        if let Some(range) = item.section().and_then(|section| range(&section)) {
            settings.targets.insert(indicator, range);
        }
    }
    let words = Doing::WORDS.map(|(word, _)| word);
    for (state, item) in section.section("states").map(|section| section.entries()).unwrap_or_default() {
        let doing = item.word(&words).and_then(|i| Doing::WORDS.get(i));
        settings.states.extend(doing.map(|(_, doing)| (state.to_owned(), *doing)));
    }
}

/// The entries of a table whose keys are indicators.
fn by_indicator<'d, 's, 'f>(section: &Section<'d, 's, 'f>, key: &str) -> Vec<(Indicator, Item<'d, 's, 'f>)> {
    let Some(table) = section.section(key) else { return Vec::new() };
    table.only(&Indicator::ALL.map(Indicator::id));
    table.entries().into_iter().filter_map(|(id, item)| Some((Indicator::parse(id)?, item))).collect()
}

/// `{ min, max }`, either of which may be absent; `{}` is no target.
fn range(section: &Section) -> Option<TargetRange> {
    section.only(&["min", "max"]);
    let bound = |key: &str| section.get(key).and_then(|item| item.number(0.0..=1e12, "in the indicator's own unit"));
    let (min, max) = (bound("min"), bound("max"));
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        section.fault(Code::ValueRange, "the minimum lies above the maximum".to_owned(), None);
        return None;
    }
    Some(TargetRange { min, max })
}

/// A definition named on the command line, as `service_level=f1`.
pub fn variant(text: &str, settings: &mut KpiSettings) -> Result<(), Finding> {
    let unusable = |message: String, hint: String| Err(Finding::new(Code::OptionInvalid, message).hint(hint));
    let Some((id, name)) = text.split_once('=') else {
        return unusable(format!("--variant {text}: no definition is named"), "write service_level=f1".to_owned());
    };
    let Some(indicator) = Indicator::parse(id.trim()) else {
        let hint = nearest::hint(id.trim(), Indicator::ALL.map(Indicator::id));
        return unusable(format!("--variant {text}: there is no indicator {id:?}"), hint);
    };
    if !indicator.variants().contains(&name.trim()) {
        let message = format!("--variant {text}: {id} has no definition {name:?}");
        return unusable(message, format!("it has {}", indicator.variants().join(", ")));
    }
    settings.variants.insert(indicator, name.trim().to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (KpiSettings, Findings) {
        let mut findings = Findings::new();
        let mut settings = KpiSettings::default();
        file("t.toml", text, None, &mut settings, &mut findings, DEEPEST);
        (settings, findings)
    }

    #[test]
    fn every_pack_is_read_without_findings_and_stands_on_its_base() {
        for name in packs::kpi_names() {
            let (mut settings, mut findings) = (KpiSettings::default(), Findings::new());
            builtin(name, &mut settings, &mut findings);
            assert!(findings.is_empty(), "{name}: {findings:?}");
            assert_eq!(settings.targets.get(&Indicator::SpeedOfAnswer).and_then(|t| t.max), Some(20.0), "{name}");
        }
        let (mut settings, mut findings) = (KpiSettings::default(), Findings::new());
        builtin("technical_support", &mut settings, &mut findings);
        assert_eq!(settings.targets.get(&Indicator::Talk).and_then(|t| t.min), Some(360.0));
    }

    #[test]
    fn keys_are_read_and_faults_found() {
        let (settings, findings) = read(
            "answer_within_s = 30\nwait_bound = \"<\"\n[variants]\nservice_level = \"f4\"\n[targets]\ntalk = { min = 1 }\n[states]\nready = \"idle\"",
        );
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!((settings.answer_within, settings.wait_bound), (Seconds::new(30.0), WaitBound::Below));
        assert_eq!(settings.variant(Indicator::ServiceLevel), "f4");
        assert_eq!(settings.states, [("ready".to_owned(), Doing::Idle)]);
        for (text, code) in [
            ("watch = 2", Code::ValueRange),
            ("[variants]\nservice_level = \"f9\"", Code::ValueUnreadable),
            ("[targets]\nservise_level = { min = 1 }", Code::KeyUnknown),
            ("[targets]\ntalk = { min = 2, max = 1 }", Code::ValueRange),
            ("base = \"builtin:none\"", Code::PackUnknown),
            ("base = \"nowhere.toml\"", Code::FileUnreadable),
        ] {
            assert!(read(text).1.has(code), "{text}");
        }
    }

    #[test]
    fn variants_are_named_by_indicator() {
        let mut settings = KpiSettings::default();
        variant("occupancy=with_acw", &mut settings).expect("known");
        assert_eq!(settings.variant(Indicator::Occupancy), "with_acw");
        for text in ["f1", "service=f1", "service_level=f9"] {
            assert!(variant(text, &mut settings).is_err(), "{text}");
        }
    }
}
