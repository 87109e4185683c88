//! Files for download: those of the folder and no other.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::get;
use axum::Router;
use axum::http::{StatusCode, header};
use service::{ServiceState, router};
use std::path::Path;
use tempfile::TempDir;

async fn app_with(folder: &Path) -> Router {
    router(ServiceState::new(invented::filled_store().await, None).with_exports(folder))
}

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("exports")).unwrap();
    invented::fill_exports(&home.path().join("exports"));
    std::fs::write(home.path().join("outside.csv"), "outside").unwrap();
    home
}

#[tokio::test]
async fn a_file_comes_whole_with_its_kind_and_its_name() {
    let home = home();
    let app = app_with(&home.path().join("exports")).await;
    let csv = get(&app, "/exports/segments.csv").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(csv.body, "id,name\nfisher-seasonal,Nelayan musiman\n");
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert_eq!(csv.header(header::CONTENT_DISPOSITION), "attachment; filename=\"segments.csv\"");
    assert_eq!(csv.header(header::CONTENT_LENGTH), csv.body.len().to_string());
    assert_eq!(csv.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let workbook = get(&app, "/exports/segments.xlsx").await;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(workbook.header(header::CONTENT_TYPE), kind);
    let table = get(&app, "/exports/states.parquet").await;
    assert_eq!(table.header(header::CONTENT_TYPE), "application/vnd.apache.parquet");
    assert_eq!(table.body.len(), 1_234_567, "sent in several pieces");
    assert!(table.body.bytes().all(|b| b == b'p'));
}

#[tokio::test]
async fn nothing_outside_the_folder_can_be_had() {
    let home = home();
    let exports = home.path().join("exports");
    std::fs::create_dir(exports.join("folder.csv")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.path().join("outside.csv"), exports.join("link.csv")).unwrap();
        std::os::unix::fs::symlink(exports.join("segments.csv"), exports.join("own-link.csv")).unwrap();
    }
    let app = app_with(&exports).await;
    for path in [
        "/exports/../outside.csv",
        "/exports/..%2Foutside.csv",
        "/exports/%2e%2e%2foutside.csv",
        "/exports/..%5Coutside.csv",
        "/exports/%2Fetc%2Fpasswd",
        "/exports/segments.csv%00.csv",
        "/exports/.hidden.csv",
        "/exports/identity.key",
        "/exports/folder.csv",
        "/exports/link.csv",
        "/exports/own-link.csv",
        "/exports/",
        "/exports/none.csv",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        for secret in ["outside\n", "secret", "hidden\n", "root:"] {
            assert!(!answer.body.contains(secret), "{path}");
        }
    }
    let told = get(&app, "/exports/none.csv").await.words();
    assert!(told.contains("imports.csv, segments.csv, segments.xlsx, states.parquet"), "{told}");
    assert!(!told.contains("link.csv") && !told.contains("identity"));
}

#[tokio::test]
async fn pages_link_to_the_files_that_exist() {
    let home = home();
    let app = app_with(&home.path().join("exports")).await;
    for path in ["/segments", "/models", "/models/2026-11-30-default", "/imports"] {
        let page = get(&app, path).await;
        assert!(page.body.contains("href=\"/exports/segments.csv\""), "{path}");
        assert!(!page.body.contains("/exports/assignments"), "{path} links to nothing that is not there");
        assert!(!page.body.contains("identity.key"), "{path}");
    }
    assert!(get(&app, "/imports").await.words().contains("states.parquet 1,2 MB"));
    let listed = get(&app, "/api/exports").await.json();
    assert_eq!(listed.as_array().unwrap().len(), 4);
    assert_eq!(listed[3], serde_json::json!({ "file": "states.parquet", "kind": "parquet", "bytes": 1_234_567 }));
}

#[tokio::test]
async fn without_a_folder_there_are_no_downloads_and_no_links() {
    let missing = home().path().join("never-made");
    let app = app_with(&missing).await;
    assert_eq!(get(&app, "/exports/segments.csv").await.status, StatusCode::NOT_FOUND);
    assert!(!get(&app, "/segments").await.body.contains("/exports/"));
    assert_eq!(get(&app, "/api/exports").await.json(), serde_json::json!([]));
}
