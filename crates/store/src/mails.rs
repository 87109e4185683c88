//! Mail about the work: what went to whom and when. Documents of their own scope, one for each mail.

use crate::connection::Store;
use crate::error::{Doing, Result, StoreError};
use crate::sql::Sql;
use chrono::SecondsFormat;
use domain::MailRecord;

/// The scope; no campaign is called so, because a campaign's name holds no space.
const MAILS: &str = "sent mail";

impl Store {
    /// Notes a mail, or what became of it.
    pub async fn keep_mail(&self, mail: &MailRecord) -> Result<()> {
        let at = mail.at.to_rfc3339_opts(SecondsFormat::Millis, true);
        self.save_document(MAILS, &format!("{at} {}", mail.id), mail).await
    }

    /// The mails of a campaign, or of all, in the order in which they left.
    pub async fn mails(&self, campaign: Option<&str>) -> Result<Vec<MailRecord>> {
        let rows: Vec<(String, String)> = Sql::new("SELECT name, body FROM document WHERE scope = $1 ORDER BY name")
            .bind(MAILS)
            .all(self.reader())
            .await
            .doing("listing mails")?;
        let mut mails = Vec::new();
        for (name, body) in rows {
            let mail: MailRecord =
                serde_json::from_str(&body).map_err(|source| StoreError::Document { name, source })?;
            if campaign.is_none_or(|campaign| mail.campaign == campaign) {
                mails.push(mail);
            }
        }
        Ok(mails)
    }
}
