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

    // ---- C: centre.toml -------------------------------------------------------------------------------------------

    // ---- T: tables (agents, time off, requirement, roster files …) ------------------------------------------------

    // ---- I: import of exports -------------------------------------------------------------------------------------

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

    // ---- R: roster engine -----------------------------------------------------------------------------------------

    // ---- K: breaches found by the checker -------------------------------------------------------------------------
}
