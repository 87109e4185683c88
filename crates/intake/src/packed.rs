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
        let length = io::copy(&mut part.by_ref().take(most + 1), &mut io::sink()).map_err(|e| broken(&e))?;
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

fn too_large(path: &Path, packed: usize, most: u64) -> IntakeError {
    IntakeError::Packed {
        file: shown_name(path),
        reason: format!("its {packed} bytes unpack to more than {most}, which no real table of that size does"),
    }
}
