//! The share that left by each cause when there are several: died, formal job, lapsed.

use crate::error::SurvivalError;
use crate::spells::Spells;
use effectiveness::distribution::normal_critical;
use effectiveness::{Interval, Level};
use serde::{Deserialize, Serialize};

/// The share gone by one cause, just after one time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IncidenceStep {
    /// The time.
    pub time: f64,
    /// Members at risk just before it.
    pub at_risk: u64,
    /// Ended from this cause at it.
    pub ended: u64,
    /// Share that had left by this cause by then.
    pub share: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Interval on the log-log scale; `None` where the share is 0 or 1.
    pub interval: Option<Interval>,
}

/// Cumulative incidence of one cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incidence {
    /// The cause's exit code, from 1.
    pub cause: u8,
    /// Level of every interval.
    pub level: Level,
    /// Times ascending.
    pub steps: Vec<IncidenceStep>,
}

impl Incidence {
    /// The last step at or before a time; `None` before the first.
    pub fn step_at(&self, time: f64) -> Option<&IncidenceStep> {
        self.steps[..self.steps.partition_point(|step| step.time <= time)].last()
    }
}

/// Aalen & Johansen (1978): for each cause the share that had left by it; with the share still going they add up to 1.
///
/// One minus a Kaplan-Meier curve that takes the other causes for still going is always too high: it counts lapses that
/// the dead and those in formal jobs would have had, had they stayed. Standard errors by the delta method on the shares of
/// each time (Marubini & Valsecchi 1995, as lifelines and SAS have it), which hold for ties; without censoring they are
/// those of a plain proportion. Intervals on the log(-log) scale.
pub fn aalen_johansen(spells: &Spells, level: Level) -> Result<Vec<Incidence>, SurvivalError> {
    if spells.people() == 0 {
        return Err(SurvivalError::NoSpells);
    }
    Ok((1..=spells.causes()).map(|cause| incidence(spells, cause, level)).collect())
}

/// Running sums of the variance: with F the share at the end and Fj that at time j,
/// `sum (F - Fj)^2 a + sum b - 2 sum (F - Fj) c`.
#[derive(Default)]
struct Sums {
    a: f64,
    a_share: f64,
    a_square: f64,
    b: f64,
    c: f64,
    c_share: f64,
}

fn incidence(spells: &Spells, cause: u8, level: Level) -> Incidence {
    let z = normal_critical(1.0 - level.get());
    let (mut survival, mut share) = (1.0, 0.0);
    let mut sums = Sums::default();
    let mut steps = Vec::new();
    for (place, risk) in spells.moments().into_iter().enumerate() {
        let ended = spells.ended_from(cause, place);
        if risk.ended > 0 {
            let (n, all, own) = (risk.at_risk as f64, risk.ended as f64, ended as f64);
            share += survival * own / n;
            // Where everybody left at once nothing is added later, so the first sum has no term.
            let a = if risk.ended < risk.at_risk { all / (n * (n - all)) } else { 0.0 };
            let c = survival * own / (n * n);
            sums.a += a;
            sums.a_share += a * share;
            sums.a_square += a * share * share;
            sums.b += survival * survival * own * (n - own) / (n * n * n);
            sums.c += c;
            sums.c_share += c * share;
            survival *= (n - all) / n;
        }
        let variance = share * share * sums.a - 2.0 * share * sums.a_share + sums.a_square + sums.b
            - 2.0 * (share * sums.c - sums.c_share);
        let standard_error = variance.max(0.0).sqrt();
        let interval = (share > 0.0 && share < 1.0).then(|| {
            let width = z * standard_error / (share * share.ln().abs());
            Interval { low: share.powf(width.exp()), high: share.powf((-width).exp()) }
        });
        steps.push(IncidenceStep { time: risk.time, at_risk: risk.at_risk, ended, share, standard_error, interval });
    }
    Incidence { cause, level, steps }
}
