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
    text.split_inclusive('\n').map(said_line).collect()
}

/// A line, but for what is typed: the name of a command in the list, the program in an example.
fn said_line(line: &str) -> String {
    let typed = line
        .strip_prefix("  ")
        .and_then(|line| line.split_once(' '))
        .map(|(word, text)| (word, text, text.starts_with(' ')));
    match typed {
        Some((word, text, is_listed)) if word == "wfm" || is_listed && is_command(word) => {
            format!("  {word}{}", words::lines(&format!(" {text}")))
        }
        _ => words::lines(line),
    }
}

fn is_command(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::args;
    use super::*;
    use crate::lang::Language;
    use crate::outputs::{report, sample};

    fn in_chinese<T>(work: impl FnOnce() -> T) -> T {
        words::speaking(Language::Chinese.words(), work)
    }

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '：')
    }

    fn lacking(command: &Command, missing: &mut Vec<String>) {
        let texts = command.get_about().into_iter().chain(command.get_arguments().filter_map(Arg::get_help));
        // The bare name of a file is the same in every language.
        missing.extend(texts.map(ToString::to_string).filter(|text| text.contains(' ') && !is_chinese(text)));
        command.get_subcommands().for_each(|command| lacking(command, missing));
    }

    #[test]
    fn every_command_and_option_has_its_chinese_text() {
        let mut missing = Vec::new();
        lacking(&in_chinese(|| localised(args::command(&[]))), &mut missing);
        assert!(missing.is_empty(), "models/lang/zh/commands.toml lacks\n{}", missing.join("\n"));
    }

    #[test]
    fn every_heading_and_label_of_the_report_has_its_chinese_text() {
        let page =
            in_chinese(|| words::file(Path::new("report.html"), report::html(&sample::plan(40, 2)).into_bytes()));
        let page = String::from_utf8(page).expect("UTF-8");
        let mut missing = Vec::new();
        for tag in ["<h2>", "<th>", "<th class=\"n\">", "<p class=\"about\">", "<p class=\"title\">"] {
            let texts = page.split(tag).skip(1).filter_map(|rest| rest.split('<').next());
            missing.extend(texts.filter(|text| text.chars().any(|c| c.is_ascii_lowercase()) && !is_chinese(text)));
        }
        assert!(missing.is_empty(), "models/lang/zh/pages.toml lacks\n{}", missing.join("\n"));
    }

    #[test]
    fn english_help_is_left_as_it_is() {
        let mut command = localised(args::command(&[]));
        assert!(command.render_help().to_string().contains("Usage: wfm"));
        assert_eq!(of_clap("error: x\n"), "error: x\n");
        let listed = in_chinese(|| of_clap("Commands:\n  roster  排班\n"));
        assert!(listed.ends_with("\n  roster  排班\n"), "what is typed stays: {listed}");
        assert!(in_chinese(|| of_clap("  tip: a similar subcommand exists: 'plan'\n")).starts_with("  提示"));
        assert!(in_chinese(|| of_clap("Options:\n  --gap <SHARE>  比例 [default: 0.01]\n")).contains("[默认: 0.01]"));
    }
}
