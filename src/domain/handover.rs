//! Handover sheets (交接班): what is signed at a change of shift.

use super::ids::QueueId;
use super::relief::Relief;
use super::time::Instant;

/// An unfinished case, fault or notice that is passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// The post that it belongs to; every post's when absent.
    pub queue: Option<QueueId>,
    /// What is open.
    pub item: String,
    /// Since when, as written.
    pub since: String,
    /// Who knows of it.
    pub owner: String,
}

/// One change of shift at one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverSheet {
    /// When the shifts that end end.
    pub time: Instant,
    /// The post.
    pub queue: QueueId,
    /// Who leaves, and who takes over.
    pub reliefs: Vec<Relief>,
    /// What is open at the post.
    pub items: Vec<OpenItem>,
}

/// The sheets of reliefs that are sorted by time and queue.
#[must_use]
pub fn sheets(reliefs: &[Relief], items: &[OpenItem]) -> Vec<HandoverSheet> {
    let mut sheets: Vec<HandoverSheet> = Vec::new();
    for relief in reliefs {
        match sheets.last_mut().filter(|sheet| sheet.time == relief.time && sheet.queue == relief.queue) {
            Some(sheet) => sheet.reliefs.push(relief.clone()),
            None => sheets.push(HandoverSheet {
                time: relief.time,
                queue: relief.queue.clone(),
                reliefs: vec![relief.clone()],
                items: items.iter().filter(|i| i.queue.as_ref().is_none_or(|q| *q == relief.queue)).cloned().collect(),
            }),
        }
    }
    sheets
}
