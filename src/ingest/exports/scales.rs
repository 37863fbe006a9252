//! How the durations of a column are written: by the mapping, by the column's name, or by what its values can be.

use super::layout::Layout;
use super::values::{self, Scale, Unit};

/// A mean handle time below this, in seconds, is as likely one in minutes.
const SHORT_S: f64 = 20.0;

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
    let mut means = means(layout, field);
    let no_calls = field == "handle_s" && layout.field("answered").is_none();
    let unit = if no_calls { Unit::Seconds } else { Unit::suggested_by(&mut means) };
    (Scale { decimals, unit }, unit != Unit::Seconds)
}

/// The middle of the mean handle times that nothing names the unit of, where it is so short that seconds are unlikely.
pub(super) fn unlikely_seconds(layout: &Layout, field: &str) -> Option<f64> {
    let columns = layout.summands(field);
    let name = columns.first().and_then(|c| layout.header.get(*c))?;
    let is_known = layout.mapping.units.contains_key(field) || Unit::named_by(name).is_some();
    if is_known || of_counts(layout, field).1 || (field == "handle_s" && layout.field("answered").is_none()) {
        return None;
    }
    let mut means = means(layout, field);
    means.sort_by(f64::total_cmp);
    means.get(means.len() / 2).copied().filter(|middle| *middle < SHORT_S)
}

/// The mean handle times of the first rows, as plain numbers.
fn means(layout: &Layout, field: &str) -> Vec<f64> {
    let (columns, decimals) = (layout.summands(field), layout.decimals);
    let answered = layout.field("answered").filter(|_| field == "handle_s");
    layout
        .sample
        .iter()
        .filter_map(|row| {
            let parts = columns.iter().map(|c| values::number_in(row.cell(*c), decimals));
            let sum: f64 = parts.collect::<Option<Vec<_>>>()?.iter().sum();
            let calls = answered.map_or(Some(1.0), |c| values::number_in(row.cell(c), decimals))?;
            (sum > 0.0 && calls > 0.0).then(|| sum / calls)
        })
        .collect()
}
