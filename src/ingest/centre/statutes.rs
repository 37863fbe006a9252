//! Which rules of the packs bind a contract: those for everybody, those for its groups, less what `[[override]]` sets aside
//! with a reason and what its agents have waived.

use super::articles::just_above;
use super::contracts::minutes;
use super::cursor::{Item, Section};
use super::law::{Law, PackRule};
use crate::domain::codes::Code;
use crate::domain::law::{Asks, LegalRule, Stretch};
use crate::domain::rules::AverageHours;
use crate::ingest::nearest;

/// The keys of a contract that are read here.
pub(super) const KEYS: [&str; 2] = ["legal_groups", "waived_meals"];

/// Longest number of hours that an override can name: a month's.
const MOST_HOURS: f64 = 744.0;

/// `[[override]]`: a rule of a pack that does not bind as it is written, and why.
struct Override {
    rule: String,
    /// Of this pack only.
    pack: Option<String>,
    /// Of the rules for this group; those for everybody when absent.
    group: Option<String>,
    /// For these contracts only.
    contracts: Option<Vec<String>>,
    /// What holds in its place; `None` where nothing does.
    limit: Option<f64>,
}

/// The packs of a centre with its overrides.
pub(super) struct Statutes<'l> {
    laws: &'l [Law],
    overrides: Vec<Override>,
}

impl<'l> Statutes<'l> {
    pub(super) fn read(root: &Section, laws: &'l [Law]) -> Self {
        let ids: Vec<&str> = root.sections("contract").iter().filter_map(|s| s.get("id")?.text()).collect();
        let overrides = root.sections("override").iter().filter_map(|s| override_of(s, laws, &ids)).collect();
        Self { laws, overrides }
    }

    /// The packs, and in them the groups, that bind a contract.
    pub(super) fn of_contract(&self, section: &Section) -> Vec<&'l Law> {
        let mut bound: Vec<&Law> = self.laws.iter().collect();
        let groups = || self.laws.iter().flat_map(|law| &law.groups);
        for (item, name) in section.get("legal_groups").map(|item| item.texts()).unwrap_or_default() {
            let is_it = |law: &&Law| law.group.as_deref() == Some(name);
            bound.extend(groups().filter(is_it));
            if !groups().any(|law| is_it(&law)) {
                let hint = nearest::hint(name, groups().filter_map(|law| law.group.as_deref()));
                let message = format!("no rule pack of the centre has rules for the group {name:?}");
                item.fault(Code::ReferenceUnknown, message, Some(hint));
            }
        }
        bound
    }

    /// The rules of these packs for a contract.
    pub(super) fn rules(&self, section: &Section, laws: &[&Law], contract: &str) -> Vec<LegalRule> {
        let waived = waived_meals(section);
        let mut rules = Vec::new();
        let mut stretch: Option<(Stretch, LegalRule)> = None;
        for known in laws.iter().flat_map(|law| &law.rules) {
            let Some(rule) = self.overridden(known, contract) else { continue };
            let rule = with_waivers(rule, known.waivable, &waived);
            match rule.asks {
                // one longest stretch holds: the shortest, between breaks that count for every pack
                Asks::Stretch(own) if rule.hard => {
                    let (other, named) = stretch.take().unwrap_or((own, rule.clone()));
                    let both = Stretch { most: own.most.min(other.most), part: own.part.max(other.part) };
                    let named = if own.most < other.most { rule } else { named };
                    stretch = Some((both, named));
                }
                _ => rules.push(rule),
            }
        }
        rules.extend(stretch.map(|(asks, rule)| LegalRule { asks: Asks::Stretch(asks), ..rule }));
        keep_least_overtime(&mut rules);
        rules
    }

    /// What a contract may at most, or must at least, ask under a pack's rule; `None` where the rule is set aside.
    pub(super) fn tolerated(&self, law: &Law, key: &str, contract: &str, tolerated: f64) -> Option<f64> {
        let found = self.find((&law.pack, law.group.as_deref()), key, contract);
        found.map_or(Some(tolerated), |found| found.limit)
    }

    fn find(&self, (pack, group): (&str, Option<&str>), key: &str, contract: &str) -> Option<&Override> {
        let of_contract = |o: &Override| o.contracts.as_ref().is_none_or(|ids| ids.iter().any(|id| id == contract));
        let of_pack = |o: &Override| o.pack.as_ref().is_none_or(|own| own == pack);
        let of_group = |o: &Override| o.group.as_deref() == group;
        self.overrides.iter().find(|o| o.rule == key && of_pack(o) && of_group(o) && of_contract(o))
    }

    fn overridden(&self, known: &PackRule, contract: &str) -> Option<LegalRule> {
        let rule = known.rule.clone();
        match self.find((&rule.article.pack, known.group.as_deref()), known.key, contract) {
            None => Some(rule),
            Some(found) => Some(LegalRule { asks: with_limit(&rule.asks, found.limit?)?, ..rule }),
        }
    }
}

/// Of several hard limits of a month's overtime the least holds.
fn keep_least_overtime(rules: &mut Vec<LegalRule>) {
    let most = |rule: &LegalRule| match rule.asks {
        Asks::MonthOvertime(own) if rule.hard => Some(own.most),
        _ => None,
    };
    let least = rules.iter().enumerate().filter_map(|(at, rule)| Some((most(rule)?, at))).min();
    let mut at = 0..;
    rules.retain(|rule| {
        let here = at.next();
        most(rule).is_none() || here == least.map(|(_, kept)| kept)
    });
}

/// The same rule with another number; `None` for rules that are no single number.
fn with_limit(asks: &Asks, limit: f64) -> Option<Asks> {
    let hours = || minutes(limit);
    let days = || crate::ingest::whole(limit).and_then(|days| u8::try_from(days).ok());
    Some(match asks {
        Asks::ShiftHours(_) => Asks::ShiftHours(hours()?),
        Asks::Stretch(own) => Asks::Stretch(Stretch { most: hours()?, ..*own }),
        Asks::Hours(own) => Asks::Hours(AverageHours { most: hours()?, ..*own }),
        Asks::MonthOvertime(own) => Asks::MonthOvertime(crate::domain::law::MonthOvertime { most: hours()?, ..*own }),
        Asks::WeeklyRest(_) => Asks::WeeklyRest(hours()?),
        Asks::DailyRest(_) => Asks::DailyRest(hours()?),
        Asks::DaysPerWeek(_) => Asks::DaysPerWeek(days()?),
        Asks::ConsecutiveDays(_) => Asks::ConsecutiveDays(days()?),
        Asks::NoWorkBetween(..) | Asks::Breaks(_) | Asks::FixedBreaks(_) => return None,
    })
}

/// `rule`, `pack`, `group`, `contracts`, `limit`, `reason`.
fn override_of(section: &Section, laws: &[Law], ids: &[&str]) -> Option<Override> {
    section.only(&["rule", "pack", "group", "contracts", "limit", "reason"]);
    let text = |key: &str| section.get(key).and_then(|item| item.text());
    let (pack, group) = (text("pack"), text("group"));
    let reason = section.need("reason").and_then(|item| reason(&item));
    let item = section.need("rule")?;
    let rule = item.text()?;
    let contracts = section.get("contracts").map(|item| item.texts());
    for (item, name) in contracts.iter().flatten().filter(|(_, name)| !ids.contains(name)) {
        let hint = nearest::hint(name, ids.iter().copied());
        item.fault(Code::ReferenceUnknown, format!("there is no contract {name:?}"), Some(hint));
    }
    let contracts: Option<Vec<String>> = contracts.map(|c| c.into_iter().map(|(_, name)| name.to_owned()).collect());
    let limit = section.get("limit");
    let number = limit.as_ref().map(|item| item.number(0.0..=MOST_HOURS, "hours or days"));
    let parts = laws.iter().flat_map(|law| law.groups.iter().chain([law]));
    let parts = parts.filter(|law| pack.is_none_or(|name| law.pack == name) && law.group.as_deref() == group);
    let of_pack: Vec<&PackRule> = parts.flat_map(|law| &law.rules).collect();
    let meant: Vec<&PackRule> = of_pack.iter().copied().filter(|known| known.key == rule).collect();
    if meant.is_empty() {
        let hint = nearest::hint(rule, of_pack.iter().map(|known| known.key));
        let whose = pack.unwrap_or("[centre] rules");
        let for_whom = group.map_or(String::new(), |group| format!(" for the group {group:?}"));
        item.fault(Code::ReferenceUnknown, format!("{whose}: there is no rule {rule:?}{for_whom}"), Some(hint));
    }
    if let (Some(item), Some(Some(number))) = (&limit, number)
        && meant.iter().any(|known| with_limit(&known.rule.asks, number).is_none())
    {
        let message = format!("the rule {rule} takes no limit such as this one");
        let hint = "hours are whole minutes, days are whole; leave `limit` out, or copy the pack and change it there";
        item.fault(Code::ValueRange, message, Some(hint.to_owned()));
        return None;
    }
    let reason = reason?;
    if let Some(known) = meant.first() {
        let instead = match number.flatten() {
            Some(limit) => format!("holds with {limit} instead"),
            None => "does not bind".to_owned(),
        };
        let whose = contracts.as_ref().map_or(String::new(), |ids| format!(" for {}", ids.join(", ")));
        let message = format!("{rule} of {} {instead}{whose}: {reason}", known.rule.article);
        item.fault(Code::LawSetAside, message, None);
    }
    let limit = match number {
        Some(limit) => Some(limit?),
        None => None,
    };
    let (rule, pack, group) = (rule.to_owned(), pack.map(str::to_owned), group.map(str::to_owned));
    Some(Override { rule, pack, group, contracts, limit })
}

fn reason<'d>(item: &Item<'d, '_, '_>) -> Option<&'d str> {
    let reason = item.text()?;
    if reason.trim().is_empty() {
        item.fault(Code::ValueUnreadable, "a rule of law is set aside only with a reason".to_owned(), None);
        return None;
    }
    Some(reason)
}

/// `waived_meals = [1, 2]`: the meals of a shift that the agents of the contract waive by agreement.
fn waived_meals(section: &Section) -> Vec<u32> {
    let items = section.get("waived_meals").and_then(|item| item.list("a list of the numbers of meals, such as [1]"));
    items.unwrap_or_default().iter().filter_map(|item| item.whole(1..=6, "meals")).collect()
}

/// A waived meal is owed only in shifts beyond those in which it may be waived.
fn with_waivers(mut rule: LegalRule, waivable: Option<f64>, waived: &[u32]) -> LegalRule {
    if let (Asks::Breaks(duty), Some(until)) = (&mut rule.asks, waivable.and_then(minutes))
        && waived.contains(&u32::from(duty.count))
    {
        duty.from = duty.from.max(just_above(until));
    }
    rule
}

/// Message and hint where a contract asks for more than a rule of a pack tolerates.
pub(super) fn beyond_law(
    contract: &str,
    key: &str,
    given: f64,
    limit: f64,
    rule: &super::law::Limit,
) -> (String, String) {
    let message = format!("the contract \"{contract}\" allows {key} {given}, {} says {limit}", rule.article);
    let hint = if rule.hard {
        "the pack's rule holds: tighten the contract, or say in [[override]] why more is allowed"
    } else {
        "the contract is used as written; make sure that a permit or agreement covers it"
    };
    (message, hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::law::BreakDuty;
    use crate::domain::people::Activity;
    use crate::domain::units::Minutes;

    #[test]
    fn a_waiver_moves_the_duty_beyond_the_hours_in_which_it_may_be_waived() {
        let duty = BreakDuty {
            from: Minutes::new(301),
            kinds: vec![Activity::Meal],
            part: Minutes::new(30),
            count: 1,
            total: Minutes::new(30),
            by: None,
        };
        let article = crate::domain::law::Article {
            pack: "p".into(),
            source: "s".into(),
            effective: "2000-01-01".parse().expect("date"),
        };
        let rule = LegalRule { article, hard: true, asks: Asks::Breaks(duty) };
        let from = |waived: &[u32]| match with_waivers(rule.clone(), Some(6.0), waived).asks {
            Asks::Breaks(duty) => duty.from.get(),
            _ => 0,
        };
        assert_eq!((from(&[]), from(&[2]), from(&[1])), (301, 301, 361));
    }
}
