//! ids.csv: by which ids another system knows agents and activities.

use std::path::Path;

use super::table::{Columns, Table};
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::foreign_ids::ForeignIds;
use crate::domain::people::Activity;
use crate::ingest::nearest;

const COLUMNS: Columns<'static> = Columns { needed: &["kind", "name", "id"], optional: &[] };
const KINDS: [&str; 2] = ["agent", "activity"];

/// Reads `kind,name,id`; `kind` is `agent` or `activity`, `name` ours and `id` theirs. A later row for the same name wins.
///
/// Errors: kinds and activities that do not exist, empty cells.
pub fn read(path: &Path, findings: &mut Findings) -> ForeignIds {
    let mut ids = ForeignIds::default();
    let Some(table) = Table::open(path, COLUMNS, findings) else { return ids };
    for row in table.rows() {
        let (kind, name, id) = (row.need("kind"), row.need("name"), row.need("id"));
        let (Some(kind), Some(name), Some(id)) = (kind, name, id) else { continue };
        match kind.to_lowercase().as_str() {
            "agent" => {
                ids.agents.insert(name.to_owned(), id.to_owned());
            }
            "activity" => match Activity::parse(&name.to_lowercase()) {
                Some(activity) => {
                    ids.activities.insert(activity, id.to_owned());
                }
                None => row.fault(Code::CellInvalid, "name", || {
                    let words = Activity::ALL.map(Activity::as_str);
                    (format!("expected one of {}", words.join(", ")), Some(nearest::hint(name, words)))
                }),
            },
            other => row.fault(Code::CellInvalid, "kind", || {
                (format!("expected one of {}", KINDS.join(", ")), Some(nearest::hint(other, KINDS)))
            }),
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::super::testing::{places, read_text};
    use super::*;

    #[test]
    fn ids_are_read_by_kind_and_what_is_neither_is_told() {
        let text = "kind,name,id\nagent,A1,u-1\nactivity,work,0\nactivity,wrk,1\nqueue,cards,2\nagent,,3\n";
        let (ids, findings) = read_text(text, read);
        assert_eq!(ids.agents.get("A1").map(String::as_str), Some("u-1"));
        assert_eq!(ids.activities.get(&Activity::Work).map(String::as_str), Some("0"));
        assert_eq!(places(&findings), [("T106", 4, "name"), ("T106", 5, "kind"), ("T105", 6, "name")]);
    }
}
