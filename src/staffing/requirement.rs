//! From a forecast to agents and scheduled heads, interval by interval.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::deferred;
use super::staff::{Demand, Staffing, StaffingError, Targets, fewest_agents, staff};
use super::uncertain::Rates;
use crate::domain::centre::{Centre, Patience, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, ForecastRow, Requirement, RequirementRow, interval_end};
use crate::domain::span::Span;
use crate::domain::time::add_days;
use crate::domain::units::{Erlangs, Fte, Heads, Seconds, ServiceTarget, Share};
use crate::domain::work::Concurrency;

/// Agents and scheduled heads for every interval of the forecast, by each queue's own targets.
///
/// `patience` holds estimates for the queues whose patience is to be estimated. Rows that get no requirement (closed, no handle
/// time, unknown queue) are findings, gathered by queue and day.
#[must_use]
pub fn requirement(
    forecast: &Forecast,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Requirement {
    made(forecast, centre, patience, false, Vec::new(), findings)
}

/// The same where the rows of some queues are known, such as those of skill groups by queue: the rows of the others are added, work
/// that may wait on top of all.
#[must_use]
pub fn requirement_beside(
    known: Requirement,
    forecast: &Forecast,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Requirement {
    made(forecast, centre, patience, false, known.rows, findings)
}

/// The same for a forecast that is not sure: the service level holds in expectation over the band of each row. The other
/// targets, and rows without a band, are taken at the expected calls; that no row has a band is a finding.
#[must_use]
pub fn requirement_over_band(
    forecast: &Forecast,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Requirement {
    if forecast.rows.iter().all(|row| row.band80.is_none()) {
        let message = "the forecast has no bands (p10, p90): the requirement is that of the expected calls";
        let hint = "take the forecast.csv of `wfm forecast`, or fill in its columns p10 and p90";
        findings.push(Finding::new(Code::BandMissing, message).hint(hint));
    }
    made(forecast, centre, patience, true, Vec::new(), findings)
}

fn made(
    forecast: &Forecast,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    over_band: bool,
    known: Vec<RequirementRow>,
    findings: &mut Findings,
) -> Requirement {
    let open = open_times(forecast, centre);
    let of_known: BTreeSet<QueueId> = known.iter().map(|row| row.queue.clone()).collect();
    let at_once = |row: &ForecastRow| {
        !of_known.contains(&row.queue) && centre.queue(&row.queue).is_none_or(|queue| queue.work.is_at_once())
    };
    let asked: Vec<ForecastRow> = forecast.rows.iter().filter(|row| at_once(row)).cloned().collect();
    let answers: Vec<Answer> = asked.par_iter().map(|row| answer(row, centre, patience, &open, over_band)).collect();
    report_unknown_patience(&asked, centre, patience, findings);
    report(&asked, centre, &answers, findings);
    let mut rows = known;
    rows.extend(answers.into_iter().filter_map(Result::ok));
    rows.extend(deferred::rows(&forecast.rows, centre, &rows, findings));
    rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    Requirement { rows }
}

type Answer = Result<RequirementRow, Refusal>;

/// Why a forecast row gets no requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Refusal {
    /// Closed and no calls: nothing to say.
    ClosedAndQuiet,
    Closed,
    UnknownQueue,
    NoHandleTime,
    Unusable(&'static str),
}

/// What a queue asks of its agents.
pub(super) fn targets_of(queue: &Queue) -> Targets {
    Targets {
        service_level: queue.service_level,
        counted: queue.counted,
        max_asa: queue.max_asa,
        max_abandon: queue.max_abandon,
        max_occupancy: queue.max_occupancy,
        min_agents: queue.min_agents,
    }
}

/// How many contacts an agent of the row's queue has at a time.
fn concurrency(row: &ForecastRow, centre: &Centre) -> Concurrency {
    centre.queue(&row.queue).map_or(Concurrency::ONE, |queue| queue.work.concurrency())
}

/// The calls of a forecast row as the formulas take them; `None` when there are calls without a handle time.
pub(super) fn demand_of(row: &ForecastRow, centre: &Centre, patience: Option<Seconds>) -> Option<Demand> {
    let quiet = row.offered.get() <= 0.0;
    // without calls no figure depends on the handle time
    let aht = row.aht.filter(|aht| !quiet || aht.get() > 0.0).or_else(|| Seconds::new(1.0).filter(|_| quiet))?;
    let (interval, concurrency) = (centre.interval.as_seconds(), concurrency(row, centre));
    Some(Demand { calls: row.offered, interval, aht, patience, concurrency })
}

/// The open time of each queue over the days of the forecast.
fn open_times(forecast: &Forecast, centre: &Centre) -> BTreeMap<QueueId, Vec<Span>> {
    let starts = || forecast.rows.iter().map(|row| row.start);
    let (Some(first), Some(last)) = (starts().min(), starts().max()) else { return BTreeMap::new() };
    let (first, last) = (centre.zone.day(first), add_days(centre.zone.day(last), 1));
    let open = |queue: &Queue| queue.hours.open_spans(first, last, &centre.calendar, centre.zone);
    centre.queues.iter().map(|queue| (queue.id.clone(), open(queue))).collect()
}

fn is_open(row: &ForecastRow, centre: &Centre, open: &[Span]) -> bool {
    let Some(interval) = Span::new(row.start, interval_end(row.start, centre.interval)) else { return false };
    let next = open.partition_point(|span| span.end() <= interval.start());
    open.get(next).is_some_and(|span| span.overlap(interval).is_some())
}

fn answer(
    row: &ForecastRow,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    open: &BTreeMap<QueueId, Vec<Span>>,
    over_band: bool,
) -> Answer {
    let queue = centre.queue(&row.queue).ok_or(Refusal::UnknownQueue)?;
    if !is_open(row, centre, open.get(&row.queue).map_or(&[], Vec::as_slice)) {
        return Err(if row.offered.get() > 0.0 { Refusal::Closed } else { Refusal::ClosedAndQuiet });
    }
    let demand = demand_of(row, centre, queue.mean_patience(patience)).ok_or(Refusal::NoHandleTime)?;
    let (staffing, level) =
        staffed(row, queue, &demand, over_band).map_err(|error| Refusal::Unusable(unusable(error)))?;
    Ok(RequirementRow { service_level: level.and_then(Share::new), ..requirement_row(row, queue, &demand, &staffing) })
}

/// Agents and heads of a row, and the service level that they are held to: that of the expected calls, or with `over_band` the one
/// to be expected over the band of the row.
pub(super) fn staffed(
    row: &ForecastRow,
    queue: &Queue,
    demand: &Demand,
    over_band: bool,
) -> Result<(Staffing, Option<f64>), StaffingError> {
    let targets = targets_of(queue);
    let staffing = staff(demand, &targets, queue.unplanned_shrinkage)?;
    // a service level without a threshold means nothing
    let Some(target) = queue.service_level else { return Ok((staffing, None)) };
    let Some(rates) = Rates::of(row, demand).filter(|_| over_band) else {
        return Ok((staffing, staffing.performance.level(queue.counted)));
    };
    let enough = rates.agents(target, queue.counted, staffing.agents);
    let enough = enough.ok_or(StaffingError::ServiceLevelUnreachable)?;
    // the other targets as they are: what the expected calls ask for without a service level
    let others = fewest_agents(demand, &Targets { service_level: None, ..targets })?;
    let least = Heads::new(enough.max(others));
    // the threshold stays, so that the figures of the agents are those within it
    let no_more = Targets { service_level: Some(ServiceTarget { share: Share::ZERO, ..target }), ..targets };
    let held = Targets { min_agents: least, ..no_more };
    let staffing = Staffing { agents_sl: Some(enough), ..staff(demand, &held, queue.unplanned_shrinkage)? };
    let expected = rates.service_level(staffing.agents, target.within.get(), queue.counted);
    Ok((staffing, Some(expected)))
}

fn unusable(error: StaffingError) -> &'static str {
    match error {
        StaffingError::NoInterval => "the interval is 0 minutes long",
        StaffingError::NoHandleTime => "the handle time is 0 s",
        StaffingError::NoPatience => "the patience is 0 s",
        StaffingError::LoadTooGreat => "the load is greater than that of any centre",
        StaffingError::PatienceOutOfRange => {
            "patience and handle time are too far apart; for callers who never hang up leave the patience out"
        }
        StaffingError::ServiceLevelUnreachable => "no number of agents answers every call in time",
        StaffingError::AsaUnreachable => "no number of agents brings the mean wait to 0 s",
        StaffingError::AbandonmentUnreachable => "no number of agents keeps every impatient caller",
        StaffingError::OccupancyUnreachable => "no number of agents has an occupancy that low",
        StaffingError::ShrinkageTotal => "with this shrinkage nobody would be left",
    }
}

fn requirement_row(row: &ForecastRow, queue: &Queue, demand: &Demand, staffing: &Staffing) -> RequirementRow {
    let p = &staffing.performance;
    let load = demand.calls.get() * demand.aht.get() / demand.interval.get();
    RequirementRow {
        start: row.start,
        queue: queue.id.clone(),
        load: Erlangs::new(load),
        agents: Some(Heads::new(staffing.agents)),
        scheduled: Heads::new(staffing.scheduled),
        scheduled_fte: Fte::new(staffing.scheduled_fte),
        carried_in: 0.0,
        service_level: None,
        asa: p.asa_s.and_then(Seconds::new),
        occupancy: p.occupancy.and_then(Share::new),
    }
}

fn report_unknown_patience(
    asked: &[ForecastRow],
    centre: &Centre,
    estimates: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) {
    for queue in &centre.queues {
        let unknown = queue.patience == Patience::Estimate && !estimates.contains_key(&queue.id);
        if unknown && asked.iter().any(|row| row.queue == queue.id) {
            let message = format!(
                "the patience of queue {} cannot be estimated: there are no call records in which callers hung up; it is \
                 staffed as if they waited for ever (Erlang C)",
                queue.id
            );
            let hint = "import call records with waits, or write patience_s as a number of seconds";
            findings.push(Finding::new(Code::PatienceUnknown, message).hint(hint).queue(&queue.id));
        }
    }
}

/// What refused rows have in common, for one finding.
struct Refused {
    rows: usize,
    calls: f64,
    first: String,
}

fn report(asked: &[ForecastRow], centre: &Centre, answers: &[Answer], findings: &mut Findings) {
    let mut groups: BTreeMap<(Refusal, &QueueId, Option<NaiveDate>), Refused> = BTreeMap::new();
    for (row, answer) in asked.iter().zip(answers) {
        let Err(refusal) = answer else { continue };
        let day = (*refusal == Refusal::Closed).then(|| centre.zone.day(row.start));
        let first = || Refused { rows: 0, calls: 0.0, first: centre.zone.rfc3339(row.start) };
        let group = groups.entry((*refusal, &row.queue, day)).or_insert_with(first);
        group.rows += 1;
        group.calls += row.offered.get();
    }
    for ((refusal, queue, day), refused) in groups {
        let Some(finding) = refused.finding(refusal, queue) else { continue };
        findings.push(match day {
            Some(day) => finding.queue(queue).day(day),
            None => finding.queue(queue),
        });
    }
}

impl Refused {
    fn finding(&self, refusal: Refusal, queue: &QueueId) -> Option<Finding> {
        let where_ = format!("{} interval{} from {}", self.rows, if self.rows == 1 { "" } else { "s" }, self.first);
        Some(match refusal {
            Refusal::ClosedAndQuiet => return None,
            Refusal::Closed => Finding::new(
                Code::DemandWhenClosed,
                format!("{:.1} calls are forecast for queue {queue} while it is closed ({where_})", self.calls),
            )
            .hint("correct the opening hours, or remove the calls; closed intervals get no agents"),
            Refusal::UnknownQueue => Finding::new(
                Code::ForecastQueueUnknown,
                format!("queue {queue} of the forecast is not in the centre ({where_})"),
            )
            .hint("correct its name, or add it to centre.toml"),
            Refusal::NoHandleTime => {
                Finding::new(Code::HandleTimeMissing, format!("queue {queue} has calls but no handle time ({where_})"))
                    .hint("give aht_s in the history or in the forecast")
            }
            Refusal::Unusable(why) => Finding::new(Code::DemandUnusable, format!("queue {queue}: {why} ({where_})"))
                .hint("correct the forecast, or the queue's targets in centre.toml"),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::centre::{AdherenceSettings, Handover, ImportSettings, Objective};
    use crate::domain::hours::OpeningHours;
    use crate::domain::rules::SharedRules;
    use crate::domain::team::TeamRules;
    use crate::domain::time::{ClockTime, Instant, Zone};
    use crate::domain::units::{Calls, Minutes, ServiceTarget};

    pub(crate) fn queue(id: &str, patience: Patience) -> Queue {
        let nine_to_five = vec![(ClockTime::from_minutes(540), ClockTime::from_minutes(1020))];
        Queue {
            id: QueueId::new(id),
            hours: OpeningHours { weekly: std::array::from_fn(|_| nine_to_five.clone()), ..OpeningHours::always() },
            service_level: ServiceTarget::parse("80/20"),
            max_asa: None,
            max_abandon: None,
            patience,
            max_occupancy: Share::ALL,
            unplanned_shrinkage: Share::new(0.3).expect("share"),
            min_agents: Heads::new(2),
            like: None,
            work: crate::domain::centre::Work::Calls,
            counted: crate::domain::centre::ServiceCount::Offered,
        }
    }

    pub(crate) fn centre(queues: Vec<Queue>) -> Centre {
        Centre {
            name: "Test".into(),
            zone: Zone::UTC,
            interval: Minutes::new(30),
            queues,
            contracts: Vec::new(),
            shifts: Vec::new(),
            calendar: Calendar::default(),
            min_agents_present: Heads::default(),
            rules: SharedRules::default(),
            handover: Handover::default(),
            objective: Objective::default(),
            intraday: crate::domain::centre::IntradaySettings::default(),
            import: ImportSettings::default(),
            adherence: AdherenceSettings::default(),
            kpi: crate::domain::kpi::KpiSettings::default(),
            team_rules: TeamRules::default(),
            skill_groups: Vec::new(),
        }
    }

    pub(crate) fn row(queue: &str, half_hour: i64, calls: f64, aht: Option<f64>) -> ForecastRow {
        ForecastRow {
            start: Instant::from_unix(half_hour * 1800),
            queue: QueueId::new(queue),
            offered: Calls::new(calls).expect("calls"),
            band80: None,
            band95: None,
            aht: aht.and_then(Seconds::new),
            aht_band80: None,
        }
    }

    fn run(rows: Vec<ForecastRow>, queues: Vec<Queue>) -> (Requirement, Findings) {
        let mut findings = Findings::new();
        let forecast = Forecast { rows, ..Forecast::default() };
        let estimates = BTreeMap::from([(QueueId::new("known"), Seconds::new(120.0).expect("seconds"))]);
        (requirement(&forecast, &centre(queues), &estimates, &mut findings), findings)
    }

    #[test]
    fn open_intervals_get_agents_by_target_minimum_and_shrinkage() {
        let (found, findings) =
            run(vec![row("a", 20, 144.6, Some(360.0)), row("a", 21, 0.0, None)], vec![queue("a", Patience::Infinite)]);
        assert!(findings.is_empty(), "{findings:?}");
        let busy = &found.rows[0];
        // 28.92 Erlangs; 80 % within 20 s
        assert_eq!((busy.agents, busy.scheduled), (Some(Heads::new(35)), Heads::new(50)));
        assert!(busy.service_level.expect("known").get() >= 0.8);
        let quiet = &found.rows[1];
        assert_eq!((quiet.agents, quiet.scheduled), (Some(Heads::new(2)), Heads::new(3)));
        assert!(quiet.occupancy.expect("known").get() < f64::MIN_POSITIVE);
    }

    #[test]
    fn an_estimated_patience_is_used_and_an_unknown_one_warned_of() {
        let rows = vec![row("known", 20, 144.6, Some(360.0)), row("unknown", 20, 144.6, Some(360.0))];
        let (found, findings) =
            run(rows, vec![queue("known", Patience::Estimate), queue("unknown", Patience::Estimate)]);
        assert!(findings.has(Code::PatienceUnknown) && findings.len() == 1 && !findings.has_errors());
        assert!(found.rows[0].agents < found.rows[1].agents, "impatient callers need fewer agents");
    }

    #[test]
    fn every_row_without_an_answer_is_reported_once_by_queue_and_day() {
        let rows = vec![
            row("a", 20, 5.0, None),
            row("a", 21, 5.0, None),
            row("a", 2, 3.0, Some(100.0)),
            row("a", 3, 3.0, Some(100.0)),
            row("a", 4, 0.0, None),
            row("a", 50, 3.0, Some(100.0)),
            row("a", 22, 5.0, Some(0.0)),
            row("b", 20, 5.0, Some(60.0)),
        ];
        let (found, findings) = run(rows, vec![queue("a", Patience::Infinite)]);
        assert!(found.rows.is_empty());
        let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["S107", "S107", "S108", "S105", "S109"]);
        assert!(findings.iter().all(|f| f.queue.is_some()));
    }

    #[test]
    fn a_band_asks_for_more_agents_and_its_lack_is_told() {
        let band = crate::domain::series::Band { low: 90.0, high: 200.0 };
        let unsure = ForecastRow { band80: Some(band), ..row("a", 20, 144.6, Some(360.0)) };
        let sure = row("a", 21, 144.6, Some(360.0));
        let over = |rows: Vec<ForecastRow>| {
            let mut findings = Findings::new();
            let forecast = Forecast { rows, ..Forecast::default() };
            let centre = centre(vec![queue("a", Patience::Infinite)]);
            (requirement_over_band(&forecast, &centre, &BTreeMap::new(), &mut findings), findings)
        };
        let (found, findings) = over(vec![unsure, sure.clone()]);
        assert!(findings.is_empty());
        let of =
            |at: usize| (found.rows[at].agents.expect("known").get(), found.rows[at].service_level.expect("known"));
        assert!(of(0).0 > of(1).0 && of(0).1.get() >= 0.8, "{found:?}");
        assert_eq!(of(1).0, 35);
        assert!(over(vec![sure]).1.has(Code::BandMissing));
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let rows: Vec<ForecastRow> =
            (18..34).flat_map(|h| [row("a", h, 17.3 * h as f64, Some(211.0)), row("b", h, 3.0, Some(91.5))]).collect();
        let queues = || vec![queue("a", Patience::Infinite), queue("b", Patience::Infinite)];
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
            pool.install(|| run(rows.clone(), queues()))
        };
        assert_eq!(on(1), on(4));
    }
}
