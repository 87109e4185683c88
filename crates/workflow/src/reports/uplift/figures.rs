//! Deciles, coefficients and policies as tables.

use crate::reports::pen::{Pen, facts, places_for, table};
use domain::Rupiah;
use effectiveness::Interval;
use report::Block;
use targeting::policy::{PolicyKind, PolicyValue};
use targeting::{ArmRanking, JudgedCoefficient, JudgedPart, Redrawn, TargetingAnswer};

fn dash() -> String {
    "\u{2013}".to_owned()
}

/// Qini and AUUC, then the tenths and the top shares.
pub(super) fn of_ranking(pen: Pen, ranked: &ArmRanking) -> Vec<Block> {
    let judged = &ranked.ranking;
    let redrawn = match judged.redrawn {
        Redrawn::People => pen.say("orang, tiap kelompok sendiri", "people, each arm apart"),
        Redrawn::Areas => pen.say("wilayah, tiap kelompok sendiri", "areas, each arm apart"),
        Redrawn::MixedAreas => pen.say("wilayah, kedua kelompok bersama", "areas, both arms together"),
    };
    let named = vec![
        ("Qini".to_owned(), coefficient(pen, &judged.qini)),
        ("AUUC".to_owned(), coefficient(pen, &judged.auuc)),
        (
            pen.say("Selang dari pengambilan ulang", "Intervals from drawing again").to_owned(),
            format!("{redrawn}, {} {}", pen.count(judged.replicates as u64), pen.say("kali", "times")),
        ),
    ];
    let percent = |share: f64| pen.number(share * 100.0, 0);
    let tenth = |part: &JudgedPart| line(pen, format!("{}\u{2013}{}%", percent(part.from), percent(part.to)), part);
    let top = |part: &JudgedPart| line(pen, format!("{} {}%", pen.say("teratas", "best"), percent(part.to)), part);
    let rows = judged.deciles.iter().map(tenth).chain(judged.top.iter().map(top)).collect();
    let heads = [
        pen.say("Bagian", "Part"),
        pen.say("Disapa", "Treated"),
        pen.say("Pembanding", "Control"),
        pen.say("Hasil disapa", "Mean treated"),
        pen.say("Hasil pembanding", "Mean control"),
        pen.say("Beda", "Uplift"),
        pen.say("Selang", "Interval"),
    ];
    let caption = pen.say(
        "Menurut urutan, dari yang paling terbantu menurut perkiraan",
        "Down the ranking, from those predicted to gain most",
    );
    vec![facts(named), table(caption, 1, &heads, rows)]
}

fn coefficient(pen: Pen, c: &JudgedCoefficient) -> String {
    let normalised = c.estimate.normalised.map_or_else(String::new, |value| {
        format!("{} ({}); ", pen.number(value, 4), range(pen, c.normalised_interval, 4))
    });
    format!(
        "{normalised}{} {} ({})",
        pen.say("di atas acak", "over random"),
        pen.number(c.estimate.over_random, 5),
        range(pen, c.over_random_interval, 5)
    )
}

fn range(pen: Pen, interval: Option<Interval>, places: usize) -> String {
    interval.map_or_else(dash, |i| pen.range((i.low, i.high), places))
}

fn line(pen: Pen, name: String, part: &JudgedPart) -> Vec<String> {
    let places = part.interval.map_or(4, |i| places_for(i.high - i.low)).max(3);
    let optional = |value: Option<f64>| value.map_or_else(dash, |v| pen.number(v, places));
    vec![
        name,
        pen.number(part.sums.treated, 0),
        pen.number(part.sums.control, 0),
        optional(part.sums.treated_mean()),
        optional(part.sums.control_mean()),
        part.uplift.map_or_else(dash, |v| pen.signed(v, places)),
        range(pen, part.interval, places),
    ]
}

/// Every policy with its value on people that were not learned from.
pub(super) fn policies(pen: Pen, learned: &TargetingAnswer) -> Block {
    let (net, less) = if learned.in_rupiah {
        (
            pen.say("Nilai bersih per 1.000 orang", "Net value of 1,000 people"),
            pen.say("Terarah dikurangi ini", "Targeted minus this"),
        )
    } else {
        (
            pen.say("Hasil per 1.000 orang", "Outcomes of 1,000 people"),
            pen.say("Terarah dikurangi ini", "Targeted minus this"),
        )
    };
    let heads = [pen.say("Kebijakan", "Policy"), pen.say("Siapa", "Who"), net, less];
    let rows = learned.policies.iter().map(|policy| policy_line(pen, policy, learned)).collect();
    let caption = pen.say(
        "Dinilai pada orang yang tidak ikut dipelajari, selang dalam kurung",
        "Valued on people that were not learned from, intervals in brackets",
    );
    table(caption, 2, &heads, rows)
}

fn policy_line(pen: Pen, policy: &PolicyValue, learned: &TargetingAnswer) -> Vec<String> {
    let name = match &policy.policy {
        PolicyKind::Targeted => pen.say("terarah", "targeted").to_owned(),
        PolicyKind::Rule => pen.say("aturan dua pertanyaan", "rule of two questions").to_owned(),
        PolicyKind::Everybody(0) => pen.say("tidak menyapa siapa pun", "reach nobody").to_owned(),
        PolicyKind::Everybody(arm) => format!("{}: {}", pen.say("semua", "everybody"), learned.arms[*arm]),
        PolicyKind::ByChance => pen.say("bagian sama, diundi", "same shares, by lot").to_owned(),
    };
    let who: Vec<String> = policy
        .shares
        .iter()
        .zip(&learned.arms)
        .filter(|(share, _)| **share > 0.0)
        .map(|(share, arm)| format!("{arm} {}", pen.percent(*share, 0)))
        .collect();
    let thousand = |value: f64| {
        if learned.in_rupiah {
            Rupiah::whole((value * 1000.0).round() as i64).to_string()
        } else {
            pen.number(value * 1000.0, 1)
        }
    };
    let ends = |i: Interval| format!("({} {} {})", thousand(i.low), pen.say("s.d.", "to"), thousand(i.high));
    vec![
        name,
        who.join(", "),
        format!("{} {}", thousand(policy.net), ends(policy.interval)),
        policy
            .targeted_minus_this
            .map_or_else(dash, |less| format!("{} {}", thousand(less.difference), ends(less.interval))),
    ]
}
