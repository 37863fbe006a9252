//! Annealing (Kirkpatrick, Gelatt & Vecchi 1983) over single shifts: many small moves, each priced slot by slot.
//!
//! A move shifts one break, gives one agent another shift on one day, or moves a day worked to a day off. Its price is the
//! sum over the slots that it changes, looked up by grains of coverage, so that a core makes around a million moves a second
//! where a best response of a whole week makes a few thousand. What it cannot see (a whole week of another template)
//! the sweeps of best responses around it do.

mod moves;
mod shifts;
mod slots;
mod switches;
mod table;

use std::time::Instant;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::class::{Choice, Class, ClassDay};
use super::coverage::{Portion, Pricer};
use super::legality::shifts::{WEEK, signed};
use super::model::{Model, NO_CELL};
use super::prices::Prices;
use super::state::State;
use super::tour::{DayWork, Tour, work_slots};
use switches::{Openings, Switch};
use table::{Marginals, PriceTable};

/// How long and how hot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// Moves tried.
    pub(super) moves: u64,
    /// Temperature of the first move, in the objective's unit.
    pub(super) hot: f64,
    /// Temperature of the last.
    pub(super) cold: f64,
    /// From when to when the clock cools as well, where time is what counts.
    pub(super) clock: Option<(Instant, Instant)>,
    /// A price that is good enough to stop at.
    pub(super) enough: f64,
}

impl Schedule {
    /// The share of the schedule that is behind after so many moves.
    fn done(&self, step: u64) -> f64 {
        let by_moves = step as f64 / self.moves as f64;
        let by_clock = self.clock.map_or(0.0, |(from, to)| {
            let whole = to.saturating_duration_since(from).as_secs_f64();
            from.elapsed().as_secs_f64() / whole.max(f64::MIN_POSITIVE)
        });
        by_moves.max(by_clock)
    }

    /// The temperature after a share of the schedule.
    fn heat(&self, done: f64) -> f64 {
        self.hot * (self.cold / self.hot).powf(done)
    }
}

/// Moves between two looks at the clock and the temperature.
const STRIDE: u64 = 512;

/// A roster under annealing.
pub(super) struct Annealer<'m, 'a> {
    model: &'m Model<'a>,
    pricer: &'m Pricer,
    table: PriceTable,
    marginals: Marginals,
    presence: PriceTable,
    /// Grains at work by cell, by slot.
    cells: Vec<i32>,
    slots: Vec<i32>,
    across: Vec<i32>,
    wind_down: i32,
    asks_presence: bool,
    asks_crossing: bool,
    tours: Vec<Tour>,
    /// What each agent does in each slot of each day's shift: `(agent × 7 + day) × stride + slot − first slot of the day`.
    held: Vec<Held>,
    stride: usize,
    /// The first slot that a shift of each day can touch.
    day_base: [usize; WEEK],
    /// The slot of each minute of the clock.
    slot_at: Vec<u16>,
    /// Grains in so many minutes, up to an interval.
    grains_in: Vec<u8>,
    price: f64,
    movable: Vec<u32>,
    /// Those of them who serve several queues.
    flexible: Vec<u32>,
    /// Counted when the moves begin.
    openings: Openings,
    /// The agent whose turn it is to switch queue.
    turn: usize,
    /// Days whose shifts may change.
    days: Vec<usize>,
    /// What the change priced last does to slots.
    edits: Vec<Edit>,
    from: Vec<i32>,
    to: Vec<i32>,
    prices: Prices,
    stairs: Vec<(i32, f64)>,
}

/// Work in one slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    cell: u32,
    grains: u8,
}

/// What a change of shift does to one slot.
#[derive(Clone, Copy, Debug, Default)]
struct Edit {
    slot: u16,
    grains: i32,
    /// What the agent does in it then; told only where there are several queues to choose from.
    after: Held,
    /// The colleague's change of queue that makes the most of it.
    switch: Option<Switch>,
}

/// The slots that shifts of a day can touch.
fn reach(model: &Model<'_>, day: usize) -> (usize, usize) {
    let choices = || model.classes.iter().flat_map(|c| &c.days[day].choices);
    let from = choices().map(|c| model.slot_of(c.start)).min().unwrap_or(0);
    let to = choices().map(|c| model.slot_of(c.end) + 1).max().unwrap_or(0);
    (from, to)
}

/// Whether the tables here price all that a move of the class changes: not so for the rules about several agents at once, which
/// the sweeps of best responses look after.
fn is_movable(class: &Class) -> bool {
    class.team_rules.is_empty() && class.days.iter().all(|d| d.locked.is_empty())
}

/// No work.
const NOTHING: Held = Held { cell: NO_CELL, grains: 0 };

impl<'m, 'a> Annealer<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>, pricer: &'m Pricer, state: &State) -> Self {
        let reach: Vec<(usize, usize)> = (0..WEEK).map(|day| reach(model, day)).collect();
        let stride = reach.iter().map(|(from, to)| to.saturating_sub(*from)).max().unwrap_or(0);
        let minutes = i32::try_from(model.slots).unwrap_or(0) * model.interval;
        let agents = state.tours.len();
        let are = |holds: &dyn Fn(&Class) -> bool| -> Vec<u32> {
            (0..agents)
                .filter(|a| model.class_of[*a].is_some_and(|c| holds(&model.classes[c])))
                .filter_map(|a| u32::try_from(a).ok())
                .collect()
        };
        let movable = are(&is_movable);
        let flexible = are(&|class| is_movable(class) && model.skill_sets[class.skills].len() > 1);
        let agents_of = |grains: i32| f64::from(grains * model.grain) / f64::from(model.interval);
        let table = PriceTable::new(
            model.cells.len(),
            |cell, grains| pricer.cell(cell, grains * model.grain),
            |cell, grains| {
                let row = &model.cells[cell];
                row.carried_in + agents_of(grains) >= pricer.list.steps(cell, row.required).required
            },
        );
        let cells: Vec<i32> = state.coverage.cell.iter().map(|m| m / model.grain).collect();
        let mut made = Self {
            model,
            pricer,
            marginals: Marginals::new(&table, &cells, model.interval / model.grain),
            table,
            presence: PriceTable::new(
                model.slots,
                |slot, grains| pricer.presence(slot, grains * model.grain),
                |slot, grains| pricer.presence_lack(slot, grains * model.grain) <= 0.0,
            ),
            cells,
            slots: state.coverage.slot.iter().map(|m| m / model.grain).collect(),
            across: state.coverage.across.clone(),
            wind_down: signed(model.problem.centre.handover.wind_down),
            asks_presence: pricer.asks_presence(),
            asks_crossing: pricer.asks_crossing(),
            tours: state.tours.clone(),
            held: vec![NOTHING; agents * WEEK * stride],
            stride,
            day_base: std::array::from_fn(|day| reach[day].0),
            slot_at: (0..=minutes).map(|m| u16::try_from(model.slot_of(m)).unwrap_or(u16::MAX)).collect(),
            grains_in: (0..=model.interval).map(|m| u8::try_from(m / model.grain).unwrap_or(u8::MAX)).collect(),
            price: state.price,
            movable,
            flexible,
            openings: Openings::default(),
            turn: 0,
            days: (0..WEEK).collect(),
            edits: Vec::new(),
            from: Vec::new(),
            to: Vec::new(),
            prices: Prices::new(model),
            stairs: Vec::new(),
        };
        made.take_portions(state);
        made
    }

    fn take_portions(&mut self, state: &State) {
        for agent in self.movable.clone() {
            let agent = agent as usize;
            let Some(class) = self.class(agent) else { continue };
            // portions lie day by day, slot by slot, in the order in which the week was put
            let mut portions = state.portions[agent].iter();
            for (day, choice, work) in self.tours[agent].choices(class) {
                let base = (agent * WEEK + day) * self.stride;
                for slot in work_slots(self.model, class, &class.days[day], choice, &work.breaks) {
                    let Some(portion) = portions.next() else { break };
                    let grains = u8::try_from(i32::from(slot.minutes) / self.model.grain).unwrap_or(0);
                    let at = (slot.slot as usize).saturating_sub(self.day_base[day]);
                    self.held[base + at] = Held { cell: portion.cell, grains };
                }
            }
        }
    }

    /// Lets only the shifts of these days change.
    pub(super) fn only(mut self, days: &[usize]) -> Self {
        self.days = days.to_vec();
        self
    }

    /// Takes over what another, begun from the same roster, has made of its days, but for agents whose two parts of the week do not
    /// keep the rules together. Coverage and price are no longer kept.
    pub(super) fn take_over(&mut self, other: &Self) {
        self.price = f64::NAN;
        let handover = self.model.problem.centre.handover;
        for agent in &self.movable {
            let agent = *agent as usize;
            let mut tour = self.tours[agent];
            for day in &other.days {
                tour.days[*day] = other.tours[agent].days[*day];
            }
            // without another shift there may be other queues
            if self.class(agent).is_none_or(|class| !class.allows(&tour, handover)) {
                continue;
            }
            self.tours[agent] = tour;
            for day in &other.days {
                let from = (agent * WEEK + day) * self.stride;
                self.held[from..from + self.stride].copy_from_slice(&other.held[from..from + self.stride]);
            }
        }
    }

    fn class(&self, agent: usize) -> Option<&'m Class> {
        self.model.class_of[agent].map(|c| &self.model.classes[c])
    }

    /// Anneals; the best roster met at a look at the clock is left in `best`, and its price told to `met`.
    pub(super) fn run(
        &mut self,
        best: &mut State,
        rng: &mut ChaCha8Rng,
        schedule: Schedule,
        (met, stopped): (&dyn Fn(f64), &dyn Fn() -> bool),
    ) {
        let mut record = best.price;
        // writing takes time in proportion to the people, so it waits for as many moves
        let patience = 32 * self.movable.len() as u64;
        let mut written = 0;
        self.strides(rng, schedule, stopped, &mut |annealer, heat, step| {
            if annealer.price <= schedule.enough {
                return false;
            }
            if heat < 4.0 * schedule.cold && annealer.price < record - 1e-7 && step >= written + patience {
                (record, written) = (annealer.price, step);
                annealer.write(best);
                met(best.price);
            }
            record > schedule.enough
        });
        if self.price < record - 1e-7 {
            self.write(best);
        }
    }

    /// Anneals to the end, whatever the price.
    pub(super) fn cool(&mut self, rng: &mut ChaCha8Rng, schedule: Schedule, stopped: &dyn Fn() -> bool) {
        self.strides(rng, schedule, stopped, &mut |_, _, _| true);
    }

    /// Moves, a stride between two looks at the clock, until the schedule is behind or `look` at the roster, the heat and the
    /// moves made says that it is enough.
    fn strides(
        &mut self,
        rng: &mut ChaCha8Rng,
        schedule: Schedule,
        stopped: &dyn Fn() -> bool,
        look: &mut dyn FnMut(&Self, f64, u64) -> bool,
    ) {
        self.count_openings();
        let mut step = 0;
        loop {
            let done = schedule.done(step);
            if self.movable.is_empty() || done >= 1.0 || stopped() {
                break;
            }
            let heat = schedule.heat(done);
            for _ in 0..STRIDE {
                self.attempt(rng, heat);
            }
            step += STRIDE;
            if !look(self, heat, step) {
                break;
            }
        }
    }

    /// Writes the roster at hand.
    pub(super) fn write(&self, state: &mut State) {
        for agent in &self.movable {
            let agent = *agent as usize;
            let Some(class) = self.class(agent) else { continue };
            state.tours[agent] = self.tours[agent];
            let skills = &self.model.skill_sets[class.skills];
            let portions = &mut state.portions[agent];
            portions.clear();
            for (day, _, _) in self.tours[agent].choices(class) {
                let base = (agent * WEEK + day) * self.stride;
                for (i, held) in self.held[base..base + self.stride].iter().enumerate().filter(|(_, h)| h.grains > 0) {
                    let slot = u32::try_from(self.day_base[day] + i).unwrap_or(u32::MAX);
                    let minutes = u16::try_from(i32::from(held.grains) * self.model.grain).unwrap_or(0);
                    portions.push(Portion::new(self.model, skills, (slot, held.cell), minutes));
                }
            }
        }
        state.refresh(self.model, self.pricer);
        let wrong = (state.price - self.price).abs() > 1e-6 * (1.0 + state.price.abs());
        debug_assert!(!wrong, "moves were priced at {}, the roster at {}", self.price, state.price);
    }
}

/// Heats above which a rise of the price is as good as never accepted: once in nine million times.
const NEVER: f64 = 16.0;

fn accepted(change: f64, heat: f64, rng: &mut ChaCha8Rng) -> bool {
    change <= 0.0 || change < NEVER * heat && rng.random::<f64>() < (-change / heat).exp()
}
