//! How to reach people. Only dispatch asks.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::stored::{ROWS_PER_STATEMENT, day, push_in, rows_statement, word};
use domain::{Contact, MemberId};
use sqlx::QueryBuilder;
use std::collections::HashMap;

type ContactRow = (String, String, Option<String>, Option<String>, Option<String>, Option<String>);

impl Store {
    /// Saves contacts; one that is known is replaced, consent and all, so a withdrawn consent is gone. The last of
    /// several for one member wins.
    pub async fn save_contacts(&self, contacts: &[Contact]) -> Result<()> {
        let mut tx = self.begin().await?;
        for chunk in contacts.chunks(ROWS_PER_STATEMENT) {
            rows_statement(
                "INSERT INTO contact (member, name, phone, email, whatsapp_consent_on, email_consent_on) ",
                chunk,
                |mut row, contact: &Contact| {
                    row.push_bind(contact.member.0.clone())
                        .push_bind(contact.name.clone())
                        .push_bind(contact.phone.as_ref().map(|p| p.digits().to_owned()))
                        .push_bind(contact.email.clone())
                        .push_bind(contact.whatsapp_consent_on.map(|d| d.to_string()))
                        .push_bind(contact.email_consent_on.map(|d| d.to_string()));
                },
            )
            .push(
                " ON CONFLICT (member) DO UPDATE SET name = excluded.name, phone = excluded.phone,
                 email = excluded.email, whatsapp_consent_on = excluded.whatsapp_consent_on,
                 email_consent_on = excluded.email_consent_on",
            )
            .build()
            .execute(&mut *tx)
            .await
            .doing("saving the contacts")?;
        }
        tx.commit().await.doing("saving the contacts")
    }

    /// Withdraws consent to WhatsApp of the members these touches were for, because the person said stop to the provider.
    /// Touches are named by our id or the provider's. Answers how many members had given consent until now.
    pub async fn withdraw_whatsapp_consent(&self, touches: &[String]) -> Result<u64> {
        let mut tx = self.begin().await?;
        let mut withdrawn = 0;
        for chunk in touches.chunks(ROWS_PER_STATEMENT) {
            let mut statement = QueryBuilder::new(
                "UPDATE contact SET whatsapp_consent_on = NULL WHERE whatsapp_consent_on IS NOT NULL
                 AND member IN (SELECT member FROM touch WHERE ",
            );
            push_in(&mut statement, "id", chunk.iter().map(String::as_str));
            push_in(statement.push(" OR "), "provider_id", chunk.iter().map(String::as_str));
            statement.push(")");
            let done = statement.build().execute(&mut *tx).await.doing("withdrawing consent")?;
            withdrawn += done.rows_affected();
        }
        tx.commit().await.doing("withdrawing consent")?;
        Ok(withdrawn)
    }

    /// The contacts of these members; members without one are not in the answer.
    pub async fn contacts_of(&self, members: &[MemberId]) -> Result<HashMap<MemberId, Contact>> {
        let mut found = HashMap::with_capacity(members.len());
        for chunk in members.chunks(ROWS_PER_STATEMENT) {
            let mut statement = QueryBuilder::new(
                "SELECT member, name, phone, email, whatsapp_consent_on, email_consent_on FROM contact WHERE ",
            );
            push_in(&mut statement, "member", chunk.iter().map(|m| m.0.as_str()));
            let rows: Vec<ContactRow> =
                statement.build_query_as().fetch_all(self.reader()).await.doing("reading the contacts")?;
            for row in rows {
                let contact = contact(row)?;
                found.insert(contact.member.clone(), contact);
            }
        }
        Ok(found)
    }
}

fn contact((member, name, phone, email, whatsapp, mail): ContactRow) -> Result<Contact> {
    Ok(Contact {
        member: MemberId(member),
        name,
        phone: phone.map(|p| word("contact.phone", &p)).transpose()?,
        email,
        whatsapp_consent_on: whatsapp.map(|d| day("contact.whatsapp_consent_on", &d)).transpose()?,
        email_consent_on: mail.map(|d| day("contact.email_consent_on", &d)).transpose()?,
    })
}
