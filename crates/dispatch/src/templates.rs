//! Looking templates and numbers up before anything is sent.

use crate::error::{DispatchError, StopReason};
use crate::report::DispatchReport;
use crate::whatsapp::{CloudApi, in_full};
use crate::whatsapp_config::WhatsAppConfig;
use crate::wire::{Number, Refused, Version, Versions};
use domain::Language;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// A language version of a template, as a hold names it.
pub(crate) fn template_version(name: &str, language_code: &str) -> String {
    format!("{name}/{language_code}")
}

/// What follows a version in the name of a hold for its quality, which its status does not lift.
pub(crate) const QUALITY: &str = "/quality";

impl CloudApi {
    /// The templates, each with its language code, that touches in these languages are said with.
    pub(crate) fn needed(&self, languages: &[Language]) -> BTreeSet<(String, String)> {
        if languages.is_empty() {
            return BTreeSet::new();
        }
        if self.fillings.is_empty() {
            return languages.iter().map(|language| (self.template.clone(), language.code().to_owned())).collect();
        }
        self.fillings.values().map(|f| (f.template.clone(), f.language_code.clone())).collect()
    }

    /// Refuses templates that are not approved, or whose quality is red.
    pub(crate) async fn check_templates(
        &self,
        config: &WhatsAppConfig,
        account: &str,
        needed: &BTreeSet<(String, String)>,
    ) -> Result<(), DispatchError> {
        let names: BTreeSet<&str> = needed.iter().map(|(name, _)| name.as_str()).collect();
        for name in names {
            let path =
                format!("{account}/message_templates?name={name}&fields=name,language,status,quality_score&limit=100");
            let versions: Versions = self.read(config, &path).await?;
            for (_, code) in needed.iter().filter(|(needed, _)| needed == name) {
                let found = versions.data.iter().find(|version| version.name == *name && version.language == *code);
                if let Some(why) = unfit(found) {
                    let detail = format!("template `{name}` in `{code}` {why}; nothing was sent");
                    return Err(stopped(StopReason::Template, None, detail));
                }
            }
        }
        Ok(())
    }

    /// Learns the digits of the numbers, and which of them have red quality.
    pub(crate) async fn look_at_numbers(&mut self, config: &WhatsAppConfig) -> Result<(), DispatchError> {
        for place in 0..self.numbers.len() {
            let known = self.ask_number(config, place).await?;
            let number = &mut self.numbers[place];
            number.digits = known.display_phone_number.map(|shown| digits(&shown));
            number.is_red = known.quality_rating.as_deref() == Some("RED");
        }
        if self.numbers.iter().all(|number| number.is_red) {
            let detail = "the provider rates the quality of every number red; nothing was sent".to_owned();
            return Err(stopped(StopReason::NumbersPaused, None, detail));
        }
        Ok(())
    }

    /// Learns the digits of the numbers, where the provider tells them.
    pub(crate) async fn learn_digits(&mut self, config: &WhatsAppConfig) {
        for place in 0..self.numbers.len() {
            match self.ask_number(config, place).await {
                Ok(known) => self.numbers[place].digits = known.display_phone_number.map(|shown| digits(&shown)),
                Err(error) => {
                    tracing::warn!(%error, "a number whose digits nobody knows is held with any that is held");
                }
            }
        }
    }

    async fn ask_number(&self, config: &WhatsAppConfig, place: usize) -> Result<Number, DispatchError> {
        let id = &self.numbers[place].sender.phone_number_id;
        self.read(config, &format!("{id}?fields=display_phone_number,quality_rating")).await
    }

    async fn read<T: DeserializeOwned>(&self, config: &WhatsAppConfig, path: &str) -> Result<T, DispatchError> {
        let url = config.address(path).ok_or_else(|| DispatchError::Setting {
            setting: "business_account_id",
            value: path.to_owned(),
            expected: "the digits of an account",
        })?;
        let unreachable = |error: reqwest::Error| stopped(StopReason::Unreachable, None, in_full(&error));
        let answer = self.ask(url).await.map_err(unreachable)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(unreachable)?;
        if status.is_success() {
            let broken = |_| stopped(StopReason::Unreachable, None, format!("the answer {status} cannot be read"));
            return serde_json::from_slice(&body).map_err(broken);
        }
        let (code, detail) = match serde_json::from_slice::<Refused>(&body) {
            Ok(Refused { error }) => (Some(error.code), error.words()),
            Err(_) => (None, format!("the answer {status} carries no error code")),
        };
        let reason = self.codes.on_answer(code, status.as_u16()).stop_reason();
        Err(stopped(reason.unwrap_or(StopReason::Unreachable), code, detail))
    }
}

/// Why a language version cannot be sent; `None` where it can.
fn unfit(version: Option<&Version>) -> Option<String> {
    let Some(version) = version else { return Some("is not registered".to_owned()) };
    if version.status != "APPROVED" {
        return Some(format!("is {}, not APPROVED", version.status));
    }
    let quality = version.quality_score.as_ref().and_then(|quality| quality.score.as_deref());
    (quality == Some("RED")).then(|| "has red quality: too many people blocked or reported it".to_owned())
}

/// The digits of a number as it is shown.
pub(crate) fn digits(shown: &str) -> String {
    shown.chars().filter(char::is_ascii_digit).collect()
}

fn stopped(reason: StopReason, code: Option<i64>, detail: String) -> DispatchError {
    DispatchError::Stopped { reason, code, detail, report: Box::new(DispatchReport::default()) }
}
