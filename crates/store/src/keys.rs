//! Ids of touches and the send keys they stand for. An id that planning made is its send key, written otherwise; ids of before, and
//! whatever else somebody may have chosen, stand in a table of their own.

use crate::error::{Doing, Result};
use crate::sql::{On, Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, unreadable};
use domain::send_key::channel_number;
use domain::{Channel, SendKey};
use std::collections::HashMap;

/// Whether a row of `touch` (or of the view of it) is of the campaign `$1`, in words that read its primary key.
pub(crate) const OF_CAMPAIGN: &str = "send_key BETWEEN (SELECT number << 40 FROM campaign WHERE name = $1)
    AND (SELECT (number << 40) | 1099511627775 FROM campaign WHERE name = $1)";

/// Whether a row of `touch` is of the campaign `$1` and waits in the outbox, in the words of the index of due touches: quick where nothing waits.
pub(crate) const WAITING_OF_CAMPAIGN: &str = "status = 0 AND ((send_key >> 40) << 4) | ((send_key >> 4) & 15)
    BETWEEN (SELECT number << 4 FROM campaign WHERE name = $1) AND (SELECT (number << 4) | 15 FROM campaign WHERE name = $1)";

/// Whether a row `t` of `touch` is of the campaign `$1` and the channel whose number is `$2`, in the words of the index of due touches.
pub(crate) const LANE: &str =
    "((t.send_key >> 40) << 4) | ((t.send_key >> 4) & 15) = (SELECT (number << 4) | $2 FROM campaign WHERE name = $1)";

/// What a channel adds to a campaign's number, four bits up, in the index of due touches.
pub(crate) fn channel_stored(channel: Channel) -> i64 {
    i64::from(channel_number(channel))
}

/// Locks touches in the order of their keys, where several write at once: whoever needs the same ones waits, and nobody waits for each
/// other.
pub(crate) async fn lock(tx: &mut Tx, keys: impl IntoIterator<Item = i64>) -> Result<()> {
    if tx.locking().is_empty() {
        return Ok(());
    }
    let mut keys: Vec<i64> = keys.into_iter().collect();
    keys.sort_unstable();
    for chunk in keys.chunks(ROWS_PER_STATEMENT) {
        let mut statement = Sql::new("SELECT send_key FROM touch WHERE ");
        statement.push_in("send_key", chunk.iter().copied()).push(tx.locking());
        statement.execute(&mut *tx).await.doing("waiting for touches")?;
    }
    Ok(())
}

/// The channel of a send key as a word, for statements.
pub(crate) fn channel_in_words(key: &str) -> String {
    let cases: Vec<String> =
        Channel::ALL.iter().map(|c| format!("WHEN {} THEN '{}'", channel_stored(*c), c.key())).collect();
    format!("CASE ({key} >> 4) & 15 {} END", cases.join(" "))
}

/// A stored key.
pub(crate) fn key_of(number: i64) -> Result<SendKey> {
    SendKey::of_number(number).ok_or_else(|| unreadable("touch.send_key", &number.to_string(), "a send key"))
}

/// The id of a touch: its own, or the one made of its key.
pub(crate) fn id_of(key: SendKey, own: Option<String>) -> String {
    own.unwrap_or_else(|| key.id())
}

/// Whether an id has the form of those made of a send key. Such an id must be that of its touch.
pub(crate) fn is_made_of_a_key(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The send keys that ids stand for, in their order; `None` for an id that is of no touch. A key that was read out of an id need not be
/// in the ledger.
pub(crate) async fn keys_of<'a>(on: impl Into<On<'a>>, ids: &[&str]) -> Result<Vec<Option<i64>>> {
    let mut keys: Vec<Option<i64>> = ids.iter().map(|id| SendKey::of_id(id).map(SendKey::number)).collect();
    let own: Vec<&str> = ids.iter().copied().filter(|id| !is_made_of_a_key(id)).collect();
    if own.is_empty() {
        return Ok(keys);
    }
    let mut on = on.into();
    let mut known: HashMap<String, i64> = HashMap::with_capacity(own.len());
    for chunk in own.chunks(ROWS_PER_STATEMENT) {
        let mut statement = Sql::new("SELECT id, send_key FROM touch_name WHERE ");
        statement.push_in("id", chunk.iter().copied());
        let rows: Vec<(String, i64)> = statement.all(on.again()).await.doing("finding touches by their ids")?;
        known.extend(rows);
    }
    for (id, key) in ids.iter().zip(&mut keys) {
        *key = key.or_else(|| known.get(*id).copied());
    }
    Ok(keys)
}
