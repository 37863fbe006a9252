//! roster.csv, and locked.csv and previous.csv, which have the same columns.

use std::path::Path;

use super::names::Names;
use super::queue::only_queue;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::{AgentId, QueueId, ShiftId};
use crate::domain::people::{Activity, Agent, RosterRow};
use crate::ingest::nearest;

const COLUMNS: Columns<'static> =
    Columns { needed: &["agent", "day", "shift", "activity", "start", "end", "paid"], optional: &["queue"] };

/// What a roster file is read for: it decides what names that the centre does not know mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RosterUse {
    /// A roster to be checked or reported: unknown agents and shifts are kept with a warning, for the checker to judge.
    Published,
    /// Assignments that must stay: unknown names are errors.
    Locked,
    /// Last week's roster: unknown names are noted and kept, as people and shifts leave.
    Previous,
    /// A roster to be compared with another: names are taken as written.
    Compared,
}

/// Reads roster rows, sorted by agent, day and start.
///
/// Errors: activities that do not exist, ends before starts, work without a queue, cells that cannot be read.
pub fn read(
    path: &Path,
    centre: &Centre,
    agents: &[Agent],
    usage: RosterUse,
    findings: &mut Findings,
) -> Vec<RosterRow> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let lookup = Lookup {
        centre,
        usage,
        agents: Names::agents(agents),
        shifts: Names::shifts(centre),
        queues: Names::queues(centre),
    };
    let mut rows: Vec<RosterRow> = table.rows().filter_map(|row| lookup.roster_row(&row)).collect();
    rows.sort_by(|a, b| (&a.agent, a.day, a.start, a.end).cmp(&(&b.agent, b.day, b.start, b.end)));
    rows
}

struct Lookup<'c> {
    centre: &'c Centre,
    usage: RosterUse,
    agents: Names<'c>,
    shifts: Names<'c>,
    queues: Names<'c>,
}

impl Lookup<'_> {
    fn roster_row(&self, row: &Row) -> Option<RosterRow> {
        let agent = row.need("agent").and_then(|_| self.name(row, "agent", &self.agents)).map(AgentId::new);
        let day = row.required("day", Row::date);
        let shift = row.need("shift").and_then(|_| self.name(row, "shift", &self.shifts)).map(ShiftId::new);
        let activity = row.need("activity").and_then(|_| activity(row));
        let queue = activity.and_then(|activity| self.queue(row, activity));
        let (start, end) = (row.need("start"), row.need("end"));
        let span = start.and(end).and_then(|_| row.span("start", "end", self.centre.zone));
        let paid = row.required("paid", Row::flag);
        if activity == Some(Activity::Work) && queue.is_none() {
            return None;
        }
        let span = span?;
        Some(RosterRow {
            agent: agent?,
            day: day?,
            shift: shift?,
            start: span.start(),
            end: span.end(),
            activity: activity?,
            queue,
            paid: paid?,
        })
    }

    /// The queue of a work row. Other activities have none; what a published roster writes there is kept for the checker.
    fn queue(&self, row: &Row, activity: Activity) -> Option<QueueId> {
        if activity != Activity::Work {
            return row.text("queue").filter(|_| self.usage == RosterUse::Published).map(QueueId::new);
        }
        if row.text("queue").is_none() && only_queue(self.centre).is_none() {
            row.fault(Code::CellMissing, "queue", || ("work needs a queue".to_owned(), None));
            return None;
        }
        match row.text("queue") {
            Some(_) => self.name(row, "queue", &self.queues).map(QueueId::new),
            None => only_queue(self.centre).cloned(),
        }
    }

    fn name<'r>(&self, row: &'r Row, column: &str, names: &Names) -> Option<&'r str> {
        let text = row.text(column)?;
        if names.has(text) || self.usage == RosterUse::Compared {
            return Some(text);
        }
        let (code, kept, what) = match self.usage {
            RosterUse::Published => (Code::RosterNameUnknown, true, ": the row is kept and counts as written"),
            RosterUse::Locked => (Code::NameUnknown, false, ""),
            RosterUse::Previous | RosterUse::Compared => (Code::NameGone, true, " any more: the row is kept"),
        };
        row.fault(code, column, || (format!("{}{what}", names.unknown(text)), Some(names.hint(text))));
        kept.then_some(text)
    }
}

fn activity(row: &Row) -> Option<Activity> {
    let text = row.text("activity")?.to_lowercase();
    let activity = Activity::parse(&text);
    if activity.is_none() {
        let words = Activity::ALL.map(Activity::as_str);
        row.fault(Code::CellInvalid, "activity", || {
            (format!("expected one of {}", words.join(", ")), Some(nearest::hint(&text, words)))
        });
    }
    activity
}

#[cfg(test)]
mod tests {
    use super::super::testing::{agents, centre, places, read_text};
    use super::*;

    fn roster(text: &str, usage: RosterUse) -> (Vec<RosterRow>, Findings) {
        read_text(text, |path, findings| read(path, &centre(), &agents(), usage, findings))
    }

    const HEADER: &str = "agent,day,shift,activity,queue,start,end,paid\n";

    #[test]
    fn rows_are_read_and_sorted() {
        let text = format!(
            "{HEADER}A2,2026-12-01,day,work,cards,2026-12-01 08:00,2026-12-01 12:00,TRUE\n\
             A1,2026-12-01,day,meal,,2026-12-01T12:00:00+08:00,2026-12-01T12:30:00+08:00,0\n\
             A1,2026-12-01,day,work,loans,2026-12-01 08:00,2026-12-01 12:00,1\n"
        );
        let (rows, findings) = roster(&text, RosterUse::Published);
        assert!(findings.is_empty(), "{findings:?}");
        let seen: Vec<_> = rows.iter().map(|r| (r.agent.as_str(), r.activity, r.paid)).collect();
        assert_eq!(seen, [("A1", Activity::Work, true), ("A1", Activity::Meal, false), ("A2", Activity::Work, true)]);
    }

    #[test]
    fn unknown_names_matter_by_use() {
        let text = format!("{HEADER}A9,2026-12-01,dya,work,cards,2026-12-01 08:00,2026-12-01 12:00,1\n");
        for (usage, kept, code) in [
            (RosterUse::Published, 1, Code::RosterNameUnknown),
            (RosterUse::Locked, 0, Code::NameUnknown),
            (RosterUse::Previous, 1, Code::NameGone),
        ] {
            let (rows, findings) = roster(&text, usage);
            assert_eq!(rows.len(), kept, "{usage:?}");
            assert!(findings.len() == 2 && findings.iter().all(|f| f.code == code), "{usage:?}");
        }
    }

    #[test]
    fn faults_are_found() {
        let text = format!(
            "{HEADER}A1,2026-12-01,day,wrok,cards,2026-12-01 08:00,2026-12-01 12:00,1\n\
             A1,2026-12-01,day,work,,2026-12-01 08:00,2026-12-01 08:00,perhaps\n"
        );
        let (rows, findings) = roster(&text, RosterUse::Published);
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [("T106", 2, "activity"), ("T105", 3, "queue"), ("T109", 3, "end"), ("T106", 3, "paid")]
        );
    }
}
