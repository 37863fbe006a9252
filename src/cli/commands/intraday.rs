//! `wfm intraday`.

use std::path::Path;

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
    // a rule that is not read would not be kept: what lies beside the config counts unless another file is named
    let beside = InputFiles::of_directory(args.config.parent().unwrap_or(Path::new("")));
    let settings = IntradayRequest {
        now: when("--now", &args.now)?,
        inputs: InputFiles {
            agents: args.agents.unwrap_or(beside.agents),
            config: args.config,
            special_days: args.special_days.or(beside.special_days),
            time_off: args.time_off.or(beside.time_off),
            availability: args.availability.or(beside.availability),
            activities: args.activities.or(beside.activities),
            locked: args.locked.or(beside.locked),
            previous: args.previous.or(beside.previous),
            overrides: args.overrides.or(beside.overrides),
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
