//! Whole days for everybody: so many agents of each group on each day as the frame's linear program asks for, as near as whole people
//! and legal weeks allow.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{Group, ways};
use super::{Days, Frame, WEEK, as_f64};
use crate::roster::lp::{Effort, Program, Sense};
use crate::roster::model::Model;

/// Share of the price of hours that counts beside heads: of ways with the same heads the one with fewest hours.
const HOURS: f64 = 1e-3;

/// Rows of the program that makes the heads whole.
struct HeadRows {
    /// By set of skills and day.
    skills: BTreeMap<(usize, usize), usize>,
    /// By day; none where there is one set of skills only.
    days: Vec<usize>,
    /// By group and day: `group × 7 + day`.
    groups: Vec<usize>,
}

impl Frame {
    /// Whole days for every agent of every class, so that each group's heads on each day are as near the frame's as whole people
    /// allow; `None` when the program finds none.
    pub(in crate::roster) fn whole(&self, model: &Model<'_>, effort: Effort) -> Option<Vec<Vec<Days>>> {
        if self.heads.is_empty() {
            return None;
        }
        let mut program = Program::default();
        let rows = HeadRows {
            skills: self.skill_days(&mut program),
            days: self.all_skills(&mut program),
            groups: self.heads.iter().map(|heads| program.row(Sense::Equal, *heads)).collect(),
        };
        let mut sets = Vec::new();
        for (at, crowd) in self.crowds.iter().enumerate() {
            let row = program.row(Sense::Equal, as_f64(crowd.size));
            for (g, group) in self.groups.iter().enumerate().filter(|(_, g)| g.crowds.contains(&at)) {
                self.whole_sets(model, &mut program, (g, group), (at, row), &rows, &mut sets);
            }
        }
        let together = rows.skills.values().chain(&rows.days).map(|row| (*row, 2.0));
        for (row, weight) in rows.groups.iter().map(|row| (*row, 1.0)).chain(together) {
            program.column(weight, f64::INFINITY, [(row, 1.0)]);
            program.column(weight, f64::INFINITY, [(row, -1.0)]);
        }
        let solved = program.solve(effort)?;
        let mut days = vec![Vec::new(); self.crowds.len()];
        for (crowd, chosen, column) in sets {
            let size = self.crowds[crowd].size;
            let times = (0..size).take_while(|n| as_f64(*n) < solved.values[column] - 0.5).count();
            days[crowd].extend(std::iter::repeat_n(chosen, times));
        }
        Some(self.by_class(model, days))
    }

    /// One row for each set of skills and day: all its groups together.
    fn skill_days(&self, program: &mut Program) -> BTreeMap<(usize, usize), usize> {
        let mut heads: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (i, count) in self.heads.iter().enumerate() {
            *heads.entry((self.groups[i / WEEK].skills, i % WEEK)).or_default() += count;
        }
        heads.into_iter().map(|(key, count)| (key, program.row(Sense::Equal, count))).collect()
    }

    /// One row for each day, all skills together, where there are several sets of them: who serves several queues makes up for others.
    fn all_skills(&self, program: &mut Program) -> Vec<usize> {
        let sets: BTreeSet<usize> = self.groups.iter().map(|group| group.skills).collect();
        let days = if sets.len() > 1 { 0..WEEK } else { 0..0 };
        days.map(|day| program.row(Sense::Equal, self.heads.iter().skip(day).step_by(WEEK).sum())).collect()
    }

    fn whole_sets(
        &self,
        model: &Model<'_>,
        program: &mut Program,
        (g, group): (usize, &Group),
        (crowd, crowd_row): (usize, usize),
        rows: &HeadRows,
        sets: &mut Vec<(usize, Days, usize)>,
    ) {
        let size = self.crowds[crowd].size;
        for way in ways(model, &self.crowds[crowd], group, self.list.hour) {
            let days = (0..WEEK).filter(|d| way.mask >> d & 1 == 1);
            let sum = |d: usize| rows.skills.get(&(group.skills, d)).map(|row| (*row, 1.0));
            let all = |d: usize| rows.days.get(d).map(|row| (*row, 1.0));
            let entries = days
                .flat_map(|d| [Some((rows.groups[g * WEEK + d], 1.0)), sum(d), all(d)])
                .flatten()
                .chain([(crowd_row, 1.0)]);
            let column = program.column(HOURS * way.hours + way.rules, as_f64(size), entries);
            program.whole(column, 0.0);
            sets.push((crowd, Days { family: group.family, mask: way.mask }, column));
        }
    }

    /// The days of each crowd handed to its classes.
    fn by_class(&self, model: &Model<'_>, days: Vec<Vec<Days>>) -> Vec<Vec<Days>> {
        let sizes = model.class_sizes();
        let mut of_class = vec![Vec::new(); sizes.len()];
        for (crowd, days) in self.crowds.iter().zip(days) {
            let mut left = days.into_iter();
            for class in &crowd.classes {
                of_class[*class] = left.by_ref().take(sizes[*class]).collect();
            }
        }
        of_class
    }
}
