//! Carrying a whole database over: from the file of one machine to PostgreSQL, say. Counts and sums are compared before it is done.

use crate::connection::Store;
use crate::error::{Doing, Result, StoreError};
use crate::sql::{On, Sql, Tx};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};

/// Tables in an order in which each stands after those it refers to.
const TABLES: [&str; 29] = [
    "import_batch",
    "import_reason",
    "contact",
    "vault",
    "consent_event",
    "consent_purpose",
    "document",
    "campaign",
    "plan_member",
    "plan_exclusion",
    "plan_version",
    "message",
    "touch",
    "claim",
    "touch_name",
    "follow_up",
    "delivery_event",
    "member_outcome",
    "short_code",
    "scan",
    "counter_visit",
    "person_right",
    "sending_hold",
    "portfolio_person",
    "template_filling",
    "outcome_report",
    "outcome_terms",
    "outcome_covered",
    "outcome_sum",
];

/// Rows that are carried at a time.
const ROWS_AT_A_TIME: usize = 500;

/// A table as it was carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Its name.
    pub table: &'static str,
    /// Its rows, the same on both sides.
    pub rows: u64,
    /// Sum of all its numbers, modulo a large prime each, and of the lengths of all its texts, the same on both sides.
    pub sum: i64,
}

/// All cells of a row, read as texts.
struct Cells(Vec<Option<String>>);

impl<'r> FromRow<'r, SqliteRow> for Cells {
    fn from_row(row: &'r SqliteRow) -> std::result::Result<Self, sqlx::Error> {
        (0..row.len()).map(|at| row.try_get(at)).collect::<std::result::Result<_, _>>().map(Self)
    }
}

impl<'r> FromRow<'r, PgRow> for Cells {
    fn from_row(row: &'r PgRow) -> std::result::Result<Self, sqlx::Error> {
        (0..row.len()).map(|at| row.try_get(at)).collect::<std::result::Result<_, _>>().map(Self)
    }
}

/// A column of a table.
struct Column {
    name: String,
    is_number: bool,
}

impl Store {
    /// Carries everything over into another database, which must be empty: all of it, or nothing. Tables whose rows or sums differ
    /// afterwards are refused by name. The other database is a PostgreSQL one. Nobody writes meanwhile, and afterwards nobody writes here
    /// any more: a worker that still holds this database claims, calls and records nothing, so that nothing is sent from both.
    pub async fn carry_over(&self, to: &Self) -> Result<Vec<Carried>> {
        let mut here = self.begin().await?;
        let mut tx = to.begin().await?;
        let known: Vec<(String,)> = Sql::new(
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> '_sqlx_migrations'
             ORDER BY 1",
        )
        .all(&mut tx)
        .await
        .doing("listing the tables")?;
        if let Some((table,)) = known.into_iter().find(|(table,)| !TABLES.contains(&table.as_str())) {
            return Err(StoreError::NotCarried { table });
        }
        let mut carried = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            let columns = columns(&mut tx, table).await?;
            let there = summed(&mut tx, table, &columns).await?;
            if there.0 > 0 {
                return Err(StoreError::NotEmpty { table, rows: there.0 });
            }
            carry_table(&mut here, &mut tx, table, &columns).await?;
            let (of_here, there) = (summed(&mut here, table, &columns).await?, summed(&mut tx, table, &columns).await?);
            if of_here != there {
                return Err(StoreError::CarriedOtherwise { table, here: of_here, there });
            }
            carried.push(Carried { table, rows: of_here.0, sum: of_here.1 });
        }
        tx.commit().await.doing("carrying the database over")?;
        close(here).await?;
        Ok(carried)
    }
}

async fn carry_table(from_here: &mut Tx, tx: &mut Tx, table: &str, columns: &[Column]) -> Result<()> {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let as_text: Vec<String> = names.iter().map(|name| format!("CAST({name} AS TEXT)")).collect();
    let order: Vec<String> = (1..=names.len().min(4)).map(|n| n.to_string()).collect();
    let (as_text, order, list) = (as_text.join(", "), order.join(", "), names.join(", "));
    let mut from = 0;
    loop {
        let select = format!("SELECT {as_text} FROM {table} ORDER BY {order} LIMIT $1 OFFSET $2");
        let rows: Vec<Cells> = Sql::new(select)
            .bind(ROWS_AT_A_TIME as i64)
            .bind(from)
            .all(&mut *from_here)
            .await
            .doing("reading what is carried over")?;
        if rows.is_empty() {
            return Ok(());
        }
        from += rows.len() as i64;
        let insert = format!("INSERT INTO {table} ({list}) ");
        Sql::rows(&insert, &rows, |row, Cells(values)| {
            for (value, column) in values.iter().zip(columns) {
                if column.is_number {
                    row.push_bind(value.as_deref().and_then(|text| text.parse::<i64>().ok()));
                } else {
                    row.push_bind(value.clone());
                }
            }
        })
        .execute(&mut *tx)
        .await
        .doing("writing what is carried over")?;
    }
}

/// Lets every later change of a database that was carried over fail with the reason.
async fn close(mut tx: Tx) -> Result<()> {
    for table in TABLES {
        for change in ["INSERT", "UPDATE", "DELETE"] {
            Sql::new(format!(
                "CREATE TRIGGER moved_{table}_{change} BEFORE {change} ON {table} BEGIN
                    SELECT RAISE(ABORT, 'everything of this home was moved to PostgreSQL; begin again with this command');
                 END"
            ))
            .execute(&mut tx)
            .await
            .doing("closing the database that was carried over")?;
        }
    }
    tx.commit().await.doing("closing the database that was carried over")
}

async fn columns(tx: &mut Tx, table: &str) -> Result<Vec<Column>> {
    let rows: Vec<(String, String)> = Sql::new(
        "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .all(tx)
    .await
    .doing("reading the columns of a table")?;
    Ok(rows.into_iter().map(|(name, kind)| Column { is_number: kind == "bigint", name }).collect())
}

/// Rows of a table, and the sum of its numbers and of the lengths of its texts. Send keys are so large that a few of them would not fit
/// into a sum; their remainders do.
async fn summed<'a>(on: impl Into<On<'a>>, table: &str, columns: &[Column]) -> Result<(u64, i64)> {
    let parts: Vec<String> = columns
        .iter()
        .map(|column| {
            let of = if column.is_number {
                format!("{} % 1000000007", column.name)
            } else {
                format!("LENGTH({})", column.name)
            };
            format!("COALESCE(SUM({of}), 0)")
        })
        .collect();
    let select = format!("SELECT COUNT(*), CAST({} AS BIGINT) FROM {table}", parts.join(" + "));
    let row: Option<(i64, i64)> = Sql::new(select).optional(on).await.doing("summing a table")?;
    let (rows, sum) = row.unwrap_or_default();
    Ok((crate::stored::count("rows", rows)?, sum))
}
