//! Answers as sentences that can be read aloud, in both languages.

use crate::policy::{Compared, PolicyKind, PolicyValue, Rule, RuleTest};
use crate::study::{ArmRanking, Lack, TargetingAnswer, TargetingVerdict};
use domain::{Bilingual, Language, Rupiah, written};

/// The verdict first, then what it stands on.
pub fn in_words(answer: &TargetingAnswer) -> Vec<Bilingual> {
    let mut sentences = vec![verdict(answer)];
    sentences.extend(unproven(answer));
    if let Some(policy) = answer.policies.first() {
        sentences.push(who(answer, policy));
    }
    sentences.extend(answer.rankings.iter().map(ranking));
    if answer.grade != domain::Grade::A
        && let Some(worst) = &answer.imbalance
    {
        sentences.push(Bilingual::new(
            format!(
                "Perhatian: `{}` berbeda antara {} dan pembanding lebih dari yang dapat dibuat oleh undian. Mungkin kelompok \
                 tidak diundi, atau kolom itu dicatat setelah kampanye; angka di bawah dapat menyesatkan.",
                worst.feature, worst.arm
            ),
            format!(
                "Beware: `{}` differs between {} and the control by more than a lot can do. Perhaps nobody drew lots, or that \
                 column was written down after the campaign; the figures below may mislead.",
                worst.feature, worst.arm
            ),
        ));
    }
    sentences
}

fn verdict(answer: &TargetingAnswer) -> Bilingual {
    match &answer.verdict {
        TargetingVerdict::Adds { best_alike } => {
            let more = against(answer, *best_alike);
            Bilingual::new(
                format!(
                    "Memilih orang menambah hasil: {} dibandingkan dengan {}.",
                    amounts(answer, more, Language::Id),
                    everybody(answer, *best_alike).id
                ),
                format!(
                    "Choosing people adds to the result: {} compared with {}.",
                    amounts(answer, more, Language::En),
                    everybody(answer, *best_alike).en
                ),
            )
        }
        TargetingVerdict::AddsNothing { best_alike, ranks } => {
            let more = against(answer, *best_alike);
            let (also_id, also_en) = if *ranks {
                (
                    " Urutannya memang lebih baik daripada acak, tetapi tidak cukup untuk mengalahkan perlakuan yang sama bagi semua.",
                    " The order is better than a random one, but not by enough to beat treating all alike.",
                )
            } else {
                ("", "")
            };
            Bilingual::new(
                format!(
                    "Memilih orang tidak menambah apa-apa yang terbukti: lebih baik {}. Bedanya {}.{also_id}",
                    everybody(answer, *best_alike).id,
                    amounts(answer, more, Language::Id)
                ),
                format!(
                    "Choosing people adds nothing that is proven: rather {}. The difference is {}.{also_en}",
                    everybody(answer, *best_alike).en,
                    amounts(answer, more, Language::En)
                ),
            )
        }
        TargetingVerdict::Harms { best_alike } => {
            let more = against(answer, *best_alike);
            Bilingual::new(
                format!(
                    "Memilih orang merugikan: {} dibandingkan dengan {}.",
                    amounts(answer, more, Language::Id),
                    everybody(answer, *best_alike).id
                ),
                format!(
                    "Choosing people does harm: {} compared with {}.",
                    amounts(answer, more, Language::En),
                    everybody(answer, *best_alike).en
                ),
            )
        }
        TargetingVerdict::TooEarly { arm, what, found, needed } => {
            let (id, en) = match what {
                Lack::People => ("orang", "people"),
                Lack::RarerOutcome => ("orang dengan hasil yang lebih jarang", "people with the rarer outcome"),
                Lack::Areas => ("wilayah", "areas"),
            };
            Bilingual::new(
                format!(
                    "Terlalu dini: kelompok {arm} berisi {found} {id}, perlu {needed} untuk belajar siapa yang terbantu."
                ),
                format!("Too early: arm {arm} holds {found} {en}, {needed} are needed to learn who gains."),
            )
        }
    }
}

/// Where all should be treated alike with an arm whose mean effect may be nothing.
fn unproven(answer: &TargetingAnswer) -> Option<Bilingual> {
    let (TargetingVerdict::AddsNothing { best_alike, .. } | TargetingVerdict::Harms { best_alike }) = answer.verdict
    else {
        return None;
    };
    let effect = answer.effects.get(best_alike.checked_sub(1)?)?;
    let arm = &answer.arms[best_alike];
    (effect.interval.low <= 0.0).then(|| {
        Bilingual::new(
            format!("Belum terbukti bahwa {arm} untuk semua orang lebih baik daripada tidak menyapa siapa pun."),
            format!("It is not proven that {arm} for everybody is better than reaching nobody."),
        )
    })
}

/// The targeted policy minus treating all alike with an arm.
fn against(answer: &TargetingAnswer, alike: usize) -> Option<Compared> {
    let policy = answer.policies.iter().find(|p| p.policy == PolicyKind::Everybody(alike))?;
    policy.targeted_minus_this
}

/// `12,3 lebih banyak per 1.000 orang (selang 4,0 s.d. 20,6)`.
fn amounts(answer: &TargetingAnswer, more: Option<Compared>, language: Language) -> String {
    let Some(more) = more else { return String::new() };
    let of = |value: f64| per_thousand(value, answer.in_rupiah, language);
    let (for_each, interval, to) = match language {
        Language::Id => ("per 1.000 orang", "selang", "s.d."),
        Language::En => ("for 1,000 people", "interval", "to"),
    };
    format!("{} {for_each} ({interval} {} {to} {})", of(more.difference), of(more.interval.low), of(more.interval.high))
}

/// A figure for a thousand people: whole rupiah, or outcomes with one decimal.
fn per_thousand(value: f64, in_rupiah: bool, language: Language) -> String {
    if in_rupiah {
        Rupiah::whole((value * 1000.0).round() as i64).to_string()
    } else {
        written::number(language, value * 1000.0, 1)
    }
}

/// `mengirim WhatsApp kepada semua orang`.
fn everybody(answer: &TargetingAnswer, arm: usize) -> Bilingual {
    if arm == 0 {
        return Bilingual::new("tidak menyapa siapa pun", "reaching nobody");
    }
    let name = &answer.arms[arm];
    Bilingual::new(format!("{name} untuk semua orang"), format!("{name} for everybody"))
}

fn who(answer: &TargetingAnswer, policy: &PolicyValue) -> Bilingual {
    let list = |language: Language, none: &str| {
        let share = |(arm, share): (usize, &f64)| {
            let name = if arm == 0 { none } else { &answer.arms[arm] };
            format!("{name} {}%", written::number(language, share * 100.0, 0))
        };
        policy.shares.iter().enumerate().map(share).collect::<Vec<_>>().join(", ")
    };
    Bilingual::new(
        format!("Menurut perkiraan manfaat orang demi orang: {}.", list(Language::Id, "tidak disapa")),
        format!("By the gain predicted for each person: {}.", list(Language::En, "not reached")),
    )
}

/// What a ranking is worth, in one sentence.
pub fn ranking(ranked: &ArmRanking) -> Bilingual {
    let arm = &ranked.arm;
    match ranked.ranking.qini.over_random_interval {
        Some(i) if i.low > 0.0 => Bilingual::new(
            format!("{arm}: urutan ini menaruh orang yang lebih terbantu di depan, lebih baik daripada urutan acak."),
            format!("{arm}: this order puts those first who gain more, better than a random order."),
        ),
        Some(i) if i.high < 0.0 => Bilingual::new(
            format!("{arm}: urutan ini terbalik; yang di depan justru kurang terbantu."),
            format!("{arm}: this order is upside down; those in front gain less."),
        ),
        _ => Bilingual::new(
            format!("{arm}: tidak terbukti bahwa urutan ini lebih baik daripada urutan acak."),
            format!("{arm}: this order is not shown to be better than a random one."),
        ),
    }
}

/// A rule as lines, one for each group of people.
pub fn rule(rule: &Rule, arms: &[String]) -> Vec<Bilingual> {
    let mut lines = Vec::new();
    walk(rule, arms, &mut Vec::new(), &mut lines);
    lines
}

fn walk(rule: &Rule, arms: &[String], path: &mut Vec<Bilingual>, lines: &mut Vec<Bilingual>) {
    match rule {
        Rule::Arm(arm) => {
            let join = |and: &str, of: fn(&Bilingual) -> &str| path.iter().map(of).collect::<Vec<_>>().join(and);
            let name = |none: &str| if *arm == 0 { none.to_owned() } else { arms[*arm].clone() };
            let (id, en) = if path.is_empty() {
                ("semua orang".to_owned(), "everybody".to_owned())
            } else {
                (join(" dan ", |b| &b.id), join(" and ", |b| &b.en))
            };
            lines.push(Bilingual::new(
                format!("{id}: {}", name("tidak disapa")),
                format!("{en}: {}", name("not reached")),
            ));
        }
        Rule::Ask(split) => {
            let [yes, no] = question(&split.test);
            path.push(yes);
            walk(&split.yes, arms, path, lines);
            path.pop();
            path.push(no);
            walk(&split.no, arms, path, lines);
            path.pop();
        }
    }
}

/// The question answered with yes, and with no.
fn question(test: &RuleTest) -> [Bilingual; 2] {
    let missing = |yes: bool| if yes { (" atau kosong", " or missing") } else { ("", "") };
    match test {
        RuleTest::AtMost { feature, value, or_missing } => {
            let (id, en) = missing(*or_missing);
            let of = |language| {
                let decimals = if value.fract() == 0.0 { 0 } else { 2 };
                written::number(language, *value, decimals)
            };
            let (v, w) = (of(Language::Id), of(Language::En));
            [
                Bilingual::new(format!("{feature} paling banyak {v}{id}"), format!("{feature} at most {w}{en}")),
                Bilingual::new(format!("{feature} di atas {v}"), format!("{feature} above {w}")),
            ]
        }
        RuleTest::IsNot { feature, word } => [
            Bilingual::new(format!("{feature} bukan {word}"), format!("{feature} not {word}")),
            Bilingual::new(format!("{feature} {word}"), format!("{feature} {word}")),
        ],
        RuleTest::IsKnown { feature } => [
            Bilingual::new(format!("{feature} terisi"), format!("{feature} filled in")),
            Bilingual::new(format!("{feature} kosong"), format!("{feature} missing")),
        ],
        RuleTest::AmongMostFrequent { feature, words, or_missing } => {
            let (id, en) = missing(*or_missing);
            [
                Bilingual::new(
                    format!("{feature} termasuk {words} yang paling sering{id}"),
                    format!("{feature} among the {words} most frequent{en}"),
                ),
                Bilingual::new(
                    format!("{feature} di luar {words} yang paling sering"),
                    format!("{feature} beyond the {words} most frequent"),
                ),
            ]
        }
    }
}

/// What the figures of a ranking mean.
pub fn definitions() -> Vec<Bilingual> {
    vec![
        Bilingual::new(
            "Qini: luas antara kurva Yt - Yc Nt / Nc dan garis urutan acak, dibagi luas yang sama untuk urutan terbaik yang \
             baru diketahui belakangan; 0 = acak, 1 = terbaik.",
            "Qini: area between the curve Yt - Yc Nt / Nc and the line of a random order, over the same area of the best order \
             in hindsight; 0 = random, 1 = hindsight.",
        ),
        Bilingual::new(
            "AUUC: hal yang sama dengan kurva (Yt / Nt - Yc / Nc) (Nt + Nc). Orang dengan skor sama dirata-ratakan atas semua \
             urutan yang mungkin.",
            "AUUC: the same with the curve (Yt / Nt - Yc / Nc) (Nt + Nc). People of equal score are averaged over every order \
             they could stand in.",
        ),
    ]
}
