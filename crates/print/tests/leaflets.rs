//! Leaflets, seen from outside: through the tools a print shop has.
#![allow(clippy::unwrap_used)]

mod shelf;

use domain::Language;
use print::{PrintError, leaflets_pdf, leaflets_pdf_within};
use shelf::{codes_on_page, leaflets, pdf_info, pdf_text};

#[test]
fn every_village_gets_one_a5_page() {
    let pdf = leaflets_pdf(&leaflets(Language::Id, 3)).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    if let Some(pages) = pdf_info(&pdf, "Pages") {
        assert_eq!(pages, "3");
        assert!(pdf_info(&pdf, "Page size").unwrap().contains("419.528 x 595.276"));
        assert_eq!(pdf_info(&pdf, "Tagged").unwrap(), "yes");
        assert_eq!(pdf_info(&pdf, "Title").unwrap(), "Iuran separuh harga 2026");
    }
}

#[test]
fn a_leaflet_says_the_prices_the_day_the_conditions_and_the_copies_in_both_languages() {
    for (language, expected) in [
        (
            Language::Id,
            ["Rp8.400", "Rp16.800", "Bayar sebelum 31 Desember 2026", "Potongan 50%", "Cetak 120 lembar", "Karangsong"],
        ),
        (
            Language::En,
            ["Rp8.400", "Rp16.800", "Pay before 31 December 2026", "50% discount", "Print 120 copies", "Karangsong"],
        ),
    ] {
        let Some(text) = pdf_text(&leaflets_pdf(&leaflets(language, 2)).unwrap()) else { return };
        for words in expected {
            assert!(text.contains(words), "`{words}` is missing in {text}");
        }
    }
}

#[test]
fn the_code_of_a_village_says_exactly_its_own_text() {
    let batch = leaflets(Language::Id, 3);
    let pdf = leaflets_pdf(&batch).unwrap();
    for (i, page) in batch.pages.iter().enumerate() {
        let Some(codes) = codes_on_page(&pdf, i + 1) else { return };
        assert_eq!(codes.len(), 1);
        assert_eq!(codes[0], page.qr_text);
    }
}

#[test]
fn the_longest_code_still_scans_from_paper() {
    let mut batch = leaflets(Language::Id, 1);
    batch.pages[0].qr_text = format!("https://jangkau.example/{}", "aB3-".repeat(44));
    assert_eq!(batch.pages[0].qr_text.len(), 200);
    let pdf = leaflets_pdf(&batch).unwrap();
    if let Some(codes) = codes_on_page(&pdf, 1) {
        assert_eq!(codes.len(), 1);
        assert_eq!(codes[0], batch.pages[0].qr_text);
    }
}

#[test]
fn markup_in_a_text_is_printed_as_it_stands() {
    let hostile = "#import \"x\" $ a^2 $ \\ *b* _c_ <d> @e `f` [g] // h";
    let mut batch = leaflets(Language::Id, 1);
    batch.pages[0].body = vec![hostile.into(), "= Bukan judul".into()];
    batch.pages[0].village = "#panic(\"desa\")".into();
    let Some(text) = pdf_text(&leaflets_pdf(&batch).unwrap()) else { return };
    let close = |text: &str| text.split_whitespace().collect::<String>();
    for part in [hostile, "= Bukan judul", "#panic(\"desa\")"] {
        assert!(close(&text).contains(&close(part)), "`{part}` is missing in {text}");
    }
}

#[test]
fn the_same_batch_gives_the_same_bytes() {
    let batch = leaflets(Language::Id, 2);
    assert!(leaflets_pdf(&batch).unwrap() == leaflets_pdf(&batch).unwrap());
}

#[test]
fn a_batch_that_cannot_be_printed_is_refused_with_its_reason() {
    let empty = leaflets(Language::Id, 0);
    assert!(matches!(leaflets_pdf(&empty), Err(PrintError::NothingToPrint { .. })));

    let many = leaflets_pdf_within(&leaflets(Language::Id, 4), 3).unwrap_err();
    assert_eq!(many, PrintError::TooManyPages { pages: 4, limit: 3 });

    let mut arrow = leaflets(Language::Id, 1);
    arrow.pages[0].headline = "Ikan \u{1f41f} aman".into();
    let error = leaflets_pdf(&arrow).unwrap_err().to_string();
    assert!(error.contains("Tanjung Luar") && error.contains("headline") && error.contains("U+1F41F"), "{error}");

    let mut silent = leaflets(Language::Id, 1);
    silent.pages[0].conditions = " \u{200b} ".into();
    let error = leaflets_pdf(&silent).unwrap_err().to_string();
    assert_eq!(error, "leaflet for `Tanjung Luar, Lombok Timur`: conditions is empty");

    let mut code = leaflets(Language::Id, 1);
    code.pages[0].qr_text = "x".repeat(201);
    assert!(matches!(leaflets_pdf(&code), Err(PrintError::QrText { bytes: 201, .. })));
}

#[test]
fn a_text_that_runs_over_its_page_is_refused_by_village() {
    let mut batch = leaflets(Language::Id, 2);
    batch.pages[1].body = vec!["Panjang sekali. ".repeat(300)];
    let error = leaflets_pdf(&batch).unwrap_err();
    assert!(
        matches!(&error, PrintError::TextTooLong { longest, villages: 2, .. } if longest.starts_with("Karangsong"))
    );
}
