//! The names that a table may use, with hints for those that it may not.

use std::collections::BTreeSet;

use crate::domain::centre::Centre;
use crate::domain::people::Agent;
use crate::ingest::nearest;

/// The known names of one kind of thing.
pub(crate) struct Names<'n> {
    what: &'static str,
    known: BTreeSet<&'n str>,
}

impl<'n> Names<'n> {
    /// Names of `what` (a singular noun).
    pub(crate) fn new(what: &'static str, known: impl IntoIterator<Item = &'n str>) -> Self {
        Self { what, known: known.into_iter().collect() }
    }

    /// The queues of a centre.
    pub(crate) fn queues(centre: &'n Centre) -> Self {
        Self::new("queue", centre.queues.iter().map(|q| q.id.as_str()))
    }

    /// The contracts of a centre.
    pub(crate) fn contracts(centre: &'n Centre) -> Self {
        Self::new("contract", centre.contracts.iter().map(|c| c.id.as_str()))
    }

    /// The shifts of a centre.
    pub(crate) fn shifts(centre: &'n Centre) -> Self {
        Self::new("shift", centre.shifts.iter().map(|s| s.id.as_str()))
    }

    /// The agents of a centre.
    pub(crate) fn agents(agents: &'n [Agent]) -> Self {
        Self::new("agent", agents.iter().map(|a| a.id.as_str()))
    }

    /// The teams of the agents.
    pub(crate) fn teams(agents: &'n [Agent]) -> Self {
        Self::new("team", agents.iter().map(|a| a.team.as_str()).filter(|team| !team.is_empty()))
    }

    /// Whether the name is known.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// What to say of a name that is not.
    pub(crate) fn unknown(&self, name: &str) -> String {
        format!("there is no {} {:?}", self.what, crate::ingest::faults::shown(name))
    }

    /// The nearest known name, as a hint.
    pub(crate) fn hint(&self, name: &str) -> String {
        nearest::hint(name, self.known.iter().copied())
    }
}
