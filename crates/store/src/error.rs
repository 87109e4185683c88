//! What can go wrong in the store, one variant for each thing the caller can mend.

use sqlx::error::DatabaseError;
use sqlx::sqlite::SqliteError;

/// A refusal or failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database file could not be made or its permissions set.
    #[error("cannot open the database {path}: {source}; expected a file this user may write")]
    Open {
        /// The file, as the caller named it.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// An address of PostgreSQL that cannot be read. The address itself is never shown.
    #[error("the database address cannot be read; expected postgres://user:password@host/database")]
    Address,
    /// The tables could not be brought up to date.
    #[error("cannot bring the tables of the database up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database refused a statement.
    #[error("the database failed while {doing}: {source}{}", hint(source))]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A stored value is not what its column holds.
    #[error("column {column} holds `{value}`, which is not {expected}")]
    Unreadable {
        /// Table and column.
        column: &'static str,
        /// The value.
        value: String,
        /// What was expected.
        expected: String,
    },
    /// A stored JSON document could not be written or read.
    #[error("the stored document `{name}` is not what this version writes: {source}")]
    Document {
        /// Name of the document.
        name: String,
        /// Where it went wrong.
        source: serde_json::Error,
    },
    /// There is no campaign of this name.
    #[error("there is no campaign `{campaign}` in the store; plan it first")]
    UnknownCampaign {
        /// The name that was asked for.
        campaign: String,
    },
    /// This very plan is approved already.
    #[error("this very plan of campaign `{campaign}` was approved by {by} already")]
    AlreadyApproved {
        /// Campaign key.
        campaign: String,
        /// Who approved it.
        by: String,
    },
    /// Another campaign was approved after this plan was made, and touches some of the same people.
    #[error(
        "campaign `{other}` was approved after `{campaign}` was planned, and {people} people would hear from both within a week; plan `{campaign}` again, so that caps and gaps hold"
    )]
    Overtaken {
        /// Campaign key.
        campaign: String,
        /// The campaign that was approved meanwhile.
        other: String,
        /// People touched by both within a week.
        people: u64,
    },
    /// Something of the plan has left, or is about to: its arms and holdout stay as they were drawn.
    #[error(
        "sending of campaign `{campaign}` has begun, so its plan stays as it is and nobody is drawn anew; cancel it with `jangkau cancel {campaign}` and plan a new campaign under a new name"
    )]
    SendingBegan {
        /// Campaign key.
        campaign: String,
    },
    /// The hash given is not that of the stored plan.
    #[error("the plan of campaign `{campaign}` is {stored}, not {given}; read the plan again before approving it")]
    OtherPlan {
        /// Campaign key.
        campaign: String,
        /// The hash that was to be approved.
        given: String,
        /// The hash of the plan in the store.
        stored: String,
    },
    /// The declaration says who may approve, and this is somebody else.
    #[error("{by} may not approve campaign `{campaign}`; its declaration names {approvers}")]
    NotAnApprover {
        /// The campaign.
        campaign: String,
        /// Who tried to approve it.
        by: String,
        /// Who may.
        approvers: String,
    },
    /// The planner cannot approve their own plan.
    #[error("campaign `{campaign}` was planned by {by}; a second person must approve it")]
    SamePerson {
        /// Campaign key.
        campaign: String,
        /// Who planned it and tried to approve it.
        by: String,
    },
    /// An approval without a name.
    #[error("the approval of campaign `{campaign}` names nobody; expected the name of the person who approves")]
    NobodyApproves {
        /// Campaign key.
        campaign: String,
    },
    /// A halt without a name.
    #[error("the halt of campaign `{campaign}` names nobody; expected the name of the person who stops it")]
    NobodyHalts {
        /// Campaign key.
        campaign: String,
    },
    /// The campaign is evaluated: there is nothing left to stop.
    #[error("campaign `{campaign}` is evaluated already; there is nothing left to stop")]
    Evaluated {
        /// Campaign key.
        campaign: String,
    },
    /// The campaign was cancelled: nothing brings it back.
    #[error("campaign `{campaign}` was cancelled; plan a new one under a new name")]
    Cancelled {
        /// Campaign key.
        campaign: String,
    },
    /// The database to carry over into holds something.
    #[error("the other database is not empty: table {table} has {rows} rows; carry over into an empty one")]
    NotEmpty {
        /// A table with rows.
        table: &'static str,
        /// How many.
        rows: u64,
    },
    /// A table that nobody would carry over.
    #[error("this version does not know how to carry table {table} over; nothing was done")]
    NotCarried {
        /// The table.
        table: String,
    },
    /// A table differs after it was carried over; nothing was kept.
    #[error("table {table} was not carried over whole: {} rows and sum {} here, {} and {} there; nothing was kept", here.0, here.1, there.0, there.1)]
    CarriedOtherwise {
        /// The table.
        table: &'static str,
        /// Rows and sum before.
        here: (u64, i64),
        /// Rows and sum after.
        there: (u64, i64),
    },
    /// The step needs an approved plan.
    #[error("campaign `{campaign}` is not approved yet; it cannot become {wanted}")]
    NotApproved {
        /// Campaign key.
        campaign: String,
        /// The status that was asked for.
        wanted: &'static str,
    },
    /// A key of contacts that is not 32 bytes in hex. The key itself is never shown.
    #[error("the contacts key is not 64 hexadecimal digits (32 bytes)")]
    ContactsKey,
    /// Contacts were sealed with another key.
    #[error(
        "the contacts key is not the one these contacts were sealed with; give that one, or import the contacts anew into another home"
    )]
    WrongContactsKey,
    /// The system gave no randomness to seal with.
    #[error("the system gives no random numbers, so contacts cannot be sealed")]
    NoRandomness,
    /// View, plan and touches handed in together do not belong together.
    #[error("the plan of campaign `{campaign}` does not hold together: {reason}")]
    PlanMismatch {
        /// Campaign key.
        campaign: String,
        /// What does not fit.
        reason: String,
    },
}

/// What to look at, where the database's own words do not say.
fn hint(source: &sqlx::Error) -> &'static str {
    let sqlx::Error::Database(said) = source else { return "" };
    match said.try_downcast_ref::<SqliteError>().and_then(lite_code) {
        Some(5 | 6) => "; another process has been writing for too long",
        Some(10 | 13) => "; make room on the disk of the database, what was noted before is safe",
        Some(14) => "; is the folder of the database still there?",
        _ => "",
    }
}

/// The primary result code: the lowest byte.
fn lite_code(error: &SqliteError) -> Option<i32> {
    error.code()?.parse::<i32>().ok().map(|code| code & 0xff)
}

/// Primary result codes of SQLite that may pass by themselves: busy, locked, read and write errors of the disk, disk full,
/// file cannot be opened.
const LITE_PASSES: [i32; 5] = [5, 6, 10, 13, 14];
/// Classes of PostgreSQL's codes that may pass by themselves: connection, rolled back among others, resources, halted by an
/// operator, errors of the system.
const PG_PASSES: [&str; 5] = ["08", "40", "53", "57", "58"];

impl StoreError {
    /// Whether waiting may be all it takes: the database is gone, locked or full. What the caller has to mend answers no.
    pub fn may_pass(&self) -> bool {
        let (Self::Database { source, .. } | Self::Migrate(sqlx::migrate::MigrateError::Execute(source))) = self else {
            return false;
        };
        match source {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(said) => match said.try_downcast_ref::<SqliteError>() {
                Some(lite) => lite_code(lite).is_some_and(|code| LITE_PASSES.contains(&code)),
                None => said.code().is_some_and(|code| PG_PASSES.iter().any(|class| code.starts_with(class))),
            },
            _ => false,
        }
    }
}

/// What the store answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Gives a database error its noun.
pub(crate) trait Doing<T> {
    /// Says what was being done, `reading the contacts`.
    fn doing(self, doing: &'static str) -> Result<T>;
}

impl<T> Doing<T> for std::result::Result<T, sqlx::Error> {
    fn doing(self, doing: &'static str) -> Result<T> {
        self.map_err(|source| StoreError::Database { doing, source })
    }
}
