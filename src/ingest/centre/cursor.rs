//! A typed cursor over a TOML document: it hands out values, and records each fault with its line and its text.
//!
//! Deriving a struct would stop at the first fault; a planner wants all of them at once.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};
use crate::ingest::faults::{Faults, shown};
use crate::ingest::nearest;

/// A document being read: where its lines begin, and the faults found so far.
pub(super) struct Document<'s, 'f> {
    source: &'s str,
    line_starts: Vec<usize>,
    faults: Faults<'f>,
}

impl<'s, 'f> Document<'s, 'f> {
    /// A document that the user knows by this name.
    pub(super) fn new(file: &str, source: &'s str, findings: &'f mut Findings) -> Self {
        let line_starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { source, line_starts, faults: Faults::new(file, findings) }
    }

    /// The table of the document, and the lines with syntax errors, each of which is a finding.
    pub(super) fn parse(&self) -> (Spanned<DeTable<'s>>, Vec<BrokenLine<'s>>) {
        let (table, errors) = DeTable::parse_recoverable(self.source);
        let mut broken = Vec::with_capacity(errors.len());
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let text = self.line_text(span.start);
            self.fault(Code::TomlSyntax, "", &span, Some(text), error.message().to_owned(), None);
            broken.push(BrokenLine { line: self.line_of(span.start), text });
        }
        (table, broken)
    }

    /// The table as a section whose keys need no prefix.
    pub(super) fn root<'d>(&'d self, table: &'d Spanned<DeTable<'s>>) -> Section<'d, 's, 'f> {
        Section { document: self, path: String::new(), table: table.get_ref(), span: table.span() }
    }

    fn line_of(&self, offset: usize) -> u64 {
        u64::try_from(self.line_starts.partition_point(|start| *start <= offset)).unwrap_or(u64::MAX)
    }

    fn line_text(&self, offset: usize) -> &'s str {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|i| self.line_starts.get(i)).copied().unwrap_or(0);
        self.source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim()
    }

    fn fault(
        &self,
        code: Code,
        path: &str,
        span: &Range<usize>,
        text: Option<&str>,
        message: String,
        hint: Option<String>,
    ) {
        self.faults.push(code, || {
            let place = Place {
                column: (!path.is_empty()).then(|| path.to_owned()),
                text: text.map(shown),
                ..self.faults.line(self.line_of(span.start))
            };
            let finding = Finding::new(code, message).at(place);
            match hint {
                Some(hint) => finding.hint(hint),
                None => finding,
            }
        });
    }
}

/// A line that is not TOML.
pub(super) struct BrokenLine<'s> {
    pub(super) line: u64,
    text: &'s str,
}

impl BrokenLine<'_> {
    /// Whether only the value of one key is broken: what follows still means what it says. A broken header, list or table
    /// would put the keys that follow in the wrong place.
    pub(super) fn is_one_value(&self) -> bool {
        self.text.contains('=') && !self.text.contains(['[', ']', '{', '}']) && !self.text.contains("\"\"\"")
    }
}

/// A table of the document.
pub(super) struct Section<'d, 's, 'f> {
    document: &'d Document<'s, 'f>,
    path: String,
    table: &'d DeTable<'s>,
    span: Range<usize>,
}

impl<'d, 's, 'f> Section<'d, 's, 'f> {
    /// Reports every key that is not one of these.
    pub(super) fn only(&self, keys: &[&str]) {
        for (key, _) in self.table.iter().filter(|(key, _)| !keys.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let whose = if self.path.is_empty() { "the file".to_owned() } else { format!("`{}`", self.path) };
            let hint = Some(nearest::hint(name, keys.iter().copied()));
            let message = format!("{whose} has no key {name:?}");
            self.document.fault(Code::KeyUnknown, &self.below(name), &key.span(), Some(name), message, hint);
        }
    }

    /// The value of a key, if it is there.
    pub(super) fn get(&self, key: &str) -> Option<Item<'d, 's, 'f>> {
        self.table.get(key).map(|value| Item { document: self.document, path: self.below(key), value })
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str) -> Option<Item<'d, 's, 'f>> {
        let item = self.get(key);
        if item.is_none() {
            self.fault(Code::KeyMissing, format!("the key {key:?} is missing"), None);
        }
        item
    }

    /// A table under a key.
    pub(super) fn section(&self, key: &str) -> Option<Self> {
        self.get(key).and_then(|item| item.section())
    }

    /// The tables of `[[key]]`, in file order.
    pub(super) fn sections(&self, key: &str) -> Vec<Self> {
        let Some(item) = self.get(key) else { return Vec::new() };
        if matches!(item.value.get_ref(), DeValue::Table(_)) {
            item.fault(Code::ValueType, format!("expected a list of tables: write [[{key}]], not [{key}]"), None);
            return Vec::new();
        }
        item.list("a list of tables").unwrap_or_default().iter().filter_map(Item::section).collect()
    }

    /// Every key with its value, by key.
    pub(super) fn entries(&self) -> Vec<(&'d str, Item<'d, 's, 'f>)> {
        let item = |key: &str, value| Item { document: self.document, path: self.below(key), value };
        self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), item(key.get_ref(), value))).collect()
    }

    /// Adds a finding about this table.
    pub(super) fn fault(&self, code: Code, message: String, hint: Option<String>) {
        self.document.fault(code, &self.path, &self.span, None, message, hint);
    }

    fn below(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// A value of the document.
pub(super) struct Item<'d, 's, 'f> {
    document: &'d Document<'s, 'f>,
    path: String,
    value: &'d Spanned<DeValue<'s>>,
}

impl<'d, 's, 'f> Item<'d, 's, 'f> {
    /// Adds a finding about this value.
    pub(super) fn fault(&self, code: Code, message: String, hint: Option<String>) {
        let span = self.value.span();
        let as_written = || self.document.source.get(span.clone()).unwrap_or_default();
        let text = self.value.get_ref().as_str().unwrap_or_else(as_written);
        self.document.fault(code, &self.path, &span, Some(text), message, hint);
    }

    /// The text in quotes; anything else is a fault.
    pub(super) fn text(&self) -> Option<&'d str> {
        let text = self.value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type("a text in quotes");
        }
        text
    }

    /// A text read by `parse`; one that it refuses is a fault that says what was `expected`.
    pub(super) fn parsed<T>(&self, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(self.text()?);
        if value.is_none() {
            self.fault(Code::ValueUnreadable, format!("expected {expected}"), None);
        }
        value
    }

    /// A text that is one of these words; the position of the word.
    pub(super) fn word(&self, words: &[&str]) -> Option<usize> {
        let text = self.text()?;
        let position = words.iter().position(|word| *word == text);
        if position.is_none() {
            let hint = nearest::hint(text, words.iter().copied());
            self.fault(Code::ValueUnreadable, format!("expected one of {}", words.join(", ")), Some(hint));
        }
        position
    }

    /// `true` or `false`.
    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type("true or false");
        }
        flag
    }

    /// A number within a range; `unit` names what is counted.
    pub(super) fn number(&self, range: RangeInclusive<f64>, unit: &str) -> Option<f64> {
        let number = match self.value.get_ref() {
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(precise),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => {
                self.wrong_type("a number");
                return None;
            }
        };
        let inside = number.filter(|n: &f64| range.contains(n));
        if inside.is_none() {
            let message = format!("the value must lie from {} to {} ({unit})", range.start(), range.end());
            self.fault(Code::ValueRange, message, None);
        }
        inside
    }

    /// A whole number within a range; `unit` names what is counted.
    pub(super) fn whole(&self, range: RangeInclusive<u32>, unit: &str) -> Option<u32> {
        let bounds = f64::from(*range.start())..=f64::from(*range.end());
        let number = self.number(bounds, unit)?;
        let whole = crate::ingest::whole(number);
        if whole.is_none() {
            self.fault(Code::ValueRange, format!("expected a whole number of {unit}"), None);
        }
        whole
    }

    /// A list.
    pub(super) fn list(&self, expected: &str) -> Option<Vec<Self>> {
        let Some(array) = self.value.get_ref().as_array() else {
            self.wrong_type(expected);
            return None;
        };
        let item = |value| Self { document: self.document, path: self.path.clone(), value };
        Some(array.iter().map(item).collect())
    }

    /// A list of exactly two.
    pub(super) fn pair(&self, expected: &str) -> Option<(Self, Self)> {
        let mut items = self.list(expected)?.into_iter();
        if let (Some(first), Some(second), None) = (items.next(), items.next(), items.next()) {
            return Some((first, second));
        }
        self.wrong_type(expected);
        None
    }

    /// A list of texts; one text alone is a list of one.
    pub(super) fn texts(&self) -> Vec<(Self, &'d str)> {
        if let Some(text) = self.value.get_ref().as_str() {
            return vec![(Self { document: self.document, path: self.path.clone(), value: self.value }, text)];
        }
        let items = self.list("a list of texts in quotes").unwrap_or_default();
        items.into_iter().filter_map(|item| item.text().map(|text| (item, text))).collect()
    }

    /// A table.
    pub(super) fn section(&self) -> Option<Section<'d, 's, 'f>> {
        let Some(table) = self.value.get_ref().as_table() else {
            self.wrong_type("a table");
            return None;
        };
        Some(Section { document: self.document, path: self.path.clone(), table, span: self.value.span() })
    }

    /// Whether the value is a table.
    pub(super) fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    /// Whether the value is a text.
    pub(super) fn is_text(&self) -> bool {
        self.value.get_ref().is_str()
    }

    /// Says that the value is not of the type expected.
    pub(super) fn wrong_type(&self, expected: &str) {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = if found == expected.trim_end_matches(" in quotes") {
            format!("expected {expected}")
        } else {
            format!("expected {expected}, found {found}")
        };
        self.fault(Code::ValueType, message, None);
    }
}

/// The nearest floating-point number: settings are far below 2^53.
fn precise(integer: i64) -> f64 {
    integer as f64
}
