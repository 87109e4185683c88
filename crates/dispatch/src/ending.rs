//! How a sender is told to end: what is on its way is finished, what was claimed and not called goes back.

use std::time::Duration;
use tokio::sync::watch;

/// Tells every sender that holds the other half. Dropped without a word, it tells nothing.
#[derive(Debug)]
pub struct EndingTeller(watch::Sender<bool>);

impl EndingTeller {
    /// From now on nothing new leaves.
    pub fn tell(&self) {
        self.0.send_replace(true);
    }
}

/// Whether a sender is told to end; the default never is.
#[derive(Debug, Clone, Default)]
pub struct Ending(Option<watch::Receiver<bool>>);

impl Ending {
    /// The two halves.
    pub fn pair() -> (EndingTeller, Self) {
        let (teller, heard) = watch::channel(false);
        (EndingTeller(teller), Self(Some(heard)))
    }

    /// Whether it was told.
    pub fn is_told(&self) -> bool {
        self.0.as_ref().is_some_and(|heard| *heard.borrow())
    }

    /// Done once it is told.
    pub(crate) async fn told(&self) {
        if let Some(heard) = &self.0
            && heard.clone().wait_for(|told| *told).await.is_ok()
        {
            return;
        }
        std::future::pending::<()>().await;
    }

    /// Waits, but no longer than until it is told.
    pub(crate) async fn sleep(&self, wait: Duration) {
        tokio::select! {
            () = self.told() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

impl PartialEq for Ending {
    /// Told by the same, or by nobody.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => one.same_channel(other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl Eq for Ending {}
