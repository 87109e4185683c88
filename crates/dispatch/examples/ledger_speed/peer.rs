//! What SQLite can do on this machine by itself: the leanest table that could be an outbox, without campaigns, approvals, fences and
//! words, written with the same driver, journal and `synchronous = FULL`.

use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Arguments, Connection};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const ROWS: usize = 500;
const ROWS_PER_TRANSACTION: usize = 5_000;

/// Seconds that the peer takes to insert so many rows, and to claim and mark them all, so many at a time.
pub async fn seconds(file: &Path, rows: u32, claimed_at_a_time: u32) -> Result<(f64, f64), Box<dyn Error>> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let mut on =
        SqliteConnection::connect_with(&options.pragma("cache_size", "-65536").pragma("wal_autocheckpoint", "8000"))
            .await?;
    sqlx::raw_sql(
        "CREATE TABLE peer (id INTEGER PRIMARY KEY, member BIGINT NOT NULL, due_at BIGINT NOT NULL, status BIGINT NOT NULL,
             fence BIGINT NOT NULL, worker TEXT);
         CREATE INDEX peer_due ON peer (due_at, id) WHERE status = 0;",
    )
    .execute(&mut on)
    .await?;

    let since = Instant::now();
    let all: Vec<i64> = (0..i64::from(rows)).collect();
    for batch in all.chunks(ROWS_PER_TRANSACTION) {
        let mut tx = on.begin_with("BEGIN IMMEDIATE").await?;
        for chunk in batch.chunks(ROWS) {
            let places = vec!["(?, ?, ?, 0, 0)"; chunk.len()].join(", ");
            let text = format!("INSERT INTO peer (id, member, due_at, status, fence) VALUES {places}");
            let mut values = SqliteArguments::default();
            for n in chunk {
                for value in [*n, 80_000_000_000 + n, 1_764_000_000_000_000 + n * 1_000_000] {
                    values.add(value).map_err(sqlx::Error::Encode)?;
                }
            }
            sqlx::query_with(sqlx::AssertSqlSafe(text), values).execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }
    let inserted = since.elapsed().as_secs_f64();

    let since = Instant::now();
    loop {
        let mut tx = on.begin_with("BEGIN IMMEDIATE").await?;
        let claimed: Vec<(i64, i64, i64)> = sqlx::query_as(
            "UPDATE peer SET status = 1, fence = fence + 1, worker = 'worker'
             WHERE id IN (SELECT id FROM peer WHERE status = 0 ORDER BY due_at, id LIMIT ?) RETURNING id, member, fence",
        )
        .bind(claimed_at_a_time)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        if claimed.is_empty() {
            break;
        }
        let mut tx = on.begin_with("BEGIN IMMEDIATE").await?;
        let places = vec!["?"; claimed.len()].join(", ");
        let text = format!("UPDATE peer SET status = 2, worker = NULL WHERE status = 1 AND id IN ({places})");
        let mut values = SqliteArguments::default();
        for (id, ..) in claimed {
            values.add(id).map_err(sqlx::Error::Encode)?;
        }
        sqlx::query_with(sqlx::AssertSqlSafe(text), values).execute(&mut *tx).await?;
        tx.commit().await?;
    }
    let marked = since.elapsed().as_secs_f64();
    on.close().await?;
    Ok((inserted, marked))
}
