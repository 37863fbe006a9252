//! Handover before and after each shift, and the write-up of its last minutes, are as the centre asks; none elsewhere.

use crate::check::breach::Breach;
use crate::check::clock::{Stretch, duration, merged};
use crate::check::shifts::{Shift, stretch};
use crate::check::week::Week;
use crate::domain::centre::Handover;
use crate::domain::people::Activity;

/// One breach for each shift and place.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let asked = &week.problem.centre.handover;
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.is_whole()) {
        for fault in faults(shift, asked) {
            let text = format!("{} on shift {}: {fault}", person.agent.id, shift.id);
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

fn faults(shift: &Shift<'_>, asked: &Handover) -> Vec<String> {
    let seconds = |m: crate::domain::units::Minutes| i64::from(m.get()) * 60;
    let before = shift.inside.start - shift.presence.start;
    let after = shift.presence.end - shift.inside.end;
    let handed = merged(shift.rows_of(&[Activity::Handover]).map(stretch).collect());
    let within = |part: Stretch| handed.iter().map(|h| h.common(part)).sum::<i64>();
    let write_up = Stretch::new(shift.inside.end - seconds(asked.wind_down), shift.inside.end);
    let rest = Stretch::new(shift.inside.start, write_up.start);
    let mut faults = Vec::new();
    let mut compare = |place: &str, found: i64, expected: i64| {
        if found != expected {
            let (found, expected) = (duration(found / 60), duration(expected / 60));
            faults.push(format!("{found} of handover {place} instead of {expected}"));
        }
    };
    compare("before its start", before, seconds(asked.before));
    compare("after its end", after, seconds(asked.after));
    compare("in its last minutes", within(write_up), write_up.seconds());
    compare("in the middle", within(rest), 0);
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testkit::Case;

    #[test]
    fn a_handover_left_out_at_either_end_is_refused() {
        let case = Case::valid();
        let shift_rows = case.rows().iter().filter(|r| r.agent.as_str() == "ann" && r.day == case.day(0)).count();
        for row in [0, shift_rows - 1] {
            let mut rows = case.rows();
            rows.remove(row);
            assert_eq!(case.codes_of(&rows), ["K206"], "row {row}");
        }
    }

    #[test]
    fn a_longer_handover_is_refused() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows[0].start = rows[0].start.plus_minutes(-5);
        assert_eq!(case.codes_of(&rows), ["K206"]);
    }

    #[test]
    fn work_in_the_minutes_of_write_up_is_refused() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows[6].activity = Activity::Work;
        rows[6].queue = rows[5].queue.clone();
        assert_eq!(case.codes_of(&rows), ["K206"]);
    }

    #[test]
    fn write_up_and_handover_may_be_one_row() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows[6].end = rows[7].end;
        rows.remove(7);
        assert_eq!(case.codes_of(&rows), [""; 0]);
    }
}
