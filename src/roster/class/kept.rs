//! What a roster that is to be kept says of a day, and what differing from it costs.
//!
//! Prices stand against a day off: a day off where the kept roster works costs a change whatever else the week holds
//! ([`KeptDay::idle_price`], a constant of the class), and working the kept shift gives it back. Pricing then needs to know
//! the days worked only.

use crate::domain::people::{Activity, Agent, RosterRow};
use crate::domain::time::add_days;
use crate::roster::legality::shifts::{BreakModel, TemplateModel, minutes_since, signed};
use crate::roster::legality::week::DayMask;
use crate::roster::tour::{Breaks, MAX_BREAKS};

use super::facts::{AgentFacts, employed_days};
use super::hidden::{Around, breaks_can_hide, closed_minutes};
use super::{Choice, ClassContext, ClassDay};

/// The breaks of the kept shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::roster) enum KeptBreaks {
    /// At these places, which are still legal: any others are a change.
    At(Breaks),
    /// They cannot stay: whatever comes is a change.
    Gone,
    /// The day's rows are locked, with these very breaks.
    Locked,
}

/// A day of the kept roster that a new roster can differ from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::roster) struct KeptDay {
    /// Whether the kept roster has a shift on the day.
    worked: bool,
    /// That shift, where the agent may still work it.
    pub(in crate::roster) variant: Option<usize>,
    pub(in crate::roster) breaks: KeptBreaks,
    /// Prices of another shift and of other breaks, in bits of an `f64` so that classes can be compared.
    change_bits: u64,
    breaks_bits: u64,
}

impl KeptDay {
    /// Price of a day off.
    pub(in crate::roster) fn idle_price(&self) -> f64 {
        if self.worked { f64::from_bits(self.change_bits) } else { 0.0 }
    }

    /// Whether this is the kept shift.
    pub(in crate::roster) fn is(&self, choice: &Choice) -> bool {
        self.variant == Some(choice.variant)
    }

    /// Price of working this, less that of a day off.
    pub(in crate::roster) fn price(&self, choice: &Choice) -> f64 {
        let change = if self.is(choice) { 0.0 } else { f64::from_bits(self.change_bits) };
        change - self.idle_price()
    }

    /// Price of other breaks in the kept shift.
    pub(in crate::roster) fn price_of_moved_breaks(&self) -> f64 {
        if self.breaks == KeptBreaks::Locked { 0.0 } else { f64::from_bits(self.breaks_bits) }
    }

    /// Price of these breaks in this shift.
    pub(in crate::roster) fn price_of_breaks(&self, choice: &Choice, breaks: &Breaks) -> f64 {
        let stay = !self.is(choice) || self.breaks == KeptBreaks::At(*breaks);
        if stay { 0.0 } else { self.price_of_moved_breaks() }
    }
}

/// What the kept roster says of a day; `None` for an agent who is not in it, and for days of leave or outside employment:
/// nothing is kept there.
pub(super) fn kept_day(
    cx: &ClassContext<'_>,
    agent: &Agent,
    facts: &AgentFacts<'_>,
    leave: DayMask,
    day: usize,
    class_day: &ClassDay,
) -> Option<KeptDay> {
    let free = leave >> day & 1 == 0 && employed_days(cx.problem, agent) >> day & 1 == 1;
    if facts.kept.is_empty() || !free {
        return None;
    }
    let date = add_days(cx.problem.first_day, i64::try_from(day).unwrap_or(0));
    let rows: Vec<&RosterRow> = facts.kept.iter().copied().filter(|r| r.day == date).collect();
    let choice = class_day.choices.iter().find(|choice| is_shift(cx, &rows, choice));
    let objective = &cx.problem.centre.objective;
    Some(KeptDay {
        worked: !rows.is_empty(),
        variant: choice.map(|c| c.variant),
        breaks: choice.map_or(KeptBreaks::Gone, |c| breaks(cx, &rows, class_day, c)),
        change_bits: objective.change.to_bits(),
        breaks_bits: objective.change_break.to_bits(),
    })
}

/// Whether the rows are this shift: its id, and presence from the first row to the last.
fn is_shift(cx: &ClassContext<'_>, rows: &[&RosterRow], choice: &Choice) -> bool {
    let handover = cx.problem.centre.handover;
    let Some(first) = rows.iter().min_by_key(|r| (r.start, r.end)) else { return false };
    let end = rows.iter().map(|r| r.end).max().unwrap_or(first.end);
    let at = |instant| minutes_since(cx.clock.origin, instant);
    cx.problem.centre.shifts[cx.model.templates[choice.template].index].id == first.shift
        && at(first.start) == choice.start - signed(handover.before)
        && at(end) == choice.end + signed(handover.after)
}

/// A break or a meal with its first and last minute.
type Pause = (Activity, i32, i32);

fn breaks(cx: &ClassContext<'_>, rows: &[&RosterRow], day: &ClassDay, choice: &Choice) -> KeptBreaks {
    let at = |instant| minutes_since(cx.clock.origin, instant);
    let is_pause = |activity: Activity| matches!(activity, Activity::Break | Activity::Meal);
    let mut kept: Vec<Pause> =
        rows.iter().filter(|r| is_pause(r.activity)).map(|r| (r.activity, at(r.start), at(r.end))).collect();
    kept.sort_by_key(|pause| (pause.1, pause.2));
    if !day.locked.is_empty() {
        let locked: Vec<Pause> =
            day.locked.iter().filter(|s| is_pause(s.activity)).map(|s| (s.activity, s.start, s.end)).collect();
        return if locked == kept { KeptBreaks::Locked } else { KeptBreaks::Gone };
    }
    legal_places(cx, &kept, day, choice).map_or(KeptBreaks::Gone, KeptBreaks::At)
}

/// The pauses as places of the shift's breaks, where they still are legal ones.
fn legal_places(cx: &ClassContext<'_>, kept: &[Pause], day: &ClassDay, choice: &Choice) -> Option<Breaks> {
    let template = &cx.model.templates[choice.template];
    let rules = &template.breaks;
    if rules.len() != kept.len() || rules.len() > MAX_BREAKS {
        return None;
    }
    let mut places = Breaks::default();
    let mut fixed: Vec<BreakModel> = Vec::with_capacity(rules.len());
    for ((rule, (kind, start, end)), place) in rules.iter().zip(kept).zip(&mut places.at) {
        let offset = start - choice.start;
        if rule.kind != *kind || end - start != rule.length || !rule.starts.contains(&offset) {
            return None;
        }
        *place = i16::try_from(offset).ok()?;
        fixed.push(BreakModel { starts: vec![offset], ..rule.clone() });
    }
    let core_end = choice.end - signed(cx.problem.centre.handover.wind_down);
    let closed = closed_minutes(cx, choice.start, core_end);
    let fixed = TemplateModel { breaks: fixed, ..template.clone() };
    let (start, end) = (choice.start, choice.end);
    let around = Around { start, core_end, end, activities: &day.activities, closed: &closed };
    breaks_can_hide(&fixed, &around).then_some(places)
}
