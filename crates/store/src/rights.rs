//! People who asked not to be processed any more, or to be forgotten (law 27/2022): it takes effect at once, and each gets a receipt.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::{On, Sql, Tx};
use crate::stored::{instant, instant_text, unreadable};
use crate::vault::ContactsKey;
use chrono::{DateTime, Utc};
use domain::MemberId;
use std::collections::HashSet;

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Not to be processed: no campaign plans, sends or lists them; what is on record stays.
    Restricted,
    /// To be forgotten: as restricted, and name, number, address, consent and the words written to them are gone.
    Erased,
}

impl Right {
    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Erased => "erased",
        }
    }
}

/// What was done, for the person and for whoever asks later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number.
    pub number: String,
    /// Whose.
    pub member: MemberId,
    /// What they asked for.
    pub right: Right,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Whether a row of `touch` is of the member `$1`, found campaign by campaign: there is an index for that.
const OF_MEMBER: &str = "send_key IN (SELECT o.send_key FROM campaign AS c
    CROSS JOIN plan_member AS m CROSS JOIN touch AS o
    WHERE m.campaign = c.name AND m.member = $1 AND o.send_key BETWEEN m.member_key << 8 AND (m.member_key << 8) | 255)";

type ReceiptColumns = (String, String, String, String, String);

impl Store {
    /// Does what a person asks for, all of it at once: what is due for them never leaves, follow-ups are dropped, counters see them no
    /// more, and where they asked to be forgotten their contact, consent and the words of their touches are gone. Asked for twice, the
    /// first receipt is given again.
    pub async fn claim_right(
        &self,
        key: &ContactsKey,
        member: &MemberId,
        right: Right,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Receipt> {
        let mut tx = self.begin().await?;
        if let Some(known) = receipt(&mut tx, member, right).await? {
            return Ok(known);
        }
        let number = key.receipt(&format!("{}\0{}\0{}", right.key(), member.0, instant_text(at)));
        // What is claimed and not called has not left either, and may not be called any more.
        let cancel = format!(
            "UPDATE touch SET status = 7 WHERE (status = 0 OR (status = 1 AND called_at IS NULL)) AND {OF_MEMBER}"
        );
        let mut statements = vec![
            cancel.as_str(),
            "UPDATE follow_up SET decided = 'restricted' WHERE decided IS NULL AND member = $1",
            "DELETE FROM counter_visit WHERE outcome IS NULL AND member = $1",
        ];
        if right == Right::Erased {
            statements.extend([
                "DELETE FROM contact WHERE member = $1",
                "DELETE FROM consent_event WHERE member = $1",
                "DELETE FROM consent_purpose WHERE member = $1",
                "UPDATE follow_up SET body = '' WHERE member = $1",
            ]);
        }
        for statement in statements {
            Sql::new(statement).bind(&member.0).execute(&mut tx).await.doing("doing what a person asks for")?;
        }
        if right == Right::Erased {
            forget_words(&mut tx, member).await?;
        }
        Sql::new("INSERT INTO person_right (receipt, member, claimed, given_by, noted_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(&number)
            .bind(&member.0)
            .bind(right.key())
            .bind(by)
            .bind(instant_text(at))
            .execute(&mut tx)
            .await
            .doing("writing a receipt")?;
        tx.commit().await.doing("doing what a person asks for")?;
        Ok(Receipt { number, member: member.clone(), right, by: by.to_owned(), at })
    }

    /// Who asked not to be processed, or to be forgotten.
    pub async fn restricted(&self) -> Result<HashSet<MemberId>> {
        restricted(self.reader()).await
    }

    /// Who asked to be forgotten.
    pub async fn forgotten(&self) -> Result<HashSet<MemberId>> {
        Ok(erased(self.reader()).await?.into_iter().map(MemberId).collect())
    }

    /// Every receipt, oldest first.
    pub async fn receipts(&self) -> Result<Vec<Receipt>> {
        let rows: Vec<ReceiptColumns> = Sql::new(
            "SELECT receipt, member, claimed, given_by, noted_at FROM person_right ORDER BY noted_at, receipt",
        )
        .all(self.reader())
        .await
        .doing("reading receipts")?;
        rows.into_iter().map(read).collect()
    }
}

/// Lets what was written to somebody be forgotten: their touches say nothing any more, and words that nobody else was sent are gone.
async fn forget_words(tx: &mut Tx, member: &MemberId) -> Result<()> {
    let said: Vec<(i64,)> = Sql::new(format!("SELECT DISTINCT message FROM touch WHERE {OF_MEMBER}"))
        .bind(&member.0)
        .all(&mut *tx)
        .await
        .doing("forgetting what was written")?;
    // Messages are counted from 1; the empty one of each campaign is its number 0.
    for statement in [
        format!(
            "INSERT INTO message (number, language, body) SELECT DISTINCT (send_key >> 40) << 32, 'id', '' FROM touch
             WHERE {OF_MEMBER} ON CONFLICT DO NOTHING"
        ),
        format!("UPDATE touch SET message = (send_key >> 40) << 32 WHERE {OF_MEMBER}"),
    ] {
        Sql::new(statement).bind(&member.0).execute(&mut *tx).await.doing("forgetting what was written")?;
    }
    for (number,) in said.iter().filter(|(number,)| number & 0xffff_ffff != 0) {
        Sql::new(
            "DELETE FROM message WHERE number = $1 AND NOT EXISTS (SELECT 1 FROM touch
             WHERE message = $1 AND send_key BETWEEN ($1 >> 32) << 40 AND (($1 >> 32) << 40) | 1099511627775)",
        )
        .bind(*number)
        .execute(&mut *tx)
        .await
        .doing("forgetting what was written")?;
    }
    Ok(())
}

pub(crate) async fn restricted<'a>(on: impl Into<On<'a>>) -> Result<HashSet<MemberId>> {
    let rows: Vec<(String,)> = Sql::new("SELECT DISTINCT member FROM person_right")
        .all(on)
        .await
        .doing("reading who asked not to be processed")?;
    Ok(rows.into_iter().map(|(member,)| MemberId(member)).collect())
}

/// Who asked to be forgotten: a file that still knows them does not bring them back.
pub(crate) async fn erased<'a>(on: impl Into<On<'a>>) -> Result<HashSet<String>> {
    let rows: Vec<(String,)> = Sql::new("SELECT member FROM person_right WHERE claimed = 'erased'")
        .all(on)
        .await
        .doing("reading who is forgotten")?;
    Ok(rows.into_iter().map(|(member,)| member).collect())
}

async fn receipt(tx: &mut Tx, member: &MemberId, right: Right) -> Result<Option<Receipt>> {
    let row: Option<ReceiptColumns> = Sql::new(
        "SELECT receipt, member, claimed, given_by, noted_at FROM person_right WHERE member = $1 AND claimed = $2",
    )
    .bind(&member.0)
    .bind(right.key())
    .optional(tx)
    .await
    .doing("reading a receipt")?;
    row.map(read).transpose()
}

fn read((number, member, claimed, by, at): ReceiptColumns) -> Result<Receipt> {
    let right = match claimed.as_str() {
        "restricted" => Right::Restricted,
        "erased" => Right::Erased,
        _ => return Err(unreadable("person_right.claimed", &claimed, "restricted or erased")),
    };
    Ok(Receipt { number, member: MemberId(member), right, by, at: instant("person_right.noted_at", &at)? })
}
