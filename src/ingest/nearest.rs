//! The nearest known name to one that is not known, for hints.

/// The known name that a mistyped one most likely means; `None` when all are too far away.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let typed: Vec<char> = name.trim().to_lowercase().chars().take(LONGEST).collect();
    let allowed = 1 + typed.len() / 4;
    known
        .into_iter()
        .map(|candidate| (distance(&typed, candidate), candidate))
        .filter(|(d, _)| *d <= allowed)
        .min_by_key(|(d, _)| *d)
        .map(|(_, candidate)| candidate)
}

/// A hint that names the nearest known name, or else the known names themselves (the first few).
pub(crate) fn hint<'n>(name: &str, known: impl IntoIterator<Item = &'n str> + Clone) -> String {
    if let Some(found) = nearest(name, known.clone()) {
        return format!("did you mean {found:?}?");
    }
    let mut names: Vec<&str> = known.into_iter().take(LISTED + 1).collect();
    if names.is_empty() {
        return "none is defined".to_owned();
    }
    if names.len() > LISTED {
        names.truncate(LISTED);
        names.push("…");
    }
    format!("known: {}", names.join(", "))
}

/// Names are compared up to this many characters: hostile input must not cost quadratic time.
const LONGEST: usize = 64;

/// So many names are listed in a hint.
const LISTED: usize = 12;

/// Optimal string alignment distance (Damerau 1964, Levenshtein 1966; adjacent swaps count once), without regard to case.
fn distance(typed: &[char], candidate: &str) -> usize {
    let other: Vec<char> = candidate.to_lowercase().chars().take(LONGEST).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in typed.iter().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        row.push(i + 1);
        for (j, b) in other.iter().enumerate() {
            let substitute = above[j] + usize::from(a != b);
            let mut best = substitute.min(above[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && typed[i - 1] == *b && other[j - 1] == *a;
            if swapped {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(typed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits_and_swaps() {
        let d = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!(d("kitten", "sitting"), 3);
        assert_eq!(d("ca", "ac"), 1);
        assert_eq!(d("", "abc"), 3);
        assert_eq!(d("abc", ""), 3);
    }

    #[test]
    fn the_hint_names_the_nearest_or_lists_what_is_known() {
        assert_eq!(hint("servce_level", ["service_level", "hours"]), "did you mean \"service_level\"?");
        assert_eq!(hint("zzz", ["cards", "loans"]), "known: cards, loans");
        assert_eq!(hint("zzz", []), "none is defined");
    }
}
