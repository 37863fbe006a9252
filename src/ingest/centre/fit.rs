//! Whether the breaks of a shift can be taken at all.

use crate::domain::centre::BreakRule;
use crate::domain::units::Minutes;

/// Whether some choice of starts keeps the listed order, without overlap, with every break over by `end`.
///
/// Taking each break as early as it can be leaves the most room for the next, so trying that one choice is enough.
pub(super) fn breaks_fit(breaks: &[BreakRule], end: Minutes) -> bool {
    let mut free_from = Minutes::new(0);
    for rule in breaks {
        let Some(start) = rule.starts.iter().filter(|start| **start >= free_from).min() else { return false };
        free_from = Minutes::new(start.get().saturating_add(rule.length.get()));
    }
    free_from <= end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Activity;

    fn rule(length: u32, starts: &[u32]) -> BreakRule {
        let starts = starts.iter().copied().map(Minutes::new).collect();
        BreakRule { kind: Activity::Break, length: Minutes::new(length), paid: true, starts }
    }

    #[test]
    fn order_overlap_and_end_are_kept() {
        let end = Minutes::new(120);
        assert!(breaks_fit(&[rule(15, &[30, 45]), rule(15, &[30, 45])], end));
        assert!(!breaks_fit(&[rule(30, &[30, 45]), rule(15, &[30, 45])], end));
        assert!(!breaks_fit(&[rule(15, &[110])], end));
        assert!(breaks_fit(&[rule(15, &[105])], end));
        assert!(breaks_fit(&[], end));
    }
}
