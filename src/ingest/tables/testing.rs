//! What the tests of the tables share: a small centre and a way to read a text as a file.

use std::path::Path;

use crate::domain::centre::Centre;
use crate::domain::findings::Findings;
use crate::domain::ids::{AgentId, ContractId, QueueId};
use crate::domain::people::{Agent, PersonalTimes, Standing};

const CENTRE: &str = r#"
[centre]
time_zone = "Asia/Shanghai"
[[queue]]
id = "cards"
[[queue]]
id = "loans"
[[contract]]
id = "full"
weekly_hours = [36, 40]
daily_hours = [8, 8]
[[shift]]
id = "day"
contracts = ["full"]
start = "08:00"
length = "8h"
"#;

/// Two queues, one contract, one shift.
pub(crate) fn centre() -> Centre {
    let (centre, findings) = read_text(CENTRE, crate::ingest::centre::read);
    assert!(findings.is_empty(), "{findings:?}");
    centre.expect("readable")
}

/// The same with only the queue `cards`.
pub(crate) fn one_queue() -> Centre {
    let mut centre = centre();
    centre.queues.truncate(1);
    centre
}

/// A1 and A2 of team T1.
pub(crate) fn agents() -> Vec<Agent> {
    let agent = |id: &str| Agent {
        id: AgentId::new(id),
        name: id.to_owned(),
        team: "T1".to_owned(),
        contract: ContractId::new("full"),
        skills: vec![QueueId::new("cards")],
        roles: Vec::new(),
        valid_from: None,
        valid_to: None,
        times: PersonalTimes::default(),
        standing: Standing::default(),
    };
    vec![agent("A1"), agent("A2")]
}

/// Reads a text as if it were a file.
pub(crate) fn read_text<T>(text: impl AsRef<[u8]>, read: impl FnOnce(&Path, &mut Findings) -> T) -> (T, Findings) {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("file");
    std::fs::write(&path, text).expect("written");
    let mut findings = Findings::new();
    let value = read(&path, &mut findings);
    (value, findings)
}

/// Code, line and column of each finding.
pub(crate) fn places(findings: &Findings) -> Vec<(&str, u64, &str)> {
    findings
        .iter()
        .map(|f| (f.code.as_str(), f.place.line.unwrap_or(0), f.place.column.as_deref().unwrap_or("")))
        .collect()
}
