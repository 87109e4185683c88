//! Worklists, seen from outside.
#![allow(clippy::unwrap_used)]

mod shelf;

use domain::{Language, MemberId};
use print::{PrintError, worklists_pdf, worklists_pdf_within};
use shelf::{codes_on_page, pdf_info, pdf_text, worklists};

#[test]
fn every_member_stands_on_the_list_of_their_counter() {
    let lists = worklists(Language::Id, 2, 40);
    let pdf = worklists_pdf(&lists).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let Some(text) = pdf_text(&pdf) else { return };
    for line in lists.iter().flat_map(|list| &list.rows) {
        assert!(text.contains(&line.member.0), "{} is missing", line.member);
    }
}

#[test]
fn every_page_repeats_the_column_heads_the_page_number_and_who_may_see_it() {
    for (language, heads) in [
        (Language::Id, ["Nomor peserta", "Iuran/bulan", "RAHASIA", "Halaman"]),
        (Language::En, ["Member number", "Per month", "CONFIDENTIAL", "Page"]),
    ] {
        let pdf = worklists_pdf(&worklists(language, 2, 40)).unwrap();
        let Some(text) = pdf_text(&pdf) else { return };
        let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        assert_eq!(pages.len().to_string(), pdf_info(&pdf, "Pages").unwrap());
        assert!(pages.len() >= 4, "two counters with 40 members take two pages each at least: {}", pages.len());
        for page in pages {
            for words in heads {
                assert!(page.contains(words), "`{words}` is missing in {page}");
            }
        }
    }
}

#[test]
fn page_numbers_start_again_for_every_counter() {
    let Some(text) = pdf_text(&worklists_pdf(&worklists(Language::En, 2, 5)).unwrap()) else { return };
    assert_eq!(text.matches("Page 1 of 1").count(), 2, "{text}");
}

#[test]
fn the_code_of_a_counter_scans() {
    let lists = worklists(Language::Id, 1, 3);
    if let Some(codes) = codes_on_page(&worklists_pdf(&lists).unwrap(), 1) {
        assert_eq!(codes, ["https://jangkau.example/k/001"]);
    }
}

#[test]
fn markup_in_a_name_is_printed_as_it_stands() {
    let mut lists = worklists(Language::Id, 1, 1);
    lists[0].rows[0].name = "#eval(\"1\") $x$".into();
    lists[0].rows[0].member = MemberId("*A*\\_1".into());
    let Some(text) = pdf_text(&worklists_pdf(&lists).unwrap()) else { return };
    assert!(text.contains("#eval(\"1\")") && text.contains("$x$") && text.contains("*A*\\_1"), "{text}");
}

#[test]
fn the_same_lists_give_the_same_bytes() {
    let lists = worklists(Language::En, 1, 3);
    assert!(worklists_pdf(&lists).unwrap() == worklists_pdf(&lists).unwrap());
}

#[test]
fn a_long_word_breaks_instead_of_running_into_its_neighbour() {
    let mut lists = worklists(Language::Id, 1, 1);
    lists[0].rows[0].member = MemberId("9".repeat(40));
    let Some(text) = pdf_text(&worklists_pdf(&lists).unwrap()) else { return };
    assert!(!text.contains(&"9".repeat(20)), "{text}");
    assert_eq!(text.matches('9').count(), 40, "{text}");
}

#[test]
fn an_odd_letter_in_a_name_does_not_stop_the_lists() {
    let mut lists = worklists(Language::Id, 1, 2);
    lists[0].rows[0].name = "Li \u{674e}".into();
    assert!(worklists_pdf(&lists).is_ok());
}

#[test]
fn lists_that_cannot_be_printed_are_refused_with_their_reason() {
    let nobody = worklists(Language::Id, 2, 0);
    assert!(matches!(worklists_pdf(&nobody), Err(PrintError::NothingToPrint { .. })));
    assert!(matches!(worklists_pdf(&[]), Err(PrintError::NothingToPrint { .. })));

    let before_setting = worklists_pdf_within(&worklists(Language::Id, 1, 100), 2).unwrap_err();
    assert_eq!(before_setting, PrintError::TooManyPages { pages: 4, limit: 2 });

    let after_setting = worklists_pdf_within(&worklists(Language::Id, 3, 40), 5).unwrap_err();
    assert!(matches!(after_setting, PrintError::TooManyPages { pages: 6.., limit: 5 }), "{after_setting}");
}
