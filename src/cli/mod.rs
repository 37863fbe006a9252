//! The command line: arguments → settings → pipeline → printer → exit code. The library below never sees a type of this
//! module.

mod args;
pub mod bug;
mod commands;
mod done;
pub mod exit;
mod listing;
mod printer;
mod progress;
mod tables;
mod usage;

use std::ffi::OsString;

pub use done::Done;

use crate::ingest::exports;
use printer::Printer;

/// Runs one command line, the name of the program first, and returns the exit code.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let typed = match args::parse(args::command(&exports::profiles()), arguments.clone()) {
        Ok(typed) => typed,
        Err(error) => return usage::explain(&error, &arguments),
    };
    progress::listen_for_interrupt();
    let terminal = progress::Terminal::new(typed.show.quiet || typed.command.draws_itself());
    let end = commands::run(typed.command, typed.show, &terminal);
    terminal.finish();
    exit::code(&Printer::new(typed.show).end(end))
}
