//! What-if runs side by side: one table for scripts, people and the report.

use super::number::{grouped, percent, signed};
use super::table::{Cell, Table, aligned};
use crate::domain::what_if::{Figures, VariantResult};

/// Decimals of published prices and hours.
const DECIMALS: i32 = 4;

/// One row for each variant, the base first; differences are variant less base.
#[must_use]
pub fn table(results: &[VariantResult]) -> Table {
    let mut table = Table::new(&[
        "variant",
        "objective",
        "under",
        "over",
        "hour_above_minimum",
        "preference",
        "change",
        "bound",
        "gap",
        "under_hours",
        "over_hours",
        "paid_hours",
        "covered",
        "objective_difference",
        "under_hours_difference",
        "over_hours_difference",
        "paid_hours_difference",
    ]);
    let base = results.first().and_then(|r| r.figures.as_ref());
    table.rows.extend(results.iter().map(|result| {
        let of =
            |value: &dyn Fn(&Figures) -> Option<f64>| Cell::rounded(result.figures.as_ref().and_then(value), DECIMALS);
        let less = |value: fn(&Figures) -> f64| {
            let pair = result.figures.as_ref().zip(base);
            Cell::rounded(pair.map(|(own, base)| value(own) - value(base)), DECIMALS)
        };
        vec![
            Cell::text(result.variant.as_str()),
            of(&|f| Some(f.objective)),
            of(&|f| Some(f.terms.under)),
            of(&|f| Some(f.terms.over)),
            of(&|f| Some(f.terms.hour_above_minimum)),
            of(&|f| Some(f.terms.preference)),
            of(&|f| Some(f.terms.change)),
            of(&|f| f.bound),
            of(&|f| f.gap),
            of(&|f| Some(f.under_hours)),
            of(&|f| Some(f.over_hours)),
            of(&|f| Some(f.paid_hours)),
            of(&Figures::covered),
            less(|f| f.objective),
            less(|f| f.under_hours),
            less(|f| f.over_hours),
            less(|f| f.paid_hours),
        ]
    }));
    table
}

/// The heads of [`cells`]; figures begin with `#`.
pub(crate) const HEADS: [&str; 10] =
    ["Variant", "#Cost", "#± base", "#Bound", "#Gap", "#Short (h)", "#± base", "#Above (h)", "#Paid (h)", "#Covered"];

/// The rows for people: the figures that decide, with the differences to the base.
pub(crate) fn cells(results: &[VariantResult]) -> Vec<[String; 10]> {
    let base = results.first().and_then(|r| r.figures.as_ref());
    let row = |(index, result): (usize, &VariantResult)| {
        let Some(own) = &result.figures else {
            let mut cells: [String; 10] = std::array::from_fn(|_| String::new());
            cells[0].clone_from(&result.variant);
            "no legal roster".clone_into(&mut cells[1]);
            return cells;
        };
        let less = |value: fn(&Figures) -> f64| match base {
            Some(base) if index > 0 => signed(value(own) - value(base), 1),
            _ => String::new(),
        };
        [
            result.variant.clone(),
            grouped(own.objective, 1),
            less(|f| f.objective),
            own.bound.map_or_else(|| "–".to_owned(), |bound| grouped(bound, 1)),
            percent(own.gap),
            grouped(own.under_hours, 1),
            less(|f| f.under_hours),
            grouped(own.over_hours, 1),
            grouped(own.paid_hours, 1),
            percent(own.covered()),
        ]
    };
    results.iter().enumerate().map(row).collect()
}

/// The table for a terminal.
#[must_use]
pub fn text(results: &[VariantResult]) -> String {
    let heads = HEADS.map(|head| head.trim_start_matches('#').to_lowercase());
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows = cells(results)
        .into_iter()
        .map(|row| row.into_iter().enumerate().map(|(column, text)| (text, column > 0)).collect());
    let told = "The search of each variant starts from the base's roster; they share the time limit, a work limit holds for each.\n";
    aligned(&heads, rows) + told
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn differences_are_to_the_base_and_what_was_not_found_is_empty() {
        let plan = sample::plan(12, 1);
        let base = Figures::from(&plan.summaries[0]);
        let better = Figures { objective: base.objective - 10.0, ..base.clone() };
        let result = |name: &str, figures| VariantResult { variant: name.into(), figures };
        let results = [result("base", Some(base)), result("agents:full=1", Some(better)), result("x", None)];
        let table = table(&results);
        let column = table.columns.iter().position(|c| *c == "objective_difference").expect("there");
        assert_eq!(table.rows[1][column], Cell::exact(-10.0));
        assert_eq!(table.rows[2][column], Cell::Empty);
        assert!(text(&results).contains("−10.0") && text(&results).contains("no legal roster"));
    }
}
