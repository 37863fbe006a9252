//! How the durations of a column are written: by the mapping, by the column's name, or by what its values can be.

use super::layout::Layout;
use super::values::{self, Scale, Unit};

/// Of a field of a call (`wait`, `handle`).
pub(super) fn of_call(layout: &Layout, field: &str, column: usize) -> Scale {
    let name = layout.header.get(column).map_or("", String::as_str);
    let unit = layout.mapping.units.get(field).copied().or_else(|| Unit::named_by(name)).unwrap_or_default();
    Scale { decimals: layout.decimals, unit }
}

/// Of `aht_s`, or of the total `handle_s`; and whether only the values suggest it.
pub(super) fn of_counts(layout: &Layout, field: &str) -> (Scale, bool) {
    let columns = layout.summands(field);
    let name = columns.first().and_then(|c| layout.header.get(*c)).map_or("", String::as_str);
    let known = layout.mapping.units.get(field).copied().or_else(|| Unit::named_by(name));
    let decimals = layout.decimals;
    if let Some(unit) = known {
        return (Scale { decimals, unit }, false);
    }
    let answered = layout.field("answered").filter(|_| field == "handle_s");
    let mut means: Vec<f64> = layout
        .sample
        .iter()
        .filter_map(|row| {
            let parts = columns.iter().map(|c| values::number_in(row.cell(*c), decimals));
            let sum: f64 = parts.collect::<Option<Vec<_>>>()?.iter().sum();
            let calls = answered.map_or(Some(1.0), |c| values::number_in(row.cell(c), decimals))?;
            (sum > 0.0 && calls > 0.0).then(|| sum / calls)
        })
        .collect();
    let unit = if field == "handle_s" && answered.is_none() { Unit::Seconds } else { Unit::suggested_by(&mut means) };
    (Scale { decimals, unit }, unit != Unit::Seconds)
}
