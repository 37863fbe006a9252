//! What the formulas promise for a number of agents that need not be whole: half an agent is one who is there half of the time.

use std::collections::BTreeMap;

use super::requirement::demand_of;
use crate::domain::centre::Centre;
use crate::domain::ids::QueueId;
use crate::domain::series::ForecastRow;
use crate::domain::simulation::Promise;
use crate::domain::units::Seconds;

/// The service of `agents` for one row of a forecast, straight between two whole numbers of agents; `None` where the row has no
/// answer (see the findings of [`requirement`](super::requirement())).
#[must_use]
pub fn promise(
    row: &ForecastRow,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    agents: f64,
) -> Option<Promise> {
    let queue = centre.queue(&row.queue)?;
    let demand = demand_of(row, centre, queue.mean_patience(patience))?;
    let within = queue.service_level.map_or(Seconds::ZERO, |level| level.within);
    let given = demand.traffic().ok()?.part_time(agents, within.get());
    Some(Promise {
        service_level: queue.service_level.map(|_| given.sl),
        asa: given.asa_s,
        abandonment: Some(given.p_abandon),
        occupancy: given.occupancy,
    })
}

#[cfg(test)]
mod tests {
    use super::super::requirement::tests::{centre, queue, row};
    use super::*;
    use crate::domain::centre::Patience;

    fn promised(agents: f64, patience: Patience) -> Promise {
        let centre = centre(vec![queue("a", patience)]);
        promise(&row("a", 20, 100.0, Some(180.0)), &centre, &BTreeMap::new(), agents).expect("an answer")
    }

    #[test]
    fn half_an_agent_is_half_of_the_way_to_the_next() {
        let patient = |agents| promised(agents, Patience::Infinite);
        let (twelve, half, thirteen) = (patient(12.0), patient(12.5), patient(13.0));
        let middle = |of: fn(&Promise) -> Option<f64>| {
            let [a, b, c] = [&twelve, &half, &thirteen].map(|p| of(p).expect("known"));
            assert!((b - 0.5 * (a + c)).abs() < 1e-12, "{a} {b} {c}");
        };
        middle(|p| p.service_level);
        middle(|p| p.asa);
        // ten Erlangs are carried by any number that can work them off
        assert!((half.occupancy.expect("known") - 0.8).abs() < 1e-12);
    }

    #[test]
    fn too_few_patient_callers_wait_for_ever_and_impatient_ones_hang_up() {
        assert_eq!(promised(9.5, Patience::Infinite).asa, None);
        let mean = Patience::Mean(Seconds::new(120.0).expect("seconds"));
        let nobody = promised(0.0, mean);
        assert_eq!((nobody.abandonment, nobody.occupancy), (Some(1.0), None));
        assert!(promised(9.5, mean).asa.is_some_and(|wait| wait > 0.0 && wait < 120.0));
    }
}
