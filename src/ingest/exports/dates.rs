//! Dates as exports write them, and what a file proves about the order of day and month.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The order of the parts of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Year, month, day.
    YearMonthDay,
    /// Month, day, year.
    MonthDayYear,
    /// Day, month, year.
    DayMonthYear,
}

impl Order {
    /// The words that people read.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::YearMonthDay => "year-month-day",
            Self::MonthDayYear => "month/day/year",
            Self::DayMonthYear => "day/month/year",
        }
    }

    fn arrange([a, b, c]: [u32; 3], order: Self) -> (u32, u32, u32) {
        match order {
            Self::YearMonthDay => (a, b, c),
            Self::MonthDayYear => (c, a, b),
            Self::DayMonthYear => (c, b, a),
        }
    }
}

/// How the dates of a file are written: of `date_format`, or of what the file proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateStyle {
    /// The order of parts where the text itself does not tell.
    pub(super) order: Order,
    /// Dates without separators have a year of two digits.
    pub(super) short_compact: bool,
}

impl DateStyle {
    /// ISO dates, and eight digits as year, month, day.
    pub(super) const ISO: Self = Self { order: Order::YearMonthDay, short_compact: false };

    /// The words for people.
    pub(super) const fn words(self) -> &'static str {
        if self.short_compact { "year-month-day, two digits each" } else { self.order.words() }
    }

    /// A `date_format` that reads the same.
    pub(super) const fn format(self) -> &'static str {
        match (self.order, self.short_compact) {
            (Order::YearMonthDay, false) => "YYYY-MM-DD",
            (Order::YearMonthDay, true) => "YYMMDD",
            (Order::MonthDayYear, false) => "M/D/YYYY",
            (Order::MonthDayYear, true) => "MMDDYY",
            (Order::DayMonthYear, false) => "D/M/YYYY",
            (Order::DayMonthYear, true) => "DDMMYY",
        }
    }

    /// Reads a `date_format` such as `YYMMDD`, `D-M-YYYY` or `M/D/YYYY`.
    pub(super) fn parse(format: &str) -> Option<Self> {
        let letters: String = format.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
        let mut order = letters.chars().collect::<Vec<_>>();
        order.dedup();
        let order = match order.as_slice() {
            ['Y', 'M', 'D'] => Order::YearMonthDay,
            ['M', 'D', 'Y'] => Order::MonthDayYear,
            ['D', 'M', 'Y'] => Order::DayMonthYear,
            _ => return None,
        };
        let short_compact = format.len() == letters.len() && letters.matches('Y').count() == 2;
        Some(Self { order, short_compact })
    }
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateFault {
    /// Not of the form of a date.
    Unreadable,
    /// Of the form, but there is no such day.
    NoSuchDay,
}

/// The day of a date text.
pub(super) fn date(text: &str, style: DateStyle) -> Result<NaiveDate, DateFault> {
    if let Some((day, _)) = serial(text) {
        return Ok(day);
    }
    let parts = parts(text, style).ok_or(DateFault::Unreadable)?;
    let order = parts.proven.unwrap_or(style.order);
    let (year, month, day) = Order::arrange(parts.values, order);
    let year = if parts.long_year { year } else { full_year(year) };
    let year = i32::try_from(year).ok().filter(|y| (1900..=2200).contains(y)).ok_or(DateFault::NoSuchDay)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateFault::NoSuchDay)
}

/// A spreadsheet's serial number of a day from 1970 to 2099 (days after 1899-12-30), and the seconds of its fraction.
pub(super) fn serial(text: &str) -> Option<(NaiveDate, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = whole.len() == 5 && [whole, fraction].iter().all(|t| t.bytes().all(|b| b.is_ascii_digit()));
    let days: u64 = if is_number { whole.parse().ok()? } else { return None };
    if !(25_569..73_051).contains(&days) {
        return None;
    }
    let seconds = day_fraction(fraction)?;
    // A fraction of all but half a second is the next midnight.
    let (days, seconds) = if seconds == 86_400 { (days + 1, 0) } else { (days, seconds) };
    Some((NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))?, seconds))
}

/// The seconds of a decimal fraction of a day, given by its digits.
pub(super) fn day_fraction(digits: &str) -> Option<u32> {
    let fraction: f64 = if digits.is_empty() { 0.0 } else { format!("0.{digits}").parse().ok()? };
    Some(whole_seconds(fraction * 86_400.0))
}

fn whole_seconds(seconds: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a fraction of a day has 0 to 86,400 seconds"
    )]
    let whole = seconds.round().clamp(0.0, 86_400.0) as u32;
    whole
}

/// The three numbers of a date text, and what their digits prove.
struct Parts {
    values: [u32; 3],
    /// The order that the text itself proves.
    proven: Option<Order>,
    /// The year has four digits.
    long_year: bool,
}

fn parts(text: &str, style: DateStyle) -> Option<Parts> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return compact(text, style);
    }
    if text.contains([' ', ',']) {
        return spoken(text);
    }
    let mut pieces = text.trim_end_matches('日').split(['-', '/', '.', '年', '月']).map(str::trim);
    let pieces = [pieces.next()?, pieces.next()?, pieces.next().filter(|_| pieces.next().is_none())?];
    if let Some(month) = month_of_name(pieces[1]) {
        let (a, c) = (small(pieces[0])?, small(pieces[2])?);
        let proven = Some(if pieces[0].len() == 4 { Order::YearMonthDay } else { Order::DayMonthYear });
        return Some(Parts { values: [a, month, c], proven, long_year: pieces[0].len() == 4 || pieces[2].len() == 4 });
    }
    let values = [small(pieces[0])?, small(pieces[1])?, small(pieces[2])?];
    let proven = if pieces[0].len() == 4 || (pieces[2].len() < 4 && values[0] > 31) {
        Some(Order::YearMonthDay)
    } else if pieces[2].len() == 4 && style.order == Order::YearMonthDay {
        // The year is last, so the style says nothing of day and month: only an impossible month does.
        Some(if values[0] > 12 { Order::DayMonthYear } else { Order::MonthDayYear })
    } else {
        None
    };
    Some(Parts { values, proven, long_year: pieces[0].len() == 4 || pieces[2].len() == 4 })
}

/// A date in words: `Jan 02, 2006`, `2 January 2006`, with or without a weekday; or a weekday before figures.
fn spoken(text: &str) -> Option<Parts> {
    let mut month = None;
    let mut figures = Vec::new();
    for word in text.split([' ', ',']).filter(|w| !w.is_empty()) {
        match (month_of_name(word), small(word)) {
            (Some(named), _) if month.is_none() => month = Some(named),
            (_, Some(figure)) => figures.push((figure, word.len() == 4)),
            _ if is_weekday(word) => {}
            _ => return None,
        }
    }
    match (month, figures.as_slice()) {
        (Some(month), [(year, true), (day, _)]) => {
            Some(Parts { values: [*year, month, *day], proven: Some(Order::YearMonthDay), long_year: true })
        }
        (Some(month), [(day, false), (year, long_year)]) => {
            Some(Parts { values: [*day, month, *year], proven: Some(Order::DayMonthYear), long_year: *long_year })
        }
        _ => None,
    }
}

/// Six or eight digits without separators. Eight that begin with a year of our times are year, month, day: no month or day
/// has the number 19 to 22 in front of a day or month that fits.
fn compact(text: &str, style: DateStyle) -> Option<Parts> {
    let year = if style.short_compact { 2 } else { 4 };
    if text.len() != year + 4 {
        return None;
    }
    let figures = |order: Order| -> Option<[u32; 3]> {
        let widths = if order == Order::YearMonthDay { [year, 2] } else { [2, 2] };
        let (a, rest) = text.split_at_checked(widths[0])?;
        let (b, c) = rest.split_at_checked(widths[1])?;
        Some([small(a)?, small(b)?, small(c)?])
    };
    let year_first = figures(Order::YearMonthDay)?;
    let [y, m, d] = year_first;
    let begins_with_year = (1900..=2200).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d);
    if begins_with_year || (year == 2 && style.order == Order::YearMonthDay) {
        return Some(Parts { values: year_first, proven: Some(Order::YearMonthDay), long_year: year == 4 });
    }
    let year_last = figures(Order::DayMonthYear)?;
    let ends_with_year = year == 2 || (1900..=2200).contains(&year_last[2]);
    if !ends_with_year {
        return Some(Parts { values: year_first, proven: Some(Order::YearMonthDay), long_year: year == 4 });
    }
    // As for dates with separators whose year is last.
    let by_month = if year_last[0] > 12 { Order::DayMonthYear } else { Order::MonthDayYear };
    let proven = (style.order == Order::YearMonthDay).then_some(by_month);
    Some(Parts { values: year_last, proven, long_year: year == 4 })
}

/// A number of at most four digits.
fn small(text: &str) -> Option<u32> {
    let valid = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

/// A year of two digits: 69 to 99 lie in the last century.
const fn full_year(year: u32) -> u32 {
    match year {
        0..=68 => 2000 + year,
        69..=99 => 1900 + year,
        _ => year,
    }
}

/// The month of its English name or of the beginning of it (`Jan`, `Sept.`).
fn month_of_name(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.trim_end_matches('.').to_ascii_lowercase();
    if lower.len() < 3 {
        return None;
    }
    NAMES.iter().zip(1..).find(|(name, _)| name.starts_with(&lower)).map(|(_, month)| month)
}

fn is_weekday(text: &str) -> bool {
    weekday(text).is_some()
}

/// The weekday of its English name or of the beginning of it, or of its Chinese name.
pub(super) fn weekday(text: &str) -> Option<Weekday> {
    const NAMES: [(&str, char, Weekday); 7] = [
        ("monday", '一', Weekday::Mon),
        ("tuesday", '二', Weekday::Tue),
        ("wednesday", '三', Weekday::Wed),
        ("thursday", '四', Weekday::Thu),
        ("friday", '五', Weekday::Fri),
        ("saturday", '六', Weekday::Sat),
        ("sunday", '日', Weekday::Sun),
    ];
    if let Some(day) = ["星期", "周", "礼拜"].iter().find_map(|week| text.strip_prefix(week)) {
        let mut rest = day.chars().map(|c| if c == '天' { '日' } else { c });
        let (Some(day), None) = (rest.next(), rest.next()) else { return None };
        return NAMES.iter().find(|(_, chinese, _)| *chinese == day).map(|(_, _, weekday)| *weekday);
    }
    let lower = text.trim_end_matches('.').to_ascii_lowercase();
    let is_begun = |name: &str| lower.len() >= 3 && name.starts_with(&lower);
    NAMES.iter().find(|(name, ..)| is_begun(name)).map(|(_, _, weekday)| *weekday)
}

/// What the dates of a file prove about their order.
#[derive(Clone, Debug, Default)]
pub(super) struct OrderEvidence {
    month_first: Reading,
    day_first: Reading,
    seen: bool,
    slashes: bool,
}

/// One way to read the dates: how often it makes no day or a day of another weekday, how often time runs backwards, how often
/// it leaps.
#[derive(Clone, Debug, Default)]
struct Reading {
    impossible: u64,
    backwards: u64,
    /// From one date to the next, more than this many days lie between only where weeks of history are missing.
    leaps: u64,
    steps: u64,
    previous: Option<NaiveDate>,
    span: Option<(NaiveDate, NaiveDate)>,
}

impl Reading {
    fn observe(&mut self, date: Option<NaiveDate>, weekday: Option<Weekday>) {
        let another_weekday = weekday.is_some() && date.is_some_and(|d| Some(d.weekday()) != weekday);
        self.impossible += u64::from(date.is_none() || another_weekday);
        self.backwards += u64::from(date < self.previous && date.is_some());
        if let (Some(date), Some(previous)) = (date, self.previous)
            && date != previous
        {
            self.steps += 1;
            self.leaps += u64::from(date.signed_duration_since(previous).num_days().abs() > LEAP_DAYS);
        }
        self.previous = date.or(self.previous);
        if let Some(date) = date {
            let (first, last) = self.span.unwrap_or((date, date));
            self.span = Some((first.min(date), last.max(date)));
        }
    }

    fn is_continuous(&self) -> bool {
        self.leaps == 0 && self.steps >= 3
    }

    fn words(&self, order: Order) -> String {
        let span = self.span.map_or(String::new(), |(a, b)| format!(" they run from {a} to {b}"));
        format!("read as {}{span}", order.words())
    }
}

/// Days from one date to the next that a log of days does not leave out.
const LEAP_DAYS: i64 = 20;

impl OrderEvidence {
    /// Looks at one date text, and the weekday that stands beside it.
    pub(super) fn observe(&mut self, text: &str, weekday: Option<Weekday>) {
        let unproven = DateStyle { order: Order::MonthDayYear, short_compact: false };
        if serial(text).is_some() {
            return;
        }
        let Some(parts) = parts(text, unproven) else { return };
        if parts.proven.is_some() {
            return;
        }
        self.seen = true;
        self.slashes |= text.contains('/') || text.bytes().all(|b| b.is_ascii_digit());
        let read = |order| date(text, DateStyle { order, short_compact: false }).ok();
        self.month_first.observe(read(Order::MonthDayYear), weekday);
        self.day_first.observe(read(Order::DayMonthYear), weekday);
    }

    /// Whether dates were seen that can be read in two orders.
    pub(super) fn is_open(&self) -> bool {
        self.seen
    }

    /// Whether the dates seen settle the order.
    pub(super) fn is_settled(&self) -> bool {
        self.seen && self.month_first.impossible != self.day_first.impossible
    }

    /// What the dates are in either order.
    pub(super) fn words(&self) -> String {
        let month_first = self.month_first.words(Order::MonthDayYear);
        format!("{month_first}, {}", self.day_first.words(Order::DayMonthYear))
    }

    /// The order, and whether the file proves it: by a day that does not exist, or by days that follow each other in one
    /// order and leap from month to month in the other.
    pub(super) fn decide(&self) -> (Order, bool) {
        if !self.seen {
            return (Order::YearMonthDay, true);
        }
        let (month_first, day_first) = (&self.month_first, &self.day_first);
        let by = |m: u64, d: u64| if m < d { Order::MonthDayYear } else { Order::DayMonthYear };
        if self.is_settled() {
            return (by(month_first.impossible, day_first.impossible), true);
        }
        if month_first.is_continuous() != day_first.is_continuous() {
            return (by(month_first.leaps, day_first.leaps), true);
        }
        if month_first.backwards != day_first.backwards {
            return (by(month_first.backwards, day_first.backwards), false);
        }
        (if self.slashes { Order::MonthDayYear } else { Order::DayMonthYear }, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: &str) -> Result<String, DateFault> {
        date(text, DateStyle::parse(format).expect("a format")).map(|d| d.to_string())
    }

    #[test]
    fn dates_are_read_in_their_format() {
        for (text, format) in [
            ("1999-01-31", "YYYY-MM-DD"),
            ("1999/1/31", "YYYY-MM-DD"),
            ("19990131", "YYYYMMDD"),
            ("990131", "YYMMDD"),
            ("1/31/1999", "M/D/YYYY"),
            ("1/31/99", "M/D/YYYY"),
            ("31-1-1999", "D-M-YYYY"),
            ("01311999", "MMDDYYYY"),
            ("31.01.1999", "D.M.YYYY"),
            ("31-Jan-1999", "YYYY-MM-DD"),
            ("Jan 31, 1999", "YYYY-MM-DD"),
            ("Sunday, 31 January 1999", "YYYY-MM-DD"),
            ("01311999", "YYYY-MM-DD"),
            ("31011999", "YYYY-MM-DD"),
            ("19990131", "MMDDYYYY"),
            ("1999年1月31日", "YYYY-MM-DD"),
        ] {
            assert_eq!(read(text, format).as_deref(), Ok("1999-01-31"), "{text}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_told_from_texts_that_are_no_date() {
        assert_eq!(read("1999-02-29", "YYYY-MM-DD"), Err(DateFault::NoSuchDay));
        assert_eq!(read("990230", "YYMMDD"), Err(DateFault::NoSuchDay));
        assert_eq!(read("2000-02-29", "YYYY-MM-DD").as_deref(), Ok("2000-02-29"));
        assert_eq!(read("46083", "YYYY-MM-DD").as_deref(), Ok("2026-03-02"), "a spreadsheet's serial number");
        for text in ["", "soon", "1-2", "1-2-3-4", "99999-01-01", "12345", "--", "Mar 2026", "2 Nov", "Feb 3 4 2026"] {
            assert_eq!(read(text, "YYYY-MM-DD"), Err(DateFault::Unreadable), "{text}");
        }
    }

    fn evidence(texts: &[&str]) -> (Order, bool) {
        let mut evidence = OrderEvidence::default();
        for text in texts {
            evidence.observe(text, None);
        }
        evidence.decide()
    }

    #[test]
    fn a_weekday_beside_the_date_proves_its_order() {
        for (text, day, order) in [
            ("03/04/2026", "Friday", Order::DayMonthYear),
            ("03/04/2026", "Wed", Order::MonthDayYear),
            ("03/04/2026", "星期五", Order::DayMonthYear),
            ("03/04/2026", "周三", Order::MonthDayYear),
        ] {
            let mut evidence = OrderEvidence::default();
            evidence.observe(text, weekday(day));
            assert_eq!(evidence.decide(), (order, true), "{day} {text}");
        }
        assert_eq!((weekday("星期天"), weekday("周报"), weekday("Mo")), (Some(Weekday::Sun), None, None));
    }

    #[test]
    fn the_file_proves_its_order_or_leaves_it_open() {
        assert_eq!(evidence(&["8/12/2023", "8/14/2023"]), (Order::MonthDayYear, true));
        assert_eq!(evidence(&["1-1-2013", "13-1-2013"]), (Order::DayMonthYear, true));
        assert_eq!(evidence(&["2013-01-05"]), (Order::YearMonthDay, true));
        assert_eq!(evidence(&["3/4/2026"]), (Order::MonthDayYear, false));
        assert_eq!(evidence(&["3-4-2026"]), (Order::DayMonthYear, false));
        // Days that follow each other prove their order: in the other one they leap from month to month.
        assert_eq!(evidence(&["01/02/2026", "02/02/2026", "03/02/2026", "04/02/2026"]), (Order::DayMonthYear, true));
        assert_eq!(evidence(&["02/01/2026", "02/02/2026", "02/03/2026", "02/04/2026"]), (Order::MonthDayYear, true));
        assert_eq!(evidence(&["03042026"]), (Order::MonthDayYear, false));
        assert_eq!(evidence(&["03042026", "03132026"]), (Order::MonthDayYear, true));
        // Time runs forward only when the day comes first.
        assert_eq!(evidence(&["11/1/2026", "12/1/2026", "1/2/2026"]), (Order::DayMonthYear, false));
    }
}
