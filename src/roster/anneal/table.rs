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

    /// The prices from `reach` grains fewer to as many more, where the table holds them all.
    #[inline]
    fn around(&self, index: usize, grains: i32, reach: i32) -> Option<&[f64]> {
        let row = self.values.get(self.first[index]..self.first[index + 1])?;
        row.get(usize::try_from(grains - reach).ok()?..usize::try_from(grains + reach + 1).ok()?)
    }

    #[inline]
    pub(super) fn price(&self, index: usize, grains: i32) -> f64 {
        let at = self.first[index] + usize::try_from(grains).unwrap_or(0);
        let last = self.first[index + 1] - 1;
        if at <= last { self.values[at] } else { self.values[last] + self.slope[index] * (at - last) as f64 }
    }
}

/// What some grains more or fewer cost each cell, next to the coverage at hand: few enough numbers to stay in the nearest cache.
pub(super) struct Marginals {
    /// Most grains that one agent changes in a cell.
    reach: i32,
    width: usize,
    values: Vec<f64>,
}

impl Marginals {
    pub(super) fn new(table: &PriceTable, now: &[i32], reach: i32) -> Self {
        let width = usize::try_from(2 * reach + 1).unwrap_or(1);
        let mut made = Self { reach, width, values: vec![0.0; now.len() * width] };
        for (index, grains) in now.iter().enumerate() {
            made.renew(table, index, *grains);
        }
        made
    }

    /// Notes that a cell's coverage has become `grains`.
    #[inline]
    pub(super) fn renew(&mut self, table: &PriceTable, index: usize, grains: i32) {
        let values = self.values.iter_mut().skip(index * self.width).take(self.width);
        if let Some(prices) = table.around(index, grains, self.reach) {
            let price = prices[prices.len() / 2];
            values.zip(prices).for_each(|(value, with)| *value = with - price);
        } else {
            let price = table.price(index, grains);
            values.zip(-self.reach..).for_each(|(value, by)| *value = table.price(index, grains + by) - price);
        }
    }

    /// Change of price when a cell gains `by` grains.
    #[inline]
    pub(super) fn price(&self, index: usize, by: i32) -> f64 {
        let at = index * self.width + usize::try_from(by + self.reach).unwrap_or(0);
        self.values[at]
    }
}
