//! `wfm erlang`: one question, or a file of them.

use std::fs;
use std::path::Path;

use super::step::indispensable;
use super::target::{self, Target};
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::outputs::table::{Cell, Table};
use crate::staffing::cases::run_cases;
use crate::staffing::single::{self, ErlangQuestion};

/// The figures that answer one question, as a table of one row.
pub fn answer(question: &ErlangQuestion) -> Result<(Table, Findings), Failure> {
    let mut findings = Findings::new();
    let figures = indispensable(&mut findings, |f| single::answer(question, f))?;
    let columns: Vec<&'static str> = figures.iter().map(|(name, _)| *name).collect();
    let mut table = Table::new(&columns);
    table.rows.push(figures.into_iter().map(|(_, value)| Cell::exact(value)).collect());
    Ok((table, findings))
}

/// Answers a file of questions; the bytes come back when the target is stdout.
pub fn cases(file: &Path, to: &Target) -> Result<(Option<Vec<u8>>, Findings), Failure> {
    to.prepare(&[file])?;
    let shown = file.display().to_string();
    let bytes = fs::read(file).map_err(|error| {
        let message = format!("{shown} cannot be read: {error}");
        Failure::from(Finding::new(Code::FileUnreadable, message).at(Place::file(&shown)))
    })?;
    let mut findings = Findings::new();
    let answers = indispensable(&mut findings, |f| run_cases(&shown, &bytes, f))?;
    match to.file() {
        None => Ok((Some(answers), findings)),
        Some(path) => {
            target::write(path, &answers, &mut findings)?;
            Ok((None, findings))
        }
    }
}
