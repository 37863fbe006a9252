//! open_items.csv: unfinished cases, faults and notices that a change of shift passes on.

use std::path::Path;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::findings::Findings;
use crate::domain::handover::OpenItem;
use crate::domain::ids::QueueId;

const COLUMNS: Columns<'static> = Columns { needed: &["item"], optional: &["queue", "since", "owner"] };

/// Reads open_items.csv in file order; a row without a queue is passed on at every post.
///
/// Errors: rows without an item, queues that the centre does not have.
pub fn read(path: &Path, centre: &Centre, findings: &mut Findings) -> Vec<OpenItem> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let queues = Names::queues(centre);
    table.rows().filter_map(|row| item(&row, &queues)).collect()
}

fn item(row: &Row, queues: &Names) -> Option<OpenItem> {
    let item = row.need("item");
    let queue = row.named("queue", queues).map(QueueId::new);
    if row.broken("queue", queue.as_ref()) {
        return None;
    }
    let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
    Some(OpenItem { queue, item: item?.to_owned(), since: text("since"), owner: text("owner") })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{centre, places, read_text};
    use super::*;

    #[test]
    fn items_are_of_one_post_or_of_all() {
        let text =
            "queue,item,since,owner\ncards,refund 4711 waits,09:30,Ann\n,printer broken,,\nlonas,x,,\ncards,,,\n";
        let (items, findings) = read_text(text, |path, findings| read(path, &centre(), findings));
        let seen: Vec<_> = items.iter().map(|i| (i.queue.as_ref().map(QueueId::as_str), i.item.as_str())).collect();
        assert_eq!(seen, [(Some("cards"), "refund 4711 waits"), (None, "printer broken")]);
        assert_eq!(places(&findings), [("T108", 4, "queue"), ("T105", 5, "item")]);
    }
}
