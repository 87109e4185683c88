//! `GET /counters`, `GET /counters/{campaign}/{regency}`, what a clerk does with a line of it, the list as CSV, and lists that come back.

use super::names::a_name;
use super::returned_file::ReturnedFile;
use super::{Asked, Pairs, as_query, draw, value_of};
use crate::error::ServiceError;
use crate::refusals;
use crate::state::{CounterDesk, ServiceState};
use crate::view::counter::CounterPage;
use crate::view::counters::{CountersPage, Returned};
use crate::view::frame::Section;
use crate::words::say;
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use chrono::{NaiveDate, TimeDelta, Utc};
use dispatch::{WorklistRow, counter_worklist_csv};
use domain::{Bilingual, Contact, CounterOutcome, MemberId};
use std::collections::HashMap;
use std::sync::Arc;
use store::{CounterLine, Reserving, VisitReport};

/// How long a clerk keeps a member whom they are serving.
const RESERVED_FOR: TimeDelta = TimeDelta::minutes(30);

fn desk(state: &ServiceState) -> Result<Arc<CounterDesk>, ServiceError> {
    state.counters.clone().ok_or_else(|| ServiceError::NoSuchPage { path: "/counters".to_owned() })
}

fn clerk_of(form: &Pairs) -> Result<String, Bilingual> {
    let nobody = Bilingual::new("Tulis dulu nama petugas.", "Write the clerk's name first.");
    a_name(value_of(form, "by").unwrap_or_default(), nobody)
}

/// All lists.
pub(crate) async fn list(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    all(&state, &asked, None).await
}

async fn all(state: &ServiceState, asked: &Asked, returned: Option<Returned>) -> Result<Html<String>, ServiceError> {
    let desk = desk(state)?;
    let page = CountersPage::of(asked.language, &desk.regencies, &state.store.counter_lists().await?, returned);
    let page = match state.bookings {
        Some(_) => page.with_bookings(&state.store.campaigns_with_orders().await?),
        None => page,
    };
    draw(state, asked, Section::Counters, &say(asked.language, "counters-title", &[]), &page).await
}

/// One list.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path((campaign, regency)): Path<(String, String)>,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    one(&state, &asked, &campaign, &regency, &query, None).await
}

async fn one(
    state: &ServiceState,
    asked: &Asked,
    campaign: &str,
    regency: &str,
    query: &Pairs,
    told: Option<Bilingual>,
) -> Result<Html<String>, ServiceError> {
    let desk = desk(state)?;
    let lines = lines_of(state, campaign, regency).await?;
    let title = crate::api::known(state, campaign).await?.title;
    let clerk = clerk_of(query).ok();
    let mut page = CounterPage::of(
        asked.language,
        (campaign, title.in_language(asked.language)),
        (regency, desk.regencies.get(regency).map_or(regency, String::as_str)),
        &lines,
        (clerk.as_deref(), value_of(query, "village")),
        Utc::now(),
    );
    page.told = told.map(|words| words.in_language(asked.language).to_owned());
    let members = page.members();
    page.name(&names(state, &members).await?);
    draw(state, asked, Section::Counter, &page.heading.clone(), &page).await
}

async fn lines_of(state: &ServiceState, campaign: &str, regency: &str) -> Result<Vec<CounterLine>, ServiceError> {
    let lines = state.store.counter_list(campaign, regency).await?;
    if lines.is_empty() {
        return Err(ServiceError::unanswerable(
            format!(
                "tidak ada loket di {regency} dengan daftar terbuka kampanye `{campaign}`; daftar terbuka sejak kampanye dikirim, \
                 selama tidak dijeda atau dibatalkan"
            ),
            format!(
                "no counter of {regency} has an open list of campaign `{campaign}`; lists are open from dispatch on, while the \
                 campaign is not halted"
            ),
        ));
    }
    Ok(lines)
}

/// Names of members, where the key of the contacts is there.
async fn names(state: &ServiceState, members: &[MemberId]) -> Result<HashMap<MemberId, Contact>, ServiceError> {
    match &state.contacts_key {
        Some(key) => Ok(state.store.contacts_of(key, members).await?),
        None => Ok(HashMap::new()),
    }
}

/// `POST /counters/{campaign}/{regency}`: `touch`, `by`, and `what`: `reserve`, `release`, or an outcome.
pub(crate) async fn act(
    State(state): State<ServiceState>,
    mut asked: Asked,
    Path((campaign, regency)): Path<(String, String)>,
    Form(form): Form<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let told = match clerk_of(&form) {
        Err(words) => Some(words),
        Ok(clerk) => done(&state, &campaign, &regency, &form, &clerk).await?,
    };
    // What a form is answered with has the address of the list, as this clerk sees it.
    asked.address =
        format!("/counters/{campaign}/{regency}{}", as_query(&form, |field| ["by", "village"].contains(&field)));
    one(&state, &asked, &campaign, &regency, &form, told).await
}

/// Does it, and says why not where it cannot be done.
async fn done(
    state: &ServiceState,
    campaign: &str,
    regency: &str,
    form: &Pairs,
    clerk: &str,
) -> Result<Option<Bilingual>, ServiceError> {
    let touch = value_of(form, "touch").unwrap_or_default();
    let on_list = lines_of(state, campaign, regency).await?.into_iter().any(|line| line.touch == touch);
    if !on_list {
        return Err(ServiceError::unanswerable(
            format!("`{touch}` tidak ada di daftar ini"),
            format!("`{touch}` stands on no line of this list"),
        ));
    }
    let now = Utc::now();
    match value_of(form, "what").unwrap_or_default() {
        "reserve" => {
            let answer = state.store.reserve(touch, clerk, now, now + RESERVED_FOR).await?;
            Ok(why_not(answer))
        }
        "release" => {
            state.store.release(touch, clerk, now).await?;
            Ok(None)
        }
        word => {
            let unknown = |error: domain::DomainError| {
                ServiceError::unanswerable(format!("`{word}` bukan hasil kunjungan di loket"), error.to_string())
            };
            let outcome: CounterOutcome = word.parse().map_err(unknown)?;
            // Whoever has them notes it; whoever has them not asks for them first, so that two clerks do not meet one person.
            if let Some(words) = why_not(state.store.reserve(touch, clerk, now, now + RESERVED_FOR).await?) {
                return Ok(Some(words));
            }
            let on = (desk(state)?.today)();
            let report = VisitReport { touch: touch.to_owned(), clerk: clerk.to_owned(), outcome, on };
            let noted = state.store.note_visits(&[report], now).await?;
            if noted.known == 0 {
                return Ok(None);
            }
            state.store.release(touch, clerk, now).await?;
            let lines = lines_of(state, campaign, regency).await?;
            let standing = lines.into_iter().find(|line| line.touch == touch).and_then(|line| line.visit?.outcome);
            Ok(standing.map(already_known))
        }
    }
}

/// That what is known of a line outlasts what was to be noted.
fn already_known((outcome, on): (CounterOutcome, NaiveDate)) -> Bilingual {
    let (words, day) = (outcome.words(), |language| crate::numbers::day(language, on));
    Bilingual::new(
        format!("Tidak dicatat: yang tercatat, {} pada {}, tetap berlaku.", words.id, day(domain::Language::Id)),
        format!("Not noted: what is known, {} on {}, stands.", words.en, day(domain::Language::En)),
    )
}

fn why_not(answer: Reserving) -> Option<Bilingual> {
    match answer {
        Reserving::Reserved => None,
        Reserving::Taken { by, until } => Some(Bilingual::new(
            format!("Sedang dilayani {by} sampai {}.", crate::numbers::moment(domain::Language::Id, until)),
            format!("{by} is serving them until {}.", crate::numbers::moment(domain::Language::En, until)),
        )),
        Reserving::Met { by, on } => Some(Bilingual::new(
            format!(
                "Sudah ditemui {by} pada {}, mungkin lewat daftar lain.",
                crate::numbers::day(domain::Language::Id, on)
            ),
            format!(
                "{by} met them on {}, perhaps through another list.",
                crate::numbers::day(domain::Language::En, on)
            ),
        )),
        Reserving::NotOnAList => {
            Some(Bilingual::new("Baris ini tidak lagi ada di daftar.", "This line is on the list no more."))
        }
    }
}

/// `GET /counters/{campaign}/{regency}/list.csv`: the list to work through without a connection.
pub(crate) async fn download(
    State(state): State<ServiceState>,
    Path((campaign, regency)): Path<(String, String)>,
) -> Result<Response, ServiceError> {
    desk(&state)?;
    let lines = lines_of(&state, &campaign, &regency).await?;
    let members: Vec<MemberId> = lines.iter().map(|line| line.member.clone()).collect();
    let names = names(&state, &members).await?;
    let open = lines.into_iter().filter(CounterLine::is_open);
    let rows: Vec<WorklistRow> = open
        .map(|line| {
            let name = names.get(&line.member).map(|contact| contact.name.clone()).unwrap_or_default();
            WorklistRow::of(&line, name)
        })
        .collect();
    let csv = counter_worklist_csv(&rows).map_err(refusals::broken_off)?;
    let file: String =
        format!("{campaign}-{regency}").chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}.csv\"")),
    ];
    Ok((headers, csv).into_response())
}

/// `POST /counters`: a list that comes back, as `file`, from `by`.
pub(crate) async fn take_in(
    State(state): State<ServiceState>,
    asked: Asked,
    parts: Multipart,
) -> Result<Html<String>, ServiceError> {
    let desk = desk(&state)?;
    let ReturnedFile { by, file } = ReturnedFile::of(parts).await?;
    let mistake = |words: Bilingual| Returned::Mistakes { file: String::new(), mistakes: vec![words] };
    let nobody = Bilingual::new("Tulis nama petugas atau loket.", "Write the name of the clerk or counter.");
    let returned = match (file, a_name(&by, nobody)) {
        (None, _) => {
            mistake(Bilingual::new("Pilih berkas daftar yang sudah diisi.", "Choose the list that was filled in."))
        }
        (Some(_), Err(words)) => mistake(words),
        (Some((file, bytes)), Ok(by)) => {
            let (reader, today, shown) = (Arc::clone(&desk.read), (desk.today)(), file.clone());
            let read = tokio::task::spawn_blocking(move || reader(&shown, &bytes, &by, today)).await;
            match read.map_err(refusals::broken_off)? {
                Err(mistakes) => Returned::Mistakes { file, mistakes },
                Ok(reports) => {
                    let noted = state.store.note_visits(&reports, Utc::now()).await?;
                    Returned::Noted { file, reported: reports.len() as u64, noted }
                }
            }
        }
    };
    all(&state, &asked, Some(returned)).await
}
