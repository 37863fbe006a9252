//! Events of published calendars: what a shift looks like in the calendar of an agent or team, and in which version.

use std::collections::BTreeMap;

use super::time::Instant;

/// A shift as an event of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent {
    /// What makes it the same event in every version.
    pub uid: String,
    /// First moment of presence.
    pub start: Instant,
    /// First moment after.
    pub end: Instant,
    /// What a calendar shows in its grid.
    pub summary: String,
    /// What it shows on opening: breaks, handover, hours.
    pub description: String,
    /// Where.
    pub location: String,
    /// Whether the shift was taken back.
    pub is_cancelled: bool,
    /// How often it was changed since it was first published (RFC 5545, section 3.8.7.4).
    pub sequence: u32,
}

impl CalendarEvent {
    /// Whether both tell people the same; the version is left aside.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let unversioned = |event: &Self| Self { sequence: 0, ..event.clone() };
        unversioned(self) == unversioned(other)
    }
}

/// The events of calendar files by their path below the folder of all (`A0001.ics`, `teams/North.ics`).
pub type Calendars = BTreeMap<String, Vec<CalendarEvent>>;
