//! A file that comes back by a page, with who brings it.

use crate::error::ServiceError;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;

/// Bytes of a file that comes back by a page.
pub(crate) const FILE_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// What the form held.
pub(crate) struct ReturnedFile {
    /// Who brings it, as it was written.
    pub(crate) by: String,
    /// Name and bytes; `None` where no file was chosen.
    pub(crate) file: Option<(String, Bytes)>,
}

impl ReturnedFile {
    /// Reads `by` and `file`.
    pub(crate) async fn of(mut parts: Multipart) -> Result<Self, ServiceError> {
        let mut returned = Self { by: String::new(), file: None };
        while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
            match part.name() {
                Some("by") => returned.by = part.text().await.map_err(|error| unreadable(&error))?,
                Some("file") => {
                    let name = part.file_name().unwrap_or_default().to_owned();
                    let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
                    returned.file = (!bytes.is_empty()).then_some((name, bytes));
                }
                _ => {}
            }
        }
        Ok(returned)
    }
}

fn unreadable(error: &MultipartError) -> ServiceError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ServiceError::FileTooLarge { limit_bytes: FILE_LIMIT_BYTES },
        status => ServiceError::Unreadable { status, detail: error.body_text() },
    }
}
