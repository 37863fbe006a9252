//! Special days: holidays, make-up workdays, campaigns, outages. The type is free text; the same text is the same kind of day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// One reason for which a date is special; a date may have several.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecialDay {
    /// The local date.
    pub date: NaiveDate,
    /// The kind of day, such as `full` (closed holiday), `half`, `swapwork` (make-up workday), `campaign`, `outage`.
    pub kind: String,
    /// The name people know it by.
    pub name: String,
    /// Whether it could be known before the date; an outage is usable only afterwards.
    pub known_ahead: bool,
    /// Planned size: calls over those of an ordinary day, as for a campaign; `None` where nobody planned it.
    pub factor: Option<f64>,
}

/// All special days of a centre, by date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    by_date: BTreeMap<NaiveDate, Vec<SpecialDay>>,
}

impl Calendar {
    /// A calendar of these days.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = SpecialDay>) -> Self {
        let mut by_date: BTreeMap<NaiveDate, Vec<SpecialDay>> = BTreeMap::new();
        for day in days {
            by_date.entry(day.date).or_default().push(day);
        }
        Self { by_date }
    }

    /// This calendar with the rows of `own` in place of its own on every date that `own` names (special_days.csv wins).
    #[must_use]
    pub fn overridden_by(mut self, own: &Self) -> Self {
        for (date, days) in &own.by_date {
            self.by_date.insert(*date, days.clone());
        }
        self
    }

    /// The special days of a date, in file order; empty on an ordinary day.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> &[SpecialDay] {
        self.by_date.get(&date).map_or(&[], Vec::as_slice)
    }

    /// Whether a date has a row of this kind.
    #[must_use]
    pub fn is(&self, date: NaiveDate, kind: &str) -> bool {
        self.on(date).iter().any(|d| d.kind == kind)
    }

    /// Every special day by date.
    pub fn iter(&self) -> impl Iterator<Item = &SpecialDay> {
        self.by_date.values().flatten()
    }

    /// What may be used when forecasting from `origin`: days before it, and later ones that are known ahead.
    #[must_use]
    pub fn known_at(&self, origin: NaiveDate) -> Self {
        Self::new(self.iter().filter(|d| d.date < origin || d.known_ahead).cloned())
    }
}
