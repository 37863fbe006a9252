//! What was scheduled, what really happened, and how well the two agree: the hand-over types of the day itself.
//!
//! All durations are whole seconds. Shares are computed where they are asked for, so that figures of a team or a week are
//! ratios of sums ([`Tally::add`]), never means of ratios.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::ids::AgentId;
use super::people::Activity;
use super::span::Span;
use super::time::Instant;
use super::units::Share;

/// What a second of a shift counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As scheduled.
    In,
    /// Not as scheduled.
    Out,
    /// Left out of the figure.
    Neutral,
    /// Nobody knows what the agent did.
    Unknown,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::In, Self::Out, Self::Neutral, Self::Unknown];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Neutral => "neutral",
            Self::Unknown => "unknown",
        }
    }
}

/// What a state of the feed means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// The agent does this.
    Doing(Activity),
    /// Signed in, and counted neither as adherent nor as not.
    Neutral,
    /// Not signed in, or not where any schedule would want the agent.
    Out,
    /// The feed does not know.
    Unknown,
}

impl Meaning {
    /// The word in files: an activity, `neutral`, `out` or `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Doing(activity) => activity.as_str(),
            Self::Neutral => "neutral",
            Self::Out => "out",
            Self::Unknown => "unknown",
        }
    }

    /// Whether an agent in such a state is there.
    #[must_use]
    pub const fn is_signed_in(self) -> bool {
        matches!(self, Self::Doing(_) | Self::Neutral)
    }
}

/// A state by its place in [`StateLog::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateIx(pub u32);

/// From this moment on the agent is in this state, until the agent's next event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateEvent {
    /// When.
    pub at: Instant,
    /// What.
    pub state: StateIx,
}

/// states.csv: what every agent did, as far as the feed tells.
#[derive(Clone, Debug, Default)]
pub struct StateLog {
    /// The names of the states, in order of first appearance.
    pub states: Vec<String>,
    /// The events of each agent by time; of several at one moment only the last of the file is kept.
    pub events: BTreeMap<AgentId, Vec<StateEvent>>,
    /// The first and the last moment of the feed, all agents together.
    pub covers: Option<(Instant, Instant)>,
    /// Rows read.
    pub rows: u64,
    /// Rows that repeat what the same agent's row of the same moment says.
    pub repeated: u64,
    /// Rows that contradict an earlier row of the same agent and moment; the later counts.
    pub contradicted: u64,
    /// Rows that came after a later row of the same agent; they are put in their place.
    pub out_of_order: u64,
}

/// Where an exception stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decision {
    /// Asked for: no effect yet.
    Requested,
    /// Granted: it counts.
    #[default]
    Approved,
    /// Refused: no effect.
    Refused,
}

impl Decision {
    /// All decisions.
    pub const ALL: [Self; 3] = [Self::Requested, Self::Approved, Self::Refused];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }
}

/// A row of exceptions.csv: a stretch that counts as something else than the feed says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Whose; everybody's when absent.
    pub agent: Option<AgentId>,
    /// When.
    pub span: Span,
    /// As what it counts: `in` or `neutral`.
    pub counts_as: Verdict,
    /// Why.
    pub reason: String,
    /// Whether it was granted.
    pub decision: Decision,
    /// Who decided.
    pub decided_by: String,
}

/// Seconds of one agent's day, or of many added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The shift with meals and breaks, up to now.
    pub scheduled: i64,
    /// As scheduled; forgiven time included.
    pub adherent: i64,
    /// Not as scheduled, after grace and tolerance.
    pub out: i64,
    /// Left out of the figure.
    pub neutral: i64,
    /// No feed.
    pub unknown: i64,
    /// Scheduled as work.
    pub scheduled_work: i64,
    /// Of it, in shifts of which the feed tells nothing: in a team they are no work undone.
    pub unseen_work: i64,
    /// In a work state inside the shift.
    pub worked: i64,
    /// In a work state outside any shift, given to the nearest.
    pub outside: i64,
    /// Late arrival.
    pub late: i64,
    /// Early departure.
    pub early_leave: i64,
    /// Breaks and meals that were not taken.
    pub missed_break: i64,
    /// Breaks and meals beyond their length, and those that nobody scheduled.
    pub long_break: i64,
    /// Scheduled seconds of shifts to which nobody came.
    pub no_show: i64,
    /// Runs of out that are left after grace and tolerance.
    pub exceptions: i64,
}

impl Tally {
    /// Adds the seconds of another.
    pub fn add(&mut self, other: &Self) {
        self.scheduled += other.scheduled;
        self.adherent += other.adherent;
        self.out += other.out;
        self.neutral += other.neutral;
        self.unknown += other.unknown;
        self.scheduled_work += other.scheduled_work;
        self.unseen_work += other.unseen_work;
        self.worked += other.worked;
        self.outside += other.outside;
        self.late += other.late;
        self.early_leave += other.early_leave;
        self.missed_break += other.missed_break;
        self.long_break += other.long_break;
        self.no_show += other.no_show;
        self.exceptions += other.exceptions;
    }

    /// in / (in + out): undefined where nothing of either is known.
    #[must_use]
    pub fn adherence(&self) -> Option<Share> {
        ratio(self.adherent, self.adherent + self.out).and_then(Share::new)
    }

    /// Seconds in a work state inside the shift over seconds scheduled as work: total, may exceed 1. Undefined where no work
    /// is scheduled, or nothing of the shift is known.
    #[must_use]
    pub fn conformance(&self) -> Option<f64> {
        self.over_known_work(self.worked)
    }

    /// Conformance that credits work outside the shift, as Genesys Cloud and NICE CXone count it: who comes late and stays
    /// as much longer conforms to 100 %.
    #[must_use]
    pub fn conformance_with_outside(&self) -> Option<f64> {
        self.over_known_work(self.worked + self.outside)
    }

    fn over_known_work(&self, worked: i64) -> Option<f64> {
        if self.unknown >= self.scheduled {
            return None;
        }
        ratio(worked, self.scheduled_work - self.unseen_work)
    }

    /// Conformance, at most 1.
    #[must_use]
    pub fn conformance_capped(&self) -> Option<Share> {
        self.conformance().and_then(|c| Share::new(c.min(1.0)))
    }

    /// The share of the scheduled time of which the feed tells anything.
    #[must_use]
    pub fn coverage(&self) -> Option<Share> {
        ratio(self.scheduled - self.unknown, self.scheduled).and_then(Share::new)
    }
}

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A run of out that is left after grace and tolerance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutRun {
    /// All of the run, what was forgiven of it included.
    pub span: Span,
    /// What was scheduled when it began; nothing outside the shift.
    pub scheduled: Option<Activity>,
    /// What the agent was in when it began.
    pub state: StateIx,
    /// The seconds that count.
    pub seconds: i64,
}

/// One shift of one agent compared with what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentDay {
    /// Who.
    pub agent: AgentId,
    /// The local day on which the shift starts.
    pub day: NaiveDate,
    /// The team; empty where none is known.
    pub team: String,
    /// The whole shift, from its first to its last moment.
    pub shift: Span,
    /// Whether the shift was over at the moment of the figures.
    pub over: bool,
    /// Whether the feed tells anything about the shift. Where it does not, lateness and the like are not known either.
    pub has_feed: bool,
    /// The seconds.
    pub tally: Tally,
    /// The runs behind `tally.out`, by time.
    pub runs: Vec<OutRun>,
    /// When the agent was signed in inside the shift.
    pub present: Vec<Span>,
    /// Work outside any shift, given to this one.
    pub extra: Vec<Span>,
}

impl AgentDay {
    /// Whether the shift is over and the agent never came, as far as is known.
    #[must_use]
    pub fn is_no_show(&self) -> bool {
        self.tally.no_show > 0
    }
}

/// Adherence of a period.
#[derive(Clone, Debug)]
pub struct Adherence {
    /// The name of the definition, to be shown with every figure.
    pub definition: String,
    /// Up to when.
    pub at: Option<Instant>,
    /// By day and agent.
    pub days: Vec<AgentDay>,
    /// The names of the states that runs refer to.
    pub states: Vec<String>,
}

impl Adherence {
    /// The sums of all.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.days.iter().for_each(|day| total.add(&day.tally));
        total
    }

    /// The sums of each team; agents without one are under the empty name.
    #[must_use]
    pub fn by_team(&self) -> BTreeMap<&str, Tally> {
        let mut teams: BTreeMap<&str, Tally> = BTreeMap::new();
        for day in &self.days {
            teams.entry(day.team.as_str()).or_default().add(&day.tally);
        }
        teams
    }

    /// The name of a state.
    #[must_use]
    pub fn state(&self, state: StateIx) -> &str {
        let index = usize::try_from(state.0).unwrap_or(usize::MAX);
        self.states.get(index).map_or("unknown", String::as_str)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_nothing_are_undefined() {
        let nothing = Tally::default();
        assert_eq!((nothing.adherence(), nothing.conformance(), nothing.coverage()), (None, None, None));
        let no_feed = Tally { scheduled: 100, unknown: 100, scheduled_work: 80, ..Tally::default() };
        assert_eq!((no_feed.adherence(), no_feed.conformance()), (None, None));
        assert_eq!(no_feed.coverage().map(Share::get), Some(0.0));
    }

    #[test]
    fn figures_of_a_team_are_ratios_of_sums() {
        let mut team = Tally { scheduled: 100, adherent: 100, scheduled_work: 50, worked: 100, ..Tally::default() };
        team.add(&Tally {
            scheduled: 300,
            adherent: 150,
            out: 150,
            scheduled_work: 150,
            worked: 0,
            ..Tally::default()
        });
        // the mean of the shares would be 75 %
        assert_eq!(team.adherence().map(Share::get), Some(0.625));
        assert_eq!(team.conformance(), Some(0.5));
        // a shift of which nothing is known says nothing of the team
        team.add(&Tally { scheduled: 100, unknown: 100, scheduled_work: 80, unseen_work: 80, ..Tally::default() });
        assert_eq!(team.conformance(), Some(0.5));
        let over = Tally { scheduled: 10, worked: 8, scheduled_work: 5, ..Tally::default() };
        assert_eq!((over.conformance(), over.conformance_capped().map(Share::get)), (Some(1.6), Some(1.0)));
    }
}
