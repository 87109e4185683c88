//! Files that a step wrote for people to take away: which are offered, and how one is sent.

use crate::error::{Known, ServiceError};
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_core::Stream;
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Content type of a workbook.
pub(crate) const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Kinds of files that are offered, with their content types.
const KINDS: [(&str, &str); 3] =
    [("csv", "text/csv; charset=utf-8"), ("xlsx", WORKBOOK), ("parquet", "application/vnd.apache.parquet")];

/// Bytes of a file that are read at a time.
const PIECE_BYTES: usize = 256 * 1024;

/// A file offered for download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ExportFile {
    /// Plain name, `segments.csv`.
    pub(crate) file: String,
    /// `csv`, `xlsx` or `parquet`.
    pub(crate) kind: &'static str,
    /// Size.
    pub(crate) bytes: u64,
}

impl ExportFile {
    /// What the file holds: its name up to the dot.
    pub(crate) fn stem(&self) -> &str {
        self.file.rsplit_once('.').map_or(&self.file, |(stem, _)| stem)
    }
}

/// The files of the folder that may be taken away, by name; none where there is no folder.
pub(crate) async fn offered(folder: Option<&Path>) -> Vec<ExportFile> {
    let Some(folder) = folder.map(Path::to_owned) else { return Vec::new() };
    tokio::task::spawn_blocking(move || list(&folder)).await.unwrap_or_default()
}

fn list(folder: &Path) -> Vec<ExportFile> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<ExportFile> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let (kind, _) = kind_of(&file)?;
            let path = own_file(folder, &file)?;
            Some(ExportFile { bytes: fs::metadata(path).ok()?.len(), file, kind })
        })
        .collect();
    files.sort_by(|a, b| a.file.cmp(&b.file));
    files
}

/// The file of that name as an attachment, read piece by piece: a table of millions is never held whole.
pub(crate) async fn download(folder: Option<&Path>, name: &str) -> Result<Response, ServiceError> {
    let opened = match folder.map(Path::to_owned) {
        Some(folder) => {
            let file = name.to_owned();
            tokio::task::spawn_blocking(move || open(&folder, &file)).await.unwrap_or(Ok(None))
        }
        None => Ok(None),
    };
    let opened = opened.map_err(|source| ServiceError::Export { file: name.to_owned(), source })?;
    let Some((file, bytes, content_type)) = opened else {
        let known = Known::of(offered(folder).await.into_iter().map(|export| export.file));
        return Err(ServiceError::UnknownExport { file: name.to_owned(), known });
    };
    let mut response = Response::new(Body::from_stream(Pieces::of(file)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    // A plain name holds nothing that would need a quote.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

type Opened = (File, u64, &'static str);

fn open(folder: &Path, name: &str) -> io::Result<Option<Opened>> {
    let (Some((_, content_type)), Some(path)) = (kind_of(name), own_file(folder, name)) else { return Ok(None) };
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok(Some((file, bytes, content_type)))
}

/// The kind of a plain file name: letters, digits, dots, dashes and underscores, not hidden, with a known ending.
fn kind_of(name: &str) -> Option<(&'static str, &'static str)> {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    if !plain || name.starts_with('.') || name.contains("..") {
        return None;
    }
    let (_, ending) = name.rsplit_once('.')?;
    KINDS.into_iter().find(|(kind, _)| *kind == ending)
}

/// The path of a regular file that really lies in the folder; a link, wherever it leads, is none.
fn own_file(folder: &Path, name: &str) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let path = folder.join(name);
    let is_file = fs::symlink_metadata(&path).ok()?.is_file();
    (is_file && path.canonicalize().ok()? == path).then_some(path)
}

/// A file as a stream of pieces, read on a thread that may block; a reader who leaves ends it.
struct Pieces(mpsc::Receiver<io::Result<Vec<u8>>>);

impl Pieces {
    fn of(mut file: File) -> Self {
        let (sender, receiver) = mpsc::channel(2);
        tokio::task::spawn_blocking(move || {
            loop {
                let mut piece = vec![0; PIECE_BYTES];
                let read = file.read(&mut piece).map(|bytes| {
                    piece.truncate(bytes);
                    piece
                });
                let is_last = read.as_ref().map_or(true, Vec::is_empty);
                let is_end = read.as_ref().is_ok_and(Vec::is_empty);
                if is_end || sender.blocking_send(read).is_err() || is_last {
                    return;
                }
            }
        });
        Self(receiver)
    }
}

impl Stream for Pieces {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_recv(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_of_known_kinds_are_files() {
        for name in ["segments.csv", "assignments-2026_11.xlsx", "states.v2.parquet"] {
            assert!(kind_of(name).is_some(), "{name}");
        }
        for name in [
            "",
            ".csv",
            "..",
            "../segments.csv",
            "a/b.csv",
            "a\\b.csv",
            "a..csv",
            ".hidden.csv",
            "keys.toml",
            "a.csv\0",
            "CSV",
            "a.CSV",
        ] {
            assert!(kind_of(name).is_none(), "{name}");
        }
    }
}
