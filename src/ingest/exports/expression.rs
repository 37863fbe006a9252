//! What a mapping writes for a column: a name, a sum `A + B`, or alternatives `A + B | C`.

use super::names::plain;

/// What stands between the columns of a sum.
const PLUS: &str = " + ";
/// What stands between alternatives.
const OR: &str = " | ";

/// The first alternative whose columns are all in the header, as written there; `None` where there is none.
pub(super) fn resolve(written: &str, header: &[String]) -> Option<String> {
    if let Some(at) = position(header, written) {
        return header.get(at).cloned();
    }
    written.split(OR).find_map(|alternative| {
        let parts = alternative.split(PLUS).map(|part| header.get(position(header, part)?).cloned());
        parts.collect::<Option<Vec<_>>>().map(|found| found.join(PLUS))
    })
}

/// The columns of a resolved text: one, or those of a sum.
pub(super) fn columns<'w>(written: &'w str, header: &[String]) -> Vec<&'w str> {
    if position(header, written).is_some() { vec![written] } else { written.split(PLUS).map(str::trim).collect() }
}

/// All names that occur in it.
pub(super) fn names(written: &str) -> impl Iterator<Item = &str> {
    written.split(OR).flat_map(|alternative| alternative.split(PLUS))
}

/// The position of a name in a header: as written, else whatever its case and punctuation.
pub(super) fn position(header: &[String], name: &str) -> Option<usize> {
    let name = name.trim();
    let exact = header.iter().position(|h| h == name);
    exact.or_else(|| {
        let wanted = plain(name);
        // `% Answer` is not `Answer`.
        let same = |h: &&String| h.contains('%') == name.contains('%') && plain(h) == wanted;
        if wanted.is_empty() { None } else { header.iter().position(|h| same(&h)) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_alternative_that_is_there_counts() {
        let header = ["Calls", "acd time", "ACW", "a + b"].map(str::to_owned);
        let found = |written: &str| resolve(written, &header);
        assert_eq!(found("ACDTIME + ACW").as_deref(), Some("acd time + ACW"));
        assert_eq!(found("Hold + ACW | ACW").as_deref(), Some("ACW"));
        assert_eq!(found("a + b").as_deref(), Some("a + b"), "a column of this very name");
        assert_eq!(found("Answer"), None);
        assert_eq!(columns("acd time + ACW", &header), ["acd time", "ACW"]);
        assert_eq!(columns("a + b", &header), ["a + b"]);
    }

    #[test]
    fn a_percentage_is_not_a_count_of_the_same_name() {
        let header = ["Answer %", "Answer"].map(str::to_owned);
        assert_eq!(position(&header, "answer"), Some(1));
        assert_eq!(position(&header, "ANSWER %"), Some(0));
    }
}
