//! Bytes become text: UTF-8, UTF-16 where it says so itself, Windows-1252 where the mapping says so.

use crate::error::IntakeError;
use serde::Deserialize;
use std::borrow::Cow;

/// How a text file writes letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum TextEncoding {
    /// UTF-8; UTF-16 where the file begins with a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Excel on Windows writes as plain CSV. Latin-1 is read the same way, as browsers do.
    #[serde(rename = "windows-1252", alias = "latin-1", alias = "iso-8859-1")]
    Windows1252,
}

/// 0x80 to 0x9F in Windows-1252 (WHATWG Encoding Standard, index windows-1252); the five places it leaves open stay controls.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file, without its byte order mark. Lines that end in a return alone end in a line feed afterwards.
pub(crate) fn decode<'a>(file: &str, bytes: &'a [u8], encoding: TextEncoding) -> Result<Cow<'a, str>, IntakeError> {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        Cow::Borrowed(utf8(file, rest)?)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        Cow::Owned(utf16(file, rest, u16::from_le_bytes)?)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        Cow::Owned(utf16(file, rest, u16::from_be_bytes)?)
    } else if encoding == TextEncoding::Windows1252 {
        Cow::Owned(
            bytes
                .iter()
                .map(|b| if (0x80..0xa0).contains(b) { HIGH[usize::from(b - 0x80)] } else { char::from(*b) })
                .collect(),
        )
    } else {
        Cow::Borrowed(utf8(file, bytes)?)
    };
    refuse_what_is_no_table(file, &text)?;
    Ok(if text.contains('\r') && !text.contains('\n') { Cow::Owned(text.replace('\r', "\n")) } else { text })
}

fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, IntakeError> {
    std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].split(|b| *b == b'\n').count() as u64;
        IntakeError::NotUtf8 { file: file.to_owned(), line }
    })
}

fn utf16(file: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, IntakeError> {
    let bad = || IntakeError::Packed {
        file: file.to_owned(),
        reason: "the UTF-16 text is damaged or cut off; save the file as UTF-8 and send it again".to_owned(),
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(bad());
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>().map_err(|_| bad())
}

/// Text that is surely something else: UTF-16 without its mark, a page of the web, other markup.
fn refuse_what_is_no_table(file: &str, text: &str) -> Result<(), IntakeError> {
    let refuse = |reason: &str| Err(IntakeError::Packed { file: file.to_owned(), reason: reason.to_owned() });
    let start = text.trim_start().get(..5).unwrap_or_default().to_lowercase();
    if ["<html", "<?xml", "<!doc", "<tabl"].contains(&start.as_str()) {
        return refuse("this is a web page or XML, whatever its name says; save it as CSV or .xlsx and send it again");
    }
    if ["%pdf-", "{\\rtf"].contains(&start.as_str()) {
        return refuse("this is a document, not a table; expected CSV (also gzipped), .xlsx or Parquet");
    }
    let zeros = text.bytes().take(4096).filter(|b| *b == 0).count();
    if zeros * 4 > text.len().min(4096) {
        return refuse("this is UTF-16 without its mark, or no text at all; save the file as UTF-8 and send it again");
    }
    Ok(())
}
