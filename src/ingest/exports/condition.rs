//! Conditions on the cells of a row, as mapping files write them: `{ outcome = "HANG", q_time = "> 0" }`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::faults::Fault;
use super::records::Record;
use super::values;
use crate::domain::codes::Code;

/// Tests by column, all of which must hold; no test always holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Condition(BTreeMap<String, Wanted>);

/// What a cell must be: one text or any of several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Wanted {
    One(String),
    AnyOf(Vec<String>),
}

impl Condition {
    /// Whether nothing is asked.
    pub(super) fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns it looks at.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The condition on the cells of this header; `None` where a column is not in it (told elsewhere).
    pub(super) fn on(&self, column_of: impl Fn(&str) -> Option<usize>) -> Option<Test> {
        let mut tests = Vec::new();
        for (name, wanted) in &self.0 {
            let any_of = match wanted {
                Wanted::One(text) => vec![Comparison::parse(text)],
                Wanted::AnyOf(texts) => texts.iter().map(|t| Comparison::parse(t)).collect(),
            };
            tests.push(CellTest { column: column_of(name)?, name: name.clone(), any_of });
        }
        Some(Test(tests))
    }
}

/// A condition that knows its columns.
#[derive(Clone, Debug)]
pub(super) struct Test(Vec<CellTest>);

#[derive(Clone, Debug)]
struct CellTest {
    column: usize,
    name: String,
    any_of: Vec<Comparison>,
}

#[derive(Clone, Debug, PartialEq)]
enum Comparison {
    Is(String),
    IsNot(String),
    Above(f64),
    AtLeast(f64),
    Below(f64),
    AtMost(f64),
}

impl Comparison {
    /// `> 0`, `>= 0`, `< 0`, `<= 0`, `!= text` or a text; `!=` alone is "not empty".
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let number = |sign: &str| text.strip_prefix(sign).and_then(values::number);
        if let Some(rest) = text.strip_prefix("!=") {
            Self::IsNot(rest.trim().to_owned())
        } else if let Some(v) = number(">=") {
            Self::AtLeast(v)
        } else if let Some(v) = number("<=") {
            Self::AtMost(v)
        } else if let Some(v) = number(">") {
            Self::Above(v)
        } else if let Some(v) = number("<") {
            Self::Below(v)
        } else {
            Self::Is(text.to_owned())
        }
    }

    fn holds(&self, name: &str, cell: &str) -> Result<bool, Fault> {
        let value = || {
            values::seconds(cell)
                .ok_or_else(|| Fault::cell(Code::NumberInvalid, name, cell, "this is neither a number nor a duration"))
        };
        Ok(match self {
            Self::Is(text) => cell.eq_ignore_ascii_case(text),
            Self::IsNot(text) => !cell.eq_ignore_ascii_case(text),
            Self::Above(v) => value()? > *v,
            Self::AtLeast(v) => value()? >= *v,
            Self::Below(v) => value()? < *v,
            Self::AtMost(v) => value()? <= *v,
        })
    }
}

impl Test {
    /// Whether all tests hold. A cell that should be a number and is none is an error.
    pub(super) fn holds(&self, record: &Record) -> Result<bool, Fault> {
        for test in &self.0 {
            let mut any = false;
            for comparison in &test.any_of {
                any |= comparison.holds(&test.name, record.cell(test.column))?;
            }
            if !any {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether any of the tests holds.
pub(super) fn any(tests: &[Test], record: &Record) -> Result<bool, Fault> {
    for test in tests {
        if test.holds(record)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_texts_and_comparisons() {
        let condition: Condition =
            toml::from_str("outcome = [\"HANG\", \"AGENT\"]\nq_time = \"> 0\"\nflag = \"\"").expect("valid");
        let columns = ["outcome", "q_time", "flag"];
        let test = condition.on(|name| columns.iter().position(|c| *c == name)).expect("columns");
        let row = |cells: [&str; 3]| Record::of(1, cells);
        assert!(test.holds(&row(["HANG", "3", ""])).expect("readable"));
        assert!(test.holds(&row(["agent", "0:03", ""])).expect("readable"));
        assert!(!test.holds(&row(["HANG", "0", ""])).expect("readable"));
        assert!(!test.holds(&row(["PHANTOM", "3", ""])).expect("readable"));
        assert!(!test.holds(&row(["HANG", "3", "invented"])).expect("readable"));
        assert!(test.holds(&row(["HANG", "soon", ""])).is_err());
    }
}
