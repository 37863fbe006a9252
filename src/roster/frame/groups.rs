//! Whom the frame cannot tell apart: classes whose weeks have the same days at the same price, and agents whose shifts of a day are
//! interchangeable. What they wish for is left to the search: the frame's programs stay as small as the contracts are few.

use std::collections::BTreeMap;

use super::WEEK;
use crate::roster::class::{Class, Family};
use crate::roster::legality::week::DayMask;
use crate::roster::model::Model;

/// Classes with one contract, one set of skills, and the same sets of days at the same price.
pub(super) struct Crowd {
    /// Speaks for all.
    pub(super) class: usize,
    pub(super) classes: Vec<usize>,
    /// Agents.
    pub(super) size: usize,
}

/// Agents whose shifts of a day are interchangeable: one contract, one set of skills, one family of shifts.
pub(super) struct Group {
    pub(super) skills: usize,
    pub(super) family: usize,
    pub(super) classes: Vec<usize>,
    /// The crowds of these classes.
    pub(super) crowds: Vec<usize>,
    /// Shifts of different paid time: hours are kept on the average only.
    pub(super) mixed: bool,
    /// On each day the class with most choices: it speaks for the group.
    pub(super) widest: [usize; WEEK],
}

/// The crowds of a model, in the order of their first classes.
pub(super) fn crowds(model: &Model<'_>, hour: f64) -> Vec<Crowd> {
    let mut by_menu: BTreeMap<Menu, usize> = BTreeMap::new();
    let mut crowds: Vec<Crowd> = Vec::new();
    for (index, size) in model.class_sizes().into_iter().enumerate() {
        let at = *by_menu.entry(menu(model, index, hour)).or_insert(crowds.len());
        match crowds.get_mut(at) {
            Some(crowd) => {
                crowd.classes.push(index);
                crowd.size += size;
            }
            None => crowds.push(Crowd { class: index, classes: vec![index], size }),
        }
    }
    crowds
}

/// Skills, contract, families, sets of days with the bits of their price, and the bits of the hours that each family allows on each
/// number of days.
type Menu = (usize, usize, Vec<Family>, Vec<(DayMask, u64)>, Vec<Option<(u64, u64)>>);

fn menu(model: &Model<'_>, index: usize, hour: f64) -> Menu {
    let class = &model.classes[index];
    let masks = class.masks.iter().map(|mask| (*mask, class.least_rule_price(*mask).to_bits())).collect();
    let days = 1..=u32::try_from(WEEK).unwrap_or(0);
    let ways = class.families.iter().flat_map(|family| [false, true].map(|mixed| (family, mixed)));
    let hours =
        ways.flat_map(|(family, mixed)| days.clone().map(move |days| hours_of(class, family, mixed, days, hour)));
    let hours = hours.map(|hours| hours.map(|(cost, least)| (cost.to_bits(), least.to_bits()))).collect();
    (model.stands_for[class.skills], class.contract, class.families.clone(), masks, hours)
}

/// Price of a day set's hours and the least paid minutes it asks; `None` where no hours are legal.
pub(super) fn hours_of(class: &Class, family: &Family, mixed: bool, worked: u32, hour: f64) -> Option<(f64, f64)> {
    let days = i32::try_from(worked).unwrap_or(0);
    if mixed {
        let leave = i32::try_from(class.rules.leave).unwrap_or(0) * family.least_paid;
        let least = f64::from((class.rules.weekly.0 - leave).max(0));
        return Some((if class.rules.every_hour { hour * least / 60.0 } else { 0.0 }, least));
    }
    let (paid, longest) = (days * family.least_paid, family.least_paid);
    class
        .rules
        .hours_legal(worked, paid, longest)
        .then(|| (hour * f64::from(class.rules.minutes_above(paid, longest)) / 60.0, 0.0))
}

/// A set of days that people of a crowd may work with the shifts of one group.
pub(super) struct Way {
    pub(super) mask: DayMask,
    /// Price of its hours.
    pub(super) hours: f64,
    /// Least price of what the rules say of it.
    pub(super) rules: f64,
    /// Least paid minutes that it asks, where the group's shifts differ in them.
    pub(super) least: f64,
}

/// The ways of a crowd in a group; an idle week costs nothing, where the contract allows one.
pub(super) fn ways(model: &Model<'_>, crowd: &Crowd, group: &Group, hour: f64) -> Vec<Way> {
    let class = &model.classes[crowd.class];
    let Some(family) = class.families.iter().find(|f| f.index == group.family) else { return Vec::new() };
    let way = |mask: DayMask| match mask {
        0 => Some(Way { mask, hours: 0.0, rules: 0.0, least: 0.0 }),
        _ => hours_of(class, family, group.mixed, mask.count_ones(), hour).map(|(hours, least)| Way {
            mask,
            hours,
            rules: class.least_rule_price(mask),
            least,
        }),
    };
    class.masks.iter().copied().filter_map(way).collect()
}

/// The groups of a model.
pub(super) fn groups(model: &Model<'_>, crowds: &[Crowd]) -> Vec<Group> {
    let mut by_key: BTreeMap<(usize, usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, class) in model.classes.iter().enumerate() {
        let mut families: Vec<usize> = class.families.iter().map(|f| f.index).collect();
        families.dedup();
        for family in families {
            by_key.entry((model.stands_for[class.skills], class.contract, family)).or_default().push(index);
        }
    }
    by_key
        .into_iter()
        .map(|((skills, _, family), classes)| {
            let mixed =
                classes.iter().any(|c| model.classes[*c].families.iter().any(|f| f.index == family && f.buckets > 1));
            let widest = std::array::from_fn(|day| {
                let width = |c: &usize| model.classes[*c].days[day].family(family).len();
                classes.iter().copied().max_by_key(width).unwrap_or(0)
            });
            let there = |crowd: &usize| classes.contains(&crowds[*crowd].class);
            let crowds = (0..crowds.len()).filter(there).collect();
            Group { skills, family, classes, crowds, mixed, widest }
        })
        .collect()
}
