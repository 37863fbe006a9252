//! The printed report of an Avaya BCMS: columns of fixed width on pages with headings, the date only in the heading.

use chrono::{Days, NaiveDate};

use super::clocks;
use super::dates::{self, DateStyle};
use super::records::Record;

/// The columns of a row, the first three from the heading of its page.
pub(super) const COLUMNS: [&str; 15] = [
    "Date",
    "Over",
    "Split",
    "Time",
    "ACD Calls",
    "Avg Speed Ans",
    "Aban Calls",
    "Avg Aban Time",
    "Avg Talk Time",
    "Total After Call",
    "Flow In",
    "Flow Out",
    "Total Aux",
    "Avg Staffed",
    "% In Serv Level",
];

/// Where the figures of a row stand, first and last character from 0.
const PLACES: [(usize, usize); 11] =
    [(12, 17), (18, 23), (25, 29), (30, 35), (36, 41), (42, 49), (50, 54), (55, 59), (60, 67), (68, 73), (75, 78)];
/// Characters that hold the range of time with which a row begins.
const TIME_WIDTH: usize = 12;
/// Labels of the heading that name a queue; a name is better than a number.
const NAMES: [&str; 5] = ["split name:", "group name:", "skill name:", "vdn name:", "hunt group name:"];
const NUMBERS: [&str; 5] = ["split:", "group:", "skill:", "vdn:", "hunt group:"];

/// What the heading of the current page says.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    day: Option<NaiveDate>,
    /// Seconds after midnight at which the report was printed.
    printed: Option<u32>,
    queue: String,
}

impl Page {
    /// Reads a line into `record`: `true` for a row of figures; headings are remembered.
    pub(super) fn row(&mut self, line: u64, text: &str, record: &mut Record) -> bool {
        let Some((time, from, to)) = range(text) else {
            self.heading(text);
            return false;
        };
        // A row of a time after the printing is of the day before: the report shows the last hours across midnight.
        let yesterday = self.printed.is_some_and(|printed| from >= printed);
        let over = yesterday || self.printed.is_none_or(|printed| to <= printed);
        let day = if yesterday { self.day.and_then(|d| d.checked_sub_days(Days::new(1))) } else { self.day };
        record.clear(line);
        record.push(&day.map_or(String::new(), |d| d.to_string()));
        record.push(if over { "yes" } else { "no" });
        record.push(&self.queue);
        record.push(time);
        for figure in &figures(text) {
            record.push(figure);
        }
        true
    }

    fn heading(&mut self, text: &str) {
        if let Some(day) = day(text) {
            *self = Self { day: Some(day), printed: printed(text), queue: String::new() };
        }
        let lower = text.to_ascii_lowercase();
        let value = |label: &&str| {
            let at = label_at(&lower, label)? + label.len();
            // Two blanks or the next label end a value.
            let value = text.get(at..)?.trim_start().split("  ").next()?.trim().to_owned();
            (!value.is_empty() && !value.ends_with(':')).then_some(value)
        };
        if let Some(queue) = NAMES.iter().find_map(value).or_else(|| NUMBERS.iter().find_map(value)) {
            self.queue = queue;
        }
    }
}

/// Where a label stands as a word of its own.
fn label_at(text: &str, label: &str) -> Option<usize> {
    text.match_indices(label).map(|(at, _)| at).find(|at| {
        text.get(..*at).and_then(|before| before.chars().next_back()).is_none_or(|c| !c.is_alphanumeric() && c != '/')
    })
}

/// Whether these lines are a printed BCMS report: its name in a heading, or rows of its shape under a heading with a date.
pub(super) fn is_report<'l>(lines: impl Iterator<Item = &'l str> + Clone) -> bool {
    let named = lines.clone().any(|l| l.contains("BCMS"));
    let rows = lines.clone().filter(|l| range(l).is_some() && !l.contains([',', ';', '\t', '|'])).count();
    rows > 0 && (named || lines.filter(|l| range(l).is_none()).any(|l| day(l).is_some() && printed(l).is_some()))
}

/// The range of time that a row begins with, and its ends in seconds after midnight.
fn range(text: &str) -> Option<(&str, u32, u32)> {
    let time = text.get(..TIME_WIDTH.min(text.len()))?;
    // The figures may begin in the last of these characters.
    let time = time.trim_end_matches(|c: char| !c.is_ascii_digit());
    let clock = clocks::clock(time).filter(|_| time.contains(':'))?;
    let end = clock.end.map(|end| if end == 0 { 86_400 } else { end })?;
    Some((time.trim(), clock.seconds, end))
}

/// The figures of a row. Where all are there, they stand in order; else each word goes to the column that it overlaps most, so
/// that a shifted column is still read.
fn figures(text: &str) -> [String; PLACES.len()] {
    let mut found: [String; PLACES.len()] = std::array::from_fn(|_| String::new());
    let mut at = TIME_WIDTH;
    let rest = text.get(TIME_WIDTH..).unwrap_or_default();
    if rest.split_whitespace().count() == PLACES.len() {
        found.iter_mut().zip(rest.split_whitespace()).for_each(|(cell, word)| word.clone_into(cell));
        return found;
    }
    for word in rest.split(' ') {
        let (first, last) = (at, at + word.len().saturating_sub(1));
        at += word.len() + 1;
        if word.trim().is_empty() {
            continue;
        }
        let overlap = |(from, to): &(usize, usize)| last.min(*to) as i64 - first.max(*from) as i64;
        let best = PLACES.iter().enumerate().max_by_key(|(_, place)| overlap(place)).map_or(0, |(i, _)| i);
        if let Some(cell) = found.get_mut(best) {
            cell.push_str(word.trim());
        }
    }
    found
}

/// The date in words of a heading.
fn day(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(3).find_map(|three| {
        let joined = three.join(" ");
        // Figures alone are no date here: a heading has many numbers.
        let spoken = three.first().is_some_and(|w| w.starts_with(|c: char| c.is_ascii_alphabetic()));
        spoken.then(|| dates::date(&joined, DateStyle::ISO).ok()).flatten()
    })
}

/// The time of day of a heading: a clock and `am` or `pm`, or a clock alone.
fn printed(text: &str) -> Option<u32> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let half = |w: &str| ["am", "pm"].contains(&w.to_ascii_lowercase().as_str());
    let pair = words.windows(2).find_map(|two| match two {
        [clock, word] if half(word) => clocks::clock(&format!("{clock} {word}")),
        _ => None,
    });
    pair.or_else(|| words.iter().filter(|w| w.contains(':') && !w.ends_with(':')).find_map(|w| clocks::clock(w)))
        .map(|clock| clock.seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "Switch Name: North                                   03:04 pm Mon  Jan 02, 2006";

    fn rows(lines: &[&str]) -> Vec<Vec<String>> {
        let (mut page, mut record) = (Page::default(), Record::default());
        let mut found = Vec::new();
        for (line, text) in (1..).zip(lines) {
            if page.row(line, text, &mut record) {
                found.push(record.to_vec());
            }
        }
        found
    }

    #[test]
    fn rows_take_their_day_and_queue_from_the_heading() {
        let found = rows(&[
            HEADING,
            "Split: 3          Split Name: Sales          Acceptable Service Level: 20",
            "-----------------------------------------------------------------------------",
            "08:00- 9:00     32   :25     4   :32  5:15    75:10    0    1     10:00   4.5    90",
            "14:00-15:00     10   :05     0   :00  4:00     0:30    0    0      0:00   4.0   100",
            "15:00-16:00      1   :05     0   :00  4:00     0:30    0    0      0:00   4.0   100",
            "23:00- 0:00      2   :05     0   :00  4:00     0:30    0    0      0:00   4.0   100",
            "SUMMARY         45   :20",
            // Without calls there are no means: the columns decide.
            " 7:00- 8:00      0           1   :40         0:00",
        ]);
        let cells = |row: usize| found[row][..10].to_vec();
        assert_eq!(cells(0), ["2006-01-02", "yes", "Sales", "08:00- 9:00", "32", ":25", "4", ":32", "5:15", "75:10"]);
        assert_eq!(found[0][10..], ["0", "1", "10:00", "4.5", "90"]);
        // The hour in which the report was printed is not over, and a later one is yesterday's.
        assert_eq!((found[2][1].as_str(), found[3][0].as_str(), found[3][1].as_str()), ("no", "2006-01-01", "yes"));
        assert_eq!(found.len(), 5);
        assert_eq!(found[4][4..11], ["0", "", "1", ":40", "", "0:00", ""]);
    }

    #[test]
    fn reports_are_told_from_other_texts() {
        let row = "08:00- 9:00     32   :25     4";
        assert!(is_report(["BCMS SPLIT REPORT", row].into_iter()));
        assert!(is_report([HEADING, row].into_iter()));
        assert!(!is_report(["08:00-09:00,32,25", "09:00-10:00,3,25"].into_iter()));
        assert!(!is_report([row].into_iter()));
    }
}
