//! A report with every kind of block becomes one page.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use domain::Language;
use report::{Answer, Block, Heading, Report, Section, description_of, html};

fn everything(language: Language) -> Report {
    let svg = charts::bars(language, "Peserta", "orang", &[("Nelayan <b>".into(), 12_450.0)]).unwrap();
    Report {
        language,
        title: "Pengingat & <script>alert(1)</script>".into(),
        subtitle: "42.613 peserta".into(),
        answer: Answer {
            verdict: "Bekerja".into(),
            sentences: vec!["Dari 100 orang, 8 lebih banyak.".into()],
            grade: "A: diundi".into(),
        },
        sections: vec![Section {
            heading: "Semua".into(),
            blocks: vec![
                Block::Paragraph { text: "Satu paragraf.".into() },
                Block::Warning { text: "Satu peringatan.".into() },
                Block::Facts { facts: vec![("Diundi".into(), "orang".into())] },
                Block::Table {
                    caption: "Menurut segmen".into(),
                    columns: vec![Heading::words("Segmen"), Heading::figures("Selisih")],
                    rows: vec![vec!["Nelayan".into(), "+5,2".into()], vec!["Petani".into(), "-1,0".into()]],
                },
                Block::Chart { svg },
            ],
        }],
    }
}

fn page(language: Language) -> String {
    html(&everything(language), NaiveDate::from_ymd_opt(2027, 4, 1).unwrap())
}

#[test]
fn every_kind_of_block_stands_on_the_page_in_its_own_way() {
    let page = page(Language::Id);
    for part in [
        "<p>Satu paragraf.</p>",
        "<p class=\"warning\">Satu peringatan.</p>",
        "<th scope=\"row\">Diundi</th><td>orang</td>",
        "<caption>Menurut segmen</caption>",
        "<th scope=\"col\">Segmen</th><th scope=\"col\" class=\"figures\">Selisih</th>",
        "<td>Nelayan</td><td class=\"figures\">+5,2</td>",
        "<td>Petani</td><td class=\"figures\">-1,0</td>",
        "<figure><svg",
        "<p class=\"verdict\">Bekerja</p>",
        "Mutu bukti: <strong>A: diundi</strong>",
        "Dibuat 1 April 2027",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert_eq!(page.matches("<p>").count(), 2, "a block shows as another kind too");
}

#[test]
fn texts_are_escaped_and_nothing_is_fetched() {
    let page = page(Language::En);
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
    assert!(!page.contains("http://") || page.matches("http://").count() == page.matches("http://www.w3.org").count());
    assert!(page.contains("Made on 1 April 2027") || page.contains("Made on April 1, 2027"));
}

#[test]
fn the_description_of_a_chart_is_read_back_as_plain_text() {
    let svg = charts::bars(Language::Id, "Peserta", "orang", &[("Nelayan <b> & anak".into(), 12_450.0)]).unwrap();
    assert!(description_of(&svg).contains("Nelayan <b> & anak"), "{}", description_of(&svg));
    assert_eq!(description_of("<svg></svg>"), "");
}
