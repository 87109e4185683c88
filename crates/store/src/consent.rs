//! Consent to messages: what stands, and how it is withdrawn, each withdrawal kept with what shows it.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::keys_of;
use crate::rights::erased;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, day, instant_of};
use crate::vault::ContactsKey;
use chrono::NaiveDate;
use domain::{Channel, MemberId};
use std::collections::{BTreeMap, BTreeSet};

/// Consent on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConsentDays {
    /// The day of the consent that stands; `None` where there is none.
    pub given_on: Option<NaiveDate>,
    /// The day of the last withdrawal. Consent of that day or before it does not count any more.
    pub withdrawn_on: Option<NaiveDate>,
}

impl ConsentDays {
    /// What stands after a source has said when consent was given and withdrawn. The latest day counts, on the same day the
    /// withdrawal does.
    #[must_use]
    pub fn after(self, given_on: Option<NaiveDate>, withdrawn_on: Option<NaiveDate>) -> Self {
        let withdrawn_on = self.withdrawn_on.max(withdrawn_on);
        let given_on = self.given_on.max(given_on).filter(|given| withdrawn_on.is_none_or(|day| *given > day));
        Self { given_on, withdrawn_on }
    }

    /// The day from which somebody may be written to for a purpose, where this is their consent to everything and `own` what they said
    /// of that purpose. What was withdrawn last counts: a purpose that was taken back is not given again by an older yes to everything,
    /// and whoever stopped everything has stopped each purpose.
    ///
    /// ```
    /// use store::ConsentDays;
    /// let day = |text: &str| text.parse().ok();
    /// let everything = ConsentDays { given_on: day("2026-01-05"), withdrawn_on: None };
    /// let no_offers = ConsentDays { given_on: None, withdrawn_on: day("2026-03-01") };
    /// assert_eq!(everything.for_purpose(no_offers), None);
    /// assert_eq!(everything.for_purpose(ConsentDays::default()), day("2026-01-05"));
    /// ```
    pub fn for_purpose(self, own: Self) -> Option<NaiveDate> {
        let since = |given: Option<NaiveDate>, withdrawn: Option<NaiveDate>| {
            given.filter(|given| withdrawn.is_none_or(|day| *given > day))
        };
        [since(self.given_on, own.withdrawn_on), since(own.given_on, self.withdrawn_on)].into_iter().flatten().min()
    }
}

/// Somebody who wrote that they want no more messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneStop {
    /// Their number in digits, with the country's code.
    pub digits: String,
    /// The day they wrote.
    pub on: NaiveDate,
    /// What they wrote.
    pub words: String,
}

/// A change of consent on WhatsApp or by e-mail, as it stands afterwards.
pub type ConsentChange = (MemberId, Channel, ConsentDays);

impl Store {
    /// Withdraws consent to WhatsApp of the members these touches were for, because the person said stop to the provider.
    /// Touches are named by our id or the provider's. The day the touch was handed over becomes the day of withdrawal.
    /// Answers how many members had given consent until now.
    pub async fn withdraw_whatsapp_consent(&self, touches: &[String]) -> Result<u64> {
        let mut tx = self.begin().await?;
        let mut days: BTreeSet<(String, String)> = BTreeSet::new();
        for chunk in touches.chunks(ROWS_PER_STATEMENT) {
            let ids: Vec<&str> = chunk.iter().map(String::as_str).collect();
            let keys = keys_of(&mut tx, &ids).await?.into_iter().flatten();
            let mut statement = Sql::new(
                "SELECT m.member, COALESCE(t.handed_at, t.due_at) FROM touch AS t
                 JOIN plan_member AS m ON m.member_key = t.send_key >> 8 WHERE ",
            );
            // No touch has the key -1.
            statement.push_in("t.send_key", keys.chain([-1])).push(" OR ").push_in("t.provider_id", ids);
            let rows: Vec<(String, i64)> = statement.all(&mut tx).await.doing("finding who stopped")?;
            for (member, at) in rows {
                days.insert((member, instant_of("touch.handed_at", at)?.date_naive().to_string()));
            }
        }
        let mut withdrawn = 0;
        for (member, day) in &days {
            Sql::new(
                "INSERT INTO consent_event (member, channel, change, on_day, evidence)
                 VALUES ($1, 'whatsapp', 'withdrawn', $2, 'the provider reported it') ON CONFLICT DO NOTHING",
            )
            .bind(member)
            .bind(day)
            .execute(&mut tx)
            .await
            .doing("noting who stopped")?;
        }
        // The last day of each member.
        for (member, day) in days.iter().map(|(member, day)| (member, day)).collect::<BTreeMap<_, _>>() {
            withdrawn += stop_whatsapp(&mut tx, "member = $1", member, day).await?;
        }
        tx.commit().await.doing("withdrawing consent")?;
        Ok(withdrawn)
    }

    /// Withdraws consent to WhatsApp of everybody with one of these phone numbers, because they wrote to us that they want no more.
    /// Answers how many members had given consent until now.
    pub async fn withdraw_by_phone(&self, key: &ContactsKey, stops: &[PhoneStop]) -> Result<u64> {
        self.unlock(key).await?;
        let mut tx = self.begin().await?;
        let mut withdrawn = 0;
        for PhoneStop { digits, on, words } in stops {
            let (mark, day) = (key.mark(digits), on.to_string());
            Sql::new(
                "INSERT INTO consent_event (member, channel, change, on_day, evidence)
                 SELECT member, 'whatsapp', 'withdrawn', $2, $3 FROM contact WHERE phone_mark = $1
                 ON CONFLICT DO NOTHING",
            )
            .bind(mark.as_str())
            .bind(day.as_str())
            .bind(format!("wrote: {words}"))
            .execute(&mut tx)
            .await
            .doing("noting who stopped")?;
            withdrawn += stop_whatsapp(&mut tx, "phone_mark = $1", &mark, &day).await?;
        }
        tx.commit().await.doing("withdrawing consent")?;
        Ok(withdrawn)
    }
}

/// Nobody whom `whose` finds by `$1` is written to on WhatsApp any more on the strength of what they agreed to by that day. The day of
/// withdrawal only climbs and stands whether or not a consent is on record just now, so that no older consent comes back with a file; a
/// later consent stays. Answers how many lost one.
async fn stop_whatsapp(tx: &mut Tx, whose: &str, value: &str, day: &str) -> Result<u64> {
    let had: Option<(i64,)> = Sql::new(format!(
        "SELECT COUNT(*) FROM contact WHERE {whose} AND (whatsapp_consent_on <= $2 OR EXISTS (SELECT 1 FROM consent_purpose AS p
            WHERE p.member = contact.member AND p.channel = 'whatsapp' AND p.given_on <= $2))"
    ))
    .bind(value)
    .bind(day)
    .optional(&mut *tx)
    .await
    .doing("withdrawing consent")?;
    for statement in [
        format!(
            "UPDATE contact SET
                whatsapp_consent_on = CASE WHEN whatsapp_consent_on > $2 THEN whatsapp_consent_on END,
                whatsapp_withdrawn_on = CASE WHEN whatsapp_withdrawn_on > $2 THEN whatsapp_withdrawn_on ELSE $2 END
             WHERE {whose}"
        ),
        format!(
            "UPDATE consent_purpose SET given_on = NULL WHERE channel = 'whatsapp' AND given_on <= $2
             AND member IN (SELECT member FROM contact WHERE {whose})"
        ),
    ] {
        Sql::new(statement).bind(value).bind(day).execute(&mut *tx).await.doing("withdrawing consent")?;
    }
    crate::stored::count("contact", had.map_or(0, |(had,)| had))
}

/// Writes consent as it stands now inside a transaction; a member without a contact gets one that holds only this, unless they asked to
/// be forgotten.
pub(crate) async fn put_consent(tx: &mut Tx, changes: &[ConsentChange]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let forgotten = erased(&mut *tx).await?;
    for (member, channel, days) in changes.iter().filter(|(member, ..)| !forgotten.contains(&member.0)) {
        let statement = match channel {
            Channel::Whatsapp => {
                "INSERT INTO contact (member, name, whatsapp_consent_on, whatsapp_withdrawn_on, sealed)
                 VALUES ($1, '', $2, $3, 1) ON CONFLICT (member) DO UPDATE SET
                 whatsapp_consent_on = excluded.whatsapp_consent_on,
                 whatsapp_withdrawn_on = excluded.whatsapp_withdrawn_on"
            }
            Channel::Email => {
                "INSERT INTO contact (member, name, email_consent_on, email_withdrawn_on, sealed)
                 VALUES ($1, '', $2, $3, 1) ON CONFLICT (member) DO UPDATE SET
                 email_consent_on = excluded.email_consent_on, email_withdrawn_on = excluded.email_withdrawn_on"
            }
            // Nobody is asked for consent to paper and counters.
            _ => continue,
        };
        Sql::new(statement)
            .bind(member.0.clone())
            .bind(days.given_on.map(|d| d.to_string()))
            .bind(days.withdrawn_on.map(|d| d.to_string()))
            .execute(&mut *tx)
            .await
            .doing("saving consent")?;
    }
    Ok(())
}

/// Days as they are stored, read back.
pub(crate) fn consent_days(given_on: Option<&str>, withdrawn_on: Option<&str>) -> Result<ConsentDays> {
    let read = |text: Option<&str>| text.map(|d| day("contact consent", d)).transpose();
    Ok(ConsentDays { given_on: read(given_on)?, withdrawn_on: read(withdrawn_on)? })
}
