//! Dates that are written for people, such as `Mon 30 Nov`, as Chinese writes them: `11月30日周一`.

use std::fmt::Write as _;

use chrono::NaiveDate;

const WEEKDAYS: [(&str, &str); 7] =
    [("Mon", "一"), ("Tue", "二"), ("Wed", "三"), ("Thu", "四"), ("Fri", "五"), ("Sat", "六"), ("Sun", "日")];

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The text with every date in it rewritten; a year behind a date belongs to it.
pub(super) fn chinese(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = WEEKDAYS.iter().filter_map(|(name, _)| rest.find(name)).min() {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if before.ends_with(char::is_alphanumeric) {
            let (name, tail) = from.split_at(3);
            out.push_str(name);
            rest = tail;
        } else if let Some((date, tail)) = date(from) {
            out.push_str(&date);
            rest = tail;
        } else {
            let (name, tail) = from.split_at(3);
            out.push_str(name);
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

/// A date at the start of the text, and what follows it.
fn date(text: &str) -> Option<(String, &str)> {
    let (_, weekday) = WEEKDAYS.iter().find(|(name, _)| text.starts_with(name))?;
    let rest = text.get(3..)?.strip_prefix(' ')?;
    if let Some(iso) = rest.get(..10).filter(|iso| iso.parse::<NaiveDate>().is_ok()) {
        return Some((format!("{iso} 周{weekday}"), rest.get(10..)?));
    }
    let (day, after) = number(rest, 2)?;
    let after = after.strip_prefix(' ')?;
    let month = 1 + MONTHS.iter().position(|name| after.starts_with(name))?;
    let after = after.get(3..)?;
    if after.starts_with(char::is_alphanumeric) {
        return None;
    }
    let year = after.strip_prefix(' ').and_then(|tail| number(tail, 4)).filter(|(year, _)| year.len() == 4);
    let (year, after) =
        year.filter(|(_, tail)| !tail.starts_with(':')).map_or((None, after), |(y, tail)| (Some(y), tail));
    let mut out = year.map_or_else(String::new, |year| format!("{year}年"));
    let _ = write!(out, "{month}月{day}日周{weekday}");
    Some((out, after))
}

/// Up to so many digits at the start of the text, and what follows them.
fn number(text: &str, most: usize) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=most).contains(&digits).then(|| text.split_at(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_month_first_and_years_belong_to_them() {
        assert_eq!(chinese("Mon 30 Nov – Sun 6 Dec 2026"), "11月30日周一 – 2026年12月6日周日");
        assert_eq!(chinese("Tue 1 Dec 14:00–15:30"), "12月1日周二 14:00–15:30");
        assert_eq!(chinese("Tue 1 Dec ★"), "12月1日周二 ★");
        assert_eq!(chinese("starts Mon 2026-11-30 08:00"), "starts 2026-11-30 周一 08:00");
    }

    #[test]
    fn words_that_only_begin_like_a_day_stay() {
        for text in ["Monitoring", "Sun and Moon", "Frida 3 May", "Sat", "Tue 1 Decoy"] {
            assert_eq!(chinese(text), text);
        }
    }
}
