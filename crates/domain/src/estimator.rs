//! Names of estimators in both languages: answers carry the English one, tables show the reader's.

use crate::Language;
use std::borrow::Cow;

/// Phrases that names are made of, longer ones before those they hold.
const PHRASES: &[(&str, &str)] = &[
    (
        "least squares with a constant for each stratum, all arms at once, errors of one variance",
        "kuadrat terkecil dengan tetapan tiap strata, semua kelompok sekaligus, satu ragam galat",
    ),
    ("difference of proportions inside strata weighted by size", "beda proporsi di dalam strata ditimbang besarnya"),
    ("difference inside strata weighted by stratum size", "beda di dalam strata ditimbang besarnya"),
    ("difference inside pairs weighted by rows", "beda di dalam pasangan ditimbang banyaknya baris"),
    ("t-test of differences inside pairs of areas", "uji t beda di dalam pasangan wilayah"),
    ("difference of ratios of sums (over ", "beda nisbah jumlah (dibagi "),
    ("difference of proportions", "beda proporsi"),
    ("difference of area means", "beda rata-rata wilayah"),
    ("difference of means", "beda rata-rata"),
    ("difference of rows", "beda antarbaris"),
    ("ratio of proportions", "nisbah proporsi"),
    ("randomisation test of area means", "uji pengacakan rata-rata wilayah"),
    (" assignments of the lot (all)", " pembagian undian (semua)"),
    (" assignments of the lot (drawn)", " pembagian undian (diundi)"),
    ("placebo over ", "plasebo atas "),
    (" areas, one treated", " wilayah, satu disapa"),
    ("t-test of area means inside strata", "uji t rata-rata wilayah di dalam strata"),
    ("t-test of area means", "uji t rata-rata wilayah"),
    ("area means adjusted for ", "rata-rata wilayah disesuaikan dengan "),
    ("(slope ", "(kemiringan "),
    ("confidence sequence valid at every look", "selang yang sah di setiap pemantauan"),
    ("Newcombe hybrid score interval", "selang skor gabungan Newcombe"),
    ("Newcombe interval", "selang Newcombe"),
    ("Miettinen-Nurminen score interval", "selang skor Miettinen-Nurminen"),
    ("log interval", "selang log"),
    ("normal interval", "selang normal"),
    ("(1 is no effect)", "(1 berarti tanpa efek)"),
    ("pooled z test", "uji z gabungan"),
    ("Boschloo test as twice the smaller side", "uji Boschloo sebagai dua kali sisi terkecil"),
    ("Boschloo exact test", "uji eksak Boschloo"),
    ("Fisher exact test", "uji eksak Fisher"),
    ("Welch t test and interval", "uji t dan selang Welch"),
    ("Welch interval", "selang Welch"),
    ("pooled variance", "ragam gabungan"),
    ("delta method", "metode delta"),
    ("CR1 cluster-robust standard error", "galat baku tahan-gugus CR1"),
    ("CR2 (Bell-McCaffrey) standard error", "galat baku CR2 (Bell-McCaffrey)"),
    ("CR3 (jackknife) standard error", "galat baku CR3 (jackknife)"),
    ("t with areas - 1 degrees of freedom", "t dengan derajat bebas wilayah - 1"),
    ("Satterthwaite degrees of freedom", "derajat bebas Satterthwaite"),
    ("pairs - 1 degrees of freedom", "derajat bebas pasangan - 1"),
    ("K - 2 degrees of freedom", "derajat bebas K - 2"),
    ("t with pairs - 1", "t dengan derajat bebas pasangan - 1"),
    ("wild cluster bootstrap-t", "bootstrap-t gugus liar"),
    (" replicates with Rademacher weights", " ulangan dengan bobot Rademacher"),
    (" replicates with Webb weights", " ulangan dengan bobot Webb"),
    ("Lin interacted least squares on ", "kuadrat terkecil berinteraksi (Lin) dengan "),
    ("CUPED on ", "CUPED dengan "),
];

/// An estimator's name as people read it.
pub fn estimator_name(name: &str, language: Language) -> Cow<'_, str> {
    if language == Language::En {
        return Cow::Borrowed(name);
    }
    let translated = PHRASES.iter().fold(name.to_owned(), |name, (en, id)| name.replace(en, id));
    Cow::Owned(translated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_the_language_of_the_reader() {
        let name = "difference of proportions, Newcombe hybrid score interval, pooled z test";
        assert_eq!(estimator_name(name, Language::En), name);
        assert_eq!(estimator_name(name, Language::Id), "beda proporsi, selang skor gabungan Newcombe, uji z gabungan");
    }
}
