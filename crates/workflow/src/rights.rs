//! People who asked not to be processed, or to be forgotten.

use crate::home::Home;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, Member, MemberId, Purpose};
use serde::Serialize;
use store::{ConsentEvent, Right};

/// What shows a consent that came with the members themselves.
const MEMBERS_FILE: &str = "members file";

/// What a person was given in answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptSummary {
    /// Number of the receipt.
    pub receipt: String,
    /// Whose.
    pub member: String,
    /// `restricted` or `erased`.
    pub right: &'static str,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Does what a person asks for. Their rows in the tables of members and payments stay, under their member number: contributions are
/// accounts that others must keep. Nothing there names them, and of whoever asks to be forgotten nothing there can be found by their
/// identity number any more.
pub async fn claim(home: &Home, member: &str, right: Right, by: &str, at: DateTime<Utc>) -> Result<ReceiptSummary> {
    let member = known(home, member)?;
    let store = home.store().await?;
    let receipt = store.claim_right(&home.contacts_key()?, &member, right, by, at).await?;
    if right == Right::Erased {
        forget_profile(home, &member)?;
    }
    Ok(summary(receipt))
}

/// A member of this home.
fn known(home: &Home, member: &str) -> Result<MemberId> {
    let member = MemberId(member.to_owned());
    if !crate::import::load_members(home)?.iter().any(|m| m.id == member) {
        bail!("no member `{}` in this home", member.0);
    }
    Ok(member)
}

/// Takes what leads to a person out of the table of members.
fn forget_profile(home: &Home, member: &MemberId) -> Result<()> {
    let _alone = home.lock_imports()?;
    let mut members = crate::import::load_members(home)?;
    for known in members.iter_mut().filter(|known| known.id == *member) {
        nameless(known);
    }
    let (table, waiting) = (home.table("members"), home.table("members-forgetting"));
    intake::save_members(&waiting, &members)?;
    std::fs::rename(&waiting, &table).with_context(|| format!("{} cannot be replaced", table.display()))
}

/// Leaves nothing in a member's row by which somebody could be found or reached.
pub(crate) fn nameless(member: &mut Member) {
    member.identity_token = String::new();
    (member.phone_known, member.email_known) = (false, false);
    (member.whatsapp_reachable, member.email_reachable) = (false, false);
}

/// A consent as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentLine {
    /// The day.
    pub on: NaiveDate,
    /// WhatsApp or e-mail.
    pub channel: Channel,
    /// For what; `None` is everything the channel is used for.
    pub purpose: Option<Purpose>,
    /// Given, or else withdrawn.
    pub given: bool,
    /// Version of the words they agreed to; empty where it is not known.
    pub text_version: String,
    /// What shows it.
    pub evidence: String,
}

/// Every consent a member gave or withdrew in a consent file, to the provider or by a message, by day; and what stands without any of
/// these, because the members file said so.
pub async fn consents(home: &Home, member: &str) -> Result<Vec<ConsentLine>> {
    let member = known(home, member)?;
    let store = home.store().await?;
    let kept = store.consents_of(&member).await?;
    let reach = store.reach_of(std::slice::from_ref(&member)).await?.remove(&member).unwrap_or_default();
    let line = |event: ConsentEvent| {
        let ConsentEvent { channel, purpose, given, on, text_version, evidence, .. } = event;
        ConsentLine { on, channel, purpose, given, text_version, evidence }
    };
    let mut lines: Vec<ConsentLine> = kept.into_iter().map(line).collect();
    for (channel, days) in [(Channel::Whatsapp, reach.whatsapp), (Channel::Email, reach.email)] {
        for (given, day) in [(true, days.given_on), (false, days.withdrawn_on)] {
            let Some(on) = day else { continue };
            let is_told =
                |line: &ConsentLine| (line.on, line.channel, line.purpose, line.given) == (on, channel, None, given);
            if !lines.iter().any(is_told) {
                let (text_version, evidence) = (String::new(), MEMBERS_FILE.to_owned());
                lines.push(ConsentLine { on, channel, purpose: None, given, text_version, evidence });
            }
        }
    }
    lines.sort_by_key(|line| line.on);
    Ok(lines)
}

/// Every receipt.
pub async fn receipts(home: &Home) -> Result<Vec<ReceiptSummary>> {
    Ok(home.store().await?.receipts().await?.into_iter().map(summary).collect())
}

fn summary(receipt: store::Receipt) -> ReceiptSummary {
    let store::Receipt { number, member, right, by, at } = receipt;
    ReceiptSummary { receipt: number, member: member.0, right: right.key(), by, at }
}
