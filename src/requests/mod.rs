//! What an approved request does to a roster.
//!
//! # Example
//!
//! ```
//! use wfm::domain::adherence::Decision;
//! use wfm::domain::ids::AgentId;
//! use wfm::domain::requests::{Request, RequestKind};
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # use wfm::ingest::tables;
//! # use wfm::ingest::tables::roster::RosterUse;
//! # let folder = Path::new("fixtures/findings/_day");
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(&folder.join("centre.toml"), &mut findings).expect("a centre");
//! let roster = tables::roster::read(&folder.join("roster.csv"), &centre, &[], RosterUse::Compared, &mut findings);
//! let request = Request {
//!     id: "1".into(),
//!     agent: AgentId::new("A1"),
//!     day: roster[0].day,
//!     wish: RequestKind::Cover { with: AgentId::new("A3") },
//!     reason: String::new(),
//!     state: Decision::Requested,
//! };
//! let changed = wfm::requests::carry_out(&request, &roster).expect("a shift to take over");
//! assert!(changed.rows.iter().any(|row| row.agent.as_str() == "A3"));
//! ```

use crate::domain::ids::AgentId;
use crate::domain::people::{Away, RosterRow, TimeOff};
use crate::domain::requests::{Request, RequestKind};

/// A roster after a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its rows, sorted by agent, day and start.
    pub rows: Vec<RosterRow>,
    /// The leave that was granted.
    pub time_off: Option<TimeOff>,
}

/// Carries a request out on a copy of the rows; the text says why it cannot be.
pub fn carry_out(request: &Request, rows: &[RosterRow]) -> Result<Changed, String> {
    let Request { agent, day, .. } = request;
    let has_shift = |whose: &AgentId, on| rows.iter().any(|row| row.agent == *whose && row.day == on);
    let needs_shift = |whose: &AgentId, on| {
        if has_shift(whose, on) { Ok(()) } else { Err(format!("{whose} has no shift on {on}")) }
    };
    if request.wish.colleague() == Some(agent) {
        return Err(format!("{agent} is both who asks and the colleague"));
    }
    let mut time_off = None;
    let mut changed: Vec<RosterRow> = Vec::with_capacity(rows.len());
    let given = |row: &RosterRow, to: &AgentId| RosterRow { agent: to.clone(), ..row.clone() };
    match &request.wish {
        RequestKind::Swap { with, with_day } => {
            needs_shift(agent, *day)?;
            needs_shift(with, *with_day)?;
            changed.extend(rows.iter().map(|row| {
                if row.agent == *agent && row.day == *day {
                    given(row, with)
                } else if row.agent == *with && row.day == *with_day {
                    given(row, agent)
                } else {
                    row.clone()
                }
            }));
        }
        RequestKind::Cover { with } => {
            needs_shift(agent, *day)?;
            let is_theirs = |row: &RosterRow| row.agent == *agent && row.day == *day;
            changed.extend(rows.iter().map(|row| if is_theirs(row) { given(row, with) } else { row.clone() }));
        }
        RequestKind::Leave { until, kind, substitute } => {
            if until < day {
                return Err(format!("the leave ends on {until}, before it begins"));
            }
            let is_theirs = |row: &RosterRow| row.agent == *agent && (*day..=*until).contains(&row.day);
            for row in rows {
                match (is_theirs(row), substitute) {
                    (false, _) => changed.push(row.clone()),
                    (true, Some(substitute)) => changed.push(given(row, substitute)),
                    (true, None) => {}
                }
            }
            time_off = Some(TimeOff { agent: agent.clone(), when: Away::Days(*day, *until), kind: kind.clone() });
        }
    }
    changed.sort_by(|a, b| (&a.agent, a.day, a.start, a.end).cmp(&(&b.agent, b.day, b.start, b.end)));
    Ok(Changed { rows: changed, time_off })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::adherence::Decision;
    use crate::domain::ids::ShiftId;
    use crate::domain::people::Activity;
    use crate::domain::time::Instant;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    fn row(agent: &str, day: &str, shift: &str) -> RosterRow {
        RosterRow {
            agent: AgentId::new(agent),
            day: date(day),
            shift: ShiftId::new(shift),
            start: Instant::from_unix(0),
            end: Instant::from_unix(60),
            activity: Activity::Work,
            queue: None,
            paid: true,
        }
    }

    fn after(wish: RequestKind) -> Result<Vec<(String, String, String)>, String> {
        let rows =
            [row("A1", "2026-12-01", "early"), row("A1", "2026-12-02", "early"), row("A2", "2026-12-01", "late")];
        let request = Request {
            id: "1".into(),
            agent: AgentId::new("A1"),
            day: date("2026-12-01"),
            wish,
            reason: String::new(),
            state: Decision::Requested,
        };
        let told = |r: &RosterRow| (r.agent.to_string(), r.day.to_string(), r.shift.to_string());
        carry_out(&request, &rows).map(|changed| changed.rows.iter().map(told).collect())
    }

    fn shifts(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        rows.iter().map(|(a, d, s)| ((*a).to_owned(), (*d).to_owned(), (*s).to_owned())).collect()
    }

    #[test]
    fn a_swap_exchanges_the_two_shifts_and_nothing_else() {
        let swap = RequestKind::Swap { with: AgentId::new("A2"), with_day: date("2026-12-01") };
        let expected = [("A1", "2026-12-01", "late"), ("A1", "2026-12-02", "early"), ("A2", "2026-12-01", "early")];
        assert_eq!(after(swap), Ok(shifts(&expected)));
        let missing = RequestKind::Swap { with: AgentId::new("A2"), with_day: date("2026-12-02") };
        assert_eq!(after(missing), Err("A2 has no shift on 2026-12-02".into()));
        assert!(after(RequestKind::Cover { with: AgentId::new("A1") }).is_err(), "with oneself");
    }

    #[test]
    fn leave_takes_the_shifts_out_or_gives_them_to_the_substitute() {
        let leave = |substitute: Option<&str>| RequestKind::Leave {
            until: date("2026-12-02"),
            kind: "leave".into(),
            substitute: substitute.map(AgentId::new),
        };
        assert_eq!(after(leave(None)), Ok(shifts(&[("A2", "2026-12-01", "late")])));
        assert_eq!(after(leave(Some("A3"))).expect("possible").len(), 3);
        let backwards = RequestKind::Leave { until: date("2026-11-30"), kind: String::new(), substitute: None };
        assert!(after(backwards).is_err());
    }
}
