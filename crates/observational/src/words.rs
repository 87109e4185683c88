//! The sentences of an adjusted comparison.

use crate::e_value::EValue;
use crate::estimate::Estimate;
use crate::overlap::Overlap;
use crate::placebo::Placebo;
use domain::{Bilingual, Language, written};

/// A figure without its unit: percentage points of a rate, else a number with three significant digits or more.
fn bare(language: Language, value: f64, is_rate: bool) -> String {
    if is_rate {
        return written::number(language, value * 100.0, 1);
    }
    let size = value.abs();
    let decimals = if size == 0.0 { 0 } else { (2 - size.log10().floor() as i64).clamp(0, 6) };
    written::number(language, value, decimals as usize)
}

/// A difference as people read it.
pub(crate) fn amount(language: Language, value: f64, is_rate: bool) -> String {
    format!("{}{}", bare(language, value, is_rate), unit(language, is_rate))
}

fn unit(language: Language, is_rate: bool) -> &'static str {
    match (is_rate, language) {
        (false, _) => "",
        (true, Language::Id) => " poin persen",
        (true, Language::En) => " percentage points",
    }
}

/// Verdict of the estimate to be read.
pub(crate) fn verdict(read: &Estimate, is_rate: bool) -> Bilingual {
    let in_words = |language| {
        let value = amount(language, read.estimate, is_rate);
        let end = |value| bare(language, value, is_rate);
        match (read.interval, language) {
            (Some(i), Language::Id) => format!("{value}, selang {} s.d. {}", end(i.low), end(i.high)),
            (Some(i), Language::En) => format!("{value}, interval {} to {}", end(i.low), end(i.high)),
            (None, _) => value,
        }
    };
    let (id, en) = (in_words(Language::Id), in_words(Language::En));
    match read.interval {
        Some(i) if i.low > 0.0 => Bilingual::new(
            format!(
                "Yang dihubungi lebih tinggi setelah penyesuaian ({id}). Tidak diundi: bisa ada sebab lain yang tidak tercatat."
            ),
            format!(
                "The contacted are higher after adjustment ({en}). Not drawn by lot: there may be causes that nobody recorded."
            ),
        ),
        Some(i) if i.high < 0.0 => Bilingual::new(
            format!(
                "Yang dihubungi lebih rendah setelah penyesuaian ({id}). Tidak diundi: bisa ada sebab lain yang tidak tercatat."
            ),
            format!(
                "The contacted are lower after adjustment ({en}). Not drawn by lot: there may be causes that nobody recorded."
            ),
        ),
        _ => Bilingual::new(
            format!("Tidak ada bukti beda setelah penyesuaian ({id})."),
            format!("No evidence of a difference after adjustment ({en})."),
        ),
    }
}

/// Verdict by the rank among units that were not treated.
pub(crate) fn verdict_by_placebo(read: &Estimate, placebo: &Placebo, is_rate: bool) -> Bilingual {
    let (id, en) = (amount(Language::Id, read.estimate, is_rate), amount(Language::En, read.estimate, is_rate));
    let (rank, units) = (placebo.rank, placebo.units.len());
    let least = 1.0 / units as f64;
    if placebo.p_value <= 0.05 {
        Bilingual::new(
            format!(
                "Perubahan satu wilayah ini menonjol di antara {units} wilayah (peringkat {rank}; perkiraan {id}). Tidak diundi: bisa ada \
                 sebab lain di wilayah itu."
            ),
            format!(
                "The change of this one area stands out among {units} areas (rank {rank}; estimate {en}). Not drawn by lot: there may be \
                 another cause in that area."
            ),
        )
    } else if least > 0.05 {
        Bilingual::new(
            format!(
                "Terlalu dini: dengan {units} wilayah, peringkat pertama pun tidak cukup menjadi bukti; perlu sedikitnya 20 wilayah."
            ),
            format!("Too early: with {units} areas even the first rank is no evidence; at least 20 areas are needed."),
        )
    } else {
        Bilingual::new(
            format!(
                "Tidak ada bukti: perubahan sebesar ini juga terlihat di wilayah tanpa program (peringkat {rank} dari {units}; perkiraan {id})."
            ),
            format!(
                "No evidence: changes like this are also seen in areas without the programme (rank {rank} of {units}; estimate {en})."
            ),
        )
    }
}

/// What the naive number is.
pub(crate) fn selection(naive: &Estimate, read: &Estimate, is_rate: bool) -> Bilingual {
    let both = |language| (amount(language, naive.estimate, is_rate), amount(language, read.estimate, is_rate));
    let ((naive_id, read_id), (naive_en, read_en)) = (both(Language::Id), both(Language::En));
    Bilingual::new(
        format!(
            "Selisih mentah {naive_id} bukan akibat kontak: di dalamnya ada cara orang dipilih. Setelah penyesuaian {read_id}."
        ),
        format!(
            "The naive difference of {naive_en} is not what the contact caused: how people were chosen is in it. After adjustment {read_en}."
        ),
    )
}

pub(crate) fn naive() -> Bilingual {
    Bilingual::new("Selisih mentah (memuat cara memilih orang)", "Naive difference (holds selection)")
}

pub(crate) fn aipw() -> Bilingual {
    Bilingual::new("AIPW, kokoh ganda", "AIPW, doubly robust")
}

pub(crate) fn aipw_normalised() -> Bilingual {
    Bilingual::new("AIPW, bobot dinormalkan", "AIPW, normalised weights")
}

pub(crate) fn ipw() -> Bilingual {
    Bilingual::new("Pembobotan peluang kontak (IPW)", "Inverse probability weighting (IPW)")
}

pub(crate) fn cross_fitted(folds: usize) -> Bilingual {
    Bilingual::new(format!("AIPW, {folds} lipatan silang"), format!("AIPW, cross-fitted in {folds} folds"))
}

pub(crate) fn trimmed(outside: usize) -> Bilingual {
    let (id, en) = (written::count(Language::Id, outside as u64), written::count(Language::En, outside as u64));
    Bilingual::new(
        format!("AIPW tanpa {id} orang yang hampir pasti (tidak) dihubungi"),
        format!("AIPW without {en} people almost certain to be (un)contacted"),
    )
}

pub(crate) fn only_what_is_on_file() -> Bilingual {
    Bilingual::new(
        "Penyesuaian hanya untuk yang tercatat. Niat membayar, kenalan, atau penilaian petugas yang tidak tercatat tetap di dalam angka ini.",
        "Adjusted only for what is on file. The will to pay, acquaintances or an officer's judgement that nobody recorded are still in \
         this figure.",
    )
}

pub(crate) fn known_before() -> Bilingual {
    Bilingual::new(
        "Periksa: setiap kovariat harus sudah diketahui sebelum kontak. Lama panggilan, misalnya, baru ada sesudahnya dan tidak boleh dipakai.",
        "Check: every covariate must have been known before the contact. The length of a call, say, exists only afterwards and must not be used.",
    )
}

pub(crate) fn large_weights(reach: &Overlap) -> Bilingual {
    let number = |language, value| written::number(language, value, 0);
    let (low_id, high_id) =
        (written::number(Language::Id, reach.lowest, 3), written::number(Language::Id, reach.highest, 3));
    let (low_en, high_en) =
        (written::number(Language::En, reach.lowest, 3), written::number(Language::En, reach.highest, 3));
    Bilingual::new(
        format!(
            "Peluang dihubungi berkisar {low_id} s.d. {high_id}; satu orang mewakili sampai {} orang. Karena itu dibaca angka tanpa orang \
             yang tak punya pembanding.",
            number(Language::Id, reach.largest_weight)
        ),
        format!(
            "Chances of contact reach from {low_en} to {high_en}; one person stands for up to {}. The figure without people who have \
             no counterpart is therefore the one to read.",
            number(Language::En, reach.largest_weight)
        ),
    )
}

pub(crate) fn unbalanced(columns: &[&str]) -> Bilingual {
    let list = columns.join(", ");
    Bilingual::new(
        format!("Setelah pembobotan kedua pihak masih berbeda pada: {list} (selisih baku di atas 0,1)."),
        format!("After weighting the two sides still differ in: {list} (standardised difference above 0.1)."),
    )
}

pub(crate) fn e_value(e: &EValue) -> Bilingual {
    let number = |language, value| written::number(language, value, 2);
    if e.interval <= 1.0 {
        return Bilingual::new(
            "Nilai-E dari selang adalah 1: tak perlu sebab lain apa pun untuk menjelaskan angka ini.",
            "The E-value of the interval is 1: nothing unseen is needed to explain this figure.",
        );
    }
    Bilingual::new(
        format!(
            "Sebab tak tercatat yang melipatkan {} kali peluang dihubungi dan peluang hasil sudah cukup menghapus perkiraan ini ({} kali untuk \
             ujung selangnya).",
            number(Language::Id, e.estimate),
            number(Language::Id, e.interval)
        ),
        format!(
            "Something unseen that multiplies both the chance of contact and that of the outcome by {} would explain this estimate away \
             (by {} for the end of its interval).",
            number(Language::En, e.estimate),
            number(Language::En, e.interval)
        ),
    )
}

pub(crate) fn pooled(with_covariates: bool) -> Bilingual {
    if with_covariates {
        Bilingual::new(
            "Regresi dengan kovariat dan efek periode, CR1 per unit",
            "Regression on covariates and period effects, CR1 by unit",
        )
    } else {
        Bilingual::new("Regresi dengan efek periode, CR1 per unit", "Regression on period effects, CR1 by unit")
    }
}

pub(crate) fn two_way(with_covariates: bool) -> Bilingual {
    if with_covariates {
        Bilingual::new(
            "Efek tetap unit dan periode dengan kovariat, CR1 per unit",
            "Unit and period effects with covariates, CR1 by unit",
        )
    } else {
        Bilingual::new("Efek tetap unit dan periode, CR1 per unit", "Unit and period effects, CR1 by unit")
    }
}

pub(crate) fn one_treated_unit() -> Bilingual {
    Bilingual::new(
        "Galat CR1 tidak sah dengan satu unit yang diperlakukan; baca peringkat plasebo.",
        "CR1 errors are invalid with one treated unit; read the placebo rank.",
    )
}

pub(crate) fn few_treated(treated: usize) -> Bilingual {
    Bilingual::new(
        format!("Hanya {treated} unit yang diperlakukan; galat CR1 terlalu kecil di bawah sekitar 10 unit."),
        format!("Only {treated} units are treated; CR1 errors are too small below about 10 units."),
    )
}

pub(crate) fn staggered() -> Bilingual {
    Bilingual::new(
        "Unit mulai pada waktu berbeda: bila akibat berubah seiring waktu, efek dua arah mencampur perbandingan yang salah (Goodman-Bacon 2021).",
        "Units begin at different times: where effects change over time, two-way effects mix in wrong comparisons (Goodman-Bacon 2021).",
    )
}

pub(crate) fn parallel() -> Bilingual {
    Bilingual::new(
        "Anggapan pokok: tanpa program kedua pihak akan berubah sama besar. Anggapan itu tidak dapat diuji, hanya didukung oleh masa sebelumnya.",
        "The main assumption: without the programme both sides would have changed alike. It cannot be tested, only supported by the time before.",
    )
}

pub(crate) fn moved_before(read: &Estimate, is_rate: bool) -> Bilingual {
    let (id, en) = (amount(Language::Id, read.estimate, is_rate), amount(Language::En, read.estimate, is_rate));
    Bilingual::new(
        format!(
            "Kedua pihak sudah bergerak berbeda sebelum mulai ({id} antara paruh awal dan akhir masa sebelumnya); anggapan pokok diragukan."
        ),
        format!(
            "The two sides already moved apart before the start ({en} between the halves of the time before); the main assumption is in doubt."
        ),
    )
}

pub(crate) fn unit_effects() -> Bilingual {
    Bilingual::new(
        "Efek unit membandingkan tiap orang dengan dirinya sendiri pada waktu lain; sebab yang berubah bersama kontak tetap di dalam angka ini.",
        "Unit effects compare everybody with themselves at other times; causes that change together with the contact are still in this figure.",
    )
}

pub(crate) fn last_outcome() -> Bilingual {
    Bilingual::new(
        "Hasil periode lalu tidak boleh menjadi kovariat di samping efek unit: perkiraannya menjadi bias bila periodenya sedikit (Nickell 1981).",
        "The outcome of the period before must not be a covariate beside unit effects: with few periods the estimate is biased (Nickell 1981).",
    )
}

pub(crate) fn difference_in_differences() -> Bilingual {
    Bilingual::new("Selisih dari selisih, galat HC2", "Difference in differences, HC2 errors")
}

pub(crate) fn difference_in_differences_classical() -> Bilingual {
    Bilingual::new("Selisih dari selisih, galat klasik", "Difference in differences, classical errors")
}

pub(crate) fn difference_in_differences_clustered() -> Bilingual {
    Bilingual::new("Selisih dari selisih, CR1 per unit", "Difference in differences, CR1 by unit")
}

pub(crate) fn synthetic() -> Bilingual {
    Bilingual::new("Kontrol sintetis, rata-rata selisih sesudah mulai", "Synthetic control, mean gap since the start")
}

pub(crate) fn poor_fit(share: f64) -> Bilingual {
    let (id, en) = (written::number(Language::Id, share * 100.0, 0), written::number(Language::En, share * 100.0, 0));
    Bilingual::new(
        format!(
            "Unit sintetis tidak cocok di masa sebelumnya (meleset {id}% dari naik-turunnya); jangan dibaca sebagai akibat."
        ),
        format!(
            "The synthetic unit does not fit the time before (off by {en}% of its ups and downs); do not read it as an effect."
        ),
    )
}
