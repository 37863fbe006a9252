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
    /// weekday compares with each of them where both are known; then from all weekdays; then along the straight line between the
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

/// Fills holes of `day` with the mean of `others`, each scaled to the level of `day` where both are known; those that share
/// no slot with it count as they are, and only where no other knows the slot.
fn borrow(day: &mut [Option<f64>], others: &[&Vec<Option<f64>>]) {
    let scales: Vec<Option<f64>> = others.iter().map(|other| scale(day, other)).collect();
    let mean = |slot: usize, comparable: bool| {
        let (mut sum, mut count) = (0.0, 0_u32);
        for (other, scale) in others.iter().zip(&scales).filter(|(_, s)| s.is_some() == comparable) {
            if let Some(value) = other.get(slot).copied().flatten() {
                sum += value * scale.unwrap_or(1.0);
                count += 1;
            }
        }
        (count > 0).then(|| sum / f64::from(count))
    };
    let filled: Vec<Option<f64>> = day
        .iter()
        .enumerate()
        .map(|(slot, cell)| cell.or_else(|| mean(slot, true)).or_else(|| mean(slot, false)))
        .collect();
    day.copy_from_slice(&filled);
}

/// Level of `day` over that of `other` in the slots that both have.
fn scale(day: &[Option<f64>], other: &[Option<f64>]) -> Option<f64> {
    let (mut own, mut theirs) = (0.0, 0.0);
    for (a, b) in day.iter().zip(other) {
        if let (Some(a), Some(b)) = (a, b) {
            own += a;
            theirs += b;
        }
    }
    (own > 0.0 && theirs > 0.0).then(|| own / theirs).filter(|s| s.is_finite())
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
        let is = |weekday: usize, slot: usize, value: f64| (week.day(weekday)[slot] - value).abs() < 1e-9;
        assert!(is(1, 2, 60.0), "Tuesday is twice Monday: {:?}", week.day(1));
        assert!(is(5, 0, 1.0), "Saturday is unseen and takes Sunday: {:?}", week.day(5));
        assert!(is(6, 1, 2.0), "Sunday is a tenth of Monday and a twentieth of Tuesday: {:?}", week.day(6));
    }

    #[test]
    fn nothing_known_is_zero() {
        assert_eq!(Week::fill(&std::array::from_fn(|_| vec![None; 2])).day(3), [0.0, 0.0]);
    }
}
