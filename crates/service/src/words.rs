//! The words of the pages, from `locales/<language>/main.ftl`, and the `{{fluent "key"}}` helper of the templates.

use domain::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason, html_escape,
};
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static INDONESIAN: LanguageIdentifier = langid!("id");
static ENGLISH: LanguageIdentifier = langid!("en");

/// The words under `key` in a language, with `{ $name }` places filled. Plain text: whoever puts it into HTML escapes it.
///
/// A key that no file holds comes back in marks (`⟦key⟧`) and is logged; a test looks for the marks on every page.
pub(crate) fn say(language: Language, key: &str, places: &[(&'static str, &str)]) -> String {
    let filled: HashMap<Cow<'static, str>, FluentValue<'_>> =
        places.iter().map(|(name, text)| (Cow::from(*name), FluentValue::from(*text))).collect();
    lookup(language, key, &filled)
}

fn identifier(language: Language) -> &'static LanguageIdentifier {
    match language {
        Language::Id => &INDONESIAN,
        Language::En => &ENGLISH,
    }
}

fn lookup(language: Language, key: &str, places: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> String {
    LOCALES.try_lookup_complete(identifier(language), key, Some(places)).unwrap_or_else(|| {
        tracing::warn!(key, %language, "no words under this key");
        format!("\u{27e6}{key}\u{27e7}")
    })
}

/// `{{fluent "key" name=value}}`: the words under a key in the page's language (`lang` at the root of the context).
///
/// The helper that comes with the loader writes its places into the page unescaped and panics where `lang` is missing;
/// this one escapes everything and answers with an error.
pub(crate) struct FluentHelper;

impl HelperDef for FluentHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let key = helper
            .param(0)
            .and_then(|p| p.value().as_str())
            .ok_or(RenderErrorReason::ParamNotFoundForIndex("fluent", 0))?;
        let language = context
            .data()
            .get("lang")
            .and_then(serde_json::Value::as_str)
            .map(Language::from_code)
            .ok_or_else(|| RenderErrorReason::Other("no `lang` at the root of the page's context".to_owned()))?;
        let places = helper
            .hash()
            .iter()
            .map(|(name, value)| {
                let text = match value.value() {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                (Cow::from((*name).to_owned()), FluentValue::from(text))
            })
            .collect();
        out.write(&html_escape(&lookup(language, key, &places)))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Whether the files hold words under `key` in this very language; every place any text has is filled.
    fn holds(language: Language, key: &str) -> bool {
        let texts = concat!(include_str!("../locales/id/main.ftl"), include_str!("../locales/en/main.ftl"));
        let places: HashMap<Cow<'static, str>, FluentValue<'_>> = texts
            .split("{ $")
            .filter_map(|rest| rest.split_once(" }"))
            .map(|(name, _)| (Cow::from(name), FluentValue::from("x")))
            .collect();
        LOCALES.lookup_single_language(identifier(language), key, Some(&places)).is_ok()
    }

    fn keys_of(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .collect()
    }

    fn source_texts() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (mut all, mut paths) = (String::new(), vec![root.join("templates"), root.join("src")]);
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                paths.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                all.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
        all
    }

    #[test]
    fn both_languages_hold_the_same_keys() {
        let indonesian = keys_of(include_str!("../locales/id/main.ftl"));
        let english = keys_of(include_str!("../locales/en/main.ftl"));
        assert!(indonesian.len() > 50);
        assert_eq!(indonesian, english);
        for key in indonesian {
            assert!(holds(Language::Id, key) && holds(Language::En, key), "{key} does not parse");
        }
    }

    #[test]
    fn every_key_a_template_names_has_words() {
        let texts = source_texts();
        let named = texts.split("fluent \"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key);
        let mut seen = 0;
        for key in named.filter(|key| *key != "key") {
            assert!(holds(Language::Id, key), "`{key}` is named in a template and has no words");
            seen += 1;
        }
        assert!(seen > 50);
    }

    #[test]
    fn no_words_lie_unused() {
        let texts = source_texts();
        for key in keys_of(include_str!("../locales/id/main.ftl")) {
            let made_from_a_word =
                key.rmatch_indices('-').any(|(at, _)| texts.contains(&format!("\"{}-{{", &key[..at])));
            assert!(texts.contains(&format!("\"{key}\"")) || made_from_a_word, "nothing says `{key}`");
        }
    }

    #[test]
    fn places_are_filled_and_unknown_keys_are_marked() {
        assert_eq!(say(Language::En, "as-of", &[("day", "30 November 2026")]), "As of 30 November 2026");
        assert!(say(Language::Id, "no-such-key", &[]).contains('\u{27e6}'));
    }
}
