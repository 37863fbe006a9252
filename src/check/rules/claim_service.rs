//! The service over a day or week is what the curves and the published coverage give.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::claims::differ;
use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::centre::ServicePeriod;
use crate::domain::ids::QueueId;
use crate::domain::roster::{RosterSummary, ServiceReached};

/// One breach for each level whose figures differ, is missing or is of nobody. Nothing is claimed where the requirement of each
/// interval is covered on its own.
pub(super) fn breaches(week: &Week<'_>, summary: &RosterSummary, files: &Recomputed) -> Vec<Breach> {
    let asked = week.problem.centre.objective.service != ServicePeriod::Interval;
    let found = if asked { by_level(&files.service) } else { BTreeMap::new() };
    let claimed = by_level(&summary.service);
    let keys: BTreeSet<_> = claimed.keys().chain(found.keys()).copied().collect();
    let mut breaches = Vec::new();
    for key in keys {
        let (claim, fact) = (figures(claimed.get(&key)), figures(found.get(&key)));
        let pairs = claim.iter().zip(&fact).filter(|((_, claim), (_, fact))| differ(*claim, *fact));
        let wrong: Vec<String> =
            pairs.map(|((name, claim), (_, fact))| format!("{name}: claimed {claim}, the files give {fact}")).collect();
        if !wrong.is_empty() {
            let (day, queue) = key;
            let text = format!("service of queue {queue} from {day}: {}", wrong.join("; "));
            breaches.push(Breach::new(text).on(day).queue(&QueueId::new(queue)));
        }
    }
    breaches
}

type ByLevel<'s> = BTreeMap<(NaiveDate, &'s str), &'s ServiceReached>;

fn by_level(levels: &[ServiceReached]) -> ByLevel<'_> {
    levels.iter().map(|level| ((level.first_day, level.queue.as_str()), level)).collect()
}

fn figures(level: Option<&&ServiceReached>) -> [(&'static str, f64); 4] {
    let of = |figure: fn(&ServiceReached) -> f64| level.map_or(0.0, |level| figure(level));
    [
        ("days", of(|l| f64::from(l.days))),
        ("offered", of(|l| l.offered)),
        ("answered", of(|l| l.answered)),
        ("target", of(|l| l.target)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testkit::Case;
    use crate::domain::series::ServiceCurve;
    use crate::domain::units::{Calls, ServiceTarget};

    /// The valid week with 10 calls an interval, all in time with two agents, 6 with one.
    fn case(period: ServicePeriod) -> Case {
        let mut case = Case::valid();
        case.problem.centre.objective.service = period;
        for queue in &mut case.problem.centre.queues {
            queue.service_level = ServiceTarget::parse("80/20");
        }
        let rows = case.problem.requirement.rows.iter();
        let points = vec![(1, 6.0), (2, 10.0)];
        case.problem.curves = rows
            .map(|row| ServiceCurve {
                start: row.start,
                queue: row.queue.clone(),
                offered: Calls::new(10.0).expect("calls"),
                points: points.clone(),
            })
            .collect();
        case
    }

    #[test]
    fn each_false_figure_a_missing_and_an_invented_level_are_refused() {
        let case = case(ServicePeriod::Day);
        assert_eq!(case.codes_claiming(|_| ()), [""; 0]);
        assert_eq!(case.codes_claiming(|s| s.service[0].answered += 1.0), ["K607"]);
        assert_eq!(case.codes_claiming(|s| s.service[0].offered += 1.0), ["K607"]);
        assert_eq!(case.codes_claiming(|s| s.service[0].target = 0.5), ["K607"]);
        assert_eq!(case.codes_claiming(|s| s.service.truncate(1)), ["K607"]);
        assert_eq!(case.codes_claiming(|s| s.service[0].queue = "made up".into()), ["K607"]);
    }

    #[test]
    fn terms_are_of_calls_and_paid_hours() {
        let case = case(ServicePeriod::Week);
        let report = case.report(&case.rows(), None);
        assert!((report.terms.paid_hours - 104.0).abs() < 1e-9 && report.terms.hour_above_minimum.abs() < 1e-9);
        // the desk's 17 half-hours: ann is there 7 h 35 min of 8 h 30 min
        let desk = report.service.iter().find(|l| l.queue == "desk").expect("a level");
        assert!((desk.offered - 170.0).abs() < 1e-9 && (desk.answered - 6.0 * 2.0 * (7.0 + 35.0 / 60.0)).abs() < 1e-9);
        let missed: f64 = report.service.iter().map(ServiceReached::missed).sum();
        assert!(missed > 0.0 && report.terms.missed_calls > 10.0 * missed - 1e-9);
        assert!(report.terms.under.abs() < 1e-9 && report.terms.over.abs() < 1e-9);
    }

    #[test]
    fn a_level_may_not_be_claimed_where_intervals_are_covered() {
        let mut case = case(ServicePeriod::Interval);
        case.problem.curves.clear();
        let claimed = self::case(ServicePeriod::Week).summary().service;
        assert_eq!(case.codes_claiming(|s| s.service = claimed), ["K607"]);
    }
}
