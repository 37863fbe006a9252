//! What a legal shift and a legal week are: the one place that pricing, bound, search and integer programs ask.
//!
//! [`shifts`] turns the catalogue into the shifts that a contract may work, [`spacing`] says how their breaks lie; [`week`]
//! says which days, hours, rests and runs of days make a legal week, with [`nights`], [`weekends`] and [`successions`] as rules
//! of their own; [`paths`] makes the graph of all legal weeks that pricing walks. Adding a rule about one agent's time touches
//! one of these files; a rule about several agents at once (presence, handover) is priced in [`super::coverage`].

pub(super) mod law;
pub(super) mod nights;
pub(super) mod overtime;
pub(super) mod paths;
pub(super) mod price;
pub(super) mod shifts;
pub(super) mod spacing;
pub(super) mod successions;
pub(super) mod week;
pub(super) mod weekends;
pub(super) mod weekly_rest;
