//! Every arm against the control, overall and by segment.

use super::conclusion::spent_on;
use super::contrast::{Contrast, Estimate};
use super::segments::{SegmentAnswer, answers, effect, family, kept, rows_of_segments, shared_odds_ratio};
use super::{Experiment, areas, check, fairness, persons};
use crate::by_person::{StratifiedRows, fixed_effects};
use crate::distribution::chi_square_upper;
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::multiplicity::{Heterogeneity, Interaction, heterogeneity, holm};
use crate::notes;
use crate::sample_ratio::{SampleRatio, SegmentRatio};
use crate::sums::Moments;
use domain::Bilingual;
use serde::{Deserialize, Serialize};

/// What kind of number the outcome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// 0 and 1 only: means are rates.
    Rate,
    /// Any numbers.
    Mean,
    /// A sum over another sum.
    Ratio,
}

/// One arm, the control included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmSummary {
    /// Its label.
    pub arm: String,
    /// Its people.
    pub rows: u64,
    /// Mean outcome over its people.
    pub mean: f64,
}

/// One arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmAnswer {
    /// Over all rows.
    pub overall: Contrast,
    /// p-value after Holm over the arms, where there are several.
    pub p_holm_over_arms: Option<f64>,
    /// What the family of segments is; `None` without a segment column.
    pub family: Option<Bilingual>,
    /// Whether segments differ by more than chance: to be read before any of them.
    pub heterogeneity: Option<Heterogeneity>,
    /// Whether segments share one odds ratio, for rates of lots drawn by person.
    pub interaction: Option<Interaction>,
    /// By segment, in the order of the segments' labels; empty without a segment column.
    pub segments: Vec<SegmentAnswer>,
    /// Sentences about the segments together.
    pub segment_notes: Vec<Bilingual>,
}

/// Pearson's test that all arms have one rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AnyDifference {
    /// Chi-square statistic.
    pub chi_square: f64,
    /// Arms minus one.
    pub df: usize,
    /// Of the statistic.
    pub p_value: f64,
}

/// All answers of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Level of every interval.
    pub level: Level,
    /// Rates or means.
    pub outcome_kind: OutcomeKind,
    /// The outcome column.
    pub outcome: String,
    /// Every arm, in the order of its labels.
    pub arms: Vec<ArmSummary>,
    /// The arms' sizes against the plan, where a plan was given.
    pub sample_ratio: Option<SampleRatio>,
    /// The same by segment.
    pub sample_ratio_by_segment: Vec<SegmentRatio>,
    /// Whether any of three arms or more differs, for rates of lots drawn by person.
    pub any_difference: Option<AnyDifference>,
    /// Every arm but the control, in the order of its labels.
    pub answers: Vec<ArmAnswer>,
}

/// Compares every arm with the control as assigned (intention to treat).
///
/// Without an area column: rates by Newcombe and pooled z (by Boschloo's exact test where counts are small), other outcomes by
/// Welch, ratios of sums by the delta method, strata by post-stratification; score intervals, ratios, CUPED, Lin, fixed effects
/// and the effect on compliers beside. With an area column: t-test of area means where every area has one arm, else rows with a
/// cluster-robust standard error. Run [`crate::refuse_if_area_assigned`] over the file's other columns before an evaluation
/// without one. A segment that cannot be answered says why and stops nothing; a refusal over all rows stops the evaluation.
pub fn evaluate(experiment: &Experiment, level: Level) -> Result<Evaluation, EffectivenessError> {
    if experiment.cluster.is_some() && experiment.counts.is_some() {
        check::checked(experiment)?;
        return evaluate(&experiment.written_out()?, level);
    }
    let control = check::checked(experiment)?;
    let (sample_ratio, size_faults) = fairness::sizes(experiment)?;
    let sample_ratio_by_segment = fairness::sizes_by_segment(experiment)?;
    let values = &experiment.outcome.values;
    let binary = values.iter().all(|v| [0.0, 1.0].contains(v));
    let kind = match (&experiment.denominator, &experiment.cluster, binary) {
        (Some(_), None, _) => OutcomeKind::Ratio,
        (_, _, true) => OutcomeKind::Rate,
        _ => OutcomeKind::Mean,
    };
    let contrast = |arm: u32, rows: &[usize]| -> Result<Contrast, EffectivenessError> {
        let mut answer = match &experiment.cluster {
            Some(cluster) => areas::contrast(experiment, cluster, (arm, control), rows, level),
            None => persons::contrast(experiment, (arm, control), rows, binary, level),
        }?;
        count_people(experiment, (arm, control), rows, &mut answer);
        Ok(answer)
    };
    let every_row: Vec<usize> = (0..values.len()).collect();
    let segments = rows_of_segments(experiment);
    let by_strata = within_strata(experiment, control, level);
    let (mut arms, mut faults_of_arms) = (Vec::new(), Vec::new());
    for arm in (0..experiment.arm.labels.len() as u32).filter(|arm| *arm != control) {
        let missing = fairness::missing_outcomes(experiment, arm, control)?;
        let faults: Vec<Bilingual> = size_faults.iter().chain(&missing.faults).cloned().collect();
        let mut overall = contrast(arm, &every_row)?;
        if let Some(fit) = by_strata.get(arm as usize).cloned().flatten() {
            beside_or_first(&mut overall, fit);
        }
        overall.notes.extend(missing.notes);
        if kind == OutcomeKind::Rate && experiment.missing.iter().any(|m| *m > 0) {
            overall.notes.extend(worst_cases(experiment, (arm, control), &every_row));
        }
        let mut answered = answers(&segments, |rows| contrast(arm, rows), level);
        for segment in &mut answered {
            let mut own = faults.clone();
            let off = sample_ratio_by_segment.iter().find(|r| r.segment == segment.segment && r.is_mismatch());
            own.extend(off.map(|r| notes::segment_ratio(&r.segment)));
            let p_value = segment.p_holm;
            segment.contrast =
                segment.contrast.take().map(|c| c.concluded(&experiment.terms, kind, p_value, &own, level));
        }
        let effects: Vec<(f64, f64)> = answered.iter().map(effect).collect();
        let heterogeneity = heterogeneity(&effects, level);
        let segment_notes =
            (heterogeneity.is_some() && areas_hold_many_segments(experiment)).then(notes::segments_share_areas);
        let by_person_rate = kind == OutcomeKind::Rate && experiment.cluster.is_none();
        faults_of_arms.push(faults);
        arms.push(ArmAnswer {
            overall,
            p_holm_over_arms: None,
            family: experiment.segment.as_ref().map(|s| family(&s.column, answered.len())),
            heterogeneity,
            interaction: by_person_rate.then(|| shared_odds_ratio(experiment, (arm, control), &segments)).flatten(),
            segments: answered,
            segment_notes: segment_notes.into_iter().collect(),
        });
    }
    adjust_over_arms(&mut arms);
    for (arm, faults) in arms.iter_mut().zip(faults_of_arms) {
        // The best of several arms looks better than it is.
        let p_value = arm.p_holm_over_arms.or(arm.overall.primary.p_value);
        let overall = std::mem::take(&mut arm.overall);
        arm.overall = overall.concluded(&experiment.terms, kind, p_value, &faults, level);
    }
    Ok(Evaluation {
        level,
        outcome_kind: kind,
        outcome: experiment.outcome.column.clone(),
        arms: arm_summaries(experiment),
        sample_ratio,
        sample_ratio_by_segment,
        any_difference: (kind == OutcomeKind::Rate && experiment.cluster.is_none())
            .then(|| any_difference(experiment, &every_row))
            .flatten(),
        answers: arms,
    })
}

/// People of the rarer outcome, and rupiah spent on the treated.
fn count_people(experiment: &Experiment, (arm, control): (u32, u32), rows: &[usize], answer: &mut Contrast) {
    if let Some(both) = kept(experiment, arm, rows).zip(kept(experiment, control, rows)) {
        let all = both.0.merged(both.1);
        answer.fewest_of_either = all.kept().min(all.not_kept());
    }
    if let Some(costs) = &experiment.terms.costs {
        let mut spent = Moments::default();
        for row in rows.iter().filter(|row| experiment.arm.codes[**row] == arm) {
            spent.add_times(costs.values[*row], experiment.people(*row));
        }
        answer.spent = spent_on(spent.mean, spent.count);
    }
}

/// Least squares with a constant for each stratum, an entry an arm; empty without strata or where areas were drawn.
fn within_strata(experiment: &Experiment, control: u32, level: Level) -> Vec<Option<Estimate>> {
    let (Some(strata), None, None) = (&experiment.strata, &experiment.cluster, &experiment.denominator) else {
        return Vec::new();
    };
    let counts: Vec<f64> = (0..experiment.outcome.values.len()).map(|row| experiment.people(row) as f64).collect();
    let rows = StratifiedRows {
        outcome: &experiment.outcome.values,
        arm: &experiment.arm.codes,
        arms: experiment.arm.labels.len(),
        control,
        stratum: &strata.codes,
        strata: strata.labels.len(),
        counts: &counts,
    };
    let name = "least squares with a constant for each stratum, all arms at once, errors of one variance";
    let fits = fixed_effects(rows, level).unwrap_or_default();
    fits.into_iter().map(|fit| fit.map(|f| Estimate::from_test(name, &f))).collect()
}

/// Puts least squares beside; first where strata are so small that post-stratification leaves many people out.
fn beside_or_first(overall: &mut Contrast, fit: Estimate) {
    if !overall.mostly_left_out {
        overall.beside.push(fit);
        return;
    }
    overall.mean_control = overall.plain_mean_control;
    overall.mean_treated = overall.plain_mean_control + fit.estimate;
    overall.notes.push(notes::strata_too_small());
    overall.beside.insert(0, std::mem::replace(&mut overall.primary, fit));
}

/// The difference of rates were all missing outcomes of the treated 0 and of the control 1, and the other way round.
fn worst_cases(experiment: &Experiment, (arm, control): (u32, u32), rows: &[usize]) -> Option<Bilingual> {
    let missing = |code: u32| experiment.missing.get(code as usize).copied().unwrap_or(0) as f64;
    let (treated, held_out) = (kept(experiment, arm, rows)?, kept(experiment, control, rows)?);
    let (n1, n0) = (treated.count() as f64 + missing(arm), held_out.count() as f64 + missing(control));
    let (k1, k0) = (treated.kept() as f64, held_out.kept() as f64);
    Some(notes::missing_bounds(k1 / n1 - (k0 + missing(control)) / n0, (k1 + missing(arm)) / n1 - k0 / n0))
}

/// Holm over the arms' p-values.
fn adjust_over_arms(arms: &mut [ArmAnswer]) {
    let tested: Vec<(usize, f64)> =
        arms.iter().enumerate().filter_map(|(place, a)| Some((place, a.overall.primary.p_value?))).collect();
    if arms.len() < 2 {
        return;
    }
    let adjusted = holm(&tested.iter().map(|(_, p)| *p).collect::<Vec<f64>>());
    for ((place, _), p) in tested.into_iter().zip(adjusted) {
        arms[place].p_holm_over_arms = Some(p);
    }
}

/// Pearson's chi-square over three arms or more.
fn any_difference(experiment: &Experiment, rows: &[usize]) -> Option<AnyDifference> {
    let arms = experiment.arm.labels.len();
    if arms < 3 {
        return None;
    }
    let sums = (0..arms as u32).map(|arm| kept(experiment, arm, rows)).collect::<Option<Vec<_>>>()?;
    let (people, with): (u64, u64) = sums.iter().fold((0, 0), |(n, k), s| (n + s.count(), k + s.kept()));
    let rate = with as f64 / people as f64;
    let part = |s: &crate::sums::BinarySums| (s.kept() as f64 - s.count() as f64 * rate).powi(2) / s.count() as f64;
    let chi_square = sums.iter().map(part).sum::<f64>() / (rate * (1.0 - rate));
    let df = arms - 1;
    chi_square.is_finite().then(|| AnyDifference { chi_square, df, p_value: chi_square_upper(chi_square, df as f64) })
}

/// People and mean of each arm.
fn arm_summaries(experiment: &Experiment) -> Vec<ArmSummary> {
    let mut sums = vec![Moments::default(); experiment.arm.labels.len()];
    for (row, (&arm, &value)) in experiment.arm.codes.iter().zip(&experiment.outcome.values).enumerate() {
        sums[arm as usize].add_times(value, experiment.people(row));
    }
    let of = |(label, m): (&String, Moments)| ArmSummary { arm: label.clone(), rows: m.count, mean: m.mean };
    experiment.arm.labels.iter().zip(sums).map(of).collect()
}

/// Whether some area has rows of more than one segment.
fn areas_hold_many_segments(experiment: &Experiment) -> bool {
    let (Some(cluster), Some(segment)) = (&experiment.cluster, &experiment.segment) else {
        return false;
    };
    let mut seen: Vec<Option<u32>> = vec![None; cluster.labels.len()];
    cluster
        .codes
        .iter()
        .zip(&segment.codes)
        .any(|(&area, &segment)| seen[area as usize].replace(segment).is_some_and(|before| before != segment))
}
