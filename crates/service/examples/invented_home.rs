//! Serves the invented home directory of the tests, to look at every page: `cargo run -p service --example invented_home`.
//! `JANGKAU_EXAMPLE=empty` serves an empty store instead, `JANGKAU_EXAMPLE=bare` one without models. A directory as argument
//! is filled with files for download.
#![allow(clippy::unwrap_used)]

#[path = "../tests/invented/mod.rs"]
mod invented;

use service::{ServiceState, WebhookSecrets, serve};
use store::Store;

#[tokio::main]
async fn main() {
    let store = match std::env::var("JANGKAU_EXAMPLE").as_deref() {
        Ok("empty") => Store::in_memory().await.unwrap(),
        Ok("bare") => invented::store_without_models().await,
        _ => invented::filled_store().await,
    };
    let whatsapp = Some(WebhookSecrets {
        app_secret: invented::APP_SECRET.to_owned(),
        verify_token: invented::VERIFY_TOKEN.to_owned(),
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    let desk = invented::orders::desk(&store);
    if std::env::var("JANGKAU_EXAMPLE").is_err() {
        invented::orders::give_out(&store).await;
    }
    let state = match std::env::args().nth(1) {
        Some(folder) => {
            std::fs::create_dir_all(&folder).unwrap();
            invented::fill_exports(folder.as_ref());
            ServiceState::new(store, whatsapp).with_exports(folder).with_bookings(desk)
        }
        None => ServiceState::new(store, whatsapp).with_bookings(desk),
    };
    serve(listener, state, std::future::pending()).await.unwrap();
}
