//! A typical week: seven days of slots, and how its holes are filled.

/// Monday first; `None` where the past shows nothing.
pub(super) type Sketch = [Vec<Option<f64>>; 7];

/// A value for every weekday and slot.
#[derive(Clone, Debug)]
pub(super) struct Week {
    days: [Vec<f64>; 7],
}

impl Week {
    /// Fills the holes of a sketch: from the weekdays of the same kind (Monday to Friday, or weekend), scaled by how the
    /// weekday compares with them where both are known; then from all weekdays; then along the straight line between the
    /// nearest known slots of the day.
    pub(super) fn fill(sketch: &Sketch) -> Self {
        let days = std::array::from_fn(|weekday| {
            let mut day = sketch.get(weekday).cloned().unwrap_or_default();
            let kin: Vec<&Vec<Option<f64>>> = peers(weekday).iter().filter_map(|w| sketch.get(*w)).collect();
            borrow(&mut day, &kin);
            borrow(&mut day, &sketch.iter().collect::<Vec<_>>());
            bridge(&day)
        });
        Self { days }
    }

    /// The values of a weekday, Monday 0.
    pub(super) fn day(&self, weekday: usize) -> &[f64] {
        self.days.get(weekday).map_or(&[], Vec::as_slice)
    }
}

fn peers(weekday: usize) -> &'static [usize] {
    if weekday < 5 { &[0, 1, 2, 3, 4] } else { &[5, 6] }
}

/// Fills holes of `day` with the mean of `others`, scaled to the level of `day` where both are known.
fn borrow(day: &mut [Option<f64>], others: &[&Vec<Option<f64>>]) {
    let mean: Vec<Option<f64>> = (0..day.len())
        .map(|slot| {
            let known: Vec<f64> = others.iter().filter_map(|o| o.get(slot).copied().flatten()).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        })
        .collect();
    let (mut own, mut theirs) = (0.0, 0.0);
    for (a, b) in day.iter().zip(&mean) {
        if let (Some(a), Some(b)) = (a, b) {
            own += a;
            theirs += b;
        }
    }
    let scale = if own > 0.0 && theirs > 0.0 { own / theirs } else { 1.0 };
    for (cell, mean) in day.iter_mut().zip(&mean) {
        *cell = cell.or(mean.map(|m| m * scale));
    }
}

/// Straight lines between the known slots, level beyond the first and the last; zero when nothing is known.
fn bridge(day: &[Option<f64>]) -> Vec<f64> {
    let mut filled = Vec::with_capacity(day.len());
    let mut last: Option<(usize, f64)> = None;
    for (slot, cell) in day.iter().enumerate() {
        if let Some(value) = cell {
            last = Some((slot, *value));
            filled.push(*value);
            continue;
        }
        let next = day.iter().enumerate().skip(slot).find_map(|(i, c)| c.map(|v| (i, v)));
        filled.push(match (last, next) {
            (Some((a, from)), Some((b, to))) => from + (to - from) * (slot - a) as f64 / (b - a) as f64,
            (Some((_, value)), None) | (None, Some((_, value))) => value,
            (None, None) => 0.0,
        });
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_takes_the_level_of_its_weekday_and_the_shape_of_its_peers() {
        let mut sketch: Sketch = std::array::from_fn(|_| vec![None; 3]);
        sketch[0] = vec![Some(10.0), Some(20.0), Some(30.0)];
        sketch[1] = vec![Some(20.0), Some(40.0), None];
        sketch[6] = vec![Some(1.0), None, Some(3.0)];
        let week = Week::fill(&sketch);
        // the peers' mean at the hole is 30; Tuesday's level is 60 of the peers' 45
        assert!((week.day(1)[2] - 40.0).abs() < 1e-9, "{:?}", week.day(1));
        assert_eq!(week.day(5)[0], 1.0, "Saturday is unseen and takes Sunday");
        assert!(week.day(6)[1] > 1.0 && week.day(6)[1] < 3.0, "{:?}", week.day(6));
    }

    #[test]
    fn nothing_known_is_zero() {
        assert_eq!(Week::fill(&std::array::from_fn(|_| vec![None; 2])).day(3), [0.0, 0.0]);
    }
}
