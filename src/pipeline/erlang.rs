//! `wfm erlang`: one question, or a file of them.

use std::path::Path;

use super::step::indispensable;
use super::target::{self, Target};
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::ingest;
use crate::staffing::run_cases;
use crate::staffing::single::{self, ErlangAnswer, ErlangQuestion};

/// The agents that one question asks for, or the service of those it gives.
pub fn answer(question: &ErlangQuestion) -> Result<ErlangAnswer, Failure> {
    single::answer(question).map_err(Failure::from)
}

/// Answers a file of questions; the bytes come back when the target is stdout.
pub fn cases(file: &Path, to: &Target) -> Result<(Option<Vec<u8>>, Findings), Failure> {
    to.prepare(&[file])?;
    let shown = file.display().to_string();
    let bytes = ingest::bytes_of(file).map_err(|error| {
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
