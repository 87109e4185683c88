//! Rows that an import put aside, from the store to the page and the JSON.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{app, get};
use domain::views::QuarantineView;
use store::ImportChanges;

#[tokio::test]
async fn the_page_of_a_file_and_its_json_show_the_same_masked_values() {
    let store = invented::filled_store().await;
    let mut import = invented::imports().remove(0);
    (import.sha256, import.quarantined) = ("e".repeat(64), 1_200);
    let row = |line, column: &str, value: &str, expected: &str| QuarantineView {
        line,
        column: column.into(),
        value: value.into(),
        expected: expected.into(),
    };
    let mut quarantine: Vec<QuarantineView> = (0..1_100).map(|i| row(10 + i, "NIK", "****01", "16 digits")).collect();
    quarantine[3] = row(13, "paid_on", "<b>31-02-2026</b>", "a day such as 2026-11-30");
    let changes = ImportChanges { import: &import, quarantine: &quarantine, contacts: None, consent: &[], events: &[] };
    store.save_import(changes).await.unwrap();
    let app = app(&store);
    let json = get(&app, &format!("/api/imports/{}", import.sha256)).await.json();
    let page = get(&app, &format!("/imports/{}?lang=en", import.sha256)).await;
    let rows = json["quarantine"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[3]["line"]), (1_000, &13.into()), "the first thousand, in the file's order");
    assert_eq!(json["imports"][0]["quarantined"], 1_200);
    let words = page.words();
    assert!(words.contains("The first 1,000 values with a problem; 1,200 rows were put aside"));
    assert!(words.contains("NIK 16 digits 999") && words.contains("Line 1,009 NIK ****01 16 digits"));
    let indonesian = get(&app, &format!("/imports/{}", import.sha256)).await.words();
    assert!(
        indonesian.contains("NIK 16 angka 999") && !indonesian.contains("16 digits"),
        "reasons in the page's language"
    );
    assert!(indonesian.contains("a day such as 2026-11-30"), "a reason nobody has translated stays as it is");
    assert!(page.body.contains("&lt;b&gt;31-02-2026") && !page.body.contains("<b>31"));
}
