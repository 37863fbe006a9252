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
    /// The file has no rows.
    ExportEmpty = "I101", Error;
    /// The file is not text: a workbook, an image, noise.
    ExportNotText = "I102", Error;
    /// No line names a time column and a count column.
    HeaderNotFound = "I103", Error;
    /// A column that the mapping names is not in the file.
    ColumnMissing = "I104", Error;
    /// There is no mapping of this name.
    ProfileUnknown = "I105", Error;
    /// A mapping file, or a field of `--map`, cannot be used.
    MappingInvalid = "I106", Error;
    /// There is no encoding of this name.
    EncodingUnknown = "I107", Error;
    /// None of the rows of a file can be used.
    NothingUsable = "I108", Error;
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
    ClockChanged = "I137", Note;
    /// Columns that nothing is read from.
    ColumnsUnused = "I138", Note;
    /// A mapping was recognised by the header.
    ProfileRecognised = "I139", Note;
    /// Offered calls are the sum of answered and abandoned ones.
    OfferedDerived = "I140", Note;
    /// A negative duration that is the time across midnight.
    DurationAcrossMidnight = "I141", Note;

    // ---- H: history cleaning --------------------------------------------------------------------------------------

    // ---- F: forecast and backtest ---------------------------------------------------------------------------------

    // ---- S: staffing ----------------------------------------------------------------------------------------------

    // ---- R: roster engine -----------------------------------------------------------------------------------------

    // ---- K: breaches found by the checker -------------------------------------------------------------------------
}
