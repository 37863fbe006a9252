//! An English sentence with places for what it tells of: `{1} agents short at {at}`.
//!
//! A place is a name in braces. Places called `n`, `n1`, `n2` … hold a number, `w`, `w1` … one word, so that a short sentence
//! with numbers does not swallow a long one without; `x`, `x1` … hold names that are shown as they are, all others anything.

/// A sentence with places.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
    /// Characters that are no place: the more there are, the less a match can be by chance.
    pub(super) weight: usize,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Place(String),
}

impl Part {
    fn place(&self) -> Option<&str> {
        match self {
            Self::Place(name) => Some(name),
            Self::Text(_) => None,
        }
    }
}

/// What stood at the places of a sentence, in order.
pub(super) type Places<'t> = Vec<(String, &'t str)>;

impl Pattern {
    /// Reads a sentence; none when it has no place, or a brace is left open.
    pub(super) fn parse(sentence: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = sentence;
        while let Some((text, after)) = rest.split_once('{') {
            let (name, tail) = after.split_once('}')?;
            if !text.is_empty() {
                parts.push(Part::Text(text.to_owned()));
            }
            parts.push(Part::Place(name.to_owned()));
            rest = tail;
        }
        if parts.is_empty() {
            return None;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let weight = parts.iter().map(|part| if let Part::Text(text) = part { text.chars().count() } else { 0 }).sum();
        Some(Self { parts, weight })
    }

    /// A sentence without places.
    pub(super) fn text(sentence: &str) -> Self {
        Self { parts: vec![Part::Text(sentence.to_owned())], weight: sentence.chars().count() }
    }

    /// The text that every match begins with; empty when the sentence begins with a place.
    pub(super) fn lead(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }

    /// The names of its places, sorted.
    pub(super) fn places(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.parts.iter().filter_map(Part::place).collect();
        names.sort_unstable();
        names
    }

    /// What stands at the places when the whole text is this sentence.
    pub(super) fn read<'t>(&self, text: &'t str) -> Option<Places<'t>> {
        let mut found = Vec::new();
        read_parts(&self.parts, text, &mut found).then_some(found)
    }

    /// The sentence with this at its places.
    pub(super) fn fill(&self, filling: impl Fn(&str) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Place(name) => filling(name),
        };
        self.parts.iter().map(part).collect()
    }
}

/// Matches parts to the whole text, the nearest end of each place first.
fn read_parts<'t>(parts: &[Part], text: &'t str, found: &mut Places<'t>) -> bool {
    match parts {
        [] => text.is_empty(),
        [Part::Text(literal), rest @ ..] => {
            text.strip_prefix(literal.as_str()).is_some_and(|t| read_parts(rest, t, found))
        }
        [Part::Place(name)] => {
            found.push((name.clone(), text));
            fits(name, text)
        }
        // Two places side by side: nothing says where the first ends, so it takes all.
        [Part::Place(name), Part::Place(next), rest @ ..] => {
            let joined: Vec<Part> = std::iter::once(Part::Place(name.clone())).chain(rest.iter().cloned()).collect();
            found.push((next.clone(), ""));
            read_parts(&joined, text, found)
        }
        [Part::Place(name), Part::Text(literal), rest @ ..] => {
            for (at, _) in text.match_indices(literal.as_str()) {
                let (held, tail) = text.split_at(at);
                if !fits(name, held) {
                    continue;
                }
                let before = found.len();
                found.push((name.clone(), held));
                if tail.strip_prefix(literal.as_str()).is_some_and(|t| read_parts(rest, t, found)) {
                    return true;
                }
                found.truncate(before);
            }
            false
        }
    }
}

/// The kind of a place: its name without the number.
fn kind(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// Whether what a place holds is shown as it is.
pub(super) fn is_verbatim(name: &str) -> bool {
    kind(name) == "x"
}

/// Whether a place of this name may hold this text. No place reaches over the end of a sentence or out of brackets.
fn fits(name: &str, held: &str) -> bool {
    match kind(name) {
        "n" => {
            !held.is_empty()
                && held.chars().all(|c| c.is_ascii_digit() || ".,:/–-−+±% ".contains(c))
                && held.trim() == held
        }
        "w" => !held.is_empty() && !held.contains(char::is_whitespace),
        _ => is_balanced(held) && !ends_a_sentence(held),
    }
}

/// Whether every bracket that opens in the text closes in it, and none closes that did not open.
fn is_balanced(text: &str) -> bool {
    let open = text.chars().try_fold(0_usize, |open, c| match c {
        '(' => Some(open + 1),
        ')' => open.checked_sub(1),
        _ => Some(open),
    });
    open == Some(0)
}

/// Whether a sentence ends inside the text: a full stop, a blank and a capital letter.
fn ends_a_sentence(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| text.get(at + 2..).is_some_and(|rest| rest.starts_with(char::is_uppercase)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'t>(sentence: &str, text: &'t str) -> Option<Vec<&'t str>> {
        let places = Pattern::parse(sentence).expect("a pattern").read(text)?;
        Some(places.into_iter().map(|(_, held)| held).collect())
    }

    #[test]
    fn the_whole_text_must_be_the_sentence() {
        assert_eq!(read("{1} h short", "2.5 h short"), Some(vec!["2.5"]));
        assert_eq!(read("{1} h short", "2.5 h short of it"), None);
        assert_eq!(read("week of {1}", "next week of May"), None);
        assert_eq!(read("{1} of {2} granted.", "3 of 5 wishes of 9 granted."), Some(vec!["3", "5 wishes of 9"]));
    }

    #[test]
    fn numbers_and_words_are_nothing_else() {
        assert_eq!(read("{n} of {n1}", "3 of 12.5"), Some(vec!["3", "12.5"]));
        assert_eq!(read("{n} of {n1}", "end of shift"), None);
        assert_eq!(read("{w} off", "sat off"), Some(vec!["sat"]));
        assert_eq!(read("{w} off", "two days off"), None);
    }

    #[test]
    fn places_do_not_reach_over_sentences_or_out_of_brackets() {
        assert_eq!(read("{1}, {2} short", "One. Two, 3 short"), None);
        let twice = "a (chance: 1); b (chance: 2)";
        assert_eq!(read("{1} (chance: {2})", twice), Some(vec!["a (chance: 1); b", "2"]));
        assert_eq!(read("a ({1})", "a (1); b (2)"), None);
    }

    #[test]
    fn a_later_end_is_tried_when_the_nearest_does_not_lead_on() {
        assert_eq!(read("{1}, {2} more", "a, b, 2 more"), Some(vec!["a", "b, 2"]));
        assert_eq!(read("{1} to {n}.", "Monday to Friday to 5."), Some(vec!["Monday to Friday", "5"]));
    }
}
