//! How to reach people, sealed. Who sends, prints or stands at a counter asks, with the key; days of consent are read without it.

use crate::connection::Store;
use crate::consent::{ConsentDays, consent_days};
use crate::error::{Doing, Result, StoreError};
use crate::rights::erased;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, day, word};
use crate::vault::ContactsKey;
use domain::{Contact, MemberId};
use std::collections::HashMap;

/// The word whose seal tells whether a key is the right one, and the place it is sealed for.
const CHECK: &str = "jangkau contacts";
const CHECK_PLACE: (&str, &str) = ("", "check");

type Text = Option<String>;
/// Member, name, phone, e-mail.
type SealedRow = (String, String, Text, Text);
/// Member, name, phone, e-mail, consent to WhatsApp and to e-mail.
type ContactRow = (String, String, Text, Text, Text, Text);
/// Member, has a phone, has an address, given and withdrawn on WhatsApp, given and withdrawn by e-mail.
type ReachRow = (String, i64, i64, Text, Text, Text, Text);

/// What is known of reaching a member, without the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// A mobile number is on record.
    pub has_phone: bool,
    /// An e-mail address is on record.
    pub has_email: bool,
    /// Consent to WhatsApp.
    pub whatsapp: ConsentDays,
    /// Consent to e-mail.
    pub email: ConsentDays,
}

impl Store {
    /// Saves contacts, sealed; one that is known is replaced, consent and all, so that consent that is not repeated is gone.
    /// Consent of the day of a withdrawal or before it stays withdrawn. The last of several for one member wins.
    pub async fn save_contacts(&self, key: &ContactsKey, contacts: &[Contact]) -> Result<()> {
        self.unlock(key).await?;
        let mut tx = self.begin().await?;
        put_contacts(&mut tx, key, contacts).await?;
        tx.commit().await.doing("saving the contacts")
    }

    /// The contacts of these members, opened; members without one, and those who asked not to be processed, are not in the answer.
    pub async fn contacts_of(&self, key: &ContactsKey, members: &[MemberId]) -> Result<HashMap<MemberId, Contact>> {
        if self.was_unlocked_with(key) {
            match self.open_contacts(key, members).await {
                // An earlier version, at work on the same database, may have left something clear meanwhile.
                Err(StoreError::WrongContactsKey) => {}
                answer => return answer,
            }
        }
        self.unlock(key).await?;
        self.open_contacts(key, members).await
    }

    async fn open_contacts(&self, key: &ContactsKey, members: &[MemberId]) -> Result<HashMap<MemberId, Contact>> {
        let mut found = HashMap::with_capacity(members.len());
        for chunk in members.chunks(ROWS_PER_STATEMENT) {
            let mut statement = Sql::new(
                "SELECT member, name, phone, email, whatsapp_consent_on, email_consent_on FROM contact
                 WHERE NOT EXISTS (SELECT 1 FROM person_right AS r WHERE r.member = contact.member) AND ",
            );
            statement.push_in("member", chunk.iter().map(|m| m.0.as_str()));
            let rows: Vec<ContactRow> = statement.all(self.reader()).await.doing("reading the contacts")?;
            for row in rows {
                let contact = opened(key, row)?;
                found.insert(contact.member.clone(), contact);
            }
        }
        Ok(found)
    }

    /// What is known of reaching these members, without the key; members without a contact are not in the answer.
    pub async fn reach_of(&self, members: &[MemberId]) -> Result<HashMap<MemberId, Reach>> {
        let mut found = HashMap::with_capacity(members.len());
        for chunk in members.chunks(ROWS_PER_STATEMENT) {
            let mut statement = Sql::new(
                "SELECT member, CAST(CASE WHEN phone IS NULL THEN 0 ELSE 1 END AS BIGINT),
                 CAST(CASE WHEN email IS NULL THEN 0 ELSE 1 END AS BIGINT),
                 whatsapp_consent_on, whatsapp_withdrawn_on, email_consent_on, email_withdrawn_on FROM contact WHERE ",
            );
            statement.push_in("member", chunk.iter().map(|m| m.0.as_str()));
            let rows: Vec<ReachRow> = statement.all(self.reader()).await.doing("reading who can be reached")?;
            for (member, phone, email, whatsapp, whatsapp_end, mail, mail_end) in rows {
                let reach = Reach {
                    has_phone: phone == 1,
                    has_email: email == 1,
                    whatsapp: consent_days(whatsapp.as_deref(), whatsapp_end.as_deref())?,
                    email: consent_days(mail.as_deref(), mail_end.as_deref())?,
                };
                found.insert(MemberId(member), reach);
            }
        }
        Ok(found)
    }

    /// Refuses another key than the one contacts were sealed with, and seals what an earlier version left clear.
    pub(crate) async fn unlock(&self, key: &ContactsKey) -> Result<()> {
        let check: Option<(String,)> = Sql::new("SELECT value FROM vault WHERE name = $1")
            .bind(CHECK)
            .optional(self.reader())
            .await
            .doing("looking at the vault")?;
        if let Some((sealed,)) = &check {
            key.open(CHECK_PLACE.0, CHECK_PLACE.1, sealed)?;
        }
        let clear: Option<(String,)> = Sql::new("SELECT member FROM contact WHERE sealed = 0 LIMIT 1")
            .optional(self.reader())
            .await
            .doing("looking at the vault")?;
        if check.is_none() {
            let mut tx = self.begin().await?;
            Sql::new("INSERT INTO vault (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
                .bind(CHECK)
                .bind(key.seal(CHECK_PLACE.0, CHECK_PLACE.1, CHECK)?)
                .execute(&mut tx)
                .await
                .doing("closing the vault")?;
            tx.commit().await.doing("closing the vault")?;
        }
        if clear.is_some() {
            self.seal_clear(key).await?;
        }
        self.mark_phones(key).await?;
        self.remember_unlocked(key);
        Ok(())
    }

    /// Marks phone numbers that an earlier version sealed without a mark.
    async fn mark_phones(&self, key: &ContactsKey) -> Result<()> {
        loop {
            let rows: Vec<(String, String)> =
                Sql::new("SELECT member, phone FROM contact WHERE phone IS NOT NULL AND phone_mark IS NULL LIMIT 500")
                    .all(self.reader())
                    .await
                    .doing("marking phone numbers")?;
            if rows.is_empty() {
                return Ok(());
            }
            let mut tx = self.begin().await?;
            for (member, sealed) in rows {
                let mark = key.mark(&key.open(&member, "phone", &sealed)?);
                Sql::new("UPDATE contact SET phone_mark = $1 WHERE member = $2")
                    .bind(mark)
                    .bind(member)
                    .execute(&mut tx)
                    .await
                    .doing("marking phone numbers")?;
            }
            tx.commit().await.doing("marking phone numbers")?;
        }
    }

    /// Seals contacts of before, then rewrites the file so that nothing clear is left in its free pages or its log.
    async fn seal_clear(&self, key: &ContactsKey) -> Result<()> {
        let mut tx = self.begin().await?;
        loop {
            let rows: Vec<SealedRow> =
                Sql::new("SELECT member, name, phone, email FROM contact WHERE sealed = 0 LIMIT 500")
                    .all(&mut tx)
                    .await
                    .doing("sealing contacts of before")?;
            if rows.is_empty() {
                break;
            }
            for (member, name, phone, email) in rows {
                let (name, phone, email) = sealed(key, &member, &name, phone.as_deref(), email.as_deref())?;
                Sql::new("UPDATE contact SET name = $1, phone = $2, email = $3, sealed = 1 WHERE member = $4")
                    .bind(name)
                    .bind(phone)
                    .bind(email)
                    .bind(member)
                    .execute(&mut tx)
                    .await
                    .doing("sealing contacts of before")?;
            }
        }
        tx.commit().await.doing("sealing contacts of before")?;
        // PostgreSQL keeps no file of ours, and was never written to by a version that did not seal.
        for statement in ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            if self.is_postgres() {
                break;
            }
            Sql::new(statement).execute(self.reader()).await.doing("rewriting the file after sealing")?;
        }
        Ok(())
    }
}

/// Writes contacts inside a transaction. The key has been checked.
pub(crate) async fn put_contacts(tx: &mut Tx, key: &ContactsKey, contacts: &[Contact]) -> Result<()> {
    let forgotten = erased(&mut *tx).await?;
    for chunk in contacts.chunks(ROWS_PER_STATEMENT) {
        let mut rows = Vec::with_capacity(chunk.len());
        for c in chunk.iter().filter(|c| !forgotten.contains(&c.member.0)) {
            let phone = c.phone.as_ref().map(domain::PhoneNumber::digits);
            rows.push((c, sealed(key, &c.member.0, &c.name, phone, c.email.as_deref())?));
        }
        if rows.is_empty() {
            continue;
        }
        Sql::rows(
            "INSERT INTO contact (member, name, phone, email, whatsapp_consent_on, email_consent_on, sealed, phone_mark) ",
            &rows,
            |row, (contact, (name, phone, email))| {
                row.push_bind(contact.member.0.clone())
                    .push_bind(name.clone())
                    .push_bind(phone.clone())
                    .push_bind(email.clone())
                    .push_bind(contact.whatsapp_consent_on.map(|d| d.to_string()))
                    .push_bind(contact.email_consent_on.map(|d| d.to_string()))
                    .push_bind(1_i64)
                    .push_bind(contact.phone.as_ref().map(|phone| key.mark(phone.digits())));
            },
        )
        .push(
            " ON CONFLICT (member) DO UPDATE SET name = excluded.name, phone = excluded.phone,
             email = excluded.email, sealed = 1, phone_mark = excluded.phone_mark,
             whatsapp_consent_on = CASE WHEN excluded.whatsapp_consent_on <= contact.whatsapp_withdrawn_on
                 THEN NULL ELSE excluded.whatsapp_consent_on END,
             email_consent_on = CASE WHEN excluded.email_consent_on <= contact.email_withdrawn_on
                 THEN NULL ELSE excluded.email_consent_on END",
        )
        .execute(&mut *tx)
        .await
        .doing("saving the contacts")?;
    }
    Ok(())
}

/// Name, phone and e-mail sealed; what is not known stays empty.
fn sealed(
    key: &ContactsKey,
    member: &str,
    name: &str,
    phone: Option<&str>,
    email: Option<&str>,
) -> Result<(String, Text, Text)> {
    let name = if name.is_empty() { String::new() } else { key.seal(member, "name", name)? };
    let phone = phone.map(|text| key.seal(member, "phone", text)).transpose()?;
    let email = email.map(|text| key.seal(member, "email", text)).transpose()?;
    Ok((name, phone, email))
}

fn opened(key: &ContactsKey, (member, name, phone, email, whatsapp, mail): ContactRow) -> Result<Contact> {
    let open = |field: &str, text: &str| key.open(&member, field, text);
    let phone = phone.map(|text| open("phone", &text)).transpose()?;
    let consent = |column, text: Text| text.map(|d| day(column, &d)).transpose();
    Ok(Contact {
        name: if name.is_empty() { name } else { open("name", &name)? },
        phone: phone.map(|p| word("contact.phone", &p)).transpose()?,
        email: email.map(|text| open("email", &text)).transpose()?,
        whatsapp_consent_on: consent("contact.whatsapp_consent_on", whatsapp)?,
        email_consent_on: consent("contact.email_consent_on", mail)?,
        member: MemberId(member),
    })
}
