//! Exact binomial draws: what a bootstrap of 0 and 1 is.

use rand::Rng;
use statrs::function::factorial::ln_factorial;

/// How many of `trials` succeed, each with probability `p`. One uniform number a draw, searched from the mode outwards, so a
/// draw costs about as many steps as the standard deviation is wide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binomial {
    trials: u64,
    mode: u64,
    at_mode: f64,
    odds: f64,
}

impl Binomial {
    /// `p` is from 0 to 1.
    pub(crate) fn new(trials: u64, p: f64) -> Self {
        let p = p.clamp(0.0, 1.0);
        let mode = (((trials + 1) as f64 * p).floor() as u64).min(trials);
        let log = |count: u64, share: f64| if count == 0 { 0.0 } else { count as f64 * share.ln() };
        let choose = ln_factorial(trials) - ln_factorial(mode) - ln_factorial(trials - mode);
        let at_mode = (choose + log(mode, p) + log(trials - mode, 1.0 - p)).exp();
        Self { trials, mode, at_mode, odds: p / (1.0 - p) }
    }

    pub(crate) fn draw(&self, random: &mut impl Rng) -> u64 {
        if self.odds == 0.0 || self.odds.is_infinite() {
            return self.mode;
        }
        let mut left = random.r#gen::<f64>() - self.at_mode;
        let (mut up, mut down) = (self.mode, self.mode);
        let (mut at_up, mut at_down) = (self.at_mode, self.at_mode);
        while left >= 0.0 {
            if up < self.trials {
                at_up *= self.odds * (self.trials - up) as f64 / (up + 1) as f64;
                up += 1;
                left -= at_up;
                if left < 0.0 {
                    return up;
                }
            }
            if down > 0 {
                at_down *= down as f64 / (self.odds * (self.trials - down + 1) as f64);
                down -= 1;
                left -= at_down;
                if left < 0.0 {
                    return down;
                }
            }
            // What is left is the rounding of all the terms.
            if (at_up < 1e-30 || up == self.trials) && (at_down < 1e-30 || down == 0) {
                return self.mode;
            }
        }
        self.mode
    }
}

/// How often each of the cells is drawn when `draws` people are drawn with replacement from them.
pub(crate) fn multinomial(counts: &[u32], draws: u64, random: &mut impl Rng, mut found: impl FnMut(usize, u64)) {
    let mut people: u64 = counts.iter().map(|c| u64::from(*c)).sum();
    let mut draws = draws;
    for (cell, count) in counts.iter().enumerate().filter(|(_, c)| **c > 0) {
        let drawn = if u64::from(*count) == people {
            draws
        } else {
            Binomial::new(draws, f64::from(*count) / people as f64).draw(random)
        };
        found(cell, drawn);
        people -= u64::from(*count);
        draws -= drawn;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;
    use statrs::function::gamma::gamma_ur;

    #[test]
    fn draws_have_the_binomial_probabilities() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
        for (trials, p) in [(1, 0.3), (7, 0.5), (40, 0.02), (300, 0.9), (20_000, 0.15), (1_000_000, 0.5)] {
            let law = Binomial::new(trials, p);
            let (mean, sd) = (trials as f64 * p, (trials as f64 * p * (1.0 - p)).sqrt());
            let draws = 40_000;
            // Cells a quarter of a standard deviation wide, or one value wide.
            let width = (sd / 4.0).floor().max(1.0);
            let cell = |value: u64| (((value as f64 - mean) / width).floor() as i64).clamp(-12, 12);
            let mut expected = std::collections::BTreeMap::new();
            for value in 0..=trials {
                let choose = ln_factorial(trials) - ln_factorial(value) - ln_factorial(trials - value);
                let log = choose + value as f64 * p.ln() + (trials - value) as f64 * (1.0 - p).ln();
                *expected.entry(cell(value)).or_insert(0.0) += log.exp() * f64::from(draws);
            }
            let mut seen = std::collections::BTreeMap::new();
            for _ in 0..draws {
                *seen.entry(cell(law.draw(&mut random))).or_insert(0.0) += 1.0;
            }
            let large: Vec<_> = expected.iter().filter(|(_, e)| **e > 5.0).collect();
            let chi: f64 = large.iter().map(|(c, e)| (seen.get(c).copied().unwrap_or(0.0) - **e).powi(2) / **e).sum();
            let p_value = gamma_ur((large.len() as f64 - 1.0).max(1.0) / 2.0, chi / 2.0);
            assert!(p_value > 1e-4, "{trials} {p}: chi {chi} of {} cells", large.len());
        }
    }

    #[test]
    fn certain_and_impossible_outcomes_are_never_missed() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(4);
        assert_eq!(Binomial::new(50, 0.0).draw(&mut random), 0);
        assert_eq!(Binomial::new(50, 1.0).draw(&mut random), 50);
        assert_eq!(Binomial::new(0, 0.4).draw(&mut random), 0);
        let mut cells = [0; 4];
        multinomial(&[3, 0, 5, 2], 10, &mut random, |cell, n| cells[cell] = n);
        assert_eq!((cells.iter().sum::<u64>(), cells[1]), (10, 0));
    }
}
