//! `GET /imports` and `GET /imports/{sha256}`.

use super::{Asked, draw};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::imports::{ImportPage, ImportsPage};
use crate::words::say;
use crate::{exports, lookup, quarantine};
use axum::extract::{Path, State};
use axum::response::Html;

/// All files that were taken in.
pub(crate) async fn list(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let files = exports::offered(state.exports.as_deref()).await;
    let page = ImportsPage::of(asked.language, &state.store.imports().await?, &files);
    draw(&state, &asked, Section::Imports, &say(asked.language, "imports-title", &[]), &page).await
}

/// One file, with the rows it left in quarantine.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(sha256): Path<String>,
) -> Result<Html<String>, ServiceError> {
    let imports = lookup::known_import(&state.store, &sha256).await?;
    let rows = quarantine::rows_of(&state.store, &sha256).await?;
    let title = imports.first().map(|import| import.file.clone()).unwrap_or_default();
    let page = ImportPage::of(asked.language, &imports, &rows);
    draw(&state, &asked, Section::Import, &title, &page).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::templates;
    use crate::view::frame::WholePage;
    use domain::Language;
    use domain::views::{ImportView, QuarantineView};

    fn drawn(language: Language, rows: &[QuarantineView]) -> String {
        let import = ImportView {
            file: "peserta.csv".into(),
            kind: "members".into(),
            at: "2026-12-01T01:12:00Z".parse().unwrap(),
            sha256: "a".repeat(64),
            rows: 40_012,
            quarantined: 2_500,
            by: "ratna".into(),
            mapping: "agency".into(),
            taken_in: 37_512,
        };
        let page = ImportPage::of(language, &[import], rows);
        let whole = WholePage::around(language, "/imports/a", Section::Import, "peserta.csv", None, &page);
        templates::render(Section::Import.template(), &whole).unwrap()
    }

    fn row(line: u64, column: &str, value: &str, expected: &str) -> QuarantineView {
        QuarantineView { line, column: column.into(), value: value.into(), expected: expected.into() }
    }

    #[test]
    fn quarantined_values_are_listed_with_what_was_expected_and_the_most_common_reasons() {
        let rows = [
            row(17, "paid_on", "31-02-2026", "a day such as 2026-11-30"),
            row(18, "paid_on", "", "a day such as 2026-11-30"),
            row(1_204, "nama", "<script>alert(1)</script>", "a name"),
        ];
        let page = drawn(Language::En, &rows);
        assert!(page.contains("31-02-2026") && page.contains("1,204") && page.contains(">empty<"));
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"));
        let reason = page.find("a day such as 2026-11-30</td><td class=\"n\">2<").unwrap();
        assert!(reason < page.find("a name</td><td class=\"n\">1<").unwrap(), "most first");
        assert!(page.contains("The first 3 values with a problem; 2,500 rows were put aside"));
        assert!(page.contains("which only its owner can read"));
        assert!(page.contains("37,512") && page.contains(">ratna<") && page.contains("agency"));
        let indonesian = drawn(Language::Id, &rows);
        assert!(indonesian.contains("hanya dapat dibaca pemiliknya") && indonesian.contains(">kosong<"));
    }

    #[test]
    fn rows_that_the_store_does_not_keep_are_looked_for_elsewhere() {
        let page = drawn(Language::Id, &[]);
        assert!(page.contains("lihat folder “quarantine”") && !page.contains("Alasan terbanyak"));
    }
}
