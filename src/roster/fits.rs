//! Whether a given week is legal, and which rules stand against it where it is not: for weeks that pricing did not make.

use super::class::{Choice, Class};
use super::legality::shifts::{WEEK, signed};
use super::legality::week::{Kind, WeekRules};
use super::model::Model;

/// Which rules of the week are broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers, each asked for by name")]
pub(super) struct Broken {
    /// Days or hours beyond what the contract allows.
    pub(super) too_much: bool,
    /// Fewer days or hours than the contract asks.
    pub(super) too_little: bool,
    /// Days in a row, days off together, days that must be worked, nights, weekends, successions, one shift or one window of
    /// starts all week.
    pub(super) pattern: bool,
    /// The rest between two shifts, or that of the week.
    pub(super) rest: bool,
}

impl Broken {
    /// Nothing is broken.
    pub(super) const NOTHING: Self = Self { too_much: false, too_little: false, pattern: false, rest: false };
}

/// The other shifts of a week, ready to be asked about one more on a given day.
pub(super) struct Others<'c> {
    class: &'c Class,
    /// The rules without those on the number of days.
    any_number: WeekRules,
    day: usize,
    /// The shifts on either side of the day.
    around: (Option<&'c Choice>, Option<&'c Choice>),
    /// Presence before and after a shift together.
    presence: i32,
    kinds: [Option<Kind>; WEEK],
    clocks: Vec<i64>,
    /// Start and end of the other shifts by day.
    times: [Option<(i32, i32)>; WEEK],
    template: Option<usize>,
    days: u32,
    paid: i32,
    longest: i32,
}

impl<'c> Others<'c> {
    /// The week without `day`; shifts ascend by day, each a choice of its day.
    pub(super) fn around(model: &Model<'_>, class: &'c Class, worked: &[(usize, &'c Choice)], day: usize) -> Self {
        let handover = model.problem.centre.handover;
        let mut others = Self {
            class,
            any_number: WeekRules { days: (0, 7), ..class.rules.clone() },
            day,
            around: (None, None),
            presence: signed(handover.before) + signed(handover.after),
            kinds: [None; WEEK],
            clocks: Vec::with_capacity(WEEK),
            times: [None; WEEK],
            template: None,
            days: 1,
            paid: 0,
            longest: 0,
        };
        for (other, choice) in worked.iter().filter(|(other, _)| *other != day) {
            others.days += 1;
            others.paid += choice.paid;
            others.longest = others.longest.max(choice.paid);
            others.template = Some(choice.template);
            others.kinds[*other] = Some(choice.kind);
            others.clocks.push(choice.clock);
            others.times[*other] = Some((choice.start, choice.end));
            if *other < day {
                others.around.0 = Some(choice);
            } else {
                others.around.1 = others.around.1.or(Some(choice));
            }
        }
        others
    }

    /// What the week breaks with this shift on the day.
    pub(super) fn with(&self, choice: &Choice) -> Broken {
        let rules = &self.class.rules;
        let (days, paid) = (self.days, self.paid + choice.paid);
        let longest = self.longest.max(choice.paid);
        let hours = rules.hours_legal(days, paid, longest);
        let too_much = days > rules.days.1 || (!hours && rules.minutes_above(paid, longest) > 0);
        let one_shift = !rules.same_shift || self.template.is_none_or(|t| t == choice.template);
        Broken {
            too_much,
            too_little: !too_much && (days < rules.days.0 || !hours),
            pattern: !one_shift || !self.days_follow(choice) || !self.starts_fit(choice),
            rest: !self.is_rested(choice) || !self.recovers(choice),
        }
    }

    /// Whether days in a row, days off, nights, weekends and successions keep their rules.
    fn days_follow(&self, choice: &Choice) -> bool {
        let mut kinds = self.kinds;
        kinds[self.day] = Some(choice.kind);
        let rules = &self.any_number;
        let walk = |progress, (day, kind): (usize, &Option<Kind>)| Some(rules.step(progress, day, *kind)?.0);
        kinds.iter().enumerate().try_fold(rules.start(), walk).is_some_and(|end| rules.finish(end).is_some())
    }

    fn starts_fit(&self, choice: &Choice) -> bool {
        self.class.starts_fit(self.clocks.iter().copied().chain([choice.clock]))
    }

    fn recovers(&self, choice: &Choice) -> bool {
        let mut times = self.times;
        times[self.day] = Some((choice.start, choice.end));
        self.class.recovers(times.into_iter().flatten())
    }

    fn is_rested(&self, choice: &Choice) -> bool {
        let apart = |a: &Choice, b: &Choice| self.class.rules.rest_between(a.kind, b.kind) + self.presence;
        let (before, after) = self.around;
        before.is_none_or(|b| b.end + apart(b, choice) <= choice.start)
            && after.is_none_or(|a| choice.end + apart(choice, a) <= a.start)
    }
}

/// Whether these shifts (ascending by day) are a legal week with work.
pub(super) fn is_legal(model: &Model<'_>, class: &Class, worked: &[(usize, &Choice)]) -> bool {
    !worked.is_empty()
        && worked.iter().all(|(day, choice)| Others::around(model, class, worked, *day).with(choice) == Broken::NOTHING)
}
