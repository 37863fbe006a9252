//! The commands on the versions of a plan.

use serde_json::Value;

use super::super::args::{NoteArgs, UndoArgs, VersionsArgs};
use super::super::done::Done;
use super::day::now;
use crate::domain::findings::Failure;
use crate::domain::version::VersionNote;
use crate::outputs::versions::table;
use crate::pipeline::versions::{self, UndoOutcome};

/// What is noted of a change: the clock's time, and what was typed.
pub(super) fn note(args: NoteArgs) -> VersionNote {
    VersionNote { at: Some(now()), by: args.by, why: args.why }
}

pub(super) fn list(args: &VersionsArgs) -> Result<Done, Failure> {
    let outcome = versions::list(&args.dir)?;
    let table = table(&outcome.versions, outcome.zone);
    let dir = args.dir.display();
    let state = if outcome.edited { "plan/ was changed by hand since the last of them.\n" } else { "" };
    let next = if outcome.versions.len() > 1 {
        format!("`wfm undo {dir}` puts the one before the last back, `wfm diff A B --of {dir}` compares two.\n")
    } else {
        format!("The next `wfm plan {dir}` makes the second.\n")
    };
    Ok(Done {
        summary: format!("{state}{next}"),
        answer: Some(table.text()),
        members: vec![("edited", Value::from(outcome.edited))],
        table: Some(table),
        ..Done::default()
    })
}

pub(super) fn undo(args: UndoArgs) -> Result<Done, Failure> {
    let UndoOutcome { version: back, calendars_renewed } = versions::undo(&args.dir, args.to, &note(args.note))?;
    let dir = args.dir.display();
    let calendars = if calendars_renewed {
        ""
    } else {
        "Its calendars are those of then: they do not cancel what later ones said, for the plan and the files of the centre no longer go together. "
    };
    let summary = format!(
        "Version {} ({}) is in {dir}/plan/ again. {calendars}`wfm undo {dir}` takes this back, `wfm versions {dir}` lists all.\n",
        back.number, back.what
    );
    Ok(Done {
        summary,
        members: vec![("version", Value::from(back.number)), ("calendars_renewed", Value::from(calendars_renewed))],
        ..Done::default()
    })
}
