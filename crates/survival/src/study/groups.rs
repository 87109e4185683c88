//! The curve of each group at round times.

use super::Study;
use super::causes::{CauseShare, shares};
use crate::error::SurvivalError;
use crate::kaplan_meier::{Curve, Quantile, kaplan_meier};
use crate::restricted_mean::{RestrictedMean, restricted_mean};
use crate::spells::Spells;
use effectiveness::{Interval, Level};
use serde::{Deserialize, Serialize};

/// Where a table reads the curve, and every twelve months from there.
const MARKS: [f64; 4] = [1.0, 3.0, 6.0, 12.0];
/// The most rows that a table is read with.
const MOST_MARKS: usize = 16;

/// The curve at one time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The time.
    pub time: f64,
    /// Share still going after it.
    pub share: f64,
    /// Its interval; `None` where the share is 1 or 0.
    pub interval: Option<Interval>,
    /// Members at risk just before it.
    pub at_risk: u64,
}

/// What is known of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupCurve {
    /// The group; `all` where there is one only.
    pub group: String,
    /// Members.
    pub people: u64,
    /// Of them, ended.
    pub ended: u64,
    /// The curve at round times, as far as the group was followed.
    pub marks: Vec<Mark>,
    /// The curve at the horizon.
    pub at_horizon: Mark,
    /// The time by which half had ended.
    pub median: Quantile,
    /// Months paid to the horizon.
    pub months: RestrictedMean,
    /// Shares gone by each cause at the horizon and at the last mark, where causes are told apart.
    pub causes: Vec<CauseShare>,
    /// The whole curve, for a picture.
    #[serde(skip)]
    pub curve: Option<Curve>,
}

/// The horizon asked for, or 12, or as far as every group was followed.
pub(super) fn horizon(study: &Study, spells: &[Spells], labels: &[String], level: Level) -> Result<f64, SurvivalError> {
    let mut reach = f64::INFINITY;
    for (spells, label) in spells.iter().zip(labels) {
        let curve = kaplan_meier(spells, level)?;
        if let Some(horizon) = study.horizon.filter(|horizon| *horizon > curve.known_to()) {
            return Err(SurvivalError::GroupBeyondFollowUp { group: label.clone(), horizon, last: curve.last_time() });
        }
        reach = reach.min(curve.known_to());
    }
    Ok(study.horizon.unwrap_or_else(|| reach.min(12.0)))
}

pub(super) fn curves(
    study: &Study,
    spells: &[Spells],
    labels: &[String],
    horizon: f64,
    level: Level,
) -> Result<Vec<GroupCurve>, SurvivalError> {
    let of = |(spells, label): (&Spells, &String)| {
        let curve = kaplan_meier(spells, level)?;
        let times = marks(curve.last_time(), horizon);
        Ok(GroupCurve {
            group: label.clone(),
            people: curve.people,
            ended: curve.ended,
            marks: times.iter().map(|time| mark(&curve, *time)).collect(),
            at_horizon: mark(&curve, horizon),
            median: curve.median(),
            months: restricted_mean(&curve, horizon)?,
            causes: shares(study, spells, horizon, level)?,
            curve: Some(curve),
        })
    };
    spells.iter().zip(labels).map(of).collect()
}

/// Round times up to the longest spell, the horizon among them.
fn marks(last: f64, horizon: f64) -> Vec<f64> {
    let years = (2..).map(|year| 12.0 * f64::from(year)).take_while(|time| *time <= last).take(MOST_MARKS);
    let mut times: Vec<f64> = MARKS.into_iter().filter(|time| *time <= last).chain(years).collect();
    if !times.contains(&horizon) && horizon <= last {
        times.push(horizon);
        times.sort_unstable_by(f64::total_cmp);
    }
    times
}

fn mark(curve: &Curve, time: f64) -> Mark {
    let step = curve.step_at(time);
    Mark {
        time,
        share: step.map_or(1.0, |step| step.survival),
        interval: step.and_then(|step| step.interval),
        at_risk: curve.at_risk(time),
    }
}
