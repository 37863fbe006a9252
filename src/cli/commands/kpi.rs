//! `wfm kpi`.

use super::super::args::KpiArgs;
use super::super::done::Done;
use super::super::printer::stdout_in_colour;
use crate::domain::findings::Failure;
use crate::outputs::kpi::{self as published, Paint};
use crate::outputs::service_gap as gap;
use crate::pipeline::kpi::{self, KpiFiles, KpiRequest};
use crate::pipeline::service_gap::{self, ExplainOutcome, ExplainRequest};
use crate::pipeline::target::Target;

pub(super) fn kpi(args: KpiArgs) -> Result<Done, Failure> {
    if args.explain.is_some() {
        return explain(args);
    }
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

fn explain(mut args: KpiArgs) -> Result<Done, Failure> {
    let to = Target::of(args.output.take());
    let request = ExplainRequest {
        // Both are required with --explain.
        day: args.day.unwrap_or_default(),
        forecast: args.forecast.take().unwrap_or_default(),
        requirement: args.requirement.take(),
        time_off: args.time_off.take(),
        kpi: request(args),
    };
    let ExplainOutcome { explanation, zone, findings } = service_gap::explain(&request, &to)?;
    let to_stdout = to.file().is_none();
    let text = gap::text(&explanation, zone);
    let csv = String::from_utf8_lossy(&gap::csv(&explanation, zone).csv()).into_owned();
    Ok(Done {
        summary: if to_stdout { String::new() } else { text.clone() },
        answer: to_stdout.then_some(text),
        csv: to_stdout.then_some(csv),
        members: gap::members(&explanation, zone),
        findings,
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
