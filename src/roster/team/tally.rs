//! The counts of a crew in the roster at hand, kept up to date move by move.

use super::{TeamRule, TeamRules, Watch};
use crate::domain::people::Activity;
use crate::roster::class::{Choice, Class, ClassDay};
use crate::roster::coverage::{HARD_PRICE, Portion};
use crate::roster::legality::shifts::WEEK;
use crate::roster::model::Model;
use crate::roster::tour::{DayWork, Tour};

use super::carried::Carried;

/// What one rule has counted; only what it watches is filled.
#[derive(Clone, Debug, Default)]
pub(in crate::roster) struct Tally {
    /// Minutes at work by slot.
    pub(in crate::roster) at_work: Vec<i32>,
    /// Agents inside a shift, by grain of the clock.
    pub(in crate::roster) inside: Vec<i32>,
    /// Those of them on break, by grain.
    pub(in crate::roster) on_break: Vec<i32>,
    /// Agents whose shift starts, by day.
    pub(in crate::roster) starting: [i32; WEEK],
}

/// A lack that a roster leaves: where, and how many agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::roster) struct Lack {
    /// The slot; the first one of the day for a rule about days.
    pub(in crate::roster) slot: usize,
    pub(in crate::roster) agents: f64,
}

/// Counts with nobody of this week at work: those whose shifts of the week before run into it.
pub(in crate::roster) fn empty(model: &Model<'_>) -> Vec<Tally> {
    if model.team_rules.is_empty() {
        return Vec::new();
    }
    let carried = Carried::of(model);
    model.team_rules.iter().map(|rule| carried.tally(model, rule.as_ref())).collect()
}

/// Price of a lack of so many agents for one grain.
pub(super) fn moment_price(model: &Model<'_>, lack: i32) -> f64 {
    HARD_PRICE * f64::from(lack) * f64::from(model.grain) / f64::from(model.interval)
}

/// Adds an agent's week (or with `sign` −1 takes it away); returns what the price changes by.
pub(in crate::roster) fn add(
    tallies: &mut [Tally],
    model: &Model<'_>,
    (class, tour): (&Class, &Tour),
    portions: &[Portion],
    sign: i32,
) -> f64 {
    let mut change = add_work(tallies, &model.team_rules, class, portions, sign);
    for index in &class.team_rules {
        let (rule, tally) = (model.team_rules[*index].as_ref(), &mut tallies[*index]);
        for (day, choice, work) in tour.choices(class) {
            change += match rule.watch() {
                Watch::AtWork => 0.0,
                Watch::Moments => {
                    let pauses = pauses(model, class, &class.days[day], choice, work);
                    tally.add_moments(model, rule, choice, &pauses, sign)
                }
                Watch::Days => {
                    let now = &mut tally.starting[day];
                    let before = rule.lack_on_day(day, *now);
                    *now += sign;
                    rule.price() * f64::from(rule.lack_on_day(day, *now) - before)
                }
            };
        }
    }
    change
}

/// Adds an agent's minutes at work (or takes them away); returns what the price changes by.
pub(in crate::roster) fn add_work(
    tallies: &mut [Tally],
    rules: &TeamRules,
    class: &Class,
    portions: &[Portion],
    sign: i32,
) -> f64 {
    let mut change = 0.0;
    for index in class.team_rules.iter().filter(|i| rules[**i].watch() == Watch::AtWork) {
        let (rule, tally) = (&rules[*index], &mut tallies[*index]);
        for portion in portions {
            let slot = portion.slot as usize;
            let before = rule.lack_at_work(slot, tally.at_work[slot]);
            tally.at_work[slot] += sign * i32::from(portion.minutes);
            change += HARD_PRICE * (rule.lack_at_work(slot, tally.at_work[slot]) - before);
        }
    }
    change
}

impl Tally {
    /// The count of one rule with nobody of this week at work.
    pub(in crate::roster) fn carried(model: &Model<'_>, rule: &dyn TeamRule) -> Self {
        Carried::of(model).tally(model, rule)
    }

    fn add_moments(
        &mut self,
        model: &Model<'_>,
        rule: &dyn TeamRule,
        choice: &Choice,
        pauses: &[(i32, i32)],
        sign: i32,
    ) -> f64 {
        let mut change = 0;
        for grain in grains(model, choice.start, choice.end) {
            let minute = i32::try_from(grain).unwrap_or(0) * model.grain;
            let slot = grain / model.steps;
            let before = rule.lack_at_moment(slot, self.inside[grain], self.on_break[grain]);
            self.inside[grain] += sign;
            if pauses.iter().any(|(from, to)| (*from..*to).contains(&minute)) {
                self.on_break[grain] += sign;
            }
            change += rule.lack_at_moment(slot, self.inside[grain], self.on_break[grain]) - before;
        }
        moment_price(model, change)
    }

    /// Where the rule lacks agents, in order.
    pub(in crate::roster) fn lacks(&self, model: &Model<'_>, rule: &dyn TeamRule) -> Vec<Lack> {
        let lacks: Vec<Lack> = match rule.watch() {
            Watch::AtWork => {
                let of = |(slot, minutes): (usize, &i32)| Lack { slot, agents: rule.lack_at_work(slot, *minutes) };
                self.at_work.iter().enumerate().map(of).collect()
            }
            Watch::Moments => (0..model.slots)
                .map(|slot| {
                    let grains = slot * model.steps..(slot + 1) * model.steps;
                    let lack = |g: usize| rule.lack_at_moment(slot, self.inside[g], self.on_break[g]);
                    Lack { slot, agents: f64::from(grains.map(lack).max().unwrap_or(0)) }
                })
                .collect(),
            Watch::Days => (0..WEEK)
                .map(|day| {
                    let date = crate::domain::time::add_days(model.problem.first_day, i64::try_from(day).unwrap_or(0));
                    let midnight = model.problem.centre.zone.midnight(date);
                    let minute = crate::roster::legality::shifts::minutes_since(model.origin, midnight);
                    let agents = f64::from(rule.lack_on_day(day, self.starting[day]));
                    Lack { slot: model.slot_of(minute), agents }
                })
                .collect(),
        };
        lacks.into_iter().filter(|lack| lack.agents > 0.0).collect()
    }

    /// The price of every lack of the rule.
    pub(in crate::roster) fn price(&self, rule: &dyn TeamRule, steps: usize) -> f64 {
        let work: f64 = self.at_work.iter().enumerate().map(|(slot, m)| rule.lack_at_work(slot, *m)).sum();
        let moments: i32 =
            (0..self.inside.len()).map(|g| rule.lack_at_moment(g / steps, self.inside[g], self.on_break[g])).sum();
        let days: i32 = (0..WEEK).map(|day| rule.lack_on_day(day, self.starting[day])).sum();
        rule.price() * (work + f64::from(moments) / steps as f64 + f64::from(days))
    }
}

/// The grains of the clock inside `[start, end)`.
pub(super) fn grains(model: &Model<'_>, start: i32, end: i32) -> std::ops::Range<usize> {
    let all = model.slots * model.steps;
    let at = |minute: i32| usize::try_from(minute.div_euclid(model.grain)).unwrap_or(0).min(all);
    at(start)..at(end)
}

/// When a shift's breaks and meals are, in minutes of the clock.
fn pauses(model: &Model<'_>, class: &Class, day: &ClassDay, choice: &Choice, work: DayWork) -> Vec<(i32, i32)> {
    if !day.locked.is_empty() {
        let pauses = day.locked.iter().filter(|s| matches!(s.activity, Activity::Break | Activity::Meal));
        return pauses.map(|s| (s.start, s.end)).collect();
    }
    let template = &model.contracts[class.contract].templates[choice.template];
    let at = |(b, offset): (&crate::roster::legality::shifts::BreakModel, i16)| {
        let start = choice.start + i32::from(offset);
        (start, start + b.length)
    };
    template.breaks.iter().zip(work.breaks.at).map(at).collect()
}
