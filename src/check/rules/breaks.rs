//! A shift has exactly the catalogue's breaks: kind, length and order.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::shifts::{Shift, stretch};
use crate::check::week::Week;
use crate::domain::centre::{BreakRule, ShiftTemplate};
use crate::domain::people::{Activity, RosterRow};

/// The activities of breaks.
pub(super) const BREAKS: [Activity; 3] = [Activity::Break, Activity::Meal, Activity::Split];

/// One breach for each shift whose breaks differ.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.is_whole()) {
        let Some(template) = shift.template else { continue };
        if pairs(shift, template).is_none() {
            let listed = template.breaks.iter().map(|b| named(b.kind, i64::from(b.length.get())));
            let taken = shift.rows_of(&BREAKS).map(|r| named(r.activity, stretch(r).minutes()));
            let text = format!(
                "{} takes {} in shift {}, which has {}",
                person.agent.id,
                list(&taken.collect::<Vec<_>>()),
                shift.id,
                list(&listed.collect::<Vec<_>>())
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

/// Each break row with its entry in the catalogue; `None` when they differ in number, order, kind or length.
pub(super) fn pairs<'a>(shift: &Shift<'a>, template: &'a ShiftTemplate) -> Option<Vec<(&'a RosterRow, &'a BreakRule)>> {
    let rows: Vec<&RosterRow> = shift.rows_of(&BREAKS).collect();
    let same = |row: &RosterRow, rule: &BreakRule| {
        row.activity == rule.kind && stretch(row).seconds() == i64::from(rule.length.get()) * 60
    };
    let alike = rows.len() == template.breaks.len() && rows.iter().zip(&template.breaks).all(|(r, b)| same(r, b));
    alike.then(|| rows.into_iter().zip(&template.breaks).collect())
}

fn named(kind: Activity, minutes: i64) -> String {
    format!("{kind} {}", duration(minutes))
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "no break".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testkit::Case;

    #[test]
    fn a_missing_a_longer_and_a_second_break_are_refused() {
        let mut case = Case::valid();
        case.duty("ann", 0).pauses.pop();
        assert_eq!(case.codes(), ["K204"]);
        let mut case = Case::valid();
        case.duty("ann", 0).pauses[0].2 = 20;
        assert_eq!(case.codes(), ["K204"]);
        let mut case = Case::valid();
        case.duty("ann", 0).pauses.push((Activity::Break, 400, 15, true));
        assert_eq!(case.codes(), ["K204"]);
    }

    #[test]
    fn the_order_of_breaks_is_the_catalogues() {
        let mut case = Case::valid();
        let meal = (Activity::Meal, 120, 30, false);
        case.duty("ann", 0).pauses = vec![meal, (Activity::Break, 240, 15, true)];
        assert_eq!(case.codes(), ["K204"]);
    }
}
