//! What an indicator divides by what.

use super::totals::{Quantity, Totals};

/// A ratio of two sums, each of quantities with a factor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Definition {
    /// Above the line.
    pub(super) numerator: Vec<(Quantity, f64)>,
    /// Below it; empty: the figure is a plain sum.
    pub(super) denominator: Vec<(Quantity, f64)>,
    /// The definition in words, options included.
    pub(super) words: String,
}

/// The sums of a definition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ratio {
    /// Above the line.
    pub(super) numerator: f64,
    /// Below it.
    pub(super) denominator: Option<f64>,
}

impl Ratio {
    /// The figure; undefined where nothing stands below the line.
    pub(super) fn value(self) -> Option<f64> {
        match self.denominator {
            None => Some(self.numerator),
            Some(d) if d > 0.0 => Some(self.numerator / d),
            Some(_) => None,
        }
    }
}

impl Definition {
    /// One sum over another.
    pub(super) fn ratio(numerator: &[Quantity], denominator: &[Quantity], words: impl Into<String>) -> Self {
        let plain = |list: &[Quantity]| list.iter().map(|quantity| (*quantity, 1.0)).collect();
        Self { numerator: plain(numerator), denominator: plain(denominator), words: words.into() }
    }

    /// The same with a quantity taken off above the line.
    pub(super) fn less_above(mut self, quantity: Quantity) -> Self {
        self.numerator.push((quantity, -1.0));
        self
    }

    /// The same with a quantity taken off below the line.
    pub(super) fn less_below(mut self, quantity: Quantity) -> Self {
        self.denominator.push((quantity, -1.0));
        self
    }

    /// What nobody counted of all that it needs: the inputs to ask for.
    pub(super) fn missing(&self, totals: &Totals) -> Vec<&'static str> {
        let all = self.numerator.iter().chain(&self.denominator);
        let mut missing: Vec<&'static str> = all
            .filter(|(quantity, _)| totals.get(*quantity).is_none())
            .map(|(quantity, _)| quantity.source())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Its sums; `None` where any was not counted.
    pub(super) fn of(&self, totals: &Totals) -> Option<Ratio> {
        let sum = |list: &[(Quantity, f64)]| -> Option<f64> {
            list.iter().map(|(quantity, factor)| Some(totals.get(*quantity)? * factor)).sum()
        };
        let denominator = if self.denominator.is_empty() { None } else { Some(sum(&self.denominator)?) };
        Some(Ratio { numerator: sum(&self.numerator)?, denominator })
    }
}
