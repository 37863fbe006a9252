//! Whole days for everybody: so many agents of each group on each day as the frame's linear program asks for, as near as whole people
//! and legal weeks allow.
//!
//! An integer program finds them. Where people are many and so are the crowds, as leave makes them, the smallest are first given the
//! days of a vertex of the linear program, rounded: the large ones have the people to make up for that, and their program stays small.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{Crowd, ways};
use super::{Days, Frame, WEEK, as_f64};
use crate::roster::lp::{Effort, Program, Sense};
use crate::roster::model::Model;

/// Most ways of crowds that the integer program chooses among where there are many people.
const MOST_WAYS: usize = 900;
/// From so many people on the few of the smallest crowds are lost in the heads of all; below, their days matter as anybody's.
const MANY_PEOPLE: usize = 1_000;
/// Weight of a head too many or too few of all groups of a set of skills together, and of all skills, beside one of its group.
const TOGETHER: f64 = 2.0;
/// Share of the price of hours that counts beside heads.
const HOURS: f64 = 1e-3;

/// Days of a group that people of a crowd may work, and what that costs.
struct Choice {
    crowd: usize,
    days: Days,
    group: usize,
    cost: f64,
}

impl Choice {
    /// Indices among heads by group and day.
    fn heads(&self) -> impl Iterator<Item = usize> + use<> {
        let (mask, first) = (self.days.mask, self.group * WEEK);
        (0..WEEK).filter(move |d| mask >> d & 1 == 1).map(move |d| first + d)
    }
}

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
        let mut choices = self.choices(model);
        let mut heads = self.heads.clone();
        let mut days = vec![Vec::new(); self.crowds.len()];
        let mut take = |choice: &Choice, count: usize, heads: &mut [f64]| {
            days[choice.crowd].extend(std::iter::repeat_n(choice.days, count));
            choice.heads().for_each(|at| heads[at] -= as_f64(count));
        };
        let small = small(&self.crowds, &choices);
        if !small.is_empty() {
            let (program, columns) = self.program(&choices, &heads);
            let solved = program.solve_to_a_vertex(effort)?;
            let values: Vec<f64> = columns.iter().map(|column| solved.values[*column]).collect();
            for (choice, count) in rounded_days(&self.crowds, &choices, &values, &small) {
                take(choice, count, &mut heads);
            }
            choices.retain(|choice| !small.contains(&choice.crowd));
        }
        let (mut program, columns) = self.program(&choices, &heads);
        for column in &columns {
            program.whole(*column, 0.0);
        }
        let solved = program.solve(effort)?;
        for (choice, column) in choices.iter().zip(columns) {
            let size = self.crowds[choice.crowd].size;
            let count = (0..size).take_while(|n| as_f64(*n) < solved.values[column] - 0.5).count();
            take(choice, count, &mut heads);
        }
        Some(self.by_class(model, days))
    }

    /// What every crowd may choose among.
    fn choices(&self, model: &Model<'_>) -> Vec<Choice> {
        let mut choices = Vec::new();
        for (crowd, people) in self.crowds.iter().enumerate() {
            for (group, of_group) in self.groups.iter().enumerate().filter(|(_, g)| g.crowds.contains(&crowd)) {
                choices.extend(ways(model, people, of_group, self.list.hour).into_iter().map(|way| {
                    let days = Days { family: of_group.family, mask: way.mask };
                    Choice { crowd, days, group, cost: HOURS * way.hours + way.rules }
                }));
            }
        }
        choices
    }

    /// The program over these choices without its integers, and the column of each: heads too many or too few cost.
    fn program(&self, choices: &[Choice], heads: &[f64]) -> (Program, Vec<usize>) {
        let mut program = Program::default();
        let rows = HeadRows {
            skills: self.skill_days(&mut program, heads),
            days: self.all_skills(&mut program, heads),
            groups: heads.iter().map(|heads| program.row(Sense::Equal, *heads)).collect(),
        };
        let mut columns = Vec::with_capacity(choices.len());
        for of_crowd in choices.chunk_by(|a, b| a.crowd == b.crowd) {
            let size = as_f64(self.crowds[of_crowd[0].crowd].size);
            let crowd_row = program.row(Sense::Equal, size);
            for choice in of_crowd {
                let skills = self.groups[choice.group].skills;
                let sum = |d: usize| rows.skills.get(&(skills, d)).copied();
                let entries = choice.heads().flat_map(|at| {
                    let day = at % WEEK;
                    [Some(rows.groups[at]), sum(day), rows.days.get(day).copied()]
                });
                let entries = entries.flatten().chain([crowd_row]).map(|row| (row, 1.0));
                columns.push(program.column(choice.cost, size, entries));
            }
        }
        let together = rows.skills.values().chain(&rows.days).map(|row| (*row, TOGETHER));
        for (row, weight) in rows.groups.iter().map(|row| (*row, 1.0)).chain(together) {
            program.column(weight, f64::INFINITY, [(row, 1.0)]);
            program.column(weight, f64::INFINITY, [(row, -1.0)]);
        }
        (program, columns)
    }

    /// One row for each set of skills and day: all its groups together.
    fn skill_days(&self, program: &mut Program, heads: &[f64]) -> BTreeMap<(usize, usize), usize> {
        let mut sums: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (i, count) in heads.iter().enumerate() {
            *sums.entry((self.groups[i / WEEK].skills, i % WEEK)).or_default() += count;
        }
        sums.into_iter().map(|(key, count)| (key, program.row(Sense::Equal, count))).collect()
    }

    /// One row for each day, all skills together, where there are several sets of them: who serves several queues makes up for others.
    fn all_skills(&self, program: &mut Program, heads: &[f64]) -> Vec<usize> {
        let sets: BTreeSet<usize> = self.groups.iter().map(|group| group.skills).collect();
        let days = if sets.len() > 1 { 0..WEEK } else { 0..0 };
        days.map(|day| program.row(Sense::Equal, heads.iter().skip(day).step_by(WEEK).sum())).collect()
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

/// The smallest crowds of many people, so many that the others have at most `MOST_WAYS` ways.
fn small(crowds: &[Crowd], choices: &[Choice]) -> BTreeSet<usize> {
    if crowds.iter().map(|crowd| crowd.size).sum::<usize>() < MANY_PEOPLE {
        return BTreeSet::new();
    }
    let mut ways = vec![0; crowds.len()];
    for choice in choices {
        ways[choice.crowd] += 1;
    }
    let mut order: Vec<usize> = (0..crowds.len()).collect();
    order.sort_by_key(|crowd| (crowds[*crowd].size, *crowd));
    let mut left = choices.len();
    let mut small = BTreeSet::new();
    for crowd in order {
        if left <= MOST_WAYS {
            break;
        }
        left -= ways[crowd];
        small.insert(crowd);
    }
    small
}

/// How many people of these crowds make each choice: as many as wholly do in the linear program, then those nearest to one more.
fn rounded_days<'c>(
    crowds: &[Crowd],
    choices: &'c [Choice],
    values: &[f64],
    rounded: &BTreeSet<usize>,
) -> Vec<(&'c Choice, usize)> {
    let of_crowds = choices.iter().zip(values.iter().copied()).filter(|(choice, _)| rounded.contains(&choice.crowd));
    let of_crowds: Vec<(&Choice, f64)> = of_crowds.collect();
    let mut made = Vec::new();
    for of_crowd in of_crowds.chunk_by(|a, b| a.0.crowd == b.0.crowd) {
        let size = crowds[of_crowd[0].0.crowd].size;
        let whole = |value: f64| (0..size).take_while(|n| as_f64(*n + 1) <= value + 1e-6).count();
        let mut counts: Vec<(&Choice, usize, f64)> =
            of_crowd.iter().map(|(choice, value)| (*choice, whole(*value), value - as_f64(whole(*value)))).collect();
        let placed: usize = counts.iter().map(|(_, count, _)| count).sum();
        counts.sort_by(|a, b| b.2.total_cmp(&a.2));
        counts.iter_mut().take(size.saturating_sub(placed)).for_each(|(_, count, _)| *count += 1);
        made.extend(counts.into_iter().filter(|(_, count, _)| *count > 0).map(|(choice, count, _)| (choice, count)));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(size: usize) -> Crowd {
        Crowd { class: 0, classes: vec![0], size }
    }

    fn choices(ways: &[usize]) -> Vec<Choice> {
        let of = |(crowd, count): (usize, &usize)| {
            (0..*count).map(move |_| Choice { crowd, days: Days { family: 0, mask: 0b11111 }, group: 0, cost: 0.0 })
        };
        ways.iter().enumerate().flat_map(of).collect()
    }

    #[test]
    fn the_smallest_crowds_are_rounded_until_few_ways_are_left() {
        let found = |most: usize, ways: &[usize]| {
            let crowds = [crowd(most), crowd(2), crowd(7), crowd(1)];
            small(&crowds, &choices(ways)).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(found(990, &[300, 300, 200, 100]), [0; 0], "few enough as they are");
        assert_eq!(found(990, &[300, 300, 300, 100]), [3]);
        assert_eq!(found(990, &[500, 300, 300, 100]), [1, 3]);
        assert_eq!(found(989, &[500, 300, 300, 100]), [0; 0], "too few people for it");
    }

    #[test]
    fn rounding_gives_every_one_of_the_crowd_days() {
        let crowds = [crowd(9), crowd(5), crowd(1)];
        let choices = choices(&[2, 4, 3]);
        let values = [4.5, 4.5, 2.2, 0.0, 1.0, 1.8, 0.2, 0.5, 0.3];
        let rounded = rounded_days(&crowds, &choices, &values, &BTreeSet::from([1, 2]));
        let place = |choice: &Choice| choices.iter().position(|other| std::ptr::eq(choice, other));
        let mut counts: Vec<(Option<usize>, usize)> = rounded.iter().map(|(c, count)| (place(c), *count)).collect();
        counts.sort_unstable();
        assert_eq!(counts, [(Some(2), 2), (Some(4), 1), (Some(5), 2), (Some(7), 1)]);
    }
}
