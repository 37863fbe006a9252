//! The ids by which another system knows people and activities.

use std::collections::BTreeMap;

use super::people::Activity;

/// Ids of another system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignIds {
    /// By our id of an agent; empty where both systems use the same.
    pub agents: BTreeMap<String, String>,
    /// By activity.
    pub activities: BTreeMap<Activity, String>,
}
