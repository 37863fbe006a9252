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
    /// By index of the period, then by scope.
    book: Vec<BTreeMap<Scope, Totals>>,
}

impl<'p> Ledger<'p> {
    /// An empty ledger.
    pub(super) fn new(periods: &'p Periods) -> Self {
        let mut cadences: Vec<Cadence> = periods.all.iter().map(|p| p.shown.cadence).collect();
        cadences.dedup();
        Self { periods, cadences, book: vec![BTreeMap::new(); periods.all.len()] }
    }

    /// Adds to the sums of a period and scope.
    pub(super) fn add(&mut self, period: usize, scope: &Scope, entries: impl IntoIterator<Item = Entry>) {
        let Some(scopes) = self.book.get_mut(period) else { return };
        // Scopes are cloned once a period and not once a call.
        if !scopes.contains_key(scope) {
            scopes.insert(scope.clone(), Totals::default());
        }
        if let Some(totals) = scopes.get_mut(scope) {
            for (quantity, amount) in entries {
                totals.add(quantity, amount);
            }
        }
    }

    /// Books what happened at one moment.
    pub(super) fn at(&mut self, at: Instant, scopes: &[Scope], entries: &[Entry]) {
        for cadence in self.cadences.clone() {
            let Some(period) = self.periods.at(cadence, at) else { continue };
            for scope in scopes.iter().filter(|scope| is_told(scope, cadence)) {
                self.add(period, scope, entries.iter().copied());
            }
        }
    }

    /// Books the seconds of a span, each to the period it lies in.
    pub(super) fn span(&mut self, span: Span, scopes: &[Scope], quantities: &[Quantity]) {
        self.spread(span, scopes, quantities, 1.0);
    }

    /// Notes that these sums were counted in a time and stayed at nothing: none of it is not the same as not told.
    pub(super) fn nothing(&mut self, span: Span, scopes: &[Scope], quantities: &[Quantity]) {
        self.spread(span, scopes, quantities, 0.0);
    }

    fn spread(&mut self, span: Span, scopes: &[Scope], quantities: &[Quantity], share: f64) {
        for cadence in self.cadences.clone() {
            for (period, seconds) in self.periods.parts(cadence, span) {
                for scope in scopes.iter().filter(|scope| is_told(scope, cadence)) {
                    self.add(period, scope, quantities.iter().map(|quantity| (*quantity, share * seconds)));
                }
            }
        }
    }

    /// The sums of a period and scope.
    pub(super) fn get(&self, period: usize, scope: &Scope) -> Option<&Totals> {
        self.book.get(period)?.get(scope)
    }

    /// Every period and scope that anything was booked to, in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = (usize, &Scope)> {
        self.book.iter().enumerate().flat_map(|(period, scopes)| scopes.keys().map(move |scope| (period, scope)))
    }

    /// The sums of everything.
    pub(super) fn everything(&self) -> Totals {
        let mut all = Totals::default();
        for totals in self.book.iter().flat_map(BTreeMap::values) {
            all.merge(totals);
        }
        all
    }
}

/// People are told of by the day at the shortest.
fn is_told(scope: &Scope, cadence: Cadence) -> bool {
    cadence >= Cadence::Day || matches!(scope, Scope::All | Scope::Queue(_))
}
