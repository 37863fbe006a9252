//! `wfm patience`: what the call records of a centre tell of its callers' patience.

use std::path::Path;

use super::inputs::read_centre;
use super::target::{self, Target};
use super::{import, step::after};
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::patience::PatienceCurve;
use crate::outputs::patience as published;
use crate::outputs::report::patience_svg;
use crate::outputs::table::Table;
use crate::staffing;

/// The patience of each queue, and what was not written to a file.
#[derive(Clone, Debug)]
pub struct PatienceOutcome {
    /// By queue.
    pub curves: Vec<PatienceCurve>,
    /// patience.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// Queues whose patience the data cannot tell.
    pub findings: Findings,
}

/// Estimates the patience of every queue from the call records in `history/` of a centre directory.
pub fn patience(dir: &Path, to: &Target, plot: Option<&Path>) -> Result<PatienceOutcome, Failure> {
    let config = dir.join("centre.toml");
    to.prepare(&[&config])?;
    if let Some(path) = plot {
        target::prepare(path, &[&config])?;
    }
    let mut findings = Findings::new();
    let centre = read_centre(&config, None, &mut findings)?;
    // What is wrong with the exports is the business of `wfm import`.
    let imported = import::of_directory(dir, &centre, &mut Findings::new());
    let curves = staffing::patience_curves(&imported.map_err(|failure| after(&mut findings, failure))?.calls);
    for queue in &centre.queues {
        let told = curves.iter().find(|curve| curve.queue == queue.id);
        if told.is_some_and(|curve| curve.mean.is_some()) {
            continue;
        }
        let why = told.and_then(PatienceCurve::doubt).unwrap_or_else(|| "there are no call records".to_owned());
        let message = format!("the patience of queue {} cannot be estimated: {why}", queue.id);
        let hint = "import call records with the waits of answered and abandoned calls";
        findings.push(Finding::new(Code::PatienceUnknown, message).hint(hint).queue(&queue.id));
    }
    if let Some(path) = plot {
        target::write(path, patience_svg(&curves).as_bytes(), &mut findings)?;
    }
    let table = to.put(published::table(&curves), &mut findings)?;
    Ok(PatienceOutcome { curves, table, findings })
}
