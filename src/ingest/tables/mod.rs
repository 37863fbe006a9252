//! Stub.
pub mod activities;
pub mod agents;
pub mod availability;
pub mod forecast;
pub mod history;
pub mod overrides;
pub mod preferences;
pub mod requirement;
pub mod roster;
pub mod special_days;
pub mod time_off;
