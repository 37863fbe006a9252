//! A command line that cannot be read: clap's own words for people, a finding for scripts. Also `--help` and `--version`.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};

use clap::error::{ContextKind, ErrorKind};

use super::args::{Format, ShowArgs};
use super::exit;
use super::printer::Printer;
use super::speech;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding};
use crate::domain::words;

/// Prints what is wrong, or the help asked for; the exit code.
pub(super) fn explain(error: &clap::Error, arguments: &[OsString]) -> u8 {
    if !error.use_stderr() {
        return exit::code(
            &Printer::text(&shown(error, std::io::stdout().is_terminal())).map(|()| super::Done::default()),
        );
    }
    if wants_json(arguments) {
        let show = ShowArgs { format: Format::Json, ..ShowArgs::default() };
        return exit::code(&Printer::new(show).end(Err(Failure::from(finding(error)))));
    }
    // Nobody is left to be told when stderr is gone.
    let _ = std::io::stderr().write_all(shown(error, std::io::stderr().is_terminal()).as_bytes());
    exit::INVALID
}

fn shown(error: &clap::Error, terminal: bool) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let text = error.render();
    match words::spoken() {
        None if terminal && !plain => text.ansi().to_string(),
        _ => speech::of_clap(&text.to_string()),
    }
}

/// The first sentence of what clap says; a bad value of a known option has a code of its own.
fn finding(error: &clap::Error) -> Finding {
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let code = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Code::OptionInvalid,
        _ => Code::UsageWrong,
    };
    let hint = match error.get(ContextKind::SuggestedArg).or_else(|| error.get(ContextKind::SuggestedSubcommand)) {
        Some(near) => format!("maybe {near}"),
        None => "wfm COMMAND --help shows every option and an example".to_owned(),
    };
    Finding::new(code, first).hint(hint)
}

/// The arguments could not be read, so this looks for the one thing that decides how to say so.
fn wants_json(arguments: &[OsString]) -> bool {
    let pairs = arguments.iter().zip(arguments.iter().skip(1));
    arguments.iter().any(|a| a == "--format=json") || pairs.into_iter().any(|(a, b)| a == "--format" && b == "json")
}

#[cfg(test)]
mod tests {
    use super::super::args;
    use super::*;

    fn error(line: &str) -> clap::Error {
        args::parse(args::command(&[]), line.split(' ').map(Into::into)).expect_err("must not parse")
    }

    #[test]
    fn a_bad_value_and_a_bad_command_have_their_codes() {
        assert_eq!(finding(&error("wfm plan demo --gap 7")).code, Code::OptionInvalid);
        let unknown = finding(&error("wfm plam demo"));
        assert_eq!(unknown.code, Code::UsageWrong);
        assert!(unknown.message.contains("plam") && !unknown.message.contains('\n'), "{unknown}");
    }

    #[test]
    fn json_is_found_in_either_spelling() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert!(wants_json(&words("wfm x --format json")) && wants_json(&words("wfm x --format=json")));
        assert!(!wants_json(&words("wfm x --format csv json")));
    }
}
