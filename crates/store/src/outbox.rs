//! Putting touches into the ledger.

use crate::error::{Doing, Result, StoreError};
use crate::keys::is_made_of_a_key;
use crate::sql::{Sql, Tx, meanwhile};
use crate::stored::{ROWS_PER_STATEMENT, TOUCHES_PER_STATEMENT, micros};
use chrono::{DateTime, Utc};
use domain::{Arm, Language, MemberId, PlannedMember, SendKey, Touch};
use std::collections::HashMap;

/// A touch as it goes into the ledger.
pub(crate) struct Outgoing<'t> {
    pub key: SendKey,
    pub id: &'t str,
    pub language: Language,
    pub body: &'t str,
    pub due_at: DateTime<Utc>,
    pub cost: i64,
    /// Where it is not that of the member.
    pub area: Option<&'t str>,
}

impl Outgoing<'_> {
    /// The id, where it is not made of the key.
    pub(crate) fn own_id(&self) -> Option<&str> {
        (!is_made_of_a_key(self.id)).then_some(self.id)
    }
}

/// Gives each touch of a plan its send key, in the order of the keys. Refuses touches of another campaign, and those for somebody who is
/// not treated on their channel.
pub(crate) fn outgoing<'t>(
    campaign: &str,
    number: u32,
    members: &'t [PlannedMember],
    touches: &'t [Touch],
) -> Result<Vec<Outgoing<'t>>> {
    let mut found = Members { all: members, next: 0, by_id: None };
    let mut outgoing = Vec::with_capacity(touches.len());
    for touch in touches {
        let keyed = if touch.campaign == campaign {
            keyed(number, &mut found, touch)
        } else {
            Err(format!("is of campaign `{}`", touch.campaign))
        };
        outgoing.push(keyed.map_err(|why| StoreError::PlanMismatch {
            campaign: campaign.to_owned(),
            reason: format!("touch `{}` {why}", touch.id),
        })?);
    }
    outgoing.sort_by_key(|touch| touch.key);
    Ok(outgoing)
}

fn keyed<'t>(number: u32, members: &mut Members<'t>, touch: &'t Touch) -> std::result::Result<Outgoing<'t>, String> {
    let member = members.find(&touch.member).ok_or("is for a member who is not in the plan")?;
    match member.arm {
        Arm::Treated(channel) if channel == touch.channel => {}
        Arm::Treated(channel) => {
            return Err(format!("is on {}, but its member is treated on {}", touch.channel.key(), channel.key()));
        }
        Arm::HeldOut(_) | Arm::HeldOutOf(_) => return Err("is for a member who is held out".to_owned()),
    }
    let key = SendKey::new(number, member.row, touch.channel, touch.step)
        .ok_or_else(|| format!("is step {}; expected 1 to 15", touch.step))?;
    if is_made_of_a_key(&touch.id) && SendKey::of_id(&touch.id) != Some(key) {
        return Err(format!("has an id made of another send key; expected `{}`", key.id()));
    }
    Ok(Outgoing {
        key,
        id: &touch.id,
        language: touch.language,
        body: &touch.body,
        due_at: touch.due_at,
        cost: touch.cost_rupiah,
        area: (touch.area != member.area).then(|| touch.area.as_str()),
    })
}

/// The members of a plan, found quickly where touches come in their order.
struct Members<'t> {
    all: &'t [PlannedMember],
    next: usize,
    by_id: Option<HashMap<&'t MemberId, usize>>,
}

impl<'t> Members<'t> {
    fn find(&mut self, member: &MemberId) -> Option<&'t PlannedMember> {
        let ahead = &self.all[self.next..];
        // Held-out members stand between, a few at a time; further ahead the map is quicker.
        let at = ahead.iter().take(16).position(|m| m.member == *member).map(|passed| self.next + passed);
        let members = self.all;
        let at = at.or_else(|| {
            let map = || members.iter().enumerate().map(|(at, m)| (&m.member, at)).collect();
            self.by_id.get_or_insert_with(map).get(member).copied()
        })?;
        self.next = at;
        members.get(at)
    }
}

/// Writes touches, all of one campaign, with their words and with the ids that are not made of their keys. `taken` messages of the campaign
/// are there already. Answers how many touches went in; where `passing`, one whose send key is there already is passed over.
pub(crate) async fn put_touches(
    tx: &mut Tx,
    number: u32,
    touches: &[Outgoing<'_>],
    taken: i64,
    passing: bool,
) -> Result<u64> {
    let conflict = if passing { " ON CONFLICT DO NOTHING" } else { "" };
    let messages = put_messages(tx, (i64::from(number) << 32) + taken, touches).await?;
    let numbered: Vec<(&Outgoing<'_>, i64)> = touches.iter().zip(messages).collect();
    let mut chunks = numbered.chunks(TOUCHES_PER_STATEMENT).map(|chunk| insertion(chunk, conflict));
    let (mut written, mut next) = (0, chunks.next());
    while let Some(mut statement) = next {
        // The database is busy with one statement while the next is written.
        let (inserted, after) = meanwhile(statement.execute(&mut *tx), || chunks.next()).await;
        written += inserted.doing("putting touches into the outbox")?;
        next = after;
    }
    let own: Vec<(i64, &str)> = touches.iter().filter_map(|t| Some((t.key.number(), t.own_id()?))).collect();
    for chunk in own.chunks(ROWS_PER_STATEMENT) {
        let mut statement = Sql::rows("INSERT INTO touch_name (send_key, id) ", chunk, |row, (key, id)| {
            row.push_bind(*key).push_bind(*id);
        });
        statement.push(conflict).execute(&mut *tx).await.doing("keeping the ids of touches")?;
    }
    Ok(written)
}

/// A statement that inserts touches, each with the number of its message.
fn insertion(touches: &[(&Outgoing<'_>, i64)], conflict: &str) -> Sql {
    let elsewhere = touches.iter().any(|(touch, _)| touch.area.is_some());
    let mut statement = Sql::new("INSERT INTO touch (status, fence, send_key, message, due_at, cost");
    statement.push(if elsewhere { ", area) VALUES " } else { ") VALUES " });
    for (at, (touch, message)) in touches.iter().enumerate() {
        statement.push(if at == 0 { "(0, 0, " } else { ", (0, 0, " });
        statement.push_bind(touch.key.number()).push(", ").push_bind(*message).push(", ");
        statement.push_bind(micros(touch.due_at)).push(", ").push_bind(touch.cost);
        if elsewhere {
            statement.push(", ").push_bind(touch.area);
        }
        statement.push(")");
    }
    statement.push(conflict);
    statement
}

/// Keeps what touches say, each text once, numbered after `last`; answers the number of each touch's.
async fn put_messages(tx: &mut Tx, last: i64, touches: &[Outgoing<'_>]) -> Result<Vec<i64>> {
    let mut numbers: HashMap<(&str, &str), i64> = HashMap::new();
    let mut distinct: Vec<(i64, &str, &str)> = Vec::new();
    let mut of_touches = Vec::with_capacity(touches.len());
    for touch in touches {
        let language = touch.language.code();
        let before = distinct.last().filter(|(_, l, body)| *l == language && *body == touch.body);
        let number = match before {
            Some((number, ..)) => *number,
            None => *numbers.entry((language, touch.body)).or_insert_with(|| {
                let number = last + 1 + distinct.len() as i64;
                distinct.push((number, language, touch.body));
                number
            }),
        };
        of_touches.push(number);
    }
    for chunk in distinct.chunks(ROWS_PER_STATEMENT) {
        Sql::rows("INSERT INTO message (number, language, body) ", chunk, |row, (number, language, body)| {
            row.push_bind(*number).push_bind(*language).push_bind(*body);
        })
        .execute(&mut *tx)
        .await
        .doing("keeping what touches say")?;
    }
    Ok(of_touches)
}
