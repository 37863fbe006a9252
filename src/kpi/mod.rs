//! The 23 indicators of a contact centre, each by period, queue, team and agent, with its definition, target and trend.
//!
//! ```text
//! facts ─► ledger: sums by period and scope ─► a ratio of two sums each ─► target, trend ─► report
//!          calls, presence, records             answering, handling,        judge
//!                                               workforce
//! ```
//! Every figure is a ratio of sums, never a mean of means. What nobody counted is not there: an indicator whose inputs are
//! missing names them and is never 0. [`explain`] tells why the service of a day was missed.
//!
//! # Example
//!
//! ```
//! use wfm::domain::kpi::{Indicator, KpiSettings};
//! use wfm::domain::kpi_facts::KpiFacts;
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(Path::new("docs/tutorial/centre.toml"), &mut findings).expect("a centre");
//! # let options = wfm::domain::import::ImportOptions::of(&centre);
//! # let exports = ["docs/tutorial/export.csv".into()];
//! # let past = wfm::ingest::exports::import(&exports, &options, &wfm::domain::progress::Silent, &mut findings).expect("rows").history;
//! use wfm::kpi::{KpiAsk, report};
//!
//! let counts = past.rows.into_iter().map(Into::into).collect();
//! let facts = KpiFacts { counts, ..KpiFacts::none(centre.zone, centre.interval) };
//! let found = report(&facts, &KpiSettings::default(), KpiAsk::default(), &mut findings).expect("figures");
//! let of = |wanted| found.whole.iter().find(|figure| figure.indicator == wanted).expect("every indicator");
//! assert!(of(Indicator::AbandonRate).value.is_some_and(|share| share < 0.1));
//! // Nobody counted who answered within 20 seconds: not 0, but not known, and said so.
//! assert_eq!(of(Indicator::ServiceLevel).value, None);
//! assert!(!of(Indicator::ServiceLevel).needs.is_empty());
//! ```

mod answering;
mod calls;
mod definition;
pub mod explain;
mod handling;
mod judge;
mod ledger;
mod periods;
mod presence;
mod records;
#[cfg(test)]
mod tests;
mod totals;
mod workforce;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use self::definition::Definition;
use self::ledger::Ledger;
use self::periods::{Clock, Period, Periods};
use self::totals::{Quantity, Totals};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::kpi::{Cadence, Indicator, KpiSettings, TargetRange};
use crate::domain::kpi_facts::KpiFacts;
use crate::domain::kpi_report::{KpiFigure, KpiReport, Scope, Status};
use crate::domain::time::Instant;
use crate::domain::units::Seconds;

/// What is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KpiAsk {
    /// First local day; that of the first fact when absent.
    pub from: Option<NaiveDate>,
    /// Last local day, included; that of the last fact when absent.
    pub to: Option<NaiveDate>,
    /// One cadence for all indicators; each has its own when absent.
    pub by: Option<Cadence>,
}

/// All indicators over the days asked for; `None` (and a finding says so) where the facts have no day.
#[must_use]
pub fn report(facts: &KpiFacts, settings: &KpiSettings, ask: KpiAsk, findings: &mut Findings) -> Option<KpiReport> {
    let Some(days) = days(facts, ask) else {
        let hint = "give --calls, --history or --states, and days between --from and --to that they hold";
        findings.push(Finding::new(Code::NothingToMeasure, "the inputs hold nothing in the time asked for").hint(hint));
        return None;
    };
    say_what_is_odd(facts, settings, findings);
    let cadences = ask.by.map_or_else(
        || {
            let natural =
                [Cadence::Interval, Cadence::Hour, Cadence::Day, Cadence::Week, Cadence::Month, Cadence::Quarter];
            natural.into_iter().chain([Cadence::Whole]).collect()
        },
        |by| vec![by, Cadence::Whole],
    );
    let periods = Periods::new(Clock { zone: facts.zone, interval: facts.interval }, days, &cadences);
    let mut ledger = Ledger::new(&periods);
    if facts.calls.is_empty() {
        calls::book_counts(facts, &mut ledger);
    } else {
        calls::book_calls(facts, settings, &mut ledger);
    }
    presence::book(facts, settings, &mut ledger);
    records::book(facts, &mut ledger);
    records::book_costs(facts, &mut ledger);
    let counted = ledger.everything();
    let sheet = Sheet { facts, settings, ledger: &ledger, counted: &counted, begins: Begins::of(facts) };
    let whole = periods.all.iter().enumerate().rfind(|(_, p)| p.shown.cadence == Cadence::Whole)?;
    let rows = Indicator::ALL.iter().flat_map(|indicator| sheet.rows(*indicator, ask.by)).collect();
    let groups = Indicator::ALL.iter().flat_map(|indicator| sheet.rows(*indicator, Some(Cadence::Whole)));
    let groups = groups.filter(|row| matches!(row.scope, Scope::Queue(_) | Scope::Team(_))).collect();
    let sums = ledger.get(whole.0, &Scope::All);
    let attempts = [Quantity::Blocked, Quantity::Abandoned, Quantity::Answered];
    Some(KpiReport {
        days,
        whole: Indicator::ALL.iter().map(|indicator| sheet.whole(*indicator, whole)).collect(),
        rows,
        groups,
        attempts: attempts.map(|quantity| sums.and_then(|sums| sums.get(quantity))),
    })
}

/// The days asked for, or those that the facts hold.
fn days(facts: &KpiFacts, ask: KpiAsk) -> Option<(NaiveDate, NaiveDate)> {
    let day = |at| facts.zone.day(at);
    let mut held: BTreeSet<NaiveDate> = facts.calls.iter().map(|call| day(call.asked)).collect();
    held.extend(facts.counts.iter().map(|row| day(row.start)));
    held.extend(facts.scores.iter().map(|row| row.date));
    held.extend(facts.contacts.iter().map(|row| row.date));
    if held.is_empty() {
        held.extend(facts.states.iter().map(|row| day(row.at)));
    }
    if held.is_empty() {
        held.extend(facts.heads.iter().map(|row| row.month));
    }
    let from = ask.from.or_else(|| held.first().copied())?;
    let to = ask.to.or_else(|| held.last().copied())?;
    let has_any = facts.states.iter().any(|row| (from..=to).contains(&day(row.at)))
        || facts.heads.iter().any(|row| (from..=to).contains(&row.month))
        || (from <= to && held.range(from..=to).next().is_some());
    (from <= to && has_any).then_some((from, to))
}

/// States that nothing maps, and people on the roster whom the feed never shows.
fn say_what_is_odd(facts: &KpiFacts, settings: &KpiSettings, findings: &mut Findings) {
    let mut unmapped: BTreeMap<&str, u64> = BTreeMap::new();
    for row in facts.states.iter().filter(|row| presence::doing(&row.state, settings).is_none()) {
        *unmapped.entry(&row.state).or_default() += 1;
    }
    for (state, rows) in unmapped {
        let message = format!("nothing says what the state {state:?} means ({rows} rows): its time counts as unknown");
        let hint = format!("[kpi.states] {state:?} = \"idle\", or another of its words, in centre.toml");
        findings.push(Finding::new(Code::KpiStateUnmapped, message).hint(hint));
    }
    if facts.states.is_empty() {
        return;
    }
    let fed: BTreeSet<_> = facts.states.iter().map(|row| &row.agent).collect();
    let silent: BTreeSet<_> = facts.roster.iter().map(|row| &row.agent).filter(|agent| !fed.contains(agent)).collect();
    if let Some(first) = silent.first() {
        let message = format!(
            "{} agents of the roster, {first} among them, have no row of states: they count as not come for attendance, and not at all for adherence",
            silent.len()
        );
        findings.push(
            Finding::new(Code::RosteredWithoutStates, message).hint("see that the feed holds everybody who was there"),
        );
    }
}

/// Everything that a figure is made from.
struct Sheet<'a> {
    facts: &'a KpiFacts,
    settings: &'a KpiSettings,
    ledger: &'a Ledger<'a>,
    /// All that the inputs have, of any time.
    counted: &'a Totals,
    begins: Begins,
}

/// The first moments of the inputs.
#[derive(Clone, Copy)]
struct Begins {
    calls: Option<Instant>,
    states: Option<Instant>,
}

impl Begins {
    fn of(facts: &KpiFacts) -> Self {
        let asked = facts.calls.iter().map(|call| call.asked);
        Self {
            calls: asked.chain(facts.counts.iter().map(|row| row.start)).min(),
            states: facts.states.iter().map(|row| row.at).min(),
        }
    }

    /// Whether the input of an indicator begins in the first half of a period or before it: the last hours of a day, told
    /// because a night goes on into the next one, are no match for a whole day.
    fn covers(self, indicator: Indicator, period: &Period) -> bool {
        let first = match indicator {
            Indicator::Adherence | Indicator::CallsPerHour | Indicator::Occupancy | Indicator::Attendance => {
                self.states
            }
            Indicator::Quality | Indicator::FirstContact | Indicator::CostPerCall | Indicator::Turnover => None,
            _ => self.calls,
        };
        let half = period.end.seconds_since(period.shown.start) / 2;
        first.is_none_or(|first| first <= period.shown.start.plus_seconds(half))
    }
}

impl Sheet<'_> {
    fn definition(&self, indicator: Indicator, scope: &Scope) -> Definition {
        let found = answering::definition(indicator, self.settings, &self.within(scope), self.counted)
            .or_else(|| handling::definition(indicator, self.settings))
            .or_else(|| workforce::definition(indicator, self.settings, self.counted));
        // Every indicator belongs to a family; a test counts them.
        found.unwrap_or_else(|| Definition::ratio(&[], &[], ""))
    }

    /// The service level's time in words.
    fn within(&self, scope: &Scope) -> String {
        let of_queue = |queue| self.facts.service.get(queue).map(|target| target.within);
        let seconds = |own: Option<Seconds>| self.settings.answer_within_of(own);
        let times: BTreeSet<u64> = match scope {
            Scope::Queue(queue) => std::iter::once(seconds(of_queue(queue)).get().to_bits()).collect(),
            _ => self.facts.service.values().map(|t| seconds(Some(t.within)).get().to_bits()).collect(),
        };
        match times.len() {
            0 => format!("{} s", seconds(None)),
            1 => times.first().map(|bits| format!("{} s", f64::from_bits(*bits))).unwrap_or_default(),
            _ => "each queue's own time".to_owned(),
        }
    }

    fn target(&self, indicator: Indicator, scope: &Scope) -> Option<TargetRange> {
        let own = match scope {
            Scope::Queue(queue) if indicator == Indicator::ServiceLevel => self.facts.service.get(queue),
            _ => None,
        };
        let own = own.map(|target| TargetRange { min: Some(target.share.get()), max: None });
        own.or_else(|| self.settings.targets.get(&indicator).copied())
    }

    /// An indicator over the whole time.
    fn whole(&self, indicator: Indicator, (index, period): (usize, &Period)) -> KpiFigure {
        self.figure(indicator, index, &Scope::All).unwrap_or_else(|| {
            let definition = self.definition(indicator, &Scope::All);
            let needs = definition.missing(self.counted);
            KpiFigure {
                indicator,
                scope: Scope::All,
                period: period.shown.clone(),
                value: None,
                parts: None,
                variant: self.settings.variant(indicator).to_owned(),
                definition: definition.words,
                target: self.target(indicator, &Scope::All),
                status: if needs.is_empty() { Status::Undefined } else { Status::NotAvailable },
                trend: None,
                needs,
            }
        })
    }

    /// An indicator by period and scope, at one cadence or at its own.
    fn rows(&self, indicator: Indicator, by: Option<Cadence>) -> Vec<KpiFigure> {
        let wanted = by.map_or_else(|| indicator.cadences().to_vec(), |by| vec![by]);
        let told = |scope: &Scope| match scope {
            Scope::All | Scope::Queue(_) => true,
            Scope::Team(_) => indicator.by_team(),
            Scope::Agent(_) => indicator.by_agent(),
        };
        let keys = self.ledger.keys().filter(|(index, scope)| {
            let period = self.ledger.periods.all.get(*index);
            period.is_some_and(|p| !p.before && wanted.contains(&p.shown.cadence)) && told(scope)
        });
        keys.filter_map(|(index, scope)| self.figure(indicator, index, scope)).collect()
    }

    /// One figure; `None` where its sums were not counted for this period and scope.
    fn figure(&self, indicator: Indicator, index: usize, scope: &Scope) -> Option<KpiFigure> {
        let period = self.ledger.periods.all.get(index)?;
        let definition = self.definition(indicator, scope);
        let ratio = definition.of(self.ledger.get(index, scope)?)?;
        let value = ratio.value();
        let target = self.target(indicator, scope);
        let months = Some(months(period)).filter(|months| *months > 0.0);
        let against = |value| judge::comparable(indicator, value, months);
        let before = self
            .ledger
            .periods
            .before(index)
            .filter(|before| self.ledger.periods.all.get(*before).is_some_and(|p| self.begins.covers(indicator, p)))
            .and_then(|before| definition.of(self.ledger.get(before, scope)?)?.value());
        Some(KpiFigure {
            indicator,
            scope: scope.clone(),
            period: period.shown.clone(),
            value,
            parts: Some((ratio.numerator, ratio.denominator)),
            variant: self.settings.variant(indicator).to_owned(),
            definition: definition.words,
            target,
            status: value
                .map_or(Status::Undefined, |v| judge::status(indicator, against(v), target, self.settings.watch)),
            trend: value.zip(before).map(|(now, before)| judge::trend(indicator, now, before, target)),
            needs: Vec::new(),
        })
    }
}

/// Whole months of a period of days.
fn months(period: &Period) -> f64 {
    let days = (period.days.1 - period.days.0).num_days() + 1;
    (days as f64 / 30.437).round()
}
