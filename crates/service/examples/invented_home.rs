//! Serves the invented home directory of the tests, to look at every page: `cargo run -p service --example invented_home`.
//! `JANGKAU_EXAMPLE=empty` serves an empty store instead.
#![allow(clippy::unwrap_used)]

#[path = "../tests/invented/mod.rs"]
mod invented;

use service::{ServiceState, WebhookSecrets, serve};
use store::Store;

#[tokio::main]
async fn main() {
    let empty = std::env::var("JANGKAU_EXAMPLE").is_ok_and(|what| what == "empty");
    let store = if empty { Store::in_memory().await.unwrap() } else { invented::filled_store().await };
    let whatsapp = Some(WebhookSecrets {
        app_secret: invented::APP_SECRET.to_owned(),
        verify_token: invented::VERIFY_TOKEN.to_owned(),
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    serve(listener, ServiceState { store, whatsapp }, std::future::pending()).await.unwrap();
}
