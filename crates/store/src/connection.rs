//! Opening the database: a SQLite file, or a PostgreSQL database that several machines share.

use crate::error::{Doing, Result, StoreError};
use crate::sql::{Pool, Sql, Tx};
use crate::vault::ContactsKey;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How long a statement waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// What the connection that writes keeps of the file in memory, KiB: the ledger of a million touches fits, so that an index is not
/// read again and again while a plan is saved.
const WRITER_CACHE: &str = "-65536";
/// Pages of the log (4 KiB each) after which the connection that writes puts them into the file. A page of the ledger is written
/// again and again while its touches are claimed and recorded; in the file it need be written once.
const LOG_PAGES: &str = "8000";
/// Rows that SQLite may be ahead of whoever reads them.
const ROWS_ON_THEIR_WAY: usize = 1_024;
/// What is marked to know a key again.
const UNLOCKED: &str = "unlocked";
/// Connections that read beside the one that writes.
const READERS: u32 = 4;
/// Connections to PostgreSQL.
const PG_CONNECTIONS: u32 = 8;
/// The advisory lock of PostgreSQL that stands for "nobody else plans, approves or imports meanwhile".
const WRITE_LOCK: i64 = 0x6a61_6e67_6b61_7501;

/// The database of a home directory. Cloning shares the connections.
///
/// In SQLite one connection writes, a few read, and every write is one transaction that starts with the write lock, so it never
/// has to give up half way because somebody else was faster. In PostgreSQL plans, approvals, imports and documents take an
/// advisory lock instead; claims and results of touches lock their rows only, so that workers do not wait for each other.
#[derive(Debug, Clone)]
pub struct Store {
    write: Pool,
    read: Pool,
    /// A mark of the key that contacts were unlocked with.
    unlocked: Arc<OnceLock<String>>,
}

impl Store {
    fn of(write: Pool, read: Pool) -> Self {
        Self { write, read, unlocked: Arc::default() }
    }

    /// Whether contacts were unlocked with this key before, by this process.
    pub(crate) fn was_unlocked_with(&self, key: &ContactsKey) -> bool {
        self.unlocked.get().is_some_and(|mark| *mark == key.mark(UNLOCKED))
    }

    pub(crate) fn remember_unlocked(&self, key: &ContactsKey) {
        self.unlocked.get_or_init(|| key.mark(UNLOCKED));
    }

    /// Opens the database file, makes it (readable by its owner only) where there is none, and brings its tables up to
    /// date. The directory must exist.
    pub async fn open(path: &Path) -> Result<Self> {
        keep_private(path).map_err(|source| StoreError::Open { path: path.display().to_string(), source })?;
        let options = SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Wal);
        let writing = options.clone().pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", LOG_PAGES);
        // What a statement may have to take back is kept in memory until it is done, instead of in a file.
        let write = pool(writing.pragma("temp_store", "memory"), 1).await?;
        sqlx::migrate!("migrations/sqlite").run(&write).await?;
        let read = pool(options, READERS).await?;
        Ok(Self::of(Pool::Lite(write), Pool::Lite(read)))
    }

    /// Opens a PostgreSQL database, `postgres://user:secret@host/name`, and brings its tables up to date. Errors never hold
    /// the address: it may hold a password.
    pub async fn connect(url: &str) -> Result<Self> {
        let options: PgConnectOptions = url.parse().map_err(|_| StoreError::Address)?;
        let options = options.application_name("jangkau").disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(PG_CONNECTIONS)
            .acquire_timeout(BUSY_TIMEOUT)
            .connect_with(options)
            .await
            .doing("connecting to PostgreSQL")?;
        sqlx::migrate!("migrations/postgres").run(&pool).await?;
        Ok(Self::of(Pool::Pg(pool.clone()), Pool::Pg(pool)))
    }

    /// A database that lives as long as this value; for tests.
    pub async fn in_memory() -> Result<Self> {
        let write = pool(SqliteConnectOptions::new().in_memory(true), 1).await?;
        sqlx::migrate!("migrations/sqlite").run(&write).await?;
        Ok(Self::of(Pool::Lite(write.clone()), Pool::Lite(write)))
    }

    /// A database of its own for a test: in memory, or, where `JANGKAU_TEST_POSTGRES` holds the address of a PostgreSQL server, a
    /// new database there. The server is thrown away after the tests.
    #[doc(hidden)]
    pub async fn fresh() -> Result<Self> {
        let Ok(server) = std::env::var("JANGKAU_TEST_POSTGRES") else { return Self::in_memory().await };
        Self::connect(&Self::fresh_address(&server).await?).await
    }

    /// The address of a new, empty database on a PostgreSQL server that is thrown away after the tests.
    #[doc(hidden)]
    pub async fn fresh_address(server: &str) -> Result<String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("jangkau_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let options: PgConnectOptions = server.parse().map_err(|_| StoreError::Address)?;
        let mut connection = options.connect().await.doing("connecting to PostgreSQL")?;
        let statement = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(statement).execute(&mut connection).await.doing("making a database")?;
        connection.close().await.doing("making a database")?;
        let (address, _) = server.rsplit_once('/').ok_or(StoreError::Address)?;
        Ok(format!("{address}/{name}"))
    }

    /// Whether several machines share it.
    pub fn is_postgres(&self) -> bool {
        matches!(self.write, Pool::Pg(_))
    }

    /// Connections for reading. Never ask for one while holding [`Store::begin`]'s: in memory they are the same.
    pub(crate) fn reader(&self) -> &Pool {
        &self.read
    }

    /// A write transaction that nobody else writes beside.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        let mut tx = self.begin_shared().await?;
        if matches!(tx, Tx::Pg(_)) {
            let mut lock = Sql::new("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS locked").bind(WRITE_LOCK);
            lock.execute(&mut tx).await.doing("waiting to write")?;
        }
        Ok(tx)
    }

    /// A write transaction that touches rows of the ledger only. In PostgreSQL others may write beside it, so the rows it reads
    /// before it changes them must be locked ([`Tx::locking`]).
    pub(crate) async fn begin_shared(&self) -> Result<Tx> {
        match &self.write {
            Pool::Lite(pool) => pool.begin_with("BEGIN IMMEDIATE").await.map(Tx::Lite),
            Pool::Pg(pool) => pool.begin().await.map(Tx::Pg),
        }
        .doing("waiting to write")
    }
}

async fn pool(options: SqliteConnectOptions, connections: u32) -> Result<SqlitePool> {
    // Rows cross from SQLite's thread to ours; fifty at a time, sqlx's default, would wake both again and again.
    let options = options.row_buffer_size(ROWS_ON_THEIR_WAY);
    let options = options.foreign_keys(true).busy_timeout(BUSY_TIMEOUT).synchronous(SqliteSynchronous::Full);
    // A statement that takes a second is no warning to whoever asked for an answer.
    let options = options.disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        // SQLite takes a transaction back by itself where it cannot be written, on a full disk for one. The connection does not
        // notice, and would refuse every transaction from then on; another takes its place.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .connect_with(options)
        .await
        .doing("opening a connection")
}

/// Makes the file, or narrows its permissions, so that only its owner reads it: it holds names and numbers of people.
/// The files SQLite puts beside it take their permissions from it.
///
/// A file that is there is not opened: whoever closes a file ends the locks that this whole process has on it (POSIX), those of other
/// connections too, and another process would then put the log away under their feet.
#[cfg(unix)]
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    match std::fs::OpenOptions::new().create_new(true).append(true).mode(0o600).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)),
    }
}

#[cfg(not(unix))]
fn keep_private(path: &Path) -> std::io::Result<()> {
    match std::fs::OpenOptions::new().create_new(true).append(true).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
