//! Exact tests of two rates, for small counts.

use crate::sums::BinarySums;
use statrs::function::gamma::ln_gamma;

/// People in both arms up to which Boschloo's test is computed.
pub const MOST_PEOPLE: u64 = 2000;

/// Smallest expected cell below which the normal tail is not to be trusted (the usual rule for two-by-two tables).
pub const SMALL_CELL: f64 = 5.0;

/// Whether a cell of the two-by-two table is expected to hold fewer than five people.
pub fn is_small(treated: BinarySums, control: BinarySums) -> bool {
    let all = treated.merged(control);
    let smaller = treated.count().min(control.count()) as f64;
    let rarer = all.kept().min(all.not_kept()) as f64;
    smaller * rarer / (all.count().max(1) as f64) < SMALL_CELL
}

/// Two-sided p-value of Fisher's exact test (1935): all tables of the same margins that are no more probable than this one.
/// 1 where an arm is empty.
pub fn fisher_exact(treated: BinarySums, control: BinarySums) -> f64 {
    let table = Margins::of(treated, control);
    let this = table.log_probability(treated.kept());
    let (low, high) = table.range();
    let total: f64 = (low..=high).map(|x| table.log_probability(x)).filter(|p| *p <= this + 1e-7).map(f64::exp).sum();
    total.min(1.0)
}

/// Two-sided p-value of Boschloo's exact test (1970): the probability, at the rate that makes it largest, of a table whose
/// two-sided Fisher p-value is no larger. Never above Fisher's, so it finds more and keeps its level. `None` above
/// [`MOST_PEOPLE`] or where an arm is empty.
pub fn boschloo(treated: BinarySums, control: BinarySums) -> Option<f64> {
    let (n1, n0) = (treated.count(), control.count());
    if n1 == 0 || n0 == 0 || n1 + n0 > MOST_PEOPLE {
        return None;
    }
    let factorials = LogFactorials::up_to(n1 + n0);
    let observed = factorials.two_sided(treated.kept(), n1, control.kept(), n0) * (1.0 + 1e-7);
    // Runs of control counts, for each count of the treated, that are no more probable than what was seen.
    let mut runs: Vec<Vec<(u64, u64)>> = vec![Vec::new(); n1 as usize + 1];
    for kept in 0..=n1 + n0 {
        let lowest = kept.saturating_sub(n0);
        for (place, p) in factorials.all_two_sided(kept, n1, n0).into_iter().enumerate() {
            if p <= observed {
                let x1 = lowest + place as u64;
                let (x0, row) = (kept - x1, &mut runs[x1 as usize]);
                match row.last_mut() {
                    Some(run) if run.1 + 1 == x0 => run.1 = x0,
                    _ => row.push((x0, x0)),
                }
            }
        }
    }
    let probability = |rate: f64| -> f64 {
        let below = factorials.cumulative(n0, rate);
        let between = |(first, last): &(u64, u64)| {
            below[*last as usize] - if *first == 0 { 0.0 } else { below[*first as usize - 1] }
        };
        let of_treated = factorials.binomial(n1, rate);
        runs.iter().zip(of_treated).map(|(row, p)| p * row.iter().map(between).sum::<f64>()).sum()
    };
    Some(largest(probability).min(1.0))
}

/// The same as twice the smaller of both one-sided tests, as scipy's `boschloo_exact` has it: to compare with, more cautious
/// than [`boschloo`].
pub fn boschloo_doubled(treated: BinarySums, control: BinarySums) -> Option<f64> {
    if treated.count() == 0 || control.count() == 0 || treated.count() + control.count() > MOST_PEOPLE {
        return None;
    }
    let greater = one_sided(treated, control);
    let less = one_sided(control, treated);
    Some((2.0 * greater.min(less)).min(1.0))
}

/// Of the treated keeping more often than the control.
fn one_sided(treated: BinarySums, control: BinarySums) -> f64 {
    let (n1, n0) = (treated.count(), control.count());
    let factorials = LogFactorials::up_to(n1 + n0);
    let upper = |x1: u64, x0: u64| factorials.upper_tail(x1, n1, x0, n0);
    let observed = upper(treated.kept(), control.kept()) * (1.0 + 1e-13);
    // For each x1 the control may have kept at most so many: Fisher's p rises with x0.
    let most: Vec<Option<u64>> = (0..=n1)
        .map(|x1| {
            if upper(x1, 0) > observed {
                return None;
            }
            let (mut low, mut high) = (0, n0);
            while low < high {
                let middle = (low + high).div_ceil(2);
                if upper(x1, middle) <= observed {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            Some(low)
        })
        .collect();
    let probability = |rate: f64| -> f64 {
        let below = factorials.cumulative(n0, rate);
        let of_treated = factorials.binomial(n1, rate);
        most.iter().zip(of_treated).filter_map(|(most, p)| most.map(|x0| p * below[x0 as usize])).sum()
    };
    largest(probability).min(1.0)
}

/// The largest value over rates 0 to 1: a grid that is finer near the ends, then a search around its five highest peaks.
fn largest(probability: impl Fn(f64) -> f64) -> f64 {
    const GRID: usize = 400;
    let rate = |step: f64| (step / GRID as f64 * std::f64::consts::FRAC_PI_2).sin().powi(2);
    let found: Vec<f64> = (1..GRID).map(|step| probability(rate(step as f64))).collect();
    let is_peak = |place: &usize| {
        let beside = |other: Option<usize>| other.and_then(|o| found.get(o)).is_none_or(|v| *v <= found[*place]);
        beside(place.checked_sub(1)) && beside(Some(place + 1))
    };
    let mut peaks: Vec<usize> = (0..found.len()).filter(is_peak).collect();
    peaks.sort_by(|a, b| found[*b].total_cmp(&found[*a]));
    let mut best = 0.0_f64;
    for peak in peaks.into_iter().take(5) {
        let step = (peak + 1) as f64;
        let (mut low, mut high) = (step - 1.0, step + 1.0);
        for _ in 0..40 {
            let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
            if probability(rate(a)) < probability(rate(b)) {
                low = a;
            } else {
                high = b;
            }
        }
        best = best.max(found[peak]).max(probability(rate(f64::midpoint(low, high))));
    }
    best
}

/// Two arms and how many kept in all.
struct Margins {
    n1: u64,
    n0: u64,
    kept: u64,
}

impl Margins {
    fn of(treated: BinarySums, control: BinarySums) -> Self {
        Self { n1: treated.count(), n0: control.count(), kept: treated.kept() + control.kept() }
    }

    /// How many of the treated may have kept.
    fn range(&self) -> (u64, u64) {
        (self.kept.saturating_sub(self.n0), self.kept.min(self.n1))
    }

    /// Hypergeometric probability that `x` of the treated kept.
    fn log_probability(&self, x: u64) -> f64 {
        log_choose(self.n1, x) + log_choose(self.n0, self.kept - x) - log_choose(self.n1 + self.n0, self.kept)
    }
}

fn log_choose(n: u64, k: u64) -> f64 {
    let factorial = |n: u64| ln_gamma(n as f64 + 1.0);
    factorial(n) - factorial(k) - factorial(n - k)
}

/// Logarithms of factorials from 0.
struct LogFactorials(Vec<f64>);

impl LogFactorials {
    fn up_to(n: u64) -> Self {
        let mut sum = 0.0;
        Self(
            std::iter::once(0.0)
                .chain((1..=n).map(|k| {
                    sum += (k as f64).ln();
                    sum
                }))
                .collect(),
        )
    }

    fn log_choose(&self, n: u64, k: u64) -> f64 {
        self.0[n as usize] - self.0[k as usize] - self.0[(n - k) as usize]
    }

    /// Fisher's one-sided p-value: the treated keep `x1` or more of `x1 + x0`.
    fn upper_tail(&self, x1: u64, n1: u64, x0: u64, n0: u64) -> f64 {
        let kept = x1 + x0;
        let all = self.log_choose(n1 + n0, kept);
        let probability = |x: u64| (self.log_choose(n1, x) + self.log_choose(n0, kept - x) - all).exp();
        (x1..=kept.min(n1)).map(probability).sum()
    }

    /// Fisher's two-sided p-values where `kept` kept in all, from the fewest of the treated to the most.
    fn all_two_sided(&self, kept: u64, n1: u64, n0: u64) -> Vec<f64> {
        let all = self.log_choose(n1 + n0, kept);
        let probability = |x: u64| (self.log_choose(n1, x) + self.log_choose(n0, kept - x) - all).exp();
        let probabilities: Vec<f64> = (kept.saturating_sub(n0)..=kept.min(n1)).map(probability).collect();
        let mut ascending = probabilities.clone();
        ascending.sort_by(f64::total_cmp);
        let mut sum = 0.0;
        let sums: Vec<f64> = ascending
            .iter()
            .map(|p| {
                sum += p;
                sum
            })
            .collect();
        let no_more_probable = |p: &f64| {
            let place = ascending.partition_point(|other| *other <= p * (1.0 + 1e-7));
            sums[place - 1]
        };
        probabilities.iter().map(no_more_probable).collect()
    }

    /// Fisher's two-sided p-value of one table.
    fn two_sided(&self, x1: u64, n1: u64, x0: u64, n0: u64) -> f64 {
        self.all_two_sided(x1 + x0, n1, n0)[(x1 - (x1 + x0).saturating_sub(n0)) as usize]
    }

    /// Probabilities of 0 to `n` of `n`.
    fn binomial(&self, n: u64, rate: f64) -> Vec<f64> {
        let (yes, no) = (rate.ln(), (-rate).ln_1p());
        (0..=n).map(|k| (self.log_choose(n, k) + k as f64 * yes + (n - k) as f64 * no).exp()).collect()
    }

    /// Probabilities of at most 0 to `n` of `n`.
    fn cumulative(&self, n: u64, rate: f64) -> Vec<f64> {
        let mut sum = 0.0;
        let add = |p: f64| {
            sum += p;
            sum
        };
        self.binomial(n, rate).into_iter().map(add).collect()
    }
}
