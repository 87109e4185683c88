//! Listens until told to stop.

use crate::error::ServiceError;
use crate::guard::loopback_only;
use crate::router::router;
use crate::state::ServiceState;
use std::future::Future;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long requests under way are waited for once the service is told to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves pages, API and webhook on a listener of this machine until `shutdown` is done. Then nothing new is answered, pages that follow
/// a campaign are let go, and requests under way are finished, or cut off after twenty seconds.
pub async fn serve(
    listener: TcpListener,
    mut state: ServiceState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServiceError> {
    loopback_only(listener.local_addr().map_err(ServiceError::Listener)?)?;
    let (stop, stopping) = watch::channel(false);
    state.stopping = stopping.clone();
    let told = async move {
        shutdown.await;
        stop.send_replace(true);
    };
    let late = async move {
        heard(stopping).await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        served = axum::serve(listener, router(state)).with_graceful_shutdown(told) => served.map_err(ServiceError::Listener),
        () = late => Ok(()),
    }
}

/// Done when the service is told to stop; never where nobody can tell it any more.
pub(crate) async fn heard(mut stopping: watch::Receiver<bool>) {
    if stopping.wait_for(|told| *told).await.is_err() {
        std::future::pending::<()>().await;
    }
}
