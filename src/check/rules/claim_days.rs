//! The coverage by day and queue is what the published files give; days without demand may be left out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::claims::differ;
use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::ids::QueueId;
use crate::domain::roster::{DayCoverage, RosterSummary};

/// One breach for each day and queue that differs.
pub(super) fn breaches(_: &Week<'_>, summary: &RosterSummary, files: &Recomputed) -> Vec<Breach> {
    let (claimed, found) = (by_day(&summary.days), by_day(&files.days));
    let keys: BTreeSet<_> = claimed.keys().chain(found.keys()).copied().collect();
    let mut breaches = Vec::new();
    for key in keys {
        let (claim, fact) = (figures(claimed.get(&key)), figures(found.get(&key)));
        let wrong: Vec<String> = claim
            .iter()
            .zip(&fact)
            .filter(|((_, claim), (_, fact))| differ(*claim, *fact))
            .map(|((name, claim), (_, fact))| format!("{name}: claimed {claim}, the files give {fact}"))
            .collect();
        if !wrong.is_empty() {
            let (day, queue) = key;
            let text = format!("{day}, queue {queue}: {}", wrong.join("; "));
            breaches.push(Breach::new(text).on(day).queue(&QueueId::new(queue)));
        }
    }
    breaches
}

type ByDay<'s> = BTreeMap<(NaiveDate, &'s str), &'s DayCoverage>;

fn by_day(days: &[DayCoverage]) -> ByDay<'_> {
    days.iter().map(|d| ((d.day, d.queue.as_str()), d)).collect()
}

fn figures(day: Option<&&DayCoverage>) -> [(&'static str, f64); 4] {
    let of = |figure: fn(&DayCoverage) -> f64| day.map_or(0.0, |d| figure(d));
    [
        ("required_hours", of(|d| d.required_hours)),
        ("covered_hours", of(|d| d.covered_hours)),
        ("under_hours", of(|d| d.under_hours)),
        ("over_hours", of(|d| d.over_hours)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testkit::Case;

    #[test]
    fn a_false_a_missing_and_an_invented_day_are_refused() {
        let case = Case::valid();
        assert_eq!(case.codes_claiming(|s| s.days[0].covered_hours += 0.5), ["K604"]);
        assert_eq!(case.codes_claiming(|s| s.days.truncate(1)), ["K604"]);
        let later = case.day(6);
        assert_eq!(case.codes_claiming(|s| s.days[0].day = later), ["K604"]);
    }

    #[test]
    fn a_day_without_demand_may_be_listed() {
        let case = Case::valid();
        let nothing = DayCoverage {
            day: case.day(6),
            queue: "desk".into(),
            required_hours: 0.0,
            covered_hours: 0.0,
            under_hours: 0.0,
            over_hours: 0.0,
        };
        assert_eq!(case.codes_claiming(|s| s.days.push(nothing)), [""; 0]);
    }
}
