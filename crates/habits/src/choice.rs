//! How many habits a population shows: fits for each number, judged by how well they explain, how often they come again,
//! how clearly people belong to one, and how small the smallest is.

use crate::error::HabitError;
use crate::fit::{HabitParams, MOST, evenly, in_order};
use crate::model::HabitModel;
use crate::record::{MonthTraits, PaymentRecord};
use clustering::{Points, adjusted_rand, simplified_silhouette};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// What a number of habits must show to be proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceParams {
    /// Most habits that people can remember.
    pub most: usize,
    /// Names the resamples and the starts.
    pub seed: u64,
    /// People that the fits look at.
    pub people: usize,
    /// Halves of them that are fitted again.
    pub resamples: usize,
    /// Share of people in the smallest habit, at least.
    pub least_share: f64,
    /// Mean adjusted Rand index between the fits on halves, at least.
    pub least_stability: f64,
    /// Simplified silhouette of the chances, at least.
    pub least_separation: f64,
}

impl Default for ChoiceParams {
    fn default() -> Self {
        Self {
            most: 7,
            seed: 1,
            people: 4_000,
            resamples: 3,
            least_share: 0.04,
            least_stability: 0.70,
            least_separation: 0.50,
        }
    }
}

/// What one number of habits showed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// How many.
    pub habits: usize,
    /// Schwarz's criterion; smaller explains better.
    pub bic: f64,
    /// Mean adjusted Rand index between fits on halves of the people, judged on all of them; 1 for one habit.
    pub stability: f64,
    /// Simplified silhouette of the chances, -1 to 1; 0 for one habit.
    pub separation: f64,
    /// Share of people in the smallest habit.
    pub smallest_share: f64,
    /// Passes every demand.
    pub allowed: bool,
}

/// The numbers tried and the one proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// From one habit upwards.
    pub candidates: Vec<Candidate>,
    /// The number proposed; `None`: everybody pays alike as far as can be told.
    pub proposed: Option<usize>,
}

/// Tries the numbers up to the most, ending early when two in a row explain worse. Proposed is, of those that pass every demand, the one that explains best by Schwarz's
/// criterion and better than one habit for all.
pub fn choose(
    params: &ChoiceParams,
    records: &[PaymentRecord],
    traits: &[MonthTraits],
    tried: &mut dyn FnMut(usize),
) -> Result<Choice, HabitError> {
    if !(1..=MOST).contains(&params.most) {
        return Err(HabitError::Habits { habits: params.most, most: MOST });
    }
    let people = evenly(&in_order(records), params.people);
    let halves: Vec<Vec<PaymentRecord>> = (0..params.resamples)
        .map(|resample| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(params.seed ^ 0x5eed_0000 ^ resample as u64);
            let mut order: Vec<usize> = (0..people.len()).collect();
            order.shuffle(&mut rng);
            order.truncate(people.len() / 2);
            order.sort_unstable();
            order.into_iter().map(|i| people[i]).collect()
        })
        .collect();
    let mut candidates = Vec::with_capacity(params.most);
    for habits in 1..=params.most {
        candidates.push(candidate(params, habits, &people, &halves, traits)?);
        tried(habits);
        // Two numbers in a row that explain worse than fewer: more will not do better.
        if candidates.windows(2).rev().take(2).filter(|w: &&[Candidate]| w[1].bic > w[0].bic).count() == 2 {
            break;
        }
    }
    let alone = candidates[0].bic;
    let proposed = candidates
        .iter()
        .filter(|c| c.allowed && c.habits > 1 && c.bic < alone)
        .min_by(|a, b| a.bic.total_cmp(&b.bic))
        .map(|c| c.habits);
    Ok(Choice { candidates, proposed })
}

fn candidate(
    params: &ChoiceParams,
    habits: usize,
    people: &[PaymentRecord],
    halves: &[Vec<PaymentRecord>],
    traits: &[MonthTraits],
) -> Result<Candidate, HabitError> {
    let fitting = |seed: u64, passes: usize| HabitParams {
        habits,
        seed,
        starts: 4,
        short_people: 2_000,
        short_passes: 12,
        passes,
        tolerance: 1e-4,
        ..HabitParams::default()
    };
    let model = fitting(params.seed, 60).fit(people, traits)?;
    let chances = model.chances(people, traits)?;
    let labels = model.likeliest(&chances);
    let (smallest_share, separation) = shape(&model, &chances, &labels);
    let mut others = Vec::with_capacity(halves.len());
    for (i, half) in halves.iter().enumerate() {
        let again = fitting(params.seed.wrapping_add(1 + i as u64), 30).fit(half, traits)?;
        others.push(again.likeliest(&again.chances(people, traits)?));
    }
    let stability = if habits == 1 { 1.0 } else { mean_agreement(&others) };
    let allowed = habits == 1
        || (smallest_share >= params.least_share
            && stability >= params.least_stability
            && separation >= params.least_separation);
    Ok(Candidate { habits, bic: model.bic(), stability, separation, smallest_share, allowed })
}

/// Share of the smallest habit and the simplified silhouette of the chances.
fn shape(model: &HabitModel, chances: &[f64], labels: &[u32]) -> (f64, f64) {
    let width = model.habits.len();
    let mut sizes = vec![0_u64; width];
    let mut centres = vec![vec![0.0; width]; width];
    for (weights, label) in chances.chunks(width).zip(labels) {
        sizes[*label as usize] += 1;
        centres[*label as usize].iter_mut().zip(weights).for_each(|(c, w)| *c += w);
    }
    for (centre, size) in centres.iter_mut().zip(&sizes) {
        for c in centre {
            *c /= (*size).max(1) as f64;
        }
    }
    let smallest = sizes.iter().copied().min().unwrap_or(0) as f64 / labels.len().max(1) as f64;
    let points = Points { values: chances.to_vec(), width };
    let separation = if width == 1 { 0.0 } else { simplified_silhouette(&points, &centres, labels).unwrap_or(0.0) };
    (smallest, separation)
}

fn mean_agreement(labels: &[Vec<u32>]) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for (i, a) in labels.iter().enumerate() {
        for b in &labels[i + 1..] {
            sum += adjusted_rand(a, b).unwrap_or(0.0);
            pairs += 1.0;
        }
    }
    if pairs == 0.0 { 0.0 } else { sum / pairs }
}
