//! Plain types that every stage shares; the leaf of the import graph.

pub mod adherence;
pub mod burdens;
pub mod calendar;
pub mod centre;
pub mod codes;
pub mod diff;
pub mod findings;
pub mod grid;
pub mod hours;
pub mod ids;
pub mod import;
pub mod live;
pub mod people;
pub mod period;
pub mod plan;
pub mod progress;
pub mod relief;
pub mod roster;
pub mod rules;
pub mod series;
pub mod span;
pub mod team;
pub mod time;
pub mod units;
pub mod what_if;
