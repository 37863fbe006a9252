//! A row of a table: cells by column name, each fault with its line, its column and its text.

use std::str::FromStr;

use chrono::{NaiveDate, Weekday};
use csv::StringRecord;

use super::names::Names;
use super::table::Table;
use crate::domain::codes::Code;
use crate::domain::findings::Finding;
use crate::domain::span::Span;
use crate::domain::spreadsheet::restored;
use crate::domain::time::{ClockChange, ClockTime, Instant, Zone};
use crate::domain::units::Minutes;
use crate::ingest::faults::shown;
use crate::ingest::when;

/// A row of a table.
pub(crate) struct Row<'t, 'f> {
    pub(super) table: &'t Table<'f>,
    pub(super) record: StringRecord,
    /// Its line in the file, from 1.
    pub(crate) line: u64,
}

impl Row<'_, '_> {
    /// The trimmed text of a cell; `None` when it is blank or the column absent.
    pub(crate) fn text(&self, column: &str) -> Option<&str> {
        let cell = self.record.get(self.table.index(column)?).map(str::trim).filter(|cell| !cell.is_empty());
        cell.map(restored)
    }

    /// The text of a cell that must be filled.
    pub(crate) fn need(&self, column: &str) -> Option<&str> {
        let text = self.text(column);
        if text.is_none() {
            self.fault(Code::CellMissing, column, || ("the cell is empty".to_owned(), None));
        }
        text
    }

    /// A cell that must be filled, read by one of the methods below.
    pub(crate) fn required<'r, T>(
        &'r self,
        column: &'static str,
        read: impl FnOnce(&'r Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        self.need(column).and_then(|_| read(self, column))
    }

    /// A cell read by `parse`; a text that it refuses is a fault that says what was `expected`. Blank is `None` too.
    pub(crate) fn parsed<T>(&self, column: &str, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(self.text(column)?);
        if value.is_none() {
            self.fault(Code::CellInvalid, column, || (format!("expected {expected}"), None));
        }
        value
    }

    /// A number.
    pub(crate) fn number(&self, column: &str) -> Option<f64> {
        self.parsed(column, "a number such as 12 or 12.5", |t| f64::from_str(t).ok())
    }

    /// A number as a unit that refuses what it cannot be.
    pub(crate) fn unit<T>(&self, column: &str, unit: impl FnOnce(f64) -> Option<T>) -> Option<T> {
        let value = unit(self.number(column)?);
        if value.is_none() {
            let message = "the number is negative, too large or not finite".to_owned();
            self.fault(Code::CellRange, column, || (message, None));
        }
        value
    }

    /// A whole number that is not negative (`12`, also `12.0`).
    pub(crate) fn whole(&self, column: &str) -> Option<u32> {
        let number = self.number(column)?;
        let whole = crate::ingest::whole(number);
        if whole.is_none() {
            self.fault(Code::CellRange, column, || ("expected a whole number from 0".to_owned(), None));
        }
        whole
    }

    /// `true`/`false` or `1`/`0`.
    pub(crate) fn flag(&self, column: &str) -> Option<bool> {
        self.parsed(column, "true or false (or 1 or 0)", |text| match text.to_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    /// A date.
    pub(crate) fn date(&self, column: &str) -> Option<NaiveDate> {
        let text = self.text(column)?;
        let expected = if when::looks_like_date(text) {
            "a date that exists: the calendar has no such day"
        } else {
            "a date such as 2026-12-01"
        };
        self.parsed(column, expected, when::date)
    }

    /// A time, local or with an offset; a clock change is noted.
    pub(crate) fn moment(&self, column: &str, zone: Zone) -> Option<Instant> {
        let expected = "a time such as 2026-12-01 07:30, or with an offset 2026-12-01T07:30:00+08:00";
        let moment = self.parsed(column, expected, |text| when::moment(text, zone))?;
        if let Some(change) = moment.change {
            let what = match change {
                ClockChange::Skipped => "does not exist in this zone; it moved forward by the gap, to",
                ClockChange::Repeated => "exists twice in this zone; taken as the first,",
            };
            let message = format!("the local time {what} {}", zone.rfc3339(moment.at));
            self.fault(Code::ClockChanged, column, || (message, None));
        }
        Some(moment.at)
    }

    /// A cell that must name something known; else a fault with the nearest name.
    pub(crate) fn named(&self, column: &str, names: &Names) -> Option<&str> {
        let text = self.text(column)?;
        if names.has(text) {
            return Some(text);
        }
        self.fault(Code::NameUnknown, column, || (names.unknown(text), Some(names.hint(text))));
        None
    }

    /// `[start, end)` from two columns of times; an end that is not later is a fault.
    pub(crate) fn span(&self, start: &str, end: &str, zone: Zone) -> Option<Span> {
        let (from, to) = (self.moment(start, zone), self.moment(end, zone));
        let span = Span::new(from?, to?);
        if span.is_none() {
            self.fault(Code::EndBeforeStart, end, || (format!("the {end} is not after the {start}"), None));
        }
        span
    }

    /// Whether the agent or team is listed; else a warning, as the row has no effect.
    pub(crate) fn listed(&self, column: &str, name: &str, names: &Names) -> bool {
        let listed = names.has(name);
        if !listed {
            self.fault(Code::AgentUnlisted, column, || {
                (format!("{}: the row has no effect", names.unknown(name)), Some(names.hint(name)))
            });
        }
        listed
    }

    /// A clock time.
    pub(crate) fn clock(&self, column: &str) -> Option<ClockTime> {
        self.parsed(column, "a clock time such as 07:30, at most 24:00", when::clock)
    }

    /// A weekday or a range of weekdays.
    pub(crate) fn weekdays(&self, column: &str) -> Option<Vec<Weekday>> {
        self.parsed(column, "a weekday such as mon, monday or 周一, or a range such as mon-fri", when::weekdays)
    }

    /// Whether a moment starts an interval of the centre's grid; else a fault.
    pub(crate) fn on_grid(&self, column: &str, at: Instant, zone: Zone, interval: Minutes) -> bool {
        use chrono::Timelike as _;
        let seconds = zone.local(at).num_seconds_from_midnight();
        let on_grid = seconds.is_multiple_of(interval.get().max(1) * 60);
        if !on_grid {
            self.fault(Code::OffGrid, column, || {
                (format!("the time is not the start of a {}-minute interval", interval.get()), None)
            });
        }
        on_grid
    }

    /// Whether a filled cell could not be read: blank cells of optional columns are no fault.
    pub(crate) fn broken<T>(&self, column: &str, value: Option<&T>) -> bool {
        value.is_none() && self.text(column).is_some()
    }

    /// Adds a finding about a cell of this row; `say` gives the message and the hint.
    pub(crate) fn fault(&self, code: Code, column: &str, say: impl FnOnce() -> (String, Option<String>)) {
        self.table.faults.push(code, || {
            let (message, hint) = say();
            let place = self.table.faults.line(self.line).cell(column, &shown(self.text(column).unwrap_or_default()));
            let finding = Finding::new(code, message).at(place);
            match hint {
                Some(hint) => finding.hint(hint),
                None => finding,
            }
        });
    }

    /// Trailing blank cells, as spreadsheets add them, are no fault.
    pub(super) fn report_width(&self, columns: usize) {
        let surplus = self.record.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        if self.record.len() >= columns && !surplus {
            return;
        }
        let count = self.record.len();
        self.table.faults.push(Code::RowWidth, || {
            let text = self.record.iter().collect::<Vec<_>>().join(",");
            let mut place = self.table.faults.line(self.line);
            place.text = Some(shown(&text));
            Finding::new(Code::RowWidth, format!("the row has {count} cells, the header {columns}"))
                .at(place)
                .hint("put a text that contains a comma into double quotes")
        });
    }
}
