//! The list of finding codes. The letter says which stage speaks; numbers are never reused.

use super::findings::Severity;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $severity:ident;)*) => {
        /// The kind of a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as files and people see it, such as `I101`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The severity it usually has.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// The page that explains it.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../models/findings/", $code, ".md")),)*
                }
            }

            /// The code of a text such as `I101`, in any case.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|c| c.as_str().eq_ignore_ascii_case(text.trim()))
            }
        }
    };
}

codes! {
    // ---- U: usage and outputs -------------------------------------------------------------------------------------
    /// A file cannot be opened or read.
    FileUnreadable = "U101", Error;
    /// An output cannot be written.
    OutputUnwritable = "U102", Error;
    /// Output and input are the same file.
    OutputIsInput = "U103", Error;
    /// A folder that should be empty is not.
    FolderNotEmpty = "U104", Error;
    /// An option's value cannot be used.
    OptionInvalid = "U105", Error;

    // ---- C: centre.toml -------------------------------------------------------------------------------------------

    // ---- T: tables (agents, time off, requirement, roster files …) ------------------------------------------------

    // ---- I: import of exports -------------------------------------------------------------------------------------

    // ---- H: history cleaning --------------------------------------------------------------------------------------

    // ---- F: forecast and backtest ---------------------------------------------------------------------------------

    // ---- S: staffing ----------------------------------------------------------------------------------------------

    // ---- R: roster engine -----------------------------------------------------------------------------------------

    // ---- K: breaches found by the checker -------------------------------------------------------------------------
    /// A roster row names an agent that agents.csv does not have.
    RosterAgentUnknown = "K101", Error;
    /// A roster row names a shift that the catalogue does not have.
    RosterShiftUnknown = "K102", Error;
    /// The rows of a shift leave a gap.
    RosterGap = "K103", Error;
    /// The rows of a shift overlap, or a row ends before it starts.
    RosterRowsOverlap = "K104", Error;
    /// A `work` row has no queue, or another row has one.
    RosterQueue = "K105", Error;
    /// A row's `day` is not the local day on which its shift starts.
    RosterDay = "K106", Error;
    /// A shift starts outside the seven days of the roster.
    RosterOutsideWeek = "K107", Error;
    /// An agent has two shifts on one day.
    ShiftsOnOneDay = "K108", Error;
    /// Two presences of an agent overlap.
    ShiftsOverlap = "K109", Error;
    /// A shift is not one of the agent's contract.
    ShiftContract = "K201", Error;
    /// A shift starts at a time that the catalogue does not list.
    ShiftStart = "K202", Error;
    /// A shift has a length that the catalogue does not list.
    ShiftLength = "K203", Error;
    /// The breaks of a shift are not those of the catalogue, in their order.
    ShiftBreaks = "K204", Error;
    /// A break starts outside its window or off its step.
    BreakWindow = "K205", Error;
    /// The handover before or after a shift, or the write-up at its end, is not what the centre asks.
    HandoverRows = "K206", Error;
    /// A row is marked paid where it is not, or unpaid where it is paid.
    PaidFlag = "K207", Error;
    /// An agent works a queue without the skill.
    SkillMissing = "K208", Error;
    /// An agent works while all of the agent's queues are closed.
    ClosedWork = "K209", Error;
    /// The paid hours of a shift are outside the contract's.
    DailyHours = "K210", Error;
    /// The paid hours of a week are outside the contract's.
    WeeklyHours = "K301", Error;
    /// The days worked are outside the contract's.
    DaysPerWeek = "K302", Error;
    /// An agent works more days in a row than the contract allows.
    ConsecutiveDays = "K303", Error;
    /// The time between two presences is shorter than the contract's rest.
    RestTooShort = "K304", Error;
    /// A week has no block of as many days off as the contract asks.
    DaysOffTogether = "K305", Error;
    /// A week mixes shifts where the contract asks for one.
    SameShift = "K306", Error;
    /// A day that must be worked is not.
    MustWork = "K307", Error;
    /// An agent has no shift although a legal week exists.
    EmptyWeek = "K308", Error;
    /// A shift starts on a leave day.
    WorkOnLeave = "K401", Error;
    /// An agent is present during time off.
    WorkInTimeOff = "K402", Error;
    /// A shift starts outside the agent's employment.
    NotEmployed = "K403", Error;
    /// An agent is present outside the hours of availability.
    NotAvailable = "K404", Error;
    /// An agent does not attend a fixed training or meeting.
    ActivityMissed = "K405", Error;
    /// A training or meeting in the roster is not planned.
    ActivityUnplanned = "K406", Error;
    /// A member of a team at work in the window does not attend the team's activity.
    ActivityNotPlaced = "K407", Error;
    /// A locked assignment was changed.
    LockedChanged = "K408", Error;
    /// Fewer agents are at work in an open interval than the centre asks.
    TooFewPresent = "K501", Error;
    /// Fewer agents are inside their shift across a border of two intervals than the centre asks.
    TooFewAcross = "K502", Error;
    /// The summary is of another week.
    ClaimWeek = "K601", Error;
    /// A claimed objective or term is not what the files give.
    ClaimObjective = "K602", Error;
    /// A claimed total of hours is not what the files give.
    ClaimHours = "K603", Error;
    /// A claimed coverage of a day is not what the files give.
    ClaimDays = "K604", Error;
    /// Claimed hours, days or wishes of an agent are not what the files give.
    ClaimAgents = "K605", Error;
    /// The claimed bound lies above the objective, or the gap does not follow from both.
    ClaimBound = "K606", Error;
}
