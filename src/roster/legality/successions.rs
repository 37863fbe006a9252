//! Which shifts may follow each other on days in a row.

use super::price::Penalty;
use super::shifts::TemplateModel;
use crate::domain::centre::{Centre, Contract};
use crate::domain::ids::ShiftId;
use crate::domain::rules::Succession;

/// The rules of one contract about successions; templates that no rule tells apart have one role.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    /// Role of each template.
    pub(crate) of_template: Vec<u16>,
    /// A shift of each role.
    samples: Vec<ShiftId>,
    rules: Vec<Succession>,
}

impl Roles {
    pub(crate) fn of(centre: &Centre, contract: &Contract, templates: &[TemplateModel]) -> Self {
        let binds = |rule: &&Succession| rule.contracts.contains(&contract.id);
        let rules: Vec<Succession> = centre.rules.successions.iter().filter(binds).cloned().collect();
        let part = |id: &ShiftId| rules.iter().map(|r| (r.from == *id, r.to == *id)).collect::<Vec<_>>();
        let mut known: Vec<Vec<(bool, bool)>> = Vec::new();
        let mut roles = Self::default();
        for template in templates {
            let id = &centre.shifts[template.index].id;
            let role = known.iter().position(|other| *other == part(id)).unwrap_or_else(|| {
                known.push(part(id));
                roles.samples.push(id.clone());
                known.len() - 1
            });
            roles.of_template.push(u16::try_from(role).unwrap_or(u16::MAX));
        }
        Self { rules, ..roles }
    }

    /// Number of roles, at least one.
    pub(crate) fn count(&self) -> usize {
        self.samples.len().max(1)
    }

    /// The rules as a week needs them, after this shift on the day before it.
    pub(crate) fn successions(&self, before: Option<&ShiftId>, penalty: Penalty) -> Successions {
        if self.rules.is_empty() {
            return Successions::default();
        }
        let breaks = |from: &ShiftId, to: &ShiftId| is_broken(&self.rules, from, to);
        Successions {
            penalty,
            first: self.samples.iter().map(|to| before.is_some_and(|from| breaks(from, to))).collect(),
            after: self.samples.iter().map(|from| self.samples.iter().map(|to| breaks(from, to)).collect()).collect(),
        }
    }
}

/// Whether one shift on the day after another breaks a rule: it is forbidden there, or it is none of those required.
fn is_broken(rules: &[Succession], from: &ShiftId, to: &ShiftId) -> bool {
    let mut of_shift = rules.iter().filter(|r| r.from == *from);
    let required = of_shift.clone().any(|r| r.required);
    let allowed = of_shift.clone().any(|r| r.required && r.to == *to);
    of_shift.any(|r| !r.required && r.to == *to) || (required && !allowed)
}

/// K313: which roles may not follow each other on days in a row; empty where there is no such rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Successions {
    pub(crate) penalty: Penalty,
    /// By role: whether it may not be worked on the first day.
    first: Vec<bool>,
    /// By role and role of the day after.
    after: Vec<Vec<bool>>,
}

impl Successions {
    /// The price of a role on a day after that of the day before, `None` where it is forbidden.
    pub(super) fn step(&self, yesterday: Option<usize>, first_day: bool, role: usize) -> Option<f64> {
        let of = |list: &[bool]| list.get(role).copied().unwrap_or(false);
        let broken = match yesterday {
            Some(from) => self.after.get(from).is_some_and(|list| of(list)),
            None => first_day && of(&self.first),
        };
        self.penalty.on(u32::from(broken))
    }
}
