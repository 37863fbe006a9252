//! From the frame to people: with the days of everybody given, the shifts that the linear program asks for are made whole and
//! handed out, so that the search begins near the bound.

use super::groups::hours_of;
use super::rest::Rest;
use super::{Days, Frame, SOLVE, WEEK, as_f64, coverage_columns, worth_of_minutes};
use crate::roster::class::Choice;
use crate::roster::coverage::Pricer;
use crate::roster::lp::{Program, Sense};
use crate::roster::model::{Model, NO_CELL};
use crate::roster::supply::Supply;
use crate::roster::tour::Breaks;

/// Most times that shifts are added to the program with whole heads.
const PRICINGS: usize = 4;

/// A shift that some agent of a group works on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::roster) struct Shift {
    pub(in crate::roster) start: i32,
    pub(in crate::roster) variant: usize,
    pub(in crate::roster) breaks: Breaks,
}

/// The shifts of each group and day: `group × 7 + day`, by start.
pub(in crate::roster) struct DayShifts(Vec<Vec<Shift>>);

impl DayShifts {
    pub(in crate::roster) fn of(&self, group: usize, day: usize) -> &[Shift] {
        &self.0[group * WEEK + day]
    }
}

impl Frame {
    /// The group in which an agent of the class works on these days.
    pub(in crate::roster) fn group_of(&self, class: usize, days: Days) -> Option<usize> {
        self.groups.iter().position(|g| g.family == days.family && g.classes.contains(&class))
    }

    /// Number of groups.
    pub(in crate::roster) fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// Whole shifts for agents on these days; `None` when the program has no solution. Once `stopped`, no further shifts are sought.
    pub(in crate::roster) fn whole_shifts(
        &mut self,
        model: &Model<'_>,
        pricer: &Pricer,
        days: &[Vec<Days>],
        stopped: &dyn Fn() -> bool,
    ) -> Option<DayShifts> {
        let (heads, leaving) = (self.whole_heads(days), self.leaving(days));
        let mut rests: Vec<Rest> = Vec::new();
        let mut values = Vec::new();
        for _ in 0..PRICINGS {
            let (found, duals) = self.on_heads(model, days, &heads, &rests)?;
            values = found;
            let missed = self.missed_rests(model, &leaving, &values);
            let (worth, others) = (worth_of_minutes(model, &duals), &duals[model.cells.len()..]);
            let of_rests = &others[self.groups.len() * (WEEK + 1)..];
            let charge = |group: usize, day: usize, choice: &Choice| -> f64 {
                let shift = (group, day, choice.start, choice.end);
                rests.iter().zip(of_rests).map(|(rest, dual)| -rest.factor(shift) * dual).sum()
            };
            if stopped() || !self.price(model, &worth, others, &charge) && missed.is_empty() {
                break;
            }
            rests.extend(missed);
        }
        Some(self.rounded(model, pricer, &heads, &values))
    }

    /// Heads of each group on each day: `group × 7 + day`.
    fn whole_heads(&self, days: &[Vec<Days>]) -> Vec<usize> {
        let mut heads = vec![0; self.groups.len() * WEEK];
        for (class, days) in days.iter().enumerate() {
            for days in days.iter().filter(|d| d.mask != 0) {
                let Some(group) = self.group_of(class, *days) else { continue };
                for day in (0..WEEK).filter(|d| days.mask >> d & 1 == 1) {
                    heads[group * WEEK + day] += 1;
                }
            }
        }
        heads
    }

    /// The frame's program with its heads fixed, solved to a vertex, so that most shifts are whole at once: how often each pattern
    /// is worked, and the row prices in the order of [`Frame::step`], then those of `rests`.
    fn on_heads(
        &self,
        model: &Model<'_>,
        days: &[Vec<Days>],
        heads: &[usize],
        rests: &[Rest],
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let mut program = Program::default();
        for (index, cell) in model.cells.iter().enumerate() {
            program.row(Sense::Equal, self.list.steps(index, cell.required).required - cell.carried_in);
        }
        for (g, group) in self.groups.iter().enumerate() {
            for day in 0..WEEK {
                program.row(Sense::Equal, as_f64(heads[g * WEEK + day]));
            }
            let least = if group.mixed { self.least_minutes(model, g, days) } else { 0.0 };
            let hours = program.row(Sense::Equal, least);
            if group.mixed {
                program.column(self.list.hour / 60.0, f64::INFINITY, [(hours, -1.0)]);
            }
        }
        let rests: Vec<(usize, &Rest)> =
            rests.iter().map(|rest| (program.row(Sense::AtMost, rest.leaving), rest)).collect();
        let unrested = self.price_of_unrested(model);
        for (row, _) in &rests {
            program.column(unrested, f64::INFINITY, [(*row, -1.0)]);
        }
        let skill_sets = self.groups.iter().map(|g| g.skills).collect();
        let supply = Supply::new(model, &mut program, &skill_sets, 0..model.slots, &Some);
        let columns: Vec<usize> = self
            .patterns
            .iter()
            .map(|pattern| {
                let group = &self.groups[pattern.group];
                let link = Self::link_row(model, pattern.group, pattern.day);
                let hours = group.mixed.then(|| (Self::link_row(model, pattern.group, WEEK), f64::from(pattern.paid)));
                let work = supply.entries(model, group.skills, &pattern.slots, &Some);
                let shift = (pattern.group, pattern.day, pattern.shift.start, pattern.end);
                let rests = rests.iter().map(|(row, rest)| (*row, rest.factor(shift))).filter(|(_, n)| *n != 0.0);
                program.column(0.0, f64::INFINITY, work.into_iter().chain([(link, 1.0)]).chain(hours).chain(rests))
            })
            .collect();
        let levels = self.service.as_ref().map(|s| s.rows(&mut program)).unwrap_or_default();
        let level_row = |cell: usize| levels.get(self.service.as_ref()?.level_of(cell)?).copied();
        coverage_columns(model, &self.list, &mut program, &level_row, &|_| true);
        let solved = program.solve_to_a_vertex(SOLVE)?;
        Some((columns.into_iter().map(|c| solved.values[c]).collect(), solved.duals?))
    }

    /// The least paid minutes of the agents of a group whose shifts pay differently.
    fn least_minutes(&self, model: &Model<'_>, group: usize, days: &[Vec<Days>]) -> f64 {
        let mut least = 0.0;
        for (index, days) in days.iter().enumerate() {
            let class = &model.classes[index];
            for days in days.iter().filter(|d| d.mask != 0 && self.group_of(index, **d) == Some(group)) {
                let family = class.families.iter().find(|f| f.index == days.family);
                let hours = family.and_then(|f| hours_of(class, f, true, days.mask.count_ones(), self.list.hour));
                least += hours.map_or(0.0, |(_, least)| least);
            }
        }
        least
    }

    /// Whole numbers of shifts: each pattern as often as it is wholly there, and for the heads left over one after another the
    /// pattern that is best for the coverage so far.
    fn rounded(&self, model: &Model<'_>, pricer: &Pricer, heads: &[usize], values: &[f64]) -> DayShifts {
        let mut left = heads.to_vec();
        let mut minutes = vec![0; model.cells.len()];
        let mut shifts = vec![Vec::new(); heads.len()];
        for (pattern, value) in self.patterns.iter().zip(values) {
            let at = pattern.group * WEEK + pattern.day;
            let count = (0..left[at]).take_while(|n| as_f64(*n + 1) <= value + 1e-6).count();
            left[at] -= count;
            for _ in 0..count {
                shifts[at].push(pattern.shift);
                self.work(model, pricer, pattern, &mut minutes);
            }
        }
        for (at, left) in left.into_iter().enumerate() {
            let of_day = || self.patterns.iter().filter(|p| p.group * WEEK + p.day == at);
            for _ in 0..left {
                let change = |p: &&super::Pattern| self.work(model, pricer, p, &mut minutes.clone());
                let best = of_day().map(|p| (change(&p), p)).min_by(|a, b| a.0.total_cmp(&b.0));
                let Some((_, best)) = best else { break };
                self.work(model, pricer, best, &mut minutes);
                shifts[at].push(best.shift);
            }
        }
        for of_day in &mut shifts {
            of_day.sort_unstable();
        }
        DayShifts(shifts)
    }

    /// Adds a pattern's work, in each slot to the queue that gains most; returns the change of price.
    fn work(&self, model: &Model<'_>, pricer: &Pricer, pattern: &super::Pattern, minutes: &mut [i32]) -> f64 {
        let mut change = 0.0;
        let skills = &model.skill_sets[self.groups[pattern.group].skills];
        for work in &pattern.work {
            let (slot, more) = (work.slot as usize, i32::from(work.minutes));
            let cells = skills.iter().map(|q| model.cell_at[slot * model.queues.len() + q]).filter(|c| *c != NO_CELL);
            let price = |c: usize| pricer.cell(c, minutes[c] + more) - pricer.cell(c, minutes[c]);
            let best = cells.map(|c| (price(c as usize), c as usize)).min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((price, cell)) = best {
                minutes[cell] += more;
                change += price;
            }
        }
        change
    }
}
