//! `wfm man`: the manual pages of the program and its commands.

use std::fs;
use std::path::Path;

use clap_mangen::Man;
use serde_json::Value;

use super::super::args;
use super::super::done::Done;
use crate::domain::findings::Failure;
use crate::ingest::exports;
use crate::outputs::files;

/// Writes `wfm.1` and one `wfm-COMMAND.1` a command.
pub(super) fn write(dir: &Path) -> Result<Done, Failure> {
    fs::create_dir_all(dir).map_err(|error| files::unwritable(dir, &error))?;
    let mut program = args::command(&exports::profiles());
    program.build();
    let commands = program.get_subcommands().filter(|command| command.get_name() != "help").cloned();
    let mut names = Vec::new();
    for command in std::iter::once(program.clone()).chain(commands) {
        let page = Man::new(command);
        let name = page.get_filename();
        let mut bytes = Vec::new();
        page.render(&mut bytes).map_err(|error| files::unwritable(&dir.join(&name), &error))?;
        files::write_atomic(&dir.join(&name), &bytes)?;
        names.push(name);
    }
    let shown = dir.display();
    let summary = format!("{} manual pages in {shown}; to read one: man {shown}/wfm-plan.1\n", names.len());
    Ok(Done { summary, members: vec![("files", Value::from(names))], ..Done::default() })
}
