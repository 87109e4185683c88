//! The error page, in both languages at once: whoever lands there may not have chosen one yet.

use crate::error::ServiceError;
use crate::numbers;
use crate::router::FORM_LIMIT_BYTES;
use crate::words::say;
use axum::http::StatusCode;
use domain::Language;
use serde::Serialize;

/// What went wrong and what to do, the reader's language first.
#[derive(Debug, Serialize)]
pub(crate) struct FailurePage {
    lang: &'static str,
    status: u16,
    told: Vec<Told>,
}

#[derive(Debug, Serialize)]
struct Told {
    lang: &'static str,
    title: String,
    sentence: String,
    /// What there is instead; `None` where that says nothing.
    known: Option<String>,
    known_words: String,
    home: String,
}

impl FailurePage {
    /// The page for an error.
    pub(crate) fn of(language: Language, error: &ServiceError) -> Self {
        let other = match language {
            Language::Id => Language::En,
            Language::En => Language::Id,
        };
        let told = [language, other].into_iter().map(|l| told(l, error)).collect();
        Self { lang: language.code(), status: error.status().as_u16(), told }
    }
}

fn told(language: Language, error: &ServiceError) -> Told {
    let (kind, name, known) = match error {
        ServiceError::NoSuchPage { path } => ("page", path.clone(), None),
        ServiceError::UnknownCampaign { name } => ("campaign", name.clone(), None),
        ServiceError::UnknownSegment { id, known } => ("segment", id.clone(), Some(known)),
        ServiceError::UnknownModel { name, known } => ("model", name.clone(), Some(known)),
        ServiceError::UnknownComparison { from, to, known } => {
            ("comparison", format!("{from} \u{2192} {to}"), Some(known))
        }
        ServiceError::UnknownImport { sha256, known } => ("import", sha256.clone(), Some(known)),
        ServiceError::UnknownExport { file, known } => ("export", file.clone(), Some(known)),
        ServiceError::Unanswerable { detail } => ("question", detail.in_language(language).to_owned(), None),
        ServiceError::FileTooLarge { limit_bytes } => ("file-size", megabytes(language, *limit_bytes), None),
        ServiceError::Unreadable { status: StatusCode::PAYLOAD_TOO_LARGE, .. } => {
            ("form-size", megabytes(language, FORM_LIMIT_BYTES), None)
        }
        ServiceError::Unreadable { .. } => ("unreadable", String::new(), None),
        ServiceError::NoCampaignReport { name } => ("report", name.clone(), None),
        ServiceError::NothingImported => ("empty", String::new(), None),
        ServiceError::ForeignHost { host } => ("host", host.clone(), None),
        ServiceError::WrongMethod { method } => ("method", method.clone(), None),
        _ => ("other", String::new(), None),
    };
    let known =
        known.map(|known| if known.is_empty() { say(language, "failure-none", &[]) } else { known.to_string() });
    Told {
        lang: language.code(),
        title: say(language, &format!("failure-title-{kind}"), &[]),
        sentence: say(language, &format!("failure-{kind}"), &[("name", &name)]),
        known,
        known_words: say(language, "failure-known", &[]),
        home: say(language, "failure-home", &[]),
    }
}

/// Bytes of a limit as people count them.
fn megabytes(language: Language, bytes: usize) -> String {
    format!("{} MB", numbers::count(language, (bytes / (1024 * 1024)) as u64))
}
