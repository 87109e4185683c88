//! Files that were taken in: by whom, when, with which mapping, and why rows were put aside.

use crate::connection::Store;
use crate::consent::{ConsentChange, put_consent};
use crate::contacts::put_contacts;
use crate::error::{Doing, Result};
use crate::purposes::{ConsentEvent, put_events};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count, count_stored, instant, instant_text};
use crate::vault::ContactsKey;
use domain::Contact;
use domain::views::{ImportView, QuarantineView};
use sqlx::FromRow;
use std::collections::HashSet;

/// Reasons kept of one import; the quarantine file of the home has all.
pub const MOST_REASONS: usize = 10_000;

/// What an import changes in the store, at once or not at all.
#[derive(Debug, Clone, Copy)]
pub struct ImportChanges<'a> {
    /// The file, who took it in, and its counts.
    pub import: &'a ImportView,
    /// Why rows were put aside, masked; the first [`MOST_REASONS`] are kept.
    pub quarantine: &'a [QuarantineView],
    /// Contacts that are new or replaced, with the key they are sealed with.
    pub contacts: Option<(&'a ContactsKey, &'a [Contact])>,
    /// Consent as it stands afterwards.
    pub consent: &'a [ConsentChange],
    /// Each consent that was given or withdrawn, for good.
    pub events: &'a [ConsentEvent],
}

#[derive(FromRow)]
struct ImportRow {
    file: String,
    kind: String,
    taken_at: String,
    sha256: String,
    row_count: i64,
    quarantined: i64,
    taken_by: String,
    mapping: String,
    taken_in: i64,
}

impl Store {
    /// Notes a file that was taken in. The same content of the same kind is noted once: the first note stays, but where rows were put
    /// aside a later one takes its place.
    pub async fn record_import(&self, import: &ImportView) -> Result<()> {
        self.save_import(ImportChanges { import, quarantine: &[], contacts: None, consent: &[], events: &[] }).await
    }

    /// Saves everything an import changes in one transaction: its note, the reasons, contacts, consent.
    pub async fn save_import(&self, changes: ImportChanges<'_>) -> Result<()> {
        if let Some((key, _)) = changes.contacts {
            self.unlock(key).await?;
        }
        let mut tx = self.begin().await?;
        if put_import(&mut tx, changes.import).await? {
            put_reasons(&mut tx, changes.import, changes.quarantine).await?;
        }
        if let Some((key, contacts)) = changes.contacts {
            put_contacts(&mut tx, key, contacts).await?;
        }
        put_consent(&mut tx, changes.consent).await?;
        put_events(&mut tx, changes.events).await?;
        tx.commit().await.doing("recording an import")
    }

    /// All files taken in, newest first.
    pub async fn imports(&self) -> Result<Vec<ImportView>> {
        let rows: Vec<ImportRow> = Sql::new(
            "SELECT file, kind, taken_at, sha256, row_count, quarantined, taken_by, mapping, taken_in FROM import_batch
             ORDER BY taken_at DESC, kind, file",
        )
        .all(self.reader())
        .await
        .doing("reading the imports")?;
        rows.into_iter().map(import_view).collect()
    }

    /// The note of a file with this content, where it was taken in before.
    pub async fn known_import(&self, kind: &str, sha256: &str) -> Result<Option<ImportView>> {
        let row: Option<ImportRow> = Sql::new(
            "SELECT file, kind, taken_at, sha256, row_count, quarantined, taken_by, mapping, taken_in FROM import_batch
             WHERE kind = $1 AND sha256 = $2",
        )
        .bind(kind)
        .bind(sha256)
        .optional(self.reader())
        .await
        .doing("looking for an import")?;
        row.map(import_view).transpose()
    }

    /// Lines of a file that were put aside when it was taken in; `None` where they had more reasons than are kept.
    pub async fn put_aside(&self, import: &ImportView) -> Result<Option<HashSet<u64>>> {
        let lines: Vec<(i64,)> =
            Sql::new("SELECT line FROM import_reason WHERE kind = $1 AND sha256 = $2 ORDER BY place")
                .bind(&import.kind)
                .bind(&import.sha256)
                .all(self.reader())
                .await
                .doing("reading a quarantine")?;
        let mut aside = HashSet::new();
        // Cells left out of rows that were taken in come last.
        for (line,) in lines {
            if aside.len() as u64 == import.quarantined {
                break;
            }
            aside.insert(count("import_reason.line", line)?);
        }
        Ok((aside.len() as u64 == import.quarantined).then_some(aside))
    }

    /// Why rows of the file with this content were put aside, in the file's order; values are masked. At most `limit`, and
    /// at most [`MOST_REASONS`].
    pub async fn quarantine(&self, sha256: &str, limit: u32) -> Result<Vec<QuarantineView>> {
        let rows: Vec<(i64, String, String, String)> = Sql::new(
            "SELECT line, column_name, value, expected FROM import_reason WHERE sha256 = $1
             ORDER BY kind, place LIMIT $2",
        )
        .bind(sha256)
        .bind(i64::from(limit))
        .all(self.reader())
        .await
        .doing("reading a quarantine")?;
        let view = |(line, column, value, expected)| {
            Ok(QuarantineView { line: count("import_reason.line", line)?, column, value, expected })
        };
        rows.into_iter().map(view).collect()
    }
}

/// Answers whether the note is new, or takes the place of one of a file of which rows were put aside.
async fn put_import(tx: &mut Tx, import: &ImportView) -> Result<bool> {
    let done = Sql::new(
        "INSERT INTO import_batch (kind, sha256, file, taken_at, row_count, quarantined, taken_by, mapping, taken_in)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (kind, sha256) DO UPDATE SET file = excluded.file,
         taken_at = excluded.taken_at, row_count = excluded.row_count, quarantined = excluded.quarantined,
         taken_by = excluded.taken_by, mapping = excluded.mapping, taken_in = excluded.taken_in
         WHERE import_batch.quarantined > 0",
    )
    .bind(&import.kind)
    .bind(&import.sha256)
    .bind(&import.file)
    .bind(instant_text(import.at))
    .bind(count_stored(import.rows))
    .bind(count_stored(import.quarantined))
    .bind(&import.by)
    .bind(&import.mapping)
    .bind(count_stored(import.taken_in))
    .execute(&mut *tx)
    .await
    .doing("recording an import")?;
    Ok(done == 1)
}

/// The reasons of an import, in place of those it had before.
async fn put_reasons(tx: &mut Tx, import: &ImportView, reasons: &[QuarantineView]) -> Result<()> {
    Sql::new("DELETE FROM import_reason WHERE kind = $1 AND sha256 = $2")
        .bind(&import.kind)
        .bind(&import.sha256)
        .execute(&mut *tx)
        .await
        .doing("recording why rows were put aside")?;
    let kept: Vec<(usize, &QuarantineView)> = reasons.iter().take(MOST_REASONS).enumerate().collect();
    for chunk in kept.chunks(ROWS_PER_STATEMENT) {
        Sql::rows(
            "INSERT INTO import_reason (kind, sha256, place, line, column_name, value, expected) ",
            chunk,
            |row, (place, reason)| {
                row.push_bind(import.kind.clone())
                    .push_bind(import.sha256.clone())
                    .push_bind(*place as i64)
                    .push_bind(count_stored(reason.line))
                    .push_bind(reason.column.clone())
                    .push_bind(reason.value.clone())
                    .push_bind(reason.expected.clone());
            },
        )
        .execute(&mut *tx)
        .await
        .doing("recording why rows were put aside")?;
    }
    Ok(())
}

fn import_view(row: ImportRow) -> Result<ImportView> {
    Ok(ImportView {
        at: instant("import_batch.taken_at", &row.taken_at)?,
        rows: count("import_batch.row_count", row.row_count)?,
        quarantined: count("import_batch.quarantined", row.quarantined)?,
        taken_in: count("import_batch.taken_in", row.taken_in)?,
        file: row.file,
        kind: row.kind,
        sha256: row.sha256,
        by: row.taken_by,
        mapping: row.mapping,
    })
}
