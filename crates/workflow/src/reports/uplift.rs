//! The report of who gains most, and whether choosing people is worth it.

mod figures;

use super::origin::Origin;
use super::pen::{Pen, chart, facts, notes_section, paragraph, section};
use super::quotes::set_for_print;
use super::sources;
use crate::uplift_file::{Judged, UpliftAnswer, qini_chart};
use anyhow::Result;
use charts::{ParticipantGroup, Stop, participants};
use domain::Language;
use report::{Answer, Block, Report, Section};
use targeting::{ArmRanking, Base, Learner, TargetingVerdict};

/// Sentences of the analysis that stand on the first page.
const MOST_TOLD: usize = 4;

/// The report of a ranking and of the policy made from it, or of a score that was there.
pub fn uplift_report(answer: &UpliftAnswer, origin: &Origin, language: Language) -> Result<Report> {
    let pen = Pen(language);
    let mut sections = vec![design(pen, answer), counts(pen, answer)?];
    for ranked in answer.judged.rankings() {
        let mut blocks = vec![chart(qini_chart(ranked, &answer.outcome, language)?)];
        blocks.extend(figures::of_ranking(pen, ranked));
        let heading = if pen.is_id() {
            format!("{}: siapa yang terbantu", ranked.arm)
        } else {
            format!("{}: who gains", ranked.arm)
        };
        sections.push(section(&heading, blocks));
    }
    if let Judged::Learned(learned) = &answer.judged
        && !learned.policies.is_empty()
    {
        let mut blocks = vec![figures::policies(pen, learned)];
        if !answer.rule.is_empty() {
            blocks.push(paragraph(pen.say("Aturan dua pertanyaan yang terbaik:", "The best rule of two questions:")));
            blocks.extend(answer.rule.iter().map(|line| paragraph(pen.of(line))));
        }
        sections.push(section(pen.say("Kebijakan dan biayanya", "Policies and their costs"), blocks));
    }
    sections.extend(notes_section(pen, answer.warnings.iter().chain(&answer.notes).map(|n| pen.of(n)).collect()));
    let definitions: Vec<String> = answer.definitions.iter().map(|d| pen.of(d)).collect();
    sections.push(origin.section(pen, Some(answer.rows), definitions.join(" "), sources::of_uplift(pen)));
    Ok(set_for_print(Report {
        language,
        title: pen.say("Siapa yang paling terbantu?", "Who gains most?").to_owned(),
        subtitle: origin.subtitle(pen, (answer.rows, pen.say("orang", "people")), &answer.outcome),
        answer: first_page(pen, answer),
        sections,
    }))
}

fn first_page(pen: Pen, answer: &UpliftAnswer) -> Answer {
    let mut sentences: Vec<String> = answer.sentences.iter().take(MOST_TOLD).map(|s| pen.of(s)).collect();
    let mut to_do = |what: String| {
        sentences.push(format!("{}: {what}.", pen.say("Yang perlu dilakukan sekarang", "What to do now")));
    };
    let (verdict, grade) = match &answer.judged {
        Judged::Learned(learned) => {
            let alike = |arm: usize| match arm {
                0 => pen.say("jangan menyapa siapa pun", "reach nobody").to_owned(),
                arm if pen.is_id() => format!("perlakukan semua orang sama, dengan {}", learned.arms[arm]),
                arm => format!("treat everybody alike, with {}", learned.arms[arm]),
            };
            let verdict = match &learned.verdict {
                TargetingVerdict::Adds { .. } => {
                    to_do(
                        pen.say(
                            "pilih orang menurut kebijakan terarah, dan tetap sisakan pembanding supaya nilainya terus terukur",
                            "choose people by the targeted policy, and keep holding some out so that its value stays measured",
                        )
                        .to_owned(),
                    );
                    pen.say("Memilih orang menambah hasil", "Choosing people adds to the result")
                }
                TargetingVerdict::AddsNothing { best_alike, .. } => {
                    to_do(alike(*best_alike));
                    pen.say(
                        "Memilih orang belum terbukti menambah hasil",
                        "Choosing people is not shown to add anything",
                    )
                }
                TargetingVerdict::Harms { best_alike } => {
                    to_do(alike(*best_alike));
                    pen.say("Memilih orang merugikan", "Choosing people does harm")
                }
                TargetingVerdict::TooEarly { .. } => {
                    to_do(
                        pen.say(
                            "teruskan percobaan sampai cukup besar",
                            "let the experiment go on until it is large enough",
                        )
                        .to_owned(),
                    );
                    pen.say("Terlalu dini", "Too early")
                }
            };
            (verdict.to_owned(), pen.grade(learned.grade, &[]))
        }
        Judged::Score { column, rankings } => {
            let ranks = |wanted: bool| -> Vec<String> {
                let is_better = |r: &&ArmRanking| r.ranking.qini.over_random_interval.is_some_and(|i| i.low > 0.0);
                rankings.iter().filter(|r| is_better(r) == wanted).map(|r| r.arm.clone()).collect()
            };
            let (better, others) = (pen.listed(&ranks(true)), pen.listed(&ranks(false)));
            let (mut verdicts, mut advice) = (Vec::new(), Vec::new());
            if !better.is_empty() {
                verdicts.push(format!(
                    "{} {better}",
                    pen.say("lebih baik daripada urutan acak untuk", "better than a random order for")
                ));
                advice.push(if pen.is_id() {
                    format!("pakai urutan ini untuk {better} bila tidak semua orang dapat disapa")
                } else {
                    format!("use this order for {better} where not everybody can be reached")
                });
            }
            if !others.is_empty() {
                verdicts.push(format!("{} {others}", pen.say("tidak terbukti untuk", "not proven for")));
                advice.push(format!(
                    "{} {others}",
                    pen.say("jangan memilih orang dengan skor ini untuk", "do not choose people by this score for")
                ));
            }
            to_do(advice.join("; "));
            let verdict = verdicts.join("; ");
            (format!("`{column}`: {verdict}"), pen.grade(domain::Grade::A, &[]))
        }
    };
    sentences.push(
        pen.say(
            "Laporan ini tidak berkata mengapa orang-orang itu terbantu, dan urutannya belum tentu berlaku untuk kampanye atau daerah lain.",
            "This does not say why those people gain, and the order need not hold for another campaign or region.",
        )
        .to_owned(),
    );
    Answer { verdict, sentences, grade }
}

fn design(pen: Pen, answer: &UpliftAnswer) -> Section {
    let how = &answer.method;
    let learner = match how.learner {
        Learner::T => "T",
        Learner::X => "X",
        Learner::Dr => pen.say("kokoh ganda (DR)", "doubly robust (DR)"),
    };
    let base = match how.base {
        Base::Logistic => pen.say("regresi", "regression"),
        Base::Trees => pen.say("hutan pohon jujur", "forest of honest trees"),
    };
    let arms: Vec<String> = answer.judged.rankings().iter().map(|r| r.arm.clone()).collect();
    let mut named = vec![
        (
            pen.say("Kelompok", "Arms").to_owned(),
            format!("{}; {} {}", arms.join(", "), pen.say("pembanding", "control"), answer.control),
        ),
        (pen.say("Hasil", "Outcome").to_owned(), format!("`{}`", answer.outcome)),
    ];
    match &answer.judged {
        Judged::Score { column, .. } => named.push((pen.say("Skor", "Score").to_owned(), format!("`{column}`"))),
        Judged::Learned(_) => {
            named.push((pen.say("Diketahui sebelumnya", "Known before").to_owned(), answer.features.join(", ")));
            named.push((pen.say("Pembelajar", "Learner").to_owned(), format!("{learner}, {base}")));
            named.push((pen.say("Lipatan", "Folds").to_owned(), how.folds.to_string()));
        }
    }
    named.push((
        pen.say("Pengambilan ulang, benih", "Replicates, seed").to_owned(),
        format!("{}, {}", pen.count(how.replicates as u64), how.seed),
    ));
    section(pen.say("Rancangan", "Design"), vec![facts(named)])
}

/// From the file to what was learned from.
fn counts(pen: Pen, answer: &UpliftAnswer) -> Result<Section> {
    let people = |n: u64| format!("{} {}", pen.count(n), pen.say("orang", "people"));
    let group = |name: &str, analysed: u64| {
        let missing = answer.left_out.get(name).copied().unwrap_or(0);
        let left = if missing == 0 {
            String::new()
        } else {
            format!("{} {}", pen.count(missing), pen.say("tanpa hasil", "without outcome"))
        };
        ParticipantGroup {
            name: name.to_owned(),
            stops: vec![
                Stop { figure: people(analysed + missing), ..Stop::default() },
                Stop { figure: people(analysed), left, ..Stop::default() },
            ],
        }
    };
    let rankings = answer.judged.rankings();
    let mut groups = Vec::new();
    match &answer.judged {
        Judged::Learned(learned) => {
            groups.extend(learned.arms.iter().zip(&learned.people).map(|(arm, n)| group(arm, *n)));
        }
        Judged::Score { .. } => {
            groups.extend(rankings.first().map(|r| group(&answer.control, r.ranking.total.control as u64)));
            groups.extend(rankings.iter().map(|r| group(&r.arm, r.ranking.total.treated as u64)));
        }
    }
    let all = answer.rows + answer.left_out.values().sum::<u64>();
    let start =
        Stop { figure: people(all), under: pen.say("dalam berkas", "in the file").to_owned(), ..Stop::default() };
    let headings =
        [pen.say("Diundi ke kelompok", "Assigned to the arm"), pen.say("Dihitung", "Analysed")].map(str::to_owned);
    let title = pen.say("Siapa yang diundi dan siapa yang dihitung", "Who was assigned and who was analysed");
    let under = pen.say("Satu baris satu orang", "One row a person");
    let blocks: Vec<Block> = vec![chart(participants(title, under, &start, &headings, &groups)?)];
    Ok(section(pen.say("Dari berkas sampai hitungan", "From the file to what was counted"), blocks))
}
