//! The card of a model: what a planner must know before using its segments.

mod segment;

pub use segment::chart_file;

use crate::model::SegmentModel;
use domain::segment_views::ModelView;
use domain::{Bilingual, Language};
use features::FeatureUnit;
use segment::{write_chart, write_segment};
use std::fmt::Write;

impl SegmentModel {
    /// The card in Markdown: who, why, how many, how they pay, how they are reached; method, seed, date, features, limits.
    ///
    /// With a profile: also the months on file, how the number was chosen, the fidelity of the rules, and what is expected.
    pub fn card(&self, profile: Option<&ModelView>, language: Language) -> String {
        let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
        let mut card = format!("# {}\n\n", say("Kartu segmen", "Segment card"));
        let date = self.as_of().map_or_else(|| say("tanpa tanggal", "undated").to_owned(), |day| day.to_string());
        let inside: u64 = self.segments().iter().map(|s| s.size).sum();
        let params = self.params();
        // Writing to a string cannot fail.
        let _ = writeln!(
            card,
            "- {}: {date}\n- {}: {}\n- {}: {}, {} {}, {} {}\n- {}: {}\n- {}: {} {} {} {}\n",
            say("Menurut pengetahuan sampai", "As known on"),
            say("Metode", "Method"),
            params.method.words().in_language(language),
            say("Parameter", "Parameters"),
            format_args!("{} {}", self.used(), say("segmen", "segments")),
            params.runs,
            say("awal", "starts"),
            say("kelompok minimal", "smallest group"),
            FeatureUnit::Share.written(params.min_group_share, language),
            say("Benih", "Seed"),
            params.seed,
            say("Orang", "People"),
            inside,
            say("dalam segmen dari", "in segments of"),
            self.people(),
            say("yang dikenal", "known"),
        );
        let merged: Vec<&str> = self.merged_groups().collect();
        if !merged.is_empty() {
            let _ = writeln!(card, "{}: {}.\n", say("Terlalu kecil, digabung", "Too small, merged"), merged.join(", "));
        }
        if let Some(profile) = profile {
            write_profile(&mut card, profile, language);
        }
        for segment in self.segments() {
            let own = profile.and_then(|p| p.profiles.iter().find(|own| own.segment.id == segment.id));
            write_segment(&mut card, segment, own, inside, language);
        }
        let _ = writeln!(card, "## {}\n", say("Ciri", "Features"));
        let _ = writeln!(
            card,
            "| {} | {} | {} | {} |\n|---|---|---|---|",
            say("ciri", "feature"),
            say("satuan", "unit"),
            say("arti", "meaning"),
            say("rumus", "formula")
        );
        for def in self.features() {
            let weight = params.features.iter().find(|f| f.name == def.name).map(|f| format!(" (×{})", f.weight));
            let _ = writeln!(
                card,
                "| {}{} | {} | {} | {} |",
                def.label.in_language(language),
                weight.unwrap_or_default(),
                def.unit.key(),
                def.meaning.in_language(language),
                def.formula
            );
        }
        let _ = writeln!(card, "\n## {}\n", say("Batas", "Limits"));
        for limit in limits() {
            let _ = writeln!(card, "- {}", limit.in_language(language));
        }
        card
    }
}

fn write_profile(card: &mut String, profile: &ModelView, language: Language) {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let percent = |share: f64| FeatureUnit::Share.written(share, language);
    if let Some((first, last)) = profile.period {
        let _ = writeln!(card, "- {}: {first} – {last}", say("Bulan iuran dalam data", "Months on file"));
    }
    if let Some(share) = profile.rule_fidelity {
        let _ = writeln!(
            card,
            "- {}: {}. {}{}",
            say("Aturan loket menempatkan dengan benar", "The counter's rules put right"),
            percent(share),
            unseen_at_a_counter().in_language(language),
            profile.rule_ceiling.map_or_else(String::new, |ceiling| match language {
                Language::Id => format!(" Dengan ratusan aturan pun hanya {} yang tepat.", percent(ceiling)),
                Language::En => format!(" Even hundreds of rules would put only {} right.", percent(ceiling)),
            })
        );
    }
    let _ = writeln!(
        card,
        "- {}: {}",
        say("Berkas", "Files"),
        say(
            "`params.toml`, `model.toml` (TOML, bukan JSON, agar terbaca kembali sampai bit terakhir), `profiles.json`, `spread.json`, `rows.parquet`, gambar di `charts`",
            "`params.toml`, `model.toml` (TOML rather than JSON, so that it reads back to the last bit), `profiles.json`, `spread.json`, `rows.parquet`, charts in `charts`"
        )
    );
    if let Some(choice) = &profile.choice {
        let _ = writeln!(card, "\n## {}\n", say("Berapa segmen", "How many segments"));
        if !choice.candidates.is_empty() {
            write_chart(card, say("Berapa segmen", "How many segments"), "choice", None, language);
            card.push('\n');
        }
        for reason in &choice.reasons {
            let _ = writeln!(card, "- {}", reason.in_language(language));
        }
        let _ = writeln!(
            card,
            "\n| {} | {} | {} | {} | |\n|---:|---:|---:|---:|---|",
            say("jumlah", "number"),
            say("kestabilan", "stability"),
            say("keterpisahan", "separation"),
            say("terkecil", "smallest")
        );
        for c in &choice.candidates {
            let score = |value: f64| FeatureUnit::Score.written(value, language);
            let _ = writeln!(
                card,
                "| {} | {} | {} | {} | {} |",
                c.segments,
                score(c.stability),
                score(c.separation),
                percent(c.smallest_share),
                c.reason.in_language(language)
            );
        }
    }
    let _ = writeln!(card, "\n## {}\n", say("Dua belas bulan ke depan", "The next twelve months"));
    let _ = writeln!(
        card,
        "| {} | {} | {} | {} |\n|---|---:|---:|---:|",
        say("segmen", "segment"),
        say("orang", "people"),
        say("bulan diharapkan terbayar [95%]", "months expected [95%]"),
        say("risiko berhenti [95%]", "lapse risk [95%]")
    );
    for p in &profile.profiles {
        let months = p.months_expected.map_or_else(
            || "–".to_owned(),
            |m| {
                let months = |value: f64| FeatureUnit::Score.written(value, language);
                format!("{} [{}; {}]", months(m.value), months(m.low), months(m.high))
            },
        );
        let risk = p.lapse_risk.map_or_else(
            || "–".to_owned(),
            |m| format!("{} [{}; {}]", percent(m.value), percent(m.low), percent(m.high)),
        );
        let _ = writeln!(card, "| {} | {} | {months} | {risk} |", p.segment.name.in_language(language), p.segment.size);
    }
    if !profile.calibration.is_empty() {
        let title = say("Perkiraan setahun lalu dan yang terjadi", "The forecast of a year ago and what happened");
        write_chart(card, title, "calibration", None, language);
    }
    card.push('\n');
}

/// What questions at a counter cannot ask about.
fn unseen_at_a_counter() -> Bilingual {
    Bilingual::new(
        "Model melihat bulan demi bulan dan tanggal bayar; beberapa pertanyaan di loket tidak dapat menangkap semuanya, terutama pada peserta yang riwayatnya masih pendek.",
        "The model sees every month and the days of payment; a few questions at a counter cannot hold all of it, least of all for members with a short history.",
    )
}

/// What no segmentation can tell, in sentences.
pub fn limits() -> [Bilingual; 4] {
    [
        Bilingual::new(
            "Segmen menggambarkan perilaku yang lalu. Apakah kampanye mengubahnya hanya dapat dijawab dengan kelompok pembanding.",
            "Segments describe past behaviour. Whether a campaign changes it, only a holdout can tell.",
        ),
        Bilingual::new(
            "Perbedaan antar segmen bertahap; orang di tepi dapat pindah segmen bulan depan.",
            "Segments shade into each other; people near an edge may change segment next month.",
        ),
        Bilingual::new(
            "Riwayat lebih dari 48 bulan tidak dilihat; peserta baru memiliki sedikit bulan, sehingga ciri musiman mereka lemah.",
            "History beyond 48 months is not looked at; new members have few months, so their seasonal feature is weak.",
        ),
        Bilingual::new(
            "Penghasilan dan tunggakan adalah data keuangan pribadi: jangan dipakai untuk menolak seseorang secara otomatis.",
            "Income and arrears are personal financial data: never refuse anyone automatically because of them.",
        ),
    ]
}
