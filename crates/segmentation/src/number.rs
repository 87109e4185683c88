//! How many segments to propose: what each number shows on resamples, and the reasons in words.

use crate::coordinates::Frame;
use crate::error::SegmentationError;
use crate::fit::{known_records, sort_by_values};
use crate::params::Segmentation;
use crate::people::People;
use crate::scaling::Scaling;
use clustering::{KMeansParams, Points, kmeans, reference_separation, simplified_silhouette, stability};
use domain::segment_views::{ChoiceCandidate, ChoiceView};
use domain::{Bilingual, Language};
use features::FeatureUnit;
use habits::{ChoiceParams, choose};

/// What a number must show; the same for habits and for features.
struct Demands {
    stability: f64,
    separation: f64,
    smallest: f64,
}

/// Most people that resamples of features are drawn from.
const PEOPLE: usize = 5_000;

/// Resamples that stability is judged on.
const RESAMPLES: usize = 4;

/// How much better than shuffled columns clusters must be apart before there is any structure.
const OVER_SHUFFLED: f64 = 0.03;

pub(crate) fn propose(
    params: &Segmentation,
    people: People<'_>,
    tried: &mut dyn FnMut(usize),
) -> Result<ChoiceView, SegmentationError> {
    let places = people.places();
    let known = params.usable(people, &places, 2)?;
    let (candidates, proposed) = if params.habits.is_some() {
        by_habits(params, people, &known, tried)?
    } else {
        by_features(params, people, known, tried)?
    };
    let used = params.segments.map_or(proposed.unwrap_or(1), |s| s as u32);
    let reasons = reasons(&candidates, proposed, used, params);
    Ok(ChoiceView { candidates, proposed, used, reasons })
}

fn by_habits(
    params: &Segmentation,
    people: People<'_>,
    known: &[usize],
    tried: &mut dyn FnMut(usize),
) -> Result<(Vec<ChoiceCandidate>, Option<u32>), SegmentationError> {
    let (records, traits) = known_records(people, known)?;
    let demands = ChoiceParams { most: params.max_segments, seed: params.seed, ..ChoiceParams::default() };
    let choice = choose(&demands, &records, traits, tried)?;
    let limits = Demands {
        stability: demands.least_stability,
        separation: demands.least_separation,
        smallest: demands.least_share,
    };
    let candidates = choice
        .candidates
        .iter()
        .map(|c| {
            let reason =
                if c.habits == 1 { alone() } else { verdict(c.stability, c.separation, c.smallest_share, &limits) };
            ChoiceCandidate {
                segments: c.habits as u32,
                stability: c.stability,
                separation: c.separation,
                smallest_share: c.smallest_share,
                allowed: c.allowed,
                reason,
            }
        })
        .collect();
    Ok((candidates, choice.proposed.map(|p| p as u32)))
}

/// K-means over everybody's scaled features, for each number; proposed is the most clearly apart of those that pass.
fn by_features(
    params: &Segmentation,
    people: People<'_>,
    mut known: Vec<usize>,
    tried: &mut dyn FnMut(usize),
) -> Result<(Vec<ChoiceCandidate>, Option<u32>), SegmentationError> {
    let frame = Frame { habits: None, features: params.features.iter().map(|f| f.name.clone()).collect() };
    let seen = frame.see(params, people)?;
    sort_by_values(&seen.table, &mut known);
    let step = known.len().div_ceil(PEOPLE);
    let rows: Vec<usize> = known.iter().copied().step_by(step).collect();
    let scalings: Vec<Scaling> = seen
        .chosen
        .iter()
        .zip(&params.features)
        .map(|(f, w)| Scaling::of(seen.table.column(*f), &rows, w.weight))
        .collect();
    let points =
        Points { values: rows.iter().flat_map(|row| seen.point(&scalings, *row)).collect(), width: seen.width() };
    let limits = Demands { stability: 0.70, separation: 0.20, smallest: params.min_segment_share.max(0.02) };
    let mut candidates = Vec::new();
    let mut best: Option<(f64, u32)> = None;
    for k in 2..=params.max_segments.max(2) {
        let fitting = KMeansParams::new(k).runs(params.runs as u32).seed(params.seed);
        let clusters = kmeans(&points, &fitting)?;
        let separation = simplified_silhouette(&points, &clusters.centroids, &clusters.labels)?;
        let shuffled = reference_separation(&points, &fitting, params.seed)?;
        let stability = stability(&points, &fitting, RESAMPLES as u32, params.seed)?;
        let smallest = clusters.sizes.iter().copied().min().unwrap_or(0) as f64 / points.len().max(1) as f64;
        let apart = separation > shuffled + OVER_SHUFFLED;
        let allowed =
            apart && stability >= limits.stability && separation >= limits.separation && smallest >= limits.smallest;
        if allowed && best.is_none_or(|(top, _)| separation > top) {
            best = Some((separation, k as u32));
        }
        let reason = if apart { verdict(stability, separation, smallest, &limits) } else { no_better_than_chance() };
        candidates.push(ChoiceCandidate {
            segments: k as u32,
            stability,
            separation,
            smallest_share: smallest,
            allowed,
            reason,
        });
        tried(k);
    }
    Ok((candidates, best.map(|(_, k)| k)))
}

fn alone() -> Bilingual {
    Bilingual::new("Semua orang membayar dengan cara yang sama", "Everybody pays in the same way")
}

fn no_better_than_chance() -> Bilingual {
    Bilingual::new("Tidak lebih terpisah daripada data yang diacak", "No more clearly apart than shuffled columns")
}

fn verdict(stability: f64, separation: f64, smallest: f64, limits: &Demands) -> Bilingual {
    let percent = |value: f64, language| FeatureUnit::Share.written(value, language);
    let number = |value: f64, language| FeatureUnit::Score.written(value, language);
    let sentence = |language: Language| {
        let id = language == Language::Id;
        if stability < limits.stability {
            let (is, least) = (number(stability, language), number(limits.stability, language));
            if id {
                format!("Tidak stabil: kesamaan antarsampel {is}, minimal {least}")
            } else {
                format!("Not stable: agreement between resamples {is}, at least {least} is asked")
            }
        } else if smallest < limits.smallest {
            let (is, least) = (percent(smallest, language), percent(limits.smallest, language));
            if id {
                format!("Segmen terkecil hanya {is}, minimal {least}")
            } else {
                format!("The smallest has only {is}, at least {least} is asked")
            }
        } else if separation < limits.separation {
            let (is, least) = (number(separation, language), number(limits.separation, language));
            if id {
                format!("Kurang terpisah: siluet {is}, minimal {least}")
            } else {
                format!("Not apart: silhouette {is}, at least {least} is asked")
            }
        } else if id {
            "Stabil, terpisah, dan cukup besar".to_owned()
        } else {
            "Stable, apart and large enough".to_owned()
        }
    };
    Bilingual::new(sentence(Language::Id), sentence(Language::En))
}

fn reasons(candidates: &[ChoiceCandidate], proposed: Option<u32>, used: u32, params: &Segmentation) -> Vec<Bilingual> {
    let mut reasons = Vec::new();
    match proposed {
        Some(number) => {
            let passing = candidates.iter().filter(|c| c.allowed && (params.habits.is_some() || c.segments > 1)).count();
            reasons.push(if params.habits.is_some() {
                Bilingual::new(
                    format!("Diusulkan {number}: dari {passing} jumlah yang memenuhi semua syarat, yang paling menjelaskan cara orang membayar (BIC terkecil)."),
                    format!("Proposed {number}: of the {passing} numbers that pass every demand, the one that best explains how people pay (smallest BIC)."),
                )
            } else {
                Bilingual::new(
                    format!("Diusulkan {number}: dari {passing} jumlah yang memenuhi semua syarat, yang paling terpisah."),
                    format!("Proposed {number}: of the {passing} numbers that pass every demand, the most clearly apart."),
                )
            });
        }
        None => reasons.push(Bilingual::new(
            "Tidak ada jumlah segmen yang stabil dan terpisah: populasi ini tidak menunjukkan struktur. Segmen di sini hanya pembagian yang praktis.",
            "No number of segments is stable and apart: this population shows no structure. Segments here are a practical division only.",
        )),
    }
    if params.segments.is_some() && proposed != Some(used) {
        reasons.push(Bilingual::new(
            format!("Dipakai {used}, pilihan perencana."),
            format!("Used {used}, the planner's choice."),
        ));
    }
    reasons.push(Bilingual::new(
        format!("Paling banyak {} agar mudah diingat.", params.max_segments),
        format!("At most {} so that people can remember them.", params.max_segments),
    ));
    reasons
}
