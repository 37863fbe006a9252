//! exceptions.csv: stretches that count as something else than the feed says, with who, when and why.

use std::path::Path;

use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::adherence::{Decision, Exception, Verdict};
use crate::domain::findings::Findings;
use crate::domain::ids::AgentId;
use crate::domain::time::Zone;

const COLUMNS: Columns<'static> =
    Columns { needed: &["agent", "start", "end", "as"], optional: &["reason", "status", "decided_by", "decided_at"] };

/// The agent of a row that is about everybody.
const EVERYBODY: &str = "*";

/// Reads exceptions.csv in file order. `as` is `in` or `neutral` (`approved` is read as `in`, `refused` as a refused row), the
/// agent `*` everybody, and a row without a `status` is approved.
///
/// Errors: other words, ends before starts, cells that cannot be read.
pub fn read(path: &Path, zone: Zone, findings: &mut Findings) -> Vec<Exception> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    table.rows().filter_map(|row| exception(&row, zone)).collect()
}

fn exception(row: &Row, zone: Zone) -> Option<Exception> {
    let agent = row.need("agent").map(|text| (text != EVERYBODY).then(|| AgentId::new(text)));
    let (start, end) = (row.need("start"), row.need("end"));
    let span = start.and(end).and_then(|_| row.span("start", "end", zone));
    let counts_as = row.need("as").and_then(|_| {
        row.parsed("as", "in or neutral", |text| match text.to_lowercase().as_str() {
            "in" | "approved" => Some((Verdict::In, None)),
            "neutral" => Some((Verdict::Neutral, None)),
            "refused" => Some((Verdict::In, Some(Decision::Refused))),
            _ => None,
        })
    });
    let status = row.parsed("status", "requested, approved or refused", |text| {
        Decision::ALL.into_iter().find(|decision| decision.as_str() == text.to_lowercase())
    });
    if row.broken("status", status.as_ref()) {
        return None;
    }
    row.moment("decided_at", zone);
    let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
    let (counts_as, refused) = counts_as?;
    Some(Exception {
        agent: agent?,
        span: span?,
        counts_as,
        reason: text("reason"),
        decision: refused.or(status).unwrap_or_default(),
        decided_by: text("decided_by"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{places, read_text};
    use super::*;

    fn exceptions(text: &str) -> (Vec<Exception>, Findings) {
        read_text(text, |path, findings| read(path, Zone::UTC, findings))
    }

    #[test]
    fn who_when_why_and_the_decision_are_read() {
        let (rows, findings) = exceptions(
            "agent,start,end,as,reason,status,decided_by,decided_at\n\
             A1,2026-12-01 09:00,2026-12-01 09:30,in,doctor,approved,lead,2026-12-01 10:00\n\
             *,2026-12-01 11:00,2026-12-01 11:10,neutral,outage,,,\n\
             A2,2026-12-01 12:00,2026-12-01 12:10,in,errand,refused,lead,\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        let seen: Vec<_> =
            rows.iter().map(|e| (e.agent.as_ref().map(AgentId::as_str), e.counts_as, e.decision)).collect();
        assert_eq!(
            seen,
            [
                (Some("A1"), Verdict::In, Decision::Approved),
                (None, Verdict::Neutral, Decision::Approved),
                (Some("A2"), Verdict::In, Decision::Refused)
            ]
        );
        assert_eq!((rows[0].reason.as_str(), rows[0].decided_by.as_str()), ("doctor", "lead"));
    }

    #[test]
    fn faults_are_found() {
        let (rows, findings) = exceptions(
            "agent,start,end,as,status\n\
             A1,2026-12-01 09:30,2026-12-01 09:30,maybe,\n\
             ,2026-12-01 09:00,2026-12-01 09:30,in,perhaps\n",
        );
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [("T109", 2, "end"), ("T106", 2, "as"), ("T105", 3, "agent"), ("T106", 3, "status")]
        );
    }
}
