//! What was typed for the versions of a plan, and for the manual.

use std::path::PathBuf;

use clap::Args;

/// What is noted of a change of the plan.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct NoteArgs {
    /// Why: a line for the list of versions
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) why: Option<String>,
    /// Who: a name for the list of versions; nobody is named unasked
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) by: Option<String>,
}

/// `wfm versions`.
#[derive(Args, Debug)]
pub(in crate::cli) struct VersionsArgs {
    /// A centre directory that was planned
    pub(in crate::cli) dir: PathBuf,
}

/// `wfm undo`.
#[derive(Args, Debug)]
pub(in crate::cli) struct UndoArgs {
    /// A centre directory that was planned
    pub(in crate::cli) dir: PathBuf,
    /// The version to put back; the one before this when absent
    #[arg(long, value_name = "N")]
    pub(in crate::cli) to: Option<u32>,
    #[command(flatten)]
    pub(in crate::cli) note: NoteArgs,
}

/// `wfm man`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ManArgs {
    /// The folder that the pages go to; made when it is not there
    pub(in crate::cli) dir: PathBuf,
}
