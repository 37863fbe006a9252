//! The contact centre's indicators: what each is called, in what unit it is, when it is looked at, and what it should be.
//!
//! The list of 23, its industry figures and its recommended ranges: J. Anton, Purdue University. The recommended ranges are
//! data (`models/kpi/default.toml`).

use std::collections::BTreeMap;
use std::fmt;

use super::units::Seconds;

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A fraction; percent for people.
    Fraction,
    /// Seconds.
    Seconds,
    /// Calls.
    Calls,
    /// Calls an hour.
    CallsPerHour,
    /// Rings of a telephone.
    Rings,
    /// Points from 0 to 100.
    Score,
    /// Money of the centre's currency.
    Money,
}

impl Unit {
    /// The word in files; `currency` is the centre's.
    #[must_use]
    pub fn word(self, currency: &str) -> &str {
        match self {
            Self::Fraction => "fraction",
            Self::Seconds => "s",
            Self::Calls => "calls",
            Self::CallsPerHour => "calls/h",
            Self::Rings => "rings",
            Self::Score => "points",
            Self::Money => currency,
        }
    }
}

/// A length of time over which figures are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cadence {
    /// A planning interval.
    Interval,
    /// A local hour.
    Hour,
    /// A local day.
    Day,
    /// An ISO week, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months from January, April, July or October.
    Quarter,
    /// The whole time asked for.
    Whole,
}

/// What better means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More.
    Higher,
    /// Less.
    Lower,
    /// Neither: inside its range.
    Inside,
}

macro_rules! indicators {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $id:literal, $english:literal, $chinese:literal, $unit:ident, $better:ident,
        [$($cadence:ident),+], [$($name:literal),+];)*) => {
        /// One of the 23 indicators.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Indicator {
            $($(#[$doc])* $variant,)*
        }

        impl Indicator {
            /// All of them, in the order of the list.
            pub const ALL: [Self; 23] = [$(Self::$variant,)*];

            /// Its number in the list.
            #[must_use]
            pub const fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)* }
            }

            /// The name in files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The English name.
            #[must_use]
            pub const fn english(self) -> &'static str {
                match self { $(Self::$variant => $english,)* }
            }

            /// The Chinese name.
            #[must_use]
            pub const fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $chinese,)* }
            }

            /// What its value counts.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)* }
            }

            /// What a better value is.
            #[must_use]
            pub const fn better(self) -> Better {
                match self { $(Self::$variant => Better::$better,)* }
            }

            /// How often it is looked at.
            #[must_use]
            pub const fn cadences(self) -> &'static [Cadence] {
                match self { $(Self::$variant => &[$(Cadence::$cadence),+],)* }
            }

            /// The named definitions of it, the default first.
            #[must_use]
            pub const fn variants(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($name),+],)* }
            }
        }
    };
}

indicators! {
    /// Time signed in and able to answer over time scheduled to answer.
    Adherence = 1, "adherence", "adherence", "实际工作率", Fraction, Higher, [Day, Week, Month], ["inside_schedule", "all_work"];
    /// Mean time to finish a call's work after it ends.
    AfterCallWork = 2, "acw", "after-call work", "事后处理时间", Seconds, Lower, [Day, Week, Month], ["answered"];
    /// Mean wait of callers who abandoned.
    TimeToAbandon = 3, "time_to_abandon", "mean time to abandon", "平均放弃时间", Seconds, Inside, [Day, Week], ["all_abandoned"];
    /// All costs over calls answered.
    CostPerCall = 4, "cost_per_call", "cost per call", "平均单呼成本", Money, Lower, [Week], ["agents_and_machine", "agents"];
    /// Talk and after-call work of an answered call.
    HandleTime = 5, "aht", "average handle time", "平均通话时间", Seconds, Inside, [Day, Week, Month],
        ["hold_in_talk", "hold_apart"];
    /// Mean time an agent keeps a caller on hold.
    Hold = 6, "hold", "mean hold time", "平均持线时间", Seconds, Lower, [Day, Week, Month], ["held_calls", "answered"];
    /// Mean rings before any answer.
    Rings = 7, "rings", "mean rings before answer", "平均振铃次数", Rings, Inside, [Day], ["counted"];
    /// Mean wait of the calls that were put in queue.
    QueueTime = 8, "queue_time", "mean time in queue", "平均排队时间", Seconds, Lower, [Day, Week, Month], ["queued"];
    /// Mean wait of answered calls.
    SpeedOfAnswer = 9, "asa", "average speed of answer", "平均应答速度", Seconds, Lower, [Interval], ["answered", "all_queue_time"];
    /// Mean time caller and agent speak.
    Talk = 10, "talk", "mean talk time", "平均交谈时间", Seconds, Inside, [Week, Month], ["answered"];
    /// Calls answered over hours signed in.
    CallsPerHour = 11, "calls_per_hour", "calls per agent-hour", "每小时呼叫次数", CallsPerHour, Inside, [Day], ["signed_in"];
    /// Mean score of monitored calls.
    Quality = 12, "quality", "monitoring score", "监听分值", Score, Higher, [Month], ["mean_score"];
    /// Time on calls over time on calls or idle.
    Occupancy = 13, "occupancy", "occupancy", "占线率", Fraction, Higher, [Day], ["without_acw", "with_acw"];
    /// Abandoned over offered.
    AbandonRate = 14, "abandon_rate", "abandonment rate", "呼叫放弃率", Fraction, Lower, [Day, Week, Month],
        ["offered", "short_out"];
    /// People who worked over people scheduled.
    Attendance = 15, "attendance", "attendance rate", "出勤率", Fraction, Higher, [Day], ["people"];
    /// Calls refused before reaching the ACD over all attempts.
    Blocked = 16, "blocked", "blockage", "忙音率", Fraction, Lower, [Hour], ["attempts"];
    /// Calls needing no second contact over calls.
    FirstContact = 17, "fcr", "first-contact resolution", "一次性解决问题的呼叫率", Fraction, Higher, [Day], ["calls"];
    /// Calls put in queue over all calls.
    Queued = 18, "queued", "queued share", "队列放置率", Fraction, Lower, [Week], ["offered"];
    /// Calls passed on by the first agent over calls answered.
    Transfer = 19, "transfer", "transfer rate", "转接呼叫率", Fraction, Lower, [Day, Week, Month], ["answered"];
    /// Calls answered over calls offered.
    Answered = 20, "answered", "answered share", "已复电话百分比", Fraction, Higher, [Day], ["offered"];
    /// Calls answered within a time over calls offered.
    ServiceLevel = 21, "service_level", "service level", "服务水平", Fraction, Higher, [Interval, Day, Week, Month], ["f3", "f1", "f2", "f4", "f5"];
    /// All attempts.
    Offered = 22, "offered", "total calls", "总呼叫数", Calls, Inside, [Hour, Day, Week, Month], ["attempts"];
    /// Leavers over full-time equivalents.
    Turnover = 23, "turnover", "agent turnover", "值机员流动率", Fraction, Lower, [Month, Quarter], ["of_the_period"];
}

impl Indicator {
    /// The indicator of a name in files.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|i| i.id() == id)
    }

    /// Whether it is also told by agent.
    #[must_use]
    pub const fn by_agent(self) -> bool {
        matches!(
            self,
            Self::Adherence
                | Self::AfterCallWork
                | Self::HandleTime
                | Self::Hold
                | Self::Talk
                | Self::CallsPerHour
                | Self::Quality
                | Self::Occupancy
                | Self::Transfer
                | Self::FirstContact
        )
    }

    /// Whether it is also told by team.
    #[must_use]
    pub const fn by_team(self) -> bool {
        self.by_agent() || matches!(self, Self::Attendance | Self::Turnover)
    }
}

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// Where an indicator should lie; a missing end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TargetRange {
    /// At least this.
    pub min: Option<f64>,
    /// At most this.
    pub max: Option<f64>,
}

/// Whether a wait equal to the limit is in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaitBound {
    /// `≤`: it is.
    #[default]
    AtMost,
    /// `<`: it is not.
    Below,
}

impl WaitBound {
    /// Whether a wait keeps to a limit.
    #[must_use]
    pub fn keeps(self, wait: Seconds, limit: Seconds) -> bool {
        match self {
            Self::AtMost => wait <= limit,
            Self::Below => wait < limit,
        }
    }

    /// The sign for people.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtMost => "≤",
            Self::Below => "<",
        }
    }
}

/// What an agent does in a state of the feed, as far as indicators tell states apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Free for the next call.
    Idle,
    /// With a caller, hold included.
    OnCall,
    /// Finishing a call.
    AfterCall,
    /// Able to answer, not told apart further.
    Work,
    /// On a break or at a meal.
    OnBreak,
    /// Signed in and busy with something else.
    Other,
    /// Not signed in.
    SignedOut,
    /// The feed does not say.
    Unknown,
}

impl Doing {
    /// The meanings that a state of the feed can be given, with their words in files.
    pub const WORDS: [(&'static str, Self); 8] = [
        ("idle", Self::Idle),
        ("on_call", Self::OnCall),
        ("acw", Self::AfterCall),
        ("work", Self::Work),
        ("break", Self::OnBreak),
        ("other", Self::Other),
        ("out", Self::SignedOut),
        ("unknown", Self::Unknown),
    ];

    /// Whether the agent is signed in and able to answer.
    #[must_use]
    pub const fn is_work(self) -> bool {
        matches!(self, Self::Idle | Self::OnCall | Self::AfterCall | Self::Work)
    }

    /// Whether the agent is signed in.
    #[must_use]
    pub const fn is_signed_in(self) -> bool {
        !matches!(self, Self::SignedOut | Self::Unknown)
    }
}

/// Definitions, limits and targets of a centre.
#[derive(Clone, Debug, PartialEq)]
pub struct KpiSettings {
    /// The time within which a call should be answered; absent: the queue's own, else 20 s.
    pub answer_within: Option<Seconds>,
    /// Whether a wait equal to a limit is in time.
    pub wait_bound: WaitBound,
    /// Abandons up to this wait count as served in `f5`.
    pub short_abandon: Seconds,
    /// Abandons up to this wait leave both counts in `short_out`.
    pub short_out: Seconds,
    /// Seconds from one ring to the next.
    pub ring_cycle: Seconds,
    /// The money of costs.
    pub currency: String,
    /// How far outside its target, as a share of the bound, an indicator is to be watched and not yet off.
    pub watch: f64,
    /// The definition chosen, where it is not the default.
    pub variants: BTreeMap<Indicator, String>,
    /// Targets.
    pub targets: BTreeMap<Indicator, TargetRange>,
    /// States of the feed beyond the usual ones.
    pub states: Vec<(String, Doing)>,
}

impl Default for KpiSettings {
    fn default() -> Self {
        let seconds = |s: f64| Seconds::new(s).unwrap_or_default();
        Self {
            answer_within: None,
            wait_bound: WaitBound::AtMost,
            short_abandon: seconds(5.0),
            short_out: seconds(20.0),
            ring_cycle: seconds(6.0),
            currency: "CNY".to_owned(),
            watch: 0.10,
            variants: BTreeMap::new(),
            targets: BTreeMap::new(),
            states: Vec::new(),
        }
    }
}

impl KpiSettings {
    /// The definition of an indicator.
    #[must_use]
    pub fn variant(&self, indicator: Indicator) -> &str {
        let default = indicator.variants().first().copied().unwrap_or_default();
        self.variants.get(&indicator).map_or(default, String::as_str)
    }

    /// The time within which a call should be answered, where neither settings nor queue say.
    #[must_use]
    pub fn answer_within_of(&self, queue: Option<Seconds>) -> Seconds {
        self.answer_within.or(queue).or_else(|| Seconds::new(20.0)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_order() {
        let numbers: Vec<u8> = Indicator::ALL.iter().map(|i| i.number()).collect();
        assert_eq!(numbers, (1..=23).collect::<Vec<u8>>());
        assert!(Indicator::ALL.iter().all(|i| Indicator::parse(i.id()) == Some(*i) && !i.variants().is_empty()));
    }

    #[test]
    fn each_is_told_as_often_as_the_list_asks_for() {
        use Cadence::{Day, Hour, Interval, Month, Quarter, Week};
        // the list's words: daily, weekly, monthly, quarterly, hourly, per half-hour, continuous
        let asked: [(u8, &[Cadence]); 23] = [
            (1, &[Day, Week, Month]),
            (2, &[Day, Week, Month]),
            (3, &[Day, Week]),
            (4, &[Week]),
            (5, &[Day, Week, Month]),
            (6, &[Day, Week, Month]),
            (7, &[Day]),
            (8, &[Day, Week, Month]),
            (9, &[Interval]),
            (10, &[Week, Month]),
            (11, &[Day]),
            (12, &[Month]),
            (13, &[Day]),
            (14, &[Day, Week, Month]),
            (15, &[Day]),
            (16, &[Hour]),
            (17, &[Day]),
            (18, &[Week]),
            (19, &[Day, Week, Month]),
            (20, &[Day]),
            (21, &[Interval, Day, Week, Month]),
            (22, &[Hour, Day, Week, Month]),
            (23, &[Month, Quarter]),
        ];
        for (indicator, (number, cadences)) in Indicator::ALL.into_iter().zip(asked) {
            assert_eq!((indicator.number(), indicator.cadences()), (number, cadences), "{indicator}");
        }
        let by_person = [1, 2, 5, 13].map(|number| Indicator::ALL.into_iter().find(|i| i.number() == number));
        assert!(by_person.into_iter().flatten().all(|i| i.by_team() && i.by_agent()), "per team or agent");
        assert!(Indicator::Attendance.by_team(), "per team");
    }

    #[test]
    fn a_wait_equal_to_the_limit_is_in_time_only_with_at_most() {
        let s = |v| Seconds::new(v).expect("seconds");
        assert!(WaitBound::AtMost.keeps(s(20.0), s(20.0)) && !WaitBound::Below.keeps(s(20.0), s(20.0)));
    }
}
