//! What can go wrong, each with the HTTP status it is answered with.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Bilingual;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

/// Everything the service refuses or fails at.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// 404: no page has this address.
    #[error("no page has the address {path}")]
    NoSuchPage {
        /// The path asked for.
        path: String,
    },
    /// 404: no campaign has this name.
    #[error("no campaign is called `{name}`")]
    UnknownCampaign {
        /// The name asked for.
        name: String,
    },
    /// 404: the campaign is not evaluated yet, or this service sets no reports.
    #[error("there is no report of `{name}` yet; evaluate the campaign first")]
    NoCampaignReport {
        /// The campaign.
        name: String,
    },
    /// 404: the model has no segment with this key.
    #[error("no segment is called `{id}`; there are: {known}")]
    UnknownSegment {
        /// The key asked for.
        id: String,
        /// The keys there are.
        known: Known,
    },
    /// 404: no segment model has this name.
    #[error("no segment model is called `{name}`; there are: {known}")]
    UnknownModel {
        /// The name asked for.
        name: String,
        /// The models there are, newest first.
        known: Known,
    },
    /// 404: these two models were not compared.
    #[error("`{from}` was not compared with `{to}`; compared are: {known}")]
    UnknownComparison {
        /// The earlier model asked for.
        from: String,
        /// The later model asked for.
        to: String,
        /// The pairs there are, newest first.
        known: Known,
    },
    /// 404: no file with this content was taken in.
    #[error("no file with the SHA-256 `{sha256}` was taken in; there are: {known}")]
    UnknownImport {
        /// The hash asked for.
        sha256: String,
        /// The files there are, newest first.
        known: Known,
    },
    /// 404: no such file is offered for download.
    #[error("no file called `{file}` is offered for download; there are: {known}")]
    UnknownExport {
        /// The name asked for.
        file: String,
        /// The files there are.
        known: Known,
    },
    /// 404: the campaign is not evaluated, so nothing says where its money should go.
    #[error("campaign `{name}` has no results to allocate by; run `jangkau evaluate --campaign {name}`")]
    NothingToAllocateBy {
        /// The campaign.
        name: String,
    },
    /// 400: what was asked, or the step that was wanted, cannot be.
    #[error("{}", detail.en)]
    Unanswerable {
        /// What cannot be, and what was expected.
        detail: Bilingual,
    },
    /// 413: a file beyond the limit came back by a page.
    #[error("the file is larger than {limit_bytes} bytes")]
    FileTooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// 4xx: the address or the form could not be read at all.
    #[error("the request cannot be read: {detail}")]
    Unreadable {
        /// The status it was refused with.
        status: StatusCode,
        /// What was expected.
        detail: String,
    },
    /// 500: reports of the provider could not be written; it sends them again.
    #[error("the reports could not be written: {detail}")]
    Reports {
        /// Why.
        detail: String,
    },
    /// 500: why somebody has what they have could not be computed.
    #[error("the reasons could not be computed: {detail}")]
    PersonReasons {
        /// Why.
        detail: String,
    },
    /// 500: the work orders of a campaign could not be read or written.
    #[error("the work orders could not be handled: {detail}")]
    Bookings {
        /// Why.
        detail: String,
    },
    /// 500: the fact sheet of a package could not be set.
    #[error("the fact sheet could not be set: {detail}")]
    FactSheet {
        /// Why.
        detail: String,
    },
    /// 404: the home directory holds nothing yet.
    #[error("nothing has been imported yet; `jangkau demo` fills the home directory with simulated people")]
    NothingImported,
    /// 405: the address is known, the method is not.
    #[error("this address does not answer to {method}")]
    WrongMethod {
        /// The method used.
        method: String,
    },
    /// 403: the Host header names another machine, as in a DNS rebinding attack.
    #[error("the host `{host}` is not this machine; use localhost or 127.0.0.1")]
    ForeignHost {
        /// The host named, empty where none was.
        host: String,
    },
    /// 403: the verify token of a webhook subscription is wrong or missing.
    #[error("the webhook subscription carries another verify token")]
    WrongVerifyToken,
    /// 401: the signature over the body is missing or was made with another secret.
    #[error("the delivery report is not signed with the app secret")]
    ForgedSignature,
    /// 400: a signed delivery report that cannot be read.
    #[error("unreadable delivery report: {detail}")]
    UnreadableReport {
        /// What was expected.
        detail: String,
    },
    /// 413: a delivery report beyond the limit.
    #[error("the delivery report is larger than {limit_bytes} bytes")]
    ReportTooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// 401: the signature over reports of outcomes is missing or was made with another secret.
    #[error("the reports are not signed with the secret of this service in X-Jangkau-Signature-256; nothing was read")]
    ForgedOutcomes,
    /// 400: signed reports of outcomes that cannot be read at all.
    #[error("unreadable reports: {detail}")]
    UnreadableOutcomes {
        /// What was expected.
        detail: String,
    },
    /// 413: reports of outcomes beyond the limit.
    #[error(
        "the reports are larger than {limit_bytes} bytes; send them in several parts, or take a file in with `jangkau outcomes`"
    )]
    OutcomesTooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// 503: this service takes no outcomes in.
    #[error("this service has no secret for reports of outcomes; start it with `jangkau serve`")]
    OutcomesNotSetUp,
    /// 404: the outcome of the campaign is not counted.
    #[error("the outcome of `{name}` is not counted; plan it, or take a file in with `jangkau outcomes`")]
    OutcomesNotCounted {
        /// The campaign.
        name: String,
    },
    /// 500: the sums of outcomes give no table.
    #[error("how outcomes stand could not be computed: {detail}")]
    OutcomeTable {
        /// Why.
        detail: String,
    },
    /// 503: no secrets were given for the webhook.
    #[error("the WhatsApp webhook has no app secret and verify token yet")]
    WebhookNotSetUp,
    /// 500: the store could not be read or written.
    #[error("the store does not answer")]
    Store(#[from] store::StoreError),
    /// 500: a page could not be drawn.
    #[error("the page could not be drawn")]
    Page(#[from] handlebars::RenderError),
    /// 500: a file offered for download could not be read.
    #[error("the file `{file}` could not be read")]
    Export {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// 500: the report of a campaign could not be set.
    #[error("the report of `{name}` could not be made: {detail}")]
    CampaignReport {
        /// The campaign.
        name: String,
        /// Why.
        detail: String,
    },
    /// Never answered, at start: the service has no logins and so listens on this machine only.
    #[error(
        "refusing to listen on {address}: the service has no logins yet, so only addresses of this machine \
         (127.0.0.1 or [::1]) are allowed"
    )]
    NotLoopback {
        /// The address asked for.
        address: SocketAddr,
    },
    /// Never answered: the listener failed.
    #[error("the listener failed")]
    Listener(#[source] std::io::Error),
}

impl ServiceError {
    /// The HTTP status it is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage { .. }
            | Self::UnknownCampaign { .. }
            | Self::UnknownSegment { .. }
            | Self::UnknownModel { .. }
            | Self::UnknownComparison { .. }
            | Self::UnknownImport { .. }
            | Self::UnknownExport { .. }
            | Self::NothingToAllocateBy { .. }
            | Self::NoCampaignReport { .. }
            | Self::OutcomesNotCounted { .. }
            | Self::NothingImported => StatusCode::NOT_FOUND,
            Self::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignHost { .. } | Self::WrongVerifyToken => StatusCode::FORBIDDEN,
            Self::ForgedSignature | Self::ForgedOutcomes => StatusCode::UNAUTHORIZED,
            Self::UnreadableReport { .. } | Self::UnreadableOutcomes { .. } | Self::Unanswerable { .. } => {
                StatusCode::BAD_REQUEST
            }
            Self::ReportTooLarge { .. } | Self::OutcomesTooLarge { .. } | Self::FileTooLarge { .. } => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Unreadable { status, .. } => *status,
            Self::WebhookNotSetUp | Self::OutcomesNotSetUp => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_)
            | Self::Page(_)
            | Self::Export { .. }
            | Self::CampaignReport { .. }
            | Self::FactSheet { .. }
            | Self::Bookings { .. }
            | Self::PersonReasons { .. }
            | Self::Reports { .. }
            | Self::OutcomeTable { .. }
            | Self::NotLoopback { .. }
            | Self::Listener(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable word for machines and for the words on the error page.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoSuchPage { .. } => "no-such-page",
            Self::UnknownCampaign { .. } => "unknown-campaign",
            Self::UnknownSegment { .. } => "unknown-segment",
            Self::UnknownModel { .. } => "unknown-model",
            Self::UnknownComparison { .. } => "unknown-comparison",
            Self::UnknownImport { .. } => "unknown-import",
            Self::UnknownExport { .. } => "unknown-export",
            Self::Export { .. } => "export",
            Self::NothingToAllocateBy { .. } => "nothing-to-allocate-by",
            Self::Unanswerable { .. } => "unanswerable",
            Self::FileTooLarge { .. } => "file-too-large",
            Self::Unreadable { .. } => "unreadable",
            Self::NoCampaignReport { .. } => "no-campaign-report",
            Self::CampaignReport { .. } => "campaign-report",
            Self::FactSheet { .. } => "fact-sheet",
            Self::Bookings { .. } => "bookings",
            Self::PersonReasons { .. } => "person-reasons",
            Self::Reports { .. } => "reports",
            Self::NothingImported => "nothing-imported",
            Self::WrongMethod { .. } => "wrong-method",
            Self::ForeignHost { .. } => "foreign-host",
            Self::WrongVerifyToken => "wrong-verify-token",
            Self::ForgedSignature => "forged-signature",
            Self::UnreadableReport { .. } => "unreadable-report",
            Self::ReportTooLarge { .. } => "report-too-large",
            Self::WebhookNotSetUp => "webhook-not-set-up",
            Self::ForgedOutcomes => "forged-outcomes",
            Self::UnreadableOutcomes { .. } => "unreadable-outcomes",
            Self::OutcomesTooLarge { .. } => "outcomes-too-large",
            Self::OutcomesNotSetUp => "outcomes-not-set-up",
            Self::OutcomesNotCounted { .. } => "outcomes-not-counted",
            Self::OutcomeTable { .. } => "outcome-table",
            Self::Store(_) => "store",
            Self::Page(_) => "page",
            Self::NotLoopback { .. } => "not-loopback",
            Self::Listener(_) => "listener",
        }
    }
}

/// What there is instead of what was asked for, so that a wrong address mends itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known(Vec<String>);

/// Names that a sentence lists before it stops.
const MOST_NAMED: usize = 60;

impl Known {
    /// The names, in the order given.
    pub(crate) fn of<T: ToString>(names: impl IntoIterator<Item = T>) -> Self {
        Self(names.into_iter().map(|name| name.to_string()).collect())
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            0 => f.write_str("\u{2013}"),
            few if few <= MOST_NAMED => f.write_str(&self.0.join(", ")),
            _ => write!(f, "{}, \u{2026}", self.0[..MOST_NAMED].join(", ")),
        }
    }
}

/// The error of a response, on its way to [`crate::presentation`], which knows path and language.
#[derive(Debug, Clone)]
pub(crate) struct Unpresented(pub(crate) Arc<ServiceError>);

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Unpresented(Arc::new(self)));
        response
    }
}
