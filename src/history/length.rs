//! How long a row lasts: history rows carry a start only.

use crate::domain::units::Minutes;

/// The length of the rows of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowLength {
    /// All rows start on this raster.
    Minutes(Minutes),
    /// One row holds the whole day.
    Day,
    /// Starts follow no raster; each row counts in the interval in which it starts.
    Irregular,
}

/// Fewer rows than this do not prove that a day is recorded more coarsely than the centre plans.
const ROWS_FOR_COARSE: usize = 4;
/// No export is coarser than this and still split.
const LONGEST: u32 = 240;

impl RowLength {
    /// The length of the rows of one queue on one day, from their starts (minutes after midnight, ascending but for a
    /// repeated hour) and the length of the day before.
    pub(super) fn of_day(starts: &[u32], interval: Minutes, before: Option<Self>) -> Self {
        let interval = interval.get().max(1);
        let grid = Self::Minutes(Minutes::new(interval));
        if starts.iter().any(|s| s % interval != 0) {
            return Self::finer(starts, interval);
        }
        if starts == [0] && matches!(before, None | Some(Self::Day)) && interval < 1440 {
            return Self::Day;
        }
        let mut gaps: Vec<u32> = starts.windows(2).map(|w| w[1].abs_diff(w[0])).filter(|g| *g > 0).collect();
        gaps.sort_unstable();
        let Some(shortest) = gaps.first().copied().filter(|_| starts.len() >= ROWS_FOR_COARSE) else {
            return before.filter(|b| b.fits(starts)).unwrap_or(grid);
        };
        let regular = gaps.iter().filter(|g| **g == shortest).count() * 2 >= gaps.len();
        let coarse = shortest > interval && shortest <= LONGEST && starts.iter().all(|s| s % shortest == 0);
        if coarse && regular { Self::Minutes(Minutes::new(shortest)) } else { grid }
    }

    fn finer(starts: &[u32], interval: u32) -> Self {
        [30, 20, 15, 10, 5]
            .into_iter()
            .find(|step| interval.is_multiple_of(*step) && *step < interval && starts.iter().all(|s| s % step == 0))
            .map_or(Self::Irregular, |step| Self::Minutes(Minutes::new(step)))
    }

    fn fits(self, starts: &[u32]) -> bool {
        matches!(self, Self::Minutes(m) if starts.iter().all(|s| s % m.get().max(1) == 0))
    }
}

/// Shares by which a long row is split into `parts`: the straight line whose slope joins the rows before and after, so that
/// the total is kept and no part is negative; even where a neighbour is missing.
pub(super) fn shares(
    before: Option<(u32, f64)>,
    own: Option<(u32, f64)>,
    after: Option<(u32, f64)>,
    length: Minutes,
    parts: usize,
) -> Vec<f64> {
    let even = 1.0 / parts.max(1) as f64;
    let adjacent = |a: (u32, f64), b: (u32, f64)| (a.0 + length.get() == b.0).then_some(b.1 - a.1);
    let slope = match (before, own, after) {
        (Some(b), Some(o), Some(a)) => {
            adjacent(b, o).zip(adjacent(o, a)).map(|(x, y)| f64::midpoint(x, y) / o.1.max(1.0))
        }
        _ => None,
    }
    .unwrap_or(0.0)
    .clamp(-1.0, 1.0);
    (0..parts).map(|i| even * (1.0 + slope * ((i as f64 + 0.5) * even - 0.5))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_HOUR: Minutes = Minutes::new(30);

    fn minutes(m: u32) -> RowLength {
        RowLength::Minutes(Minutes::new(m))
    }

    #[test]
    fn hourly_rows_are_recognised_in_a_half_hour_centre() {
        let starts = [420, 480, 540, 600, 720, 780];
        assert_eq!(RowLength::of_day(&starts, HALF_HOUR, None), minutes(60));
        assert_eq!(RowLength::of_day(&[420, 480], HALF_HOUR, Some(minutes(60))), minutes(60));
        assert_eq!(RowLength::of_day(&[420, 480], HALF_HOUR, None), minutes(30));
    }

    #[test]
    fn quarter_hours_are_recognised_and_odd_starts_are_irregular() {
        assert_eq!(RowLength::of_day(&[420, 435, 450], HALF_HOUR, None), minutes(15));
        assert_eq!(RowLength::of_day(&[421, 433], HALF_HOUR, None), RowLength::Irregular);
    }

    #[test]
    fn one_row_at_midnight_is_a_day_unless_the_days_before_had_intervals() {
        assert_eq!(RowLength::of_day(&[0], HALF_HOUR, None), RowLength::Day);
        assert_eq!(RowLength::of_day(&[0], HALF_HOUR, Some(minutes(30))), minutes(30));
    }

    #[test]
    fn a_split_row_keeps_its_total_and_follows_the_slope() {
        let split = shares(Some((420, 10.0)), Some((480, 20.0)), Some((540, 30.0)), Minutes::new(60), 2);
        assert!((split.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(split[0] < split[1], "{split:?}");
        assert_eq!(shares(None, Some((480, 20.0)), None, Minutes::new(60), 2), [0.5, 0.5]);
    }
}
