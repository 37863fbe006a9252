//! Prices inside rules: rules are compared and sorted, so a price is kept as its bits.

/// A price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Price(u64);

impl Price {
    pub(crate) fn of(price: f64) -> Self {
        Self(price.to_bits())
    }

    pub(crate) fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// What a breach of a rule means: no legal week, or a price for each unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Penalty(Option<Price>);

impl Penalty {
    /// Hard where there is no price.
    pub(crate) fn of(price: Option<f64>) -> Self {
        Self(price.map(Price::of))
    }

    /// The price of so many units of breach; `None` where the rule is hard and broken.
    pub(crate) fn on(self, units: u32) -> Option<f64> {
        if units == 0 { Some(0.0) } else { self.0.map(|price| f64::from(units) * price.get()) }
    }

    /// Whether a breach is legal at a price.
    pub(crate) fn is_soft(self) -> bool {
        self.0.is_some()
    }
}
