//! What people read: verdicts before numbers, in both languages.

use super::contrast::{ArmContrast, FEW_TREATED_AREAS, Finding};
use super::groups::GroupCurve;
use super::{Lot, Study};
use crate::error::SurvivalError;
use crate::hazard::HazardTerm;
use crate::log_rank::{LogRank, Pair};
use crate::spells::Spells;
use domain::written::{count, number};
use domain::{Bilingual, Grade, Language};
use effectiveness::{FEWEST_AREAS, FEWEST_OF_EITHER_OUTCOME, FEWEST_PEOPLE, Interval, Level};

/// The same sentence made once in each language.
fn both(of: impl Fn(Language) -> String) -> Bilingual {
    Bilingual::new(of(Language::Id), of(Language::En))
}

fn pick<'a>(language: Language, id: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

/// A time: whole without decimals.
fn time(language: Language, value: f64) -> String {
    number(language, value, usize::from((value - value.round()).abs() >= 1e-9))
}

fn range(language: Language, interval: Interval, factor: f64, places: usize) -> String {
    format!(
        "{} {} {}",
        number(language, interval.low * factor, places),
        pick(language, "s.d.", "to"),
        number(language, interval.high * factor, places)
    )
}

/// `95%`.
fn percent_of(level: Level, language: Language) -> String {
    let percent = level.get() * 100.0;
    format!("{}%", time(language, (percent * 10.0).round() / 10.0))
}

/// Of 100 members, how many still pay at the horizon, by group; then the verdict of every arm.
pub(super) fn headline(
    study: &Study,
    groups: &[GroupCurve],
    contrasts: &[ArmContrast],
    horizon: f64,
) -> Vec<Bilingual> {
    let stay = |group: &GroupCurve| {
        both(|language| {
            let who = if study.group.is_some() { format!(" {}", group.group) } else { String::new() };
            if let Some(early) = nothing_to_say_yet(language, group, &who) {
                return early;
            }
            let interval = group.at_horizon.interval.map_or_else(String::new, |interval| {
                format!(" ({} {})", pick(language, "selang", "interval"), range(language, interval, 100.0, 0))
            });
            let share = of_hundred(language, group.at_horizon.share);
            let horizon = time(language, horizon);
            match language {
                Language::Id => {
                    format!("Dari 100 anggota{who}, {share} masih membayar setelah {horizon} bulan{interval}.")
                }
                Language::En => format!("Of 100 members{who}, {share} still pay after {horizon} months{interval}."),
            }
        })
    };
    contrasts.iter().map(|contrast| contrast.sentence.clone()).chain(groups.iter().map(stay)).collect()
}

/// Too few members, or none that stopped.
fn nothing_to_say_yet(language: Language, group: &GroupCurve, who: &str) -> Option<String> {
    let people = count(language, group.people);
    if group.people < FEWEST_PEOPLE {
        return Some(match language {
            Language::Id => format!("Terlalu dini: baru {people} anggota{who}, perlu sedikitnya {FEWEST_PEOPLE}."),
            Language::En => format!("Too early: {people} members{who} only, at least {FEWEST_PEOPLE} are needed."),
        });
    }
    (group.ended == 0).then(|| match language {
        Language::Id => format!("Terlalu dini: di antara {people} anggota{who} belum ada yang berhenti."),
        Language::En => format!("Too early: of {people} members{who} nobody has stopped yet."),
    })
}

/// How many of a hundred: whole, unless that would say all or none where it is not.
fn of_hundred(language: Language, share: f64) -> String {
    let rounded = (share * 100.0).round();
    let says_too_much = (rounded >= 100.0 && share < 1.0) || (rounded <= 0.0 && share > 0.0);
    number(language, share * 100.0, if says_too_much { 2 } else { 0 })
}

/// The verdict on an arm.
pub(super) fn verdict(answer: &ArmContrast, two: &[Spells; 2], horizon: f64, level: Level) -> Bilingual {
    both(|language| {
        let (arm, control) = (&answer.arm, &answer.control);
        let horizon = time(language, horizon);
        let Some((difference, _, interval)) = answer.best() else { return String::new() };
        let months = number(language, difference.abs(), 2);
        let interval = interval.map_or_else(String::new, |i| {
            format!(
                " ({} {}: {})",
                pick(language, "selang", "interval"),
                percent_of(level, language),
                range(language, i, 1.0, 2)
            )
        });
        let not_drawn = pick(
            language,
            "Kelompok ini tidak diundi, jadi beda ini bisa berasal dari siapa yang berada di dalamnya, bukan dari programnya.",
            "These groups were not drawn by lot, so this difference may come from who is in them and not from what was done.",
        );
        let more = |word: &str| match language {
            Language::Id => format!(
                "{word}: dalam {horizon} bulan, anggota {arm} membayar {months} bulan lebih lama daripada {control}{interval}."
            ),
            Language::En => format!(
                "{word}: within {horizon} months, members of {arm} pay {months} months longer than {control}{interval}."
            ),
        };
        let less = |word: &str| match language {
            Language::Id => format!(
                "{word}: dalam {horizon} bulan, anggota {arm} membayar {months} bulan lebih singkat daripada {control}{interval}."
            ),
            Language::En => format!(
                "{word}: within {horizon} months, members of {arm} pay {months} months less than {control}{interval}."
            ),
        };
        match answer.finding {
            Finding::Works => more(pick(language, "BERHASIL", "WORKS")),
            Finding::Harms => less(pick(language, "MERUGIKAN", "DOES HARM")),
            Finding::Longer => format!("{} {not_drawn}", more(pick(language, "LEBIH LAMA", "LONGER"))),
            Finding::Shorter => format!("{} {not_drawn}", less(pick(language, "LEBIH SINGKAT", "SHORTER"))),
            Finding::NoEvidence => match language {
                Language::Id => format!(
                    "BELUM ADA BUKTI: dalam {horizon} bulan, beda {arm} dan {control} sebesar {} bulan masih dapat terjadi karena \
                     kebetulan{interval}.",
                    number(language, difference, 2)
                ),
                Language::En => format!(
                    "NO EVIDENCE: within {horizon} months, the difference of {} months between {arm} and {control} may be \
                     chance{interval}.",
                    number(language, difference, 2)
                ),
            },
            Finding::TooEarly => too_early(answer, two, &horizon, language),
        }
    })
}

/// Why nothing is said of an arm: too few areas, too few members or ends, or months paid in which nothing varies.
fn too_early(answer: &ArmContrast, two: &[Spells; 2], horizon: &str, language: Language) -> String {
    let (arm, control) = (&answer.arm, &answer.control);
    if let Some(areas) = answer.by_area.filter(|g| g.areas_treated.min(g.areas_control) < FEWEST_AREAS) {
        return match language {
            Language::Id => format!(
                "TERLALU DINI: {arm} memiliki {} wilayah dan {control} {}; perlu sedikitnya {FEWEST_AREAS} di masing-masing.",
                areas.areas_treated, areas.areas_control
            ),
            Language::En => format!(
                "TOO EARLY: {arm} has {} areas and {control} {}; at least {FEWEST_AREAS} in each are needed.",
                areas.areas_treated, areas.areas_control
            ),
        };
    }
    if !two.iter().any(is_few) {
        return match language {
            Language::Id => format!(
                "TERLALU DINI: dalam {horizon} bulan pertama, bulan iuran di {arm} dan {control} tidak bervariasi, sehingga \
                 kebetulan tidak dapat diukur; pilih --horizon yang memuat lebih banyak yang berhenti."
            ),
            Language::En => format!(
                "TOO EARLY: within the first {horizon} months nothing varies in the months paid of {arm} and {control}, so that \
                 chance cannot be measured; choose a --horizon within which more of them stopped."
            ),
        };
    }
    let (members, ends) = (
        [count(language, two[1].people()), count(language, two[0].people())],
        [count(language, two[1].ended()), count(language, two[0].ended())],
    );
    match language {
        Language::Id => format!(
            "TERLALU DINI: {arm} memiliki {} anggota dan {} yang berhenti, {control} {} dan {}; perlu sedikitnya {FEWEST_PEOPLE} \
             anggota dan {FEWEST_OF_EITHER_OUTCOME} yang berhenti di masing-masing.",
            members[0], ends[0], members[1], ends[1]
        ),
        Language::En => format!(
            "TOO EARLY: {arm} has {} members of whom {} stopped, {control} {} and {}; at least {FEWEST_PEOPLE} members and \
             {FEWEST_OF_EITHER_OUTCOME} who stopped are needed in each.",
            members[0], ends[0], members[1], ends[1]
        ),
    }
}

/// Log-rank in words.
pub(super) fn difference(all: &LogRank, pairs: &[Pair], labels: &[String]) -> Bilingual {
    both(|language| {
        let figures = format!(
            "log-rank {}, {} {}, {}",
            number(language, all.statistic, 2),
            pick(language, "derajat bebas", "degrees of freedom"),
            all.df,
            p_in_words(all.p_value, language)
        );
        let alike: Vec<String> = pairs
            .iter()
            .filter(|pair| pair.p_holm >= 0.05)
            .map(|pair| format!("{} - {}", labels[pair.groups.0], labels[pair.groups.1]))
            .collect();
        let alike = if alike.is_empty() || all.p_value >= 0.05 {
            String::new()
        } else {
            format!(
                " {} {}.",
                pick(language, "Pasangan yang bedanya mungkin kebetulan:", "Pairs that may differ by chance only:"),
                alike.join(", ")
            )
        };
        match (language, all.p_value < 0.05) {
            (Language::Id, true) => {
                format!(
                    "Kelompok-kelompok ini berhenti dengan laju yang berbeda, lebih dari kebetulan ({figures}).{alike}"
                )
            }
            (Language::Id, false) => {
                format!("Beda laju berhenti antarkelompok masih dapat terjadi karena kebetulan ({figures}).")
            }
            (Language::En, true) => format!("These groups stop at different rates, beyond chance ({figures}).{alike}"),
            (Language::En, false) => format!("Differences in how fast groups stop may be chance ({figures})."),
        }
    })
}

/// Too few members, or too few of them who stopped, to compare.
pub(super) fn is_few(spells: &Spells) -> bool {
    spells.people() < FEWEST_PEOPLE || spells.ended() < FEWEST_OF_EITHER_OUTCOME
}

fn p_in_words(p: f64, language: Language) -> String {
    if p < 1e-4 { format!("p < {}", number(language, 1e-4, 4)) } else { format!("p = {}", number(language, p, 4)) }
}

/// A hazard ratio in words: against the group `of`, or for one more of a covariate.
pub(super) fn term(term: &HazardTerm, of: Option<&str>, level: Level) -> Bilingual {
    both(|language| {
        let name = &term.name;
        let ratio = number(language, term.ratio, 2);
        let interval = format!(
            "{} {}: {}",
            pick(language, "selang", "interval"),
            percent_of(level, language),
            range(language, term.interval, 1.0, 2)
        );
        let is_sure = term.interval.low > 1.0 || term.interval.high < 1.0;
        let against = match (of, language) {
            (Some(group), _) => group.to_owned(),
            (None, Language::Id) => "yang nilainya satu lebih rendah".to_owned(),
            (None, Language::En) => "that of one less".to_owned(),
        };
        let chance = match (is_sure, language) {
            (true, _) => "",
            (false, Language::Id) => ", tetapi itu mungkin kebetulan",
            (false, Language::En) => ", but that may be chance",
        };
        match language {
            Language::Id => {
                format!("{name}: peluang berhenti dalam sebulan {ratio} kali {against}{chance} ({interval}).")
            }
            Language::En => {
                format!("{name}: the chance to stop in a month is {ratio} times {against}{chance} ({interval}).")
            }
        }
    })
}

/// A grade with what it means for this comparison.
pub(super) fn grade(grade: Grade) -> Bilingual {
    match grade {
        Grade::D => Bilingual::new(
            "D: tidak diundi dan tidak disesuaikan, bukan bukti",
            "D: not drawn by lot and not adjusted, no evidence",
        ),
        grade => grade.in_words(),
    }
}

pub(super) fn no_whole_months() -> Bilingual {
    Bilingual::new(
        "Lama bayar bukan bulan bulat, jadi model peluang berhenti per bulan tidak dihitung.",
        "Durations are not whole months, so there is no model of the chance to stop in a month.",
    )
}

pub(super) fn no_model(why: &SurvivalError) -> Bilingual {
    Bilingual::new(
        format!("Model peluang berhenti per bulan tidak dapat dihitung: {why}."),
        format!("There is no model of the chance to stop in a month: {why}."),
    )
}

pub(super) fn without_a_month(spells: u64) -> Bilingual {
    both(|language| {
        let n = count(language, spells);
        match language {
            Language::Id => {
                format!(
                    "{n} anggota belum genap sebulan; mereka tidak dihitung dalam model peluang berhenti per bulan."
                )
            }
            Language::En => {
                format!("{n} members have no whole month; the model of the chance to stop leaves them out.")
            }
        }
    })
}

/// What the reader must know of the whole.
pub(super) fn notes(study: &Study, contrasts: &[ArmContrast], groups: &[GroupCurve]) -> Vec<Bilingual> {
    let mut notes = Vec::new();
    if contrasts.iter().any(|c| c.by_area.is_some_and(|g| g.areas_treated < FEW_TREATED_AREAS)) {
        notes.push(Bilingual::new(
            format!("Wilayah yang disapa kurang dari {FEW_TREATED_AREAS}: selangnya lebar dan uji beda kurang dapat dipercaya."),
            format!("Fewer than {FEW_TREATED_AREAS} treated areas: intervals are wide and tests less to be trusted."),
        ));
    }
    if study.lot == Some(Lot::Area) {
        notes.push(Bilingual::new(
            "Kelompok diundi per wilayah, jadi beda dihitung antarwilayah; hitungan per anggota sengaja tidak ditampilkan karena \
             sering menyatakan ada efek padahal tidak ada.",
            "Arms were drawn by area, so differences are between areas; figures by member are left out on purpose, for they often \
             find effects that are not there.",
        ));
    }
    if study.causes.len() > 1 {
        notes.push(Bilingual::new(
            "Bagian yang keluar menurut sebab dihitung bersama (Aalen-Johansen), sehingga jumlahnya dengan yang masih membayar \
             tepat 100%.",
            "Shares that left by each cause are worked out together (Aalen-Johansen): with those who still pay they add up to 100%.",
        ));
    }
    if !study.covariates.is_empty() && !contrasts.is_empty() {
        notes.push(Bilingual::new(
            "Beda bulan bayar tidak disesuaikan dengan kovariat; hanya peluang berhenti per bulan yang disesuaikan.",
            "Differences in months are not adjusted for covariates; only the chance to stop in a month is.",
        ));
    }
    let left_out: Vec<(&GroupCurve, &u64)> =
        groups.iter().zip(&study.left_out).filter(|(_, rows)| **rows > 0).collect();
    if !left_out.is_empty() {
        notes.push(both(|language| {
            let list: Vec<String> =
                left_out.iter().map(|(group, rows)| format!("{}: {}", group.group, count(language, **rows))).collect();
            let list = list.join(", ");
            match language {
                Language::Id => format!(
                    "Baris tanpa lama bayar atau tanpa keterangan berhenti tidak dihitung ({list}). Bila jumlahnya berbeda antar \
                     kelompok, perbandingan dapat menyesatkan."
                ),
                Language::En => format!(
                    "Rows without a duration or an end are left out ({list}). Where their numbers differ between groups, the \
                     comparison may mislead."
                ),
            }
        }));
    }
    notes
}
