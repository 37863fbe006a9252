//! What a rule hands back: a breach, which the rule's entry in the table turns into a finding.

use chrono::NaiveDate;

use super::shifts::Shift;
use super::week::Person;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Severity};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::law::LegalRule;

/// One breach of one rule.
#[derive(Clone, Debug)]
pub(super) struct Breach {
    message: String,
    hint: Option<String>,
    agent: Option<AgentId>,
    day: Option<NaiveDate>,
    queue: Option<QueueId>,
    /// How much of it: what a price of the rule is paid for.
    units: usize,
    /// Told of and not refused.
    remark: bool,
}

impl Breach {
    /// A breach of the whole roster.
    pub(super) fn new(message: String) -> Self {
        Self { message, hint: None, agent: None, day: None, queue: None, units: 1, remark: false }
    }

    /// A breach in one shift.
    pub(super) fn in_shift(person: &Person<'_>, shift: &Shift<'_>, message: String) -> Self {
        Self::of_person(person, message).on(shift.day)
    }

    /// A breach in one agent's week.
    pub(super) fn of_person(person: &Person<'_>, message: String) -> Self {
        Self { agent: Some(person.agent.id.clone()), ..Self::new(message) }
    }

    pub(super) fn agent(mut self, agent: &AgentId) -> Self {
        self.agent = Some(agent.clone());
        self
    }

    pub(super) fn on(mut self, day: NaiveDate) -> Self {
        self.day = Some(day);
        self
    }

    pub(super) fn queue(mut self, queue: &QueueId) -> Self {
        self.queue = Some(queue.clone());
        self
    }

    pub(super) fn units(mut self, units: usize) -> Self {
        self.units = units;
        self
    }

    /// A breach of a rule of law: told of and no more where the rule is soft.
    pub(super) fn of_law(mut self, rule: &LegalRule) -> Self {
        self.remark = !rule.hard;
        self
    }

    /// Whether it is told of and not refused.
    pub(super) fn is_remark(&self) -> bool {
        self.remark
    }

    /// How much of it, as a number to multiply a price with.
    pub(super) fn amount(&self) -> f64 {
        self.units as f64
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The finding of this breach under a rule's code.
    pub(super) fn finding(self, code: Code) -> Finding {
        let severity = if self.remark { Severity::Note } else { code.severity() };
        Finding {
            severity,
            hint: self.hint,
            agent: self.agent,
            day: self.day,
            queue: self.queue,
            ..Finding::new(code, self.message)
        }
    }
}
