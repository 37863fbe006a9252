//! How long work tells of itself and is stopped, without knowing who listens.

/// A listener to long work.
pub trait Progress: Sync {
    /// A sentence on what is being done.
    fn stage(&self, text: &str);

    /// So many bytes of a file are read, of so many where that is known.
    fn portion(&self, _file: &str, _done: u64, _of: Option<u64>) {}

    /// A better roster or a better bound was found.
    fn gap(&self, objective: Option<f64>, bound: Option<f64>);

    /// Whether the user asked to stop; the best found so far is kept.
    fn stopped(&self) -> bool;
}

/// Nobody listens, nobody stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _text: &str) {}

    fn gap(&self, _objective: Option<f64>, _bound: Option<f64>) {}

    fn stopped(&self) -> bool {
        false
    }
}
