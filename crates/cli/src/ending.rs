//! Told to end by Ctrl-C, or by whoever runs the machine (SIGTERM).

/// Done at the first signal; what is under way may then be finished. A second signal ends the process at once, which loses nothing and
/// leaves unknown what was on its way. Without a signal handler it is never done, and the process runs until it is killed.
pub async fn told_to_end() {
    first().await;
    tokio::spawn(async {
        first().await;
        std::process::exit(130);
    });
}

#[cfg(unix)]
async fn first() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn first() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
