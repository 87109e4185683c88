//! Which language a page speaks: `?lang=`, else the cookie, else Indonesian.

use axum::http::Uri;
use axum::http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use axum::response::Response;
use domain::Language;

/// Name of the cookie that keeps the choice for a year.
pub(crate) const COOKIE_NAME: &str = "jangkau_lang";

const YEAR_SECONDS: u32 = 365 * 24 * 3600;

/// What a request asks for, and whether it asks by `?lang=` so that the cookie must be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) language: Language,
    pub(crate) asked: bool,
}

impl Choice {
    /// Reads the choice of a request.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        if let Some(code) = uri.query().and_then(|query| value_of(query, '&', "lang")) {
            return Self { language: Language::from_code(code), asked: true };
        }
        let cookie = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .find_map(|text| value_of(text, ';', COOKIE_NAME));
        Self { language: cookie.map(Language::from_code).unwrap_or_default(), asked: false }
    }

    /// Keeps the choice in the browser where it was asked for.
    pub(crate) fn keep(self, response: &mut Response) {
        if self.asked {
            let cookie =
                format!("{COOKIE_NAME}={}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax; HttpOnly", self.language);
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(SET_COOKIE, value);
            }
        }
    }
}

fn value_of<'a>(text: &'a str, separator: char, name: &str) -> Option<&'a str> {
    text.split(separator).filter_map(|pair| pair.trim().split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| v)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn choice(uri: &str, cookie: Option<&str>) -> Choice {
        let mut headers = HeaderMap::new();
        if let Some(cookie) = cookie {
            headers.insert(COOKIE, cookie.parse().unwrap());
        }
        Choice::of(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn indonesian_comes_first() {
        assert_eq!(choice("/", None), Choice { language: Language::Id, asked: false });
        assert_eq!(choice("/?lang=xx", None).language, Language::Id);
        assert_eq!(choice("/", Some("other=1; jangkau_lang=nonsense")).language, Language::Id);
    }

    #[test]
    fn the_address_overrides_the_cookie_and_is_kept() {
        assert_eq!(choice("/", Some("a=b; jangkau_lang=en")).language, Language::En);
        assert_eq!(choice("/?x=1&lang=id", Some("jangkau_lang=en")), Choice { language: Language::Id, asked: true });
    }
}
