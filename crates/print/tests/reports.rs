//! Reports, seen from outside.
#![allow(clippy::unwrap_used)]

mod shelf;

use domain::Language;
use print::report_pdf;
use report::Block;
use shelf::{day, pdf_info, pdf_text};

#[test]
fn the_first_page_holds_the_answer_and_the_grade() {
    for (language, words) in [
        (Language::Id, ["Bekerja", "Mutu bukti: A: diundi", "Dari 100 peserta", "Halaman 1 dari"]),
        (Language::En, ["It works", "Grade of evidence: A: drawn by lot", "Of 100 members", "Page 1 of"]),
    ] {
        let Some(text) = pdf_text(&report_pdf(&shelf::report(language), day(2027, 4, 1)).unwrap()) else { return };
        let first = text.split('\u{c}').next().unwrap();
        let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in words {
            assert!(first.contains(words), "`{words}` is missing in {first}");
        }
    }
}

#[test]
fn a_long_table_goes_on_over_pages_with_its_heads() {
    let pdf = report_pdf(&shelf::report(Language::Id), day(2027, 4, 1)).unwrap();
    let Some(text) = pdf_text(&pdf) else { return };
    for i in 1..40 {
        assert!(text.contains(&format!("+{i},6")), "row {i} is missing");
    }
    assert!(text.matches("Selisih").count() >= 3, "{text}");
    assert!(pdf_info(&pdf, "Pages").unwrap().parse::<u32>().unwrap() >= 2);
}

#[test]
fn markup_is_printed_as_it_stands_and_short_rows_are_filled_up() {
    let mut odd = shelf::report(Language::En);
    odd.sections[0].blocks = vec![
        Block::Paragraph { text: "#eval(\"1\") $x$ <a>".into() },
        Block::Table {
            caption: String::new(),
            columns: vec![report::Heading::words("One"), report::Heading::words("Two")],
            rows: vec![vec!["only".into()], vec!["first".into(), "second".into(), "too many".into()]],
        },
    ];
    let Some(text) = pdf_text(&report_pdf(&odd, day(2027, 4, 1)).unwrap()) else { return };
    assert!(text.contains("#eval(\"1\") $x$ <a>"), "{text}");
    assert!(text.contains("second") && !text.contains("too many"), "{text}");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let make = || report_pdf(&shelf::report(Language::Id), day(2027, 4, 1)).unwrap();
    assert_eq!(make(), make());
}
