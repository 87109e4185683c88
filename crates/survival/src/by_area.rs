//! Arms that were drawn by area: months gained and stopping compared with the area as the unit.

use crate::error::{SurvivalError, same_rows};
use crate::influence::Influence;
use crate::spells::Spells;
use effectiveness::by_area::{StratumMeans, area_means_in_strata};
use effectiveness::distribution::{student_critical, student_two_sided};
use effectiveness::{Interval, Level};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One row a member: two arms, each made of whole areas.
#[derive(Debug, Clone, Copy)]
pub struct AreaRows<'a> {
    /// Months of each spell.
    pub durations: &'a [f64],
    /// Whether it ended.
    pub ended: &'a [bool],
    /// Whether its area was treated, as drawn.
    pub treated: &'a [bool],
    /// Its area; any codes.
    pub areas: &'a [u32],
    /// The stratum in which its area was drawn; any codes.
    pub strata: Option<&'a [u32]>,
}

/// A difference with the error that areas give it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AreaDifference {
    /// Treated minus control.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of Student's t.
    pub df: f64,
    /// Interval by Student's t; `None` where nothing varies.
    pub interval: Option<Interval>,
    /// Two-sided p-value; `None` where nothing varies.
    pub p_value: Option<f64>,
}

impl AreaDifference {
    fn new(difference: f64, standard_error: f64, df: f64, level: Level) -> Self {
        let half = student_critical(1.0 - level.get(), df) * standard_error;
        Self {
            difference,
            standard_error,
            df,
            interval: (standard_error > 0.0).then_some(Interval { low: difference - half, high: difference + half }),
            p_value: (standard_error > 0.0).then(|| student_two_sided(difference / standard_error, df)),
        }
    }
}

/// Months that an arm added, where arms were drawn by area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MonthsGainedByArea {
    /// The horizon.
    pub horizon: f64,
    /// Months paid per member of the treated arm, over members.
    pub months_treated: f64,
    /// Months paid per member of the control.
    pub months_control: f64,
    /// Primary: t-test of area means of pseudo-values, every area counting once.
    pub of_areas: AreaDifference,
    /// Beside: the difference over members, every member counting once, with an error from the areas' sums.
    pub of_members: AreaDifference,
    /// Treated areas.
    pub areas_treated: usize,
    /// Control areas.
    pub areas_control: usize,
}

/// A test of stopping over all months, where arms were drawn by area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AreaLogRank {
    /// Ends of the treated beyond those expected if both arms stopped alike.
    pub excess: f64,
    /// Student's t of it.
    pub t: f64,
    /// Degrees of freedom, areas less two.
    pub df: f64,
    /// Two-sided p-value.
    pub p_value: f64,
}

/// The months an arm added per member to a horizon, with the area as the unit.
///
/// Every spell becomes its pseudo-value (the arm's restricted mean plus the spell's influence on it, times the arm's spells):
/// its own months where it was seen to the horizon, else what the arm's curve expects of it. Area means of these are compared
/// by a t-test with areas less two degrees of freedom, in strata less one for each (Donner & Klar 2000 on Andersen, Klein &
/// Rosthoj's 2003 pseudo-values). Beside stands the difference over members with the sums of the areas' influences, each
/// arm's times areas over areas less one (Liang & Zeger 1986). What this assumes: inside an arm, whether a spell is cut short
/// by the end of observation has nothing to do with its area.
pub fn months_gained_by_area(
    rows: &AreaRows<'_>,
    horizon: f64,
    level: Level,
) -> Result<MonthsGainedByArea, SurvivalError> {
    let arm_of = arms(rows)?;
    let arm = |treated: bool| -> Result<(Influence, usize), SurvivalError> {
        let pick = |row: &usize| rows.treated[*row] == treated;
        let own: Vec<usize> = (0..rows.durations.len()).filter(pick).collect();
        let durations: Vec<f64> = own.iter().map(|row| rows.durations[*row]).collect();
        let ended: Vec<bool> = own.iter().map(|row| rows.ended[*row]).collect();
        Ok((Influence::of(&Spells::from_durations(&durations, &ended)?, horizon)?, own.len()))
    };
    let (one, zero) = (arm(true)?, arm(false)?);
    // By area: stratum, arm, members, sum of their influences.
    let mut areas: BTreeMap<u32, (u32, bool, u64, f64)> = BTreeMap::new();
    for row in 0..rows.durations.len() {
        let influence = if rows.treated[row] { &one.0 } else { &zero.0 };
        let stratum = rows.strata.map_or(0, |strata| strata[row]);
        let area = areas.entry(rows.areas[row]).or_insert((stratum, rows.treated[row], 0, 0.0));
        area.2 += 1;
        area.3 += influence.spell(rows.durations[row], rows.ended[row]);
    }
    let mut strata: BTreeMap<u32, StratumMeans> = BTreeMap::new();
    for (stratum, treated, members, influences) in areas.values() {
        let (influence, spells) = if *treated { &one } else { &zero };
        let mean = influence.months + *spells as f64 * influences / *members as f64;
        let means = strata.entry(*stratum).or_default();
        if *treated { &mut means.treated } else { &mut means.control }.push(mean);
    }
    let strata: Vec<StratumMeans> = strata.into_values().collect();
    let df_of_areas = areas.len().saturating_sub(strata.len() + 1);
    let test = area_means_in_strata(&strata, level).map_err(|_| SurvivalError::NoStratumWithBoth)?.test;
    let robust = |treated: bool, count: usize| -> f64 {
        let squares: f64 = areas.values().filter(|area| area.1 == treated).map(|area| area.3 * area.3).sum();
        squares * count as f64 / (count as f64 - 1.0)
    };
    let (areas_treated, areas_control) = (arm_of.treated, arm_of.control);
    let over_members = (robust(true, areas_treated) + robust(false, areas_control)).sqrt();
    Ok(MonthsGainedByArea {
        horizon,
        months_treated: one.0.months,
        months_control: zero.0.months,
        of_areas: AreaDifference::new(test.difference, test.standard_error, df_of_areas as f64, level),
        of_members: AreaDifference::new(
            one.0.months - zero.0.months,
            over_members,
            (areas_treated + areas_control - 2) as f64,
            level,
        ),
        areas_treated,
        areas_control,
    })
}

/// Log-rank with areas as the unit: the sum of each area's share in the log-rank score takes the place of the hypergeometric
/// variance (Gangnon & Kosorok 2004), with areas over areas less one and Student's t of areas less two. Strata are not used.
pub fn log_rank_by_area(rows: &AreaRows<'_>) -> Result<AreaLogRank, SurvivalError> {
    let arm_of = arms(rows)?;
    let codes: Vec<u32> = rows.treated.iter().map(|treated| u32::from(*treated)).collect();
    let exits: Vec<u8> = rows.ended.iter().map(|ended| u8::from(*ended)).collect();
    let groups = Spells::by_group(rows.durations, &exits, 1, &codes, 2)?;
    let both = groups[0].merged(&groups[1]);
    // By time: the share of treated at risk, and the expected score of either arm up to then.
    let (mut times, mut shares, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    let mut sums = [0.0; 2];
    let treated_risks = groups[1].moments();
    let mut next = 0;
    for risk in both.moments() {
        while treated_risks.get(next).is_some_and(|own| own.time < risk.time) {
            next += 1;
        }
        let treated = treated_risks.get(next).map_or(0, |own| own.at_risk);
        let (share, hazard) = (treated as f64 / risk.at_risk as f64, risk.ended as f64 / risk.at_risk as f64);
        sums[0] -= share * hazard;
        sums[1] += (1.0 - share) * hazard;
        times.push(risk.time);
        shares.push(share);
        expected.push(sums);
    }
    let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
    for row in 0..rows.durations.len() {
        let place = times.partition_point(|time| *time < rows.durations[row]);
        let arm = f64::from(u8::from(rows.treated[row]));
        let own_end = if rows.ended[row] { arm - shares[place] } else { 0.0 };
        *scores.entry(rows.areas[row]).or_default() += own_end - expected[place][usize::from(rows.treated[row])];
    }
    let excess: f64 = scores.values().sum();
    let count = (arm_of.treated + arm_of.control) as f64;
    let variance: f64 = scores.values().map(|score| score * score).sum::<f64>() * count / (count - 1.0);
    if variance <= 0.0 {
        return Err(SurvivalError::NobodyEnded);
    }
    let (t, df) = (excess / variance.sqrt(), count - 2.0);
    Ok(AreaLogRank { excess, t, df, p_value: student_two_sided(t, df) })
}

/// Areas of either arm.
struct Arms {
    treated: usize,
    control: usize,
}

/// Refuses columns of other lengths, areas in two arms or strata, and arms of fewer than two areas.
fn arms(rows: &AreaRows<'_>) -> Result<Arms, SurvivalError> {
    let expected = rows.durations.len();
    same_rows("ends", rows.ended.len(), expected)?;
    same_rows("arms", rows.treated.len(), expected)?;
    same_rows("areas", rows.areas.len(), expected)?;
    if let Some(strata) = rows.strata {
        same_rows("strata", strata.len(), expected)?;
    }
    let mut seen: BTreeMap<u32, (bool, u32)> = BTreeMap::new();
    for row in 0..expected {
        let area = rows.areas[row];
        let stratum = rows.strata.map_or(0, |strata| strata[row]);
        let drawn = seen.entry(area).or_insert((rows.treated[row], stratum));
        if drawn.0 != rows.treated[row] {
            return Err(SurvivalError::AreaInBothArms { row: row + 1, area });
        }
        if drawn.1 != stratum {
            return Err(SurvivalError::AreaInTwoStrata { row: row + 1, area });
        }
    }
    let treated = seen.values().filter(|(treated, _)| *treated).count();
    let control = seen.len() - treated;
    for (arm, areas) in [("treated", treated), ("control", control)] {
        if areas < 2 {
            return Err(SurvivalError::TooFewAreas { arm, areas });
        }
    }
    Ok(Arms { treated, control })
}
