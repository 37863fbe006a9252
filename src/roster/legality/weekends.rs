//! Weekends: worked whole or not at all, and only so many of them.

use super::price::Penalty;
use super::shifts::WEEK;
use super::week::Progress;

/// The rules of one agent about weekends.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Weekends {
    /// K314: Saturday and Sunday are both worked or both off.
    pub(crate) whole: Option<Penalty>,
    /// K315: most weekends worked of any so many in a row.
    pub(crate) most: Option<(u8, Penalty)>,
    /// The day of the planning week that is a Saturday.
    pub(crate) saturday: usize,
    /// Where the week begins on a Sunday: whether the Saturday before was worked; `None` when unknown.
    pub(crate) saturday_before: Option<bool>,
    /// The first day of the week can be worked: only then a Sunday there can be the fault of the week.
    pub(crate) sunday_can: bool,
    /// Two weekends in a row count together.
    pub(crate) both_count: bool,
    /// Weekends worked before this week that count together with its first weekend, and with its second where a Sunday
    /// begins the week (its own first left out).
    pub(crate) worked_before: (u8, u8),
}

impl Weekends {
    /// Counts a day, `None` where a hard rule is broken.
    pub(super) fn step(&self, progress: &mut Progress, day: usize, worked: bool) -> Option<f64> {
        if self.whole.is_none() && self.most.is_none() {
            return Some(0.0);
        }
        let sunday = (self.saturday + 1) % WEEK;
        if day == sunday && sunday == 0 {
            return self.sunday_first(progress, worked);
        }
        if day == self.saturday {
            let counted =
                if sunday == 0 { self.worked_before.1 + u8::from(progress.weekend) } else { self.worked_before.0 };
            progress.weekend = worked && sunday != 0;
            return self.begun(worked, counted);
        }
        if day == sunday {
            let saturday = std::mem::take(&mut progress.weekend);
            let half = self.whole.map_or(Some(0.0), |penalty| penalty.on(u32::from(worked != saturday)))?;
            return Some(half + self.begun(worked && !saturday, self.worked_before.0)?);
        }
        Some(0.0)
    }

    /// The Sunday of the weekend that began in the week before.
    fn sunday_first(&self, progress: &mut Progress, worked: bool) -> Option<f64> {
        let half = self.sunday_can && self.saturday_before.is_some_and(|saturday| saturday != worked);
        let begun = self.saturday_before == Some(true);
        // the next weekend counts together with this one
        progress.weekend = self.most.is_some() && self.both_count && (worked || begun);
        let price = self.whole.map_or(Some(0.0), |penalty| penalty.on(u32::from(half)))?;
        Some(price + self.begun(worked && !begun, self.worked_before.0)?)
    }

    /// The price of one more weekend worked, `counted` of those before it.
    fn begun(&self, begun: bool, counted: u8) -> Option<f64> {
        match self.most {
            Some((most, penalty)) => penalty.on(u32::from(begun && counted >= most)),
            None => Some(0.0),
        }
    }
}
