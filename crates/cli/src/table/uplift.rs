//! The answer of `uplift`: verdict, deciles, Qini, policies.

use super::{count, decimal, grid, percent};
use domain::{Language, Rupiah};
use effectiveness::Interval;
use targeting::policy::{PolicyKind, PolicyValue};
use targeting::{ArmRanking, JudgedCoefficient, JudgedPart, Redrawn, TargetingAnswer};
use workflow::uplift_file::{Judged, UpliftAnswer};

/// Verdict in words first, then figures.
pub fn uplift_by_person(answer: &UpliftAnswer, language: Language) -> String {
    let id = language == Language::Id;
    let mut text = super::warned(&answer.warnings, language);
    for sentence in &answer.sentences {
        text.push_str(&format!("{}\n", sentence.in_language(language)));
    }
    if let Judged::Learned(learned) = &answer.judged {
        let label = if id { "Mutu bukti" } else { "Grade of evidence" };
        text.push_str(&format!("{label} {}\n", learned.grade.in_words().in_language(language)));
    }
    text.push_str(&format!(
        "\n{}: {} {}, {} {}\n",
        answer.file,
        count(answer.rows, language),
        if id { "baris" } else { "rows" },
        if id { "hasil" } else { "outcome" },
        answer.outcome
    ));
    for ranked in answer.judged.rankings() {
        text.push_str(&ranking(ranked, &answer.control, language));
    }
    if let Judged::Learned(learned) = &answer.judged
        && !learned.policies.is_empty()
    {
        text.push_str(&policies(learned, language));
        if !answer.rule.is_empty() {
            text.push_str(if id { "Aturan dua pertanyaan terbaik:\n" } else { "The best rule of two questions:\n" });
            for line in &answer.rule {
                text.push_str(&format!("  - {}\n", line.in_language(language)));
            }
        }
    }
    for definition in &answer.definitions {
        text.push_str(&format!("  {}\n", definition.in_language(language)));
    }
    for note in &answer.notes {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    text
}

fn ranking(ranked: &ArmRanking, control: &str, language: Language) -> String {
    let id = language == Language::Id;
    let judged = &ranked.ranking;
    let mut text = format!(
        "\n{} {} {control}: {} {} {} {} {}\n",
        ranked.arm,
        if id { "terhadap" } else { "against" },
        count(judged.total.treated as u64, language),
        if id { "disapa dan" } else { "treated and" },
        count(judged.total.control as u64, language),
        if id { "pembanding; beda seluruhnya" } else { "control; difference over all" },
        decimal(judged.uplift, 6, language),
    );
    for (name, coefficient) in [("Qini", &judged.qini), ("AUUC", &judged.auuc)] {
        text.push_str(&format!("  {}\n", figure(name, coefficient, language)));
    }
    let redrawn = match (judged.redrawn, id) {
        (Redrawn::People, true) => "orang, tiap kelompok sendiri",
        (Redrawn::People, false) => "people, each arm apart",
        (Redrawn::Areas, true) => "wilayah, tiap kelompok sendiri",
        (Redrawn::Areas, false) => "areas, each arm apart",
        (Redrawn::MixedAreas, true) => "wilayah, kedua kelompok bersama",
        (Redrawn::MixedAreas, false) => "areas, both arms together",
    };
    let label = if id { "Selang dari pengambilan ulang" } else { "Intervals from drawing again" };
    let times = if id { "kali" } else { "times" };
    text.push_str(&format!("  {label} {redrawn}, {} {times}\n", count(judged.replicates as u64, language)));
    let header = if id {
        ["Bagian", "Disapa", "Pembanding", "Hasil disapa", "Hasil pembanding", "Beda", "Selang"]
    } else {
        ["Part", "Treated", "Control", "Treated mean", "Control mean", "Uplift", "Interval"]
    };
    let share = |share: f64| decimal(share * 100.0, 0, language);
    let tenth = |part: &JudgedPart| line(format!("{}-{}%", share(part.from), share(part.to)), part, language);
    let best = if id { "teratas" } else { "best" };
    let top = |part: &JudgedPart| line(format!("{best} {}%", share(part.to)), part, language);
    let rows = judged.deciles.iter().map(tenth).chain(judged.top.iter().map(top)).collect();
    text.push_str(&grid(&header, 1, rows));
    text.push('\n');
    text
}

fn figure(name: &str, coefficient: &JudgedCoefficient, language: Language) -> String {
    let id = language == Language::Id;
    let over = if id { "di atas acak" } else { "over random" };
    let (estimate, of_normalised) = (&coefficient.estimate, coefficient.normalised_interval);
    let normalised = estimate.normalised.map_or_else(String::new, |value| {
        format!("{} ({}); ", decimal(value, 6, language), interval(of_normalised, 6, language))
    });
    format!(
        "{name} {normalised}{over} {} ({})",
        decimal(estimate.over_random, 6, language),
        interval(coefficient.over_random_interval, 6, language)
    )
}

fn interval(interval: Option<Interval>, places: usize, language: Language) -> String {
    interval.map_or_else(
        || "-".to_owned(),
        |i| format!("{} .. {}", decimal(i.low, places, language), decimal(i.high, places, language)),
    )
}

fn line(name: String, part: &JudgedPart, language: Language) -> Vec<String> {
    let optional = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| decimal(v, 4, language));
    vec![
        name,
        decimal(part.sums.treated, 0, language),
        decimal(part.sums.control, 0, language),
        optional(part.sums.treated_mean()),
        optional(part.sums.control_mean()),
        optional(part.uplift),
        interval(part.interval, 4, language),
    ]
}

fn policies(learned: &TargetingAnswer, language: Language) -> String {
    let id = language == Language::Id;
    let header = match (id, learned.in_rupiah) {
        (true, true) => [
            "Kebijakan",
            "Siapa",
            "Hasil",
            "Selang",
            "Nilai bersih per 1.000 orang",
            "Terarah dikurangi ini",
            "Selang beda",
        ],
        (true, false) => {
            ["Kebijakan", "Siapa", "Hasil", "Selang", "Per 1.000 orang", "Terarah dikurangi ini", "Selang beda"]
        }
        (false, true) => [
            "Policy",
            "Who",
            "Outcome",
            "Interval",
            "Net value for 1,000 people",
            "Targeted minus this",
            "Its interval",
        ],
        (false, false) => {
            ["Policy", "Who", "Outcome", "Interval", "For 1,000 people", "Targeted minus this", "Its interval"]
        }
    };
    let rows = learned.policies.iter().map(|policy| policy_line(policy, learned, language)).collect();
    let title = if id {
        "Kebijakan, dinilai pada orang yang tidak ikut dipelajari:"
    } else {
        "Policies, valued on people that were not learned from:"
    };
    format!("\n{title}\n{}\n", grid(&header, 2, rows))
}

fn policy_line(policy: &PolicyValue, learned: &TargetingAnswer, language: Language) -> Vec<String> {
    let id = language == Language::Id;
    let name = match &policy.policy {
        PolicyKind::Targeted => if id { "terarah" } else { "targeted" }.to_owned(),
        PolicyKind::Rule => if id { "aturan dua pertanyaan" } else { "rule of two questions" }.to_owned(),
        PolicyKind::Everybody(0) => if id { "tidak menyapa siapa pun" } else { "reach nobody" }.to_owned(),
        PolicyKind::Everybody(arm) => format!("{}: {}", if id { "semua" } else { "everybody" }, learned.arms[*arm]),
        PolicyKind::ByChance => if id { "bagian sama, diundi" } else { "same shares, by lot" }.to_owned(),
    };
    let shares: Vec<String> = policy
        .shares
        .iter()
        .zip(&learned.arms)
        .filter(|(share, _)| **share > 0.0)
        .map(|(share, arm)| format!("{arm} {}", percent(Some(*share), language)))
        .collect();
    let thousand = |value: f64| {
        if learned.in_rupiah {
            Rupiah::whole((value * 1000.0).round() as i64).to_string()
        } else {
            decimal(value * 1000.0, 1, language)
        }
    };
    let less = policy.targeted_minus_this;
    vec![
        name,
        shares.join(", "),
        decimal(policy.outcome, 4, language),
        interval(Some(policy.outcome_interval), 4, language),
        thousand(policy.net),
        less.map_or_else(|| "-".to_owned(), |l| thousand(l.difference)),
        less.map_or_else(
            || "-".to_owned(),
            |l| format!("{} .. {}", thousand(l.interval.low), thousand(l.interval.high)),
        ),
    ]
}
