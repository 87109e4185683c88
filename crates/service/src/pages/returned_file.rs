//! A file that comes back by a page, with who brings it.

use crate::error::ServiceError;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;

/// Bytes of a file that comes back by a page.
pub(crate) const FILE_LIMIT_BYTES: usize = 16 * 1024 * 1024;
/// Letters of a name that are kept.
const NAME_LETTERS: usize = 80;

/// What the form held.
pub(crate) struct ReturnedFile {
    /// Who brings it; empty where nobody is named.
    pub(crate) by: String,
    /// Name and bytes; `None` where no file was chosen.
    pub(crate) file: Option<(String, Bytes)>,
}

impl ReturnedFile {
    /// Reads `by` and `file`.
    pub(crate) async fn of(mut parts: Multipart) -> Result<Self, ServiceError> {
        let mut returned = Self { by: String::new(), file: None };
        let unreadable = |error: MultipartError| ServiceError::Unanswerable { detail: error.body_text() };
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            match part.name() {
                Some("by") => returned.by = a_name(&part.text().await.map_err(unreadable)?),
                Some("file") => {
                    let name = part.file_name().unwrap_or_default().to_owned();
                    let bytes = part.bytes().await.map_err(unreadable)?;
                    returned.file = (!bytes.is_empty()).then_some((name, bytes));
                }
                _ => {}
            }
        }
        Ok(returned)
    }
}

/// A name as it is kept.
pub(crate) fn a_name(text: &str) -> String {
    text.trim().chars().take(NAME_LETTERS).collect()
}
