//! One statement for both engines: its text, with `$1`, `$2` in the places of values, and the values. Only text and whole numbers
//! are stored, so that SQLite and PostgreSQL read and write alike.

use sqlx::postgres::{PgArguments, PgConnection, PgPool, PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, FromRow, Transaction};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// A value of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

/// Rows that either engine gives.
pub(crate) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Connections for reading.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Lite(SqlitePool),
    Pg(PgPool),
}

/// A transaction that is rolled back unless it is committed.
pub(crate) enum Tx {
    Lite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Lite(tx) => tx.commit().await,
            Self::Pg(tx) => tx.commit().await,
        }
    }

    /// What a claim's `SELECT` must end with: where several write at once, rows that another worker is claiming are passed over.
    pub(crate) fn skipping(&self) -> &'static str {
        match self {
            Self::Lite(_) => "",
            Self::Pg(_) => " FOR UPDATE OF t SKIP LOCKED",
        }
    }

    /// What a `SELECT` of touches that are about to be changed must end with: where several write at once, the rows are locked.
    pub(crate) fn locking(&self) -> &'static str {
        match self {
            Self::Lite(_) => "",
            Self::Pg(_) => " ORDER BY send_key FOR UPDATE",
        }
    }
}

/// Where a statement runs.
pub(crate) enum On<'a> {
    LitePool(&'a SqlitePool),
    PgPool(&'a PgPool),
    Lite(&'a mut SqliteConnection),
    Pg(&'a mut PgConnection),
}

impl<'a> From<&'a Pool> for On<'a> {
    fn from(pool: &'a Pool) -> Self {
        match pool {
            Pool::Lite(pool) => Self::LitePool(pool),
            Pool::Pg(pool) => Self::PgPool(pool),
        }
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        match tx {
            Tx::Lite(tx) => Self::Lite(tx),
            Tx::Pg(tx) => Self::Pg(tx),
        }
    }
}

impl On<'_> {
    /// The same place for another statement.
    pub(crate) fn again(&mut self) -> On<'_> {
        match self {
            Self::LitePool(pool) => On::LitePool(pool),
            Self::PgPool(pool) => On::PgPool(pool),
            Self::Lite(connection) => On::Lite(connection),
            Self::Pg(connection) => On::Pg(connection),
        }
    }
}

/// A statement and its values. Places that come with their values are written `?`, in order; a text that names its places itself says
/// `$1`, `$2`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

/// Runs `$query` with the arguments of whichever engine is there.
macro_rules! run {
    ($self:ident, $on:ident, $make:ident, $method:ident) => {{
        let Self { text, values } = std::mem::take($self);
        match $on.into() {
            On::LitePool(on) => sqlx::$make(AssertSqlSafe(text), lite(values)?).$method(on).await,
            On::PgPool(on) => sqlx::$make(AssertSqlSafe(numbered(&text)), pg(values)?).$method(on).await,
            On::Lite(on) => sqlx::$make(AssertSqlSafe(text), lite(values)?).$method(on).await,
            On::Pg(on) => sqlx::$make(AssertSqlSafe(numbered(&text)), pg(values)?).$method(on).await,
        }
    }};
}

impl Sql {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// `prefix VALUES (v, v, ...), (v, v, ...)`: a multi-row statement over `rows`.
    pub(crate) fn rows<'r, R: 'r>(
        prefix: &str,
        rows: impl IntoIterator<Item = &'r R>,
        mut bind: impl FnMut(&mut Cells<'_>, &'r R),
    ) -> Self {
        let mut statement = Self::new(prefix);
        statement.push_values(rows, &mut bind);
        statement
    }

    /// `VALUES (v, v, ...), (v, v, ...)`. Both engines call the columns column1, column2 ...
    pub(crate) fn push_values<R>(
        &mut self,
        rows: impl IntoIterator<Item = R>,
        mut bind: impl FnMut(&mut Cells<'_>, R),
    ) -> &mut Self {
        self.push("VALUES ");
        for (at, row) in rows.into_iter().enumerate() {
            self.push(if at == 0 { "(" } else { "), (" });
            bind(&mut Cells { statement: self, first: true }, row);
        }
        self.push(")")
    }

    /// The value of the next place that the text names itself.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// A value and its place.
    pub(crate) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('?');
        self
    }

    /// `column IN (v, v, ...)`.
    pub(crate) fn push_in(&mut self, column: &str, values: impl IntoIterator<Item = impl Into<Value>>) -> &mut Self {
        self.push(column).push(" IN (");
        let mut cells = Cells { statement: self, first: true };
        for value in values {
            cells.push_bind(value);
        }
        self.push(")")
    }

    pub(crate) async fn all<'a, T: Row>(&mut self, on: impl Into<On<'a>>) -> Result<Vec<T>, sqlx::Error> {
        run!(self, on, query_as_with, fetch_all)
    }

    pub(crate) async fn optional<'a, T: Row>(&mut self, on: impl Into<On<'a>>) -> Result<Option<T>, sqlx::Error> {
        run!(self, on, query_as_with, fetch_optional)
    }

    /// Answers how many rows were changed.
    pub(crate) async fn execute<'a>(&mut self, on: impl Into<On<'a>>) -> Result<u64, sqlx::Error> {
        let Self { text, values } = std::mem::take(self);
        Ok(match on.into() {
            On::LitePool(on) => sqlx::query_with(AssertSqlSafe(text), lite(values)?).execute(on).await?.rows_affected(),
            On::PgPool(on) => {
                sqlx::query_with(AssertSqlSafe(numbered(&text)), pg(values)?).execute(on).await?.rows_affected()
            }
            On::Lite(on) => sqlx::query_with(AssertSqlSafe(text), lite(values)?).execute(on).await?.rows_affected(),
            On::Pg(on) => {
                sqlx::query_with(AssertSqlSafe(numbered(&text)), pg(values)?).execute(on).await?.rows_affected()
            }
        })
    }
}

/// Lets the database begin, and does other work while it is busy.
pub(crate) async fn meanwhile<D: Future, T>(database: D, work: impl FnOnce() -> T) -> (D::Output, T) {
    let mut database = pin!(database);
    let begun = poll_fn(|context| Poll::Ready(database.as_mut().poll(context))).await;
    let done = work();
    let answer = match begun {
        Poll::Ready(answer) => answer,
        Poll::Pending => database.await,
    };
    (answer, done)
}

/// The cells of one row, or of a list.
pub(crate) struct Cells<'s> {
    statement: &'s mut Sql,
    first: bool,
}

impl Cells<'_> {
    pub(crate) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        if !self.first {
            self.statement.push(", ");
        }
        self.first = false;
        self.statement.push_bind(value);
        self
    }
}

/// The text as PostgreSQL reads it: each `?` is `$` and its number. SQLite would take numbers too, but a place with a number has a
/// name there, and for each value sqlx asks for the name of its place, which SQLite looks for among all of them: a statement with
/// thousands of named places takes a tenth of a second to bind.
fn numbered(text: &str) -> String {
    let mut parts = text.split('?');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for (at, part) in (1..).zip(parts) {
        numbered.push('$');
        numbered.push_str(&usize::to_string(&at));
        numbered.push_str(part);
    }
    numbered
}

fn lite(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Text(text) => arguments.add(text),
            Value::Number(number) => arguments.add(number),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn pg(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Text(text) => arguments.add(text),
            Value::Number(number) => arguments.add(number),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
