//! What a conditional logit must be: reference numbers, a known truth, laws and refusals.
#![allow(clippy::unwrap_used)]

mod known_truth;
mod laws;
mod out_of_sample;
mod real_files;
mod refusals;

use choice::{Attribute, ChoiceError, ChoiceModel, ChoiceRows, Choices, conditional_logit};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Choices that own their words.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Who chose.
    pub persons: Vec<String>,
    /// In which task.
    pub tasks: Vec<String>,
    /// Among what.
    pub alternatives: Vec<String>,
    /// What was chosen.
    pub chosen: Vec<bool>,
    /// What it was like.
    pub attributes: Vec<Attribute>,
}

impl Survey {
    /// Checked.
    pub fn read(&self) -> Result<Choices, ChoiceError> {
        let persons: Vec<&str> = self.persons.iter().map(String::as_str).collect();
        let tasks: Vec<&str> = self.tasks.iter().map(String::as_str).collect();
        let alternatives: Vec<&str> = self.alternatives.iter().map(String::as_str).collect();
        Choices::read(&ChoiceRows {
            persons: &persons,
            tasks: &tasks,
            alternatives: Some(&alternatives),
            chosen: &self.chosen,
            attributes: &self.attributes,
        })
    }

    /// Fitted.
    pub fn fit(&self) -> Result<ChoiceModel, ChoiceError> {
        conditional_logit(&self.read()?)
    }

    /// The rows at some places, in their order.
    #[must_use]
    pub fn rows(&self, places: &[usize]) -> Self {
        let words = |of: &[String]| places.iter().map(|p| of[*p].clone()).collect();
        Self {
            persons: words(&self.persons),
            tasks: words(&self.tasks),
            alternatives: words(&self.alternatives),
            chosen: places.iter().map(|p| self.chosen[*p]).collect(),
            attributes: self
                .attributes
                .iter()
                .map(|a| Attribute::new(a.name.clone(), places.iter().map(|p| a.values[*p]).collect()))
                .collect(),
        }
    }
}

/// How people in a made survey choose.
#[derive(Debug, Clone, Copy)]
pub struct Truth {
    /// How many.
    pub persons: usize,
    /// Tasks of each, of two to four alternatives.
    pub tasks: usize,
    /// Utility of a unit of price and of each of two features.
    pub coefficients: [f64; 3],
    /// Spread of each person's own coefficients around these.
    pub spread: f64,
}

impl Truth {
    /// A survey of people who choose so.
    pub fn survey(&self, seed: u64) -> Survey {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut made = Survey {
            persons: Vec::new(),
            tasks: Vec::new(),
            alternatives: Vec::new(),
            chosen: Vec::new(),
            attributes: ["price", "home", "cover"].map(|name| Attribute::new(name, Vec::new())).to_vec(),
        };
        for person in 0..self.persons {
            let own = self.coefficients.map(|c| c + self.spread * normal(&mut rng));
            for task in 0..self.tasks {
                let alternatives = rng.gen_range(2..=4);
                let offers: Vec<[f64; 3]> = (0..alternatives)
                    .map(|_| {
                        [
                            f64::from(rng.gen_range(1..=8_u8)) / 4.0,
                            f64::from(rng.gen_range(0..=1_u8)),
                            rng.r#gen::<f64>() * 2.0,
                        ]
                    })
                    .collect();
                // The largest of utilities with Gumbel's law on top is a conditional logit (McFadden 1974).
                let gumbel = |rng: &mut Xoshiro256PlusPlus| -(-(1.0 - rng.r#gen::<f64>()).ln()).ln();
                let utilities: Vec<f64> = offers
                    .iter()
                    .map(|offer| offer.iter().zip(own).map(|(x, c)| x * c).sum::<f64>() + gumbel(&mut rng))
                    .collect();
                let best = (0..alternatives).max_by(|a, b| utilities[*a].total_cmp(&utilities[*b])).unwrap();
                for (place, offer) in offers.iter().enumerate() {
                    made.persons.push(format!("person {person}"));
                    made.tasks.push(task.to_string());
                    made.alternatives.push(["a", "b", "c", "d"][place].to_owned());
                    made.chosen.push(place == best);
                    made.attributes.iter_mut().zip(offer).for_each(|(a, value)| a.values.push(*value));
                }
            }
        }
        made
    }
}

fn normal(rng: &mut impl Rng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.r#gen::<f64>(), rng.r#gen());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// Both numbers agree to a relative error.
#[track_caller]
pub fn agrees(ours: f64, reference: f64, relative: f64) {
    let error = (ours - reference).abs() / reference.abs().max(f64::MIN_POSITIVE);
    assert!(error <= relative, "{ours:e} is not {reference:e} (relative error {error:e})");
}

/// A reference printed with six decimals.
#[track_caller]
pub fn is_printed(ours: f64, reference: f64) {
    assert!((ours - reference).abs() <= 5.1e-7, "{ours} is not printed as {reference}");
}
