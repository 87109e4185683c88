#![doc = include_str!("../README.md")]

mod cells;
mod consent;
mod contacts;
mod contributions;
mod csv_text;
mod error;
mod export;
mod fields;
mod home;
mod identity;
mod incoming;
mod limits;
mod mapping;
mod members;
mod outcomes;
mod packed;
mod parquet_file;
mod parquet_pages;
mod parquet_source;
mod people;
mod quarantine;
mod raw_column;
mod sheet;
mod table;
mod text_encoding;
mod written;

pub use consent::{ConsentChange, ConsentImport, import_consent};
pub use contacts::{ContactChange, ContactImport, import_contacts};
pub use contributions::{ContributionImport, Standing, import_contributions};
pub use error::IntakeError;
pub use export::{MOST_SHEET_ROWS, workbook_bytes, write_export};
pub use fields::FileKind;
pub use home::{
    ColumnValues, MembersTable, TableWriter, load_assignments, load_columns, load_contributions, load_members,
    load_truth, save_assignments, save_columns, save_contributions, save_features, save_members, save_truth,
    scan_contributions,
};
pub use identity::{IdentityKey, check_nik, sha256_of_file};
pub use incoming::{write_agency_contributions, write_agency_members};
pub use mapping::Mapping;
pub use members::{MemberImport, import_members};
pub use outcomes::{outcomes_of, read_outcomes};
pub use quarantine::{BadRow, Quarantine};
pub use table::{TextColumn, TextTable, read_table, table_of};
pub use text_encoding::TextEncoding;
