//! Whether groups stop at different rates, over all their months.

use crate::error::SurvivalError;
use crate::linear_system::solve;
use crate::spells::{Moment, Spells};
use effectiveness::distribution::chi_square_upper;
use effectiveness::holm;
use serde::{Deserialize, Serialize};

/// Ends of one group beside those expected if all groups stopped alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ends {
    /// Spells that ended.
    pub observed: u64,
    /// Expected under no difference.
    pub expected: f64,
}

/// A log-rank test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogRank {
    /// Chi-square.
    pub statistic: f64,
    /// Degrees of freedom: groups ever at risk when somebody ended, less one.
    pub df: usize,
    /// Upper tail.
    pub p_value: f64,
    /// By group.
    pub groups: Vec<Ends>,
}

/// Two groups of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Places of the two groups.
    pub groups: (usize, usize),
    /// Their test.
    pub test: LogRank,
    /// Its p-value after Holm over all pairs.
    pub p_holm: f64,
}

/// Log-rank test of any number of groups (Mantel 1966; Peto & Peto 1972), with the hypergeometric variance. For members drawn
/// or observed one by one; groups that were drawn by area need [`crate::log_rank_by_area`].
pub fn log_rank(groups: &[Spells]) -> Result<LogRank, SurvivalError> {
    log_rank_in_strata(&[groups])
}

/// Log-rank test inside strata: members are compared with those of their own stratum only, and the differences added up. Every
/// stratum names the same groups in the same order; a group may have nobody in a stratum.
pub fn log_rank_in_strata<G: AsRef<[Spells]>>(strata: &[G]) -> Result<LogRank, SurvivalError> {
    let k = strata.first().map_or(0, |groups| groups.as_ref().len());
    let mut sums = Sums::of(k);
    for (place, groups) in strata.iter().enumerate() {
        let groups = groups.as_ref();
        if groups.len() != k {
            return Err(SurvivalError::UnequalStrata { stratum: place + 1, found: groups.len(), expected: k });
        }
        sums.add(groups);
    }
    let has_spells = |group: &usize| strata.iter().any(|groups| groups.as_ref()[*group].people() > 0);
    let with_spells = (0..k).filter(has_spells).count();
    if with_spells < 2 {
        return Err(SurvivalError::OneGroup { with_spells, groups: k });
    }
    sums.test()
}

/// Every two groups, with p-values after Holm. Pairs that cannot be compared are left out.
pub fn log_rank_pairs(groups: &[Spells]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for one in 0..groups.len() {
        for other in one + 1..groups.len() {
            if let Ok(test) = log_rank(&[groups[one].clone(), groups[other].clone()]) {
                pairs.push(Pair { groups: (one, other), p_holm: test.p_value, test });
            }
        }
    }
    let adjusted = holm(&pairs.iter().map(|pair| pair.test.p_value).collect::<Vec<f64>>());
    for (pair, p_holm) in pairs.iter_mut().zip(adjusted) {
        pair.p_holm = p_holm;
    }
    pairs
}

/// Observed and expected ends and their covariances, over strata.
struct Sums {
    groups: Vec<Ends>,
    covariance: Vec<Vec<f64>>,
}

impl Sums {
    fn of(k: usize) -> Self {
        Self { groups: vec![Ends { observed: 0, expected: 0.0 }; k], covariance: vec![vec![0.0; k]; k] }
    }

    fn add(&mut self, groups: &[Spells]) {
        let k = groups.len();
        for table in tables(groups) {
            let all: u64 = table.iter().map(|(at_risk, _)| at_risk).sum();
            let ended: u64 = table.iter().map(|(_, ended)| ended).sum();
            let (n, d) = (all as f64, ended as f64);
            // Of a single member at risk nothing is left to chance.
            let spread = if all > 1 { d * (n - d) / (n * n * (n - 1.0)) } else { 0.0 };
            for g in 0..k {
                let own = table[g].0 as f64;
                self.groups[g].observed += table[g].1;
                self.groups[g].expected += d * own / n;
                for (h, other) in table.iter().enumerate() {
                    let shared = if g == h { own * n } else { 0.0 };
                    self.covariance[g][h] += spread * (shared - own * other.0 as f64);
                }
            }
        }
    }

    fn test(self) -> Result<LogRank, SurvivalError> {
        let informative: Vec<usize> = (0..self.groups.len()).filter(|g| self.covariance[*g][*g] > 0.0).collect();
        let Some((_, rest)) = informative.split_last() else {
            return Err(SurvivalError::NobodyEnded);
        };
        let excess = |g: &usize| self.groups[*g].observed as f64 - self.groups[*g].expected;
        let right: Vec<f64> = rest.iter().map(excess).collect();
        let matrix = rest.iter().map(|g| rest.iter().map(|h| self.covariance[*g][*h]).collect()).collect();
        let solved = solve(matrix, right.clone()).ok_or(SurvivalError::NeverTogether)?;
        let statistic: f64 = right.iter().zip(&solved).map(|(a, b)| a * b).sum();
        let df = rest.len();
        Ok(LogRank { statistic, df, p_value: chi_square_upper(statistic, df as f64), groups: self.groups })
    }
}

/// At risk and ended of every group, at each time at which somebody of any group ended.
fn tables(groups: &[Spells]) -> Vec<Vec<(u64, u64)>> {
    let moments: Vec<Vec<Moment>> = groups.iter().map(Spells::moments).collect();
    let ends = moments.iter().flatten().filter(|risk| risk.ended > 0);
    let mut times: Vec<f64> = ends.map(|risk| risk.time).collect();
    times.sort_unstable_by(f64::total_cmp);
    times.dedup();
    let mut next = vec![0; groups.len()];
    times
        .iter()
        .map(|time| {
            let of = |(g, place): (usize, &mut usize)| {
                while moments[g].get(*place).is_some_and(|risk| risk.time < *time) {
                    *place += 1;
                }
                match moments[g].get(*place) {
                    Some(risk) if risk.time == *time => (risk.at_risk, risk.ended),
                    // Between two of its own times a group's number at risk changes by late entries only.
                    _ if groups[g].enters_late() => (groups[g].at_risk(*time), 0),
                    next => (next.map_or(0, |risk| risk.at_risk), 0),
                }
            };
            next.iter_mut().enumerate().map(of).collect()
        })
        .collect()
}
