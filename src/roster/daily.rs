//! One day solved again exactly: who works, for how long and how rested stays; all starts and breaks of the day are free.
//!
//! Agents of one contract, skill set and length are interchangeable but for the starts that rest allows them: a window each.
//! An integer program counts shifts by start and break placing (found by pricing); Hall's condition on the windows (Hall
//! 1935, for intervals) makes sure that the counted shifts can be handed out, which earliest-deadline-first then does.

mod groups;

use std::collections::BTreeMap;

use super::bound::best_cell;
use super::class::Choice;
use super::coverage::{HARD_PRICE, Pricer};
use super::legality::shifts::WEEK;
use super::lp::{Effort, Program, Sense};
use super::model::Model;
use super::prices::Prices;
use super::pricing::{day_price, place_breaks};
use super::state::State;
use super::supply::Supply;
use super::tour::{Breaks, DayWork, borders, work_slots};
use groups::{Group, Member, groups, hall, reach};

/// Rounds of pricing before the integer program.
const PRICINGS: usize = 14;
/// Shifts that a group offers in a round of pricing.
const OFFERS: usize = 5;

/// A shift with its breaks, as a column.
struct Pattern {
    group: usize,
    choice: usize,
    breaks: Breaks,
    /// Agents given to slots.
    slots: Vec<(usize, f64)>,
}

/// What the day's program keeps fixed.
struct DayProgram<'r, 'a> {
    model: &'r Model<'a>,
    pricer: &'r Pricer,
    /// Day of the week.
    day: usize,
    /// The roster without the members' shifts of the day.
    rest: State,
    groups: Vec<Group>,
    patterns: Vec<Pattern>,
    known: BTreeMap<(usize, usize, Breaks), usize>,
    /// Cells and slots that the day's shifts can touch, as rows.
    cells: Vec<usize>,
    slots: Vec<usize>,
}

/// New shifts of the day for some agents.
pub(super) struct Change {
    pub(super) day: usize,
    pub(super) works: Vec<(usize, DayWork)>,
}

/// Solves a day again; `None` when it finds nothing to change.
pub(super) fn solve(model: &Model<'_>, pricer: &Pricer, state: &State, day: usize, effort: Effort) -> Option<Change> {
    let mut program = DayProgram::new(model, pricer, state, day)?;
    for _ in 0..PRICINGS {
        let Some((worth, groups)) = program.relaxed(effort) else { break };
        if !program.price(&worth, &groups) {
            break;
        }
    }
    let counts = program.whole(effort)?;
    Some(Change { day, works: program.hand_out(&counts)? })
}

/// Puts a change into the roster; keeps it only when the price falls, once who serves which queue has been settled anew.
pub(super) fn apply(model: &Model<'_>, pricer: &Pricer, state: &mut State, change: &Change) -> bool {
    let mut made = state.clone();
    let taken: Vec<_> = change.works.iter().map(|(agent, _)| made.take(model, pricer, *agent).tour).collect();
    for ((agent, work), held) in change.works.iter().zip(taken) {
        let mut tour = held;
        tour.days[change.day] = Some(*work);
        // another day of the week may have changed since the day was solved
        let class = model.class_of[*agent].map(|class| &model.classes[class]);
        let legal = class.is_some_and(|class| class.allows(&tour, model.problem.centre.handover));
        made.put(model, pricer, *agent, if legal { tour } else { held });
    }
    made.balance_queues(model, pricer);
    let better = made.price < state.price - 1e-6;
    if better {
        *state = made;
    }
    better
}

impl<'r, 'a> DayProgram<'r, 'a> {
    fn new(model: &'r Model<'a>, pricer: &'r Pricer, state: &State, day: usize) -> Option<Self> {
        let groups = groups(model, state, day);
        if groups.is_empty() {
            return None;
        }
        let mut rest = state.clone();
        for member in groups.iter().flat_map(|g| &g.members) {
            let mut tour = rest.take(model, pricer, member.agent).tour;
            tour.days[day] = None;
            rest.put(model, pricer, member.agent, tour);
        }
        let (from, to) = reach(model, &groups, day);
        let slots: Vec<usize> = (from..to).collect();
        let cells = slots.iter().flat_map(|s| (0..model.queues.len()).filter_map(|q| model.cell(*s, q))).collect();
        let mut program =
            Self { model, pricer, day, rest, groups, patterns: Vec::new(), known: BTreeMap::new(), cells, slots };
        let now: Vec<(usize, usize, Breaks)> = program
            .groups
            .iter()
            .enumerate()
            .flat_map(|(g, group)| group.members.iter().map(move |m| (g, m)))
            .filter_map(|(g, m)| {
                let own = model.class_of[m.agent].map(|c| &model.classes[c])?;
                let variant = own.days[day].choices.get(usize::from(m.work.choice))?.variant;
                Some((g, program.choice_of(g, variant)?, m.work.breaks))
            })
            .collect();
        for (g, choice, breaks) in now {
            program.offer(g, choice, breaks);
        }
        Some(program)
    }

    /// The group's choice that is this variant.
    fn choice_of(&self, group: usize, variant: usize) -> Option<usize> {
        let class = &self.model.classes[self.groups[group].class];
        self.groups[group].choices.iter().copied().find(|i| class.days[self.day].choices[*i].variant == variant)
    }

    /// Adds a shift; false when it is known.
    fn offer(&mut self, group: usize, choice: usize, breaks: Breaks) -> bool {
        if self.known.contains_key(&(group, choice, breaks)) {
            return false;
        }
        let class = &self.model.classes[self.groups[group].class];
        let class_day = &class.days[self.day];
        let work = work_slots(self.model, class, class_day, &class_day.choices[choice], &breaks);
        let minutes = f64::from(self.model.interval);
        let slots = work.iter().map(|s| (s.slot as usize, f64::from(s.minutes) / minutes)).collect();
        self.known.insert((group, choice, breaks), self.patterns.len());
        self.patterns.push(Pattern { group, choice, breaks, slots });
        true
    }

    /// The program without its integers: worth of coverage by cell, and the price of one agent of each group.
    fn relaxed(&self, effort: Effort) -> Option<(Vec<f64>, Vec<f64>)> {
        let (program, rows, _) = self.program();
        let solved = program.solve(effort)?;
        let duals = solved.duals?;
        let minutes = f64::from(self.model.interval);
        let mut worth = vec![0.0; self.model.cells.len()];
        for (row, cell) in self.cells.iter().enumerate() {
            worth[*cell] = duals[row] / minutes;
        }
        Some((worth, rows.iter().map(|row| duals[*row]).collect()))
    }

    /// Offers shifts that the prices make worth while; false when there are none.
    fn price(&mut self, worth: &[f64], groups: &[f64]) -> bool {
        let mut prices = Prices::new(self.model);
        let mut stairs = Vec::new();
        let mut added = false;
        for (g, own) in groups.iter().enumerate() {
            let class = &self.model.classes[self.groups[g].class];
            let class_day = &class.days[self.day];
            let skills = &self.model.skill_sets[class.skills];
            prices.of_duals(self.model, |slot| -best_cell(self.model, slot, skills, worth));
            let mut offers: Vec<(f64, usize)> = self.groups[g]
                .choices
                .iter()
                .map(|i| {
                    let choice = &class_day.choices[*i];
                    let price = day_price(self.model, class, class_day, choice, &prices, &mut stairs);
                    (price - own, *i)
                })
                .filter(|(reduced, _)| *reduced < 1.0)
                .collect();
            offers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (reduced, i) in offers.into_iter().take(OFFERS) {
                let (_, breaks) = place_breaks(self.model, class, class_day, &class_day.choices[i], &prices);
                added |= self.offer(g, i, breaks) && reduced < -1e-6;
            }
        }
        added
    }

    /// The day's program, with the rows of the groups and the columns of the patterns.
    fn program(&self) -> (Program, Vec<usize>, Vec<usize>) {
        let (model, pricer) = (self.model, self.pricer);
        let mut program = Program::default();
        let minutes = f64::from(model.interval);
        let mut row_of_cell = BTreeMap::new();
        for cell in &self.cells {
            let now = model.cells[*cell].carried_in + f64::from(self.rest.coverage.cell[*cell]) / minutes;
            let required = pricer.list.steps(*cell, model.cells[*cell].required).required;
            row_of_cell.insert(*cell, program.row(Sense::Equal, required - now));
        }
        let mut presence = BTreeMap::new();
        let mut crossing = BTreeMap::new();
        for slot in &self.slots {
            let lack = pricer.presence_lack(*slot, self.rest.coverage.slot[*slot]);
            if lack > 0.0 {
                presence.insert(*slot, program.row(Sense::AtMost, -lack));
            }
            let lack = pricer.crossing_lack(*slot, self.rest.coverage.across[*slot]);
            if lack > 0 {
                crossing.insert(*slot, program.row(Sense::AtMost, -f64::from(lack)));
            }
        }
        let group_rows: Vec<usize> =
            self.groups.iter().map(|g| program.row(Sense::Equal, as_f64(g.members.len()))).collect();
        let windows: Vec<Vec<((i32, i32), usize)>> = self
            .groups
            .iter()
            .map(|g| {
                let hall = hall(&g.members);
                hall.into_iter().map(|(window, count)| (window, program.row(Sense::AtMost, -as_f64(count)))).collect()
            })
            .collect();
        let skills_of = |group: usize| model.stands_for[model.classes[self.groups[group].class].skills];
        let skill_sets = (0..self.groups.len()).map(skills_of).collect();
        let cell_row = |cell: usize| row_of_cell.get(&cell).copied();
        let range = self.slots.first().map_or(0..0, |first| *first..first + self.slots.len());
        let supply = Supply::new(model, &mut program, &skill_sets, range, &cell_row);
        let mut columns = Vec::with_capacity(self.patterns.len());
        for pattern in &self.patterns {
            let choice = self.choice(pattern);
            let mut entries: Vec<(usize, f64)> = vec![(group_rows[pattern.group], 1.0)];
            entries.extend(supply.entries(model, skills_of(pattern.group), &pattern.slots, &cell_row));
            entries.extend(pattern.slots.iter().filter_map(|(s, n)| presence.get(s).map(|row| (*row, -n))));
            entries.extend(borders(model, choice).filter_map(|s| crossing.get(&s).map(|row| (*row, -1.0))));
            let inside = |w: &(i32, i32)| (w.0..=w.1).contains(&choice.start);
            entries.extend(windows[pattern.group].iter().filter(|(w, _)| inside(w)).map(|(_, row)| (*row, -1.0)));
            let most = as_f64(self.groups[pattern.group].members.len());
            columns.push(program.column(0.0, most, entries));
        }
        for cell in &self.cells {
            let (row, steps) = (row_of_cell[cell], pricer.list.steps(*cell, model.cells[*cell].required));
            let mut below = 0.0;
            for (share, cost) in steps.under {
                program.column(*cost, (share - below) * steps.required, [(row, 1.0)]);
                below = *share;
            }
            program.column(steps.over, f64::INFINITY, [(row, -1.0)]);
        }
        for row in presence.values().chain(crossing.values()) {
            program.column(HARD_PRICE, f64::INFINITY, [(*row, -1.0)]);
        }
        (program, group_rows, columns)
    }

    fn choice(&self, pattern: &Pattern) -> &Choice {
        &self.model.classes[self.groups[pattern.group].class].days[self.day].choices[pattern.choice]
    }

    /// How often each pattern is worked in the best roster found of the day.
    fn whole(&self, effort: Effort) -> Option<Vec<usize>> {
        let (mut program, _, columns) = self.program();
        let mut now = vec![0.0; self.patterns.len()];
        for (g, group) in self.groups.iter().enumerate() {
            for member in &group.members {
                let own = self.model.class_of[member.agent].map(|c| &self.model.classes[c])?;
                let variant = own.days[self.day].choices[usize::from(member.work.choice)].variant;
                let choice = self.choice_of(g, variant)?;
                now[*self.known.get(&(g, choice, member.work.breaks))?] += 1.0;
            }
        }
        for (column, count) in columns.iter().zip(&now) {
            program.whole(*column, *count);
        }
        let solved = program.solve(effort)?;
        let count = |value: f64| (0..self.rest.tours.len()).take_while(|n| as_f64(*n) < value - 0.5).count();
        Some(columns.iter().map(|column| count(solved.values[*column])).collect())
    }

    /// Hands the counted shifts to the members: by start, each to the member who must start soonest.
    fn hand_out(&self, counts: &[usize]) -> Option<Vec<(usize, DayWork)>> {
        let mut works = Vec::new();
        for (g, group) in self.groups.iter().enumerate() {
            let mut shifts: Vec<(i32, usize)> = Vec::new();
            for (p, pattern) in self.patterns.iter().enumerate().filter(|(_, p)| p.group == g) {
                shifts.extend(std::iter::repeat_n((self.choice(pattern).start, p), counts[p]));
            }
            shifts.sort_unstable();
            let mut waiting: Vec<&Member> = group.members.iter().collect();
            waiting.sort_by_key(|m| (m.window.1, m.agent));
            if shifts.len() != waiting.len() {
                return None;
            }
            for (start, p) in shifts {
                let at = waiting.iter().position(|m| m.window.0 <= start && start <= m.window.1)?;
                let member = waiting.remove(at);
                let own = &self.model.classes[self.model.class_of[member.agent]?].days[self.day];
                let variant = self.choice(&self.patterns[p]).variant;
                let choice = own.choices.iter().position(|c| c.variant == variant)?;
                let work = DayWork { choice: u16::try_from(choice).ok()?, breaks: self.patterns[p].breaks };
                if work != member.work {
                    works.push((member.agent, work));
                }
            }
        }
        (!works.is_empty()).then_some(works)
    }
}

fn as_f64(count: usize) -> f64 {
    count as f64
}

/// Days that can be solved side by side: their shifts neither overlap nor rest against each other.
pub(super) const SIDE_BY_SIDE: &[&[usize]] = &[&[0, 3], &[1, 4], &[2, 5], &[WEEK - 1]];
