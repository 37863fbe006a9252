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
mod speech;
mod tables;
mod usage;

use std::ffi::OsString;

pub use done::Done;

use crate::domain::words;
use crate::ingest::exports;
use crate::lang::Language;
use printer::Printer;

/// Runs one command line, the name of the program first, and returns the exit code.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let language = Language::choose(&arguments, |name| std::env::var_os(name));
    words::speaking(language.words(), || run_line(language, &arguments))
}

fn run_line(language: Language, arguments: &[OsString]) -> u8 {
    let command = speech::localised(args::command(&exports::profiles()));
    let typed = match args::parse(command, arguments.iter().cloned()) {
        Ok(typed) => typed,
        Err(error) => return usage::explain(&error, arguments),
    };
    progress::listen_for_interrupt();
    let terminal = progress::Terminal::new(typed.show.quiet || typed.command.draws_itself(), language);
    let end = commands::run(typed.command, typed.show, &terminal);
    terminal.finish();
    exit::code(&Printer::new(typed.show).end(end))
}
