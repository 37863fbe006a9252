//! Where a command's data go: a file that appears whole, or stdout.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::outputs::files;
use crate::outputs::table::Table;

/// The target of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The caller takes it.
    #[default]
    Stdout,
    /// This file.
    File(PathBuf),
}

impl Target {
    /// The target of an `-o` option: absent and `-` are stdout.
    #[must_use]
    pub fn of(option: Option<PathBuf>) -> Self {
        option.filter(|path| path.as_os_str() != "-").map_or(Self::Stdout, Self::File)
    }

    /// The file, when it is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Stdout => None,
            Self::File(path) => Some(path),
        }
    }

    /// Refuses, before any work is done, what could not be written at its end.
    pub(crate) fn prepare(&self, inputs: &[&Path]) -> Result<(), Failure> {
        self.file().map_or(Ok(()), |path| prepare(path, inputs))
    }

    /// Writes the table, or hands it back for stdout.
    pub(crate) fn put(&self, table: Table, findings: &mut Findings) -> Result<Option<Table>, Failure> {
        match self {
            Self::Stdout => Ok(Some(table)),
            Self::File(path) => {
                write(path, &table.csv(), findings)?;
                Ok(None)
            }
        }
    }
}

/// Refuses an output that is one of the inputs, or whose folder is not there.
pub(crate) fn prepare(output: &Path, inputs: &[&Path]) -> Result<(), Failure> {
    files::refuse_same(inputs, output)?;
    let folder = output.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match fs::metadata(folder) {
        Ok(meta) if meta.is_dir() => Ok(()),
        Ok(_) => Err(unwritable(output, &io::Error::from(io::ErrorKind::NotADirectory)).into()),
        Err(error) => Err(unwritable(output, &error).into()),
    }
}

/// Prepares a target and the files that further options name; two of one name are refused.
pub(crate) fn prepare_several(to: &Target, more: &[(&str, Option<&Path>)], inputs: &[&Path]) -> Result<(), Failure> {
    to.prepare(inputs)?;
    let mut taken: Vec<(&str, &Path)> = to.file().map(|path| ("-o", path)).into_iter().collect();
    for (option, path) in more.iter().filter_map(|(option, path)| Some((*option, (*path)?))) {
        if let Some((other, _)) = taken.iter().find(|(_, same)| *same == path) {
            let message = format!("{other} and {option} both name {}", path.display());
            return Err(Finding::new(Code::OptionInvalid, message).hint("give them two names").into());
        }
        prepare(path, inputs)?;
        taken.push((option, path));
    }
    Ok(())
}

/// Writes a file; on failure everything found so far comes along.
pub(crate) fn write(path: &Path, bytes: &[u8], findings: &mut Findings) -> Result<(), Failure> {
    files::write_atomic(path, bytes).or_else(|finding| super::step::fail(findings, finding))
}

fn unwritable(path: &Path, error: &io::Error) -> Finding {
    let shown = path.display().to_string();
    Finding::new(Code::OutputUnwritable, format!("{shown} cannot be written: {error}"))
        .at(Place::file(&shown))
        .hint("make the folder, or choose another path")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_and_nothing_are_stdout() {
        assert_eq!(Target::of(None), Target::Stdout);
        assert_eq!(Target::of(Some("-".into())), Target::Stdout);
        assert_eq!(Target::of(Some("a.csv".into())), Target::File("a.csv".into()));
    }

    #[test]
    fn a_missing_folder_is_refused_before_the_work() {
        let home = tempfile::tempdir().expect("folder");
        let target = Target::File(home.path().join("missing/a.csv"));
        let Err(Failure::Invalid(findings)) = target.prepare(&[]) else { panic!("must be refused") };
        assert!(findings.has(Code::OutputUnwritable));
        assert!(Target::File(home.path().join("a.csv")).prepare(&[]).is_ok());
    }
}
