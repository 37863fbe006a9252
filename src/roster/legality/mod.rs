//! What a legal shift and a legal week are: the one place that pricing, bound, search and integer programs ask.
//!
//! [`shifts`] turns the catalogue into the shifts that a contract may work; [`week`] says which days, hours, rests and
//! runs of days make a legal week. Adding a rule about one agent's time touches one of these two files; a rule about
//! several agents at once (presence, handover) is priced in [`super::coverage`].

pub(super) mod shifts;
pub(super) mod week;
