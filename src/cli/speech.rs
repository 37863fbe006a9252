//! The command line's own help and complaints in the user's language.

use clap::{Arg, Command};

use crate::domain::words;

/// The command with every text of its help said; as it is where English is spoken.
pub(super) fn localised(command: Command) -> Command {
    if words::spoken().is_none() { command } else { said(command) }
}

fn said(command: Command) -> Command {
    let styled = |text: &clap::builder::StyledStr| words::lines(&text.to_string());
    let (about, after) = (command.get_about().map(styled), command.get_after_help().map(styled));
    let mut command = command.mut_args(said_arg).mut_subcommands(said);
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command
}

fn said_arg(arg: Arg) -> Arg {
    let help = arg.get_help().map(|text| words::say(&text.to_string()));
    match help {
        Some(help) => arg.help(help),
        None => arg,
    }
}

/// What clap puts together itself: headings, defaults, what is wrong with a line.
pub(super) fn of_clap(rendered: &str) -> String {
    if words::spoken().is_none() {
        return rendered.to_owned();
    }
    let mut text = rendered.to_owned();
    // These stand behind text that is said already.
    for english in ["[default:", "[possible values:"] {
        text = text.replace(english, &words::say(english));
    }
    words::lines(&text)
}
