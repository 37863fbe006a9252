//! What the title lines above a header say of all rows: the day, where the report has only clock times, and the queue.

use chrono::NaiveDate;

use super::clocks;
use super::dates::{self, DateStyle, Order};
use super::records::Record;

/// Labels of title lines that name a queue.
const QUEUE_LABELS: [&str; 10] =
    ["split/skill", "split", "skill", "queue", "vdn", "csq", "hunt group", "技能组", "队列", "业务线"];

/// Texts that hold for every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    /// The only date of the title lines, as written.
    pub(super) date: Option<String>,
    /// All dates, as written: they may tell the day from the month.
    pub(super) dates: Vec<String>,
    /// The queue.
    pub(super) queue: Option<String>,
}

impl Heading {
    /// What these lines say.
    pub(super) fn of(titles: &[Record]) -> Self {
        let mut dates: Vec<(NaiveDate, String)> = Vec::new();
        let mut queue = None;
        for title in titles.iter().filter(|t| !t.broken) {
            let cells: Vec<&str> = title.cells().filter(|c| !c.is_empty()).collect();
            for (i, cell) in cells.iter().enumerate() {
                let (label, value) = cell.split_once([':', '：']).unwrap_or(("", cell));
                // A value may stand in the cell behind its label.
                let value = if value.trim().is_empty() { cells.get(i + 1).copied().unwrap_or_default() } else { value };
                let label = label.trim().to_lowercase();
                if QUEUE_LABELS.contains(&label.as_str()) && !value.trim().is_empty() {
                    queue.get_or_insert_with(|| value.trim().to_owned());
                }
                for text in [*cell, value] {
                    dates.extend(dates_in(text));
                }
            }
        }
        dates.dedup_by(|a, b| a.0 == b.0);
        let one = dates.iter().all(|(day, _)| dates.first().is_some_and(|(first, _)| first == day));
        let dates: Vec<String> = dates.into_iter().map(|(_, text)| text).collect();
        Self { date: dates.first().filter(|_| one).cloned(), dates, queue }
    }
}

/// The dates of a text: one, or the two ends of a period.
fn dates_in(text: &str) -> Vec<(NaiveDate, String)> {
    let parts: Vec<&str> = [" - ", " to ", " – ", "至", "~"]
        .iter()
        .find_map(|mark| text.split_once(mark))
        .map_or_else(|| vec![text.trim()], |(from, to)| vec![from.trim(), to.trim()]);
    parts.into_iter().filter_map(|part| Some((day(part)?, clocks::date_part(part).to_owned()))).collect()
}

fn day(text: &str) -> Option<NaiveDate> {
    let part = clocks::date_part(text);
    // Bare numbers in titles are totals and versions.
    if part.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let styles = [Order::MonthDayYear, Order::DayMonthYear].map(|order| DateStyle { order, short_compact: false });
    styles.iter().find_map(|style| dates::date(part, *style).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(lines: &[&[&str]]) -> Heading {
        let titles: Vec<Record> = lines.iter().map(|cells| Record::of(1, cells.iter())).collect();
        Heading::of(&titles)
    }

    #[test]
    fn titles_tell_the_day_and_the_queue() {
        let read = heading(&[&["Split/Skill Report"], &["Split/Skill:", "Sales"], &["Date: 3/20/2026"]]);
        assert_eq!((read.date.as_deref(), read.queue.as_deref()), (Some("3/20/2026"), Some("Sales")));
        let same = heading(&[&["Date Period:", "11/17/25 - 11/17/25"]]);
        assert_eq!(same.date.as_deref(), Some("11/17/25"));
        assert_eq!(heading(&[&["Period", "11/17/25 - 11/18/25"]]).date, None, "a period is no day");
        assert_eq!(heading(&[&["Version 12", "46083"]]), Heading::default());
    }
}
