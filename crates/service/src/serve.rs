//! Listens until told to stop.

use crate::error::ServiceError;
use crate::guard::loopback_only;
use crate::router::router;
use crate::state::ServiceState;
use std::future::Future;
use tokio::net::TcpListener;

/// Serves pages, API and webhook on a listener of this machine until `shutdown` is done; requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    state: ServiceState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServiceError> {
    loopback_only(listener.local_addr().map_err(ServiceError::Listener)?)?;
    axum::serve(listener, router(state)).with_graceful_shutdown(shutdown).await.map_err(ServiceError::Listener)
}
