//! How a step says how far it is. The command line draws bars, tests stay quiet.

/// Told about the progress of a step.
pub trait Progress: Sync {
    /// A step begins; `total` units where known.
    fn begin(&self, step: &str, total: Option<u64>);
    /// Units done so far.
    fn at(&self, done: u64);
    /// The step is over; `summary` says what came out.
    fn end(&self, summary: &str);
    /// Something to know that is no step's end.
    fn say(&self, words: &str);
}

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _step: &str, _total: Option<u64>) {}
    fn at(&self, _done: u64) {}
    fn end(&self, _summary: &str) {}
    fn say(&self, _words: &str) {}
}
