//! How the steps of a path follow each other: the first one that finds an error ends it, with everything found so far.

use std::mem;

use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::progress::Progress;

/// Runs one step. Its findings join those of the path; when one of them is an error the path ends there.
pub(crate) fn step<T>(all: &mut Findings, work: impl FnOnce(&mut Findings) -> T) -> Result<T, Failure> {
    let mut own = Findings::new();
    let result = work(&mut own);
    let failed = own.has_errors();
    all.extend(own);
    if failed { Err(Failure::Invalid(mem::take(all))) } else { Ok(result) }
}

/// A step without which nothing can go on; it says why in its findings. What it could read in spite of errors is kept
/// (refused rows of an export are to be acted on, and do not stop the plan).
pub(crate) fn indispensable<T>(
    all: &mut Findings,
    work: impl FnOnce(&mut Findings) -> Option<T>,
) -> Result<T, Failure> {
    work(all).ok_or_else(|| Failure::Invalid(mem::take(all)))
}

/// The failure of a single finding, together with what was found before it.
pub(crate) fn fail<T>(all: &mut Findings, finding: Finding) -> Result<T, Failure> {
    all.push(finding);
    Err(Failure::Invalid(mem::take(all)))
}

/// A step's failure with what was found before it in front.
pub(crate) fn after(all: &mut Findings, failure: Failure) -> Failure {
    let mut joined = mem::take(all);
    match failure {
        Failure::Invalid(own) => {
            joined.extend(own);
            Failure::Invalid(joined)
        }
        Failure::Infeasible(own) => {
            joined.extend(own);
            Failure::Infeasible(joined)
        }
        Failure::Interrupted => Failure::Interrupted,
    }
}

/// Announces the next step, unless the user asked to stop.
pub(crate) fn announce(progress: &dyn Progress, text: &str) -> Result<(), Failure> {
    if progress.stopped() {
        return Err(Failure::Interrupted);
    }
    progress.stage(text);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Code;
    use crate::domain::findings::Severity;

    fn note() -> Finding {
        Finding { severity: Severity::Note, ..Finding::new(Code::OptionInvalid, "a note") }
    }

    #[test]
    fn an_error_ends_the_path_with_everything_found_so_far() {
        let mut all = Findings::from(note());
        let end = step(&mut all, |f| f.push(Finding::new(Code::OptionInvalid, "an error")));
        let Err(Failure::Invalid(found)) = end else { panic!("must end") };
        assert_eq!((found.len(), all.len()), (2, 0));
    }

    #[test]
    fn notes_go_on() {
        let mut all = Findings::new();
        assert!(step(&mut all, |f| f.push(note())).is_ok());
        assert_eq!(all.len(), 1);
    }

    #[test]
    fn a_later_failure_keeps_the_earlier_findings() {
        let mut all = Findings::from(note());
        let Failure::Infeasible(found) = after(&mut all, Failure::Infeasible(note().into())) else { panic!("kind") };
        assert_eq!(found.len(), 2);
    }
}
