//! Files that were taken in.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::stored::{count, count_stored, instant, instant_text};
use domain::views::ImportView;

type ImportRow = (String, String, String, String, i64, i64);

impl Store {
    /// Notes a file that was taken in. The same content of the same kind is noted once; the first note stays.
    pub async fn record_import(&self, import: &ImportView) -> Result<()> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO import_batch (kind, sha256, file, taken_at, row_count, quarantined)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, sha256) DO NOTHING",
        )
        .bind(&import.kind)
        .bind(&import.sha256)
        .bind(&import.file)
        .bind(instant_text(import.at))
        .bind(count_stored(import.rows))
        .bind(count_stored(import.quarantined))
        .execute(&mut *tx)
        .await
        .doing("recording an import")?;
        tx.commit().await.doing("recording an import")
    }

    /// All files taken in, newest first.
    pub async fn imports(&self) -> Result<Vec<ImportView>> {
        let rows: Vec<ImportRow> = sqlx::query_as(
            "SELECT file, kind, taken_at, sha256, row_count, quarantined FROM import_batch
             ORDER BY taken_at DESC, kind, file",
        )
        .fetch_all(self.reader())
        .await
        .doing("reading the imports")?;
        rows.into_iter().map(import_view).collect()
    }

    /// The note of a file with this content, where it was taken in before.
    pub async fn known_import(&self, kind: &str, sha256: &str) -> Result<Option<ImportView>> {
        let row: Option<ImportRow> = sqlx::query_as(
            "SELECT file, kind, taken_at, sha256, row_count, quarantined FROM import_batch
             WHERE kind = $1 AND sha256 = $2",
        )
        .bind(kind)
        .bind(sha256)
        .fetch_optional(self.reader())
        .await
        .doing("looking for an import")?;
        row.map(import_view).transpose()
    }
}

fn import_view((file, kind, at, sha256, rows, quarantined): ImportRow) -> Result<ImportView> {
    Ok(ImportView {
        file,
        kind,
        at: instant("import_batch.taken_at", &at)?,
        sha256,
        rows: count("import_batch.row_count", rows)?,
        quarantined: count("import_batch.quarantined", quarantined)?,
        by: String::new(),
        mapping: String::new(),
        taken_in: 0,
    })
}
