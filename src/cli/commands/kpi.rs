//! `wfm kpi`.

use super::super::args::KpiArgs;
use super::super::done::Done;
use super::super::printer::stdout_in_colour;
use crate::domain::findings::Failure;
use crate::outputs::kpi::{self as published, Paint};
use crate::pipeline::kpi::{self, KpiFiles, KpiRequest};
use crate::pipeline::target::Target;

pub(super) fn kpi(args: KpiArgs) -> Result<Done, Failure> {
    let to = Target::of(args.output.clone());
    let outcome = kpi::kpi(&request(args), &to)?;
    let (report, currency) = (&outcome.report, outcome.currency.as_str());
    let to_stdout = to.file().is_none();
    let text = |colours| published::text(report, currency, Paint { colours });
    Ok(Done {
        summary: if to_stdout { String::new() } else { text(false) },
        answer: to_stdout.then(|| text(stdout_in_colour())),
        csv: to_stdout.then(|| String::from_utf8_lossy(&published::csv(report, currency).csv()).into_owned()),
        members: published::members(report, currency),
        findings: outcome.findings,
        ..Done::default()
    })
}

fn request(args: KpiArgs) -> KpiRequest {
    KpiRequest {
        files: KpiFiles {
            config: args.config,
            special_days: args.special_days,
            calls: args.calls,
            history: args.history,
            states: args.states,
            roster: args.roster,
            agents: args.agents,
            costs: args.costs,
            quality: args.quality,
            fcr: args.fcr,
            hr: args.hr,
            targets: args.targets,
        },
        zone: args.time_zone,
        interval: args.interval,
        profile: args.profile,
        map: args.map,
        variants: args.variant,
        within: args.within,
        from: args.from,
        to: args.to,
        by: args.by.map(Into::into),
    }
}
