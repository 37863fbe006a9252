//! Whatever the history: no panic, no figure that is not a number, every open interval forecast.

use proptest::prelude::*;

use super::super::{backtest, forecast};
use super::{centre, date, grid, hours, queue, special};
use crate::domain::findings::Findings;
use crate::domain::time::add_days;

fn calls() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        3 => Just(None),
        3 => Just(Some(0.0)),
        6 => (0.0..50.0_f64).prop_map(Some),
        1 => (0.0..1e300_f64).prop_map(Some),
        1 => Just(Some(f64::MIN_POSITIVE)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_history_is_forecast_with_ordered_finite_figures(
        cells in prop::collection::vec(calls(), 1..700),
        interval in prop::sample::select(vec![5_u32, 10, 15, 30, 60]),
        gap in 0_i64..80,
        days in 1_usize..60,
        kinds in prop::collection::vec((0_i64..60, prop::sample::select(vec!["full", "swapwork", "odd"]), any::<bool>()), 0..6),
    ) {
        // eight slots of each day, so that a few hundred values make a long history
        let length = cells.len().div_ceil(8);
        let first_slot = (600 / interval) as usize;
        let history = grid("q", interval, "2026-01-05", length, |d, s| {
            let i = s.checked_sub(first_slot).filter(|i| *i < 8)?;
            cells.get(d * 8 + i).copied().flatten()
        });
        let kinds = kinds.iter().map(|(d, kind, known)| special(&add_days(date("2026-01-05"), *d).to_string(), kind, *known));
        let centre = centre(interval, vec![queue("q", hours(9, 19, &[0, 1, 2, 3, 4, 5, 6]))], kinds.collect());
        let start = add_days(date("2026-01-05"), i64::try_from(length).unwrap_or(0) + gap);
        let made = forecast(&history, &centre, &[], start, days, &mut Findings::new());
        if !history.queues[0].days.is_empty() {
            prop_assert_eq!(made.rows.len(), days * 600 / interval as usize);
        }
        for row in &made.rows {
            let (inner, outer) = (row.band80.expect("a band"), row.band95.expect("a band"));
            let order = [0.0, outer.low, inner.low, row.offered.get(), inner.high, outer.high];
            prop_assert!(order.iter().all(|v| v.is_finite()) && order.is_sorted(), "{:?}", order);
        }
        for day in &made.days {
            let band = day.band95.expect("a band");
            prop_assert!(band.low.is_finite() && band.low <= day.offered.get() && day.offered.get() <= band.high);
        }
        for row in backtest(&history, &centre, 4, 1, &mut Findings::new()) {
            for figure in [row.wape, row.bias, row.mase, row.coverage80, row.coverage95, row.floor].into_iter().flatten() {
                prop_assert!(figure.is_finite());
            }
        }
    }
}
