//! The only file that talks to good_lp: linear and integer programs in, a status of our own out.
//!
//! good_lp reports every limit as a time limit and a missing incumbent as text; here each outcome has a name. It hands over
//! neither bound nor gap; the engine proves its bound itself (see [`super::bound`]), so none is asked for.

use good_lp::solvers::SolutionStatus;
use good_lp::{Expression, Solution, SolverModel, Variable, constraint, variable, variables};

use crate::domain::program;

/// Solves a whole-numbered program of another stage without any gap; `None` where no solution was found within the effort.
#[must_use]
pub fn minimise(given: &program::Program) -> Option<program::ProgramSolved> {
    /// Nodes end it before the clock does, so that the answer is the same everywhere; what is left unproved then is told.
    const EFFORT: Effort = Effort { seconds: 60.0, nodes: 100, presolve: true };
    let mut program = Program::default();
    for (sense, right) in &given.rows {
        let sense = match sense {
            program::RowSense::Equal => Sense::Equal,
            program::RowSense::AtMost => Sense::AtMost,
        };
        program.row(sense, *right);
    }
    let has_whole = given.columns.iter().any(|column| column.is_whole);
    for column in &given.columns {
        let index = program.column(column.cost, column.most, column.entries.iter().copied());
        if has_whole && let Some(made) = program.columns.get_mut(index) {
            made.integer = column.is_whole;
            made.start = Some(column.start);
        }
    }
    program.exact();
    let solved = program.solve(EFFORT)?;
    let prices = if has_whole { None } else { solved.duals };
    Some(program::ProgramSolved {
        values: solved.values,
        prices: prices.unwrap_or_default(),
        is_optimal: solved.optimal,
    })
}

/// How a row relates to its right-hand side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    Equal,
    AtMost,
}

/// A program to minimise.
#[derive(Default)]
pub(super) struct Program {
    columns: Vec<Column>,
    rows: Vec<(Sense, f64)>,
    entries: Vec<Vec<(usize, f64)>>,
    /// An integer program is solved to no gap at all.
    exact: bool,
    /// Prices near the best are enough.
    rough: bool,
    /// This is the dual of another program: its own row prices are not asked for.
    #[cfg(all(feature = "microlp", not(feature = "highs")))]
    is_dual: bool,
}

struct Column {
    cost: f64,
    most: f64,
    integer: bool,
    start: Option<f64>,
}

/// What a solve may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Wall seconds, a safety net.
    pub(super) seconds: f64,
    /// Branch-and-bound nodes: the deterministic limit.
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "microlp counts no nodes"))]
    pub(super) nodes: i32,
    /// Whether an integer program is made smaller first. The sub-programs of small ones, made smaller in their turn, have
    /// corrupted memory in HiGHS 1.15.0 (seen with twenty agents: `HPresolve::enumerateSolutions`, once in five minutes).
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "microlp has no presolve"))]
    pub(super) presolve: bool,
}

/// A solved program.
pub(super) struct Solved {
    /// Value of each column.
    pub(super) values: Vec<f64>,
    /// Price of each row's right-hand side; `None` where the solver has none.
    pub(super) duals: Option<Vec<f64>>,
    /// The solver says that nothing is better, within the gap asked for.
    pub(super) optimal: bool,
}

impl Program {
    /// Adds a row without entries; returns its index.
    pub(super) fn row(&mut self, sense: Sense, right: f64) -> usize {
        self.rows.push((sense, right));
        self.entries.push(Vec::new());
        self.rows.len() - 1
    }

    /// Adds a column from 0 to `most` with its entries; returns its index.
    pub(super) fn column(&mut self, cost: f64, most: f64, entries: impl IntoIterator<Item = (usize, f64)>) -> usize {
        let index = self.columns.len();
        self.columns.push(Column { cost, most, integer: false, start: None });
        for (row, factor) in entries {
            if let Some(row) = self.entries.get_mut(row) {
                row.push((index, factor));
            }
        }
        index
    }

    /// Makes a column whole-numbered, with a value to start from.
    pub(super) fn whole(&mut self, column: usize, start: f64) {
        if let Some(column) = self.columns.get_mut(column) {
            column.integer = true;
            column.start = Some(start);
        }
    }

    /// Asks for an integer solution without any gap.
    pub(super) fn exact(&mut self) {
        self.exact = true;
    }

    /// Asks for prices near the best only: the interior-point code stops a few steps sooner.
    pub(super) fn rough(&mut self) {
        self.rough = true;
    }

    /// Solves the program; a linear one whose interior-point code stops short of its tolerance is asked again by simplex.
    pub(super) fn solve(&self, effort: Effort) -> Option<Solved> {
        let again = || if self.has_integers() { None } else { self.attempt(effort, false) };
        self.attempt(effort, true).or_else(again)
    }

    fn has_integers(&self) -> bool {
        self.columns.iter().any(|column| column.integer)
    }

    /// Solves a linear program by simplex: as few columns above zero as there are rows.
    pub(super) fn solve_to_a_vertex(&self, effort: Effort) -> Option<Solved> {
        self.attempt(effort, false)
    }

    /// HiGHS gives the row prices with the solution.
    #[cfg(feature = "highs")]
    #[expect(clippy::unused_self, reason = "the other solver needs the program")]
    fn complete(&self, _solved: &mut Solved, _effort: Effort) {}

    /// microlp has no row prices: they are the solution of the dual program.
    #[cfg(all(feature = "microlp", not(feature = "highs")))]
    fn complete(&self, solved: &mut Solved, effort: Effort) {
        if self.has_integers() || solved.duals.is_some() || self.is_dual {
            return;
        }
        let mut dual = self.dual();
        dual.is_dual = true;
        let rows = self.rows.len();
        let prices = |values: Vec<f64>| (0..rows).map(|row| values[2 * row] - values[2 * row + 1]).collect();
        solved.duals = dual.solve(effort).map(|s| prices(s.values));
    }

    /// The dual as a program to minimise: for each row its price, split in a part above and a part below zero; for each
    /// column with a finite limit the price of that limit. Its first `2 × rows` columns give the row prices.
    #[cfg(all(feature = "microlp", not(feature = "highs")))]
    fn dual(&self) -> Self {
        let mut dual = Self::default();
        for column in &self.columns {
            dual.row(Sense::AtMost, column.cost);
        }
        for ((sense, right), entries) in self.rows.iter().zip(&self.entries) {
            let above = if *sense == Sense::Equal { f64::INFINITY } else { 0.0 };
            dual.column(-right, above, entries.iter().copied());
            dual.column(*right, f64::INFINITY, entries.iter().map(|(column, factor)| (*column, -factor)));
        }
        for (row, column) in self.columns.iter().enumerate().filter(|(_, c)| c.most.is_finite()) {
            dual.column(column.most, f64::INFINITY, [(row, -1.0)]);
        }
        dual
    }

    /// Solves the program once; `None` when there is no solution within the effort.
    fn attempt(&self, effort: Effort, interior: bool) -> Option<Solved> {
        let mut vars = variables!();
        let handles: Vec<Variable> = self
            .columns
            .iter()
            .map(|c| {
                let mut definition = variable().min(0.0);
                if c.most.is_finite() {
                    definition = definition.max(c.most);
                }
                if c.integer {
                    definition = definition.integer();
                }
                if let Some(start) = c.start {
                    definition = definition.initial(start);
                }
                vars.add(definition)
            })
            .collect();
        let objective: Expression = self.columns.iter().zip(&handles).map(|(c, v)| c.cost * *v).sum();
        let integers = self.has_integers();
        let mut model = prepare(
            vars.minimise(objective),
            effort,
            integers.then_some(if self.exact { 0.0 } else { 1e-3 }),
            (interior, self.rough),
        );
        let mut references = Vec::with_capacity(self.rows.len());
        for ((sense, right), entries) in self.rows.iter().zip(&self.entries) {
            let left: Expression = entries.iter().map(|(column, factor)| *factor * handles[*column]).sum();
            references.push(model.add_constraint(match sense {
                Sense::Equal => constraint!(left == *right),
                Sense::AtMost => constraint!(left <= *right),
            }));
        }
        let mut solved = finish(model, &handles, references)?;
        self.complete(&mut solved, effort);
        Some(solved)
    }
}

/// The presolve rule of HiGHS 1.15.0 that enumerates solutions, as a bit of its option: in sub-programs it corrupts memory (crashes in
/// `HPresolve::enumerateSolutions`, seen with twenty agents and with two queues).
#[cfg(feature = "highs")]
const ENUMERATION: i32 = 1 << 16;

#[cfg(feature = "highs")]
fn prepare(
    problem: good_lp::variable::UnsolvedProblem,
    effort: Effort,
    whole_gap: Option<f64>,
    (interior, rough): (bool, bool),
) -> good_lp::solvers::highs::HighsProblem {
    let model = problem
        .using(good_lp::highs)
        .set_option("output_flag", false)
        .set_option("threads", 1)
        .set_option("random_seed", 1)
        // a start is always given; and in HiGHS 1.15.0 this heuristic may write past its vectors (its issue 3262)
        .set_option("mip_heuristic_run_feasibility_jump", false)
        .set_option("presolve_rule_off", ENUMERATION)
        .set_time_limit(effort.seconds);
    if let Some(gap) = whole_gap {
        let model = model.set_option("mip_max_nodes", effort.nodes).set_option("mip_rel_gap", gap);
        if effort.presolve {
            model
        } else {
            model.set_option("presolve", "off").set_option("mip_root_presolve_only", true)
        }
    } else if interior {
        // the analytic centre of the optimal face: prices that do not jump from one solve to the next
        let model = model.set_option("solver", "ipm").set_option("run_crossover", "off");
        if rough { model.set_option("ipm_optimality_tolerance", 1e-6) } else { model }
    } else {
        model
    }
}

#[cfg(feature = "highs")]
fn finish(
    model: good_lp::solvers::highs::HighsProblem,
    handles: &[Variable],
    references: Vec<good_lp::constraint::ConstraintReference>,
) -> Option<Solved> {
    use good_lp::{DualValues, SolutionWithDual};
    let mut solution = model.solve().ok()?;
    let values = handles.iter().map(|v| solution.value(*v)).collect();
    let optimal = !matches!(solution.status(), SolutionStatus::TimeLimit);
    let duals = solution.compute_dual();
    let duals = references.into_iter().map(|r| duals.dual(r)).collect();
    Some(Solved { values, duals: Some(duals), optimal })
}

#[cfg(all(feature = "microlp", not(feature = "highs")))]
fn prepare(
    problem: good_lp::variable::UnsolvedProblem,
    effort: Effort,
    _whole_gap: Option<f64>,
    _interior: (bool, bool),
) -> good_lp::solvers::microlp::MicroLpProblem {
    use good_lp::WithTimeLimit;
    problem.using(good_lp::microlp).with_time_limit(effort.seconds)
}

#[cfg(all(feature = "microlp", not(feature = "highs")))]
fn finish(
    model: good_lp::solvers::microlp::MicroLpProblem,
    handles: &[Variable],
    _references: Vec<good_lp::constraint::ConstraintReference>,
) -> Option<Solved> {
    let solution = model.solve().ok()?;
    let optimal = !matches!(solution.status(), SolutionStatus::TimeLimit);
    Some(Solved { values: handles.iter().map(|v| solution.value(*v)).collect(), duals: None, optimal })
}

#[cfg(not(any(feature = "highs", feature = "microlp")))]
compile_error!("a solver is needed: feature `highs` (default) or `microlp`");

#[cfg(test)]
mod tests {
    use super::*;

    /// What the first `amount` of the pieces earn in their order.
    fn in_order(pieces: &[(f64, f64)], amount: f64) -> f64 {
        let mut left = amount;
        pieces
            .iter()
            .map(|(length, gain)| {
                let used = left.min(*length);
                left -= used;
                used * gain
            })
            .sum()
    }

    #[test]
    fn a_curve_that_rises_and_falls_earns_what_its_order_gives() {
        // at 2 the hull, and any program that opens only the piece right after a full one, earns more than the curve
        let curves = [
            vec![(1.0, 2.0), (1.0, 1.0), (1.0, 3.0), (2.0, 0.5), (1.0, 4.0), (1.0, 0.0)],
            vec![(1.0, 1.0), (1.0, 5.0), (2.0, 3.0)],
            vec![(2.0, 0.0), (1.0, 4.0), (1.0, 2.0)],
            vec![(1.0, 4.0), (3.0, 1.0), (1.0, -2.0)],
        ];
        for pieces in curves {
            let most: f64 = pieces.iter().map(|(length, _)| length).sum();
            let mut amount = 0.0;
            while amount <= most {
                let mut program = program::Program::default();
                let row = program.row(program::RowSense::Equal, amount);
                program.earning(row, &pieces, amount);
                let solved = minimise(&program).expect("a solution");
                let earned: f64 = program.columns.iter().zip(&solved.values).map(|(c, value)| -c.cost * value).sum();
                let expected = in_order(&pieces, amount);
                assert!((earned - expected).abs() < 1e-6, "{pieces:?} at {amount}: {earned}, {expected} in order");
                assert!(solved.is_optimal);
                amount += 0.5;
            }
        }
    }
}
