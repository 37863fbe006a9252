//! `[[skill_group]]`: agents who serve the same queues.

use super::cursor::Section;
use super::{MOST_HEADS, contracts};
use crate::domain::centre::Queue;
use crate::domain::codes::Code;
use crate::domain::ids::QueueId;
use crate::domain::skills::{SkillGroup, Takes};
use crate::ingest::nearest;

/// Largest price of an agent.
const MOST_PRICE: f64 = 1000.0;

/// The groups in file order.
pub(super) fn read(root: &Section, queues: &[Queue]) -> Vec<SkillGroup> {
    let mut groups: Vec<SkillGroup> = Vec::new();
    for section in root.sections("skill_group") {
        section.only(&["id", "queues", "takes", "price", "max_heads"]);
        let Some(group) = group(&section, queues) else { continue };
        if contracts::is_new(&section, &group.id, groups.iter().map(|other| &other.id)) {
            groups.push(group);
        }
    }
    groups
}

fn group(section: &Section, queues: &[Queue]) -> Option<SkillGroup> {
    let id = contracts::id(section);
    let served = section.need("queues").map(|item| {
        let mut served: Vec<QueueId> = Vec::new();
        for (item, name) in item.texts() {
            let queue = QueueId::new(name);
            if !queues.iter().any(|known| known.id == queue) {
                let hint = nearest::hint(name, queues.iter().map(|known| known.id.as_str()));
                item.fault(Code::ReferenceUnknown, format!("there is no queue {name:?}"), Some(hint));
            } else if served.contains(&queue) {
                item.fault(Code::IdTwice, format!("queue {name:?} is named twice"), None);
            } else {
                served.push(queue);
            }
        }
        if served.is_empty() {
            item.fault(Code::ValueRange, "a skill group serves one queue at least".to_owned(), None);
        }
        served
    });
    let takes = section.get("takes").and_then(|item| item.word(&["longest", "in_order"]));
    let price = section.get("price").and_then(|item| item.number(0.01..=MOST_PRICE, "agents of one skill"));
    let most = section.get("max_heads").and_then(|item| item.whole(0..=MOST_HEADS, "heads"));
    let queues = served.filter(|served| !served.is_empty())?;
    Some(SkillGroup {
        id: id?.to_owned(),
        price: price.unwrap_or_else(|| SkillGroup::usual_price(queues.len())),
        takes: if takes == Some(1) { Takes::InOrder } else { Takes::Longest },
        most,
        queues,
    })
}
