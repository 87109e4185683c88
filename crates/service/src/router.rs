//! Every address the service answers to.

use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::{api, guard, outcomes, pages, presentation, segment_api, webhook};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Headers on every answer: own sources only (charts are images inside the page), no sniffing, no frames, no referrer.
const HEADERS: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// The most a form without a file may weigh.
pub(crate) const FORM_LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// Pages, JSON API, webhook and stylesheet over a store.
pub fn router(state: ServiceState) -> Router {
    let pages = Router::new()
        .route("/", get(pages::overview::show))
        .route("/segments", get(pages::segments::list))
        .route("/segments/{id}", get(pages::segments::show))
        .route("/models", get(pages::models::list))
        .route("/models/compare", get(pages::models::compare))
        .route("/models/{name}", get(pages::models::show))
        .route("/imports", get(pages::imports::list))
        .route("/imports/{sha256}", get(pages::imports::show))
        .route("/exports/{file}", get(pages::exports::download))
        .route("/campaigns", get(pages::campaigns::list))
        .route("/campaigns/{name}", get(pages::campaigns::show))
        .route("/campaigns/{name}/allocate", get(pages::campaigns::allocate))
        .route("/campaigns/{name}/report.pdf", get(pages::campaign_report::download))
        .route("/campaigns/{name}/versions", get(pages::versions::show))
        .route("/campaigns/{name}/person", get(pages::person::ask).post(pages::person::show))
        .route("/campaigns/{name}/live", get(pages::steering::live))
        .route("/campaigns/{name}/approve", post(pages::steering::approve))
        .route("/campaigns/{name}/pause", post(pages::steering::pause))
        .route("/campaigns/{name}/resume", post(pages::steering::resume))
        .route("/campaigns/{name}/cancel", post(pages::steering::cancel))
        .route("/campaigns/{name}/bookings", get(pages::bookings::show).post(pages::bookings::act))
        .route(
            "/campaigns/{name}/bookings/returned",
            post(pages::bookings::take_in).layer(DefaultBodyLimit::max(pages::returned_file::FILE_LIMIT_BYTES)),
        )
        .route("/campaigns/{name}/bookings/{file}", get(pages::bookings::download))
        .route("/packages", get(pages::packages::show))
        .route("/packages/design", get(pages::design::show))
        .route("/packages/design.pdf", get(pages::design::fact_sheet))
        .route("/packages/compare", get(pages::design::compare))
        .route("/packages/keep", post(pages::design::keep))
        .route("/packages/move", post(pages::design::move_on))
        .route("/partners", get(pages::partners::show))
        .route(
            "/counters",
            get(pages::counters::list)
                .post(pages::counters::take_in)
                .layer(DefaultBodyLimit::max(pages::returned_file::FILE_LIMIT_BYTES)),
        )
        .route("/counters/{campaign}/{regency}", get(pages::counters::show).post(pages::counters::act))
        .route("/counters/{campaign}/{regency}/list.csv", get(pages::counters::download))
        .route("/q/{code}", get(pages::scans::show))
        .route("/assets/jangkau.css", get(pages::stylesheet))
        .route("/assets/jangkau.js", get(pages::script))
        .layer(DefaultBodyLimit::max(FORM_LIMIT_BYTES))
        .layer(from_fn(guard::own_pages_only));
    let api = Router::new()
        .route("/health", get(api::health))
        .route("/api/overview", get(api::overview))
        .route("/api/segments", get(segment_api::segments))
        .route("/api/segments/{id}", get(segment_api::segment))
        .route("/api/models", get(segment_api::models))
        .route("/api/models/compare", get(segment_api::comparison))
        .route("/api/models/{name}", get(segment_api::model))
        .route("/api/imports", get(api::imports))
        .route("/api/imports/{sha256}", get(api::import))
        .route("/api/exports", get(api::exports))
        .route("/api/campaigns", get(api::campaigns))
        .route("/api/campaigns/{name}", get(api::campaign))
        .route("/api/campaigns/{name}/uplift", get(api::uplift))
        .route("/api/campaigns/{name}/outcomes", get(outcomes::so_far))
        .route("/api/campaigns/{name}/allocate", get(api::allocate))
        .route("/api/packages", get(api::packages))
        .route("/api/partners", get(api::partners));
    let webhook = Router::new()
        .route("/webhooks/whatsapp", get(webhook::subscribe).post(webhook::receive))
        .layer(DefaultBodyLimit::max(webhook::REPORT_LIMIT_BYTES));
    let inlet = Router::new()
        .route("/api/outcomes", post(outcomes::receive))
        .layer(DefaultBodyLimit::max(outcomes::OUTCOMES_LIMIT_BYTES));
    let mut router = pages
        .merge(api)
        .merge(webhook)
        .merge(inlet)
        .fallback(no_such_page)
        .method_not_allowed_fallback(wrong_method)
        .with_state(state)
        .layer(from_fn(guard::own_host_only))
        .layer(from_fn(presentation::present_errors))
        .layer(CatchPanicLayer::custom(answer_panic));
    // Pages depend on the cookie and on what was just recorded; the stylesheet alone says how long it may be kept.
    router = router
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)));
    }
    router
}

/// What a fault of the program is answered with, so that it ends one request and not the connection. The panic itself was told where it
/// happened.
fn answer_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    let words = "Permintaan ini gagal karena kesalahan program; yang lain tetap berjalan.\nThis request failed by a fault of the program; the others go on.\n";
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}

async fn no_such_page(uri: Uri) -> ServiceError {
    ServiceError::NoSuchPage { path: uri.path().to_owned() }
}

async fn wrong_method(method: Method) -> ServiceError {
    ServiceError::WrongMethod { method: method.to_string() }
}
