//! The list of finding codes. The letter says which stage speaks; numbers are never reused.
//!
//! Long because: it is one list, and each entry says what it means.

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
    /// The command line is not one of those that `--help` shows.
    UsageWrong = "U106", Error;
    /// The centre has no exports of the past.
    NoHistory = "U107", Error;
    /// A command without centre.toml took what the history itself tells.
    CentreAssumed = "U108", Note;
    /// The requirement has no interval in the weeks asked for.
    NothingToCover = "U109", Error;
    /// A roster's summary is not one.
    SummaryUnreadable = "U110", Error;
    /// A roster begins before the weeks that are checked.
    RowsBeforeWeek = "U111", Note;
    /// Another run is at work in the folder.
    FolderBusy = "U112", Error;
    /// A version of the plan that there is not.
    VersionUnknown = "U113", Error;

    // ---- C: centre.toml -------------------------------------------------------------------------------------------
    /// `centre.toml` or a rule pack is not valid TOML.
    TomlSyntax = "C101", Error;
    /// A key that the format does not have.
    KeyUnknown = "C102", Error;
    /// A value of another type than the key needs.
    ValueType = "C103", Error;
    /// A key that must be there is not.
    KeyMissing = "C104", Error;
    /// A number out of range, or a minimum above its maximum.
    ValueRange = "C105", Error;
    /// A name that is defined nowhere in the file.
    ReferenceUnknown = "C106", Error;
    /// An id that is defined twice.
    IdTwice = "C107", Error;
    /// A time zone that does not exist.
    ZoneUnknown = "C108", Error;
    /// Opening hours that cannot be understood.
    HoursUnreadable = "C109", Error;
    /// A text that is not of the form its key needs.
    ValueUnreadable = "C110", Error;
    /// Breaks that fit into no length of their shift.
    BreaksNeverFit = "C111", Error;
    /// A shift, or a length of it, that a contract named for it can never work.
    ShiftUnusable = "C112", Warning;
    /// Steps of the price of under-coverage that are not convex.
    UnderNotConvex = "C113", Error;
    /// A `builtin:` pack that does not exist.
    PackUnknown = "C114", Error;
    /// A contract looser than a rule pack.
    LooserThanLaw = "C115", Warning;
    /// A contract without a limit of hours.
    HoursUnlimited = "C116", Note;
    /// A rule for a team that no agent belongs to.
    TeamUnknown = "C117", Error;

    /// A rule of a pack is set aside or changed, with the reason that the centre states.
    LawSetAside = "C118", Note;
    /// A price for a rule that can only be kept, or for nothing that is a rule.
    SoftUnsupported = "C121", Error;

    // ---- T: tables (agents, time off, requirement, roster files …) ------------------------------------------------
    /// A table without a header row, or without any row where at least one is needed.
    TableEmpty = "T101", Error;
    /// A needed column is absent.
    ColumnMissing = "T102", Error;
    /// Columns that the format does not have.
    ColumnUnknown = "T103", Note;
    /// A row with more or fewer cells than the header.
    RowWidth = "T104", Error;
    /// A needed cell is empty.
    CellMissing = "T105", Error;
    /// A cell that is not of the form its column needs.
    CellInvalid = "T106", Error;
    /// A number out of range.
    CellRange = "T107", Error;
    /// A name that the centre does not have.
    NameUnknown = "T108", Error;
    /// An end at or before its start.
    EndBeforeStart = "T109", Error;
    /// The same thing twice.
    RowTwice = "T110", Error;
    /// No agent at all.
    NoAgents = "T111", Error;
    /// A local time that a clock change skips or repeats.
    ClockChanged = "T112", Note;
    /// An encoding or a separator that had to be guessed.
    TextGuessed = "T113", Note;
    /// More findings of a kind than are listed.
    FindingsLeftOut = "T114", Note;
    /// A row of last week about people or shifts that are no longer known.
    NameGone = "T115", Note;
    /// A row about an agent or a team that is not in agents.csv.
    AgentUnlisted = "T116", Warning;
    /// A history with two different rows for one interval.
    HistoryTwice = "T117", Warning;
    /// A file that is not text.
    NotText = "T118", Error;
    /// A time that is not the start of an interval.
    OffGrid = "T119", Error;
    /// A roster that names an agent, a shift or a queue that the centre does not have.
    RosterNameUnknown = "T120", Warning;

    // ---- I: import of exports -------------------------------------------------------------------------------------
    /// The file has no rows.
    ExportEmpty = "I101", Error;
    /// The file is not text: a workbook, an image, noise.
    ExportNotText = "I102", Error;
    /// No line names a time column and a count column.
    HeaderNotFound = "I103", Error;
    /// A column that the mapping names is not in the file.
    ImportColumnMissing = "I104", Error;
    /// There is no mapping of this name.
    ProfileUnknown = "I105", Error;
    /// A mapping file, or a field of `--map`, cannot be used.
    MappingInvalid = "I106", Error;
    /// There is no encoding of this name.
    EncodingUnknown = "I107", Error;
    /// None of the rows of a file can be used.
    NothingUsable = "I108", Error;
    /// The file is a report that says nothing of calls by the interval.
    NotHistory = "I109", Error;
    /// A row of a profile by which totals of days are spread cannot be read.
    ProfileRowInvalid = "I110", Error;
    /// A date or time that cannot be read or does not exist; the row is refused.
    TimeInvalid = "I111", Error;
    /// A number that cannot be read or is beyond reason; the row is refused.
    NumberInvalid = "I112", Error;
    /// A negative count; the row is refused.
    CountNegative = "I113", Error;
    /// A row with too few or too many columns, or with a quote that is never closed; the row is refused.
    RowBroken = "I114", Error;
    /// A queue that the centre does not have; the row is refused.
    ExportQueueUnknown = "I115", Error;
    /// A row of a kind that the mapping does not name; the row is refused.
    RowKindUnknown = "I116", Error;
    /// A start that is not on the grid of its interval; the row is refused.
    StartOffGrid = "I117", Error;
    /// A negative or huge duration; the row counts, its duration does not.
    DurationOutOfRange = "I121", Warning;
    /// Two rows say different things of the same interval; the later counts.
    RowsConflict = "I122", Warning;
    /// Nothing in the file tells the day from the month.
    DateOrderAmbiguous = "I123", Warning;
    /// Characters that the encoding does not have.
    TextDamaged = "I124", Warning;
    /// Rows name zones that are not known; their times are read in one zone.
    ZonesUnknown = "I125", Warning;
    /// Nothing names the unit of handle times, and as seconds they are very short.
    UnitUnlikely = "I126", Warning;
    /// The encoding was guessed.
    EncodingGuessed = "I131", Note;
    /// Times without offset were read as UTC.
    ZoneMissing = "I132", Note;
    /// Identical rows count once.
    RowsDuplicate = "I133", Note;
    /// Intervals are missing.
    IntervalsMissing = "I134", Note;
    /// Rows longer than the planning interval keep their own length.
    RowsCoarser = "I135", Note;
    /// Intervals of which only a part is known are left out.
    IntervalsPartial = "I136", Note;
    /// A clock change skipped or repeated a local time.
    ImportClockChanged = "I137", Note;
    /// Columns that nothing is read from.
    ColumnsUnused = "I138", Note;
    /// A mapping was recognised by the header.
    ProfileRecognised = "I139", Note;
    /// Offered calls are the sum of answered and abandoned ones.
    OfferedDerived = "I140", Note;
    /// A negative duration that is the time across midnight.
    DurationAcrossMidnight = "I141", Note;
    /// The unit of durations was guessed from their size.
    UnitGuessed = "I142", Note;
    /// Of several sheets of a workbook one was read.
    SheetChosen = "I143", Note;
    /// Totals of days were spread over intervals, as asked.
    DaysSpread = "I144", Note;
    /// Calls of an event log have no end in it.
    CallsWithoutEnd = "I145", Note;
    /// Rows of one interval were added up: a column splits them.
    PartsAdded = "I146", Note;
    /// Rows that leave the date or the queue blank are read as of the row above.
    BlankAsAbove = "I147", Note;

    // ---- H: history cleaning --------------------------------------------------------------------------------------
    /// The history has rows of a queue that the centre does not have.
    HistoryQueueUnknown = "H101", Warning;
    /// Rows longer than the planning interval were split.
    HistoryRowsSplit = "H102", Note;
    /// Rows that hold a whole day were spread over the opening hours.
    HistoryRowsDaily = "H103", Warning;
    /// Rows shorter than the planning interval were added up.
    HistoryRowsJoined = "H104", Note;
    /// Calls came outside the opening hours.
    HistoryCallsClosed = "H105", Note;
    /// Open days or intervals without rows.
    HistoryGaps = "H106", Note;

    // ---- F: forecast and backtest ---------------------------------------------------------------------------------
    /// A queue has no history and no queue to borrow from.
    QueueWithoutHistory = "F101", Error;
    /// A queue without history borrows the profile and the level of another.
    ForecastBorrowedLevel = "F102", Warning;
    /// A queue with little history borrows another's profile at its own level.
    ForecastBorrowedProfile = "F103", Note;
    /// Too little history to let methods compete.
    ForecastMethodFallback = "F104", Note;
    /// The history ends well before the first day of the forecast.
    HistoryEndsEarly = "F105", Note;
    /// Outages, spikes or odd days were kept out of the forecast.
    HistoryUnusual = "F106", Note;
    /// A special day of a type that has no history.
    SpecialDayWithoutHistory = "F107", Note;
    /// Weekdays that the history does not show.
    WeekdayWithoutHistory = "F108", Warning;
    /// An override was applied.
    OverrideApplied = "F109", Note;
    /// An override that cannot be applied.
    OverrideUnusable = "F110", Warning;
    /// The history is too short for a backtest.
    BacktestTooShort = "F111", Warning;
    /// A queue has had clearly more or fewer calls from some day on.
    HistoryLevelShift = "F112", Note;
    /// What an override of a day that has since happened was worth.
    OverrideScored = "F113", Note;

    // ---- S: staffing ----------------------------------------------------------------------------------------------
    /// A file of Erlang cases has a header that is not known.
    CasesFormatUnknown = "S101", Error;
    /// A row of Erlang cases cannot be used.
    CaseInvalid = "S102", Error;
    /// A file of Erlang cases has a column that is not read.
    CaseColumnUnknown = "S103", Note;
    /// No number of agents meets a target.
    TargetUnreachable = "S104", Error;
    /// A forecast has calls but no handle time.
    HandleTimeMissing = "S105", Error;
    /// The patience of a queue is to be estimated, but nothing tells it.
    PatienceUnknown = "S106", Warning;
    /// Calls are forecast while their queue is closed.
    DemandWhenClosed = "S107", Warning;
    /// A forecast row names a queue that the centre does not have.
    ForecastQueueUnknown = "S108", Error;
    /// The figures of a forecast row cannot be those of a queue.
    DemandUnusable = "S109", Error;
    /// Service curves were made from a requirement, not from a forecast.
    CurvesDerived = "S110", Note;
    /// There is no day that both the roster and the forecast have.
    NothingToSimulate = "S111", Error;
    /// The roster does not give the service that its queue asks for, says the simulation.
    ServiceNotDelivered = "S112", Warning;
    /// Staffing over the forecast's bands was asked for, and there are none.
    BandMissing = "S113", Warning;
    /// A queue has calls and no skill group that serves it.
    QueueWithoutGroup = "S121", Error;
    /// The heads of the skill groups do not suffice.
    GroupsTooSmall = "S122", Warning;
    /// Work falls due before it can be worked.
    DeadlineWhenClosed = "S123", Warning;
    /// Work that comes after the last hours of a plan.
    WorkLeftOver = "S124", Note;
    /// A queue whose work is not calls is not simulated.
    QueueNotSimulated = "S125", Note;
    /// Work that may wait is done after its deadline with the agents that a roster has on it.
    WorkLate = "S126", Warning;

    // ---- R: roster engine -----------------------------------------------------------------------------------------
    /// An agent has no legal week and gets no shift.
    NoLegalWeek = "R101", Error;
    /// No agent has a legal week.
    NobodyCanWork = "R102", Error;
    /// A locked assignment cannot stay.
    LockedImpossible = "R103", Error;
    /// Fewer agents could be at work in an interval than the centre asks.
    PresenceImpossible = "R104", Error;
    /// Fewer agents could be inside their shift across a border of two intervals than the centre asks.
    AcrossImpossible = "R105", Error;
    /// No roster that keeps the centre's hard rules was found within the limits.
    HardRuleNotKept = "R106", Error;
    /// The requirement asks for agents while the queue is closed.
    DemandClosed = "R107", Error;
    /// No legal shift of anybody with the skill reaches a required interval.
    DemandUnreachable = "R108", Error;
    /// Rows of the requirement that start no interval of the week.
    RequirementOffClock = "R109", Error;
    /// More of the required agent-time is missing than the limit allows.
    ShortageLarge = "R110", Error;
    /// Some of the required agent-time is missing.
    Shortage = "R111", Note;
    /// An agent who is away does not come to a fixed training or meeting.
    ActivityExcused = "R112", Note;
    /// No room was found for a team's activity in an agent's week.
    ActivityUnplaced = "R113", Warning;
    /// Calls are missing to the service level of a day or week.
    ServiceMissed = "R114", Warning;
    /// The service level is to hold over a day or week, but a queue has no service curves.
    CurvesMissing = "R115", Warning;
    /// A standby period with fewer agents than asked.
    StandbyShort = "R116", Warning;
    /// More agents are on leave on a day than the allowance.
    LeaveBeyondAllowance = "R121", Warning;

    // ---- Q: indicators --------------------------------------------------------------------------------------------
    /// The inputs hold nothing in the time asked for.
    NothingToMeasure = "Q101", Error;
    /// A state of the feed that nothing says the meaning of.
    KpiStateUnmapped = "Q102", Warning;
    /// People on the roster whom the feed never shows.
    RosteredWithoutStates = "Q103", Note;
    /// A day without what its service is explained from.
    DayUnexplained = "Q104", Error;

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
    /// An agent is present longer without a break than the rules allow.
    StretchTooLong = "K211", Error;
    /// Breaks lie closer to each other, or to an end of the shift, than the rules allow.
    BreaksTooClose = "K212", Error;
    /// A shift is longer than law allows, or lies where law forbids work.
    LawShift = "K213", Error;
    /// A shift lacks breaks that law asks for, or has them too late.
    LawBreaks = "K214", Error;
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
    /// A week has more night shifts than the contract allows.
    NightsPerWeek = "K309", Error;
    /// An agent works more night shifts in a row than the contract allows.
    NightsInARow = "K310", Error;
    /// The rest after night shifts is shorter than the contract's.
    RestAfterNights = "K311", Error;
    /// The starts of a week lie further apart on the clock than the contract allows.
    StartWindow = "K312", Error;
    /// A shift follows another that it must not follow.
    ShiftSuccession = "K313", Error;
    /// Only one day of a weekend is worked.
    WeekendHalf = "K314", Error;
    /// More weekends have work than the contract allows.
    WeekendsTooMany = "K315", Error;
    /// The paid hours of some weeks are above the contract's average.
    AverageHours = "K316", Error;
    /// The working time of a week, or of some weeks on the average, is above what law allows.
    LawHours = "K317", Error;
    /// The overtime of a month is above what law allows.
    LawOvertime = "K318", Error;
    /// A week lacks the rest that law asks for.
    LawWeeklyRest = "K319", Error;
    /// A week has work on more days than law allows.
    LawDays = "K320", Error;
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
    /// A shift starts or ends outside the agent's own limits.
    PersonalTimes = "K409", Error;
    /// Fewer agents are at work in an open interval than the centre asks.
    TooFewPresent = "K501", Error;
    /// Fewer agents are inside their shift across a border of two intervals than the centre asks.
    TooFewAcross = "K502", Error;
    /// Fewer agents with a role are there than the centre asks.
    TooFewOfRole = "K503", Error;
    /// All with a role are off on a day on which one of them must work.
    AllOfRoleOff = "K504", Error;
    /// A larger share of a team is on break at once than the centre allows.
    TooManyOnBreak = "K505", Error;
    /// An agent leaves a queue that is still staffed and nobody takes over.
    NotRelieved = "K506", Error;
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
    /// The claimed service over a day or week is not what the files give.
    ClaimService = "K607", Error;
    /// A standby that its rules do not allow, or that is missing.
    ClaimStandby = "K608", Error;

    // ---- D: the day itself: adherence, attendance, requests --------------------------------------------------------
    /// The feed has a state that nothing maps.
    StateUnmapped = "D101", Warning;
    /// The feed has no row of an agent with a shift.
    FeedMissing = "D102", Note;
    /// The feed has agents without a shift.
    FeedUnscheduled = "D103", Note;
    /// The feed ends long before the shifts do.
    FeedEndsEarly = "D104", Note;
    /// Rows of the feed that were repeated, contradicted each other or came out of order.
    FeedDisordered = "D105", Note;
    /// An agent has more hours of a kind in a month than the centre allows.
    MonthHoursAbove = "D106", Warning;
    /// Somebody leaves a post that is still staffed, and nobody takes over.
    HandoverUnmanned = "D107", Warning;
    /// A request that would break rules.
    RequestBreaksRules = "D108", Error;
    /// A request that there is not, or that was decided already.
    RequestNotOpen = "D109", Error;
    /// A request that the roster cannot carry out.
    RequestImpossible = "D110", Error;
}
