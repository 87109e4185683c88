//! The Cloud API on loopback.

use crate::answers::refused;
use crate::chance::draw;
use crate::config::{CodeWhen, FakeWhatsAppConfig, TemplateState};
use crate::line::Line;
use crate::message::MessageRequest;
use crate::page;
use crate::reports::{Posted, inbound, statuses};
use crate::rules::Lately;
use crate::webhooks::{deliver, loopback_client, post_statuses, verify};
use crate::{states, steer, take};
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// A message the gateway accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedMessage {
    /// The gateway's id.
    pub wamid: String,
    /// The phone number id it was sent through.
    pub through: String,
    /// The recipient's number in digits.
    pub to: String,
    /// The sender's own id, echoed in every status.
    pub biz_opaque_callback_data: Option<String>,
    /// Template name.
    pub template: String,
    /// Template language.
    pub language: String,
    /// Its parameters, ` | ` between them, named ones as `name=words`.
    pub words: String,
}

/// A running fake of the WhatsApp Cloud API.
#[derive(Debug)]
pub struct FakeWhatsApp {
    address: SocketAddr,
    gateway: Arc<Gateway>,
    /// Says true when every connection is to break off.
    cut: watch::Sender<bool>,
    server: JoinHandle<()>,
    poster: JoinHandle<()>,
}

#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) config: Arc<FakeWhatsAppConfig>,
    ledger: Mutex<Ledger>,
    queue: mpsc::UnboundedSender<Posted>,
    /// Statuses that are not posted yet.
    pending: watch::Sender<u64>,
    /// Statuses that nobody took.
    given_up: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) accepted: Vec<AcceptedMessage>,
    pub(crate) requests: u64,
    /// Refusals by code.
    pub(crate) refused: BTreeMap<i64, u64>,
    pub(crate) templates: Vec<TemplateState>,
    pub(crate) quality: HashMap<String, String>,
    pub(crate) attempts: HashMap<String, u32>,
    pub(crate) lately: Lately,
    /// By the sender's own id, the throttled left out.
    pub(crate) calls: BTreeMap<String, u32>,
}

impl FakeWhatsApp {
    /// Listens on a free port of 127.0.0.1. Where a callback is given and `verify_callback` is set, the callback must
    /// answer the verification challenge first.
    pub async fn start(config: FakeWhatsAppConfig) -> io::Result<Self> {
        Self::start_on(config, 0).await
    }

    /// The same on a port of 127.0.0.1; 0 is any that is free.
    pub async fn start_on(config: FakeWhatsAppConfig, port: u16) -> io::Result<Self> {
        let client = loopback_client()?;
        if let Some(callback) = config.callback_url.as_ref().filter(|_| config.verify_callback) {
            verify(&client, &config, callback).await?;
        }
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let config = Arc::new(config);
        let (queue, statuses) = mpsc::unbounded_channel();
        let pending = watch::Sender::new(0);
        let given_up = Arc::default();
        let poster = post_statuses(client, Arc::clone(&config), statuses, pending.clone(), Arc::clone(&given_up));
        let poster = tokio::spawn(poster);
        let ledger = Ledger {
            templates: config.template_states.clone(),
            quality: config.number_quality.iter().cloned().collect(),
            ..Ledger::default()
        };
        let gateway = Arc::new(Gateway { config, ledger: Mutex::new(ledger), queue, pending, given_up });
        let cut = watch::Sender::new(false);
        let server = serve(listener, &gateway, &cut);
        Ok(Self { address, gateway, cut, server, poster })
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// What stands before the version in the address: `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns once every status so far has been posted and taken (or given up, see [`FakeWhatsApp::given_up`]).
    pub async fn settle(&self) {
        let mut pending = self.gateway.pending.subscribe();
        // Fails only when the sender is gone, and `self` holds it.
        let _ = pending.wait_for(|n| *n == 0).await;
    }

    /// Messages accepted so far.
    pub fn messages_received(&self) -> u64 {
        self.gateway.ledger().accepted.len() as u64
    }

    /// Requests so far, refused ones among them.
    pub fn requests_received(&self) -> u64 {
        self.gateway.ledger().requests
    }

    /// Statuses that the callback did not take in all their attempts.
    pub fn given_up(&self) -> u64 {
        self.gateway.given_up.load(Ordering::Relaxed)
    }

    /// Requests by the sender's own id, those refused for want of throughput left out: a sender that sends at most once has no
    /// number above 1 here, whatever was answered.
    pub fn calls(&self) -> BTreeMap<String, u32> {
        self.gateway.ledger().calls.clone()
    }

    /// Requests by the recipient's number, whatever was answered.
    pub fn numbers(&self) -> BTreeMap<String, u32> {
        self.gateway.ledger().attempts.iter().map(|(to, attempts)| (to.clone(), *attempts)).collect()
    }

    /// People write to the sender: number in digits and words. Posted to the callback in one signed webhook, again and again until
    /// it is taken; answers whether it was.
    pub async fn write_in(&self, messages: &[(String, String)]) -> io::Result<bool> {
        let config = &self.gateway.config;
        let Some(callback) = &config.callback_url else { return Ok(false) };
        Ok(deliver(&loopback_client()?, config, callback, inbound(config, messages)).await)
    }

    /// People choose in WhatsApp itself whether they want marketing messages: number in digits, and `stop` or `resume`. Posted as
    /// [`FakeWhatsApp::write_in`] posts.
    pub async fn choose(&self, chosen: &[(String, String)]) -> io::Result<bool> {
        self.gateway.choose(chosen).await
    }

    /// The provider is gone: every connection breaks off, and nobody listens until [`FakeWhatsApp::recover`]. What was accepted
    /// stays accepted, and its statuses are still posted.
    pub async fn outage(&mut self) {
        self.server.abort();
        // An aborted task answers that it was cancelled.
        let _ = (&mut self.server).await;
        self.cut.send_replace(true);
        // What is in the midst of being taken is taken or lost before this returns. A request that keeps its answer back may outlast it.
        let _ = tokio::time::timeout(LAST_REQUESTS, self.cut.closed()).await;
    }

    /// Listens again, at the same address and with the same ledger.
    pub async fn recover(&mut self) -> io::Result<()> {
        let listener = TcpListener::bind(self.address).await?;
        self.cut = watch::Sender::new(false);
        self.server = serve(listener, &self.gateway, &self.cut);
        Ok(())
    }

    /// All accepted messages in order of arrival.
    pub fn accepted(&self) -> Vec<AcceptedMessage> {
        self.gateway.ledger().accepted.clone()
    }

    /// Accepted messages in order of arrival, those before the one at this place left out.
    pub fn accepted_from(&self, place: usize) -> Vec<AcceptedMessage> {
        self.gateway.ledger().accepted.get(place..).unwrap_or_default().to_vec()
    }

    /// Stops listening and posting; what was not posted is lost. Call [`FakeWhatsApp::settle`] first to keep it.
    pub async fn stop(self) {
        for task in [self.server, self.poster] {
            task.abort();
            // An aborted task answers that it was cancelled.
            let _ = task.await;
        }
    }
}

/// How long an outage waits for the requests it breaks off.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

fn serve(listener: TcpListener, gateway: &Arc<Gateway>, cut: &watch::Sender<bool>) -> JoinHandle<()> {
    let router = Router::new()
        .route("/", get(page::page))
        .route("/seen.json", get(page::seen))
        .route("/templates", post(steer::template))
        .route("/numbers", post(steer::number))
        .route("/preferences", post(steer::preference))
        .route("/{version}/{id}", get(states::number))
        .route("/{version}/{id}/message_templates", get(states::templates))
        .route("/{version}/{id}/messages", post(take::take_message))
        .with_state(Arc::clone(gateway));
    let line = Line { listener, cut: cut.subscribe() };
    tokio::spawn(async move {
        if let Err(error) = axum::serve(line, router).await {
            tracing::warn!(%error, "the fake gateway stopped");
        }
    })
}

impl Gateway {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn given_up(&self) -> u64 {
        self.given_up.load(Ordering::Relaxed)
    }

    /// Whether this number belongs to a share, by a topic of its own.
    pub(crate) fn falls(&self, topic: &str, to: &str, share: f64) -> bool {
        share > 0.0 && draw(self.config.seed, topic, to) < share
    }

    /// Writes the message down and queues its statuses.
    pub(crate) fn accept(&self, request: MessageRequest, through: &str, attempt: u32) -> String {
        let message = {
            let mut ledger = self.ledger();
            let wamid = format!("wamid.FAKE{:010}", ledger.accepted.len() + 1);
            let message = AcceptedMessage {
                wamid,
                through: through.to_owned(),
                words: request.words(),
                to: request.to,
                biz_opaque_callback_data: request.biz_opaque_callback_data,
                template: request.template.name,
                language: request.template.language.code,
            };
            ledger.accepted.push(message.clone());
            message
        };
        if self.config.callback_url.is_some() {
            let code = self.config.code_fault(CodeWhen::Status, through, &message.to, attempt);
            let statuses = statuses(&self.config, &message, code);
            self.pending.send_modify(|n| *n += statuses.len() as u64);
            let (queue, through) = (self.queue.clone(), message.through.clone());
            let post = move || {
                for status in statuses {
                    // Fails only while stopping.
                    let _ = queue.send(Posted { through: through.clone(), status });
                }
            };
            if self.falls("late", &message.to, self.config.late_share) {
                let late_by = self.config.late_by;
                tokio::spawn(async move {
                    tokio::time::sleep(late_by).await;
                    post();
                });
            } else {
                post();
            }
        }
        message.wamid
    }

    pub(crate) fn token_refusal(&self, headers: &HeaderMap) -> Option<Response> {
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or_default();
        if !bool::from(given.as_bytes().ct_eq(self.config.access_token.as_bytes())) {
            return Some(refused(StatusCode::UNAUTHORIZED, 190, "Invalid OAuth access token", "wrong access token"));
        }
        let expired = self.config.faults.token_expires_after.is_some_and(|n| self.ledger().accepted.len() as u64 >= n);
        expired.then(|| refused(StatusCode::UNAUTHORIZED, 190, "Access token has expired", "the session has expired"))
    }
}
