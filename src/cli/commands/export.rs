//! `wfm export`.

use serde_json::Value;

use super::super::args::ExportArgs;
use super::super::done::Done;
use crate::domain::findings::Failure;
use crate::outputs::number::count;
use crate::pipeline::export::{self, ExportSettings};
use crate::pipeline::target::Target;

pub(super) fn export(args: ExportArgs) -> Result<Done, Failure> {
    let settings = ExportSettings {
        form: args.form.into(),
        dir: args.dir,
        config: args.config,
        agents: args.agents,
        roster: args.roster,
        requirement: args.requirement,
        time_off: args.time_off,
        special_days: args.special_days,
        week: args.week,
        published: args.published,
        ids: args.ids,
        by: args.by.into(),
        from: args.from,
        to: args.to,
    };
    let to = Target::of(args.output);
    let outcome = export::export(&settings, &to)?;
    let place = to.file().map(|path| path.display().to_string()).unwrap_or_default();
    let summary = match outcome.files.len() {
        0 => String::new(),
        files => format!("{} in {place}\n", count(files, "file", "files")),
    };
    let mut members = vec![("files", Value::from(outcome.files))];
    if let Some(schedule) = outcome.schedule.as_deref() {
        members.push(("schedule", serde_json::from_str(schedule).unwrap_or_default()));
    }
    Ok(Done {
        summary,
        answer: outcome.schedule,
        table: outcome.table,
        members,
        findings: outcome.findings,
        ..Done::default()
    })
}
