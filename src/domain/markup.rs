//! Text as markup: what a reader sees, never what a browser obeys.

/// Text that cannot become markup, in an element or an attribute. Control characters, which no page may hold, become U+FFFD.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// What a reader sees of escaped text.
#[must_use]
pub fn unescape(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    plain.replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escaped_is_markup_and_it_reads_as_it_was() {
        let text = "<a href=\"x\" title='&amp;'> 1 & 2\n";
        assert_eq!(escape(text), "&lt;a href=&quot;x&quot; title=&#39;&amp;amp;&#39;&gt; 1 &amp; 2\n");
        assert_eq!(unescape(&escape(text)), text);
        assert_eq!(escape("a\u{0}b\u{1b}"), "a\u{fffd}b\u{fffd}");
    }
}
