//! The answer in sentences, Indonesian and English.

use crate::advice::{Advice, AdviceLine};
use crate::basis::{Basis, MonthsFrom};
use crate::lesson::Lesson;
use crate::plan::{AllocationPlan, NextRupiah};
use domain::{Bilingual, Language, Rupiah, written};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Money as a plain number, for sums that are no money.
pub(crate) fn as_float(value: Decimal) -> f64 {
    value.try_into().unwrap_or(f64::MAX)
}

/// What one more month costs: at the margin, else on average; `None` where nothing is gained.
pub(crate) fn rupiah_a_month(plan: &AllocationPlan, next: NextRupiah) -> Option<Decimal> {
    let over = |rupiah: Rupiah, months: f64| {
        let months = Decimal::from_f64_retain(months).filter(|m| *m > Decimal::ZERO)?;
        rupiah.decimal().checked_div(months).filter(|price| *price > Decimal::ZERO)
    };
    over(next.more, next.months).or_else(|| over(plan.cost, plan.months))
}

/// Members or months: whole from ten up, with one decimal below.
fn amount(value: f64, language: Language) -> String {
    written::number(language, value, usize::from(value.abs() < 9.95))
}

fn both(say: impl Fn(Language) -> String) -> Bilingual {
    Bilingual::new(say(Language::Id), say(Language::En))
}

/// A bound on what is missing, never rounded down: `0,1`.
fn at_most_percent(gap: f64, language: Language) -> String {
    written::number(language, ((gap * 1000.0).ceil() / 10.0).max(0.1), 1)
}

/// The verdict: who gets what, what comes of it, how far from the best.
pub(crate) fn verdict(advice: &Advice, gains: bool) -> Bilingual {
    let budget = advice.budget;
    if advice.lines.is_empty() {
        return if gains {
            Bilingual::new(
                format!("Dengan {budget} tidak seorang pun terjangkau di dalam batas kanal yang disebutkan."),
                format!("With {budget} nobody can be reached inside the limits named."),
            )
        } else {
            Bilingual::new(
                format!("Dengan {budget} tidak ada yang dianjurkan: tidak satu kanal pun diharapkan menambah anggota."),
                format!("With {budget} nothing is advised: no channel is expected to add members."),
            )
        };
    }
    let channels = by_channel(&advice.lines);
    both(|language| {
        let is_id = language == Language::Id;
        let reached: Vec<String> = channels
            .iter()
            .map(|(name, people)| {
                let people = written::count(language, *people);
                let name = name.in_language(language);
                if is_id { format!("{people} orang ke {name}") } else { format!("{people} people by {name}") }
            })
            .collect();
        let (reached, members) = (reached.join(", "), amount(advice.members, language));
        let (low, high) = (amount(advice.low, language), amount(advice.high, language));
        let (months, gap) = (amount(advice.months, language), at_most_percent(advice.gap, language));
        if is_id {
            format!(
                "Dengan {budget}: {reached}. Sekitar {members} anggota tambahan (selang 95% {low} sampai {high}) dan {months} \
                 bulan iuran terbayar; paling banyak {gap}% di bawah rencana terbaik yang mungkin."
            )
        } else {
            format!(
                "With {budget}: {reached}. About {members} additional members (95% interval {low} to {high}) and {months} \
                 months paid; at most {gap}% below the best plan there can be."
            )
        }
    })
}

/// People by channel, those channels first that gain most for each person.
fn by_channel(lines: &[AdviceLine]) -> Vec<(&Bilingual, u64)> {
    let mut channels: BTreeMap<&str, (&Bilingual, u64, f64)> = BTreeMap::new();
    for line in lines {
        let entry = channels.entry(&line.channel).or_insert((&line.channel_name, 0, 0.0));
        entry.1 += line.people;
        entry.2 += line.members;
    }
    let mut channels: Vec<(&Bilingual, u64, f64)> = channels.into_values().collect();
    let each = |people: u64, members: f64| members / people.max(1) as f64;
    channels.sort_by(|a, b| each(b.1, b.2).total_cmp(&each(a.1, a.2)));
    channels.into_iter().map(|(name, people, _)| (name, people)).collect()
}

/// What the verdict stands on.
pub(crate) fn standing(advice: &Advice, basis: &Basis) -> Vec<Bilingual> {
    let mut sentences = Vec::new();
    let lines = &advice.lines;
    if lines.is_empty() {
        return sentences;
    }
    if advice.low <= 0.0 {
        sentences.push(Bilingual::new(
            "Selang itu memuat nol: bahwa rencana ini menambah anggota belum terbukti.",
            "The interval holds zero: that this plan adds members at all is not proven.",
        ));
    }
    let priors: Vec<&AdviceLine> = lines.iter().filter(|l| l.source.is_prior()).collect();
    sentences.push(if priors.is_empty() {
        let from_file = lines.iter().any(|l| matches!(l.source, crate::ask::Source::File { .. }));
        if from_file {
            Bilingual::new(
                "Uplift diambil dari berkas; bahwa itu hasil undian tidak diperiksa di sini.",
                "Uplifts are those of the file; whether they come from a lot is not checked here.",
            )
        } else {
            Bilingual::new("Semua baris bertumpu pada hasil undian.", "Every line stands on a result drawn by lot.")
        }
    } else {
        let members: f64 = priors.iter().map(|l| l.members).sum();
        both(|language| {
            let (part, all) = (priors.len(), lines.len());
            let (members, total) = (amount(members, language), amount(advice.members, language));
            match language {
                Language::Id => format!(
                    "{part} dari {all} baris bertumpu pada praduga yang belum diukur: {members} dari {total} anggota tambahan \
                     itu."
                ),
                Language::En => format!(
                    "{part} of {all} lines stand on a prior that nobody has measured: {members} of the {total} additional \
                     members."
                ),
            }
        })
    });
    sentences.push(curves(lines));
    sentences.extend(months_known_from(lines, basis));
    sentences
}

fn curves(lines: &[AdviceLine]) -> Bilingual {
    let curved = lines.iter().filter(|l| !l.straight).count();
    if curved == 0 {
        return Bilingual::new(
            "Setiap orang tambahan dihitung sama (garis lurus), karena belum diukur siapa yang paling terpengaruh di dalam tiap \
             segmen.",
            "Each further person counts the same (a straight line), because who gains most inside a segment has not been \
             measured.",
        );
    }
    let all = lines.len();
    Bilingual::new(
        format!(
            "Pada {curved} dari {all} baris hasil menurun menurut bagian yang diukur; pada baris lain setiap orang dihitung sama."
        ),
        format!(
            "On {curved} of {all} lines gains wear off as measured in parts; on the others each person counts the same."
        ),
    )
}

/// Where the months of a member come from, where that is not the file.
fn months_known_from(lines: &[AdviceLine], basis: &Basis) -> Option<Bilingual> {
    let from = |wanted: fn(&MonthsFrom) -> bool| lines.iter().any(|l| wanted(&l.months_from));
    let mut id = Vec::new();
    let mut en = Vec::new();
    if let Some(model) = basis.segments.iter().find_map(|s| match &s.months_from {
        MonthsFrom::Forecast { model } => Some(model),
        _ => None,
    }) && from(|m| matches!(m, MonthsFrom::Forecast { .. }))
    {
        id.push(format!("ramalan dua belas bulan model segmen {model}"));
        en.push(format!("the twelve-month forecast of the segment model {model}"));
    }
    if from(|m| matches!(m, MonthsFrom::Prior { .. })) {
        id.push("praduga yang belum diukur".to_owned());
        en.push("a prior that nobody has measured".to_owned());
    }
    if from(|m| matches!(m, MonthsFrom::Nothing)) {
        id.push("satu bulan seorang, karena lamanya tidak diketahui".to_owned());
        en.push("one month each, because how long they stay is not known".to_owned());
    }
    (!id.is_empty()).then(|| {
        Bilingual::new(
            format!("Bulan iuran per anggota tambahan: {}.", id.join("; ")),
            format!("Months paid by an additional member: {}.", en.join("; ")),
        )
    })
}

/// What a little more money would do.
pub(crate) fn next_rupiah(next: NextRupiah) -> Bilingual {
    let more = next.more;
    if next.months < 0.05 {
        return Bilingual::new(
            format!(
                "{more} lagi tidak menambah apa-apa: yang membatasi bukan uang, melainkan orang atau kapasitas kanal."
            ),
            format!("Another {more} would add nothing: not money is short, but people or the capacity of channels."),
        );
    }
    let each = Decimal::from_f64_retain(next.months)
        .and_then(|months| more.per(months))
        .map_or_else(String::new, |each| Rupiah::whole(each.rounded()).to_string());
    both(|language| {
        let months = amount(next.months, language);
        match language {
            Language::Id => format!("{more} berikutnya menambah sekitar {months} bulan iuran ({each} per bulan)."),
            Language::En => format!("The next {more} would add about {months} months paid ({each} a month)."),
        }
    })
}

/// An experiment, what it would teach and change, and whether it is worth its cost.
pub(crate) fn lesson(lesson: &Lesson, segment: &Bilingual, channel: &Bilingual) -> Bilingual {
    let (e, l) = (&lesson.experiment, &lesson.learning);
    both(|language| {
        let is_id = language == Language::Id;
        let count = |n: u64| written::count(language, n);
        let points = |share: f64| written::number(language, 100.0 * share, 1);
        let what = format!("{} / {}", segment.in_language(language), channel.in_language(language));
        let (now, after) = (points(l.deviation_now), points(l.deviation_after));
        let chance = written::number(language, 100.0 * l.chance_of_change, 0);
        let in_money = |months: f64, rupiah: Option<Rupiah>| {
            let months = amount(months, language);
            let unit = if is_id { "bulan iuran" } else { "months paid" };
            rupiah.map_or_else(|| format!("{months} {unit}"), |rupiah| format!("{months} {unit} ({rupiah})"))
        };
        let (worth, cost) = (in_money(l.months, lesson.worth), in_money(lesson.months_cost, lesson.cost));
        let (treated, held_out) = (count(e.treated), count(e.held_out));
        let verdict = match (lesson.worthwhile, l.chance_of_change > 0.0, is_id) {
            (true, _, true) => "Layak diuji.",
            (true, _, false) => "Worth testing.",
            (false, false, true) => "Tidak perlu diuji: hasil apa pun tidak mengubah rencana.",
            (false, false, false) => "No need to test: no result would change the plan.",
            (false, true, true) => "Belum sepadan dengan biayanya.",
            (false, true, false) => "Not worth its cost yet.",
        };
        if is_id {
            format!(
                "{what}: {verdict} Undian {treated} orang disapa dan {held_out} pembanding mengecilkan simpangan uplift dari \
                 {now} menjadi {after} poin; peluang rencana berubah {chance}%. Nilainya {worth}, biayanya {cost}."
            )
        } else {
            format!(
                "{what}: {verdict} A lot of {treated} people contacted and {held_out} held out would cut the deviation of the \
                 uplift from {now} to {after} points; the chance that the plan changes is {chance}%. It is worth {worth} and \
                 costs {cost}."
            )
        }
    })
}
