//! `[[presence]]` and `[[team]]`: rules about several agents at once.

use super::MOST_HEADS;
use super::cursor::{Item, Section};
use super::queues::understood;
use super::{contracts, hours};
use crate::domain::codes::Code;
use crate::domain::team::{BreakShare, RolePresence, StandbyRule, TeamRules};
use crate::domain::units::{Heads, Minutes, Share};

/// The `id` of `[[team]]` that means each team without an entry of its own.
const EVERY_TEAM: &str = "*";

/// Most standby periods of a week that can be meant.
const MOST_PERIODS: u32 = 100;
/// Longest rest around a standby, hours.
const MOST_REST: f64 = 168.0;

/// The rules in file order.
pub(super) fn read(root: &Section) -> TeamRules {
    let mut breaks: Vec<BreakShare> = Vec::new();
    for section in root.sections("team") {
        let Some(share) = break_share(&section) else { continue };
        let id = share.team.as_deref().unwrap_or(EVERY_TEAM);
        let taken: Vec<&str> = breaks.iter().map(|b| b.team.as_deref().unwrap_or(EVERY_TEAM)).collect();
        if contracts::is_new(&section, &id, taken.iter()) {
            breaks.push(share);
        }
    }
    let mut standby: Vec<StandbyRule> = Vec::new();
    for section in root.sections("standby") {
        let Some(rule) = standby_rule(&section) else { continue };
        if contracts::is_new(&section, &rule.id, standby.iter().map(|other| &other.id)) {
            standby.push(rule);
        }
    }
    TeamRules { presence: root.sections("presence").iter().filter_map(presence).collect(), breaks, standby }
}

fn standby_rule(section: &Section) -> Option<StandbyRule> {
    section.only(&["id", "hours", "agents", "role", "max_per_week", "rest_hours"]);
    let id = contracts::id(section);
    let hours = section.need("hours").and_then(|item| understood(&item, hours::weekly(item.text()?)));
    let agents = section.get("agents").and_then(|item| item.whole(1..=MOST_HEADS, "agents"));
    let role = section.get("role").and_then(|item| item.text()).map(|role| role.trim().to_owned());
    let most = section.get("max_per_week").and_then(|item| item.whole(1..=MOST_PERIODS, "periods"));
    let rest = section.get("rest_hours").and_then(|item| item.number(0.0..=MOST_REST, "hours"));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most some thousand minutes, never negative"
    )]
    let rest = (rest.unwrap_or(0.0) * 60.0).round() as u32;
    Some(StandbyRule {
        id: id?.to_owned(),
        hours: hours?,
        agents: Heads::new(agents.unwrap_or(1)),
        role,
        max_per_week: most,
        rest: Minutes::new(rest),
    })
}

fn presence(section: &Section) -> Option<RolePresence> {
    section.only(&["role", "roles", "min", "hours", "breaks_count", "never_both_off"]);
    let flag = |key: &str| section.get(key).and_then(|item| item.flag()).unwrap_or(false);
    let never_all_off = flag("never_both_off");
    let roles = roles(section);
    let min = section.get("min").and_then(|item| item.whole(0..=MOST_HEADS, "agents"));
    let hours = section.get("hours").and_then(|item| understood(&item, hours::weekly(item.text()?)));
    Some(RolePresence {
        roles: roles?,
        min: Heads::new(min.unwrap_or(u32::from(!never_all_off))),
        hours,
        breaks_count: flag("breaks_count"),
        never_all_off,
    })
}

/// `role = "leader"` or `roles = ["a", "b"]`, not both.
fn roles(section: &Section) -> Option<Vec<String>> {
    let item = match (section.get("role"), section.get("roles")) {
        (Some(_), Some(roles)) => {
            roles.fault(Code::ValueType, "an entry has a role or roles, not both".to_owned(), None);
            return None;
        }
        (Some(one), None) => one,
        (None, Some(several)) => several,
        (None, None) => return section.need("role").and(None),
    };
    let roles: Vec<(Item, &str)> = item.texts();
    if let Some((blank, _)) = roles.iter().find(|(_, role)| role.trim().is_empty() || role.contains([';', ','])) {
        blank.fault(Code::ValueUnreadable, "a role is a word such as leader".to_owned(), None);
        return None;
    }
    let names: Vec<String> = roles.iter().map(|(_, role)| role.trim().to_owned()).collect();
    if names.is_empty() {
        item.fault(Code::ValueUnreadable, "there is no role: nobody could be counted".to_owned(), None);
    }
    (!names.is_empty()).then_some(names)
}

fn break_share(section: &Section) -> Option<BreakShare> {
    section.only(&["id", "max_on_break", "at_least_one"]);
    let id = contracts::id(section);
    let share = section.need("max_on_break").and_then(|item| item.number(0.0..=1.0, "share")).and_then(Share::new);
    let at_least_one = section.get("at_least_one").and_then(|item| item.flag()).unwrap_or(true);
    let team = Some(id?.to_owned()).filter(|id| id != EVERY_TEAM);
    Some(BreakShare { team, max_on_break: share?, at_least_one })
}
