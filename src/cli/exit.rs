//! Exit codes: a contract with the scripts that call the program.

use super::done::Done;
use crate::domain::findings::{Failure, Severity};

/// Good; notes may have been made.
pub const GOOD: u8 = 0;
/// The work was done, but there are findings to act on.
pub const FINDINGS: u8 = 1;
/// Usage, unreadable or invalid input or settings, or an output that cannot be written.
pub const INVALID: u8 = 2;
/// The hard rules of the centre cannot hold together, or there is no roster within the limits.
pub const INFEASIBLE: u8 = 3;
/// A bug of ours.
pub const BUG: u8 = 70;
/// Stopped by the user.
pub const INTERRUPTED: u8 = 130;

/// The exit code of how a command ended.
#[must_use]
pub fn code(end: &Result<Done, Failure>) -> u8 {
    match end {
        Ok(done) if done.interrupted => INTERRUPTED,
        Ok(done) if done.findings.iter().any(|f| f.severity > Severity::Note) => FINDINGS,
        Ok(_) => GOOD,
        Err(Failure::Invalid(_)) => INVALID,
        Err(Failure::Infeasible(_)) => INFEASIBLE,
        Err(Failure::Interrupted) => INTERRUPTED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Code;
    use crate::domain::findings::{Finding, Findings};

    fn done(severity: Severity, interrupted: bool) -> Done {
        let finding = Finding { severity, ..Finding::new(Code::FileUnreadable, "made up") };
        Done { findings: finding.into(), interrupted, ..Done::default() }
    }

    #[test]
    fn notes_are_good_and_warnings_are_to_act_on() {
        assert_eq!(code(&Ok(Done::default())), GOOD);
        assert_eq!(code(&Ok(done(Severity::Note, false))), GOOD);
        assert_eq!(code(&Ok(done(Severity::Warning, false))), FINDINGS);
        assert_eq!(code(&Ok(done(Severity::Error, false))), FINDINGS);
    }

    #[test]
    fn an_interrupted_command_says_so_even_when_it_kept_a_roster() {
        assert_eq!(code(&Ok(done(Severity::Note, true))), INTERRUPTED);
        assert_eq!(code(&Err(Failure::Interrupted)), INTERRUPTED);
    }

    #[test]
    fn failures_say_whose_fault_it_was() {
        assert_eq!(code(&Err(Failure::Invalid(Findings::new()))), INVALID);
        assert_eq!(code(&Err(Failure::Infeasible(Findings::new()))), INFEASIBLE);
    }
}
