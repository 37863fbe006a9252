//! What became of the wishes: the planner's view; each agent has a page of their own.

use std::collections::BTreeMap;

use super::super::agent_page::verdict;
use super::super::number::count;
use super::Page;
use super::tables::{table, text};
use crate::domain::plan::Plan;
use crate::domain::roster::WishAnswer;

/// Wishes not granted that are shown; wishes.csv has all.
const MOST: usize = 60;

/// How many wishes were granted, and those that were not with what stood against them.
pub(super) fn wishes(page: &mut Page, plan: &Plan) {
    let all: Vec<&WishAnswer> = plan.summaries.iter().flat_map(|week| &week.wishes).collect();
    if all.is_empty() {
        return;
    }
    page.section("wishes", "Wishes", "What agents asked for; the page of each agent in agents/ tells them.");
    let refused: Vec<&WishAnswer> = all.iter().copied().filter(|answer| !answer.granted).collect();
    let granted = all.len() - refused.len();
    page.sentence(&format!("{granted} of {} granted.", count(all.len(), "wish", "wishes")));
    if refused.is_empty() {
        return;
    }
    let names: BTreeMap<&str, &str> = plan.agents.iter().map(|a| (a.id.as_str(), a.name.as_str())).collect();
    if refused.len() > MOST {
        page.sentence(&format!("The first {MOST} that were not; wishes.csv has all:"));
    }
    let rows = refused.iter().take(MOST).map(|answer| {
        let name = names.get(answer.agent.as_str()).copied().unwrap_or(answer.agent.as_str());
        vec![text(name), text(answer.wish.as_str()), text(verdict(answer)), text(answer.reason.as_str())]
    });
    table(page, "", &["Agent", "Wish", "What became of it", "What stood against it"], rows);
}
