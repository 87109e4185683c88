//! Realistic documents the tests print, and the tools they look at them with.
#![allow(dead_code, clippy::unwrap_used)]

use charts::{ForestRow, uplift_forest};
use chrono::NaiveDate;
use domain::{Language, MemberId, Rupiah};
use print::{LeafletBatch, LeafletPage, Letter, LetterBatch, PriceChange, SheetSize, WorklistDocument, WorklistLine};
use report::{Answer, Block, Heading, Report, Section};
use std::io::Write as _;
use std::process::{Command, Stdio};

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

const VILLAGES: [&str; 6] = [
    "Tanjung Luar, Lombok Timur",
    "Karangsong, Indramayu",
    "Muara Angke, Jakarta Utara",
    "Bajo Pulau, Bima",
    "Kampung Laut, Tanjung Jabung Timur",
    "Brondong, Lamongan",
];

pub fn leaflets(language: Language, villages: usize) -> LeafletBatch {
    LeafletBatch {
        title: "Iuran separuh harga 2026".into(),
        language,
        issued_on: day(2026, 11, 30),
        agency: match language {
            Language::Id => "Kantor cabang contoh, Jl. Pelabuhan 1. Telepon layanan 000. Selebaran ini gratis.",
            Language::En => "Sample branch office, Jl. Pelabuhan 1. Service line 000. This leaflet is free.",
        }
        .into(),
        size: SheetSize::Leaflet,
        crop_marks: false,
        pages: (0..villages).map(|i| leaflet(language, i)).collect(),
    }
}

/// Letters to so many people in six villages.
pub fn letters(language: Language, people: usize) -> LetterBatch {
    let sample = leaflets(language, VILLAGES.len());
    let page = &sample.pages[0];
    LetterBatch {
        title: sample.title.clone(),
        language,
        issued_on: sample.issued_on,
        agency: sample.agency.clone(),
        headline: page.headline.clone(),
        prices: page.prices.clone(),
        action: page.action.clone(),
        action_day: page.action_day,
        conditions: page.conditions.clone(),
        crop_marks: false,
        letters: (0..people)
            .map(|i| Letter {
                name: format!("Wati Susilawati {i}"),
                place: VILLAGES[i % VILLAGES.len()].to_owned(),
                reference: format!("T{i:016x}"),
                body: page.body.clone(),
                qr_text: sample.pages[i % VILLAGES.len()].qr_text.clone(),
            })
            .collect(),
    }
}

fn leaflet(language: Language, i: usize) -> LeafletPage {
    let indonesian = language == Language::Id;
    let words = |id: &str, en: &str| if indonesian { id.to_owned() } else { en.to_owned() };
    LeafletPage {
        village: VILLAGES[i % VILLAGES.len()].to_owned(),
        copies: 120 + 10 * (i as u32 % 9),
        headline: words("Melaut terlindungi, iuran masih separuh harga", "Covered at sea, still at half the price"),
        body: vec![
            words(
                "Bila Anda celaka saat bekerja, biaya pengobatan ditanggung sesuai kebutuhan medis. Bila pencari nafkah \
                 meninggal, keluarga menerima santunan.",
                "If you are hurt at work, treatment is paid for as medically needed. If the breadwinner dies, the family \
                 receives a benefit.",
            ),
            words(
                "Manfaatnya sama, sebelum dan sesudah harga berubah. Cukup bawa KTP ke loket mitra di pelabuhan.",
                "The benefits are the same before and after the price changes. Bring your identity card to the partner \
                 counter at the harbour.",
            ),
        ],
        prices: Some(PriceChange {
            now_label: words("Sampai 31 Desember 2026", "Until 31 December 2026"),
            now: Rupiah::whole(8_400),
            later_label: words("Mulai Januari 2027", "From January 2027"),
            later: Rupiah::whole(16_800),
            per: words(
                "per orang per bulan, kecelakaan kerja (JKK) dan kematian (JKM), kelompok penghasilan terendah",
                "per person per month, work accident (JKK) and death (JKM), lowest income band",
            ),
        }),
        action: words("Bayar sebelum", "Pay before"),
        action_day: Some(day(2026, 12, 31)),
        conditions: words(
            "Potongan 50% menurut PP 50/2025 berlaku untuk iuran JKK dan JKM pekerja bukan penerima upah di luar bidang \
             angkutan, April sampai Desember 2026. Tidak berlaku untuk JHT dan bagi peserta yang iurannya dibayar APBN atau \
             APBD. Tunggakan sebelum April 2026 dibayar penuh. Mulai Januari 2027 iuran kembali Rp16.800.",
            "The 50% discount of PP 50/2025 covers JKK and JKM contributions of non-wage workers outside transport, April to \
             December 2026. It does not cover JHT, nor members whose contributions are paid from a state budget. Arrears from \
             before April 2026 are paid in full. From January 2027 the contribution is Rp16.800 again.",
        ),
        qr_text: format!("https://jangkau.example/d/52.03.01.{:04}", 2001 + i),
    }
}

pub fn worklists(language: Language, counters: usize, members: usize) -> Vec<WorklistDocument> {
    let indonesian = language == Language::Id;
    let words = |id: &str, en: &str| if indonesian { id.to_owned() } else { en.to_owned() };
    let names = ["Siti Aminah", "Muhammad Ridwan Kurniawan", "Wayan Sudarma", "", "Yohanes Lamakera", "Nur Hidayati"];
    (0..counters)
        .map(|c| WorklistDocument {
            campaign: words("Akhir potongan 2026: nelayan", "End of the 2026 discount: fishers"),
            counter: format!("Koperasi Bahari {}, {}", c + 1, VILLAGES[c % VILLAGES.len()]),
            language,
            issued_on: day(2026, 11, 30),
            intro: words(
                "Tawarkan iuran kepada peserta di bawah saat mereka datang menjual hasil tangkapan. Centang setelah \
                 dibicarakan, apa pun jawabannya. Jangan memaksa; yang menolak dicatat di kolom catatan.",
                "Offer the contribution to the members below when they come to sell their catch. Tick when you have spoken, \
                 whatever they answer. Do not press anybody; note a refusal in the last column.",
            ),
            rows: (0..members)
                .map(|m| WorklistLine {
                    member: MemberId(format!("BPU-{:07}", 1000 * c + m + 1)),
                    name: names[m % names.len()].into(),
                    village: VILLAGES[(c + m) % VILLAGES.len()].split(',').next().unwrap().into(),
                    segment: words("Musiman, membayar saat panen ikan", "Seasonal, pays after a good catch"),
                    offer: words("JKK + JKM, bayar 3 bulan sekaligus", "JKK + JKM, pay three months at once"),
                    price: Rupiah::whole(8_400),
                    note: if m % 5 == 0 { words("Tunggakan 1 bulan", "One month in arrears") } else { String::new() },
                })
                .collect(),
            qr_text: Some(format!("https://jangkau.example/k/{:03}", c + 1)),
        })
        .collect()
}

/// Runs a tool that may be missing. `None` when it is missing and `JANGKAU_REQUIRE` does not name it.
pub fn outside(family: &str, program: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            let required = std::env::var("JANGKAU_REQUIRE").is_ok_and(|list| list.contains(family));
            assert!(!required, "{program} is required ({family}) but does not start: {error}");
            println!("skipped: {program} ({family}) is not installed");
            return None;
        }
    };
    let mut stdin = child.stdin.take().unwrap();
    let bytes = input.to_vec();
    // A tool may close its input early; what it printed is then judged by the caller.
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    Some(output.stdout)
}

/// Text of a PDF as readers see it, page breaks as form feeds.
pub fn pdf_text(pdf: &[u8]) -> Option<String> {
    outside("poppler", "pdftotext", &["-layout", "-", "-"], pdf).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// A line of `pdfinfo`, such as `Pages`.
pub fn pdf_info(pdf: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8(outside("poppler", "pdfinfo", &["-"], pdf)?).unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap_or_default();
    Some(line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default())
}

/// What the QR codes on a page say.
pub fn codes_on_page(pdf: &[u8], page: usize) -> Option<Vec<String>> {
    let page = page.to_string();
    let png = outside("poppler", "pdftoppm", &["-r", "150", "-png", "-f", &page, "-l", &page, "-"], pdf)?;
    let text = String::from_utf8(outside("zbar", "zbarimg", &["-q", "--raw", "-"], &png)?).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

/// A report with every kind of block, two of whose segments are longer than their column.
pub fn report(language: Language) -> Report {
    let words = |id: &str, en: &str| if language == Language::Id { id.to_owned() } else { en.to_owned() };
    let segment = words("Nelayan musiman, berhenti di musim barat", "Seasonal fishers, stop in the west monsoon");
    let forest = [("WhatsApp", 3.6, 2.2, 5.1), ("Cetak", 0.5, -1.8, 2.9), ("Loket mitra", 9.1, 6.7, 11.4)]
        .map(|(label, estimate, low, high)| ForestRow { label: label.into(), estimate, low, high, truth: None });
    let svg = uplift_forest(language, &words("Selisih menurut kanal", "Uplift by channel"), "%", &forest).unwrap();
    let row = |i: usize| vec![format!("{segment} {i}"), format!("+{i},6"), "Rp14.550".to_owned()];
    Report {
        language,
        title: words("Apakah pengingat menahan peserta?", "Did the reminder keep members?"),
        subtitle: words("42.613 peserta, Maret 2027", "42,613 members, March 2027"),
        answer: Answer {
            verdict: words("Bekerja", "It works"),
            sentences: vec![
                words(
                    "Dari 100 peserta yang diingatkan, sekitar 4 lebih banyak yang tetap membayar daripada dari 100 yang tidak.",
                    "Of 100 members who were reminded, about 4 more kept paying than of 100 who were not.",
                ),
                words("Satu peserta tambahan menelan Rp14.550.", "One more member cost Rp14.550."),
            ],
            grade: words("A: diundi", "A: drawn by lot"),
        },
        sections: vec![
            Section {
                heading: words("Rancangan", "Design"),
                blocks: vec![
                    Block::Facts { facts: vec![(words("Diundi", "Drawn"), words("orang", "people"))] },
                    Block::Paragraph { text: words("Undian di dalam segmen.", "The lot was drawn inside segments.") },
                    Block::Warning { text: words("Wilayah kurang dari sepuluh.", "Fewer than ten areas.") },
                    Block::Chart { svg },
                ],
            },
            Section {
                heading: words("Menurut segmen", "By segment"),
                blocks: vec![Block::Table {
                    caption: words("Selisih dan biaya", "Uplift and cost"),
                    columns: vec![
                        Heading::words(words("Segmen", "Segment")),
                        Heading::figures(words("Selisih", "Uplift")),
                        Heading::figures(words("Biaya", "Cost")),
                    ],
                    rows: (1..40).map(row).collect(),
                }],
            },
        ],
    }
}
