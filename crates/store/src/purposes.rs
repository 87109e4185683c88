//! Consent by purpose: who may be written to about what, and each consent with the words that were agreed to and what shows it.

use crate::connection::Store;
use crate::consent::{ConsentDays, consent_days};
use crate::error::{Doing, Result};
use crate::rights::erased;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, day, word};
use crate::vault::ContactsKey;
use chrono::NaiveDate;
use domain::{Channel, Contact, MemberId, Purpose};
use std::collections::{BTreeMap, HashMap};

/// A consent that was given or withdrawn, as it is kept for good.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConsentEvent {
    /// Whose.
    pub member: MemberId,
    /// WhatsApp or e-mail.
    pub channel: Channel,
    /// For what; `None` is everything the channel is used for.
    pub purpose: Option<Purpose>,
    /// Given, or else withdrawn.
    pub given: bool,
    /// The day.
    pub on: NaiveDate,
    /// Version of the words they agreed to; empty where it is not known.
    pub text_version: String,
    /// What shows it.
    pub evidence: String,
}

/// Those who said something of one purpose: whether they may be written to about it. Of everybody else their consent to everything
/// counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgreedTo {
    /// On WhatsApp.
    pub whatsapp: HashMap<MemberId, bool>,
    /// By e-mail.
    pub email: HashMap<MemberId, bool>,
}

/// Member, channel, given and withdrawn for the purpose, given and withdrawn for everything on that channel.
type PurposeColumns = (String, String, Option<String>, Option<String>, Option<String>, Option<String>);

/// Channel, purpose, change, day, version of the words, evidence.
type ConsentColumns = (String, String, String, String, String, String);

/// Member, channel, purpose, given and withdrawn.
type OwnColumns = (String, String, String, Option<String>, Option<String>);

/// What people said of purposes, beside their consent to everything on that channel.
const SAID: &str = "SELECT p.member, p.channel, p.given_on, p.withdrawn_on,
        CASE WHEN p.channel = 'email' THEN k.email_consent_on ELSE k.whatsapp_consent_on END,
        CASE WHEN p.channel = 'email' THEN k.email_withdrawn_on ELSE k.whatsapp_withdrawn_on END
    FROM consent_purpose AS p LEFT JOIN contact AS k ON k.member = p.member";

impl Store {
    /// Who may be written to about this, and who may not, of those who said something of it.
    pub async fn agreed_to(&self, purpose: Purpose) -> Result<AgreedTo> {
        let rows: Vec<PurposeColumns> = Sql::new(format!("{SAID} WHERE p.purpose = $1"))
            .bind(purpose.key())
            .all(self.reader())
            .await
            .doing("reading who agreed to what")?;
        let mut agreed = AgreedTo::default();
        for row in rows {
            let (member, channel, since) = since(row)?;
            let of = if channel == Channel::Email { &mut agreed.email } else { &mut agreed.whatsapp };
            of.insert(member, since.is_some());
        }
        Ok(agreed)
    }

    /// [`Store::contacts_of`] for whoever writes to them for a campaign: consent is that to what the campaign is about.
    pub async fn contacts_for(
        &self,
        key: &ContactsKey,
        campaign: &str,
        members: &[MemberId],
    ) -> Result<HashMap<MemberId, Contact>> {
        let mut contacts = self.contacts_of(key, members).await?;
        for chunk in members.chunks(ROWS_PER_STATEMENT) {
            let mut statement = Sql::new(SAID);
            statement.push(" WHERE p.purpose = (SELECT purpose FROM campaign WHERE name = ").push_bind(campaign);
            statement.push(") AND ").push_in("p.member", chunk.iter().map(|member| member.0.as_str()));
            let rows: Vec<PurposeColumns> = statement.all(self.reader()).await.doing("reading who agreed to what")?;
            for row in rows {
                let (member, channel, since) = since(row)?;
                let Some(contact) = contacts.get_mut(&member) else { continue };
                match channel {
                    Channel::Email => contact.email_consent_on = since,
                    _ => contact.whatsapp_consent_on = since,
                }
            }
        }
        Ok(contacts)
    }

    /// Every consent a member gave or withdrew, by day.
    pub async fn consents_of(&self, member: &MemberId) -> Result<Vec<ConsentEvent>> {
        let rows: Vec<ConsentColumns> = Sql::new(
            "SELECT channel, purpose, change, on_day, text_version, evidence FROM consent_event WHERE member = $1
             ORDER BY on_day, channel, purpose, change, evidence",
        )
        .bind(&member.0)
        .all(self.reader())
        .await
        .doing("reading the consents of a member")?;
        let event = |(channel, purpose, change, on, text_version, evidence): ConsentColumns| {
            Ok(ConsentEvent {
                member: member.clone(),
                channel: word("consent_event.channel", &channel)?,
                purpose: (!purpose.is_empty()).then(|| word("consent_event.purpose", &purpose)).transpose()?,
                given: change == "given",
                on: day("consent_event.on_day", &on)?,
                text_version,
                evidence,
            })
        };
        rows.into_iter().map(event).collect()
    }
}

/// Whose, on which channel, and from when they may be written to about the purpose.
fn since(
    (member, channel, given, withdrawn, all_given, all_withdrawn): PurposeColumns,
) -> Result<(MemberId, Channel, Option<NaiveDate>)> {
    let own = consent_days(given.as_deref(), withdrawn.as_deref())?;
    let all = consent_days(all_given.as_deref(), all_withdrawn.as_deref())?;
    Ok((MemberId(member), word("consent_purpose.channel", &channel)?, all.for_purpose(own)))
}

/// Keeps consents for good, and lets what they say of purposes count. The same consent again changes nothing; whoever asked to be
/// forgotten is not brought back.
pub(crate) async fn put_events(tx: &mut Tx, events: &[ConsentEvent]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let forgotten = erased(&mut *tx).await?;
    let events: Vec<&ConsentEvent> = events.iter().filter(|event| !forgotten.contains(&event.member.0)).collect();
    for chunk in events.chunks(ROWS_PER_STATEMENT) {
        let into = "INSERT INTO consent_event (member, channel, purpose, change, on_day, text_version, evidence) ";
        let mut statement = Sql::rows(into, chunk, |row, event| {
            row.push_bind(&event.member.0)
                .push_bind(event.channel.key())
                .push_bind(event.purpose.map_or("", Purpose::key))
                .push_bind(if event.given { "given" } else { "withdrawn" })
                .push_bind(event.on.to_string())
                .push_bind(&event.text_version)
                .push_bind(&event.evidence);
        });
        statement.push(" ON CONFLICT DO NOTHING").execute(&mut *tx).await.doing("keeping consents")?;
    }
    let mut said: BTreeMap<(&str, &str, &str), ConsentDays> = BTreeMap::new();
    for event in events {
        let Some(purpose) = event.purpose else { continue };
        let days = said.entry((event.member.0.as_str(), event.channel.key(), purpose.key())).or_default();
        let (given, withdrawn) = if event.given { (Some(event.on), None) } else { (None, Some(event.on)) };
        *days = days.after(given, withdrawn);
    }
    put_purposes(tx, said).await
}

async fn put_purposes(tx: &mut Tx, said: BTreeMap<(&str, &str, &str), ConsentDays>) -> Result<()> {
    let mut said: Vec<((&str, &str, &str), ConsentDays)> = said.into_iter().collect();
    for chunk in said.chunks_mut(ROWS_PER_STATEMENT) {
        let mut statement =
            Sql::new("SELECT member, channel, purpose, given_on, withdrawn_on FROM consent_purpose WHERE ");
        statement.push_in("member", chunk.iter().map(|((member, ..), _)| *member));
        let rows: Vec<OwnColumns> = statement.all(&mut *tx).await.doing("reading who agreed to what")?;
        let mut before: HashMap<(&str, &str, &str), ConsentDays> = HashMap::with_capacity(rows.len());
        for (member, channel, purpose, given, withdrawn) in &rows {
            let days = consent_days(given.as_deref(), withdrawn.as_deref())?;
            before.insert((member, channel, purpose), days);
        }
        for (of, days) in chunk.iter_mut() {
            let earlier = before.get(of).copied().unwrap_or_default();
            *days = earlier.after(days.given_on, days.withdrawn_on);
        }
        let into = "INSERT INTO consent_purpose (member, channel, purpose, given_on, withdrawn_on) ";
        let mut statement = Sql::rows(into, chunk.iter(), |row, ((member, channel, purpose), days)| {
            row.push_bind(*member)
                .push_bind(*channel)
                .push_bind(*purpose)
                .push_bind(days.given_on.map(|day| day.to_string()))
                .push_bind(days.withdrawn_on.map(|day| day.to_string()));
        });
        statement.push(
            " ON CONFLICT (member, channel, purpose) DO UPDATE SET given_on = excluded.given_on,
             withdrawn_on = excluded.withdrawn_on",
        );
        statement.execute(&mut *tx).await.doing("saving what was agreed to")?;
    }
    Ok(())
}
