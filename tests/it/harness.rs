//! Runs the program in a fresh folder and keeps what it said.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What one run of the program gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The code of every finding in the JSON document on stdout.
    pub(crate) fn codes(&self) -> Vec<String> {
        self.document()["findings"]
            .as_array()
            .map(|list| list.iter().filter_map(|f| Some(f["code"].as_str()?.to_owned())).collect())
            .unwrap_or_default()
    }

    /// The JSON document on stdout; null when there is none.
    pub(crate) fn document(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_default()
    }

    /// Fails with everything that was said unless the exit code is this.
    #[track_caller]
    pub(crate) fn expect_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }
}

/// Exit code and both streams, as a snapshot shows them.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map_or_else(|| "none".to_owned(), |c| c.to_string());
        write!(f, "exit: {code}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

/// Runs `wfm` with arguments split at blanks (none of our paths has one), inside a folder.
pub(crate) fn wfm(arguments: &str, dir: &Path) -> Run {
    wfm_args(&arguments.split_whitespace().collect::<Vec<_>>(), dir)
}

/// Runs `wfm` with these arguments inside a folder.
pub(crate) fn wfm_args(arguments: &[&str], dir: &Path) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_wfm"))
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::null())
        .env("NO_COLOR", "1")
        // Whatever language the machine speaks.
        .env("LC_ALL", "C")
        .output()
        .expect("the program runs");
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// A fresh folder that goes away with the test.
pub(crate) fn fresh() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A path below the package.
pub(crate) fn in_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Copies a folder with everything in it.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed").map(|e| e.expect("entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Every file below a folder with its bytes, by path: to see that nothing changed, or that two runs made the same.
pub(crate) fn contents(dir: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("listed").map(|e| e.expect("entry")) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(dir).expect("below").to_owned();
                found.insert(name, fs::read(entry.path()).expect("readable"));
            }
        }
    }
    found
}
