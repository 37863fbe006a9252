//! requests.csv: requests for swaps and leave, and where they stand.

use std::path::Path;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::adherence::Decision;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::AgentId;
use crate::domain::people::Agent;
use crate::domain::requests::{Request, RequestKind};
use crate::ingest::source;

const COLUMNS: Columns<'static> = Columns {
    needed: &["id", "kind", "agent", "day"],
    optional: &["until", "with", "with_day", "leave_kind", "reason", "state", "decided_by", "decided_at", "note"],
};

/// The kind of leave where a row does not say.
const LEAVE: &str = "leave";

/// A file of requests, as written and as understood.
#[derive(Clone, Debug, Default)]
pub struct RequestFile {
    /// The text, into which decisions are written.
    pub text: String,
    /// What separates its cells.
    pub separator: u8,
    /// Its rows in file order.
    pub requests: Vec<Request>,
}

/// Reads requests.csv; a row without a `state` is requested.
///
/// Errors: kinds and states that there are not, a swap or cover without `with`, ids that are there twice.
pub fn read(path: &Path, agents: &[Agent], findings: &mut Findings) -> Option<RequestFile> {
    let text = source::read_text(path, findings)?;
    let table = Table::of_text(&path.display().to_string(), text.clone(), COLUMNS, findings)?;
    let names = Names::agents(agents);
    let mut requests: Vec<Request> = Vec::new();
    for row in table.rows() {
        let Some(request) = request(&row, &names) else { continue };
        if requests.iter().any(|other| other.id == request.id) {
            row.fault(Code::RowTwice, "id", || ("this id is there twice".to_owned(), None));
            continue;
        }
        requests.push(request);
    }
    Some(RequestFile { separator: table.separator(), text, requests })
}

fn request(row: &Row, names: &Names) -> Option<Request> {
    let id = row.need("id").map(str::to_owned);
    let agent = row.need("agent").and_then(|_| row.named("agent", names)).map(AgentId::new);
    let day = row.required("day", Row::date);
    let with = row.named("with", names).map(AgentId::new);
    let (until, with_day) = (row.date("until"), row.date("with_day"));
    let states = "requested, approved or refused";
    let state =
        row.parsed("state", states, |text| Decision::ALL.into_iter().find(|d| d.as_str() == text.to_lowercase()));
    let kind = row.need("kind").and_then(|_| {
        row.parsed("kind", "swap, cover or leave", |text| {
            ["swap", "cover", "leave"].into_iter().find(|kind| *kind == text.to_lowercase())
        })
    })?;
    let broken = row.broken("with", with.as_ref())
        || row.broken("until", until.as_ref())
        || row.broken("with_day", with_day.as_ref())
        || row.broken("state", state.as_ref());
    if kind != LEAVE && with.is_none() {
        row.need("with");
    }
    if broken {
        return None;
    }
    let day = day?;
    let wish = match kind {
        "swap" => RequestKind::Swap { with: with?, with_day: with_day.unwrap_or(day) },
        "cover" => RequestKind::Cover { with: with? },
        _ => RequestKind::Leave {
            until: until.unwrap_or(day),
            kind: row.text("leave_kind").unwrap_or(LEAVE).to_owned(),
            substitute: with,
        },
    };
    let reason = row.text("reason").unwrap_or_default().to_owned();
    Some(Request { id: id?, agent: agent?, day, wish, reason, state: state.unwrap_or(Decision::Requested) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{agents, places, read_text};
    use super::*;

    #[test]
    fn requests_are_read_and_faults_found() {
        let text = "id,kind,agent,day,until,with,with_day,state\n\
            1,swap,A1,2026-12-01,,A2,2026-12-02,\n\
            2,leave,A2,2026-12-03,2026-12-04,,,Approved\n\
            3,cover,A1,2026-12-05,,,,\n\
            2,leave,A1,2026-12-06,,,,\n\
            4,sawp,A9,soon,,A2,,perhaps\n";
        let (file, findings) = read_text(text, |path, findings| read(path, &agents(), findings));
        let requests = file.expect("readable").requests;
        let seen: Vec<_> = requests.iter().map(|r| (r.id.as_str(), r.wish.as_str(), r.state)).collect();
        assert_eq!(seen, [("1", "swap", Decision::Requested), ("2", "leave", Decision::Approved)]);
        let expected = [
            ("T105", 4, "with"),
            ("T110", 5, "id"),
            ("T108", 6, "agent"),
            ("T106", 6, "day"),
            ("T106", 6, "state"),
            ("T106", 6, "kind"),
        ];
        assert_eq!(places(&findings), expected);
    }
}
