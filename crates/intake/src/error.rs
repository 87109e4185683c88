//! What can go wrong when a file is taken in, each as a sentence the sender can act on.

use std::path::Path;

/// A file that cannot be taken in. Single bad rows are not errors: they go to the quarantine.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file is not there.
    #[error("{file}: there is no such file")]
    Missing {
        /// The file as it was named.
        file: String,
    },
    /// The operating system refused.
    #[error("{file}: cannot be {action}: {source}")]
    Io {
        /// The file as it was named.
        file: String,
        /// `read` or `written`.
        action: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// No bytes at all.
    #[error("{file}: the file is empty; a header line and at least one row were expected")]
    Empty {
        /// The file.
        file: String,
    },
    /// A header and nothing below it.
    #[error("{file}: there is a header line but no rows below it")]
    HeaderOnly {
        /// The file.
        file: String,
    },
    /// Bytes that are not text.
    #[error(
        "{file}, line {line}: the text is not UTF-8; save the file as UTF-8, or say `encoding = \"windows-1252\"` in the mapping if Excel on Windows wrote it"
    )]
    NotUtf8 {
        /// The file.
        file: String,
        /// Line of the first bad byte.
        line: u64,
    },
    /// A row that is no row of its table.
    #[error("{file}, line {line}: the row has {found}, expected {expected}")]
    Misfit {
        /// The file.
        file: String,
        /// Line of the row.
        line: u64,
        /// What is wrong with it.
        found: String,
        /// What would have been accepted.
        expected: String,
    },
    /// A path that is no ordinary file.
    #[error("{file}: this is {found}; expected a file")]
    NotAFile {
        /// The path.
        file: String,
        /// What it is.
        found: &'static str,
    },
    /// A file larger than is read at once.
    #[error("{file}: the file has {bytes} bytes, at most {most} are read at once; split it")]
    TooLarge {
        /// The file.
        file: String,
        /// Its size.
        bytes: u64,
        /// What is read.
        most: u64,
    },
    /// Bytes that are packed, damaged or of another format.
    #[error("{file}: {reason}")]
    Packed {
        /// The file.
        file: String,
        /// What it is and what was expected.
        reason: String,
    },
    /// A quote without its end.
    #[error(
        "{file}, line {line}: a quote is opened in this row and never closed, so the rows below cannot be told apart"
    )]
    OpenQuote {
        /// The file.
        file: String,
        /// Line the row begins on.
        line: u64,
    },
    /// More columns than any table of people has.
    #[error("{file}: the header has {columns} columns, at most {most} are read")]
    TooManyColumns {
        /// The file.
        file: String,
        /// Columns in the header.
        columns: usize,
        /// What is read.
        most: usize,
    },
    /// Values under a header cell that is empty.
    #[error(
        "{file}: column {place} has no name, and line {line} holds something in it; name every column (merged header cells leave names out), or say `header_row` in the mapping"
    )]
    NamelessColumn {
        /// The file.
        file: String,
        /// Place of the column, from 1.
        place: usize,
        /// First line with a value in it.
        line: u64,
    },
    /// The same column name twice, or a column without a name.
    #[error("{file}: the header has the column `{column}` {times} times; every column needs a name of its own")]
    DuplicateColumn {
        /// The file.
        file: String,
        /// The name.
        column: String,
        /// How often it occurs.
        times: usize,
    },
    /// A column that was asked for is not there.
    #[error("{file}: there is no column `{column}`{}; the columns are: {}", nearest.as_ref().map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default(), columns.join(", "))]
    NoColumn {
        /// The file.
        file: String,
        /// What was asked for.
        column: String,
        /// The nearest name there is.
        nearest: Option<String>,
        /// All names there are.
        columns: Vec<String>,
    },
    /// A value that cannot be read.
    #[error("{file}, line {line}, column `{column}`: `{value}` is not {expected}")]
    Value {
        /// The file.
        file: String,
        /// Line of the value.
        line: u64,
        /// Its column.
        column: String,
        /// The text, masked where it could be an identity number.
        value: String,
        /// What would have been accepted.
        expected: String,
    },
    /// A mapping file that cannot be used.
    #[error("{file}{}: {reason}", line.map(|l| format!(", line {l}")).unwrap_or_default())]
    Mapping {
        /// The mapping file.
        file: String,
        /// Line, where known.
        line: Option<usize>,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// An identity key that is not 32 bytes in hex. The key itself is never shown.
    #[error("the identity key is not 64 hexadecimal digits (32 bytes)")]
    IdentityKey,
    /// An identity number that cannot be one. The number itself is never shown.
    #[error("the identity number cannot be one: expected {expected}")]
    IdentityNumber {
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A Parquet file that cannot be decoded or encoded.
    #[error("{file}: not a readable Parquet table: {reason}")]
    Parquet {
        /// The file.
        file: String,
        /// What the decoder says.
        reason: String,
    },
    /// A Parquet column with another type than the table needs.
    #[error("{file}: the column `{column}` holds {found}, expected {expected}")]
    ColumnType {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A contribution of a member outside the table was given to be written.
    #[error("{file}: a contribution names member row {row}, the members table has {members} rows")]
    UnknownMember {
        /// The file.
        file: String,
        /// The row named.
        row: u32,
        /// Rows there are.
        members: usize,
    },
    /// An export to a file whose extension names no format.
    #[error("{file}: the extension names no format; expected .csv, .xlsx or .parquet")]
    ExportFormat {
        /// The file.
        file: String,
    },
    /// More rows than a sheet holds.
    #[error("{file}: a sheet holds {most} rows below its header, this table has {rows}; write .csv or .parquet")]
    TooManyRows {
        /// The file.
        file: String,
        /// Rows of the table.
        rows: usize,
        /// Rows a sheet holds.
        most: usize,
    },
    /// A workbook that cannot be written or read.
    #[error("{file}: {reason}")]
    Workbook {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// Columns of different length were given to be written.
    #[error("{file}: the column `{column}` has {found} rows, the first column has {expected}")]
    ColumnLength {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// Its rows.
        found: usize,
        /// Rows of the first column.
        expected: usize,
    },
}

impl IntakeError {
    pub(crate) fn io(path: &Path, action: &'static str, source: std::io::Error) -> Self {
        let file = shown_name(path);
        if source.kind() == std::io::ErrorKind::NotFound && action == "read" {
            Self::Missing { file }
        } else {
            Self::Io { file, action, source }
        }
    }

    pub(crate) fn parquet(path: &Path, reason: impl std::fmt::Display) -> Self {
        Self::Parquet { file: shown_name(path), reason: reason.to_string() }
    }
}

/// A file as messages name it: its path as given, on one line.
pub(crate) fn shown_name(path: &Path) -> String {
    let name = path.display().to_string();
    if name.chars().any(char::is_control) { name.escape_debug().to_string() } else { name }
}
