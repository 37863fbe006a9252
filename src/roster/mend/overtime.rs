//! One more shift for people with a free day, beyond the days or hours of their contract.

use std::collections::BTreeMap;

use crate::roster::class::{Choice, Class};
use crate::roster::fits::{Broken, Others};
use crate::roster::prices::Prices;
use crate::roster::pricing::{day_price, place_breaks};
use crate::roster::tour::{DayWork, Tour};
use crate::roster::trial::Trial;

use super::{Need, Way, signed_time};

/// People looked at for one shortfall.
const MOST_PEOPLE: usize = 400;
/// A second shift is told where it gains at least this share of the first one's gain.
const SECOND_WORTH: f64 = 0.5;

/// An extra shift of one agent.
struct Extra {
    agent: usize,
    day: usize,
    tour: Tour,
}

/// Overtime for the one or two people whose extra shift gains most.
pub(super) fn way<'r, 'a>(need: &Need<'r, 'a>) -> Option<Way<'r, 'a>> {
    let (first, who) = add(need, &Trial::of(need.model, need.pricer, need.state), None)?;
    let (trial, people) = match add(need, &first, Some(who.agent)) {
        Some((both, other)) if both.change <= (1.0 + SECOND_WORTH) * first.change => (both, vec![who, other]),
        _ => (first, vec![who]),
    };
    let told = people.iter().filter_map(|extra| {
        let class = &need.model.classes[need.model.class_of[extra.agent]?];
        let (_, choice, _) = extra.tour.choices(class).find(|(day, _, _)| *day == extra.day)?;
        let id = &need.model.problem.agents[extra.agent].id;
        Some(format!("{id} {}", need.when(choice.start, choice.end)))
    });
    let text = format!("overtime beyond the contract for {}", told.collect::<Vec<_>>().join(" and "));
    let what_if = people.iter().find_map(|extra| loosened(need, extra))?;
    Some(Way { kind: "overtime", text, what_if, trial })
}

/// The limits that the extra shift asks for, as a change of the contract.
fn loosened(need: &Need<'_, '_>, extra: &Extra) -> Option<String> {
    let class = &need.model.classes[need.model.class_of[extra.agent]?];
    let contract = &need.model.problem.centre.contracts[class.contract];
    let days = i64::from(extra.tour.worked()) - i64::from(class.rules.days.1);
    let minutes = extra.tour.paid(class) - class.rules.weekly.1;
    let mut changes = Vec::new();
    if days > 0 {
        changes.push(format!("days:{}=+{days}", contract.id));
    }
    if minutes > 0 {
        changes.push(format!("hours:{}={}", contract.id, signed_time(minutes)));
    }
    (!changes.is_empty()).then(|| changes.join(","))
}

/// The trial with the best extra shift of anybody but `not`.
fn add<'r, 'a>(need: &Need<'r, 'a>, trial: &Trial<'r, 'a>, not: Option<usize>) -> Option<(Trial<'r, 'a>, Extra)> {
    let mut offers = Offers { need, prices: BTreeMap::new(), trial, of_class: BTreeMap::new() };
    let mut best: Option<(Trial<'r, 'a>, Extra)> = None;
    let mut looked = 0;
    for (agent, index) in need.model.class_of.iter().enumerate() {
        let Some(index) = *index else { continue };
        let class = &need.model.classes[index];
        if Some(agent) == not || !need.has_skill(class.skills) {
            continue;
        }
        let free = (0..class.days.len()).filter(|d| need.state.tours[agent].days[*d].is_none());
        let days: Vec<usize> = free.filter(|day| reaches(need, class, *day)).collect();
        looked += usize::from(!days.is_empty());
        for day in days {
            if let Some((more, extra)) = offers.best(index, agent, day)
                && best.as_ref().is_none_or(|(least, _)| more.change < least.change - 1e-9)
            {
                best = Some((more, extra));
            }
        }
        if looked >= MOST_PEOPLE {
            break;
        }
    }
    best
}

fn reaches(need: &Need<'_, '_>, class: &Class, day: usize) -> bool {
    class.days[day].choices.iter().any(|c| c.start < need.to && need.from < c.end)
}

/// Shifts in the shortfall by class and day, the cheapest first.
struct Offers<'n, 'r, 'a> {
    need: &'n Need<'r, 'a>,
    trial: &'n Trial<'r, 'a>,
    /// By class.
    prices: BTreeMap<usize, Prices>,
    of_class: BTreeMap<(usize, usize), Vec<usize>>,
}

impl<'r, 'a> Offers<'_, 'r, 'a> {
    /// The cheapest shift of the day that is against nothing but the limits of days and hours.
    fn best(&mut self, index: usize, agent: usize, day: usize) -> Option<(Trial<'r, 'a>, Extra)> {
        let model = self.need.model;
        let class = &model.classes[index];
        let tour = self.need.state.tours[agent];
        let worked: Vec<(usize, &Choice)> = tour.choices(class).map(|(day, choice, _)| (day, choice)).collect();
        let others = Others::around(model, class, &worked, day);
        let beyond = Broken { too_much: true, ..Broken::NOTHING };
        self.sort(index, day);
        let prices = self.prices.get(&index)?;
        let class_day = &class.days[day];
        let offers = self.of_class.get(&(index, day))?;
        let at = offers.iter().copied().find(|i| others.with(&class_day.choices[*i]) == beyond)?;
        let choice = &class_day.choices[at];
        let (_, breaks) = place_breaks(model, class, class_day, choice, prices);
        let mut more = tour;
        more.days[day] = Some(DayWork { choice: u16::try_from(at).ok()?, breaks });
        let mut trial = self.trial.clone();
        trial.work(class, class_day, choice, &breaks);
        let hour = self.need.pricer.list.hour;
        trial.change += more.own_price(class, hour) - tour.own_price(class, hour);
        Some((trial, Extra { agent, day, tour: more }))
    }

    /// Sorts the shifts of a class's day that reach the shortfall by price.
    fn sort(&mut self, index: usize, day: usize) {
        if self.of_class.contains_key(&(index, day)) {
            return;
        }
        let need = self.need;
        let class = &need.model.classes[index];
        let prices = self.prices.entry(index).or_insert_with(|| {
            let mut prices = Prices::new(need.model);
            prices.of_roster(need.model, need.pricer, &self.trial.coverage, class);
            prices
        });
        let class_day = &class.days[day];
        let mut stairs = Vec::new();
        let reaching = class_day.choices.iter().enumerate().filter(|(_, c)| c.start < need.to && need.from < c.end);
        let mut priced: Vec<(f64, usize)> = reaching
            .map(|(i, c)| (day_price(need.model, class, class_day, c, prices, &mut stairs) + c.wish_price(), i))
            .collect();
        priced.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        self.of_class.insert((index, day), priced.into_iter().map(|(_, i)| i).collect());
    }
}
