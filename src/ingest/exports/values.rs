//! Numbers and durations as exports write them.

use super::clocks;
use super::faults::Fault;
use crate::domain::codes::Code;

/// The largest count that an interval can have; more is damage.
const LARGEST_COUNT: f64 = 1e9;
/// The longest wait or handle time, in seconds; more is damage.
pub(super) const LONGEST_S: f64 = 86_400.0;
/// The longest sum of times of one interval and queue, in seconds: a thousand people for a month.
const LONGEST_TOTAL_S: f64 = 3e9;
/// A negative duration by the clock that is shorter than this, in seconds, once a day is added, ran across midnight.
const ACROSS_MIDNIGHT_S: f64 = 7_200.0;

/// Words for "no value", in lower case. An average over nothing is written as `Infinity%` or an error of the spreadsheet.
const BLANKS: [&str; 22] = [
    "",
    "-",
    "--",
    "—",
    "–",
    "na",
    "n/a",
    "n.a.",
    "null",
    "(null)",
    "none",
    "nil",
    "infinity",
    "-infinity",
    "nan",
    "inf",
    "∞",
    "#n/a",
    "#div/0!",
    "#value!",
    "#null!",
    "无",
];

/// Whether a cell says that there is no value.
pub(super) fn is_blank(text: &str) -> bool {
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let plain = text.trim_end_matches('%').trim_end();
    BLANKS.iter().any(|blank| plain.eq_ignore_ascii_case(blank))
}

/// How the numbers of a file write their decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Decimals {
    /// Nothing proves it: a comma before three digits groups thousands, any other one is a decimal comma.
    #[default]
    Open,
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

impl Decimals {
    /// What one cell proves.
    pub(super) fn proven_by(text: &str) -> Option<Self> {
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%');
        if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') || !text.chars().all(is_number) {
            return None;
        }
        let plain = text.trim_end_matches('%');
        let behind = |mark: char| plain.rsplit_once(mark).map(|(_, digits)| digits.len());
        match (plain.matches(',').count(), plain.matches('.').count()) {
            (1.., 1..) if plain.rfind(',') > plain.rfind('.') => Some(Self::Comma),
            (1.., 1..) => Some(Self::Point),
            (1, 0) if behind(',') != Some(3) => Some(Self::Comma),
            (0, 1) if behind('.') != Some(3) => Some(Self::Point),
            _ => None,
        }
    }
}

/// A plain number where nothing is known of the file's way to write decimals.
pub(super) fn number(text: &str) -> Option<f64> {
    number_in(text, Decimals::Open)
}

/// A plain number: digits, grouped or not, with decimals as the file writes them.
pub(super) fn number_in(text: &str, decimals: Decimals) -> Option<f64> {
    let plain = text.trim();
    if plain.len() <= 15 && !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit()) {
        return plain.parse().ok();
    }
    let ungrouped =
        if plain.contains([' ', '\u{a0}', '\u{202f}', '\'', '’']) { ungrouped(plain)? } else { String::new() };
    let plain = if ungrouped.is_empty() { plain } else { &ungrouped };
    if !plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+' | b'e' | b'E')) {
        return None;
    }
    let comma = match decimals {
        Decimals::Comma => true,
        Decimals::Point => false,
        Decimals::Open => plain.rfind(',') > plain.rfind('.') && (plain.contains('.') || !has_thousands(plain, ',')),
    };
    let (group, point) = if comma { ('.', ',') } else { (',', '.') };
    let value: f64 = match (plain.contains(group), plain.contains(point)) {
        (false, false) => plain.parse().ok()?,
        (true, _) if !has_thousands(plain.split(point).next().unwrap_or_default(), group) => return None,
        _ => plain.replace(group, "").replacen(point, ".", 1).parse().ok()?,
    };
    value.is_finite().then_some(value)
}

/// Groups of three digits after each mark, as `12,345.6`.
fn has_thousands(text: &str, mark: char) -> bool {
    let whole = text.trim_start_matches(['-', '+']).split('.').next().unwrap_or_default();
    let whole = if mark == '.' { text.trim_start_matches(['-', '+']) } else { whole };
    let mut groups = whole.split(mark);
    let lead = groups.next().unwrap_or_default();
    (1..=3).contains(&lead.len()) && groups.all(|g| g.len() == 3)
}

/// The number without blanks or apostrophes between groups of three digits; `None` where they stand elsewhere.
fn ungrouped(text: &str) -> Option<String> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    let mut groups = text.split(is_mark);
    let mut plain = groups.next().filter(|lead| (1..=4).contains(&lead.len()))?.to_owned();
    for group in groups {
        let digits = group.split(['.', ',']).next().unwrap_or_default();
        if digits.len() != 3 {
            return None;
        }
        plain.push_str(group);
    }
    Some(plain)
}

/// A count of calls; `None` where the cell is blank.
pub(super) fn count(column: &str, text: &str, decimals: Decimals) -> Result<Option<f64>, Fault> {
    if is_blank(text) {
        return Ok(None);
    }
    match number_in(text, decimals) {
        None => Err(Fault::cell(Code::NumberInvalid, column, text, "this is not a number")),
        Some(v) if v < 0.0 => Err(Fault::cell(Code::CountNegative, column, text, "a count cannot be negative")),
        Some(v) if v > LARGEST_COUNT => {
            Err(Fault::cell(Code::NumberInvalid, column, text, "a count this large cannot be right"))
        }
        // Negative zero is zero.
        Some(v) => Ok(Some(v.abs())),
    }
}

/// A number of seconds, or a duration by the clock or in words; the sign is kept.
pub(super) fn seconds(text: &str) -> Option<f64> {
    seconds_in(text, Scale::default())
}

/// A plain number in the column's unit, or `h:mm:ss`, `m:ss` (`h:mm` where the unit says so), `d.hh:mm:ss`, each with a
/// fraction; `1 day, 2:03:04`, `2h 3m 4s`, `PT2M3S`, `3分9秒`.
pub(super) fn seconds_in(text: &str, scale: Scale) -> Option<f64> {
    let plain = text.trim();
    if let Some(value) = number_in(plain, scale.decimals) {
        return Some(scale.unit.in_seconds(value));
    }
    let bare = plain.trim_end_matches(['s', '秒']).trim_end();
    if bare.len() < plain.len()
        && let Some(value) = number_in(bare, scale.decimals)
    {
        return Some(value);
    }
    let (sign, rest) = plain.strip_prefix('-').map_or((1.0, plain), |rest| (-1.0, rest));
    let clock = rest.contains(':').then(|| by_clock(rest, scale.unit).or_else(|| by_time_of_day(rest)));
    let value = clock.unwrap_or_else(|| in_words(rest))?;
    value.is_finite().then_some(sign * value)
}

/// `12:03:20 AM`: a spreadsheet shows a duration below a day as a time of day.
fn by_time_of_day(text: &str) -> Option<f64> {
    let has_half = text.ends_with(['M', 'm']) && text.matches(':').count() == 2;
    let clock = clocks::clock(text).filter(|_| has_half)?;
    Some(f64::from(clock.seconds))
}

fn by_clock(text: &str, unit: Unit) -> Option<f64> {
    // `1 day, 2:03:04` and `1.02:03:04`.
    let (days, clock) = match text.rsplit_once([' ', '.']) {
        Some((before, clock)) if clock.contains(':') => (days_of(before)?, clock),
        _ => (0.0, text),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut total = 0.0;
    for (i, part) in parts.iter().enumerate() {
        let valid =
            part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) && (i == 0 || !part.is_empty());
        let value: f64 = match part.is_empty() {
            _ if !valid => return None,
            true => 0.0,
            false => part.replacen(',', ".", 1).parse().ok()?,
        };
        if i > 0 && value >= 60.0 {
            return None;
        }
        total = total * 60.0 + value;
    }
    let short = parts.len() == 2 && unit == Unit::HoursMinutes;
    let seconds = days * 86_400.0 + if short { total * 60.0 } else { total };
    // Sixty times four and 33.768 is 273.768, and not what the last bits make of it.
    Some((seconds * 1e6).round() / 1e6)
}

fn days_of(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let word = text.strip_prefix(digits)?.trim_matches([' ', ',']);
    (["", "d", "day", "days", "天"].contains(&word)).then(|| digits.parse().ok()).flatten()
}

/// `2h 3m 4s`, `PT2M3S`, `3 min`, `3分9秒`: numbers, each followed by its unit.
fn in_words(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    let mut rest = lower.strip_prefix('p').unwrap_or(&lower).trim();
    let mut total = None;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(['t', ' ', ',']);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let (figure, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let word = after.len() - after.trim_start_matches(char::is_alphabetic).len();
        let (word, after) = after.split_at_checked(word)?;
        let unit = match word {
            "d" | "day" | "days" | "天" => 86_400.0,
            "h" | "hr" | "hrs" | "hour" | "hours" | "小时" | "时" => 3_600.0,
            "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" => 60.0,
            "s" | "sec" | "secs" | "second" | "seconds" | "秒" => 1.0,
            "ms" | "毫秒" => 0.001,
            _ => return None,
        };
        let value: f64 = figure.parse().ok()?;
        total = Some(total.unwrap_or(0.0) + value * unit);
        rest = after.trim();
    }
    total
}

/// The unit of a duration that is written as a plain number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Unit {
    /// Seconds.
    #[default]
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Decimal minutes.
    #[serde(rename = "min")]
    Minutes,
    /// Decimal hours.
    #[serde(rename = "h")]
    Hours,
    /// A spreadsheet's fraction of a day.
    #[serde(rename = "days")]
    Days,
    /// Seconds; a clock of two parts is hours and minutes.
    #[serde(rename = "h:mm")]
    HoursMinutes,
}

impl Unit {
    /// A number of this unit in seconds.
    fn in_seconds(self, value: f64) -> f64 {
        match self {
            Self::Seconds | Self::HoursMinutes => value,
            // A division gives the nearest number, a product with 0.001 does not.
            Self::Milliseconds => value / 1000.0,
            Self::Minutes => value * 60.0,
            Self::Hours => value * 3_600.0,
            Self::Days => value * 86_400.0,
        }
    }

    /// The words for people.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::HoursMinutes => "seconds, or h:mm",
        }
    }

    /// The unit that a column's name tells.
    pub(super) fn named_by(column: &str) -> Option<Self> {
        let lower = column.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !(c.is_alphanumeric() || c == ':')).collect();
        let any = |wanted: &[&str]| words.iter().any(|w| wanted.contains(w));
        if any(&["ms", "msec", "millis", "millisecond", "milliseconds"]) || lower.contains("毫秒") {
            Some(Self::Milliseconds)
        } else if any(&["h:mm", "hh:mm"]) {
            Some(Self::HoursMinutes)
        } else if any(&["s", "sec", "secs", "second", "seconds", "mm:ss", "h:mm:ss", "hh:mm:ss"])
            || lower.contains('秒')
        {
            Some(Self::Seconds)
        } else if any(&["min", "mins", "minute", "minutes"]) || lower.contains("分钟") {
            Some(Self::Minutes)
        } else if any(&["h", "hrs", "hours"]) || lower.contains("小时") {
            Some(Self::Hours)
        } else {
            None
        }
    }

    /// The unit that the plain numbers of a column of mean handle times suggest where its name tells none: nobody talks for
    /// two hours on average, and nobody for a fraction of a second.
    pub(super) fn suggested_by(values: &mut [f64]) -> Self {
        values.sort_by(f64::total_cmp);
        let Some(middle) = values.get(values.len() / 2).copied() else { return Self::Seconds };
        let fractions = values.iter().filter(|v| v.fract().abs() > 1e-9).count();
        match middle {
            m if m > 7_200.0 => Self::Milliseconds,
            m if m < 0.1 && m > 0.0 => Self::Days,
            m if m < 20.0 && fractions * 2 > values.len() => Self::Minutes,
            _ => Self::Seconds,
        }
    }
}

/// How the durations of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scale {
    /// Decimals of the file.
    pub(super) decimals: Decimals,
    /// The unit of plain numbers.
    pub(super) unit: Unit,
}

/// A duration that can be used, or what is wrong with it.
#[derive(Clone, Debug)]
pub(super) enum Duration {
    /// The cell is blank.
    Unknown,
    /// So many seconds.
    Known(f64),
    /// Negative by the clock: it ran across midnight; so many seconds.
    AcrossMidnight(f64),
    /// Negative or huge.
    OutOfRange(Fault),
}

/// A mean or total of an interval, or what is wrong with it.
#[derive(Clone, Debug)]
pub(super) enum Total {
    /// The cell is blank.
    Unknown,
    /// So many seconds.
    Known(f64),
    /// Negative or huge.
    OutOfRange(Fault),
}

/// A mean or total of an interval. What is no duration at all is an error.
pub(super) fn total(column: &str, text: &str, scale: Scale) -> Result<Total, Fault> {
    if is_blank(text) {
        return Ok(Total::Unknown);
    }
    let out = |message: &str| {
        let fault = Fault::cell(Code::DurationOutOfRange, column, text, message);
        Total::OutOfRange(fault.hint("the row counts without this duration; correct it in the export if it matters"))
    };
    match seconds_in(text, scale) {
        None => Err(Fault::cell(Code::NumberInvalid, column, text, "this is no duration such as 185, 3:05 or 0:03:05")),
        Some(v) if v < 0.0 => Ok(out("a duration cannot be negative")),
        Some(v) if v > LONGEST_TOTAL_S => Ok(out("a duration of this length cannot be right")),
        Some(v) => Ok(Total::Known(v)),
    }
}

/// A wait or handle time. What is no duration at all is an error.
pub(super) fn duration(column: &str, text: &str, scale: Scale) -> Result<Duration, Fault> {
    if is_blank(text) {
        return Ok(Duration::Unknown);
    }
    let Some(value) = seconds_in(text, scale) else {
        return Err(Fault::cell(Code::NumberInvalid, column, text, "this is no duration such as 185, 3:05 or 0:03:05"));
    };
    let out = |message: &str| {
        let fault = Fault::cell(Code::DurationOutOfRange, column, text, message);
        Duration::OutOfRange(fault.hint("the row counts without this duration; correct it in the export if it matters"))
    };
    Ok(match value {
        v if (0.0..=LONGEST_S).contains(&v) => Duration::Known(v),
        v if (-LONGEST_S..=ACROSS_MIDNIGHT_S - LONGEST_S).contains(&v) => Duration::AcrossMidnight(v + LONGEST_S),
        v if v < 0.0 => out("a duration cannot be negative"),
        _ => out("a duration of more than a day cannot be right"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_exports_write_them() {
        let cases = [
            ("12", 12.0),
            ("2.0", 2.0),
            ("1,234", 1234.0),
            ("1,234,567.5", 1_234_567.5),
            ("2,5", 2.5),
            ("1e3", 1000.0),
            ("1.234,5", 1234.5),
            ("1 234", 1234.0),
            ("1\u{202f}234,5", 1234.5),
            ("12'345.5", 12_345.5),
        ];
        for (text, value) in cases {
            assert!(number(text).is_some_and(|v| (v - value).abs() < 1e-9), "{text}");
        }
        let bad = ["", "x", "NaN", "inf", "1.2.3", "1,2,3", "12 34", "--1", "1e999", "1.23,4.5", "1 2345", "5%"];
        assert!(bad.into_iter().all(|text| number(text).is_none()));
    }

    #[test]
    fn durations_are_seconds_or_clock_texts() {
        let cases = [
            ("183.4", 183.4),
            ("0:03:09", 189.0),
            ("00:14:33.768", 873.768),
            ("4:30", 270.0),
            ("-0:00:05", -5.0),
            ("26:00:00", 93_600.0),
            (" 00:14:33,768", 873.768),
            (":25", 25.0),
            ("75:10", 4_510.0),
            ("1 day, 2:03:04", 93_784.0),
            ("1.02:03:04", 93_784.0),
            ("2h 3m 4s", 7_384.0),
            ("PT3M9S", 189.0),
            ("3 min", 180.0),
            ("3分9秒", 189.0),
            ("189 s", 189.0),
            ("12:03:09 AM", 189.0),
            ("1:00:00 PM", 46_800.0),
        ];
        for (text, value) in cases {
            assert!(seconds(text).is_some_and(|v| (v - value).abs() < 1e-9), "{text}");
        }
        let bad = ["", "Infinity", "1:2:3:4", "0:99:00", ":", "1:", "a:bc", "3m x", "P", "PT", "x.1:00", "m"];
        assert!(bad.into_iter().all(|text| seconds(text).is_none()));
    }

    #[test]
    fn decimals_and_units_of_a_column_are_what_it_proves() {
        let european = Decimals::Comma;
        assert_eq!(number_in("1.234", european), Some(1234.0));
        assert!(number_in("183,456", european).is_some_and(|v| (v - 183.456).abs() < 1e-9));
        assert_eq!(number_in("1,234", Decimals::Point), Some(1234.0));
        for (text, proof) in [("2,5", Some(european)), ("1.234,5", Some(european)), ("94.5%", Some(Decimals::Point))] {
            assert_eq!(Decimals::proven_by(text), proof, "{text}");
        }
        let open = ["1,234", "1.234", "12", "", "09:00", "1.2.2026", "x,5"];
        assert!(open.into_iter().all(|text| Decimals::proven_by(text).is_none()));
        let named = [
            ("aht_s", Unit::Seconds),
            ("Exceptions Duration Minutes", Unit::Minutes),
            ("AHT (ms)", Unit::Milliseconds),
        ];
        assert!(named.into_iter().all(|(column, unit)| Unit::named_by(column) == Some(unit)));
        assert_eq!(Unit::named_by("Avg Handle"), None);
        assert_eq!(Unit::named_by("平均处理时长(秒)"), Some(Unit::Seconds));
        let suggested = |mut means: [f64; 3]| Unit::suggested_by(&mut means);
        let units = [[873_768.0, 721_000.0, 8e5], [3.25, 4.5, 2.75], [0.0021, 0.003, 0.002], [12.0, 180.5, 200.0]]
            .map(suggested);
        assert_eq!(units, [Unit::Milliseconds, Unit::Minutes, Unit::Days, Unit::Seconds]);
        let hours = Scale { unit: Unit::HoursMinutes, ..Scale::default() };
        assert_eq!(seconds_in("01:53", hours), Some(6_780.0));
        assert_eq!(seconds_in("0:01:53", hours), Some(113.0));
    }

    #[test]
    fn cells_without_a_value_are_told_from_zero() {
        assert!(["", "-", "N/A", "NaN", "Infinity%", "#DIV/0!", "—"].into_iter().all(is_blank));
        assert!(!["0", "0%", "-1", "x"].into_iter().any(is_blank));
    }

    #[test]
    fn durations_out_of_range_are_told_from_those_across_midnight() {
        let read = |t: &str| duration("ser_time", t, Scale::default()).expect("a duration");
        assert!(matches!(read("-86153"), Duration::AcrossMidnight(s) if (s - 247.0).abs() < 1e-9));
        assert!(matches!(read("-53"), Duration::OutOfRange(_)));
        assert!(matches!(read("90000"), Duration::OutOfRange(_)));
        assert!(matches!(read(""), Duration::Unknown));
        assert!(duration("ser_time", "soon", Scale::default()).is_err());
    }
}
