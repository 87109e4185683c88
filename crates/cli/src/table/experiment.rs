//! The answer for an experiment file.

use super::{count, decimal, grid, percent};
use domain::Language;
use effectiveness::experiment::{Contrast, Estimate, OutcomeKind};
use workflow::evaluate_file::FileEvaluation;

/// Arms, contrasts, segments and notes.
pub fn experiment(answer: &FileEvaluation, language: Language) -> String {
    let id = language == Language::Id;
    let e = &answer.evaluation;
    let mean = |value: f64| match e.outcome_kind {
        OutcomeKind::Rate => percent(Some(value), language),
        OutcomeKind::Mean => decimal(value, 4, language),
    };
    let mut text = format!("{}: {} {}\n", answer.file, count(answer.rows, language), if id { "baris" } else { "rows" });
    for arm in &e.arms {
        text.push_str(&format!(
            "  {} = {}: {}, {} {}\n",
            if id { "kelompok" } else { "arm" },
            arm.arm,
            count(arm.rows, language),
            e.outcome,
            mean(arm.mean)
        ));
    }
    let header = if id {
        ["Kelompok", "Segmen", "Selisih", "Galat baku", "Selang", "p", "p Holm", "Cara"]
    } else {
        ["Arm", "Segment", "Difference", "Std. error", "Interval", "p", "p Holm", "Estimator"]
    };
    for a in &e.answers {
        let everyone = if id { "semua" } else { "all" };
        let mut rows = vec![line(&a.overall, everyone, None, &a.overall.primary, language)];
        for beside in &a.overall.beside {
            rows.push(line(&a.overall, everyone, None, beside, language));
        }
        let mut refused = Vec::new();
        for s in &a.segments {
            match (&s.contrast, &s.refused) {
                (Some(c), _) => rows.push(line(c, &s.segment, s.p_holm, &c.primary, language)),
                (None, why) => refused.push(format!("{}: {}", s.segment, why.clone().unwrap_or_default())),
            }
        }
        text.push_str(&grid(&header, 2, rows));
        text.push('\n');
        if let Some(areas) = a.overall.areas {
            let icc = a.overall.intra_area_correlation.map_or_else(|| "-".to_owned(), |v| decimal(v, 4, language));
            let design = a.overall.design_effect.map_or_else(|| "-".to_owned(), |v| decimal(v, 2, language));
            // An area with both arms is counted once.
            let total = areas.treated + areas.control - areas.mixed;
            text.push_str(&if id {
                format!("  {total} wilayah ({} disapa, {} pembanding, {} keduanya); korelasi dalam wilayah {icc}, efek rancangan {design}\n", areas.treated, areas.control, areas.mixed)
            } else {
                format!("  {total} areas ({} treated, {} control, {} with both); intra-area correlation {icc}, design effect {design}\n", areas.treated, areas.control, areas.mixed)
            });
        }
        for note in a.overall.notes.iter().chain(&a.segment_notes) {
            text.push_str(&format!("  {}\n", note.in_language(language)));
        }
        for why in refused {
            text.push_str(&format!("  - {why}\n"));
        }
    }
    for note in &answer.notes {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    text
}

fn line(
    contrast: &Contrast,
    segment: &str,
    p_holm: Option<f64>,
    estimate: &Estimate,
    language: Language,
) -> Vec<String> {
    let optional = |value: Option<f64>, places| value.map_or_else(|| "-".to_owned(), |v| decimal(v, places, language));
    let p = |value: Option<f64>| match value {
        None => "-".to_owned(),
        Some(p) if p < 1e-4 => format!("{p:.1e}"),
        Some(p) => decimal(p, 4, language),
    };
    vec![
        format!("{} - {}", contrast.arm, contrast.control),
        segment.to_owned(),
        decimal(estimate.estimate, 6, language),
        optional(estimate.standard_error, 6),
        estimate.interval.map_or_else(
            || "-".to_owned(),
            |i| format!("{} .. {}", decimal(i.low, 6, language), decimal(i.high, 6, language)),
        ),
        p(estimate.p_value),
        p(p_holm),
        estimate.estimator.clone(),
    ]
}
