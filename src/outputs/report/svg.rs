//! Drawing: escaped text, and an SVG picture put together from few kinds of marks.

use std::fmt::Write as _;

use crate::domain::markup;

/// Text for HTML and SVG: nothing in it can become markup.
#[must_use]
pub(in crate::outputs) fn escape(text: &str) -> String {
    // A figure and its percent sign stay on one line.
    markup::escape(text).replace(" %", "\u{a0}%")
}

/// A coordinate with one decimal at most.
#[must_use]
pub(super) fn num(value: f64) -> String {
    let text = format!("{value:.1}");
    let short = text.strip_suffix(".0").unwrap_or(&text);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Text cut to so many columns; Chinese characters take two.
#[must_use]
pub(super) fn fit(text: &str, columns: usize) -> String {
    let width = |c: char| if (c as u32) >= 0x1100 { 2 } else { 1 };
    if text.chars().map(width).sum::<usize>() <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|c| {
        used += width(*c);
        used <= columns
    });
    let mut cut: String = kept.collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Many rectangles of one look in one path: a tenth of the bytes of as many elements.
#[derive(Debug, Default)]
pub(super) struct Boxes(String);

impl Boxes {
    /// Adds a rectangle; nothing when it has no area.
    pub(super) fn add(&mut self, x: f64, y: f64, width: f64, height: f64) {
        if width > 0.0 && height > 0.0 {
            let (w, h) = (num(width), num(height));
            let _ = write!(self.0, "M{} {}h{w}v{h}h-{w}z", num(x), num(y));
        }
    }
}

/// A picture of fixed size that scales with the page.
#[derive(Debug)]
pub(super) struct Svg {
    head: String,
    body: String,
}

impl Svg {
    /// A picture; `label` says to those who cannot see it what it shows.
    #[must_use]
    pub(super) fn new(width: f64, height: f64, label: &str) -> Self {
        let (w, h, label) = (num(width), num(height), escape(label));
        Self { head: format!("<svg viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{label}\">"), body: String::new() }
    }

    /// A rectangle.
    pub(super) fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let (x, y, w, h) = (num(x), num(y), num(width.max(0.0)), num(height.max(0.0)));
        let _ = write!(self.body, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>");
    }

    /// A straight line.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let d = format!("M{} {}L{} {}", num(from.0), num(from.1), num(to.0), num(to.1));
        self.path(class, &d);
    }

    /// A path.
    pub(super) fn path(&mut self, class: &str, d: &str) {
        if !d.is_empty() {
            let _ = write!(self.body, "<path class=\"{class}\" d=\"{d}\"/>");
        }
    }

    /// Rectangles of one look.
    pub(super) fn boxes(&mut self, class: &str, boxes: &Boxes) {
        self.path(class, &boxes.0);
    }

    /// Text at a baseline; class `m` centres it, `e` ends it at `x`.
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let _ = write!(self.body, "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>", num(x), num(y), escape(text));
    }

    /// Text with more to read when pointed at.
    pub(super) fn noted(&mut self, class: &str, x: f64, y: f64, text: &str, note: &str) {
        let (x, y, text, note) = (num(x), num(y), escape(text), escape(note));
        let _ = write!(self.body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}<title>{note}</title></text>");
    }

    /// An unseen rectangle with something to read when pointed at.
    pub(super) fn hover(&mut self, x: f64, y: f64, width: f64, height: f64, note: &str) {
        let (x, y, w, h, note) = (num(x), num(y), num(width.max(0.0)), num(height.max(0.0)), escape(note));
        let _ = write!(
            self.body,
            "<rect class=\"hit\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"><title>{note}</title></rect>"
        );
    }

    /// The picture.
    #[must_use]
    pub(super) fn finish(self) -> String {
        format!("{}{}</svg>\n", self.head, self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("<a b=\"'&\u{7}"), "&lt;a b=&quot;&#39;&amp;\u{fffd}");
    }

    #[test]
    fn long_names_are_cut_by_what_they_take_on_paper() {
        assert_eq!((fit("Anna Berg", 9), fit("Anna Bergmann", 9)), ("Anna Berg".into(), "Anna Ber…".into()));
        assert_eq!(fit("客户关怀中心", 8), "客户关…");
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!((num(1.0), num(-0.04), num(2.36)), ("1".into(), "0".into(), "2.4".into()));
    }
}
