//! Numbers and durations as exports write them.

use super::faults::Fault;
use crate::domain::codes::Code;

/// The largest count that an interval can have; more is damage.
const LARGEST_COUNT: f64 = 1e9;
/// The longest wait or handle time, in seconds; more is damage.
const LONGEST_S: f64 = 86_400.0;
/// A negative duration by the clock that is shorter than this, in seconds, once a day is added, ran across midnight.
const ACROSS_MIDNIGHT_S: f64 = 7_200.0;

/// Whether a cell says that there is no value.
pub(super) fn is_blank(text: &str) -> bool {
    matches!(text, "" | "-" | "--" | "—") || ["na", "n/a", "null", "none"].iter().any(|b| text.eq_ignore_ascii_case(b))
}

/// A plain number: a decimal point or (where it cannot be a thousands separator) a decimal comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.trim();
    if !plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+' | b'e' | b'E')) {
        return None;
    }
    let value: f64 = match plain.contains(',') {
        false => plain.parse().ok()?,
        true if has_thousands(plain) => plain.replace(',', "").parse().ok()?,
        true => plain.replacen(',', ".", 1).parse().ok()?,
    };
    value.is_finite().then_some(value)
}

/// Groups of three digits after each comma, as `12,345.6`.
fn has_thousands(text: &str) -> bool {
    let whole = text.trim_start_matches(['-', '+']).split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let lead = groups.next().unwrap_or_default();
    (1..=3).contains(&lead.len()) && groups.all(|g| g.len() == 3)
}

/// A count of calls; `None` where the cell is blank.
pub(super) fn count(column: &str, text: &str) -> Result<Option<f64>, Fault> {
    if is_blank(text) {
        return Ok(None);
    }
    match number(text) {
        None => Err(Fault::cell(Code::NumberInvalid, column, text, "this is not a number")),
        Some(v) if v < 0.0 => Err(Fault::cell(Code::CountNegative, column, text, "a count cannot be negative")),
        Some(v) if v > LARGEST_COUNT => {
            Err(Fault::cell(Code::NumberInvalid, column, text, "a count this large cannot be right"))
        }
        // Negative zero is zero.
        Some(v) => Ok(Some(v.abs())),
    }
}

/// A number of seconds, or `h:mm:ss`, `m:ss`, each with a fraction; the sign is kept.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let plain = text.trim().trim_end_matches(['s', '秒']).trim_end();
    if !plain.contains(':') {
        return number(plain);
    }
    let (sign, clock) = plain.strip_prefix('-').map_or((1.0, plain), |rest| (-1.0, rest));
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut total = 0.0;
    for (i, part) in parts.iter().enumerate() {
        let valid = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let value: f64 = if valid { part.parse().ok()? } else { return None };
        if i > 0 && value >= 60.0 {
            return None;
        }
        total = total * 60.0 + value;
    }
    total.is_finite().then_some(sign * total)
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

/// A wait or handle time. What is no duration at all is an error.
pub(super) fn duration(column: &str, text: &str) -> Result<Duration, Fault> {
    if is_blank(text) {
        return Ok(Duration::Unknown);
    }
    let Some(value) = seconds(text) else {
        return Err(Fault::cell(Code::NumberInvalid, column, text, "this is neither seconds nor h:mm:ss"));
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
        ];
        for (text, value) in cases {
            assert!(number(text).is_some_and(|v| (v - value).abs() < 1e-9), "{text}");
        }
        for bad in ["", "x", "NaN", "inf", "1.2.3", "1,2,3", "12 34", "--1", "1e999"] {
            assert!(number(bad).is_none(), "{bad}");
        }
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
        ];
        for (text, value) in cases {
            assert!(seconds(text).is_some_and(|v| (v - value).abs() < 1e-9), "{text}");
        }
        for bad in ["", "Infinity", "1:2:3:4", "0:99:00", ":", "1:", "a:bc"] {
            assert!(seconds(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn durations_out_of_range_are_told_from_those_across_midnight() {
        let read = |t: &str| duration("ser_time", t).expect("a duration");
        assert!(matches!(read("-86153"), Duration::AcrossMidnight(s) if (s - 247.0).abs() < 1e-9));
        assert!(matches!(read("-53"), Duration::OutOfRange(_)));
        assert!(matches!(read("90000"), Duration::OutOfRange(_)));
        assert!(matches!(read(""), Duration::Unknown));
        assert!(duration("ser_time", "soon").is_err());
    }
}
