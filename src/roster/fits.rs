//! Whether a given week is legal, and which rules stand against it where it is not: for weeks that pricing did not make.

use super::class::{Choice, Class};
use super::legality::shifts::signed;
use super::legality::week::DayMask;
use super::model::Model;

/// Which rules of the week are broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers, each asked for by name")]
pub(super) struct Broken {
    /// Days or hours beyond what the contract allows.
    pub(super) too_much: bool,
    /// Fewer days or hours than the contract asks.
    pub(super) too_little: bool,
    /// Days in a row, days off together, days that must be worked, one shift all week.
    pub(super) pattern: bool,
    /// The rest between two shifts.
    pub(super) rest: bool,
}

impl Broken {
    /// Nothing is broken.
    pub(super) const NOTHING: Self = Self { too_much: false, too_little: false, pattern: false, rest: false };
}

/// The other shifts of a week, ready to be asked about one more on a given day.
pub(super) struct Others<'c> {
    class: &'c Class,
    mask: DayMask,
    pattern: bool,
    template: Option<usize>,
    paid: i32,
    longest: i32,
    /// Earliest start and latest end that rest allows.
    window: (i32, i32),
}

impl<'c> Others<'c> {
    /// The week without `day`; shifts ascend by day, each a choice of its day.
    pub(super) fn around(model: &Model<'_>, class: &'c Class, worked: &[(usize, &Choice)], day: usize) -> Self {
        let handover = model.problem.centre.handover;
        let apart = class.rules.rest + signed(handover.before) + signed(handover.after);
        let mut others = Self {
            class,
            mask: 1 << day,
            pattern: false,
            template: None,
            paid: 0,
            longest: 0,
            window: (i32::MIN, i32::MAX),
        };
        for (other, choice) in worked.iter().filter(|(other, _)| *other != day) {
            others.mask |= 1 << other;
            others.paid += choice.paid;
            others.longest = others.longest.max(choice.paid);
            others.template = Some(choice.template);
            if *other < day {
                others.window.0 = others.window.0.max(choice.end + apart);
            } else {
                others.window.1 = others.window.1.min(choice.start - apart);
            }
        }
        let rules = &class.rules;
        others.pattern =
            !(rules.runs_legal(others.mask) && rules.has_off_block(others.mask) && rules.must & !others.mask == 0);
        others
    }

    /// What the week breaks with this shift on the day.
    pub(super) fn with(&self, choice: &Choice) -> Broken {
        let rules = &self.class.rules;
        let (days, paid) = (self.mask.count_ones(), self.paid + choice.paid);
        let longest = self.longest.max(choice.paid);
        let hours = rules.hours_legal(days, paid, longest);
        let too_much = days > rules.days.1 || (!hours && rules.minutes_above(paid, longest) > 0);
        Broken {
            too_much,
            too_little: !too_much && (days < rules.days.0 || !hours),
            pattern: self.pattern || (rules.same_shift && self.template.is_some_and(|t| t != choice.template)),
            rest: choice.start < self.window.0 || choice.end > self.window.1,
        }
    }
}

/// Whether these shifts (ascending by day) are a legal week with work.
pub(super) fn is_legal(model: &Model<'_>, class: &Class, worked: &[(usize, &Choice)]) -> bool {
    !worked.is_empty()
        && worked.iter().all(|(day, choice)| Others::around(model, class, worked, *day).with(choice) == Broken::NOTHING)
}
