//! Prices by whole grains of coverage, so that a move is a matter of lookups.

/// Price of each cell, or of the presence in each slot, by grains at work.
pub(super) struct PriceTable {
    first: Vec<usize>,
    values: Vec<f64>,
    /// Price of a grain past the table.
    slope: Vec<f64>,
}

impl PriceTable {
    /// `price` of every index at 0, 1, … grains, until `enough` says that the rest is a line.
    pub(super) fn new(count: usize, price: impl Fn(usize, i32) -> f64, enough: impl Fn(usize, i32) -> bool) -> Self {
        let mut table = Self { first: Vec::with_capacity(count + 1), values: Vec::new(), slope: Vec::new() };
        for index in 0..count {
            table.first.push(table.values.len());
            let mut grains = 0;
            while !enough(index, grains) {
                table.values.push(price(index, grains));
                grains += 1;
            }
            table.values.push(price(index, grains));
            table.slope.push(price(index, grains + 1) - price(index, grains));
        }
        table.first.push(table.values.len());
        table
    }

    /// Grains from which the price is a line.
    #[inline]
    pub(super) fn enough(&self, index: usize) -> i32 {
        i32::try_from(self.first[index + 1] - self.first[index]).unwrap_or(i32::MAX) - 1
    }

    #[inline]
    pub(super) fn price(&self, index: usize, grains: i32) -> f64 {
        let at = self.first[index] + usize::try_from(grains).unwrap_or(0);
        let last = self.first[index + 1] - 1;
        if at <= last { self.values[at] } else { self.values[last] + self.slope[index] * (at - last) as f64 }
    }
}
