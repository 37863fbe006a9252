//! Mappings: small TOML files that say what the columns of an export mean. Documented in `models/imports/README.md`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::details::{self, DetailRules};
use super::expression;
use super::names;
use super::values::Unit;
use crate::domain::time::Zone;

/// The fields that `[columns]` and `--map` can name.
pub(super) const FIELDS: [&str; 15] = [
    "start",
    "date",
    "time",
    "end",
    "minutes",
    "zone",
    "queue",
    "part",
    "offered",
    "answered",
    "abandoned",
    "aht_s",
    "handle_s",
    "agent",
    "state",
];

/// What a row of the export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// The counts of one interval.
    #[default]
    Intervals,
    /// One call.
    Calls,
    /// One event of a call, as Asterisk logs them.
    #[serde(rename = "queue_log")]
    QueueLog,
    /// What an agent is scheduled to do for a while.
    States,
}

impl Kind {
    /// The word of mapping files.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Intervals => "intervals",
            Self::Calls => "calls",
            Self::QueueLog => "queue_log",
            Self::States => "states",
        }
    }
}

/// Which end of its interval the time of a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Label {
    /// Its start.
    #[default]
    Start,
    /// Its end.
    End,
}

impl Label {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    fn is_start(&self) -> bool {
        *self == Self::Start
    }
}

/// How a clock without separators and with one or two digits is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum BareClock {
    /// `9` is nine o'clock.
    H,
    /// `30` is half past midnight, because `900` is nine o'clock.
    #[serde(rename = "HMM")]
    Hmm,
}

/// What an offset behind a time means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum OffsetMeaning {
    /// What it says.
    #[default]
    Keep,
    /// Nothing: the times are local whatever it says (a false `Z`).
    Ignore,
}

/// What an interval without a row means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Omitted {
    /// It is not known.
    #[default]
    Missing,
    /// It had no calls: the export leaves zeros out.
    Zero,
}

/// Rows that rightly do not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ignored {
    /// Why, as the import table prints it.
    pub(super) reason: String,
    /// Which rows.
    pub(super) when: Condition,
}

/// A column that tells when a call asked for service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The column.
    pub(super) column: String,
    /// For which calls; absent: for all.
    #[serde(default, skip_serializing_if = "Condition::is_always")]
    pub(super) when: Condition,
}

/// What the columns of a call record mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallRules {
    /// Columns that together tell one call from another; rows that agree in them are the same call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) id: Vec<String>,
    /// When the call asked for service: the first entry whose condition holds.
    pub(super) asked: Vec<Asked>,
    /// Which calls asked for service: any of these conditions; absent: every call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) offered: Vec<Condition>,
    /// Which of them were answered: any of these conditions; the others abandoned.
    pub(super) answered: Vec<Condition>,
    /// The column of the wait, to the answer or the hang-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) wait: Option<String>,
    /// The column of the handle time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) handle: Option<String>,
    /// What else the export tells of a call.
    #[serde(default, skip_serializing_if = "DetailRules::is_empty")]
    pub(super) details: DetailRules,
}

/// What the columns of an export mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    /// One line for people.
    #[serde(default)]
    pub(super) description: String,
    /// What a row is.
    pub(super) kind: Kind,
    /// The whole header by which the export is recognised, in any order and case; empty: only by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) header: Vec<String>,
    /// Columns by which the export is recognised, whatever others it has; each may list alternatives (`A | B`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) signature: Vec<String>,
    /// Why a file of this kind gives no history, and what to export instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) not_history: Option<String>,
    /// The encoding; absent: detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<String>,
    /// What separates columns; absent: detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) separator: Option<char>,
    /// How dates are written; absent: what the file proves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date_format: Option<String>,
    /// How bare clocks are read; absent: what the file proves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) time_format: Option<BareClock>,
    /// `,` or `.` before decimals; absent: what the file proves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) decimal: Option<char>,
    /// The zone of times without an offset; absent: the centre's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) zone: Option<String>,
    /// Which end of its interval a row's time is.
    #[serde(default, skip_serializing_if = "Label::is_start")]
    pub(super) label: Label,
    /// What an offset means.
    #[serde(default)]
    pub(super) offset: OffsetMeaning,
    /// What a missing interval means.
    #[serde(default)]
    pub(super) omitted: Omitted,
    /// The length of a row; absent: found from the starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) interval_minutes: Option<u32>,
    /// The queue of every row, where no column names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) queue: Option<String>,
    /// Rows that rightly do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ignored: Vec<Ignored>,
    /// The unit of plain numbers in `aht_s`, `handle_s`, `wait` and `handle`; absent: what the column's name or its values say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) units: BTreeMap<String, Unit>,
    /// Columns by field: a column, a sum (`A + B`), or alternatives of which the first counts that is there (`A | B`).
    #[serde(default)]
    pub(super) columns: BTreeMap<String, String>,
    /// What the columns of a call mean; needed for calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) calls: Option<CallRules>,
}

impl Mapping {
    /// Reads a mapping file; the error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        mapping.fault().map_or(Ok(mapping), Err)
    }

    fn fault(&self) -> Option<String> {
        if let Some(field) = self.columns.keys().find(|f| !FIELDS.contains(&f.as_str())) {
            return Some(format!("[columns] has no field {field:?}; the fields are {}", FIELDS.join(", ")));
        }
        if let Some(format) = &self.date_format
            && super::dates::DateStyle::parse(format).is_none()
        {
            return Some(format!("date_format {format:?} is not an order of Y, M and D such as \"YYYY-MM-DD\""));
        }
        if let Some(name) = &self.encoding
            && super::encoding::by_name(name).is_none()
        {
            return Some(format!("there is no encoding {name:?}"));
        }
        if let Some(name) = self.zone.as_deref().filter(|name| Zone::parse(name).is_none()) {
            return Some(format!("there is no time zone {name:?}"));
        }
        if let Some(mark) = self.decimal.filter(|mark| !matches!(mark, ',' | '.')) {
            return Some(format!("decimal {mark:?} is neither \",\" nor \".\""));
        }
        let durations = [["aht_s", "handle_s", "wait", "handle"], details::DURATIONS].concat();
        if let Some(field) = self.units.keys().find(|f| !durations.contains(&f.as_str())) {
            return Some(format!("[units] has no field {field:?}; the fields are {}", durations.join(", ")));
        }
        if self.interval_minutes.is_some_and(|m| m == 0 || m > 44_640) {
            return Some("interval_minutes must be between 1 and 44640".into());
        }
        match (&self.calls, self.kind) {
            (None, Kind::Calls) => Some("kind = \"calls\" needs a section [calls]".into()),
            (Some(rules), Kind::Calls) if rules.asked.is_empty() => Some("[calls] asked names no column".into()),
            (Some(_), Kind::Intervals | Kind::QueueLog | Kind::States) => {
                Some("a section [calls] needs kind = \"calls\"".into())
            }
            _ => None,
        }
    }

    /// The mapping for this header: of alternatives the first that is there. A recognised export may lack columns that are
    /// not indispensable; otherwise what is missing stays named.
    pub(super) fn resolved(&self, header: &[String]) -> Self {
        let mut mapping = self.clone();
        for (field, written) in &self.columns {
            match expression::resolve(written, header) {
                Some(found) => {
                    mapping.columns.insert(field.clone(), found);
                }
                None if !self.signature.is_empty() => {
                    mapping.columns.remove(field);
                }
                None => {}
            }
        }
        if let (Some(rules), false) = (&mut mapping.calls, self.signature.is_empty()) {
            rules.wait = rules.wait.take().and_then(|c| expression::resolve(&c, header));
            rules.handle = rules.handle.take().and_then(|c| expression::resolve(&c, header));
            rules.id.retain(|c| expression::resolve(c, header).is_some());
        }
        mapping
    }

    /// Whether this header has a time and the counts where the mapping names them; a day may stand above the header.
    pub(super) fn fits(&self, header: &[String]) -> bool {
        let there = |field: &str| self.columns.get(field).map(|written| expression::resolve(written, header).is_some());
        let times: Vec<bool> = ["start", "date", "time", "end"].into_iter().filter_map(there).collect();
        (times.is_empty() || times.contains(&true)) && there("offered") != Some(false)
    }

    /// The mapping as a mapping file.
    pub(super) fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }
}

macro_rules! builtin {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../models/imports/", $name, ".toml")))),*]
    };
}

/// The mapping files that are compiled in, by name.
const BUILTIN: &[(&str, &str)] = builtin![
    "aliyun_ccc",
    "aliyun_ccc_group",
    "amazon_connect",
    "assessor",
    "asterisk_queue_log",
    "avaya_bcms",
    "avaya_cms",
    "avaya_cms_report",
    "bankcalls",
    "cisco_uccx",
    "five9",
    "genesys_cloud_adherence",
    "genesys_cloud_agents",
    "genesys_cloud_api",
    "genesys_cloud_interactions",
    "genesys_cloud_queues",
    "nice_cxone",
    "nice_cxone_contacts",
    "nice_iex",
    "schedule_states",
    "technion",
    "technion_arrivals",
    "ukg_time_summary",
    "wfm_calls",
];

/// The mappings that are compiled in, by name.
pub(super) fn builtin() -> &'static [(&'static str, Mapping)] {
    static READ: LazyLock<Vec<(&str, Mapping)>> =
        LazyLock::new(|| BUILTIN.iter().filter_map(|(name, text)| Some((*name, Mapping::parse(text).ok()?))).collect());
    &READ
}

/// The names, spelt plainly, of which a header must have one to be recognised by the mapping at the same place of [`builtin`].
pub(super) fn clues() -> &'static [Vec<String>] {
    static READ: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| builtin().iter().map(|(_, m)| m.clue()).collect());
    &READ
}

impl Mapping {
    fn clue(&self) -> Vec<String> {
        let first = self.signature.first().or(self.header.first());
        first.map(|written| expression::names(written).map(names::plain).collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mapping_compiled_in_is_valid_and_described() {
        for (name, text) in BUILTIN {
            let mapping = Mapping::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(!mapping.description.is_empty(), "{name}");
            let again = Mapping::parse(&mapping.to_toml()).expect("what is written can be read");
            assert_eq!(again, mapping, "{name}");
        }
    }

    #[test]
    fn faults_of_a_mapping_are_named() {
        for (text, word) in [
            ("kind = \"sums\"", "sums"),
            ("kind = \"calls\"", "[calls]"),
            ("kind = \"intervals\"\n[columns]\ncalls = \"n\"", "calls"),
            ("kind = \"intervals\"\ndate_format = \"week\"", "week"),
            ("kind = \"intervals\"\nofset = \"ignore\"", "ofset"),
        ] {
            let error = Mapping::parse(text).expect_err(text);
            assert!(error.contains(word), "{error}");
        }
    }
}
