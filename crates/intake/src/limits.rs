//! How much of a file is read. Each limit is far above what people send and far below what would hurt the machine.

/// Bytes of a file as it lies on disk.
pub(crate) const MOST_FILE_BYTES: u64 = 8 << 30;
/// Bytes of a gzipped file or a workbook once unpacked.
pub(crate) const MOST_UNPACKED_BYTES: u64 = 4 << 30;
/// Times its own size that a packed file may unpack to. Real tables reach ten or twenty times, bombs a thousand.
pub(crate) const MOST_EXPANSION: u64 = 200;
/// What a packed file may unpack to, whatever its own size.
pub(crate) const ALWAYS_UNPACKED_BYTES: u64 = 16 << 20;
/// Bytes of a workbook's parts other than its sheets: shared texts, styles, themes. calamine holds these in memory.
pub(crate) const MOST_SHARED_BYTES: u64 = 512 << 20;
/// Files inside a workbook.
pub(crate) const MOST_PARTS: usize = 10_000;
/// Bytes of text in all cells of a sheet. A shared text counts each time a cell shows it.
pub(crate) const MOST_TEXT_BYTES: u64 = 4 << 30;
/// Rows that a Parquet file may have, whatever its size; equal values take next to no bytes in it.
pub(crate) const ALWAYS_PARQUET_ROWS: u64 = 16 << 20;
/// Columns of a table.
pub(crate) const MOST_COLUMNS: usize = 1_000;
/// Bytes of text in one cell; as many characters as a spreadsheet's cell holds.
pub(crate) const MOST_CELL_BYTES: usize = 32_767;

/// The most that a packed file of this size may unpack to.
pub(crate) fn most_unpacked(packed: u64) -> u64 {
    packed.saturating_mul(MOST_EXPANSION).clamp(ALWAYS_UNPACKED_BYTES, MOST_UNPACKED_BYTES)
}
