//! How the bodies of a campaign are said with registered templates.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::{LANE, channel_stored};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, micros, unreadable};
use chrono::{DateTime, Utc};
use domain::{Channel, Language, TemplateFilling};

type FillingColumns = (String, String, String, String);

impl Store {
    /// Puts fillings beside a plan that was saved without them; for tests.
    #[doc(hidden)]
    pub async fn save_fillings(&self, campaign: &str, fillings: &[TemplateFilling]) -> Result<()> {
        let mut tx = self.begin().await?;
        put_fillings(&mut tx, campaign, fillings).await?;
        tx.commit().await.doing("keeping how templates are filled")
    }

    /// The fillings of a campaign, by body.
    pub async fn fillings(&self, campaign: &str) -> Result<Vec<TemplateFilling>> {
        let rows: Vec<FillingColumns> = Sql::new(
            "SELECT body, template, language_code, parameters FROM template_filling WHERE campaign = $1 ORDER BY body",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading how templates are filled")?;
        let read = |(body, template, language_code, parameters): FillingColumns| {
            let read = serde_json::from_str(&parameters);
            let parameters =
                read.map_err(|_| unreadable("template_filling.parameters", &parameters, "a list of parameters"))?;
            Ok(TemplateFilling { body, template, language_code, parameters })
        };
        rows.into_iter().map(read).collect()
    }

    /// The languages of touches of a campaign that are due by `until` on a channel and still in the outbox.
    pub async fn languages_due(&self, campaign: &str, channel: Channel, until: DateTime<Utc>) -> Result<Vec<Language>> {
        let rows: Vec<(String,)> = Sql::new(format!(
            "SELECT DISTINCT w.language FROM touch AS t JOIN message AS w ON w.number = t.message
                 WHERE t.status = 0 AND {LANE} AND t.due_at <= $3 ORDER BY 1"
        ))
        .bind(campaign)
        .bind(channel_stored(channel))
        .bind(micros(until))
        .all(self.reader())
        .await
        .doing("reading the languages of touches")?;
        Ok(rows.into_iter().map(|(code,)| Language::from_code(&code)).collect())
    }
}

/// Keeps the fillings of a plan.
pub(crate) async fn put_fillings(tx: &mut Tx, campaign: &str, fillings: &[TemplateFilling]) -> Result<()> {
    for chunk in fillings.chunks(ROWS_PER_STATEMENT) {
        Sql::rows(
            "INSERT INTO template_filling (campaign, body, template, language_code, parameters) ",
            chunk,
            |row, filling| {
                let parameters = serde_json::to_string(&filling.parameters).expect("text always becomes JSON");
                row.push_bind(campaign)
                    .push_bind(filling.body.as_str())
                    .push_bind(filling.template.as_str())
                    .push_bind(filling.language_code.as_str())
                    .push_bind(parameters);
            },
        )
        .execute(&mut *tx)
        .await
        .doing("keeping how templates are filled")?;
    }
    Ok(())
}
