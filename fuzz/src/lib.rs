//! Raw bytes to each reader of wfm, for the fuzz targets.

#[path = "../../tests/it/raw_bytes/known.rs"]
mod known;
#[path = "../../tests/it/raw_bytes/readers.rs"]
mod readers;

use std::path::{Path, PathBuf};

use wfm::domain::findings::Findings;

/// A path below the package of wfm.
fn in_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Gives the reader of a name a file of these bytes; a panic is a fault of the reader.
///
/// # Panics
/// When there is no such reader, or no room for the file.
pub fn feed(name: &str, bytes: &[u8]) {
    let reader = readers::Reader::named(name).expect("a reader of this name");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("input");
    std::fs::write(&path, bytes).expect("written");
    (reader.read)(&path, &mut Findings::new());
}

/// Writes the good files of every reader where cargo-fuzz looks for a first corpus.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write_corpus(corpus: &Path) -> std::io::Result<()> {
    for reader in readers::READERS {
        let folder = corpus.join(reader.name);
        std::fs::create_dir_all(&folder)?;
        for (number, sample) in reader.samples().into_iter().enumerate() {
            std::fs::write(folder.join(number.to_string()), sample)?;
        }
    }
    Ok(())
}
