//! Opening the database.

use crate::error::{Doing, Result, StoreError};
use sqlx::ConnectOptions;
use sqlx::Transaction;
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

/// How long a statement waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that read beside the one that writes.
const READERS: u32 = 4;

/// The database of a home directory. Cloning shares the connections.
///
/// One connection writes, a few read. Every write is one transaction that starts with the write lock, so it never has to
/// give up half way because somebody else was faster.
#[derive(Debug, Clone)]
pub struct Store {
    write: SqlitePool,
    read: SqlitePool,
}

impl Store {
    /// Opens the database file, makes it (readable by its owner only) where there is none, and brings its tables up to
    /// date. The directory must exist.
    pub async fn open(path: &Path) -> Result<Self> {
        keep_private(path).map_err(|source| StoreError::Open { path: path.display().to_string(), source })?;
        let options = SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Wal);
        let write = pool(options.clone(), 1).await?;
        sqlx::migrate!().run(&write).await?;
        let read = pool(options, READERS).await?;
        Ok(Self { write, read })
    }

    /// A database that lives as long as this value; for tests.
    pub async fn in_memory() -> Result<Self> {
        let write = pool(SqliteConnectOptions::new().in_memory(true), 1).await?;
        sqlx::migrate!().run(&write).await?;
        Ok(Self { read: write.clone(), write })
    }

    /// Connections for reading. Never ask for one while holding [`Store::begin`]'s: in memory they are the same.
    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.read
    }

    /// A write transaction that holds the write lock from its first moment.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        self.write.begin_with("BEGIN IMMEDIATE").await.doing("waiting to write")
    }
}

async fn pool(options: SqliteConnectOptions, connections: u32) -> Result<SqlitePool> {
    let options = options.foreign_keys(true).busy_timeout(BUSY_TIMEOUT).synchronous(SqliteSynchronous::Full);
    // A statement that takes a second is no warning to whoever asked for an answer.
    let options = options.disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .doing("opening a connection")
}

/// Makes the file, or narrows its permissions, so that only its owner reads it: it holds names and numbers of people.
/// The files SQLite puts beside it take their permissions from it.
#[cfg(unix)]
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn keep_private(path: &Path) -> std::io::Result<()> {
    std::fs::OpenOptions::new().create(true).append(true).open(path).map(drop)
}
