//! Pages and pictures: HTML, SVG and the XML inside workbooks. Only text is looked at; no tag is touched but for the page's
//! language and the labels that are read aloud.

use std::collections::BTreeMap;

use super::book::Book;
use crate::domain::markup::{escape, unescape};

/// What a page says, once for each text: axes and legends repeat themselves hundreds of times.
struct Speaker<'b> {
    book: &'b Book,
    said: BTreeMap<(bool, String), String>,
}

impl Speaker<'_> {
    /// Escaped text in this language, escaped. Cells and headings of parts hold names, where a word is no label.
    fn say(&mut self, escaped: &str, tag: &str) -> String {
        if !escaped.bytes().any(|byte| byte.is_ascii_alphabetic() || byte == b'%') {
            return escaped.to_owned();
        }
        let is_name = ["td", "h3", "h4"].contains(&tag.split(' ').next().unwrap_or_default());
        let key = (is_name, escaped.to_owned());
        if let Some(said) = self.said.get(&key) {
            return said.clone();
        }
        let english = unescape(escaped);
        let said = if is_name { self.book.say(&english).text } else { self.book.label(&english) };
        let own = if said == english { escaped.to_owned() } else { escape(&said) };
        self.said.insert(key, own.clone());
        own
    }
}

/// A page in this language.
pub(super) fn page(book: &Book, language: &str, html: &str) -> String {
    let mut speaker = Speaker { book, said: BTreeMap::new() };
    let mut out = String::with_capacity(html.len());
    let (mut rest, mut last) = (html, "");
    while let Some((text, tail)) = rest.split_once('<') {
        out.push_str(&speaker.say(text, last));
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        out.push('<');
        out.push_str(&attributes(&mut speaker, language, tag));
        out.push('>');
        (rest, last) = (after, tag);
        // What is no text for people goes as it is.
        for (name, close) in [("style", "</style"), ("script", "</script"), ("f", "</f"), ("c:f", "</c:f")] {
            if tag == name {
                let (kept, after) = rest.split_at(rest.find(close).unwrap_or(rest.len()));
                out.push_str(kept);
                rest = after;
            }
        }
    }
    out.push_str(&speaker.say(rest, last));
    out
}

/// A tag with its language and its label.
fn attributes(speaker: &mut Speaker<'_>, language: &str, tag: &str) -> String {
    if tag == "html lang=\"en\"" {
        return format!("html lang=\"{language}\"");
    }
    let Some((before, (label, after))) =
        tag.split_once("aria-label=\"").and_then(|(before, label)| Some((before, label.split_once('"')?)))
    else {
        return tag.to_owned();
    };
    format!("{before}aria-label=\"{}\"{after}", speaker.say(label, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(html: &str) -> String {
        let book =
            Book::new(&["[phrases]\n\"Queue\" = \"队列\"\n\"{n} short\" = \"缺 {n}\"\n\"a < b\" = \"甲 < 乙\"\n"]);
        page(&book, "zh-CN", html)
    }

    #[test]
    fn text_and_labels_are_said_and_tags_and_styles_are_not() {
        assert_eq!(
            said("<html lang=\"en\"><td class=\"Queue\">Queue</td>"),
            "<html lang=\"zh-CN\"><td class=\"Queue\">队列</td>"
        );
        assert_eq!(said("<style>Queue</style>Queue"), "<style>Queue</style>队列");
        assert_eq!(said("<svg aria-label=\"Queue\" x=\"Queue\">"), "<svg aria-label=\"队列\" x=\"Queue\">");
        assert_eq!(said("<td>3\u{a0}% <b>2 short</b>"), "<td>3% <b>缺 2</b>");
    }

    #[test]
    fn nothing_becomes_markup_and_the_unknown_keeps_its_bytes() {
        assert_eq!(said("<p>a &lt; b</p>"), "<p>甲 &lt; 乙</p>");
        for kept in ["<p>&lt;script&gt; &amp;amp; O&#39;Hara</p>", "a < b >", "<", "", "text <unclosed"] {
            assert!(said(kept).starts_with(kept.trim_end_matches('>')), "{kept}: {}", said(kept));
        }
    }
}
