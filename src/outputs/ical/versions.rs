//! What a new version says to those who have the old one: what is new, what changed, what is taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::domain::calendar_event::{CalendarEvent, Calendars};
use crate::domain::time::Instant;

/// The calendars of a new version. An event that says the same keeps its sequence, one that changed has the next. What was
/// published to start in `replaced` and is no longer there is cancelled; what was published for other times from `kept_from`
/// on stays as it was.
pub(super) fn next_version(
    new: Calendars,
    published: &Calendars,
    replaced: &[Range<Instant>],
    kept_from: Instant,
) -> Calendars {
    let was: BTreeMap<&str, &CalendarEvent> = published.values().flatten().map(|e| (e.uid.as_str(), e)).collect();
    let still: BTreeSet<String> = new.values().flatten().map(|e| e.uid.clone()).collect();
    let mut next: Calendars = new
        .into_iter()
        .map(|(file, events)| (file, events.into_iter().map(|event| versioned(event, &was)).collect()))
        .collect();
    for (file, events) in published {
        let gone = events.iter().filter(|event| !still.contains(&event.uid)).filter_map(|event| {
            if replaced.iter().any(|period| period.contains(&event.start)) {
                return Some(cancelled(event));
            }
            (kept_from <= event.start).then(|| event.clone())
        });
        let gone: Vec<CalendarEvent> = gone.collect();
        if !gone.is_empty() {
            next.entry(file.clone()).or_default().extend(gone);
        }
    }
    for events in next.values_mut() {
        events.sort_by(|a, b| (a.start, &a.uid).cmp(&(b.start, &b.uid)));
    }
    next
}

fn versioned(event: CalendarEvent, was: &BTreeMap<&str, &CalendarEvent>) -> CalendarEvent {
    let next = |old: &&CalendarEvent| old.sequence.saturating_add(u32::from(!old.says_the_same(&event)));
    let sequence = was.get(event.uid.as_str()).map_or(0, next);
    CalendarEvent { sequence, ..event }
}

fn cancelled(event: &CalendarEvent) -> CalendarEvent {
    let sequence = event.sequence.saturating_add(u32::from(!event.is_cancelled));
    CalendarEvent { is_cancelled: true, sequence, ..event.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(uid: &str, start: i64, summary: &str) -> CalendarEvent {
        CalendarEvent {
            uid: uid.to_owned(),
            start: Instant::from_unix(start),
            end: Instant::from_unix(start + 10),
            summary: summary.to_owned(),
            description: String::new(),
            location: String::new(),
            is_cancelled: false,
            sequence: 0,
        }
    }

    fn calendar(events: &[CalendarEvent]) -> Calendars {
        [("A.ics".to_owned(), events.to_vec())].into()
    }

    /// Uid, sequence and whether cancelled of each event of the next version of days 100 to 200.
    fn next(new: &[CalendarEvent], published: &Calendars) -> (Calendars, Vec<(String, u32, bool)>) {
        let made = next_version(
            calendar(new),
            published,
            &[Instant::from_unix(100)..Instant::from_unix(200)],
            Instant::from_unix(50),
        );
        let seen = made.values().flatten().map(|e| (e.uid.clone(), e.sequence, e.is_cancelled)).collect();
        (made, seen)
    }

    fn expected(list: &[(&str, u32, bool)]) -> Vec<(String, u32, bool)> {
        list.iter().map(|(uid, sequence, gone)| ((*uid).to_owned(), *sequence, *gone)).collect()
    }

    #[test]
    fn what_stays_what_moves_and_what_goes_are_told_apart_over_four_versions() {
        let (first, seen) =
            next(&[event("stays", 110, "a"), event("moves", 120, "a"), event("goes", 130, "a")], &calendar(&[]));
        assert_eq!(seen, expected(&[("stays", 0, false), ("moves", 0, false), ("goes", 0, false)]));
        let (second, seen) = next(&[event("stays", 110, "a"), event("moves", 120, "b")], &first);
        assert_eq!(seen, expected(&[("stays", 0, false), ("moves", 1, false), ("goes", 1, true)]));
        // published again: nothing changes, what was cancelled stays cancelled
        let (third, seen) = next(&[event("stays", 110, "a"), event("moves", 120, "b")], &second);
        assert_eq!((third == second, seen.len()), (true, 3));
        // a shift on the same day again: the same event comes back, in a later version
        let (_, seen) = next(&[event("stays", 110, "a"), event("moves", 120, "b"), event("goes", 130, "a")], &third);
        assert_eq!(seen, expected(&[("stays", 0, false), ("moves", 1, false), ("goes", 2, false)]));
    }

    #[test]
    fn other_weeks_are_neither_cancelled_nor_forgotten_until_they_are_long_past() {
        let published =
            calendar(&[event("long_ago", 10, "a"), event("last_week", 60, "a"), event("next_week", 300, "a")]);
        let (_, seen) = next(&[event("now", 110, "a")], &published);
        assert_eq!(seen, expected(&[("last_week", 0, false), ("now", 0, false), ("next_week", 0, false)]));
    }

    #[test]
    fn a_file_that_the_new_version_does_not_have_still_tells_what_was_cancelled() {
        let published: Calendars = [("left.ics".to_owned(), vec![event("theirs", 150, "a")])].into();
        let (made, seen) = next(&[], &published);
        assert_eq!(seen, expected(&[("theirs", 1, true)]));
        assert!(made.contains_key("left.ics"));
    }
}
