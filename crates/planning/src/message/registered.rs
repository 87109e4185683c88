//! The provider's registered template behind a template file.
//!
//! WhatsApp sends only texts that were registered and approved, with parameters in them. A file names its template in its first line, a
//! comment that is never sent: `{{!-- whatsapp: pengingat_jv id named --}}` is the template `pengingat_jv` under the language code
//! `id` with named parameters; `positional` numbers them instead. The parameters are the file's placeholders in the order in which
//! they first stand there.

use super::Words;
use domain::{Language, TemplateFilling, TemplateParameter};

/// A template as it is registered with the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its name.
    pub name: String,
    /// The provider's language code, which may differ from the language of the words.
    pub language_code: String,
    /// Whether parameters are named; else they go by place.
    pub named: bool,
    /// Its placeholders, in the order in which they first stand in the text.
    pub placeholders: Vec<String>,
    /// The text to register: `{{price_now}}` where parameters are named, `{{1}}` where they go by place.
    pub text: String,
}

const EXPECTED: &str = "expected a first line such as {{!-- whatsapp: pengingat_jv id named --}}: the template's name in lower \
                        case, digits and underscores, its language code, and named or positional";

impl Registered {
    /// Reads a file; `None` where it names no template. The error is the reason.
    pub(super) fn read(text: &str, language: Language, known: &[&str]) -> Result<Option<Self>, String> {
        let Some((line, rest)) = text.trim_start().strip_prefix("{{!-- whatsapp:").and_then(|t| t.split_once("--}}"))
        else {
            return Ok(None);
        };
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, language_code, form) = match words.as_slice() {
            [name] => (*name, language.code(), "positional"),
            [name, code] => (*name, *code, "positional"),
            [name, code, form @ ("named" | "positional")] => (*name, *code, *form),
            _ => return Err(EXPECTED.to_owned()),
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(plain) || name.len() > 512 {
            return Err(EXPECTED.to_owned());
        }
        let named = form == "named";
        let (placeholders, text) = placeholders(rest.trim(), named, known)?;
        let (name, language_code) = (name.to_owned(), language_code.to_owned());
        Ok(Some(Self { name, language_code, named, placeholders, text }))
    }

    /// How a body is said with it.
    pub(super) fn fill(&self, body: &str, words: &Words) -> TemplateFilling {
        let parameter = |placeholder: &String| TemplateParameter {
            name: self.named.then(|| placeholder.clone()),
            text: words.of(placeholder).to_owned(),
        };
        TemplateFilling {
            body: body.to_owned(),
            template: self.name.clone(),
            language_code: self.language_code.clone(),
            parameters: self.placeholders.iter().map(parameter).collect(),
        }
    }
}

/// The placeholders of a text, each once, and the text as it is registered.
fn placeholders(text: &str, named: bool, known: &[&str]) -> Result<(Vec<String>, String), String> {
    let mut found: Vec<String> = Vec::new();
    let mut registered = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inside, behind) = after.split_once("}}").ok_or("a placeholder is not closed")?;
        let inside = inside.trim();
        if !known.contains(&inside) {
            let known = known.join(", ");
            return Err(format!(
                "`{{{{{inside}}}}}` cannot be a parameter of a registered template; it takes plain placeholders only: {known}"
            ));
        }
        let place = found.iter().position(|name| name == inside).unwrap_or_else(|| {
            found.push(inside.to_owned());
            found.len() - 1
        });
        registered.push_str(before);
        let parameter = if named { inside.to_owned() } else { (place + 1).to_string() };
        registered.push_str("{{");
        registered.push_str(&parameter);
        registered.push_str("}}");
        rest = behind;
    }
    registered.push_str(rest);
    Ok((found, registered))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<Option<Registered>, String> {
        Registered::read(text, Language::Id, &Words::PLACEHOLDERS)
    }

    #[test]
    fn a_first_line_names_the_template_and_the_placeholders_are_its_parameters() {
        let text = "{{!-- whatsapp: pengingat_jv id named --}}\nIuran {{price_now}} dadi {{price_after}}, saiki {{ price_now }}.";
        let named = read(text).unwrap().unwrap();
        assert_eq!((named.name.as_str(), named.language_code.as_str(), named.named), ("pengingat_jv", "id", true));
        assert_eq!(named.placeholders, ["price_now", "price_after"]);
        assert_eq!(named.text, "Iuran {{price_now}} dadi {{price_after}}, saiki {{price_now}}.");
        let numbered = read(&text.replace("named", "positional")).unwrap().unwrap();
        assert_eq!(numbered.text, "Iuran {{1}} dadi {{2}}, saiki {{1}}.");
        let short = read("{{!-- whatsapp: pengingat --}}Halo").unwrap().unwrap();
        assert_eq!((short.language_code.as_str(), short.placeholders.len()), ("id", 0));
        assert_eq!(read("Iuran {{price_now}}").unwrap(), None);
        assert_eq!(read("{{!-- a note --}}Iuran").unwrap(), None);
    }

    #[test]
    fn what_cannot_be_registered_is_refused_with_what_is_expected() {
        for (text, words) in [
            ("{{!-- whatsapp: Pengingat id --}}Halo", "lower case"),
            ("{{!-- whatsapp: a id sometimes --}}Halo", "named or positional"),
            ("{{!-- whatsapp: --}}Halo", "expected a first line"),
            ("{{!-- whatsapp: a --}}{{#if group}}Halo{{/if}}", "plain placeholders only"),
            ("{{!-- whatsapp: a --}}{{name}}", "cannot be a parameter"),
            ("{{!-- whatsapp: a --}}{{group", "not closed"),
        ] {
            let refusal = read(text).unwrap_err();
            assert!(refusal.contains(words), "{text}: {refusal}");
        }
    }
}
