//! What a sender did.

use store::HandOverOutcome;

/// Touches by what became of them in one run of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DispatchReport {
    /// Taken by the provider; neither sent nor delivered yet.
    pub handed_over: u64,
    /// Nobody knows whether they left. A later report or a person settles them; they are not sent again.
    pub unknown: u64,
    /// Certainly not taken: refused, no consent, no address.
    pub failed: u64,
    /// Claimed, not sent, and given back because the sender stopped.
    pub returned: u64,
    /// Claims of an earlier run that never came back; they are unknown now.
    pub expired: u64,
}

impl DispatchReport {
    /// Touches this run is done with.
    pub fn settled(&self) -> u64 {
        self.handed_over + self.unknown + self.failed
    }

    pub(crate) fn count(&mut self, outcome: &HandOverOutcome) {
        match outcome {
            HandOverOutcome::HandedOver { .. } => self.handed_over += 1,
            HandOverOutcome::Unknown { .. } => self.unknown += 1,
            HandOverOutcome::Failed { .. } => self.failed += 1,
            HandOverOutcome::Returned => self.returned += 1,
        }
    }
}
