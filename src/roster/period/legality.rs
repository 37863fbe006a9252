//! What a legal schedule of one person is: the only place that knows the rules of the period. Pricing walks it day by day,
//! and every schedule of the search comes out of pricing.

/// A shift of the catalogue, by its place there.
pub(super) type Shift = u8;

/// One day of a schedule: a shift, or none.
pub(super) type Choice = Option<Shift>;

/// What all people share: shifts and calendar.
#[derive(Debug)]
pub(super) struct Catalogue {
    /// Paid minutes of each shift.
    pub(super) paid: Vec<u32>,
    /// `successions[a][b]`: shift `b` may be worked on the day after shift `a`.
    pub(super) successions: Vec<Vec<bool>>,
    /// Of each day: which day of the weekend it is, if any.
    pub(super) weekend: Vec<Option<WeekendDay>>,
}

/// A day of the weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WeekendDay {
    /// The first, or the only one inside the period.
    First,
    /// The day after [`WeekendDay::First`].
    Second,
}

/// What the schedule of one person must keep.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rules {
    /// Longest run of days worked.
    pub(super) max_consecutive_days: u32,
    /// Shortest run of days worked inside the period.
    pub(super) min_consecutive_days: u32,
    /// Shortest run of days off inside the period.
    pub(super) days_off_together: u32,
    /// Paid minutes, fewest and most.
    pub(super) minutes: (u32, u32),
    /// Most weekends with work.
    pub(super) max_weekends: u32,
    /// Most times each shift may be worked.
    pub(super) max_shifts: Vec<u32>,
    /// Days that may be worked.
    pub(super) can: Vec<bool>,
    /// The run that the period begins in.
    pub(super) before: Run,
}

/// The run of days worked or off that a day ends in. Lengths stop counting where no rule looks any further, so that equal
/// futures are equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Run {
    /// Nothing is known of the days before.
    Unknown,
    /// Days off in a row.
    Off(u32),
    /// Days worked in a row.
    Worked {
        /// How many.
        days: u32,
        /// The run may end now.
        may_end: bool,
        /// The shift of the last day.
        last: Shift,
    },
}

/// All of the past that the rules about days, hours and weekends look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Standing {
    run: Run,
    weekends: u32,
    minutes: u32,
}

impl Rules {
    /// Where a schedule begins.
    pub(super) fn start(&self) -> Standing {
        Standing { run: self.before, weekends: 0, minutes: 0 }
    }

    /// Where a schedule stands after one more day; `None` when that day breaks a rule. The number of times that one shift is
    /// worked is left to [`Rules::counted`].
    pub(super) fn next(&self, catalogue: &Catalogue, at: Standing, day: usize, choice: Choice) -> Option<Standing> {
        let Some(shift) = choice else {
            return Some(Standing { run: self.off(at.run)?, ..at });
        };
        let minutes = at.minutes.checked_add(*catalogue.paid.get(usize::from(shift))?)?;
        let weekends = at.weekends + u32::from(opens_weekend(catalogue, at.run, day));
        let may = *self.can.get(day)? && minutes <= self.minutes.1 && weekends <= self.max_weekends;
        let run = self.worked(catalogue, at.run, shift)?;
        may.then_some(Standing { run, weekends, minutes })
    }

    /// Whether a schedule may end here.
    pub(super) fn may_end(&self, at: Standing) -> bool {
        at.minutes >= self.minutes.0
    }

    /// The shifts whose number of times must be counted, each with its most: those that the other rules do not limit as much.
    pub(super) fn counted(&self, catalogue: &Catalogue) -> Vec<(Shift, u32)> {
        let days = u32::try_from(self.can.iter().filter(|c| **c).count()).unwrap_or(u32::MAX);
        let shortest = catalogue.paid.iter().copied().min().unwrap_or(0);
        let fits = |paid: u32| days.min(self.minutes.1.checked_div(paid.max(shortest)).unwrap_or(u32::MAX));
        (0..)
            .zip(&catalogue.paid)
            .zip(&self.max_shifts)
            .filter(|((_, paid), most)| (1..fits(**paid)).contains(*most))
            .map(|((shift, _), most)| (shift, *most))
            .collect()
    }

    /// Whether the shift may ever be worked.
    pub(super) fn allows(&self, shift: Shift) -> bool {
        self.max_shifts.get(usize::from(shift)).is_some_and(|most| *most > 0)
    }

    /// The run after a day off.
    fn off(&self, run: Run) -> Option<Run> {
        let enough = self.days_off_together.max(1);
        match run {
            Run::Unknown => Some(Run::Off(enough)),
            Run::Off(days) => Some(Run::Off(days.saturating_add(1).min(enough))),
            Run::Worked { may_end, .. } => may_end.then_some(Run::Off(1)),
        }
    }

    /// The run after a day worked.
    fn worked(&self, catalogue: &Catalogue, run: Run, shift: Shift) -> Option<Run> {
        let long_enough = |days: u32| days >= self.min_consecutive_days;
        let (days, may_end) = match run {
            Run::Unknown => (1, true),
            Run::Off(days) if days >= self.days_off_together => (1, long_enough(1)),
            Run::Off(_) => return None,
            Run::Worked { days, may_end, last } => {
                if !*catalogue.successions.get(usize::from(last))?.get(usize::from(shift))? {
                    return None;
                }
                let days = days.checked_add(1)?;
                (days, may_end || long_enough(days))
            }
        };
        (days <= self.max_consecutive_days).then_some(Run::Worked { days, may_end, last: shift })
    }
}

/// Whether work on this day is the first on its weekend.
fn opens_weekend(catalogue: &Catalogue, run: Run, day: usize) -> bool {
    match catalogue.weekend.get(day).copied().flatten() {
        Some(WeekendDay::First) => true,
        Some(WeekendDay::Second) => !matches!(run, Run::Worked { .. }),
        None => false,
    }
}
