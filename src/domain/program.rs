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
    /// Its value in a solution that is known already; of use only where the values of all columns keep all rows.
    pub start: f64,
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

    /// Adds a quantity that earns by its size: from nought on it runs through `pieces`, each a length and what a unit of it earns.
    /// The quantity stands in `row` with the factor one; it is `start` in the solution that is known.
    ///
    /// Pieces that fall need nothing else: the better ones are used first. Where a piece earns more than the one before it, a
    /// yes-or-no column opens it, and all that follow, only once everything before it is full, so the curve is met itself and not
    /// its hull (incremental form; Dantzig, *Econometrica* 28, 1960, "On the significance of solving linear programming problems
    /// with some integer variables").
    pub fn earning(&mut self, row: usize, pieces: &[(f64, f64)], start: f64) {
        let mut gate: Option<usize> = None;
        let mut run: Vec<(usize, f64)> = Vec::new();
        let mut last = f64::INFINITY;
        let mut left = start;
        for (length, gain) in pieces.iter().copied() {
            if gain > last {
                gate = Some(self.gate(&run, if left >= 0.0 { 1.0 } else { 0.0 }));
                run.clear();
            }
            last = gain;
            let piece = {
                let start = left.clamp(0.0, length);
                self.column(Column { cost: -gain, most: length, is_whole: false, start, entries: vec![(row, 1.0)] })
            };
            left -= length;
            if let Some(gate) = gate {
                let is_open = self.row(RowSense::AtMost, 0.0);
                self.enter(piece, is_open, 1.0);
                self.enter(gate, is_open, -length);
            }
            run.push((piece, length));
        }
    }

    /// A yes-or-no column that may be one only where the pieces are full.
    fn gate(&mut self, pieces: &[(usize, f64)], start: f64) -> usize {
        let is_full = self.row(RowSense::AtMost, 0.0);
        let whole = pieces.iter().map(|(_, length)| length).sum();
        for (piece, _) in pieces {
            self.enter(*piece, is_full, -1.0);
        }
        self.column(Column { cost: 0.0, most: 1.0, is_whole: true, start, entries: vec![(is_full, whole)] })
    }

    fn enter(&mut self, column: usize, row: usize, factor: f64) {
        self.columns.get_mut(column).into_iter().for_each(|column| column.entries.push((row, factor)));
    }
}

/// A solution of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramSolved {
    /// The value of each column.
    pub values: Vec<f64>,
    /// What one more of each row's right-hand side would cost; empty where a column is a whole number.
    pub prices: Vec<f64>,
    /// Whether it is proved that nothing is better.
    pub is_optimal: bool,
}

/// Solves a program; `None` where it has no solution, or none was found within the solver's effort.
pub type Solver<'s> = &'s dyn Fn(&Program) -> Option<ProgramSolved>;
