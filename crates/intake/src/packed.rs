//! Unpacking within limits: gzip, and the parts of a workbook.

use crate::error::{IntakeError, shown_name};
use crate::limits::{MOST_PARTS, MOST_SHARED_BYTES, most_unpacked};
use flate2::read::MultiGzDecoder;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// Unpacks gzip; what would unpack to more than the limit is refused before memory is taken for it.
pub(crate) fn unpack_gzip(path: &Path, bytes: &[u8]) -> Result<Vec<u8>, IntakeError> {
    let broken = |e: io::Error| IntakeError::Packed {
        file: shown_name(path),
        reason: format!("the gzip is damaged or cut off ({e}); send it again"),
    };
    let most = most_unpacked(bytes.len() as u64);
    let length = io::copy(&mut MultiGzDecoder::new(bytes).take(most + 1), &mut io::sink()).map_err(broken)?;
    if length > most {
        return Err(too_large(path, bytes.len(), most));
    }
    let mut unpacked = Vec::with_capacity(length as usize);
    MultiGzDecoder::new(bytes).read_to_end(&mut unpacked).map_err(broken)?;
    Ok(unpacked)
}

/// Reads the directory of a workbook and unpacks every part once, counting, so that neither what the directory claims nor
/// what the parts hold can surprise the reader that comes after.
pub(crate) fn check_workbook(path: &Path, bytes: &[u8]) -> Result<(), IntakeError> {
    let refuse = |reason: String| IntakeError::Workbook { file: shown_name(path), reason };
    let broken = |e: &dyn std::fmt::Display| refuse(format!("the workbook is damaged or cut off ({e}); send it again"));
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    if parts.len() > MOST_PARTS {
        return Err(refuse(format!("the workbook has {} parts, expected at most {MOST_PARTS}", parts.len())));
    }
    if parts.index_for_name("xl/workbook.xml").is_none() {
        let reason = "this is a zip file, but no Excel workbook; expected .xlsx, CSV (also gzipped) or Parquet";
        return Err(refuse(reason.to_owned()));
    }
    let most = most_unpacked(bytes.len() as u64);
    let (mut all, mut shared) = (0, 0);
    for place in 0..parts.len() {
        let mut part = parts.by_index(place).map_err(|e| broken(&e))?;
        let is_sheet = part.name().map_err(|e| broken(&e))?.starts_with("xl/worksheets/");
        let mut rows = RowNumbers::default();
        let length = io::copy(&mut part.by_ref().take(most + 1), &mut rows).map_err(|e| broken(&e))?;
        if is_sheet && rows.has_impossible {
            return Err(refuse("a row has a number of ten digits; a sheet has 1,048,576 rows".to_owned()));
        }
        all += length;
        shared += if is_sheet { 0 } else { length };
        if all > most {
            return Err(too_large(path, bytes.len(), most));
        }
        if shared > MOST_SHARED_BYTES {
            let reason = format!("its parts beside the sheets unpack to more than {MOST_SHARED_BYTES} bytes");
            return Err(refuse(reason));
        }
    }
    Ok(())
}

/// Watches the bytes of a sheet for references such as `r="A4294967295"`, which no sheet can have and readers overflow on.
#[derive(Default)]
struct RowNumbers {
    /// Bytes of ` r="` seen so far; then letters and digits are counted.
    seen: usize,
    digits: usize,
    has_impossible: bool,
}

/// Digits of a row number that does not fit 32 bits, or nearly.
const IMPOSSIBLE_DIGITS: usize = 10;

impl RowNumbers {
    fn see(&mut self, byte: u8) {
        self.seen = match (self.seen, byte) {
            (_, b' ' | b'\n' | b'\t' | b'\r') => 1,
            (1, b'r') => 2,
            (2, b'=') => 3,
            (3, b'"' | b'\'') => {
                self.digits = 0;
                4
            }
            (4, b'A'..=b'Z' | b'a'..=b'z' | b'$') => 4,
            (4, b'0'..=b'9') => {
                self.digits += 1;
                self.has_impossible |= self.digits >= IMPOSSIBLE_DIGITS;
                4
            }
            _ => 0,
        };
    }
}

impl io::Write for RowNumbers {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.see(*byte);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn too_large(path: &Path, packed: usize, most: u64) -> IntakeError {
    IntakeError::Packed {
        file: shown_name(path),
        reason: format!("its {packed} bytes unpack to more than {most}, which no real table of that size does"),
    }
}
