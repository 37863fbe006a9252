//! One interval's service curve: the calls answered in time by the agents there, and its concave envelope.

/// Calls answered in time by the number of agents, straight between points, flat beyond the last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve {
    /// Agents ascending from 0, and calls.
    points: Vec<(f64, f64)>,
    /// The corners of the least concave curve above it.
    envelope: Vec<(f64, f64)>,
}

impl Curve {
    /// The curve through these points; it begins at nobody and no calls unless a point says otherwise.
    pub(super) fn of(points: &[(u32, f64)]) -> Self {
        let listed = points.iter().map(|(agents, calls)| (f64::from(*agents), *calls));
        let foot = (points.first().is_none_or(|p| p.0 > 0)).then_some((0.0, 0.0));
        let points: Vec<(f64, f64)> = foot.into_iter().chain(listed).collect();
        let envelope = envelope(&points);
        Self { points, envelope }
    }

    /// Calls answered in time by so many agents.
    pub(super) fn at(&self, agents: f64) -> f64 {
        let next = self.points.partition_point(|p| p.0 < agents);
        match (next.checked_sub(1).and_then(|i| self.points.get(i)), self.points.get(next)) {
            (Some(below), Some(above)) => below.1 + (above.1 - below.1) * (agents - below.0) / (above.0 - below.0),
            (Some(end), None) | (None, Some(end)) => end.1,
            (None, None) => 0.0,
        }
    }

    /// The stretches of the envelope from its end down to nobody: fewest and most agents, calls gained by each agent between.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        self.envelope.windows(2).rev().filter_map(|pair| match pair {
            [from, to] => Some((from.0, to.0, (to.1 - from.1) / (to.0 - from.0))),
            _ => None,
        })
    }

    /// Agents and calls where the envelope ends.
    pub(super) fn end(&self) -> (f64, f64) {
        self.envelope.last().copied().unwrap_or((0.0, 0.0))
    }
}

/// The upper hull of points by ascending agents, up to the first with most calls: more agents than that gain nothing.
fn envelope(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut hull: Vec<(f64, f64)> = Vec::with_capacity(points.len());
    for &point in points {
        if hull.last().is_some_and(|top| point.1 <= top.1) {
            continue;
        }
        while let [.., first, second] = hull.as_slice() {
            // the middle point lies on or under the chord from first to the new point
            let under = (second.1 - first.1) * (point.0 - first.0) <= (point.1 - first.1) * (second.0 - first.0);
            if !under {
                break;
            }
            hull.pop();
        }
        hull.push(point);
    }
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_straight_between_points_and_flat_beyond() {
        let curve = Curve::of(&[(2, 1.0), (4, 9.0)]);
        for (agents, calls) in [(0.0, 0.0), (1.0, 0.5), (2.0, 1.0), (2.5, 3.0), (4.0, 9.0), (7.0, 9.0)] {
            assert!((curve.at(agents) - calls).abs() < 1e-12, "{agents}: {}", curve.at(agents));
        }
    }

    #[test]
    fn the_envelope_is_concave_and_never_below() {
        let curve = Curve::of(&[(0, 0.0), (1, 0.5), (2, 2.0), (3, 7.0), (4, 9.0), (5, 9.5), (6, 9.5)]);
        assert_eq!(curve.envelope, [(0.0, 0.0), (3.0, 7.0), (4.0, 9.0), (5.0, 9.5)]);
        let gains: Vec<f64> = curve.stretches().map(|s| s.2).collect();
        assert!(gains.windows(2).all(|w| w[0] <= w[1]), "downwards each agent gains more: {gains:?}");
    }

    #[test]
    fn an_interval_without_calls_gains_nothing() {
        let curve = Curve::of(&[(0, 0.0)]);
        assert_eq!((curve.end(), curve.stretches().count()), ((0.0, 0.0), 0));
        assert!(curve.at(3.0).abs() < 1e-12);
        assert!(Curve::of(&[]).at(1.0).abs() < 1e-12);
    }
}
