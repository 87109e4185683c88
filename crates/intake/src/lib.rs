#![doc = include_str!("../README.md")]

mod cells;
mod contributions;
mod csv_text;
mod error;
mod export;
mod home;
mod identity;
mod incoming;
mod mapping;
mod members;
mod parquet_file;
mod quarantine;
mod raw_column;
mod table;

pub use contributions::{ContributionImport, import_contributions};
pub use error::IntakeError;
pub use export::{MOST_SHEET_ROWS, write_export};
pub use home::{
    ColumnValues, load_assignments, load_columns, load_contributions, load_members, load_truth, save_assignments,
    save_columns, save_contributions, save_features, save_members, save_truth,
};
pub use identity::{IdentityKey, check_nik, sha256_of_file};
pub use incoming::{write_agency_contributions, write_agency_members};
pub use mapping::{FileKind, Mapping};
pub use members::{MemberImport, import_members};
pub use quarantine::{BadRow, write_quarantine};
pub use table::{TextColumn, TextTable, read_table};
