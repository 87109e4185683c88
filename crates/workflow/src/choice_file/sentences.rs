//! What a file of choices says, in words.

use choice::{Coefficient, OutOfSample, WillingnessToPay};
use domain::{Bilingual, Language, written};
use effectiveness::money::FiellerSet;

/// Which attribute moves choices most, which others are clear, which are not.
pub(super) fn what_counts(coefficients: &[Coefficient], price: Option<&str>) -> Vec<Bilingual> {
    let mut said = Vec::new();
    let is_clear = |c: &&Coefficient| c.interval.low > 0.0 || c.interval.high < 0.0;
    let most = coefficients.iter().filter(is_clear).max_by(|a, b| a.importance.total_cmp(&b.importance));
    let Some(most) = most else {
        return vec![Bilingual::new(
            "Belum ada ciri yang jelas memengaruhi pilihan; jawaban yang ada terlalu sedikit atau terlalu beragam.",
            "No attribute clearly moves choices yet; the answers are too few or too mixed.",
        )];
    };
    let (id, en) = if most.estimate > 0.0 { ("sering", "more often") } else { ("jarang", "less often") };
    let part = (most.importance * 100.0).round();
    let name = &most.attribute;
    // A word is there or not; a number is higher or lower.
    let (id, en) = if name.contains('=') {
        (format!("tawaran dengan itu lebih {id} dipilih"), format!("an offer with it is chosen {en}"))
    } else {
        (format!("makin tinggi, makin {id} dipilih"), format!("the higher it is, the {en} an offer is chosen"))
    };
    said.push(Bilingual::new(
        format!(
            "Yang paling menentukan pilihan adalah {name}: {id}. Dari semua yang dibedakan dalam pertanyaan ini, bagiannya {part}%."
        ),
        format!(
            "What counts most is {name}: {en}. Of all that was varied in these questions its part is {part}%."
        ),
    ));
    let unclear: Vec<&str> = coefficients.iter().filter(|c| !is_clear(c)).map(|c| c.attribute.as_str()).collect();
    if !unclear.is_empty() {
        let list = unclear.join(", ");
        said.push(Bilingual::new(
            format!("Belum jelas apakah orang lebih suka atau tidak: {list}."),
            format!("It is not clear yet whether people like these or not: {list}."),
        ));
    }
    if let Some(price) = price
        && unclear.contains(&price)
    {
        said.push(Bilingual::new(
            "Karena pengaruh harga belum jelas, nilai dalam uang belum bisa dipegang.",
            "As it is not clear what the price does, nothing in money can be relied on yet.",
        ));
    }
    said
}

/// What people would pay for each attribute, in the unit of the price.
pub(super) fn what_is_paid(paid: &[WillingnessToPay], price: &str) -> Vec<Bilingual> {
    paid.iter().map(|paid| one_price(paid, price)).collect()
}

fn one_price(paid: &WillingnessToPay, price: &str) -> Bilingual {
    let name = &paid.attribute;
    let FiellerSet::Bounded(interval) = paid.interval else {
        return Bilingual::new(
            format!("{name}: belum bisa dikatakan berapa orang mau membayar; pengaruh {price} terlalu tidak pasti."),
            format!("{name}: it cannot be said yet what people would pay; what {price} does is too uncertain."),
        );
    };
    let amounts = |language| {
        let (low, high) =
            if paid.estimate < 0.0 { (-interval.high, -interval.low) } else { (interval.low, interval.high) };
        (plain(paid.estimate.abs(), language), plain(low, language), plain(high, language))
    };
    let (id, en) = (amounts(Language::Id), amounts(Language::En));
    if interval.low <= 0.0 && interval.high >= 0.0 {
        let (low, high) = (plain(interval.low, Language::Id), plain(interval.high, Language::Id));
        let (low_en, high_en) = (plain(interval.low, Language::En), plain(interval.high, Language::En));
        return Bilingual::new(
            format!("{name}: belum jelas apakah orang mau membayar untuk ini (antara {low} dan {high} {price})."),
            format!(
                "{name}: it is not clear whether people would pay for it (between {low_en} and {high_en} {price})."
            ),
        );
    }
    if paid.estimate > 0.0 {
        Bilingual::new(
            format!(
                "{name}: untuk setiap satuan orang mau membayar sekitar {} {price} (antara {} dan {}).",
                id.0, id.1, id.2
            ),
            format!("{name}: for each unit people would pay about {} {price} (between {} and {}).", en.0, en.1, en.2),
        )
    } else {
        Bilingual::new(
            format!(
                "{name}: untuk setiap satuan orang minta potongan sekitar {} {price} (antara {} dan {}).",
                id.0, id.1, id.2
            ),
            format!("{name}: for each unit people want about {} {price} off (between {} and {}).", en.0, en.1, en.2),
        )
    }
}

/// How well persons left out were foretold.
pub(super) fn how_well(outside: &OutOfSample) -> Bilingual {
    let of_hundred = |share: f64| (share * 100.0).round();
    let (seen, lot) = (of_hundred(outside.share_foretold), of_hundred(outside.share_foretold_by_lot));
    if outside.gain_interval.low > 0.0 {
        Bilingual::new(
            format!(
                "Model ini berlaku juga untuk orang yang tidak ikut dihitung: dari 100 pilihan mereka {seen} ditebak benar, dengan \
                 undian {lot}."
            ),
            format!(
                "The model holds for people it has not seen: of 100 of their choices it foretells {seen}, drawing lots {lot}."
            ),
        )
    } else {
        Bilingual::new(
            format!(
                "Pada orang yang tidak ikut dihitung model ini tidak terbukti lebih baik daripada undian ({seen} lawan {lot} dari \
                 100); jangan dipakai untuk meramal."
            ),
            format!(
                "For people it has not seen the model is not shown to do better than drawing lots ({seen} against {lot} of 100); \
                 do not use it to foretell."
            ),
        )
    }
}

/// What goes with every answer.
pub(super) fn notes() -> Vec<Bilingual> {
    vec![Bilingual::new(
        "Ini pilihan menurut jawaban, belum tentu yang nanti dibayar. Pakai untuk membandingkan tawaran, bukan untuk meramal jumlah \
         pendaftar. Bagian setiap ciri hanya berlaku untuk kisaran yang ditanyakan.",
        "These are choices as answered, not yet what will be paid. Use them to compare offers, not to foretell enrolment. The part \
         of each attribute holds for the range that was asked about only.",
    )]
}

pub(super) fn too_few_persons(persons: usize, needed: usize) -> Bilingual {
    Bilingual::new(
        format!(
            "Hanya {persons} orang yang menjawab; galat per orang perlu paling sedikit {needed}. Selang di sini menganggap setiap \
             jawaban dari orang lain, jadi terlalu sempit."
        ),
        format!(
            "Only {persons} people answered; errors by person take at least {needed}. Intervals here take every answer to come from \
             somebody else, so they are too narrow."
        ),
    )
}

pub(super) fn price_not_negative(price: &str) -> Bilingual {
    Bilingual::new(
        format!(
            "Tawaran dengan {price} lebih tinggi tidak lebih jarang dipilih, jadi tidak ada yang bisa dikatakan dalam uang. Mungkin \
             harga ikut naik bersama mutu yang tidak ada di berkas."
        ),
        format!(
            "Offers with a higher {price} were chosen no less often, so nothing can be said in money. The price may go up with a \
             quality that is not on file."
        ),
    )
}

/// A number with as many decimals as it needs.
fn plain(value: f64, language: Language) -> String {
    let decimals = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    written::number(language, value, decimals)
}
