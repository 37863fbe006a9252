//! A question as it was asked, and its options as numbers that can be used.

use serde::Serialize;

use super::super::exact;
use super::super::load::Load;
use super::super::staff::StaffingError;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Place};
use crate::domain::units::{ServiceTarget, Share};
use crate::domain::work::ServiceCount;

/// Which formula answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// M/M/c: callers wait for ever.
    ErlangC,
    /// M/M/c+M: callers hang up.
    ErlangA,
    /// M/M/c/c: callers who find every agent busy are lost.
    ErlangB,
    /// M/M/c/K: callers who find every place taken are lost.
    Mmck,
}

impl Model {
    /// The model of a letter on the command line: `c`, `a`, `b` or `k`.
    #[must_use]
    pub fn parse(letter: &str) -> Option<Self> {
        match letter {
            "c" => Some(Self::ErlangC),
            "a" => Some(Self::ErlangA),
            "b" => Some(Self::ErlangB),
            "k" => Some(Self::Mmck),
            _ => None,
        }
    }
}

/// A question as it was asked; what is `None` was not given. Shares are fractions, times are in the unit of the name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangQuestion {
    /// Which formula.
    pub model: Model,
    /// `--calls`: calls in an interval.
    pub calls: Option<f64>,
    /// `--interval`, in minutes; 30 when not given.
    pub interval_minutes: Option<f64>,
    /// `--aht`, in seconds.
    pub aht_s: Option<f64>,
    /// `--load`, in Erlangs, instead of calls.
    pub load: Option<f64>,
    /// `--target`, such as 80/20.
    pub target: Option<ServiceTarget>,
    /// `--counted`: which calls the target is counted over; offered calls when not given.
    pub counted: Option<ServiceCount>,
    /// `--patience`, in seconds.
    pub patience_s: Option<f64>,
    /// `--agents`: what service do they give? Not whole where one of them is there for part of the time.
    pub agents: Option<f64>,
    /// `--shrinkage`, 0 when not given.
    pub shrinkage: Option<f64>,
    /// `--max-occupancy`, 1 when not given.
    pub max_occupancy: Option<f64>,
    /// `--max-asa`, in seconds.
    pub max_asa_s: Option<f64>,
    /// `--max-abandon`.
    pub max_abandon: Option<f64>,
    /// `--blocking`: largest share lost.
    pub blocking: Option<f64>,
    /// `--places`: callers in the system at most, those in talk included.
    pub places: Option<u32>,
}

impl ErlangQuestion {
    /// A question in which nothing is given yet.
    #[must_use]
    pub const fn new(model: Model) -> Self {
        Self {
            model,
            calls: None,
            interval_minutes: None,
            aht_s: None,
            load: None,
            target: None,
            counted: None,
            patience_s: None,
            agents: None,
            shrinkage: None,
            max_occupancy: None,
            max_asa_s: None,
            max_abandon: None,
            blocking: None,
            places: None,
        }
    }
}

pub(super) fn option(name: &str, message: impl Into<String>) -> Finding {
    let place = Place { column: Some(format!("--{name}")), ..Place::default() };
    Finding::new(Code::OptionInvalid, message).at(place)
}

/// A finding where an option is given that the formula does not know.
pub(super) fn reject_foreign_options(q: &ErlangQuestion) -> Result<(), Finding> {
    let queue = matches!(q.model, Model::ErlangC | Model::ErlangA);
    let foreign = [
        (
            q.model != Model::ErlangA && q.patience_s.is_some(),
            "patience",
            "only Erlang A has impatient callers: `wfm erlang a`",
        ),
        (
            q.model != Model::ErlangA && q.counted.is_some(),
            "counted",
            "only in Erlang A callers hang up; elsewhere all ways to count a service level are equal",
        ),
        (!queue && q.max_occupancy.is_some(), "max-occupancy", "only Erlang C and A take this target"),
        (!queue && q.max_asa_s.is_some(), "max-asa", "only Erlang C and A take this target"),
        (
            q.model != Model::ErlangA && q.max_abandon.is_some(),
            "max-abandon",
            "only in Erlang A callers hang up: `wfm erlang a`",
        ),
        (
            q.model != Model::ErlangB && q.blocking.is_some(),
            "blocking",
            "only Erlang B takes this target: `wfm erlang b`",
        ),
        (q.model != Model::Mmck && q.places.is_some(), "places", "only M/M/c/K has a number of places: `wfm erlang k`"),
        (q.load.is_some() && q.calls.is_some(), "load", "give the load or the calls, not both"),
    ];
    foreign.into_iter().find(|(wrong, _, _)| *wrong).map_or(Ok(()), |(_, name, why)| Err(option(name, why)))
}

/// The agents of a formula that knows whole ones only.
pub(super) fn whole_agents(q: &ErlangQuestion) -> Result<Option<u32>, Finding> {
    let whole = |n: f64| n >= 0.0 && n <= f64::from(u32::MAX) && n.fract() <= 0.0;
    q.agents
        .map(|n| {
            checked("agents", n, "a whole number; parts of an agent are for Erlang C and A", whole).map(exact::whole)
        })
        .transpose()
}

/// A number that must satisfy `valid`.
pub(super) fn checked(name: &str, value: f64, wanted: &str, valid: fn(f64) -> bool) -> Result<f64, Finding> {
    if value.is_finite() && valid(value) {
        return Ok(value);
    }
    let mut finding = option(name, format!("{value} cannot be used; wanted: {wanted}"));
    finding.place.text = Some(value.to_string());
    Err(finding)
}

pub(super) fn needed<T>(name: &str, value: Option<T>, why: &str) -> Result<T, Finding> {
    value.ok_or_else(|| option(name, format!("--{name} is needed: {why}")))
}

pub(super) fn above_zero(value: f64) -> bool {
    value > 0.0
}

pub(super) fn handle_time(q: &ErlangQuestion) -> Result<f64, Finding> {
    let aht = needed("aht", q.aht_s, "waits are measured against the handle time, in seconds")?;
    checked("aht", aht, "seconds above 0", above_zero)
}

pub(super) fn offered(q: &ErlangQuestion) -> Result<Load, Finding> {
    let at_least_zero = |v: f64| v >= 0.0;
    let (name, load) = if let Some(load) = q.load {
        ("load", Load::given(checked("load", load, "Erlangs, 0 or more", at_least_zero)?))
    } else {
        let calls = needed("calls", q.calls, "or --load in Erlangs")?;
        let calls = checked("calls", calls, "calls in the interval, 0 or more", at_least_zero)?;
        let minutes = checked("interval", q.interval_minutes.unwrap_or(30.0), "minutes above 0", above_zero)?;
        ("calls", Load::offered(calls, handle_time(q)?, minutes * 60.0))
    };
    load.ok_or_else(|| option(name, StaffingError::LoadTooGreat.to_string()))
}

pub(super) fn shrinkage(q: &ErlangQuestion) -> Result<f64, Finding> {
    checked("shrinkage", q.shrinkage.unwrap_or(0.0), "a fraction from 0 to below 1", |v| (0.0..1.0).contains(&v))
}

pub(super) fn share(name: &str, value: Option<f64>) -> Result<Option<Share>, Finding> {
    let Some(value) = value else { return Ok(None) };
    checked(name, value, "a fraction from 0 to 1", |v| (0.0..=1.0).contains(&v)).map(Share::new)
}
