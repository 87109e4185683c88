//! One segment on the card, and where its charts lie.

use domain::segment_views::SegmentProfile;
use domain::{Language, Segment, SegmentId};
use features::FeatureUnit;
use std::fmt::Write;

/// Features whose values are codes: their means say nothing.
const CODES: [&str; 2] = ["occupation_group", "age_band"];

pub(super) fn write_segment(
    card: &mut String,
    segment: &Segment,
    profile: Option<&SegmentProfile>,
    everyone: u64,
    language: Language,
) {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let share = segment.size as f64 / everyone.max(1) as f64;
    let _ = writeln!(
        card,
        "## {} (`{}`)\n\n- {}: {}\n- {}: {} ({})",
        segment.full_name().in_language(language),
        segment.id,
        say("Mengapa", "Why"),
        segment.why.in_language(language),
        say("Besar", "Size"),
        segment.size,
        FeatureUnit::Share.written(share, language),
    );
    let shown = |name: &str| {
        let fact = segment.facts.iter().find(|f| f.feature == name)?;
        let unit = unit_of(&fact.unit);
        let written = |value| unit.written(value, language);
        Some(format!(
            "{} {} ({} {})",
            fact.label.in_language(language),
            written(fact.mean),
            say("semua", "all"),
            written(fact.overall_mean)
        ))
    };
    let names: Vec<&str> = segment.facts.iter().map(|f| f.feature.as_str()).collect();
    let pays = [
        "share_paid",
        "share_on_time",
        "months_since_paid",
        "longest_gap_months",
        "seasonality",
        "share_prepaid",
        "mean_amount_rupiah",
    ];
    let reach = ["whatsapp_reachable", "urban"];
    for (title, facts) in [(say("Cara membayar", "How they pay"), &pays[..]), (say("Jangkauan", "Reach"), &reach[..])] {
        let lines: Vec<String> = facts.iter().filter_map(|name| shown(name)).collect();
        if !lines.is_empty() {
            let _ = writeln!(card, "- {title}: {}", lines.join("; "));
        }
    }
    let rest: Vec<String> = names
        .iter()
        .filter(|n| !pays.contains(n) && !reach.contains(n) && !CODES.contains(n))
        .filter_map(|name| shown(name))
        .collect();
    if !rest.is_empty() {
        let _ = writeln!(card, "- {}: {}", say("Siapa", "Who"), rest.join("; "));
    }
    if let Some(profile) = profile {
        let by: Vec<String> = profile
            .reach
            .iter()
            .map(|c| {
                let share = c.count as f64 / segment.size.max(1) as f64;
                format!("{} {}", c.name.in_language(language), FeatureUnit::Share.written(share, language))
            })
            .collect();
        if !by.is_empty() {
            let _ = writeln!(card, "- {}: {}", say("Kanal dan kontak", "Channels and contacts"), by.join("; "));
        }
        write_rules(card, profile, language);
        if profile.shape.iter().any(Option::is_some) {
            write_chart(
                card,
                say("Pola bayar setahun", "How it pays over the year"),
                "year",
                Some(&segment.id),
                language,
            );
        }
        if profile.flow.iter().any(|step| step.people > 0) {
            write_chart(card, say("Perubahan status", "Changes of state"), "states", Some(&segment.id), language);
        }
    }
    card.push('\n');
}

/// How a clerk knows its members, and how many of them the rules miss.
fn write_rules(card: &mut String, profile: &SegmentProfile, language: Language) {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let percent = |share: f64| FeatureUnit::Share.written(share, language);
    for rule in &profile.rules {
        let conditions: Vec<&str> = rule.conditions.iter().map(|c| c.in_language(language)).collect();
        let (shown_by, right) = (say("Dikenali dari", "Known by"), say("tepat", "right for"));
        let _ = writeln!(card, "- {shown_by}: {} ({right} {})", conditions.join("; "), percent(rule.precision));
    }
    if let Some(found) = profile.rules_find {
        let words = say("Aturan menemukan", "The rules find");
        let _ = writeln!(card, "- {words} {} {}", percent(found), say("dari anggotanya", "of its members"));
    }
}

pub(super) fn write_chart(
    card: &mut String,
    title: &str,
    chart: &str,
    segment: Option<&SegmentId>,
    language: Language,
) {
    let _ = writeln!(card, "\n![{title}]({})", chart_file(language, chart, segment));
}

/// Where a chart of a model lies in its folder: `charts/id/year-fisher-seasonal.svg`, `charts/en/calibration.svg`.
pub fn chart_file(language: Language, chart: &str, segment: Option<&SegmentId>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let of = segment.map_or_else(String::new, |id| format!("-{}", id.0.chars().map(plain).collect::<String>()));
    format!("charts/{}/{chart}{of}.svg", language.code())
}

fn unit_of(key: &str) -> FeatureUnit {
    [
        FeatureUnit::Share,
        FeatureUnit::Months,
        FeatureUnit::Rupiah,
        FeatureUnit::Years,
        FeatureUnit::People,
        FeatureUnit::DayOfMonth,
    ]
    .into_iter()
    .find(|unit| unit.key() == key)
    .unwrap_or(FeatureUnit::Score)
}
