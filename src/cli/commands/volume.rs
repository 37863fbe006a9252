//! The commands on calls and seats.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime};

use super::super::args::{
    BacktestArgs, CountKind, ErlangArgs, ErlangModel, ForecastArgs, ImportArgs, ImportKind, LoadKind, PatienceArgs,
    SkillSource, StaffArgs,
};
use super::super::done::Done;
use super::super::tables;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding};
use crate::domain::progress::Progress;
use crate::domain::units::{Calls, Erlangs, Fte, Seconds, Share};
use crate::domain::work::ServiceCount;
use crate::outputs::{patience as published, service, skills as by_skill, text};
use crate::pipeline::erlang;
use crate::pipeline::import::{self, ImportSettings, describe};
use crate::pipeline::patience;
use crate::pipeline::skills::{self, SkillSettings};
use crate::pipeline::target::Target;
use crate::pipeline::volume::{self, HistorySource, Period, StaffSettings, When};
use crate::staffing::OfferedLoad;
use crate::staffing::single::{ErlangQuestion, Model};

pub(super) fn import(args: ImportArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let settings = ImportSettings {
        config: args.config,
        zone: args.time_zone,
        interval: args.interval,
        profile: args.profile,
        map: args.map,
        encoding: args.encoding,
        date_format: args.date_format,
        spread: args.spread,
    };
    if args.describe {
        return described(&args.exports, &settings);
    }
    if args.kind == ImportKind::States {
        let outcome = import::states(&args.exports, &settings, &Target::of(args.output))?;
        let summary = tables::states(&outcome.states);
        return Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() });
    }
    let outcome = import::import(&args.exports, &settings, &Target::of(args.output), progress)?;
    let summary = tables::import(&outcome.imported.table, outcome.zone);
    Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

fn described(exports: &[PathBuf], settings: &ImportSettings) -> Result<Done, Failure> {
    let mut done = Done::default();
    let mut answer = String::new();
    for export in exports {
        let (seen, findings) = describe(export, settings)?;
        answer.push_str(&tables::description(&seen));
        done.findings.extend(findings);
    }
    done.members = vec![("description", answer.as_str().into())];
    done.answer = Some(answer);
    Ok(done)
}

pub(super) fn forecast(args: ForecastArgs) -> Result<Done, Failure> {
    let source = HistorySource { history: args.history, config: args.config, special_days: args.special_days };
    let overrides = args.overrides.as_deref();
    let period = match (args.start, args.now) {
        (Some(first_day), _) => Period::Weeks { first_day, weeks: usize::from(args.weeks) },
        (None, now) => Period::RestOfDay(when("--now", &now.unwrap_or_default())?),
    };
    let outcome = volume::forecast(&source, overrides, period, &Target::of(args.output))?;
    let mut summary = text::forecast(&outcome.forecast);
    if let Some(days) = &outcome.days_file {
        let _ = writeln!(summary, "day totals in {}", days.display());
    }
    Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

pub(super) fn backtest(args: BacktestArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let source = HistorySource { history: args.history, config: args.config, special_days: args.special_days };
    let (origins, weeks) = (usize::from(args.origins), usize::from(args.weeks));
    let overrides = args.overrides.as_deref();
    let outcome = volume::backtest(&source, overrides, origins, weeks, &Target::of(args.output), progress)?;
    let summary = text::accuracy(&outcome.accuracy);
    Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

pub(super) fn staff(args: StaffArgs, progress: &dyn Progress) -> Result<Done, Failure> {
    let settings = StaffSettings {
        forecast: args.forecast,
        config: args.config,
        special_days: args.special_days,
        over_band: args.over_band,
        load: match args.load {
            LoadKind::Interval => OfferedLoad::Interval,
            LoadKind::Lagged => OfferedLoad::Lagged,
            LoadKind::Modified => OfferedLoad::Modified,
        },
        curves: args.curves,
        over_time: args.over_time,
        chances: args.chances,
        trunks: args.trunks,
        blocking: args.blocking,
    };
    if let Some(source) = args.skills {
        let agents = match source {
            SkillSource::Written => None,
            SkillSource::Agents(path) => Some(path),
        };
        let settings = SkillSettings {
            staff: settings,
            agents,
            service: args.service,
            by_queue: args.by_queue,
            seed: args.seed,
            calls: args.calls,
        };
        let outcome = skills::staff(&settings, &Target::of(args.output), progress)?;
        let summary = by_skill::text(&outcome.requirement, &outcome.centre);
        return Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() });
    }
    if let Some(time) = args.why {
        let (sums, later, findings) = volume::why(&settings, when("--why", &time)?)?;
        let told = sums.iter().map(ToString::to_string).chain((!later.is_empty()).then_some(later));
        let answer = told.collect::<Vec<_>>().join("\n");
        let members = vec![("why", serde_json::to_value(&sums).unwrap_or_default())];
        return Ok(Done { members, answer: Some(answer), findings, ..Done::default() });
    }
    let outcome = volume::staff(&settings, &Target::of(args.output))?;
    let mut summary = text::staffing(&outcome.requirement, &outcome.centre);
    summary.push_str(&service::over_time_text(&outcome.over_time, &outcome.centre));
    summary.push_str(&service::chances_text(&outcome.chances));
    summary.push_str(&service::trunks_text(&outcome.busy_hours, &outcome.centre));
    Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

pub(super) fn patience(args: PatienceArgs) -> Result<Done, Failure> {
    let outcome = patience::patience(&args.dir, &Target::of(args.output), args.plot.as_deref())?;
    let summary = published::text(&outcome.curves);
    Ok(Done { summary, table: outcome.table, findings: outcome.findings, ..Done::default() })
}

/// A moment with an offset, or a wall time of the centre.
pub(super) fn when(option: &str, text: &str) -> Result<When, Failure> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(When::Moment(time.timestamp()));
    }
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let wall = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    wall.map(When::Wall).ok_or_else(|| {
        let message = format!("{text:?} is not a time of an interval");
        Finding::new(Code::OptionInvalid, message).hint(format!("write {option} '2026-12-07 10:30'")).into()
    })
}

pub(super) fn erlang(args: ErlangArgs) -> Result<Done, Failure> {
    if let Some(file) = args.cases {
        let (answers, findings) = erlang::cases(&file, &Target::of(args.output))?;
        let answer = answers.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        return Ok(Done { answer, findings, ..Done::default() });
    }
    let model = match args.model {
        Some(ErlangModel::A) => Model::ErlangA,
        Some(ErlangModel::B) => Model::ErlangB,
        Some(ErlangModel::K) => Model::Mmck,
        // Required unless there is a file of cases.
        Some(ErlangModel::C) | None => Model::ErlangC,
    };
    let question = ErlangQuestion {
        calls: args.calls.map(Calls::get),
        interval_minutes: Some(f64::from(args.interval.get())),
        aht_s: args.aht.map(Seconds::get),
        load: args.load.map(Erlangs::get),
        target: args.target,
        counted: args.counted.map(|counted| match counted {
            CountKind::Offered => ServiceCount::Offered,
            CountKind::Answered => ServiceCount::Answered,
            CountKind::ExclShort => ServiceCount::ExclShort,
            CountKind::Wait => ServiceCount::Wait,
            CountKind::Virtual => ServiceCount::Virtual,
        }),
        patience_s: args.patience.map(Seconds::get),
        agents: args.agents.map(Fte::get),
        shrinkage: args.shrinkage.map(Share::get),
        max_occupancy: args.max_occupancy.map(Share::get),
        max_asa_s: args.max_asa.map(Seconds::get),
        max_abandon: args.max_abandon.map(Share::get),
        blocking: args.blocking.map(Share::get),
        places: args.places,
        ..ErlangQuestion::new(model)
    };
    let answer = erlang::answer(&question)?;
    let members = vec![("answer", serde_json::to_value(&answer).unwrap_or_default())];
    Ok(Done { answer: Some(answer.text()), csv: Some(answer.csv()), members, ..Done::default() })
}
