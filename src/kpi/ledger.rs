//! The sums by period and scope, as facts are booked to them.

use std::collections::BTreeMap;

use super::periods::Periods;
use super::totals::{Quantity, Totals};
use crate::domain::kpi::Cadence;
use crate::domain::kpi_report::Scope;
use crate::domain::span::Span;
use crate::domain::time::Instant;

/// What a fact adds.
pub(super) type Entry = (Quantity, f64);

/// Sums by period and scope.
pub(super) struct Ledger<'p> {
    /// The periods.
    pub(super) periods: &'p Periods,
    cadences: Vec<Cadence>,
    /// By index of the period and scope.
    pub(super) book: BTreeMap<(usize, Scope), Totals>,
}

impl<'p> Ledger<'p> {
    /// An empty ledger.
    pub(super) fn new(periods: &'p Periods) -> Self {
        let mut cadences: Vec<Cadence> = periods.all.iter().map(|p| p.shown.cadence).collect();
        cadences.dedup();
        Self { periods, cadences, book: BTreeMap::new() }
    }

    /// Books what happened at one moment.
    pub(super) fn at(&mut self, at: Instant, scopes: &[Scope], entries: &[Entry]) {
        for cadence in self.cadences.clone() {
            let Some(period) = self.periods.at(cadence, at) else { continue };
            for scope in scopes.iter().filter(|scope| is_told(scope, cadence)) {
                let totals = self.book.entry((period, scope.clone())).or_default();
                entries.iter().for_each(|(quantity, amount)| totals.add(*quantity, *amount));
            }
        }
    }

    /// Books the seconds of a span, each to the period it lies in.
    pub(super) fn span(&mut self, span: Span, scopes: &[Scope], quantities: &[Quantity]) {
        for cadence in self.cadences.clone() {
            for (period, seconds) in self.periods.parts(cadence, span) {
                for scope in scopes.iter().filter(|scope| is_told(scope, cadence)) {
                    let totals = self.book.entry((period, scope.clone())).or_default();
                    quantities.iter().for_each(|quantity| totals.add(*quantity, seconds));
                }
            }
        }
    }

    /// The sums of a period and scope.
    pub(super) fn get(&self, period: usize, scope: &Scope) -> Option<&Totals> {
        self.book.get(&(period, scope.clone()))
    }
}

/// People are told of by the day at the shortest.
fn is_told(scope: &Scope, cadence: Cadence) -> bool {
    cadence >= Cadence::Day || matches!(scope, Scope::All | Scope::Queue(_))
}
