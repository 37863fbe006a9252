//! The chance that half-hours and days meet their service level when the forecast errs. Page: `models/methods/staffing-uncertain.md`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::requirement::demand_of;
use super::staff::Demand;
use super::uncertain::{REACH, Rates};
use crate::domain::centre::{Centre, Queue};
use crate::domain::chance::Chance;
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, ForecastRow, Requirement};
use crate::domain::simulation::SimulatedPeriod;
use crate::domain::time::Instant;
use crate::domain::units::{Calls, Seconds, ServiceTarget};

/// A target missed by less is met.
const TIE: f64 = 1e-12;

/// Halvings of the search for the day's edge: far below what a chance is told with.
const HALVINGS: u32 = 40;

/// An interval with its agents.
struct Slot<'a> {
    start: Instant,
    queue: &'a Queue,
    target: ServiceTarget,
    demand: Demand,
    agents: u32,
    /// `None` where the band is no wider than chance alone.
    rates: Option<Rates>,
}

/// The chances of every interval and every day of a requirement whose queue has a service level, by time and queue. On a busy day all
/// half-hours are busy: their rates stand at the same point of their distributions.
#[must_use]
pub fn chances(
    forecast: &Forecast,
    requirement: &Requirement,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
) -> Vec<Chance> {
    let asked: BTreeMap<(Instant, &QueueId), &ForecastRow> =
        forecast.rows.iter().map(|row| ((row.start, &row.queue), row)).collect();
    let slot = |row: &crate::domain::series::RequirementRow| {
        let (queue, asked) = (centre.queue(&row.queue)?, asked.get(&(row.start, &row.queue))?);
        let target = queue.service_level?;
        let demand = demand_of(asked, centre, queue.mean_patience(patience))?;
        let rates = Rates::of(asked, &demand);
        Some(Slot { start: row.start, queue, target, demand, agents: row.agents?.get(), rates })
    };
    let slots: Vec<Slot<'_>> = requirement.rows.par_iter().filter_map(slot).collect();
    let mut found: Vec<Chance> = slots.par_iter().map(Slot::chance).collect();
    let mut days: BTreeMap<(NaiveDate, &QueueId), Vec<(&Slot<'_>, f64)>> = BTreeMap::new();
    for (slot, own) in slots.iter().zip(&found) {
        days.entry((centre.zone.day(slot.start), &slot.queue.id)).or_default().push((slot, own.service_level));
    }
    let days: Vec<_> = days.into_iter().collect();
    let of_day = |((date, queue), slots): &((NaiveDate, &QueueId), Vec<(&Slot<'_>, f64)>)| {
        let offered: f64 = slots.iter().map(|(slot, _)| slot.demand.calls.get()).sum();
        let in_time: f64 = slots.iter().map(|(slot, level)| slot.demand.calls.get() * level).sum();
        Chance {
            period: SimulatedPeriod::Day(*date),
            queue: (*queue).clone(),
            offered,
            p_met: day_met(slots),
            service_level: if offered > 0.0 { in_time / offered } else { 1.0 },
        }
    };
    let of_days: Vec<Chance> = days.par_iter().map(of_day).collect();
    found.extend(of_days);
    found
}

impl Slot<'_> {
    fn chance(&self) -> Chance {
        let counted = self.queue.counted;
        let (p_met, service_level) = if let Some(rates) = &self.rates {
            let within = self.target.within.get();
            (rates.p_met(self.agents, self.target, counted), rates.service_level(self.agents, within, counted))
        } else {
            let (in_time, of) = self.given(self.demand.calls.get());
            let level = if of > 0.0 { in_time / of } else { 1.0 };
            (if level >= self.target.share.get() - TIE { 1.0 } else { 0.0 }, level)
        };
        let period = SimulatedPeriod::Interval(self.start);
        Chance { period, queue: self.queue.id.clone(), offered: self.demand.calls.get(), p_met, service_level }
    }

    /// Calls in time and calls that are counted, of so many offered.
    fn given(&self, calls: f64) -> (f64, f64) {
        let traffic = Calls::new(calls).and_then(|calls| Demand { calls, ..self.demand }.traffic().ok());
        traffic.map_or((0.0, 0.0), |traffic| {
            let (in_time, of) = traffic.performance(self.agents, self.target.within.get()).parts(self.queue.counted);
            (calls * in_time, calls * of)
        })
    }

    /// Calls of a case that lies so many standard deviations above the middle.
    fn calls_at(&self, deviations: f64) -> f64 {
        self.rates.as_ref().map_or(self.demand.calls.get(), |rates| rates.calls_at(deviations))
    }
}

/// Chance that the day is no busier than the busiest one on which its service level holds.
fn day_met(slots: &[(&Slot<'_>, f64)]) -> f64 {
    let met = |deviations: f64| {
        let each = slots.iter().map(|(slot, _)| slot.given(slot.calls_at(deviations)));
        let (in_time, of) = each.fold((0.0, 0.0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        slots.first().is_none_or(|(slot, _)| in_time >= of * (slot.target.share.get() - TIE))
    };
    let (mut low, mut high) = (-REACH, REACH);
    if met(high) {
        return 1.0;
    }
    if !met(low) {
        return 0.0;
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if met(middle) { low = middle } else { high = middle }
    }
    Normal::standard().cdf(low)
}

#[cfg(test)]
mod tests {
    use super::super::requirement;
    use super::super::requirement::tests::{centre, queue, row};
    use super::*;
    use crate::domain::centre::Patience;
    use crate::domain::findings::Findings;
    use crate::domain::series::Band;

    /// Two half-hours of 100 Erlangs; the rate varies by a tenth, or not at all.
    fn of_a_day(half_width: Option<f64>) -> Vec<Chance> {
        let band80 = half_width.map(|half| Band { low: 600.0 - half, high: 600.0 + half });
        let rows = (20..22).map(|at| ForecastRow { band80, ..row("a", at, 600.0, Some(300.0)) }).collect();
        let (forecast, centre) =
            (Forecast { rows, ..Forecast::default() }, centre(vec![queue("a", Patience::Infinite)]));
        let needed = requirement(&forecast, &centre, &BTreeMap::new(), &mut Findings::new());
        chances(&forecast, &needed, &centre, &BTreeMap::new())
    }

    #[test]
    fn equal_half_hours_make_a_day_of_the_same_chance() {
        let found = of_a_day(Some(1.281_551_565_544_6 * (60.0_f64.powi(2) + 600.0).sqrt()));
        assert_eq!(found.len(), 3);
        let (interval, day) = (&found[0], &found[2]);
        // 108 agents: 59.56 % over all cases, and the target up to a little above the mean
        assert!((interval.service_level - 0.595_611).abs() < 1e-4, "{interval:?}");
        assert!((day.service_level - interval.service_level).abs() < 1e-12);
        assert!((day.p_met - interval.p_met).abs() < 2e-3 && interval.p_met > 0.5, "{interval:?} {day:?}");
        assert!((day.offered - 1200.0).abs() < 1e-9);
    }

    #[test]
    fn without_a_band_the_answer_is_sure() {
        let found = of_a_day(None);
        assert!(found.iter().all(|chance| chance.p_met > 1.0 - 1e-12 && chance.service_level >= 0.8), "{found:?}");
    }
}
