//! `wfm simulate`.

use super::super::args::{AbsenceKind, SimulateArgs};
use super::super::done::Done;
use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::outputs::simulation;
use crate::pipeline::simulate::{self, SimulateSettings};
use crate::pipeline::target::Target;
use crate::simulate::{Absence, Settings};

pub(super) fn simulate(args: SimulateArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let absence = match args.absence {
        AbsenceKind::Shift => Absence::Shift,
        AbsenceKind::Interval => Absence::Interval,
        AbsenceKind::None => Absence::None,
    };
    let settings = SimulateSettings {
        config: args.config,
        forecast: args.forecast,
        roster: args.roster,
        agents: args.agents,
        previous: args.previous,
        special_days: args.special_days,
        runs: Settings { replications: args.replications, seed: args.seed, absence },
    };
    let outcome = simulate::run(&settings, &Target::of(args.output), progress)?;
    let mut summary = simulation::text(&outcome.simulation, &outcome.centre);
    summary.push_str(&simulation::work_text(&outcome.work));
    Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() })
}
