//! Who stops in a month, among those who still pay: a regression on months at risk.

use crate::bands::Bands;
use crate::error::SurvivalError;
use crate::linear_system::solve;
use crate::person_months::{MonthRows, PersonMonths};
use effectiveness::distribution::{normal_critical, normal_two_sided, student_critical, student_two_sided};
use effectiveness::{Interval, Level};
use regression::{BinomialFit, Covariance, Design, Errors, Link, binomial};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The scale on which covariates act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardLink {
    /// Odds to stop in a month (Singer & Willett 1993).
    Logit,
    /// Complementary log-log: ratios of the hazard in continuous time, whatever the length of a month (Prentice &
    /// Gloeckler 1978). The default for words: a ratio of chances, as people read it.
    ComplementaryLogLog,
}

/// What the rows of a cluster are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusteredBy {
    /// The months of one member.
    Member,
    /// The months of all members of an area.
    Area,
}

/// A covariate's effect on stopping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HazardTerm {
    /// The covariate.
    pub name: String,
    /// On the scale of the link.
    pub coefficient: f64,
    /// Standard error if every month at risk stands for itself.
    pub standard_error: f64,
    /// Standard error with the months of a cluster taken as alike (CR1, Liang & Zeger 1986).
    pub standard_error_clustered: f64,
    /// Ratio of the odds (logit) or of the hazard (complementary log-log) for one unit more.
    pub ratio: f64,
    /// Its interval from the clustered error: normal by member, Student's t of areas less one by area.
    pub interval: Interval,
    /// Two-sided p-value of no effect, from the clustered error.
    pub p_value: f64,
}

/// The chance to stop in one month at covariates of 0, of those still paying.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaselineBand {
    /// `months 4-6`.
    pub months: String,
    /// On the scale of the link.
    pub coefficient: f64,
    /// Standard error if every month at risk stands for itself.
    pub standard_error: f64,
}

/// A fitted discrete-time hazard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hazard {
    /// The scale.
    pub link: HazardLink,
    /// What the clustered errors are clustered by.
    pub clustered_by: ClusteredBy,
    /// Clusters.
    pub clusters: u64,
    /// Months at risk.
    pub person_months: u64,
    /// Ends in them.
    pub ended: u64,
    /// Spells of no month, which were never at risk in one and are left out.
    pub spells_without_a_month: u64,
    /// Log-likelihood over months at risk.
    pub log_likelihood: f64,
    /// Baseline by band of months.
    pub baseline: Vec<BaselineBand>,
    /// Covariates, in their order.
    pub terms: Vec<HazardTerm>,
}

/// Fits the hazard on months at risk with one baseline for each band of months ([`crate::BAND_STARTS`]) and the covariates.
/// Members alike are counted together, so that the work grows with how different they are and not with how many.
///
/// Bands that cannot be told apart (nobody ended in them) are put together with the next. With `areas`, errors are clustered
/// by area, else by member.
pub fn hazard(rows: &MonthRows<'_>, starts: &[u16], link: HazardLink, level: Level) -> Result<Hazard, SurvivalError> {
    crate::person_months::check(rows)?;
    let bands = Bands::told_apart(starts, rows)?;
    let months = PersonMonths::count(rows, &bands)?;
    let fit = fit(rows, &bands, &months, link)?;
    let plain = fit.covariance(Errors::Classical)?;
    let scores = scores(&fit, &bands, &months, link);
    let (meat, clusters) = meat(&scores, &months, rows.areas.is_some());
    if clusters < 2 {
        return Err(SurvivalError::OneCluster);
    }
    let width = fit.coefficients.len();
    let (g, n) = (clusters as f64, months.months() as f64);
    let factor = g / (g - 1.0) * (n - 1.0) / (n - width as f64);
    let curvature = curvature(&fit, &months, link);
    let errors = (bands.len()..width).map(|i| {
        let unit = (0..width).map(|j| f64::from(u8::from(i == j))).collect();
        let row = solve(curvature.clone(), unit).ok_or(SurvivalError::Flat)?;
        Ok((quadratic(&row, &meat) * factor).max(0.0).sqrt())
    });
    let errors: Vec<f64> = errors.collect::<Result<_, SurvivalError>>()?;
    let alpha = 1.0 - level.get();
    let by_area = rows.areas.is_some();
    let critical = if by_area { student_critical(alpha, g - 1.0) } else { normal_critical(alpha) };
    let term = |(place, (name, _)): (usize, &(String, Vec<f64>))| {
        let i = bands.len() + place;
        let (coefficient, error) = (fit.coefficients[i], errors[place]);
        let t = coefficient / error;
        HazardTerm {
            name: name.clone(),
            coefficient,
            standard_error: plain.standard_error(i),
            standard_error_clustered: error,
            ratio: coefficient.exp(),
            interval: Interval {
                low: (coefficient - critical * error).exp(),
                high: (coefficient + critical * error).exp(),
            },
            p_value: if by_area { student_two_sided(t, g - 1.0) } else { normal_two_sided(t) },
        }
    };
    Ok(Hazard {
        link,
        clustered_by: if by_area { ClusteredBy::Area } else { ClusteredBy::Member },
        clusters,
        person_months: months.months(),
        ended: months.ends(),
        spells_without_a_month: rows.months.iter().filter(|months| **months == 0).count() as u64,
        log_likelihood: fit.log_likelihood,
        baseline: baseline(&fit, &bands, &plain),
        terms: rows.covariates.iter().enumerate().map(term).collect(),
    })
}

fn baseline(fit: &BinomialFit, bands: &Bands, plain: &Covariance) -> Vec<BaselineBand> {
    let of = |band| BaselineBand {
        months: bands.name(band),
        coefficient: fit.coefficients[band],
        standard_error: plain.standard_error(band),
    };
    (0..bands.len()).map(of).collect()
}

/// One row for each pattern of covariates and band that somebody was at risk in.
fn fit(
    rows: &MonthRows<'_>,
    bands: &Bands,
    months: &PersonMonths,
    link: HazardLink,
) -> Result<BinomialFit, SurvivalError> {
    let used: Vec<(usize, usize, [u64; 2])> = occupied(months);
    let mut design = Design::new();
    for band in 0..bands.len() {
        design = design.column(bands.name(band), used.iter().map(|cell| f64::from(u8::from(cell.1 == band))).collect());
    }
    for (place, (name, _)) in rows.covariates.iter().enumerate() {
        design = design.column(name.clone(), used.iter().map(|cell| months.patterns[cell.0][place]).collect());
    }
    let shares: Vec<f64> = used.iter().map(|(_, _, [at_risk, ended])| *ended as f64 / *at_risk as f64).collect();
    let counts: Vec<f64> = used.iter().map(|(_, _, [at_risk, _])| *at_risk as f64).collect();
    let link = match link {
        HazardLink::Logit => Link::Logit,
        HazardLink::ComplementaryLogLog => Link::ComplementaryLogLog,
    };
    Ok(binomial(&shares, &design, link, Some(&counts))?)
}

fn occupied(months: &PersonMonths) -> Vec<(usize, usize, [u64; 2])> {
    let cells = months.cells.iter().enumerate();
    cells
        .flat_map(|(pattern, bands)| bands.iter().enumerate().map(move |(band, cell)| (pattern, band, *cell)))
        .filter(|(_, _, cell)| cell[0] > 0)
        .collect()
}

/// The score of each kind of members alike: the derivative of one member's log-likelihood by the coefficients.
fn scores(fit: &BinomialFit, bands: &Bands, months: &PersonMonths, link: HazardLink) -> Vec<Vec<f64>> {
    let mut chances = vec![vec![0.0; bands.len()]; months.patterns.len()];
    for ((pattern, band, _), chance) in occupied(months).into_iter().zip(fit.probabilities()) {
        chances[pattern][band] = *chance;
    }
    // Derivative of the log-likelihood of one month by its linear predictor, over `outcome - chance`.
    let lever = |chance: f64| match link {
        HazardLink::Logit => 1.0,
        HazardLink::ComplementaryLogLog => -(-chance).ln_1p() / chance,
    };
    let score = |alike: &crate::person_months::Alike| {
        let last = bands.of(alike.months);
        let mut score = vec![0.0; fit.coefficients.len()];
        let mut sum = 0.0;
        for (band, part) in score.iter_mut().enumerate().take(last + 1) {
            let chance = chances[alike.pattern][band];
            let end = f64::from(u8::from(alike.ended && band == last));
            *part = lever(chance) * (end - chance * f64::from(bands.months_in(band, alike.months)));
            sum += *part;
        }
        for (part, value) in score[bands.len()..].iter_mut().zip(&months.patterns[alike.pattern]) {
            *part = value * sum;
        }
        score
    };
    months.alike.iter().map(score).collect()
}

/// Minus the second derivative of the log-likelihood at the fit: what a sandwich needs on either side (White 1982). With the
/// logit it is the regression's own information, with the complementary log-log it depends on who ended.
fn curvature(fit: &BinomialFit, months: &PersonMonths, link: HazardLink) -> Vec<Vec<f64>> {
    let width = fit.coefficients.len();
    let mut sums = vec![vec![0.0; width]; width];
    let design = fit.design();
    for (row, (_, _, [at_risk, ended])) in occupied(months).into_iter().enumerate() {
        let (n, d, p) = (at_risk as f64, ended as f64, fit.probabilities()[row]);
        let weight = match link {
            HazardLink::Logit => n * p * (1.0 - p),
            HazardLink::ComplementaryLogLog => {
                let hazard = -(-p).ln_1p();
                d * hazard * hazard * (1.0 - p) / (p * p) - hazard * (d / p - n)
            }
        };
        for (i, cells) in sums.iter_mut().enumerate() {
            for (j, cell) in cells.iter_mut().enumerate() {
                *cell += weight * design.values(i)[row] * design.values(j)[row];
            }
        }
    }
    sums
}

/// Sum over clusters of the outer product of their scores, and how many clusters there are.
fn meat(scores: &[Vec<f64>], months: &PersonMonths, by_area: bool) -> (Vec<Vec<f64>>, u64) {
    let width = scores.first().map_or(0, Vec::len);
    let mut meat = vec![vec![0.0; width]; width];
    let mut add = |score: &[f64], weight: f64| {
        for (row, left) in meat.iter_mut().zip(score) {
            for (cell, right) in row.iter_mut().zip(score) {
                *cell += weight * left * right;
            }
        }
    };
    if !by_area {
        for (score, alike) in scores.iter().zip(&months.alike) {
            add(score, alike.people as f64);
        }
        return (meat, months.alike.iter().map(|alike| alike.people).sum());
    }
    let mut areas: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for (score, alike) in scores.iter().zip(&months.alike) {
        let sums = areas.entry(alike.area).or_insert_with(|| vec![0.0; width]);
        sums.iter_mut().zip(score).for_each(|(sum, part)| *sum += alike.people as f64 * part);
    }
    for score in areas.values() {
        add(score, 1.0);
    }
    (meat, areas.len() as u64)
}

fn quadratic(row: &[f64], matrix: &[Vec<f64>]) -> f64 {
    let inner = |cells: &Vec<f64>| -> f64 { cells.iter().zip(row).map(|(a, b)| a * b).sum() };
    matrix.iter().zip(row).map(|(cells, weight)| weight * inner(cells)).sum()
}
