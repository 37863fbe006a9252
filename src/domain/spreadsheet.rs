//! Text that a spreadsheet would take for a formula: how it is written into a table, and read back.
//!
//! A spreadsheet runs what begins with `=`, `+`, `-` or `@`, full-width ones included, and drops a tab or an end of line in front
//! of it (OWASP, *CSV Injection*). An apostrophe in front makes it text. Every text that needs one gets one more, and every reader takes one
//! away, so that what is read is what was written.

use std::borrow::Cow;

/// What a formula may begin with.
const STARTS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// Whether a spreadsheet would run the text. A number is none, whatever its sign.
fn is_formula(text: &str) -> bool {
    text.starts_with(STARTS) && text.parse::<f64>().is_err()
}

/// The text as a table holds it: with an apostrophe in front where a spreadsheet would run it.
#[must_use]
pub fn defused(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that a table holds, without the apostrophe of [`defused`].
#[must_use]
pub fn restored(cell: &str) -> &str {
    let bare = cell.trim_start_matches('\'');
    if bare.len() < cell.len() && is_formula(bare) { cell.get(1..).unwrap_or(cell) } else { cell }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_get_an_apostrophe_and_numbers_and_names_do_not() {
        for text in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-", "'=1"] {
            assert_eq!(defused(text), format!("'{text}"), "{text:?}");
        }
        for text in ["-5", "+8613800000000", "-1.5e3", "O'Brien", "'quoted'", "a=b", "王芳", "", "'"] {
            assert_eq!(defused(text), text, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(text in "'{0,3}[=+\\-@\\t\\r\\n＝－]?(?s:.){0,6}") {
            let written = defused(&text);
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(restored(&written), text.as_str());
        }
    }
}
