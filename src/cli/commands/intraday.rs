//! `wfm intraday`.

use super::super::args::IntradayArgs;
use super::super::done::Done;
use super::volume::when;
use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::outputs::intraday as published;
use crate::pipeline::inputs::InputFiles;
use crate::pipeline::intraday::{self, IntradayRequest};
use crate::pipeline::target::Target;

pub(super) fn intraday(args: IntradayArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let settings = IntradayRequest {
        now: when("--now", &args.now)?,
        inputs: InputFiles {
            agents: args.agents.unwrap_or_else(|| args.config.with_file_name("agents.csv")),
            config: args.config,
            special_days: args.special_days,
            time_off: args.time_off,
            availability: args.availability,
            activities: args.activities,
            previous: args.previous,
            overrides: args.overrides,
            ..InputFiles::default()
        },
        history: args.history,
        roster: args.roster,
        states: args.states,
        standby: args.standby,
        max_changes: args.max_changes,
        intervals: args.intervals,
    };
    let outcome = intraday::intraday(&settings, &Target::of(args.output), progress)?;
    let shown = published::Shown {
        plan: &outcome.plan,
        queues: &outcome.outlook.queues,
        refused: &outcome.refused,
        centre: &outcome.centre,
        now: outcome.now,
    };
    Ok(Done {
        answer: Some(published::text(&shown)),
        csv: Some(String::from_utf8_lossy(&published::actions(&outcome.plan, outcome.centre.zone).csv()).into_owned()),
        members: published::members(&shown),
        findings: outcome.findings,
        ..Done::default()
    })
}
