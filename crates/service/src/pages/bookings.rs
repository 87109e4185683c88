//! `GET /campaigns/{name}/bookings`, what came of one of its work orders, its workbooks, and workbooks that come back.

use super::names::{a_name, your_name_first};
use super::returned_file::ReturnedFile;
use super::{Asked, Pairs, draw, value_of};
use crate::api::known;
use crate::booking_desk::BookingDesk;
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::booking::Typed;
use crate::view::bookings::{BookingsPage, Filters, Said};
use crate::view::frame::Section;
use crate::words::say;
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use domain::{Bilingual, BookingCells, Channel};
use std::sync::Arc;

fn desk(state: &ServiceState, campaign: &str) -> Result<Arc<BookingDesk>, ServiceError> {
    let path = || format!("/campaigns/{campaign}/bookings");
    state.bookings.clone().ok_or_else(|| ServiceError::NoSuchPage { path: path() })
}

fn failed(detail: String) -> ServiceError {
    ServiceError::Bookings { detail }
}

/// The orders of a campaign.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    page(&state, asked, &name, &query, &Said::Nothing).await
}

async fn page(
    state: &ServiceState,
    mut asked: Asked,
    name: &str,
    query: &Pairs,
    said: &Said,
) -> Result<Html<String>, ServiceError> {
    let desk = desk(state, name)?;
    let campaign = known(state, name).await?;
    let orders = state.store.work_orders(name).await?;
    let days = if orders.is_empty() { None } else { Some((desk.days)(name.to_owned()).await.map_err(failed)?) };
    let filters = Filters::of(value_of(query, "channel"), value_of(query, "standing"));
    let waiting = state.store.touch_counts(name).await?;
    let parts = (&campaign, orders.as_slice(), waiting.as_slice());
    let page = BookingsPage::of(asked.language, parts, days, (&desk.regencies, (desk.today)()), filters, said);
    // What a form is answered with has the address of the page.
    asked.address = format!("/campaigns/{name}/bookings{}", filters.query());
    draw(state, &asked, Section::Bookings, &say(asked.language, "bookings-title", &[]), &page).await
}

/// `POST /campaigns/{name}/bookings`: `order`, `by`, and `what`: `placed` with `day` and `proof`, or `not-placed` with `reason`.
pub(crate) async fn act(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
    Query(query): Query<Pairs>,
    Form(form): Form<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let desk = desk(&state, &name)?;
    known(&state, &name).await?;
    let field = |name: &str| value_of(&form, name).unwrap_or_default();
    let order = field("order");
    let cells = match field("what") {
        "placed" => BookingCells { order, day: field("day"), proof: field("proof"), reason: "" },
        "not-placed" => BookingCells { order, day: "", proof: "", reason: field("reason") },
        other => {
            return Err(ServiceError::unanswerable(
                format!("`{other}` bukan hasil sebuah pesanan; yang dikenal placed atau not-placed"),
                format!("`{other}` is nothing that can come of a work order; expected placed or not-placed"),
            ));
        }
    };
    let by = a_name(field("by"), your_name_first());
    let said = match cells.read(by.as_deref().unwrap_or_default(), (desk.today)()) {
        Ok(Some(report)) => by.map(|_| report).map_err(|words| vec![words]),
        Ok(None) => Err(vec![Bilingual::new(
            "Tulis bukti dan harinya, atau alasan tidak terlaksana.",
            "Write the proof and its day, or why it was not placed.",
        )]),
        Err(mistakes) => Err(mistakes.iter().map(domain::BookingMistake::sentence).collect()),
    };
    let what = say(asked.language, "bookings-order", &[("order", order)]);
    let said = match said {
        Err(mistakes) => Said::Mistakes { what, typed: Some(typed_in(&form)), mistakes },
        Ok(report) => {
            let noted = state.store.note_bookings(Some(&name), &[report]).await?;
            if !noted.strangers.is_empty() {
                return Err(ServiceError::unanswerable(
                    format!("`{order}` bukan pesanan kampanye `{name}`"),
                    format!("`{order}` is no work order of campaign `{name}`"),
                ));
            }
            Said::Noted { what, lines: 1, noted }
        }
    };
    page(&state, asked, &name, &query, &said).await
}

/// The fields of an order's form.
fn typed_in(form: &Pairs) -> Typed {
    let field = |name: &str| value_of(form, name).unwrap_or_default().to_owned();
    Typed { order: field("order"), day: field("day"), proof: field("proof"), reason: field("reason"), by: field("by") }
}

/// `POST /campaigns/{name}/bookings/returned`: work orders that come back, as `file`, from `by`.
pub(crate) async fn take_in(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
    parts: Multipart,
) -> Result<Html<String>, ServiceError> {
    let desk = desk(&state, &name)?;
    known(&state, &name).await?;
    let ReturnedFile { by, file } = ReturnedFile::of(parts).await?;
    let nameless = say(asked.language, "bookings-file", &[]);
    let mistake = |words| Said::Mistakes { what: nameless, typed: None, mistakes: vec![words] };
    let said = match (file, a_name(&by, your_name_first())) {
        (None, _) => mistake(Bilingual::new(
            "Pilih berkas pesanan yang sudah diisi.",
            "Choose the work orders that were filled in.",
        )),
        (Some(_), Err(words)) => mistake(words),
        (Some((file, bytes)), Ok(by)) => {
            let (reader, today, shown) = (Arc::clone(&desk.read), (desk.today)(), file.clone());
            let read = tokio::task::spawn_blocking(move || reader(&shown, &bytes, &by, today)).await;
            match read.map_err(|stopped| failed(stopped.to_string()))? {
                Err(mistakes) => Said::Mistakes { what: file, typed: None, mistakes },
                Ok(reports) => {
                    let noted = state.store.note_bookings(Some(&name), &reports).await?;
                    Said::Noted { what: file, lines: reports.len() as u64, noted }
                }
            }
        }
    };
    page(&state, asked, &name, &Pairs::new(), &said).await
}

/// `GET /campaigns/{name}/bookings/pesanan-{channel}.xlsx`.
pub(crate) async fn download(
    State(state): State<ServiceState>,
    Path((name, file)): Path<(String, String)>,
) -> Result<Response, ServiceError> {
    let desk = desk(&state, &name)?;
    known(&state, &name).await?;
    let channel = Channel::ALL.into_iter().find(|channel| channel.is_booked() && workbook_name(*channel) == file);
    let workbook = match channel {
        Some(channel) => (desk.workbook)(name.clone(), channel).await.map_err(failed)?,
        None => None,
    };
    let workbook =
        workbook.ok_or_else(|| ServiceError::NoSuchPage { path: format!("/campaigns/{name}/bookings/{file}") })?;
    let headers = [
        (header::CONTENT_TYPE, crate::exports::WORKBOOK.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, workbook).into_response())
}

/// Name of a channel's workbook, as dispatch writes it.
pub(crate) fn workbook_name(channel: Channel) -> String {
    format!("pesanan-{}.xlsx", channel.key())
}
