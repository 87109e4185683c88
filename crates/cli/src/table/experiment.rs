//! The answer for an experiment file: the verdict in words, then the figures.

use super::{count, decimal, grid, percent};
use domain::{Bilingual, Language, estimator_name};
use effectiveness::experiment::{ArmAnswer, Contrast, Estimate, OutcomeKind, SegmentAnswer};
use workflow::evaluate_file::FileEvaluation;

/// Verdicts, arms, segments, estimators and notes.
pub fn experiment(answer: &FileEvaluation, language: Language) -> String {
    let e = &answer.evaluation;
    let mut text = super::warned(&answer.warnings, language);
    for arm in &e.answers {
        text.push_str(&verdict(&arm.overall, language));
    }
    text.push_str(&arms(answer, language));
    for arm in &e.answers {
        text.push_str(&segments(arm, language));
        text.push_str(&estimators(&arm.overall, language));
        text.push('\n');
        text.push_str(&beside(arm, language));
    }
    for note in &answer.notes {
        text.push_str(&indented(note, language));
    }
    text
}

fn indented(sentence: &Bilingual, language: Language) -> String {
    format!("  {}\n", sentence.in_language(language))
}

/// One paragraph that can be read aloud.
fn verdict(c: &Contrast, language: Language) -> String {
    let id = language == Language::Id;
    let (against, evidence) = if id { ("dibanding", "Mutu bukti") } else { ("against", "Grade of evidence") };
    let told = &c.conclusion;
    let mut text = format!("{} {against} {}\n", c.arm, c.control);
    text.push_str(&indented(&told.sentence, language));
    text.push_str(&format!("  {evidence} {}.\n", told.grade.in_words().in_language(language)));
    let sentences = told.faults.iter().chain(told.price.iter().map(|p| &p.sentence));
    for sentence in sentences.chain(told.value.iter().map(|v| &v.sentence)) {
        text.push_str(&indented(sentence, language));
    }
    text
}

/// The arms with their people and means.
fn arms(answer: &FileEvaluation, language: Language) -> String {
    let id = language == Language::Id;
    let e = &answer.evaluation;
    let mean = |value: f64| match e.outcome_kind {
        OutcomeKind::Rate => percent(Some(value), language),
        OutcomeKind::Mean | OutcomeKind::Ratio => decimal(value, 4, language),
    };
    let mut text = format!("{}: {} {}\n", answer.file, count(answer.rows, language), if id { "baris" } else { "rows" });
    let word = if id { "kelompok" } else { "arm" };
    for arm in &e.arms {
        let (people, mean) = (count(arm.rows, language), mean(arm.mean));
        text.push_str(&format!("  {word} = {}: {people}, {} {mean}\n", arm.arm, e.outcome));
    }
    for off in e.sample_ratio_by_segment.iter().filter(|r| r.is_mismatch()) {
        let told = if id { "besar kelompok menyimpang di segmen" } else { "sizes of arms are off in segment" };
        text.push_str(&format!("  {told} {}\n", off.segment));
    }
    text
}

/// Whether segments differ, then each of them.
fn segments(arm: &ArmAnswer, language: Language) -> String {
    let Some(family) = &arm.family else {
        return String::new();
    };
    let id = language == Language::Id;
    let mut text = String::new();
    if let Some(spread) = &arm.heterogeneity {
        text.push_str(&format!("{}\n", spread.sentence.in_language(language)));
    }
    text.push_str(&indented(family, language));
    let header = if id {
        ["Segmen", "Kesimpulan", "Mutu", "Selisih", "Selang", "Setelah penyusutan", "p Holm", "p BH"]
    } else {
        ["Segment", "Verdict", "Grade", "Difference", "Interval", "Shrunk", "p Holm", "p BH"]
    };
    let rows = arm.segments.iter().filter_map(|s| segment(s, language)).collect();
    text.push_str(&grid(&header, 3, rows));
    text.push('\n');
    for s in &arm.segments {
        if let Some(why) = &s.refused {
            text.push_str(&format!("  - {}: {why}\n", s.segment));
        }
    }
    for note in &arm.segment_notes {
        text.push_str(&indented(note, language));
    }
    text
}

fn segment(s: &SegmentAnswer, language: Language) -> Option<Vec<String>> {
    let c = s.contrast.as_ref()?;
    Some(vec![
        s.segment.clone(),
        c.conclusion.finding.in_words().in_language(language).to_owned(),
        c.conclusion.grade.to_string(),
        decimal(c.primary.estimate, 6, language),
        interval(&c.primary, language),
        s.shrunk.map_or_else(|| "-".to_owned(), |shrunk| decimal(shrunk.effect, 6, language)),
        p_value(s.p_holm, language),
        p_value(s.p_benjamini_hochberg, language),
    ])
}

/// Every estimator of the effect over all rows, the one to go by marked.
fn estimators(c: &Contrast, language: Language) -> String {
    let header = if language == Language::Id {
        ["", "Cara", "Selisih", "Galat baku", "Selang", "p"]
    } else {
        ["", "Estimator", "Difference", "Std. error", "Interval", "p"]
    };
    let line = |e: &Estimate| {
        let error = e.standard_error.map_or_else(|| "-".to_owned(), |v| decimal(v, 6, language));
        vec![
            if e.recommended { "*" } else { "" }.to_owned(),
            estimator_name(&e.estimator, language).into_owned(),
            decimal(e.estimate, 6, language),
            error,
            interval(e, language),
            p_value(e.p_value, language),
        ]
    };
    let rows = std::iter::once(&c.primary).chain(&c.beside).map(line).collect();
    format!("{} - {}\n{}", c.arm, c.control, grid(&header, 2, rows))
}

/// Compliers, areas and notes.
fn beside(arm: &ArmAnswer, language: Language) -> String {
    let (c, id) = (&arm.overall, language == Language::Id);
    let mut text = String::new();
    if let Some(complier) = &c.complier {
        let e = &complier.effect;
        let (effect, low, high) = (
            decimal(e.effect, 6, language),
            decimal(e.interval.low, 6, language),
            decimal(e.interval.high, 6, language),
        );
        let (name, grade) =
            if id { ("Dampak pada yang tersapa", "mutu") } else { ("Effect on those reached", "grade") };
        text.push_str(&format!("  {name}: {effect} ({low} .. {high}), {grade} {}\n", complier.grade));
        text.push_str(&indented(&complier.assumptions, language));
    }
    if let Some(areas) = c.areas {
        let icc = c.intra_area_correlation.map_or_else(|| "-".to_owned(), |v| decimal(v, 4, language));
        let design = c.design_effect.map_or_else(|| "-".to_owned(), |v| decimal(v, 2, language));
        // An area with both arms is counted once.
        let total = areas.treated + areas.control - areas.mixed;
        text.push_str(&if id {
            format!("  {total} wilayah ({} disapa, {} pembanding, {} keduanya); korelasi dalam wilayah {icc}, efek rancangan {design}\n", areas.treated, areas.control, areas.mixed)
        } else {
            format!("  {total} areas ({} treated, {} control, {} with both); intra-area correlation {icc}, design effect {design}\n", areas.treated, areas.control, areas.mixed)
        });
    }
    for note in &c.notes {
        text.push_str(&indented(note, language));
    }
    text
}

fn interval(e: &Estimate, language: Language) -> String {
    e.interval.map_or_else(
        || "-".to_owned(),
        |i| format!("{} .. {}", decimal(i.low, 6, language), decimal(i.high, 6, language)),
    )
}

fn p_value(value: Option<f64>, language: Language) -> String {
    match value {
        None => "-".to_owned(),
        Some(p) if p < 1e-4 => format!("{p:.1e}"),
        Some(p) => decimal(p, 4, language),
    }
}
