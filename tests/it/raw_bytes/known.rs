//! What readers of single tables know of the centre that these are of.

use std::sync::OnceLock;

use wfm::domain::centre::Centre;
use wfm::domain::findings::Findings;
use wfm::domain::people::Agent;
use wfm::domain::time::Zone;
use wfm::ingest::{centre, tables};

use super::in_package;

/// The centre of the tables: two queues, two contracts, breaks, agents A1 and A2.
pub(crate) struct Known {
    pub(crate) centre: Centre,
    pub(crate) agents: Vec<Agent>,
}

/// It, read once.
pub(crate) fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut findings = Findings::new();
        let centre = centre::read(&in_package("fixtures/centres/full/centre.toml"), &mut findings);
        let centre = centre.unwrap_or_else(|| panic!("a good centre: {findings:?}"));
        let queues: Vec<String> = centre.queues.iter().map(|queue| queue.id.to_string()).collect();
        let contract = centre.contracts.first().map(|contract| contract.id.to_string()).unwrap_or_default();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("agents.csv");
        let row = |id: &str| format!("{id},{id},T1,{contract},{}\n", queues.join(";"));
        let text = format!("agent,name,team,contract,skills\n{}{}", row("A1"), row("A2"));
        std::fs::write(&path, text).expect("written");
        Known { agents: tables::agents::read(&path, &centre, &mut findings), centre }
    })
}

/// A zone whose clock changes.
pub(crate) fn zone() -> Zone {
    Zone::parse("Europe/Berlin").unwrap_or(Zone::UTC)
}
