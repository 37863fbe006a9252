//! The `wfm` program: parse, run, exit code.

use std::panic;
use std::process::ExitCode;

use wfm::cli;

fn main() -> ExitCode {
    // The default hook prints several lines of a language that planners do not speak; `bug` says it in one.
    panic::set_hook(Box::new(cli::bug::remember));
    let code = panic::catch_unwind(|| cli::run(std::env::args_os()));
    ExitCode::from(code.unwrap_or_else(|_| cli::bug::apologise()))
}
