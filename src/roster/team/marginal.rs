//! What one more agent of a class changes in the price of the rules about several agents at once.

use super::Watch;
use super::tally::{grains, moment_price};
use crate::roster::class::{Choice, Class};
use crate::roster::coverage::{Coverage, HARD_PRICE};
use crate::roster::legality::shifts::WEEK;
use crate::roster::model::Model;

/// Sums of prices up to each grain, and by day.
#[derive(Clone, Debug)]
pub(in crate::roster) struct Marginal {
    /// Of being inside a shift and not on break.
    inside_before: Vec<f64>,
    /// Of being on break beyond being inside.
    on_break_before: Vec<f64>,
    /// Of a shift that starts on the day.
    starting: [f64; WEEK],
}

impl Marginal {
    /// The prices for a class; `None` where no rule that watches moments or days counts it.
    pub(in crate::roster) fn of(model: &Model<'_>, coverage: &Coverage, class: &Class) -> Option<Self> {
        let watching = |watch: Watch| {
            let own = class.team_rules.iter().map(|i| (model.team_rules[*i].as_ref(), &coverage.teams[*i]));
            own.filter(move |(rule, _)| rule.watch() == watch)
        };
        if watching(Watch::Moments).next().is_none() && watching(Watch::Days).next().is_none() {
            return None;
        }
        let all = model.slots * model.steps;
        let mut prices =
            Self { inside_before: vec![0.0; all + 1], on_break_before: vec![0.0; all + 1], starting: [0.0; WEEK] };
        for grain in 0..all {
            let slot = grain / model.steps;
            let (mut inside, mut on_break) = (0, 0);
            for (rule, tally) in watching(Watch::Moments) {
                let (there, away) = (tally.inside[grain], tally.on_break[grain]);
                let now = rule.lack_at_moment(slot, there, away);
                let beside = rule.lack_at_moment(slot, there + 1, away);
                inside += beside - now;
                on_break += rule.lack_at_moment(slot, there + 1, away + 1) - beside;
            }
            prices.inside_before[grain + 1] = prices.inside_before[grain] + moment_price(model, inside);
            prices.on_break_before[grain + 1] = prices.on_break_before[grain] + moment_price(model, on_break);
        }
        for (rule, tally) in watching(Watch::Days) {
            for (day, price) in prices.starting.iter_mut().enumerate() {
                let now = tally.starting[day];
                *price += rule.price() * f64::from(rule.lack_on_day(day, now + 1) - rule.lack_on_day(day, now));
            }
        }
        Some(prices)
    }

    /// Price of working a shift, its breaks left aside.
    pub(in crate::roster) fn shift(&self, model: &Model<'_>, day: usize, choice: &Choice) -> f64 {
        let grains = grains(model, choice.start, choice.end);
        self.inside_before[grains.end] - self.inside_before[grains.start] + self.starting[day]
    }

    /// Price of a break of so many grains that begins at a grain.
    pub(in crate::roster) fn pause(&self, from: usize, to: usize) -> f64 {
        self.on_break_before[to] - self.on_break_before[from]
    }
}

/// What so many more minutes at work of a class change in a slot.
pub(in crate::roster) fn at_work(
    model: &Model<'_>,
    coverage: &Coverage,
    class: &Class,
    slot: usize,
    minutes: i32,
) -> f64 {
    let own = class.team_rules.iter().filter(|i| model.team_rules[**i].watch() == Watch::AtWork);
    own.map(|index| {
        let (rule, now) = (&model.team_rules[*index], coverage.teams[*index].at_work[slot]);
        HARD_PRICE * (rule.lack_at_work(slot, now + minutes) - rule.lack_at_work(slot, now))
    })
    .sum()
}
