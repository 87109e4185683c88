//! Drift: how far the values of each feature have shifted since the model before.

use crate::error::SegmentationError;
use domain::Bilingual;
use domain::segment_views::FeatureDrift;
use features::{FeatureDef, FeatureTable};
use serde::{Deserialize, Serialize};

/// Parts of equal size that the earlier model's values are cut into, where ties allow.
const TENTHS: usize = 10;

/// Where the values of a feature are cut, kept with the model: tenths of the people it was fitted on, and the missing apart.
///
/// A cut lies halfway between two values that were seen, so that a value computed once more, with another last digit, stays
/// in its bin. Tenths that would end at the same value are one bin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureBins {
    /// Name of the feature.
    pub feature: String,
    /// What planners call it.
    pub label: Bilingual,
    cuts: Vec<f64>,
}

impl FeatureBins {
    /// The bins of a feature from the values of an earlier model's people. What is no finite number is missing.
    pub fn of(def: &FeatureDef, values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let mut cuts: Vec<f64> = (1..TENTHS)
            .filter_map(|tenth| {
                // The smallest value that at least so many tenths are at most, and the next one that was seen.
                let last = *sorted.get((tenth * sorted.len()).div_ceil(TENTHS).checked_sub(1)?)?;
                let next = *sorted.get(sorted.partition_point(|v| *v <= last))?;
                Some(last + (next - last) / 2.0)
            })
            .collect();
        cuts.dedup();
        Self { feature: def.name.clone(), label: def.label.clone(), cuts }
    }

    /// The bins of features of a table, by name.
    pub fn of_table(table: &FeatureTable, features: &[&str]) -> Result<Vec<Self>, SegmentationError> {
        let index = |name: &&str| table.index_of(name);
        let chosen: Vec<usize> = features.iter().map(index).collect::<Result<_, _>>()?;
        Ok(chosen.into_iter().map(|f| Self::of(&table.defs()[f], table.column(f))).collect())
    }

    /// How many bins there are; the last is that of the missing.
    pub fn bins(&self) -> usize {
        self.cuts.len() + 2
    }

    fn place(&self, value: f64) -> usize {
        if value.is_finite() { self.cuts.partition_point(|cut| *cut < value) } else { self.bins() - 1 }
    }
}

/// People in each bin of a feature. Adds up over parts of a population, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BinCounts(Vec<u64>);

impl BinCounts {
    /// Nobody yet.
    pub fn new(bins: &FeatureBins) -> Self {
        Self(vec![0; bins.bins()])
    }

    /// Counts people with these values; the bins are those it was made with.
    pub fn add(&mut self, bins: &FeatureBins, values: &[f64]) -> Result<(), SegmentationError> {
        self.belongs_to(bins)?;
        for value in values {
            self.0[bins.place(*value)] += 1;
        }
        Ok(())
    }

    /// Adds the counts of other people, made with the same bins.
    pub fn merge(&mut self, bins: &FeatureBins, other: &Self) -> Result<(), SegmentationError> {
        self.belongs_to(bins)?;
        other.belongs_to(bins)?;
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine += theirs);
        Ok(())
    }

    /// Everybody counted.
    pub fn people(&self) -> u64 {
        self.0.iter().sum()
    }

    fn belongs_to(&self, bins: &FeatureBins) -> Result<(), SegmentationError> {
        if self.0.len() == bins.bins() {
            return Ok(());
        }
        Err(SegmentationError::OtherBins { feature: bins.feature.clone(), found: self.0.len(), expected: bins.bins() })
    }

    /// The people of a table in the bins of each feature. Tables of parts of a population are counted one by one and merged.
    pub fn of_table(bins: &[FeatureBins], table: &FeatureTable) -> Result<Vec<Self>, SegmentationError> {
        bins.iter()
            .map(|bins| {
                let mut counts = Self::new(bins);
                counts.add(bins, table.feature(&bins.feature)?)?;
                Ok(counts)
            })
            .collect()
    }
}

/// The population stability index: the sum over bins of `(q - p) ln(q / p)`, where `p` and `q` are the shares of people in the
/// bin before and after (the symmetric divergence of Kullback and Leibler 1951, under its name in credit scoring).
///
/// Half a person is added to every bin of both sides, so that an empty bin gives a large number and not an infinite one; bins
/// that are empty on both sides are left out. `None` where one side has no people.
pub fn stability_index(before: &BinCounts, after: &BinCounts) -> Option<f64> {
    if before.people() == 0 || after.people() == 0 {
        return None;
    }
    let bins: Vec<(f64, f64)> = lived_in(before, after).map(|(b, a)| (b as f64 + 0.5, a as f64 + 0.5)).collect();
    let (all_before, all_after) = bins.iter().fold((0.0, 0.0), |(b, a), bin| (b + bin.0, a + bin.1));
    Some(
        bins.iter()
            .map(|(b, a)| {
                let (p, q) = (b / all_before, a / all_after);
                (q - p) * (q / p).ln()
            })
            .sum(),
    )
}

fn lived_in(before: &BinCounts, after: &BinCounts) -> impl Iterator<Item = (u64, u64)> {
    before.0.iter().copied().zip(after.0.iter().copied()).filter(|(b, a)| b + a > 0)
}

/// How far each feature has shifted, largest shift first. Counts before and after are in the order of the bins.
///
/// The words follow the rule of thumb of credit scoring (Siddiqi 2006, Credit Risk Scorecards): below 0.10 stable, to 0.25
/// shifted a little, above shifted. It knows nothing of the number of people: between two samples of one population the index
/// is `1/n + 1/m` times a chi-square variable with one degree of freedom fewer than bins (Yurdakul 2018). Where its 95%
/// quantile alone would reach 0.10 and the index is no larger than that, there are too few people to tell.
pub fn drift(
    bins: &[FeatureBins],
    before: &[BinCounts],
    after: &[BinCounts],
) -> Result<Vec<FeatureDrift>, SegmentationError> {
    for (what, found) in [("features counted before", before.len()), ("features counted after", after.len())] {
        if found != bins.len() {
            return Err(SegmentationError::Length { what, found, expected: bins.len() });
        }
    }
    let mut drifts = Vec::with_capacity(bins.len());
    for ((bins, before), after) in bins.iter().zip(before).zip(after) {
        before.belongs_to(bins)?;
        after.belongs_to(bins)?;
        let psi = stability_index(before, after).ok_or(SegmentationError::TooFewPeople {
            purpose: "to compare on one side",
            people: 0,
            needed: 1,
        })?;
        drifts.push(FeatureDrift {
            feature: bins.feature.clone(),
            label: bins.label.clone(),
            psi,
            verdict: verdict(psi, chance(before, after)),
        });
    }
    drifts.sort_by(|a, b| b.psi.total_cmp(&a.psi).then_with(|| a.feature.cmp(&b.feature)));
    Ok(drifts)
}

/// What chance alone makes of the index in one of twenty comparisons, at most.
fn chance(before: &BinCounts, after: &BinCounts) -> f64 {
    // 95% quantiles of chi-square with 0 to 10 degrees of freedom: scipy.stats.chi2.ppf(.95, range(1, 11)).
    const QUANTILES: [f64; 11] = [0.0, 3.841, 5.991, 7.815, 9.488, 11.070, 12.592, 14.067, 15.507, 16.919, 18.307];
    let freedom = lived_in(before, after).count().saturating_sub(1);
    let quantile = QUANTILES[freedom.min(QUANTILES.len() - 1)];
    quantile * (1.0 / before.people() as f64 + 1.0 / after.people() as f64)
}

fn verdict(psi: f64, chance: f64) -> Bilingual {
    if chance >= 0.10 && psi <= chance {
        Bilingual::new("terlalu sedikit orang untuk menilai", "too few people to tell")
    } else if psi < 0.10 {
        Bilingual::new("stabil", "stable")
    } else if psi <= 0.25 {
        Bilingual::new("sedikit bergeser", "shifted a little")
    } else {
        Bilingual::new("bergeser", "shifted")
    }
}
