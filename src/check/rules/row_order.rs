//! Rows are together by agent and in order of time: a remark, the check itself sorts them.

use std::collections::BTreeMap;

use crate::check::breach::Breach;
use crate::check::week::Week;
use crate::domain::ids::AgentId;
use crate::domain::time::Instant;

/// One remark for the file.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut last: BTreeMap<&AgentId, Instant> = BTreeMap::new();
    let mut late = Vec::new();
    for row in week.rows {
        if last.insert(&row.agent, row.start).is_some_and(|before| row.start < before) {
            late.push(row);
        }
    }
    let Some(first) = late.first() else { return Vec::new() };
    let text = format!(
        "{} rows come after later ones of the same agent, the first is {} at {}",
        late.len(),
        first.agent,
        week.clock.text(first.start.unix())
    );
    vec![Breach::new(text).agent(&first.agent).on(first.day).hint("sort the file by agent and start")]
}
