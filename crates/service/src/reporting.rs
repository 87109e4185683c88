//! Reports of the provider on their way into the ledger: whoever comes while another writes waits, and the next writer takes all
//! that wait in one go. Each is answered after its own is safely written.

use dispatch::{CodePolicy, DispatchError, Reports, record_reports};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use store::{ContactsKey, Store};
use tokio::sync::oneshot;

/// Bodies that are written together at most.
const TOGETHER: usize = 1_000;

/// What came of writing: touches that changed, or why nothing was written.
type Written = Result<u64, Arc<DispatchError>>;

/// Reports that wait, and the turn to write.
#[derive(Debug, Default)]
pub(crate) struct ReportQueue {
    waiting: Mutex<Vec<(Reports, oneshot::Sender<Written>)>>,
    turn: tokio::sync::Mutex<()>,
}

impl ReportQueue {
    /// Records reports; answers how many touches changed by all that were written with them.
    pub(crate) async fn record(
        &self,
        store: &Store,
        codes: &CodePolicy,
        key: Option<&ContactsKey>,
        reports: Reports,
    ) -> Written {
        let (sender, mut own) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((reports, sender));
        loop {
            let _turn = self.turn.lock().await;
            if let Ok(written) = own.try_recv() {
                return written;
            }
            let (reports, senders): (Vec<Reports>, Vec<_>) = self.next().into_iter().unzip();
            if reports.is_empty() {
                // Whoever had ours broke off before it was written; the provider reports again.
                let reason = "the report was not written; send it again".to_owned();
                return Err(Arc::new(DispatchError::Webhook { reason }));
            }
            let written = record_reports(codes, store, key, &reports).await.map_err(Arc::new);
            for sender in senders {
                // Somebody who no longer waits needs no answer.
                let _ = sender.send(written.clone());
            }
        }
    }

    /// The reports that waited longest.
    fn next(&self) -> Vec<(Reports, oneshot::Sender<Written>)> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() <= TOGETHER {
            return mem::take(&mut *waiting);
        }
        let rest = waiting.split_off(TOGETHER);
        mem::replace(&mut *waiting, rest)
    }
}
