//! `GET /packages/design`, its fact sheet, `GET /packages/compare`, and keeping and moving on what was designed.

use super::names::a_name;
use super::{Asked, Pairs, as_query, draw, value_of};
use crate::designing::{self, DRAWS, Draft, SEED};
use crate::error::ServiceError;
use crate::refusals;
use crate::state::{PackageDesk, ServiceState};
use crate::view::design::DesignPage;
use crate::view::frame::Section;
use crate::view::side_by_side::SideBySidePage;
use crate::words::say;
use axum::body::Body;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, Redirect, Response};
use bundling::{BundlingError, Choice, Designed, Draws, Hand, describe, kept, moved};
use domain::Bilingual;
use domain::views::PackageStatus;
use std::sync::Arc;

/// Packages that fit beside each other.
const MOST_BESIDE: usize = 4;

/// The form, and the package it describes with everything that follows from it.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    page(&state, &asked, &query, None).await
}

async fn page(
    state: &ServiceState,
    asked: &Asked,
    query: &Pairs,
    unkept: Option<Bilingual>,
) -> Result<Html<String>, ServiceError> {
    let desk = designing::desk(state)?;
    let mut draft = Draft::of(&desk, query);
    draft.misread.extend(unkept);
    let answer = designing::answer(desk.clone(), draft.clone()).await?;
    let page = DesignPage::of(asked.language, &desk, &draft, answer.as_ref());
    draw(state, asked, Section::Design, &say(asked.language, "design-title", &[]), &page).await
}

/// What a form asks for, or the sentence that says why there is nothing.
async fn designed(desk: &Arc<PackageDesk>, query: &Pairs) -> Result<Designed, ServiceError> {
    let draft = Draft::of(desk, query);
    if let Some(words) = draft.misread.first() {
        return Err(ServiceError::Unanswerable { detail: words.clone() });
    }
    match designing::answer(desk.clone(), draft).await? {
        Some(Ok(designed)) => Ok(designed),
        Some(Err(error)) => Err(refused(&error)),
        None => Err(ServiceError::unanswerable(
            "untuk siapa paketnya? isi whom, dan income bila belum ada yang terdaftar",
            "for whom is the package? give whom, and income where nobody is registered",
        )),
    }
}

fn refused(error: &BundlingError) -> ServiceError {
    ServiceError::Unanswerable { detail: refusals::of_bundling(error) }
}

/// `GET /packages/design.pdf`: the fact sheet of the same question.
pub(crate) async fn fact_sheet(
    State(state): State<ServiceState>,
    asked: Asked,
    Query(query): Query<Pairs>,
) -> Result<Response, ServiceError> {
    let desk = designing::desk(&state)?;
    let designed = designed(&desk, &query).await?;
    let name = designed.segment.key.clone();
    let set = tokio::task::spawn_blocking(move || (desk.press)(&desk.catalogue, &designed, asked.language)).await;
    let failed = |detail: String| ServiceError::FactSheet { detail };
    let pdf = set.map_err(|stopped| failed(stopped.to_string()))?.map_err(failed)?;
    let mut response = Response::new(Body::from(pdf));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let file: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{file}.{}.pdf\"", asked.language.code())) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// `POST /packages/keep`: a new version of the package of this segment.
pub(crate) async fn keep(
    State(state): State<ServiceState>,
    mut asked: Asked,
    Form(form): Form<Pairs>,
) -> Result<Result<Redirect, Html<String>>, ServiceError> {
    let nobody = Bilingual::new("Tulis nama siapa yang menyimpan.", "Write the name of who keeps it.");
    let by = match name_of(&form, nobody) {
        Ok(by) => by,
        Err(words) => {
            // What a form is answered with has the address of the design.
            asked.address = format!("/packages/design{}", as_query(&form, |field| field != "by"));
            return Ok(Err(page(&state, &asked, &form, Some(words)).await?));
        }
    };
    let desk = designing::desk(&state)?;
    let designed = designed(&desk, &form).await?;
    let parts = designed.picks.first().map(|pick| pick.package.id.clone()).unwrap_or_default();
    let hand = Hand { by, on: (desk.today)() };
    let _turn = state.packages_turn.lock().await;
    let mut packages = state.store.packages().await?;
    let before = packages.iter().position(|p| p.id == designed.package.id).map(|place| packages.remove(place));
    let package = kept(designed.package, before, &parts, &hand);
    let address = format!("/packages#{}", package.id);
    packages.push(package);
    packages.sort_by(|a, b| a.id.cmp(&b.id));
    state.store.save_packages(&packages).await?;
    Ok(Ok(Redirect::to(&address)))
}

/// `POST /packages/move`: `package`, `to` and `by`.
pub(crate) async fn move_on(
    State(state): State<ServiceState>,
    Form(form): Form<Pairs>,
) -> Result<Redirect, ServiceError> {
    let key = value_of(&form, "package").unwrap_or_default();
    let wanted = value_of(&form, "to").unwrap_or_default();
    let to = PackageStatus::ALL.into_iter().find(|status| status.key() == wanted);
    let to = to.ok_or_else(|| {
        ServiceError::unanswerable(
            format!("paket tidak dapat menjadi `{wanted}`"),
            format!("`{wanted}` is nothing a package can become"),
        )
    })?;
    let nobody = Bilingual::new("tulis nama yang memutuskan langkah ini", "a step needs the name of who decides it");
    let by = name_of(&form, nobody).map_err(|detail| ServiceError::Unanswerable { detail })?;
    let desk = designing::desk(&state)?;
    let _turn = state.packages_turn.lock().await;
    let mut packages = state.store.packages().await?;
    let place = packages.iter().position(|p| p.id == key);
    let place = place.ok_or_else(|| {
        ServiceError::unanswerable(format!("tidak ada paket `{key}`"), format!("there is no package `{key}`"))
    })?;
    let whom = packages[place].whom.clone();
    let segment = desk.segments.iter().find(|segment| segment.key == whom);
    let segment = segment.ok_or_else(|| {
        ServiceError::unanswerable(
            format!("tidak ada lagi yang terdaftar di `{whom}`"),
            format!("nobody is registered in `{whom}` any more"),
        )
    })?;
    let hand = Hand { by, on: (desk.today)() };
    let moved = moved(&desk.catalogue, &desk.rules, segment, packages[place].clone(), to, &hand);
    packages[place] = moved.map_err(|error| refused(&error))?;
    state.store.save_packages(&packages).await?;
    Ok(Redirect::to(&format!("/packages#{key}")))
}

fn name_of(form: &Pairs, nobody: Bilingual) -> Result<String, Bilingual> {
    a_name(value_of(form, "by").unwrap_or_default(), nobody)
}

/// `GET /packages/compare?id=..&id=..`: up to four packages side by side, for one segment.
pub(crate) async fn compare(
    State(state): State<ServiceState>,
    asked: Asked,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let desk = designing::desk(&state)?;
    let draft = Draft::of(&desk, &query);
    let ids: Vec<String> =
        query.iter().filter(|(field, id)| field == "id" && !id.is_empty()).map(|(_, id)| id.clone()).collect();
    if ids.is_empty() || ids.len() > MOST_BESIDE {
        return Err(ServiceError::unanswerable(
            format!("{} paket disebut dengan id=; 1 hingga {MOST_BESIDE} muat berdampingan", ids.len()),
            format!("{} packages were named with id=; 1 to {MOST_BESIDE} fit beside each other", ids.len()),
        ));
    }
    let segment = draft.segment.ok_or_else(|| {
        ServiceError::unanswerable(
            "untuk siapa? isi whom=fisher, atau sebuah segmen",
            "for whom? give whom=fisher, or a segment",
        )
    })?;
    let (month, from) = (draft.month, desk.clone());
    let whom = segment.clone();
    let computed = tokio::task::spawn_blocking(move || {
        let draws = Draws::of(&from.catalogue, DRAWS, SEED);
        let of = |id: &String| {
            let choice = Choice::parse(&from.catalogue, id)?;
            describe(&from.catalogue, &from.rules, &segment, &choice, month, &draws)
        };
        ids.iter().map(of).collect::<Result<Vec<_>, _>>()
    });
    let packages = computed.await.map_err(refusals::broken_off)?.map_err(|error| refused(&error))?;
    let page = SideBySidePage::of(asked.language, &desk.catalogue, &whom, month, &packages);
    draw(&state, &asked, Section::SideBySide, &say(asked.language, "side-title", &[]), &page).await
}
