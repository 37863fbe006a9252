//! Hand-over types of the day's page: what was planned, what came, who was there, and why the service was what it was.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::adherence::{Adherence, AgentDay, Meaning};
use super::ids::{AgentId, QueueId};
use super::intraday::DayPlan;
use super::kpi_report::KpiReport;
use super::people::Activity;
use super::series::Band;
use super::service_gap::ServiceExplanation;
use super::span::Span;
use super::time::{Instant, Zone};
use super::units::Minutes;

/// A part of the page: what could be made of it, and which files would make it whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section<T> {
    /// What there is; absent where nothing could be made.
    pub content: Option<T>,
    /// What is lacking, one sentence each.
    pub lacks: Vec<String>,
}

/// Calls and handle time of one interval of one queue; absent what nobody forecast or counted.
#[derive(Clone, Debug, PartialEq)]
pub struct VolumeSlot {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Calls of the forecast that the day was planned from.
    pub forecast: Option<f64>,
    /// Its 80 % band.
    pub band: Option<Band>,
    /// Its handle time in seconds.
    pub forecast_aht: Option<f64>,
    /// Calls that came.
    pub actual: Option<f64>,
    /// Mean handle time of those answered, in seconds.
    pub actual_aht: Option<f64>,
    /// Calls of the re-forecast.
    pub again: Option<f64>,
    /// Its handle time in seconds.
    pub again_aht: Option<f64>,
}

/// Agents of one interval of one queue, as time over the interval's length; absent what is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffingSlot {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Needed on the queue.
    pub required: Option<f64>,
    /// At work by the roster.
    pub scheduled: Option<f64>,
    /// In a work state, as far as the feed tells.
    pub there: Option<f64>,
}

impl StaffingSlot {
    /// Agents there less agents required; with the scheduled ones where nobody knows who is there.
    #[must_use]
    pub fn net(&self) -> Option<f64> {
        Some(self.there.or(self.scheduled)? - self.required?)
    }
}

/// What was scheduled for one shift, and what the agent did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strip {
    /// Stretches of the schedule, by time.
    pub scheduled: Vec<(Span, Activity)>,
    /// Stretches of the feed inside the shift, by time; what follows each other with one meaning is one.
    pub actual: Vec<(Span, Meaning)>,
}

/// Adherence of the shifts that begin on the day, and of those of the evening before that run into it.
#[derive(Clone, Debug)]
pub struct DayAdherence {
    /// The shifts that begin on the day.
    pub own: Adherence,
    /// Those that began the day before and run into it.
    pub before: Vec<AgentDay>,
    /// What there is to draw, by agent and the day on which the shift begins.
    pub strips: BTreeMap<(AgentId, NaiveDate), Strip>,
    /// Names of the agents.
    pub names: BTreeMap<AgentId, String>,
    /// What the definition is, in words.
    pub about: String,
}

/// Everything that the page of a day shows.
#[derive(Clone, Debug)]
pub struct DayReport {
    /// The centre's name.
    pub centre: String,
    /// Its clock.
    pub zone: Zone,
    /// The planning interval.
    pub interval: Minutes,
    /// The queues, in the centre's order.
    pub queues: Vec<QueueId>,
    /// The local day.
    pub day: NaiveDate,
    /// Everything up to here; the whole day when absent.
    pub at: Option<Instant>,
    /// From when on the rest of the day was forecast again; absent where it was not.
    pub again_from: Option<Instant>,
    /// Calls and handle times by interval and queue.
    pub volume: Section<Vec<VolumeSlot>>,
    /// Agents by interval and queue.
    pub staffing: Section<Vec<StaffingSlot>>,
    /// The rest of the day as it is: what it needs by the re-forecast, who is there and who is missing; no action is chosen. Absent
    /// where the day is over, and without a re-forecast or a roster.
    pub rest: Option<DayPlan>,
    /// Who did what was scheduled.
    pub adherence: Section<DayAdherence>,
    /// Why the service was what it was.
    pub explanation: Section<ServiceExplanation>,
    /// The indicators of the day.
    pub figures: Section<KpiReport>,
    /// The money of costs.
    pub currency: String,
    /// What was read for what: words and file.
    pub sources: Vec<(&'static str, String)>,
}

impl DayReport {
    /// What the sections lack, each once.
    #[must_use]
    pub fn lacks(&self) -> Vec<String> {
        let sections = [
            &self.volume.lacks,
            &self.staffing.lacks,
            &self.adherence.lacks,
            &self.explanation.lacks,
            &self.figures.lacks,
        ];
        let mut all: Vec<String> = Vec::new();
        for lack in sections.into_iter().flatten().filter(|lack| !lack.is_empty()) {
            if !all.contains(lack) {
                all.push(lack.clone());
            }
        }
        all
    }
}
