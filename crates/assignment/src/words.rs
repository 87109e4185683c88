//! Decisions in sentences, Indonesian and English.

use crate::floors::Known;
use domain::{Bilingual, Language, written};

pub(crate) fn both(say: impl Fn(Language) -> String) -> Bilingual {
    Bilingual::new(say(Language::Id), say(Language::En))
}

/// A floor that cannot be met.
pub(crate) fn unmet_floor(name: &Bilingual, members: u64, asked: u64, largest: u64, known: Known) -> Bilingual {
    both(|language| {
        let name = name.in_language(language);
        let count = |n: u64| written::count(language, n);
        let (members, asked, largest) = (count(members), count(asked), count(largest));
        match (language, known) {
            (Language::Id, Known::Proven) => format!(
                "{name}: diminta {asked} dari {members} anggota, paling banyak {largest} yang mungkin di dalam batas yang ada."
            ),
            (Language::En, Known::Proven) => {
                format!("{name}: {asked} of {members} members asked for, at most {largest} are possible inside the limits.")
            }
            (Language::Id, Known::Found) => format!(
                "{name}: diminta {asked} dari {members} anggota, paling banyak {largest} yang ditemukan di dalam batas yang ada."
            ),
            (Language::En, Known::Found) => {
                format!("{name}: {asked} of {members} members asked for, {largest} are the most found inside the limits.")
            }
            (Language::Id, Known::Together) => format!(
                "{name}: diminta {asked} dari {members} anggota; bersama batas bawah lainnya hanya {largest} yang ditemukan."
            ),
            (Language::En, Known::Together) => format!(
                "{name}: {asked} of {members} members asked for; together with the other floors only {largest} were found."
            ),
        }
    })
}
