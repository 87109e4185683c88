//! The error page, in both languages at once: whoever lands there may not have chosen one yet.

use crate::error::ServiceError;
use crate::words::say;
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
    let kind = match error {
        ServiceError::NoSuchPage { .. } => "page",
        ServiceError::UnknownCampaign { .. } => "campaign",
        ServiceError::NothingImported => "empty",
        ServiceError::ForeignHost { .. } => "host",
        ServiceError::WrongMethod { .. } => "method",
        _ => "other",
    };
    let name = match error {
        ServiceError::UnknownCampaign { name } => name.as_str(),
        ServiceError::NoSuchPage { path } => path.as_str(),
        ServiceError::ForeignHost { host } => host.as_str(),
        ServiceError::WrongMethod { method } => method.as_str(),
        _ => "",
    };
    Told {
        lang: language.code(),
        title: say(language, &format!("failure-title-{kind}"), &[]),
        sentence: say(language, &format!("failure-{kind}"), &[("name", name)]),
        home: say(language, "failure-home", &[]),
    }
}
