//! Which queue a row belongs to.

use std::collections::BTreeMap;

use super::faults::Fault;
use super::layout::Layout;
use super::records::Record;
use crate::domain::codes::Code;
use crate::domain::ids::QueueId;
use crate::domain::import::{ImportOptions, UNNAMED_QUEUE};
use crate::domain::spreadsheet::restored;

/// Answers that are remembered; a column of noise has more names than that.
const REMEMBERED: usize = 1_000;

/// The queue a row names, and the queue of the centre that it counts for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct QueueOfRow {
    /// As the export names it: rows of different names never replace each other.
    pub(super) named: QueueId,
    /// The centre's.
    pub(super) own: QueueId,
}

/// How the queue of a row is found.
#[derive(Clone)]
pub(super) struct Queues<'a> {
    known: &'a [QueueId],
    column: Option<(usize, String)>,
    /// The columns by which an export splits a queue: rows that differ there are parts that add up.
    parts: Vec<usize>,
    /// The queue of rows that name none.
    default: Option<QueueId>,
    /// Answers so far: an export has few queues, and their names need not be made anew for every row.
    found: BTreeMap<String, QueueOfRow>,
}

impl<'a> Queues<'a> {
    /// The queues of a file; an error where it names none and the centre has several.
    pub(super) fn of(layout: &Layout, options: &'a ImportOptions) -> Result<Self, Fault> {
        let known = options.queues.as_slice();
        let column = layout.field("queue").map(|i| (i, layout.header.get(i).cloned().unwrap_or_default()));
        let named = layout.mapping.queue.as_ref().or(layout.heading.queue.as_ref());
        let default = match (named, known) {
            (_, [only]) => Some(only.clone()),
            (Some(name), _) => Some(QueueId::new(name)),
            (None, []) => Some(QueueId::new(UNNAMED_QUEUE)),
            (None, _) => None,
        };
        if column.is_none() && default.is_none() {
            let ids: Vec<&str> = known.iter().map(QueueId::as_str).collect();
            let message = format!("no column names the queue, and the centre has several: {}", ids.join(", "));
            let hint = "name the column with --map queue=COLUMN, or the queue with queue = \"…\" in a mapping";
            return Err(Fault::row(Code::ExportQueueUnknown, message).hint(hint));
        }
        Ok(Self { known, column, parts: layout.summands("part"), default, found: BTreeMap::new() })
    }

    /// What a row writes as its queue.
    pub(super) fn written<'r>(&self, record: &'r Record) -> &'r str {
        self.column.as_ref().map_or("", |(i, _)| record.cell(*i))
    }

    /// The queue of a row.
    pub(super) fn of_row(&mut self, record: &Record) -> Result<QueueOfRow, Fault> {
        let column = self.column.as_ref().map_or(usize::MAX, |(at, _)| *at);
        if self.parts.is_empty() {
            self.found_or_new(record.cell(column))
        } else {
            self.of_name(record.cell(column), record)
        }
    }

    /// The queue of a row that belongs to the queue of this name.
    pub(super) fn of_name(&mut self, name: &str, record: &Record) -> Result<QueueOfRow, Fault> {
        let queue = self.found_or_new(name)?;
        let parts = self.parts.iter().map(|at| record.cell(*at)).filter(|part| !part.is_empty());
        let named = parts.fold(queue.named.as_str().to_owned(), |named, part| format!("{named} / {part}"));
        Ok(QueueOfRow { named: QueueId::new(&named), own: queue.own })
    }

    fn found_or_new(&mut self, text: &str) -> Result<QueueOfRow, Fault> {
        if let Some(queue) = self.found.get(text) {
            return Ok(queue.clone());
        }
        let queue = self.find(text)?;
        if self.found.len() < REMEMBERED {
            self.found.insert(text.to_owned(), queue.clone());
        }
        Ok(queue)
    }

    fn find(&self, text: &str) -> Result<QueueOfRow, Fault> {
        let text = restored(text);
        let (Some((_, column)), false) = (&self.column, text.is_empty()) else {
            // Without a name the row is the default queue's; a column that is there must name one unless there is only one.
            return match (&self.default, &self.column) {
                (Some(queue), None) => Ok(QueueOfRow { named: queue.clone(), own: queue.clone() }),
                (Some(queue), Some(_)) if self.known.len() == 1 => {
                    Ok(QueueOfRow { named: queue.clone(), own: queue.clone() })
                }
                (_, column) => {
                    let column = column.as_ref().map_or("queue", |(_, name)| name.as_str());
                    Err(Fault::cell(Code::ExportQueueUnknown, column, text, "the row names no queue"))
                }
            };
        };
        let named = QueueId::new(text);
        match self.known {
            [] => Ok(QueueOfRow { own: named.clone(), named }),
            [only] => Ok(QueueOfRow { own: only.clone(), named }),
            several => {
                let own = several.iter().find(|q| q.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
                    let ids: Vec<&str> = several.iter().map(QueueId::as_str).collect();
                    let message = format!("the centre has no such queue; its queues are {}", ids.join(", "));
                    Fault::cell(Code::ExportQueueUnknown, column, text, message)
                })?;
                Ok(QueueOfRow { named: own.clone(), own: own.clone() })
            }
        }
    }
}
