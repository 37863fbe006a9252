//! The weekly rest by law: somewhere in the week, with what lies before and after it, one long rest.

/// K319: in minutes of the clock, between shifts: handover is added on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WeeklyRest {
    /// Shortest time between two shifts that is such a rest.
    pub(crate) between: i32,
    /// The first shift of the week follows such a rest when it starts then or later.
    pub(crate) opens: i32,
    /// The last shift of the week leaves room for such a rest when it ends by then.
    pub(crate) closes: i32,
}

impl WeeklyRest {
    /// Whether shifts in this order, each with its start and end, leave a rest.
    pub(crate) fn is_kept(&self, shifts: impl Iterator<Item = (i32, i32)>) -> bool {
        let mut last = None;
        for (start, end) in shifts {
            let ready = last.map_or(self.opens, |end: i32| end.saturating_add(self.between));
            if start >= ready {
                return true;
            }
            last = Some(end);
        }
        last.is_none_or(|end| end <= self.closes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_lies_before_between_or_after_the_shifts() {
        let rest = WeeklyRest { between: 2100, opens: 1440, closes: 7 * 1440 - 1440 };
        let days = |free: i64| {
            let starts = (0..7).filter(move |day| *day != free).map(|day| i32::try_from(day * 1440).expect("small"));
            starts.map(|start| (start + 480, start + 960))
        };
        assert!(!rest.is_kept(days(7)), "seven days");
        assert!(rest.is_kept(days(0)) && rest.is_kept(days(3)) && rest.is_kept(days(6)));
        let pair = |start| [(0, 600), (1440, 2000), (start, start + 400), (4320, 5000), (5760, 6400), (7200, 7800)];
        let tight = WeeklyRest { closes: 7000, ..rest };
        assert!(tight.is_kept(pair(4100).into_iter()), "2000 to 4100 is 35 h");
        assert!(!tight.is_kept(pair(4099).into_iter()));
    }
}
