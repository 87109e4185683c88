//! QR codes as one vector path: sharp at any print size, and light enough for hundreds of pages.

use crate::error::PrintError;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Bytes a printed code may hold. At error correction M this is version 10 (57 squares a side): still 0.5 mm a square
/// when the code is 28 mm wide, which a plain phone camera reads.
pub(crate) const QR_LIMIT: usize = 200;

/// White squares around a code, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// A code as an SVG document with its quiet zone: a white ground and one path, neighbouring dark squares of a row joined.
pub fn qr_svg(place: &str, text: &str) -> Result<String, PrintError> {
    let refused = || PrintError::QrText { place: place.to_owned(), bytes: text.len(), limit: QR_LIMIT };
    if text.is_empty() || text.len() > QR_LIMIT {
        return Err(refused());
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| refused())?;
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" height=\"{side}\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_code_has_a_quiet_zone_of_four_squares() {
        let svg = qr_svg("Tanjung Luar", "A").unwrap();
        assert!(svg.contains("viewBox=\"0 0 29 29\""), "{svg}");
        assert!(svg.contains("M4 4h7v1h-7z"), "the first finder row starts after the quiet zone: {svg}");
    }

    #[test]
    fn a_code_that_paper_cannot_carry_is_refused_by_place() {
        let error = qr_svg("Tanjung Luar", &"x".repeat(201)).unwrap_err().to_string();
        assert_eq!(error, "QR text of `Tanjung Luar` has 201 bytes, expected 1 to 200");
        assert!(qr_svg("Tanjung Luar", "").is_err());
    }
}
