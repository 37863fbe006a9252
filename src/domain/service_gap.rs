//! Hand-over types of the explanation of a day's service: what was planned, what came, and what each cause did.

use chrono::NaiveDate;

use super::ids::QueueId;
use super::kpi_facts::KpiFacts;
use super::people::{RosterRow, TimeOff};
use super::series::{ForecastRow, RequirementRow};
use super::time::Instant;
use super::units::Share;

/// What can move the service of an interval away from its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Other calls than forecast.
    Volume,
    /// Another handle time than planned.
    HandleTime,
    /// People of the roster who did not come.
    Absence,
    /// People who came and did not work while scheduled to, breaks left aside; late and early leave included.
    Adherence,
    /// Breaks and meals taken at other times than scheduled.
    Breaks,
    /// Fewer or more people rostered than were required.
    Plan,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Volume, Self::HandleTime, Self::Absence, Self::Adherence, Self::Breaks, Self::Plan];

    /// The name in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::HandleTime => "handle_time",
            Self::Absence => "absence",
            Self::Adherence => "adherence",
            Self::Breaks => "breaks",
            Self::Plan => "plan",
        }
    }
}

/// What a day is explained from.
#[derive(Clone, Debug)]
pub struct DayFacts {
    /// The local day.
    pub day: NaiveDate,
    /// Calls or counts, states, teams and the service level of each queue.
    pub facts: KpiFacts,
    /// What was forecast.
    pub forecast: Vec<ForecastRow>,
    /// What was required.
    pub requirement: Vec<RequirementRow>,
    /// Who was to work; absent: nobody knows, and the roster is taken to be what was required.
    pub roster: Option<Vec<RosterRow>>,
    /// Known absences.
    pub time_off: Vec<TimeOff>,
    /// The share of scheduled time that each queue allows for the unplanned.
    pub shrinkage: Vec<(QueueId, Share)>,
    /// Special days of the date, by kind.
    pub special: Vec<String>,
    /// First day of work of each agent, where known.
    pub since: Vec<(super::ids::AgentId, NaiveDate)>,
}

impl DayFacts {
    /// The share of scheduled time that a queue allows for the unplanned.
    #[must_use]
    pub fn shrinkage_of(&self, queue: &QueueId) -> f64 {
        self.shrinkage.iter().find(|(id, _)| id == queue).map_or(0.0, |(_, share)| share.get())
    }

    /// Agents required on the queue itself: as the row says, or those to schedule less what is allowed for the unplanned.
    #[must_use]
    pub fn on_queue(&self, row: &RequirementRow) -> f64 {
        let scheduled = f64::from(row.scheduled.get());
        row.agents.map_or(scheduled * (1.0 - self.shrinkage_of(&row.queue)), |agents| f64::from(agents.get()))
    }
}

/// People in one interval of one queue, in agents (time over the interval's length).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Crew {
    /// Required on the queue.
    pub required: f64,
    /// Rostered at work.
    pub rostered: f64,
    /// Of those rostered, what the plan expected to lose.
    pub allowed: f64,
    /// Whether a log of states tells who was there.
    pub watched: bool,
    /// Lost to people who did not come.
    pub absent: f64,
    /// Lost by people who came, breaks left aside; less what was worked beyond the schedule.
    pub off_schedule: f64,
    /// Lost to breaks inside scheduled work, less work inside scheduled breaks.
    pub breaks: f64,
}

/// Points of service level, and calls answered in time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effect {
    /// As a fraction: −0.05 is five points fewer.
    pub points: f64,
    /// Calls answered in time, more or fewer.
    pub calls: f64,
}

/// One interval of one queue.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalGap {
    /// Its start.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Calls forecast and calls that came.
    pub calls: (f64, f64),
    /// Handle time planned and true, in seconds.
    pub aht: (f64, f64),
    /// The people.
    pub crew: Crew,
    /// Service of the plan, by the model: calls and handle time as forecast, agents as required.
    pub planned: f64,
    /// Service by the model with calls, handle time and people as they were.
    pub modelled: f64,
    /// Service as it was; absent where the inputs have no waits.
    pub achieved: Option<f64>,
    /// What each cause did, in the order of [`Cause::ALL`]; together `modelled − planned`.
    pub parts: [Effect; 6],
    /// `achieved − modelled`: what the model does not know.
    pub unexplained: Option<Effect>,
}

/// A queue's day, or that of all queues.
#[derive(Clone, Debug, PartialEq)]
pub struct DayGap {
    /// The queue; all of them when absent.
    pub queue: Option<QueueId>,
    /// Calls forecast and calls that came, over the intervals explained.
    pub calls: (f64, f64),
    /// Planned service, each interval with the calls that came.
    pub planned: f64,
    /// Achieved service; absent where the inputs have no waits.
    pub achieved: Option<f64>,
    /// What each cause did; points are of the calls that came.
    pub parts: [Effect; 6],
    /// What the model does not know.
    pub unexplained: Option<Effect>,
}

/// What became of a possible cause when it was tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The data show it.
    Shown,
    /// The data do not show it.
    NotShown,
    /// The inputs lack what the test needs.
    NotTested,
}

impl Verdict {
    /// The word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::NotShown => "not_shown",
            Self::NotTested => "not_tested",
        }
    }
}

/// A possible cause of something off target, tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What is off target, as `service level low`.
    pub about: String,
    /// The possible cause, as `volume above forecast`.
    pub cause: String,
    /// Whether the data show it.
    pub verdict: Verdict,
    /// The figures that say so, or what is lacking.
    pub text: String,
}

/// Why the service of a day was what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceExplanation {
    /// The local day.
    pub day: NaiveDate,
    /// By interval and queue.
    pub intervals: Vec<IntervalGap>,
    /// By queue, where there are several.
    pub queues: Vec<DayGap>,
    /// All queues together.
    pub whole: DayGap,
    /// Calls that came in intervals without a plan.
    pub unplanned_calls: f64,
    /// The causes of the list, tested.
    pub statements: Vec<Statement>,
}
