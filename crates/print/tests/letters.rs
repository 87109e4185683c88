//! Letters and posters, seen from outside.
#![allow(clippy::unwrap_used)]

mod shelf;

use domain::Language;
use print::{PrintError, SheetSize, leaflets_pdf, letters_pdf, letters_pdf_within};
use shelf::{codes_on_page, leaflets, letters, pdf_info, pdf_text};

#[test]
fn every_person_gets_one_a4_page_with_their_own_name_and_their_villages_code() {
    for language in [Language::Id, Language::En] {
        let batch = letters(language, 8);
        let pdf = letters_pdf(&batch).unwrap();
        let Some(text) = pdf_text(&pdf) else { return };
        for letter in &batch.letters {
            assert!(text.contains(&letter.name) && text.contains(&letter.reference), "{} in {text}", letter.name);
        }
        assert_eq!(pdf_info(&pdf, "Pages").unwrap(), "8");
        assert!(pdf_info(&pdf, "Page size").unwrap().contains("595.276 x 841.89"));
        if let Some(codes) = codes_on_page(&pdf, 8) {
            assert_eq!(codes, [batch.letters[7].qr_text.clone()]);
        }
    }
}

#[test]
fn a_letter_for_the_print_shop_has_room_to_be_cut() {
    let mut batch = letters(Language::Id, 1);
    batch.crop_marks = true;
    let Some(size) = pdf_info(&letters_pdf(&batch).unwrap(), "Page size") else { return };
    assert!(size.contains("651.968 x 898.583"), "230 by 317 mm: {size}");
}

#[test]
fn a_poster_is_the_leaflet_twice_as_large_and_its_code_still_scans() {
    let mut batch = leaflets(Language::Id, 2);
    (batch.size, batch.crop_marks) = (SheetSize::Poster, true);
    let pdf = leaflets_pdf(&batch).unwrap();
    let Some(size) = pdf_info(&pdf, "Page size") else { return };
    assert!(size.contains("895.748 x 1247.24"), "316 by 440 mm: {size}");
    assert_eq!(pdf_info(&pdf, "Pages").unwrap(), "2");
    if let Some(codes) = codes_on_page(&pdf, 1) {
        assert_eq!(codes, [batch.pages[0].qr_text.clone()]);
    }
}

#[test]
fn letters_that_cannot_be_printed_are_refused_with_the_reason() {
    assert!(matches!(letters_pdf(&letters(Language::Id, 0)), Err(PrintError::NothingToPrint { .. })));
    let many = letters_pdf_within(&letters(Language::Id, 4), 3).unwrap_err();
    assert_eq!(many, PrintError::TooManyPages { pages: 4, limit: 3 });
    let mut long = letters(Language::Id, 3);
    long.letters[1].body = vec!["Panjang sekali. ".repeat(400)];
    let error = letters_pdf(&long).unwrap_err().to_string();
    assert!(error.contains("letter T0000000000000001, the longest, does not fit on one A4 page"), "{error}");
    let mut silent = letters(Language::Id, 1);
    silent.conditions = String::new();
    assert!(letters_pdf(&silent).unwrap_err().to_string().contains("conditions is empty"));
    let mut odd = letters(Language::Id, 1);
    odd.letters[0].name = "Siti \u{1f41f}".into();
    assert!(letters_pdf(&odd).is_ok(), "one odd name stops no batch");
}
