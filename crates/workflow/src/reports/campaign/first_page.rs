//! The campaign's answer in words.

use super::{CampaignResults, Lot, estimate, level};
use crate::reports::frequencies::Frequencies;
use crate::reports::pen::Pen;
use domain::{Concluded, CostPerAdditional, Grade, UpliftRow, Verdict, written};
use report::Answer;

pub(super) fn answer(pen: Pen, results: CampaignResults<'_>, lots: &[Lot<'_>]) -> Answer {
    let told: Vec<String> = lots.iter().map(|lot| format!("{}: {}", lot.name(pen), words(pen, lot.everyone))).collect();
    let mut sentences: Vec<String> = lots.iter().map(|lot| happened(pen, lot, level(lots))).collect();
    sentences.push(format!("{}{}", counted(pen, results, lots), still_running(pen, results)));
    sentences.push(to_do(pen, lots));
    sentences.push(
        pen.say(
            "Laporan ini tidak berkata mengapa itu terjadi atau kanal mana yang lebih baik di antara yang berhasil, dan tidak berlaku begitu \
             saja untuk orang, daerah, atau waktu lain.",
            "This does not say why it happened or which of the working channels is better, and it need not hold for other people, places or \
             times.",
        )
        .to_owned(),
    );
    let graded: Vec<_> = lots
        .iter()
        .filter_map(|lot| {
            let judged = lot.everyone.judgement.as_ref()?;
            Some((lot.name(pen), judged.grade, judged.faults.as_slice()))
        })
        .collect();
    let grade = if graded.is_empty() { pen.grade(Grade::A, &[]) } else { pen.grades(&graded) };
    Answer { verdict: told.join("; "), sentences, grade }
}

/// The verdict on everybody in a lot.
pub(super) fn words(pen: Pen, row: &UpliftRow) -> String {
    match (&row.judgement, &row.verdict) {
        (Some(judged), _) => pen.of(&judged.words),
        (None, Verdict::TooEarly { .. }) => pen.say("terlalu dini", "too early").to_owned(),
        (None, Verdict::Estimate { low, .. }) if *low > 0.0 => pen.say("berhasil", "works").to_owned(),
        (None, Verdict::Estimate { high, .. }) if *high < 0.0 => pen.say("merugikan", "does harm").to_owned(),
        (None, Verdict::Estimate { .. }) => pen.say("belum terbukti", "not proven").to_owned(),
    }
}

fn happened(pen: Pen, lot: &Lot<'_>, level: f64) -> String {
    let (row, name) = (lot.everyone, lot.name(pen));
    let (Some((uplift, ends)), Some(treated), Some(held_out)) = (estimate(row), row.rate_treated, row.rate_held_out)
    else {
        let needs = match &row.verdict {
            Verdict::TooEarly { needs } => pen.of(needs),
            Verdict::Estimate { .. } => String::new(),
        };
        return format!("{name}: {needs}");
    };
    let f = Frequencies::of(treated, held_out, uplift, Some(ends));
    let of = f.base(pen);
    let number = |n: i64| Frequencies::people(pen, n);
    let range = f.range_in_words(pen).unwrap_or_default();
    let (level, more) = (pen.percent(level, 0), f.more_or_fewer(pen));
    let first = if pen.is_id() {
        format!(
            "{name}: dari {of} anggota yang dihubungi sekitar {} bertahan, dari {of} yang sengaja tidak dihubungi sekitar {}: {more} \
             (selang {level}: {range}).",
            number(f.treated),
            number(f.control),
        )
    } else {
        format!(
            "{name}: of {of} members contacted about {} were kept, of {of} left alone on purpose about {}: {more} ({level} interval: {range}).",
            number(f.treated),
            number(f.control),
        )
    };
    let chance = if ends.0 <= 0.0 && ends.1 >= 0.0 {
        pen.say(" Beda sebesar ini bisa juga kebetulan.", " A difference like this may also be chance.")
    } else {
        ""
    };
    format!("{first}{chance} {}", price(pen, &row.cost_per_additional))
}

/// What one more kept member cost.
fn price(pen: Pen, cost: &CostPerAdditional) -> String {
    match cost {
        CostPerAdditional::Price { estimate, low, high } => {
            if pen.is_id() {
                format!("Satu anggota tambahan yang bertahan berbiaya {estimate}, antara {low} dan {high}.")
            } else {
                format!("One more kept member cost {estimate}, between {low} and {high}.")
            }
        }
        CostPerAdditional::Unbounded { estimate: Some(estimate), .. } => {
            if pen.is_id() {
                format!("Biaya satu tambahan sekitar {estimate}, tanpa batas atas karena dampaknya mungkin nol.")
            } else {
                format!("One more cost about {estimate}, with no upper end because the effect may be nothing.")
            }
        }
        CostPerAdditional::Unbounded { estimate: None, .. } | CostPerAdditional::NoAnswer => pen
            .say(
                "Tidak ada tambahan, jadi tidak ada biaya per tambahan.",
                "Nothing was gained, so there is no cost of one more.",
            )
            .to_owned(),
    }
}

fn counted(pen: Pen, results: CampaignResults<'_>, lots: &[Lot<'_>]) -> String {
    let c = results.campaign;
    let contacted: u64 = lots.iter().map(|lot| lot.everyone.treated).sum();
    let spent: domain::Rupiah = lots.iter().map(|lot| lot.everyone.cost).sum();
    let (contacted, held_out) = (pen.count(contacted), pen.count(c.held_out));
    if pen.is_id() {
        format!(
            "Yang dibandingkan: {contacted} anggota yang diundi untuk dihubungi dengan {held_out} yang diundi untuk tidak dihubungi; \
             biayanya {spent}."
        )
    } else {
        format!(
            "Compared were {contacted} members drawn to be contacted with {held_out} drawn to be left alone; it cost {spent}."
        )
    }
}

/// Whether outcomes still come in; empty once they are judged.
fn still_running(pen: Pen, results: CampaignResults<'_>) -> String {
    let Some(running) = results.rows.iter().find_map(|row| row.running) else {
        return String::new();
    };
    let (known, closes) = (written::day(pen.0, running.known), written::day(pen.0, running.closes));
    if pen.is_id() {
        format!(" Kampanye masih berjalan: hasil diketahui sampai {known} dan baru dinilai {closes}.")
    } else {
        format!(" The campaign is still running: outcomes are known up to {known} and judged on {closes}.")
    }
}

fn to_do(pen: Pen, lots: &[Lot<'_>]) -> String {
    let of = |wanted: Concluded| -> Vec<String> {
        let fit = lots.iter().filter(|lot| lot.everyone.judgement.as_ref().is_some_and(|j| j.conclusion == wanted));
        fit.map(|lot| lot.name(pen)).collect()
    };
    let mut told = Vec::new();
    for (wanted, id, en) in [
        (
            Concluded::Works,
            "lanjutkan {} dan tetap sisakan pembanding",
            "go on with {} and keep holding some members out",
        ),
        (Concluded::DoesHarm, "hentikan {}", "stop {}"),
        (
            Concluded::NoEvidence,
            "jangan menambah belanja untuk {} atas dasar hasil ini",
            "do not spend more on {} on the strength of this result",
        ),
        (
            Concluded::TooEarly,
            "jangan memutuskan dulu tentang {}; ulangi dengan lebih banyak orang atau desa",
            "decide nothing about {} yet; repeat it with more people or villages",
        ),
    ] {
        let names = of(wanted);
        if !names.is_empty() {
            told.push(pen.say(id, en).replace("{}", &pen.listed(&names)));
        }
    }
    if told.is_empty() {
        told.push(pen.say("hitung ulang kampanye ini", "evaluate this campaign anew").to_owned());
    }
    format!("{}: {}.", pen.say("Yang perlu dilakukan sekarang", "What to do now"), told.join("; "))
}
