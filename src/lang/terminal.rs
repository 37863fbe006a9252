//! Lines for a terminal: columns stay where they stood, Chinese characters being two columns wide.

use unicode_width::UnicodeWidthStr;

use super::book::Book;
use crate::domain::words;

/// Lines in this language. Text that is set in columns by two blanks or more keeps them.
pub(super) fn lines(book: &Book, text: &str) -> String {
    let whole = book.say(text.trim_end());
    if whole.known && !text.trim_end().contains("  ") && !text.contains(words::LAID_OUT) {
        let trail = text.get(text.trim_end().len()..).unwrap_or_default();
        return whole.text + trail;
    }
    text.split('\n').map(|line| set(book, line)).collect::<Vec<_>>().join("\n")
}

/// One line, left alone where a table laid it out already: each piece said, and the next one where it stood, if there is still room.
fn set(book: &Book, line: &str) -> String {
    if line.contains(words::LAID_OUT) {
        return line.replace(words::LAID_OUT, "");
    }
    let (mut out, mut column, mut wide) = (String::new(), 0, 0);
    for (gap, piece) in pieces(line) {
        let start = column + gap;
        // Two blanks at least where there were two, so that columns stay apart.
        let blanks = if start >= wide + gap.min(2) { start - wide } else { gap.min(2) };
        out.push_str(&" ".repeat(blanks));
        let said = book.label(piece);
        wide += blanks + said.width();
        column = start + piece.width();
        out.push_str(&said);
    }
    out
}

/// The pieces of a line, each with the blanks before it; one blank does not end a piece.
fn pieces(line: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while !rest.trim().is_empty() {
        let text = rest.trim_start_matches(' ');
        let end = text.find("  ").unwrap_or(text.len());
        let (piece, tail) = text.split_at(end);
        pieces.push((rest.len() - text.len(), piece));
        rest = tail;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        Book::new(&[
            "[phrases]\n\"version\" = \"版本\"\n\"time zone data\" = \"时区数据\"\n\"two\\nlines\" = \"两行\"\n[labels]\n\"at\" = \"开始时间\"\n",
        ])
    }

    #[test]
    fn the_second_column_stays_where_it_stood() {
        let text = "version          0.1.0\ntime zone data   2025b\n  at  x\n";
        let expected = "版本             0.1.0\n时区数据         2025b\n  开始时间  x\n";
        assert_eq!(lines(&book(), text), expected);
    }

    #[test]
    fn a_line_of_a_table_is_left_alone() {
        let line = format!("at  version{}", words::LAID_OUT);
        assert_eq!(lines(&book(), &format!("{line}\nat")), "at  version\n开始时间");
    }

    #[test]
    fn a_paragraph_of_the_book_is_said_as_one() {
        assert_eq!(lines(&book(), "two\nlines\n"), "两行\n");
    }
}
