//! What may be printed, and what is caught.

use super::{BENEFITS, PLANS, TERMS, schemes, with_cell};
use domain::ProgrammeSet;
use proptest::prelude::*;
use schemes::{SchemeError, Schemes};

#[test]
fn every_leaflet_line_holds_its_condition_in_its_own_sentence() {
    let schemes = schemes();
    for set in [ProgrammeSet::Basic, ProgrammeSet::WithSavings] {
        let lines = schemes.leaflet_lines(set).unwrap();
        for line in &lines {
            for text in [&line.words.id, &line.words.en] {
                assert!(schemes.promises(text).is_empty(), "{text}: {:?}", schemes.promises(text));
                assert!(text.ends_with('.'), "{text}");
            }
        }
        assert_eq!(lines.iter().any(|line| line.benefit == "jht"), set == ProgrammeSet::WithSavings);
    }
}

#[test]
fn the_death_grant_reads_as_a_person_would_say_it() {
    let lines = schemes().leaflet_lines(ProgrammeSet::Basic).unwrap();
    let line = lines.iter().find(|line| line.benefit == "jkm-death").unwrap();
    assert_eq!(
        line.words.id,
        "Santunan kematian JKM: Rp42.000.000 (santunan kematian Rp20.000.000, santunan berkala dibayar sekaligus \
         Rp12.000.000, biaya pemakaman Rp10.000.000), bila peserta meninggal bukan karena kecelakaan kerja, selama iuran \
         dibayar dan kepesertaan sudah lewat 3 bulan; dalam 3 bulan pertama hanya biaya pemakaman Rp10.000.000."
    );
    assert!(line.unverified.iter().any(|row| row.contains("waiting_months")), "{:?}", line.unverified);
    let line = lines.iter().find(|line| line.benefit == "jkm-scholarship").unwrap();
    assert_eq!(
        line.words.en,
        "Children's scholarship: at most Rp174.000.000 (kindergarten 2 x Rp1.500.000 a year, primary school 6 x Rp1.500.000 a \
         year, lower secondary school 3 x Rp2.000.000 a year, upper secondary school 3 x Rp3.000.000 a year, university 5 x \
         Rp12.000.000 a year; at most 2 children), only if the member dies after at least 3 years of contributions."
    );
}

#[test]
fn the_death_grant_is_found_in_every_spelling() {
    let schemes = schemes();
    for spelling in [
        "Rp42 juta",
        "42 juta",
        "Rp42.000.000",
        "Rp 42.000.000,-",
        "Rp. 42.000.000,00",
        "42 million",
        "Rp42,000,000",
        "IDR 42 million",
        "42jt",
        "Rp42 jutaan",
        "Rp42 jt",
        "RP42JUTA",
        "42,0 juta",
        "Rp42 000 000",
        "42000000",
        "empat puluh dua juta rupiah",
        "Forty-two million rupiah",
        "*Rp42 juta*",
        "Rp*42* juta",
        "Rp42\u{a0}juta",
        "Rp4\u{200b}2 juta",
        "42.000 ribu",
    ] {
        let found = schemes.promises(&format!("Ahli waris menerima {spelling} bila peserta meninggal."));
        assert_eq!(found.len(), 1, "{spelling}");
        assert_eq!(found[0].benefit, "jkm-death");
        assert_eq!(found[0].missing.len(), 2, "{spelling}: {:?}", found[0].missing);
    }
}

#[test]
fn other_amounts_are_left_alone() {
    let schemes = schemes();
    for text in [
        "Iuran Rp16.800 sebulan.",
        "Biaya pemakaman Rp10.000.000.",
        "142 juta pekerja, 420 juta rupiah, 4,2 juta, 42 ribu, 42 peserta, 42%.",
        "Bayar 3 bulan di muka sebelum 31 Desember 2026.",
        "",
    ] {
        assert!(schemes.promises(text).is_empty(), "{text}: {:?}", schemes.promises(text));
    }
}

#[test]
fn a_condition_in_the_next_sentence_is_no_condition() {
    let schemes = schemes();
    let condition = "selama iuran dibayar dan kepesertaan sudah lewat 3 bulan";
    assert!(schemes.promises(&format!("Ahli waris menerima Rp42 juta {condition}.")).is_empty());
    for text in [
        format!("Ahli waris menerima Rp42 juta. Berlaku {condition}."),
        format!("Ahli waris menerima Rp42 juta! Berlaku {condition}."),
        format!("SANTUNAN Rp42 JUTA\n{condition}"),
    ] {
        assert_eq!(schemes.promises(&text).len(), 1, "{text}");
    }
}

#[test]
fn half_a_condition_is_told_which_half_is_missing() {
    let schemes = schemes();
    let missing = |text: &str| -> Vec<String> {
        schemes.promises(text).into_iter().flat_map(|b| b.missing).map(|words| words.en).collect()
    };
    assert_eq!(missing("Rp42 juta selama iuran dibayar."), ["after 3 months of membership"]);
    assert_eq!(missing("Rp42 juta sesudah tiga bulan menjadi peserta."), ["as long as contributions are paid"]);
    assert_eq!(
        missing("Heirs get 42 million as long as contributions are paid, after the first three (3) months."),
        [""; 0]
    );
    assert_eq!(missing("Heirs get 42 million."), ["as long as contributions are paid", "after 3 months of membership"]);
}

#[test]
fn paying_three_months_ahead_or_waiving_the_wait_is_no_condition() {
    let schemes = schemes();
    for text in [
        "Bayar 3 bulan sekarang dan dapatkan Rp42 juta selama iuran dibayar.",
        "Rp42 juta tanpa masa tunggu 3 bulan, selama iuran dibayar.",
        "Rp42 juta setelah 13 bulan selama iuran dibayar.",
    ] {
        assert_eq!(schemes.promises(text).len(), 1, "{text}");
    }
}

#[test]
fn the_scholarship_needs_its_three_years() {
    let schemes = schemes();
    for text in [
        "Ada beasiswa untuk 2 anak.",
        "Bea siswa anak sampai kuliah",
        "A scholarship for two children.",
        "Anak Anda kuliah dengan Rp174 juta.",
        "Beasiswa sesudah 13 tahun.",
        "Beasiswa tanpa menunggu 3 tahun.",
    ] {
        let found = schemes.promises(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].missing[0].en, "after at least 3 years of contributions");
    }
    for text in [
        "Beasiswa untuk 2 anak bila iuran dibayar sedikitnya 3 tahun.",
        "Beasiswa sesudah tiga (3) tahun iuran.",
        "A scholarship after at least three years of contributions.",
        "Beasiswa paling banyak Rp174 juta sesudah iuran 36 bulan.",
    ] {
        assert!(schemes.promises(text).is_empty(), "{text}: {:?}", schemes.promises(text));
    }
}

#[test]
fn a_finding_is_a_sentence_with_the_missing_condition() {
    let found = schemes().promises("Dapat Rp42 juta!");
    let words = found[0].words();
    assert_eq!(
        words.id,
        "`42 juta` dijanjikan tanpa syaratnya (selama iuran dibayar; sesudah 3 bulan kepesertaan): Dapat Rp42 juta"
    );
    assert!(words.en.contains("as long as contributions are paid; after 3 months of membership"));
}

#[test]
fn another_amount_in_the_files_is_another_promise() {
    let benefits = BENEFITS.replace("20000000,once", "25000000,once");
    let schemes = Schemes::from_csv(PLANS, &benefits, TERMS).unwrap();
    assert!(schemes.promises("Dapat Rp42 juta.").is_empty());
    assert_eq!(schemes.promises("Dapat Rp47 juta.").len(), 1);
    let line =
        schemes.leaflet_lines(ProgrammeSet::Basic).unwrap().into_iter().find(|l| l.benefit == "jkm-death").unwrap();
    assert!(line.words.id.contains("Rp47.000.000"), "{}", line.words.id);
}

#[test]
fn a_set_of_programmes_without_a_plan_is_refused() {
    let plans = with_cell(PLANS, "plan", "id-bpu-savings", "programmes", "");
    let refusal =
        Schemes::from_csv(&plans, BENEFITS, TERMS).unwrap().leaflet_lines(ProgrammeSet::WithSavings).unwrap_err();
    assert!(matches!(refusal, SchemeError::NoPlanFor { .. }));
    assert!(refusal.to_string().contains("JKK+JKM+JHT"), "{refusal}");
}

proptest! {
    /// Whatever is written, looking at it ends in an answer.
    #[test]
    fn no_text_breaks_the_check(text in "(\\PC|[0-9., \n]|Rp|42 juta|beasiswa|3 tahun){0,60}") {
        let _ = schemes().promises(&text);
    }

    /// Good sentences around a bare promise do not hide it.
    #[test]
    fn a_bare_promise_is_found_anywhere(before in "[a-z ]{0,30}", after in "[a-z ]{0,30}") {
        let text = format!("{before}. Dapat Rp42 juta. {after}.");
        prop_assert!(schemes().promises(&text).iter().any(|b| b.benefit == "jkm-death"));
    }
}
