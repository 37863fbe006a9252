//! A linear program with whole-numbered columns, as data: what a stage that decides hands to whoever owns the solver.

/// How a row relates to its right-hand side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSense {
    /// Equal to it.
    Equal,
    /// At most as large.
    AtMost,
}

/// A column: a quantity from 0 to `most`.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What a unit of it costs.
    pub cost: f64,
    /// Its largest value; finite.
    pub most: f64,
    /// Whether it is a whole number.
    pub is_whole: bool,
    /// Row and factor of each of its entries.
    pub entries: Vec<(usize, f64)>,
}

/// A program to minimise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// The rows: sense and right-hand side.
    pub rows: Vec<(RowSense, f64)>,
    /// The columns.
    pub columns: Vec<Column>,
}

impl Program {
    /// Adds a row; returns its index.
    pub fn row(&mut self, sense: RowSense, right: f64) -> usize {
        self.rows.push((sense, right));
        self.rows.len() - 1
    }

    /// Adds a column; returns its index.
    pub fn column(&mut self, column: Column) -> usize {
        self.columns.push(column);
        self.columns.len() - 1
    }
}

/// A solution of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramSolved {
    /// The value of each column.
    pub values: Vec<f64>,
    /// Whether it is proved that nothing is better.
    pub is_optimal: bool,
}

/// Solves a program; `None` where it has no solution, or none was found within the solver's effort.
pub type Solver<'s> = &'s dyn Fn(&Program) -> Option<ProgramSolved>;
