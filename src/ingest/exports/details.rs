//! What call records tell beyond wait and outcome: the section `[calls.details]` of a mapping.

use serde::{Deserialize, Serialize};

use super::condition::{self, Condition, Test};
use super::faults::Fault;
use super::records::Record;
use super::values::{self, Scale};
use crate::domain::ids::AgentId;
use crate::domain::series::{CallDetails, CallOutcome};

/// The durations among them, by their names in `[units]`.
pub(super) const DURATIONS: [&str; 4] = ["ring", "talk", "hold", "after_call"];

/// The columns and conditions of details; each may be absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DetailRules {
    /// Who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    /// What the column of agents says where nobody answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_agent: Option<String>,
    /// The time from the first ring to the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    ring: Option<String>,
    /// The number of rings.
    #[serde(skip_serializing_if = "Option::is_none")]
    rings: Option<String>,
    /// The talk time.
    #[serde(skip_serializing_if = "Option::is_none")]
    talk: Option<String>,
    /// The time on hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<String>,
    /// The after-call work.
    #[serde(skip_serializing_if = "Option::is_none")]
    after_call: Option<String>,
    /// Which calls were put in queue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    queued: Vec<Condition>,
    /// Which calls the first agent passed on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    transferred: Vec<Condition>,
    /// Which calls needed no second contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resolved: Vec<Condition>,
    /// Which calls were refused before they reached the queue; they need not be among those offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blocked: Vec<Condition>,
    /// Which calls a machine served; they need not be among those offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    self_service: Vec<Condition>,
}

impl DetailRules {
    /// Whether the mapping names none.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn conditions(&self) -> [&Vec<Condition>; 5] {
        [&self.queued, &self.transferred, &self.resolved, &self.blocked, &self.self_service]
    }

    /// Every column named.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let named = [&self.agent, &self.ring, &self.rings, &self.talk, &self.hold, &self.after_call];
        let conditions = self.conditions().into_iter().flatten().flat_map(Condition::columns);
        named.into_iter().filter_map(Option::as_deref).chain(conditions)
    }

    /// The same on the cells of a header; `None` where a column is not in it (told elsewhere).
    pub(super) fn on(
        &self,
        column: impl Fn(&str) -> Option<usize>,
        scale: impl Fn(&str, usize) -> Scale,
    ) -> Option<DetailColumns> {
        let at = |name: &Option<String>| name.as_deref().and_then(&column);
        let durations = [&self.ring, &self.talk, &self.hold, &self.after_call];
        let tests =
            |conditions: &Vec<Condition>| -> Option<Vec<Test>> { conditions.iter().map(|c| c.on(&column)).collect() };
        let [queued, transferred, resolved, blocked, self_service] = self.conditions().map(tests);
        Some(DetailColumns {
            agent: at(&self.agent),
            no_agent: self.no_agent.clone().unwrap_or_default(),
            rings: at(&self.rings),
            durations: std::array::from_fn(|i| at(durations[i]).map(|column| (column, scale(DURATIONS[i], column)))),
            queued: queued?,
            transferred: transferred?,
            resolved: resolved?,
            blocked: blocked?,
            self_service: self_service?,
        })
    }
}

/// Where the details of a call are in its row.
#[derive(Clone)]
pub(super) struct DetailColumns {
    agent: Option<usize>,
    no_agent: String,
    rings: Option<usize>,
    /// Of [`DURATIONS`].
    pub(super) durations: [Option<(usize, Scale)>; 4],
    queued: Vec<Test>,
    transferred: Vec<Test>,
    resolved: Vec<Test>,
    blocked: Vec<Test>,
    self_service: Vec<Test>,
}

impl DetailColumns {
    /// How a call ended that never asked an agent for service.
    pub(super) fn unserved(&self, record: &Record) -> Result<Option<CallOutcome>, Fault> {
        Ok(if condition::any(&self.blocked, record)? {
            Some(CallOutcome::Blocked)
        } else if condition::any(&self.self_service, record)? {
            Some(CallOutcome::SelfService)
        } else {
            None
        })
    }

    /// All but the durations.
    pub(super) fn read(&self, record: &Record) -> Result<CallDetails, Fault> {
        let flag = |tests: &[Test]| -> Result<Option<bool>, Fault> {
            if tests.is_empty() { Ok(None) } else { condition::any(tests, record).map(Some) }
        };
        let agent = self.agent.map(|i| record.cell(i)).filter(|t| !values::is_blank(t) && *t != self.no_agent);
        Ok(CallDetails {
            agent: agent.map(AgentId::new),
            rings: self.rings.and_then(|i| values::number(record.cell(i))).filter(|n| *n >= 0.0),
            queued: flag(&self.queued)?,
            transferred: flag(&self.transferred)?,
            resolved: flag(&self.resolved)?,
            ..CallDetails::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_read_from_the_columns_that_the_mapping_names() {
        let rules: DetailRules = toml::from_str(
            "agent = \"who\"\nrings = \"n\"\ntransferred = [{ to = \"!=\" }]\nblocked = [{ end = \"BUSY\" }]",
        )
        .expect("valid");
        assert_eq!(rules.columns().collect::<Vec<_>>(), ["who", "n", "to", "end"]);
        let header = ["who", "n", "to", "end"];
        let columns =
            rules.on(|name| header.iter().position(|h| *h == name), |_, _| Scale::default()).expect("all there");
        let row = |cells: [&str; 4]| Record::of(1, cells);
        let details = columns.read(&row(["A1", "3", "desk 2", "DONE"])).expect("readable");
        assert_eq!(
            (details.agent, details.rings, details.transferred),
            (Some(AgentId::new("A1")), Some(3.0), Some(true))
        );
        assert_eq!(details.queued, None, "what the mapping does not tell is not known");
        assert_eq!(columns.unserved(&row(["", "", "", "busy"])).expect("readable"), Some(CallOutcome::Blocked));
        assert!(rules.on(|_| None, |_, _| Scale::default()).is_none());
    }
}
