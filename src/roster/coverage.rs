//! What a roster costs: coverage in whole minutes by cell, priced as `[objective]` says, and the rules about several agents at
//! once (presence, handover across borders) as prices so high that no legal roster pays them.

use super::class::Class;
use super::model::Model;
use super::team::tally::{self, Tally};
use super::team::{TeamRule, TeamRules};
use super::tour::Tour;

/// Price of one agent-interval, or one border crossing, that a hard rule about several agents at once lacks. Far above any
/// price of `[objective]`, so that such a lack stays only where no move can mend it.
pub(super) const HARD_PRICE: f64 = 20_000.0;

/// One work stretch's minutes in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Portion {
    pub(super) cell: u32,
    pub(super) slot: u32,
    pub(super) minutes: u16,
    /// The cell is of another queue than the first of the agent's skills.
    pub(super) secondary: bool,
}

impl Portion {
    /// Work of an agent of these skills in a slot.
    pub(super) fn new(model: &Model<'_>, skills: &[usize], (slot, cell): (u32, u32), minutes: u16) -> Self {
        Self { cell, slot, minutes, secondary: model.is_secondary(skills, slot as usize, cell) }
    }
}

/// A cell that is priced by its own curve: convex, nothing at `required`, more for each agent fewer.
#[derive(Clone, Debug)]
pub(super) struct CellPrice {
    required: f64,
    /// Share of `required` that is missing, and the price per agent up to it.
    under: Vec<(f64, f64)>,
    /// Calls lost per agent on each step of `under`.
    lost: Vec<f64>,
    /// Agents missing where a step begins, the price there, and the price per agent from there.
    corners: Vec<(f64, f64, f64)>,
}

impl CellPrice {
    /// From steps `(agents missing at its end, price per agent, calls lost per agent)`.
    pub(super) fn new(required: f64, steps: &[(f64, f64, f64)]) -> Self {
        let mut corners = Vec::with_capacity(steps.len());
        let (mut begin, mut price) = (0.0, 0.0);
        for (end, cost, _) in steps {
            corners.push((begin, price, *cost));
            price += cost * (end - begin);
            begin = *end;
        }
        let share = |end: f64| if required > 0.0 { end / required } else { 1.0 };
        Self {
            required,
            under: steps.iter().map(|(end, cost, _)| (share(*end), *cost)).collect(),
            lost: steps.iter().map(|(_, _, lost)| *lost).collect(),
            corners,
        }
    }

    fn price(&self, agents: f64) -> f64 {
        let short = self.required - agents;
        if short <= 0.0 {
            return 0.0;
        }
        let next = self.corners.partition_point(|c| c.0 < short);
        let corner = next.checked_sub(1).and_then(|i| self.corners.get(i));
        corner.map_or(0.0, |(begin, price, cost)| price + cost * (short - begin))
    }
}

/// Price of `agents` on a cell that requires `required`.
pub(super) fn cell_price(objective: &PriceList, required: f64, agents: f64) -> f64 {
    if agents >= required {
        return objective.over * (agents - required);
    }
    let short = required - agents;
    let mut below = 0.0;
    let mut price = 0.0;
    for &(up_to, cost) in &objective.under {
        let limit = up_to * required;
        if short <= limit {
            return price + cost * (short - below);
        }
        price += cost * (limit - below);
        below = limit;
    }
    price
}

/// The prices of `[objective]` as plain numbers.
#[derive(Clone, Debug)]
pub(super) struct PriceList {
    pub(super) under: Vec<(f64, f64)>,
    pub(super) over: f64,
    pub(super) hour: f64,
    /// Of an agent-interval for another queue than the first of the agent's skills.
    pub(super) secondary: f64,
    /// By cell, those that are priced by their own curve; empty where none is.
    pub(super) own: Vec<Option<CellPrice>>,
}

/// The convex price of one cell, for programs.
pub(super) struct CellSteps<'p> {
    /// Agents at which nothing is paid.
    pub(super) required: f64,
    /// Share of `required` that is missing, and the price per agent up to it.
    pub(super) under: &'p [(f64, f64)],
    /// Calls lost per agent on each step; empty where calls are not counted.
    pub(super) lost: &'p [f64],
    /// Price per agent above `required`.
    pub(super) over: f64,
}

impl PriceList {
    pub(super) fn of(model: &Model<'_>) -> Self {
        let objective = &model.problem.centre.objective;
        Self {
            under: objective.under.iter().map(|s| (s.up_to.get(), s.cost)).collect(),
            over: objective.over,
            hour: objective.hour_above_minimum,
            secondary: objective.secondary,
            own: Vec::new(),
        }
    }

    fn own(&self, cell: usize) -> Option<&CellPrice> {
        self.own.get(cell)?.as_ref()
    }

    /// Price of `agents` on a cell whose own requirement is `required`.
    pub(super) fn cell(&self, cell: usize, required: f64, agents: f64) -> f64 {
        match self.own(cell) {
            None => cell_price(self, required, agents),
            Some(own) => own.price(agents),
        }
    }

    /// The steps of a cell whose own requirement is `required`.
    pub(super) fn steps(&self, cell: usize, required: f64) -> CellSteps<'_> {
        match self.own(cell) {
            None => CellSteps { required, under: &self.under, lost: &[], over: self.over },
            Some(own) => CellSteps { required: own.required, under: &own.under, lost: &own.lost, over: 0.0 },
        }
    }
}

/// Coverage of the whole week.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    /// Minutes at work by cell, carried-in agents left out.
    pub(super) cell: Vec<i32>,
    /// Minutes at work by slot, all queues together.
    pub(super) slot: Vec<i32>,
    /// Agents inside their shift on both sides of the border at the start of a slot.
    pub(super) across: Vec<i32>,
    /// Counts of the rules about several agents at once, in their order.
    pub(super) teams: Vec<Tally>,
}

/// What coverage is priced by.
pub(super) struct Pricer {
    pub(super) list: PriceList,
    interval: f64,
    required: Vec<f64>,
    carried: Vec<f64>,
    /// Minutes that must be present in the slot beyond those carried in.
    presence: Vec<f64>,
    /// Agents that must be inside their shift across the border at the start of the slot, beyond those carried in.
    crossing: Vec<i32>,
    team_rules: TeamRules,
    /// Grains in an interval.
    steps: usize,
}

impl Pricer {
    pub(super) fn new(model: &Model<'_>) -> Self {
        Self::by(model, PriceList::of(model))
    }

    /// By other prices than those of `[objective]`.
    pub(super) fn by(model: &Model<'_>, list: PriceList) -> Self {
        let carried_slot = carried_by_slot(model);
        let centre = &model.problem.centre;
        let (present, across) = (f64::from(centre.min_agents_present.get()), centre.handover.min_across.get());
        let interval = f64::from(model.interval);
        let presence = (0..model.slots)
            .map(|s| if model.required_slot[s] { ((present - carried_slot[s]) * interval).max(0.0) } else { 0.0 })
            .collect();
        let crossing = (0..model.slots)
            .map(|s| {
                if s == 0 || !model.required_slot[s] || !model.required_slot[s - 1] {
                    return 0;
                }
                let carried = carried_slot[s].min(carried_slot[s - 1]);
                whole_missing(f64::from(across) - carried)
            })
            .collect();
        Self {
            list,
            interval,
            required: model.cells.iter().map(|c| c.required).collect(),
            carried: model.cells.iter().map(|c| c.carried_in).collect(),
            presence,
            crossing,
            team_rules: model.team_rules.clone(),
            steps: model.steps,
        }
    }

    /// Asks for presence and crossings in these slots only.
    pub(super) fn ask_only(&mut self, asked: impl Fn(usize) -> bool) {
        self.presence.iter_mut().enumerate().filter(|(slot, _)| !asked(*slot)).for_each(|(_, lack)| *lack = 0.0);
        self.crossing.iter_mut().enumerate().filter(|(slot, _)| !asked(*slot)).for_each(|(_, lack)| *lack = 0);
    }

    /// Price of a cell with so many minutes at work.
    pub(super) fn cell(&self, cell: usize, minutes: i32) -> f64 {
        self.list.cell(cell, self.required[cell], self.carried[cell] + f64::from(minutes) / self.interval)
    }

    /// Price of so many minutes of work for another queue than the first of the agent's skills.
    pub(super) fn secondary(&self, minutes: i32) -> f64 {
        self.list.secondary * f64::from(minutes) / self.interval
    }

    /// Price of what an agent works for other queues than the first skill.
    pub(super) fn secondary_of(&self, portions: &[Portion]) -> f64 {
        portions.iter().filter(|p| p.secondary).map(|p| self.secondary(i32::from(p.minutes))).sum()
    }

    /// Agents lacking in a slot with so many minutes at work.
    pub(super) fn presence_lack(&self, slot: usize, minutes: i32) -> f64 {
        ((self.presence[slot] - f64::from(minutes)) / self.interval).max(0.0)
    }

    /// Agents lacking across the border at the start of a slot.
    pub(super) fn crossing_lack(&self, slot: usize, agents: i32) -> i32 {
        (self.crossing[slot] - agents).max(0)
    }

    /// Price of a lack of presence in a slot.
    pub(super) fn presence(&self, slot: usize, minutes: i32) -> f64 {
        HARD_PRICE * self.presence_lack(slot, minutes)
    }

    /// Price of a lack of agents across the border at the start of a slot.
    pub(super) fn crossing(&self, slot: usize, agents: i32) -> f64 {
        HARD_PRICE * f64::from(self.crossing_lack(slot, agents))
    }

    /// Whether any border asks for crossings.
    pub(super) fn asks_crossing(&self) -> bool {
        self.crossing.iter().any(|c| *c > 0)
    }

    /// Whether any slot asks for presence.
    pub(super) fn asks_presence(&self) -> bool {
        self.presence.iter().any(|p| *p > 0.0)
    }
}

fn whole_missing(agents: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a head count of a centre, far inside i32")]
    let heads = agents.max(0.0).ceil() as i32;
    heads
}

fn carried_by_slot(model: &Model<'_>) -> Vec<f64> {
    let mut carried = vec![0.0; model.slots];
    for cell in &model.cells {
        carried[cell.slot] += cell.carried_in;
    }
    carried
}

impl Coverage {
    /// Nobody works.
    pub(super) fn empty(model: &Model<'_>) -> Self {
        Self {
            cell: vec![0; model.cells.len()],
            slot: vec![0; model.slots],
            across: vec![0; model.slots],
            teams: tally::empty(model),
        }
    }

    /// Counts an agent's week (or with `sign` −1 discounts it) for the rules about several agents at once; returns the change
    /// of price.
    pub(super) fn attend(&mut self, model: &Model<'_>, week: (&Class, &Tour), portions: &[Portion], sign: i32) -> f64 {
        if week.0.team_rules.is_empty() { 0.0 } else { tally::add(&mut self.teams, model, week, portions, sign) }
    }

    /// Adds (or with `sign` −1 takes away) minutes; returns what the price changes by.
    pub(super) fn shift(&mut self, pricer: &Pricer, portions: &[Portion], sign: i32) -> f64 {
        let mut change = 0.0;
        for p in portions {
            let (cell, slot, minutes) = (p.cell as usize, p.slot as usize, sign * i32::from(p.minutes));
            if let Some(now) = self.cell.get_mut(cell) {
                let before = pricer.cell(cell, *now);
                *now += minutes;
                change += pricer.cell(cell, *now) - before;
            }
            if p.secondary {
                change += pricer.secondary(minutes);
            }
            let now = &mut self.slot[slot];
            let before = pricer.presence(slot, *now);
            *now += minutes;
            change += pricer.presence(slot, *now) - before;
        }
        change
    }

    /// Adds (or takes away) one agent inside a shift across the borders `[first, last]`; returns the change of price.
    pub(super) fn cross(&mut self, pricer: &Pricer, borders: std::ops::Range<usize>, sign: i32) -> f64 {
        let mut change = 0.0;
        for slot in borders {
            let now = &mut self.across[slot];
            let before = pricer.crossing(slot, *now);
            *now += sign;
            change += pricer.crossing(slot, *now) - before;
        }
        change
    }

    /// The same for work alone, its shift staying as it is.
    pub(super) fn attend_work(&mut self, model: &Model<'_>, class: &Class, portions: &[Portion], sign: i32) -> f64 {
        tally::add_work(&mut self.teams, &model.team_rules, class, portions, sign)
    }

    /// The whole price of coverage, hard rules included.
    pub(super) fn price(&self, pricer: &Pricer) -> f64 {
        let cells: f64 = self.cell.iter().enumerate().map(|(c, m)| pricer.cell(c, *m)).sum();
        cells + self.hard_price(pricer) + self.soft_price(pricer)
    }

    /// The part of the price that a legal roster never pays.
    pub(super) fn hard_price(&self, pricer: &Pricer) -> f64 {
        let present: f64 = self.slot.iter().enumerate().map(|(s, m)| pricer.presence(s, *m)).sum();
        let across: f64 = self.across.iter().enumerate().map(|(s, a)| pricer.crossing(s, *a)).sum();
        present + across + self.team_price(pricer, |rule| rule.soft_price().is_none())
    }

    /// The part of the price that is wishes about colleagues.
    pub(super) fn soft_price(&self, pricer: &Pricer) -> f64 {
        self.team_price(pricer, |rule| rule.soft_price().is_some())
    }

    fn team_price(&self, pricer: &Pricer, counts: impl Fn(&dyn TeamRule) -> bool) -> f64 {
        let rules = self.teams.iter().zip(pricer.team_rules.iter().map(AsRef::as_ref));
        rules.filter(|(_, rule)| counts(*rule)).map(|(tally, rule)| tally.price(rule, pricer.steps)).sum()
    }
}

/// Borders of the clock strictly inside `(start, end)`: those that a shift lies across.
pub(super) fn borders_inside(interval: i32, start: i32, end: i32, slots: usize) -> std::ops::Range<usize> {
    let first = usize::try_from(start.div_euclid(interval) + 1).unwrap_or(0);
    let last = usize::try_from((end + interval - 1).div_euclid(interval)).unwrap_or(0).min(slots);
    first.min(last)..last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> PriceList {
        PriceList {
            under: vec![(0.1, 4.0), (0.25, 10.0), (1.0, 30.0)],
            over: 1.0,
            hour: 1.0,
            secondary: 0.0,
            own: Vec::new(),
        }
    }

    #[test]
    fn the_price_of_shortage_is_convex_and_by_share() {
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(close(cell_price(&list(), 10.0, 10.0), 0.0));
        assert!(close(cell_price(&list(), 10.0, 12.5), 2.5));
        assert!(close(cell_price(&list(), 10.0, 9.0), 4.0));
        assert!(close(cell_price(&list(), 10.0, 7.0), 4.0 + 15.0 + 15.0));
        assert!(close(cell_price(&list(), 1.0, 0.0), 0.4 + 1.5 + 22.5));
        assert!(close(cell_price(&list(), 0.0, 0.0), 0.0));
    }

    #[test]
    fn a_shift_crosses_the_borders_strictly_inside_it() {
        assert_eq!(borders_inside(30, 0, 60, 100), 1..2);
        assert_eq!(borders_inside(30, 15, 60, 100), 1..2);
        assert_eq!(borders_inside(30, 15, 75, 100), 1..3);
        assert_eq!(borders_inside(30, 0, 30, 100), 1..1);
    }
}
