//! Habits from records by expectation and maximisation (Dempster, Laird and Rubin 1977), from several seeded starts.

use crate::chain::{Counts, Walk, count_days};
use crate::error::HabitError;
use crate::habit::Habit;
use crate::model::{CHUNK, HabitModel, check_groups};
use crate::record::{DAYS, MonthTraits, PaymentRecord};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

/// More habits than this nobody can remember.
pub(crate) const MOST: usize = 12;

/// People that a habit needs on average.
const PEOPLE_PER_HABIT: usize = 20;

/// How habits are looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct HabitParams {
    /// How many.
    pub habits: usize,
    /// Names the starts.
    pub seed: u64,
    /// Short tries from random starts; the likeliest is followed to its end.
    pub starts: usize,
    /// Passes of a short try.
    pub short_passes: usize,
    /// People of a short try.
    pub short_people: usize,
    /// Most people looked at; of more, every so-manieth in the order of their records.
    pub people: usize,
    /// Most passes of the long run.
    pub passes: usize,
    /// The long run ends when a pass betters the log likelihood of a person by less than this.
    pub tolerance: f64,
}

impl Default for HabitParams {
    fn default() -> Self {
        Self {
            habits: 5,
            seed: 1,
            starts: 6,
            short_passes: 15,
            short_people: 4_000,
            people: 40_000,
            passes: 120,
            tolerance: 2e-6,
        }
    }
}

impl HabitParams {
    /// Finds habits. People without a month due say nothing and are left out; the order of people does not matter.
    pub fn fit(&self, records: &[PaymentRecord], traits: &[MonthTraits]) -> Result<HabitModel, HabitError> {
        if !(1..=MOST).contains(&self.habits) {
            return Err(HabitError::Habits { habits: self.habits, most: MOST });
        }
        check_groups(records, traits.len())?;
        let people = evenly(&in_order(records), self.people);
        let needed = self.habits * PEOPLE_PER_HABIT;
        if people.len() < needed {
            return Err(HabitError::TooFewPeople { people: people.len(), needed, habits: self.habits });
        }
        let few = evenly(&people, self.short_people);
        let tries = if self.habits == 1 { 1 } else { self.starts.max(1) };
        let mut best: Option<HabitModel> = None;
        for start in 0..tries as u64 {
            let tried = follow(self.start(start, traits.len()), &few, traits, self.short_passes, 0.0);
            if best.as_ref().is_none_or(|b| tried.log_likelihood > b.log_likelihood) {
                best = Some(tried);
            }
        }
        let Some(best) = best else {
            return Err(HabitError::TooFewPeople { people: people.len(), needed, habits: self.habits });
        };
        let mut found = follow(best, &people, traits, self.passes, self.tolerance);
        most_common_first(&mut found, &people);
        Ok(found)
    }

    /// Chances near those of people in general, moved at random.
    fn start(&self, start: u64, groups: usize) -> HabitModel {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ start);
        let mut near = |chance: f64| {
            // The sum of twelve uniform numbers less six is close to normal.
            let normal = (0..12).map(|_| rng.gen_range(0.0..1.0)).sum::<f64>() - 6.0;
            let odds = chance / (1.0 - chance) * (0.6 * normal).exp();
            odds / (1.0 + odds)
        };
        let habits = (0..self.habits)
            .map(|_| {
                let mut days: Vec<f64> = (0..DAYS).map(|_| near(0.03)).collect();
                let sum: f64 = days.iter().sum();
                for day in &mut days {
                    *day /= sum;
                }
                Habit {
                    stop: [0.12, 0.08, 0.04].map(&mut near),
                    skip: [0.25; 4].map(&mut near),
                    gone: near(0.5),
                    back: [0.1; 2].map(&mut near),
                    late: near(0.2),
                    block: near(0.03),
                    days,
                }
            })
            .collect();
        let even = vec![1.0 / self.habits as f64; self.habits];
        HabitModel { habits, mix: vec![even; groups], log_likelihood: f64::NEG_INFINITY, people: 0 }
    }
}

/// Records with a month due, in the order of their content, so that the order of people does not matter.
pub(crate) fn in_order(records: &[PaymentRecord]) -> Vec<PaymentRecord> {
    let mut due: Vec<PaymentRecord> = records.iter().filter(|r| r.due != 0).copied().collect();
    due.par_sort_unstable();
    due
}

/// At most `most` of them, evenly spread.
pub(crate) fn evenly(records: &[PaymentRecord], most: usize) -> Vec<PaymentRecord> {
    if records.len() <= most {
        return records.to_vec();
    }
    (0..most).map(|i| records[i * records.len() / most]).collect()
}

/// What one pass over people finds.
struct Pass {
    log_likelihood: f64,
    counts: Vec<Counts>,
    mix: Vec<Vec<f64>>,
}

impl Pass {
    fn none(habits: usize, groups: usize) -> Self {
        Self { log_likelihood: 0.0, counts: vec![Counts::none(); habits], mix: vec![vec![0.0; habits]; groups] }
    }

    fn merge(&mut self, other: &Self) {
        self.log_likelihood += other.log_likelihood;
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| a.merge(b));
        for (a, b) in self.mix.iter_mut().flatten().zip(other.mix.iter().flatten()) {
            *a += b;
        }
    }
}

/// Passes until nothing is gained. The log likelihood kept is that of the model before its last step, at most `tolerance` a person off.
fn follow(
    mut model: HabitModel,
    people: &[PaymentRecord],
    traits: &[MonthTraits],
    passes: usize,
    tolerance: f64,
) -> HabitModel {
    let mut before = f64::NEG_INFINITY;
    for _ in 0..passes {
        let pass = look(&model, people, traits);
        model.habits = pass
            .counts
            .iter()
            .map(|found| {
                let mut counts = Counts::prior();
                counts.merge(found);
                counts.habit()
            })
            .collect();
        for (mix, found) in model.mix.iter_mut().zip(&pass.mix) {
            let sum: f64 = found.iter().sum::<f64>() + found.len() as f64;
            mix.iter_mut().zip(found).for_each(|(m, f)| *m = (f + 1.0) / sum);
        }
        model.log_likelihood = pass.log_likelihood;
        if pass.log_likelihood - before < tolerance * people.len() as f64 {
            break;
        }
        before = pass.log_likelihood;
    }
    model.people = people.len() as u64;
    model
}

fn look(model: &HabitModel, people: &[PaymentRecord], traits: &[MonthTraits]) -> Pass {
    let (width, groups) = (model.habits.len(), model.mix.len());
    let prepared = model.prepared();
    let passes: Vec<Pass> = people
        .par_chunks(CHUNK)
        .map(|people| {
            let mut pass = Pass::none(width, groups);
            let mut chances = vec![0.0; width];
            for record in people {
                let walk = Walk::of(record, traits);
                pass.log_likelihood += prepared.chances(record, &walk, &mut chances);
                for (h, chance) in chances.iter().copied().enumerate() {
                    pass.mix[usize::from(record.group)][h] += chance;
                    if chance > 1e-9 {
                        walk.count(&model.habits[h], chance, &mut pass.counts[h]);
                        count_days(record, chance, &mut pass.counts[h]);
                    }
                }
            }
            pass
        })
        .collect();
    let mut whole = Pass::none(width, groups);
    for pass in &passes {
        whole.merge(pass);
    }
    whole
}

fn most_common_first(model: &mut HabitModel, people: &[PaymentRecord]) {
    let mut sizes = vec![0.0; model.habits.len()];
    let mut in_group = vec![0.0; model.mix.len()];
    for person in people {
        in_group[usize::from(person.group)] += 1.0;
    }
    for (mix, people) in model.mix.iter().zip(&in_group) {
        sizes.iter_mut().zip(mix).for_each(|(size, share)| *size += share * people);
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]).then(a.cmp(b)));
    model.habits = order.iter().map(|h| model.habits[*h].clone()).collect();
    for mix in &mut model.mix {
        *mix = order.iter().map(|h| mix[*h]).collect();
    }
}
