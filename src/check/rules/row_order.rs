//! The rows of an agent are in order of day and time: a remark, the check itself sorts them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::check::breach::Breach;
use crate::check::week::Week;
use crate::domain::ids::AgentId;
use crate::domain::time::Instant;

/// One remark for the file.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut last: BTreeMap<&AgentId, (NaiveDate, Instant)> = BTreeMap::new();
    let mut late = Vec::new();
    for row in week.rows {
        let place = (row.day, row.start);
        if last.insert(&row.agent, place).is_some_and(|before| place < before) {
            late.push(row);
        }
    }
    let Some(first) = late.first() else { return Vec::new() };
    let text = format!(
        "{} rows come after later ones of the same agent, the first is {} at {}",
        late.len(),
        first.agent,
        week.clock.text(first.start.unix())
    );
    vec![Breach::new(text).agent(&first.agent).on(first.day).hint("sort the file by agent and start")]
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_row_before_an_earlier_one_is_noted_and_nothing_else() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows.swap(1, 2);
        assert_eq!(case.codes_of(&rows), ["K108"]);
        assert!(!case.report(&rows, None).findings.has_errors());
    }
}
