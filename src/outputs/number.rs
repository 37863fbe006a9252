//! Numbers as text: one place that decides how many digits a reader needs.

/// The shortest text that reads back as the same number, never in scientific form; empty where the value is undefined.
#[must_use]
pub fn exact(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    // A negative zero would print its sign.
    (value + 0.0).to_string()
}

/// The value rounded half away from zero to so many decimals: what a file publishes, and therefore what a later stage must read.
#[must_use]
pub fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    let scaled = (value * scale).round() / scale;
    if scaled.is_finite() { scaled + 0.0 } else { value }
}

/// For people: a fixed number of decimals, thousands grouped with a thin comma: `31,094`, `-2.5`.
#[must_use]
pub fn grouped(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.decimals$}");
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::with_capacity(text.len() + 4);
    if digits.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push_str(sign);
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// For people: a fraction as percent with one decimal, `12.3 %`; a dash where it is undefined.
#[must_use]
pub fn percent(share: Option<f64>) -> String {
    share.filter(|s| s.is_finite()).map_or_else(|| "–".to_owned(), |s| format!("{} %", grouped(s * 100.0, 1)))
}

/// For people: a signed figure, `+1.5`, `−2.0`, `0.0`.
#[must_use]
pub fn signed(value: f64, decimals: usize) -> String {
    let text = grouped(value, decimals);
    let positive = value > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if positive { format!("+{text}") } else { text }
}

/// `1 shift`, `2 shifts`.
#[must_use]
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n as f64, 0), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_text_reads_back_as_the_same_number() {
        for value in [0.1 + 0.2, 1e-7, 183.452_380_952_380_95, 1e15, 3.0] {
            assert_eq!(exact(value).parse::<f64>().expect("number").to_bits(), value.to_bits());
        }
        assert_eq!((exact(f64::NAN), exact(-0.0), exact(12.0)), (String::new(), "0".into(), "12".into()));
    }

    #[test]
    fn rounding_is_idempotent() {
        let once = rounded(12.345_678_9, 4);
        assert_eq!(exact(once), "12.3457");
        assert_eq!(rounded(once, 4).to_bits(), once.to_bits());
    }

    #[test]
    fn people_read_groups_and_signs() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
        assert_eq!((grouped(-0.04, 1), grouped(-2.5, 1)), ("0.0".into(), "−2.5".into()));
        assert_eq!((signed(1.5, 1), signed(0.04, 1), signed(-2.0, 0)), ("+1.5".into(), "0.0".into(), "−2".into()));
        assert_eq!((percent(Some(0.1234)), percent(None)), ("12.3 %".into(), "–".into()));
    }
}
