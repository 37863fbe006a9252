//! Stub.
use crate::domain::findings::Findings;
use crate::domain::units::{Calls, Erlangs, Heads, Minutes, Seconds, ServiceTarget, Share};
/// Models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErlangModel {
    /// C.
    C,
    /// A.
    A,
    /// B.
    B,
    /// K.
    K,
}
/// A question.
#[derive(Clone, Debug)]
pub struct ErlangQuestion {
    /// Model.
    pub model: ErlangModel,
    /// Calls.
    pub calls: Option<Calls>,
    /// Interval.
    pub interval: Minutes,
    /// Handle time.
    pub aht: Option<Seconds>,
    /// Load.
    pub load: Option<Erlangs>,
    /// Target.
    pub target: Option<ServiceTarget>,
    /// Mean wait.
    pub max_asa: Option<Seconds>,
    /// Abandonment.
    pub max_abandon: Option<Share>,
    /// Occupancy.
    pub max_occupancy: Option<Share>,
    /// Patience.
    pub patience: Option<Seconds>,
    /// Shrinkage.
    pub shrinkage: Option<Share>,
    /// Blocking.
    pub blocking: Option<Share>,
    /// Places.
    pub places: Option<u32>,
    /// Agents given.
    pub agents: Option<Heads>,
}
/// Figures by name.
pub fn answer(_q: &ErlangQuestion, _findings: &mut Findings) -> Option<Vec<(&'static str, Option<f64>)>> {
    unimplemented!()
}
