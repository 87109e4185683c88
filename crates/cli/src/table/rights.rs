//! Receipts, and leakage.

use super::{count, grid, percent};
use domain::{Bilingual, Language, Purpose, TimeZoneCode, written};
use workflow::leakage::LeakageSummary;
use workflow::rights::{ConsentLine, ReceiptSummary};

/// One row for each receipt.
pub fn receipts(given: &[ReceiptSummary], language: Language) -> String {
    let english = language == Language::En;
    if given.is_empty() {
        return if english { "nobody has asked yet" } else { "belum ada yang meminta" }.to_owned();
    }
    let header = if english {
        ["Receipt", "Member", "Right", "By", "Day"]
    } else {
        ["Tanda terima", "Peserta", "Hak", "Oleh", "Hari"]
    };
    let right = |key: &str| match (key, english) {
        ("erased", false) => "dihapus".to_owned(),
        (_, false) => "dibatasi".to_owned(),
        (word, true) => word.to_owned(),
    };
    let row = |r: &ReceiptSummary| {
        let day = written::day(language, r.at.with_timezone(&TimeZoneCode::Wib.offset()).date_naive());
        vec![r.receipt.clone(), r.member.clone(), right(r.right), r.by.clone(), day]
    };
    grid(&header, 5, given.iter().map(row).collect())
}

/// Every consent of a member, by day.
pub fn consents(kept: &[ConsentLine], language: Language) -> String {
    let english = language == Language::En;
    if kept.is_empty() {
        let (en, id) = ("no consent of this member is on record", "belum ada persetujuan peserta ini yang tercatat");
        return if english { en } else { id }.to_owned();
    }
    let header = if english {
        ["Day", "Channel", "Purpose", "Change", "Version of the words", "What shows it"]
    } else {
        ["Hari", "Kanal", "Tujuan", "Perubahan", "Versi naskah", "Bukti"]
    };
    let row = |line: &ConsentLine| {
        let everything = Bilingual::new("semua", "everything");
        let purpose = line.purpose.map_or(everything, Purpose::name);
        let change =
            if line.given { Bilingual::new("diberikan", "given") } else { Bilingual::new("ditarik", "withdrawn") };
        vec![
            written::day(language, line.on),
            line.channel.name().in_language(language).to_owned(),
            purpose.in_language(language).to_owned(),
            change.in_language(language).to_owned(),
            line.text_version.clone(),
            line.evidence.clone(),
        ]
    };
    grid(&header, 6, kept.iter().map(row).collect())
}

/// Who in a holdout was reached, and what that means.
pub fn leakage(found: &LeakageSummary, language: Language) -> String {
    let english = language == Language::En;
    let header = if english { ["Reached by", "People", "Share"] } else { ["Terjangkau lewat", "Orang", "Bagian"] };
    let ways = [
        (("kampanye ini (seharusnya nol)", "this campaign (must be none)"), &found.this_campaign),
        (
            ("kampanye lain sesudah kampanye ini mulai", "another campaign after this one began"),
            &found.another_campaign,
        ),
        (("telepon yang sama dengan orang yang dikirimi", "the telephone of somebody written to"), &found.same_phone),
    ];
    let rows = ways
        .iter()
        .map(|((id, en), people)| {
            let share = people.len() as f64 / found.held_out.max(1) as f64;
            let name = if english { en } else { id };
            vec![(*name).to_owned(), count(people.len() as u64, language), percent(Some(share), language)]
        })
        .collect();
    let said = if english {
        format!(
            "{} people are held out. Where what reached some of them works too, the measured uplift is smaller than the true one; the comparison by lot stays valid.",
            count(found.held_out, language)
        )
    } else {
        format!(
            "{} orang tidak disapa. Kalau yang menjangkau sebagian dari mereka juga bekerja, dampak terukur lebih kecil daripada yang sebenarnya; perbandingan menurut undian tetap sah.",
            count(found.held_out, language)
        )
    };
    let mut text = format!("{}\n{said}", grid(&header, 1, rows));
    for ((id, en), people) in ways.iter().filter(|(_, people)| !people.is_empty()) {
        let some: Vec<&str> = people.iter().take(20).map(|m| m.0.as_str()).collect();
        text.push_str(&format!("\n  {}: {}", if english { en } else { id }, some.join(", ")));
    }
    text
}
