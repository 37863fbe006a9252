//! A figure against its target and against the period before.

use crate::domain::kpi::{Better, Indicator, TargetRange};
use crate::domain::kpi_report::{Status, Trend};

/// Months of a year, for figures whose targets are of a year.
const MONTHS: f64 = 12.0;

/// Green inside the target or on the better side of it, amber up to the share `watch` of the bound beyond it, red after that.
pub(super) fn status(indicator: Indicator, value: f64, target: Option<TargetRange>, watch: f64) -> Status {
    let Some(TargetRange { min, max }) = target.filter(|t| t.min.is_some() || t.max.is_some()) else {
        return Status::NoTarget;
    };
    let short = min.filter(|_| indicator.better() != Better::Lower).map_or(0.0, |min| min - value);
    let over = max.filter(|_| indicator.better() != Better::Higher).map_or(0.0, |max| value - max);
    // A target of 0 leaves no room.
    let room = |bound: Option<f64>| bound.map_or(0.0, |b| b.abs() * watch);
    if short <= 0.0 && over <= 0.0 {
        Status::OnTarget
    } else if short <= room(min) && over <= room(max) {
        Status::Watch
    } else {
        Status::OffTarget
    }
}

/// The figure that stands against the target: turnover of some months is counted up to a year.
pub(super) fn comparable(indicator: Indicator, value: f64, months: Option<f64>) -> f64 {
    match (indicator, months) {
        (Indicator::Turnover, Some(months)) if months > 0.0 => value * MONTHS / months,
        _ => value,
    }
}

/// Which way a figure went.
pub(super) fn trend(indicator: Indicator, value: f64, before: f64, target: Option<TargetRange>) -> Trend {
    let change = value - before;
    let better = match indicator.better() {
        _ if change.abs() <= 1e-12 => None,
        Better::Higher => Some(change > 0.0),
        Better::Lower => Some(change < 0.0),
        Better::Inside => target.filter(|t| t.min.is_some() || t.max.is_some()).and_then(|target| {
            let (now, then) = (distance(value, target), distance(before, target));
            ((now - then).abs() > 1e-12).then_some(now < then)
        }),
    };
    Trend { before, change, better }
}

fn distance(value: f64, target: TargetRange) -> f64 {
    let short = target.min.map_or(0.0, |min| min - value);
    let over = target.max.map_or(0.0, |max| value - max);
    short.max(over).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: Option<TargetRange> = Some(TargetRange { min: Some(30.0), max: Some(60.0) });

    #[test]
    fn a_light_has_three_colours_and_knows_when_it_is_dark() {
        let light = |value| status(Indicator::Talk, value, RANGE, 0.1);
        assert_eq!([30.0, 60.0].map(light), [Status::OnTarget; 2]);
        assert_eq!([27.0, 66.0].map(light), [Status::Watch; 2]);
        assert_eq!([26.9, 66.1].map(light), [Status::OffTarget; 2]);
        assert_eq!(status(Indicator::Hold, 5.0, RANGE, 0.1), Status::OnTarget, "shorter than asked is no fault");
        assert_eq!(status(Indicator::Talk, 5.0, None, 0.1), Status::NoTarget);
        assert_eq!(status(Indicator::Talk, 5.0, Some(TargetRange::default()), 0.1), Status::NoTarget);
    }

    #[test]
    fn better_is_more_less_or_nearer_to_the_range() {
        let better = |indicator, value, before| trend(indicator, value, before, RANGE).better;
        assert_eq!(better(Indicator::ServiceLevel, 0.8, 0.7), Some(true));
        assert_eq!(better(Indicator::SpeedOfAnswer, 30.0, 20.0), Some(false));
        assert_eq!(better(Indicator::Talk, 70.0, 80.0), Some(true));
        assert_eq!(better(Indicator::Talk, 40.0, 50.0), None, "both inside");
    }

    #[test]
    fn turnover_of_a_month_stands_against_the_target_of_a_year() {
        assert!((comparable(Indicator::Turnover, 0.02, Some(1.0)) - 0.24).abs() < 1e-12);
        assert!((comparable(Indicator::Hold, 30.0, Some(1.0)) - 30.0).abs() < 1e-12);
    }
}
