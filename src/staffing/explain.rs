//! Stub.
use crate::domain::{centre::Centre, ids::QueueId, series::Forecast, time::Instant, units::Seconds};
use std::collections::BTreeMap;
/// How the figures of an interval come about, in words; `None` when the forecast has no such interval.
#[must_use]
pub fn explain(_f: &Forecast, _c: &Centre, _p: &BTreeMap<QueueId, Seconds>, _at: Instant) -> Option<String> {
    unimplemented!()
}
