//! The `queue` column, which may be absent where the centre has one queue.

use super::names::Names;
use super::row::Row;
use crate::domain::centre::Centre;
use crate::domain::ids::QueueId;

/// The id of the one queue of a file without a queue column, where no centre says what it is called.
const UNNAMED: &str = "main";

/// The queue of a centre that has only one.
pub(crate) fn only_queue(centre: &Centre) -> Option<&QueueId> {
    match centre.queues.as_slice() {
        [only] => Some(&only.id),
        _ => None,
    }
}

/// How the `queue` column of a table is read.
pub(crate) struct QueueColumn<'c> {
    names: Names<'c>,
    /// The queue of a blank cell.
    only: Option<QueueId>,
    any: bool,
}

impl<'c> QueueColumn<'c> {
    /// Queues of a centre.
    pub(crate) fn of(centre: &'c Centre) -> Self {
        Self { names: Names::queues(centre), only: only_queue(centre).cloned(), any: false }
    }

    /// Queues of this list; any queue at all when the list is empty.
    pub(crate) fn of_ids(queues: &'c [QueueId]) -> Self {
        let only = match queues {
            [] => Some(QueueId::new(UNNAMED)),
            [only] => Some(only.clone()),
            _ => None,
        };
        Self { names: Names::new("queue", queues.iter().map(QueueId::as_str)), only, any: queues.is_empty() }
    }

    /// The same column with other queues let through: the stage that reads the rows says what becomes of them.
    pub(crate) fn open(self) -> Self {
        Self { any: true, ..self }
    }

    /// The column as a needed one; empty where it may be absent.
    pub(crate) fn needed(&self) -> &'static [&'static str] {
        if self.only.is_some() { &[] } else { &["queue"] }
    }

    /// The queue of a row.
    pub(crate) fn read(&self, row: &Row) -> Option<QueueId> {
        match (row.text("queue"), &self.only) {
            (Some(name), _) if self.any => Some(QueueId::new(name)),
            (Some(_), _) => row.named("queue", &self.names).map(QueueId::new),
            (None, Some(only)) => Some(only.clone()),
            (None, None) => row.need("queue").map(QueueId::new),
        }
    }
}
