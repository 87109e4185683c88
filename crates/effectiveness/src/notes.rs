//! Sentences an analyst must read beside a figure, in both languages.

use crate::by_area::FEW_AREAS;
use domain::Bilingual;

/// A number the Indonesian way, with a comma.
pub(crate) fn id_number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}

/// Few areas in an arm.
pub(crate) fn few_areas(treated: usize, control: usize) -> Option<Bilingual> {
    (treated < FEW_AREAS || control < FEW_AREAS).then(|| {
        Bilingual::new(
            format!(
                "Hanya {treated} wilayah perlakuan dan {control} wilayah pembanding: di bawah {FEW_AREAS} wilayah, galat \
                 baku kekar (CR1) terlalu kecil; utamakan rata-rata wilayah bila ada, dan baca hasilnya dengan hati-hati."
            ),
            format!(
                "Only {treated} treated and {control} held-out areas: below {FEW_AREAS} areas the cluster-robust (CR1) \
                 standard error is too small; go by the area means where there are any, and read the result with care."
            ),
        )
    })
}

/// Nothing varies inside the arms.
pub(crate) fn nothing_varies() -> Bilingual {
    Bilingual::new(
        "Di dalam tiap kelompok hasilnya sama sekali tidak bervariasi: peran kebetulan tidak dapat diukur, jadi tidak ada \
         nilai p.",
        "The outcome does not vary at all inside the arms: chance cannot be measured, hence no p-value.",
    )
}

/// Test and interval disagree.
pub(crate) fn on_the_edge() -> Bilingual {
    Bilingual::new(
        "Nilai p dan selang kepercayaan memakai pendekatan berbeda dan di sini berbeda kesimpulan: hasilnya tepat di batas, \
         jangan dianggap pasti.",
        "The p-value and the interval use different approximations and disagree here: the result is on the edge, do not take \
         it as settled.",
    )
}

/// The arm varies inside areas.
pub(crate) fn mixed_areas(mixed: usize, areas: usize, column: &str) -> Bilingual {
    Bilingual::new(
        format!(
            "Kelompok berbeda di dalam {mixed} dari {areas} wilayah (`{column}`): bukan wilayah yang diundi, jadi dipakai \
             selisih antarorang dengan galat baku yang memperhitungkan wilayah."
        ),
        format!(
            "The arm varies inside {mixed} of {areas} areas (`{column}`): the areas were not what was drawn by lot, so the \
             answer is the difference between persons with a standard error that allows for areas."
        ),
    )
}

/// Nearly all areas hold one arm.
pub(crate) fn nearly_whole_areas(mixed: usize, areas: usize) -> Bilingual {
    Bilingual::new(
        format!(
            "Namun {} dari {areas} wilayah hanya berisi satu kelompok: mungkin wilayah yang diundi dan {mixed} wilayah salah \
             catat. Periksa berkasnya.",
            areas - mixed
        ),
        format!(
            "Yet {} of {areas} areas hold one arm only: perhaps areas were drawn and {mixed} are recorded wrongly. Check the \
             file.",
            areas - mixed
        ),
    )
}

/// Strata left out.
pub(crate) fn strata_left_out(strata: usize, rows: u64) -> Option<Bilingual> {
    (strata > 0).then(|| {
        Bilingual::new(
            format!(
                "{strata} strata ({rows} baris) tidak ikut dihitung: kurang dari dua orang di salah satu kelompok."
            ),
            format!("{strata} strata ({rows} rows) are left out: fewer than two persons in one of the arms."),
        )
    })
}

/// What the covariate brought.
pub(crate) fn covariate_help(column: &str, variance_ratio: f64) -> Bilingual {
    let percent = 100.0 * (1.0 - variance_ratio);
    if percent < 5.0 {
        Bilingual::new(
            format!(
                "Kovariat `{column}` hampir tidak membantu: ragam hanya turun {}%.",
                id_number(percent.max(0.0), 1)
            ),
            format!("The covariate `{column}` hardly helps: it takes {:.1}% off the variance.", percent.max(0.0)),
        )
    } else {
        Bilingual::new(
            format!("Kovariat `{column}` menurunkan ragam {}%.", id_number(percent, 1)),
            format!("The covariate `{column}` takes {percent:.1}% off the variance."),
        )
    }
}

/// A covariate where the arm varies inside areas.
pub(crate) fn covariate_unused(column: &str) -> Bilingual {
    Bilingual::new(
        format!(
            "Kovariat `{column}` tidak dipakai: kelompok berbeda di dalam wilayah, sedangkan penyesuaian dibuat per wilayah \
             atau untuk undian per orang."
        ),
        format!(
            "The covariate `{column}` is not used: the arm varies inside areas, and adjustment is by whole areas or for lots \
             drawn by person."
        ),
    )
}

/// A covariate of areas that says nothing.
pub(crate) fn covariate_useless(column: &str) -> Bilingual {
    Bilingual::new(
        format!("Kovariat `{column}` tidak dipakai: wilayahnya terlalu sedikit, atau nilainya sama di semua wilayah."),
        format!("The covariate `{column}` is not used: there are too few areas, or it is the same in all of them."),
    )
}

/// The lot's assignments were drawn, not all looked at.
pub(crate) fn drawn_assignments(assignments: u64, error: f64) -> Bilingual {
    Bilingual::new(
        format!(
            "Uji acak memakai {assignments} undian ulangan; nilai p-nya teliti sampai kira-kira {}.",
            id_number(error, 4)
        ),
        format!("The randomisation test used {assignments} repeated lots; its p-value is exact to about {error:.4}."),
    )
}

/// One treated area among others.
pub(crate) fn placebo(from_below: usize, areas: usize) -> Bilingual {
    Bilingual::new(
        format!(
            "Hanya satu wilayah yang disapa. Wilayah itu berada di urutan {from_below} dari bawah di antara {areas} wilayah; \
             tidak ada galat baku yang dapat dipercaya untuk satu wilayah. Bila wilayah-wilayah sudah berbeda sebelumnya, \
             bandingkan perubahannya, bukan tingkatnya."
        ),
        format!(
            "Only one area was treated. It stands {from_below} from below among {areas} areas; no standard error of one area \
             can be trusted. Where areas differed before, compare their changes, not their levels."
        ),
    )
}

/// Segments that share areas are not independent.
pub(crate) fn segments_share_areas() -> Bilingual {
    Bilingual::new(
        "Segmen-segmen ini berbagi wilayah yang sama, jadi tidak saling bebas; uji Cochran Q hanya perkiraan.",
        "These segments share the same areas, so they are not independent; Cochran's Q is only approximate.",
    )
}

/// `< 0.0001` or `= 0.0123`, in both ways of writing numbers.
pub(crate) fn p_in_words(p_value: f64) -> Bilingual {
    let en = if p_value < 0.0001 { "< 0.0001".to_owned() } else { format!("= {p_value:.4}") };
    Bilingual::new(en.replace('.', ","), en)
}

/// The reason given for sizes off the plan.
pub fn ratio_reason(reason: &str) -> Bilingual {
    Bilingual::new(
        format!("Besar kelompok menyimpang dari rencana; alasan yang diberikan: {reason}."),
        format!("The arms' sizes are off the plan; the reason given: {reason}."),
    )
}

/// Sizes off the plan in one segment.
pub(crate) fn segment_ratio(segment: &str) -> Bilingual {
    Bilingual::new(
        format!("Di segmen `{segment}` besar kelompok menyimpang dari rencana: ada baris yang hilang atau bertambah."),
        format!("In segment `{segment}` the arms' sizes are off the plan: rows were lost or added."),
    )
}

/// Few areas as a fault.
pub(crate) fn fault_few_areas(treated: usize, control: usize) -> Bilingual {
    Bilingual::new(
        format!("Wilayahnya sedikit ({treated} perlakuan, {control} pembanding)."),
        format!("Areas are few ({treated} treated, {control} held out)."),
    )
}

/// Outcomes missing.
pub(crate) fn missing_outcomes(treated: f64, control: f64, unlike: bool) -> Bilingual {
    let (t, c) = (100.0 * treated, 100.0 * control);
    let (t_id, c_id) = (id_number(t, 1), id_number(c, 1));
    if unlike {
        Bilingual::new(
            format!(
                "Hasil hilang tidak sama banyak: {t_id}% pada yang disapa dan {c_id}% pada pembanding. Yang tersisa mungkin tidak \
                 lagi sebanding."
            ),
            format!(
                "Outcomes are missing unlike: {t:.1}% of the treated and {c:.1}% of the control. Those who are left may not be \
                 alike any more."
            ),
        )
    } else {
        Bilingual::new(
            format!("Hasil hilang pada {t_id}% yang disapa dan {c_id}% pembanding: kurang lebih sama banyak."),
            format!("Outcomes are missing for {t:.1}% of the treated and {c:.1}% of the control: about alike."),
        )
    }
}

/// Between what the difference would lie, whatever the missing outcomes were.
pub(crate) fn missing_bounds(low: f64, high: f64) -> Bilingual {
    Bilingual::new(
        format!(
            "Apa pun hasil yang hilang itu, selisihnya antara {} dan {} poin persen.",
            id_number(100.0 * low, 1),
            id_number(100.0 * high, 1)
        ),
        format!(
            "Whatever the missing outcomes were, the difference lies between {:.1} and {:.1} percentage points.",
            100.0 * low,
            100.0 * high
        ),
    )
}

/// What an effect on compliers assumes.
pub(crate) fn complier_assumptions(compliers: f64, always: f64) -> Bilingual {
    let crossed_id = if always > 0.0 {
        format!(
            " {}% pembanding ikut tersapa; dianggap mereka akan tersapa juga bila diundi disapa.",
            id_number(100.0 * always, 1)
        )
    } else {
        " Tidak ada pembanding yang ikut tersapa.".to_owned()
    };
    let crossed_en = if always > 0.0 {
        format!(
            " {:.1}% of the control were reached all the same; it is assumed that being assigned would not have stopped that.",
            100.0 * always
        )
    } else {
        " Nobody in the control was reached.".to_owned()
    };
    Bilingual::new(
        format!(
            "Dampak pada {}% orang yang tersapa karena diundi. Berlaku bila undian hanya bekerja lewat sapaan itu sendiri (yang \
             tidak tersapa tidak terpengaruh).{crossed_id} Baca sesudah dampak menurut undian, bukan sebagai gantinya.",
            id_number(100.0 * compliers, 1)
        ),
        format!(
            "Effect on the {:.1}% of people who were reached because of the lot. It holds where the lot works through being reached \
             alone (those not reached are not touched by it).{crossed_en} Read it after the effect as assigned, not instead.",
            100.0 * compliers
        ),
    )
}

/// Strata of too few people.
pub(crate) fn strata_too_small() -> Bilingual {
    Bilingual::new(
        "Strata terlalu kecil: lebih dari seperlima orang tidak punya pembanding di stratanya, jadi dipakai kuadrat terkecil dengan \
         konstanta per strata, yang memakai semua baris.",
        "Strata are too small: more than a fifth of the people have no comparison in theirs, so least squares with a constant for each \
         stratum goes first, which uses every row.",
    )
}

/// An effect on compliers that no rate can have.
pub(crate) fn complier_impossible() -> Bilingual {
    Bilingual::new(
        "Dampak pada yang tersapa lebih dari 100 poin persen: itu mustahil, jadi undian bekerja juga lewat jalan lain dan angka ini \
         jangan dipakai.",
        "The effect on those reached is more than 100 percentage points: that is impossible, so the lot works in other ways too; do \
         not use this figure.",
    )
}

/// Covariates that cannot be fitted.
pub(crate) fn covariates_unfit(reason: &str) -> Bilingual {
    Bilingual::new(
        format!("Penyesuaian dengan kovariat tidak dapat dihitung: {reason}."),
        format!("The adjustment by covariates cannot be had: {reason}."),
    )
}

/// Small counts.
pub(crate) fn small_counts(test: &str) -> Bilingual {
    Bilingual::new(
        format!("Jumlahnya kecil (kurang dari lima orang diharapkan di salah satu sel): dipakai uji eksak {test}."),
        format!("Counts are small (fewer than five people expected in a cell): the exact test of {test} is used."),
    )
}
