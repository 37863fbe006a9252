//! Work, trainings, meetings and handover are paid; breaks as the catalogue says.

use super::breaks::BREAKS;
use crate::check::breach::Breach;
use crate::check::shifts::Shift;
use crate::check::week::Week;
use crate::domain::people::RosterRow;

/// One breach for each wrong flag.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        let mut breaks_before = 0;
        for row in &shift.rows {
            let expected = if BREAKS.contains(&row.activity) {
                breaks_before += 1;
                is_paid_break(shift, row, breaks_before - 1)
            } else {
                Some(true)
            };
            if expected.is_some_and(|paid| paid != row.paid) {
                let (is, should) = if row.paid { ("paid", "unpaid") } else { ("unpaid", "paid") };
                let at = week.clock.time(row.start.unix());
                let text = format!("{}: the {} at {at} is marked {is}, it is {should}", person.agent.id, row.activity);
                found.push(Breach::in_shift(person, shift, text));
            }
        }
    }
    found
}

/// Whether the catalogue pays for a break: by its position, else by its kind where that is clear.
fn is_paid_break(shift: &Shift<'_>, row: &RosterRow, position: usize) -> Option<bool> {
    let listed = &shift.template?.breaks;
    if let Some(rule) = listed.get(position).filter(|rule| rule.kind == row.activity) {
        return Some(rule.paid);
    }
    let mut of_kind = listed.iter().filter(|b| b.kind == row.activity).map(|b| b.paid);
    let first = of_kind.next()?;
    of_kind.all(|paid| paid == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn each_wrong_flag_is_refused() {
        let case = Case::valid();
        for row in 0..8 {
            let mut rows = case.rows();
            rows[row].paid = !rows[row].paid;
            assert_eq!(case.codes_of(&rows), ["K207"], "row {row}");
        }
    }
}
